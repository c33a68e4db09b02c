# SPDX-License-Identifier: Apache-2.0
"""A whole concernd under a folder: private PostgreSQL, configuration, senders, daemon. For
`make run`, `make bench` and tests that look at it from outside."""

import ctypes
import hashlib
import os
import pathlib
import secrets
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

from postgres import Failed, Postgres

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = ROOT / "build" / "web"

# The senders of `concernctl simulate`: name, agencies it speaks for, CloudEvents sources.
SENDERS = (
    ("social-care",
     ("social-care", "education", "housing", "probation", "voluntary", "public"),
     ("urn:concernd:simulate:social-care",)),
    ("police", ("police",), ("urn:concernd:simulate:police",)),
    ("health", ("health",), ("urn:concernd:simulate:health",)),
)

CONF = """\
# Made by tests/tools/service.py for a daemon that tries things out; config/concernd.conf
# tells all settings.
database = {{ conninfo = "{conninfo}"; connections = {connections}; }};
events = {{ address = "127.0.0.1"; port = {port}; }};
people = {{ address = "127.0.0.1"; port = {people_port}; }};
page = {{ folder = "{page}"; council = "{council}"; phase = "{phase}";
  phase_text = "{phase_text}"; }};
notify = {{ syslog = {syslog}; journal = false; }};
audit = {{ key_file = "{key}"; }};
rules = "{rules}";
identity = {{ children_in_area = {children}; }};
senders = (
{senders}
);
"""
SENDER = """\
  {{ name = "{name}"; agencies = [{agencies}]; sources = [{sources}];
    token_sha256 = ["{token}"]; }}"""


def free_port(wanted=0):
    """`wanted`, unless it is taken: then one that is free now."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
                return probe.getsockname()[1]
            except OSError:
                continue
    raise Failed("no port is free on 127.0.0.1")


def quoted(words):
    return ", ".join(f'"{word}"' for word in words)


def die_with_parent():
    """In a child: Ctrl-C is for the parent, which stops its children in order; and when the
    parent is killed, the child goes as well (PR_SET_PDEATHSIG)."""
    os.setpgid(0, 0)
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)


class Service:
    def __init__(self, folder, build=ROOT / "build", ports=(0, 0), connections=4, syslog=False,
                 rules=ROOT / "config" / "rules.conf", senders=SENDERS, children_in_area=1000):
        self.folder = pathlib.Path(folder).resolve()
        self.build = pathlib.Path(build)
        self.port, self.people_port = (free_port(port) for port in ports)
        self.connections, self.syslog, self.rules = connections, syslog, pathlib.Path(rules)
        self.senders, self.children_in_area = senders, children_in_area
        self.conf = self.folder / "concernd.conf"
        self.log = self.folder / "concernd.log"
        self.tokens = self.folder / "tokens"
        self.daemon = None
        self.database = self.conninfo = None

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    @property
    def people_url(self):
        return f"http://127.0.0.1:{self.people_port}"

    # ---- Database ----

    def make_database(self):
        """A new, empty cluster; one that an earlier run left is removed."""
        self.database = Postgres(self.folder / "postgres", keep=True)
        self.conninfo = self.database.conninfo

    def sql(self, statement):
        """Rows of a statement as lists of texts, run as the owner of the database."""
        return self.database.query(statement)

    # ---- Configuration ----

    def write_conf(self):
        """concernd.conf, and a token for each sender, of which it holds the hash."""
        self.tokens.mkdir(exist_ok=True)
        self.tokens.chmod(0o700)
        rows = []
        for name, agencies, sources in self.senders:
            token = secrets.token_urlsafe(24)
            path = self.tokens / name
            path.write_text(token + "\n")
            path.chmod(0o600)
            rows.append(SENDER.format(name=name, agencies=quoted(agencies),
                                      sources=quoted(sources),
                                      token=hashlib.sha256(token.encode()).hexdigest()))
        key = self.folder / "audit-key"
        if not key.exists():
            self.concernctl("audit", "key", key)
        self.conf.write_text(CONF.format(key=key,
            conninfo=self.conninfo.replace("user=concernd ", "user=concernd_runtime "),
            connections=self.connections, port=self.port, people_port=self.people_port,
            syslog="true" if self.syslog else "false", rules=self.rules, page=PAGE,
            council="Exampleshire County Council", phase="Demonstration",
            phase_text="Nobody on these pages is real.", children=self.children_in_area,
            senders=",\n".join(rows)))

    def concernctl(self, *arguments, ok=(0,), **environment):
        """What it prints. Its exit code must be one of `ok`."""
        done = subprocess.run([self.build / "concernctl", *map(str, arguments)],
                              env={**os.environ, "CONCERND_CONFIG": str(self.conf), **environment},
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, check=False,
                              preexec_fn=die_with_parent)
        if done.returncode not in ok:
            raise Failed(f"concernctl {' '.join(map(str, arguments))}: "
                         f"{done.stderr.strip() or done.stdout.strip()}")
        return done.stdout

    def add_account(self, name, title, password, *roles):
        """Somebody who may sign in on the page."""
        subprocess.run([self.build / "concernctl", "user", "add", name, "--title", title, "--role",
                        ",".join(roles)], env={**os.environ, "CONCERND_CONFIG": str(self.conf)},
                       input=password + "\n", text=True, check=True, stdout=subprocess.DEVNULL,
                       preexec_fn=die_with_parent)

    def upgrade_schema(self):
        """As a superuser, who may make the roles; the daemon runs as concernd_runtime."""
        self.concernctl("schema", "upgrade", "--database", self.conninfo)

    # ---- Daemon ----

    def start_daemon(self):
        with open(self.log, "ab") as log:
            self.daemon = subprocess.Popen(
                [self.build / "concernd", "--config", self.conf], stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, preexec_fn=die_with_parent)

    def is_ready(self):
        try:
            with urllib.request.urlopen(self.people_url + "/readyz", timeout=2) as reply:
                return reply.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def wait_ready(self, seconds=30):
        until = time.monotonic() + seconds
        while not self.is_ready():
            if self.daemon.poll() is not None:
                raise Failed(f"concernd ended with {self.daemon.returncode}; {self.log} says:\n"
                             + self.last_log())
            if time.monotonic() > until:
                raise Failed(f"concernd is not ready after {seconds} s; {self.log} says:\n"
                             + self.last_log())
            time.sleep(0.05)

    def last_log(self, lines=8):
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def start(self):
        """All of it, from nothing to a daemon that is ready."""
        self.make_database()
        self.write_conf()
        self.upgrade_schema()
        self.start_daemon()
        self.wait_ready()

    def stop_daemon(self, seconds=30):
        """By SIGTERM, which finishes what is under way; by force if that does not end."""
        if self.daemon is None:
            return
        if self.daemon.poll() is None:
            self.daemon.send_signal(signal.SIGTERM)
            try:
                self.daemon.wait(seconds)
            except subprocess.TimeoutExpired:
                self.daemon.kill()
                self.daemon.wait()
        self.daemon = None

    def stop(self, keep=True):
        """Everything; the data stay where they are if `keep`."""
        self.stop_daemon()
        if self.database is not None:
            self.database.close(keep)
            self.database = None
