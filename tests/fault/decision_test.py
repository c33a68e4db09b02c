#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""kill -9 at every statement of a decision: all of it is noted, with its actions, clocks, feedback and audit,
or nothing; and what a manager was told is there. Sent again, it is noted once."""

import http.client
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "tools"))
import concernd_testing as testing  # noqa: E402
import persons  # noqa: E402
import relay  # noqa: E402
import tap  # noqa: E402

STATEMENTS = ("find_alerts", "load_rationales", "insert_decisions", "audit_notes", "insert_actions",
              "end_clocks", "start_action_clocks", "insert_feedback")
# What one decision with one action leaves, of an alert with contacts of one agency.
WHOLE = {"decided": 1, "decision": 1, "action": 1, "clocks ended": 2, "act clock": 1, "feedback clock": 1,
         "feedback": 3, "audit": 1}
COUNTS = """
select (select count(*) from concernd.alert where id = {0} and state = 'decided'),
	(select count(*) from concernd.decision where alert_id = {0}),
	(select count(*) from concernd.action where alert_id = {0}),
	(select count(*) from concernd.clock where alert_id = {0} and kind in ('acknowledge', 'decide')
		and ended_at is not null),
	(select count(*) from concernd.clock where alert_id = {0} and kind = 'act'),
	(select count(*) from concernd.clock where alert_id = {0} and kind = 'feedback'),
	(select count(*) from concernd.feedback where alert_id = {0}),
	(select count(*) from concernd.audit where alert_id = {0} and action = 'alert-decided')"""


def points():
    for statement in STATEMENTS:
        for after in (False, True):
            yield relay.Point({statement}, 1, after)
    for after in (False, True):
        yield relay.After("insert_feedback", 2, after)  # the commit


def raise_alert(site, daemon, record):
    child = {"record": record, **persons.words_of(record)}
    events = [site.contact(occurred_at=f"2026-0{month}-01T12:00:00Z", children=[child])
              for month in (1, 2, 3)]
    status, answer = daemon.post(*events)
    tap.equal(status, 200, answer)
    return int(site.postgres.query("select max(id) from concernd.alert")[0][0])


def order(number):
    return {"evidence_version": 1, "outcome": "nfa", "dry_run": False,
            "rationale": f"Seen at school this week, number {number}; the health visitor knows the family well.",
            "actions": [{"what": "Ask the school", "owner": "Jo Hill", "agency": "social-care",
                         "due": str(persons.today()), "contingency": "The manager asks"}]}


def standing(site, alert):
    row = site.postgres.query(COUNTS.format(alert))[0]
    return dict(zip(WHOLE, map(int, row)))


def decide(browser, alert, number):
    """The status; None where the daemon ended without an answer."""
    try:
        return browser.post(f"/v1/alerts/{alert}/decisions", order(number)).status
    except (ConnectionError, http.client.HTTPException):
        return None


class Mortal:
    """A site whose daemons die while a manager decides; each is seen after by the next one."""

    def __init__(self, site, between):
        self.site, self.between = site, between
        self.fallen = []  # the points
        text = site.config.read_text()
        site.config.write_text(text.replace(site.postgres.conninfo, between.conninfo))

    def sent_again(self, mary, alert, was_there):
        """As a manager does who had no answer: it is noted once."""
        status = decide(mary, alert, len(self.fallen))
        tap.equal(status, 409 if was_there else 200, f"{self.fallen[-1]}, sent again")
        tap.equal(standing(self.site, alert), WHOLE, f"{self.fallen[-1]}, sent again")

    def die(self, daemon, mary, point):
        """The alert on which a manager decided when the daemon died, and whether that was noted."""
        alert = raise_alert(self.site, daemon, f"child-{len(self.fallen)}")
        self.between.arm(point, daemon.child.kill)
        status = decide(mary, alert, len(self.fallen) + 1)
        testing.until(lambda: daemon.child.poll() is not None, "the daemon to die")
        daemon.wait_end()
        self.fallen.append(self.between.fell)
        found = standing(self.site, alert)
        tap.equal(status, None, f"{self.between.fell}: answered")
        assert found in (dict.fromkeys(WHOLE, 0), WHOLE), f"{self.between.fell}: {found}"
        return alert, found == WHOLE


def killed_at_any_statement_a_decision_is_whole_or_not_there():
    with testing.Site() as site, relay.Relay(site.postgres.conninfo) as between:
        persons.add_account(site, "mary", "manager")
        mortal, left = Mortal(site, between), None
        for point in points():
            daemon = site.daemon()
            mary = persons.sign_in(daemon, "mary")
            if left:
                mortal.sent_again(mary, *left)
            left = mortal.die(daemon, mary, point)
        tap.equal(left[1], True, "noted, behind the commit")
        with site.daemon() as daemon:
            mortal.sent_again(persons.sign_in(daemon, "mary"), *left)
        print(f"# deaths: {', '.join(mortal.fallen)}", flush=True)


if __name__ == "__main__":
    tap.run(killed_at_any_statement_a_decision_is_whole_or_not_there)
