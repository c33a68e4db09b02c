#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What a child waits for or waited for, at GET /v1/children/{id}: begun, ended, late or not, what came
meanwhile and which alert rests on it, by the rules that ship."""

import datetime
import json
import os
import pathlib
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools"))
import concernd_testing as testing  # noqa: E402
import persons  # noqa: E402
import tap  # noqa: E402

SITE = None
DAEMON = None
MARY = None
RULES = pathlib.Path(tap.root(), "config", "rules.conf").read_text(encoding="utf-8")
WEEKS = 18


def ago(days):
    at = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=days)
    return at.strftime("%Y-%m-%dT%H:%M:00Z")


def tell(record, days, category, agency="health", about="child", **data):
    """Posts a contact, and returns its id here."""
    event = SITE.contact(occurred_at=ago(days), category=category, agency=agency, **data)
    event["data"]["children"] = [{"record": record, "about": about, **persons.words_of(record)}]
    status, answer = DAEMON.post(event)
    tap.equal(status, 200, answer)
    return int(SITE.postgres.query("select contact_id from concernd.contact "
                                   f"where event_id = '{event['id']}'")[0][0])


def child_of(record):
    return int(SITE.postgres.query("select child_id from concernd.link join concernd.alias on alias.id = "
                                   f"alias_id where record = '{record}'")[0][0])


def child(record):
    answer = MARY.get(f"/v1/children/{child_of(record)}")
    tap.equal(answer.status, 200, answer.text)
    return answer.json


def waits(record):
    return child(record)["waits"]


def days_between(later, earlier):
    of = [datetime.datetime.fromisoformat(text.replace("Z", "+00:00")) for text in (later, earlier)]
    return (of[0] - of[1]).total_seconds() / 86400


def a_wait_that_goes_on_too_long_tells_what_came_meanwhile_and_its_alert():
    tell("long", 170, "neglect", "police")
    began = tell("long", 150, "wait-started")
    during = [tell("long", 100, "missing", "police"), tell("long", 50, "education", "education"),
              tell("long", 20, "parent-mental-health", "health", "parent-carer")]
    told = child("long")
    wait, = told["waits"]
    alert = [one for one in told["alerts"] if one["rule"] == "drift"][0]
    tap.equal((wait["started"], wait["ended"], wait["ended_at"]), (began, None, None))
    tap.equal((wait["agency"], wait["rule"], wait["late"]), ("health", "drift", True))
    tap.equal(wait["contacts_during"], during)
    tap.equal((wait["alert"], alert["state"]), (alert["id"], "new"))
    tap.equal(days_between(wait["late_after"], wait["began_at"]), WEEKS * 7.0)
    tap.equal(alert["true_since"], wait["late_after"], "the alert is true from then on")


def a_wait_that_ends_too_late_is_shown_with_its_end_and_the_alert_stands():
    tell("late", 150, "wait-started")
    before = [tell("late", 100, "missing", "police")]
    ended = tell("late", 3, "wait-ended")
    tell("late", 1, "missing", "police")
    told = child("late")
    wait, = told["waits"]
    tap.equal((wait["ended"], wait["late"], wait["contacts_during"]), (ended, True, before))
    tap.equal(round(days_between(wait["ended_at"], wait["began_at"])), 147)
    tap.equal([one["state"] for one in told["alerts"] if one["id"] == wait["alert"]], ["new"])


def an_end_that_we_hear_of_late_but_was_in_time_makes_the_wait_none_that_is_late():
    tell("heard", 150, "wait-started")
    tap.equal(waits("heard")[0]["late"], True)
    tell("heard", 30, "wait-ended")
    wait, = waits("heard")
    tap.equal((wait["late"], wait["alert"]), (False, None), "and its alert was withdrawn")
    tap.equal([one["state"] for one in child("heard")["alerts"] if one["rule"] == "drift"], ["withdrawn"])


def a_wait_within_its_time_is_not_late_and_says_when_it_will_be():
    tell("young", 5, "wait-started")
    wait, = waits("young")
    tap.equal((wait["late"], wait["ended"], wait["alert"]), (False, None, None))
    assert wait["late_after"] > ago(0), wait


def waits_stand_in_the_order_in_which_they_began():
    second = tell("order", 90, "wait-started", "social-care")
    tell("order", 60, "wait-ended")
    third = tell("order", 40, "wait-started")
    first = tell("order", 120, "wait-started")
    tap.equal([(one["started"], one["ended"] is None) for one in waits("order")],
              [(first, False), (second, False), (third, True)])


def a_child_without_waits_has_none_and_those_of_others_are_not_its_own():
    tell("none", 30, "neglect")
    tell("none", 40, "wait-started", about="sibling")
    tap.equal(waits("none"), [])


def a_decided_alert_still_explains_its_wait():
    tell("decided", 150, "wait-started")
    alert = waits("decided")[0]["alert"]
    answer = MARY.post(f"/v1/alerts/{alert}/decisions", {
        "outcome": "advice", "evidence_version": 1,
        "rationale": "The clinic has rung the mother and has given a day in May."})
    tap.equal(answer.status, 200, answer.text)
    wait, = waits("decided")
    tap.equal((wait["alert"], wait["late"]), (alert, True))


def concernctl_shows_them_as_well():
    shown = SITE.ctl("child", "show", str(child_of("late")))
    tap.equal(shown.returncode, 0, shown.stderr)
    assert ", late" in shown.stdout and "Waits" in shown.stdout, shown.stdout
    told = json.loads(SITE.ctl("child", "show", str(child_of("late")), "--json").stdout)
    tap.equal(told["waits"], waits("late"))


def a_wait_that_no_rule_asks_about_is_shown_and_never_late():
    rules = RULES.replace('name = "drift";', 'name = "drift"; mode = "off";')
    SITE.rules.write_text(rules, encoding="utf-8")
    done = SITE.ctl("rules", "apply", "--reason", "no drift for a while")
    tap.equal(done.returncode in (0, 3), True, done.stderr)
    wait = testing.until(lambda: next((one for one in waits("late") if one["rule"] is None), None),
                         "the rules without drift")
    tap.equal((wait["late"], wait["late_after"], wait["alert"]), (False, None, None))
    assert wait["ended"] is not None, wait


def main():
    global SITE, DAEMON, MARY
    with testing.Site(rules=RULES, agencies=("social-care", "police", "health", "education")) as SITE:
        persons.add_account(SITE, "mary", "manager")
        with SITE.daemon() as DAEMON:
            MARY = persons.sign_in(DAEMON, "mary")
            tap.run(a_wait_that_goes_on_too_long_tells_what_came_meanwhile_and_its_alert,
                    a_wait_that_ends_too_late_is_shown_with_its_end_and_the_alert_stands,
                    an_end_that_we_hear_of_late_but_was_in_time_makes_the_wait_none_that_is_late,
                    a_wait_within_its_time_is_not_late_and_says_when_it_will_be,
                    waits_stand_in_the_order_in_which_they_began,
                    a_child_without_waits_has_none_and_those_of_others_are_not_its_own,
                    a_decided_alert_still_explains_its_wait,
                    concernctl_shows_them_as_well,
                    a_wait_that_no_rule_asks_about_is_shown_and_never_late)


main()
