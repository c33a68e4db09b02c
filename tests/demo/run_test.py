#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What `make run` starts: alerts on the terminal, a contact of one's own taken, and on Ctrl-C nothing
left behind."""

import os
import pathlib
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools"))
import tap  # noqa: E402

RUN = os.path.join(tap.root(), "tests", "tools", "run")
ALERT = r"^(RED|AMBER|GREEN|BLUE)  .*: child \d+, alert \d+$"


class Demonstration:
    """tests/tools/run in a process group of its own, as a terminal would start it."""

    def __init__(self, *options):
        self.folder = tempfile.mkdtemp(prefix="concernd-run-")
        self.process = subprocess.Popen([RUN, "--folder", self.folder, *options],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, start_new_session=True,
                                        cwd=tap.root())
        self.said = ""

    def read_until(self, wanted, seconds=100):
        """Reads on until what was said has a match of `wanted`."""
        until = time.monotonic() + seconds
        while not (found := re.search(wanted, self.said, re.MULTILINE)):
            left = until - time.monotonic()
            assert left > 0, f"no {wanted!r} in {seconds} s:\n{self.said}"
            if select.select([self.process.stdout], [], [], left)[0]:
                part = os.read(self.process.stdout.fileno(), 65536)
                assert part, f"it ended before {wanted!r}:\n{self.said}"
                self.said += part.decode()
        return found

    def interrupt(self):
        """Ctrl-C: to the whole group. Returns the exit code, once its output is closed, which a
        process that is left behind would keep open."""
        os.killpg(self.process.pid, signal.SIGINT)
        until = time.monotonic() + 40
        while time.monotonic() < until:
            if select.select([self.process.stdout], [], [], 1)[0]:
                part = os.read(self.process.stdout.fileno(), 65536)
                if not part:
                    break
                self.said += part.decode()
        return self.process.wait(10)

    def left_behind(self):
        """Processes that were started for its folder and still run, and sockets in it."""
        left = []
        for entry in pathlib.Path("/proc").iterdir():
            try:
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except (OSError, ValueError):
                continue
            if self.folder in command:
                left.append(command)
        place = pathlib.Path(self.folder, "postgres", "place")
        folders = [pathlib.Path(self.folder)]
        if place.exists():
            folders.append(pathlib.Path(place.read_text().strip()))
        return left + [str(p) for folder in folders for p in folder.rglob("*") if p.is_socket()]

    def remove(self):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            self.process.wait(40)
        subprocess.run([os.path.join(tap.root(), "tests", "tools", "private-postgres"), "remove",
                        os.path.join(self.folder, "postgres")], check=False)
        shutil.rmtree(self.folder, ignore_errors=True)


def first_alert_of_the_readme(shown):
    """Runs what the README's first alert has one type, against this daemon; its output."""
    text = pathlib.Path(tap.root(), "README.md").read_text(encoding="utf-8")
    block = re.search(r"## A first alert.*?```sh\n(.*?)```", text, re.DOTALL)[1]
    address = shown.read_until(r"takes contacts at (http://127\.0\.0\.1:\d+)")[1]
    block = block.replace("http://127.0.0.1:8440", address)
    block = block.replace("build/run", shown.folder)
    done = subprocess.run(["bash", "-euc", block], text=True, capture_output=True, check=False)
    tap.equal(done.returncode, 0, done.stderr)
    return done.stdout


def alerts_rise_and_name_no_one_and_ctrl_c_leaves_nothing_behind():
    shown = Demonstration("--seconds", "6", "--history", "60")
    try:
        shown.read_until(ALERT)
        shown.read_until(r"^The day is over")
        shown.read_until(r"is raised from there, by hand:\n(RED|AMBER|GREEN|BLUE)  ")
        shown.read_until(r"(?s)decides on alert \d+: no further action.*New incident within 28 days")
        shown.read_until(r"^Ctrl-C ends")
        heard = len(shown.said)
        answers = first_alert_of_the_readme(shown)
        tap.equal(answers.count('"recorded"'), 4, answers)
        shown.read_until(r"(?s)\A.{%d}.*Third contact in 12 months" % heard)
        tap.equal(shown.interrupt(), 0, shown.said)
        tap.equal(shown.left_behind(), [])
        incidents = re.findall(r"^ +\d+ \w{3} \d{4}  ([a-z -]+), told by ([a-z -]+)$",
                               shown.said.replace(",", ", ").replace(",  told", ", told"),
                               re.MULTILINE)
        assert incidents, shown.said
        for canary in ("NPI-", "RXH", "999", "XE", "urn:"):
            told = shown.said.split("Send a contact of your own")[0]
            assert canary not in told, f"{canary} was told:\n{told}"
    finally:
        shown.remove()


def ctrl_c_while_it_starts_leaves_nothing_behind():
    shown = Demonstration("--seconds", "60", "--history", "30")
    try:
        shown.read_until(r"^A private PostgreSQL")
        tap.equal(shown.interrupt(), 0, shown.said)
        tap.equal(shown.left_behind(), [])
    finally:
        shown.remove()


def a_reader_who_leaves_ends_it_and_leaves_nothing_behind():
    shown = Demonstration("--seconds", "60", "--history", "30")
    try:
        shown.read_until(r"^concernd takes contacts")
        shown.process.stdout.close()
        shown.process.wait(60)
        tap.equal(shown.left_behind(), [])
    finally:
        shown.remove()


tap.run(alerts_rise_and_name_no_one_and_ctrl_c_leaves_nothing_behind,
        ctrl_c_while_it_starts_leaves_nothing_behind,
        a_reader_who_leaves_ends_it_and_leaves_nothing_behind)
