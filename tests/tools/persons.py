# SPDX-License-Identifier: Apache-2.0
"""People who use the API of a daemon in tests: accounts, browsers that keep a cookie, and a unix socket
as the single sign-on's proxy would use it."""

import datetime
import hashlib
import http.client
import json
import socket
import zoneinfo

import concernd_testing as testing
import tap

PASSWORD = "correct horse battery"


def today():
    """By the clock of the rules, whatever TZ the tests run in."""
    return datetime.datetime.now(zoneinfo.ZoneInfo("Europe/London")).date()


def words_of(record):
    """Names and birth date of a child of a record: nobody takes two of them for one."""
    digest = hashlib.sha256(record.encode()).digest()
    letters = "".join(chr(ord("a") + byte % 26) for byte in digest[:16])
    return {"given_names": letters[:6].title(), "family_name": letters[6:].title(),
            "birth_date": f"{2008 + digest[16] % 12}-{1 + digest[17] % 12:02}-{1 + digest[18] % 28:02}"}


def add_account(site, name, *roles, title=None, sso=False):
    done = site.ctl("user", "add", name, "--title", title or f"{name.title()} Example", "--role",
                    ",".join(roles), *(["--sso"] if sso else []),
                    text=None if sso else PASSWORD + "\n")
    tap.equal(done.returncode, 0, done.stderr)


class UnixConnection(http.client.HTTPConnection):
    """HTTP over a unix socket."""

    def __init__(self, path):
        super().__init__("localhost", timeout=testing.PATIENCE)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self.path))


class Answer:
    def __init__(self, response):
        self.status, self.headers, self.body = response.status, response.headers, response.read()
        self.text = self.body.decode()

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def detail(self):
        return self.json.get("detail", "")


class Browser:
    """Somebody's browser: keeps the cookie of the session and sends what shows that our page asks."""

    def __init__(self, daemon, unix=None, headers=None):
        self.daemon, self.unix, self.headers = daemon, unix, headers or {}
        self.cookie = self.csrf = None

    def ask(self, method, path, body=None, headers=None, csrf=True):
        connection = UnixConnection(self.unix) if self.unix else http.client.HTTPConnection(
            "127.0.0.1", self.daemon.port("people"), timeout=testing.PATIENCE)
        sent = {**self.headers, **(headers or {})}
        if self.cookie:
            sent["Cookie"] = self.cookie
        if self.csrf and csrf and method != "GET":
            sent["X-CSRF-Token"] = self.csrf
        if body is not None:
            sent.setdefault("Content-Type", "application/json")
            if not isinstance(body, (str, bytes)):
                body = json.dumps(body)
        try:
            connection.request(method, path, body, sent)
            answer = Answer(connection.getresponse())
        finally:
            connection.close()
        if "Set-Cookie" in answer.headers:
            self.cookie = answer.headers["Set-Cookie"].split(";")[0]
        return answer

    def get(self, path, **headers):
        return self.ask("GET", path, headers=headers)

    def post(self, path, body=None, **options):
        return self.ask("POST", path, body, **options)

    def sign_in(self, name=None, password=PASSWORD):
        answer = self.post("/v1/session", {"name": name, "password": password})
        if answer.status == 200:
            self.csrf = answer.json["csrf"]
        return answer


def sign_in(daemon, name):
    """A browser in which somebody has signed in."""
    browser = Browser(daemon)
    answer = browser.sign_in(name)
    tap.equal(answer.status, 200, answer.text)
    return browser
