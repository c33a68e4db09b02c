#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The audit's chain, from outside: daemons that seal, die and take over, a database that somebody
tampers with, and two verifiers who must find the same: concernctl, and one of another language."""

import json
import os
import pathlib
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "tools"), HERE]

import audit_verifier
import tap
from concernd_testing import Site, until

SITE = None
KEY = None  # the public one
REASON = "Family support is in place and was seen this week"
NOTE = ("insert into concernd.audit (actor, action, child_ids, detail) "
        "values ('os:test', 'test-noted', '{{1}}', '{}')")
OPEN = "select count(*) from concernd.audit where block is null"


def ctl(*arguments, ends_with=0):
    done = SITE.ctl(*arguments)
    tap.equal(done.returncode, ends_with, f"{arguments}: {done.stdout}{done.stderr}")
    return done.stdout


def query(text):
    return SITE.postgres.query(text)


def one(text):
    return query(text)[0][0]


def heads():
    return pathlib.Path(SITE.folder / "heads")


def wait_sealed():
    until(lambda: one(OPEN) == "0", "all rows to be sealed")


def verdicts():
    """What both verifiers find: they must agree."""
    done = SITE.ctl("audit", "verify", "--json")
    assert done.returncode in (0, 3, 7), done.stderr
    said = json.loads(done.stdout)
    ours = sorted({(fault["in"], fault["number"], fault["kind"]) for fault in said["faults"]})
    tap.equal(done.returncode == 7, bool(ours), "the exit code")
    # Every row is in the export; that it was exported is one more, which no block has yet.
    lines = ctl("audit", "export", "--personal").splitlines()
    theirs, _ = audit_verifier.verify(lines, {KEY}, audit_verifier.read_heads(heads()))
    tap.equal(theirs, ours, "the independent verifier against concernctl")
    return ours


def tampered(do, undo):
    """What is found after somebody with all rights did this; then it is as it was."""
    query("begin; " + do + "; commit")
    try:
        found = verdicts()
    finally:
        query("begin; " + undo + "; commit")
    tap.equal(verdicts(), [], "after it was put right")
    return found


# ---- Sealing ----

def what_is_committed_is_sealed_and_both_verifiers_agree():
    with SITE.daemon() as daemon:
        for day in range(1, 4):
            status, _ = daemon.post(SITE.contact(occurred_at=f"2026-03-0{day}T12:00:00Z"))
            tap.equal(status, 200)
        ctl("alerts", "decide", "1", "--outcome", "nfa", "--rationale", REASON, "--person",
            "A. Manager")
        wait_sealed()
        until(lambda: f" {one('select max(number) from concernd.audit_block')} " in heads().read_text(),
              "the head in its file")
    tap.equal(verdicts(), [])
    actions = {row[0] for row in query("select action from concernd.audit where block is not null")}
    assert {"rules-applied", "contacts-recorded", "alert-risen", "alert-decided"} <= actions, actions
    tap.equal(one("select count(*) from concernd.audit_personal p join concernd.audit a on "
                  f"a.id = p.audit_id where action = 'alert-decided' and value like '%{REASON}'"), "1")
    tap.equal(one("select count(*) from concernd.audit where detail like '%support%'"), "0")


def a_row_that_commits_late_is_sealed_when_it_does():
    late = subprocess.Popen(["psql", "-Xq", "-d", SITE.postgres.conninfo], stdin=subprocess.PIPE,
                            text=True)
    try:
        late.stdin.write("begin;\n" + NOTE.format("late") + ";\nselect pg_advisory_lock(77);\n")
        late.stdin.flush()
        until(lambda: one("select count(*) from pg_locks where locktype = 'advisory' "
                          "and objid = 77") == "1", "the row that waits")
        query(NOTE.format("early"))
        with SITE.daemon():
            wait_sealed()
            late.stdin.write("commit;\n")
            late.stdin.close()
            until(lambda: one("select count(*) from concernd.audit where detail = 'late'") == "1",
                  "the commit")
            wait_sealed()
    finally:
        late.wait()
    order = query("select detail, block from concernd.audit where detail in ('late', 'early') order by id")
    tap.equal([row[0] for row in order], ["late", "early"])
    assert int(order[0][1]) > int(order[1][1]), order
    tap.equal(verdicts(), [])


def two_daemons_make_one_chain():
    before = int(one("select max(number) from concernd.audit_block"))
    with SITE.daemon() as first, SITE.daemon() as second:
        for number in range(3):
            for daemon in (first, second):
                daemon.post(SITE.contact(record=f"two-{number}"))
            query("update concernd.audit_sealer set leased_until = '-infinity'")
            wait_sealed()
    tap.equal(verdicts(), [])
    blocks = [int(row[0]) for row in query("select number from concernd.audit_block order by 1")]
    tap.equal(blocks, list(range(1, len(blocks) + 1)))
    assert blocks[-1] > before, blocks


# ---- Dying ----

def held(lock, seen):
    """A session that holds a lock until its psql is closed."""
    holder = subprocess.Popen(["psql", "-Xq", "-d", SITE.postgres.conninfo], stdin=subprocess.PIPE,
                              text=True)
    holder.stdin.write(f"begin;\n{lock};\nselect pg_advisory_lock(78);\n")
    holder.stdin.flush()
    try:
        until(lambda: one("select count(*) from pg_locks where locktype = 'advisory' and objid = 78")
              == "1", seen)
    except BaseException:
        holder.kill()
        raise
    return holder


def dies_while_it_waits_for(lock, statement):
    """The lock comes when the daemon is ready: to prepare its statements it needs the tables."""
    daemon = SITE.daemon()
    holder = held(lock, "the lock")
    try:
        query("update concernd.audit_sealer set leased_until = '-infinity'" if "block" in lock
              else "select")
        query(NOTE.format("before the kill"))
        until(lambda: one("select count(*) from pg_stat_activity where wait_event_type = 'Lock' and "
                          f"query like '%{statement}%'") != "0", f"the sealer in {statement}")
    finally:
        daemon.kill()
        holder.communicate("rollback;\n")
    with SITE.daemon():
        # Its lease must pass first, or be found over: let that be now.
        query("update concernd.audit_sealer set leased_until = '-infinity'")
        wait_sealed()
    tap.equal(verdicts(), [])


def killed_while_it_takes_the_lease_it_leaves_nothing():
    dies_while_it_waits_for("lock table concernd.audit_sealer in exclusive mode",
                            "concernd.audit_sealer")


def killed_while_it_appends_it_leaves_nothing():
    dies_while_it_waits_for("lock table concernd.audit_block in exclusive mode", "audit_seal(")


def killed_before_the_head_is_noted_the_next_notes_it():
    heads().rename(SITE.folder / "kept")
    heads().mkdir()  # nobody can write to it
    query(NOTE.format("the head is not noted"))
    daemon = SITE.daemon()
    try:
        query("update concernd.audit_sealer set leased_until = '-infinity'")
        wait_sealed()
        daemon.says("head of the audit's chain is not noted")
    finally:
        daemon.kill()
    heads().rmdir()
    (SITE.folder / "kept").rename(heads())
    newest = int(one("select max(number) from concernd.audit_block"))
    assert newest not in audit_verifier.read_heads(heads())
    with SITE.daemon():
        until(lambda: newest in audit_verifier.read_heads(heads()), "the head in its file")
    tap.equal(verdicts(), [])


# ---- Tampering ----

def sealed_rows():
    return [int(row[0]) for row in query("select id from concernd.audit where block is not null "
                                         "order by id")]


def an_altered_row_is_found_by_its_number():
    number = sealed_rows()[3]
    for column, other in (("detail", "'nothing happened'"), ("actor", "'os:nobody'"),
                          ("at", "at - interval '1 microsecond'"), ("child_ids", "'{}'"),
                          ("alert_id", "77"), ("personal", "sha256('')")):
        found = tampered(
            f"create table was as select * from concernd.audit where id = {number}; "
            f"update concernd.audit set {column} = {other} where id = {number}",
            f"update concernd.audit set {column} = was.{column} from was where audit.id = was.id; "
            "drop table was")
        tap.equal(found, [("row", number, "altered")], column)


def a_removed_row_is_found_by_its_number():
    number = sealed_rows()[2]
    found = tampered(f"create table was as select * from concernd.audit where id = {number}; "
                     "create table part as select * from concernd.audit_personal where "
                     f"audit_id = {number}; delete from concernd.audit_personal where audit_id = {number};"
                     f"delete from concernd.audit where id = {number}",
                     "insert into concernd.audit overriding system value select * from was; "
                     "insert into concernd.audit_personal select * from part; drop table was, part")
    tap.equal(found, [("row", number, "removed")])


def rows_that_changed_places_are_found_by_their_numbers():
    one_row, other = [int(row[0]) for row in query(
        "select min(id), max(id) from concernd.audit where action = 'contacts-recorded' and block is "
        "not null and personal is null")[0:1] for row in (row[:1], row[1:])]
    swap = ("update concernd.audit a set at = b.at, actor = b.actor, action = b.action, "
            "child_ids = b.child_ids, alert_id = b.alert_id, contact_ids = b.contact_ids, "
            "detail = b.detail from concernd.audit b "
            f"where (a.id, b.id) in (({one_row}, {other}), ({other}, {one_row}))")
    found = tampered(swap, swap)
    tap.equal(found, [("row", one_row, "reordered"), ("row", other, "reordered")])


def an_added_row_is_found_by_its_number():
    query("insert into concernd.audit (actor, action, block) values ('os:x', 'made-up', 1)")
    number = int(one("select max(id) from concernd.audit"))
    tap.equal(verdicts(), [("row", number, "added")])
    query(f"delete from concernd.audit where id = {number}")


def a_personal_part_that_was_changed_is_found():
    number = int(one("select min(audit_id) from concernd.audit_personal"))
    found = tampered(f"create table was as select * from concernd.audit_personal; "
                     f"update concernd.audit_personal set value = 'other' where audit_id = {number}",
                     "update concernd.audit_personal p set value = was.value from was "
                     "where was.audit_id = p.audit_id; drop table was")
    tap.equal(found, [("row", number, "altered")])


def a_forged_block_is_found_by_its_number():
    for column in ("hash", "signature", "key"):
        length = 64 if column == "signature" else 32
        found = tampered(
            "create table was as select * from concernd.audit_block where number = 2; "
            f"update concernd.audit_block set {column} = decode(repeat('07', {length}), 'hex') "
            "where number = 2",
            f"update concernd.audit_block b set {column} = was.{column} from was "
            "where b.number = was.number; drop table was")
        assert ("block", 2, "forged") in found, (column, found)


def a_row_altered_with_its_block_is_found_as_a_forged_block():
    """Who can write to the database but has no key: the row, its hash, and even the block's own."""
    row = json.loads(next(line for line in ctl("audit", "export").splitlines()
                          if '"block":3' in line and '"row"' in line))
    block = json.loads(next(line for line in ctl("audit", "export").splitlines()
                            if '"block"' in line and '"number":3,' in line))
    row["detail"] = "nothing happened"
    for listed in block["rows"]:
        if listed["id"] == row["id"]:
            listed["hash"] = audit_verifier.row_hash(row).hex()
    hashes = "".join(listed["hash"] for listed in block["rows"])
    found = tampered(
        "create table was as select * from concernd.audit_block where number = 3; "
        f"create table row_was as select * from concernd.audit where id = {row['id']}; "
        f"update concernd.audit set detail = 'nothing happened' where id = {row['id']}; "
        f"update concernd.audit_block set row_hashes = '\\x{hashes}', "
        f"hash = '\\x{audit_verifier.block_hash(block).hex()}' where number = 3",
        "update concernd.audit_block b set row_hashes = was.row_hashes, hash = was.hash from was "
        "where b.number = was.number; update concernd.audit a set detail = row_was.detail from row_was "
        "where a.id = row_was.id; drop table was, row_was")
    assert ("block", 3, "forged") in found, found


def a_removed_block_and_a_cut_off_end_are_found():
    newest = int(one("select max(number) from concernd.audit_block"))
    for number in (2, newest):
        found = tampered(
            f"create table was as select * from concernd.audit_block where number = {number}; "
            f"create table rows_were as select id from concernd.audit where block = {number}; "
            f"update concernd.audit set block = null where block = {number}; "
            f"delete from concernd.audit_block where number = {number}",
            "insert into concernd.audit_block select * from was; update concernd.audit set block = "
            f"{number} where id in (select id from rows_were); drop table was, rows_were")
        assert ("block", number, "removed") in found, (number, found)


def erasure_keeps_it_green():
    query("create table was as select * from concernd.audit_personal; "
          "delete from concernd.audit_personal")
    tap.equal(verdicts(), [])
    erased = json.loads(ctl("audit", "verify", "--json"))["erased"]
    assert erased > 0, erased
    assert "(erased)" in ctl("audit", "list", "--personal", "--action", "alert-decided")
    query("insert into concernd.audit_personal select * from was on conflict do nothing; drop table was")


# ---- Who may, and who is told ----

def a_key_of_somebody_else_is_not_trusted():
    done = SITE.ctl("audit", "verify", "--public-key", "00" * 32, "--json")
    tap.equal(done.returncode, 7)
    kinds = {fault["kind"] for fault in json.loads(done.stdout)["faults"]}
    tap.equal(kinds, {"forged"})


def with_a_key_that_lies_open_nothing_is_sealed_and_the_rest_works():
    key = SITE.folder / "key"
    key.chmod(0o644)
    with SITE.daemon() as daemon:
        daemon.says("not sealed: .*lies open to others.*chmod 0600")
        newest = one("select max(number) from concernd.audit_block")
        tap.equal(daemon.post(SITE.contact(record="key"))[0], 200)
        tap.equal(one("select max(number) from concernd.audit_block"), newest)
    key.chmod(0o600)
    assert SITE.ctl("audit", "key", str(key)).returncode == 1, "a key is never written over"


def looks_at_the_audit_are_in_it():
    before = int(one("select max(id) from concernd.audit"))
    ctl("audit", "list", "--child", "1", "--personal")
    tap.equal(query(f"select action, detail, child_ids from concernd.audit where id > {before}"),
              [["audit-listed", "with the personal parts", "{1}"]])
    assert REASON in ctl("audit", "list", "--personal", "--json", "--action", "alert-decided")
    assert REASON not in ctl("audit", "list", "--json", "--action", "alert-decided")


def rows_that_nobody_seals_are_told():
    config = SITE.config.read_text()
    SITE.config.write_text(config[:config.index("audit = {")])
    try:
        with SITE.daemon() as daemon:
            daemon.says("audit rows are not sealed")
            query("insert into concernd.audit (at, actor, action) overriding system value "
                  "values (now() - interval '2 minutes', 'os:x', 'waits')")
            _, metrics = daemon.get("/metrics")
            late = int(one(OPEN + " and at < now() - interval '1 minute'"))
            assert f"concernd_audit_unsealed_late {late}\n" in metrics, metrics
            assert "audit" in SITE.ctl("status").stdout
    finally:
        SITE.config.write_text(config)
    assert "waited for more than a minute" in SITE.ctl("audit", "verify").stderr
    tap.equal(SITE.ctl("audit", "verify").returncode, 3)


def main():
    global SITE, KEY
    with Site() as SITE:
        KEY = ctl("audit", "key", str(SITE.folder / "key")).strip()
        SITE.config.write_text(SITE.config.read_text() + "audit = { "
                               f"key_file = \"{SITE.folder}/key\"; head_file = \"{heads()}\"; }};\n")
        tap.run(what_is_committed_is_sealed_and_both_verifiers_agree,
                a_row_that_commits_late_is_sealed_when_it_does,
                two_daemons_make_one_chain,
                killed_while_it_takes_the_lease_it_leaves_nothing,
                killed_while_it_appends_it_leaves_nothing,
                killed_before_the_head_is_noted_the_next_notes_it,
                an_altered_row_is_found_by_its_number,
                a_removed_row_is_found_by_its_number,
                rows_that_changed_places_are_found_by_their_numbers,
                an_added_row_is_found_by_its_number,
                a_personal_part_that_was_changed_is_found,
                a_forged_block_is_found_by_its_number,
                a_row_altered_with_its_block_is_found_as_a_forged_block,
                a_removed_block_and_a_cut_off_end_are_found,
                erasure_keeps_it_green,
                a_key_of_somebody_else_is_not_trusted,
                with_a_key_that_lies_open_nothing_is_sealed_and_the_rest_works,
                looks_at_the_audit_are_in_it,
                rows_that_nobody_seals_are_told)


main()
