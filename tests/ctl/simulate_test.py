#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`concernctl simulate`: the same seed gives the same bytes, the shares are those it follows, and
nobody in the stream is real."""

import collections
import datetime
import json
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools"))
import tap  # noqa: E402

ROOT = pathlib.Path(tap.root())
BUILD = pathlib.Path(tap.build_folder())
CASES = []

FIELDS = {"children", "adults", "occurred_at", "category", "other_categories", "grade", "agency",
          "incident_ref", "contact_source", "factors", "outcome", "summary"}
PERSON = {"record", "identifiers", "family_name", "given_names", "birth_date",
          "expected_birth_date", "sex", "postcode", "about", "relation"}


def case(function):
    CASES.append(function)
    return function


def concernctl(*arguments):
    return subprocess.run([BUILD / "concernctl", *arguments], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, check=False)


def simulate(*arguments):
    done = concernctl("simulate", *arguments)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def events(*arguments):
    return [json.loads(line) for line in simulate(*arguments).splitlines()]


STREAM = []


def stream():
    """A year of East Sussex's size, made once: contacts, and what is told of them later."""
    if not STREAM:
        STREAM.extend(events("--seed", "7", "--from", "2025-01-01", "--days", "365", "--recorded"))
    return STREAM


def told(kind):
    return [event for event in stream() if event["type"] == f"concernd.contact.{kind}.v1"]


def year():
    return told("recorded")


def name(event):
    return event["source"], event["id"]


def of(event):
    """The contact that it tells of."""
    return event["data"]["contact"]["source"], event["data"]["contact"]["id"]


def people(event):
    return event["data"]["children"] + event["data"].get("adults", [])


def numbers(person, scheme):
    return [i["value"] for i in person.get("identifiers", []) if i["scheme"] == scheme]


def share(part, whole):
    return 100.0 * part / whole


@case
def the_same_seed_gives_the_same_bytes():
    arguments = ("--seed", "3", "--from", "2026-02-01", "--days", "20", "--recorded")
    assert simulate(*arguments) == simulate(*arguments)


@case
def another_seed_gives_other_contacts():
    arguments = ("--from", "2026-02-01", "--days", "5", "--seed")
    first, second = (simulate(*arguments, seed) for seed in ("3", "4"))
    assert first != second
    ids = [{json.loads(line)["id"] for line in text.splitlines()} for text in (first, second)]
    assert not ids[0] & ids[1]


@case
def a_day_does_not_depend_on_where_the_run_began():
    long = simulate("--from", "2026-03-20", "--days", "14").splitlines()
    brief = simulate("--from", "2026-03-28", "--days", "6").splitlines()  # over the clock change
    assert brief and long[-len(brief):] == brief


@case
def events_come_in_the_order_in_which_they_are_sent():
    times = [event["time"] for event in stream()]
    assert times == sorted(times)
    assert all(event["recordedtime"] == event["time"] for event in stream())


@case
def a_year_has_about_as_many_contacts_as_were_asked_for():
    assert 20000 < len(year()) < 22500, len(year())


@case
def sources_have_their_shares():
    first = [e["data"]["contact_source"] for e in year() if e["id"].endswith("-1")]
    shares = {"6": 42.5, "2A": 16.3, "3": 11.8, "5": 11.3, "1": 6.4, "7": 3.5, "8": 3.4, "9": 1.3}
    for code, expected in shares.items():
        found = share(sum(c == code or c[:-1] == code and c != "10" for c in first), len(first))
        assert abs(found - expected) < 0.2 + 0.08 * expected, (code, found)
    police = share(sum(e["data"]["contact_source"] == "6" for e in year()), len(year()))
    assert 40 < police < 45


@case
def months_and_nights_have_their_shapes():
    months = collections.Counter(event["time"][5:7] for event in year())
    assert months["06"] > months["04"] * 1.15
    police = [e for e in year() if e["data"]["agency"] == "police"]
    batch = sum(e["time"][11:13] in ("02", "03") for e in police)
    assert 60 < share(batch, len(police)) < 80
    schools = [e for e in year() if e["data"]["contact_source"] == "2A"]
    assert all("07" <= e["time"][11:13] <= "17" for e in schools)
    nights = sum(e["data"]["occurred_at"][11:13] in ("21", "22", "23", "00", "01")
                 for e in police if "T" in e["data"]["occurred_at"])
    assert share(nights, len(police)) > 26  # five hours of 24 are 21


@case
def every_nhs_number_is_of_the_range_that_is_never_issued():
    seen = 0
    for event in year():
        for person in people(event):
            for number in numbers(person, "nhs"):
                total = sum(int(d) * (10 - i) for i, d in enumerate(number[:9]))
                assert len(number) == 10 and number.startswith("999")
                assert (11 - total % 11) % 11 == int(number[9])
                seen += 1
    assert seen > 20000


@case
def no_two_children_share_an_nhs_number():
    owner = {}
    for event in year():
        if not event["source"].endswith("health"):
            continue
        for person in people(event):
            for number in numbers(person, "nhs"):
                assert owner.setdefault(number, person["record"]) == person["record"]


@case
def every_upn_has_its_check_letter_and_no_authority():
    letters = "ABCDEFGHJKLMNPQRTUVWXYZ"
    found = {n for e in year() for p in e["data"]["children"] for n in numbers(p, "upn")}
    assert len(found) > 1000
    for upn in found:
        total = sum(int(d) * (2 + i) for i, d in enumerate(upn[1:]))
        assert upn[0] == letters[total % 23] and upn[1:4] == "999"


@case
def postcodes_are_of_an_area_that_does_not_exist():
    assert all(p["postcode"].startswith("XE") for e in year() for p in people(e)
               if "postcode" in p)


@case
def each_sender_has_ids_of_its_own_for_the_same_child():
    ids = collections.defaultdict(dict)
    for event in year():
        for child in event["data"]["children"]:
            for number in numbers(child, "nhs"):
                ids[number][event["source"]] = child["record"]
    shared = [list(records.values()) for records in ids.values() if len(records) > 1]
    assert len(shared) > 500
    assert all(len(set(records)) == len(records) for records in shared)


@case
def records_of_one_child_differ_as_often_as_records_do():
    told = collections.defaultdict(dict)
    for event in events("--seed", "7", "--days", "730", "--contacts-only"):
        for child in event["data"]["children"]:
            for number in numbers(child, "nhs"):
                told[number][event["source"]] = child
    pairs = [(a, b) for said in told.values() for i, a in enumerate(said.values())
             for b in list(said.values())[:i]]
    for key, expected in (("family_name", 18), ("given_names", 12)):
        found = share(sum(a.get(key) != b.get(key) for a, b in pairs), len(pairs))
        assert abs(found - expected) < 2.5, (key, found)


@case
def there_are_twins():
    births = collections.defaultdict(set)
    for event in year():
        if event["source"].endswith("health") or len(event["data"]["children"]) > 1:
            dates = [c["birth_date"] for c in event["data"]["children"] if "birth_date" in c]
            for date in dates:
                births[event["id"]].add((date, dates.count(date)))
    twins = sum(n for dates in births.values() for _, n in dates if n > 1)
    assert 0 < twins < 0.1 * sum(n for dates in births.values() for _, n in dates)


@case
def incidents_are_retold_with_and_without_a_reference():
    by_id = collections.defaultdict(list)
    for event in year():
        by_id[event["id"].split("-", 1)[1].rsplit("-", 1)[0]].append(event)
    retold = [told for told in by_id.values() if len(told) > 1]
    assert share(len(retold), len(by_id)) > 5
    assert any(len(told) == 3 for told in retold)
    agencies = [{e["data"]["agency"] for e in told} for told in retold]
    assert all(len(a) == len(told) for a, told in zip(agencies, retold))
    same = sum(len({e["data"].get("incident_ref") for e in told}) == 1 and
               "incident_ref" in told[0]["data"] for told in retold)
    assert 20 < share(same, len(retold)) < 60


@case
def there_are_whole_days_late_records_parents_siblings_and_the_unborn():
    data = [event["data"] for event in year()]
    assert 4 < share(sum("T" not in d["occurred_at"] for d in data), len(data)) < 15
    late = sum(e["data"]["occurred_at"][:7] < e["time"][:7] and e["time"][8:10] > "05"
               for e in year())
    assert late > 100
    abouts = collections.Counter(c.get("about", "child") for d in data for c in d["children"])
    assert abouts["parent-carer"] > 500 and abouts["sibling"] > 500
    unborn = [c for d in data for c in d["children"] if "expected_birth_date" in c]
    assert unborn and all("given_names" not in c and "identifiers" not in c for c in unborn)


@case
def some_children_pile_up_and_every_contact_ends_in_nfa():
    outcomes = collections.defaultdict(list)
    for event in year():
        for child in event["data"]["children"]:
            outcomes[event["source"], child["record"]].append(event["data"].get("outcome"))
    assert any(len(o) >= 5 and set(o) == {"nfa"} for o in outcomes.values())
    forward = [o for e in year() if (o := e["data"].get("outcome"))]
    assert 14 < share(sum(o in ("assessment", "strategy") for o in forward), len(forward)) < 24


@case
def only_police_notices_are_graded():
    for event in year():
        assert ("grade" in event["data"]) == (event["data"]["agency"] == "police")


@case
def the_lead_in_is_history_and_the_rest_is_not():
    told = events("--from", "2026-05-04", "--days", "1", "--lead-in", "30", "--contacts-only")
    history = [event for event in told if event.get("history") is True]
    assert 0 < len(history) < len(told)
    assert all(event["time"] < "2026-05-03T23:00:00Z" for event in history)
    assert all("history" not in event for event in told[len(history):])
    assert events("--from", "2026-05-04", "--days", "0", "--lead-in", "30",
                  "--contacts-only") == history


@case
def every_field_is_one_of_the_contract():
    for event in year():
        assert set(event["data"]) <= FIELDS
        assert all(set(person) <= PERSON for person in people(event))
        assert event["specversion"] == "1.0" and len(event["data"].get("summary", "")) <= 500


def about(category):
    return [e for e in year() if e["data"]["category"] == category]


def at(event):
    return datetime.datetime.fromisoformat(event["data"]["occurred_at"].rstrip("Z"))


@case
def who_goes_missing_goes_missing_again():
    episodes = collections.defaultdict(list)
    for event in about("missing"):
        for child in event["data"]["children"]:
            if child.get("about", "child") == "child":
                episodes[event["source"], child["record"]].append(at(event))
    month = datetime.timedelta(days=31)
    assert sum(max(times) - min(times) < month and len(times) > 2
               for times in episodes.values()) > 20


@case
def of_some_custodies_social_care_hears_the_same_day_and_of_some_nothing():
    told = collections.defaultdict(set)
    for event in about("custody"):
        told[event["id"].split("-", 1)[1].rsplit("-", 1)[0]].add(event["data"]["agency"])
    referred = sum("social-care" in agencies for agencies in told.values())
    assert 45 < share(referred, len(told)) < 75, (referred, len(told))


@case
def waits_begin_drift_and_end_and_some_are_told_months_late():
    begun = {e["id"].replace("-12000", "-13000"): e for e in about("wait-started")}
    ended = {e["id"]: e for e in about("wait-ended")}
    both = begun.keys() & ended.keys()
    assert len(begun) > 200 and len(both) > 100
    days = [(at(ended[i]) - at(begun[i])).days for i in both]
    assert 8 < share(sum(d > 126 for d in days), len(days)) < 30 and min(days) > 8, sorted(days)
    late = [e for e in begun.values() if e["time"][:10] > str(at(e).date() + datetime.timedelta(83))]
    assert len(late) > 10
    for i in both:
        assert begun[i]["data"]["children"][0]["record"] == ended[i]["data"]["children"][0]["record"]
        assert begun[i]["time"] < ended[i]["time"]
    assert all("outcome" not in e["data"] and "other_categories" not in e["data"]
               for e in begun.values())


@case
def offences_end_out_of_court_weeks_later():
    offences = {e["id"]: e for e in about("offending") + about("custody")}
    disposals = about("out-of-court-disposal")
    assert len(disposals) > 20
    for disposal in disposals:
        day, incident = disposal["id"].rsplit("-", 3)[1:3]
        first = next((e for i, e in offences.items() if i.endswith(f"-{day}-{int(incident) % 100000}-1")),
                     None)
        if first and "other_categories" not in first["data"]:
            assert 8 < (at(disposal) - at(first)).days < 60


@case
def a_hospital_that_names_no_child_tells_of_some_who_lives_at_home():
    alone = [e for e in year() if not e["data"]["children"]]
    assert len(alone) > 50 and all(e["data"]["adults"] for e in alone)
    assert {e["source"] for e in alone} == {"urn:concernd:simulate:health"}
    asked = {e["id"].rsplit("-", 1)[0] for e in stream()
             if e["type"] == "concernd.household.linked.v1" and e["data"]["children"]}
    assert 35 < share(sum(e["id"] in asked for e in alone), len(alone)) < 65


@case
def backtest_takes_every_event():
    rules = ROOT / "config" / "rules.conf"
    if concernctl("backtest", "--help").returncode != 0 or not rules.exists():
        raise tap.Skip("backtest is not built")
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
        file.writelines(json.dumps(event) + "\n" for event in stream())
        file.flush()
        done = concernctl("backtest", "--rules", str(rules), "--events", file.name, "--json")
    assert done.returncode == 0, done.stderr.decode()
    alerts = [json.loads(line) for line in done.stdout.splitlines()]
    assert len({alert["rule"] for alert in alerts}) >= 8, len(alerts)
    assert any(alert["state"] == "withdrawn" for alert in alerts)


@case
def every_event_has_a_name_of_its_own():
    assert len({name(event) for event in stream()}) == len(stream())


@case
def without_corrections_the_contacts_are_the_same():
    arguments = ("--seed", "3", "--from", "2026-02-01", "--days", "20")
    contacts = [e for e in events(*arguments) if e["type"] == "concernd.contact.recorded.v1"]
    assert contacts == events(*arguments, "--contacts-only")


@case
def corrections_are_of_contacts_of_the_stream_and_come_after_them():
    sent = {name(event): event["time"] for event in year()}
    for kind, low, high in (("amended", 1.5, 2.5), ("withdrawn", 0.2, 0.6), ("outcome", 45, 55)):
        corrections = told(kind)
        assert low < share(len(corrections), len(year())) < high, (kind, len(corrections))
        known = [event for event in corrections if of(event) in sent]
        assert share(len(known), len(corrections)) > 97, kind  # the others are of the year before
        assert all(event["time"] > sent[of(event)] for event in known)


@case
def a_contact_is_corrected_by_its_own_sender_alone():
    for kind in ("amended", "withdrawn"):
        assert all(event["source"] == of(event)[0] for event in told(kind))
    assert {event["source"] for event in told("outcome")} == {"urn:concernd:simulate:social-care"}
    assert {of(event)[0].rsplit(":", 1)[1] for event in told("outcome")} == {
        "social-care", "police", "health"}


@case
def an_amendment_is_the_contact_with_something_put_right():
    contacts = {name(event): event["data"] for event in year()}
    changed = collections.Counter()
    for event in told("amended"):
        if of(event) in contacts:
            data = {key: value for key, value in event["data"].items() if key != "contact"}
            before = contacts[of(event)]
            changed.update(k for k in data.keys() | before.keys() if data.get(k) != before.get(k))
    assert set(changed) == {"occurred_at", "other_categories"}, changed
    assert min(changed.values()) > 100, changed


@case
def one_incident_comes_to_one_outcome_mostly_by_the_next_working_day():
    outcomes, soon = collections.defaultdict(set), 0
    sent = {name(event): event["time"] for event in year()}
    first = [event for event in told("outcome") if event["id"].endswith("-o1")]
    for event in first:
        outcomes[of(event)[1].split("-", 1)[1].rsplit("-", 1)[0]].add(event["data"]["outcome"])
        began = sent.get(of(event), event["time"])
        soon += (datetime.datetime.fromisoformat(event["data"]["decided_at"].rstrip("Z")) -
                 datetime.datetime.fromisoformat(began.rstrip("Z"))).days < 1
        assert event["data"]["decided_at"] <= event["time"]
    assert all(len(words) == 1 for words in outcomes.values())
    assert share(soon, len(first)) > 55, soon
    words = collections.Counter(event["data"]["outcome"] for event in first)
    assert 14 < share(words["assessment"] + words["strategy"], len(first)) < 24, words
    second = [event for event in told("outcome") if event["id"].endswith("-o2")]
    assert 1 < share(len(second), len(first)) < 6


@case
def what_cannot_be_is_a_usage_error():
    for wrong in (["--from", "2026-02-30"], ["--from", "2026-02-02", "--to", "2026-02-01"],
                  ["--days", "3", "--to", "2026-02-01"], ["--place", "atlantis"],
                  ["--to-daemon", "http://127.0.0.1:1"], ["--rate", "5", "--speed", "5"]):
        assert concernctl("simulate", *wrong).returncode == 2, wrong


tap.run(*CASES)
