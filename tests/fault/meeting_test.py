#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""kill -9 at the statements that note a meeting: all of it is there, with who came, what was said, its action,
its clocks and audit, or nothing; and what somebody was told is there. Sent again, it is noted once."""

import datetime
import http.client
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "tools"))
import concernd_testing as testing  # noqa: E402
import persons  # noqa: E402
import relay  # noqa: E402
import tap  # noqa: E402

STATEMENTS = ("lock_meeting", "note_meeting", "insert_actions", "start_action_clocks", "start_conference_clocks",
              "audit_notes")
KINDS = """
meetings = (
	{ name = "strategy"; then = "conference"; then_within = "15 working days"; },
	{ name = "conference"; }
);
"""
# What one meeting with one action and one conference to follow leaves.
WHOLE = {"held": 1, "came": 1, "said": 1, "action": 1, "act clock": 1, "conference clock": 1, "audit": 1}
COUNTS = """
select (select count(*) from concernd.meeting where id = {0} and held_at is not null),
	(select count(*) from concernd.meeting_agency where meeting_id = {0} and attended),
	(select count(*) from concernd.meeting_alert where meeting_id = {0} and said is not null),
	(select count(*) from concernd.action where meeting_id = {0}),
	(select count(*) from concernd.clock join concernd.action on action.id = part
		where kind = 'act' and meeting_id = {0}),
	(select count(*) from concernd.clock where kind = 'conference' and part = {0}),
	(select count(*) from concernd.audit where action = 'meeting-held' and detail = 'meeting {0}: strategy')"""


def points():
    for statement in STATEMENTS:
        yield relay.Point({statement}, 1, True)
    for after in (False, True):
        yield relay.After("audit_notes", 3, after)  # the commit


def raise_alert(site, daemon, record):
    child = {"record": record, **persons.words_of(record)}
    events = [site.contact(occurred_at=f"2026-0{month}-01T12:00:00Z", children=[child])
              for month in (1, 2, 3)]
    status, answer = daemon.post(*events)
    tap.equal(status, 200, answer)
    return int(site.postgres.query("select max(id) from concernd.alert")[0][0])


def went(alert):
    at = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(hours=2)
    return {"held_at": at.strftime("%Y-%m-%dT%H:%M:%SZ"), "chair": "A. Manager", "outcome": "assessment",
            "agencies": [{"agency": "police", "attended": True}], "following": {"needed": True},
            "alerts": [{"id": alert, "said": "Seen at school this week"}],
            "actions": [{"what": "Ask the school", "owner": "Jo Hill", "agency": "social-care",
                         "due": str(persons.today()), "contingency": "The manager asks"}]}


def call(sara, alert):
    answer = sara.post("/v1/meetings", {"kind": "strategy", "alerts": [alert], "agencies": ["police", "health"],
                                        "planned_for": str(persons.today()) + "T09:00"})
    tap.equal(answer.status, 200, answer.text)
    return answer.json["id"]


def hold(sara, meeting, alert):
    """The status; None where the daemon ended without an answer."""
    try:
        return sara.post(f"/v1/meetings/{meeting}/held", went(alert)).status
    except (ConnectionError, http.client.HTTPException):
        return None


def standing(site, meeting):
    return dict(zip(WHOLE, map(int, site.postgres.query(COUNTS.format(meeting))[0])))


def sent_again(site, sara, fell, meeting, alert, was_there):
    """As somebody does who had no answer: it is noted once."""
    tap.equal(hold(sara, meeting, alert), 409 if was_there else 200, f"{fell}, sent again")
    tap.equal(standing(site, meeting), WHOLE, f"{fell}, sent again")


def killed_at_any_statement_a_meeting_is_whole_or_not_there():
    with testing.Site(rules=testing.RULES + KINDS) as site, relay.Relay(site.postgres.conninfo) as between:
        persons.add_account(site, "sara", "screener")
        site.config.write_text(site.config.read_text().replace(site.postgres.conninfo, between.conninfo))
        fallen, left = [], None
        for n, point in enumerate(points()):
            daemon = site.daemon()
            sara = persons.sign_in(daemon, "sara")
            if left:
                sent_again(site, sara, *left)
            alert = raise_alert(site, daemon, f"child-{n}")
            meeting = call(sara, alert)
            between.arm(point, daemon.child.kill)
            tap.equal(hold(sara, meeting, alert), None, f"{point}: answered")
            testing.until(lambda: daemon.child.poll() is not None, "the daemon to die")
            daemon.wait_end()
            fallen.append(between.fell)
            found = standing(site, meeting)
            assert found in (dict.fromkeys(WHOLE, 0), WHOLE), f"{between.fell}: {found}"
            left = (between.fell, meeting, alert, found == WHOLE)
        tap.equal(left[3], True, "noted, behind the commit")
        with site.daemon() as daemon:
            sent_again(site, persons.sign_in(daemon, "sara"), *left)
        print(f"# deaths: {', '.join(fallen)}", flush=True)


if __name__ == "__main__":
    tap.run(killed_at_any_statement_a_meeting_is_whole_or_not_there)
