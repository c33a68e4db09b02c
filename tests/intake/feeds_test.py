#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Feeds that fall silent or come up short: ops are told, once, and told when it is over."""

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
         ("watched", "1 hour", (0, 0, 0, 0)), ("patient", "3 hours", (3, 3, 3, 3)),
         ("short", "ever", ()), ("whole", "ever", ()), ("retold", "ever", ()),
         ("fresh", "ever", ()), ("loaded", "ever", ()))
DAY = "2026-03-02"
SENDER = """{{ name = "{0}"; agencies = ["police"]; sources = ["urn:{0}"];
  token_sha256 = ["{1}"]; silent_after = "{2}"; }}"""
EVENT = """insert into concernd.event (source, event_id, data_hash, sender, type, recorded_at, history, body)
select 'urn:{0}', gen_random_uuid(), decode(repeat('00', 32), 'hex'), '{0}', 'x',
       {1}, {3}, '{{}}' from generate_series(1, {2});"""


# Name, how many came of the day, how many its tally says.
TALLY = """insert into concernd.event (source, event_id, data_hash, sender, type, sent_at,
  recorded_at, body)
select 'urn:{0}', gen_random_uuid(), decode(repeat('00', 32), 'hex'), '{0}', 'x',
       '{3} 23:30 Europe/London', now() - interval '{4}', '{{}}' from generate_series(1, {1});
insert into concernd.event (source, event_id, data_hash, sender, type, recorded_at, body)
select 'urn:{0}', gen_random_uuid(), decode(repeat('00', 32), 'hex'), '{0}',
       'concernd.feed.tally.v1', now() - interval '{4}',
       '{{"data":{{"day":"{3}","sent":{2}}}}}' where {2} > 0;"""


# Nobody takes mail there: what is to be told stands in the outbox.
OPS = """
mail = { server = "127.0.0.1:9"; from = "concernd@council.example"; };
recipients = ( { name = "head"; channel = "email"; address = "head@council.example"; } );
"""


class Office(testing.Site):
    """A site with these senders, and what came of them before."""

    def __init__(self):
        super().__init__(settings=OPS, notify='syslog = false; journal = false; ops = ["head"];')
        more = self.folder / "concernd.conf.d"
        more.mkdir()
        (more / "senders.conf").write_text("senders = (" + ", ".join(
            SENDER.format(name, f"{number:064x}", span)
            for number, (name, span, _) in enumerate(FEEDS, 1)) + ");\n")
        for name, _, weeks in FEEDS:
            for week, n in enumerate(weeks, 1):
                self.came(name, n, f"{week} weeks 1 hour")
            self.came(name, 1, "2 hours")
        self.of_day("short", 9, 12)
        self.of_day("whole", 5, 5)
        self.of_day("retold", 5, 99, ago="25 minutes")  # that was a mistake, and mended
        self.of_day("retold", 0, 5)
        self.of_day("fresh", 1, 9, ago="5 minutes")  # the rest may be on its way
        for week in range(1, 5):
            self.came("loaded", 20, f"{week} weeks 1 hour", history=True)

    def of_day(self, name, n, sent, ago="20 minutes"):
        """Events of the day that came, and a tally unless 0 is said to be sent."""
        self.postgres.query(TALLY.format(name, n, sent, DAY, ago))

    def came(self, name, n, ago, history=False):
        self.postgres.query(EVENT.format(name, f"now() - interval '{ago}'", n, history))

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


def ops_are_told_by_notices_that_name_the_sender_and_nobody_else():
    def told():
        return [json.loads(row[0])["text"] for row in OFFICE.postgres.query(
            "select detail from concernd.outbox where kind = 'ops' and recipient = 'head' "
            "order by detail")]
    testing.until(lambda: len(told()) >= 3, "three notices")
    assert [text.split(":")[0] for text in told()] == ["sender short", "sender steady",
                                                       "sender watched"], told()
    assert "about 12 were due" in told()[1] and f"12 sent on {DAY}, 9 here" in told()[0], told()


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


def a_day_that_came_up_short_of_its_tally_is_told():
    logs = "\n".join(daemon.log() for daemon in DAEMONS)
    tap.equal(re.findall(r"sender (\w+): (\d+) sent on (\S+), (\d+) here", logs),
              [("short", "12", DAY, "9")], logs)
    assert f"short: 12 sent on {DAY}, 9 here" in OFFICE.ctl("status").stdout


def it_is_over_when_the_rest_has_come():
    OFFICE.of_day("short", 3, 0)
    with OFFICE.daemon() as daemon:
        daemon.says(f"sender short: {DAY} is no longer short")
    assert "sent on" not in OFFICE.ctl("status").stdout


def a_tally_is_an_event_like_others_and_needs_a_day_and_a_number():
    event = {"specversion": "1.0", "type": "concernd.feed.tally.v1", "source": testing.SOURCE,
             "id": "tally-1", "data": {"day": DAY, "sent": 214}}
    for status in ("recorded", "duplicate"):
        code, body = DAEMONS[0].post(event)
        tap.equal((code, body["receipts"][0]["status"]), (200, status), body)
    tap.equal(OFFICE.postgres.query("select type, contact_id is null from concernd.event "
                                    "where event_id = 'tally-1'"), [["concernd.feed.tally.v1", "t"]])
    for data, pointer in (({"day": DAY}, "/data/sent"), ({"sent": 1}, "/data/day"),
                          ({"day": DAY, "sent": -1}, "/data/sent"),
                          ({"day": "2999-01-01", "sent": 1}, "/data/day")):
        code, body = DAEMONS[0].post({**event, "id": f"tally-{pointer}", "data": data})
        tap.equal((code, body["receipts"][0]["errors"][0]["pointer"]), (422, pointer))


def main():
    global OFFICE, DAEMONS
    with Office() as OFFICE, OFFICE.daemon() as first, OFFICE.daemon() as second:
        DAEMONS = (first, second)
        tap.run(a_feed_that_falls_silent_is_told_to_ops_with_what_was_due,
                so_is_one_that_is_silent_for_longer_than_its_span,
                it_is_told_once_however_many_copies_run,
                ops_are_told_by_notices_that_name_the_sender_and_nobody_else,
                nights_holidays_and_one_busy_week_make_no_silence,
                it_is_over_when_the_feed_is_heard_again,
                a_day_that_came_up_short_of_its_tally_is_told,
                it_is_over_when_the_rest_has_come,
                a_tally_is_an_event_like_others_and_needs_a_day_and_a_number)


main()
