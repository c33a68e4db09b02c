#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""concernctl explain from outside, on a daemon that has judged."""

import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tools"))
import tap
from concernd_testing import RULES, Site

SITE = None
AGED = """rules = (
	{ name = "infant"; title = "An infant"; within = "ever"; level = "green";
	  where = { age_under = 1; agency = ["police"]; not_outcome = ["nfa"]; };
	  needs = { incidents = 2; }; },
	{ name = "waits"; title = "Nothing from health"; level = "green";
	  where = { agency = ["police"]; outcome = ["nfa"]; };
	  unless = { where = { agency = ["health"]; }; by = "9000 days"; }; },
	{ name = "again"; title = "Soon after a decision"; level = "raised";
	  after_decision = { outcome = ["nfa"]; within = "28 days"; }; },
	{ name = "rising"; title = "Three times the usual"; level = "green"; within = "4 weeks";
	  usual_over = "52 weeks"; needs = { incidents = 3; times_usual = 3.0; }; },"""


def explained(rule, child=None):
    done = SITE.ctl("explain", str(child or SITE.child), rule, "--json")
    tap.equal(done.returncode, 0, done.stderr)
    return json.loads(done.stdout)["rules"][0]


def told(rule):
    done = SITE.ctl("explain", str(SITE.child), rule)
    tap.equal(done.returncode, 0, done.stderr)
    return done.stdout


def a_rule_that_fired_names_its_alert():
    text = told("repeat-contact")
    assert "Fired: alert " in text and "stands at amber, true since 2026-03-03 12:00" in text, text
    assert "3 of 3 incidents, enough" in text and "3 of 5 incidents" in text, text
    assert "falls out of the window after 2027-03-01 12:00" in text, text
    assert "by rule set 2; 4 contacts on file" in text, text
    assert "does not replace the ordinary route" in text, text
    found = explained("repeat-contact")
    tap.equal((found["fired"], found["has_now"]["incidents"]), (True, 3))
    tap.equal([(c["incident"], c["counted"]) for c in found["contacts"]],
              [(1, True), (2, True), (3, True), (4, False)])


def a_rule_that_did_not_says_why_contact_by_contact():
    found = explained("infant")
    tap.equal((found["fired"], found["holds"]), (False, False))
    tap.equal([c["why"] for c in found["contacts"]],
              ["counted; no birth date is known, so the age is taken as met",
               "not counted: the rule leaves out outcome nfa",
               "not counted: the rule asks for an age under 1",
               "not counted: the rule asks for an age under 1"])
    tap.equal(explained("repeat-contact")["contacts"][3]["why"],
              "not counted: the rule asks for contacts about child")
    assert "Not fired: the threshold is not reached." in told("infant")
    assert "1 of 2 incidents" in told("infant")
    assert "never falls out" in told("infant")


def a_child_or_rule_that_is_not_there_is_not_found():
    tap.equal(SITE.ctl("explain", "999999").returncode, 8)
    tap.equal(SITE.ctl("explain", str(SITE.child), "no-such-rule").returncode, 8)
    tap.equal(SITE.ctl("explain", "anna").returncode, 2)


def as_known_at(when, rule="repeat-contact"):
    done = SITE.ctl("explain", str(SITE.later), rule, "--json", "--known-at", when)
    tap.equal(done.returncode, 0, done.stderr)
    whole = json.loads(done.stdout)
    return whole, whole["rules"][0]


def it_is_told_as_it_was_known_then():
    whole = [as_known_at(when) for when in SITE.moments]
    # Two contacts of four were on file,
    tap.equal(whole[0][1]["has_now"]["incidents"], 2)
    tap.equal((whole[0][1]["fired"], whole[0][0]["rule_set"]), (False, 1))
    # then all of them, then one had been withdrawn,
    tap.equal((whole[1][1]["fired"], whole[1][1]["has_now"]["incidents"]), (True, 4))
    tap.equal((whole[2][1]["fired"], whole[2][1]["has_now"]["incidents"]), (True, 3))
    assert "Fired: alert " in whole[2][1]["outcome"], whole[2][1]
    # then a decision had been taken; the rules changed after that.
    tap.equal([c["judged"] for c in whole[3][1]["contacts"]], [True, True, True])
    assert "a decision has looked at every incident" in whole[3][1]["outcome"], whole[3][1]
    tap.equal(whole[3][0]["rule_set"], 1)
    tap.equal(json.loads(SITE.ctl("explain", str(SITE.later), "--json").stdout)["rule_set"], 2)
    tap.equal(SITE.ctl("explain", str(SITE.later), "fourth", "--known-at",
                      SITE.moments[3]).returncode, 8)
    tap.equal(SITE.ctl("explain", str(SITE.later), "fourth").returncode, 0)


def a_time_is_given_as_people_give_it():
    day = SITE.moments[0][:10]
    for when in (day, "2099-01-01"):
        tap.equal(as_known_at(when)[1]["has_now"]["incidents"], 3, when)
    tap.equal(SITE.ctl("explain", str(SITE.later), "--known-at", "yesterday").returncode, 2)
    before = SITE.ctl("explain", str(SITE.later), "--known-at", "2026-01-01 09:00")
    tap.equal(before.returncode, 1, before.stderr)
    assert "no rules were in force then" in before.stderr, before.stderr


def moment():
    return SITE.postgres.query("select to_char(clock_timestamp() at time zone 'UTC', "
                               "'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')")[0][0]


def live(daemon):
    """A child to whom things happen; SITE.moments are the instants between them."""
    SITE.moments = []
    events = [SITE.contact(record="later", occurred_at=f"2026-04-0{day}T12:00:00Z")
              for day in range(1, 5)]
    for event in events[:2]:
        daemon.post(event)
    SITE.moments.append(moment())
    for event in events[2:]:
        daemon.post(event)
    SITE.moments.append(moment())
    withdrawn = {**events[0], "type": "concernd.contact.withdrawn.v1", "id": "taken-back",
                 "time": "2026-04-06T12:00:00Z",
                 "data": {"contact": {"source": events[0]["source"], "id": events[0]["id"]},
                          "reason": "sent in error"}}
    tap.equal(daemon.post(withdrawn)[0], 200)
    SITE.moments.append(moment())
    alert = [a for a in json.loads(SITE.ctl("alerts", "list", "--json").stdout)
             if a["child"] != SITE.child]
    SITE.later = alert[0]["child"]
    decided = SITE.ctl("alerts", "decide", str(alert[0]["id"]), "--outcome", "nfa",
                       "--person", "A. Manager", "--rationale",
                       "Seen by the school nurse, and the family has the help it asked for.")
    tap.equal(decided.returncode, 0, decided.stderr)
    SITE.moments.append(moment())
    SITE.rules.write_text(SITE.rules.read_text().replace("rules = (", '''rules = (
	{ name = "fourth"; title = "A fourth"; within = "ever"; level = "green";
	  needs = { incidents = 4; }; },'''))
    applied = SITE.ctl("rules", "apply", "--reason", "a new rule")
    tap.equal(applied.returncode, 0, applied.stderr)


def rules_that_count_nothing_say_what_they_ask_for():
    waits = told("waits")
    assert "the last such incident waits for an answer until 2050-10-" in waits, waits
    assert "green  unless this comes in time: agency health and contacts about child" in waits, waits
    assert "up to now" not in waits and "falls out" not in waits, waits
    again = told("again")
    assert "Not fired: no incident came after a decision that the rule looks at." in again, again
    assert "raised  on an incident soon after a decision with outcome nfa" in again, again
    tap.equal(explained("again")["tiers"], [])


def a_rate_is_told_beside_the_usual():
    assert "0 of 3 incidents, 0 against 3 times the usual" in told("rising"), told("rising")
    tap.equal(explained("rising")["tiers"][0]["needs"]["times_usual"], 3.0)


def every_look_leaves_an_audit_row():
    count = ("select count(*) from concernd.audit where action = 'child-explained' and child_ids = "
             f"array[{SITE.child}::bigint]")
    before = int(SITE.postgres.query(count)[0][0])
    told("repeat-contact")
    tap.equal(int(SITE.postgres.query(count)[0][0]), before + 1)


def nothing_of_the_person_is_shown():
    text = told("infant") + json.dumps(explained("infant"))
    for canary in ("CANARY", "2015-04-05"):
        assert canary not in text, text


def main():
    global SITE
    with Site(rules=RULES.replace("rules = (", AGED)) as SITE, SITE.daemon() as daemon:
        child = {"record": "CANARY-R", "family_name": "CANARY"}
        events = [SITE.contact(occurred_at=f"2026-03-0{day}T12:00:00Z") for day in range(1, 5)]
        for number, event in enumerate(events):
            event["data"]["children"] = [dict(child)]
            if number > 1:
                event["data"]["children"][0]["birth_date"] = "2015-04-05"
        events[1]["data"]["outcome"] = "nfa"
        events[3]["data"]["children"][0]["about"] = "sibling"
        daemon.post(*events)
        SITE.child = json.loads(SITE.ctl("alerts", "list", "--json").stdout)[0]["child"]
        live(daemon)
        tap.run(a_rule_that_fired_names_its_alert,
                a_rule_that_did_not_says_why_contact_by_contact,
                a_child_or_rule_that_is_not_there_is_not_found,
                it_is_told_as_it_was_known_then,
                a_time_is_given_as_people_give_it,
                rules_that_count_nothing_say_what_they_ask_for,
                a_rate_is_told_beside_the_usual,
                every_look_leaves_an_audit_row,
                nothing_of_the_person_is_shown)


main()
