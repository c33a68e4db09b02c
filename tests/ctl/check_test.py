#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""concernctl check and rules from outside: exit codes, output, and the shipped configuration."""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tools"))
import tap

CONFIG = pathlib.Path(tap.root()) / "config"
GOOD = 'within = "12 months"; needs = { incidents = 3; }; level = "amber";'
FINE = 'rules = ( { name = "r"; %s } );\n' % GOOD
WARNING = 'rules = (\n{ name = "r"; %s score = { }; } );\n' % GOOD
WRONG = 'rules = (\n{ name = "r"; %s leval = "red"; } );\n' % GOOD


def ctl(*arguments, **environment):
    return subprocess.run([os.path.join(tap.build_folder(), "concernctl"), *map(str, arguments)],
                          capture_output=True, text=True, timeout=60, check=False,
                          env={**os.environ, **environment})


class Files:
    """A folder of configuration files: Files(name=text) gives the folder."""

    def __init__(self, **texts):
        self.texts = texts

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory()
        for name, text in self.texts.items():
            (pathlib.Path(self.folder.name) / f"{name}.conf").write_text(text)
        return pathlib.Path(self.folder.name)

    def __exit__(self, *_):
        self.folder.cleanup()


def a_good_rules_file_alone_ends_with_0():
    with Files(rules=FINE) as folder:
        done = ctl("check", "--rules", folder / "rules.conf")
        tap.equal((done.returncode, done.stdout), (0, ""))


def an_error_ends_with_1_and_has_file_and_line():
    with Files(rules=WRONG) as folder:
        done = ctl("check", "--rules", folder / "rules.conf")
        tap.equal(done.returncode, 1)
        tap.equal(done.stdout, f"{folder}/rules.conf:2: rules.r.leval is a key that nothing reads; "
                               "hint: did you mean level?\n")


def warnings_alone_end_with_3_and_with_0_where_errors_only_count():
    with Files(rules=WARNING) as folder:
        done = ctl("check", "--rules", folder / "rules.conf")
        tap.equal(done.returncode, 3)
        assert "rules.conf:2: warning: " in done.stdout, done.stdout
        tap.equal(ctl("check", "--errors-only", "--rules", folder / "rules.conf").returncode, 0)
    with Files(rules=WRONG) as folder:
        tap.equal(ctl("check", "--errors-only", "--rules", folder / "rules.conf").returncode, 1)


def bank_holidays_that_have_run_out_are_a_warning():
    with Files(rules='holidays = ["2025-12-26"];\n' + FINE) as folder:
        done = ctl("check", "--rules", folder / "rules.conf")
        tap.equal((done.returncode, done.stdout),
                  (3, f"{folder}/rules.conf:1: warning: the last bank holiday known is 2025-12-26: "
                      "later ones will count as working days; hint: add those of the next years "
                      "to holidays, from https://www.gov.uk/bank-holidays\n"))
    with Files(rules='holidays = ["9999-12-25"];\n' + FINE) as folder:
        tap.equal(ctl("check", "--rules", folder / "rules.conf").returncode, 0)


def the_shipped_bank_holidays_are_those_of_gov_uk():
    there = pathlib.Path(tap.root()).parent / "shared/data/calendar/bank-holidays.json"
    if not there.exists():
        raise tap.Skip("no ../shared/data")
    events = json.loads(there.read_text())["england-and-wales"]["events"]
    shipped = (CONFIG / "rules.conf.d/bank-holidays.conf").read_text()
    tap.equal(re.findall(r'"(\d{4}-\d\d-\d\d)"', shipped), [event["date"] for event in events])


def a_file_shows_by_its_keys_which_of_the_two_it_is():
    with Files(a=WRONG, b="events = { prt = 1; };") as folder:
        done = ctl("check", folder / "a.conf", folder / "b.conf")
        tap.equal(done.returncode, 1)
        tap.equal([line.split(": ")[1] for line in done.stdout.splitlines()],
                  ["rules.r.leval is a key that nothing reads; hint",
                   "events.prt is a key that nothing reads; hint"])


def concernd_conf_leads_to_its_rules_and_both_are_held_together():
    words = ('agencies = ( { name = "police"; } ); categories = ( { name = "missing"; } );\n'
             'outcomes = ( { name = "nfa"; } );\n')
    conf = ('rules = "mine.conf";\nsenders = ( { name = "s"; agencies = ["fire"]; sources = ["u"];'
            ' certificate_names = ["DNS:s"]; } );\n')
    with Files(concernd=conf, mine=words + FINE) as folder:
        for arguments, environment in ((["--config", folder / "concernd.conf"], {}),
                                       ([], {"CONCERND_CONFIG": str(folder / "concernd.conf")})):
            done = ctl("check", *arguments, **environment)
            tap.equal(done.returncode, 1)
            assert 'names "fire", which is no agency' in done.stdout, done.stdout


def rules_alone_are_held_against_the_default_retention():
    with Files(rules=FINE.replace("12 months", "7 years")) as folder:
        done = ctl("check", "--rules", folder / "rules.conf")
        tap.equal(done.returncode, 3)
        assert "within is longer than contacts are kept" in done.stdout, done.stdout


def json_says_the_same():
    with Files(rules=WRONG) as folder:
        done = ctl("check", "--json", "--rules", folder / "rules.conf")
        tap.equal(done.returncode, 1)
        said = json.loads(done.stdout)
        tap.equal((said["errors"], said["warnings"]), (1, 0))
        tap.equal(said["findings"], [{
            "kind": "error", "file": f"{folder}/rules.conf", "line": 2,
            "what": "rules.r.leval is a key that nothing reads",
            "hint": "did you mean level?"}])


def a_file_that_is_not_there_ends_with_1():
    done = ctl("check", "--rules", "/nonexistent/rules.conf")
    tap.equal(done.returncode, 1)
    tap.equal(done.stdout,
              "/nonexistent/rules.conf: cannot be read: No such file or directory\n")


def a_wrong_call_ends_with_2():
    for arguments in (["check", "--no-such"], ["chek"], [], ["check", "--rules"], ["rules"],
                      ["rules", "frobnicate"], ["rules", "apply"]):
        done = ctl(*arguments)
        tap.equal(done.returncode, 2, arguments)
        tap.equal(done.stdout, "", arguments)
        assert done.stderr, arguments


def what_is_shipped_is_without_a_mistake():
    done = ctl("check", "--config", CONFIG / "concernd.conf")
    tap.equal((done.returncode, done.stdout), (0, ""))


def what_is_shipped_names_every_rule_of_the_field():
    done = ctl("rules", "list", "--json", "--rules", CONFIG / "rules.conf")
    tap.equal(done.returncode, 0)
    rules = {rule["name"]: rule for rule in json.loads(done.stdout)}
    for name, level in {
            "repeat-contact": "amber", "repeat-any": "amber", "re-referral": "green",
            "long-history": "amber", "police-low-grade": "amber", "domestic-abuse": "amber",
            "missing": "amber", "three-agencies": "amber", "two-agencies-infant": "amber",
            "self-harm": "red", "nfa-run": "amber", "parent-carer": "amber",
            "cumulative-weight": "amber", "disposal-history": "amber",
            "custody-no-referral": "amber", "rising": "green", "drift": "green",
            "not-reduced": "raised", "household": "green"}.items():
        tap.equal(rules[name]["level"], level, name)
        assert rules[name]["basis"] and rules[name]["title"], name


def no_basis_calls_three_in_twelve_months_guidance():
    assert "guidance" not in (CONFIG / "rules.conf").read_text().lower()


def a_rule_is_shown_as_text_and_an_unknown_one_ends_with_8():
    done = ctl("rules", "show", "missing", "--rules", CONFIG / "rules.conf")
    tap.equal(done.returncode, 0)
    assert 'within = "90 days";' in done.stdout, done.stdout
    tap.equal(ctl("rules", "show", "nope", "--rules", CONFIG / "rules.conf").returncode, 8)


def without_a_database_rules_end_with_5():
    with Files(concernd='database = { conninfo = "host=/nonexistent dbname=x"; };') as folder:
        done = ctl("rules", "list", "--config", folder / "concernd.conf")
        tap.equal(done.returncode, 5, done.stderr)


def all_that_the_settings_can_say_is_listed():
    settings = json.loads(ctl("check", "--settings", "--json").stdout)
    assert len(settings) > 50, len(settings)
    port = next(s for s in settings if (s["group"], s["name"]) == ("events", "port"))
    tap.equal((port["type"], port["default"]), ("number", "8440"))


def every_subcommand_has_help():
    said = ctl("help").stdout
    names = re.findall(r"^  ([a-z]+) ", said, re.MULTILINE)
    assert {"check", "help", "rules", "schema"} <= set(names), names
    for name in set(names) - {"help"}:
        done = ctl(name, "--help")
        tap.equal(done.returncode, 0, name)
        assert done.stdout.startswith(f"Usage: concernctl {name}"), done.stdout


tap.run(
    a_good_rules_file_alone_ends_with_0,
    an_error_ends_with_1_and_has_file_and_line,
    warnings_alone_end_with_3_and_with_0_where_errors_only_count,
    bank_holidays_that_have_run_out_are_a_warning,
    the_shipped_bank_holidays_are_those_of_gov_uk,
    a_file_shows_by_its_keys_which_of_the_two_it_is,
    concernd_conf_leads_to_its_rules_and_both_are_held_together,
    rules_alone_are_held_against_the_default_retention,
    json_says_the_same,
    a_file_that_is_not_there_ends_with_1,
    a_wrong_call_ends_with_2,
    what_is_shipped_is_without_a_mistake,
    what_is_shipped_names_every_rule_of_the_field,
    no_basis_calls_three_in_twelve_months_guidance,
    a_rule_is_shown_as_text_and_an_unknown_one_ends_with_8,
    without_a_database_rules_end_with_5,
    all_that_the_settings_can_say_is_listed,
    every_subcommand_has_help,
)
