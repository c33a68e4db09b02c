#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Thresholds tried out before anybody puts them in force: GET /v1/rules, POST /v1/rules/tryouts."""

import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools"))
import concernd_testing as testing  # noqa: E402
import persons  # noqa: E402
import tap  # noqa: E402

SITE = None
DAEMON = None
WHO = {}
TWO = {"rule": "repeat-contact", "key": "needs.incidents", "value": "2"}


def try_out(*changes, who="mary"):
    return WHO[who].post("/v1/rules/tryouts", {"changes": list(changes)})


def the_rules_in_force_show_their_thresholds():
    told = WHO["olive"].get("/v1/rules").json
    tap.equal(told["version"], 1)
    rule = told["rules"][0]
    tap.equal((rule["name"], rule["title"], rule["mode"]),
              ("repeat-contact", "Third contact in a year", "live"))
    tap.equal({row["key"]: row["value"] for row in rule["settings"]},
              {"within": "12 months", "needs.incidents": "3", "levels.red.needs.incidents": "5",
               "rearm": "1", "mode": "live"})


def a_tryout_gains_and_loses_what_concernctl_backtest_does():
    told = try_out(TWO).json
    rules = SITE.folder / "tried.conf"
    rules.write_text(told["rules_conf"])
    done = SITE.ctl("backtest", "--rules", str(rules))
    tap.equal(done.returncode, 0, done.stderr)
    tried, in_force = re.search(r"rules in force: (\d+) alerts, where those give (\d+)",
                                done.stdout).groups()
    counts = told["counts"]
    tap.equal((counts["tried"], counts["in_force"]), (int(tried), int(in_force)))
    tap.equal((counts["gained"], counts["lost"], counts["earlier"]), (2, 0, 1))
    tap.equal([alert["rule"] for alert in told["gained"]], ["repeat-contact"] * 2)
    tap.equal(told["rules"], {"repeat-contact": {"in_force": 1, "tried": 3, "gained": 2, "lost": 0}})
    tap.equal(sum(week["tried"] for week in told["weeks"]), 3)
    tap.equal(sum(week["in_force"] for week in told["weeks"]), 1)
    tap.equal(told["difference"], "rules.repeat-contact.needs.incidents: 3 -> 2\n")


def what_is_lost_is_told_as_well():
    told = try_out({**TWO, "value": "9"}).json
    tap.equal((told["counts"]["lost"], told["counts"]["gained"], len(told["lost"])), (1, 0, 1))


def a_rule_that_is_off_raises_nothing_in_a_tryout():
    told = try_out({**TWO, "key": "mode", "value": "off"}).json
    tap.equal((told["counts"]["tried"], told["counts"]["lost"]), (0, 1))


def a_tryout_changes_no_rule_and_no_alert_and_leaves_an_audit_row():
    before = SITE.postgres.query("select count(*) from concernd.audit where action = 'rules-tried'")
    tap.equal(try_out(TWO, who="olive").status, 200)
    tap.equal(SITE.postgres.query("select max(version) from concernd.rule_set"), [["1"]])
    tap.equal(SITE.postgres.query("select count(*) from concernd.alert"), [["1"]])
    after = SITE.postgres.query("select count(*) from concernd.audit where action = 'rules-tried'")
    tap.equal(int(after[0][0]), int(before[0][0]) + 1)


def what_cannot_be_tried_says_where_and_why():
    for changes, pointer, words in (
            ([], "/changes", "a list of 1 to"),
            ([TWO, {**TWO, "value": "many"}], "/changes/1/value", "give a number"),
            ([{**TWO, "key": "title"}], "/changes/0/value", "no rule in force has this threshold"),
            ([{**TWO, "rule": "none"}], "/changes/0/value", "no rule in force has this threshold"),
            ([{"rule": "repeat-contact"}], "/changes/0", "three texts"),
            ([{**TWO, "key": "within", "value": "soon"}], "/changes", "is no span")):
        answer = try_out(*changes)
        tap.equal(answer.status, 422, f"{changes}: {answer.text}")
        error = answer.json["errors"][0]
        tap.equal(error["pointer"], pointer, str(changes))
        assert words in error["detail"], error


def only_managers_and_ops_try_rules_out():
    for who in ("sue", "ann"):
        tap.equal(WHO[who].get("/v1/rules").status, 403)
        tap.equal(try_out(TWO, who=who).status, 403)
    tap.equal(persons.Browser(DAEMON).post("/v1/rules/tryouts", {}).status, 401)
    WHO["mary"].csrf, kept = "wrong", WHO["mary"].csrf
    tap.equal(try_out(TWO).status, 403)
    WHO["mary"].csrf = kept


def main():
    global SITE, DAEMON
    with testing.Site() as SITE:
        for name, role in (("mary", "manager"), ("sue", "screener"), ("olive", "ops"),
                           ("ann", "auditor")):
            persons.add_account(SITE, name, role)
        with SITE.daemon() as DAEMON:
            for record, n in (("a", 1), ("b", 2), ("c", 2), ("d", 3)):
                for month in range(1, n + 1):
                    tap.equal(DAEMON.post(SITE.contact(
                        record=record, occurred_at=f"2026-0{month}-10T12:00:00Z"))[0], 200)
            for name in ("mary", "sue", "olive", "ann"):
                WHO[name] = persons.sign_in(DAEMON, name)
            tap.run(the_rules_in_force_show_their_thresholds,
                    a_tryout_gains_and_loses_what_concernctl_backtest_does,
                    what_is_lost_is_told_as_well,
                    a_rule_that_is_off_raises_nothing_in_a_tryout,
                    a_tryout_changes_no_rule_and_no_alert_and_leaves_an_audit_row,
                    what_cannot_be_tried_says_where_and_why,
                    only_managers_and_ops_try_rules_out)


if __name__ == "__main__":
    main()
