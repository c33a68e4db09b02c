#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The API by which people look and decide: who may what, what a decision is refused for and with which
words, what two managers at once are told, restricted families, and that nothing personal leaks."""

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
SUMMARY = "Canarysummary seen at the door"
REASON = "Known to the school nurse, and the plan of March holds: number "
RULES = testing.RULES.replace("rules = (", """rules = (
	{
		name = "house"; title = "Second in a household"; within = "12 months"; level = "green";
		scope = "household"; needs = { incidents = 2; };
	},
	{
		name = "fresh"; title = "Fourth, by other eyes"; within = "12 months"; level = "red";
		needs = { incidents = 4; }; fresh_decider = true;
	},""")
SETTINGS = """
mail = { server = "127.0.0.1:9"; tls = "plain"; from = "concernd@council.example"; };
recipients = ( { name = "auditor"; channel = "email"; address = "auditor@council.example"; } );
handling = (
	{ name = "police-intelligence"; title = "Police intelligence"; readers = ["manager"]; },
	{ name = "named"; title = "For those named"; readers = ["sara"]; },
	{ name = "nobody"; title = "For nobody"; }
);
"""
count = 0


def sql(text):
    return SITE.postgres.query(text)


def number(text):
    return int(sql(text)[0][0])


def reason():
    global count
    count += 1
    return REASON + str(count)


def tell(record, month, day=1, **data):
    """A contact about a child whose every word is a canary."""
    child = {"record": record, **persons.words_of(record)}
    child["family_name"] += CANARY
    event = SITE.contact(record=record, occurred_at=f"2026-{month:02}-{day:02}T12:00:00Z",
                         summary=data.pop("summary", SUMMARY), **data)
    event["data"]["children"] = [child]
    status, answer = DAEMON.post(event)
    tap.equal(status, 200, answer)


def raise_alert(record, n=3, rule="repeat-contact"):
    """(alert, child) of a child of whom n incidents were told."""
    for month in range(1, n + 1):
        tell(record, month)
    return find(record, rule)


def name_of(record):
    words = persons.words_of(record)
    return f"{words['given_names']} {words['family_name']}{CANARY}"


def find(record, rule="repeat-contact"):
    row = sql("select alert.id, alert.child_id from concernd.alert join concernd.link using (child_id) "
              f"join concernd.alias on alias.id = alias_id where record = '{record}' "
              f"and rule = '{rule}' order by alert.id desc")[0]
    return int(row[0]), int(row[1])


def order(**changes):
    return {"outcome": "nfa", "rationale": reason(), "evidence_version": 1, **changes}


def soon(days=7):
    return (persons.today() + datetime.timedelta(days)).isoformat()


def action(**changes):
    return {"what": "Visit the family", "owner": "K. Worker", "agency": "social-care", "due": soon(),
            "contingency": "Strategy discussion", **changes}


def decide(alert, who="mary", **changes):
    return WHO[who].post(f"/v1/alerts/{alert}/decisions", order(**changes))


# ---- Roles ----

def each_role_sees_its_part_and_no_more():
    alert, child = raise_alert("roles")
    for method, path, allowed in (
            ("GET", "/v1/session", "mary sara adam oscar dora"),
            ("GET", "/v1/words", "mary sara adam oscar dora"),
            ("GET", "/v1/alerts", "mary sara dora"),
            ("GET", f"/v1/alerts/{alert}", "mary sara dora"),
            ("POST", f"/v1/alerts/{alert}/acknowledge", "mary sara dora"),
            ("POST", f"/v1/alerts/{alert}/decisions", "mary dora"),
            ("POST", "/v1/decisions", "mary dora"),
            ("GET", f"/v1/children/{child}", "mary sara dora"),
            ("GET", f"/v1/children/{child}/explain", "mary sara dora"),
            ("PUT", f"/v1/children/{child}/restriction", "mary dora"),
            ("DELETE", f"/v1/children/{child}/restriction", "mary dora"),
            ("POST", f"/v1/children/{child}/break-glass", "mary sara dora"),
            ("GET", "/v1/actions", "mary sara dora"),
            ("POST", "/v1/actions/1/done", "mary sara dora"),
            ("POST", f"/v1/alerts/{alert}/requests", "mary sara dora"),
            ("GET", "/v1/requests", "mary sara dora"),
            ("GET", "/v1/requests/1", "mary sara dora"),
            ("POST", "/v1/requests/1/told", "mary sara dora"),
            ("POST", "/v1/requests/1/answer", "mary sara dora"),
            ("POST", "/v1/requests/1/withdraw", "mary sara dora"),
            ("GET", "/v1/feedback", "mary sara dora"),
            ("GET", "/v1/reports/partnership", "mary adam dora"),
            ("GET", "/v1/glass", "adam"),
            ("POST", "/v1/glass/1/review", "adam")):
        for name, browser in WHO.items():
            status = browser.ask(method, path, None if method in ("GET", "DELETE") else {}).status
            tap.equal(status == 403, name not in allowed.split(), f"{name}: {method} {path}: {status}")
            assert status < 500, f"{name}: {method} {path}: {status}"
    answer = WHO["oscar"].get("/v1/alerts")
    tap.equal(answer.detail, "this is for screeners or managers")


# ---- Lists ----

def the_list_tells_what_waits_the_most_urgent_first():
    raise_alert("urgent", 5)
    answer = WHO["sara"].get("/v1/alerts?limit=200").json
    levels = [alert["level"] for alert in answer["alerts"]]
    assert "red" in levels and "amber" in levels, levels
    due = [alert["clock"]["due_at"] for alert in answer["alerts"]]
    tap.equal(due, sorted(due))
    alert = next(a for a in answer["alerts"] if a["level"] == "red" and a["incidents"] == 5)
    tap.equal(alert["child"], {"id": find("urgent")[1], "name": name_of("urgent"), "birth_expected": False,
                               "birth_date": persons.words_of("urgent")["birth_date"]})
    tap.equal((alert["incidents"], alert["agencies"], alert["state"]), (5, ["police"], "new"))
    tap.equal(alert["title"] in ("Third contact in a year", "Fourth, by other eyes"), True)
    tap.equal((alert["scope"], len(alert["children"]), alert["clock"]["kind"]), ("child", 1, "acknowledge"))
    assert {"level": "red", "state": "new"} in [
        {k: one[k] for k in ("level", "state")} for one in answer["open"]], answer["open"]


def pages_go_on_where_the_one_before_ended():
    whole = [a["id"] for a in WHO["sara"].get("/v1/alerts?limit=200").json["alerts"]]
    assert len(whole) >= 3, whole
    for sort in ("urgent", "newest"):
        seen, after = [], ""
        while after is not None:
            page = WHO["sara"].get(f"/v1/alerts?limit=2&sort={sort}{after}").json
            seen += [a["id"] for a in page["alerts"]]
            after = f"&after={page['next']}" if page["next"] else None
        tap.equal(sorted(seen), sorted(whole))
        tap.equal(seen, whole if sort == "urgent" else sorted(whole, reverse=True))


def filters_leave_out_the_rest():
    def ids(query):
        return [a["id"] for a in WHO["sara"].get("/v1/alerts?limit=200&" + query).json["alerts"]]
    red = ids("level=red")
    assert red and all(a in ids("") for a in red)
    tap.equal(ids("state=decided"), [])
    tap.equal(ids("rule=fresh"), [number("select id from concernd.alert where rule = 'fresh'")])
    tap.equal(ids("rule=no-such"), [])


def what_is_no_filter_is_told():
    for query, words in (("state=maybe", "state is open"), ("level=pink", "level is red"),
                         ("sort=up", "sort is"), ("limit=0", "limit is a whole number from 1 to 200"),
                         ("limit=x", "limit"), ("limit=201", "limit"), ("after=1", "after is what"),
                         ("after=1_2_3", "after is what")):
        answer = WHO["sara"].get("/v1/alerts?" + query)
        tap.equal(answer.status, 400, query)
        assert words in answer.detail, answer.detail
    for query, words in (("state=maybe", "state is open"), ("due=soon", "due is a date"),
                         ("after=x", "after is what"), ("limit=-1", "limit")):
        answer = WHO["sara"].get("/v1/actions?" + query)
        tap.equal(answer.status, 400, query)
        assert words in answer.detail, answer.detail


def what_the_client_has_already_is_not_sent_again_and_not_audited_again():
    first = WHO["sara"].get("/v1/alerts")
    before = number("select count(*) from concernd.audit where action = 'alerts-listed'")
    again = WHO["sara"].get("/v1/alerts", **{"If-None-Match": first.headers["ETag"]})
    tap.equal((again.status, again.body), (304, b""))
    tap.equal(number("select count(*) from concernd.audit where action = 'alerts-listed'"), before)
    raise_alert("etag")
    later = WHO["sara"].get("/v1/alerts", **{"If-None-Match": first.headers["ETag"]})
    tap.equal(later.status, 200)
    assert later.headers["ETag"] != first.headers["ETag"]


# ---- One alert ----

def an_alert_tells_all_that_a_decision_needs():
    alert, child = raise_alert("detail")
    told = WHO["mary"].get(f"/v1/alerts/{alert}").json
    tap.equal(told["rule"]["title"], "Third contact in a year")
    tap.equal((told["rule"]["within"], told["rule"]["counts_child"]), ("12 months", True))
    tap.equal([tier["needs"]["incidents"] for tier in told["rule"]["tiers"]], [3, 5])
    assert "incidents = 3" in told["rule"]["text"], told["rule"]
    tap.equal(told["child"]["id"], child)
    tap.equal([incident["incident"] for incident in told["evidence"]], [1, 2, 3])
    contact = told["evidence"][0]["contacts"][0]
    tap.equal((contact["agency"], contact["category"], contact["summary"], contact["new"]),
              ("police", "neglect", SUMMARY, True))
    tap.equal((told["true_since"], told["evidence_version"]), ("2026-03-01T12:00:00Z", 1))
    tap.equal([version["change"] for version in told["versions"]], ["risen"])
    tap.equal((told["decision"], told["last_decision"], told["other_alerts"]), (None, None, []))
    assert told["rises_again"].startswith("Once decided, it rises again with 1 more incident")
    clocks = {clock["kind"]: clock for clock in told["clocks"]}
    tap.equal(sorted(clocks), ["acknowledge", "decide"])
    tap.equal(told["decide_by"], clocks["decide"]["due_at"])
    assert told["note"].startswith("This alert does not replace your ordinary route")


def what_came_since_the_last_decision_is_marked():
    alert, child = raise_alert("since")
    tap.equal(decide(alert, outcome="assessment").status, 200)
    tell("since", 4)
    alert, _ = find("since")
    told = WHO["mary"].get(f"/v1/alerts/{alert}").json
    tap.equal(told["last_decision"]["decision"]["outcome"], "assessment")
    tap.equal([incident["contacts"][0]["new"] for incident in told["evidence"]],
              [False, False, False, True])
    tap.equal([other["rule"] for other in told["other_alerts"]], ["fresh"])


def every_look_leaves_a_row_before_it_is_shown():
    alert, child = raise_alert("looks")
    for path, audited in ((f"/v1/alerts/{alert}", ("alert-viewed", alert)),
                          (f"/v1/children/{child}", ("child-viewed", "")),
                          (f"/v1/children/{child}/explain", ("child-explained", ""))):
        tap.equal(WHO["sara"].get(path).status, 200)
        rows = sql("select action, alert_id, actor, child_ids from concernd.audit order by id desc limit 1")
        tap.equal(rows, [[audited[0], str(audited[1]), "user:sara", "{%d}" % child]])
    etag = WHO["sara"].get(f"/v1/alerts/{alert}").headers["ETag"]
    before = number("select count(*) from concernd.audit where action = 'alert-viewed'")
    tap.equal(WHO["sara"].get(f"/v1/alerts/{alert}", **{"If-None-Match": etag}).status, 304)
    tap.equal(number("select count(*) from concernd.audit where action = 'alert-viewed'"), before + 1)


def summaries_are_for_whom_their_mark_names():
    for month, mark in enumerate(("police-intelligence", "named", "nobody", "unheard-of", None), 1):
        tell("marks", month, summary=f"{SUMMARY} {month}", **({"handling": mark} if mark else {}))
    alert, child = find("marks")
    def read(who):
        contacts = [c for i in WHO[who].get(f"/v1/alerts/{alert}").json["evidence"] for c in i["contacts"]]
        of_child = WHO[who].get(f"/v1/children/{child}").json["chronology"]
        tap.equal([c["summary"] for c in contacts], [c["summary"] for c in of_child])
        for c in contacts:
            tap.equal(c["summary_withheld"], c["summary"] is None)
        return [c["summary"] is not None for c in contacts]
    tap.equal(read("mary"), [True, False, False, False, True])
    tap.equal(read("sara"), [False, True, False, False, True])


# ---- The child ----

def a_child_is_one_chronology_over_all_agencies():
    tell("child", 1, agency="police", category="domestic-abuse")
    tell("child", 1, agency="health", category="domestic-abuse")
    tell("child", 3, agency="social-care")
    child = number("select child_id from concernd.link join concernd.alias on alias.id = alias_id "
                   "where record = 'child' limit 1")
    told = WHO["sara"].get(f"/v1/children/{child}").json
    tap.equal([(c["agency"], c["incident"]) for c in told["chronology"]],
              [("police", 1), ("health", 1), ("social-care", 2)])
    tap.equal(told["child"]["name"], name_of("child"))
    tap.equal({record["record"] for record in told["records"]}, {"child"})
    tap.equal((told["alerts"], told["restriction"]), ([], None))


def tell_of(kind, data):
    """An event of another type."""
    global count
    count += 1
    event = {**SITE.contact(), "type": f"concernd.{kind}.v1", "time": f"2026-06-01T12:00:{count % 60:02}Z",
             "data": data}
    status, answer = DAEMON.post(event)
    tap.equal((status, answer["receipts"][0]["status"]), (200, "recorded"), answer)


def person(record):
    return {"record": record, **persons.words_of(record)}


def a_child_is_shown_with_its_household_and_what_bears_on_it_through_an_adult():
    tell("home-1", 1)
    tell("home-2", 1)
    adult = {"record": "adult-1", "given_names": "Petra", "family_name": "Homely", "relation": "mother"}
    tell_of("household.linked", {"household": "H1", "children": [person("home-1"), person("home-2")],
                                 "adults": [adult], "from": "2026-01-01"})
    event = SITE.contact(occurred_at="2026-03-01T12:00:00Z", category="domestic-abuse", summary=SUMMARY)
    event["data"].pop("children")
    event["data"]["adults"] = [adult]
    tap.equal(DAEMON.post(event)[0], 200)
    one, two = (number("select child_id from concernd.link join concernd.alias on alias.id = alias_id "
                       f"where record = '{record}' limit 1") for record in ("home-1", "home-2"))
    told = WHO["sara"].get(f"/v1/children/{one}").json
    tap.equal([(row["child"] and row["child"]["id"], row["name"], row["relation"], row["until"])
               for row in told["household"]], [(two, None, None, None), (None, "Petra Homely", "mother", None)])
    tap.equal([(c["about"], c["category"], c["summary"]) for c in told["chronology"]],
              [("child", "neglect", SUMMARY), ("parent-carer", "domestic-abuse", SUMMARY)])
    tap.equal(WHO["dora"].ask("PUT", f"/v1/children/{two}/restriction",
                              {"people": ["dora"], "reason": "The family of a colleague"}).status, 204)
    row = WHO["sara"].get(f"/v1/children/{one}").json["household"][0]
    tap.equal((row["child"], row["restricted"]), (None, True))
    tap.equal(WHO["dora"].ask("DELETE", f"/v1/children/{two}/restriction").status, 204)


def an_alert_of_a_household_shows_on_its_children_and_is_decided_for_all():
    tell_of("household.linked", {"household": "H3", "children": [person("house-1"), person("house-2")],
                                 "from": "2026-01-01"})
    tell("house-1", 2)
    tell("house-2", 3)
    alert = number("select id from concernd.alert where scope = 'household' order by id desc")
    told = WHO["mary"].get(f"/v1/alerts/{alert}").json
    children = [child["id"] for child in told["children"]]
    tap.equal((told["scope"], [child["name"] for child in told["children"]]),
              ("household", [name_of("house-1"), name_of("house-2")]))
    tap.equal([(i["incident"], i["contacts"][0]["summary"]) for i in told["evidence"]],
              [(1, SUMMARY), (2, SUMMARY)])
    tap.equal(sql(f"select child_ids from concernd.audit where alert_id = {alert} "
                  "and action = 'alert-viewed'"), [["{%s}" % ",".join(map(str, children))]])
    for child in children:
        shown = WHO["mary"].get(f"/v1/children/{child}").json["alerts"]
        assert alert in [a["id"] for a in shown], shown
    tap.equal(WHO["dora"].ask("PUT", f"/v1/children/{children[1]}/restriction",
                              {"people": ["dora"], "reason": "The family of a colleague"}).status, 204)
    tap.equal(WHO["mary"].get(f"/v1/alerts/{alert}").status, 403)
    tap.equal(decide(alert).status, 403)
    tap.equal(WHO["dora"].ask("DELETE", f"/v1/children/{children[1]}/restriction").status, 204)
    tell("house-1", 4)
    tap.equal(decide(alert).json["news"][0]["alert"], alert)
    tap.equal(decide(alert, evidence_version=2).status, 200)


def what_is_held_on_a_child_has_the_alerts_that_it_shares():
    alert = number("select id from concernd.alert where scope = 'household' and state = 'decided'")
    children = WHO["mary"].get(f"/v1/alerts/{alert}").json["children"]
    tap.equal(len(children), 2)
    for child in children:
        done = SITE.ctl("child", "export", str(child["id"]), "--out", "-", "--reason", "request 7", "--json")
        tap.equal(done.returncode, 0, done.stderr)
        parts = json.loads(done.stdout)["parts"]
        tap.equal({part for part, rows in parts.items() for row in rows if row.get("alert_id") == alert} &
                  {"alert_version", "decision", "clock", "outbox"},
                  {"alert_version", "decision", "clock", "outbox"})
        shared = [row for row in parts["alert"] if row["id"] == alert] + [
            row for row in parts["decision"] if row["alert_id"] == alert]
        tap.equal([row["third_party"][0]["pointer"] for row in shared], ["/children", "/rationale"])
        for rows in parts.values():
            keys = [json.dumps(row, sort_keys=True) for row in rows]
            tap.equal(len(keys), len(set(keys)), "each row once")


def alerts_are_found_by_the_team_to_which_the_child_is_open():
    alert, child = raise_alert("team")
    def of_team(name):
        return [a["id"] for a in WHO["sara"].get(f"/v1/alerts?team={name}").json["alerts"]]
    tell_of("child.status", {"children": [person("team")], "status": "open", "team": "North",
                             "plan": "child-in-need"})
    tap.equal((of_team("North"), of_team("South")), ([alert], []))
    tap.equal(WHO["sara"].get(f"/v1/children/{child}").json["status"]["plan"], "child-in-need")
    tell_of("child.status", {"children": [person("team")], "status": "open", "team": "South"})
    tap.equal((of_team("North"), of_team("South")), ([], [alert]))
    tap.equal(WHO["sara"].get("/v1/words").json["teams"], ["North", "South"])
    tell_of("child.status", {"children": [person("team")], "status": "closed"})
    tap.equal(of_team("South"), [])


def corrections_show_as_the_engine_sees_them():
    first = SITE.contact(record="mended", occurred_at="2026-01-01T12:00:00Z", summary="first words")
    second = SITE.contact(record="mended", occurred_at="2026-02-01T12:00:00Z", summary="taken back")
    tap.equal(DAEMON.post(first, second)[0], 200)
    amended = {**first, "id": first["id"] + "-a", "type": "concernd.contact.amended.v1",
               "time": "2026-03-01T12:00:00Z", "data": {
                   **first["data"], "summary": "second words", "category": "domestic-abuse",
                   "contact": {"source": first["source"], "id": first["id"]}}}
    withdrawn = {**second, "id": second["id"] + "-w", "type": "concernd.contact.withdrawn.v1",
                 "time": "2026-03-01T12:00:00Z", "data": {
                     "reason": "sent in error",
                     "contact": {"source": second["source"], "id": second["id"]}}}
    outcome = {**first, "id": first["id"] + "-o", "type": "concernd.contact.outcome.v1", "data": {
        "contact": {"source": first["source"], "id": first["id"]}, "outcome": "nfa",
        "decided_at": "2026-03-02T12:00:00Z"}}
    status, answer = DAEMON.post(amended, withdrawn, outcome)
    tap.equal([r["status"] for r in answer["receipts"]], ["recorded"] * 3, answer)
    child = number("select child_id from concernd.link join concernd.alias on alias.id = alias_id "
                   "where record = 'mended' limit 1")
    told = WHO["sara"].get(f"/v1/children/{child}").json["chronology"]
    tap.equal([(c["summary"], c["category"], c["outcome"]) for c in told],
              [("second words", "domestic-abuse", "nfa")])


def explain_says_why_and_why_not():
    child = number("select child_id from concernd.link join concernd.alias on alias.id = alias_id "
                   "where record = 'child' limit 1")
    told = WHO["sara"].get(f"/v1/children/{child}/explain").json
    tap.equal([rule["rule"] for rule in told["rules"]], ["house", "fresh", "repeat-contact"])
    rule = told["rules"][2]
    tap.equal((rule["fired"], rule["outcome"]), (False, "Not fired: the threshold is not reached"))
    tap.equal([c["why"] for c in rule["contacts"]], ["counted"] * 3)
    tap.equal(rule["tiers"][0]["words"].endswith("of 3 incidents"), True)
    tap.equal(len(WHO["sara"].get(f"/v1/children/{child}/explain?rule=fresh").json["rules"]), 1)
    tap.equal(WHO["sara"].get(f"/v1/children/{child}/explain?rule=none").status, 404)
    answer = WHO["sara"].get(f"/v1/children/{child}/explain?known_at=2020-01-01T00:00:00Z")
    tap.equal((answer.status, answer.detail), (422, "no rules were in force then"))
    answer = WHO["sara"].get(f"/v1/children/{child}/explain?known_at=yesterday")
    tap.equal(answer.status, 400, answer.text)


def what_is_not_there_is_404():
    for path in ("/v1/alerts/999999", "/v1/alerts/x", "/v1/alerts/0", "/v1/alerts/99999999999999999999",
                 "/v1/children/999999", "/v1/children/-1", "/v1/children/999999/explain",
                 "/v1/reports/other", "/v1/nothing"):
        answer = WHO["mary"].get(path)
        tap.equal((answer.status, answer.json["status"]), (404, 404), path)
    for path in ("/v1/alerts/999999/acknowledge", "/v1/alerts/999999/decisions", "/v1/actions/999999/done",
                 "/v1/children/999999/break-glass"):
        answer = WHO["mary"].post(path, {**order(), "reason": "because it is so very urgent"})
        tap.equal(answer.status, 404, path + answer.text)
    tap.equal(WHO["adam"].post("/v1/glass/999999/review", {}).status, 404)
    tap.equal(WHO["mary"].ask("PATCH", "/v1/alerts/1", {}).status, 405)


# ---- Acknowledging and deciding ----

def who_acknowledges_first_has_it():
    alert, _ = raise_alert("held")
    tap.equal(WHO["sara"].post(f"/v1/alerts/{alert}/acknowledge").json["alerts"][0]["acknowledged_by"],
              "sara")
    tap.equal(WHO["mary"].post(f"/v1/alerts/{alert}/acknowledge").json["alerts"][0]["acknowledged_by"],
              "sara")
    told = WHO["mary"].get(f"/v1/alerts/{alert}").json
    tap.equal((told["state"], told["acknowledged_by"]), ("acknowledged", "Sara Example"))
    tap.equal(number("select count(*) from concernd.audit where action = 'alert-acknowledged' "
                     f"and alert_id = {alert}"), 1)


def a_higher_level_brings_it_back_to_new():
    alert, _ = find("held")
    tell("held", 4)
    tap.equal(WHO["mary"].get(f"/v1/alerts/{alert}").json["state"], "acknowledged", "grown")
    tell("held", 5)
    told = WHO["mary"].get(f"/v1/alerts/{alert}").json
    tap.equal((told["state"], told["level"]), ("new", "red"))
    tap.equal(WHO["mary"].post(f"/v1/alerts/{alert}/acknowledge").json["alerts"][0]["acknowledged_by"],
              "mary")


def a_decision_is_refused_with_its_words():
    alert, _ = raise_alert("refused")
    for changes, pointer, words in (
            ({"outcome": "shrug"}, "/outcome", "not an outcome word"),
            ({"outcome": None}, "/outcome", "not an outcome word"),
            ({"rationale": "ok"}, "/rationale", "too short: say why, in 20 characters"),
            ({"rationale": None}, "/rationale", "too short"),
            ({"rationale": "lorem ipsum dolor sit amet, consectetur"}, "/rationale", "filler text"),
            ({"rationale": "nfa " * 12}, "/rationale", "one word again and again"),
            ({"evidence_version": None}, "/evidence_version", "was on the screen"),
            ({"evidence_version": 0}, "/evidence_version", "was on the screen"),
            ({"evidence_version": "1"}, "/evidence_version", "was on the screen"),
            ({"actions": {}}, "/actions", "a list"),
            ({"actions": [action()] * 21}, "/actions", "20 at most"),
            ({"actions": [action(what="")]}, "/actions/0/what", "what is to be done"),
            ({"actions": [action(), action(owner=" ")]}, "/actions/1/owner", "a named owner"),
            ({"actions": [action(agency="army")]}, "/actions/0/agency", "agency"),
            ({"actions": [action(due="tomorrow")]}, "/actions/0/due", "today or later"),
            ({"actions": [action(due=soon(-1))]}, "/actions/0/due", "today or later"),
            ({"actions": [action(due=soon(1000))]}, "/actions/0/due", "within 2 years"),
            ({"actions": [action(contingency="")]}, "/actions/0/contingency", "if it is not done"),
            ({"actions": [7]}, "/actions/0/what", "what is to be done"),
            ({"outcome": "more-information"}, "/actions", "who finds it out, and by when")):
        answer = decide(alert, **changes)
        tap.equal(answer.status, 422, f"{changes}: {answer.text}")
        tap.equal(answer.json["errors"][0]["pointer"], pointer, answer.text)
        assert words in answer.detail and words in answer.json["errors"][0]["detail"], answer.detail
    tap.equal(WHO["mary"].post(f"/v1/alerts/{alert}/decisions", "{").status, 400)
    tap.equal(WHO["mary"].post(f"/v1/alerts/{alert}/decisions", "[1]").status, 400)
    tap.equal(WHO["mary"].post(f"/v1/alerts/{alert}/decisions", "a=1",
                               headers={"Content-Type": "text/plain"}).status, 415)
    tap.equal(WHO["mary"].post(f"/v1/alerts/{alert}/decisions", order(more="x" * 70000)).status, 413)
    answer = decide(alert, evidence_version=9)
    tap.equal((answer.status, answer.detail),
              (404, f"alert {alert} has no evidence version 9, its latest is 1"))
    tap.equal(WHO["mary"].get(f"/v1/alerts/{alert}").json["state"], "new")


def a_reason_of_one_of_the_last_three_decisions_is_refused():
    one, _ = raise_alert("copied-1")
    two, _ = raise_alert("copied-2")
    text = reason()
    tap.equal(decide(one, rationale=text).status, 200)
    answer = decide(two, rationale="  " + text.upper() + ".")
    tap.equal(answer.status, 422, answer.text)
    assert "one of your last decisions" in answer.detail, answer.detail
    tap.equal(decide(two, who="dora", rationale=text).status, 200, "another's words")


def a_decision_is_noted_with_what_is_to_be_done():
    alert, child = raise_alert("noted")
    text = reason()
    answer = decide(alert, outcome="more-information", rationale=text, actions=[
        action(), action(what="Ask the school", owner="L. Teacher", agency="health")])
    tap.equal(answer.status, 200, answer.text)
    told = answer.json["alerts"][0]
    tap.equal((told["id"], told["state"], told["outcome"], told["decided_by"]),
              (alert, "decided", "more-information", "mary"))
    assert "rises again with 1 more incident" in told["rises_again"], told
    decision = WHO["sara"].get(f"/v1/alerts/{alert}").json["decision"]
    tap.equal((decision["outcome"], decision["rationale"], decision["person"]),
              ("more-information", text, "Mary Example"))
    tap.equal([(a["what"], a["due"]) for a in decision["actions"]],
              [("Visit the family", soon()), ("Ask the school", soon())])
    tap.equal([a["decision"]["outcome"] for a in WHO["sara"].get(f"/v1/children/{child}").json["alerts"]],
              ["more-information"])
    tap.equal(sql(f"select actor, detail from concernd.audit where alert_id = {alert} "
                  "and action = 'alert-decided'"), [["user:mary", "more-information"]])


def a_rehearsal_tells_the_same_and_notes_nothing():
    alert, _ = raise_alert("rehearsed")
    answer = decide(alert, dry_run=True)
    tap.equal(answer.status, 200, answer.text)
    told = answer.json["alerts"][0]
    assert "rises again" in told["rises_again"]
    tap.equal((told["state"], told["decided_by"]), ("new", None))
    tap.equal(WHO["mary"].get(f"/v1/alerts/{alert}").json["state"], "new")


def of_two_managers_at_once_one_decides_and_one_is_told():
    alert, _ = raise_alert("twice")
    with concurrent.futures.ThreadPoolExecutor() as pool:
        answers = list(pool.map(lambda who: decide(alert, who=who), ("mary", "dora")))
    tap.equal(sorted(answer.status for answer in answers), [200, 409])
    first = "mary" if answers[0].status == 200 else "dora"
    late = answers[0 if answers[0].status == 409 else 1]
    tap.equal(late.headers["Content-Type"], "application/problem+json")
    tap.equal(late.detail, f"alert {alert} is decided already: nfa, by {first}; look at it again")
    told = late.json["alerts"][0]
    tap.equal((told["id"], told["state"], told["outcome"], told["decided_by"]),
              (alert, "decided", "nfa", first))


def a_fact_that_comes_while_the_form_is_open_is_told():
    alert, _ = raise_alert("grown")
    tell("grown", 4, agency="health", category="domestic-abuse")
    answer = decide(alert)
    tap.equal(answer.status, 409, answer.text)
    tap.equal(answer.detail, "newer facts have come: decided on 3 incidents, there are now 4; look again "
                             "(evidence version 2) and decide then")
    tap.equal([(n["agency"], n["category"], n["occurred_at"]) for n in answer.json["news"]],
              [("health", "domestic-abuse", "2026-04-01T12:00:00Z")])
    tap.equal(answer.json["alerts"][0]["evidence_version"], 2)
    tap.equal(decide(alert, evidence_version=2).status, 200)


def a_rule_may_want_a_fresh_decider():
    raise_alert("fresh", 4)
    alert, _ = find("fresh")
    tap.equal(decide(alert, evidence_version=2).status, 200)
    other, _ = find("fresh", "fresh")
    answer = decide(other)
    tap.equal(answer.status, 403, answer.text)
    assert "fresh decider" in answer.detail, answer.detail
    tap.equal(decide(other, who="dora").status, 200)


def one_decision_covers_brothers_and_sisters():
    one, _ = raise_alert("sister")
    two, brother = raise_alert("brother")
    tell_of("household.linked", {"household": "H2", "children": [person("sister"), person("brother")],
                                 "from": "2026-01-01"})
    near = WHO["mary"].get(f"/v1/alerts/{one}").json["household_alerts"]
    tap.equal([(a["id"], a["evidence_version"], a["child"]["id"]) for a in near], [(two, 1, brother)])
    both = [{"id": one, "evidence_version": 1}, {"id": two, "evidence_version": 1}]
    for alerts, pointer in (([], "/alerts"), ("x", "/alerts"), ([{"id": one}], "/alerts/0/evidence_version"),
                            ([both[0], {"evidence_version": 1}], "/alerts/1/id"),
                            ([both[0], both[0]], "/alerts"), (None, "/alerts")):
        answer = WHO["mary"].post("/v1/decisions", order(alerts=alerts))
        tap.equal((answer.status, answer.json["errors"][0]["pointer"]), (422, pointer), answer.text)
    tell("brother", 4)
    answer = WHO["mary"].post("/v1/decisions", order(alerts=both))
    tap.equal(answer.status, 409, answer.text)
    tap.equal([n["alert"] for n in answer.json["news"]], [two])
    both[1]["evidence_version"] = 2
    answer = WHO["mary"].post("/v1/decisions", order(alerts=both, actions=[action()]))
    tap.equal((answer.status, len(answer.json["alerts"])), (200, 2), answer.text)
    for alert in (one, two):
        decision = WHO["sara"].get(f"/v1/alerts/{alert}").json["decision"]
        tap.equal((decision["together"], len(decision["actions"])), (sorted([one, two]), 1))


# ---- Actions ----

def actions_are_listed_the_first_due_first():
    alert, child = raise_alert("acts")
    tap.equal(decide(alert, actions=[action(owner="First Owner", due=soon(1)), action(due=soon(30)),
                                     action(owner="first owner", agency="health", due=soon(0))]).status, 200)
    told = WHO["sara"].get("/v1/actions?limit=200").json["actions"]
    tap.equal([a["due"] for a in told], sorted(a["due"] for a in told))
    tap.equal(told[0]["child"]["name"], name_of("acts"))
    def n(query):
        return len(WHO["sara"].get("/v1/actions?limit=200&" + query).json["actions"])
    tap.equal((n("owner=First%20Owner"), n("owner=First%20Owner&agency=health"), n(f"due={soon(0)}"),
               n("overdue=1"), n("state=done")), (2, 1, 1, 0, 0))
    sql(f"update concernd.action set due_on = current_date - 2 where due_on = '{soon(0)}'")
    tap.equal(n("overdue=1"), 1)
    tap.equal(WHO["sara"].get("/v1/actions").json["actions"][0]["overdue"], True)
    seen, after = [], ""
    while after is not None:
        page = WHO["sara"].get(f"/v1/actions?limit=2{after}").json
        seen += [a["id"] for a in page["actions"]]
        after = f"&after={page['next']}" if page["next"] else None
    tap.equal(seen, [a["id"] for a in WHO["sara"].get("/v1/actions?limit=200").json["actions"]])


def an_action_is_done_once():
    one = WHO["sara"].get("/v1/actions").json["actions"][0]
    tap.equal(WHO["sara"].post(f"/v1/actions/{one['id']}/done", {"note": 7}).status, 422)
    tap.equal(WHO["sara"].post(f"/v1/actions/{one['id']}/done", {"note": "Seen today"}).status, 204)
    tap.equal(sql("select count(*) from concernd.clock where kind = 'act' and ended_at is not null "
                  f"and part = {one['id']}"), [["1"]])
    answer = WHO["mary"].post(f"/v1/actions/{one['id']}/done", {})
    tap.equal(answer.status, 409)
    assert "Sara Example said so at" in answer.detail, answer.detail
    done = WHO["sara"].get("/v1/actions?state=done").json["actions"]
    tap.equal([(a["id"], a["done_by"], a["done_note"], a["overdue"]) for a in done],
              [(one["id"], "Sara Example", "Seen today", False)])


# ---- Feedback ----

def what_agencies_are_to_hear_is_listed_until_they_have_and_what_is_overdue_by_itself():
    first, _ = raise_alert("hears")
    second, _ = raise_alert("waits")
    for alert in (first, second):
        tap.equal(decide(alert).status, 200)
    def told(query):
        return [(f["alert"], f["agency"], f["contacts"], f["heard"], f["overdue"]) for f in
                WHO["sara"].get("/v1/feedback?limit=200&" + query).json["feedback"]
                if f["alert"] in (first, second)]
    tap.equal(sorted(told("")), [(first, "police", 3, 0, False), (second, "police", 3, 0, False)])
    tap.equal((told("state=overdue"), told("state=heard"), told("agency=health")), ([], [], []))
    sql("update concernd.feedback set due_at = clock_timestamp() - interval '1 day' "
        f"where alert_id in ({first}, {second})")
    sql(f"update concernd.feedback set done_at = clock_timestamp(), done_by = 'delivered' where alert_id = {first}")
    tap.equal((told("state=overdue"), told("state=heard")),
              ([(second, "police", 3, 0, True)], [(first, "police", 3, 3, False)]))
    one = WHO["sara"].get("/v1/feedback?limit=1&state=all").json
    two = WHO["sara"].get(f"/v1/feedback?limit=1&state=all&after={one['next']}").json
    assert one["feedback"][0] != two["feedback"][0]
    heard = WHO["sara"].get(f"/v1/alerts/{first}").json["feedback"]
    tap.equal([(f["agency"], f["says"], f["contacts"], f["heard"], f["overdue"]) for f in heard],
              [("police", "outcome", 3, 3, False)])
    late = WHO["sara"].get(f"/v1/alerts/{second}").json["feedback"]
    tap.equal([(f["heard"], f["heard_at"], f["overdue"]) for f in late], [(0, None, True)])


def an_alert_says_who_was_told_of_it():
    alert, _ = raise_alert("told")
    told = WHO["sara"].get(f"/v1/alerts/{alert}").json["told"]
    assert told and {(t["kind"], t["clock"]) for t in told} == {("risen", None)}, told


def without_kinds_of_meetings_the_form_says_what_to_declare():
    alert, _ = raise_alert("no-kinds")
    tap.equal(WHO["mary"].get("/v1/words").json["meetings"], [])
    answer = WHO["mary"].post("/v1/meetings", {"kind": "strategy", "alerts": [alert],
                                               "planned_for": soon() + "T10:00"})
    tap.equal((answer.status, answer.json["errors"][0]["pointer"]), (422, "/kind"), answer.text)
    assert "ops staff write meetings = (" in answer.detail, answer.detail


# ---- Restricted families ----

def a_restricted_family_is_shown_to_those_named_and_on_duty():
    alert, child = raise_alert("closed")
    for body, pointer, words in (
            ({"people": ["sara"], "reason": "short"}, "/reason", "20 characters"),
            ({"people": [], "reason": "A colleague's own family"}, "/people", "name 1 to"),
            ({"people": [7], "reason": "A colleague's own family"}, "/people/0", "a text"),
            ({"people": ["ghost"], "reason": "A colleague's own family"}, "/people", "no account's")):
        answer = WHO["mary"].ask("PUT", f"/v1/children/{child}/restriction", body)
        tap.equal((answer.status, answer.json["errors"][0]["pointer"]), (422, pointer), answer.text)
        assert words in answer.detail, answer.detail
    answer = WHO["mary"].ask("PUT", f"/v1/children/{child}/restriction",
                             {"people": ["sara"], "reason": "A colleague's own family"})
    tap.equal(answer.status, 204, answer.text)
    for path in (f"/v1/alerts/{alert}", f"/v1/children/{child}", f"/v1/children/{child}/explain"):
        tap.equal([WHO[who].get(path).status for who in ("sara", "dora", "mary")], [200, 200, 403], path)
    answer = WHO["mary"].get(f"/v1/alerts/{alert}")
    assert f"POST /v1/children/{child}/break-glass" in answer.detail, answer.detail
    tap.equal(sql("select actor, detail from concernd.audit where action = 'view-refused' "
                  f"and alert_id = {alert} order by id desc limit 1"), [["user:mary", "restricted"]])
    tap.equal(WHO["mary"].post(f"/v1/alerts/{alert}/acknowledge").status, 403)
    tap.equal(decide(alert).status, 403)
    tap.equal(WHO["mary"].ask("DELETE", f"/v1/children/{child}/restriction").status, 403)


def its_alert_stays_in_every_list_without_saying_whose_it_is():
    alert, child = find("closed")
    row = [a for a in WHO["mary"].get("/v1/alerts?limit=200").json["alerts"] if a["id"] == alert]
    tap.equal(sorted(row[0]), ["id", "known_at", "level", "restricted", "state"])
    row = [a for a in WHO["sara"].get("/v1/alerts?limit=200").json["alerts"] if a["id"] == alert]
    tap.equal(row[0]["child"]["id"], child)


def who_must_see_it_opens_it_with_a_reason_and_the_auditor_is_told():
    alert, child = find("closed")
    path = f"/v1/children/{child}"
    tap.equal(WHO["mary"].post(path + "/break-glass", {"reason": "now"}).status, 422)
    answer = WHO["mary"].post(path + "/break-glass", {"reason": "The duty line rang about this child"})
    tap.equal(answer.status, 201, answer.text)
    tap.equal(WHO["mary"].get(path).status, 200)
    tap.equal(WHO["mary"].get(f"/v1/alerts/{alert}").status, 200)
    again = WHO["mary"].post(path + "/break-glass", {"reason": "The duty line rang about this child"})
    tap.equal(again.status, 409, "it is open already")
    seen = WHO["adam"].get("/v1/glass").json["glass"]
    tap.equal([(g["child"], g["person"], g["reason"]) for g in seen],
              [(child, "mary", "The duty line rang about this child")])
    DAEMON.says(f"opening {seen[0]['id']} waits for the auditor")
    tap.equal(sql("select child_ids, value from concernd.audit join concernd.audit_personal "
                  "on audit_id = id where action = 'glass-broken'"),
              [["{%d}" % child, "The duty line rang about this child"]])
    tap.equal(sql("select recipient, detail from concernd.outbox where kind = 'ops'"),
              [["auditor", '{"text":"A restricted family\'s record was opened with a reason. Opening '
                           f'{seen[0]["id"]} waits for an auditor."}}']])
    tap.equal(WHO["adam"].post(f"/v1/glass/{seen[0]['id']}/review", {}).status, 204)
    tap.equal(WHO["adam"].get("/v1/glass").json["glass"], [])
    tap.equal(WHO["adam"].get("/v1/glass?state=all").json["glass"][0]["reviewed_by"], "Adam Example")
    sql("update concernd.glass set until = now()")
    tap.equal(WHO["mary"].get(path).status, 403, "the time is over")
    tap.equal(WHO["dora"].ask("DELETE", path + "/restriction").status, 204)
    tap.equal(WHO["mary"].get(path).status, 200)


# ---- Reports ----

def a_report_counts_by_agency_and_month_and_hides_small_numbers():
    for i in range(7):
        tell(f"report-{i}", 5, day=i + 1, agency="health", outcome="nfa")
        tell(f"report-{i}", 6, day=i + 1, agency="health", outcome="nfa")
        tell(f"report-{i}", 7, day=i + 1, agency="health", outcome="nfa")
    told = WHO["mary"].get("/v1/reports/partnership?from=2026-05&until=2026-07").json
    rows = {(r["agency"], r["month"]): r for r in told["rows"]}
    july = rows["health", "2026-07"]
    tap.equal((july["contacts"], july["repeats"], july["nfa"], july["nfa_runs"]), (7, 7, 7, 7))
    now = persons.today().strftime("%Y-%m")
    police = [r for r in WHO["mary"].get(f"/v1/reports/partnership?from={now}&until={now}").json["rows"]
              if r["agency"] == "police"][0]
    assert police["alerts"] > 10 and police["decided"] == police["decided_in_time"] > 5, police
    assert police["feedback"] > 10 and police["feedback_in_time"] == 0, police
    tap.equal((rows["health", "2026-05"]["repeats"], rows["health", "2026-06"]["nfa_runs"]), (0, 0))
    tell("report-small", 7, agency="police")
    told = WHO["mary"].get("/v1/reports/partnership?from=2026-07&until=2026-07").json
    police = [r for r in told["rows"] if r["agency"] == "police"][0]
    tap.equal(police["contacts"], None)
    answer = WHO["adam"].get("/v1/reports/partnership?from=2026-07&until=2026-07", Accept="text/csv")
    tap.equal(answer.headers["Content-Type"], "text/csv; charset=utf-8")
    lines = answer.text.split("\r\n")
    assert lines[0].startswith("agency,month,contacts,repeats,nfa,nfa_runs"), lines[0]
    assert "health,2026-07,7,7,7,7" in answer.text and "police,2026-07,,0," in answer.text, answer.text
    for query in ("from=2026", "until=x", "from=2026-05&until=2026-04", "from=2001-01&until=2026-01"):
        tap.equal(WHO["mary"].get("/v1/reports/partnership?" + query).status, 400, query)


# ---- Nothing leaks ----

def nothing_of_a_person_is_in_log_metric_or_audit():
    words = (CANARY, "Canarysummary", persons.words_of("roles")["birth_date"],
             persons.words_of("roles")["given_names"], persons.PASSWORD, "duty line rang", "school nurse",
             *(browser.cookie.split("=")[1] for browser in WHO.values()))
    log = (SITE.folder / "postgres" / "place").read_text().strip() + "/log"
    for where, text in (("log", DAEMON.log()), ("metrics", DAEMON.get("/metrics")[1]),
                        ("audit", str(sql("select * from concernd.audit"))),
                        ("outbox", str(sql("select * from concernd.outbox"))),
                        ("PostgreSQL's log", open(log, errors="replace").read())):
        for word in words:
            assert word not in text, f"{word} is in the {where}"


def main():
    global SITE, DAEMON
    with testing.Site(rules=RULES, settings=SETTINGS,
                      notify="syslog = false; journal = false; auditors = [\"auditor\"];") as SITE:
        for name, *roles in (("mary", "manager"), ("sara", "screener"), ("adam", "auditor"),
                             ("oscar", "ops"), ("dora", "manager", "duty")):
            persons.add_account(SITE, name, *roles)
        with SITE.daemon() as DAEMON:
            for name in ("mary", "sara", "adam", "oscar", "dora"):
                WHO[name] = persons.sign_in(DAEMON, name)
            tap.run(each_role_sees_its_part_and_no_more,
                    the_list_tells_what_waits_the_most_urgent_first,
                    pages_go_on_where_the_one_before_ended,
                    filters_leave_out_the_rest,
                    what_is_no_filter_is_told,
                    what_the_client_has_already_is_not_sent_again_and_not_audited_again,
                    an_alert_tells_all_that_a_decision_needs,
                    what_came_since_the_last_decision_is_marked,
                    every_look_leaves_a_row_before_it_is_shown,
                    summaries_are_for_whom_their_mark_names,
                    a_child_is_one_chronology_over_all_agencies,
                    a_child_is_shown_with_its_household_and_what_bears_on_it_through_an_adult,
                    an_alert_of_a_household_shows_on_its_children_and_is_decided_for_all,
            what_is_held_on_a_child_has_the_alerts_that_it_shares,
                    alerts_are_found_by_the_team_to_which_the_child_is_open,
                    corrections_show_as_the_engine_sees_them,
                    explain_says_why_and_why_not,
                    what_is_not_there_is_404,
                    who_acknowledges_first_has_it,
                    a_higher_level_brings_it_back_to_new,
                    a_decision_is_refused_with_its_words,
                    a_reason_of_one_of_the_last_three_decisions_is_refused,
                    a_decision_is_noted_with_what_is_to_be_done,
                    a_rehearsal_tells_the_same_and_notes_nothing,
                    of_two_managers_at_once_one_decides_and_one_is_told,
                    a_fact_that_comes_while_the_form_is_open_is_told,
                    a_rule_may_want_a_fresh_decider,
                    one_decision_covers_brothers_and_sisters,
                    actions_are_listed_the_first_due_first,
                    an_action_is_done_once,
                    without_kinds_of_meetings_the_form_says_what_to_declare,
                    what_agencies_are_to_hear_is_listed_until_they_have_and_what_is_overdue_by_itself,
                    an_alert_says_who_was_told_of_it,
                    a_restricted_family_is_shown_to_those_named_and_on_duty,
                    its_alert_stays_in_every_list_without_saying_whose_it_is,
                    who_must_see_it_opens_it_with_a_reason_and_the_auditor_is_told,
                    a_report_counts_by_agency_and_month_and_hides_small_numbers,
                    nothing_of_a_person_is_in_log_metric_or_audit)


if __name__ == "__main__":
    main()
