#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""concernctl rules on a database: what is in force, by whom and why."""

import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tools"))
import concernd_testing
import tap

SITE = concernd_testing.Site()
RULES = SITE.rules.read_text()


def change(old, new):
    assert old in RULES, old
    SITE.rules.write_text(RULES.replace(old, new))


def in_force():
    return SITE.postgres.query("select max(version) from concernd.rule_set")[0][0]


def before_anything_is_applied_there_is_nothing_to_show():
    done = SITE.ctl("rules", "show")
    tap.equal((done.returncode, done.stdout), (8, ""))


def a_reason_is_asked_for():
    for reason in ([], ["--reason", " "]):
        tap.equal(SITE.ctl("rules", "apply", *reason).returncode, 2)
    tap.equal(in_force(), "")


def a_dry_run_puts_nothing_in_force():
    done = SITE.ctl("rules", "apply", "--dry-run")
    tap.equal(done.returncode, 0, done.stderr)
    assert "rule set 1 would be in force" in done.stdout, done.stdout
    tap.equal(in_force(), "")


def the_files_are_put_in_force_and_then_read_the_same():
    done = SITE.ctl("rules", "apply", "--reason", "first")
    tap.equal((done.returncode, done.stdout),
              (0, "the first rule set\nrule set 1 is in force\n"), done.stderr)
    done = SITE.ctl("rules", "apply", "--reason", "again")
    tap.equal((done.returncode, done.stdout),
              (0, "rule set 1 is in force already, and reads the same\n"))


def a_change_is_told_by_its_key():
    change("incidents = 3", "incidents = 4")
    done = SITE.ctl("rules", "apply", "--reason", "fewer alerts", "--json")
    tap.equal(done.returncode, 0, done.stderr)
    tap.equal(json.loads(done.stdout), {
        "version": 2, "changed": True, "dry_run": False,
        "difference": "rules.repeat-contact.needs.incidents: 3 -> 4\n", "open_alerts": []})
    shown = SITE.ctl("rules", "show", "repeat-contact").stdout
    assert "incidents = 4;" in shown, shown
    shown = SITE.ctl("rules", "show", "repeat-contact", "--set", "1").stdout
    assert "incidents = 3;" in shown, shown


def rules_that_do_not_hold_leave_the_last_good_ones_in_force():
    change("incidents = 3", "incidents = 0")
    done = SITE.ctl("rules", "apply", "--reason", "a slip")
    tap.equal(done.returncode, 1)
    assert "needs.incidents is out of range: 0" in done.stderr, done.stderr
    tap.equal(in_force(), "2")


def rules_that_do_not_hold_beside_the_settings_are_not_put_in_force():
    change('{ name = "police"; title = "Police"; }', '{ name = "fire"; title = "Fire"; }')
    done = SITE.ctl("rules", "apply", "--reason", "a slip")
    tap.equal(done.returncode, 1)
    assert 'names "police", which is no agency' in done.stderr, done.stderr
    tap.equal(in_force(), "2")


def the_history_says_who_why_and_what():
    done = SITE.ctl("rules", "history", "--json")
    tap.equal(done.returncode, 0, done.stderr)
    sets = json.loads(done.stdout)
    tap.equal([(s["version"], s["reason"]) for s in sets], [(2, "fewer alerts"), (1, "first")])
    assert all(s["applied_by"].startswith("os:") for s in sets), sets
    tap.equal(SITE.postgres.query("select action, detail from concernd.audit order by id"),
              [["rules-applied", "rule set 1"], ["rules-applied", "rule set 2"]])


def diff_says_what_apply_would_change():
    change("incidents = 5", "incidents = 6")
    done = SITE.ctl("rules", "diff")
    tap.equal((done.returncode, done.stdout.splitlines()), (0, [
        "rules.repeat-contact.needs.incidents: 4 -> 3",
        'rules.repeat-contact.levels: [{level = "red"; needs = {incidents = 5;};}] -> '
        '[{level = "red"; needs = {incidents = 6;};}]']), done.stderr)
    done = SITE.ctl("rules", "diff", "--set", "1", "--json")
    tap.equal(json.loads(done.stdout)["version"], 1)
    assert "incidents: 4" not in done.stdout, done.stdout
    tap.equal(SITE.ctl("rules", "diff", "--set", "9").returncode, 8)
    tap.equal(in_force(), "2")


def back_puts_the_rule_set_before_in_force_as_the_next():
    tap.equal(SITE.ctl("rules", "back").returncode, 2)
    done = SITE.ctl("rules", "back", "--dry-run")
    tap.equal((done.returncode, in_force()), (0, "2"), done.stderr)
    done = SITE.ctl("rules", "back", "--reason", "too few")
    tap.equal((done.returncode, done.stdout),
              (0, "rules.repeat-contact.needs.incidents: 4 -> 3\nrule set 3 is in force\n"),
              done.stderr)
    assert "change the files as well" in done.stderr, done.stderr
    done = SITE.ctl("rules", "back", "--set", "1", "--reason", "once more")
    tap.equal((done.returncode, done.stdout),
              (0, "rule set 3 is in force already, and reads the same\n"))
    tap.equal(SITE.ctl("rules", "back", "--set", "9", "--reason", "x").returncode, 8)
    tap.equal(SITE.postgres.query("select count(distinct text) from concernd.rule_set "
                                  "where version in (1, 3)"), [["1"]])


def raise_alerts(n):
    """n open alerts of the rule in force, as if children had crossed its threshold."""
    SITE.postgres.query(f"""
        insert into concernd.child (id, opened_at) select i, now() from generate_series(1, {n}) i;
        insert into concernd.alert (child_id, id, rule, rule_set, mode, state, level,
            became_true_at, known_at, changed_at, evidence_version)
        select i, i, 'repeat-contact', 3, 'live', 'new', 'amber', now(), now(), now(), 1
        from generate_series(1, {n}) i""")


def apply_says_what_becomes_of_open_alerts():
    raise_alerts(2)

    def dry_run(old, new):
        change(old, new)
        return SITE.ctl("rules", "apply", "--dry-run").stdout

    said = dry_run('title = "Third contact in a year"', 'title = "Third"')
    assert "open alert" not in said, said
    said = dry_run("incidents = 3", "incidents = 4")
    assert ("repeat-contact is changed: its 2 open alerts stand until decided, by the rule as it "
            "was\n") in said, said
    said = dry_run('level = "amber";', 'level = "amber"; mode = "off";')
    assert "repeat-contact is off: its 2 open alerts stand until decided\n" in said, said
    said = dry_run('name = "repeat-contact"', 'name = "third"')
    assert ("repeat-contact is renamed to third: its 2 open alerts stand until decided\n"
            ) in said, said
    change('name = "repeat-contact";', 'name = "other"; rearm = 2;')
    SITE.postgres.query("update concernd.alert set state = 'decided', decided_at = now() "
                        "where id = 1")
    done = SITE.ctl("rules", "apply", "--reason", "another rule", "--json")
    tap.equal(json.loads(done.stdout)["open_alerts"], [
        {"rule": "repeat-contact", "fate": "removed", "new_name": None, "alerts": 1}])
    tap.equal(SITE.postgres.query("select state from concernd.alert order by id"),
              [["decided"], ["new"]])


def status_says_how_far_new_rules_have_looked_back():
    told = json.loads(SITE.ctl("status", "--json").stdout)["look_back"]
    tap.equal(told, [{"rule": "other", "rule_set": 4, "children": 2, "judged": 0, "alerts": 0,
                      "done_at": None}])
    with SITE.daemon():
        concernd_testing.until(lambda: json.loads(
            SITE.ctl("status", "--json").stdout)["look_back"][0]["done_at"], "a look back")
    said = SITE.ctl("status").stdout
    assert ("look-back other has looked back over 2 of 2 children on file, 0 alerts rose\n"
            ) in said, said


def check_tells_of_a_rule_that_raises_more_than_the_configured_alerts_a_day():
    with concernd_testing.Site(rules="alerts_a_day = 2;\n" + RULES) as site:
        with site.daemon() as daemon:
            daemon.post(*[site.contact(record=f"c{child}", occurred_at=f"2026-03-0{day}T12:00:00Z")
                          for child in range(3) for day in (1, 2, 3)])
        done = site.ctl("check", "--stored")
        tap.equal(done.returncode, 3, done.stderr)
        assert ("warning: rules.repeat-contact would raise 3.0 alerts a day, and alerts_a_day is 2"
                ) in done.stdout, done.stdout
        tap.equal(site.ctl("check").returncode, 0)
        site.rules.write_text("alerts_a_day = 3;\n" + RULES)
        tap.equal(site.ctl("check", "--stored").returncode, 0)


def a_rule_or_a_rule_set_that_is_not_there_ends_with_8():
    tap.equal(SITE.ctl("rules", "show", "nope").returncode, 8)
    tap.equal(SITE.ctl("rules", "list", "--set", "9").returncode, 8)


try:
    tap.run(
        before_anything_is_applied_there_is_nothing_to_show,
        a_reason_is_asked_for,
        a_dry_run_puts_nothing_in_force,
        the_files_are_put_in_force_and_then_read_the_same,
        a_change_is_told_by_its_key,
        rules_that_do_not_hold_leave_the_last_good_ones_in_force,
        rules_that_do_not_hold_beside_the_settings_are_not_put_in_force,
        the_history_says_who_why_and_what,
        a_rule_or_a_rule_set_that_is_not_there_ends_with_8,
        diff_says_what_apply_would_change,
        back_puts_the_rule_set_before_in_force_as_the_next,
        apply_says_what_becomes_of_open_alerts,
        check_tells_of_a_rule_that_raises_more_than_the_configured_alerts_a_day,
        status_says_how_far_new_rules_have_looked_back,
    )
finally:
    SITE.close()
