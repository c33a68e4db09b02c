# SPDX-License-Identifier: Apache-2.0
"""A site that tells people: mail to the duty manager, her head and the night desk, webhooks to a case
system and to the agency, rsyslog. Its clocks come due when a test shifts them."""

import contextlib
import os
import pathlib
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(os.path.dirname(HERE), "tools")]
import concernd_testing  # noqa: E402
import receivers  # noqa: E402
import tap  # noqa: E402

RULES = concernd_testing.RULES.replace("rules = (", """rules = (
	{
		name = "parent"; title = "Two about a parent"; where = { about = ["parent-carer"]; };
		within = "90 days"; needs = { incidents = 2; }; level = "green";
	},""").replace('name = "health"; title = "Health";',
                                       'name = "health"; title = "Health"; feedback = "received";'
                                       ' requests_to = "health-liaison";')
ROUTES = """
routes = (
	{ to = ["syslog", "duty", "case-system"]; },
	{ agency = ["health"]; to = ["health-desk"]; },
	{ team = ["North"]; to = ["north"]; }
);
clocks = (
	{
		level = "amber"; hours = "clock"; acknowledge_by = "4 hours"; decide_by = "12 hours";
		rung_after = "2 hours"; ladder = ["holder", "head"];
	}
);
digests = ( { to = "head"; at = "00:00"; }, { to = "north"; team = "North"; at = "00:00"; } );
"""
REASON = "Seen with the school and the health visitor; no further risk was found at home."


def settings(mailbox, hooks, folder):
    for name in ("case-system", "agency"):
        pathlib.Path(folder, name).write_text(receivers.OLD_SECRET + "\n" + receivers.SECRET + "\n")
    return f"""
public_url = "https://concernd.example/";
mail = {{ server = "127.0.0.1:{mailbox.port}"; from = "concernd@council.example";
	ca_file = "{mailbox.ca}"; }};
webhooks = {{ hosts = ["127.0.0.1"]; ca_file = "{hooks.ca}"; loopback_for_tests = true; }};
recipients = (
	{{ name = "duty"; channel = "email"; address = "duty@council.example"; people = ["amina.khan"]; }},
	{{ name = "head"; channel = "email"; address = "head@council.example"; }},
	{{ name = "health-desk"; channel = "email"; address = "desk@health.example"; }},
	{{ name = "health-liaison"; channel = "email"; address = "liaison@health.example"; }},
	{{ name = "north"; channel = "email"; address = "north@council.example"; }},
	{{ name = "case-system"; channel = "webhook"; secret_file = "{folder}/case-system";
		address = "https://127.0.0.1:{hooks.port}/ok"; }},
	{{ name = "agency"; channel = "webhook"; secret_file = "{folder}/agency";
		address = "https://127.0.0.1:{hooks.port}/agency"; }}
);
"""


class World:
    def __init__(self, site, mailbox, hooks, syslog):
        self.site, self.mailbox, self.hooks, self.syslog = site, mailbox, hooks, syslog
        self.records = {}  # of the children of alerts

    @contextlib.contextmanager
    def fresh(self):
        """The world as it was, with no alert and nobody told of anything."""
        before = self.site.config.read_text()
        self.sql("truncate concernd.alert, concernd.outbox, concernd.subscription_end,"
                 " concernd.digest, concernd.feed_silence cascade")
        self.hooks.got.clear()
        self.mailbox.got.clear()
        self.mailbox.refuse.unlink(missing_ok=True)
        try:
            yield self
        finally:
            self.site.config.write_text(before)

    def sql(self, text):
        return self.site.postgres.query(text)

    def change(self, old, new):
        """A change of concernd.conf, for the next start or reload."""
        text = self.site.config.read_text()
        assert old in text, old
        self.site.config.write_text(text.replace(old, new))

    def shift(self, span):
        """So much time passes, for clocks and what they wait for."""
        self.sql(f"update concernd.clock set due_at = due_at - interval '{span}',"
                 f" next_at = next_at - interval '{span}'")
        self.sql(f"update concernd.feedback set due_at = due_at - interval '{span}'")
        self.sql(f"update concernd.request set asked_at = asked_at - interval '{span}',"
                 f" due_at = due_at - interval '{span}'")

    def mail(self, to, subject, n=1):
        """The n-th mail to somebody whose subject has that text, once it is there."""
        def found():
            got = [m for m in self.mailbox.got if to in m["to"][0] and subject in m["subject"]
                   and not m["refused"]]
            return got[n - 1] if len(got) >= n else None
        return concernd_testing.until(found, f"mail {n} to {to}: {subject}")

    def hook(self, path, kind, has=""):
        """The first of a kind whose body has a text, in whatever order they come."""
        return self.hooks.wait(lambda g: g["path"] == path and f'"{kind}"' in g["body"]
                               and has in g["body"], f"{kind} at {path}")

    def raise_alert(self, daemon, record=None, **data):
        """Three contacts of a child of its own, and the number of the alert that they raise."""
        self.record = record or f"child-{time.monotonic_ns()}"
        before = int(self.sql("select coalesce(max(id), 0) from concernd.alert")[0][0])
        for day in (1, 8, 15):
            status, answer = daemon.post(self.site.contact(
                self.record, occurred_at=f"2026-11-{day:02d}T12:00:00Z", **data))
            tap.equal((status, answer["receipts"][0]["status"]), (200, "recorded"), str(answer))
        alert = int(self.sql(f"select max(id) from concernd.alert where id > {before}")[0][0])
        self.records[alert] = self.record
        return alert

    def decide(self, alert, *more, outcome="nfa"):
        done = self.site.ctl("alerts", "decide", str(alert), "--outcome", outcome, "--person",
                             "Amina Khan", "--rationale", REASON, *more)
        tap.equal(done.returncode, 0, done.stderr)


@contextlib.contextmanager
def world(secrets=(receivers.SECRET, receivers.OLD_SECRET), rules=RULES + ROUTES, page=""):
    with tempfile.TemporaryDirectory(prefix="concernd-test-", dir="/tmp") as folder, \
            receivers.Mailbox(folder) as mailbox, receivers.Hooks(folder, secrets) as hooks, \
            receivers.Rsyslog(folder) as syslog, \
            concernd_testing.Site(
                rules=rules, page=page, settings=settings(mailbox, hooks, folder),
                notify=f'journal = false; syslog_socket = "{syslog.socket}"; ops = ["head"];'
                       ' feedback_ask = "the MASH desk, 01273 000000";') as site:
        yield World(site, mailbox, hooks, syslog)
