#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Deadlines that pass while the daemon is dead, and while two copies run: each alert once. The hour
passes by moving what is stored, not by waiting."""

import datetime
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tools"))

import tap
from concernd_testing import RULES, Site, until

DEADLINES = 100
UNLESS = """rules = ( {
	name = "unseen"; title = "Nothing followed"; where = { category = ["domestic-abuse"]; };
	unless = { where = { category = ["neglect"]; }; by = "1 hours"; };
	level = "red";
} );
"""
SITE = None


def count(text):
    return int(SITE.postgres.query(text)[0][0])


def tell(daemon, prefix):
    at = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(minutes=50)
    events = [SITE.contact(f"{prefix}-{n}", occurred_at=at.strftime("%Y-%m-%dT%H:%M:%SZ"),
                           category="domestic-abuse", event_id=f"{prefix}-{n}")
              for n in range(DEADLINES)]
    status, answer = daemon.post(*events)
    tap.equal(status, 200, f"{answer}")
    tap.equal(count("select count(*) from concernd.timer"), DEADLINES, "timers")


def let_an_hour_pass():
    SITE.postgres.query("""begin;
        update concernd.contact set occurred_at = occurred_at - interval '1 hour';
        update concernd.timer set due_at = due_at - interval '1 hour';
        commit""")


def expect_each_once(prefix):
    alerts = f"""from concernd.alert join concernd.contact using (child_id)
        where contact.event_id like '{prefix}-%'"""
    until(lambda: count(f"select count(*) {alerts}") >= DEADLINES
          and count("select count(*) from concernd.timer") == 0, "every deadline")
    tap.equal(SITE.postgres.query(f"""select count(*), count(distinct alert.child_id),
        bool_and(alert.state = 'new'), bool_and(known_at = became_true_at),
        bool_and(became_true_at = occurred_at + interval '1 hour') {alerts}"""),
              [[str(DEADLINES), str(DEADLINES), "t", "t", "t"]])


def a_hundred_deadlines_that_pass_while_the_daemon_is_dead_each_raise_one_alert():
    daemon = SITE.daemon()
    try:
        tell(daemon, "dead")
    finally:
        daemon.kill()
    let_an_hour_pass()
    with SITE.daemon():
        expect_each_once("dead")


def a_hundred_deadlines_under_two_copies_one_of_them_killed_each_raise_one_alert():
    one = SITE.daemon()
    try:
        with SITE.daemon():
            tell(one, "two")
            let_an_hour_pass()
            until(lambda: count("select count(*) from concernd.timer") < DEADLINES, "the first")
            one.kill()
            expect_each_once("two")
    finally:
        one.kill()


def main():
    global SITE
    rules = RULES[:RULES.index("rules = (")] + UNLESS
    with Site(rules=rules) as SITE:
        tap.run(a_hundred_deadlines_that_pass_while_the_daemon_is_dead_each_raise_one_alert,
                a_hundred_deadlines_under_two_copies_one_of_them_killed_each_raise_one_alert)


main()
