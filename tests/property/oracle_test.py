#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The oracle itself, against small cases whose answers were worked out by hand."""

import json
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "tools")]
import oracle  # noqa: E402
import tap  # noqa: E402

CASES = []
ASKED = []  # (rules, events, decided): what the cases asked, to be asked of the engine as well


def case(function):
    CASES.append(function)
    return function


def contact(id, occurred, agency="police", category="neglect", recorded=None, source="s",
            children=("anna",), **more):
    """One event. `recorded` is noon UTC of a day in 2030 unless told: after all that occurred."""
    event = {"specversion": "1.0", "type": "concernd.contact.recorded.v1", "source": source,
             "id": id, "recordedtime": recorded or "2030-01-01T12:00:00Z"}
    if "history" in more:
        event["history"] = more.pop("history")
    if "time" in more:
        event["time"] = more.pop("time")
    named = [c if isinstance(c, dict) else {"record": c} for c in children]
    event["data"] = dict({"children": named, "occurred_at": occurred, "agency": agency,
                          "category": category}, **more)
    return event


def config(*rules, **head):
    """A rules file whose categories are neglect, missing, other (never guessed), admin (does not
    count)."""
    names = [{"name": "neglect"}, {"name": "missing", "same_incident_within": "12 hours"},
             {"name": "other", "same_incident_within": "0 hours"},
             {"name": "admin", "counts": False}]
    numbered = [dict({"name": f"r{n}", "level": "amber", "within": "ever"}, **rule)
                for n, rule in enumerate(rules, 1)]
    return dict({"categories": titled(names), "rules": numbered,
                 "agencies": titled({"name": n} for n in ("police", "health", "social-care")),
                 "outcomes": titled({"name": n} for n in ("nfa", "assessment"))}, **head)


def titled(names):
    return [dict(n, title=n["name"]) for n in names]


def alerts(rules, events, decided="never"):
    ASKED.append((rules, events, decided))
    return [json.loads(line) for line in oracle.backtest(rules, events, decided)]


def incidents(events, **head):
    """The incidents of anna, as ids: of a rule that one incident about anybody at all meets."""
    rule = {"where": {"not_about": ["other-adult"], "category":
                      ["neglect", "missing", "other", "admin"]}, "needs": {"incidents": 1}}
    (alert,) = alerts(config(rule, **head), events)
    return [[c.removeprefix("s ") for c in i] for i in alert["incidents"]]


def holds(rule, events, **head):
    return len(alerts(config(rule, **head), events)) > 0


ONE = {"needs": {"incidents": 1}}


# --- incidents ---

@case
def contacts_of_two_agencies_at_most_24_hours_apart_are_one_incident():
    assert incidents([contact("a", "2026-01-01T10:00:00Z"),
                      contact("b", "2026-01-02T10:00:00Z", "health")]) == [["a", "b"]]
    assert incidents([contact("a", "2026-01-01T10:00:00Z"),
                      contact("b", "2026-01-02T10:00:01Z", "health")]) == [["a"], ["b"]]


@case
def the_same_agency_does_not_retell_without_a_reference():
    assert incidents([contact("a", "2026-01-01T10:00:00Z"),
                      contact("b", "2026-01-01T11:00:00Z")]) == [["a"], ["b"]]


@case
def nearness_is_measured_from_the_first_contact_not_the_last():
    # b joins a (20 h), c is 40 h after a, and 20 h after b: it starts its own.
    assert incidents([contact("a", "2026-01-01T00:00:00Z"),
                      contact("b", "2026-01-01T20:00:00Z", "health"),
                      contact("c", "2026-01-02T16:00:00Z", "social-care")]) == [["a", "b"], ["c"]]


@case
def another_category_is_another_incident_and_the_first_contacts_category_rules():
    # 13 hours: neglect allows 24, missing 12, other never.
    for category, answer in (("neglect", [["a", "b"]]), ("missing", [["a"], ["b"]]),
                             ("other", [["a"], ["b"]])):
        assert incidents([contact("a", "2026-01-01T00:00:00Z", category=category),
                          contact("b", "2026-01-01T13:00:00Z", "health", category)]) == answer
    assert incidents([contact("a", "2026-01-01T00:00:00Z"),
                      contact("b", "2026-01-01T00:00:00Z", "health", "missing",
                              other_categories=["neglect"])]) == [["a"], ["b"]]


@case
def a_shared_reference_joins_across_category_and_agency_up_to_14_days():
    first = contact("a", "2026-01-01T00:00:00Z", incident_ref="CAD 7")
    for at, answer in (("2026-01-15T00:00:00Z", [["a", "b"]]),
                       ("2026-01-15T00:00:01Z", [["a"], ["b"]])):
        assert incidents([first, contact("b", at, category="missing",
                                         incident_ref=" cad 7 ")]) == answer


@case
def two_different_references_keep_contacts_apart_and_none_is_no_reference():
    first = contact("a", "2026-01-01T00:00:00Z", incident_ref="CAD 7")
    for told, answer in (("CAD 8", [["a"], ["b"]]), (" N/A", [["a", "b"]]), ("0", [["a", "b"]])):
        assert incidents([first, contact("b", "2026-01-01T01:00:00Z", "health",
                                         incident_ref=told)]) == answer


@case
def a_reference_reaches_an_incident_through_any_of_its_contacts():
    # b joins a by likeness and brings the reference; c finds it there, three days later.
    assert incidents([contact("a", "2026-01-01T00:00:00Z"),
                      contact("b", "2026-01-01T01:00:00Z", "health", incident_ref="X1"),
                      contact("c", "2026-01-04T00:00:00Z", "police", "missing",
                              incident_ref="x1")]) == [["a", "b", "c"]]


@case
def a_whole_day_is_the_same_incident_on_the_same_local_date_only():
    # 2026-07-01T23:30Z is 2 July 00:30 in London: not the 1st, though 12.5 hours from its noon.
    day = contact("a", "2026-07-01")
    assert incidents([day, contact("b", "2026-07-01T22:30:00Z", "health")]) == [["a", "b"]]
    assert incidents([day, contact("b", "2026-07-01T23:30:00Z", "health")]) == [["a"], ["b"]]
    # Earlier than noon it is the timed one that is first; missing has 12 hours, 00:00 to 12:00
    # local is 12, and the date decides all the same; "never" stays never.
    early = contact("b", "2026-06-30T23:00:00Z", "health", "missing")
    assert incidents([contact("a", "2026-07-01", category="missing"), early]) == [["b", "a"]]
    assert incidents([contact("a", "2026-07-01", category="other"),
                      contact("b", "2026-07-01", "health", "other")]) == [["a"], ["b"]]


@case
def contacts_at_one_time_stand_in_order_of_source_then_id():
    # Byte order: capital letters before small ones, "-" before letters.
    assert incidents([contact("b", "2026-01-01T00:00:00Z", "health"),
                      contact("B", "2026-01-01T00:00:00Z", "police"),
                      contact("a-", "2026-01-01T00:00:00Z", "social-care")]) == [["B", "a-", "b"]]


# --- where ---

@case
def only_what_is_about_the_child_counts_unless_about_is_asked_for():
    events = [contact("a", "2026-01-01T00:00:00Z",
                      children=[{"record": "anna", "about": "sibling"}])]
    assert not holds(ONE, events)
    assert holds(dict(ONE, where={"about": ["sibling"]}), events)
    assert holds(dict(ONE, where={"not_about": ["parent-carer"]}), events)
    assert not holds(dict(ONE, where={"not_about": ["sibling"]}), events)


@case
def a_child_that_a_contact_names_twice_is_borne_on_in_both_ways():
    events = [contact("a", "2026-01-01T00:00:00Z", children=[
        {"record": "anna", "about": "parent-carer"}, {"record": "anna", "about": "sibling"}])]
    assert holds(dict(ONE, where={"about": ["sibling"]}), events)
    assert holds(dict(ONE, where={"about": ["parent-carer"]}), events)
    assert not holds(ONE, events)


@case
def category_looks_at_other_categories_too():
    events = [contact("a", "2026-01-01T00:00:00Z", other_categories=["missing"])]
    assert holds(dict(ONE, where={"category": ["missing"]}), events)
    assert not holds(dict(ONE, where={"not_category": ["missing"]}), events)


@case
def an_uncounted_category_counts_only_when_named():
    alone = [contact("a", "2026-01-01T00:00:00Z", category="admin")]
    mixed = [contact("a", "2026-01-01T00:00:00Z", category="admin", other_categories=["neglect"])]
    assert not holds(ONE, alone) and holds(ONE, mixed)
    assert holds(dict(ONE, where={"category": ["admin"]}), alone)
    assert not holds(dict(ONE, where={"not_category": ["missing"]}), alone)


@case
def a_forbidden_word_on_any_contact_of_the_incident_voids_it():
    events = [contact("a", "2026-01-01T00:00:00Z", outcome="nfa"),
              contact("b", "2026-01-01T01:00:00Z", "health", outcome="assessment")]
    assert holds(dict(ONE, where={"outcome": ["nfa"]}), events)
    assert not holds(dict(ONE, where={"outcome": ["nfa"], "not_outcome": ["assessment"]}), events)
    # And the positive criteria must all be met by one and the same contact.
    assert not holds(dict(ONE, where={"outcome": ["nfa"], "agency": ["health"]}), events)


@case
def grade_at_least_goes_from_none_to_red():
    for grade, least, answer in (("green", "amber", False), ("amber", "amber", True),
                                 ("red", "blue", True), ("none", "blue", False)):
        events = [contact("a", "2026-01-01T00:00:00Z", grade=grade)]
        assert holds(dict(ONE, where={"grade_at_least": least}), events) is answer


@case
def age_is_whole_years_by_local_date():
    # Born 1 July 2020: five at 00:00 BST on 1 July 2025, which is 23:00Z on 30 June.
    born = [{"record": "anna", "birth_date": "2020-07-01"}]
    for at, five in (("2025-06-30T22:59:59Z", False), ("2025-06-30T23:00:00Z", True)):
        events = [contact("a", at, children=born)]
        assert holds(dict(ONE, where={"age_from": 5}), events) is five
        assert holds(dict(ONE, where={"age_under": 5}), events) is not five


@case
def the_unborn_are_under_every_age_and_without_a_date_both_are_met():
    for child, under, over in (({"expected_birth_date": "2026-05-01"}, True, False),
                               ({"birth_date": "2026-01-02"}, True, False), ({}, True, True)):
        events = [contact("a", "2026-01-01T00:00:00Z", children=[dict(child, record="anna")])]
        assert holds(dict(ONE, where={"age_under": 1}), events) is under
        assert holds(dict(ONE, where={"age_from": 0}), events) is over


# --- windows ---

def holds_over(within, first, last):
    return holds({"needs": {"incidents": 2}, "within": within},
                 [contact("a", first), contact("b", last, category="missing")])


@case
def exact_spans_count_24_hours_a_day_and_the_edge_counts():
    # The clocks go forward on 29 March 2026: two days are 48 hours, not 47.
    assert holds_over("2 days", "2026-03-28T12:00:00Z", "2026-03-30T12:00:00Z")
    assert not holds_over("2 days", "2026-03-28T11:59:59Z", "2026-03-30T12:00:00Z")


@case
def months_are_calendar_months_clamped_at_the_end():
    # One month before 31 March 2024 12:00 BST (11:00Z) is 29 February 12:00 GMT (12:00Z).
    assert holds_over("1 month", "2024-02-29T12:00:00Z", "2024-03-31T11:00:00Z")
    assert not holds_over("1 month", "2024-02-29T11:59:59Z", "2024-03-31T11:00:00Z")
    # A year before 29 February 2024 is 28 February 2023.
    assert holds_over("1 year", "2023-02-28T09:00:00Z", "2024-02-29T09:00:00Z")
    assert not holds_over("12 months", "2023-02-28T08:59:59Z", "2024-02-29T09:00:00Z")


@case
def a_local_time_that_is_skipped_moves_on_and_a_doubled_one_is_the_first():
    # 29 April 2026 01:30 BST less a month: 29 March 01:30 does not exist, so 02:30 BST = 01:30Z.
    assert holds_over("1 month", "2026-03-29T01:30:00Z", "2026-04-29T00:30:00Z")
    assert not holds_over("1 month", "2026-03-29T01:29:59Z", "2026-04-29T00:30:00Z")
    # 25 November 2026 01:30 GMT less a month: 25 October 01:30 comes at 00:30Z and at 01:30Z.
    assert holds_over("1 month", "2026-10-25T00:30:00Z", "2026-11-25T01:30:00Z")
    assert not holds_over("1 month", "2026-10-25T00:29:59Z", "2026-11-25T01:30:00Z")


@case
def ever_has_no_beginning():
    assert holds_over("ever", "1990-01-01", "2026-01-01")


# --- needs ---

@case
def agencies_and_categories_are_those_of_matching_contacts():
    events = [contact("a", "2026-01-01T00:00:00Z", grade="red", other_categories=["missing"]),
              contact("b", "2026-01-01T01:00:00Z", "health")]
    assert holds({"needs": {"agencies": 2}}, events)
    assert not holds({"where": {"grade": ["red"]}, "needs": {"agencies": 2}}, events)
    assert holds({"needs": {"categories": 2}}, events)
    assert not holds({"where": {"grade": ["none"]}, "needs": {"categories": 2}}, events)


@case
def a_score_takes_the_highest_weight_and_grade_halves_and_is_capped():
    # a: health, 60 days before b. max(20, 5) x 2.0 (red) = 40, halved: 20. b: police, 20 x 1 = 20.
    events = [contact("a", "2026-01-01T00:00:00Z", "health", other_categories=["missing"],
                      grade="red"),
              contact("b", "2026-03-02T00:00:00Z")]
    score = {"weights": {"neglect": 20.0, "missing": 5.0}, "grade_factor": {"red": 2.0},
             "half_life": "60 days"}
    for more, need, answer in (({}, 40.0, True), ({}, 40.1, False),
                               ({"cap_per_agency": 15.0}, 30.0, True),
                               ({"cap_per_agency": 15.0}, 30.1, False),
                               ({"weights": {}, "default_weight": 1.0}, 2.0, True),
                               ({"weights": {}, "default_weight": 1.0}, 2.1, False)):
        assert holds({"score": dict(score, **more), "needs": {"score": need}}, events) is answer


@case
def an_incidents_points_are_its_first_matching_contacts_agencys():
    # a is health's and does not match; b of the same incident is police's, as c is. Both are
    # capped at 1 together.
    events = [contact("a", "2026-01-01T00:00:00Z", "health"),
              contact("b", "2026-01-01T01:00:00Z", grade="red"),
              contact("c", "2026-01-02T01:00:00Z", grade="red")]
    rule = {"where": {"grade": ["red"]}, "score": {"cap_per_agency": 1.0}}
    assert holds(dict(rule, needs={"score": 1.0}), events)
    assert not holds(dict(rule, needs={"score": 1.5}), events)


@case
def a_level_has_needs_of_its_own_and_the_highest_met_is_the_level():
    rule = {"needs": {"incidents": 2, "agencies": 2},
            "levels": [{"level": "red", "needs": {"incidents": 3}}]}
    events = [contact(n, f"2026-01-0{n}T00:00:00Z") for n in "123"]
    assert [a["level"] for a in alerts(config(rule), events)] == ["red"]
    assert alerts(config(rule), events[:2]) == []


@case
def last_asks_of_the_last_incident_only():
    rule = {"needs": {"incidents": 2}, "last": {"not_outcome": ["assessment"]}}
    events = [contact("a", "2026-01-01T00:00:00Z", outcome="assessment"),
              contact("b", "2026-01-03T00:00:00Z"),
              contact("c", "2026-01-05T00:00:00Z", outcome="assessment")]
    (alert,) = alerts(config(rule), events)
    assert alert["incidents"] == [["s a"], ["s b"]]
    assert alert["became_true_at"] == "2026-01-03T00:00:00Z"


@case
def times_usual_compares_with_the_time_before_the_window():
    # Two in the last 7 days against one in the 14 before: 2 >= f x 1 x 7/14 while f <= 4.
    events = [contact("a", "2026-01-05T00:00:00Z"), contact("b", "2026-01-18T00:00:00Z"),
              contact("c", "2026-01-20T00:00:00Z")]
    rule = {"within": "7 days", "usual_over": "14 days"}
    assert holds(dict(rule, needs={"incidents": 2, "times_usual": 4.0}), events)
    assert not holds(dict(rule, needs={"incidents": 2, "times_usual": 4.1}), events)


@case
def then_takes_the_latest_chain():
    rule = {"where": {"category": ["missing"]},
            "then": [{"where": {"category": ["neglect"]}, "within": "2 days"}]}
    del_within = config(rule)
    del del_within["rules"][0]["within"]
    events = [contact("a", "2026-01-01T00:00:00Z", category="missing"),
              contact("b", "2026-01-02T00:00:00Z", category="missing"),
              contact("c", "2026-01-03T00:00:00Z")]
    (alert,) = alerts(del_within, events)
    assert alert["incidents"] == [["s b"], ["s c"]]


@case
def unless_waits_for_its_time_and_a_late_word_of_a_timely_answer_withdraws():
    rule = {"name": "r", "level": "red", "where": {"category": ["missing"]},
            "unless": {"where": {"agency": ["social-care"]}, "by": "24 hours"}}
    events = [contact("a", "2026-01-01T00:00:00Z", category="missing",
                      recorded="2026-01-01T06:00:00Z")]
    rules = dict(config(), rules=[rule])
    (alert,) = alerts(rules, events)
    assert (alert["became_true_at"], alert["known_at"]) == ("2026-01-02T00:00:00Z",) * 2
    events.append(contact("b", "2026-01-02T00:00:00Z", "social-care",
                          recorded="2026-01-05T00:00:00Z"))
    assert [a["state"] for a in alerts(rules, events)] == ["withdrawn"]


@case
def who_tells_of_an_incident_after_the_deadline_does_not_answer_it():
    # Only b matches, and it would answer: it occurred a day after the incident that it joined.
    alike = {"category": ["missing"], "grade": ["red"]}
    rule = {"name": "r", "level": "red", "where": alike, "unless": {"where": alike}}
    events = [contact("a", "2026-01-01T00:00:00Z", category="missing", incident_ref="CAD 7"),
              contact("b", "2026-01-02T00:00:00Z", "health", "missing", grade="red",
                      incident_ref="CAD 7")]
    for by, found in (("23 hours", 1), ("24 hours", 0)):
        rule["unless"]["by"] = by
        assert len(alerts(dict(config(), rules=[rule]), events)) == found


@case
def a_working_day_ends_at_the_close_of_the_next_day_on_which_the_office_works():
    # Thursday 2 April 2026; Friday and Monday are Easter. Tuesday at 17:00 BST is 16:00Z.
    rule = {"name": "r", "level": "red", "unless": {"where": {"agency": ["social-care"]}}}
    events = [contact("a", "2026-04-02T08:00:00Z", recorded="2026-04-02T09:00:00Z"),
              contact("b", "2026-04-07T16:00:00Z", "social-care", recorded="2026-04-07T16:00:00Z")]
    for by in "1 working day", "2 working days":
        rule["unless"]["by"] = by
        rules = dict(config(), rules=[rule], holidays=["2026-04-03", "2026-04-06"])
        assert [a["became_true_at"] for a in alerts(rules, events) if a["state"] == "open"] == []
        assert [a["became_true_at"] for a in alerts(rules, events[:1])] == [
            {"1": "2026-04-07T16:00:00Z", "2": "2026-04-08T16:00:00Z"}[by[0]]]
    rule["unless"]["by"] = "1 working day"
    late = dict(events[1], data=dict(events[1]["data"], occurred_at="2026-04-07T16:00:01Z"))
    assert len(alerts(rules, [events[0], late])) == 1


@case
def after_a_decision_an_incident_within_the_span_raises_one_level_up():
    # The first is raised on the 1st at 18:00 and decided on the 2nd at 18:00.
    first = {"name": "a", "level": "amber", "within": "ever", "where": {"category": ["neglect"]},
             "needs": {"incidents": 1}}
    rule = {"name": "b", "level": "raised", "where": {"category": ["missing"]},
            "after_decision": {"outcome": ["nfa"], "within": "2 days"}}
    for at, found in (("2026-01-02T18:00:00Z", []), ("2026-01-02T18:00:01Z", ["red"]),
                      ("2026-01-04T18:00:00Z", ["red"]), ("2026-01-04T18:00:01Z", [])):
        events = told_daily(1) + [contact("x", at, category="missing",
                                          recorded="2026-01-09T00:00:00Z")]
        raised = alerts(dict(config(), rules=[first, rule]), events, "1 day")
        assert [a["level"] for a in raised if a["rule"] == "b"] == found
    rule["after_decision"]["outcome"] = ["assessment"]
    assert len(alerts(dict(config(), rules=[first, rule]), events, "1 day")) == 1


# --- raising ---

TWO = {"needs": {"incidents": 2}}


@case
def an_alert_is_known_when_it_was_recorded_and_true_when_it_occurred():
    events = [contact("a", "2026-01-01T00:00:00+01:00", recorded="2026-02-01T00:00:00Z"),
              contact("b", "2026-01-05T00:00:00Z", recorded="2026-01-06T00:00:00Z")]
    (alert,) = alerts(config(TWO), events)
    assert alert == {"child": "anna", "rule": "r1", "level": "amber", "state": "open",
                     "became_true_at": "2026-01-05T00:00:00Z", "known_at": "2026-02-01T00:00:00Z",
                     "incidents": [["s a"], ["s b"]]}


@case
def evidence_is_the_union_of_all_windows_that_count():
    # Two in 3 days: {a,b} and {c,d}; e stands alone.
    events = [contact(n, f"2026-01-{day}T00:00:00Z") for n, day in
              (("a", "01"), ("b", "02"), ("c", "11"), ("d", "12"), ("e", "21"))]
    (alert,) = alerts(config(dict(TWO, within="3 days")), events)
    assert alert["incidents"] == [["s a"], ["s b"], ["s c"], ["s d"]]


@case
def history_alone_raises_nothing_but_counts_beside_what_is_new():
    events = [contact("a", "2020-01-01", history=True), contact("b", "2020-02-01", history=True)]
    assert alerts(config(TWO), events) == []
    (alert,) = alerts(config(TWO), events + [contact("c", "2026-01-01T00:00:00Z")])
    assert alert["incidents"] == [["s a"], ["s b"], ["s c"]]
    # {a,b} does not count; {a,b,c} does, and it became true with c.
    assert alert["became_true_at"] == "2026-01-01T00:00:00Z"


def told_daily(*days, **more):
    """A contact of the police on each day of January 2026, recorded on the same day at 18:00."""
    return [contact(f"c{d:02}", f"2026-01-{d:02}T00:00:00Z",
                    recorded=f"2026-01-{d:02}T18:00:00Z", **more) for d in days]


@case
def after_a_decision_rearm_new_incidents_are_needed():
    events = told_daily(1, 3, 10, 12)
    # Raised on the 3rd, decided on the 4th; the 10th is one not judged, the 12th the second.
    for rearm, known in ((1, [3, 10, 12]), (2, [3, 12]), (3, [3])):
        found = alerts(config(dict(TWO, rearm=rearm)), events, "1 day")
        assert [int(a["known_at"][8:10]) for a in found] == known
        assert all(a["state"] == "decided" for a in found)


@case
def a_new_agency_or_category_rearms_at_one():
    events = told_daily(1, 3) + told_daily(10, agency="health")
    found = alerts(config(dict(TWO, rearm=3)), events, "1 day")
    assert [a["known_at"][:10] for a in found] == ["2026-01-03", "2026-01-10"]
    events = told_daily(1, 3) + told_daily(10, other_categories=["admin"])
    assert len(alerts(config(dict(TWO, rearm=3)), events, "1 day")) == 2


@case
def a_higher_level_rearms_at_one():
    rule = dict(TWO, rearm=3, levels=[{"level": "red", "needs": {"incidents": 4}}])
    found = alerts(config(rule), told_daily(1, 3, 10, 12), "1 day")
    assert [(a["level"], a["known_at"][8:10]) for a in found] == [("amber", "03"), ("red", "12")]


@case
def a_contact_that_joins_a_judged_incident_makes_it_unjudged():
    events = told_daily(1, 3) + [contact("late", "2026-01-03T01:00:00Z", "health",
                                         recorded="2026-01-20T00:00:00Z")]
    found = alerts(config(TWO), events, "1 day")
    assert [a["known_at"][:10] for a in found] == ["2026-01-03", "2026-01-20"]
    assert found[1]["incidents"] == [["s c01"], ["s c03", "s late"]]


@case
def facts_come_before_a_decision_of_the_same_instant():
    # Raised on the 3rd at 18:00, decided a day later at the instant that the next one is recorded.
    (alert,) = alerts(config(TWO), told_daily(1, 3, 4), "24 hours")
    assert alert["incidents"] == [["s c01"], ["s c03"], ["s c04"]]
    assert len(alerts(config(TWO), told_daily(1, 3, 4), "23 hours")) == 2


@case
def facts_of_one_instant_are_judged_once():
    # b alone with a holds; with c, which joins b and forbids, it does not: told at once, no alert.
    rule = dict(TWO, where={"not_outcome": ["assessment"]})
    events = [contact("a", "2026-01-01T00:00:00Z", recorded="2026-01-09T00:00:00Z"),
              contact("b", "2026-01-05T00:00:00Z", recorded="2026-01-10T00:00:00Z"),
              contact("c", "2026-01-05T01:00:00Z", "health", outcome="assessment",
                      recorded="2026-01-10T00:00:00Z")]
    assert alerts(config(rule), events) == []
    events[2]["recordedtime"] = "2026-01-10T00:00:01Z"
    assert [a["state"] for a in alerts(config(rule), events)] == ["withdrawn"]


@case
def a_duplicate_and_a_clash_of_ids_tell_nothing():
    events = told_daily(1, 3)
    again = dict(events[1], recordedtime="2026-01-04T00:00:00Z", history=True)
    clash = dict(again, data=dict(again["data"], agency="health"))
    assert alerts(config(TWO), events) == alerts(config(TWO), events + [again, clash])


@case
def a_duplicate_judges_nobody():
    # 1, 2, 3 rise to red, decided on the 7th. The 4th comes late: red again, one not judged, so
    # below rearm. 20 and 21 are amber, decided on the 26th: now red is above the last decision,
    # but nothing new is learnt until 1 February: a duplicate on the 28th is no news.
    rule = dict(TWO, within="3 days", rearm=2,
                levels=[{"level": "red", "needs": {"incidents": 3}}])
    events = (told_daily(1, 2, 3) + [contact("late", "2026-01-04T00:00:00Z",
                                             recorded="2026-01-10T00:00:00Z")]
              + told_daily(20, 21))
    events.append(dict(events[0], recordedtime="2026-01-28T00:00:00Z"))
    assert [a["level"] for a in alerts(config(rule), events, "5 days")] == ["red", "amber"]
    events.append(contact("new", "2026-02-01T00:00:00Z", recorded="2026-02-01T00:00:00Z"))
    (_, _, third) = alerts(config(rule), events, "5 days")
    assert (third["level"], third["known_at"]) == ("red", "2026-02-01T00:00:00Z")


@case
def each_child_of_a_contact_is_judged_for_itself():
    pair = ("anna", {"record": "ben", "about": "sibling"})
    events = [contact("a", "2026-01-01T00:00:00Z", children=pair),
              contact("b", "2026-01-05T00:00:00Z", children=pair),
              contact("c", "2026-01-09T00:00:00Z", children=("ben",))]
    assert [a["child"] for a in alerts(config(TWO), events)] == ["anna"]
    rule = dict(TWO, where={"about": ["child", "sibling"]})
    found = {a["child"]: len(a["incidents"]) for a in alerts(config(rule), events)}
    assert found == {"anna": 2, "ben": 3}


@case
def alerts_stand_in_order_of_known_at_child_and_rule_and_off_is_off():
    rules = config({"name": "b", **TWO}, {"name": "a", **TWO}, {"name": "c", "mode": "off", **TWO},
                   {"name": "d", "mode": "shadow", **TWO})
    events = told_daily(1, children=("zoe", "anna")) + told_daily(3, children=("zoe", "anna"))
    assert [(a["child"], a["rule"]) for a in alerts(rules, events)] == [
        (child, rule) for child in ("anna", "zoe") for rule in "abd"]


# --- corrections ---

def correction(kind, id, time, recorded, **data):
    return {"specversion": "1.0", "type": f"concernd.contact.{kind}.v1", "source": "s", "id": id,
            "time": time, "recordedtime": recorded,
            "data": dict({"contact": {"source": "s", "id": "c03"}}, **data)}


@case
def a_withdrawal_withdraws_the_alert_and_a_later_amendment_brings_it_back():
    events = told_daily(1, 3)
    gone = correction("withdrawn", "w", "2026-01-05T00:00:00Z", "2026-01-05T00:00:00Z", reason="x")
    assert [a["state"] for a in alerts(config(TWO), events + [gone])] == ["withdrawn"]
    back = correction("amended", "m", "2026-01-06T00:00:00Z", "2026-01-06T00:00:00Z",
                      **events[1]["data"])
    found = alerts(config(TWO), events + [gone, back])
    assert [a["state"] for a in found] == ["withdrawn", "open"]
    # Recorded the other way round the same stands: the latest `time` rules.
    gone["recordedtime"], back["recordedtime"] = back["recordedtime"], gone["recordedtime"]
    assert [a["state"] for a in alerts(config(TWO), events + [back, gone])] == ["open"]


@case
def the_latest_outcome_stands_and_may_come_before_its_contact():
    rule = dict(TWO, where={"not_outcome": ["assessment"]})
    taken = correction("outcome", "o", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z",
                       outcome="assessment", decided_at="2026-01-01T00:00:00Z")
    assert alerts(config(rule), [taken] + told_daily(1, 3)) == []
    nfa = correction("outcome", "p", "2026-01-09T00:00:00Z", "2026-01-09T00:00:00Z",
                     outcome="nfa", decided_at="2026-01-02T00:00:00Z")
    (alert,) = alerts(config(rule), [taken] + told_daily(1, 3) + [nfa])
    assert alert["known_at"] == "2026-01-09T00:00:00Z"


@case
def an_outcome_does_not_make_a_judged_incident_unjudged():
    # c12 is taken in after the decision, alone: rearm is 2. The outcome on c03 changes nothing.
    nfa = correction("outcome", "p", "2026-01-09T00:00:00Z", "2026-01-09T00:00:00Z",
                     outcome="nfa", decided_at="2026-01-09T00:00:00Z")
    found = alerts(config(dict(TWO, rearm=2)), told_daily(1, 3) + [nfa] + told_daily(12), "1 day")
    assert len(found) == 1


# --- households and adults ---

def linked(id, children, adults=(), at="2026-01-01T00:00:00Z", home="elm", kind="linked", **more):
    named = [c if isinstance(c, dict) else {"record": c} for c in children]
    return dict({"specversion": "1.0", "type": f"concernd.household.{kind}.v1", "source": "s",
                 "id": id, "time": at if len(at) > 10 else at + "T12:00:00Z",
                 "recordedtime": "2030-01-01T12:00:00Z",
                 "data": {"household": home, "children": named,
                          "adults": [{"record": a} for a in adults],
                          "from" if kind == "linked" else "until": at}}, **more)


def about_adult(id, at, *adults, **more):
    return contact(id, at, children=(), adults=[{"record": a} for a in adults], **more)


CARER = {"needs": {"incidents": 1}, "where": {"about": ["parent-carer"]}}
HOME = dict(TWO, scope="household")


@case
def a_contact_about_an_adult_bears_on_the_children_who_live_there_then():
    home = [linked("l", ["anna"], ["mum"]),
            linked("u", ["anna"], at="2026-02-01T00:00:00Z", kind="unlinked")]
    for at, answer in (("2025-12-31T23:59:59Z", False), ("2026-01-01T00:00:00Z", True),
                       ("2026-01-31T23:59:59Z", True), ("2026-02-01T00:00:00Z", False)):
        assert holds(CARER, home + [about_adult("a", at, "mum")]) is answer
    assert not holds(CARER, home + [about_adult("a", "2026-01-10T00:00:00Z", "dad")])
    assert not holds(ONE, home + [about_adult("a", "2026-01-10T00:00:00Z", "mum")])


@case
def a_date_until_which_one_lived_there_counts_itself():
    home = [linked("l", ["anna"], ["mum"], "2026-06-01"),
            linked("u", ["anna"], at="2026-06-10", kind="unlinked")]
    for at, answer in (("2026-05-31T22:59:59Z", False), ("2026-05-31T23:00:00Z", True),
                       ("2026-06-10T22:59:59Z", True), ("2026-06-10T23:00:00Z", False)):
        assert holds(CARER, home + [about_adult("a", at, "mum")]) is answer


@case
def a_link_that_comes_late_brings_the_contacts_of_the_household_with_it():
    events = [about_adult("a", "2026-01-10T00:00:00Z", "mum", recorded="2026-01-11T00:00:00Z"),
              linked("l", ["anna"], ["mum"], recordedtime="2026-03-01T00:00:00Z")]
    (alert,) = alerts(config(CARER), events)
    assert (alert["known_at"], alert["child"]) == ("2026-03-01T00:00:00Z", "anna")


@case
def a_household_rule_counts_a_contact_on_two_of_its_children_once():
    events = [linked("l", ["anna", "ben"]),
              contact("a", "2026-01-10T00:00:00Z", children=("anna", "ben")),
              contact("b", "2026-01-20T00:00:00Z", children=("ben",)),
              contact("c", "2025-12-01T00:00:00Z", children=("ben",))]
    assert alerts(config(HOME), events[:2]) == []
    (alert,) = alerts(config(HOME), events)
    assert alert["household"] == "elm" and "child" not in alert
    assert alert["incidents"] == [["s a"], ["s b"]]


@case
def a_child_in_two_households_counts_in_both():
    events = [linked("l", ["anna"]), linked("m", ["anna", "ben"], home="oak"),
              *(contact(n, f"2026-01-1{n}T00:00:00Z") for n in "12")]
    assert [a["household"] for a in alerts(config(HOME), events)] == ["elm", "oak"]


@case
def about_and_age_are_met_by_one_child_of_the_household_together():
    rule = dict(ONE, scope="household", where={"about": ["sibling"], "age_under": 5})
    small, big = ({"record": n, "birth_date": d} for n, d in (("anna", "2024-01-01"),
                                                              ("ben", "2010-01-01")))
    events = [linked("l", ["anna", "ben"]), contact("a", "2026-01-10T00:00:00Z", children=(
        small, dict(big, about="sibling")))]
    assert not holds(rule, events)
    events[1]["data"]["children"] = [big, dict(small, about="sibling")]
    assert holds(rule, events)


# --- what the engine reads ---

@case
def rules_are_written_as_libconfig():
    text = oracle.libconfig({"zone": "a\"b", "rules": [{"n": 3, "w": 2.0, "on": True,
                                                        "where": {"not_agency": ["x", "y"]}}]})
    assert text.split() == ['zone', '=', '"a\\"b";', 'rules', '=', '(', '{', 'n', '=', '3;', 'w',
                            '=', '2.0;', 'on', '=', 'true;', 'where', '=', '{', 'not_agency', '=',
                            '[', '"x",', '"y"', '];', '};', '}', ');']


if __name__ == "__main__":
    tap.run(*CASES)
