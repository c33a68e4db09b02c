#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""concernctl identity reviews, show, same, different, merge and split, on a daemon that has judged; and
what explain and the alerts say of it."""

import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tools"))
import tap
from concernd_testing import Site

SITE = None
METRICS = ""
WORD = ("--person", "Jo Reviewer", "--reason", "looked at both records with the family's school")


def ctl(*arguments, ends_with=0):
    done = SITE.ctl(*arguments)
    tap.equal(done.returncode, ends_with, f"{arguments}: {done.stdout}{done.stderr}")
    return done


def read(*arguments, **more):
    return json.loads(ctl(*arguments, "--json", **more).stdout)


def person(record, family, given, birth):
    return {"record": record, "family_name": family, "given_names": given, "birth_date": birth}


def send(daemon, whom, days):
    for day in days:
        event = SITE.contact(occurred_at=f"2026-{day}T12:00:00Z")
        event["data"]["children"] = [whom]
        tap.equal(daemon.post(event)[0], 200)


def child(record):
    return SITE.postgres.query("select link.child_id from concernd.alias join concernd.link on "
                               "link.alias_id = alias.id and revoked_at is null where record = "
                               f"'{record}'")[0][0]


def reviews_are_listed_without_names_and_shown_with_them():
    reviews = read("identity", "reviews")
    tap.equal(len(reviews), 2)
    tap.equal((reviews[0]["child"], reviews[0]["may_be"]), (int(child("h1")), int(child("p1"))))
    assert reviews[0]["alert"] is not None and reviews[1]["alert"] is None, reviews
    text = ctl("identity", "reviews").stdout
    assert "rests on it" in text and "Larch" not in text, text
    shown = read("identity", "show", str(reviews[0]["review"]))
    tap.equal([r["given_names"] for r in shown["records"]], ["Juno", "Juniper"])
    assert "Larchfield, Juniper" in ctl("identity", "show", str(reviews[0]["review"])).stdout
    tap.equal(SITE.postgres.query("select count(*) from concernd.audit where action = "
                                  "'review-shown'"), [["2"]])
    assert "no such review" in ctl("identity", "show", "999", ends_with=8).stderr
    ctl("identity", "show", ends_with=2)


def the_queue_and_its_age_are_metrics():
    assert "concernd_identity_reviews 2" in METRICS, METRICS
    assert "concernd_identity_reviews_pressing 1" in METRICS, METRICS
    assert "concernd_identity_reviews_oldest_seconds" in METRICS, METRICS


def an_alert_that_needs_a_doubt_says_so():
    alerts = [alert for alert in read("alerts", "list") if alert["unconfirmed"]]
    tap.equal(len(alerts), 1)
    tap.equal(alerts[0]["children"], sorted([int(child("p1")), int(child("h1"))]))
    assert "Identity unconfirmed" in ctl("alerts", "show", str(alerts[0]["id"])).stdout
    assert "unconfirmed" in ctl("alerts", "list").stdout
    for record in ("p1", "h1"):
        text = ctl("explain", child(record)).stdout
        assert f"alert {alerts[0]['id']} rests on both together, identity unconfirmed" in text, text


def a_word_wants_a_person_and_a_reason():
    assert "--person" in ctl("identity", "same", "1", ends_with=2).stderr
    done = ctl("identity", "same", "1", "--person", "Jo", "--reason", "yes", ends_with=2)
    assert "too short" in done.stderr, done.stderr


def the_same_joins_them_and_the_alert_is_the_childs():
    review = str(read("identity", "reviews")[0]["review"])
    would = read("identity", "same", review, *WORD, "--dry-run")
    tap.equal((would["alerts"]["risen"], would["dry_run"]), (1, True))
    tap.equal(len(read("identity", "reviews")), 2)
    done = read("identity", "same", review, *WORD)
    tap.equal(done["alerts"], {"risen": 1, "grown": 0, "withdrawn": 1})
    tap.equal([alert["unconfirmed"] for alert in read("alerts", "list")], [False])
    assert "settled before" in ctl("identity", "same", review, *WORD, ends_with=9).stderr
    text = ctl("explain", child("p1")).stdout
    assert f"Child {done['other']} is part of it since" in text and "Jo Reviewer" in text, text
    gone = ctl("explain", str(done["other"]), ends_with=8).stderr
    assert f"It is part of child {child('p1')} since" in gone, gone
    tap.equal([note["what"] for note in read("explain", child("p1"))["identity"]], ["absorbed"])


def a_split_takes_it_back_and_only_an_overruling_joins_them_again():
    whole = child("p1")
    record = [r["record"] for r in read("identity", "show", "--child", whole)["records"]
              if r["sender_record"] == "h1"]
    done = read("identity", "split", whole, str(record[0]), *WORD)
    tap.equal(done["alerts"], {"risen": 0, "grown": 0, "withdrawn": 1})
    tap.equal(read("alerts", "list"), [])
    tap.equal(str(done["other"]), child("h1"))
    refused = ctl("identity", "merge", whole, child("h1"), *WORD, ends_with=6).stderr
    assert "Jo Reviewer said" in refused, refused
    read("identity", "merge", whole, child("h1"), *WORD, "--overrule")
    tap.equal(len(read("alerts", "list")), 1)


def different_ends_the_doubt():
    review = str(read("identity", "reviews")[0]["review"])
    assert "kept apart for good" in ctl("identity", "different", review, *WORD).stdout
    tap.equal(read("identity", "reviews"), [])
    tap.equal([r["state"] for r in read("identity", "reviews", "--all")], ["same", "different"])
    ctl("identity", "merge", "1", "999999", *WORD, ends_with=8)


def an_adopted_child_is_flagged_and_cleared():
    why = ("--reason", "a new identity since the order of the court")
    tap.equal(read("identity", "flag", child("p2"), "adopted", *why),
              {"child": int(child("p2")), "flag": "adopted", "set": True})
    ctl("identity", "flag", child("p2"), "adopted", *why, ends_with=9)
    ctl("identity", "flag", child("p2"), "odd", *why, ends_with=2)
    ctl("identity", "flag", "999999", "adopted", *why, ends_with=8)
    assert "cleared" in ctl("identity", "flag", child("p2"), "adopted", "--clear", *why).stdout
    tap.equal(SITE.postgres.query("select count(*) from concernd.audit where action like "
                                  "'identity-flag-%'"), [["2"]])


def superseded_numbers_are_taken_in_and_followed_to_the_last():
    file = SITE.folder / "superseded.csv"
    file.write_text("old,new\n999 000 0018,9990000026\n9990000026,9990000034\n")
    tap.equal(read("identity", "superseded", str(file)), {"pairs": 2})
    file.write_text("9990000034,9990000042\n")
    ctl("identity", "superseded", str(file))
    tap.equal({row[1] for row in SITE.postgres.query("select old_number, new_number from "
                                                     "concernd.superseded")}, {"9990000042"})
    file.write_text("9990000018,1234567890\n")
    done = ctl("identity", "superseded", str(file), ends_with=1)
    assert ":1:" in done.stderr and "1234567890" not in done.stderr, done.stderr


def main():
    global SITE, METRICS
    with Site() as SITE:
        with SITE.daemon() as daemon:
            send(daemon, person("p1", "Larchfield", "Juniper", "2012-05-06"), ["01-05", "02-05"])
            send(daemon, person("h1", "Larchfeld", "Juno", "2012-06-05"), ["03-05"])
            send(daemon, person("p2", "Beechcroft", "Tamsin", "2014-05-06"), ["01-05"])
            send(daemon, person("h2", "Beechcrof", "Tammy", "2014-06-05"), ["01-06"])
            status, METRICS = daemon.get("/metrics")
            tap.equal(status, 200)
        tap.run(reviews_are_listed_without_names_and_shown_with_them,
                the_queue_and_its_age_are_metrics,
                an_alert_that_needs_a_doubt_says_so,
                a_word_wants_a_person_and_a_reason,
                the_same_joins_them_and_the_alert_is_the_childs,
                a_split_takes_it_back_and_only_an_overruling_joins_them_again,
                different_ends_the_doubt,
                an_adopted_child_is_flagged_and_cleared,
                superseded_numbers_are_taken_in_and_followed_to_the_last)


main()
