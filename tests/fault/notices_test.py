#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""kill -9 at named points of telling people: each notice arrives, with one id however often; each rung of
each ladder is told once, none is lost.

    notices_test.py [--count ROUNDS] [--seed SEED]

--count 200 kills between any two steps of the clocks so often; `make test` is content with fewer.
"""

import argparse
import collections
import json
import os
import random
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(os.path.dirname(HERE), "notify")]
import telling  # noqa: E402
from telling import concernd_testing, tap  # noqa: E402
import relay  # noqa: E402

ALERTS = 4
STEPS = 24  # statements of a daemon from its first look at clocks until all is told, about
CLOCKS = {"claim_clocks", "insert_missed_notices", "move_clocks"}


def options():
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=6)
    parser.add_argument("--seed", default="notices")
    return parser.parse_args()


class Mortal:
    """A world whose daemons die at points."""

    def __init__(self, world, between):
        self.world, self.between = world, between
        world.change(world.site.postgres.conninfo, between.conninfo)

    def die_at(self, point, until_dead=True):
        """Starts a daemon that is killed at the point, or in the end."""
        daemon = self.world.site.daemon(wait=False)
        self.between.arm(point, daemon.child.kill)
        if until_dead:
            concernd_testing.until(lambda: daemon.child.poll() is not None, "the daemon to die")
            daemon.wait_end()
        return daemon

    def live(self, done, what):
        """A daemon that is left alone until done() is true."""
        with self.world.site.daemon():
            # What the dead had claimed is claimed again at once, not in a minute.
            self.world.sql("update concernd.outbox set leased_until = null where sent_at is null")
            concernd_testing.until(done, what)

    def all_is_sent(self):
        return self.world.sql("select count(*) from concernd.outbox where sent_at is null") == [["0"]]


def mortal(world):
    return relay.Relay(world.site.postgres.conninfo)


def ids_of(world, kind):
    hooks = collections.Counter(h["id"] for h in world.hooks.got if f".{kind}\"" in h["body"])
    mails = collections.Counter(m["id"] for m in world.mailbox.got if kind in m["subject"])
    return hooks, mails


def each_notice_arrives_with_one_id_wherever_the_daemon_dies():
    points = [(name, after) for name in ("claim_notices", "mark_notices_sent")
              for after in (False, True)]
    with telling.world() as world, mortal(world) as between:
        deadly = Mortal(world, between)
        with world.site.daemon() as daemon:
            world.raise_alert(daemon, "first")
            concernd_testing.until(deadly.all_is_sent, "the first notices")
        for number, (name, after) in enumerate(points):
            before = ids_of(world, "grown")
            # As if the alert had grown: the same rows, for every channel.
            world.sql("insert into concernd.outbox (id, child_id, alert_id, evidence_version, kind,"
                      " channel, recipient, created_at, due_at)"
                      " select nextval('concernd.outbox_id'), child_id, alert_id, evidence_version,"
                      " 'grown', channel, recipient, now(), now() from concernd.outbox"
                      " where kind = 'risen'")
            deadly.die_at(relay.Point({name}, 1 + number % 2, after))
            deadly.live(deadly.all_is_sent, f"what was left at {name}")
            for got, had in zip(ids_of(world, "grown"), before):
                new = set(got) - set(had)
                tap.equal(len(new), 1, f"ids at {name}, after: {after}: {got - had}")
        twice = [i for counter in ids_of(world, "grown") for i, n in counter.items() if n > 1]
        print(f"# {len(twice)} of {4 * 2} notices arrived more than once, with one id", flush=True)
        assert twice, "no death fell between sending and marking"


def rungs(world):
    """How often each rung of each clock was told to the case system."""
    return collections.Counter(
        (row[0], json.loads(row[1])["clock"], json.loads(row[1])["rung"])
        for row in world.sql("select alert_id, detail from concernd.outbox where kind = 'missed'"
                             " and recipient in ('duty', 'head')"))


def killed_between_any_two_steps_of_the_clocks_none_is_lost_and_none_told_twice():
    asked = options()
    rng = random.Random(asked.seed)
    deaths = collections.Counter()
    with telling.world() as world, mortal(world) as between:
        deadly = Mortal(world, between)
        with world.site.daemon() as daemon:
            for n in range(ALERTS):
                world.raise_alert(daemon, f"child-{n}")
        for number in range(1, asked.count + 1):
            world.sql("update concernd.clock set next_at = now() - interval '1 second'")
            told = 2 * ALERTS * number  # an acknowledge and a decide clock each

            def is_told():
                return sum(rungs(world).values()) >= told and deadly.all_is_sent()

            # Half of them at the clocks' own steps, the others anywhere until all is told.
            point = relay.Point(CLOCKS, rng.randint(1, 3), rng.random() < 0.5)
            if number % 2:
                point = relay.After("claim_clocks", rng.randint(1, STEPS), rng.random() < 0.5)
            daemon = deadly.die_at(point, until_dead=False)
            concernd_testing.until(lambda: daemon.child.poll() is not None or is_told(), "the end")
            deaths[between.fell] += 1
            daemon.kill()
            deadly.live(is_told, f"round {number}")
            tap.equal({n for n in rungs(world).values()}, {1}, f"round {number}: told how often")
            tap.equal(world.sql("select distinct rung from concernd.clock"), [[str(number)]],
                      f"round {number}: rungs")
        print(f"# {asked.count} rounds; deaths at {dict(deaths)}", flush=True)
        ids = {m["id"] for m in world.mailbox.got}
        tap.equal([[str(len(ids))]], world.sql(
            "select count(*) from concernd.outbox where channel = 'email'"), "mails by their ids")
        hooks = {json.loads(h["body"])["data"]["alert"] for h in world.hooks.got}
        tap.equal(len(hooks), ALERTS, "alerts told of by webhook")


if __name__ == "__main__":
    tap.run(each_notice_arrives_with_one_id_wherever_the_daemon_dies,
            killed_between_any_two_steps_of_the_clocks_none_is_lost_and_none_told_twice)
