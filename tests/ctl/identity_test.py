#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`concernctl identity replay` and `learn`: what is printed, read and refused. How well they decide is
tests/property/identity_test.py's."""

import csv
import json
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools"))
import tap  # noqa: E402

CONCERNCTL = os.path.join(tap.build_folder(), "concernctl")
FOLDER = tempfile.TemporaryDirectory(prefix="concernd-identity-")

RECORDS = """record,given_names,family_name,birth_date,sex,postcode
r1,Adébayo,O'Neill,2012-03-04,male,XE1 2AB
r2,Adebayo,ONEILL,20120304,m,xe12ab
r3,Zuzanna,Brackenbury,2015-09-19,female,XE9 9ZZ
r4,Adebayo,Sedgemoor,2012-03-04,male,
"""
LABELLED = """entity,given_names,family_name,birth_date,shoe
a,Mia,Stone,2012-03-04,31
a,Mia,Stone,2012-03-04,31
b,Leo,Ash,2014-07-09,28
b,Leo,Ash,2014-07-19,28
c,Ida,Wood,2011-12-30,35
"""


def write(name, text):
    path = os.path.join(FOLDER.name, name)
    pathlib.Path(path).write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def run(*arguments, exit_code=0):
    done = subprocess.run([CONCERNCTL, "identity", *map(str, arguments)], text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    tap.equal(done.returncode, exit_code, done.stderr)
    return done.stdout if exit_code == 0 else done.stderr


def decisions(*arguments):
    return [(one["record"], one["child"], one["decision"])
            for one in csv.DictReader(run("replay", *arguments).splitlines())]


def records_are_decided_on_one_after_the_other():
    records = write("records.csv", RECORDS)
    tap.equal(decisions(records), [("r1", "r1", "new"), ("r2", "r1", "link"),
                                   ("r3", "r3", "new"), ("r4", "r4", "review")])


def what_is_held_stays_as_it_is():
    held = write("held.csv", RECORDS.replace("record,", "child,").replace("r4", "r1"))
    asked = write("asked.csv", "record,given_names,family_name,birth_date\n"
                               "a,Zuzana,Brackenbury,2015-09-19\nb,Ivy,New,2020-02-02\n"
                               "c,Ivy,New,2020-02-02\n")
    tap.equal(decisions("--against", held, asked),
              [("a", "a", "review"), ("b", "b", "new"), ("c", "c", "new")])
    tap.equal(decisions("--against", held, "--limit", "3", "--no-guard", asked)[0],
              ("a", "r3", "link"))


def json_is_a_line_a_record():
    lines = run("replay", "--json", write("records.csv", RECORDS)).splitlines()
    one, two = json.loads(lines[0]), json.loads(lines[1])
    tap.equal(one, {"record": "r1", "child": "r1", "decision": "new", "bits": None})
    tap.equal((two["child"], two["decision"], two["bits"] > 8), ("r1", "link", True))


def what_was_learnt_is_read_again():
    weights = write("weights.conf", run("learn", write("labelled.csv", LABELLED)))
    text = pathlib.Path(weights).read_text()
    assert "2 pairs of one child" in text and 'name = "shoe"' in text, text
    assert "postcode_" not in text, "nobody said a postcode: its weights are as shipped"
    records = write("shoes.csv", LABELLED.replace("entity", "record"))
    assert ("a", "a", "link") in decisions("--weights", weights, "--limit", "1", "--no-guard",
                                           records)


def the_same_files_teach_the_same():
    labelled = write("labelled.csv", LABELLED)
    tap.equal(run("learn", labelled, labelled), run("learn", labelled, labelled))


def mistakes_are_told_with_file_and_line():
    for text, expected in (
            ("record,given_names\nr,Ann\n", "line 1: the heading names no family_name"),
            ("record,given_names,family_name\n\nr,Ann\n", "line 3: has 2 fields, the heading 3"),
            ("record,given_names,family_name\nr,Secret\0,X\n", "not a text in UTF-8"),
            ("record,given_names,family_name\nr,\"Secret,X\n", "line 2 or later: a quotation"),
            ("", "is empty")):
        said = run("replay", write("wrong.csv", text), exit_code=1)
        assert f"wrong.csv: {expected}" in said and "Secret" not in said, said
    assert "No such file" in run("replay", "nowhere.csv", exit_code=1)
    assert "has no entity" in run("learn", write("records.csv", RECORDS), exit_code=1)
    weights = write("weights.conf", "identity = {\n surname_naer = 1.0;\n};\n")
    assert "weights.conf:2: identity.surname_naer is a key that nothing reads" in \
        run("replay", "--weights", weights, write("records.csv", RECORDS), exit_code=1)
    run("replay", "--limit", "8 bits", write("records.csv", RECORDS), exit_code=2)
    run("unknown", exit_code=2)


try:
    tap.run(records_are_decided_on_one_after_the_other,
            what_is_held_stays_as_it_is,
            json_is_a_line_a_record,
            what_was_learnt_is_read_again,
            the_same_files_teach_the_same,
            mistakes_are_told_with_file_and_line)
finally:
    FOLDER.cleanup()
