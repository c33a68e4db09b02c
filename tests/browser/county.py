# SPDX-License-Identifier: Apache-2.0
"""A county's quarter: `concernctl simulate` sends what police, health and social care told of its children, most
of a year of it as history and the last 90 days as they came. Which children something befell depends on the day
on which this runs, so what a finding needs is looked for; what is rare and lacking is told of a child on file."""

import datetime
import hashlib
import http.client
import itertools
import json
import os
import pathlib
import subprocess

import scene as scenes  # first: it says where the tools are
import persons
import service
import tap

HISTORY, QUARTER = 275, 90  # days
CONTACTS_A_YEAR, CHILDREN = 4000, 4000

# Who is told, and who is told when nobody does anything: mail, so that somebody has a name.
RULES = (('{ to = ["log", "syslog", "journal"]; }', '{ to = ["log"]; }, { level = ["red"]; to = ["duty-manager"]; }'),
         ('ladder = ["routes"];', 'ladder = ["duty-manager", "head-of-service"];'),
         ('title = "Health"; feedback', 'title = "Health"; requests_to = "health-desk"; feedback'))

# What is told of a child on file where chance brought none: (days ago, agency, category) each.
RARE = {
    "custody": ((12, "police", "custody"),),
    "drift": ((150, "health", "wait-started"),),
    "missing": ((40, "police", "missing"), (33, "police", "missing"), (25, "police", "missing"), (9, "police", "missing")),
    "disposal": ((80, "police", "offending"), (60, "health", "neglect"), (6, "police", "out-of-court-disposal")),
    "parent": ((50, "health", "parent-mental-health"), (10, "health", "parent-mental-health")),  # of its mother alone
}


INCIDENTS = "(select max(i) from unnest(latest.incidents) as i)"


def an_alert(rule, more="true"):
    """The statement that finds an undecided alert of a rule on one child; the fewest incidents first."""
    return f"""
        select alert.id from concernd.alert
        join concernd.alert_version latest on latest.child_id = alert.child_id and latest.alert_id = alert.id
            and latest.version = alert.evidence_version
        where alert.id not in (TAKEN) and alert.child_id not in (select child_id from concernd.alert where id in (TAKEN))
            and alert.state in ('new', 'acknowledged') and alert.mode = 'live'
            and alert.rule = '{rule}' and ({more})
        order by {INCIDENTS}, alert.id limit 1"""


ONE = "alert.scope = 'child'"
OTHER = "(select count(*) from concernd.alert other where other.child_id = alert.child_id and other.mode = 'live' " \
    "and other.state in ('new', 'acknowledged'))"
AGENCIES = "(select count(distinct contact.agency) from concernd.contact where contact.child_id = alert.child_id)"
NEAR = "exists (select from concernd.residence mine join concernd.residence near using (household_id) " \
    "join concernd.alert other on other.child_id = near.child_id where mine.child_id = alert.child_id and " \
    "near.child_id <> alert.child_id and other.state in ('new', 'acknowledged') and other.mode = 'live')"
LATELY = "(select count(*) from concernd.contact told where told.child_id = alert.child_id and told.about = 'child' " \
    "and told.contact_id = any (latest.contact_ids) and told.occurred_at > now() - interval '80 days')"
OWN = "exists (select from concernd.contact told where told.child_id = alert.child_id and told.about = 'child' " \
    "and told.contact_id = any (latest.contact_ids))"
ALONE = "exists (select from concernd.adult_contact told join concernd.event on event.source = told.source and " \
    "event.event_id = told.event_id where told.contact_id = any (latest.contact_ids) and told.agency = 'health' " \
    "and event.body::jsonb #> '{data,children}' = '[]')"

# What the walk needs, and how it is found: children of whom each is one finding's alone.
NEEDED = {
    "drift": an_alert("drift", ONE),
    "custody": an_alert("custody-no-referral", f"{ONE} and latest.agencies = '{{police}}'"),
    "disposal": an_alert("disposal-history", ONE),
    "missing": an_alert("missing", f"{ONE} and {LATELY} > 3"),  # so that one more counts
    "siblings": an_alert("domestic-abuse", f"{ONE} and {NEAR}"),
    "household": an_alert("household"),
    "parent": an_alert("parent-carer", f"{ONE} and {ALONE} and not {OWN}"),
    "named": an_alert("parent-carer", f"{ONE} and {OWN}"),
    "feedback": an_alert("repeat-contact", f"{ONE} and latest.agencies @> '{{police,health}}'"),
    "fresh": an_alert("long-history", f"{ONE} and {OTHER} > 1"),
    "late": an_alert("repeat-contact", ONE),
    "nfa": an_alert("nfa-run", ONE),
    "agencies": an_alert("three-agencies", f"{ONE} and {INCIDENTS} > 2"),
    "chronology": an_alert("repeat-any", f"{ONE} and {AGENCIES} >= 3"),
    "repeat": an_alert("repeat-contact", f"{ONE} and cardinality(latest.agencies) > 1"),
}


def settings(mailbox):
    return scenes.SETTINGS + f"""
public_url = "https://concernd.council.example/";
mail = {{ server = "127.0.0.1:{mailbox.port}"; from = "concernd@council.example"; ca_file = "{mailbox.ca}"; }};
recipients = (
	{{ name = "duty-manager"; channel = "email"; address = "duty@council.example"; }},
	{{ name = "head-of-service"; channel = "email"; address = "head@council.example"; }},
	{{ name = "police-desk"; channel = "email"; address = "desk@police.example"; }},
	{{ name = "health-desk"; channel = "email"; address = "desk@health.example"; }}
);
"""


def token_of(name):
    return f"a-token-of-{name}-in-tests"


def sender(name, agencies, sources):
    hears = 'feedback_to = "police-desk";' if name == "police" else ""
    token = hashlib.sha256(token_of(name).encode()).hexdigest()
    return f"""{{ name = "{name}"; agencies = {json.dumps(list(agencies))}; sources = {json.dumps(list(sources))};
		token_sha256 = ["{token}"]; {hears} }}"""


class County(scenes.Scene):
    def __init__(self, mailbox):
        rules = pathlib.Path(tap.root(), "config", "rules.conf").read_text()
        for before, after in RULES:
            assert before in rules, before
            rules = rules.replace(before, after)
        super().__init__(settings=settings(mailbox), rules=rules,
                         senders=", ".join(sender(*row) for row in service.SENDERS))
        self.numbers, self.mailbox = itertools.count(1), mailbox
        self.tokens = self.site.folder / "tokens"
        self.tokens.mkdir()
        for name, *_ in service.SENDERS:
            (self.tokens / name).write_text(token_of(name))

    # ---- What was told ----

    def simulate(self):
        """The county, to the end of yesterday."""
        first = persons.today() - datetime.timedelta(QUARTER)
        done = subprocess.run(
            [os.path.join(tap.build_folder(), "concernctl"), "simulate", "--from", str(first), "--days",
             str(QUARTER), "--lead-in", str(HISTORY), "--contacts-a-year", str(CONTACTS_A_YEAR), "--children",
             str(CHILDREN), "--to-daemon", f"http://127.0.0.1:{self.daemon.port('events')}", "--tokens",
             str(self.tokens), "--json"], text=True, capture_output=True, check=False)
        assert done.returncode in (0, 3), done.stderr
        return json.loads(done.stdout)

    def record(self, child, agency=None):
        """The system of an agency that knows the child, or one that does, and its record."""
        rows = self.sql("select alias.sender, alias.record from concernd.link join concernd.alias on alias.id = "
                        f"link.alias_id where link.child_id = {child} and link.revoked_at is null and "
                        f"alias.record is not null order by alias.sender <> '{agency}', alias.id limit 1")
        return rows[0]

    def send(self, system, kind, **data):
        """One more event of a system, as a single; its receipt."""
        number = next(self.numbers)
        event = {"specversion": "1.0", "type": f"concernd.{kind}.v1", "source": f"urn:concernd:simulate:{system}",
                 "id": f"by-hand-{number}", "time": scenes.days_ago(0, 0), "data": data}
        connection = http.client.HTTPConnection("127.0.0.1", self.daemon.port("events"),
                                                timeout=scenes.testing.PATIENCE)
        connection.request("POST", "/v1/events", json.dumps(event), {
            "Content-Type": "application/cloudevents+json", "Authorization": f"Bearer {token_of(system)}"})
        response = connection.getresponse()
        answer = json.loads(response.read())
        connection.close()
        tap.equal(response.status, 200, answer)
        return answer["receipts"][0]["status"]

    def tell(self, child, category, days, agency=None, hour=12, **data):
        """One more contact about a child on file."""
        system, record = self.record(child, agency)
        return self.send(system, "contact.recorded", **{
            "children": [{"record": record}], "agency": system, "category": category,
            "occurred_at": scenes.days_ago(days, hour), **data})

    def befall(self, need):
        """What chance did not bring, of a child without an alert whom health knows."""
        (child,), = self.sql("select link.child_id from concernd.link join concernd.alias on alias.id = link.alias_id "
                             "where alias.sender = 'health' and alias.record is not null and not exists (select from "
                             "concernd.alert where alert.child_id = link.child_id) and not exists (select from "
                             "concernd.doubt where doubt.child_id = link.child_id) order by link.child_id limit 1")
        mother = {"record": "by-hand-mother", "family_name": "Marlow", "relation": "mother"}
        more = {"children": [], "adults": [mother]} if need == "parent" else {}
        if need == "parent":
            self.send("health", "household.linked", household="by-hand", adults=[mother],
                      children=[{"record": self.record(child, "health")[1]}], **{"from": "2024-01-01"})
        for days, agency, category in RARE[need]:
            self.tell(child, category, days, agency, **more)

    # ---- Whom it befell ----

    def find(self):
        """An alert for each need, as far as there is one."""
        found = {}
        for need, statement in NEEDED.items():
            taken = ", ".join(map(str, found.values())) or "0"
            rows = self.sql(statement.replace("TAKEN", taken))
            if rows:
                found[need] = int(rows[0][0])
        return found

    def fill(self):
        told = self.simulate()
        self.settle()
        found = self.find()
        print(f"# {told['contacts']} contacts in {told['seconds']:.1f} s; told of besides: "
              f"{sorted(NEEDED.keys() - found.keys())}", flush=True)
        for need in NEEDED.keys() - found.keys():
            self.befall(need)
        self.settle()
        found = self.find()
        tap.equal(found.keys(), NEEDED.keys())
        return found

    def settle(self):
        """Waits until what was due on the facts is judged: timers of absence rules."""
        scenes.testing.until(lambda: self.sql("select count(*) from concernd.timer where due_at < clock_timestamp()")
                             == [["0"]], "timers")

    def serve(self, call):
        what, *rest = call
        if what == "tell":
            child, category, days, data = rest
            return self.tell(child, category, days, **data)
        if what == "mails":
            return [mail for mail in self.mailbox.got if rest[0] in mail["to"][0]]
        return super().serve(call)
