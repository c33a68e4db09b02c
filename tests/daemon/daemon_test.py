#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The daemon as its machine sees it: start, signals, systemd, the database's absence, two copies."""

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools"))
import concernd_testing as testing  # noqa: E402
import tap  # noqa: E402

CONCERND = os.path.join(tap.build_folder(), "concernd")
SITE = None  # one database for all tests; each uses children of its own


def run_concernd(*arguments):
    return subprocess.run([CONCERND, *arguments], text=True, capture_output=True, check=False,
                          timeout=testing.PATIENCE)


class Systemd:
    """Stands for systemd at the other end of $NOTIFY_SOCKET."""

    def __init__(self):
        self.path = str(SITE.folder / f"notify-{len(os.listdir(SITE.folder))}")
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.path)
        self.socket.settimeout(testing.PATIENCE)
        self.heard = []

    def hears(self, word):
        """Waits for a message that has a line starting with word; returns it."""
        while True:
            for i, message in enumerate(self.heard):
                if any(line.startswith(word) for line in message.splitlines()):
                    del self.heard[:i + 1]
                    return message
            self.heard.append(self.socket.recv(4096).decode())


def rule_sets():
    return int(SITE.postgres.query("select coalesce(max(version), 0) from concernd.rule_set")[0][0])


def it_tells_its_version_and_its_options():
    done = run_concernd("--version")
    tap.equal(done.returncode, 0)
    assert done.stdout.startswith("concernd "), done.stdout
    done = run_concernd("--help")
    tap.equal(done.returncode, 0)
    assert "--config" in done.stdout, done.stdout
    tap.equal(run_concernd("--no-such-option").returncode, 2)


def a_configuration_that_is_not_there_ends_the_start_and_is_named():
    done = run_concernd("--config", "/nowhere/concernd.conf")
    tap.equal(done.returncode, 1)
    assert "/nowhere/concernd.conf" in done.stderr, done.stderr


def it_takes_a_contact_and_answers_that_it_is_recorded():
    with SITE.daemon() as daemon:
        status, answer = daemon.post(SITE.contact(record="recorded-1"))
        tap.equal(status, 200, answer)
        tap.equal(answer["receipts"][0]["status"], "recorded")


def an_alert_is_told_in_the_log_with_nothing_of_the_person():
    with SITE.daemon() as daemon:
        for month in (1, 2, 3):
            status, answer = daemon.post(SITE.contact(record="canary-record", occurred_at=(
                f"2026-0{month}-01T12:00:00Z"), summary="canary-summary"))
            tap.equal(status, 200, answer)
        daemon.says(r"alert \d+ rose: amber, rule repeat-contact")
        assert "canary" not in daemon.log(), daemon.log()


def it_is_healthy_and_ready_when_its_rules_are_in_force():
    with SITE.daemon() as daemon:
        tap.equal(daemon.get("/healthz"), (200, "ok\n"))
        status, text = daemon.get("/readyz")
        tap.equal(status, 200, text)
        tap.equal(json.loads(text)["ready"], True)


def without_its_database_it_is_healthy_but_not_ready():
    with SITE.daemon() as daemon:
        SITE.postgres.stop()
        try:
            testing.until(lambda: daemon.get("/readyz")[0] == 503, "not ready")
            tap.equal(daemon.get("/healthz")[0], 200)
            tap.equal(daemon.get("/metrics")[0], 200)
            status, _ = daemon.post(SITE.contact(record="away-1"))
            tap.equal(status, 503)
        finally:
            SITE.postgres.start()
        testing.until(lambda: daemon.get("/readyz")[0] == 200, "ready again")
        status, answer = daemon.post(SITE.contact(record="away-1"))
        tap.equal(status, 200, answer)


def a_database_that_comes_later_is_waited_for():
    SITE.postgres.stop()
    try:
        daemon = SITE.daemon(wait=False)
        daemon.says("the database is away")
    finally:
        SITE.postgres.start()
    with daemon:
        daemon.wait_ready()


@contextlib.contextmanager
def contacts_locked():
    """No contact can be recorded within."""
    holder = subprocess.Popen(["psql", "-XqAt", "-d", SITE.postgres.conninfo], text=True,
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        holder.stdin.write("begin; lock table concernd.contact in exclusive mode; select 1;\n")
        holder.stdin.flush()
        tap.equal(holder.stdout.readline().strip(), "1")
        yield
    finally:
        holder.communicate("rollback;\n", timeout=testing.PATIENCE)


def sigterm_answers_what_is_under_way_and_ends_well():
    daemon = SITE.daemon()
    answers = []
    poster = threading.Thread(target=lambda: answers.append(
        daemon.post(SITE.contact(record="draining-1"))))
    with contacts_locked():
        poster.start()
        testing.until(lambda: SITE.postgres.query(
            "select 1 from pg_locks where not granted"), "the contact waits for the lock")
        daemon.signal(signal.SIGTERM)
        daemon.says("stopping")
    poster.join(testing.PATIENCE)
    tap.equal(daemon.wait_end(), 0, daemon.log())
    status, answer = answers[0]
    tap.equal(status, 200, answer)
    tap.equal(answer["receipts"][0]["status"], "recorded")


def a_stop_that_takes_too_long_ends_without_an_answer_and_without_a_loss():
    event = SITE.contact(record="draining-2")
    with open(SITE.config, "a", encoding="utf-8") as config:
        config.write("stop_seconds = 1;\n")
    try:
        daemon = SITE.daemon()
        with contacts_locked():
            poster = threading.Thread(target=lambda: ignore_errors(daemon.post, event))
            poster.start()
            testing.until(lambda: SITE.postgres.query(
                "select 1 from pg_locks where not granted"), "the contact waits for the lock")
            daemon.stop()
            poster.join(testing.PATIENCE)
    finally:
        SITE.config.write_text(SITE.config.read_text().replace("stop_seconds = 1;\n", ""))
    with SITE.daemon() as daemon:
        status, answer = daemon.post(event)
        tap.equal(status, 200, answer)
        assert answer["receipts"][0]["status"] in ("recorded", "duplicate"), answer


def ignore_errors(call, *arguments):
    """The other end may close without a word."""
    try:
        call(*arguments)
    except (OSError, http.client.HTTPException):
        pass


def sigint_ends_it_as_well():
    daemon = SITE.daemon()
    daemon.signal(signal.SIGINT)
    tap.equal(daemon.wait_end(), 0, daemon.log())


def a_reload_puts_changed_rules_in_force():
    rules = SITE.rules.read_text()
    with SITE.daemon() as daemon:
        before = rule_sets()
        try:
            SITE.rules.write_text(rules.replace("incidents = 3", "incidents = 4"))
            daemon.signal(signal.SIGHUP)
            testing.until(lambda: rule_sets() == before + 1, "the next rule set")
            daemon.says("reloaded")
        finally:
            SITE.rules.write_text(rules)
        daemon.signal(signal.SIGHUP)
        testing.until(lambda: rule_sets() == before + 2, "the rule set as it was")


def a_reload_of_files_that_do_not_hold_changes_nothing_and_says_where():
    rules = SITE.rules.read_text()
    with SITE.daemon() as daemon:
        before = rule_sets()
        try:
            SITE.rules.write_text(rules.replace('level = "amber"', 'level = "mauve"'))
            daemon.signal(signal.SIGHUP)
            daemon.says(r"rules\.conf:\d+: ")
            daemon.says("stay in force")
            testing.until(lambda: "concernd_config_good 0\n" in daemon.get("/metrics")[1],
                          "the metric to tell")
        finally:
            SITE.rules.write_text(rules)
        tap.equal(rule_sets(), before)
        status, answer = daemon.post(SITE.contact(record="still-1"))
        tap.equal(status, 200, answer)
        daemon.signal(signal.SIGHUP)
        testing.until(lambda: "concernd_config_good 1\n" in daemon.get("/metrics")[1],
                      "the metric to be good again")


def a_start_on_the_same_files_adds_no_rule_set():
    with SITE.daemon():
        before = rule_sets()
    with SITE.daemon():
        tap.equal(rule_sets(), before)


def two_copies_share_one_database():
    with SITE.daemon() as first, SITE.daemon() as second:
        event = SITE.contact(record="copies-1")
        status, answer = first.post(event)
        tap.equal((status, answer["receipts"][0]["status"]), (200, "recorded"))
        status, answer = second.post(event)
        tap.equal((status, answer["receipts"][0]["status"]), (200, "duplicate"))


def a_schema_that_it_does_not_know_is_refused():
    SITE.postgres.query("insert into concernd.schema_version (version, name, hash) values "
                        "(9999, 'of tomorrow', decode(repeat('00', 32), 'hex'))")
    try:
        daemon = SITE.daemon(wait=False)
        tap.equal(daemon.wait_end(), 1, daemon.log())
        assert "schema" in daemon.log(), daemon.log()
    finally:
        SITE.postgres.query("delete from concernd.schema_version where version = 9999")


def a_server_that_may_lose_what_was_acknowledged_is_refused():
    SITE.postgres.query("alter system set fsync = off")
    SITE.postgres.query("select pg_reload_conf()")
    testing.until(lambda: SITE.postgres.query("show fsync") == [["off"]], "fsync off")
    try:
        daemon = SITE.daemon(wait=False)
        tap.equal(daemon.wait_end(), 1, daemon.log())
        assert "fsync" in daemon.log(), daemon.log()
    finally:
        SITE.postgres.query("alter system reset fsync")
        SITE.postgres.query("select pg_reload_conf()")
    testing.until(lambda: SITE.postgres.query("show fsync") == [["on"]], "fsync on")


def systemd_is_told_of_ready_reload_and_stop():
    systemd = Systemd()
    with SITE.daemon(environment={"NOTIFY_SOCKET": systemd.path}) as daemon:
        systemd.hears("READY=1")
        daemon.signal(signal.SIGHUP)
        message = systemd.hears("RELOADING=1")
        assert "MONOTONIC_USEC=" in message, message
        systemd.hears("READY=1")
        daemon.signal(signal.SIGTERM)
        systemd.hears("STOPPING=1")
        tap.equal(daemon.wait_end(), 0)


def the_watchdog_is_fed_from_the_loop():
    systemd = Systemd()
    with SITE.daemon(environment={"NOTIFY_SOCKET": systemd.path, "WATCHDOG_USEC": "200000"}):
        systemd.hears("READY=1")
        systemd.hears("WATCHDOG=1")
        systemd.hears("WATCHDOG=1")


def a_socket_of_systemd_is_taken_instead_of_an_address():
    held = socket.socket()
    held.bind(("127.0.0.1", 0))
    held.listen()
    daemon = None
    script = f"exec 3<&{held.fileno()}; LISTEN_PID=$$ exec {CONCERND} --config {SITE.config}"
    child = subprocess.Popen(["sh", "-c", script], pass_fds=[held.fileno()], text=True,
                             env={**os.environ, "LISTEN_FDS": "1", "LISTEN_FDNAMES": "events"},
                             stderr=subprocess.PIPE)
    try:
        daemon = testing.Daemon.__new__(testing.Daemon)
        daemon.site, daemon.lines, daemon.child = SITE, [], child
        daemon._reader = threading.Thread(target=daemon._read, daemon=True)
        daemon._reader.start()
        daemon.wait_ready()
        tap.equal(daemon.port("events"), held.getsockname()[1])
        status, answer = daemon.post(SITE.contact(record="inherited-1"))
        tap.equal(status, 200, answer)
        tap.equal(daemon.stop(), 0, daemon.log())
    finally:
        held.close()
        if child.poll() is None:
            child.kill()
            child.wait()


def its_own_log_names_no_path_but_its_configuration_and_no_token():
    with SITE.daemon() as daemon:
        daemon.post(SITE.contact(record="quiet-1"))
        assert testing.TOKEN not in daemon.log()


def main():
    global SITE
    with testing.Site() as SITE:
        tap.run(it_tells_its_version_and_its_options,
                a_configuration_that_is_not_there_ends_the_start_and_is_named,
                it_takes_a_contact_and_answers_that_it_is_recorded,
                an_alert_is_told_in_the_log_with_nothing_of_the_person,
                it_is_healthy_and_ready_when_its_rules_are_in_force,
                without_its_database_it_is_healthy_but_not_ready,
                a_database_that_comes_later_is_waited_for,
                sigterm_answers_what_is_under_way_and_ends_well,
                a_stop_that_takes_too_long_ends_without_an_answer_and_without_a_loss,
                sigint_ends_it_as_well,
                a_reload_puts_changed_rules_in_force,
                a_reload_of_files_that_do_not_hold_changes_nothing_and_says_where,
                a_start_on_the_same_files_adds_no_rule_set,
                two_copies_share_one_database,
                a_schema_that_it_does_not_know_is_refused,
                a_server_that_may_lose_what_was_acknowledged_is_refused,
                systemd_is_told_of_ready_reload_and_stop,
                the_watchdog_is_fed_from_the_loop,
                a_socket_of_systemd_is_taken_instead_of_an_address,
                its_own_log_names_no_path_but_its_configuration_and_no_token)


if __name__ == "__main__":
    main()
