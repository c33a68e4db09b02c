#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Killed at any instant, run twice, its database pulled away: nothing that was answered is lost or
stored twice, each rule that holds has its one alert, and what was refused is kept.

CONCERND_FAULT_TIMES=10 makes ten times as many rounds (default 1: 50 kills, 20 restarts);
CONCERND_FAULT_SEED=x takes other rules and histories.
"""

import json
import os
import random
import sys
import threading

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "tools")]
import concernd_testing  # noqa: E402
import load  # noqa: E402
import tap  # noqa: E402
from load import histories  # noqa: E402

TIMES = int(os.environ.get("CONCERND_FAULT_TIMES", "1"))
SEED = os.environ.get("CONCERND_FAULT_SEED", "")
KILLS, RESTARTS = 50 * TIMES, 20 * TIMES
HISTORIES_A_ROUND = 4
ORDERLY = 300
TWINS = 40
INSTANT = 0.02  # seconds after an answer within which the blow falls


class Rounds:
    """Rounds of load with a blow in the middle of each."""

    def __init__(self, seed, rounds):
        self.seed, self.rng, self.rounds = seed + SEED, random.Random(seed + SEED), rounds
        self.rules, made = load.make_histories(self.seed, HISTORIES_A_ROUND * rounds)
        self.histories = [made[n::rounds] for n in range(rounds)]

    def run(self, daemons, blow):
        """Puts in a round's histories; blow() comes once a random part of them is answered. In the
        end all must be as if there had been no blow."""
        truth = load.Truth(self.rules)
        with load.Agencies(self.seed, daemons) as agencies:
            for each in self.histories:
                self.play(agencies, [e for h in each for e in truth.add(h, self.rng)], blow)
            agencies.wait_all()
            print(f"# {self.rounds} blows cut {agencies.cut_off} requests off", flush=True)
            assert agencies.cut_off > 0, "no blow fell on a request"
            truth.check(agencies)

    def play(self, agencies, events, blow):
        self.rng.shuffle(events)
        start = agencies.answered
        agencies.put(events)
        agencies.wait_answers(start + self.rng.randrange(len(events)))
        threading.Event().wait(self.rng.random() * INSTANT)
        blow()


def fifty_kills_of_the_daemon_lose_nothing_and_store_nothing_twice():
    rounds = Rounds("kill", KILLS)
    with load.site(rounds.rules) as site, load.Daemons(site) as daemons:
        rounds.run(daemons, daemons.kill_one)


def twenty_immediate_restarts_of_the_database_lose_nothing_and_store_nothing_twice():
    rounds = Rounds("restart", RESTARTS)
    with load.site(rounds.rules) as site, load.Daemons(site) as daemons:
        rounds.run(daemons, site.postgres.restart)


def two_daemons_on_one_database_with_one_killed_now_and_then_are_as_good_as_one():
    rounds = Rounds("two", 6 * TIMES)
    with load.site(rounds.rules) as site, load.Daemons(site, 2) as daemons:
        rounds.run(daemons, daemons.kill_one)


def brothers_and_sisters_told_of_at_once_to_two_daemons_are_opened_once_and_raise_one_alert():
    """Each pair is new, and two contacts that name both in opposite order race each other."""
    with load.site({**histories.Batch("twins", 0, load.FEATURES).rules, "rules": [TWO_INCIDENTS]}) as site:
        with site.daemon() as one, site.daemon() as other:
            gate = threading.Barrier(2)
            threads = [threading.Thread(target=tell_twins, args=(daemon, number, gate))
                       for number, daemon in enumerate((one, other))]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        rows = site.postgres.query(load.CHILDREN)
        tap.equal(len(rows), 2 * TWINS, "children")
        alerts = [json.loads(line) for (line,) in site.postgres.query(load.STANDING)]
        tap.equal(sorted(str(a["child"]) for a in alerts), sorted(c for c, _ in rows), "alerts")
        tap.equal({len(a["evidence"]) for a in alerts}, {2}, "contacts in the evidence")


TWO_INCIDENTS = {"name": "two", "title": "two", "level": "amber", "within": "7 days",
                 "needs": {"incidents": 2}}


def tell_twins(daemon, number, gate):
    for pair in range(TWINS):
        names = [f"twin-{pair}-a", f"twin-{pair}-b"]
        gate.wait(concernd_testing.PATIENCE)
        event = {"specversion": "1.0", "type": "concernd.contact.recorded.v1",
                 "source": histories.SOURCES[number], "id": f"{pair}", "data": {
                     "children": [{"record": n} for n in names[::1 if number else -1]],
                     "agency": "police", "category": "neglect",
                     "occurred_at": f"2024-01-0{1 + number}T12:00:00Z"}}
        while daemon.post(event)[0] == 503:
            pass


def histories_in_random_order_with_repeats_leave_the_alerts_of_the_oracle():
    rng = random.Random("orderly" + SEED)
    rules, made = load.make_histories("orderly" + SEED, ORDERLY)
    truth = load.Truth(rules)
    events = [e for h in made for e in truth.add(h, rng)]
    rng.shuffle(events)
    with load.site(rules) as site, load.Daemons(site) as daemons:
        with load.Agencies("orderly", daemons) as agencies:
            agencies.put(events)
            agencies.wait_all()
            truth.check(agencies)
    alerts = len(truth.standing())
    assert alerts > ORDERLY, f"{alerts} alerts from {ORDERLY} histories prove little"


if __name__ == "__main__":
    tap.run(fifty_kills_of_the_daemon_lose_nothing_and_store_nothing_twice,
            twenty_immediate_restarts_of_the_database_lose_nothing_and_store_nothing_twice,
            two_daemons_on_one_database_with_one_killed_now_and_then_are_as_good_as_one,
            brothers_and_sisters_told_of_at_once_to_two_daemons_are_opened_once_and_raise_one_alert,
            histories_in_random_order_with_repeats_leave_the_alerts_of_the_oracle)
