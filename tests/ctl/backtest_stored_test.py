#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""concernctl backtest over the database: a stretch of a county goes through the daemon, and looking
back at it gives exactly the alerts that were raised.

CONCERND_BACKTEST_DAYS=365 takes a whole year, 21,000 contacts (default: 60 days)."""

import datetime
import json
import os
import pathlib
import sys
import tempfile
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tools"))
import service
import tap

DAYS = os.environ.get("CONCERND_BACKTEST_DAYS", "60")
RAISED = """set timezone = 'UTC';
select a.child_id, a.rule, a.level, a.became_true_at, a.known_at, a.state,
       (select jsonb_agg(array[v.incidents[i]::text, c.source || ' ' || c.event_id] order by i)
        from generate_subscripts(v.contact_ids, 1) i
        cross join lateral (select source, event_id from concernd.contact
                            where contact_id = v.contact_ids[i]
                            union all
                            select source, event_id from concernd.adult_contact
                            where contact_id = v.contact_ids[i] limit 1) c),
       a.scope
from concernd.alert a
join concernd.alert_version v on v.child_id = a.child_id and v.alert_id = a.id
     and v.version = (select max(version) from concernd.alert_version w
                      where w.child_id = a.child_id and w.alert_id = a.id
                            and w.change <> 'withdrawn')
where a.scope <> 'doubt'
"""
NOW = datetime.datetime.now(datetime.timezone.utc).isoformat()
STATES = {"new": "open", "acknowledged": "open", "decided": "decided", "withdrawn": "withdrawn"}


def seconds(text):
    """Of RFC 3339, or of PostgreSQL's time in UTC."""
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def who(alert):
    return alert.get("child") or alert["household"]


def same_order(alert):
    return json.dumps(alert, sort_keys=True)


def told(lines):
    return [json.loads(line) for line in lines.splitlines()]


class County:
    """A daemon that took the contacts of a stretch of time."""

    def __init__(self, folder):
        self.service = service.Service(folder, build=tap.build_folder())

    def __enter__(self):
        try:
            self.service.start()
            self.simulate(3, DAYS, 20)
        except BaseException:
            self.service.stop(keep=False)
            raise
        return self

    def __exit__(self, *error):
        self.service.stop(keep=False)

    def simulate(self, seed, days, lead_in=0):
        self.service.concernctl("simulate", "--seed", seed, "--days", days, "--lead-in", lead_in,
                                "--to-daemon", self.service.url, "--tokens", self.service.tokens,
                                ok=(0, 3))

    def raised(self):
        """The alerts of the database, as --json tells them."""
        return [self.alert(*row) for row in self.service.sql(RAISED)]

    @staticmethod
    def alert(subject, rule, level, became_true, known, state, evidence, scope):
        incidents = {}
        for incident, contact in json.loads(evidence):
            incidents.setdefault(int(incident), []).append(contact)
        return {scope: subject, "rule": rule, "level": level, "state": STATES[state],
                "became_true_at": seconds(became_true), "known_at": seconds(known),
                "incidents": [incidents[i] for i in sorted(incidents)]}

    def backtest(self, *arguments):
        return self.service.concernctl("backtest", *arguments)

    def alerts(self, *arguments):
        alerts = told(self.backtest("--json", *arguments))
        for alert in alerts:
            for time in ("became_true_at", "known_at"):
                alert[time] = seconds(alert[time])
        return alerts

    def send(self, sender, *events):
        """Each event must be recorded."""
        request = urllib.request.Request(
            self.service.url + "/v1/events", json.dumps(events).encode(),
            {"Content-Type": "application/cloudevents-batch+json",
             "Authorization": "Bearer " + (self.service.tokens / sender).read_text().strip()})
        with urllib.request.urlopen(request, timeout=30) as reply:
            for receipt in json.load(reply)["receipts"]:
                tap.equal(receipt["status"], "recorded", receipt)

    def raised_on(self, source, n):
        """The first n ids of a source's contacts that are evidence of an undecided alert."""
        ids = {contact.split(" ", 1)[1] for alert in self.raised() if alert["state"] == "open"
               for incident in alert["incidents"] for contact in incident
               if contact.split(" ", 1)[0] == source}
        return sorted(ids)[:n]


def correction(kind, id, source, of, **data):
    return {"specversion": "1.0", "type": f"concernd.contact.{kind}.v1", "source": source,
            "id": id, "time": NOW,
            "data": {"contact": {"source": source, "id": of}, **data}}


COUNTY = None


def compare():
    """Again where an alert rose meanwhile: a new rule looks at children on file in the background."""
    raised, alerts = COUNTY.raised(), COUNTY.alerts()
    while COUNTY.raised() != raised:
        raised, alerts = COUNTY.raised(), COUNTY.alerts()
    assert len(raised) > 20, f"only {len(raised)} alerts were raised"
    print(f"# {len(raised)} alerts were raised")
    missing = {same_order(a) for a in raised} - {same_order(a) for a in alerts}
    extra = {same_order(a) for a in alerts} - {same_order(a) for a in raised}
    assert not missing and not extra, (
        f"{len(missing)} missing, {len(extra)} too many; {sorted(missing)[:2]} {sorted(extra)[:2]}")
    tap.equal(len(alerts), len(raised))


def looking_back_gives_exactly_the_alerts_that_were_raised():
    compare()


def so_it_does_once_contacts_were_withdrawn_and_had_outcomes():
    source = service.SENDERS[1][2][0]
    ids = COUNTY.raised_on(source, 12)
    COUNTY.send("police", *[correction("withdrawn", f"w{i}", source, of, reason="sent in error")
                            for i, of in enumerate(ids[:6])])
    source = service.SENDERS[0][2][0]
    COUNTY.send("social-care", *[
        correction("outcome", f"o{i}", source, of, outcome="assessment",
                   decided_at=NOW)
        for i, of in enumerate(COUNTY.raised_on(source, 12))])
    assert any(a["state"] == "withdrawn" for a in COUNTY.raised())
    compare()


def history(number):
    return {"specversion": "1.0", "type": "concernd.contact.recorded.v1",
            "source": service.SENDERS[1][2][0], "id": f"loaded-{number}", "history": True,
            "data": {"children": [{"record": "loaded"}], "category": "neglect",
                     "occurred_at": f"2025-{number + 1:02}-05T10:00:00Z"}}


def so_it_does_when_contacts_move_to_another_child():
    source = service.SENDERS[1][2][0]
    for record, is_history in (("moved", False), ("moved-history", True)):
        told = [{**history(month), "id": f"{record}-{month}", "history": is_history,
                 "data": {"children": [{"record": record}], "category": "neglect",
                          "occurred_at": f"2026-0{month}-05T10:00:00Z"}} for month in range(1, 5)]
        COUNTY.send("police", *told)
        COUNTY.send("police", *[
            {**correction("amended", event["id"] + "-a", source, event["id"]),
             "data": {**event["data"], "children": [{"record": record + "-to"}],
                      "contact": {"source": source, "id": event["id"]}}} for event in told])
    compare()


def of_home(kind, id, **data):
    return {"specversion": "1.0", "type": f"concernd.{kind}.v1", "time": NOW, "id": id,
            "source": service.SENDERS[1][2][0], "data": data}


def so_it_does_with_households_and_contacts_about_adults():
    """Some are told before who lives where, some after; one moves out, one contact is withdrawn."""
    people = lambda *records: [{"record": record} for record in records]
    contacts = [of_home("contact.recorded", f"home-{day}", category="neglect",
                        occurred_at=f"2026-03-{day:02}T10:00:00Z",
                        **({"children": people("kid-" + "ab"[day % 2])} if day < 9
                           else {"adults": people("mum")}))
                for day in range(1, 13)]
    COUNTY.send("police", *contacts[:3])
    COUNTY.send("police", of_home("household.linked", "home-l1", household="hill",
                                  children=people("kid-a", "kid-b"), **{"from": "2026-01-01"}))
    COUNTY.send("police", *contacts[3:10])
    COUNTY.send("police", of_home("household.linked", "home-l2", household="hill",
                                  adults=people("mum"), **{"from": "2026-01-01"}))
    COUNTY.send("police", *contacts[10:])
    compare()
    homes = [a for a in COUNTY.raised() if "household" in a]
    assert ("household", 8) in [(a["rule"], len(a["incidents"])) for a in homes], homes
    assert any(a["rule"] == "parent-carer" for a in COUNTY.raised()), "no alert about a carer"
    COUNTY.send("police", of_home("household.unlinked", "home-u", household="hill",
                                  children=people("kid-b"), until="2026-02-01"),
                correction("withdrawn", "home-w", service.SENDERS[1][2][0], "home-11"))
    compare()


def so_it_does_when_a_person_picked_from_the_backlog():
    COUNTY.send("police", *[history(number) for number in range(4)])
    child, = COUNTY.service.sql("select child_id from concernd.contact where event_id = 'loaded-0'")[0]
    before = COUNTY.alerts()
    assert not [a for a in before if who(a) == child], "history raised an alert"
    COUNTY.service.concernctl("alerts", "backlog", "raise", child, "repeat-contact", "--person",
                              "A. Manager", "--reason", "Never followed up at the time")
    COUNTY.send("police", *[history(number) for number in range(4, 6)])
    alert, = [a for a in COUNTY.alerts() if who(a) == child]
    tap.equal((alert["state"], len(alert["incidents"])), ("open", 6))
    compare()


def so_it_does_when_some_were_decided_and_more_came():
    for number, in COUNTY.service.sql("select id from concernd.alert where state = 'new' "
                                      "order by id limit 40"):
        COUNTY.service.concernctl("alerts", "decide", number, "--outcome", "nfa", "--person",
                                  f"Manager {number}", "--rationale", "Seen with the family, who have "
                                  f"the help that they need: alert {number}.")
    COUNTY.simulate(5, 20)
    assert any(a["state"] == "decided" for a in COUNTY.raised())
    compare()


def so_it_does_when_other_rules_came_into_force_on_the_way():
    rules = COUNTY.service.folder / "rules.conf"
    text = (service.ROOT / "config" / "rules.conf").read_text()
    text = text.replace('@include "rules.conf.d/', f'@include "{service.ROOT}/config/rules.conf.d/')
    rules.write_text(text.replace("incidents = 3;", "incidents = 2;"))
    COUNTY.service.concernctl("rules", "apply", "--rules", rules, "--reason", "a test", ok=(0, 3))
    COUNTY.simulate(4, 10)
    source = service.SENDERS[1][2][0]  # what stands is judged on by the rules it rose under
    COUNTY.send("social-care", *[
        correction("outcome", f"late-{i}", service.SENDERS[0][2][0], of, outcome="nfa",
                   decided_at=NOW) | {"data": {"contact": {"source": source, "id": of},
                                               "outcome": "nfa", "decided_at": NOW}}
        for i, of in enumerate(COUNTY.raised_on(source, 60))])
    tap.equal(len(COUNTY.service.sql("select distinct rule_set from concernd.alert")), 2)
    compare()


def it_is_the_same_on_any_number_of_processors():
    tap.equal(COUNTY.backtest("--json", "--jobs", "1"), COUNTY.backtest("--json", "--jobs", "5"))


def alerts_are_in_order_of_the_contract():
    alerts = told(COUNTY.backtest("--json"))
    keys = [(a["known_at"], who(a), a["rule"]) for a in alerts]
    tap.equal(keys, sorted(keys))


def other_rules_are_told_by_what_they_gain_and_lose():
    rules = COUNTY.service.folder / "tried.conf"
    text = (COUNTY.service.folder / "rules.conf").read_text()
    rules.write_text(text.replace("incidents = 2;", "incidents = 4;"))
    told_of = COUNTY.backtest("--rules", rules)
    assert "Against the rules in force: " in told_of, told_of
    assert "gained" in told_of and "repeat-contact" in told_of.split("Against")[1], told_of
    rules.write_text(text)
    assert "gained" not in COUNTY.backtest("--rules", rules), "the same rules differ"


def supposed_decisions_let_alerts_rise_again():
    rules = COUNTY.service.folder / "rules.conf"
    never = COUNTY.alerts("--rules", rules, "--decided", "never")
    soon = COUNTY.alerts("--rules", rules, "--decided", "1 hour", "--to", "2100-01-01")
    tap.equal(len({(who(a), a["rule"]) for a in never if a["state"] == "open"}),
              sum(a["state"] == "open" for a in never))
    assert {a["state"] for a in never} <= {"open", "withdrawn"}
    assert len(soon) > 0


def it_writes_nothing_and_asks_for_no_more_than_to_read():
    before = COUNTY.service.sql("select count(*), max(id) from concernd.audit")
    COUNTY.backtest()
    tap.equal(COUNTY.service.sql("select count(*), max(id) from concernd.audit"), before)


def wrong_calls_end_before_anything_is_read():
    COUNTY.service.concernctl("backtest", "--decided", "soon", ok=(2,))
    COUNTY.service.concernctl("backtest", "--from", "yesterday", ok=(2,))


def supposed_decisions_may_take_working_days():
    """The last: it moves all that was recorded to twenty days ago."""
    COUNTY.service.sql("".join(f"update concernd.{table} set {column} = {column} - interval '20 days';"
                               for table, column in (("contact", "recorded_at"),
                                                     ("adult_contact", "recorded_at"),
                                                     ("residence", "recorded_at"),
                                                     ("correction", "recorded_at"),
                                                     ("correction", "first_recorded_at"))))
    COUNTY.send("police", {
        "specversion": "1.0", "type": "concernd.contact.recorded.v1",
        "source": service.SENDERS[1][2][0], "id": "in-custody",
        "data": {"children": [{"record": "held"}], "category": "custody", "occurred_at": NOW}})
    COUNTY.service.sql("update concernd.contact set recorded_at = recorded_at - interval '20 days', "
                       "occurred_at = occurred_at - interval '20 days', "
                       "occurred_day = occurred_day - 20 where event_id = 'in-custody'")
    child, = COUNTY.service.sql("select child_id from concernd.contact "
                                "where event_id = 'in-custody'")[0]
    rules = COUNTY.service.folder / "rules.conf"
    alert, = [a for a in COUNTY.alerts("--rules", rules) if who(a) == child]
    tap.equal(alert["rule"], "custody-no-referral")
    assert alert["known_at"] == alert["became_true_at"], alert  # a deadline, not a contact
    states = {days: {a["state"] for a in COUNTY.alerts("--rules", rules, "--decided",
                                                       f"{days} working days")}
              for days in (5, 20)}
    assert "open" not in states[5] and "decided" in states[5], states
    assert "decided" not in states[20] and "open" in states[20], states


TESTS = (looking_back_gives_exactly_the_alerts_that_were_raised,
         so_it_does_once_contacts_were_withdrawn_and_had_outcomes,
         so_it_does_when_contacts_move_to_another_child,
         so_it_does_with_households_and_contacts_about_adults,
         so_it_does_when_a_person_picked_from_the_backlog,
         so_it_does_when_some_were_decided_and_more_came,
         so_it_does_when_other_rules_came_into_force_on_the_way,
         it_is_the_same_on_any_number_of_processors,
         alerts_are_in_order_of_the_contract,
         other_rules_are_told_by_what_they_gain_and_lose,
         supposed_decisions_let_alerts_rise_again,
         it_writes_nothing_and_asks_for_no_more_than_to_read,
         wrong_calls_end_before_anything_is_read,
         supposed_decisions_may_take_working_days)

with tempfile.TemporaryDirectory(dir="/tmp") as FOLDER:
    with County(FOLDER) as COUNTY:
        tap.run(*TESTS)
