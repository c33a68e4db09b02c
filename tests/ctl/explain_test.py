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
	  needs = { incidents = 2; }; },"""


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
    assert "by rule set 1; 4 contacts on file" in text, text
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
        tap.run(a_rule_that_fired_names_its_alert,
                a_rule_that_did_not_says_why_contact_by_contact,
                a_child_or_rule_that_is_not_there_is_not_found,
                nothing_of_the_person_is_shown)


main()
