# SPDX-License-Identifier: Apache-2.0
"""A county's quarter: `concernctl simulate` sends what police, health and social care told of its children, most
of a year of it as history and the last 90 days as they came. Which children something befell depends on the day
on which this runs, so what a finding needs is looked for; where it is lacking, another part of the county
is added."""

import datetime
import hashlib
import json
import os
import pathlib
import subprocess

import persons
import receivers
import scene as scenes
import service
import tap

HISTORY, QUARTER = 275, 90  # days
CONTACTS_A_YEAR, CHILDREN, PARTS = 4000, 4000, 1
MANAGERS = ("mary", "max", "sue")

# Who is told, and who is told when nobody does anything: mail, so that somebody has a name.
RULES = (('{ to = ["log", "syslog", "journal"]; }', '{ to = ["log"]; }, { level = ["red"]; to = ["duty-manager"]; }'),
         ('ladder = ["routes"];', 'ladder = ["duty-manager", "head-of-service"];'))

OPEN = "alert.state in ('new', 'acknowledged') and alert.mode = 'live'"
OF_CHILD = "alert.child_id = any (array[{0}])"


def an_alert(rule, more="true"):
    """The statement that finds an undecided alert of a rule."""
    return f"select alert.id from concernd.alert where {OPEN} and alert.rule = '{rule}' and {more} " \
        "order by cardinality(concernd.children_of(alert)), id limit 1"


AGENCIES = "(select count(distinct contact.agency) from concernd.contact where contact.child_id = alert.child_id)"
VERSIONS = "(select count(*) from concernd.alert_version told where told.child_id = alert.child_id and " \
    "told.alert_id = alert.id and told.change in ('grown', 'escalated'))"
NEAR = "exists (select from concernd.residence mine join concernd.residence near using (household_id) " \
    "join concernd.alert other on other.child_id = near.child_id where mine.child_id = alert.child_id and " \
    "near.child_id <> alert.child_id and other.state in ('new', 'acknowledged') and other.mode = 'live')"
ALONE = "exists (select from concernd.adult_contact told where told.contact_id = any " \
    "((select latest.contact_ids from concernd.alert_version latest where latest.child_id = alert.child_id " \
    "and latest.alert_id = alert.id and latest.version = alert.evidence_version)::bigint[]))"

# What the walk needs, and how it is found. An alert is taken for one finding alone.
NEEDED = {
    "repeat": an_alert("repeat-contact", f"alert.scope = 'child' and {AGENCIES} >= 2"),
    "chronology": an_alert("repeat-any", f"alert.scope = 'child' and {AGENCIES} >= 3"),
    "nfa": an_alert("nfa-run", "alert.scope = 'child'"),
    "parent": an_alert("parent-carer", f"alert.scope = 'child' and {ALONE}"),
    "custody": an_alert("custody-no-referral", "alert.scope = 'child'"),
    "missing": an_alert("missing", f"alert.scope = 'child' and {VERSIONS} > 0"),
    "drift": an_alert("drift", "alert.scope = 'child'"),
    "agencies": an_alert("three-agencies", "alert.scope = 'child'"),
    "disposal": an_alert("disposal-history", "alert.scope = 'child'"),
    "fresh": an_alert("long-history", "alert.scope = 'child'"),
    "household": an_alert("household"),
    "siblings": an_alert("domestic-abuse", f"alert.scope = 'child' and {NEAR}"),
}


def settings(mailbox):
    return scenes.SETTINGS + f"""
mail = {{ server = "127.0.0.1:{mailbox.port}"; from = "concernd@council.example"; ca_file = "{mailbox.ca}"; }};
recipients = (
	{{ name = "duty-manager"; channel = "email"; address = "duty@council.example"; }},
	{{ name = "head-of-service"; channel = "email"; address = "head@council.example"; }},
	{{ name = "police-desk"; channel = "email"; address = "desk@police.example"; }}
);
"""


def sender(name, agencies, sources):
    hears = 'feedback_to = "police-desk";' if name == "police" else ""
    token = hashlib.sha256(token_of(name).encode()).hexdigest()
    return f"""{{ name = "{name}"; agencies = {json.dumps(list(agencies))}; sources = {json.dumps(list(sources))};
		token_sha256 = ["{token}"]; {hears} }}"""


def token_of(name):
    return f"a-token-of-{name}-in-tests"


class County(scenes.Scene):
    def __init__(self, mailbox):
        rules = pathlib.Path(tap.root(), "config", "rules.conf").read_text()
        for before, after in RULES:
            assert before in rules, before
            rules = rules.replace(before, after)
        super().__init__(settings=settings(mailbox), rules=rules,
                         senders=", ".join(sender(*row) for row in service.SENDERS))
        self.tokens = self.site.folder / "tokens"
        self.tokens.mkdir()
        for name, *_ in service.SENDERS:
            (self.tokens / name).write_text(token_of(name))

    def simulate(self, seed):
        """A part of the county, to the end of yesterday."""
        first = persons.today() - datetime.timedelta(QUARTER)
        done = subprocess.run(
            [os.path.join(tap.build_folder(), "concernctl"), "simulate", "--seed", str(seed), "--from", str(first),
             "--days", str(QUARTER), "--lead-in", str(HISTORY), "--contacts-a-year", str(CONTACTS_A_YEAR),
             "--children", str(CHILDREN), "--to-daemon", f"http://127.0.0.1:{self.daemon.port('events')}", "--tokens",
             str(self.tokens), "--json"], text=True, capture_output=True, check=False)
        assert done.returncode in (0, 3), done.stderr
        return json.loads(done.stdout)

    def find(self):
        """An alert for each need, or none."""
        found = {}
        for need, statement in NEEDED.items():
            taken = ", ".join(map(str, found.values())) or "0"
            rows = self.sql(statement.replace("where ", f"where alert.id not in ({taken}) and ", 1))
            if rows:
                found[need] = int(rows[0][0])
        return found

    def fill(self):
        """Parts of the county until each need is met."""
        for seed in range(1, PARTS + 1):
            told = self.simulate(seed)
            self.settle()
            found = self.find()
            print(f"# part {seed}: {told['contacts']} contacts in {told['seconds']:.1f} s; "
                  f"lacking {sorted(NEEDED.keys() - found.keys())}", flush=True)
            if NEEDED.keys() == found.keys():
                return found
        raise AssertionError(f"no child of {PARTS} parts for {sorted(NEEDED.keys() - found.keys())}")

    def settle(self):
        """Waits until what was due on the facts is judged: timers of absence rules."""
        scenes.testing.until(lambda: self.sql("select count(*) from concernd.timer where due_at < clock_timestamp()")
                             == [["0"]], "timers")
