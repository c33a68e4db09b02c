#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`concernctl simulate --to-daemon`, against a daemon that is played by this test: who sends what,
and what a sender does when it is asked to wait, gets no answer or is refused."""

import http.server
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools"))
import tap  # noqa: E402

ROOT = pathlib.Path(tap.root())
BUILD = pathlib.Path(tap.build_folder())
SENDERS = ("social-care", "police", "health")
CASES = []


def case(function):
    CASES.append(function)
    return function


class Daemon(http.server.ThreadingHTTPServer):
    """Answers each request by the next of `answers`: a status, "drop", or None: recorded."""

    def __init__(self, answers=()):
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers = list(answers)
        self.batches = []  # (token, content type, events) of each that was recorded
        self.asked = 0
        self.lock = threading.Lock()

    def __enter__(self):
        self.thread = threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *error):
        self.shutdown()
        self.thread.join()
        self.server_close()

    def handle_error(self, request, client_address):
        pass

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"

    @property
    def events(self):
        return [event for _, _, batch in self.batches for event in batch]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *words):
        pass

    def reply(self, status, body, **headers):
        text = json.dumps(body).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def do_POST(self):
        daemon = self.server
        events = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with daemon.lock:
            daemon.asked += 1
            answer = daemon.answers.pop(0) if daemon.answers else None
        if answer == "drop":
            self.close_connection = True
            return
        if answer in (429, 503):
            self.reply(answer, {"title": "wait"}, Retry_After="1")
            return
        if answer == 401:
            self.reply(answer, {"title": "who"})
            return
        status = "refused" if answer == 422 else "recorded"
        errors = [{"pointer": "/data/category", "detail": "is not one of the config's"}]
        with daemon.lock:
            if status == "recorded":
                daemon.batches.append((self.headers["Authorization"],
                                       self.headers["Content-Type"], events))
        self.reply(answer or 200, {"receipts": [
            {"source": e["source"], "id": e["id"], "status": status, "warnings": [],
             "errors": errors if status == "refused" else []} for e in events]})


def send(daemon, *arguments):
    with tempfile.TemporaryDirectory() as folder:
        for name in SENDERS:
            pathlib.Path(folder, name).write_text(f"token-of-{name}\n")
        return subprocess.run(
            [BUILD / "concernctl", "simulate", "--to-daemon", daemon.url, "--tokens", folder,
             "--from", "2026-03-02", "--json", *arguments],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False, text=True, timeout=60)


def printed(*arguments):
    done = subprocess.run([BUILD / "concernctl", "simulate", "--from", "2026-03-02", *arguments],
                          stdout=subprocess.PIPE, check=True, text=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def by_id(events):
    return sorted(events, key=lambda event: (event["source"], event["id"]))


@case
def each_system_sends_its_own_contacts_with_its_own_token():
    with Daemon() as daemon:
        done = send(daemon, "--days", "3")
        assert done.returncode == 0, done.stderr
    for token, kind, events in daemon.batches:
        assert kind == "application/cloudevents-batch+json"
        sources = {event["source"] for event in events}
        assert len(sources) == 1
        assert token == "Bearer token-of-" + sources.pop().rsplit(":", 1)[1]
    assert len({token for token, _, _ in daemon.batches}) == 3


@case
def what_is_sent_is_what_is_printed():
    with Daemon() as daemon:
        done = send(daemon, "--days", "5", "--batch", "17")
    assert done.returncode == 0, done.stderr
    assert by_id(daemon.events) == by_id(printed("--days", "5"))
    assert all(len(events) <= 17 for _, _, events in daemon.batches)
    told = json.loads(done.stdout)
    assert told["sent"] == told["recorded"] == len(daemon.events)


@case
def a_sender_that_is_asked_to_wait_or_gets_no_answer_repeats():
    with Daemon([503, "drop", 429]) as daemon:
        done = send(daemon, "--days", "1")
    assert done.returncode == 0, done.stderr
    assert "asks to wait" in done.stderr
    assert daemon.asked == len(daemon.batches) + 3
    assert by_id(daemon.events) == by_id(printed("--days", "1"))


@case
def what_is_refused_is_counted_and_told_by_its_field():
    with Daemon([422]) as daemon:
        done = send(daemon, "--days", "1")
    assert done.returncode == 3, done.returncode
    assert json.loads(done.stdout)["refused"] > 0
    assert "/data/category" in done.stderr


@case
def a_token_that_nobody_knows_ends_the_run():
    with Daemon([401]) as daemon:
        done = send(daemon, "--days", "1")
    assert done.returncode == 1
    assert "does not know the token" in done.stderr
    assert "token-of" not in done.stderr + done.stdout


@case
def the_lead_in_comes_at_once_and_the_rest_at_its_rate():
    with Daemon() as daemon:
        done = send(daemon, "--days", "1", "--lead-in", "20", "--rate", "1000")
    assert done.returncode == 0, done.stderr
    history = [event.get("history", False) for event in daemon.events]
    assert any(history) and not all(history)


tap.run(*CASES)
