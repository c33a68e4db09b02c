#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""concernctl doctor and completion: what is wrong with an installation, with what to do about it; and
what bash offers."""

import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools"))

import tap
from concernd_testing import Site

SITE = None


def findings(ends_with):
    done = SITE.ctl("doctor", "--json")
    assert done.returncode in ends_with, (done.returncode, done.stdout, done.stderr)
    return [json.loads(line) for line in done.stdout.splitlines()]


def verdicts(part, ends_with=(0, 3)):
    """Of one part; a machine of tests may lack a synchronised clock or the newest libevent."""
    return [(one["verdict"], one["text"]) for one in findings(ends_with) if one["part"] == part]


def a_sound_installation_is_told_part_by_part():
    with SITE.daemon():
        said = findings((0, 3))
    for part in ("configuration", "file modes", "audit key", "database", "daemon", "audit", "notices",
                 "senders"):
        assert "ok" in {one["verdict"] for one in said if one["part"] == part}, (part, said)
    assert {one["part"] for one in said} >= {"libevent", "clock"}, said
    assert "ok" in SITE.ctl("doctor").stdout


def each_fault_says_what_to_do():
    key = SITE.folder / "key"
    key.chmod(0o644)
    SITE.config.chmod(0o644)
    tap.equal(verdicts("audit key", (1,))[0][0], "wrong")
    assert "chmod 0600" in verdicts("audit key", (1,))[0][1]
    assert "chmod o=" in verdicts("file modes", (1,))[0][1]
    key.chmod(0o600)
    SITE.config.chmod(0o600)
    assert "systemctl start" in verdicts("daemon", (1,))[0][1]
    SITE.postgres.query("insert into concernd.audit (at, actor, action) values "
                        "(now() - interval '2 minutes', 'os:x', 'waits'); "
                        "insert into concernd.feed_silence (sender, since, due) values "
                        "('tests', now() - interval '1 day', 12)")
    assert "minute to be sealed" in verdicts("audit", (1,))[0][1]
    assert "ask whether it sends" in verdicts("senders", (1,))[0][1]


def how_many_children_live_in_the_area_has_to_be_said():
    config = SITE.config.read_text()
    with SITE.daemon():
        verdict, text = verdicts("identity")[0]
        tap.equal(verdict, "warning")
        assert "children_in_area" in text, text
        SITE.config.write_text(config + "identity = { children_in_area = 46700; };\n")
        tap.equal(verdicts("identity"), [("ok", "weighed among 46700 children")])
    SITE.config.write_text(config)


def a_configuration_that_does_not_hold_is_said_first():
    config = SITE.config.read_text()
    SITE.config.write_text(config + "nonsense = 1;\n")
    first = findings((1,))[0]
    SITE.config.write_text(config)
    tap.equal((first["part"], first["verdict"]), ("configuration", "wrong"))
    assert "concernctl check" in first["text"] and "nonsense" in first["text"], first


def completed(*words):
    script = SITE.ctl("completion").stdout
    program = os.path.join(tap.build_folder(), "concernctl")
    line = (script + f"\nCOMP_WORDS=({' '.join(words)}); "
            f"COMP_CWORD={len(words) - 1}; _concernctl '{program}'; printf '%s\\n' \"${{COMPREPLY[@]}}\"")
    done = subprocess.run(["bash", "-c", line], text=True, capture_output=True, cwd="/", check=False)
    tap.equal(done.returncode, 0, done.stderr)
    return done.stdout.split()


def bash_completes_subcommands_verbs_and_options():
    tap.equal(completed("concernctl", "ret"), ["retention"])
    assert "verify" in completed("concernctl", "audit", "v")
    assert "--public-key" in completed("concernctl", "audit", "--pu")
    overview = subprocess.run([os.path.join(tap.build_folder(), "concernctl"), "--help"], text=True,
                              capture_output=True, check=True).stdout
    for name in completed("concernctl", "''"):
        assert f"  {name}" in overview, name


def main():
    global SITE
    with Site() as SITE:
        SITE.config.chmod(0o600)
        SITE.ctl("audit", "key", str(SITE.folder / "key"))
        SITE.config.write_text(SITE.config.read_text() + "audit = { "
                               f"key_file = \"{SITE.folder}/key\"; head_file = \"{SITE.folder}/heads\"; "
                               "};\n")
        tap.run(a_sound_installation_is_told_part_by_part, each_fault_says_what_to_do,
                how_many_children_live_in_the_area_has_to_be_said,
                a_configuration_that_does_not_hold_is_said_first,
                bash_completes_subcommands_verbs_and_options)


main()
