#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Flags that the police are advised to set: advised from an alert, looked at again, ended, set and taken off by
the police, exported for them; and that the same reason never stands twice for one child."""

import concurrent.futures
import csv
import datetime
import io
import json
import os
import signal
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools"))
import concernd_testing as testing  # noqa: E402
import persons  # noqa: E402
import tap  # noqa: E402

SITE = None
DAEMON = None
WHO = {}  # browsers by name
CANARY = "canaryname"
NOTE = "Goes missing from school, canarynote, with an older boy"
WHY = "Seen at home by the social worker, canarywhy, and it goes on"
REASONS = """
flag_reasons = (
	{ name = "missing-risk"; title = "At risk, when \\"missing\\""; review_within = "3 months"; },
	{ name = "exploitation"; review_within = "6 weeks"; }
);
digests = ( { to = "duty"; at = "00:00"; } );
"""
RULES = testing.RULES.replace("rules = (", """rules = (
	{
		name = "house"; title = "Second in a household"; within = "12 months"; level = "green";
		scope = "household"; needs = { incidents = 2; };
	},""")
SETTINGS = """
mail = { server = "127.0.0.1:9"; tls = "plain"; from = "concernd@council.example"; };
recipients = ( { name = "duty"; channel = "email"; address = "duty@council.example"; } );
"""


def sql(text):
    return SITE.postgres.query(text)


def number(text):
    return int(sql(text)[0][0])


def day(days):
    return (persons.today() + datetime.timedelta(days)).isoformat()


def person(record, **more):
    words = persons.words_of(record)
    words["family_name"] += CANARY
    return {"record": record, **words, **more}


def tell(record, month, **words):
    event = SITE.contact(occurred_at=f"2026-{month:02}-01T12:00:00Z")
    event["data"]["children"] = [person(record, **words)]
    status, answer = DAEMON.post(event)
    tap.equal(status, 200, answer)


def child_of(record):
    return number("select child_id from concernd.link join concernd.alias on alias.id = alias_id "
                  f"where record = '{record}' order by alias.id limit 1")


def raise_alert(record, **words):
    """(alert, child) of a child of whom three incidents were told."""
    for month in (1, 2, 3):
        tell(record, month, **words)
    child = child_of(record)
    return number(f"select id from concernd.alert where child_id = {child}"), child


def advice(**changes):
    return {"reason": "missing-risk", "note": NOTE, "review_on": day(30), "ends_on": day(300), **changes}


def advise(alert, who="mary", **changes):
    return WHO[who].post(f"/v1/alerts/{alert}/flags", advice(**changes))


def flag_of(record, **changes):
    """The id of a flag that is advised on a new child."""
    alert, _ = raise_alert(record)
    answer = advise(alert, **changes)
    tap.equal(answer.status, 201, answer.text)
    return answer.json["id"]


def show(flag, who="sara"):
    answer = WHO[who].get(f"/v1/flags/{flag}")
    tap.equal(answer.status, 200, answer.text)
    return answer.json


def listed(query="", who="sara"):
    answer = WHO[who].get("/v1/flags" + query)
    tap.equal(answer.status, 200, answer.text)
    return [flag["id"] for flag in answer.json["flags"]]


def review(flag, **body):
    return WHO["mary"].post(f"/v1/flags/{flag}/review", body)


def police(flag, **body):
    return WHO["sara"].post(f"/v1/flags/{flag}/set-by-police", body)


def refused(answer, pointer, words, status=422):
    tap.equal(answer.status, status, answer.text)
    if pointer:
        tap.equal(answer.json["errors"][0]["pointer"], pointer, answer.text)
    assert words in answer.detail, answer.detail


# ---- Advised ----

def a_flag_says_why_until_when_and_what_the_police_did():
    alert, child = raise_alert("first")
    answer = advise(alert)
    tap.equal(answer.status, 201, answer.text)
    assert "nothing is set in the police's system" in answer.json["note"], answer.text
    told = show(answer.json["id"])
    tap.equal((told["child"]["id"], told["alert"], told["reason"], told["note"]),
              (child, alert, "missing-risk", NOTE))
    tap.equal((told["advised_by"], told["review_on"], told["ends_on"], told["state"], told["overdue"]),
              ("Mary Example", day(30), day(300), "standing", False))
    tap.equal((told["police"], told["ended_on"], told["to_be_taken_off"], told["also"]),
              (None, None, False, []))
    tap.equal([(step["kind"], step["on"], step["noted_by"]) for step in told["steps"]],
              [("advised", day(0), "Mary Example")])
    row = [f for f in WHO["sara"].get(f"/v1/flags?alert={alert}").json["flags"]]
    tap.equal([f["id"] for f in row], [told["id"]])
    tap.equal(listed(f"?child={child}"), [told["id"]])
    tap.equal((listed(f"?alert={alert}&reason=exploitation"), listed(f"?child={child}&state=ended")),
              ([], []))
    tap.equal(sql("select actor, child_ids, detail, value from concernd.audit join concernd.audit_personal "
                  f"on audit_id = id where action = 'flag-advised' and alert_id = {alert}"),
              [["user:mary", "{%d}" % child, f"flag {told['id']}: missing-risk", NOTE]])


def who_gets_it_wrong_is_told_where_and_what_to_write():
    alert, _ = raise_alert("wrong")
    for changes, pointer, words in (
            ({"reason": "weapons"}, "/reason", "reason is one of: missing-risk, exploitation"),
            ({"reason": None}, "/reason", "reason is a text"),
            ({"note": " "}, "/note", "note is a text of 1 to 500"),
            ({"note": "x" * 501}, "/note", "note is a text of 1 to 500"),
            ({"review_on": "soon"}, "/review_on", "as in 2026-01-31"),
            ({"ends_on": None}, "/ends_on", "as in 2026-01-31"),
            ({"review_on": day(0)}, "/review_on", "from tomorrow to"),
            ({"review_on": day(120)}, "/review_on", "looked at again within 3 months"),
            ({"reason": "exploitation", "review_on": day(43)}, "/review_on", f"to {day(42)}"),
            ({"review_on": day(30), "ends_on": day(20)}, "/review_on", f"ends, on {day(20)}"),
            ({"ends_on": day(800)}, "/ends_on", "2 years ahead"),
            ({"ends_on": day(-1)}, "/ends_on", "from today"),
            ({"about": 999999}, "/about", "which of the alert's children"),
            ({"about": "x"}, "/about", "a whole number")):
        refused(advise(alert, **changes), pointer, words)
    tap.equal(advise(alert, "sara").status, 403)
    tap.equal(advise(999999).status, 404)
    tap.equal(listed(f"?alert={alert}&state=all"), [])
    for query in ("?state=open", "?after=x", "?alert=x", "?child=0", "?limit=999"):
        tap.equal(WHO["sara"].get("/v1/flags" + query).status, 400, query)
    tap.equal((WHO["sara"].get("/v1/flags/999999").status, WHO["sara"].get("/v1/flags/x").status), (404, 404))
    tap.equal(WHO["adam"].get("/v1/flags").status, 403)


def the_same_reason_does_not_stand_twice_for_one_child():
    alert, child = raise_alert("twice")
    first = advise(alert).json["id"]
    answer = advise(alert)
    refused(answer, None, f"flag {first} stands for this child and reason until {day(300)}", 409)
    tap.equal((answer.json["flag"], answer.headers["Content-Type"]), (first, "application/problem+json"))
    tap.equal(sql("select count(*) from concernd.audit where action = 'flag-advised' "
                  f"and alert_id = {alert}"), [["1"]])
    tap.equal(advise(alert, reason="exploitation").status, 201)
    tap.equal(review(first, answer="end", why=WHY).status, 204)
    again = advise(alert)
    tap.equal(again.status, 201, "the one before has ended")
    # Nor behind a day that has come without anybody's doing.
    sql(f"update concernd.advisory_flag set ends_on = '{day(-1)}', review_on = '{day(-1)}' "
        f"where id = {again.json['id']}")
    tap.equal(advise(alert).status, 201)
    tap.equal(len(listed(f"?child={child}&state=all")), 4)


def of_two_managers_at_once_one_advises_and_one_is_told():
    alert, _ = raise_alert("at-once")
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        statuses = sorted(answer.status for answer in pool.map(
            lambda who: advise(alert, who), ("mary", "dora") * 3))
    tap.equal(statuses, [201, 409, 409, 409, 409, 409])


def of_an_alert_of_several_children_it_is_said_which_it_is_about():
    event = {**SITE.contact(), "type": "concernd.household.linked.v1", "time": "2026-06-01T12:00:00Z",
             "data": {"household": "H1", "children": [person("house-1"), person("house-2")],
                      "from": "2026-01-01"}}
    tap.equal(DAEMON.post(event)[0], 200)
    tell("house-1", 2)
    tell("house-2", 3)
    one, two = child_of("house-1"), child_of("house-2")
    alert = number("select id from concernd.alert where scope = 'household'")
    refused(advise(alert), "/about", f"{one}, {two}")
    flag = advise(alert, about=two).json["id"]
    tap.equal(show(flag)["child"]["id"], two)
    tap.equal((listed(f"?child={two}"), listed(f"?child={one}")), ([flag], []))
    tap.equal(advise(alert, about=one).status, 201, "another child, the same reason")


def a_reason_that_stands_for_both_shows_when_two_records_are_one_child():
    one, kept = raise_alert("merge-1")
    other, gone = raise_alert("merge-2")
    flags = [advise(one).json["id"], advise(other).json["id"]]
    done = SITE.ctl("identity", "merge", str(kept), str(gone), "--reason",
                    "The school knows this child under both names", "--person", "Jo Reviewer")
    tap.equal(done.returncode, 0, done.stderr)
    tap.equal((listed(f"?child={kept}"), listed(f"?child={gone}")), (flags, flags))
    told = show(flags[1])
    tap.equal((told["child"]["id"], told["also"], show(flags[0])["also"]), (kept, [flags[0]], [flags[1]]))
    refused(advise(other), None, f"flag {flags[0]} stands", 409)
    tap.equal(review(flags[1], answer="end", why=WHY).status, 204)
    tap.equal((show(flags[0])["also"], listed(f"?child={kept}")), ([], flags[:1]))
    tap.equal(sql("select child_ids from concernd.audit where action = 'flag-reviewed' "
                  f"and detail = 'flag {flags[1]}: ended'"), [["{%d,%d}" % (kept, gone)]])
    # It was a mistake: what was advised on either is its own again.
    alias = number("select id from concernd.alias where record = 'merge-2'")
    done = SITE.ctl("identity", "split", str(kept), str(alias), "--reason",
                    "The school was wrong about this child", "--person", "Jo Reviewer")
    tap.equal(done.returncode, 0, done.stderr)
    tap.equal((listed(f"?child={kept}&state=all"), listed(f"?child={gone}&state=all")), (flags[:1], flags[1:]))
    tap.equal(advise(other).status, 201, "the other child's own")


# ---- Looked at again ----

def a_flag_is_kept_or_ended_with_a_reason():
    flag = flag_of("reviewed")
    for body, pointer, words in (
            ({"answer": "maybe", "why": WHY}, "/answer", "keep or end"),
            ({"answer": "end"}, "/why", "why is a text"),
            ({"answer": "keep", "why": WHY}, "/review_on", "is a date"),
            ({"answer": "keep", "why": WHY, "review_on": day(120)}, "/review_on", "within 3 months"),
            ({"answer": "keep", "why": WHY, "review_on": day(30), "ends_on": day(20)}, "/review_on", "ends"),
            ({"answer": "keep", "why": WHY, "review_on": day(30), "ends_on": day(900)}, "/ends_on", "2 years")):
        refused(review(flag, **body), pointer, words)
    sql(f"update concernd.advisory_flag set ends_on = '{day(50)}' where id = {flag}")
    refused(review(flag, answer="keep", why=WHY, review_on=day(60)), "/review_on", f"ends, on {day(50)}")
    tap.equal(review(flag, answer="keep", why=WHY, review_on=day(60), ends_on=day(400)).status, 204)
    told = show(flag)
    tap.equal((told["state"], told["review_on"], told["ends_on"]), ("standing", day(60), day(400)))
    kept = told["steps"][1]
    tap.equal((kept["kind"], kept["due_on"], kept["on"], kept["review_on"], kept["because"], kept["noted_by"]),
              ("kept", day(30), day(0), day(60), WHY, "Mary Example"))
    tap.equal(WHO["sara"].post(f"/v1/flags/{flag}/review", {"answer": "end", "why": WHY}).status, 403)
    tap.equal(review(flag, answer="end", why=WHY).status, 204)
    told = show(flag)
    tap.equal((told["state"], told["ended_on"], told["ended_by"], told["ended_because"]),
              ("ended", day(0), "Mary Example", WHY))
    refused(review(flag, answer="keep", why=WHY, review_on=day(30)), None, f"it ended on {day(0)}", 409)
    tap.equal(review(999999, answer="end", why=WHY).status, 404)
    tap.equal(sql("select detail, value from concernd.audit join concernd.audit_personal on audit_id = id "
                  f"where action = 'flag-reviewed' and detail like 'flag {flag}:%' order by id"),
              [[f"flag {flag}: kept", WHY], [f"flag {flag}: ended", WHY]])


def a_review_that_is_due_is_listed_and_one_that_is_over_is_overdue():
    due, over, later = (flag_of(f"due-{i}") for i in range(3))
    sql(f"update concernd.advisory_flag set review_on = '{day(0)}' where id = {due}")
    sql(f"update concernd.advisory_flag set review_on = '{day(-3)}' where id = {over}")
    tap.equal(listed("?state=review-due"), [over, due])
    told = {flag: show(flag) for flag in (due, over, later)}
    tap.equal([(told[f]["state"], told[f]["overdue"]) for f in (due, over, later)],
              [("review-due", False), ("review-due", True), ("standing", False)])
    assert {due, over, later} <= set(listed("?limit=200"))
    review(over, answer="keep", why=WHY, review_on=day(9))
    review(due, answer="end", why=WHY)
    tap.equal(listed("?state=review-due"), [])


# ---- The police ----

def what_the_police_did_is_noted_and_a_flag_that_ended_is_to_be_taken_off():
    flag = flag_of("police")
    for body, pointer, words in (
            ({"answer": "perhaps", "on": day(0)}, "/answer", "set, not-set or taken-off"),
            ({"answer": "set"}, "/on", "is a date"),
            ({"answer": "set", "on": day(1)}, "/on", "today at the latest"),
            ({"answer": "not-set"}, "/because", "because is a text"),
            ({"answer": "set", "on": day(0), "reference": "x" * 101}, "/reference", "1 to 100")):
        refused(police(flag, **body), pointer, words)
    refused(police(flag, answer="taken-off", on=day(0)), None, f"stands until {day(300)}: end it first", 409)
    tap.equal(police(flag, answer="not-set", because="Theirs is full").status, 204)
    told = show(flag)
    tap.equal((told["police"], told["police_on"], told["police_because"]),
              ("not-set", day(0), "Theirs is full"))
    tap.equal(police(flag, answer="set", on=day(-1), reference="PNC canaryref").status, 204)
    told = show(flag)
    tap.equal((told["police"], told["police_on"], told["police_reference"], told["police_because"],
               told["police_noted_by"]), ("set", day(-1), "PNC canaryref", None, "Sara Example"))
    # On its last day it stands.
    sql(f"update concernd.advisory_flag set ends_on = '{day(0)}', review_on = '{day(0)}' where id = {flag}")
    told = show(flag)
    tap.equal((told["state"], told["ended_on"], told["to_be_taken_off"]), ("review-due", None, False))
    assert flag in listed("?limit=200") and flag not in listed("?state=ended&limit=200")
    # Its end comes by the date alone: no job ends it.
    sql(f"update concernd.advisory_flag set ends_on = '{day(-1)}', review_on = '{day(-2)}' where id = {flag}")
    told = show(flag)
    tap.equal((told["state"], told["ended_on"], told["ended_by"], told["ended_because"], told["to_be_taken_off"],
               told["overdue"]), ("ended", day(-1), None, "ended by its date", True, False))
    assert flag in listed("?state=to-be-taken-off&limit=200") and flag in listed("?state=ended&limit=200")
    assert flag not in listed("?limit=200"), "it stands no more"
    tap.equal(police(flag, answer="taken-off", on=day(0)).status, 204)
    told = show(flag)
    tap.equal((told["police"], told["police_reference"], told["to_be_taken_off"]),
              ("taken-off", "PNC canaryref", False))
    assert flag not in listed("?state=to-be-taken-off&limit=200")
    tap.equal([step["kind"] for step in told["steps"]], ["advised", "not-set", "set", "taken-off"])
    tap.equal(police(999999, answer="set", on=day(0)).status, 404)
    tap.equal(sql("select detail, value from concernd.audit join concernd.audit_personal on audit_id = id "
                  f"where action = 'flag-police-said' and detail like 'flag {flag}:%' order by id"),
              [[f"flag {flag}: not-set", "Theirs is full"], [f"flag {flag}: set", "(reference PNC canaryref)"]])


def where_nobody_knows_whether_it_was_set_it_is_to_be_taken_off_until_they_say():
    flag = flag_of("unknown")
    tap.equal(review(flag, answer="end", why=WHY).status, 204)
    assert flag in listed("?state=to-be-taken-off&limit=200")
    tap.equal(police(flag, answer="not-set", because="They never did").status, 204)
    assert flag not in listed("?state=to-be-taken-off&limit=200")


# ---- Lists ----

def pages_go_on_where_the_one_before_ended():
    for state in ("standing", "all"):
        whole = listed(f"?state={state}&limit=200")
        got, query = [], f"?state={state}&limit=3"
        while True:
            page = WHO["sara"].get("/v1/flags" + query).json
            got += [flag["id"] for flag in page["flags"]]
            if page["next"] is None:
                break
            query = f"?state={state}&limit=3&after={page['next']}"
        tap.equal(got, whole, state)
    assert len(whole) > 6, whole


def what_the_client_has_already_is_not_sent_nor_audited_again():
    flag = listed("?limit=1")[0]
    looks = "select count(*) from concernd.audit where action in ('flags-listed', 'flag-viewed')"
    for path in ("/v1/flags", f"/v1/flags/{flag}"):
        answer = WHO["sara"].get(path)
        before = number(looks)
        tap.equal(WHO["sara"].get(path, **{"If-None-Match": answer.headers["ETag"]}).status, 304)
        tap.equal(number(looks), before, path)
    tap.equal(sql("select actor, detail, cardinality(child_ids) from concernd.audit where action = "
                  "'flag-viewed' order by id desc limit 1"), [["user:sara", f"flag {flag}", "1"]])


# ---- Told and counted ----

def figures():
    """What /metrics says of flags."""
    lines = DAEMON.get("/metrics")[1].splitlines()
    return {line.split(" ")[0].removeprefix("concernd_flags_"): int(float(line.split(" ")[1]))
            for line in lines if line.startswith("concernd_flags_")}


def what_is_due_is_in_the_digest_and_what_is_overdue_in_a_metric():
    due, over = listed("?limit=2")
    before = figures()
    tap.equal((before["standing"], before["review_overdue"], before["to_be_taken_off"]),
              (len(listed("?limit=200")), 0, len(listed("?state=to-be-taken-off&limit=200"))))
    sql(f"update concernd.advisory_flag set review_on = '{day(0)}' where id = {due}")
    sql(f"update concernd.advisory_flag set review_on = '{day(-1)}' where id = {over}")
    tap.equal(figures(), {**before, "review_overdue": 1})
    sql("delete from concernd.digest")
    last = number("select coalesce(max(id), 0) from concernd.outbox where kind = 'digest'")
    detail = testing.until(lambda: sql("select detail from concernd.outbox where kind = 'digest' and "
                                       f"id > {last}"), "the digest")[0][0]
    told = json.loads(detail)
    tap.equal((told["flags_review"], told["flags_take_off"]), (2, before["to_be_taken_off"]))
    for flag in (due, over):
        tap.equal(review(flag, answer="keep", why=WHY, review_on=day(30)).status, 204)


def the_report_says_what_stands_and_what_was_reviewed_in_time_without_small_numbers():
    told = WHO["mary"].get("/v1/reports/partnership").json["flags"]
    tap.equal((told["standing"], told["overdue"]), (len(listed("?limit=200")), 0))
    month = told["months"][-1]
    rows = sql("select count(*) filter (where kind = 'advised'), count(*) filter (where kind <> 'advised'), "
               "count(*) filter (where kind <> 'advised' and on_day <= due_on) from "
               "concernd.advisory_flag_step where kind in ('advised', 'kept', 'ended')")[0]
    assert all(int(n) > 5 for n in rows) and rows[1] != rows[2], rows
    tap.equal([month["advised"], month["reviewed"], month["reviewed_in_time"]], [int(n) for n in rows])
    one = listed("?limit=1")[0]
    sql(f"update concernd.advisory_flag set review_on = '{day(-1)}' where id = {one}")
    tap.equal(WHO["mary"].get("/v1/reports/partnership").json["flags"]["overdue"], None)
    sql(f"update concernd.advisory_flag set review_on = '{day(9)}' where id = {one}")


# ---- For the police ----

def sheet(query="", who="sara"):
    answer = WHO[who].get("/v1/flags.csv" + query)
    tap.equal(answer.status, 200, answer.text)
    return answer, list(csv.DictReader(io.StringIO(answer.text, newline="")))


def the_police_get_a_list_that_a_spreadsheet_opens_safely():
    alert, child = raise_alert("sheet", given_names="=HYPERLINK(1),\n\"x\"")
    flag = advise(alert).json["id"]
    answer, rows = sheet()
    tap.equal(answer.headers["Content-Type"], "text/csv; charset=utf-8; header=present")
    tap.equal(answer.headers["Content-Disposition"], f'attachment; filename="flags-{day(0)}.csv"')
    assert answer.text.count("\r\n") == len(rows) + 1, answer.text
    row = [r for r in rows if r["flag"] == str(flag)][0]
    born = persons.words_of("sheet")["birth_date"]
    assert row.pop("name").startswith("'=HYPERLINK(1),\n\"x\" "), row
    tap.equal(row, {"birth_date": born, "reason": "missing-risk", "reason_title": 'At risk, when "missing"',
                    "review_on": day(30), "ends_on": day(300), "state": "standing", "to_do": "set",
                    "flag": str(flag), "reference": ""})
    tap.equal(police(flag, answer="set", on=day(0), reference="-12").status, 204)
    row = [r for r in sheet()[1] if r["flag"] == str(flag)][0]
    tap.equal((row["to_do"], row["reference"]), ("", "'-12"))
    review(flag, answer="end", why=WHY)
    for query, there in (("", True), ("?state=standing", False), ("?state=to-be-taken-off", True),
                         ("?state=to-be-taken-off&reason=exploitation", False)):
        tap.equal(str(flag) in {r["flag"] for r in sheet(query)[1]}, there, query)
    row = [r for r in sheet()[1] if r["flag"] == str(flag)][0]
    tap.equal((row["state"], row["to_do"]), ("ended", "take off"))
    police(flag, answer="taken-off", on=day(0))
    assert str(flag) not in {r["flag"] for r in sheet()[1]}, "there is nothing to do about it"
    tap.equal(WHO["sara"].get("/v1/flags.csv?state=x").status, 400)
    tap.equal(WHO["adam"].get("/v1/flags.csv").status, 403)
    seen = sql("select child_ids, detail from concernd.audit where action = 'flags-exported' "
               "order by id desc limit 1")[0]
    assert str(child) not in seen[0].strip("{}").split(","), seen
    tap.equal(seen[1], f"{len(sheet()[1])} flags, 0 left out")


def a_restricted_family_is_closed_and_never_in_the_list_for_the_police():
    alert, child = raise_alert("closed")
    flag = advise(alert).json["id"]
    tap.equal(WHO["dora"].ask("PUT", f"/v1/children/{child}/restriction",
                              {"people": ["mary"], "reason": "A colleague's own family"}).status, 204)
    tap.equal([WHO[who].get(f"/v1/flags/{flag}").status for who in ("mary", "dora", "sara")], [200, 200, 403])
    tap.equal([flag in listed("?limit=200", who) for who in ("mary", "dora", "sara")], [True, True, False])
    tap.equal(sql("select action, child_ids from concernd.audit where actor = 'user:sara' "
                  f"and alert_id = {alert} order by id desc limit 1"), [["view-refused", "{%d}" % child]])
    tap.equal(police(flag, answer="set", on=day(0)).status, 403)
    for who in ("mary", "dora", "sara"):
        answer, rows = sheet(who=who)
        assert str(flag) not in {r["flag"] for r in rows}, who
        tap.equal(answer.headers["Flags-Left-Out"], "1")
        assert rows[-1]["name"].startswith("(1 of restricted families is not in this list"), rows[-1]
    tap.equal(sql("select detail, child_ids @> array[%d::bigint] from concernd.audit where action = "
                  "'flags-exported' order by id desc limit 1" % child),
              [[f"{len(rows) - 1} flags, 1 left out", "f"]])
    tap.equal(advise(alert, "mary", reason="exploitation").status, 201)
    sql("update concernd.person set roles = '{manager}' where name = 'sara'")
    tap.equal(advise(alert, "sara").status, 403)
    tap.equal(WHO["sara"].post(f"/v1/flags/{flag}/review", {"answer": "end", "why": WHY}).status, 403)
    sql("update concernd.person set roles = '{screener}' where name = 'sara'")
    tap.equal(WHO["dora"].ask("DELETE", f"/v1/children/{child}/restriction").status, 204)


# ---- Kept, told, erased ----

def all_of_it_is_told_to_who_asks_what_is_held_on_a_child():
    alert = number("select id from concernd.alert where scope = 'household'")
    child = child_of("house-2")
    tap.equal(number(f"select count(*) from concernd.advisory_flag where child_id = {child}"), 0)
    held = json.loads(SITE.ctl("child", "export", str(child), "--out", "-", "--reason", "request 7").stdout)
    tap.equal([flag["alert_id"] for flag in held["parts"]["advisory_flag"]], [alert])
    tap.equal([step["kind"] for step in held["parts"]["advisory_flag_step"]], ["advised"])


def nothing_of_a_person_is_in_log_metric_or_audit():
    log = (SITE.folder / "postgres" / "place").read_text().strip() + "/log"
    for where, text in (("log", DAEMON.log()), ("metrics", DAEMON.get("/metrics")[1]),
                        ("audit", str(sql("select * from concernd.audit"))),
                        ("outbox", str(sql("select * from concernd.outbox"))),
                        ("PostgreSQL's log", open(log, errors="replace").read())):
        for word in (CANARY, "canarynote", "canarywhy", "canaryref", "HYPERLINK"):
            assert word not in text, f"{word} is in the {where}"


def without_reasons_who_advises_is_told_what_to_declare():
    alert, _ = raise_alert("no-reasons")
    flag = listed("?limit=1")[0]
    SITE.rules.write_text(RULES)
    DAEMON.signal(signal.SIGHUP)
    testing.until(lambda: WHO["mary"].get("/v1/words").json["flag_reasons"] == [], "the rules")
    refused(advise(alert), "/reason", "flag_reasons in rules.conf")
    # One for a reason that is declared no more still stands, and can be looked at again.
    tap.equal(review(flag, answer="keep", why=WHY, review_on=day(80)).status, 204)


def main():
    global SITE, DAEMON
    with testing.Site(rules=RULES + REASONS, settings=SETTINGS) as SITE:
        for name, *roles in (("mary", "manager"), ("sara", "screener"), ("adam", "auditor"),
                             ("dora", "manager", "duty")):
            persons.add_account(SITE, name, *roles)
        with SITE.daemon() as DAEMON:
            for name in ("mary", "sara", "adam", "dora"):
                WHO[name] = persons.sign_in(DAEMON, name)
            tap.run(a_flag_says_why_until_when_and_what_the_police_did,
                    who_gets_it_wrong_is_told_where_and_what_to_write,
                    the_same_reason_does_not_stand_twice_for_one_child,
                    of_two_managers_at_once_one_advises_and_one_is_told,
                    of_an_alert_of_several_children_it_is_said_which_it_is_about,
                    a_reason_that_stands_for_both_shows_when_two_records_are_one_child,
                    a_flag_is_kept_or_ended_with_a_reason,
                    a_review_that_is_due_is_listed_and_one_that_is_over_is_overdue,
                    what_the_police_did_is_noted_and_a_flag_that_ended_is_to_be_taken_off,
                    where_nobody_knows_whether_it_was_set_it_is_to_be_taken_off_until_they_say,
                    pages_go_on_where_the_one_before_ended,
                    what_the_client_has_already_is_not_sent_nor_audited_again,
                    what_is_due_is_in_the_digest_and_what_is_overdue_in_a_metric,
                    the_report_says_what_stands_and_what_was_reviewed_in_time_without_small_numbers,
                    the_police_get_a_list_that_a_spreadsheet_opens_safely,
                    a_restricted_family_is_closed_and_never_in_the_list_for_the_police,
                    without_reasons_who_advises_is_told_what_to_declare,
                    all_of_it_is_told_to_who_asks_what_is_held_on_a_child,
                    nothing_of_a_person_is_in_log_metric_or_audit)


if __name__ == "__main__":
    main()
