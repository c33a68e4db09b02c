#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The statements of a contact's way, as a daemon plans them while the tables are still empty: each
must find its rows by a key, or the first busy night would read whole tables for every contact."""

import os
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools"))

import tap
from concernd_testing import Site

QUERIES = pathlib.Path(tap.root()) / "sql" / "query"
HOT = ["find_candidates", "find_children", "find_doubts", "find_events", "lock_children",
       "load_contacts", "load_alerts",
       "update_alerts", "mark_corrected", "find_corrections", "load_corrections",
       "history_contacts", "history_corrections", "history_alerts", "insert_outbox", "insert_outbox_again", "start_clocks",
       "end_clocks", "move_clocks", "inherit_clocks", "start_action_clocks",
       "claim_timer", "load_timer", "load_rules", "load_rule_set", "sender_figures",
       "status_senders"]
# Those whose table has a small index besides, which looks cheaper to go over when the table was empty.
COUNTED = ["insert_outbox", "start_clocks", "end_clocks", "move_clocks",
           "load_contacts", "load_alerts", "lock_children"]
SITE = None


def plan(name):
    text = (QUERIES / f"{name}.sql").read_text()
    count = max([int(number) for number in re.findall(r"\$(\d+)", text)], default=0)
    nulls = f"({', '.join(['null'] * count)})" if count else ""
    script = (f"{(QUERIES / 'session_settings.sql').read_text()};\nprepare asked as {text};\n"
              f"explain (costs off) execute asked{nulls};")
    done = subprocess.run(["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-d", SITE.postgres.conninfo],
                          input=script, text=True, capture_output=True, check=False)
    tap.equal(done.returncode, 0, f"{name}: {done.stderr}")
    return done.stdout


def whole_reads(text):
    """Lines of a plan that read a table without a condition on an index."""
    lines = text.splitlines()
    found = []
    for at, line in enumerate(lines):
        if re.search(r"(Seq Scan|Index (Only )?Scan|Bitmap Heap Scan).* on \w", line):
            below = lines[at + 1].strip() if at + 1 < len(lines) else ""
            if "Seq Scan" in line or not below.startswith(("Index Cond", "Recheck Cond")):
                found.append(line.strip())
    return found


def go_by_a_key(names):
    for name in names:
        text = plan(name)
        assert "Scan" in text, f"{name}: {text}"
        tap.equal(whole_reads(text), [], f"{name}:\n{text}")


def every_look_up_goes_by_a_key_while_the_tables_are_empty():
    go_by_a_key(HOT)


def clocks_are_found_by_their_key_when_they_were_counted_while_there_were_none():
    SITE.postgres.query("vacuum analyze")
    go_by_a_key(COUNTED)


def a_read_of_a_whole_table_is_seen():
    assert whole_reads("Seq Scan on event"), "a sequential scan"
    assert whole_reads("Sort\n  ->  Index Scan using link_standing on link\n"), "no condition"
    assert not whole_reads("Index Scan using a on b\n  Index Cond: (x = 1)"), "by its key"


def main():
    global SITE
    with Site() as SITE:
        tap.run(every_look_up_goes_by_a_key_while_the_tables_are_empty,
                clocks_are_found_by_their_key_when_they_were_counted_while_there_were_none,
                a_read_of_a_whole_table_is_seen)


main()
