#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""concernctl backtest over what is more than a contact: corrections, deadlines, decisions, homes."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tools"))
import tap
from replay import alerts_of, contact, event

HEAD = """
agencies = ( { name = "police"; title = "Police"; },
             { name = "social-care"; title = "Social care"; } );
categories = ( { name = "neglect"; title = "Neglect"; }, { name = "missing"; title = "Missing"; } );
outcomes = ( { name = "nfa"; title = "None"; }, { name = "help"; title = "Early help"; } );
"""
ONE = """{ name = "one"; where = { not_outcome = ["help"]; }; within = "12 months";
           needs = { incidents = 1; }; level = "amber"; }"""
CARER = """{ name = "carer"; where = { about = ["parent-carer"]; }; within = "12 months";
             needs = { incidents = 1; }; level = "amber"; }"""
HOME = """{ name = "home"; scope = "household"; within = "12 months"; needs = { incidents = 2; };
            level = "amber"; }"""
WAIT = """{ name = "wait"; where = { category = ["missing"]; }; level = "amber";
            unless = { where = { agency = ["social-care"]; }; by = "72 hours"; }; }"""
AFTER = """{ name = "after"; after_decision = { outcome = ["nfa"]; within = "28 days"; };
             level = "raised"; }"""
FIRST = {"source": "/s", "id": "1"}


def alerts(rules, events, *arguments):
    return alerts_of(f"{HEAD} rules = ( {', '.join(rules)} );", events, *arguments)


def brief(rules, events, *arguments):
    """Of each alert: whose, which rule, level, state, and the events of its evidence."""
    return [f"{a.get('child') or a['household']} {a['rule']} {a['level']} {a['state']} "
            + " ".join("+".join(c.split()[1] for c in i) for i in a["incidents"])
            for a in alerts(rules, events, *arguments)]


def amended(id, recorded, time, of=None, **changes):
    like = contact(id, recorded, changes.pop("occurred", "2026-01-01T10:00:00Z"), **changes)
    return dict(like, type="concernd.contact.amended.v1", time=time,
                data=dict(like["data"], contact=of or FIRST))


def withdrawn(id, recorded, time):
    return event("contact.withdrawn", id, recorded, {"contact": FIRST, "reason": "in error"},
                 time=time)


def outcome(id, recorded, decided, word):
    return event("contact.outcome", id, recorded,
                 {"contact": FIRST, "outcome": word, "decided_at": decided})


def link(id, recorded, children=(), adults=(), since=None, until=None, household="H", source="/s"):
    data = {"household": household, "children": [{"record": c} for c in children],
            "adults": [{"record": a} for a in adults]}
    bound = {"from": since} if since else {"until": until}
    return event("household.linked" if since else "household.unlinked", id, recorded,
                 {**data, **bound}, source)


TOLD = contact("1", "2026-01-01T10:00:00Z")


def an_amendment_moves_a_contact_to_the_child_that_it_names():
    moved = amended("2", "2026-01-02T10:00:00Z", "2026-01-02T10:00:00Z", children=("ben",))
    tap.equal(brief([ONE], [TOLD, moved]), ["anna one amber withdrawn 1", "ben one amber open 1"])
    late = amended("2", "2026-01-02T10:00:00Z", "2026-01-02T10:00:00Z",
                   occurred="2025-12-24T10:00:00Z")
    told = alerts([ONE], [TOLD, late])
    tap.equal([told[0]["became_true_at"], told[0]["known_at"]],
              ["2025-12-24T10:00:00Z", "2026-01-01T10:00:00Z"])


def a_withdrawn_contact_raises_nothing_until_a_later_amendment_brings_it_back():
    gone = withdrawn("2", "2026-01-02T10:00:00Z", "2026-01-02T09:00:00Z")
    tap.equal(brief([ONE], [TOLD, gone]), ["anna one amber withdrawn 1"])
    before = amended("3", "2026-01-03T10:00:00Z", "2026-01-02T08:00:00Z")
    tap.equal(brief([ONE], [TOLD, gone, before]), ["anna one amber withdrawn 1"])
    after = amended("3", "2026-01-03T10:00:00Z", "2026-01-02T10:00:00Z")
    tap.equal(brief([ONE], [TOLD, gone, after]),
              ["anna one amber withdrawn 1", "anna one amber open 1"])


def what_comes_before_its_contact_waits_for_it():
    early = [amended("2", "2025-12-31T12:00:00Z", "2025-12-31T12:00:00Z", children=("ben",)),
             outcome("3", "2025-12-31T12:00:00Z", "2025-12-31T11:00:00Z", "nfa")]
    told = alerts([ONE], [*early, TOLD])
    tap.equal([told[0]["child"], told[0]["known_at"]], ["ben", "2026-01-01T10:00:00Z"])
    gone = withdrawn("2", "2025-12-31T12:00:00Z", "2025-12-31T12:00:00Z")
    tap.equal(brief([ONE], [gone, TOLD]), [])


def an_outcome_makes_an_alert_void_and_the_one_decided_last_stands():
    helped = outcome("2", "2026-01-03T10:00:00Z", "2026-01-03T09:00:00Z", "help")
    tap.equal(brief([ONE], [TOLD, helped]), ["anna one amber withdrawn 1"])
    later = amended("3", "2026-01-04T10:00:00Z", "2026-01-03T09:30:00Z", outcome="nfa")
    plain = amended("4", "2026-01-05T10:00:00Z", "2026-01-05T10:00:00Z")
    tap.equal(brief([ONE], [TOLD, helped, later, plain]),
              ["anna one amber withdrawn 1", "anna one amber open 1"])


def an_amendment_of_the_outcome_alone_leaves_what_was_judged_judged():
    same = amended("2", "2026-02-01T10:00:00Z", "2026-02-01T10:00:00Z", outcome="nfa")
    tap.equal(brief([ONE], [TOLD, same], "--decided", "2 days"), ["anna one amber decided 1"])
    other = amended("2", "2026-02-01T10:00:00Z", "2026-02-01T10:00:00Z", grade="red")
    tap.equal(brief([ONE], [TOLD, other], "--decided", "2 days"), ["anna one amber decided 1"] * 2)


MISSING = contact("1", "2026-01-01T10:00:00Z", category="missing")


def a_deadline_comes_after_the_last_event_and_is_known_when_it_does():
    told = alerts([WAIT], [MISSING])
    tap.equal([told[0]["became_true_at"], told[0]["known_at"]], ["2026-01-04T10:00:00Z"] * 2)
    answer = contact("2", "2026-01-02T12:00:00Z", agency="social-care")
    tap.equal(alerts([WAIT], [MISSING, answer]), [])


def an_answer_in_time_that_is_learnt_of_late_withdraws():
    answer = contact("2", "2026-01-09T12:00:00Z", "2026-01-04T10:00:00Z", agency="social-care")
    tap.equal(brief([WAIT], [MISSING, answer]), ["anna wait amber withdrawn 1"])


def facts_of_the_instant_of_a_deadline_come_before_it_and_decisions_after_it():
    answer = contact("2", "2026-01-04T10:00:00Z", agency="social-care")
    tap.equal(alerts([WAIT], [MISSING, answer]), [])
    tap.equal(brief([ONE, WAIT], [MISSING], "--decided", "72 hours"),
              ["anna one amber decided 1", "anna wait amber decided 1"])


def a_deadline_that_an_amendment_moves_comes_at_its_new_time_only():
    moved = amended("2", "2026-01-02T10:00:00Z", "2026-01-02T10:00:00Z", category="missing",
                    occurred="2026-01-01T20:00:00Z")
    told = alerts([WAIT], [MISSING, moved])
    tap.equal([a["known_at"] for a in told], ["2026-01-04T20:00:00Z"])


def an_incident_soon_after_a_decision_raises_one_level_up():
    again = contact("2", "2026-01-20T10:00:00Z", category="missing")
    tap.equal(brief([ONE, AFTER], [TOLD, again], "--decided", "24 hours"),
              ["anna one amber decided 1", "anna after red decided 2", "anna one amber decided 1 2"])
    tap.equal(brief([ONE, AFTER], [TOLD, again]), ["anna one amber open 1 2"])


HOUSE = link("h", "2025-06-01T10:00:00Z", ("anna", "ben"), ("mum",), since="2025-06-01")


def a_contact_about_an_adult_bears_on_the_children_who_live_with_it():
    mum = contact("1", "2026-01-01T10:00:00Z", children=(), adults=[{"record": "mum"}])
    tap.equal(brief([CARER, ONE], [HOUSE, mum]),
              ["anna carer amber open 1", "ben carer amber open 1"])
    left = link("u", "2025-12-01T10:00:00Z", ("ben",), until="2025-12-31")
    tap.equal(brief([CARER], [HOUSE, left, mum]), ["anna carer amber open 1"])
    tap.equal(brief([CARER], [HOUSE, dict(left, source="/t"), mum]),
              ["anna carer amber open 1", "ben carer amber open 1"])


def a_link_that_is_learnt_of_later_judges_again():
    mum = contact("1", "2026-01-01T10:00:00Z", children=(), adults=[{"record": "mum"}])
    late = link("l", "2026-02-01T10:00:00Z", ("cara",), since="2025-12-24")
    told = alerts([CARER], [HOUSE, mum, late])
    tap.equal([(a["child"], a["known_at"]) for a in told],
              [("anna", "2026-01-01T10:00:00Z"), ("ben", "2026-01-01T10:00:00Z"),
               ("cara", "2026-02-01T10:00:00Z")])
    gone = link("u", "2026-02-02T10:00:00Z", ("cara",), until="2025-12-26")
    tap.equal(brief([CARER], [HOUSE, mum, late, gone])[2], "cara carer amber withdrawn 1")


def a_household_rule_judges_each_contact_once():
    both = contact("1", "2026-01-01T10:00:00Z", children=("anna", "ben"))
    tap.equal(brief([HOME], [HOUSE, both]), [])
    more = contact("2", "2026-02-01T10:00:00Z", children=("ben",))
    tap.equal(alerts([HOME], [HOUSE, both, more])[0]["household"], "H")
    tap.equal(brief([HOME], [HOUSE, both, more]), ["H home amber open 1 2"])


def a_household_rule_judges_what_came_while_the_child_lived_there():
    before = contact("0", "2025-05-01T10:00:00Z")
    tap.equal(brief([HOME], [HOUSE, before, TOLD]), [])
    second = link("2", "2025-06-02T10:00:00Z", ("anna",), since="2025-01-01", household="G")
    tap.equal(brief([HOME], [HOUSE, second, before, TOLD]), ["G home amber open 0 1"])


def what_is_for_the_screen_changes_no_judgement():
    status = event("child.status", "9", "2026-01-02T10:00:00Z", {})
    tally = event("feed.tally", "8", "2026-01-02T10:00:00Z", {"day": "2026-01-01", "sent": 1})
    tap.equal(brief([ONE], [TOLD, status, tally]), ["anna one amber open 1"])


tap.run(an_amendment_moves_a_contact_to_the_child_that_it_names,
        a_withdrawn_contact_raises_nothing_until_a_later_amendment_brings_it_back,
        what_comes_before_its_contact_waits_for_it,
        an_outcome_makes_an_alert_void_and_the_one_decided_last_stands,
        an_amendment_of_the_outcome_alone_leaves_what_was_judged_judged,
        a_deadline_comes_after_the_last_event_and_is_known_when_it_does,
        an_answer_in_time_that_is_learnt_of_late_withdraws,
        facts_of_the_instant_of_a_deadline_come_before_it_and_decisions_after_it,
        a_deadline_that_an_amendment_moves_comes_at_its_new_time_only,
        an_incident_soon_after_a_decision_raises_one_level_up,
        a_contact_about_an_adult_bears_on_the_children_who_live_with_it,
        a_link_that_is_learnt_of_later_judges_again,
        a_household_rule_judges_each_contact_once,
        a_household_rule_judges_what_came_while_the_child_lived_there,
        what_is_for_the_screen_changes_no_judgement)
