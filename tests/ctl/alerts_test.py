#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""concernctl schema, status and alerts: what they print of a database, and what they end with. The
rows stand in the database as the daemon would have written them."""

import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools"))

import tap
from concernd_testing import Site, until

# One child with three incidents and an alert that grew to them; one with four, all of them history.
STORED = """
insert into concernd.child select nextval('concernd.child_id'), now() from generate_series(1, 2);
insert into concernd.contact
select 1, g, 1, null, 'urn:test:police', 'e' || g, timestamptz '2026-03-01 12:00Z' + g * interval '1 day',
	date '2026-03-01' + g, g = 2, timestamptz '2026-03-10 12:00Z' + g * interval '1 second', false,
	(array['police', 'health', 'social-care'])[g], 'domestic-abuse',
	case when g = 1 then array['neglect'] else '{}' end, (array['green', 'none', 'none'])[g],
	'child', null, false, case when g = 3 then 'nfa' end, null, '{}', null
from generate_series(1, 3) g;
insert into concernd.contact
select 2, 10 + g, 1, null, 'urn:test:police', 'h' || g, timestamptz '2026-01-01 12:00Z' + g * interval '9 days',
	date '2026-01-01' + 9 * g, false, timestamptz '2026-03-10 12:00Z' + g * interval '1 second', true,
	'police', 'neglect', '{}', 'none', 'child', null, false, null, null, '{}', null
from generate_series(1, 4) g;
insert into concernd.alert values (1, nextval('concernd.alert_id'), 'repeat-contact', 1, 'live', 'new',
	'amber', '2026-03-04 12:00Z', '2026-03-10 12:00:03Z', '2026-03-10 12:00:03Z', 2, null);
insert into concernd.alert_version values
	(1, 1, 1, '2026-03-10 12:00:02Z', 'risen', 'amber', '2026-03-03 12:00Z', '{1,2}', '{1,1}', '{1,2}',
	 '{health,police}', '{domestic-abuse,neglect}'),
	(1, 1, 2, '2026-03-10 12:00:03Z', 'grown', 'amber', '2026-03-04 12:00Z', '{1,2,3}', '{1,1,1}',
	 '{1,2,3}', '{health,police,social-care}', '{domestic-abuse,neglect}');
insert into concernd.outbox values
	(nextval('concernd.outbox_id'), 1, 1, 1, 'risen', 'syslog', 'mash', '2026-03-10 12:00:03Z',
	 '2026-03-10 12:00:03Z', null, 2, 'full', null);
"""
SECOND_ALERT = """
insert into concernd.alert values (2, nextval('concernd.alert_id'), 'repeat-contact', 1, 'live',
	'acknowledged', 'red', '2026-03-04 12:00Z', now(), now(), 1, null);
insert into concernd.alert_version values (2, 2, 1, now(), 'risen', 'red', '2026-03-04 12:00Z',
	'{11}', '{1}', '{1}', '{police}', '{neglect}');
"""
SITE = None


def ctl(*arguments, ends_with=0):
    done = SITE.ctl(*arguments)
    tap.equal(done.returncode, ends_with, f"{arguments}: {done.stdout}{done.stderr}")
    return done


def read(*arguments, **more):
    return json.loads(ctl(*arguments, "--json", **more).stdout)


def audit():
    return [row[0] for row in SITE.postgres.query("select action from concernd.audit order by id")]


def the_schema_is_told_file_by_file():
    schema = read("schema", "status")
    tap.equal(schema["present"], schema["known"])
    assert all(file["applied"] and not file["changed"] for file in schema["files"]), schema
    tap.equal(read("schema", "upgrade")["ran"], [])
    tap.equal(read("schema", "upgrade", "--dry-run")["would_run"], [])


def a_database_without_a_schema_is_told_of_and_what_to_do():
    SITE.postgres.query("create database blank")
    blank = SITE.postgres.conninfo.replace("dbname=concernd", "dbname=blank")
    assert blank != SITE.postgres.conninfo, blank
    done = ctl("schema", "status", "--database", blank, ends_with=5)
    assert "concernctl schema upgrade" in done.stderr, done.stderr
    first = read("schema", "upgrade", "--dry-run", "--database", blank)["would_run"]
    assert first[0] == "0001_roles", first
    tap.equal(read("schema", "upgrade", "--database", blank)["ran"], first)


def a_schema_file_that_was_changed_since_ends_with_7():
    SITE.postgres.query("create table kept as select hash from concernd.schema_version where version = 1;"
                        "update concernd.schema_version set hash = sha256('x') where version = 1")
    done = ctl("schema", "status", ends_with=7)
    assert "0001_roles" in done.stderr, done.stderr
    SITE.postgres.query("update concernd.schema_version set hash = kept.hash from kept where version = 1")


def a_list_shows_what_waits_for_a_decision():
    alerts = read("alerts", "list")
    tap.equal([alert["id"] for alert in alerts], [1])
    tap.equal(alerts[0]["incidents"], 3)
    tap.equal(alerts[0]["agencies"], ["health", "police", "social-care"])
    tap.equal(alerts[0]["became_true_at"], "2026-03-04T12:00:00Z")
    tap.equal(read("alerts", "list", "--state", "decided"), [])
    tap.equal(read("alerts", "list", "--level", "red"), [])
    tap.equal(len(read("alerts", "list", "--level", "amber", "--rule", "repeat-contact")), 1)
    tap.equal(read("alerts", "list", "--rule", "another"), [])
    assert "repeat-contact" in ctl("alerts", "list").stdout
    assert "--state is" in ctl("alerts", "list", "--state", "lost", ends_with=2).stderr


def an_alert_shows_each_incident_and_who_was_told():
    alert = read("alerts", "show", "1")
    tap.equal([(c["incident"], c["contact"]) for c in alert["evidence"]], [(1, 1), (2, 2), (3, 3)])
    tap.equal([step["change"] for step in alert["history"]], ["risen", "grown"])
    tap.equal(alert["notices"][0]["sent_at"], None)
    shown = ctl("alerts", "show", "1").stdout
    for words in ("Third contact in a year", "3 incidents", "health, police and social-care",
                  "True since 4 Mar 2026 12:00", "does not replace the ordinary route",
                  "not yet, 2 attempts: full"):
        assert words in shown, shown
    ctl("alerts", "show", "77", ends_with=8)
    ctl("alerts", "show", "first", ends_with=2)
    ctl("alerts", "show", ends_with=2)


def every_look_leaves_an_audit_row():
    before = len(audit())
    ctl("alerts", "list")
    ctl("alerts", "show", "1")
    ctl("alerts", "show", "77", ends_with=8)
    ctl("alerts", "backlog")
    tap.equal(audit()[before:], ["alerts-listed", "alert-viewed", "backlog-listed"])
    tap.equal(SITE.postgres.query("select distinct child_ids, alert_id from concernd.audit "
                                  "where action = 'alert-viewed'"), [["{1}", "1"]])


def the_backlog_is_what_holds_on_history_alone():
    backlog = read("alerts", "backlog")
    tap.equal([(b["child"], b["rule"], b["level"], b["incidents"]) for b in backlog],
              [(2, "repeat-contact", "amber", 4)])
    tap.equal(backlog[0]["became_true_at"], "2026-01-28T12:00:00Z")
    tap.equal((backlog[0]["scope"], backlog[0]["children"]), ("child", [2]))
    tap.equal(read("alerts", "backlog", "--level", "red"), [])
    assert "repeat-contact" in ctl("alerts", "backlog").stdout


def one_that_is_picked_is_raised_with_who_and_why():
    why = ("--person", "A. Manager", "--reason", "Never followed up at the time")
    ctl("alerts", "backlog", "raise", "2", "repeat-contact", ends_with=2)
    ctl("alerts", "backlog", "raise", "two", "repeat-contact", *why, ends_with=2)
    ctl("alerts", "backlog", "raise", "2", *why, ends_with=2)
    done = ctl("alerts", "backlog", "raise", "2", "repeat-contact", "--person", "A. Manager",
               "--reason", "so", ends_with=1)
    assert "too short" in done.stderr, done.stderr
    ctl("alerts", "backlog", "raise", "2", "another", *why, ends_with=8)
    ctl("alerts", "backlog", "raise", "1", "repeat-contact", *why, ends_with=9)
    tap.equal(read("alerts", "backlog", "raise", "2", "repeat-contact", *why, "--dry-run"),
              {"alert": None, "rule": "repeat-contact", "level": "amber", "dry_run": True})
    alert = read("alerts", "backlog", "raise", "2", "repeat-contact", *why)["alert"]
    shown = read("alerts", "show", str(alert))
    tap.equal((shown["child"], shown["state"], shown["picked"]["person"]), (2, "new", "A. Manager"))
    assert "held on history alone: A. Manager" in ctl("alerts", "show", str(alert)).stdout
    tap.equal(read("alerts", "backlog"), [])
    ctl("alerts", "backlog", "raise", "2", "repeat-contact", *why, ends_with=9)
    explained = read("explain", "2", "repeat-contact")["rules"][0]
    assert explained["fired"] and "picked to rest on" in explained["contacts"][0]["why"], explained
    assert "raised from the backlog" in explained["outcome"], explained


def following_prints_each_alert_as_it_rises():
    program = os.path.join(tap.build_folder(), "concernctl")
    with tempfile.TemporaryFile("w+") as output:
        follower = subprocess.Popen([program, "--config", str(SITE.config), "alerts", "list",
                                     "--follow", "--json"], stdout=output)
        try:
            def printed():
                output.seek(0)
                return [json.loads(line)["id"] for line in output.read().splitlines()]
            until(lambda: printed() == [1], "the alert that stands")
            SITE.postgres.query(SECOND_ALERT)
            until(lambda: printed() == [1, 2], "the alert that rose")
        finally:
            follower.send_signal(signal.SIGINT)
        tap.equal(follower.wait(), 0)


def the_status_tells_what_needs_a_person():
    status = read("status", ends_with=4)
    tap.equal(status["running"], False)
    tap.equal(status["rules"]["version"], 1)
    tap.equal((status["rules"]["files_hold"], status["rules"]["files_differ"]), (True, False))
    tap.equal({level: one["open"] for level, one in status["alerts"].items()}, {"amber": 1, "red": 1})
    tap.equal(status["notices"]["waiting"], 1)
    tap.equal([sender["name"] for sender in status["senders"]], ["tests"])
    text = ctl("status", ends_with=4).stdout
    for words in ("is not running", "rule set 1 is in force", "2 wait for a decision: 1 red 1 amber",
                  "1 failed before (full)", "never"):
        assert words in text, text


def rules_on_disk_that_differ_or_do_not_hold_are_told():
    rules = pathlib.Path(SITE.rules)
    as_it_was = rules.read_text()
    rules.write_text(as_it_was.replace("incidents = 3", "incidents = 4"))
    assert "read differently" in ctl("status", ends_with=4).stdout
    rules.write_text(as_it_was.replace("incidents = 3", "incidents = many"))
    text = ctl("status", ends_with=4).stdout
    assert "do not hold" in text and "concernctl check" in text, text
    rules.write_text(as_it_was)


REASON = "Family support is in place and was seen this week"


def decide(number, *more, outcome="nfa", rationale=REASON, person="A. Manager", ends_with=0):
    return ctl("alerts", "decide", str(number), "--outcome", outcome, "--rationale", rationale,
               "--person", person, *more, ends_with=ends_with)


def a_decision_wants_an_outcome_a_reason_and_a_person():
    ctl("alerts", "decide", "1", ends_with=2)
    assert "outcome word" in decide(1, outcome="whatever", ends_with=1).stderr
    for reason in ("", "   ", "seen", "ok ok ok ok ok ok ok ok ok ok", " " * 40):
        assert "rationale" in decide(1, rationale=reason, ends_with=1).stderr, reason
    assert "who decides" in decide(1, person=" ", ends_with=1).stderr
    decide(77, ends_with=8)
    decide(1, "--evidence-version", "5", ends_with=8)
    tap.equal(read("alerts", "show", "1")["state"], "new")


def a_decision_on_what_has_grown_since_is_refused():
    text = decide(1, "--evidence-version", "1", ends_with=9).stderr
    assert "decided on 2 incidents, there are now 3" in text, text


def a_decision_that_asks_for_more_names_who_finds_it_out():
    text = decide(1, outcome="more-information", ends_with=1).stderr
    assert "who finds it out, and by when" in text, text
    text = decide(1, "--action", "K. Worker; police; soon; visit; ask", ends_with=2).stderr
    assert "OWNER; AGENCY; DUE" in text, text
    text = decide(1, "--action", "K. Worker; army; 2026-12-01; visit; ask", ends_with=1).stderr
    assert "agency" in text, text


def an_alert_that_somebody_has_in_hand_is_acknowledged_once():
    assert "by B. Screener" in ctl("alerts", "acknowledge", "1", "--person", "B. Screener").stdout
    assert "by B. Screener" in ctl("alerts", "acknowledge", "1", "--person", "Another").stdout
    tap.equal(read("alerts", "show", "1")["state"], "acknowledged")
    tap.equal(SITE.postgres.query("select count(*) from concernd.audit "
                                  "where action = 'alert-acknowledged'"), [["1"]])
    ctl("alerts", "acknowledge", "1", ends_with=2)
    ctl("alerts", "acknowledge", "77", "--person", "B. Screener", ends_with=8)


def a_decision_is_noted_once_with_its_evidence_and_audited():
    decide(1, "--dry-run")
    tap.equal(read("alerts", "show", "1")["state"], "acknowledged")
    decide(1, "--evidence-version", "2")
    alert = read("alerts", "show", "1")
    tap.equal((alert["state"], alert["outcome"]), ("decided", "nfa"))
    tap.equal(alert["decision"]["rationale"], REASON)
    tap.equal(alert["decision"]["evidence_version"], 2)
    tap.equal(SITE.postgres.query("select detail from concernd.audit where action = 'alert-decided'"),
              [["nfa"]])
    assert "by A. Manager, on evidence version 2: nfa" in ctl("alerts", "show", "1").stdout
    decide(1, ends_with=9)


def alerts_that_an_outcome_made_void_are_listed():
    tap.equal(read("alerts", "list", "--void"), [])
    SITE.postgres.query("update concernd.alert set state = 'withdrawn', withdrawn_by = 'outcome' "
                        "where id = 2")
    tap.equal([alert["id"] for alert in read("alerts", "list", "--void")], [2])
    assert "an outcome made it void" in ctl("alerts", "show", "2").stdout


def without_a_database_each_ends_with_5():
    SITE.postgres.stop()
    try:
        for command in (["status"], ["alerts", "list"], ["schema", "status"]):
            ctl(*command, ends_with=5)
    finally:
        SITE.postgres.start()


def main():
    global SITE
    with Site() as SITE:
        ctl("rules", "apply", "--reason", "the first")
        SITE.postgres.query(STORED)
        tap.run(the_schema_is_told_file_by_file,
                a_database_without_a_schema_is_told_of_and_what_to_do,
                a_schema_file_that_was_changed_since_ends_with_7,
                a_list_shows_what_waits_for_a_decision,
                an_alert_shows_each_incident_and_who_was_told,
                every_look_leaves_an_audit_row,
                the_backlog_is_what_holds_on_history_alone,
                following_prints_each_alert_as_it_rises,
                the_status_tells_what_needs_a_person,
                rules_on_disk_that_differ_or_do_not_hold_are_told,
                a_decision_wants_an_outcome_a_reason_and_a_person,
                a_decision_on_what_has_grown_since_is_refused,
                a_decision_that_asks_for_more_names_who_finds_it_out,
                an_alert_that_somebody_has_in_hand_is_acknowledged_once,
                a_decision_is_noted_once_with_its_evidence_and_audited,
                alerts_that_an_outcome_made_void_are_listed,
                one_that_is_picked_is_raised_with_who_and_why,
                without_a_database_each_ends_with_5)


main()
