#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""concernctl import contacts: a council's list as it is, with its dirt, becomes history; nothing comes
twice, and nothing is passed over in silence."""

import csv
import json
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tools"))
import tap
from concernd_testing import RULES, Site

SITE = None
SAMPLE = pathlib.Path(tap.root()).parent / "shared" / "data" / "annex_a" / "liia_2020_list_1.csv"
WORDS = RULES.replace('{ name = "neglect"', '{ name = "other"; title = "Other"; same_incident_within '
                      '= "0 hours"; },\n\t{ name = "neglect"')
# A title above the header, a byte order mark, names written differently, labels with and without
# letters, dates as a spreadsheet has them, a blank line, a cell over two lines.
ANNEX_A = """\ufeffAnnex A,,,,,,,
List 1: Contacts,,,,,,,

Child Unique ID*,Gender,Ethnicity,Date of Birth,Age of Child (Years),Date of Contact,Contact Source,Team
501,b) Female,WBRI,29/02/2016,9,16/09/2020,q) 6: Police,MASH
501,b) Female,WBRI,2016-02-29,9,2020-09-17 00:00:00,k) 3E: Health services,MASH
502,a) Male,WBRI,,4,18-Sep-20,3A,"MASH,
night"
503,2,WBRI,17/05/2012,8,44090,"Neighbour, over the fence",MASH
,a) Male,WBRI,2011-01-01,9,2020-09-18,t) 9: Anonymous,MASH
505,a) Male,WBRI,31/02/2015,5,2020-09-18,b) 1B: Individual,MASH
506,a) Male,WBRI,2015-01-01,5,,q) 6: Police,MASH
501,b) Female,WBRI,29/02/2016,9,16/09/2020,q) 6: Police,MASH
"""
ROWS = """select c.event_id, a.record, c.occurred_day, c.whole_day, c.agency, c.contact_source, c.category,
c.history, c.birth_date, a.sex from concernd.contact c join concernd.alias a on a.id = c.alias_id
order by c.contact_id, c.version"""


def write(name, text, encoding="utf-8"):
    path = SITE.folder / name
    path.write_bytes(text.encode(encoding))
    return str(path)


def imported(path, *arguments, what="contacts", ends_with=3):
    done = SITE.ctl("import", what, path, "--json", *arguments)
    tap.equal(done.returncode, ends_with, done.stderr)
    return json.loads(done.stdout)


def counts(told):
    return {key: told[key] for key in ("rows", "recorded", "known", "rejected")}


def stored():
    return int(SITE.postgres.query("select count(distinct contact_id) from concernd.contact")[0][0])


def a_dry_run_says_the_same_and_stores_nothing():
    told = imported(write("list.csv", ANNEX_A), "--dry-run")
    tap.equal(counts(told), {"rows": 8, "recorded": 6, "known": 0, "rejected": 2})
    tap.equal(stored(), 0)


def a_councils_list_is_taken_as_it_is():
    told = imported(write("list.csv", ANNEX_A))
    tap.equal(counts(told), {"rows": 8, "recorded": 6, "known": 0, "rejected": 2})
    rows = [row[1:] for row in SITE.postgres.query(ROWS)]
    history = ["other", "t"]
    for row in ([["501", "2020-09-16", "t", "police", "6", *history, "2016-02-29", "female"]] * 2 +
                [["501", "2020-09-17", "t", "health", "3E", *history, "2016-02-29", "female"],
                 ["502", "2020-09-18", "t", "health", "3A", *history, "", "male"],
                 ["503", "2020-09-16", "t", "social-care", "1B", *history, "2012-05-17", "female"],
                 ["505", "2020-09-18", "t", "social-care", "1B", *history, "", "male"]]):
        assert row in rows, (row, rows)
    tap.equal(len(rows), 6)


def each_odd_row_is_told_with_its_line_and_column():
    told = imported(write("list.csv", ANNEX_A))
    odd = {(one["line"], one["column"], one["rejected"]) for one in told["odd"]}
    tap.equal(odd, {(0, "Team", False), (10, "Child Unique ID*", True), (11, "Date of Birth", False),
                    (12, "Date of Contact", True), (13, "", False)})
    said = SITE.ctl("import", "contacts", str(SITE.folder / "list.csv")).stderr
    assert "list.csv:10: rejected: Child Unique ID*: missing" in said, said
    assert "2015" not in said and "31/02" not in said, said


def the_same_file_again_brings_nothing_twice():
    before = stored()
    tap.equal(counts(imported(str(SITE.folder / "list.csv"))),
              {"rows": 8, "recorded": 0, "known": 6, "rejected": 2})
    tap.equal(stored(), before)


def what_is_rejected_stands_in_a_file_that_can_be_mended_and_imported():
    path = SITE.folder / "list.csv.rejects.csv"
    tap.equal(os.stat(path).st_mode & 0o777, 0o600)
    rows = list(csv.DictReader(path.open()))
    tap.equal([(row["line"], row["Contact Source"]) for row in rows],
              [("10", "t) 9: Anonymous"), ("12", "q) 6: Police")])
    assert rows[1]["why"].startswith("Date of Contact: give when it happened"), rows
    rows[0]["Child Unique ID*"], rows[1]["Date of Contact"] = "504", "2020-09-19"
    with open(SITE.folder / "mended.csv", "w") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    told = imported(str(SITE.folder / "mended.csv"), ends_with=0)
    tap.equal(counts(told), {"rows": 2, "recorded": 2, "known": 0, "rejected": 0})


def a_list_that_was_corrected_amends_what_it_says():
    before = stored()
    mended = ANNEX_A.replace("505,a) Male,WBRI,31/02/2015", "505,a) Male,WBRI,28/02/2015")
    tap.equal(counts(imported(write("list.csv", mended)))["recorded"], 1)
    tap.equal(stored(), before)
    rows = [row[8] for row in SITE.postgres.query(ROWS) if row[1] == "505"]
    tap.equal(rows, ["", "2015-02-28"])


def our_own_columns_say_all_that_an_event_can():
    own = ("record;nhs;upn;family_name;given_names;occurred_at;category;other_categories;grade;agency;"
           "incident_ref;factors;outcome;about;summary;postcode\n"
           "601;9999999891;X999000173640;O\u2019Hara;Zo\u00eb;16/09/2020 14:30;neglect;domestic-abuse; other;"
           "green;police;LOG-7;16A;nfa;child;Seen;XE1 1AA\n").replace(
               "domestic-abuse; other", '"domestic-abuse; other"')
    told = imported(write("own.csv", own, "cp1252"), ends_with=0)
    tap.equal(counts(told), {"rows": 1, "recorded": 1, "known": 0, "rejected": 0})
    row, = SITE.postgres.query("""select c.occurred_at at time zone 'UTC', c.whole_day, c.category,
        array_to_string(c.other_categories, ','), c.grade, c.agency, c.incident_ref, c.factors, c.outcome,
        a.family_name, a.given_names, a.nhs_number, a.postcode
        from concernd.contact c join concernd.alias a on a.id = c.alias_id where a.record = '601'""")
    tap.equal(row, ["2020-09-16 13:30:00", "f", "neglect", "domestic-abuse,other", "green", "police",
                    "log-7", "{16A}", "nfa", "O\u2019Hara", "Zo\u00eb", "9999999891", "XE1 1AA"])


def what_came_of_it_since_stands_over_what_the_file_says():
    SITE.postgres.query("select 1")
    name, = [row[0] for row in SITE.postgres.query(ROWS) if row[1] == "601"]
    with SITE.daemon() as daemon:
        status, answer = daemon.post({
            "specversion": "1.0", "type": "concernd.contact.outcome.v1", "source": "urn:test:police",
            "id": "later", "data": {"contact": {"source": "urn:test:police", "id": name},
                                    "outcome": "nfa", "decided_at": "2020-09-20T10:00:00Z"}})
        tap.equal((status, answer["receipts"][0]["status"]), (200, "recorded"))
    path = SITE.folder / "own.csv"
    path.write_bytes(path.read_bytes().replace(b";nfa;", b";;"))
    tap.equal(counts(imported(str(path), ends_with=0))["recorded"], 1)


def history_raises_no_alert_and_is_in_the_backlog():
    many = "record,occurred_at,agency\n" + "".join(
        f"701,2026-0{month}-05,police\n" for month in range(1, 6))
    imported(write("many.csv", many), "--category", "neglect", ends_with=0)
    tap.equal(SITE.postgres.query("select count(*) from concernd.alert"), [["0"]])
    backlog = json.loads(SITE.ctl("alerts", "backlog", "--level", "red", "--json").stdout)
    tap.equal([(row["rule"], row["incidents"]) for row in backlog], [("repeat-contact", 5)])


def rows_that_are_alike_and_rejected_are_told_apart_when_they_come_again():
    alike = "record,occurred_at,category,grade\n" + "901,2026-01-05,neglect,green\n" * 2
    imported(write("alike.csv", alike + "901,2026-01-05,wrong,green\n" * 2))
    rejected = list(csv.DictReader((SITE.folder / "alike.csv.rejects.csv").open()))
    tap.equal([row["nth"] for row in rejected], ["1", "2"])
    alone = "record,occurred_at,category,grade,nth\n901,2026-01-05,neglect,green,3\n"
    tap.equal(counts(imported(write("alike.csv", alone))),
              {"rows": 1, "recorded": 1, "known": 0, "rejected": 0})


def a_large_file_goes_page_by_page():
    many = "record,occurred_at\n" + "".join(f"8{i},2020-01-05\n" for i in range(1001))
    tap.equal(counts(imported(write("large.csv", many), ends_with=0)),
              {"rows": 1001, "recorded": 1001, "known": 0, "rejected": 0})


def a_register_makes_children_known_to_others():
    """A contact of another system finds the child by what the register says."""
    register = ("Child Unique ID,NHS number,Surname,Forename,Gender,Date of Birth,Postcode,Allocated "
                "Team,Ethnicity\nR1,9999999522,Example,Alex,a) Male,01/02/2014,XE1 1AA,Locality 4,WBRI\n"
                "R2,,Example,Mia,b) Female,2016-03-04,XE1 1AA,,WBRI\n"
                ",,Nobody,Known,b) Female,2016-03-04,XE1 1AA,,WBRI\n")
    known = int(SITE.postgres.query("select count(*) from concernd.child")[0][0])
    told = imported(write("register.csv", register), "--status", "closed", what="children")
    tap.equal(counts(told), {"rows": 3, "recorded": 2, "known": 0, "rejected": 1})
    told = imported(write("register.csv", register), "--status", "closed", what="children")
    tap.equal(counts(told), {"rows": 3, "recorded": 0, "known": 2, "rejected": 1})
    tap.equal(int(SITE.postgres.query("select count(*) from concernd.child")[0][0]), known + 2)
    tap.equal(SITE.postgres.query("select record, nhs_number, family_name, birth_date, postcode, sex "
                                  "from concernd.alias where record in ('R1', 'R2') order by record"),
              [["R1", "9999999522", "Example", "2014-02-01", "XE1 1AA", "male"],
               ["R2", "", "Example", "2016-03-04", "XE1 1AA", "female"]])
    contact = "record,nhs,birth_date,occurred_at\nother-system-7,9999999522,2014-02-01,2026-01-05\n"
    imported(write("one.csv", contact), ends_with=0)
    tap.equal(SITE.postgres.query("""select count(distinct child_id) from concernd.link
        join concernd.alias on alias.id = link.alias_id where record in ('R1', 'other-system-7')"""),
              [["1"]])


def a_register_says_with_which_team():
    rows = SITE.postgres.query("select status, team from concernd.child_status order by 1")
    tap.equal(rows, [["closed", ""], ["open", "Locality 4"]])
    tap.equal(SITE.ctl("import", "children", write("register.csv", "a,b\n"), "--status",
                       "asleep").returncode, 2)


def who_imports_is_in_the_audit():
    for what in ("contacts", "children"):
        rows = SITE.postgres.query("select distinct actor from concernd.audit "
                                   f"where action = '{what}-imported'")
        assert len(rows) == 1 and rows[0][0].startswith("os:"), rows


def what_is_no_list_is_told():
    for text, ends_with in (("a,b\n1,2\n" * 30, 1), ("", 1), ("record,occurred_at\n\"1,2020-01-01\n", 1)):
        done = SITE.ctl("import", "contacts", write("odd.csv", text))
        tap.equal(done.returncode, ends_with, done.stderr)
    tap.equal(SITE.ctl("import", "contacts", write("odd.csv", ANNEX_A, "utf-16")).returncode, 1)
    tap.equal(SITE.ctl("import", "contacts", "/nowhere.csv").returncode, 1)
    tap.equal(SITE.ctl("import", "contacts").returncode, 2)
    tap.equal(SITE.ctl("import", "contacts", write("list.csv", ANNEX_A), "--sender", "who").returncode, 2)
    tap.equal(SITE.ctl("import", "contacts", write("list.csv", ANNEX_A), "--category",
                       "weather").returncode, 2)


def the_published_sample_is_taken():
    if not SAMPLE.exists():
        raise tap.Skip("no ../shared/data/annex_a here")
    told = imported(str(SAMPLE), "--rejects", str(SITE.folder / "sample.csv"), ends_with=0)
    tap.equal(counts(told), {"rows": 5, "recorded": 5, "known": 0, "rejected": 0})


def main():
    global SITE
    with Site(rules=WORDS, agencies=("social-care",)) as SITE:
        done = SITE.ctl("rules", "apply", "--reason", "the first")
        assert done.returncode in (0, 3), done.stderr
        tap.run(a_dry_run_says_the_same_and_stores_nothing,
                a_councils_list_is_taken_as_it_is,
                each_odd_row_is_told_with_its_line_and_column,
                the_same_file_again_brings_nothing_twice,
                what_is_rejected_stands_in_a_file_that_can_be_mended_and_imported,
                a_list_that_was_corrected_amends_what_it_says,
                our_own_columns_say_all_that_an_event_can,
                what_came_of_it_since_stands_over_what_the_file_says,
                history_raises_no_alert_and_is_in_the_backlog,
                rows_that_are_alike_and_rejected_are_told_apart_when_they_come_again,
                a_large_file_goes_page_by_page,
                a_register_makes_children_known_to_others,
                a_register_says_with_which_team,
                who_imports_is_in_the_audit,
                what_is_no_list_is_told,
                the_published_sample_is_taken)


main()
