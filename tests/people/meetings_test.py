#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Meetings on alerts: called, held with an agency missing, its part that comes later, what each agency owes,
what has to follow and by when; that a meeting decides nothing; restricted families, retention and export."""

import concurrent.futures
import datetime
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools"))
import concernd_testing as testing  # noqa: E402
import persons  # noqa: E402
import tap  # noqa: E402

SITE = None
DAEMON = None
WHO = {}  # browsers by name
CANARY = "canaryname"
SAID = "Canarysaid: the school has seen bruises"
KINDS = """
meetings = (
	{ name = "strategy"; title = "Strategy discussion"; then = "conference";
	  then_within = "15 working days"; needs_agencies = ["social-care", "police", "health"]; },
	{ name = "conference"; title = "Initial child protection conference"; },
	{ name = "mace"; title = "Exploitation meeting"; categories = ["neglect"]; }
);
clocks = ( { level = "amber"; conference_ladder = ["holder", "log"]; } );
"""
RULES = testing.RULES.replace("rules = (", """rules = (
	{
		name = "house"; title = "Second in a household"; within = "12 months"; level = "green";
		scope = "household"; needs = { incidents = 2; };
	},""") + KINDS
# Thursday; the summer bank holiday, 31 August, lies in the fifteen working days that follow.
HELD_AT = "2026-08-20T10:30"
DUE_AT = "2026-09-11T16:00:00Z"


def sql(text):
    return SITE.postgres.query(text)


def number(text):
    return int(sql(text)[0][0])


def soon(days=7):
    return (persons.today() + datetime.timedelta(days)).isoformat()


def hours_ago(hours):
    at = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(hours=hours)
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def raise_alert(record):
    """(alert, child) of a child of whom three incidents were told."""
    for month in (1, 2, 3):
        event = SITE.contact(record=record, occurred_at=f"2026-{month:02}-01T12:00:00Z")
        event["data"]["children"] = [{"record": record, **persons.words_of(record)}]
        event["data"]["children"][0]["family_name"] += CANARY
        status, answer = DAEMON.post(event)
        tap.equal(status, 200, answer)
    row = sql("select alert.id, alert.child_id from concernd.alert join concernd.link using (child_id) "
              f"join concernd.alias on alias.id = alias_id where record = '{record}'")[0]
    return int(row[0]), int(row[1])


def plan(alerts, **changes):
    return {"kind": "strategy", "alerts": alerts, "planned_for": soon(2) + "T10:00",
            "agencies": ["social-care", "police", "health"], **changes}


def went(**changes):
    """How a meeting went, at which health was missing."""
    return {"held_at": hours_ago(3), "chair": "Chair Canaryname", "outcome": "assessment",
            "note": "Canarynote: two agencies spoke",
            "agencies": [{"agency": "social-care", "attended": True}, {"agency": "police", "attended": True}],
            "following": {"needed": True}, **changes}


def action(**changes):
    return {"what": "Visit the family", "owner": "K. Worker", "agency": "health", "due": soon(),
            "contingency": "The manager rings", **changes}


def call(alerts, who="sara", **changes):
    answer = WHO[who].post("/v1/meetings", plan(alerts, **changes))
    tap.equal(answer.status, 200, answer.text)
    return answer.json


def hold(meeting, who="sara", **changes):
    answer = WHO[who].post(f"/v1/meetings/{meeting}/held", went(**changes))
    tap.equal(answer.status, 200, answer.text)
    return answer.json


def show(meeting, who="sara"):
    return WHO[who].get(f"/v1/meetings/{meeting}").json


def ids(query, who="sara"):
    return [m["id"] for m in WHO[who].get("/v1/meetings?limit=200&" + query).json["meetings"]]


def refused(answer, pointer, words, status=422):
    tap.equal(answer.status, status, answer.text)
    if pointer is not None:
        tap.equal(answer.json["errors"][0]["pointer"], pointer, answer.text)
    assert words in answer.detail, answer.detail


# ---- Called ----

def each_role_sees_its_part_and_no_more():
    alert, _ = raise_alert("roles")
    meeting = call([alert])["id"]
    for method, path, allowed in (("GET", "/v1/meetings", "mary sara dora"),
                                  ("POST", "/v1/meetings", "mary sara dora"),
                                  ("GET", f"/v1/meetings/{meeting}", "mary sara dora"),
                                  ("POST", f"/v1/meetings/{meeting}/held", "mary sara dora"),
                                  ("POST", f"/v1/meetings/{meeting}/contribution", "mary sara dora"),
                                  ("POST", f"/v1/meetings/{meeting}/plan", "mary sara dora"),
                                  ("POST", f"/v1/meetings/{meeting}/cancel", "mary sara dora"),
                                  ("POST", f"/v1/meetings/{meeting}/waive", "mary dora")):
        for name, browser in WHO.items():
            status = browser.ask(method, path, None if method == "GET" else {}).status
            tap.equal(status == 403, name not in allowed.split(), f"{name}: {method} {path}: {status}")
            assert status < 500, f"{name}: {method} {path}: {status}"


def a_call_is_refused_with_its_words():
    alert, _ = raise_alert("refused")
    for changes, pointer, words in (
            ({"kind": "supper"}, "/kind", "no kind of meeting that rules.conf declares"),
            ({"kind": None}, "/kind", "GET /v1/words"),
            ({"alerts": []}, "/alerts", "the numbers of 1 to 200 alerts"),
            ({"alerts": list(range(1, 202))}, "/alerts", "the numbers of 1 to 200 alerts"),
            ({"alerts": [alert, "x"]}, "/alerts/1", "the number of an alert"),
            ({"alerts": [alert, alert]}, "/alerts/1", "twice"),
            ({"alerts": [alert, 999999]}, "/alerts", "one of them is no alert"),
            ({"planned_for": "Tuesday"}, "/planned_for", "2026-12-01T10:00"),
            ({"planned_for": None}, "/planned_for", "a date and time"),
            ({"planned_for": soon(400) + "T10:00"}, "/planned_for", "more than a year ahead"),
            ({"planned_for": "1926-08-20T10:30"}, "/planned_for", "five years back"),
            ({"called_at": soon(2) + "T10:00"}, "/called_at", "it lies ahead"),
            ({"place": "x" * 201}, "/place", "1 to 200 characters"),
            ({"agencies": "health"}, "/agencies", "a list of those invited"),
            ({"agencies": ["health", "helth"]}, "/agencies/1", "no agency that rules.conf declares"),
            ({"agencies": ["health", "health"]}, "/agencies/1", "twice"),
            ({"held": "yes"}, "/held", "how it went")):
        refused(WHO["sara"].post("/v1/meetings", plan([alert], **changes) if "alerts" not in changes
                                 else {**plan([alert]), **changes}), pointer, words)
    tap.equal(ids(f"state=all&alert={alert}"), [])


def a_meeting_is_called_and_says_who_should_have_been_invited():
    alert, child = raise_alert("called")
    told = call([alert], agencies=["social-care"], place="Room 4")
    tap.equal((told["state"], told["kind"], told["called_by"], told["place"], told["held_at"]),
              ("planned", "strategy", "Sara Example", "Room 4", None))
    tap.equal(told["not_invited"], ["police", "health"])
    tap.equal([(a["id"], a["child"]["id"], a["state"]) for a in told["alerts"]], [(alert, child, "new")])
    tap.equal([(a["agency"], a["attended"], a["contributed"]) for a in told["agencies"]],
              [("social-care", False, False)])
    tap.equal(told["owes"], [])
    assert "decides nothing" in told["remark"], told["remark"]
    tap.equal(sql("select actor, detail, child_ids, alert_id from concernd.audit where action = 'meeting-called' "
                  "order by id desc limit 1"),
              [["user:sara", f"meeting {told['id']}: strategy", f"{{{child}}}", str(alert)]])


def more_are_invited_and_it_is_moved():
    alert, _ = raise_alert("moved")
    meeting = call([alert], agencies=["social-care"])["id"]
    path = f"/v1/meetings/{meeting}/plan"
    refused(WHO["sara"].post(path, {}), None, "say what changes")
    refused(WHO["sara"].post(path, {"planned_for": soon(400) + "T10:00"}), "/planned_for", "a year ahead")
    answer = WHO["sara"].post(path, {"planned_for": soon(4) + "T14:00",
                                     "agencies": ["police", "health"]})
    tap.equal(answer.status, 200, answer.text)
    told = answer.json
    tap.equal((told["planned_for"][:10], told["not_invited"]), (soon(4), []))
    assert all(a["invited_at"] for a in told["agencies"]) and len(told["agencies"]) == 3, told["agencies"]
    hold(meeting)
    refused(WHO["sara"].post(path, {"place": "Room 5"}), None, "it was held at", 409)


def one_is_cancelled_with_a_reason_and_then_left_alone():
    alert, _ = raise_alert("cancelled")
    meeting = call([alert])["id"]
    refused(WHO["sara"].post(f"/v1/meetings/{meeting}/cancel", {}), "/reason", "1 to 1000 characters")
    answer = WHO["sara"].post(f"/v1/meetings/{meeting}/cancel", {"reason": "Canaryreason: the family moved"})
    tap.equal((answer.status, answer.json["state"], answer.json["cancelled_by"]), (200, "cancelled", "Sara Example"))
    for path, body in (("held", went()), ("cancel", {"reason": "Again"}), ("plan", {"place": "Room 5"}),
                       ("contribution", {"agency": "health", "note": "Seen"})):
        refused(WHO["sara"].post(f"/v1/meetings/{meeting}/{path}", body), None,
                "it was cancelled: Sara Example said so at", 409)
    tap.equal((ids(f"state=cancelled&alert={alert}"), ids(f"alert={alert}")), ([meeting], []))


# ---- Held ----

def how_it_went_is_refused_with_its_words():
    alert, _ = raise_alert("held-refused")
    meeting = call([alert])["id"]
    for changes, pointer, words in (
            ({"held_at": None}, "/held_at", "a date and time"),
            ({"held_at": soon(3) + "T10:00"}, "/held_at", "once it was held"),
            ({"held_at": "1926-08-20T10:30"}, "/held_at", "five years back"),
            ({"chair": "  "}, "/chair", "1 to 200 characters"),
            ({"outcome": "fine"}, "/outcome", "not an outcome word"),
            ({"note": "x" * 4001}, "/note", "1 to 4000 characters"),
            ({"agencies": None}, "/agencies", "who came"),
            ({"agencies": [{"agency": "helth", "attended": True}]}, "/agencies/0/agency", "rules.conf declares"),
            ({"agencies": [{"agency": "health", "note": "Seen"}]}, "/agencies/0", "neither came nor sent"),
            ({"agencies": [{"agency": "health", "attended": True}] * 2}, "/agencies/1", "twice"),
            ({"alerts": [{"id": 1, "said": "Seen"}]}, "/alerts/0/id", "not on this alert"),
            ({"alerts": [{"id": alert, "outcome": "fine"}]}, "/alerts/0/outcome", "not an outcome word"),
            ({"alerts": [{"id": alert, "said": "x" * 2001}]}, "/alerts/0/said", "1 to 2000"),
            ({"actions": [action(owner="")]}, "/actions/0/owner", "a named owner"),
            ({"actions": [action(), action(due=soon(-1))]}, "/actions/1/due", "due today or later"),
            ({"actions": [action(agency="nobody")]}, "/actions/0/agency", "the owner's agency"),
            ({"actions": [action(alert=1)]}, "/actions/0/alert", "not on this alert"),
            ({"following": None}, "/following", "Initial child protection conference"),
            ({"following": {"needed": "no"}}, "/following/needed", "true or false")):
        refused(WHO["sara"].post(f"/v1/meetings/{meeting}/held", went(**changes)), pointer, words)
    refused(WHO["sara"].post(f"/v1/meetings/{meeting}/held", went(following={"needed": False, "reason": "Safe"})),
            None, "for managers to say", 403)
    refused(WHO["mary"].post(f"/v1/meetings/{meeting}/held", went(following={"needed": False})),
            "/following/reason", "1 to 1000")
    tap.equal(show(meeting)["state"], "planned")


def an_agency_that_was_missing_owes_its_part_and_sends_it_later():
    alert, child = raise_alert("missing")
    meeting = call([alert])["id"]
    told = hold(meeting, actions=[action(), action(agency="police", what="Check the address")],
                alerts=[{"id": alert, "said": SAID, "outcome": "nfa"}])
    tap.equal([(o["agency"], o["part"], o["actions"], o["actions_late"]) for o in told["owes"]],
              [("health", True, 1, 0), ("police", False, 1, 0)])
    tap.equal((told["state"], told["chair"], told["noted_by"], told["outcome"]),
              ("held", "Chair Canaryname", "Sara Example", "assessment"))
    tap.equal([(a["said"], a["outcome"], a["state"]) for a in told["alerts"]], [(SAID, "nfa", "new")])
    tap.equal([a["meeting"] for a in told["actions"]], [meeting] * 2)
    assert meeting in ids("state=owing") and meeting not in ids("state=planned"), ids("state=owing")
    refused(WHO["sara"].post(f"/v1/meetings/{meeting}/contribution", {"agency": "health"}), "/note", "1 to 2000")
    refused(WHO["sara"].post(f"/v1/meetings/{meeting}/contribution", {"agency": "x", "note": "Seen"}),
            "/agency", "rules.conf declares")
    body = {"agency": "health", "note": "Canarypart: not seen since March"}
    answer = WHO["sara"].post(f"/v1/meetings/{meeting}/contribution", body)
    tap.equal(answer.status, 200, answer.text)
    health = [a for a in answer.json["agencies"] if a["agency"] == "health"][0]
    tap.equal((health["attended"], health["contributed"], health["note"]), (False, True, body["note"]))
    assert health["contributed_at"] > told["held_at"], health
    tap.equal([(o["agency"], o["part"]) for o in answer.json["owes"]], [("health", False), ("police", False)])
    refused(WHO["sara"].post(f"/v1/meetings/{meeting}/contribution", body), None, "sent its part before", 409)
    tap.equal(sql(f"select action, detail from concernd.audit where child_ids = '{{{child}}}' and "
                  "action like 'meeting-%' and action <> 'meeting-viewed' order by id"),
              [["meeting-called", f"meeting {meeting}: strategy"], ["meeting-held", f"meeting {meeting}: strategy"],
               ["meeting-part-sent", f"meeting {meeting}: health"]])


def what_came_in_writing_before_the_meeting_counts():
    alert, _ = raise_alert("before")
    meeting = call([alert], agencies=["social-care", "health"])["id"]
    tap.equal(WHO["sara"].post(f"/v1/meetings/{meeting}/contribution",
                               {"agency": "health", "note": "By letter"}).status, 200)
    told = hold(meeting, agencies=[{"agency": "health", "attended": True, "note": "And in person"},
                                   {"agency": "police", "attended": True}])
    came = {a["agency"]: a for a in told["agencies"]}
    tap.equal((came["health"]["attended"], came["health"]["contributed"], came["health"]["note"]),
              (True, True, "By letter\nAnd in person"))
    tap.equal((came["police"]["invited_at"], came["police"]["attended"]), (None, True))
    tap.equal([o["agency"] for o in told["owes"]], ["social-care"])


def it_decides_nothing():
    alert, child = raise_alert("undecided")
    before = sql(f"select to_jsonb(alert) from concernd.alert where id = {alert}")
    meeting = call([alert])["id"]
    hold(meeting, actions=[action(what="Of the meeting")])
    tap.equal(sql(f"select to_jsonb(alert) from concernd.alert where id = {alert}"), before)
    tap.equal(sql(f"select kind from concernd.clock where alert_id = {alert} and ended_at is null order by kind"),
              [["acknowledge"], ["act"], ["conference"], ["decide"]])
    body = {"outcome": "nfa", "rationale": "The school nurse knows the family, the plan of May holds",
            "evidence_version": 1, "actions": [action(what="Of the decision")]}
    tap.equal(WHO["mary"].post(f"/v1/alerts/{alert}/decisions", body).status, 200)
    told = WHO["mary"].get(f"/v1/alerts/{alert}").json
    tap.equal([a["what"] for a in told["decision"]["actions"]], ["Of the decision"])
    tap.equal([a["what"] for a in show(meeting)["actions"]], ["Of the meeting"])
    tap.equal(sorted(a["what"] for a in WHO["sara"].get("/v1/actions?limit=200").json["actions"]
                     if a["alert"] == alert), ["Of the decision", "Of the meeting"])
    one = show(meeting)["actions"][0]["id"]
    tap.equal(WHO["sara"].post(f"/v1/actions/{one}/done", {"note": "Seen"}).status, 204)
    tap.equal([o["actions"] for o in show(meeting)["owes"]], [0])
    tap.equal(sql(f"select ended_at is not null from concernd.clock where kind = 'act' and part = {one}"), [["t"]])


def a_meeting_that_was_held_is_noted_at_once():
    alert, _ = raise_alert("at-once")
    body = {"kind": "mace", "alerts": [alert], "agencies": ["police"], "called_at": hours_ago(100),
            "held": {**went(agencies=[{"agency": "police", "attended": True}]), "following": None}}
    refused(WHO["sara"].post("/v1/meetings", {**body, "held": {**body["held"], "chair": ""}}),
            "/held/chair", "1 to 200")
    refused(WHO["sara"].post("/v1/meetings", {**body, "held": {**body["held"], "actions": [action(what="")]}}),
            "/held/actions/0/what", "what is to be done")
    refused(WHO["sara"].post("/v1/meetings", {**body, "held": {**body["held"], "following": {"needed": True}}}),
            "/held/following", "nothing has to follow a meeting of this kind")
    answer = WHO["sara"].post("/v1/meetings", body)
    tap.equal(answer.status, 200, answer.text)
    told = answer.json
    tap.equal((told["state"], told["planned_for"], told["following"], told["owes"]),
              ("held", told["held_at"], None, []))
    assert told["called_at"] < told["held_at"], told
    tap.equal(sql("select count(*) from concernd.audit where action in ('meeting-called', 'meeting-held') "
                  f"and alert_id = {alert}"), [["2"]])


def of_two_who_note_it_at_once_one_does():
    alert, _ = raise_alert("at-the-same-time")
    meeting = call([alert])["id"]
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        statuses = list(pool.map(lambda who: WHO[who].post(f"/v1/meetings/{meeting}/held",
                                                           went(actions=[action()])).status,
                                 ("sara", "mary", "dora", "mary")))
    tap.equal(sorted(statuses), [200, 409, 409, 409])
    tap.equal(number(f"select count(*) from concernd.action where meeting_id = {meeting}"), 1)


def an_answer_that_is_late_is_owed_as_well():
    alert, child = raise_alert("requested")
    meeting = hold(call([alert])["id"], agencies=[{"agency": a, "attended": True}
                                                  for a in ("social-care", "police", "health")])
    tap.equal(meeting["owes"], [])
    sql("insert into concernd.request (child_id, alert_id, about_id, agency, question, why, ground, asked_at, "
        f"asked_by, due_at) values ({child}, {alert}, {child}, 'health', 'Seen?', 'Injury', 'section-47', "
        "'2026-08-01', 'sara', '2026-08-03')")
    tap.equal(show(meeting["id"])["owes"],
              [{"agency": "health", "part": False, "actions": 0, "actions_late": 0, "requests_late": 1}])
    assert meeting["id"] in ids("state=owing")


def one_on_many_children_has_room_for_what_was_said_of_each():
    alerts = [raise_alert(f"many-{n}")[0] for n in range(12)]
    meeting = call(alerts, kind="mace")["id"]
    said = "\u00e9" * 2000
    told = hold(meeting, following=None, alerts=[{"id": alert, "said": said} for alert in alerts],
                actions=[action(alert=alert, what="\u00e9" * 500) for alert in alerts for _ in range(3)])
    tap.equal(([a["said"] for a in told["alerts"]], len(told["actions"])), ([said] * 12, 36))


def it_is_noted_once():
    alert, _ = raise_alert("twice")
    meeting = call([alert])["id"]
    hold(meeting)
    for path, body in (("held", went()), ("cancel", {"reason": "Too late"})):
        refused(WHO["mary"].post(f"/v1/meetings/{meeting}/{path}", body), None,
                "as Sara Example noted before", 409)
    tap.equal(number(f"select count(*) from concernd.clock where kind = 'conference' and part = {meeting}"), 1)


# ---- What has to follow ----

def a_conference_has_to_follow_in_fifteen_working_days_over_a_bank_holiday():
    alert, _ = raise_alert("follow")
    meeting = call([alert])["id"]
    told = hold(meeting, held_at=HELD_AT)
    tap.equal(told["held_at"], "2026-08-20T09:30:00Z")
    tap.equal((told["following"]["kind"], told["following"]["due_at"], told["following"]["owed"]),
              ("conference", DUE_AT, True))
    clocks = [c for c in WHO["sara"].get(f"/v1/alerts/{alert}").json["clocks"] if c["kind"] == "conference"]
    tap.equal([(c["due_at"], c["meeting"], c["ended_at"]) for c in clocks], [(DUE_AT, meeting, None)])


def a_missed_one_tells_its_ladder_until_it_is_held():
    alert, _ = raise_alert("ladder")
    meeting = call([alert])["id"]
    hold(meeting, held_at=HELD_AT)
    row = testing.until(lambda: sql("select deadline at time zone 'UTC', detail from concernd.outbox where "
                                    f"kind = 'missed' and alert_id = {alert} and detail like '%conference%'"),
                        "the notice of a conference that was not held")[0]
    detail = json.loads(row[1])
    tap.equal((row[0], detail["clock"], detail["meeting"]), ("2026-09-11 16:00:00", "conference", meeting))
    conference = call([alert], kind="conference")["id"]
    hold(conference, following=None)
    tap.equal(sql(f"select ended_at is not null from concernd.clock where kind = 'conference' and part = {meeting}"),
              [["t"]])
    tap.equal(show(meeting)["following"]["owed"], False)


def one_that_was_held_before_does_not_stand_for_it():
    alert, _ = raise_alert("conference-before")
    hold(call([alert], kind="conference")["id"], held_at=hours_ago(9), following=None)
    meeting = hold(call([alert])["id"], held_at=hours_ago(3))
    tap.equal((meeting["following"]["owed"], number("select count(*) from concernd.clock where kind = 'conference' "
                                                    f"and ended_at is null and part = {meeting['id']}")), (True, 1))


def one_of_another_child_does_not_stand_for_it():
    (first, _), (second, _) = raise_alert("brother"), raise_alert("sister")
    meeting = call([first, second])["id"]
    hold(meeting)
    def left():
        return sql("select alert_id from concernd.clock where kind = 'conference' and ended_at is null "
                   f"and part = {meeting} order by alert_id")
    tap.equal(left(), [[str(first)], [str(second)]])
    hold(call([first], kind="conference")["id"], following=None)
    tap.equal((left(), show(meeting)["following"]["owed"]), ([[str(second)]], True))
    hold(call([first, second], kind="conference")["id"], following=None)
    tap.equal((left(), show(meeting)["following"]["owed"]), ([], False))


def one_of_the_child_that_it_turned_out_to_be_does():
    (first, gone), (second, kept) = raise_alert("merged-1"), raise_alert("merged-2")
    meeting = call([first])["id"]
    hold(meeting)
    done = SITE.ctl("identity", "merge", str(kept), str(gone), "--reason",
                    "One child: the school says so", "--person", "Jo Reviewer")
    tap.equal(done.returncode, 0, done.stderr)
    tap.equal(ids(f"state=held&child={kept}"), [meeting])
    conference = call([second], kind="conference")["id"]
    hold(conference, following=None)
    tap.equal((show(meeting)["following"]["owed"], ids(f"state=all&child={kept}")), (False, [conference, meeting]))


def one_on_the_alert_of_a_household_needs_one_for_each_of_its_children():
    (first, sister), (second, brother) = raise_alert("house-1"), raise_alert("house-2")
    event = {**SITE.contact(), "type": "concernd.household.linked.v1", "time": "2026-06-01T12:00:00Z",
             "data": {"household": "H1", "from": "2025-01-01T00:00:00Z", "children": [
                 {"record": record, **persons.words_of(record), "family_name":
                  persons.words_of(record)["family_name"] + CANARY} for record in ("house-1", "house-2")]}}
    tap.equal(DAEMON.post(event)[0], 200)
    home = number("select id from concernd.alert where scope = 'household'")
    meeting = hold(call([home])["id"], alerts=[{"id": home, "said": SAID}], actions=[action()])["id"]
    tap.equal([c["id"] for c in show(meeting)["alerts"][0]["children"]], sorted([sister, brother]))
    tap.equal((ids(f"state=held&child={sister}"), ids(f"state=held&child={brother}")), ([meeting], [meeting]))
    hold(call([first], kind="conference")["id"], following=None)
    tap.equal(show(meeting)["following"]["owed"], True)
    hold(call([second], kind="conference")["id"], following=None)
    tap.equal(show(meeting)["following"]["owed"], False)
    for child in (sister, brother):
        parts = [part for part, held in sql(f"select part, held from concernd.held_on_child({child})")
                 if json.loads(held).get("meeting_id") == meeting or json.loads(held).get("said") == SAID]
        tap.equal(sorted(parts), ["action", "meeting_agency", "meeting_agency", "meeting_agency", "meeting_alert"])


def a_manager_says_why_none_has_to_follow():
    alert, _ = raise_alert("waived")
    told = hold(call([alert])["id"], who="mary",
                following={"needed": False, "reason": "Canarywaived: no harm was found"})
    tap.equal((told["following"]["owed"], told["waived_by"], told["waived_because"]),
              (False, "Mary Example", "Canarywaived: no harm was found"))
    tap.equal(number(f"select count(*) from concernd.clock where kind = 'conference' and alert_id = {alert}"), 0)
    meeting = call([alert])["id"]
    refused(WHO["mary"].post(f"/v1/meetings/{meeting}/waive", {"reason": "None"}), None,
            "nothing has to follow it", 409)
    hold(meeting)
    refused(WHO["mary"].post(f"/v1/meetings/{meeting}/waive", {"reason": ""}), "/reason", "1 to 1000")
    answer = WHO["mary"].post(f"/v1/meetings/{meeting}/waive", {"reason": "The enquiry found no harm"})
    tap.equal((answer.status, answer.json["following"]["owed"]), (200, False))
    tap.equal(sql("select count(*) from concernd.clock where kind = 'conference' and ended_at is null "
                  f"and alert_id = {alert}"), [["0"]])
    refused(WHO["mary"].post(f"/v1/meetings/{meeting}/waive", {"reason": "Again"}), None, "said before", 409)


# ---- Lists ----

def a_list_chooses_by_state_kind_alert_and_child_in_pages():
    alert, child = raise_alert("listed")
    first = call([alert], planned_for=soon(9) + "T10:00")["id"]
    second = call([alert], kind="mace", planned_for=soon(5) + "T10:00")["id"]
    third = call([alert])["id"]
    hold(third)
    tap.equal(ids(f"child={child}"), [second, first])
    tap.equal(ids(f"state=all&alert={alert}"), [first, second, third])
    tap.equal((ids(f"state=all&kind=mace&child={child}"), ids(f"state=held&child={child}")), ([second], [third]))
    for query, words in (("state=late", "state is planned, held, cancelled, owing or all"),
                         ("after=x", "`next`"), ("child=x", "whole number"), ("limit=0", "whole number")):
        refused(WHO["sara"].get("/v1/meetings?" + query), None, words, 400)
    seen, after = [], ""
    while after is not None:
        page = WHO["sara"].get(f"/v1/meetings?state=all&limit=4{after}").json
        seen += [m["id"] for m in page["meetings"]]
        after = f"&after={page['next']}" if page["next"] else None
    tap.equal(seen, ids("state=all"))
    one = WHO["sara"].get(f"/v1/meetings?state=held&child={child}").json["meetings"][0]
    assert "note" not in one and one["alerts"][0]["said"] is None, "a list tells what was said"
    tap.equal(WHO["sara"].get("/v1/meetings/999999").status, 404)


# ---- The report ----

def a_report_says_how_long_they_took_and_who_was_missing_and_hides_small_numbers():
    alert, _ = raise_alert("report")
    def note(kind, called, held, came):
        body = {"kind": kind, "alerts": [alert], "agencies": ["police", "health"], "called_at": called,
                "held": {**went(held_at=held, agencies=[{"agency": a, "attended": True} for a in came]),
                         "following": {"needed": True} if kind == "strategy" else None}}
        answer = WHO["sara"].post("/v1/meetings", body)
        tap.equal(answer.status, 200, answer.text)
        return answer.json["id"]
    for days in (1, 2, 3, 4, 5, 9, 20):  # the median is 4
        note("strategy", "2026-05-01T10:00", f"2026-05-{1 + days:02}T10:00", ["police"])
    letter = note("mace", "2026-05-01T10:00", "2026-05-05T10:00", ["police"])
    tap.equal(WHO["sara"].post(f"/v1/meetings/{letter}/contribution",
                               {"agency": "health", "note": "By letter"}).status, 200)
    told = WHO["mary"].get("/v1/reports/partnership?from=2026-05&until=2026-05").json["meetings"]
    tap.equal(told["kinds"], [{"kind": "mace", "held": None, "median_days": None, "missing": 0},
                              {"kind": "strategy", "held": 7, "median_days": 4.0, "missing": 7}])
    tap.equal(told["agencies"], [{"agency": "health", "invited": 8, "came": 0, "in_writing": None, "missing": 7},
                                 {"agency": "police", "invited": 8, "came": 8, "in_writing": 0, "missing": 0}])


# ---- Restricted families ----

def restrict(child):
    answer = WHO["dora"].ask("PUT", f"/v1/children/{child}/restriction",
                             {"people": ["sara"], "reason": "A colleague's own family"})
    tap.equal(answer.status, 204, answer.text)


def of_a_restricted_family_a_meeting_says_only_that_there_is_one():
    alert, child = raise_alert("closed")
    meeting = call([alert])["id"]
    restrict(child)
    answer = WHO["mary"].get(f"/v1/meetings/{meeting}")
    tap.equal(answer.status, 403)
    assert f"/v1/children/{child}/break-glass" in answer.detail, answer.detail
    rows = [m for m in WHO["mary"].get("/v1/meetings?limit=200").json["meetings"] if m["id"] == meeting]
    tap.equal(sorted(rows[0]), ["held_at", "id", "kind", "planned_for", "restricted", "state"])
    tap.equal((ids(f"child={child}", "mary"), ids(f"alert={alert}", "mary")), ([], []))
    for path, body in (("held", went()), ("plan", {"place": "Room 5"}), ("cancel", {"reason": "Gone"}),
                       ("contribution", {"agency": "health", "note": "Seen"})):
        tap.equal(WHO["mary"].post(f"/v1/meetings/{meeting}/{path}", body).status, 403, path)
    tap.equal(WHO["mary"].post("/v1/meetings", plan([alert])).status, 403)
    tap.equal(show(meeting, "sara")["alerts"][0]["child"]["id"], child)


def of_several_families_the_restricted_one_stays_hidden():
    (open_, other), (closed, child) = raise_alert("open-one"), raise_alert("closed-one")
    meeting = call([open_, closed])["id"]
    hold(meeting, alerts=[{"id": open_, "said": "Of the open one"}, {"id": closed, "said": "Of the closed one"}],
         actions=[action(alert=closed, what="For the closed one"), action(alert=open_, what="For the open one")])
    restrict(child)
    told = show(meeting, "mary")
    tap.equal([(a["id"], a["restricted"], a.get("said")) for a in told["alerts"]],
              [(open_, False, "Of the open one"), (closed, True, None)])
    tap.equal((told["withheld"], told["note"], [a["what"] for a in told["actions"]]),
              (True, None, ["For the open one"]))
    text = json.dumps(told)
    assert "closed one" not in text and persons.words_of("closed-one")["given_names"] not in text, text
    def looked_at():
        return sql("select actor, child_ids from concernd.audit where action = 'meeting-viewed' order by id desc limit 1")
    tap.equal(looked_at(), [["user:mary", f"{{{other}}}"]])
    tap.equal(show(meeting, "dora")["withheld"], False)
    tap.equal(looked_at(), [["user:dora", f"{{{other},{child}}}"]])


# ---- Kept, told, erased ----

def all_that_is_held_on_a_child_tells_its_meetings():
    alert, child = raise_alert("export")
    meeting = call([alert])["id"]
    hold(meeting, alerts=[{"id": alert, "said": SAID}], actions=[action()])
    done = SITE.ctl("child", "export", str(child), "--out", "-", "--reason", "A subject access request")
    tap.equal(done.returncode, 0, done.stderr)
    parts = json.loads(done.stdout)["parts"]
    tap.equal([(m["id"], m["note"]) for m in parts["meeting"]], [(meeting, "Canarynote: two agencies spoke")])
    tap.equal([m["said"] for m in parts["meeting_alert"]], [SAID])
    tap.equal(sorted(m["agency"] for m in parts["meeting_agency"]), ["health", "police", "social-care"])
    tap.equal([m["meeting_id"] for m in parts["action"]], [meeting])
    tap.equal([[mark["pointer"] for mark in m["third_party"]]
               for m in parts["meeting"] + parts["meeting_alert"]], [["/note"], ["/said"]])


def a_meeting_goes_with_the_last_alert_that_it_was_on():
    (first, child), (second, other) = raise_alert("old"), raise_alert("older")
    meeting = call([first, second])["id"]
    hold(meeting, actions=[action(alert=first), action(alert=second)])
    def erase(alert, of):
        sql(f"update concernd.alert set state = 'withdrawn', withdrawn_by = 'withdrawal', "
            f"changed_at = '1990-01-01' where id = {alert}")
        sql(f"delete from concernd.contact where child_id = {of}")
        sql("select concernd.retention_erase('alerts', 0, 1000, now(), '2000-01-01', '1 day', false)")
        tap.equal(number(f"select count(*) from concernd.alert where id = {alert}"), 0)
    erase(first, child)
    tap.equal([a["id"] for a in show(meeting)["alerts"]], [second])
    tap.equal(len(show(meeting)["actions"]), 1)
    erase(second, other)
    tap.equal(WHO["sara"].get(f"/v1/meetings/{meeting}").status, 404)
    tap.equal(number(f"select count(*) from concernd.meeting where id = {meeting}"), 0)
    for table in ("meeting_agency", "meeting_alert", "action"):
        tap.equal(number(f"select count(*) from concernd.{table} where meeting_id = {meeting}"), 0, table)


def nothing_of_a_person_is_in_log_metric_or_audit():
    log = DAEMON.log()
    metrics = DAEMON.get("/metrics")[1]
    audit = json.dumps(sql("select actor, action, detail from concernd.audit"))
    outbox = json.dumps(sql("select detail from concernd.outbox"))
    for what, text in (("log", log), ("metrics", metrics), ("audit", audit), ("outbox", outbox)):
        assert "canary" not in text.lower(), f"{what}: {text[:300]}"


def main():
    global SITE, DAEMON
    with testing.Site(rules=RULES) as SITE:
        for name, *roles in (("mary", "manager"), ("sara", "screener"), ("adam", "auditor"),
                             ("oscar", "ops"), ("dora", "manager", "duty")):
            persons.add_account(SITE, name, *roles)
        with SITE.daemon() as DAEMON:
            for name in ("mary", "sara", "adam", "oscar", "dora"):
                WHO[name] = persons.sign_in(DAEMON, name)
            tap.run(each_role_sees_its_part_and_no_more,
                    a_call_is_refused_with_its_words,
                    a_meeting_is_called_and_says_who_should_have_been_invited,
                    more_are_invited_and_it_is_moved,
                    one_is_cancelled_with_a_reason_and_then_left_alone,
                    how_it_went_is_refused_with_its_words,
                    an_agency_that_was_missing_owes_its_part_and_sends_it_later,
                    what_came_in_writing_before_the_meeting_counts,
                    it_decides_nothing,
                    a_meeting_that_was_held_is_noted_at_once,
                    one_on_many_children_has_room_for_what_was_said_of_each,
                    it_is_noted_once,
                    of_two_who_note_it_at_once_one_does,
                    an_answer_that_is_late_is_owed_as_well,
                    a_conference_has_to_follow_in_fifteen_working_days_over_a_bank_holiday,
                    a_missed_one_tells_its_ladder_until_it_is_held,
                    one_that_was_held_before_does_not_stand_for_it,
                    one_of_another_child_does_not_stand_for_it,
                    one_of_the_child_that_it_turned_out_to_be_does,
                    one_on_the_alert_of_a_household_needs_one_for_each_of_its_children,
                    a_manager_says_why_none_has_to_follow,
                    a_list_chooses_by_state_kind_alert_and_child_in_pages,
                    a_report_says_how_long_they_took_and_who_was_missing_and_hides_small_numbers,
                    of_a_restricted_family_a_meeting_says_only_that_there_is_one,
                    of_several_families_the_restricted_one_stays_hidden,
                    all_that_is_held_on_a_child_tells_its_meetings,
                    a_meeting_goes_with_the_last_alert_that_it_was_on,
                    nothing_of_a_person_is_in_log_metric_or_audit)


if __name__ == "__main__":
    main()
