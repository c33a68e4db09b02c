#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Feeds that fall silent: ops are told, once, and told when they are heard again."""

import json
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools"))
import concernd_testing as testing  # noqa: E402
import tap  # noqa: E402

# Name, silent_after, and how many came in the same stretch of each of the last weeks; the last one
# came two hours ago.
FEEDS = (("steady", "ever", (15, 12, 30, 15)), ("after-holiday", "ever", (15, 15, 0, 15)),
         ("one-busy-week", "ever", (500, 0, 0, 0)), ("by-night", "ever", (0, 0, 0, 0)),
         ("watched", "1 hour", (0, 0, 0, 0)), ("patient", "3 hours", (3, 3, 3, 3)))
SENDER = """{{ name = "{0}"; agencies = ["police"]; sources = ["urn:{0}"];
  token_sha256 = ["{1}"]; silent_after = "{2}"; }}"""
EVENT = """insert into concernd.event (source, event_id, data_hash, sender, type, recorded_at, body)
select 'urn:{0}', gen_random_uuid(), decode(repeat('00', 32), 'hex'), '{0}', 'x',
       {1}, '{{}}' from generate_series(1, {2});"""


class Office(testing.Site):
    """A site with these senders, and what came of them before."""

    def __init__(self):
        super().__init__()
        more = self.folder / "concernd.conf.d"
        more.mkdir()
        (more / "senders.conf").write_text("senders = (" + ", ".join(
            SENDER.format(name, f"{number:064x}", span)
            for number, (name, span, _) in enumerate(FEEDS, 1)) + ");\n")
        for name, _, weeks in FEEDS:
            for week, n in enumerate(weeks, 1):
                self.came(name, n, f"{week} weeks 1 hour")
            self.came(name, 1, "2 hours")

    def came(self, name, n, ago):
        self.postgres.query(EVENT.format(name, f"now() - interval '{ago}'", n))

    def silent(self):
        """What `status` tells of each silent sender."""
        done = self.ctl("status", "--json")
        return done.returncode, {sender["name"]: sender["due"]
                                 for sender in json.loads(done.stdout)["senders"]
                                 if sender["silent_since"] is not None}


OFFICE = DAEMONS = None


def metric(daemon, name):
    found = re.search(rf'^concernd_feed_silent{{sender="{name}"}} (\d)$', daemon.get("/metrics")[1],
                      re.MULTILINE)
    return found and int(found[1])


def a_feed_that_falls_silent_is_told_to_ops_with_what_was_due():
    for daemon in DAEMONS:
        testing.until(lambda daemon=daemon: metric(daemon, "steady") == 1, "the feed is silent")
    logs = "\n".join(daemon.log() for daemon in DAEMONS)
    assert re.search(r"sender steady: nothing came since \w+day \d+ \w+ \d\d:\d\d, about 12 were due",
                     logs), logs


def so_is_one_that_is_silent_for_longer_than_its_span():
    assert any("sender watched: nothing came since" in daemon.log() for daemon in DAEMONS)


def it_is_told_once_however_many_copies_run():
    logs = "\n".join(daemon.log() for daemon in DAEMONS)
    tap.equal(len(re.findall("sender steady: nothing came", logs)), 1, logs)


def nights_holidays_and_one_busy_week_make_no_silence():
    code, silent = OFFICE.silent()
    tap.equal((code, silent), (3, {"steady": 12, "watched": 0}))
    text = OFFICE.ctl("status").stdout
    assert "Nothing came from steady since" in text and "about 12 were due" in text, text
    tap.equal(metric(DAEMONS[0], "by-night"), 0)


def it_is_over_when_the_feed_is_heard_again():
    OFFICE.came("steady", 1, "1 second")
    with OFFICE.daemon() as daemon:
        daemon.says(r"sender steady: is heard again; nothing had come since")
        testing.until(lambda: metric(daemon, "watched") == 1, "it has looked")
        tap.equal(metric(daemon, "steady"), 0)
    tap.equal(OFFICE.silent()[1], {"watched": 0})


def main():
    global OFFICE, DAEMONS
    with Office() as OFFICE, OFFICE.daemon() as first, OFFICE.daemon() as second:
        DAEMONS = (first, second)
        tap.run(a_feed_that_falls_silent_is_told_to_ops_with_what_was_due,
                so_is_one_that_is_silent_for_longer_than_its_span,
                it_is_told_once_however_many_copies_run,
                nights_holidays_and_one_busy_week_make_no_silence,
                it_is_over_when_the_feed_is_heard_again)


main()
