#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A day end to end, with a real mail server, receiver of webhooks and rsyslogd: alert, notice, late
acknowledgement, ladder, decision, actions, feedback; and nothing of a child in anything that was
written."""

import json
import re
import subprocess

import telling
from telling import concernd_testing, receivers, tap

WORLD = None  # of all these tests
CANARIES = ("Quillfeather", "Zebedee", "9990000018", "ZZ99 9ZY", "2019-08-07", "REC-CANARY-77",
            "heron on the landing")


def canary(world, daemon):
    return world.raise_alert(
        daemon, agency="police", source_ref="POL/2026/4711", summary="A heron on the landing.",
        children=[{"record": "REC-CANARY-77", "family_name": "Quillfeather",
                   "given_names": "Zebedee", "birth_date": "2019-08-07", "postcode": "ZZ99 9ZY",
                   "identifiers": [{"scheme": "nhs", "value": "9990000018"}]}])


def notices_say_what_they_must(world, alert):
    mail = world.mail("duty@", "risen")
    assert mail["tls"], "in the clear"
    tap.equal(mail["kind"], "multipart/alternative", "kind")
    tap.equal(sorted(mail["parts"]), ["text/html", "text/plain"], "parts")
    link = f"https://concernd.example/alerts/{alert}"
    for part in mail["parts"].values():
        for text in (f"Alert {alert}", "amber", "Third contact in a year", link,
                     "does not replace your ordinary route"):
            assert text in part, f"{text!r} is not in {part}"
    assert re.search(r"by: \w+day \d+ \w+ 2\d{3}, \d\d:\d\d", mail["parts"]["text/plain"]), mail
    hook = world.hook("/ok", "concernd.alert.risen")
    tap.equal(hook["verified"], [True, True], "signed by both secrets")
    body = json.loads(hook["body"])
    tap.equal(body["data"]["link"], link, "link")
    due = world.sql(f"select to_char(due_at, 'YYYY-MM-DD\"T\"HH24:MI') from concernd.clock "
                    f"where alert_id = {alert} and kind = 'acknowledge'")[0][0]
    assert body["data"]["due_at"].startswith(due), (body, due)
    concernd_testing.until(lambda: f"alert {alert} rose: amber" in world.syslog.text(), "syslog")


def the_ladder_is_climbed(world, alert):
    world.shift("5 hours")
    world.mail("duty@", f"LATE, amber: alert {alert} (acknowledge)")  # nobody holds it: the routes
    world.shift("3 hours")
    late = world.mail("head@", f"LATE, amber: alert {alert} (acknowledge)")
    assert "was not acknowledged in time" in late["parts"]["text/plain"]
    world.shift("24 hours")
    world.mail("head@", f"LATE, amber: alert {alert} (acknowledge)", 2)  # the last rung, daily


def a_decision_is_told_to_the_agency(world, alert):
    world.decide(alert, "--action", "Joe Hill; health; 2027-01-29; Weigh the child; Tell the duty "
                                    "manager")
    told = world.hook("/agency", "concernd.feedback", "POL/2026/4711")
    tap.equal(told["verified"], [True, True], "signed")
    data = json.loads(told["body"])["data"]
    tap.equal((data["reference"], data["outcome"], data["ask"]),
              ("POL/2026/4711", "nfa", "the MASH desk, 01273 000000"), "feedback")
    concernd_testing.until(lambda: world.sql(
        "select count(*) from concernd.feedback where done_by = 'delivered'") == [["4"]],
        "feedback on each contact")
    world.shift("100 days")
    action = world.mail("duty@", f"LATE, amber: alert {alert} (act)")
    assert "has an action that was not done in time" in action["parts"]["text/plain"]
    tap.equal(world.sql("select kind from concernd.clock where ended_at is null"), [["act"]],
              "clocks that run")


def nothing_of_the_child_was_written(world, daemon):
    written = {
        "log": daemon.log(), "syslog": world.syslog.text(), "mail": json.dumps(world.mailbox.got),
        "webhooks": json.dumps(world.hooks.got), "metrics": daemon.get("/metrics")[1],
        "PostgreSQL's log": subprocess.run(
            ["cat", world.site.postgres.conninfo.split("host=")[1].split()[0] + "/log"], text=True,
            capture_output=True, check=True).stdout,
        "outbox": str(world.sql("select * from concernd.outbox")),
        "concernctl outbox": world.site.ctl("outbox", "list", "--state", "all").stdout,
    }
    for place, text in written.items():
        assert text, f"{place} is empty"
        for word in CANARIES:
            assert word.lower() not in text.lower(), f"{word} is in {place}"


def a_day_from_alert_to_feedback_and_nothing_of_the_child_in_what_was_written():
    with WORLD.fresh() as world:
        world.change('name = "tests";', 'name = "tests"; feedback_to = "agency";')
        with world.site.daemon() as daemon:
            alert = canary(world, daemon)
            notices_say_what_they_must(world, alert)
            the_ladder_is_climbed(world, alert)
            done = world.site.ctl("alerts", "acknowledge", str(alert), "--person", "amina.khan")
            tap.equal(done.returncode, 0, done.stderr)
            daemon.post(world.site.contact("REC-CANARY-77", occurred_at="2026-11-20T12:00:00Z"))
            world.mail("duty@", "grown")  # she holds it
            a_decision_is_told_to_the_agency(world, alert)
            world.mail("head@", "Digest")
            ids = [m["id"] for m in world.mailbox.got]
            tap.equal(len(ids), len(set(ids)), "a Message-ID each")
            nothing_of_the_child_was_written(world, daemon)


def an_agency_that_asks_gets_its_feedback_page_by_page_and_what_it_has_is_marked():
    with WORLD.fresh() as world, world.site.daemon() as daemon:
        alert = world.raise_alert(daemon, agency="health")
        world.decide(alert)
        world.shift("5 days")
        overdue = world.site.ctl("outbox", "feedback", "--overdue", "--json")
        tap.equal(len(json.loads(overdue.stdout)), 3, overdue.stderr)

        def ask(query):
            status, _, body = daemon.request("GET", "/v1/senders/me/feedback" + query, headers={
                "Authorization": f"Bearer {concernd_testing.TOKEN}"})
            return status, json.loads(body)

        status, first = ask("?limit=2")
        tap.equal((status, len(first["feedback"]), first["feedback"][0]["status"]),
                  (200, 2, "received"), "page")
        assert "outcome" not in first["feedback"][0], "a received one tells no outcome"
        status, second = ask(f"?limit=2&after={first['next']}")
        tap.equal((status, len(second["feedback"])), (200, 1), "the rest")
        tap.equal(world.sql("select count(*) from concernd.feedback where done_by = 'fetched'"),
                  [["2"]], "those behind the cursor")
        ask(f"?after={second['next']}")
        overdue = world.site.ctl("outbox", "feedback", "--overdue", "--json")
        tap.equal(json.loads(overdue.stdout), [], "overdue")


def clock(world, alert, kind):
    """(due, rung, does it run) of a clock."""
    return world.sql(f"select due_at, rung, ended_at is null from concernd.clock where kind = '{kind}'"
                     f" and alert_id = {alert}")[0]


def a_new_agency_or_a_higher_level_brings_an_acknowledged_alert_back_and_no_clock_moves_later():
    with WORLD.fresh() as world, world.site.daemon() as daemon:
        alert = world.raise_alert(daemon)
        world.site.ctl("alerts", "acknowledge", str(alert), "--person", "Amina Khan")
        tap.equal(clock(world, alert, "acknowledge")[2], "f", "acknowledged")
        world.shift("2 hours")
        before = clock(world, alert, "decide")
        daemon.post(world.site.contact(world.record, agency="health", occurred_at="2026-11-20T12:00:00Z"))
        world.mail("desk@health", "escalated")  # who was not told before
        world.mail("duty@", "escalated")
        tap.equal(world.sql(f"select state from concernd.alert where id = {alert}"), [["new"]], "state")
        tap.equal(clock(world, alert, "acknowledge")[1:], ["0", "t"], "runs again")
        tap.equal(clock(world, alert, "decide"), before, "no clock moves")
        daemon.post(world.site.contact(world.record, occurred_at="2026-11-22T12:00:00Z"))
        world.mail("duty@", "[concernd] red")
        assert clock(world, alert, "decide")[0] < before[0], "red is decided sooner"


def a_team_hears_of_its_own_children_and_has_a_digest_of_its_own():
    with WORLD.fresh() as world, world.site.daemon() as daemon:
        empty = world.mail("north@", "Digest")  # sent also when nothing waits
        assert "Waiting for a decision: 0" in empty["parts"]["text/plain"], empty
        assert "Flags to be reviewed: 0" in empty["parts"]["text/plain"], empty
        alert = world.raise_alert(daemon)
        world.raise_alert(daemon, "of-no-team")
        world.sql("insert into concernd.child_status (child_id, source, event_id, at, status, team,"
                  f" recorded_at) select child_id, 'urn:x', 'x', now(), 'open', 'North', now()"
                  f" from concernd.alert where id = {alert}")
        for record in (world.records[alert], "of-no-team"):
            daemon.post(world.site.contact(record, agency="health",
                                           occurred_at="2026-11-20T12:00:00Z"))
        world.mail("desk@health", "escalated", 2)
        world.mail("north@", "escalated")
        heard = [m["subject"] for m in world.mailbox.got if "north@" in m["to"][0]
                 and "escalated" in m["subject"]]
        tap.equal(heard, [f"[concernd] amber: alert {alert} escalated"], "the team heard")
        world.sql("delete from concernd.digest")
        second = world.mail("north@", "Digest", 2)
        assert "Waiting for a decision: 1" in second["parts"]["text/plain"], second


def note_meeting(world, alert, held_at=None, due=None):
    """A meeting as the page would have noted it; health was invited, and did not come."""
    held = f"'{held_at}', now(), 'amina.khan', 'Canary Chair', 'nfa'" if held_at else "null, null, null, null, null"
    following = f"'conference', '{due}'" if due else "null, null"
    meeting = world.sql(
        "insert into concernd.meeting (kind, called_at, called_by, planned_for, held_at, noted_at, noted_by, chair, "
        "outcome, next_kind, next_due_at) values ('strategy', '2026-08-31', 'amina.khan', '2026-09-01', "
        f"{held}, {following}) returning id")[0][0]
    world.sql(f"insert into concernd.meeting_agency (meeting_id, agency, invited_at) values ({meeting}, 'health', now())")
    world.sql("insert into concernd.meeting_alert (child_id, alert_id, meeting_id) "
              f"select child_id, id, {meeting} from concernd.alert where id = {alert}")
    if due:
        world.sql("insert into concernd.clock (child_id, alert_id, kind, part, started_at, due_at, next_at) select "
                  f"child_id, id, 'conference', {meeting}, '{held_at}', '{due}', '{due}' "
                  f"from concernd.alert where id = {alert}")
    return int(meeting)


def a_meeting_that_nothing_followed_is_told_and_stands_in_the_digest():
    with WORLD.fresh() as world, world.site.daemon() as daemon:
        alert = world.raise_alert(daemon)
        meeting = note_meeting(world, alert, held_at="2026-09-01", due="2026-09-22")
        note_meeting(world, alert)
        mail = world.mail("duty@", f"LATE, amber: alert {alert} (conference)")
        assert "has a meeting whose following meeting was not held in time" in mail["parts"]["text/plain"], mail
        assert f"Meeting: {meeting}\r\n" in mail["parts"]["text/plain"], mail
        assert "Canary" not in json.dumps(mail), mail
        n = len([m for m in world.mailbox.got if "head@" in m["to"][0] and "Digest" in m["subject"]])
        world.sql("delete from concernd.digest")
        digest = world.mail("head@", "Digest", n + 1)
        assert ("Meetings: 1 planned and past, 1 with a part that an agency owes, 1 whose following meeting is overdue"
                in digest["parts"]["text/plain"]), digest


def an_alert_that_is_withdrawn_ends_its_clocks_and_tells_who_was_told():
    with WORLD.fresh() as world, world.site.daemon() as daemon:
        alert = world.raise_alert(daemon)
        first = world.sql("select event_id from concernd.event where contact_id is not null order by recorded_at desc limit 1")[0][0]
        gone = world.site.contact()
        gone.update(type="concernd.contact.withdrawn.v1", time="2026-11-26T12:00:00Z",
                    data={"contact": {"source": gone["source"], "id": first}, "reason": "wrong child"})
        daemon.post(gone)
        world.mail("duty@", "withdrawn")
        tap.equal(clock(world, alert, "decide")[2], "f", "ended")


def a_clock_that_is_missing_is_found_and_mended():
    with WORLD.fresh() as world, world.site.daemon() as daemon:
        alert = world.raise_alert(daemon)
        before = clock(world, alert, "decide")
        world.sql("with gone as (delete from concernd.clock where kind = 'decide')"
                  " update concernd.clock set ended_at = now() where kind = 'acknowledge'")
        daemon.says("2 clocks were missing")
        tap.equal(clock(world, alert, "decide"), before, "as if it had never been away")
        assert "concernd_clocks_mended_total 2\n" in daemon.get("/metrics")[1]


def a_feed_that_falls_silent_is_told_to_ops():
    with WORLD.fresh() as world:
        world.change('name = "tests";', 'name = "tests"; silent_after = "1 hour";')
        with world.site.daemon() as daemon:
            world.raise_alert(daemon)
            world.sql("update concernd.event set recorded_at = recorded_at - interval '2 hours'")
        with world.site.daemon():
            mail = world.mail("head@", "For ops")
            assert "sender tests: nothing came since" in mail["parts"]["text/plain"], mail
            tap.equal(world.sql("select count(*) from concernd.outbox where kind = 'ops'"), [["1"]],
                      "told once")


def who_told_of_a_parent_alone_hears_what_was_decided_on_the_child():
    with WORLD.fresh() as world:
        world.change('name = "tests";', 'name = "tests"; feedback_to = "agency";')
        with world.site.daemon() as daemon:
            home = world.site.contact()
            home.update(type="concernd.household.linked.v1", time="2026-11-01T12:00:00Z",
                        data={"household": "h-1", "from": "2026-01-01",
                              "children": [{"record": "parent-1"}], "adults": [{"record": "mum"}]})
            status, answer = daemon.post(home)
            tap.equal(answer["receipts"][0]["status"], "recorded", str(answer))
            for day in (3, 9):
                told = world.site.contact(occurred_at=f"2026-11-{day:02d}T12:00:00Z",
                                          source_ref=f"A/{day}", adults=[{"record": "mum"}])
                del told["data"]["children"]
                status, answer = daemon.post(told)
                tap.equal(answer["receipts"][0]["status"], "recorded", str(answer))
            alert = int(world.sql("select id from concernd.alert where rule = 'parent'")[0][0])
            world.decide(alert)
            for day in (3, 9):
                world.hooks.wait(lambda g, day=day: f'"A/{day}"' in g["body"], f"feedback on {day}")


def a_drill_goes_down_every_route_and_tells_which_arrived():
    with WORLD.fresh() as world, world.site.daemon() as daemon:
        world.mailbox.refuse.touch()
        done = world.site.ctl("outbox", "drill", "--wait", "3")
        tap.equal(done.returncode, 1, done.stdout + done.stderr)
        assert re.search(r"case-system +webhook +arrived", done.stdout), done.stdout
        assert re.search(r"duty +email +.*smtp-451", done.stdout), done.stdout
        world.mailbox.refuse.unlink()
        daemon.says("drill|notices")
        world.sql("update concernd.outbox set due_at = now() where sent_at is null")
        done = world.site.ctl("outbox", "drill", "--wait", "60")
        tap.equal(done.returncode, 0, done.stdout + done.stderr)
        assert "TEST" in world.mail("head@", "TEST")["subject"]
        concernd_testing.until(lambda: "TEST: a drill" in world.syslog.text(), "syslog")


if __name__ == "__main__":
    with telling.world() as WORLD:
        tap.run(a_day_from_alert_to_feedback_and_nothing_of_the_child_in_what_was_written,
                an_agency_that_asks_gets_its_feedback_page_by_page_and_what_it_has_is_marked,
                a_new_agency_or_a_higher_level_brings_an_acknowledged_alert_back_and_no_clock_moves_later,
                a_team_hears_of_its_own_children_and_has_a_digest_of_its_own,
                a_meeting_that_nothing_followed_is_told_and_stands_in_the_digest,
                an_alert_that_is_withdrawn_ends_its_clocks_and_tells_who_was_told,
                a_clock_that_is_missing_is_found_and_mended,
                a_feed_that_falls_silent_is_told_to_ops,
                who_told_of_a_parent_alone_hears_what_was_decided_on_the_child,
                a_drill_goes_down_every_route_and_tells_which_arrived)
