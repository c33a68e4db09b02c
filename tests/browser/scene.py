# SPDX-License-Identifier: Apache-2.0
"""A daemon with people and children in it for a browser to look at, and what a browser cannot do itself: post
contacts, restart the daemon, look into the database. A journey is a node script that gets there by HTTP."""

import datetime
import fcntl
import http.server
import json
import os
import pathlib
import shutil
import subprocess
import sys
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools"))
import concernd_testing as testing  # noqa: E402
import persons  # noqa: E402
import tap  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
MARKUP = '<img src=x onerror="document.title=1"><b>'
AGENCIES = ("social-care", "police", "health", "education")
PEOPLE = (("mary", "manager"), ("max", "manager"), ("sue", "screener"), ("olive", "ops"),
          ("ann", "auditor"), ("dot", "manager,duty"))
NODE_SECONDS = 300
SETTINGS = """
access = { sign_ins_a_minute = 1000; };
handling = ( { name = "police-intelligence"; title = "Police intelligence"; readers = ["manager"]; } );
"""


def days_ago(days, hour=12):
    day = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=days)
    return day.strftime(f"%Y-%m-%dT{hour:02d}:00:00Z")


def needed():
    """Skips where the browser or the packages of npm are not there."""
    for program in ("node", "chromium"):
        if not shutil.which(program):
            raise tap.Skip(f"there is no {program}")
    folder = pathlib.Path(tap.root(), "build", "browser")
    # `make test` has done so before; one at a time where tests are run by hand.
    with open(folder.parent / "browser.lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = subprocess.run(["make", "-s", "build/browser/node_modules/.package-lock.json"],
                              cwd=tap.root(), text=True, capture_output=True, check=False)
        tap.equal(done.returncode, 0, done.stderr)
    return folder


class Scene:
    """The site, its daemon, and a door through which a journey asks for things."""

    def __init__(self, settings=SETTINGS, rules=None, **site):
        rules = rules or pathlib.Path(tap.root(), "config", "rules.conf").read_text()
        self.site = testing.Site(rules=rules, settings=settings, agencies=AGENCIES, **site,
                                 page='council = "Exampleshire County Council"; phase = "Test"; '
                                      'phase_text = "Nobody on these pages is real.";')
        self.offer_sign_on()
        for name, roles in PEOPLE:
            persons.add_account(self.site, name, *roles.split(","))
        self.daemon = self.site.daemon()
        # A browser keeps to the port, so a daemon that is started again must have the same.
        self.pin_ports()
        self.door = None
        self.children = {}

    def change(self, *changes):
        """Other words in the configuration, for a daemon that starts from now on."""
        text = self.site.config.read_text()
        for before, after in changes:
            assert before in text, before
            text = text.replace(before, after)
        self.site.config.write_text(text)

    def offer_sign_on(self):
        self.change(('people = { address = "127.0.0.1"; port = 0; }',
                     'people = { address = "127.0.0.1"; port = 0; '
                     f'unix = "{self.site.folder}/people.sock"; }}'),
                    ("sign_ins_a_minute = 1000;",
                     f'sign_ins_a_minute = 1000; proxy_user = "{os.getuid()}";'))

    def pin_ports(self):
        for name in ("people", "events"):
            self.change((f'{name} = {{ address = "127.0.0.1"; port = 0;',
                         f'{name} = {{ address = "127.0.0.1"; port = {self.daemon.port(name)};'))

    def child(self, record, **words):
        """The child of a record: as it was described first, unless somebody says otherwise."""
        known = self.children.setdefault(record, {
            "record": record, "given_names": f"Kim {record}", "family_name": f"Other{record}",
            "birth_date": f"2013-05-{ord(record[0]) % 28 + 1:02d}", **words})
        return {**known, **words}

    def contact(self, children, days, hour=12, **data):
        children = [children] if isinstance(children, dict) else children
        event = self.site.contact(occurred_at=days_ago(days, hour), **data)
        event["data"]["children"] = children
        return event

    def told(self, kind, children, **data):
        """What is no contact: where children live, or to whom they are open."""
        children = [children] if isinstance(children, dict) else children
        return {**self.site.contact(), "type": f"concernd.{kind}.v1", "time": days_ago(1),
                "data": {"children": children, **data}}

    def post(self, *events):
        status, answer = self.daemon.post(*events)
        tap.equal(status, 200, answer)
        return answer["receipts"]

    def sql(self, text):
        return self.site.postgres.query(text)

    def alert_of(self, record, rule="repeat-contact"):
        """The id of the undecided alert of a rule on a child, by a record of it."""
        rows = self.sql("select alert.id from concernd.alert join concernd.link using (child_id) "
                        "join concernd.alias on alias.id = link.alias_id "
                        f"where alias.record = '{record}' and alert.rule = '{rule}' "
                        "and alert.state in ('new', 'acknowledged')")
        return int(rows[0][0])

    # ---- What a journey may ask for ----

    def serve(self, call):
        """One call of the door: [what, argument…] → JSON."""
        what, *rest = call
        if what == "stop":
            self.daemon.kill()
            return None
        if what == "start":
            if self.daemon.child.poll() is not None:
                self.daemon = self.site.daemon()
            return None
        if what == "contact":
            record, days, data = rest
            return self.post(self.contact(self.child(record), days, **data))[0]["status"]
        if what == "sql":
            return self.sql(rest[0])
        if what == "log":
            return self.daemon.log()
        raise ValueError(what)

    def open_door(self):
        scene = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                call = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                try:
                    status, answer = 200, scene.serve(call)
                except Exception as error:
                    status, answer = 500, repr(error)
                body = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.door = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.door.serve_forever, daemon=True).start()
        return self.door.server_address[1]

    def run(self, script, **facts):
        """Runs a journey, whose TAP is this program's, and returns its exit code."""
        modules = needed()
        shots = pathlib.Path(tap.root(), "build", "screenshots")
        shots.mkdir(parents=True, exist_ok=True)
        environment = {
            **os.environ, "MODULES": str(modules), "SHOTS": str(shots),
            "PAGE": f"http://127.0.0.1:{self.daemon.port('people')}",
            "DOOR": f"http://127.0.0.1:{self.open_door()}", "PASSWORD": persons.PASSWORD,
            "PROFILE": str(self.site.folder / "chromium"), "FACTS": json.dumps(facts),
        }
        done = subprocess.run(["node", str(HERE / script)], env=environment, check=False,
                              timeout=NODE_SECONDS)
        return done.returncode

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if self.door:
            self.door.shutdown()
        try:
            code = self.daemon.stop()
        finally:
            self.site.close()
        if kind is None and code != 0:
            raise AssertionError(f"exit status {code}; it said:\n{self.daemon.log()}")


def skip(why):
    """A whole program that cannot run here."""
    print(f"1..1\nok 1 - a browser looks at the page # SKIP {why}")
