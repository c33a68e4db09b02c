#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""GET /openapi.yaml against the daemon that serves it: every path, every status, every example. What is
answered must be described, and what is described must be answered."""

import datetime
import hashlib
import json
import os
import re
import sys
import types

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools"))
import concernd_testing as testing  # noqa: E402
import persons  # noqa: E402
import tap  # noqa: E402

try:
    import jsonschema
    import yaml
except ImportError:
    jsonschema = yaml = None

SITE = None
DAEMON = None
API = None
WHO = {}
SEEN = set()  # (method, path, status)
MEETINGS = """meetings = (
	{ name = "strategy"; then = "conference"; then_within = "15 working days"; needs_agencies = ["health"]; },
	{ name = "conference"; title = "Initial child protection conference"; },
	{ name = "mace"; title = "MACE"; categories = ["neglect"]; }
);
"""
SLOW_TOKEN = "the-token-of-the-slow-sender"
BATCH_EVENTS = 5
MORE = f"""
batch_events = {BATCH_EVENTS};
senders = (
	{{ name = "slow"; agencies = ["health"]; sources = ["urn:test:slow"]; rate = 1; burst = 2;
	   token_sha256 = ["{hashlib.sha256(SLOW_TOKEN.encode()).hexdigest()}"]; }}
);
"""
FLAG_REASONS = 'flag_reasons = ( { name = "missing-risk"; title = "At risk when missing"; } );\n'
REASON = "Known to the school, and seen there this week: number "
count = 0


def resolve(node):
    while isinstance(node, dict) and "$ref" in node:
        place = API
        for part in node["$ref"][2:].split("/"):
            place = place[part]
        node = place
    return node


def check(schema, value, what):
    whole = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema,
             "components": API["components"]}
    errors = [f"{'/'.join(map(str, e.absolute_path))}: {e.message}"
              for e in jsonschema.Draft202012Validator(whole).iter_errors(value)]
    assert not errors, f"{what}: {errors[:3]}"


def operation(method, path):
    return API["paths"][path][method.lower()]


def ask(who, method, path, body=None, ids=(), query="", **options):
    """A request along a described path; its answer must be described. `who` is a name, None for nobody, or a
    browser."""
    browser = who if isinstance(who, persons.Browser) else WHO[who] if who else persons.Browser(DAEMON)
    ids = list(ids)
    real = re.sub(r"\{\w+\}", lambda _: str(ids.pop(0)), path)
    answer = browser.ask(method, real + query, body, **options)
    responses = operation(method, path)["responses"]
    what = f"{method} {real}{query}: {answer.status}"
    assert str(answer.status) in responses, f"{what} is not described: {answer.text[:200]}"
    SEEN.add((method, path, str(answer.status)))
    check_answer(resolve(responses[str(answer.status)]), answer, what)
    return answer


def check_answer(described, answer, what):
    content = described.get("content")
    if not content:
        tap.equal(answer.body, b"", what)
        return
    kind = answer.headers["Content-Type"].split(";")[0]
    assert kind in content, f"{what}: {kind} is not described"
    value = answer.json if "json" in kind else answer.text
    check(content[kind]["schema"], value, what)


def reason():
    global count
    count += 1
    return REASON + str(count)


def raise_alert(record, months=3):
    for month in range(1, months + 1):
        event = SITE.contact(record=record, occurred_at=f"2026-{month:02}-01T12:00:00Z", summary="Seen")
        event["data"]["children"][0].update(persons.words_of(record))
        tap.equal(DAEMON.post(event)[0], 200)
    row = SITE.postgres.query(
        "select alert.id, alert.child_id from concernd.alert join concernd.link using (child_id) "
        f"join concernd.alias on alias.id = alias_id where record = '{record}' order by alert.id desc")[0]
    return int(row[0]), int(row[1])


def order(**changes):
    return {"outcome": "nfa", "rationale": reason(), "evidence_version": 1, **changes}


def question(**changes):
    due = (persons.today() + datetime.timedelta(40)).isoformat() + "T12:00:00Z"
    return {"agency": "health", "question": "Which appointments? " + reason(), "why": reason(),
            "due": due, "ground": "section-47", **changes}


def action(**changes):
    due = (persons.today() + datetime.timedelta(3)).isoformat()
    return {"what": "Visit", "owner": "K. Worker", "agency": "police", "due": due,
            "contingency": "The team leader visits", **changes}


# ---- Tests ----

def it_is_the_file_and_openapi_3_1():
    global API
    status, text = DAEMON.get("/openapi.yaml")
    tap.equal(status, 200)
    path = os.path.join(tap.root(), "daemon", "people", "api", "openapi.yaml")
    assert text == open(path, encoding="utf-8").read(), "the file is another than the one served"
    API = yaml.safe_load(text)
    tap.equal(API["openapi"], "3.1.0")


def every_reference_leads_somewhere_and_every_schema_holds():
    used = set()

    def walk(node):
        if isinstance(node, dict):
            if "$ref" in node:
                used.add(node["$ref"])
                resolve(node)
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk(API)
    for name, schema in API["components"]["schemas"].items():
        jsonschema.Draft202012Validator.check_schema(schema)
        assert f"#/components/schemas/{name}" in used, f"nothing uses {name}"


def every_example_is_what_it_exemplifies():
    n = 0
    for path, item in API["paths"].items():
        for method, one in item.items():
            places = [one.get("requestBody", {})] + [resolve(r) for r in one["responses"].values()]
            for place in places:
                for kind, media in place.get("content", {}).items():
                    if "example" in media:
                        check(media["schema"], media["example"], f"example of {method} {path}")
                        n += 1
    assert n >= 10, n


def every_route_of_the_daemon_is_described():
    source = "".join(open(os.path.join(tap.root(), "daemon", *path), encoding="utf-8").read()
                     for path in (("people", "people.c"), ("intake", "me.c")))
    routes = set(re.findall(r'\{ "([^"]+)", METHOD_(\w+), (\w+) \}', source))
    described = {(re.sub(r"\{\w+\}", "{}", path), method.upper())
                 for path, item in API["paths"].items() for method in item}
    for path, method, handler in routes:
        if handler.startswith("page_serve"):
            continue  # what a browser shows, not an API
        path = path.replace("/v1/reports/{}", "/v1/reports/partnership")
        assert (path, method) in described, f"{method} {path} is not described"
        described.discard((path, method))
    tap.equal(described, set(), "described, but there is no such route")


def tools_need_no_session():
    for path in ("/healthz", "/readyz", "/metrics", "/openapi.yaml", "/schemas/"):
        tap.equal(ask(None, "GET", path).status, 200)
    tap.equal(ask(None, "GET", "/schemas/{type}", ids=["concernd.contact.recorded.v1"]).status, 200)
    tap.equal(ask(None, "GET", "/schemas/{type}", ids=["nothing"]).status, 404)


def signing_in_is_answered_as_described():
    browser = persons.Browser(DAEMON)
    def post(body, **options):
        return ask(browser, "POST", "/v1/session", body, **options).status
    tap.equal(post({"name": "mary", "password": persons.PASSWORD}), 200)
    tap.equal(post({"name": "mary", "password": "wrong"}), 401)
    tap.equal(post("{"), 400)
    tap.equal(post({}), 422)
    tap.equal(post({"x": "x" * 70000}), 413)
    tap.equal(post("a", headers={"Content-Type": "text/plain"}), 415)
    tap.equal(post({}, headers={"X-Remote-User": "mary"}), 403)
    ask("mary", "GET", "/v1/session")
    ask("mary", "GET", "/v1/session", headers={"X-Remote-User": "mary"})
    browser = persons.sign_in(DAEMON, "mary")
    tap.equal(ask(browser, "DELETE", "/v1/session").status, 204)


def protected():
    """Operations that need a session: (method, path, ids that lead nowhere)."""
    for path, item in API["paths"].items():
        for method, one in item.items():
            if one.get("security", API["security"]) and "senders" not in one.get("tags", []):
                yield method.upper(), path, ["999999"] * path.count("{")


def nobody_and_the_wrong_role_are_kept_out():
    for method, path, ids in protected():
        tap.equal(ask(None, method, path, ids=ids).status, 401, path)
        if method != "GET":
            tap.equal(ask("mary", method, path, {}, ids=ids, csrf=False).status, 403, path)
        elif "403" in operation(method, path)["responses"] and path != "/v1/session":
            who = "adam" if path not in ("/v1/glass", "/v1/reports/partnership") else "sara"
            tap.equal(ask(who, method, path, ids=ids).status, 403, path)


def in_days(days):
    return (persons.today() + datetime.timedelta(days)).isoformat()


def flag_bodies():
    """What each path of flags takes."""
    return {"/v1/alerts/{id}/flags": {"reason": "missing-risk", "note": "Often missing",
                                      "review_on": in_days(9), "ends_on": in_days(90)},
            "/v1/flags/{id}/review": {"answer": "end", "why": "It is over"},
            "/v1/flags/{id}/set-by-police": {"answer": "set", "on": in_days(0), "reference": "7"}}


def meeting_bodies():
    """What each path of meetings takes."""
    held = {"held_at": in_days(-1) + "T10:00", "chair": "A. Manager", "outcome": "nfa",
            "agencies": [{"agency": "police", "attended": True, "note": "Two calls"}],
            "following": {"needed": True}, "actions": [action()]}
    return {"/v1/meetings": {"kind": "strategy", "planned_for": in_days(1) + "T10:00",
                             "agencies": ["police", "social-care"]},
            "/v1/meetings/{id}/held": held,
            "/v1/meetings/{id}/contribution": {"agency": "social-care", "note": "By letter"},
            "/v1/meetings/{id}/plan": {"place": "Room 4", "agencies": ["health"]},
            "/v1/meetings/{id}/cancel": {"reason": "Not needed"},
            "/v1/meetings/{id}/waive": {"reason": "No harm was found"}}


def what_is_not_there_is_described():
    for method, path, ids in protected():
        if "404" not in operation(method, path)["responses"]:
            continue
        body = {**order(), "reason": "because it is so very urgent", "people": ["mary"],
                "answer": "same", **question(), "note": "Rang them", "from": "A nurse",
                "alerts": [{"id": 999999, "evidence_version": 1}]}
        if path.startswith("/v1/requests"):
            body["kind"] = "answered"
        body = {**flag_bodies(), **meeting_bodies()}.get(path, body)
        who = "adam" if path.startswith("/v1/glass") else "mary"
        answer = ask(who, method, path, None if method in ("GET", "DELETE") else body, ids=ids)
        tap.equal(answer.status, 404, f"{method} {path}")


def bodies_that_will_not_do_are_described():
    for method, path, _ in protected():
        one = operation(method, path)
        if "requestBody" not in one:
            continue
        ids = ["1"] * path.count("{")
        tap.equal(ask("mary", method, path, "{", ids=ids).status, 400, path)
        tap.equal(ask("mary", method, path, "a", ids=ids, headers={"Content-Type": "text/plain"}).status,
                  415, path)
        size = 1100000 if path in ("/v1/meetings", "/v1/meetings/{id}/held") else 70000
        tap.equal(ask("mary", method, path, {"x": "x" * size}, ids=ids).status, 413, path)
        tap.equal(ask("mary", method, path, {"note": 7}, ids=ids).status, 422, path)


def is_known_again(path, ids, query):
    answer = ask("mary", "GET", path, ids=ids, query=query)
    tap.equal(answer.status, 200, answer.text)
    known = ask("mary", "GET", path, ids=ids, query=query, headers={"If-None-Match": answer.headers["ETag"]})
    return known.status == 304 and known.headers["ETag"] == answer.headers["ETag"]


def looks_are_as_described():
    alert, child = raise_alert("looks")
    for path, ids, query in (("/v1/words", [], ""), ("/v1/alerts", [], "?limit=1"),
                             ("/v1/alerts", [], "?state=all&sort=newest"),
                             ("/v1/alerts/{id}", [alert], ""), ("/v1/children/{id}", [child], ""),
                             ("/v1/actions", [], "?state=all"), ("/v1/feedback", [], "?state=all"),
                             ("/v1/reports/partnership", [], "")):
        # Whom an alert's notice reached is in it: that may come between the two.
        testing.until(lambda: is_known_again(path, ids, query), path)
    tap.equal(ask("mary", "GET", "/v1/children/{id}/explain", ids=[child],
                  query="?known_at=2099-01-01T00:00:00Z").status, 200)
    tap.equal(ask("mary", "GET", "/v1/reports/partnership", headers={"Accept": "text/csv"}).status, 200)
    for path, query in (("/v1/alerts", "?state=x"), ("/v1/actions", "?due=x"), ("/v1/feedback", "?state=x"),
                        ("/v1/reports/partnership", "?from=x"), ("/v1/glass", "?state=x"),
                        ("/v1/children/{id}/explain", "?known_at=x")):
        who = "adam" if path == "/v1/glass" else "mary"
        tap.equal(ask(who, "GET", path, ids=[child], query=query).status, 400, path)
    tap.equal(ask("mary", "GET", "/v1/children/{id}/explain", ids=[child],
                  query="?known_at=2020-01-01T00:00:00Z").status, 422)


def trying_rules_out_is_as_described():
    answer = ask("mary", "GET", "/v1/rules")
    tap.equal(ask("mary", "GET", "/v1/rules", headers={"If-None-Match": answer.headers["ETag"]}).status, 304)
    rule = answer.json["rules"][0]
    setting = [one for one in rule["settings"] if one["is_number"]][0]
    change = {"rule": rule["name"], "key": setting["key"], "value": "4"}
    tap.equal(ask("mary", "POST", "/v1/rules/tryouts", {"changes": [change]}).status, 200)


def deciding_is_as_described():
    path = "/v1/alerts/{id}/decisions"
    one, _ = raise_alert("decided-1")
    two, _ = raise_alert("decided-2", 4)
    tap.equal(ask("sara", "POST", "/v1/alerts/{id}/acknowledge", ids=[one]).status, 200)
    tap.equal(ask("mary", "POST", path, order(), ids=[two]).status, 409)
    tap.equal(ask("mary", "POST", path, order(actions=[action()]), ids=[one]).status, 200)
    tap.equal(ask("mary", "POST", path, order(), ids=[one]).status, 409)
    tap.equal(ask("sara", "POST", "/v1/alerts/{id}/acknowledge", ids=[one]).status, 409)
    both = {"alerts": [{"id": two, "evidence_version": 1}]}
    tap.equal(ask("mary", "POST", "/v1/decisions", {**order(), **both}).status, 409)
    both["alerts"][0]["evidence_version"] = 2
    tap.equal(ask("mary", "POST", "/v1/decisions", {**order(), **both}).status, 200)
    for alert in (one, two):
        tap.equal(ask("mary", "GET", "/v1/alerts/{id}", ids=[alert]).status, 200)
    raise_alert("decided-1", 5)
    ask("mary", "GET", "/v1/alerts", query="?state=all")
    listed = ask("sara", "GET", "/v1/actions").json["actions"]
    done = "/v1/actions/{id}/done"
    tap.equal(ask("sara", "POST", done, {"note": "Seen"}, ids=[listed[0]["id"]]).status, 204)
    tap.equal(ask("sara", "POST", done, {}, ids=[listed[0]["id"]]).status, 409)
    ask("sara", "GET", "/v1/actions", query="?state=done")


def meetings_are_as_described():
    alert, _ = raise_alert("met")
    bodies = meeting_bodies()
    def post(path, **more):
        path = "/v1/meetings/{id}/" + path
        return ask("mary", "POST", path, bodies[path], ids=[meeting], **more)
    called = ask("sara", "POST", "/v1/meetings", {**bodies["/v1/meetings"], "alerts": [alert]})
    tap.equal(called.status, 200, called.text)
    meeting = called.json["id"]
    tap.equal([post(path).status for path in ("waive", "plan", "contribution", "contribution", "held", "held",
                                              "plan", "cancel", "waive", "waive")],
              [409, 200, 200, 409, 200, 409, 409, 409, 200, 409])
    meeting = ask("sara", "POST", "/v1/meetings", {**bodies["/v1/meetings"], "alerts": [alert]}).json["id"]
    tap.equal([post("cancel").status, post("contribution").status], [200, 409])
    for path, ids, query in (("/v1/meetings", [], "?state=all"), ("/v1/meetings/{id}", [meeting], "")):
        answer = ask("sara", "GET", path, ids=ids, query=query)
        tap.equal((answer.status, ask("sara", "GET", path, ids=ids, query=query,
                                      headers={"If-None-Match": answer.headers["ETag"]}).status), (200, 304))
    tap.equal(ask("sara", "GET", "/v1/meetings", query="?state=x").status, 400)
    tap.equal(ask("sara", "GET", "/v1/alerts/{id}", ids=[alert]).status, 200)
    ask("sara", "GET", "/v1/actions")


def flags_are_as_described():
    alert, _ = raise_alert("flagged")
    bodies = flag_bodies()
    advise, review, police = bodies
    made = ask("mary", "POST", advise, bodies[advise], ids=[alert])
    tap.equal(made.status, 201, made.text)
    tap.equal(ask("mary", "POST", advise, bodies[advise], ids=[alert]).status, 409)
    flag = [made.json["id"]]
    refused = ask("sara", "POST", police, {"answer": "taken-off", "on": in_days(0)}, ids=flag)
    tap.equal(refused.status, 409, refused.text)
    tap.equal(ask("sara", "POST", police, bodies[police], ids=flag).status, 204)
    for path, ids in (("/v1/flags", []), ("/v1/flags/{id}", flag)):
        answer = ask("sara", "GET", path, ids=ids)
        tap.equal(ask("sara", "GET", path, ids=ids, headers={"If-None-Match": answer.headers["ETag"]})
                  .status, 304)
    tap.equal(ask("sara", "GET", "/v1/flags", query="?state=x").status, 400)
    tap.equal(ask("sara", "GET", "/v1/flags.csv").status, 200)
    tap.equal(ask("sara", "GET", "/v1/flags.csv", query="?state=x").status, 400)
    kept = {"answer": "keep", "why": "It goes on", "review_on": in_days(20)}
    tap.equal(ask("mary", "POST", review, kept, ids=flag).status, 204)
    tap.equal(ask("mary", "POST", review, bodies[review], ids=flag).status, 204)
    tap.equal(ask("mary", "POST", review, bodies[review], ids=flag).status, 409)
    tap.equal(len(ask("sara", "GET", "/v1/flags/{id}", ids=flag).json["steps"]), 4)
    ask("sara", "GET", "/v1/flags", query="?state=to-be-taken-off")


def agendas_are_as_described():
    path, sheet = "/v1/agenda", "/v1/agenda.csv"
    for record in ("agenda-1", "agenda-2"):
        raise_alert(record)
    told = ask("sara", "GET", path, query="?kind=mace")
    assert len(told.json["children"]) >= 2, told.json
    known = {"If-None-Match": told.headers["ETag"]}
    tap.equal(ask("sara", "GET", path, query="?kind=mace", headers=known).status, 304)
    tap.equal(ask("sara", "GET", path, query="?kind=mace", headers={"Accept": "text/csv"}).status, 200)
    tap.equal(ask("sara", "GET", path, query="?kind=mace&limit=1", headers={"Accept": "text/csv"}).status, 422)
    tap.equal(ask("sara", "GET", sheet, query="?kind=mace").status, 200)
    tap.equal(ask("sara", "GET", sheet, query="?kind=mace&limit=1").status, 422)
    for one in (path, sheet):
        tap.equal(ask("sara", "GET", one).status, 400)


def asking_agencies_is_as_described():
    alert, child = raise_alert("asked")
    make, one = "/v1/alerts/{id}/requests", "/v1/requests/{id}"
    asked = [ask("sara", "POST", make, question(child=child), ids=[alert]).json for _ in range(3)]
    tap.equal(asked[0]["notice"], None)
    ids = [request["id"] for request in asked]
    told = {"note": "Rang the liaison nurse"}
    tap.equal(ask("sara", "POST", one + "/told", told, ids=ids[:1]).status, 200)
    tap.equal(ask("sara", "POST", one + "/told", told, ids=ids[:1]).status, 409)
    answer = {"kind": "not-disclosed", "from": "Liaison nurse",
              "withheld_because": "The young person asked that nobody is told, and would run away"}
    for kind, body in (("answer", answer), ("answer", {**answer, "kind": "partly", "answer": "Some"})):
        tap.equal(ask("sara", "POST", f"{one}/{kind}", body, ids=ids[:1]).status,
                  200 if kind == "answer" and body["kind"] == "not-disclosed" else 422)
    tap.equal(ask("sara", "POST", one + "/answer", answer, ids=ids[:1]).status, 409)
    why = {"reason": "The family told us themselves"}
    tap.equal(ask("sara", "POST", one + "/withdraw", why, ids=ids[1:2]).status, 200)
    tap.equal(ask("sara", "POST", one + "/withdraw", why, ids=ids[1:2]).status, 409)
    for request in ids:
        seen = ask("sara", "GET", one, ids=[request])
        tap.equal(ask("sara", "GET", one, ids=[request], headers={"If-None-Match": seen.headers["ETag"]})
                  .status, 304)
    listed = ask("sara", "GET", "/v1/requests", query=f"?state=all&alert={alert}&child={child}&agency=health")
    tap.equal([request["id"] for request in listed.json["requests"]], ids[::-1])
    tap.equal(ask("sara", "GET", "/v1/requests", query=f"?state=all&alert={alert}&child={child}&agency=health",
                  headers={"If-None-Match": listed.headers["ETag"]}).status, 304)
    tap.equal(ask("sara", "GET", "/v1/requests", query="?state=x").status, 400)
    ask("sara", "GET", "/v1/alerts/{id}", ids=[alert])
    SITE.postgres.query(f"update concernd.alert set mode = 'shadow' where id = {alert}")
    tap.equal(ask("sara", "POST", make, question(), ids=[alert]).status, 409)


def doubts_are_as_described():
    words = {"given_names": "Cornelia", "family_name": "Ravensworth", "birth_date": "2015-04-03"}
    for record, change in (("doubt-1", {}), ("doubt-2", {"given_names": "Cornella"})):
        event = SITE.contact(record=record)
        event["data"]["children"][0].update({**words, **change})
        tap.equal(DAEMON.post(event)[0], 200)
    listed = ask("sara", "GET", "/v1/identity/reviews")
    reviews = listed.json["reviews"]
    tap.equal(len(reviews), 1, listed.text)
    names = {child["name"] for child in reviews[0]["children"]}
    tap.equal(names, {"Cornelia Ravensworth", "Cornella Ravensworth"})
    known = ask("sara", "GET", "/v1/identity/reviews", headers={"If-None-Match": listed.headers["ETag"]})
    tap.equal(known.status, 304)
    ask("sara", "GET", "/v1/identity/reviews", query="?state=all")
    tap.equal(ask("sara", "GET", "/v1/identity/reviews", query="?state=x").status, 400)
    path = "/v1/identity/reviews/{id}"
    answer = ask("sara", "GET", path, ids=[reviews[0]["id"]])
    told = answer.json
    tap.equal([record["record"] for record in told["records"]], ["doubt-2", "doubt-1"])
    verdicts = {row["field"]: row["verdict"] for row in told["comparison"]}
    tap.equal((verdicts["family_name"], verdicts["birth_date"], verdicts["postcode"]),
              ("same", "same", "missing"))
    assert {row["field"]: row.get("bits", 0) for row in told["comparison"]}["birth_date"] > 5, told
    tap.equal(ask("sara", "GET", path, ids=[told["id"]], headers={"If-None-Match": answer.headers["ETag"]})
              .status, 304)
    tap.equal(ask("sara", "GET", "/v1/children/{id}", ids=[told["children"][0]["id"]]).json["doubts"][0]["id"],
              told["id"])
    why = "Twins, says the school, which knows both of them"
    for body, pointer in (({"answer": "maybe", "reason": why}, "/answer"),
                          ({"answer": "same", "reason": "yes"}, "/reason"), ({"answer": "same"}, "/reason")):
        refused = ask("sara", "POST", path, body, ids=[told["id"]])
        tap.equal((refused.status, refused.json["errors"][0]["pointer"]), (422, pointer), refused.text)
    def say(answer, **more):
        return ask("sara", "POST", path, {"answer": answer, "reason": why, **more}, ids=[told["id"]])
    tap.equal(say("unsure").json["state"], "open")
    tap.equal(say("same", dry_run=True).json["contacts"], 1)
    tap.equal(ask("sara", "GET", path, ids=[told["id"]]).json["state"], "open")
    tap.equal(say("different").json["state"], "different")
    tap.equal(say("same").status, 409)
    tap.equal(ask("sara", "GET", "/v1/identity/reviews").json["reviews"], [])


def restricted_families_are_as_described():
    alert, child = raise_alert("closed")
    path = "/v1/children/{id}/restriction"
    glass = "/v1/children/{id}/break-glass"
    why = {"reason": "The family of a colleague"}
    tap.equal(ask("mary", "PUT", path, {"people": ["mary"], **why}, ids=[child]).status, 204)
    tap.equal(ask("sara", "GET", "/v1/alerts/{id}", ids=[alert]).status, 403)
    tap.equal(ask("sara", "GET", "/v1/alerts").status, 200)
    tap.equal(ask("mary", "GET", "/v1/children/{id}", ids=[child]).status, 200)
    tap.equal(ask("sara", "POST", glass, why, ids=[child]).status, 201)
    tap.equal(ask("sara", "POST", glass, why, ids=[child]).status, 409)
    listed = ask("adam", "GET", "/v1/glass")
    known = ask("adam", "GET", "/v1/glass", headers={"If-None-Match": listed.headers["ETag"]})
    tap.equal((listed.status, known.status), (200, 304))
    opening = listed.json["glass"][0]["id"]
    tap.equal(ask("adam", "POST", "/v1/glass/{id}/review", ids=[opening]).status, 204)
    ask("adam", "GET", "/v1/glass", query="?state=all")
    tap.equal(ask("mary", "DELETE", path, ids=[child]).status, 204)


def send(method, path, body=None, query="", token=testing.TOKEN, kind="application/cloudevents+json"):
    """A request of a sender along a described path; its answer must be described."""
    headers = {"Content-Type": kind, **({"Authorization": f"Bearer {token}"} if token else {})}
    text = body if body is None or isinstance(body, str) else json.dumps(body)
    response = DAEMON.request(method, path + query, text, headers)
    answer = types.SimpleNamespace(status=response[0], headers=response[1], body=response[2],
                                   text=response[2].decode())
    answer.json = json.loads(answer.text)
    what = f"{method} {path}{query}: {answer.status}"
    responses = operation(method, path)["responses"]
    assert str(answer.status) in responses, f"{what} is not described: {answer.text[:200]}"
    SEEN.add((method, path, str(answer.status)))
    check_answer(resolve(responses[str(answer.status)]), answer, what)
    return answer


def senders_are_answered_as_described():
    def post(body, **options):
        return send("POST", "/v1/events", body, **options)

    event = SITE.contact(record="sent")
    tap.equal(post(event).json["receipts"][0]["status"], "recorded")
    tap.equal(post(event).json["receipts"][0]["status"], "duplicate")
    tap.equal(post(event, query="?dry-run=1").json["dry_run"], True)
    many = [SITE.contact(record=f"sent-{i}") for i in range(BATCH_EVENTS + 1)]
    batch = "application/cloudevents-batch+json"
    tap.equal(post([many[0], {**many[1], "data": {}}], kind=batch).json["receipts"][1]["status"], "refused")
    for status, body, options in (
            (400, "{", {}), (401, event, {"token": None}), (403, {**event, "source": "urn:x:y"}, {}),
            (409, {**event, "data": {**event["data"], "summary": "another"}}, {}),
            (413, many, {"kind": batch}), (415, event, {"kind": "text/plain"}),
            (422, {**SITE.contact(), "data": {}}, {})):
        tap.equal(post(body, **options).status, status)
    own = {**SITE.contact(agency="health"), "source": "urn:test:slow"}
    assert any(post({**own, "id": f"slow-{i}"}, token=SLOW_TOKEN).status == 429 for i in range(200)), "never 429"
    tap.equal(send("GET", "/v1/senders/me").json["sender"], "tests")
    tap.equal(send("GET", "/v1/senders/me", token="nobody's").status, 401)
    path = "/v1/senders/me/feedback"
    page = send("GET", path, query="?limit=1").json
    tap.equal(len(page["feedback"]), 1)
    send("GET", path, query=f"?after={page['next']}")
    tap.equal(send("GET", path, query="?limit=x").status, 400)
    tap.equal(send("GET", path, token=None).status, 401)


def when_the_database_is_away_each_says_so():
    SITE.postgres.stop()
    try:
        testing.until(lambda: DAEMON.get("/readyz")[0] == 503, "the daemon to notice")
        tap.equal(ask(None, "GET", "/readyz").status, 503)
        body = {"name": "mary", "password": persons.PASSWORD}
        for method, path, ids in [*protected(), ("POST", "/v1/session", [])]:
            answer = ask("mary", method, path, body if method != "GET" else None, ids=ids)
            tap.equal(answer.status, 503, f"{method} {path}")
            assert int(answer.headers["Retry-After"]) > 0
        for method, path in (("POST", "/v1/events"), ("GET", "/v1/senders/me"),
                             ("GET", "/v1/senders/me/feedback")):
            answer = send(method, path, SITE.contact() if method == "POST" else None)
            tap.equal(answer.status, 503, path)
            assert int(answer.headers["Retry-After"]) > 0
    finally:
        SITE.postgres.start()
    testing.until(lambda: DAEMON.get("/readyz")[0] == 200, "the daemon to be ready again")


def many_tries_to_sign_in_are_described():
    for _ in range(200):
        if ask(persons.Browser(DAEMON), "POST", "/v1/session", {}).status == 429:
            return
    raise AssertionError("never 429")


def everything_that_is_described_was_answered():
    described = {(method.upper(), path, status) for path, item in API["paths"].items()
                 for method, one in item.items() for status in one["responses"]}
    tap.equal(sorted(described - SEEN), [], "described, and never answered")


def main():
    global SITE, DAEMON
    with testing.Site(rules=testing.RULES + FLAG_REASONS + MEETINGS,
                      settings="access = { sign_ins_a_minute = 30; };") as SITE:
        (SITE.folder / "concernd.conf.d").mkdir(exist_ok=True)
        (SITE.folder / "concernd.conf.d" / "more.conf").write_text(MORE)
        for name, *roles in (("mary", "manager"), ("sara", "screener"), ("adam", "auditor")):
            persons.add_account(SITE, name, *roles)
        with SITE.daemon() as DAEMON:
            for name in ("mary", "sara", "adam"):
                WHO[name] = persons.sign_in(DAEMON, name)
            tests = [it_is_the_file_and_openapi_3_1,
                     every_reference_leads_somewhere_and_every_schema_holds,
                     every_example_is_what_it_exemplifies,
                     every_route_of_the_daemon_is_described,
                     tools_need_no_session,
                     signing_in_is_answered_as_described,
                     nobody_and_the_wrong_role_are_kept_out,
                     what_is_not_there_is_described,
                     bodies_that_will_not_do_are_described,
                     looks_are_as_described,
                     trying_rules_out_is_as_described,
                     deciding_is_as_described,
                     asking_agencies_is_as_described,
                     flags_are_as_described,
                     meetings_are_as_described,
                     agendas_are_as_described,
                     doubts_are_as_described,
                     restricted_families_are_as_described,
                     senders_are_answered_as_described,
                     when_the_database_is_away_each_says_so,
                     many_tries_to_sign_in_are_described,
                     everything_that_is_described_was_answered]
            tap.run(*tests)


def skipped():
    print("1..0 # SKIP python3-yaml and python3-jsonschema are not there (tests/tools/deps installs them)")


if __name__ == "__main__":
    main() if yaml else skipped()
