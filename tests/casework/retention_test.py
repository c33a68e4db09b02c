#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What is erased when its time is over, what is held against that, and what of it the audit still says:
on a real server, with contacts that a daemon took."""

import datetime
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools"))

import tap
from concernd_testing import Site, until

SITE = None
CHILD = {}  # by record
REASON = "Family support is in place and was seen this week"
CANARY = "Zachariasz"


def ctl(*arguments, ends_with=0):
    done = SITE.ctl(*arguments)
    tap.equal(done.returncode, ends_with, f"{arguments}: {done.stdout}{done.stderr}")
    return done.stdout


def query(text):
    return SITE.postgres.query(text)


def one(text):
    return query(text)[0][0]


def years_ago(years, days=0):
    at = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=365.25 * years - days)
    return at.strftime("%Y-%m-%dT12:00:00Z")


def contact(record, years, days=0, **data):
    return SITE.contact(record=record, occurred_at=years_ago(years, days), **data)


def contacts(record):
    return int(one(f"select count(*) from concernd.contact where child_id = {CHILD[record]}"))


def run(*arguments):
    return json.loads(ctl("retention", "run", "--json", *arguments))["erased"]


def tell_of_children():
    both = contact("held-with", 8, outcome="nfa")
    both["data"]["children"].append({"record": "sibling"})
    named = contact("gone", 8, outcome="nfa", summary=f"{CANARY} was seen")
    named["data"]["children"][0].update(family_name=CANARY, birth_date="2008-03-01")
    with SITE.daemon() as daemon:
        for event in (contact("stays", 8, outcome="nfa"), contact("stays", 1), named,
                      contact("taken", 8, outcome="nfa"), contact("taken", 8, 5),
                      contact("young", 5, outcome="nfa"), contact("old", 26), both,
                      contact("merged", 8, outcome="nfa"),
                      *(contact("alert", 8, days, outcome="nfa") for days in (0, 40, 80)),
                      *(contact(f"many-{n}", 8, outcome="nfa") for n in range(6))):
            status, answer = daemon.post(event)
            tap.equal((status, answer["receipts"][0]["status"]), (200, "recorded"))
    for record, child in query("select record, child_id from concernd.alias join concernd.link "
                               "on alias_id = alias.id"):
        CHILD[record] = int(child)


MERGED = """
update concernd.contact set left_at = now() where child_id = {absorbed};
create table went as select * from concernd.contact where child_id = {absorbed};
update went set child_id = {child}, left_at = null, joined_at = now();
insert into concernd.contact select * from went;
drop table went;
insert into concernd.moved values ({absorbed}, {child}, now());
insert into concernd.merger (absorbed_id, child_id, merged_at, person, reason, noted_by)
values ({absorbed}, {child}, now(), 'L. Officer', 'the same', 'os:x');
"""


def a_dry_run_counts_and_changes_nothing():
    ctl("retention", "hold", str(CHILD["held-with"]), "--reason", "a claim", "--person", "L. Officer")
    # Another turned out to be the young one, and that one is held.
    ctl("retention", "hold", str(CHILD["young"]), "--reason", "a claim", "--person", "L. Officer")
    query(MERGED.format(absorbed=CHILD["merged"], child=CHILD["young"]))
    before = one("select count(*) from concernd.contact")
    counted = run("--dry-run")
    tap.equal((counted["nfa_contacts"], counted["contacts"], counted["alerts"]), (8, 1, 0))
    tap.equal(one("select count(*) from concernd.contact"), before)
    tap.equal(one("select count(*) from concernd.audit where action = 'retention-erased'"), "0")


def killed_between_batches_it_is_whole_and_goes_on():
    wait_at = CHILD["many-3"]
    holder = subprocess.Popen(["psql", "-Xq", "-d", SITE.postgres.conninfo], stdin=subprocess.PIPE,
                              text=True)
    holder.stdin.write(f"begin; select from concernd.child where id = {wait_at} for update;\n"
                       "select pg_advisory_lock(79);\n")
    holder.stdin.flush()
    until(lambda: one("select count(*) from pg_locks where locktype = 'advisory' and objid = 79") == "1",
          "the lock")
    running = subprocess.Popen([os.path.join(tap.build_folder(), "concernctl"), "retention", "run",
                                "--batch", "1", "--config", str(SITE.config)],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until(lambda: one("select count(*) from pg_stat_activity where wait_event_type = 'Lock' and "
                      "query like '%retention_erase%'") != "0", "the batch that waits")
    running.kill()
    running.wait()
    holder.communicate("rollback;\n")
    until(lambda: one("select count(*) from pg_stat_activity where usename = 'concernd_records'") == "0",
          "its session to end")
    tap.equal((contacts("many-2"), contacts("many-3")), (0, 1))
    told = query("select detail from concernd.audit where action = 'retention-erased'")
    tap.equal(sum(int(row[0].rsplit(" ", 1)[1]) for row in told),
              8 - int(run("--dry-run")["nfa_contacts"]), "an audit row for each batch")
    run()
    tap.equal(contacts("many-5"), 0)


def what_is_over_its_time_is_gone_and_the_rest_is_there():
    tap.equal({record: contacts(record) for record in
               ("stays", "taken", "young", "old", "held-with", "sibling", "alert", "gone")},
              {"stays": 1, "taken": 2, "young": 2, "old": 0, "held-with": 1, "sibling": 1, "alert": 3,
               "gone": 0})
    # Of the one who was held by another name nothing went either, until that hold ended.
    tap.equal((contacts("merged"), contacts("young")), (1, 2))
    ctl("retention", "release", str(CHILD["young"]), "--reason", "it ended", "--person", "L. Officer")
    tap.equal(run()["nfa_contacts"], 1)
    tap.equal((contacts("merged"), contacts("young")), (0, 1))
    # Their events went with them, the held one's did not; what is kept of the child is who it was.
    tap.equal(one(f"select count(*) from concernd.event where body like '%{CANARY}%'"), "0")
    tap.equal(one(f"select count(*) from concernd.alias where family_name = '{CANARY}'"), "1")
    tap.equal(one("select count(*) from concernd.event where body like '%held-with%'"), "1")


def asked(about):
    """A request to an agency about a child, on the alert."""
    query("insert into concernd.request (child_id, alert_id, about_id, agency, question, why, ground, asked_at, "
          f"asked_by, due_at) select child_id, id, {about}, 'health', '{CANARY}', 'x', 'x', now(), 'x', "
          f"now() + interval '1 day' from concernd.alert where child_id = {CHILD['alert']}")


def a_child_of_whom_nothing_is_left_is_forgotten_everywhere():
    gone = CHILD["gone"]
    asked(gone)  # on an alert of the household, as it may be
    query("update concernd.child set opened_at = now() - interval '7 years'")
    query("insert into concernd.audit (actor, action, child_ids, personal) values "
          f"('os:x', 'child-viewed', '{{{gone}}}', sha256('')); insert into concernd.audit_personal "
          f"select max(id), sha256('s'), '{CANARY} asked for' from concernd.audit")
    tap.equal(run()["children"], 8)  # gone, old, and the six
    for table, column in query("select tab::text, name from unnest(concernd.child_columns()) as name, "
                               "concernd.tables_with(name) tab"):
        tap.equal(one(f"select count(*) from {table} where {column} = {gone}"), "0", table)
    tap.equal(one(f"select count(*) from concernd.child where id = {gone}"), "0")
    dump = subprocess.run(["pg_dump", "-d", SITE.postgres.conninfo, "--data-only"], text=True,
                          capture_output=True, check=True).stdout
    assert CANARY not in dump, [line for line in dump.splitlines() if CANARY in line]
    tap.equal(one(f"select count(*) from concernd.child where id = {CHILD['stays']}"), "1")


FLAG = """
with flag as (
	insert into concernd.advisory_flag (child_id, alert_id, about_id, reason, note, advised_by, review_on,
		ends_on)
	values ({child}, {alert}, {about}, 'missing-risk', 'x', 'jo', now()::date, now()::date)
	returning *
)
insert into concernd.advisory_flag_step (flag_id, child_id, alert_id, about_id, kind, noted_by)
select id, child_id, alert_id, about_id, 'advised', 'jo' from flag
"""


def evidence_of_an_undecided_alert_stays_and_the_alert_with_it():
    alert = one(f"select id from concernd.alert where child_id = {CHILD['alert']}")
    asked(CHILD["alert"])
    ctl("alerts", "decide", alert, "--outcome", "nfa", "--rationale", REASON, "--person", "A. Manager")
    # Settled long ago; but as long as its contacts are there it stays, or it would rise anew.
    query("update concernd.alert set decided_at = now() - interval '26 years'")
    ctl("retention", "hold", str(CHILD["alert"]), "--reason", "a claim", "--person", "L. Officer")
    tap.equal(run()["alerts"], 0)
    ctl("retention", "release", str(CHILD["alert"]), "--reason", "it ended", "--person", "L. Officer")
    query(FLAG.format(child=CHILD["alert"], alert=alert, about=CHILD["alert"]))
    query(FLAG.format(child=CHILD["alert"], alert=alert, about=CHILD["stays"]))
    erased = run()
    tap.equal((erased["nfa_contacts"], erased["alerts"], erased["children"]), (3, 1, 1))
    for table, in query("select tab::text from concernd.tables_with('child_id', 'alert_id') tab"):
        tap.equal(one(f"select count(*) from {table} where alert_id = {alert}"), "0", table)


def a_hold_is_said_by_somebody_and_for_a_reason():
    child = str(CHILD["held-with"])
    ctl("retention", "hold", child, "--reason", "again", "--person", "L. Officer", ends_with=9)
    ctl("retention", "hold", child, "--reason", " ", "--person", "L. Officer", ends_with=2)
    ctl("retention", "release", "777777", "--reason", "x", "--person", "y", ends_with=8)
    holds = [json.loads(line) for line in ctl("retention", "holds", "--json").splitlines()]
    tap.equal([(hold["child"], hold["reason"]) for hold in holds], [(int(child), "a claim")])
    ctl("retention", "release", child, "--reason", "it ended", "--person", "L. Officer")
    run()
    tap.equal((contacts("held-with"), contacts("sibling")), (0, 0))


def the_audit_says_what_went_and_still_verifies():
    actions = [row[0] for row in query("select distinct action from concernd.audit where action like "
                                       "'retention%' order by 1")]
    tap.equal(actions, ["retention-erased", "retention-held", "retention-holds-listed",
                        "retention-released", "retention-run"])
    # Whose contacts they were is a commitment, not in the row.
    tap.equal(one("select count(*) from concernd.audit where action = 'retention-erased' and "
                  "(child_ids is not null or personal is null)"), "0")
    status = json.loads(SITE.ctl("status", "--json").stdout)["retention"]
    assert status["held"] == 0 and status["ran_at"] is not None, status
    with SITE.daemon():
        # The row that was made up here commits to nothing that it could.
        query("delete from concernd.audit where action = 'child-viewed'")
        until(lambda: one("select count(*) from concernd.audit where block is null") == "0",
              "all rows to be sealed")
    query("update concernd.audit_personal set value = value")
    ctl("audit", "verify")
    query("delete from concernd.audit_personal")
    ctl("audit", "verify")


def refused_bodies_notices_and_sessions_go_in_their_time():
    query("insert into concernd.refused (sender, received_at, last_received_at, content_type, body, "
          "body_hash, problems, state, settled_at, settled_by) select 'tests', now(), now(), '', 'x', "
          "sha256(n::text::bytea), '[]', case when n = 1 then 'kept' else 'discarded' end, "
          "case when n > 1 then now() - n * interval '7 months' end, case when n > 1 then 'os:x' end "
          "from generate_series(1, 4) n")
    query("insert into concernd.person (name, title, roles, added_by) values "
          "('jo', 'Jo', '{screener}', 'os:x'); insert into concernd.session (token_hash, person, way, "
          "ends_at) select sha256(n::text::bytea), 'jo', 'password', now() - n * interval '60 days' "
          "from generate_series(1, 2) n")
    query("insert into concernd.outbox (id, kind, channel, recipient, created_at, due_at, sent_at) "
          "select nextval('concernd.outbox_id'), 'ops', 'log', '', now(), now(), "
          "now() - n * interval '13 months' from generate_series(1, 2) n")
    erased = run("--batch", "1")
    tap.equal((erased["refused"], erased["sessions"], erased["notices"]), (3, 1, 1))
    tap.equal(one("select count(*) from concernd.refused"), "1")


HOME = """
insert into concernd.household (id, sender, name, opened_at)
select 900000 + n, 'tests', 'home-' || n, now() - interval '9 years' from generate_series(1, 3) n;
insert into concernd.adult (id, opened_at)
select 910000 + n, now() - interval '9 years' from generate_series(1, 3) n;
insert into concernd.adult_alias (id, adult_id, recorded_at, sender, said_hash, family_name, sex)
select 920000 + n, 910000 + n, now(), 'tests', sha256(n::text::bytea), '{canary}', 'female'
from generate_series(1, 3) n;
insert into concernd.residence (household_id, source, event_id, adult_id, begins, at, birth_expected,
	recorded_at)
select 900000 + n, 'urn:x', 'home-' || n, 910000 + n, true, now() - interval '9 years', false,
	now() - interval '9 years' from generate_series(1, 3) n;
insert into concernd.residence (household_id, source, event_id, child_id, begins, at, birth_expected,
	recorded_at)
values (900003, 'urn:x', 'home-3', {held}, true, now() - interval '9 years', false,
	now() - interval '9 years');
insert into concernd.event (source, event_id, data_hash, sender, type, recorded_at, contact_id,
	adult_ids, body)
select 'urn:x', 'adult-' || n, sha256('x'), 'tests', 'concernd.contact.recorded.v1', now(), 930000 + n,
	array[910000 + n], '{{"of":"{canary}"}}' from generate_series(1, 3) n;
insert into concernd.adult_contact (adult_id, contact_id, version, alias_id, source, event_id,
	occurred_at, occurred_day, whole_day, recorded_at, history, agency, category, other_categories,
	grade, outcome, factors)
select 910000 + n, 930000 + n, 1, 920000 + n, 'urn:x', 'adult-' || n,
	now() - case n when 2 then interval '1 year' else interval '8 years' end, '2018-01-01', false,
	now(), false, 'police', 'neglect', '{{}}', 'none', 'nfa', '{{}}' from generate_series(1, 3) n;
"""


def adults_go_when_nothing_of_them_is_left():
    if one("select to_regclass('concernd.adult_contact') is null") == "t":
        raise tap.Skip("there are no households in this schema")
    child = CHILD["stays"]
    ctl("retention", "hold", str(child), "--reason", "a claim", "--person", "L. Officer")
    query(HOME.format(canary="Quuxington", held=child))
    erased = run()
    tap.equal((erased["adult_contacts"], erased["adults"]), (1, 1))
    tap.equal(query("select id from concernd.adult order by id"), [["910002"], ["910003"]])
    tap.equal(query("select id from concernd.household order by id"), [["900002"], ["900003"]])
    tap.equal(one("select count(*) from concernd.event where body like '%Quuxington%'"), "2")
    tap.equal(one("select count(*) from concernd.adult_alias"), "2")
    ctl("retention", "release", str(child), "--reason", "it ended", "--person", "L. Officer")
    erased = run()
    tap.equal((erased["adult_contacts"], erased["adults"]), (1, 1))


def nobody_else_may_erase_and_records_may_read_no_table():
    for role, text in (("concernd_runtime", "concernd.retention_erase('contacts', 0, 1, now(), now(), "
                        "'0', true)"), ("concernd_runtime", "concernd.held_on_child(1)"),
                       ("concernd_records", "body from concernd.event"),
                       ("concernd_records", "concernd.retention_erase_children(0, 1, now(), false)")):
        query(f"set role {role}; do $$begin perform {text}; raise 'it went through'; "
              "exception when insufficient_privilege then null; end$$")


def main():
    global SITE
    with Site() as SITE:
        ctl("audit", "key", str(SITE.folder / "key"))
        SITE.config.write_text(SITE.config.read_text()
                               + f"audit = {{ key_file = \"{SITE.folder}/key\"; }};\n")
        ctl("rules", "apply", "--reason", "the first")
        tell_of_children()
        tap.run(a_dry_run_counts_and_changes_nothing,
                killed_between_batches_it_is_whole_and_goes_on,
                what_is_over_its_time_is_gone_and_the_rest_is_there,
                a_child_of_whom_nothing_is_left_is_forgotten_everywhere,
                evidence_of_an_undecided_alert_stays_and_the_alert_with_it,
                a_hold_is_said_by_somebody_and_for_a_reason,
                the_audit_says_what_went_and_still_verifies,
                refused_bodies_notices_and_sessions_go_in_their_time,
                adults_go_when_nothing_of_them_is_left,
                nobody_else_may_erase_and_records_may_read_no_table)


main()
