#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""GET /v1/agenda: whom a meeting is to talk about, the oldest open first; what is new since the last one;
what was said and what is still owed; as JSON and as CSV; and what of a restricted family shows."""

import csv
import datetime
import io
import os
import pathlib
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools"))
import concernd_testing as testing  # noqa: E402
import persons  # noqa: E402
import tap  # noqa: E402

SITE = None
DAEMON = None
WHO = {}
RULES = pathlib.Path(tap.root(), "config", "rules.conf").read_text(encoding="utf-8")
SUMMARY = "Canarysummary seen at the station"
REASON = "The school has seen both of them this week, says the nurse: number "
count = 0


def sql(text):
    return SITE.postgres.query(text)


def ago(days):
    at = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=days)
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def tell(record, days, category="missing", agency="police", about="child", **data):
    """Posts a contact, and returns its event's id and its id here."""
    words = {**persons.words_of(record), **data.pop("child", {})}
    event = SITE.contact(occurred_at=ago(days), category=category, agency=agency, summary=SUMMARY,
                         **data)
    event["data"]["children"] = [{"record": record, "about": about, **words}]
    return post(event)


def post(event):
    status, answer = DAEMON.post(event)
    tap.equal(status, 200, answer)
    tap.equal(answer["receipts"][0]["status"], "recorded", answer)
    found = sql(f"select contact_id from concernd.contact where event_id = '{event['id']}'")
    return event["id"], int(found[0][0]) if found else None


def correct(kind, event_id, **data):
    event = SITE.contact()
    event.update(type=f"concernd.contact.{kind}.v1", time=ago(0))
    event["data"] = {"contact": {"source": testing.SOURCE, "id": event_id}, **data}
    tap.equal(DAEMON.post(event)[0], 200)


def child_of(record):
    return int(sql("select child_id from concernd.link join concernd.alias on alias.id = alias_id "
                   f"where record = '{record}' and revoked_at is null")[0][0])


def alert_of(record, rule="missing"):
    return int(sql(f"select id from concernd.alert where child_id = {child_of(record)} and "
                   f"rule = '{rule}' order by id desc limit 1")[0][0])


def raise_alert(record, n=3, **data):
    """Missing n times: an alert of the agenda. Returns the ids of the contacts."""
    contacts = [tell(record, 60 - 5 * i, **data)[1] for i in range(n)]
    return contacts


def held(kind, *alerts, days=0.0, said=None, actions=(), planned=False):
    """A meeting as it stands on file once it was held, or planned. Its id."""
    at = f"now() - interval '{days} days'"
    meeting = int(sql(
        "insert into concernd.meeting (kind, called_at, called_by, planned_for, held_at, noted_at, noted_by, chair,"
        f" outcome) values ('{kind}', {at}, 'mary', {at}, " +
        ("null, null, null, null, null" if planned else f"{at}, {at}, 'mary', 'C. Hair', 'mace'") +
        ") returning id")[0][0])
    for alert in alerts:
        words = "null" if said is None else f"'{said}'"
        sql("insert into concernd.meeting_alert (child_id, alert_id, meeting_id, said) "
            f"select child_id, id, {meeting}, {words} from concernd.alert where id = {alert}")
    for what, due in actions:
        sql("insert into concernd.action (child_id, alert_id, what, owner, agency, due_on, contingency, set_at, "
            f"set_by, meeting_id) select child_id, id, '{what}', 'K. Worker', 'police', current_date + {due}, "
            f"'The chair rings', now(), 'mary', {meeting} from concernd.alert where id = {alerts[0]}")
    return meeting


def decide(record, outcome="advice", rule="missing"):
    global count
    count += 1
    alert = alert_of(record, rule)
    version = int(sql(f"select evidence_version from concernd.alert where id = {alert}")[0][0])
    answer = WHO["mary"].post(f"/v1/alerts/{alert}/decisions", {
        "outcome": outcome, "rationale": REASON + str(count), "evidence_version": version})
    tap.equal(answer.status, 200, answer.text)


def agenda(who="mary", kind="mace", query=""):
    answer = WHO[who].get(f"/v1/agenda?kind={kind}{query}")
    tap.equal(answer.status, 200, answer.text)
    return answer.json


def entry(record, part="children", **options):
    """Of a child on the agenda; None: it is not there."""
    child = child_of(record)
    found = [one for one in agenda(**options)[part] if one["child"] and one["child"]["id"] == child]
    assert len(found) < 2, found
    return found[0] if found else None


def ids(entries):
    return [one["id"] for one in entries]


# ---- Who is on it ----

def a_child_with_an_open_alert_of_its_categories_is_on_it_and_others_are_not():
    contacts = raise_alert("ann")
    for days in (50, 40, 30):
        tell("nell", days, "neglect")
    one = entry("ann")
    tap.equal(entry("nell"), None)
    tap.equal(one["last_meeting"], None, "never discussed")
    tap.equal((one["new"]["since"], ids(one["new"]["contacts"])), (None, contacts))
    alert = [a for a in one["alerts"] if a["rule"] == "missing"][0]
    tap.equal((alert["id"], alert["why"], alert["held_by"], alert["incidents"]),
              (alert_of("ann"), "open", None, 3))
    tap.equal(one["open_since"], min(a["known_at"] for a in one["alerts"]))
    tap.equal(one["child"]["birth_date"], persons.words_of("ann")["birth_date"])
    told = agenda()
    tap.equal((told["kind"], told["title"], told["count"]),
              ("mace", "Multi-agency child exploitation meeting", 1))


def the_oldest_open_comes_first_whatever_its_level():
    raise_alert("bea", 6)
    raise_alert("cem")
    told = agenda()
    tap.equal([one["child"]["id"] for one in told["children"]], [child_of(r) for r in ("ann", "bea", "cem")])
    tap.equal({a["level"] for a in told["children"][1]["alerts"] if a["rule"] == "missing"}, {"red"})
    since = [one["open_since"] for one in told["children"]]
    tap.equal(since, sorted(since))


def who_holds_an_alert_is_said():
    tap.equal(WHO["sue"].post(f"/v1/alerts/{alert_of('ann')}/acknowledge").status, 200)
    tap.equal([a["held_by"] for a in entry("ann")["alerts"] if a["rule"] == "missing"], ["Sue Example"])


# ---- Before and after a meeting ----

def after_a_meeting_nothing_is_new_and_then_exactly_what_came():
    meeting = held("mace", alert_of("ann"), said="Her aunt takes her on Fridays")
    one = entry("ann")
    tap.equal(one["last_meeting"]["id"], meeting)
    tap.equal(one["last_meeting"]["said"], [
        {"alert": alert_of("ann"), "said": "Her aunt takes her on Fridays", "outcome": "mace"}])
    tap.equal(one["new"], {"since": one["last_meeting"]["held_at"], "contacts": [], "alerts": [], "decisions": []})
    assert entry("bea")["last_meeting"] is None, "of those who were not on it"
    new = tell("ann", 300, "education", "education")[1]  # long ago, and heard of today
    tap.equal(ids(entry("ann")["new"]["contacts"]), [new])
    for days in (3, 2, 1):
        tell("ann", days, "self-harm", "health")
    one = entry("ann")
    tap.equal(len(one["new"]["contacts"]), 4)
    assert alert_of("ann", "self-harm") in ids(one["new"]["alerts"]), one["new"]
    assert alert_of("ann") not in ids(one["new"]["alerts"]), "which stood at the meeting"
    decide("ann", rule="self-harm")
    new = entry("ann")["new"]["decisions"]
    tap.equal([(d["outcome"], d["person"]) for d in new], [("advice", "Mary Example")])


def what_was_withdrawn_is_not_new_and_what_was_amended_is_as_it_stands():
    held("mace", alert_of("ann"))
    withdrawn, _ = tell("ann", 1, "education", "education")
    amended, contact = tell("ann", 1, "education", "education")
    correct("withdrawn", withdrawn, reason="entered in error")
    correct("amended", amended, children=[{"record": "ann", **persons.words_of("ann")}], agency="education",
            occurred_at=ago(2), category="gangs")
    new = entry("ann")["new"]["contacts"]
    tap.equal([(c["id"], c["category"]) for c in new], [(contact, "gangs")])


def meetings_of_another_kind_and_planned_ones_say_nothing_of_it():
    before = entry("cem")
    held("strategy", alert_of("cem"), said="Another thing")
    planned = held("mace", alert_of("cem"), planned=True)
    held("mace", alert_of("bea"), days=1)
    tap.equal(entry("cem")["last_meeting"], before["last_meeting"])
    told = agenda()
    tap.equal(ids(told["planned"]), [planned])
    sql(f"update concernd.meeting set cancelled_at = now(), cancelled_by = 'mary', cancelled_because = 'x' "
        f"where id = {planned}")
    tap.equal(agenda()["planned"], [])


def actions_of_the_last_meeting_are_there_with_those_still_open_of_the_ones_before():
    held("mace", alert_of("cem"), days=20, actions=(("Old and open", -10), ("Old and done", -10)))
    sql("update concernd.action set done_at = now(), done_by = 'mary' where what = 'Old and done'")
    held("mace", alert_of("cem"), days=5, actions=(("New and done", 3), ("New and open", 3)))
    sql("update concernd.action set done_at = now(), done_by = 'mary' where what = 'New and done'")
    actions = entry("cem")["last_meeting"]["actions"]
    tap.equal({(a["what"], a["done_at"] is not None, a["overdue"]) for a in actions},
              {("Old and open", False, True), ("New and done", True, False), ("New and open", False, False)})


def a_child_whose_alert_was_decided_stays_as_long_as_something_is_owed():
    decide("cem")
    for rule in [row[0] for row in sql("select rule from concernd.alert where state = 'new' and "
                                       f"child_id = {child_of('cem')}")]:
        decide("cem", rule=rule)
    tap.equal(entry("cem"), None)
    owed = entry("cem", "owed")
    tap.equal((owed["open"], owed["restricted"]), (2, False))
    tap.equal([a["what"] for a in owed["last_meeting"]["actions"] if not a["done_at"]],
              ["Old and open", "New and open"])
    for action in owed["last_meeting"]["actions"]:
        if not action["done_at"]:
            tap.equal(WHO["mary"].post(f"/v1/actions/{action['id']}/done", {}).status, 204)
    tap.equal(entry("cem", "owed"), None)


# ---- Put on it, and sent to it ----

def what_was_decided_to_go_there_stays_on_it_until_such_a_meeting_was_held():
    for days in (50, 40, 30):
        tell("dan", days, "neglect")
    tap.equal(entry("dan"), None)
    decide("dan", "mace", "repeat-contact")
    one = entry("dan")
    tap.equal([(a["why"], a["outcome"]) for a in one["alerts"]], [("sent", "mace")])
    held("mace", alert_of("dan", "repeat-contact"))
    tap.equal(entry("dan"), None)


def an_alert_on_which_a_meeting_is_planned_is_on_its_agenda():
    for days in (50, 40, 30):
        tell("eve", days, "neglect")
    tap.equal(entry("eve", kind="strategy"), None)
    held("strategy", alert_of("eve", "repeat-contact"), planned=True)
    tap.equal([a["why"] for a in entry("eve", kind="strategy")["alerts"]], ["called"])
    tap.equal(entry("eve"), None, "of that kind alone")


def of_a_household_those_are_on_it_whom_it_is_about():
    for record in ("fay", "gus"):
        tell(record, 100, "education", "education")
    event = SITE.contact()
    event.update(type="concernd.household.linked.v1", time=ago(200))
    event["data"] = {"household": "h-1", "from": ago(150), "adults": [],
                     "children": [{"record": r, **persons.words_of(r)} for r in ("fay", "gus")]}
    tap.equal(DAEMON.post(event)[0], 200)
    tell("gus", 20, "neglect")
    tell("fay", 10)
    alerts = sql("select alert.id, alert.children from concernd.alert where scope = 'household'")
    tap.equal(len(alerts), 1, "a household alert with one missing episode in it")
    tap.equal([a["scope"] for a in entry("fay")["alerts"]], ["household"])
    tap.equal(entry("gus"), None)


def what_came_of_an_adult_who_lived_with_the_child_then_is_new():
    raise_alert("hal")
    event = SITE.contact()
    event.update(type="concernd.household.linked.v1", time=ago(200))
    event["data"] = {"household": "h-2", "from": ago(40), "adults": [{"record": "mum", "family_name": "Marlow"}],
                     "children": [{"record": "hal", **persons.words_of("hal")}]}
    tap.equal(DAEMON.post(event)[0], 200)
    held("mace", alert_of("hal"))
    seen = []
    for days in (50, 5):  # she did not live there yet, and did
        event = SITE.contact(occurred_at=ago(days), category="parent-mental-health", agency="health")
        event["data"].update(children=[], adults=[{"record": "mum", "family_name": "Marlow"}])
        tap.equal(DAEMON.post(event)[0], 200)
        seen.append(event["id"])
    new = entry("hal")["new"]["contacts"]
    tap.equal([(c["about"], c["category"]) for c in new], [("parent-carer", "parent-mental-health")])
    tap.equal(str(new[0]["id"]), sql("select contact_id from concernd.adult_contact "
                                     f"where event_id = '{seen[1]}'")[0][0])
    event = SITE.contact()
    event.update(type="concernd.household.unlinked.v1", time=ago(0))
    event["data"] = {"household": "h-2", "until": ago(10), "adults": [{"record": "mum", "family_name": "Marlow"}],
                     "children": []}
    tap.equal(DAEMON.post(event)[0], 200)
    tap.equal(entry("hal")["new"]["contacts"], [], "she had left by then")


def a_meeting_on_a_record_that_turned_out_to_be_the_child_counts():
    raise_alert("ida")
    held("mace", alert_of("ida"), said="We saw her", actions=(("Ring the aunt", 5),))
    contact = tell("ivy", 10)[1]
    done = SITE.ctl("identity", "merge", str(child_of("ivy")), str(child_of("ida")), "--person", "Mary Example",
                    "--reason", "The school knows her under both names, and has shown us")
    tap.equal(done.returncode, 0, done.stderr)
    one = entry("ivy")
    tap.equal([s["said"] for s in one["last_meeting"]["said"]], ["We saw her"])
    tap.equal([a["what"] for a in one["last_meeting"]["actions"]], ["Ring the aunt"])
    assert contact in ids(one["new"]["contacts"]), one["new"]


def what_is_new_is_what_the_chronology_says_came_since():
    looked_at = 0
    for one in agenda()["children"]:
        chronology = WHO["mary"].get(f"/v1/children/{one['child']['id']}").json["chronology"]
        since, new = one["new"]["since"], set(ids(one["new"]["contacts"]))
        assert new <= set(ids(chronology)), one
        if since:
            came = {c["id"] for c in chronology if c["recorded_at"] > since}
            assert came <= new, (came, one)
            looked_at += len(came)
    assert looked_at > 1, "nothing was looked at"


# ---- Restricted families ----

def of_a_restricted_family_it_is_said_that_there_is_one():
    raise_alert("kim")
    held("mace", alert_of("kim"), said="Secretword", actions=(("Secretaction", 1),))
    child = child_of("kim")
    sql("insert into concernd.restriction (child_id, people, reason, set_by) values "
        f"({child}, '{{dora}}', 'a family of staff', 'os:x')")
    told = WHO["mary"].get("/v1/agenda?kind=mace")
    for word in (persons.words_of("kim")["family_name"], "Secretword", "Secretaction"):
        assert word not in told.text, word
    closed = [one for one in told.json["children"] if one["restricted"]]
    tap.equal(len(closed), 1)
    tap.equal((closed[0]["child"], closed[0]["last_meeting"], closed[0]["new"], closed[0]["team"]), (None,) * 4)
    assert alert_of("kim") in ids(closed[0]["alerts"])
    tap.equal(sorted(closed[0]["alerts"][0]), ["id", "known_at", "level", "state"])
    tap.equal(entry("kim", who="dora")["last_meeting"]["said"][0]["said"], "Secretword")
    audited = sql("select child_ids from concernd.audit where action = 'agenda-viewed' order by id")
    assert str(child) not in audited[-2][0].strip("{}").split(","), "whom mary did not see"
    assert str(child) in audited[-1][0].strip("{}").split(","), "whom dora saw"


def what_is_owed_of_a_restricted_family_does_not_say_of_whom():
    for rule in [row[0] for row in sql("select rule from concernd.alert where state = 'new' and "
                                       f"child_id = {child_of('kim')}")]:
        alert = alert_of("kim", rule)
        sql(f"update concernd.alert set state = 'decided', decided_at = now(), outcome = 'advice' where id = {alert}")
    told = WHO["mary"].get("/v1/agenda?kind=mace")
    assert "Secretaction" not in told.text
    closed = [one for one in told.json["owed"] if one["restricted"]]
    tap.equal([(one["child"], one["last_meeting"], one["open"]) for one in closed], [(None, None, 1)])
    tap.equal(entry("kim", "owed", who="dora")["last_meeting"]["actions"][0]["what"], "Secretaction")


# ---- CSV ----

def rows_of(answer):
    tap.equal(answer.status, 200, answer.text)
    tap.equal(answer.headers["Content-Type"], "text/csv; charset=utf-8; header=present")
    assert answer.text.endswith("\r\n") and "\ufeff" not in answer.text
    return list(csv.DictReader(io.StringIO(answer.text, newline="")))


def as_csv_it_is_a_row_a_child_in_the_same_order():
    told = agenda()
    answer = WHO["mary"].get("/v1/agenda.csv?kind=mace")
    rows = rows_of(answer)
    tap.equal([row["part"] for row in rows],
              ["agenda"] * len(told["children"]) + ["still owed"] * len(told["owed"]))
    tap.equal([row["child"] for row in rows],
              [str(one["child"]["id"]) if one["child"] else "" for one in told["children"] + told["owed"]])
    ann = rows[0]
    tap.equal(ann["name"], " ".join(persons.words_of("ann")[k] for k in ("given_names", "family_name")))
    tap.equal((ann["last_held"] != "never", ann["new_contacts"], ann["held_by"]), (True, "1", "Sue Example"))
    assert str(alert_of("ann")) in ann["alerts"].split("; "), ann
    tap.equal([row["name"] for row in rows if row["child"] == ""], ["A restricted family"])
    assert SUMMARY not in answer.text
    tap.equal(answer.headers["Content-Disposition"], 'attachment; filename="agenda-mace.csv"')
    tap.equal(rows_of(WHO["mary"].get("/v1/agenda?kind=mace", Accept="text/csv")), rows)


def a_cell_that_a_spreadsheet_would_run_is_guarded():
    for i, begin in enumerate("=+-@\t"):
        name = f'{begin}cmd|"/c calc"!A{i}, and\nmore'
        raise_alert(f"odd{i}", child={"given_names": name, "birth_date": f"2011-0{i + 1}-17"})
        held("mace", alert_of(f"odd{i}"), said=f"{begin}1+1")
    rows = [row for row in rows_of(WHO["mary"].get("/v1/agenda.csv?kind=mace"))
            if row["child"] and row["child"] in [str(child_of(f"odd{i}")) for i in range(5)]]
    tap.equal(len(rows), 5)
    for row in rows:
        assert not row["said"] or row["said"][0] == "'", row
        assert row["name"][0] not in "=+-@\t", row
    assert any(row["name"].startswith("'=cmd|\"/c calc\"") for row in rows), rows


def a_file_is_whole_or_refused_and_the_list_says_how_many_there_are():
    told = agenda(query="&limit=1")
    tap.equal((len(told["children"]), told["count"]), (1, len(agenda()["children"])))
    answer = WHO["mary"].get("/v1/agenda.csv?kind=mace&limit=1")
    tap.equal(answer.status, 422, answer.text)
    assert "too many for one file" in answer.detail, answer.detail


# ---- Who may, and what is refused ----

def each_look_is_audited_with_the_children_on_it():
    told = agenda("sue")
    row = sql("select actor, action, child_ids, detail from concernd.audit order by id desc limit 1")[0]
    on_it = {one["child"]["id"] for one in told["children"] + told["owed"] if one["child"]}
    tap.equal((row[0], row[1], row[3]), ("user:sue", "agenda-viewed", "mace"))
    tap.equal({int(child) for child in row[2].strip("{}").split(",")}, on_it)


def it_is_for_those_who_see_children():
    tap.equal({name: WHO[name].get("/v1/agenda?kind=mace").status for name in WHO},
              {"mary": 200, "sue": 200, "dora": 200, "ann": 403, "olive": 403})
    tap.equal(persons.Browser(DAEMON).get("/v1/agenda?kind=mace").status, 401)


def what_is_no_kind_of_meeting_is_told_with_those_there_are():
    for query in ("", "?kind=", "?kind=mcae", "?kind=MACE"):
        for path in ("/v1/agenda", "/v1/agenda.csv"):
            answer = WHO["mary"].get(path + query)
            tap.equal((answer.status, answer.detail), (400, "kind is strategy, conference, mace or marac"))
    tap.equal(WHO["mary"].get("/v1/agenda?kind=mace&limit=0").status, 400)


def without_kinds_of_meetings_it_says_what_to_write():
    begin = RULES.index("\nmeetings = (")
    SITE.rules.write_text(RULES[:begin] + RULES[RULES.index("\n);", begin) + 3:], encoding="utf-8")
    done = SITE.ctl("rules", "apply", "--reason", "no meetings here")
    assert done.returncode in (0, 3), done.stderr
    answer = testing.until(lambda: next((a for a in [WHO["mary"].get("/v1/agenda?kind=mace")]
                                         if a.status == 400), None), "the new rules")
    assert "`meetings` into rules.conf" in answer.detail, answer.detail


def main():
    global SITE, DAEMON
    with testing.Site(rules=RULES, agencies=("social-care", "police", "health", "education")) as SITE:
        for name, roles in (("mary", "manager"), ("sue", "screener"), ("dora", "manager"), ("ann", "auditor"),
                            ("olive", "ops")):
            persons.add_account(SITE, name, roles)
        with SITE.daemon() as DAEMON:
            WHO.update((name, persons.sign_in(DAEMON, name)) for name in ("mary", "sue", "dora", "ann", "olive"))
            tap.run(a_child_with_an_open_alert_of_its_categories_is_on_it_and_others_are_not,
                    the_oldest_open_comes_first_whatever_its_level,
                    who_holds_an_alert_is_said,
                    after_a_meeting_nothing_is_new_and_then_exactly_what_came,
                    what_was_withdrawn_is_not_new_and_what_was_amended_is_as_it_stands,
                    meetings_of_another_kind_and_planned_ones_say_nothing_of_it,
                    actions_of_the_last_meeting_are_there_with_those_still_open_of_the_ones_before,
                    a_child_whose_alert_was_decided_stays_as_long_as_something_is_owed,
                    what_was_decided_to_go_there_stays_on_it_until_such_a_meeting_was_held,
                    an_alert_on_which_a_meeting_is_planned_is_on_its_agenda,
                    of_a_household_those_are_on_it_whom_it_is_about,
                    what_came_of_an_adult_who_lived_with_the_child_then_is_new,
                    a_meeting_on_a_record_that_turned_out_to_be_the_child_counts,
                    what_is_new_is_what_the_chronology_says_came_since,
                    of_a_restricted_family_it_is_said_that_there_is_one,
                    what_is_owed_of_a_restricted_family_does_not_say_of_whom,
                    as_csv_it_is_a_row_a_child_in_the_same_order,
                    a_cell_that_a_spreadsheet_would_run_is_guarded,
                    a_file_is_whole_or_refused_and_the_list_says_how_many_there_are,
                    each_look_is_audited_with_the_children_on_it,
                    it_is_for_those_who_see_children,
                    what_is_no_kind_of_meeting_is_told_with_those_there_are,
                    without_kinds_of_meetings_it_says_what_to_write)


main()
