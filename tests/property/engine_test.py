#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The engine against the oracle, over random histories: the same alerts, evidence and times.

    engine_test.py [--seed SEED] [--count HISTORIES] [--jobs N]

The histories are of contacts, their corrections, households and adults, under rules of every kind,
with supposed decisions and without. The engine is `concernctl backtest` of the build that is under
test. A difference is shrunk to the few events and rules that show it, and printed with its seed.
--count 5000 takes some minutes; `make test` is content with fewer.
"""

import argparse
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "tools")]
import histories  # noqa: E402
import oracle  # noqa: E402
import oracle_test  # noqa: E402
import tap  # noqa: E402

CONCERNCTL = os.path.join(tap.build_folder(), "concernctl")
IN_A_BATCH = 25
MOST_TRIES = 600
SHOWN = 3
NEEDED = ("children", "adults", "agency", "category", "occurred_at", "contact", "household",
          "from", "until", "decided_at", "reason")


class EngineFailed(Exception):
    pass


def engine(rules, events, decided):
    """What the engine prints, as lines."""
    with tempfile.TemporaryDirectory() as folder:
        conf, facts = os.path.join(folder, "rules.conf"), os.path.join(folder, "events.jsonl")
        with open(conf, "w", encoding="utf-8") as file:
            file.write(oracle.libconfig(rules))
        histories.write_events(facts, events)
        ran = subprocess.run([CONCERNCTL, "backtest", "--rules", conf, "--events", facts,
                              "--decided", decided, "--json"], capture_output=True, timeout=300,
                             stdin=subprocess.DEVNULL, check=False)
    if ran.returncode not in (0, 3):
        raise EngineFailed(f"exit {ran.returncode}: {ran.stderr.decode(errors='replace')}")
    return ran.stdout.decode().splitlines()


def engine_or_failure(rules, events, decided):
    try:
        return engine(rules, events, decided)
    except EngineFailed as failure:
        return [str(failure)]


def whose(alert):
    return alert.get("child") or alert["household"]


def in_order(lines):
    """Lines of many oracle runs, "in order of (`known_at`, child, rule)"."""
    def key(line):
        alert = json.loads(line)
        return oracle.read_time(alert["known_at"]), whose(alert), alert["rule"]
    return sorted(lines, key=key)


def standing(lines):
    """What stands undecided in the end, but for when it was known."""
    alerts = [json.loads(line) for line in lines]
    return sorted([whose(a), a["rule"], a["level"], a["became_true_at"], a["incidents"]]
                  for a in alerts if a["state"] == "open")


# --- Shrinking ----------------------------------------------------------------------------------

class Shrinker:
    """Drops what is not needed to show a difference, greedily."""

    def __init__(self, differs):
        self.differs, self.tries = differs, MOST_TRIES

    def still(self, rules, events):
        self.tries -= 1
        return self.tries > 0 and self.differs(rules, events)

    def without(self, things, keep):
        """`things` without those that keep(rest) does not need, half of them at a time at first."""
        size = max(len(things) // 2, 1)
        while True:
            n = 0
            while n < len(things):
                rest = things[:n] + things[n + size:]
                if rest and keep(rest):
                    things = rest
                else:
                    n += size
            if size == 1:
                return things
            size //= 2

    def shrink(self, rules, events):
        for key in "rules", "events", "events":
            if key == "events":
                events = self.without(events, lambda rest: self.still(rules, rest))
            else:
                rest = self.without(rules["rules"],
                                    lambda r: self.still(dict(rules, rules=r), events))
                rules = dict(rules, rules=rest)
        return rules, self.fields(rules, events)

    def fields(self, rules, events):
        """Optional fields of the contacts."""
        for n, event in enumerate(events):
            for key in [k for k in event["data"] if k not in NEEDED]:
                data = {k: v for k, v in events[n]["data"].items() if k != key}
                less = events[:n] + [dict(events[n], data=data)] + events[n + 1:]
                if ("occurred_at" in data or "household" in data) and self.still(rules, less):
                    events = less
        return events


# --- One batch ----------------------------------------------------------------------------------

def never_differs(rules, events):
    return engine_or_failure(rules, events, "never") != oracle.backtest(rules, events, "never")


def span_differs(decided):
    def differs(rules, events):
        return (engine_or_failure(rules, events, decided)
                != oracle.backtest(rules, events, decided))
    return differs


def history_of(lines, others):
    """The number of the history that the first line that differs is about; None if none does."""
    for mine, other in zip(lines + [None] * len(others), others + [None] * len(lines)):
        if mine != other:
            return {int(whose(json.loads(line))[1:].split("-")[0])
                    for line in (mine, other) if line}
    return set()


def report(title, seed, rules, events, decided):
    lines = [f"{title}; seed {seed}, --decided {decided}", "rules:",
             *oracle.libconfig({"rules": rules["rules"]}).splitlines(),
             "zone {time_zone}, same incident {same_incident_within}, same reference "
             "{same_reference_within}".format(**dict(oracle.HEAD, **rules)),
             "events:", *(json.dumps(e, ensure_ascii=False) for e in events),
             "oracle:", *oracle.backtest(rules, events, decided),
             "engine:", *engine_or_failure(rules, events, decided)]
    return "\n".join(lines)


def compare(title, batch, each, decided, differs):
    """One run of the engine over all histories of a batch; a report of what differs, or None."""
    expected = in_order([line for h in each for line in oracle.backtest(batch.rules, h, decided)])
    try:
        lines = engine(batch.rules, histories.together(each), decided)
    except EngineFailed as failure:
        return lines_of(failure, title, batch, each, decided, differs)
    if lines == expected:
        return lines, None
    for n in sorted(history_of(lines, expected)):
        if differs(batch.rules, each[n]):
            shrunk = Shrinker(differs).shrink(batch.rules, each[n])
            return lines, report(title, batch.seed, *shrunk, decided)
    return lines, f"{title}; seed {batch.seed}: histories differ only when judged together"


def lines_of(failure, title, batch, each, decided, differs):
    """The engine failed: on which history?"""
    for events in each:
        if differs(batch.rules, events):
            shrunk = Shrinker(differs).shrink(batch.rules, events)
            return [], report(title, batch.seed, *shrunk, decided)
    return [], f"{title}; seed {batch.seed}: {failure}"


def run_batch(seed):
    """The reports of one batch: as it came and undecided, decided, and in another order."""
    batch = histories.Batch(seed, IN_A_BATCH)
    lines, never = compare("nothing decided", batch, batch.histories, "never", never_differs)
    _, span = compare("supposed decisions", batch, batch.histories, batch.decided,
                      span_differs(batch.decided))
    moved, order = compare("another order", batch, batch.shuffles, "never", never_differs)
    if not order and standing(lines) != standing(moved):
        order = f"another order; seed {batch.seed}: other alerts stand in the end"
    return never, span, order, len(lines)


# --- The cases that were worked out by hand ---------------------------------------------------

def by_hand():
    """The oracle's own cases, asked of the engine; what differs."""
    for function in oracle_test.CASES:
        function()
    differ = []
    for rules, events, decided in oracle_test.ASKED:
        if engine_or_failure(rules, events, decided) != oracle.backtest(rules, events, decided):
            differ.append(report("by hand", "none", rules, events, decided))
    return differ


# --- TAP ----------------------------------------------------------------------------------------

def none_of(reports):
    """Fails with the first few of what differs."""
    if reports:
        more = [f"... and {len(reports) - SHOWN} more"] if len(reports) > SHOWN else []
        raise AssertionError("\n".join(["", *reports[:SHOWN], *more]))


def run_all(seed, batches, jobs):
    """The batches' reports, turned: never, span, order; and the sum of the alerts."""
    with multiprocessing.Pool(jobs) as pool:
        results = pool.map(run_batch, [f"{seed}/{n}" for n in range(batches)], 1)
    never, span, order, raised = zip(*results)
    return [[r for r in reports if r] for reports in (never, span, order)] + [sum(raised)]


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seed", default="1")
    options.add_argument("--count", type=int, default=1500)
    options.add_argument("--jobs", type=int, default=os.cpu_count())
    chosen = options.parse_args()
    never, span, order, raised = run_all(chosen.seed, -(-chosen.count // IN_A_BATCH), chosen.jobs)

    def the_engine_raises_the_oracles_alerts_to_the_byte_when_nothing_is_decided():
        none_of(never)

    def the_engine_raises_the_oracles_alerts_to_the_byte_over_supposed_decisions():
        none_of(span)

    def any_order_of_arrival_leaves_the_same_alerts_standing_in_the_end():
        none_of(order)

    def the_random_histories_are_worth_it_more_alerts_than_histories():
        assert raised > chosen.count, f"{raised} alerts from {chosen.count} histories"

    def the_engine_gives_the_answers_that_were_worked_out_by_hand():
        none_of(by_hand())

    print(f"# {chosen.count} histories, {raised} alerts when nothing is decided, "
          f"seed {chosen.seed}")
    tap.run(the_engine_raises_the_oracles_alerts_to_the_byte_when_nothing_is_decided,
            the_engine_raises_the_oracles_alerts_to_the_byte_over_supposed_decisions,
            any_order_of_arrival_leaves_the_same_alerts_standing_in_the_end,
            the_random_histories_are_worth_it_more_alerts_than_histories,
            the_engine_gives_the_answers_that_were_worked_out_by_hand)


if __name__ == "__main__":
    main()
