#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""concernctl backtest from outside: what it prints, what it refuses, and how it ends."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tools"))
import tap
from replay import alerts_of, contact, played

RULES = """
agencies = ( { name = "police"; title = "Police"; }, { name = "health"; title = "Health"; } );
categories = ( { name = "neglect"; title = "Neglect"; }, { name = "missing"; title = "Missing"; } );
outcomes = ( { name = "nfa"; title = "No further action"; } );
rules = ( { name = "repeat"; within = "12 months"; needs = { incidents = 2; }; level = "amber";
            levels = ( { level = "red"; needs = { incidents = 3; }; } ); },
          { name = "watch"; within = "12 months"; needs = { incidents = 3; }; level = "blue";
            mode = "shadow"; },
          { name = "never"; within = "ever"; needs = { incidents = 1; }; level = "red";
            mode = "off"; } );
"""


def backtest(events, *arguments, rules=RULES):
    return played(rules, events, *arguments)


def alerts(events, *arguments):
    return alerts_of(RULES, events, *arguments)


TWO = [contact("1", "2026-01-01T10:00:00Z"), contact("2", "2026-02-01T10:00:00Z")]


def an_alert_is_one_line_in_the_order_of_the_contract():
    done = backtest(TWO, "--json")
    tap.equal(done.stdout, '{"child":"anna","rule":"repeat","level":"amber",'
              '"became_true_at":"2026-02-01T10:00:00Z","known_at":"2026-02-01T10:00:00Z",'
              '"state":"open","incidents":[["/s 1"],["/s 2"]]}\n')


def the_order_of_the_lines_does_not_matter_but_recordedtime_does():
    tap.equal(alerts(TWO[::-1]), alerts(TWO))


def a_late_contact_is_known_when_it_was_recorded():
    late = contact("2", "2026-05-01T10:00:00Z", "2025-12-01T10:00:00Z")
    (alert,) = alerts([TWO[0], late])
    tap.equal((alert["became_true_at"], alert["known_at"], alert["incidents"]),
              ("2026-01-01T10:00:00Z", "2026-05-01T10:00:00Z", [["/s 2"], ["/s 1"]]))


def a_contact_bears_on_every_child_that_it_names():
    both = [contact("1", "2026-01-01T10:00:00Z", children=("bob", "anna")),
            contact("2", "2026-02-01T10:00:00Z", children=("anna", "bob", "cleo"))]
    tap.equal([a["child"] for a in alerts(both)], ["anna", "bob"])


def record_names_the_child_whatever_the_source():
    tap.equal(len(alerts([TWO[0], contact("2", "2026-02-01T10:00:00Z", source="/other")])), 1)


def an_alert_escalates_and_shadow_rules_are_told_and_those_off_are_not():
    third = contact("3", "2026-03-01T10:00:00Z", agency="health")
    found = alerts([*TWO, third])
    tap.equal([(a["rule"], a["level"]) for a in found], [("repeat", "red"), ("watch", "blue")])


def supposed_decisions_come_after_the_last_event_too():
    found = alerts([*TWO, contact("3", "2026-03-01T10:00:00Z")], "--decided", "1 week")
    tap.equal([(a["rule"], a["known_at"][:10], a["state"], a["level"]) for a in found],
              [("repeat", "2026-02-01", "decided", "amber"),
               ("repeat", "2026-03-01", "decided", "red"),
               ("watch", "2026-03-01", "decided", "blue")])


def working_days_run_to_the_close_of_the_office():
    """It is known on a Sunday: the first working day is Monday, the second Tuesday."""
    events = [*TWO, contact("3", "2026-02-02T23:00:00Z"), contact("4", "2026-02-03T10:00:00Z")]
    told = {days: [(a["state"], len(a["incidents"])) for a in
                   alerts(events, "--decided", f"{days} working day") if a["rule"] == "repeat"]
            for days in (1, 2)}
    tap.equal(told, {1: [("decided", 2), ("decided", 4)], 2: [("decided", 4)]})


def facts_of_the_instant_of_a_decision_come_before_it():
    third = contact("3", "2026-02-02T10:00:00Z")
    (alert,) = [a for a in alerts([*TWO, third], "--decided", "1 day") if a["rule"] == "repeat"]
    tap.equal(alert["incidents"], [["/s 1"], ["/s 2"], ["/s 3"]])


def the_same_event_again_is_no_news_and_no_mistake():
    again = dict(TWO[0], recordedtime="2026-03-01T10:00:00Z")
    done = backtest([*TWO, again], "--json")
    tap.equal((done.returncode, len(done.stdout.splitlines())), (0, 1))


def the_same_id_with_other_data_is_refused_by_its_line():
    other = contact("1", "2026-03-01T10:00:00Z")
    done = backtest([*TWO, other], "--json")
    tap.equal((done.returncode, len(done.stdout.splitlines())), (3, 1))
    assert "events.jsonl:3: /id: " in done.stderr, done.stderr


def bad_lines_are_told_with_pointers_and_hold_up_no_other():
    no_agency = contact("7", "2026-01-05T10:00:00Z")
    del no_agency["data"]["agency"]
    no_time = contact("8", "2026-01-05T10:00:00Z")
    del no_time["recordedtime"]
    no_child = contact("9", "2026-01-05T10:00:00Z")
    del no_child["data"]["children"][0]["record"]
    ahead = contact("10", "2026-01-05T10:00:00Z", "2026-01-06T10:00:01Z")
    done = backtest([TWO[0], "{nonsense", no_agency, "", no_time, no_child, ahead, TWO[1]], "--json")
    tap.equal((done.returncode, len(done.stdout.splitlines())), (3, 1))
    for start in ("events.jsonl:2: ", "events.jsonl:3: /data/agency: ",
                  "events.jsonl:5: /recordedtime: ", "events.jsonl:6: /data/children/0/record: ",
                  "events.jsonl:7: /data/occurred_at: "):
        assert any(line.startswith(start) for line in done.stderr.splitlines()), (start, done.stderr)
    assert "5 of 7 events were refused" in done.stderr, done.stderr


def rules_that_declare_no_words_leave_them_to_the_events():
    rules = """rules = ( { name = "repeat"; within = "12 months"; needs = { incidents = 2; };
                           level = "amber"; } );"""
    done = backtest(TWO, "--json", rules=rules)
    tap.equal((done.returncode, done.stdout), (0, backtest(TWO, "--json").stdout))


def no_value_of_a_person_is_ever_repeated():
    canary = contact("7", "2026-01-05T10:00:00Z", "CANARY-TIME", children=("CANARY-CHILD",))
    canary["data"]["children"][0].update(family_name="CANARY-NAME", birth_date="CANARY-DATE")
    done = backtest([canary, canary])
    tap.equal(done.returncode, 3)
    assert "CANARY" not in done.stdout + done.stderr, done.stderr


def from_and_to_are_whole_local_days():
    events = [*TWO, contact("3", "2026-03-01T23:59:59Z"), contact("4", "2026-03-02T00:00:00Z")]
    found = alerts(events, "--to", "2026-03-01")
    tap.equal(found[0]["incidents"], [["/s 1"], ["/s 2"], ["/s 3"]])
    tap.equal([a["rule"] for a in alerts(events, "--from", "2026-02-02")], ["watch"])
    tap.equal(len(alerts(events, "--from", "2026-02-01", "--to", "2026-02-01")), 1)


def people_are_told_alerts_a_week_by_agency_and_the_work():
    done = backtest([*TWO, contact("3", "2026-03-01T10:00:00Z", agency="health")])
    tap.equal(done.returncode, 0, done.stderr)
    lines = [line.split() for line in done.stdout.splitlines()]
    assert ["2026-01-26", "repeat", "red", "1"] in lines, done.stdout
    assert ["2026-02-23", "watch", "blue", "1"] in lines, done.stdout
    assert ["police", "2"] in lines and ["health", "2"] in lines, done.stdout
    assert "A team would have had to decide 1 over 5 weeks" in done.stdout, done.stdout


def wrong_calls_are_told_from_wrong_files():
    tap.equal(backtest(TWO, "--decided", "soon").returncode, 2)
    tap.equal(backtest(TWO, "--decided", "ever").returncode, 2)
    tap.equal(backtest(TWO, "--from", "yesterday").returncode, 2)
    tap.equal(backtest(TWO, rules="rules = ;").returncode, 1)
    tap.equal(backtest(TWO, "--events", "missing.jsonl").returncode, 1)


tap.run(an_alert_is_one_line_in_the_order_of_the_contract,
        the_order_of_the_lines_does_not_matter_but_recordedtime_does,
        a_late_contact_is_known_when_it_was_recorded,
        a_contact_bears_on_every_child_that_it_names,
        record_names_the_child_whatever_the_source,
        an_alert_escalates_and_shadow_rules_are_told_and_those_off_are_not,
        supposed_decisions_come_after_the_last_event_too,
        working_days_run_to_the_close_of_the_office,
        facts_of_the_instant_of_a_decision_come_before_it,
        the_same_event_again_is_no_news_and_no_mistake,
        the_same_id_with_other_data_is_refused_by_its_line,
        bad_lines_are_told_with_pointers_and_hold_up_no_other,
        rules_that_declare_no_words_leave_them_to_the_events,
        no_value_of_a_person_is_ever_repeated,
        from_and_to_are_whole_local_days,
        people_are_told_alerts_a_week_by_agency_and_the_work,
        wrong_calls_are_told_from_wrong_files)
