# SPDX-License-Identifier: Apache-2.0
"""A whole concernd for tests from outside: a private PostgreSQL, a configuration in a temporary
folder, the daemon, and an agency that posts events. Everything waits for conditions, never for
time, and nothing is left behind.

    with Site() as site, site.daemon() as daemon:
        receipts = daemon.post(site.contact(record="A1"))
"""

import hashlib
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time

import tap
from postgres import Postgres

TOKEN = "a-token-of-the-tests"
SOURCE = "urn:test:police"
PATIENCE = 60  # seconds that a condition may take before the test gives up

RULES = """
agencies = (
	{ name = "social-care"; title = "Children's social care"; },
	{ name = "police"; title = "Police"; },
	{ name = "health"; title = "Health"; }
);
categories = (
	{ name = "domestic-abuse"; title = "Domestic abuse"; },
	{ name = "neglect"; title = "Neglect"; }
);
outcomes = (
	{ name = "nfa"; title = "No further action"; },
	{ name = "assessment"; title = "Assessment"; },
	{ name = "more-information"; title = "More information needed"; }
);
rules = (
	{
		name = "repeat-contact";
		title = "Third contact in a year";
		within = "12 months";
		needs = { incidents = 3; };
		level = "amber";
		levels = ( { level = "red"; needs = { incidents = 5; }; } );
	}
);
grounds = (
	{ name = "section-47"; title = "Section 47 enquiry"; },
	{ name = "section-17"; title = "Child in need"; }
);
"""


def until(condition, what, patience=PATIENCE):
    """Waits until condition() is true and returns what it gave."""
    end = time.monotonic() + patience
    while True:
        got = condition()
        if got:
            return got
        if time.monotonic() > end:
            raise AssertionError(f"waited {patience} s in vain for {what}")
        time.sleep(0.02)


class Site:
    """A database with the schema and a folder with a configuration."""

    def __init__(self, rules=RULES, settings="", notify="syslog = false; journal = false;",
                 sources=(SOURCE,), agencies=("police", "social-care", "health"), page="", senders=None):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="concernd-test-", dir="/tmp"))
        self.folder.chmod(0o755)  # PostgreSQL runs as another user where root runs the tests
        self.postgres = Postgres(self.folder / "postgres")
        self.config = self.folder / "concernd.conf"
        self.rules = self.folder / "rules.conf"
        self.rules.write_text(rules)
        self.senders = senders or self._sender(sources, agencies)  # rows, as concernd.conf has them
        self.config.write_text(self._settings(settings, notify, page))
        self._next = 0
        try:
            done = self.ctl("schema", "upgrade", "--database", self.postgres.conninfo)
            tap.equal(done.returncode, 0, f"schema upgrade: {done.stderr}")
        except BaseException:
            self.close()
            raise

    def _sender(self, sources, agencies):
        token = hashlib.sha256(TOKEN.encode()).hexdigest()
        return f"""
	{{
		name = "tests";
		agencies = {json.dumps(list(agencies))};
		sources = {json.dumps(list(sources))};
		token_sha256 = ["{token}"];
	}}
"""

    def _settings(self, more, notify, page):
        built = f'folder = "{tap.root()}/build/web";'
        page = page if "folder" in page else built + page
        return f"""
database = {{ conninfo = "{self.postgres.conninfo} user=concernd_runtime"; }};
events = {{ address = "127.0.0.1"; port = 0; }};
people = {{ address = "127.0.0.1"; port = 0; }};
page = {{ {page} }};
notify = {{ {notify} }};
senders = ({self.senders});
{more}
"""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.postgres.remove()
        shutil.rmtree(self.folder, ignore_errors=True)

    def ctl(self, *arguments, text=None):
        """concernctl with this site's configuration."""
        return subprocess.run([os.path.join(tap.build_folder(), "concernctl"), *arguments,
                               "--config", str(self.config)], text=True, input=text,
                              capture_output=True, check=False)

    def daemon(self, **options):
        return Daemon(self, **options)

    def contact(self, record="child-1", agency="police", occurred_at="2026-03-01T12:00:00Z",
                category="neglect", event_id=None, **data):
        """A contact.recorded as a CloudEvent, with an id of its own."""
        self._next += 1
        return {
            "specversion": "1.0", "type": "concernd.contact.recorded.v1", "source": SOURCE,
            "id": event_id or f"test-{os.getpid()}-{self._next}",
            "datacontenttype": "application/json",
            "data": {"children": [{"record": record}], "agency": agency,
                     "occurred_at": occurred_at, "category": category, **data},
        }


class Daemon:
    """A running concernd; as a context it is drained at the end."""

    def __init__(self, site, environment=None, wait=True):
        self.site = site
        self.lines = []
        self.child = subprocess.Popen(
            [os.path.join(tap.build_folder(), "concernd"), "--config", str(site.config)],
            env={**os.environ, **(environment or {})}, text=True, errors="replace",
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        if wait:
            try:
                self.wait_ready()
            except BaseException:
                self.kill()
                raise

    def _read(self):
        for line in self.child.stderr:
            self.lines.append(line.rstrip("\n"))

    def log(self):
        return "\n".join(self.lines)

    def says(self, pattern):
        """Waits for a line of the log that matches; returns the match."""
        def look():
            found = re.search(pattern, self.log(), re.MULTILINE)
            if not found and self.child.poll() is not None:
                self._reader.join()
                found = re.search(pattern, self.log(), re.MULTILINE)
                if not found:
                    raise AssertionError(f"concernd ended with {self.child.returncode} and never "
                                         f"said {pattern!r}:\n{self.log()}")
            return found
        try:
            return until(look, repr(pattern))
        except AssertionError as error:
            raise AssertionError(f"{error}; it said:\n{self.log()}") from None

    def port(self, name):
        return int(self.says(rf"listening for {name} on .* port (\d+)")[1])

    def wait_ready(self):
        self.says(r"\bready\b")

    def request(self, method, path, body=None, headers=None, name="events"):
        """One request; (status, headers, body as bytes)."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port(name), timeout=PATIENCE)
        try:
            connection.request(method, path, body, headers or {})
            response = connection.getresponse()
            return response.status, response.headers, response.read()
        finally:
            connection.close()

    def get(self, path):
        """GET from the listener of people and tools; (status, text)."""
        status, _, body = self.request("GET", path, name="people")
        return status, body.decode()

    def post(self, *events, query=""):
        """Posts events, as a batch if there are several; (status, answer)."""
        batch = len(events) > 1
        kind = "application/cloudevents-batch+json" if batch else "application/cloudevents+json"
        status, _, body = self.request(
            "POST", "/v1/events" + query, json.dumps(list(events) if batch else events[0]),
            {"Content-Type": kind, "Authorization": f"Bearer {TOKEN}"})
        return status, json.loads(body)

    def signal(self, number):
        self.child.send_signal(number)

    def wait_end(self):
        code = self.child.wait(PATIENCE)
        self._reader.join()
        return code

    def stop(self):
        """SIGTERM; the exit status."""
        if self.child.poll() is None:
            self.signal(signal.SIGTERM)
        return self.wait_end()

    def kill(self):
        """kill -9, as a machine that loses power would."""
        if self.child.poll() is None:
            self.child.kill()
        self.wait_end()

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        code = self.stop()
        # A sanitizer's report ends the program with an error.
        if kind in (None, SystemExit):
            tap.equal(code, 0, f"exit status; it said:\n{self.log()}")
