#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What identity decides, against an oracle written from the specification's text, and the figures that
it must reach: on FEBRL's files, where they are present, and on the generator.

    identity_test.py [--seed SEED] [--children N] [--seeds N]

N children are held against the oracle, sixty records each; the generator is run with so many seeds.

What was reached is printed as comments. FEBRL's licence does not let it ship: it is read from
../shared/data/febrl (dataset1.csv and dataset2.csv to learn from, dataset3.csv, dataset4a.csv and
dataset4b.csv to be measured on).
"""

import argparse
import collections
import csv
import math
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "tools")]
import identity_oracle as oracle  # noqa: E402
import tap  # noqa: E402

CONCERNCTL = os.path.join(tap.build_folder(), "concernctl")
FEBRL = pathlib.Path(tap.root()).parent / "shared" / "data" / "febrl"
OPTIONS = argparse.Namespace()
FOLDER = tempfile.TemporaryDirectory(prefix="concernd-identity-")
COLUMNS = ["record", "child", "family_name", "given_names", "birth_date", "sex", "postcode"]


def path(name):
    return os.path.join(FOLDER.name, name)


def concernctl(*arguments):
    done = subprocess.run([CONCERNCTL, *map(str, arguments)], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def write(name, columns, rows):
    with open(path(name), "w", newline="") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path(name)


def replay(*arguments):
    return list(csv.DictReader(concernctl("identity", "replay", *arguments).splitlines()))


def tell(text):
    print(f"# {text}", flush=True)


# ---- Against the oracle ----

GIVEN = ["KATHERINE", "KATE", "WILLIAM", "BILL", "ELIZABETH", "BETTY", "SARA", "SARAH", "TOM", "JO",
         "A", "MOHAMED", "ADEBAYO", "ZUZANNA", "OLA", ""]
FAMILY = ["SMITH", "SMYTHE", "MACDONALD", "MACDONNELL", "KATHERINE", "OYELARAN", "LI", "LEE",
          "PARKER", "PARKERSMITH", "BAKER", "WILLIAM", "NG", ""]
POSTCODES = ["XE12AB", "XE12AC", "XE12XY", "XE21AB", "YO310UG", ""]


def spoil(chance, text):
    """Now and then one or two slips; never a name that means something to the C code alone: a short
    form that the oracle does not know of, or a placeholder."""
    spoilt = slip(chance, text)
    return text if spoilt in {"ANN", "NA", "NK", "KATY", "BET", "BEN", "MO", "TO", "SAL"} else spoilt


def slip(chance, text):
    letters = list(text)
    for _ in range(chance.choice([0, 0, 0, 1, 1, 2])):
        if len(letters) < 2:
            break
        at = chance.randrange(len(letters) - 1)
        kind = chance.randrange(3)
        if kind == 0:
            letters[at], letters[at + 1] = letters[at + 1], letters[at]
        elif kind == 1:
            del letters[at]
        else:
            letters[at] = chance.choice("AEKMNRST")
    return "".join(letters)


def any_birth(chance):
    if chance.random() < 0.1:
        return ""
    year, month, day = chance.randint(2009, 2011), chance.randint(1, 12), chance.randint(1, 28)
    return f"{year:04d}{month:02d}{day:02d}" if chance.random() < 0.92 else f"{year:04d}0101"


def near_birth(chance, birth):
    if not birth or chance.random() < 0.4:
        return birth
    swapped = birth[:4] + birth[6:] + birth[4:6]
    at = chance.choice([3, 5, 7])
    slip = birth[:at] + chance.choice("0123456789") + birth[at + 1:]
    return chance.choice([swapped, slip, any_birth(chance)])


def any_record(chance):
    return {"given": chance.choice(GIVEN), "family": chance.choice(FAMILY),
            "birth": any_birth(chance), "sex": chance.choice(["female", "male", ""]),
            "postcode": chance.choice(POSTCODES)}


def like(chance, record):
    """A record that could be of the same child, or of another."""
    other = any_record(chance)
    one = {field: value if chance.random() < 0.8 else other[field]
           for field, value in record.items()}
    one["birth"] = near_birth(chance, one["birth"])
    one["family"] = spoil(chance, one["family"])
    one["given"] = spoil(chance, one["given"])
    if chance.random() < 0.12:
        one["given"], one["family"] = one["family"], one["given"]
    return one


def row(number, record, child=""):
    return {"record": number, "child": child, "family_name": record["family"],
            "given_names": record["given"], "birth_date": record["birth"], "sex": record["sex"],
            "postcode": record["postcode"]}


def expect(record, aliases, frequency):
    """The best B over the aliases; None when no key is shared."""
    held = set().union(*(oracle.keys(alias, False) for alias in aliases))
    if not held & oracle.keys(record, True):
        return None
    postcodes = [alias["postcode"] for alias in aliases]
    exact = None
    if frequency:
        exact = math.log2(0.86 / ((1 + 1000 * 0.006) / (1 + 1000)))
    bits, best = max(((oracle.bits(record, alias, postcodes, 1, exact_bits=exact), alias)
                      for alias in aliases), key=lambda pair: pair[0])
    return None if oracle.says_nothing(record, best, postcodes) else bits


def compare_child(chance, weights, frequency):
    """One child of one to three aliases, and sixty records asked of it. Returns what differed."""
    aliases = [any_record(chance)]
    aliases += [like(chance, aliases[0]) for _ in range(chance.choice([0, 0, 1, 2]))]
    asked = [like(chance, chance.choice(aliases)) for _ in range(60)]
    held_file = write("held.csv", COLUMNS, [row(f"h{i}", one, "c") for i, one in enumerate(aliases)])
    asked_file = write("asked.csv", COLUMNS, [row(str(i), one) for i, one in enumerate(asked)])
    wrong = []
    for one, got in zip(asked, replay("--weights", weights, "--against", held_file, asked_file)):
        expected = expect(one, aliases, frequency)
        bits = float(got["bits"]) if got["bits"] else None
        decision = "new" if expected is None or expected < -6 else \
            "review" if expected < 8 else "link"
        near_edge = expected is not None and min(abs(expected + 6), abs(expected - 8)) < 0.01
        if (bits is None) != (expected is None) or \
                (bits is not None and abs(bits - expected) > 0.0051) or \
                (got["decision"] != decision and not near_edge):
            wrong.append((one, aliases, expected, got))
    return wrong


def compare_all(weights, frequency):
    chance = random.Random(OPTIONS.seed)
    for _ in range(OPTIONS.children):
        wrong = compare_child(chance, weights, frequency)
        assert not wrong, f"seed {OPTIONS.seed}, first of {len(wrong)}: {wrong[0]}"


def the_bits_and_the_decision_are_those_of_the_text():
    weights = path("text.conf")
    pathlib.Path(weights).write_text("identity = { by_frequency = false; };\n")
    compare_all(weights, False)


def a_forename_counts_by_how_common_it_is():
    weights = path("frequency.conf")
    pathlib.Path(weights).write_text("identity = { };\n")
    compare_all(weights, True)


def a_decimal_point_of_the_limit_decides():
    held = write("held.csv", COLUMNS, [row("a", {"given": "ADEBAYO", "family": "SMITH",
                                                  "birth": "20100304", "sex": "", "postcode": ""})])
    (first,) = replay("--against", held, held)
    bits = float(first["bits"])
    for limit, decision in ((bits - 0.01, "link"), (bits + 0.01, "review")):
        (got,) = replay("--limit", f"{limit:.3f}", "--against", held, held)
        tap.equal(got["decision"], decision, limit)


# ---- Against labelled records ----

class Score:
    """Pairs within entities against pairs within children."""

    def __init__(self, entities, children):
        def pairs(groups):
            return {tuple(sorted((a, b))) for group in groups.values()
                    for i, a in enumerate(group) for b in group[:i]}

        def gather(of):
            groups = collections.defaultdict(list)
            for record, value in of.items():
                groups[value].append(record)
            return groups
        true, found = pairs(gather(entities)), pairs(gather(children))
        self.right, self.false, self.missed = len(true & found), len(found - true), \
            len(true - found)
        self.recall = self.right / len(true)
        self.f1 = 2 * self.right / (2 * self.right + self.false + self.missed)

    def __str__(self):
        return f"{self.right} pairs right, {self.false} false, {self.missed} missed: " \
            f"recall {self.recall:.4f}, F1 {self.f1:.5f}"


NAMES = {"given_name": "given_names", "surname": "family_name", "date_of_birth": "birth_date"}
BASIC = ["given_name", "surname", "date_of_birth", "postcode"]
WHOLE = BASIC + ["soc_sec_id", "street_number"]


def febrl(name, fields):
    """One of FEBRL's files with our headings; its entity by record. Skips if it is not there."""
    source = FEBRL / f"{name}.csv"
    if not source.exists():
        raise tap.Skip(f"../shared/data/febrl/{name}.csv is not there")
    with open(source, newline="") as file:
        rows = list(csv.DictReader(file, skipinitialspace=True))
    for one in rows:
        one["record"], one["entity"] = one["rec_id"], re.match(r"rec-(\d+)-", one["rec_id"])[1]
    headings = ["record", "entity"] + [NAMES.get(field, field) for field in fields]
    for one in rows:
        one.update({NAMES.get(field, field): one[field] for field in fields})
    return write(f"{name}-{len(fields)}.csv", headings, rows), \
        {one["record"]: one["entity"] for one in rows}


def learnt(fields, *names):
    """A file of weights learnt from FEBRL's files of these names."""
    weights = path(f"weights-{len(fields)}-{'-'.join(names)}")
    labelled = [febrl(name, fields)[0] for name in names]
    pathlib.Path(weights).write_text(concernctl("identity", "learn", *labelled))
    return weights


def deduplicate(name, fields, limit, learn_from=("dataset1", "dataset2")):
    records, entities = febrl(name, fields)
    weights = learnt(fields, *learn_from)
    decided = replay("--weights", weights, "--limit", limit, "--no-guard", records)
    score = Score(entities, {one["record"]: one["child"] for one in decided})
    reviews = sum(one["decision"] == "review" for one in decided)
    tell(f"FEBRL {name}, {len(fields)} fields, limit {limit}, learnt from "
         f"{' and '.join(learn_from)}: {score}; {reviews} of {len(decided)} to review")
    return score


def link(title, held, asked, fields, limit):
    """Records of one file to those of another: how many false links, recall, F1."""
    (held_file, held_entities), (asked_file, entities) = held, asked
    weights = learnt(fields, "dataset1", "dataset2")
    decided = replay("--weights", weights, "--limit", limit, "--no-guard", "--against", held_file,
                     asked_file)
    linked = [one for one in decided if one["decision"] == "link"]
    right = sum(held_entities[one["child"]] == entities[one["record"]] for one in linked)
    false, recall = len(linked) - right, right / len(entities)
    f1 = 2 * right / (len(linked) + len(entities))
    tell(f"{title}, {len(fields)} fields, limit {limit}: {right} of {len(entities)} right, "
         f"{false} false, recall {recall:.4f}, F1 {f1:.5f}")
    return false, recall, f1


def link_4(fields, limit):
    return link("FEBRL 4", febrl("dataset4a", fields), febrl("dataset4b", fields), fields, limit)


def both(fields, original):
    """The originals, or the duplicates, of FEBRL 1 and 2 in one file."""
    rows, entities = [], {}
    for name in ("dataset1", "dataset2"):
        with open(febrl(name, fields)[0], newline="") as file:
            for one in csv.DictReader(file):
                if ("-org" in one["record"]) == original:
                    one["record"], one["entity"] = (f"{name}-{one[key]}" for key in
                                                    ("record", "entity"))
                    entities[one["record"]] = one["entity"]
                    rows.append(one)
    return write(f"both-{len(fields)}-{original}.csv", list(rows[0]), rows), entities


def duplicates_of_both_labelled_files_find_their_originals():
    for fields, limit, least in ((WHOLE, 3, 0.998), (BASIC, 6.6, 0.97)):
        false, recall, _ = link("FEBRL 1 and 2 together", both(fields, True), both(fields, False),
                                fields, limit)
        assert false == 0 and recall >= least, (false, recall)


def weights_learnt_from_one_labelled_file_hold_on_the_other():
    for name, other in (("dataset1", "dataset2"), ("dataset2", "dataset1")):
        score = deduplicate(name, WHOLE, 3, (other,))
        assert score.false == 0 and score.f1 >= 0.998, str(score)
        score = deduplicate(name, BASIC, 6.6, (other,))
        # Learnt from 500 pairs, with the guard off: one record without a name is taken for another.
        assert score.false <= 1 and score.recall >= 0.955, str(score)


def on_febrl_4_hardly_a_link_is_missed_and_none_is_false():
    false, _, f1 = link_4(WHOLE, 3)
    assert false == 0 and f1 >= 0.9998, (false, f1)


def on_febrl_3_hardly_a_pair_is_missed_and_none_is_false():
    score = deduplicate("dataset3", WHOLE, 3)
    assert score.false == 0 and score.f1 >= 0.998, str(score)


def by_name_birth_date_and_postcode_alone_no_link_of_febrl_4_is_false():
    false, recall, _ = link_4(BASIC, 6.6)
    assert false == 0 and recall >= 0.968, (false, recall)


def by_name_birth_date_and_postcode_alone_no_pair_of_febrl_3_is_false():
    score = deduplicate("dataset3", BASIC, 6.6)
    assert score.false == 0 and score.recall >= 0.95, str(score)


# ---- Twins and siblings whom nobody has told of yet ----

FAMILIES = 14250  # so many contacts of twins, and twice as many of siblings

# Of contacts without an identifier half are of a child on file [l]; the others by the priors that the
# weights have: .015 twins, .40 siblings.
MIX = {"known": 0.5, "twin": 0.5 * 0.015, "sibling": 0.5 * 0.40, "new": 0.5 * 0.585}


def simulated(seed, families, *options):
    """By role: how many were linked rightly, to their own family falsely, to strangers, reviewed."""
    rows = list(csv.DictReader(
        concernctl("simulate", "--people", families, "--seed", seed).splitlines()))
    entity = {one["child"]: one["entity"] for one in rows if one["child"]}
    asked = {one["record"]: one for one in rows if one["role"] != "held"}
    columns = COLUMNS + ["entity"]
    held_file = write("held.csv", columns, [one for one in rows if one["role"] == "held"])
    asked_file = write("asked.csv", columns, asked.values())
    count = collections.defaultdict(collections.Counter)
    for got in replay(*options, "--against", held_file, asked_file):
        one = asked[got["record"]]
        result = got["decision"]
        if result == "link":
            whose, really = entity[got["child"]], one["entity"]
            result = "right" if whose == really else \
                "family" if whose.split("-")[0] == really.split("-")[0] else "stranger"
        count[one["role"]][result] += 1
    return count


def part(counter, result):
    return counter[result] / sum(counter.values())


def table(title, count):
    tell(f"{title}: of 10,000 each  right  review  new  family  stranger")
    for role, counter in count.items():
        tell("  %-8s %24s" % (role, "  ".join(
            f"{round(10000 * part(counter, result)):6d}"
            for result in ("right", "review", "new", "family", "stranger"))))
    load = sum(MIX[role] * part(counter, "review") for role, counter in count.items())
    tell(f"  review load of contacts without an identifier: {100 * load:.1f} per cent")
    return load


def no_unseen_twin_or_sibling_is_linked_and_few_go_to_review():
    for seed in range(1, OPTIONS.seeds + 1):
        count = simulated(seed, FAMILIES)
        load = table(f"as shipped, seed {seed}", count)
        twins, siblings = count["twin"], count["sibling"]
        tap.equal(sum(twins.values()), FAMILIES)
        tap.equal(sum(siblings.values()), 2 * FAMILIES)
        assert twins["family"] == 0 and siblings["family"] == 0, (seed, twins, siblings)
        # Two strangers of one name and birth date are a matter of chance: one in 2^8 is meant.
        strangers = twins["stranger"] + siblings["stranger"]
        assert strangers <= (0 if seed == 1 else 4), (seed, strangers)
        assert load <= 0.13, load
        assert count["known"]["right"] > 0.85 * FAMILIES, count["known"]


def without_the_guard_unseen_twins_are_merged():
    count = simulated(1, 3000, "--no-guard")
    table("without the guard", count)
    assert part(count["twin"], "family") > 0.3, count["twin"]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--children", type=int, default=8)
    parser.add_argument("--seeds", type=int, default=1)
    parser.parse_args(namespace=OPTIONS)
    try:
        tap.run(the_bits_and_the_decision_are_those_of_the_text,
                a_forename_counts_by_how_common_it_is,
                a_decimal_point_of_the_limit_decides,
                weights_learnt_from_one_labelled_file_hold_on_the_other,
                duplicates_of_both_labelled_files_find_their_originals,
                on_febrl_4_hardly_a_link_is_missed_and_none_is_false,
                on_febrl_3_hardly_a_pair_is_missed_and_none_is_false,
                by_name_birth_date_and_postcode_alone_no_link_of_febrl_4_is_false,
                by_name_birth_date_and_postcode_alone_no_pair_of_febrl_3_is_false,
                no_unseen_twin_or_sibling_is_linked_and_few_go_to_review,
                without_the_guard_unseen_twins_are_merged)
    finally:
        FOLDER.cleanup()


main()
