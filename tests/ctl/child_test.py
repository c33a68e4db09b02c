#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""concernctl child: one child over all agencies, finding which child that is, and all that is held on
it for a subject access request, with what is of others marked."""

import json
import os
import stat
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools"))

import tap
from concernd_testing import Site

SITE = None
CHILD = SIBLING = None


def ctl(*arguments, ends_with=0, text=None):
    done = SITE.ctl(*arguments, text=text)
    tap.equal(done.returncode, ends_with, f"{arguments}: {done.stdout}{done.stderr}")
    return done.stdout


def query(text):
    return SITE.postgres.query(text)


def last_audit():
    return query("select a.action, a.detail, a.child_ids, coalesce(p.value, '') from concernd.audit a "
                 "left join concernd.audit_personal p on p.audit_id = a.id where a.actor like 'os:%' "
                 "order by a.id desc limit 1")[0]


def tell():
    global CHILD, SIBLING
    ann = {"record": "A", "given_names": "Ann-Marie", "family_name": "O'Hara", "birth_date": "2016-02-29",
           "identifiers": [{"scheme": "nhs", "value": "9999999891"}]}
    ben = {"record": "B", "given_names": "Ben", "family_name": "O'Hara", "birth_date": "2018-05-01"}
    events = [SITE.contact(children=[ann], summary="seen at school"),
              SITE.contact(children=[ann, ben], adults=[{"record": "M", "family_name": "O'Hara",
                                                         "relation": "mother"}],
                           occurred_at="2026-03-05T12:00:00Z", summary="<b>kept</b> by police",
                           handling="police-intelligence")]
    with SITE.daemon() as daemon:
        for event in events:
            status, answer = daemon.post(event)
            tap.equal((status, answer["receipts"][0]["status"]), (200, "recorded"))
    found = dict(query("select record, child_id from concernd.alias join concernd.link on alias_id = "
                       "alias.id"))
    CHILD, SIBLING = found["A"], found["B"]


def a_child_is_shown_over_all_agencies_and_that_is_audited():
    shown = ctl("child", "show", CHILD)
    for words in ("Ann-Marie", "2016-02-29", "seen at school", "withheld: police-intelligence"):
        assert words in shown, shown
    assert "kept" not in shown, shown
    tap.equal(last_audit()[:3], ["child-viewed", "", "{%s}" % CHILD])
    tap.equal(len(json.loads(ctl("child", "show", CHILD, "--json"))["chronology"]), 2)
    ctl("child", "show", "777777", ends_with=8)
    ctl("child", "show", "ann", ends_with=2)


def a_restricted_child_is_shown_for_a_reason_alone():
    query("insert into concernd.restriction (child_id, people, reason, set_by) values "
          f"({SIBLING}, '{{}}', 'staff family', 'os:x')")
    assert "--reason" in SITE.ctl("child", "show", SIBLING).stderr
    ctl("child", "show", SIBLING, ends_with=6)
    ctl("child", "show", SIBLING, "--reason", "court order 7")
    tap.equal(last_audit(), ["child-viewed", "restrictions aside", "{%s}" % SIBLING, "court order 7"])
    ctl("child", "search", "ben", ends_with=8)
    query("update concernd.restriction set ended_at = now(), ended_by = 'os:x'")


def a_family_is_restricted_and_released_where_nobody_who_is_named_can():
    query("insert into concernd.person (name, title, roles, added_by) values "
          "('jo', 'Jo', '{screener}', 'os:x'), ('kim', 'Kim', '{screener}', 'os:x')")
    why = ("--reason", "The family of a colleague")
    ctl("child", "restrict", SIBLING, "--people", "jo", ends_with=2)
    ctl("child", "restrict", SIBLING, *why, ends_with=2)
    ctl("child", "restrict", SIBLING, "--people", " ,", *why, ends_with=8)
    ctl("child", "restrict", "777777", "--people", "jo", *why, ends_with=8)
    assert "nobody signs in as ghost" in SITE.ctl("child", "restrict", SIBLING, "--people", "jo,ghost",
                                                  *why).stderr
    ctl("child", "release", SIBLING, *why, ends_with=9)
    tap.equal(query(f"select count(*) from concernd.restriction where child_id = {SIBLING} "
                    "and ended_at is null"), [["0"]])
    assert "restricted" in ctl("child", "restrict", SIBLING, "--people", "jo,kim", *why)
    tap.equal(last_audit(), ["child-restricted", "", "{%s}" % SIBLING, "The family of a colleague"])
    standing = ("select people, set_by like 'os:%', reason from concernd.restriction "
                f"where child_id = {SIBLING} and ended_at is null")
    tap.equal(query(standing), [["{jo,kim}", "t", "The family of a colleague"]])
    ctl("child", "restrict", SIBLING, "--people", "kim", *why)
    tap.equal(query(standing), [["{kim}", "t", "The family of a colleague"]])
    tap.equal(json.loads(ctl("child", "release", SIBLING, *why, "--json")),
              {"child": int(SIBLING), "done": "restricted no more"})
    tap.equal(last_audit()[::3], ["child-released", "The family of a colleague"])
    tap.equal(query(standing), [])


def a_child_is_found_by_name_birth_date_and_number():
    for terms in (["ann"], ["hara", "marie"], ["2016-02-29"], ["999", "999", "9891"], ["ANN-MARIE"],
                  ["ann", "2016-02-29", "9999999891"]):
        found = {one["child"] for one in json.loads(ctl("child", "search", *terms, "--json"))}
        assert int(CHILD) in found, (terms, found)
    tap.equal({one["child"] for one in json.loads(ctl("child", "search", "o'hara", "--json"))},
              {int(CHILD), int(SIBLING)})
    for terms in (["nn"], ["ann", "2016-03-01"], ["ann", "ben"], ["%"], ["1234567890"]):
        ctl("child", "search", *terms, ends_with=8)
    ctl("child", "search", "-", text="ann marie\n")


def what_is_searched_for_stands_in_the_audit_as_personal_alone():
    ctl("child", "search", "-", text="zebediah quux\n", ends_with=8)
    tap.equal(last_audit(), ["children-searched", "0 found", "", "zebediah quux"])
    folder = SITE.postgres.conninfo.split("host=")[1].split(" ")[0]
    log = subprocess.run(["grep", "-rl", "zebediah", f"{folder}/log", f"{folder}/data/log"],
                         capture_output=True, text=True, check=False).stdout
    tap.equal(log, "", "PostgreSQL's log")


def an_export_holds_every_table_and_marks_what_is_of_others():
    out = SITE.folder / "export"
    ctl("child", "export", CHILD, "--out", str(out), ends_with=2)
    ctl("child", "export", CHILD, "--out", str(out), "--reason", "request 12")
    tap.equal(last_audit()[0::3], ["child-exported", "request 12"])
    path = out / f"child-{CHILD}.json"
    tap.equal(stat.S_IMODE(path.stat().st_mode), 0o600)
    parts = json.loads(path.read_text())["parts"]
    for table, in query("select tab::text from concernd.tables_with('child_id') tab"):
        stored = int(query(f"select count(*) from {table} where child_id = {CHILD}")[0][0])
        tap.equal(len(parts.get(table.split(".")[-1], [])), stored, table)
    tap.equal({alias["record"] for alias in parts["alias"]}, {"A"})
    first, second = sorted(parts["event"], key=lambda event: event["recorded_at"])
    tap.equal([mark["pointer"] for mark in first["third_party"]], ["/body/data/summary"])
    tap.equal([mark["pointer"] for mark in second["third_party"]],
              ["/body/data/children/1", "/body/data/adults/0", "/body/data/summary"])
    assert "child-viewed" in {row["action"] for row in parts["audit"]}, parts["audit"]
    page = (out / f"child-{CHILD}.html").read_text()
    assert "Third party" in page and "&lt;b&gt;kept" in page and "<b>kept" not in page
    ctl("child", "export", CHILD, "--out", str(out), "--reason", "again", ends_with=1)  # not over it


def an_export_to_standard_output_is_json_alone():
    export = json.loads(ctl("child", "export", SIBLING, "--out", "-", "--reason", "request 13"))
    tap.equal(export["child"], int(SIBLING))
    ctl("child", "export", "777777", "--out", "-", "--reason", "request 14", ends_with=8)


def main():
    global SITE
    with Site() as SITE:
        ctl("rules", "apply", "--reason", "the first")
        tell()
        tap.run(a_child_is_shown_over_all_agencies_and_that_is_audited,
                a_restricted_child_is_shown_for_a_reason_alone,
                a_family_is_restricted_and_released_where_nobody_who_is_named_can,
                a_child_is_found_by_name_birth_date_and_number,
                what_is_searched_for_stands_in_the_audit_as_personal_alone,
                an_export_holds_every_table_and_marks_what_is_of_others,
                an_export_to_standard_output_is_json_alone)


main()
