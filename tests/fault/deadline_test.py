#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Deadlines that pass while no daemon is there, or two are: each raises its one alert, known when it
was due, and what was answered in time raises none."""

import json
import os
import re
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(os.path.dirname(HERE), "tools"),
                os.path.join(os.path.dirname(HERE), "property")]
import concernd_testing  # noqa: E402
import oracle  # noqa: E402
import tap  # noqa: E402

DEADLINES = 100
ANSWERED = 20       # more, which come to nothing
A_BATCH = 20
SOON = 4.0          # seconds until the first is due
SPREAD = 3.0        # and from the first to the last
RULES = concernd_testing.RULES.replace("rules = (", """rules = (
	{
		name = "no-answer";
		title = "Nobody answered within an hour";
		where = { agency = ["police"]; };
		unless = { where = { agency = ["social-care"]; }; by = "1 hour"; };
		level = "red";
	},""")

ALERTS = """
select json_build_object('record', s.record, 'id', a.id, 'state', a.state,
	'true_at', a.became_true_at = c.occurred_at + interval '1 hour',
	'known_at', a.known_at = greatest(c.occurred_at + interval '1 hour', c.recorded_at))
from concernd.alert a
join concernd.contact c on c.child_id = a.child_id and c.agency = 'police'
join concernd.alias s on s.id = c.alias_id
"""


def written(at):
    return oracle.write_time(int(at * 1000000))


def put(site, daemon):
    """Contacts that wait for an answer, and some that have it; when the last is due."""
    first = time.time() + SOON
    events = []
    for n in range(ANSWERED + DEADLINES):
        due = first + SPREAD * n / (ANSWERED + DEADLINES)
        record = f"waits-{n}" if n >= ANSWERED else f"answered-{n}"
        events.append(site.contact(record, occurred_at=written(due - 3600)))
        if n < ANSWERED:
            events.append(site.contact(record, "social-care", written(due - 60)))
    for n in range(0, len(events), A_BATCH):
        status, answer = daemon.post(*events[n:n + A_BATCH])
        tap.equal((status, {r["status"] for r in answer["receipts"]}), (200, {"recorded"}),
                  "answers")
    return first + SPREAD


def alerts(site):
    return [json.loads(line) for (line,) in site.postgres.query(ALERTS)]


def check(site, daemons):
    """All have risen: each once, as it should, and told to somebody."""
    concernd_testing.until(lambda: len(alerts(site)) >= DEADLINES, "all alerts to rise")
    found = alerts(site)
    tap.equal(sorted(a["record"] for a in found),
              sorted(f"waits-{n}" for n in range(ANSWERED, ANSWERED + DEADLINES)), "alerts of")
    wrong = [a for a in found if not (a["state"] == "new" and a["true_at"] and a["known_at"])]
    tap.equal(wrong[:3], [], "alerts that do not say when they were due")
    site.postgres.query("update concernd.outbox set leased_until = null where sent_at is null")
    ids = {str(a["id"]) for a in found}
    concernd_testing.until(
        lambda: ids <= set(re.findall(r"alert (\d+) rose", "\n".join(d.log() for d in daemons))),
        "all alerts to be told")


def a_hundred_deadlines_that_pass_while_the_daemon_is_dead_raise_each_its_one_alert():
    with concernd_testing.Site(rules=RULES) as site:
        dead = site.daemon()
        last = put(site, dead)
        dead.kill()
        concernd_testing.until(lambda: time.time() > last, "the deadlines to pass")
        with site.daemon() as daemon:
            check(site, [dead, daemon])


def a_hundred_deadlines_under_two_daemons_one_of_which_dies_raise_each_its_one_alert():
    with concernd_testing.Site(rules=RULES) as site:
        dead = site.daemon()
        with site.daemon() as other:
            put(site, dead)
            concernd_testing.until(lambda: len(alerts(site)) >= DEADLINES // 4, "some to rise")
            dead.kill()
            with site.daemon() as third:
                check(site, [dead, other, third])


if __name__ == "__main__":
    tap.run(a_hundred_deadlines_that_pass_while_the_daemon_is_dead_raise_each_its_one_alert,
            a_hundred_deadlines_under_two_daemons_one_of_which_dies_raise_each_its_one_alert)
