# SPDX-License-Identifier: Apache-2.0
"""Load for fault tests: agencies that send random histories until each event is answered, and keep
the answers; and what must be true of the database afterwards, whatever happened in between."""

import collections
import datetime
import http.client
import json
import os
import queue
import random
import re
import sys
import threading

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(os.path.dirname(HERE), "tools"),
                os.path.join(os.path.dirname(HERE), "property")]
import concernd_testing  # noqa: E402
import histories  # noqa: E402
import oracle  # noqa: E402
import tap  # noqa: E402

AT_ONCE = 4         # senders at one time
MOST_A_BATCH = 12
PAUSE = 0.02        # seconds before what was not answered is sent again
# Of the histories that daemons are tried with.
FEATURES = frozenset(["then", "times_usual", "unless", "corrections", "households"])
DEADLINES = datetime.timedelta(days=60)
ANSWERS = ("recorded", "duplicate", "withdrawn", "refused")

# What stands undecided, with its evidence: contact by contact in order, and the incident of each.
STANDING = """
select json_build_object('child', a.child_id, 'rule', a.rule, 'level', a.level,
	'became_true_at', to_char(a.became_true_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
	'evidence', (
		select json_agg(json_build_array(e.incident, c.source || ' ' || c.event_id)
				order by e.place)
		from unnest(v.contact_ids, v.contact_versions, v.incidents)
			with ordinality e (contact_id, version, incident, place)
		cross join lateral (
			select source, event_id from concernd.contact
			where contact.child_id = any (coalesce(a.children, array[a.child_id]))
				and contact.contact_id = e.contact_id and contact.version = e.version
			union
			select source, event_id from concernd.adult_contact
			where adult_contact.contact_id = e.contact_id
				and adult_contact.version = e.version) c))
from concernd.alert a
join concernd.alert_version v
	on v.child_id = a.child_id and v.alert_id = a.id and v.version = a.evidence_version
where a.state in ('new', 'acknowledged') and a.scope <> 'doubt'
"""
CHILDREN = """
select distinct l.child_id, s.record from concernd.link l join concernd.alias s on s.id = l.alias_id
where l.revoked_at is null
"""
HOUSEHOLDS = "select id, name from concernd.household"
CONTACTS = "select source, event_id, count(*) from concernd.contact group by 1, 2"
EVENTS = "select source, event_id, count(*) from concernd.event group by 1, 2"
UNSENT = "select count(*) from concernd.outbox where sent_at is null"
LIVE = "select id from concernd.alert where mode = 'live'"
REFUSED = "select distinct source, event_id from concernd.refused where state = 'kept'"


def key_of(event):
    return event["source"], event["id"]


def is_past(event, now):
    """All times that it tells."""
    told = [event["time"], *(event["data"].get(key, event["time"])
                             for key in ("occurred_at", "decided_at", "from", "until"))]
    return all(t < now[:10] if len(t) == 10 else oracle.read_time(t) < oracle.read_time(now)
               for t in told)


def is_contact(event):
    return event["type"] == "concernd.contact.recorded.v1"


def past(history, now):
    """The history up to now, without what corrects a contact that is still to come."""
    kept = [e for e in history if is_past(e, now)]
    keys = {key_of(e) for e in kept if is_contact(e)}
    return [e for e in kept if corrected(e) is None or corrected(e) in keys]


def corrected(event):
    """The contact that it corrects; None if it corrects none."""
    contact = event["data"].get("contact")
    return (contact["source"], contact["id"]) if contact else None


def make_histories(seed, count):
    """Rules, and histories of facts so long ago that all their deadlines have passed, each id with
    one content."""
    batch = histories.Batch(seed, count, FEATURES)
    now = datetime.datetime.now(datetime.timezone.utc) - DEADLINES
    now = now.strftime("%Y-%m-%dT%H:%M:%SZ")
    made = [past(h, now) for h in batch.shuffles]
    return batch.rules, [h for h in made if any(is_contact(e) for e in h)]


def as_sent(event):
    """What a sender sends: the clock of the replay is not part of it."""
    return {k: v for k, v in event.items() if k != "recordedtime"}


def useless(event, number):
    """An event of which nothing can be made: it must be refused, and kept."""
    spoilt = [{"category": "no-such-category"}, {"children": [], "adults": []},
              {"occurred_at": "some day"}, {"agency": "no-such-agency"}][number % 4]
    data = {**event["data"], **spoilt}
    return dict(event, id=f"{event['id']}-useless-{number}", data=data)


def site(rules):
    """A database and a configuration with these rules, and a sender for all sources."""
    return concernd_testing.Site(rules=oracle.libconfig(rules), sources=histories.SOURCES,
                                 agencies=histories.AGENCIES)


class Daemons:
    """The daemons of a site; what the dead ones said counts, too."""

    def __init__(self, at, number=1):
        self.site, self.dead = at, []
        self.alive = [at.daemon() for _ in range(number)]

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        ends = [daemon.stop() for daemon in self.alive]
        if kind is None:
            tap.equal(ends, [0] * len(ends), f"exit statuses; they said:\n{self.log()}")

    def kill_one(self):
        """kill -9, and another in its place."""
        daemon = self.alive.pop(0)
        daemon.kill()
        self.dead.append(daemon)
        self.alive.append(self.site.daemon())

    def log(self):
        return "\n".join(daemon.log() for daemon in self.dead + self.alive)


class Agencies:
    """Several senders at once. What is put in is sent until it is answered."""

    def __init__(self, seed, daemons):
        self.daemons = daemons
        self.waiting = queue.Queue()
        self.answers = collections.defaultdict(list)    # (source, id) -> statuses, as they came
        self.warnings = []
        self.strange = []                               # what no honest daemon answers
        self.answered = 0
        self.unanswered = 0                             # put in, and no answer yet
        self.cut_off = 0                                # requests that got no answer, or a 503
        self.news = threading.Condition()
        self.stopped = threading.Event()
        self.threads = [threading.Thread(target=self._send, args=(random.Random(f"{seed}/{n}"), n),
                                         daemon=True) for n in range(AT_ONCE)]
        for thread in self.threads:
            thread.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stopped.set()
        for thread in self.threads:
            thread.join()

    def put(self, events):
        with self.news:
            self.unanswered += len(events)
        for event in events:
            self.waiting.put(event)

    def wait_answers(self, number):
        """Until so many have been answered in all."""
        self._wait(lambda: self.answered >= number, f"{number} answers")

    def wait_all(self):
        self._wait(lambda: self.unanswered == 0, "an answer to each event")

    def _wait(self, condition, what):
        with self.news:
            if not self.news.wait_for(condition, concernd_testing.PATIENCE):
                raise AssertionError(f"waited in vain for {what}: {self.answered} answered, "
                                     f"{self.unanswered} not; {self.strange[:3]}")

    def _send(self, rng, number):
        connection = None
        while not self.stopped.is_set():
            batch = self._take(rng)
            try:
                connection = connection or self._connect(number)
                receipts = batch and self._post(connection, batch)
            except (ConnectionRefusedError, IndexError):    # nobody is there at all
                receipts, connection = None, None
            except (OSError, http.client.HTTPException):
                receipts, connection = None, None
                self.cut_off += len(batch) > 0
            if receipts:
                self._keep(batch, receipts)
            else:
                for event in batch:
                    self.waiting.put(event)
                self.stopped.wait(PAUSE)

    def _take(self, rng):
        """The next few that wait; none when there are none for a moment."""
        batch = []
        try:
            for _ in range(rng.choice([1, 1, 2, MOST_A_BATCH])):
                batch.append(self.waiting.get(timeout=PAUSE))
        except queue.Empty:
            pass
        return batch

    def _connect(self, number):
        """To one of the daemons that stand, if any (else IndexError)."""
        port = self.daemons.alive[number % max(len(self.daemons.alive), 1)].port("events")
        return http.client.HTTPConnection("127.0.0.1", port, timeout=concernd_testing.PATIENCE)

    def _post(self, connection, batch):
        """The receipts of a batch; None when it is to be sent again."""
        kind, body = (("", as_sent(batch[0])) if len(batch) == 1
                      else ("-batch", [as_sent(e) for e in batch]))
        connection.request("POST", "/v1/events", json.dumps(body), {
            "Content-Type": f"application/cloudevents{kind}+json",
            "Authorization": f"Bearer {concernd_testing.TOKEN}"})
        response = connection.getresponse()
        text = response.read()
        if response.status in (429, 503):
            self.cut_off += 1
            return None
        if response.status not in (200, 403, 422):
            self.strange.append((response.status, text[:300]))
            return None
        return json.loads(text)["receipts"]

    def _keep(self, batch, receipts):
        with self.news:
            for event, receipt in zip(batch, receipts):
                if (receipt["source"], receipt["id"]) != key_of(event):
                    self.strange.append(("receipts out of order", receipt))
                if receipt["status"] not in ANSWERS:
                    self.strange.append(receipt)
                if receipt.get("warnings"):
                    self.warnings.append(receipt)
                self.answers[key_of(event)].append(receipt["status"])
            self.answered += len(batch)
            self.unanswered -= len(batch)
            self.news.notify_all()


class Truth:
    """What was sent, and so what must be stored and stand."""

    def __init__(self, rules):
        self.rules, self.sent, self.useless = rules, [], set()

    def add(self, history, rng):
        """A history to send: shuffled, some of it twice, something useless among it."""
        self.sent.append(history)
        events = list(history) + rng.sample(history, len(history) // 4)
        spoilt = useless(rng.choice([e for e in history if is_contact(e)]), len(self.useless))
        self.useless.add(key_of(spoilt))
        events.append(spoilt)
        rng.shuffle(events)
        return events

    def keys(self):
        return {key_of(e) for h in self.sent for e in h}

    def standing(self):
        """By the oracle: whatever the order of arrival, this stands in the end."""
        alerts = [json.loads(line) for h in self.sent for line in oracle.backtest(self.rules, h)]
        return sorted([a.get("child") or a["household"], a["rule"], a["level"],
                       a["became_true_at"], a["incidents"]]
                      for a in alerts if a["state"] == "open")

    # -- what must be true --

    def check(self, agencies):
        postgres = agencies.daemons.site.postgres
        self.check_answers(agencies)
        self.check_stored(postgres, agencies)
        self.check_refused(postgres)
        self.check_alerts(postgres)
        self.check_notices(postgres, agencies.daemons)

    def check_answers(self, agencies):
        tap.equal(agencies.strange[:3], [], "answers that no honest daemon gives")
        tap.equal(agencies.warnings[:3], [], "warnings about good events")
        for key, statuses in agencies.answers.items():
            if key in self.useless:
                tap.equal(set(statuses), {"refused"}, f"answers to {key}")
            else:
                # A `recorded` may have been lost with its connection, but none comes twice.
                assert statuses.count("recorded") <= 1 and "refused" not in statuses, \
                    f"answers to {key}: {statuses}"

    def check_stored(self, postgres, agencies):
        """Each once, and nothing else; a contact on three children is three rows, and one that was
        amended has as many again for each version."""
        wanted = {key_of(e) for h in self.sent for e in h}
        same({k: 1 for k in agencies.answers if k not in self.useless}, dict.fromkeys(wanted, 1),
             "answered")
        same(counts(postgres.query(EVENTS)), dict.fromkeys(wanted, 1), "events")
        same(counts(postgres.query(CONTACTS)), self.rows(), "contacts")

    def rows(self):
        """The rows of each contact: a version says who bears on it how, and says it once."""
        versions = collections.defaultdict(set)
        for event in (e for h in self.sent for e in h if "occurred_at" in e["data"]):
            told = {k: v for k, v in event["data"].items() if k not in ("contact", "outcome")}
            versions[corrected(event) or key_of(event)].add(json.dumps(told, sort_keys=True))
        rows = {key: sum(len({(c["record"], c.get("about", "child"))
                              for c in json.loads(told)["children"]}) for told in said)
                for key, said in versions.items()}
        return {key: n for key, n in rows.items() if n}

    def check_refused(self, postgres):
        same({tuple(row): 1 for row in postgres.query(REFUSED)}, dict.fromkeys(self.useless, 1),
             "kept as refused")

    def check_alerts(self, postgres):
        records = postgres.query(CHILDREN)
        names = dict(records + postgres.query(HOUSEHOLDS))
        tap.equal(len(records), len({r for _, r in records}), "children opened twice")
        found = sorted(stored_alert(json.loads(line), names)
                       for (line,) in postgres.query(STANDING))
        for stored, wanted in zip(found + [None], self.standing() + [None]):
            tap.equal(stored, wanted, "alerts that stand")


    def check_notices(self, postgres, daemons):
        """Each alert was told of, at least once, whoever died while telling."""
        # What a dead daemon had claimed waits for its lease to pass: let that be now.
        postgres.query("update concernd.outbox set leased_until = null where sent_at is null")
        concernd_testing.until(lambda: postgres.query(UNSENT) == [["0"]], "all notices to be sent")
        told = set(re.findall(r"alert (\d+) rose", daemons.log()))
        tap.equal({row[0] for row in postgres.query(LIVE)} - told, set(), "alerts told to nobody")


def counts(rows):
    return {(source, event_id): int(count) for source, event_id, count in rows}


def same(got, wanted, what):
    """Two counts by (source, id); says where they differ."""
    differ = {k: (got.get(k), wanted.get(k)) for k in got.keys() | wanted.keys()
              if got.get(k) != wanted.get(k)}
    tap.equal(dict(list(differ.items())[:5]), {}, f"{what}: (stored, sent), {len(differ)} differ")


def stored_alert(alert, names):
    incidents = collections.OrderedDict()
    for number, contact in alert["evidence"]:
        incidents.setdefault(number, []).append(contact)
    at = oracle.write_time(oracle.read_time(alert["became_true_at"]))
    return [names[str(alert["child"])], alert["rule"], alert["level"], at,
            list(incidents.values())]
