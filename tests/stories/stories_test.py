#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The stories beside this, one TAP line each, and what `concernctl test` says when one differs."""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tools"))
import tap

HERE = pathlib.Path(__file__).resolve().parent
RULES = pathlib.Path(tap.root()) / "config" / "rules.conf"
HEAD = f"rules: {RULES}\nstory: it shows\nrule: repeat-any\n"
THIRD = """
contact a  2026-01-10 09:00  police     domestic-abuse  child=Mia
contact b  2026-02-10        education  neglect         child=Mia
contact c  2026-03-10        health     family-stress   child=Mia
"""


def ctl(*arguments):
    return subprocess.run([os.path.join(tap.build_folder(), "concernctl"), "test", *arguments],
                          capture_output=True, text=True, timeout=600)


def told(text, *options):
    """What is said of a story by that text; its path is left out."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "a.story"
        path.write_text(text)
        done = ctl(str(path), *options)
        return done.returncode, (done.stdout + done.stderr).replace(str(path), "a.story")


def broken(happens, expects, *says):
    code, text = told(HEAD.replace("repeat-any", "repeat-contact") + happens + expects)
    tap.equal(code, 1, text)
    for said in says:
        assert said in text, text


def a_story_broken_on_purpose_fails_and_says_where_and_how():
    broken(THIRD, "expect none\n", "a.story:8: an alert of repeat-contact (amber) stands for Mia, "
           "which is not expected: a, b, c")
    broken(THIRD, "expect alert repeat-contact red Mia since 2026-03-09 incidents=4 contact=a\n",
           "a.story:8: the alert of repeat-contact for Mia is amber, not red",
           "has 3 incidents (a, b, c), not 4", "is true since 2026-03-10 12:00, not 2026-03-09",
           "the evidence of repeat-contact for Mia is a, b, c")
    broken(THIRD, "expect alert repeat-contact Tom\n",
           "expected an alert of repeat-contact for Tom, but there is none")
    broken(THIRD, "expect decided repeat-contact Mia\n", "but one stands undecided")
    broken(THIRD, "decide repeat-contact Tom nfa 2026-04-01\nexpect alert repeat-contact Mia\n",
           "no alert of repeat-contact stands undecided for Tom")


def a_line_that_cannot_be_read_is_a_wrong_call_and_all_are_told():
    code, text = told(HEAD + """
contact a  2026-13-10  police  neglect  child=Mia
contact b  2026-01-10  police  neglekt  child=Mia
contact c  2026-01-10  polise  neglect  child=Mia
contact d  2026-01-10  police  neglect
contact e  2026-01-10  police  neglect  chld=Mia
contact f  2026-01-10  police  neglect  child=Mia
contact g  2026-01-09  police  neglect  child=Mia
withdraw z 2026-01-11
expects none
expect alert no-such-rule Mia
""")
    tap.equal(code, 2, text)
    for line in range(5, 15):
        assert (f"a.story:{line}: " in text) == (line != 10), (line, text)
    assert "a story goes forward" in text, text
    tap.equal(told("story: a\n")[0], 2)
    code, text = told(HEAD + THIRD)
    tap.equal((code, "a.story:2: this story expects nothing" in text), (2, True), text)
    tap.equal(told("")[0], 2)
    tap.equal(ctl("/no/such.story").returncode, 2)
    tap.equal(ctl().returncode, 2)


def the_story_of_the_readme_holds():
    readme = (pathlib.Path(tap.root()) / "README.md").read_text()
    story = re.search(r"^rules: /etc/.*?(?=^```)", readme, re.MULTILINE | re.DOTALL)[0]
    code, text = told(story, "--rules", str(RULES))
    tap.equal((code, "0 of 1 stories differ" in text), (0, True), text)


def times_are_by_the_clock_of_the_rules():
    code, text = told(HEAD.replace("repeat-any", "self-harm") + """
contact a  2026-03-29 01:30  health  self-harm  child=Mia
contact b  2026-06-27 02:30  health  self-harm  child=Mia
expect alert self-harm red Mia since "2026-06-27 02:30" known 2026-06-27 02:30
""")
    tap.equal(code, 0, text)


def coverage_tells_what_no_story_would_notice():
    code, text = told(HEAD + THIRD + "expect none\n", "--coverage", "--json")
    tap.equal(code, 0, text)
    untouched = json.loads(text)["untouched"]
    assert {"rule": "self-harm", "condition": "the rule itself"} in untouched, untouched
    missing = told(HEAD.replace("repeat-any", "missing") + """
contact a  2026-01-10  police  missing          child=Mia
contact b  2026-02-10  police  missing          child=Mia
contact c  2026-03-10  police  missing          child=Mia
contact d  2026-03-11  police  domestic-abuse   child=Mia
expect alert missing amber Mia since 2026-03-10
""", "--coverage")[1]
    assert "missing: the rule itself" not in missing, missing
    assert "missing: needs, incidents for amber: at the edge" not in missing, missing
    assert "missing: needs, incidents for amber: one below (2 would do as well)" not in missing
    assert "missing: needs, incidents for red: at the edge" in missing, missing
    assert "missing: rearm: after a decision" in missing, missing
    assert "missing: within: one just outside" in missing, missing


def every_rule_and_condition_that_is_shipped_is_touched_by_a_story():
    done = ctl("--coverage", "--json", *sorted(map(str, HERE.glob("*.story"))))
    untouched = [f"{gap['rule']}: {gap['condition']}" for gap in json.loads(done.stdout)["untouched"]]
    assert not untouched, "\n".join(untouched)


def as_test(story):
    """A story as a test whose name is its file and its sentence."""
    def test():
        differences = [f"line {d['line']}: {d['text']}" for d in story["differences"]]
        assert not differences, "\n".join(differences)
    test.__name__ = f"{pathlib.Path(story['file']).stem}: {story['story']}"
    return test


def main():
    done = ctl("--json", *sorted(map(str, HERE.glob("*.story"))))
    if done.returncode == 2:
        print(f"1..1\nnot ok 1 - the stories can be read\n{done.stderr}")
        sys.exit(1)
    tap.run(*map(as_test, json.loads(done.stdout)["stories"]),
            a_story_broken_on_purpose_fails_and_says_where_and_how,
            a_line_that_cannot_be_read_is_a_wrong_call_and_all_are_told,
            the_story_of_the_readme_holds,
            times_are_by_the_clock_of_the_rules,
            coverage_tells_what_no_story_would_notice,
            every_rule_and_condition_that_is_shipped_is_touched_by_a_story)


main()
