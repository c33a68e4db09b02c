#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Receivers that are gone, busy, elsewhere or not who they say: what is due stays, nothing goes where it
must not, and what is given up is told and can be tried anew."""

import contextlib
import json
import signal

import telling
from telling import concernd_testing, receivers, tap


WORLD = None  # of all these tests


@contextlib.contextmanager
def told(*changes):
    """The world with changes, its daemon, and an alert that is told of."""
    with WORLD.fresh() as world:
        for old, new in changes:
            world.change(old, new)
        with world.site.daemon() as daemon:
            world.raise_alert(daemon)
            yield world, daemon


def failed(world, recipient, error):
    """Waits until a notice to the recipient failed with that; its row."""
    def look():
        rows = world.sql(f"select id, dead_at is not null, due_at > now() + interval '20 seconds' from"
                         f" concernd.outbox where recipient = '{recipient}' and last_error = '{error}'")
        return rows and rows[0]
    try:
        return concernd_testing.until(look, f"{recipient} to fail")
    except AssertionError as why:
        rows = world.sql(f"select * from concernd.outbox where recipient = '{recipient}'")
        raise AssertionError(f"{why}: {rows}") from None


def a_receiver_that_is_gone_is_asked_no_more_until_a_person_says_so():
    with told(("/ok\"", "/gone\"")) as (world, daemon):
        tap.equal(failed(world, "case-system", "gone")[1], "t", "dead at once")
        world.mail("head@", "For ops")
        world.raise_alert(daemon)
        concernd_testing.until(lambda: world.sql(
            "select count(*) from concernd.outbox where dead_at is not null") == [["2"]], "the next")
        tap.equal([h["path"] for h in world.hooks.got], ["/gone"], "requests")
        listed = json.loads(world.site.ctl("outbox", "dead", "--json").stdout)
        tap.equal([n["recipient"] for n in listed], ["case-system"] * 2, "outbox dead")
        assert "given up" in world.site.ctl("status").stdout
        world.change("/gone\"", "/ok\"")
        daemon.signal(signal.SIGHUP)
        daemon.says("configuration reloaded")
        done = world.site.ctl("outbox", "retry", "--recipient", "case-system")
        tap.equal((done.returncode, "--reason" in done.stderr), (2, True), done.stderr)
        done = world.site.ctl("outbox", "retry", "--all", "--reason", "it has moved")
        tap.equal((done.returncode, done.stdout), (0, "2 notices are tried anew\n"), done.stderr)
        world.hook("/ok", "concernd.alert.risen")
        tap.equal(world.sql("select count(*) from concernd.audit where action = 'notice-retried'"),
                  [["2"]], "audit")


def a_receiver_that_asks_to_wait_is_left_alone_for_so_long():
    with told(("/ok\"", "/later\"")) as (world, _):
        tap.equal(failed(world, "case-system", "status-503")[1:], ["f", "t"], "waits")


def a_redirect_is_not_followed():
    with told(("/ok\"", "/moved\"")) as (world, _):
        failed(world, "case-system", "status-302")
        tap.equal({h["path"] for h in world.hooks.got}, {"/moved"}, "requests")


def an_address_inside_is_not_connected_to_whatever_its_name_says():
    with told(("loopback_for_tests = true", "loopback_for_tests = false")) as (world, _):
        failed(world, "case-system", "address")
        tap.equal(world.hooks.got, [], "requests")


def a_listed_network_is_connected_to():
    with told(("loopback_for_tests = true", 'networks = ["127.0.0.0/8"]')) as (world, _):
        world.hook("/ok", "concernd.alert.risen")


def who_shows_a_certificate_of_nobody_we_know_is_told_nothing():
    with WORLD.fresh() as world:
        ca = str(world.hooks.ca)
        world.change(f'ca_file = "{ca}"', 'ca_file = ""')
        with world.site.daemon() as daemon:
            world.raise_alert(daemon)
            failed(world, "case-system", "tls")
            failed(world, "duty", "tls")
            tap.equal((world.hooks.got, world.mailbox.got), ([], []), "told")


def a_mail_server_without_starttls_is_told_nothing():
    with WORLD.fresh() as world, receivers.Mailbox(world.site.folder, plain=True) as plain:
        world.change(f"127.0.0.1:{world.mailbox.port}", f"127.0.0.1:{plain.port}")
        with world.site.daemon() as daemon:
            world.raise_alert(daemon)
            failed(world, "duty", "tls")
            tap.equal(plain.got, [], "told")
        world.change('mail = { ', 'mail = { tls = "plain"; ')
        with world.site.daemon():
            world.sql("update concernd.outbox set due_at = now() where sent_at is null")
            plain.wait(lambda m: "risen" in m["subject"] and not m["tls"], "mail in the clear")


def what_failed_for_days_is_kept_as_dead_and_told_to_ops():
    with told(("/ok\"", "/broken\"")) as (world, _):
        number = failed(world, "case-system", "status-500")[0]
        world.sql("update concernd.outbox set created_at = created_at - interval '6 days',"
                  " due_at = now() where sent_at is null")
        ops = world.mail("head@", "For ops")
        assert f"notice {number} to case-system was given up (status-500)" in \
            ops["parts"]["text/plain"], ops["parts"]
        tap.equal(failed(world, "case-system", "status-500")[1], "t", "dead")


def a_slow_receiver_holds_up_nobody_else():
    with told() as (world, daemon):
        world.mailbox.refuse.touch()
        world.raise_alert(daemon)
        failed(world, "duty", "smtp-451")
        world.mailbox.refuse.unlink()
        world.hook("/ok", "concernd.alert.risen")
        concernd_testing.until(lambda: "rose: amber" in world.syslog.text(), "syslog")


def check(world, *changes):
    before = world.site.config.read_text(), world.site.rules.read_text()
    for old, new in changes:
        for path in (world.site.config, world.site.rules):
            path.write_text(path.read_text().replace(old, new))
    done = world.site.ctl("check")
    for path, text in zip((world.site.config, world.site.rules), before):
        path.write_text(text)
    said = done.stdout + done.stderr
    return done.returncode, [line.replace(str(world.site.folder) + "/", "") for line in
                             said.splitlines()]


WRONG = (
    (('to = ["syslog", "duty", "case-system"]', 'to = ["syslog", "dutty", "case-system"]'),
     'this route names "dutty", which is no recipient of concernd.conf; hint: did you mean "duty"?'),
    (('ladder = ["holder", "head"]', 'ladder = ["holder", "heed"]'),
     'this ladder names "heed", which is no recipient of concernd.conf; hint: did you mean "head"?'),
    (('requests_to = "health-liaison"', 'requests_to = "health-liason"'),
     'requests_to of this agency names "health-liason", which is no recipient of concernd.conf; hint: '
     'did you mean "health-liaison"?'),
    (('to = "head"; at', 'to = "had"; at'),
     'this digest names "had", which is no recipient of concernd.conf; hint: did you mean "head"?'),
    (('ops = ["head"]', 'ops = ["hed"]'),
     'notify.ops names "hed", which is no recipient; hint: did you mean "head"?'),
    (('hosts = ["127.0.0.1"]', 'hosts = ["hooks.example"]'),
     'recipients.case-system: its host is not in webhooks.hosts; hint: write webhooks = { hosts = '
     '["127.0.0.1"]; };'),
    (('address = "head@council.example"', 'address = "head"'),
     'recipients.head: that is no address of mail; hint: write address = "duty@council.example";'),
    (('mail = { server = "127.0.0.1', 'mail = { tls = "plain"; server = "192.0.2.1'),
     'mail.tls = "plain" is for a server on this machine alone; hint: write tls = "starttls";'),
    (('name = "tests";', 'name = "tests"; feedback_to = "agenci";'),
     'senders.tests.feedback_to names "agenci", which is no recipient; hint: did you mean "agency"?'),
    (('{ agency = ["health"]; to = ["health-desk"]; }', '{ to = ["syslog"]; }'),
     'recipients.health-desk hears of nothing: nobody names it'),
    (('to = ["syslog", "duty", "case-system"]', 'to = ["journal"]'),
     'this route reaches nobody: its channels are off'),
)


def a_bad_route_or_recipient_is_told_with_its_line_and_the_nearest_word():
    with WORLD.fresh() as world:
        tap.equal([line for line in check(world)[1] if "error" in line or "agency hears" not in line
                   and "warning" in line and "holiday" not in line], [], "as it is")
        for change, words in WRONG:
            _, lines = check(world, change)
            said = [line for line in lines if words in line]
            assert said, f"{words!r} is not in {lines}"
            assert said[0].split(":")[1].isdigit(), said


if __name__ == "__main__":
    with telling.world() as WORLD:
        tap.run(a_receiver_that_is_gone_is_asked_no_more_until_a_person_says_so,
                a_receiver_that_asks_to_wait_is_left_alone_for_so_long,
                a_redirect_is_not_followed,
                an_address_inside_is_not_connected_to_whatever_its_name_says,
                a_listed_network_is_connected_to,
                who_shows_a_certificate_of_nobody_we_know_is_told_nothing,
                a_mail_server_without_starttls_is_told_nothing,
                what_failed_for_days_is_kept_as_dead_and_told_to_ops,
                a_slow_receiver_holds_up_nobody_else,
                a_bad_route_or_recipient_is_told_with_its_line_and_the_nearest_word)
