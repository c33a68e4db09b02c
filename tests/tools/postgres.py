# SPDX-License-Identifier: Apache-2.0
"""A private PostgreSQL under a folder (tests/tools/private-postgres), for whatever tests or tries
things out in Python."""

import pathlib
import subprocess

SCRIPT = pathlib.Path(__file__).resolve().parent / "private-postgres"


class Failed(Exception):
    """Something did not start; the text says what, and what to look at."""


class Postgres:
    """A new, empty cluster; one that an earlier run left there is removed. It stops when this process
    ends, however it ends; its data stay then only if `keep`."""

    def __init__(self, folder, keep=False):
        self.folder = pathlib.Path(folder)
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        self._run("remove")
        self._run("start")
        self.conninfo = self._run("conninfo").strip()
        # A group of its own: what ends this process must not end the one that cleans up.
        self._guard = subprocess.Popen([SCRIPT, "guard", self.folder, "stop" if keep else "remove"],
                                       stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL, start_new_session=True)

    def _run(self, command):
        done = subprocess.run([SCRIPT, command, self.folder], stdin=subprocess.DEVNULL, text=True,
                              capture_output=True, check=False)
        if done.returncode:
            raise Failed(f"PostgreSQL: {command} failed: {done.stderr.strip()}")
        return done.stdout

    def start(self):
        self._run("start")

    def stop(self):
        self._run("stop")

    def restart(self):
        """As if the power had failed for a moment."""
        self._run("restart")

    def close(self, keep=False):
        """Ends it, and the guard."""
        if self._guard.poll() is None:
            self._guard.communicate(b"done\n")
        self._run("stop" if keep else "remove")

    def remove(self):
        self.close()

    def query(self, text):
        """Rows of statements as lists of texts, run as the owner of the database."""
        done = subprocess.run(["psql", "-XqAt", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-d",
                               self.conninfo], text=True, input=text, capture_output=True,
                              check=False)
        if done.returncode:
            raise Failed(f"{text}: {done.stderr.strip()}")
        return [line.split("\t") for line in done.stdout.splitlines()]
