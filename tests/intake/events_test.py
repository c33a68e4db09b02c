#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Events from outside: every answer that POST /v1/events gives, folders, and what was refused."""

import hashlib
import json
import os
import pathlib
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools"))
import concernd_testing as testing  # noqa: E402
import tap  # noqa: E402

SINGLE = "application/cloudevents+json"
BATCH = "application/cloudevents-batch+json"
CANARY = "Zyxwvu"  # a name that must stand nowhere but in the database
SLOW_TOKEN = "the-token-of-the-slow-sender"
SITE = DAEMON = INBOX = None


def settings(folder):
    token = hashlib.sha256(SLOW_TOKEN.encode()).hexdigest()
    return f"""
batch_events = 50;
senders = (
	{{ name = "slow"; agencies = ["health"]; sources = ["urn:test:slow"];
	   token_sha256 = ["{token}"]; rate = 1; burst = 2; }}
);
inboxes = ( {{ path = "{folder}"; sender = "tests"; }} );
"""


def post(body, kind=SINGLE, token=testing.TOKEN, headers=None, query=""):
    if not isinstance(body, (str, bytes)):
        body = json.dumps(body)
    sent = {"Content-Type": kind, **(headers or {})}
    if token:
        sent["Authorization"] = f"Bearer {token}"
    status, got, answer = DAEMON.request("POST", "/v1/events" + query, body, sent)
    return status, got, json.loads(answer)


def statuses(answer):
    return [receipt["status"] for receipt in answer["receipts"]]


def pointers(receipt):
    return [error["pointer"] for error in receipt["errors"]]


def count(table, where="true"):
    return int(SITE.postgres.query(f"select count(*) from concernd.{table} where {where}")[0][0])


# ---- One event ------------------------------------------------------------------------------------

def a_contact_is_recorded_and_told_with_its_number():
    event = SITE.contact(record="one")
    status, answer = DAEMON.post(event)
    tap.equal(status, 200)
    receipt = answer["receipts"][0]
    tap.equal((receipt["source"], receipt["id"], receipt["status"], receipt["warnings"],
               receipt["errors"]), (event["source"], event["id"], "recorded", [], []))
    tap.equal(count("contact", f"contact_id = {receipt['contact']}"), 1)


def the_same_again_is_a_duplicate_with_the_same_number():
    event = SITE.contact(record="twice")
    first = DAEMON.post(event)[1]["receipts"][0]
    status, answer = DAEMON.post(event)
    tap.equal((status, statuses(answer)), (200, ["duplicate"]))
    tap.equal(answer["receipts"][0]["contact"], first["contact"])
    tap.equal(count("event", f"event_id = '{event['id']}'"), 1)


def the_same_id_with_other_data_is_409_and_kept():
    event = SITE.contact(record="conflict")
    DAEMON.post(event)
    event["data"]["summary"] = "told differently"
    status, answer = DAEMON.post(event)
    tap.equal((status, answer["status"], statuses(answer)), (409, 409, ["refused"]))
    tap.equal(count("refused", f"event_id = '{event['id']}'"), 1)


def what_would_be_useless_is_422_with_a_pointer_and_kept():
    for data, pointer in (
            ({"category": "burglary"}, "/data/category"),
            ({"occurred_at": "2099-01-01"}, "/data/occurred_at"),
            ({"occurred_at": "yesterday"}, "/data/occurred_at"),
            ({"children": [{"family_name": "Testchild"}]}, "/data/children/0/record")):
        event = SITE.contact(**data)
        status, answer = DAEMON.post(event)
        tap.equal((status, statuses(answer)), (422, ["refused"]), pointer)
        assert pointer in pointers(answer["receipts"][0]), answer
        assert pointer in [error["pointer"] for error in answer["errors"]], answer
        tap.equal(count("refused", f"event_id = '{event['id']}' and state = 'kept'"), 1)


def nobody_named_is_422():
    status, answer = DAEMON.post(SITE.contact(children=[]))
    tap.equal((status, statuses(answer)), (422, ["refused"]))


def another_senders_source_or_agency_is_403_and_kept():
    event = SITE.contact(record="foreign")
    event["source"] = "urn:test:slow"
    tap.equal(DAEMON.post(event)[0], 403)
    status, answer = DAEMON.post(SITE.contact(agency="fire-brigade"))
    tap.equal((status, statuses(answer)), (403, ["refused"]))
    tap.equal(count("refused", f"event_id = '{event['id']}'"), 1)
    tap.equal(count("event", f"event_id = '{event['id']}'"), 0)


def of_type(kind, **data):
    event = SITE.contact(record="at home")
    children = event["data"]["children"]
    return {**event, "type": f"concernd.{kind}.v1", "time": "2026-02-03T10:00:00Z",
            "data": {"children": children, **data}}


def households_and_statuses_are_taken_once_and_a_link_of_nobody_is_refused():
    linked = of_type("household.linked", household="h-1", adults=[{"record": "mum"}],
                     **{"from": "2026-01-01"})
    status = of_type("child.status", status="open", team="North", **{"from": "2026-01-01"})
    for event in (linked, status):
        code, answer = DAEMON.post(event)
        tap.equal((code, statuses(answer)), (200, ["recorded"]))
        tap.equal(statuses(DAEMON.post(event)[1]), ["duplicate"])
    tap.equal(count("residence", f"event_id = '{linked['id']}'"), 2)
    tap.equal(SITE.postgres.query("select status, team from concernd.child_status join concernd.link "
                                  "using (child_id, alias_id)"),
              [["open", "North"]])
    tap.equal(count("alert", "child_id in (select child_id from concernd.child_status)"), 0)
    nobody = of_type("household.linked", household="h-1", **{"from": "2026-01-01"})
    nobody["data"]["children"] = []
    tap.equal(DAEMON.post(nobody)[0], 422)


def a_bad_optional_field_is_left_out_and_told():
    event = SITE.contact(grade="purple", children=[{
        "record": "odd", "sex": "odd", "favourite_colour": "red",
        "identifiers": [{"scheme": "nhs", "value": "9990000019"}]}])
    status, answer = DAEMON.post(event)
    tap.equal((status, statuses(answer)), (200, ["recorded"]))
    warned = [warning["pointer"] for warning in answer["receipts"][0]["warnings"]]
    for pointer in ("/data/grade", "/data/children/0/sex", "/data/children/0/identifiers/0"):
        assert pointer in warned, warned
    assert len(warned) == 4, warned


def binary_mode_is_the_same_event():
    event = SITE.contact(record="binary")
    headers = {f"ce-{name}": event[name] for name in ("specversion", "id", "source", "type")}
    status, _, answer = post(event["data"], "application/json", headers=headers)
    tap.equal((status, statuses(answer)), (200, ["recorded"]))
    tap.equal(statuses(DAEMON.post(event)[1]), ["duplicate"])


def a_dry_run_checks_and_stores_nothing():
    good, bad = SITE.contact(record="dry"), SITE.contact(category="burglary")
    status, answer = DAEMON.post(good, query="?dry-run=1")
    tap.equal((status, statuses(answer), answer["dry_run"]), (200, ["recorded"], True))
    tap.equal(DAEMON.post(bad, query="?dry-run=1")[0], 422)
    ids = f"event_id in ('{good['id']}', '{bad['id']}')"
    tap.equal((count("event", ids), count("refused", ids)), (0, 0))


# ---- Batches --------------------------------------------------------------------------------------

def a_bad_event_never_holds_up_its_neighbours():
    events = [SITE.contact(record="n1"), SITE.contact(category="burglary"), "not an event",
              SITE.contact(record="n2"), SITE.contact(agency="fire-brigade")]
    status, answer = DAEMON.post(*events)
    tap.equal((status, statuses(answer)),
              (200, ["recorded", "refused", "refused", "recorded", "refused"]))
    tap.equal([receipt.get("id") for receipt in answer["receipts"]],
              [event["id"] if isinstance(event, dict) else None for event in events])


def a_batch_wholly_refused_is_422():
    status, answer = DAEMON.post(SITE.contact(category="x"), SITE.contact(category="y"))
    tap.equal((status, statuses(answer)), (422, ["refused", "refused"]))


def more_events_than_allowed_are_413_and_kept():
    before = count("refused")
    status, _, _ = post([SITE.contact() for _ in range(51)], BATCH)
    tap.equal((status, count("refused")), (413, before + 1))


# ---- Requests that are none of ours ---------------------------------------------------------------

def without_credentials_it_is_401_and_nothing_is_kept():
    before = count("refused")
    for token in (None, "", "wrong", testing.TOKEN + "x"):
        status, headers, answer = post(SITE.contact(), token=token)
        tap.equal((status, answer["status"]), (401, 401))
        assert headers["WWW-Authenticate"].startswith("Bearer"), headers
    tap.equal(count("refused"), before)


def what_is_not_json_is_400_and_what_is_no_cloudevent_415_and_both_are_kept():
    for body, kind, expected in (("{ not json", SINGLE, 400), ("[]", BATCH, 400),
                                 ("{}", "text/plain", 415)):
        before = count("refused")
        status, headers, answer = post(body, kind)
        tap.equal((status, headers["Content-Type"], answer["status"]),
                  (expected, "application/problem+json", expected))
        tap.equal(count("refused"), before + 1, kind)
    tap.equal(SITE.postgres.query("select convert_from(body, 'utf-8') from concernd.refused "
                                  "where body like '%not json%'"), [["{ not json"]])


def the_same_refused_again_only_counts_up():
    for _ in range(3):
        tap.equal(post("{ again", SINGLE)[0], 400)
    tap.equal(SITE.postgres.query("select times from concernd.refused where body = '{ again'"),
              [["3"]])


def above_its_rate_a_sender_gets_429_and_when_to_come_back():
    codes = []
    for n in range(4):
        event = SITE.contact(record=f"slow-{n}", agency="health")
        event["source"] = "urn:test:slow"
        status, headers, _ = post(event, token=SLOW_TOKEN)
        codes.append(status)
    assert codes[0] == 200 and codes[-1] == 429, codes
    assert int(headers["Retry-After"]) >= 1, headers


def a_sender_sees_its_own_figures():
    status, _, body = DAEMON.request("GET", "/v1/senders/me", None,
                                     {"Authorization": f"Bearer {testing.TOKEN}"})
    me = json.loads(body)
    tap.equal((status, me["sender"]), (200, "tests"))
    tap.equal(me["recorded"]["last_24_hours"], count("event", "sender = 'tests'"))
    tap.equal(me["refused"]["kept"], count("refused", "sender = 'tests' and state = 'kept'"))
    assert me["recorded"]["last_at"], me
    tap.equal(DAEMON.request("GET", "/v1/senders/me")[0], 401)


def the_metrics_count_by_sender_and_status():
    text = DAEMON.get("/metrics")[1]
    assert 'concernd_events_total{sender="tests",status="recorded"}' in text, text
    assert 'concernd_requests_refused_total{sender="slow",why="limited"}' in text, text


# ---- Folders ---------------------------------------------------------------------------------------

def put_in(name, text):
    """Renames a file into the inbox, as senders do."""
    draft = SITE.folder / name
    draft.write_text(text)
    draft.rename(INBOX / name)


def moved(folder, name):
    path = INBOX / folder / name
    testing.until(path.exists, f"{folder}/{name}")
    return json.loads(path.with_name(name + (".receipts.json" if folder == "done" else
                                             ".problem.json")).read_text())


def files_of_one_event_a_batch_and_lines_are_taken_in():
    one, first, second = (SITE.contact(record=f"file-{n}") for n in range(3))
    lines = [SITE.contact(record="line-1"), SITE.contact(category="burglary"),
             SITE.contact(record="line-2")]
    put_in("one.json", json.dumps(one, indent=2))
    put_in("batch.json", json.dumps([first, second]))
    put_in("lines.jsonl", "\n".join([json.dumps(line) for line in lines] + ["{ broken", ""]))
    tap.equal(statuses(moved("done", "one.json")), ["recorded"])
    tap.equal(statuses(moved("done", "batch.json")), ["recorded", "recorded"])
    tap.equal(statuses(moved("done", "lines.jsonl")),
              ["recorded", "refused", "recorded", "refused"])
    tap.equal([name for name in os.listdir(INBOX) if name not in ("done", "refused")], [])


def a_file_that_comes_twice_is_duplicates_and_overwrites_nothing():
    text = json.dumps(SITE.contact(record="file-twice"))
    put_in("twice.json", text)
    tap.equal(statuses(moved("done", "twice.json")), ["recorded"])
    put_in("twice.json", text)
    testing.until(lambda: len(list((INBOX / "done").glob("twice.json*"))) == 4, "the second one")
    receipts = [json.loads(path.read_text())["receipts"][0]["status"]
                for path in (INBOX / "done").glob("twice.json*.receipts.json")]
    tap.equal(sorted(receipts), ["duplicate", "recorded"])


def a_file_with_nothing_to_take_goes_to_refused_with_a_problem():
    put_in("notes.txt", "dear all")
    tap.equal(moved("refused", "notes.txt")["status"], 400)
    put_in("bad.json", json.dumps(SITE.contact(category="burglary")))
    problem = moved("refused", "bad.json")
    tap.equal((problem["status"], statuses(problem)), (422, ["refused"]))
    tap.equal(count("refused", "body = 'dear all'"), 1)


def what_lay_in_the_folder_before_the_start_is_taken_in():
    global DAEMON
    DAEMON.kill()
    put_in("waiting.json", json.dumps(SITE.contact(record="waiting")))
    DAEMON = SITE.daemon()
    tap.equal(statuses(moved("done", "waiting.json")), ["recorded"])


# ---- concernctl refused ----------------------------------------------------------------------------

def refuse_one(**data):
    """Has an event refused; (event, its number)."""
    event = SITE.contact(**data)
    DAEMON.post(event)
    rows = SITE.postgres.query(f"select id from concernd.refused where event_id = '{event['id']}'")
    return event, rows[0][0]


def ctl(*arguments, code=0):
    done = SITE.ctl("refused", *arguments)
    tap.equal(done.returncode, code, done.stderr + done.stdout)
    return done.stdout


def refused_are_listed_and_shown_without_what_was_sent():
    event, number = refuse_one(category="burglary", summary=CANARY)
    listed = json.loads(ctl("list", "--json", "--limit", "1000"))
    row = [each for each in listed if each["event_id"] == event["id"]][0]
    tap.equal((row["id"], row["sender"], row["state"]), (int(number), "tests", "kept"))
    tap.equal(row["problems"][0]["pointer"], "/data/category")
    assert "/data/category" in ctl("list")
    assert CANARY not in ctl("list") + ctl("show", number) + ctl("show", number, "--json")
    ctl("show", "999999", code=8)


def a_look_at_the_body_is_audited():
    event, number = refuse_one(category="burglary", summary=CANARY)
    tap.equal(count("audit", f"detail = 'refused {number}'"), 0)
    tap.equal(json.loads(json.loads(ctl("show", number, "--body", "--json"))["body"]), event)
    tap.equal(SITE.postgres.query(f"select action, actor like 'os:%' from concernd.audit "
                                  f"where detail = 'refused {number}'"), [["refused-viewed", "t"]])


def a_replay_that_still_fails_changes_nothing():
    _, number = refuse_one(category="burglary")
    ctl("replay", number, code=2)
    ctl("replay", number, "--reason", "hope", code=1)
    tap.equal(count("refused", f"id = {number} and state = 'kept'"), 1)


def once_the_rules_know_the_word_a_replay_records_and_judges():
    event, number = refuse_one(record="replayed", category="missing")
    SITE.rules.write_text(testing.RULES.replace(
        'categories = (', 'categories = ( { name = "missing"; title = "Missing"; },'))
    tap.equal(SITE.ctl("rules", "apply", "--reason", "missing added").returncode, 0)
    ctl("replay", number, "--reason", "the category is known now", "--dry-run")
    tap.equal(count("event", f"event_id = '{event['id']}'"), 0)
    ctl("replay", number, "--reason", "the category is known now")
    tap.equal(count("contact", f"event_id = '{event['id']}'"), 1)
    tap.equal(SITE.postgres.query(f"select state, settled_reason from concernd.refused "
                                  f"where id = {number}"),
              [["replayed", "the category is known now"]])
    tap.equal(count("audit", f"action = 'refused-replayed' and detail = 'refused {number}'"), 1)
    ctl("replay", number, "--reason", "again", code=9)
    testing.until(lambda: statuses(DAEMON.post(event)[1]) == ["duplicate"],
                  "the daemon to hear of the rules")


def a_discard_needs_a_reason_and_is_audited():
    _, number = refuse_one(category="burglary")
    ctl("discard", number, code=2)
    ctl("discard", number, "--reason", "sent by mistake")
    tap.equal(SITE.postgres.query(f"select state, settled_reason, settled_by like 'os:%' "
                                  f"from concernd.refused where id = {number}"),
              [["discarded", "sent by mistake", "t"]])
    tap.equal(count("audit", f"action = 'refused-discarded' and detail = 'refused {number}'"), 1)
    assert number not in [str(row["id"]) for row in json.loads(ctl("list", "--json"))]


# ---- Nothing of a person anywhere else ----------------------------------------------------------------

def nothing_that_was_sent_of_a_person_is_in_the_log_or_the_metrics():
    child = {"record": CANARY, "family_name": CANARY, "given_names": CANARY, "postcode": CANARY,
             "birth_date": CANARY, "sex": CANARY, CANARY: CANARY,
             "identifiers": [{"scheme": CANARY, "value": CANARY}]}
    answers = [DAEMON.post(SITE.contact(children=[child], summary=CANARY, category=category,
                                        source_ref=CANARY, incident_ref=CANARY, outcome=CANARY))
               for category in ("neglect", CANARY)]
    post('{"' + CANARY + '": ', SINGLE)
    tap.equal([status for status, _ in answers], [200, 422])
    for n in range(3):
        DAEMON.post(SITE.contact(record=CANARY, occurred_at=f"2026-0{n + 1}-01", summary=CANARY))
    testing.until(lambda: "rose" in DAEMON.log(), "an alert in the log")
    assert CANARY not in DAEMON.log(), DAEMON.log()
    assert CANARY not in DAEMON.get("/metrics")[1]
    details = [problem["detail"] for _, answer in answers for receipt in answer["receipts"]
               for problem in receipt["warnings"] + receipt["errors"]]
    assert details and not any(CANARY in detail for detail in details), details


def main():
    global SITE, DAEMON, INBOX
    with testing.Site() as site:
        SITE = site
        INBOX = pathlib.Path(site.folder) / "inbox"
        INBOX.mkdir()
        text = site.config.read_text()
        site.config.write_text(text)
        (site.folder / "concernd.conf.d").mkdir()
        (site.folder / "concernd.conf.d" / "intake.conf").write_text(settings(INBOX))
        DAEMON = site.daemon()
        try:
            tap.run(*TESTS)
        finally:
            DAEMON.kill()


TESTS = (
    a_contact_is_recorded_and_told_with_its_number,
    the_same_again_is_a_duplicate_with_the_same_number,
    the_same_id_with_other_data_is_409_and_kept,
    what_would_be_useless_is_422_with_a_pointer_and_kept,
    nobody_named_is_422,
    another_senders_source_or_agency_is_403_and_kept,
    households_and_statuses_are_taken_once_and_a_link_of_nobody_is_refused,
    a_bad_optional_field_is_left_out_and_told,
    binary_mode_is_the_same_event,
    a_dry_run_checks_and_stores_nothing,
    a_bad_event_never_holds_up_its_neighbours,
    a_batch_wholly_refused_is_422,
    more_events_than_allowed_are_413_and_kept,
    without_credentials_it_is_401_and_nothing_is_kept,
    what_is_not_json_is_400_and_what_is_no_cloudevent_415_and_both_are_kept,
    the_same_refused_again_only_counts_up,
    above_its_rate_a_sender_gets_429_and_when_to_come_back,
    a_sender_sees_its_own_figures,
    the_metrics_count_by_sender_and_status,
    files_of_one_event_a_batch_and_lines_are_taken_in,
    a_file_that_comes_twice_is_duplicates_and_overwrites_nothing,
    a_file_with_nothing_to_take_goes_to_refused_with_a_problem,
    what_lay_in_the_folder_before_the_start_is_taken_in,
    refused_are_listed_and_shown_without_what_was_sent,
    a_look_at_the_body_is_audited,
    a_replay_that_still_fails_changes_nothing,
    once_the_rules_know_the_word_a_replay_records_and_judges,
    a_discard_needs_a_reason_and_is_audited,
    nothing_that_was_sent_of_a_person_is_in_the_log_or_the_metrics,
)

if __name__ == "__main__":
    main()
