#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What tools ask of the daemon: health, readiness and figures."""

import json
import os
import re
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools"))
import concernd_testing as testing  # noqa: E402
import tap  # noqa: E402

SITE = None
DAEMON = None
CANARY = "canary-7f3a"


def metrics():
    status, text = DAEMON.get("/metrics")
    tap.equal(status, 200, text)
    return text


def value(name):
    """The value of a metric without labels, or with all its labels in name."""
    found = re.search(rf"^concernd_{re.escape(name)} (\S+)$", metrics(), re.MULTILINE)
    assert found, f"there is no {name} in\n{metrics()}"
    return float(found[1])


def prometheus_understands_the_page():
    if not shutil.which("promtool"):
        raise tap.Skip("there is no promtool")
    done = subprocess.run(["promtool", "check", "metrics"], input=metrics(), text=True,
                          capture_output=True, check=False)
    tap.equal(done.returncode, 0, done.stdout + done.stderr)


def every_family_is_told_once_and_has_help():
    text = metrics()
    names = re.findall(r"^# TYPE (\S+) ", text, re.MULTILINE)
    assert len(names) > 20, names
    tap.equal(sorted(names), sorted(set(names)), "families told twice")
    tap.equal(re.findall(r"^# HELP (\S+) \S", text, re.MULTILINE), names)
    for line in text.splitlines():
        if not line.startswith("#"):
            assert re.match(r"^concernd_[a-z_]+(\{[^{}]*\})? [-+.e0-9]+$", line), line


def contacts_are_counted_by_sender_and_status():
    before = value("contacts_recorded_total")
    event = SITE.contact(record=f"{CANARY}-count", summary=CANARY)
    tap.equal(DAEMON.post(event)[0], 200)
    tap.equal(DAEMON.post(event)[0], 200)
    tap.equal(DAEMON.post(SITE.contact(record=CANARY, category=CANARY))[0], 422)
    tap.equal(value("contacts_recorded_total"), before + 1)
    assert value('events_total{sender="tests",status="recorded"}') >= 1
    tap.equal(value('events_total{sender="tests",status="duplicate"}'), 1)
    tap.equal(value('events_total{sender="tests",status="refused"}'), 1)


def alerts_are_counted_by_rule_level_and_state():
    for month in (4, 5, 6):
        tap.equal(DAEMON.post(SITE.contact(
            record=f"{CANARY}-alert", occurred_at=f"2026-0{month}-01T12:00:00Z"))[0], 200)
    name = 'alerts{rule="repeat-contact",level="amber",state="new",mode="live"}'
    tap.equal(value(name), 1)
    tap.equal(value('alert_changes_total{change="risen"}'), 1)
    testing.until(lambda: value('notices_sent_total{channel="log"}') == 1, "the notice is sent")


def the_backlog_of_the_outbox_has_its_size_and_its_age():
    SITE.postgres.query(
        "insert into concernd.outbox (id, child_id, alert_id, evidence_version, kind, channel, "
        "recipient, created_at, due_at) select 900001, child_id, alert_id, version, 'risen', "
        "'journal', '', now() - interval '1 hour', now() from concernd.alert_version limit 1")
    tap.equal(value('outbox_notices{channel="journal"}'), 1)
    assert value('outbox_oldest_seconds{channel="journal"}') >= 3600
    SITE.postgres.query("delete from concernd.outbox where id = 900001")


def the_rules_and_the_configuration_show():
    tap.equal(value("rule_set_version"), 1)
    tap.equal(value("config_good"), 1)
    assert re.search(r'^concernd_build_info\{version="\d+\.\d+\.\d+"\} 1$', metrics(), re.MULTILINE)


def requests_without_credentials_are_counted():
    before = value("requests_unauthenticated_total")
    status, _, _ = DAEMON.request("POST", "/v1/events", "{}",
                                  {"Content-Type": "application/cloudevents+json"})
    tap.equal(status, 401)
    tap.equal(value("requests_unauthenticated_total"), before + 1)


def nothing_of_a_person_is_in_a_metric():
    assert CANARY not in metrics(), metrics()


def readiness_tells_each_thing_that_it_needs():
    status, text = DAEMON.get("/readyz")
    tap.equal(status, 200, text)
    tap.equal(json.loads(text), {"ready": True, "checks": {
        "database": True, "rules": True, "listener": True}})


def what_is_not_there_is_a_problem_document():
    status, headers, body = DAEMON.request("GET", "/nothing", name="people")
    tap.equal(status, 404)
    tap.equal(headers["Content-Type"], "application/problem+json")
    tap.equal(json.loads(body)["status"], 404)
    status, headers, _ = DAEMON.request("POST", "/metrics", "", name="people")
    tap.equal(status, 405)
    assert "GET" in headers["Allow"], headers


def senders_cannot_read_the_figures():
    tap.equal(DAEMON.request("GET", "/metrics")[0], 404)


def main():
    global SITE, DAEMON
    with testing.Site() as SITE, SITE.daemon() as DAEMON:
        tap.run(prometheus_understands_the_page,
                every_family_is_told_once_and_has_help,
                contacts_are_counted_by_sender_and_status,
                alerts_are_counted_by_rule_level_and_state,
                the_backlog_of_the_outbox_has_its_size_and_its_age,
                the_rules_and_the_configuration_show,
                requests_without_credentials_are_counted,
                nothing_of_a_person_is_in_a_metric,
                readiness_tells_each_thing_that_it_needs,
                what_is_not_there_is_a_problem_document,
                senders_cannot_read_the_figures)


if __name__ == "__main__":
    main()
