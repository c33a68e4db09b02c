#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Requests for information to agencies: what must be said, how they are told, what becomes of an answer that
is late, withheld or not needed any more, with a real mail server, receiver of webhooks and rsyslogd; and
that nothing of the child or the question is in what was written."""

import concurrent.futures
import datetime
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "notify"))
import telling  # noqa: E402
from telling import concernd_testing, tap  # noqa: E402
import persons  # noqa: E402

WORLD = DAEMON = None
WHO = {}  # browsers by name
CANARY = []
RULES = (telling.RULES + telling.ROUTES).replace("rules = (", """rules = (
	{
		name = "house"; title = "Second in a household"; within = "12 months"; level = "green";
		scope = "household"; needs = { incidents = 2; };
	},""").replace('name = "police"; title = "Police";',
                   'name = "police"; title = "Police"; requests_to = "agency";').replace(
    'ladder = ["holder", "head"];', 'ladder = ["routes"]; answer_ladder = ["holder", "head"];')
CANARIES = ("Quillfeather", "Zebedee", "9990000018", "ZZ99 9ZY", "2019-08-07", "REC-CANARY-77",
            "heron on the landing", "cormorant", "pelican", "spoonbill", "flamingo")
QUESTION = "Did anybody see a cormorant at the house since May?"
ANSWER = "A spoonbill was seen there twice, and the parent was told."
WITHHELD = "The young person told us of the flamingo in confidence and would come to harm."
count = 0


def sql(text):
    return WORLD.sql(text)


def reason():
    global count
    count += 1
    return f"Two contacts speak of a pelican: that was number {count}"


def due(days=30):
    return (persons.today() + datetime.timedelta(days)).isoformat() + "T12:00:00Z"


def body(**changes):
    why = reason()
    return {"agency": "health", "question": f"{QUESTION} ({count})", "why": why, "due": due(),
            "ground": "section-47", **changes}


def make(alert, who="amina.khan", **changes):
    answer = WHO[who].post(f"/v1/alerts/{alert}/requests", body(**changes))
    tap.equal(answer.status, 201, answer.text)
    return answer.json


def do(request, what, said, who="amina.khan", status=200):
    answer = WHO[who].post(f"/v1/requests/{request}/{what}", said)
    tap.equal(answer.status, status, answer.text)
    return answer.json


def see(request):
    answer = WHO["amina.khan"].get(f"/v1/requests/{request}")
    tap.equal(answer.status, 200, answer.text)
    return answer.json


def answered(**changes):
    return {"kind": "answered", "answer": ANSWER, "from": "Nurse A. Example", **changes}


def listed(query, who="amina.khan"):
    answer = WHO[who].get("/v1/requests?limit=200&" + query)
    tap.equal(answer.status, 200, answer.text)
    return [request["id"] for request in answer.json["requests"]]


def canary():
    """The alert on the child whose every word is a canary."""
    if not CANARY:
        CANARY.append(WORLD.raise_alert(
            DAEMON, agency="health", source_ref="RIO/2026/4711", summary="A heron on the landing.",
            children=[{"record": "REC-CANARY-77", "family_name": "Quillfeather",
                       "given_names": "Zebedee", "birth_date": "2019-08-07", "postcode": "ZZ99 9ZY",
                       "identifiers": [{"scheme": "nhs", "value": "9990000018"}]}]))
    return CANARY[0]


def child_of(alert):
    return int(sql(f"select child_id from concernd.alert where id = {alert}")[0][0])


def clock(request):
    """(does it run, rung) of a request's clock."""
    return sql(f"select ended_at is null, rung from concernd.clock where kind = 'answer' and part = {request}")[0]


def make_digest(day):
    with open(os.path.join(tap.root(), "sql", "query", "make_digest.sql"), encoding="utf-8") as file:
        sql(f"prepare made as {file.read()}; execute made('{day}', 'head', 'email', '')")
    return json.loads(sql("select detail from concernd.outbox where kind = 'digest' order by id desc limit 1")[0][0])


# ---- What must be said ----

def a_request_says_enough_or_is_told_what_to_write():
    alert = canary()
    post = WHO["amina.khan"].post
    answer = post(f"/v1/alerts/{alert}/requests", {})
    tap.equal(answer.status, 422, answer.text)
    tap.equal([error["pointer"] for error in answer.json["errors"]],
              ["/agency", "/question", "/why", "/due", "/ground"])
    closed = persons.today() + datetime.timedelta(7 + 5 - persons.today().weekday())
    for changes, pointer, words in (
            ({"agency": "vets"}, "/agency", "which agency is asked"),
            ({"question": "Anything?"}, "/question", "does not say enough: write what you need to know"),
            ({"question": "x " * 2500}, "/question", "4000 characters at most"),
            ({"why": "Please please please please please please"}, "/why", "why it matters for this child"),
            ({"why": "Lorem ipsum dolor sit amet consectetur"}, "/why", "does not say enough"),
            ({"due": "soon"}, "/due", "a day, as in 2026-01-31 (by the close of the office)"),
            ({"due": "2026-01-05"}, "/due", "that is over"),
            ({"due": due(400)}, "/due", "more than a year away"),
            ({"due": closed.isoformat()}, "/due", "the office is closed on that day"),
            ({"ground": "because"}, "/ground", "lawful ground"),
            ({"child": "one"}, "/child", "which child"),
            ({"child": 999999}, "/child", "the alert is not on that child")):
        answer = post(f"/v1/alerts/{alert}/requests", body(**changes))
        tap.equal((answer.status, [e["pointer"] for e in answer.json["errors"]]), (422, [pointer]), answer.text)
        assert words in answer.json["errors"][0]["detail"], answer.text
        assert "x x" not in answer.text and "Lorem" not in answer.text, "no value is repeated"
    tap.equal(sql("select count(*) from concernd.request"), [["0"]])


def what_was_written_for_one_child_is_not_a_reason_for_another():
    alert, other = canary(), WORLD.raise_alert(DAEMON)
    why = reason()
    make(alert, why=why)
    make(alert, why=why, agency="police")  # the same to two agencies about one child
    answer = WHO["amina.khan"].post(f"/v1/alerts/{other}/requests", body(why=why))
    tap.equal((answer.status, answer.json["errors"][0]["pointer"]), (422, "/why"), answer.text)
    assert "what you wrote for another child" in answer.detail, answer.detail


def the_same_question_sent_again_asks_nobody_twice():
    alert = canary()
    same = body()
    with concurrent.futures.ThreadPoolExecutor() as pool:
        said = [pool.submit(WHO["amina.khan"].post, f"/v1/alerts/{alert}/requests", same) for _ in range(4)]
    tap.equal(sorted(one.result().status for one in said), [201, 409, 409, 409])
    made = [one.result().json["id"] for one in said if one.result().status == 201][0]
    again = WHO["sara"].post(f"/v1/alerts/{alert}/requests", same)
    tap.equal((again.status, again.detail),
              (409, f"this was asked before, and waits for its answer: look at request {made}"))
    tap.equal(sql(f"select count(*) from concernd.outbox where request_id = {made}"), [["1"]])
    tap.equal(WHO["sara"].post(f"/v1/alerts/{alert}/requests", {**same, "agency": "police"}).status, 201)
    do(made, "answer", answered(kind="nothing-held"))
    tap.equal(WHO["sara"].post(f"/v1/alerts/{alert}/requests", same).status, 201, "asked once more")


def of_several_children_the_one_is_named():
    home = WORLD.site.contact()
    home.update(type="concernd.household.linked.v1", time="2026-11-01T12:00:00Z",
                data={"household": "h-9", "from": "2026-01-01",
                      "children": [{"record": "sister"}, {"record": "brother"}]})
    for event in (home, WORLD.site.contact("sister", occurred_at="2026-11-02T12:00:00Z"),
                  WORLD.site.contact("brother", occurred_at="2026-11-09T12:00:00Z")):
        status, answer = DAEMON.post(event)
        tap.equal(answer["receipts"][0]["status"], "recorded", str(answer))
    alert, children = sql("select id, array_to_json(children) from concernd.alert where rule = 'house'")[0]
    sister, brother = json.loads(children)
    answer = WHO["amina.khan"].post(f"/v1/alerts/{alert}/requests", body())
    tap.equal((answer.status, answer.json["errors"][0]["pointer"]), (422, "/child"), answer.text)
    assert "several children: say which" in answer.detail, answer.detail
    both = [make(alert, child=child)["id"] for child in (sister, brother)]
    tap.equal((listed(f"child={sister}"), listed(f"child={brother}"), listed(f"alert={alert}")),
              (both[:1], both[1:], both))
    # What is held on the one tells of the request about them, also where the alert's row is the other's.
    for child, request in ((sister, both[0]), (brother, both[1])):
        export = json.loads(WORLD.site.ctl("child", "export", str(child), "--out", "-", "--reason",
                                           "Subject access request of May").stdout)
        tap.equal([row["id"] for row in export["parts"]["request"] if row["about_id"] == child], [request])
        for row in export["parts"]["request"]:
            marked = {mark["pointer"] for mark in row["third_party"]}
            tap.equal(("/about_id" in marked, "/question" in marked), (row["about_id"] != child, True))


# ---- How they are told ----

def an_agency_is_told_by_mail_with_its_own_reference_and_nothing_of_the_child():
    alert = canary()
    made = make(alert)
    tap.equal((made["reference"], made["notice"]["channel"], made["state"], made["answer"]),
              ("RIO/2026/4711", "email", "open", None))
    mail = WORLD.mail("liaison@health", f"Information request {made['id']}")
    for part in mail["parts"].values():
        for text in ("RIO/2026/4711", "the MASH desk, 01273 000000", "To be answered by:",
                     f"https://concernd.example/requests/{made['id']}",
                     f"Information request {made['id']} of Example Council"):
            assert text in part, f"{text!r} is not in {part}"
        assert "Third contact" not in part and "amber" not in part, "nothing of the alert"
    concernd_testing.until(lambda: see(made["id"])["notice"]["sent_at"], "what the page says")
    # The audit has who, which and on which ground; what was asked stands where it can be erased.
    row = sql("select actor, detail, child_ids, alert_id, value from concernd.audit join "
              "concernd.audit_personal on audit_id = audit.id where action = 'request-made' "
              "order by audit.id desc limit 1")[0]
    tap.equal(row[:4], ["user:amina.khan", f"request {made['id']} to health, section-47",
                        f"{{{child_of(alert)}}}", str(alert)])
    assert QUESTION in row[4], row


def another_by_webhook_and_one_that_made_no_contact_has_no_reference():
    made = make(canary(), agency="police")
    hook = WORLD.hooks.wait(lambda g: g["path"] == "/agency" and f'"request":{made["id"]},' in g["body"],
                            "the webhook")
    data = json.loads(hook["body"])["data"]
    tap.equal(hook["verified"], [True, True], "signed")
    tap.equal({**data, "due_at": None}, {
        "request": made["id"], "due_at": None, "ask": "the MASH desk, 01273 000000",
        "link": f"https://concernd.example/requests/{made['id']}"})
    tap.equal((data["due_at"], made["reference"]), (due(), None))


def an_agency_without_a_channel_is_asked_by_a_person_who_notes_that():
    made = make(canary(), agency="social-care")
    tap.equal(made["notice"], None)
    words = {a["name"]: a["requests_by"] for a in WHO["amina.khan"].get("/v1/words").json["agencies"]}
    tap.equal(words, {"health": "email", "police": "webhook", "social-care": None})
    tap.equal(sql(f"select count(*) from concernd.outbox where request_id = {made['id']}"), [["0"]])
    assert "how you asked them" in do(made["id"], "told", {"note": " "}, status=422)["detail"]
    told = do(made["id"], "told", {"note": "Rang the locality team at ten"})["told"]
    tap.equal((told["by"], told["note"]), ("Amina Khan", "Rang the locality team at ten"))
    assert "noted before" in do(made["id"], "told", {"note": "Rang again"}, status=409)["detail"]


# ---- What becomes of them ----

def an_answer_that_is_late_climbs_its_ladder_until_it_is_there():
    alert = WORLD.raise_alert(DAEMON)
    made = make(alert)["id"]
    WORLD.shift("31 days")
    late = WORLD.mail("duty@", f"alert {alert} (answer)")  # who asked
    for text in ("request for information that was not answered in time", f"Request: {made}",
                 f"https://concernd.example/requests/{made}"):
        assert text in late["parts"]["text/plain"], late
    seen = see(made)
    tap.equal((seen["state"], seen["missed_at"] is not None, seen["reminders"] >= 1), ("overdue", True, True))
    assert made in listed("state=overdue") and made in listed("state=open"), "listed"
    WORLD.shift("3 hours")
    WORLD.mail("head@", f"alert {alert} (answer)")
    late = sql("select count(*) from concernd.clock where kind = 'answer' and ended_at is null "
               "and due_at < now()")[0][0]
    make_digest("2026-01-01")
    concernd_testing.until(lambda: [m for m in WORLD.mailbox.got if "Digest" in m["subject"]
                                    and f", {late} answers to requests," in m["parts"]["text/plain"]],
                           f"a digest with {late} late")
    told = do(made, "answer", answered())
    tap.equal((told["state"], told["answer"]["in_time"], told["answer"]["logged_by"]),
              ("answered", False, "Amina Khan"))
    tap.equal(clock(made)[0], "f", "the clock ended")
    assert made not in listed("state=overdue") and made in listed("state=answered"), "listed"
    assert "answered before" in do(made, "answer", answered(), status=409)["detail"]
    assert "answered before" in do(made, "withdraw", {"reason": "They told us on the phone"},
                                   status=409)["detail"]


def one_that_came_in_time_and_was_noted_late_was_in_time():
    made = make(canary())["id"]
    sql(f"update concernd.request set asked_at = now() - interval '5 days', due_at = now() - interval '1 day' "
        f"where id = {made}")
    now = datetime.datetime.now(datetime.timezone.utc)
    for days, words in ((9, "before the request was made"), (-1, "that is not yet")):
        at = (now - datetime.timedelta(days)).strftime("%Y-%m-%dT%H:%M:%SZ")
        said = do(made, "answer", answered(received_at=at), status=422)
        tap.equal(said["errors"][0]["pointer"], "/received_at")
        assert words in said["detail"], said
    tap.equal(clock(made)[0], "t", "it runs")
    at = (now - datetime.timedelta(2)).strftime("%Y-%m-%dT%H:%M:%SZ")
    told = do(made, "answer", answered(received_at=at, kind="partly"))["answer"]
    tap.equal((told["in_time"], told["received_at"], told["kind"]), (True, at, "partly"))


def what_is_not_disclosed_says_why_that_would_harm_the_child_more():
    made = make(canary())["id"]
    for said, pointers in (
            ({}, ["/kind", "/answer", "/from"]), ({"kind": "no"}, ["/kind", "/answer", "/from"]),
            ({"kind": "not-disclosed", "from": "Nurse"}, ["/withheld_because"]),
            ({"kind": "not-disclosed", "from": "Nurse", "withheld_because": "secret"}, ["/withheld_because"]),
            (answered(withheld_because=WITHHELD), ["/withheld_because"]),
            (answered(answer=" "), ["/answer"])):
        tap.equal([e["pointer"] for e in do(made, "answer", said, status=422)["errors"]], pointers, str(said))
    said = do(made, "answer", {"kind": "not-disclosed", "from": "Nurse"}, status=422)
    assert "more detrimental to the child" in said["detail"], said
    told = do(made, "answer", {"kind": "not-disclosed", "from": "Nurse", "withheld_because": WITHHELD})
    tap.equal((told["answer"]["withheld_because"], told["answer"]["text"]), (WITHHELD, None))
    export = json.loads(WORLD.site.ctl("child", "export", str(child_of(canary())), "--out", "-", "--reason",
                                       "Subject access request of May").stdout)
    held = [row for row in export["parts"]["request"] if row["id"] == made]
    tap.equal([[mark["why"] for mark in row["third_party"] if mark["pointer"] == "/withheld_because"]
               for row in held], [["not disclosed, so that no harm comes to the child: ask the agency before it "
                                   "is given away"]], "once, and marked")
    row = sql("select detail, replace(value, chr(10), ' ') from concernd.audit join concernd.audit_personal on audit_id = audit.id "
              "where action = 'request-answered' order by audit.id desc limit 1")[0]
    tap.equal((row[0], "flamingo" in row[1]), (f"request {made}: not-disclosed", True))


def what_is_withdrawn_is_told_to_who_was_asked():
    made = make(canary())["id"]
    said = do(made, "withdraw", {"reason": "no"}, status=422)
    assert "why the answer is not needed" in said["detail"], said
    told = do(made, "withdraw", {"reason": "The family brought the letter themselves"})
    tap.equal((told["state"], told["withdrawn"]["by"], clock(made)[0]), ("withdrawn", "Amina Khan", "f"))
    mail = WORLD.mail("liaison@health", f"Information request {made} is withdrawn")
    assert "need not be answered" in mail["parts"]["text/plain"], mail
    assert "withdrawn before: Amina Khan did so" in do(made, "answer", answered(), status=409)["detail"]
    tap.equal((made in listed("state=open"), made in listed("state=withdrawn")), (False, True))


def of_two_who_note_an_answer_at_once_one_is_told_that_it_is_there():
    made = make(canary())["id"]
    with concurrent.futures.ThreadPoolExecutor() as pool:
        said = [pool.submit(WHO[who].post, f"/v1/requests/{made}/answer", answered())
                for who in ("amina.khan", "sara")]
    tap.equal(sorted(one.result().status for one in said), [200, 409])


def a_late_answer_makes_no_open_alert_late():
    alert = WORLD.raise_alert(DAEMON)
    made, before = make(alert)["id"], make_digest("2026-01-02")
    sql(f"update concernd.clock set due_at = now() - interval '1 hour' where part = {made} and kind = 'answer'")
    row = [a for a in WHO["sara"].get("/v1/alerts?limit=200").json["alerts"] if a["id"] == alert][0]
    tap.equal((row["clock"]["kind"], row["clock"]["missed_at"]), ("acknowledge", None))
    clocks = {c["kind"]: c["request"] for c in WHO["sara"].get(f"/v1/alerts/{alert}").json["clocks"]}
    tap.equal(clocks, {"acknowledge": None, "decide": None, "answer": made})
    after = make_digest("2026-01-03")
    tap.equal((after["late"], after["requests_late"]), (before["late"], before["requests_late"] + 1))
    # And a notice that the alert grew names the time by which it is to be acknowledged.
    DAEMON.post(WORLD.site.contact(WORLD.record, agency="health", occurred_at="2026-11-20T12:00:00Z"))
    tap.equal(sql("select count(*) from concernd.outbox where kind in ('grown', 'escalated') and "
                  f"alert_id = {alert} and deadline < now()"), [["0"]])


# ---- Who, and lists ----

def a_restricted_family_is_for_those_named():
    alert = WORLD.raise_alert(DAEMON)
    made = make(alert)["id"]
    sql("insert into concernd.restriction (child_id, people, reason, set_by) values "
        f"({child_of(alert)}, '{{sara}}', 'A colleague', 'x')")
    tap.equal(WHO["amina.khan"].get(f"/v1/requests/{made}").status, 403)
    for what, said in (("answer", answered()), ("told", {"note": "Rang"}),
                       ("withdraw", {"reason": "It is not needed any more"})):
        do(made, what, said, status=403)
        tap.equal(clock(made)[0], "t", what)
    tap.equal(WHO["amina.khan"].post(f"/v1/alerts/{alert}/requests", body()).status, 403)
    tap.equal((made in listed("state=all"), made in listed("state=all", "sara")), (False, True))
    tap.equal(WHO["sara"].get(f"/v1/requests/{made}").status, 200)
    tap.equal(sql("select count(*) from concernd.audit where action = 'view-refused' and actor = "
                  f"'user:amina.khan' and alert_id = {alert}"), [["4"]])
    tap.equal(WHO["adam"].get("/v1/requests").status, 403)
    tap.equal(WHO["adam"].get("/v1/requests").detail, "this is for screeners or managers")


def who_became_part_of_another_takes_the_requests_along():
    alert, other = WORLD.raise_alert(DAEMON), WORLD.raise_alert(DAEMON)
    made, child, of = make(alert)["id"], child_of(alert), child_of(other)
    sql("insert into concernd.merger (absorbed_id, child_id, merged_at, person, reason, noted_by) values "
        f"({child}, {of}, now(), 'L. Officer', 'the same', 'os:x')")
    tap.equal((listed(f"child={of}"), see(made)["child"]["id"]), ([made], of))
    sql("insert into concernd.restriction (child_id, people, reason, set_by) values "
        f"({of}, '{{sara}}', 'A colleague', 'x')")
    tap.equal((listed("state=all", "sara").count(made), listed("state=all").count(made)), (1, 0))
    tap.equal(WHO["amina.khan"].get(f"/v1/requests/{made}").status, 403)
    do(made, "answer", answered(), status=403)
    sql(f"update concernd.merger set undone_at = now() where absorbed_id = {child}")
    tap.equal((listed(f"child={child}"), see(made)["child"]["id"]), ([made], child))


def lists_come_in_pages_the_first_due_first():
    alert = WORLD.raise_alert(DAEMON)
    made = [make(alert, due=due(days))["id"] for days in (50, 41, 60, 45)]
    seen, after = [], ""
    while after is not None:
        page = WHO["sara"].get(f"/v1/requests?alert={alert}&limit=2{after}").json
        seen += [request["id"] for request in page["requests"]]
        after = f"&after={page['next']}" if page["next"] else None
    tap.equal(seen, [made[1], made[3], made[0], made[2]])
    tap.equal(listed(f"alert={alert}&state=all"), made[::-1])
    tap.equal(listed(f"alert={alert}&agency=police"), [])
    day = persons.today() + datetime.timedelta(14 - persons.today().weekday())  # a Monday
    while not day.strftime("%m-%d") not in ("12-25", "12-26", "12-28", "01-01"):
        day += datetime.timedelta(7)
    tap.equal(make(alert, due=day.isoformat())["due_at"][11:16] in ("17:00", "16:00"), True, "close of office")
    for query, words in (("state=late", "state is open, overdue, answered, withdrawn or all"),
                         ("alert=x", "whole number"), ("after=1", "next")):
        answer = WHO["sara"].get("/v1/requests?" + query)
        tap.equal(answer.status, 400, query)
        assert words in answer.detail, answer.detail


def the_report_counts_them_and_hides_counts_under_six():
    month = persons.today().strftime("%Y-%m")
    sql("update concernd.request set asked_at = now(), due_at = now() + interval '1 day' "
        "where agency = 'social-care'")
    def row():
        rows = WHO["amina.khan"].get("/v1/reports/partnership").json["rows"]
        return [r for r in rows if (r["agency"], r["month"]) == ("social-care", month)][0]
    tap.equal((row()["requests"], row()["requests_late"]), (None, 0))
    alert = canary()
    for _ in range(6):
        do(make(alert, agency="social-care")["id"], "answer",
           {"kind": "not-disclosed", "from": "Team", "withheld_because": WITHHELD})
    told = row()
    tap.equal((told["requests"], told["requests_in_time"], told["requests_withheld"], told["requests_overdue"]),
              (7, 6, 6, 0))
    text = WHO["amina.khan"].get("/v1/reports/partnership", Accept="text/csv").text
    assert ",requests,requests_in_time,requests_late,requests_overdue,requests_withheld" in text, text


def nothing_of_the_child_or_the_question_was_written():
    written = {
        "log": DAEMON.log(), "syslog": WORLD.syslog.text(), "mail": json.dumps(WORLD.mailbox.got),
        "webhooks": json.dumps(WORLD.hooks.got), "metrics": DAEMON.get("/metrics")[1],
        "PostgreSQL's log": subprocess.run(
            ["cat", WORLD.site.postgres.conninfo.split("host=")[1].split()[0] + "/log"], text=True,
            capture_output=True, check=True).stdout,
        "outbox": str(sql("select * from concernd.outbox")),
        "audit": str(sql("select action, detail from concernd.audit")),
    }
    for place, text in written.items():
        assert text, f"{place} is empty"
        for word in CANARIES:
            assert word.lower() not in text.lower(), f"{word} is in {place}"
    assert "concernd_clocks_late" in written["metrics"], "late answers are counted"


def with_its_alert_or_the_child_whom_it_is_about_a_request_is_erased():
    for columns in ("'child_id', 'alert_id'", "'about_id'"):
        tables = [row[0] for row in sql(f"select concernd.tables_with({columns})::text")]
        assert "request" in tables, tables
    assert "about_id" in sql("select concernd.child_columns()")[0][0], "not looked at"


TESTS = [a_request_says_enough_or_is_told_what_to_write,
         what_was_written_for_one_child_is_not_a_reason_for_another,
         the_same_question_sent_again_asks_nobody_twice,
         of_several_children_the_one_is_named,
         an_agency_is_told_by_mail_with_its_own_reference_and_nothing_of_the_child,
         another_by_webhook_and_one_that_made_no_contact_has_no_reference,
         an_agency_without_a_channel_is_asked_by_a_person_who_notes_that,
         an_answer_that_is_late_climbs_its_ladder_until_it_is_there,
         one_that_came_in_time_and_was_noted_late_was_in_time,
         what_is_not_disclosed_says_why_that_would_harm_the_child_more,
         what_is_withdrawn_is_told_to_who_was_asked,
         of_two_who_note_an_answer_at_once_one_is_told_that_it_is_there,
         a_late_answer_makes_no_open_alert_late,
         a_restricted_family_is_for_those_named,
         who_became_part_of_another_takes_the_requests_along,
         lists_come_in_pages_the_first_due_first,
         the_report_counts_them_and_hides_counts_under_six,
         nothing_of_the_child_or_the_question_was_written,
         with_its_alert_or_the_child_whom_it_is_about_a_request_is_erased]


if __name__ == "__main__":
    with telling.world(rules=RULES, page='council = "Example Council";') as WORLD:
        persons.add_account(WORLD.site, "amina.khan", "manager", title="Amina Khan")
        persons.add_account(WORLD.site, "sara", "screener")
        persons.add_account(WORLD.site, "adam", "auditor")
        with WORLD.fresh(), WORLD.site.daemon() as DAEMON:
            for name in ("amina.khan", "sara", "adam"):
                WHO[name] = persons.sign_in(DAEMON, name)
            tap.run(*TESTS)
