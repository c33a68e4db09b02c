#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Random rule sets and random histories of contacts, their corrections and the households of the
children, by seed, that hit the edges on purpose.

    histories.py SEED FOLDER [COUNT]     writes rules.json, rules.conf, events.jsonl into FOLDER
"""

import datetime
import json
import os
import random
import sys
import zoneinfo

import oracle

SECOND = 1000000
HOUR = 3600 * SECOND
DAY = 24 * HOUR

AGENCIES = ["social-care", "police", "health", "education", "housing"]
# Every kind of "the same incident": the default, longer, shorter, never, and what does not count.
CATEGORIES = [{"name": "neglect"}, {"name": "domestic-abuse"},
              {"name": "education", "same_incident_within": "48 hours"},
              {"name": "missing", "same_incident_within": "12 hours"},
              {"name": "self-harm", "same_incident_within": "6 hours"},
              {"name": "other", "same_incident_within": "0 hours"},
              {"name": "wait-started", "counts": False},
              {"name": "wait-ended", "counts": False, "same_incident_within": "2 hours"}]
WORDS = {
    "agency": AGENCIES,
    "category": [c["name"] for c in CATEGORIES],
    "grade": oracle.GRADES,
    "about": ["child", "sibling", "parent-carer", "other-adult"],
    "outcome": ["nfa", "advice", "early-help", "assessment", "strategy"],
    "contact_source": ["1A", "2A", "3E", "6", "10"],
    "factor": ["3A", "3B", "1B", "16A", "24A"],
}
SPANS = ["24 hours", "36 hours", "3 days", "7 days", "2 weeks", "30 days", "90 days", "1 month",
         "2 months", "3 months", "6 months", "12 months", "1 year", "ever"]
EXACT_SPANS = [s for s in SPANS if s.split(" ")[-1] in ("hours", "days", "weeks")]
DEADLINES = ["2 hours", "24 hours", "24 hours", "72 hours", "7 days", "1 month", "1 working day",
             "1 working day", "2 working days", "5 working days"]
OFFICE_HOURS = [{"open": "09:00", "close": "17:00", "days": oracle.WEEKDAYS[:5]},
                {"open": "08:30", "close": "18:15", "days": oracle.WEEKDAYS[:6]}]
HOLIDAYS = ["2023-07-17", "2024-03-29", "2024-04-01", "2024-12-25", "2024-12-26", "2025-01-01",
            "2025-05-26", "2025-08-25", "2026-01-01"]
DECIDED = ["24 hours", "2 days", "1 week", "1 month", "90 days"]
ZONES = ["Europe/London"] * 12 + ["America/St_Johns", "Australia/Lord_Howe"]
# Nights when clocks change, leap days, ends of months and of years.
ANCHORS = ["2024-03-31", "2024-10-27", "2025-03-30", "2025-10-26", "2024-02-29", "2023-02-28",
           "2024-03-29", "2024-12-31", "2025-01-31", "2025-08-31", "2025-05-31", "2024-04-29",
           "2024-11-27", "2025-11-26", "2023-07-14"]
SOURCES = ["urn:a", "urn:A", "urn:a-b", "urn:ab", "urn:z"]
# What rules and histories may be made of, besides contacts and rules that ask for `needs`.
FEATURES = frozenset(["then", "unless", "after_decision", "times_usual", "corrections",
                      "households"])
REFERENCES = ["CAD 1", " cad 1 ", "Cad 1", "REF/7", "ref/7 ", "Écho 3", "éCHO 3 ",
              "N/A", " none", "Unknown", "nk", "TBC ", "0", "  "]


# --- Rules --------------------------------------------------------------------------------------

def some(rng, words, most=3):
    return rng.sample(words, rng.randint(1, min(most, len(words))))


def random_where(rng, keys=(0, 0, 0, 1, 1, 2, 3)):
    """A few criteria; one that a contact can meet."""
    where = {}
    for key in rng.sample(list(WORDS), rng.choice(keys)):
        chosen = some(rng, WORDS[key])
        if rng.random() < 0.4:
            where["not_" + key] = chosen
            rest = [w for w in WORDS[key] if w not in chosen]
            if rng.random() < 0.15:
                where[key] = some(rng, rest)
        else:
            where[key] = chosen
    if rng.random() < 0.2 and "outcome" not in where:
        where["not_outcome"] = some(rng, WORDS["outcome"], 2)
    if rng.random() < 0.12 and not {"grade", "not_grade"} & set(where):
        where["grade_at_least"] = rng.choice(oracle.GRADES[1:])
    if rng.random() < 0.15:
        where["age_under"] = rng.choice([1, 5, 16, 18])
    if rng.random() < 0.12:
        where["age_from"] = rng.choice([1, 5, 10]) if "age_under" not in where else 0
    return where


def most_agencies(where):
    return len(where.get("agency", set(AGENCIES) - set(where.get("not_agency", []))))


def random_score(rng):
    weighed = some(rng, WORDS["category"])
    score = {"weights": {c: rng.choice([0.5, 1.0, 5.0, 20.0]) for c in weighed}}
    if rng.random() < 0.5:
        score["default_weight"] = rng.choice([0.5, 2.0])
    if rng.random() < 0.6:
        score["grade_factor"] = {g: rng.choice([0.5, 1.5, 2.0]) for g in some(rng, WORDS["grade"])}
    if rng.random() < 0.5:
        score["half_life"] = rng.choice(["24 hours", "7 days", "60 days"])
    if rng.random() < 0.6:
        score["cap_per_agency"] = rng.choice([1.0, 1.5, 5.0, 20.0])
    return score


def random_needs(rng, where, harder=0):
    needs = {}
    for key in rng.sample(["incidents", "incidents", "agencies", "categories", "score", "score"],
                          rng.choice([1, 1, 1, 2])):
        if key == "score":
            needs[key] = rng.choice([1.0, 1.5, 2.0, 2.0, 6.0, 20.0]) * (1 + harder)
        elif key == "agencies":
            needs[key] = min(rng.choice([1, 2, 2, 3]) + harder, most_agencies(where))
        else:
            needs[key] = rng.choice([1, 2, 2, 3]) + harder
    return needs


def random_rule(rng, n, features):
    kinds = [k for k in ("then", "unless", "after_decision") if k in features]
    rule = {"name": f"{rng.choice('abcXYZ')}-rule-{n}", "level": rng.choice(oracle.LEVELS[:3])}
    where = random_where(rng)
    if where or rng.random() < 0.5:
        rule["where"] = where
    KINDS[rng.choice(kinds + ["needs"] * 4)](rng, rule, features)
    if "households" in features and rng.random() < 0.4:
        rule["scope"] = "household"
    if rng.random() < 0.1:
        rule["mode"] = rng.choice(["shadow", "off"])
    if rng.random() < 0.1:
        rule["fresh_decider"] = True        # supposed decisions ask nobody
    return rule


def make_needs(rng, rule, features):
    where = rule.get("where", {})
    rule["within"] = rng.choice(SPANS)
    rule["needs"] = random_needs(rng, where)
    if rng.random() < 0.4:
        higher = oracle.LEVELS[oracle.LEVELS.index(rule["level"]) + 1:]
        rule["levels"] = [{"level": level, "needs": random_needs(rng, where, 1)}
                          for level in some(rng, higher, 2)]
    if rng.random() < 0.25:
        rule["last"] = random_where(rng, (1, 1, 2))
    if any("score" in t["needs"] for t in [rule] + rule.get("levels", [])):
        rule["score"] = random_score(rng)
    if rng.random() < 0.6:
        rule["rearm"] = rng.randint(1, 3)
    if "times_usual" in features and rng.random() < 0.15:
        rule["within"], rule["usual_over"] = rng.choice(EXACT_SPANS), rng.choice(EXACT_SPANS)
        rule["needs"]["times_usual"] = rng.choice([0.5, 1.0, 1.5, 2.0, 3.0])


def make_then(rng, rule, features):
    rule["then"] = [{"where": random_where(rng), "within": rng.choice(SPANS)}
                    for _ in range(rng.choice([1, 1, 1, 2]))]


def make_unless(rng, rule, features):
    rule["unless"] = {"where": random_where(rng, (0, 1, 1, 2)), "by": rng.choice(DEADLINES)}
    if rng.random() < 0.3:
        rule["unless"]["same"] = "incident_ref"


def make_after_decision(rng, rule, features):
    words = ["nfa"] * (rng.random() < 0.9) + some(rng, WORDS["outcome"][1:], 2)
    rule["after_decision"] = {"outcome": words, "within": rng.choice(SPANS[:-1])}
    if rng.random() < 0.6:
        rule["level"] = "raised"


KINDS = {"needs": make_needs, "then": make_then, "unless": make_unless,
         "after_decision": make_after_decision}


def forbids_all(where, other):
    """One `where` forbids, by some not_…, all that the other asks for."""
    asked = other if {"about", "not_about"} & set(other) else dict(other, about=["child"])
    return any(key in asked and set(asked[key]) <= set(where.get("not_" + key, []))
               for key in WORDS)


def can_hold(rule):
    """What `concernctl check` calls a rule that can never hold is no rule to test with."""
    where, last = rule.get("where", {}), rule.get("last", {})
    if "needs" not in rule:
        return True
    score = max(t["needs"].get("score", 0) for t in [rule] + rule.get("levels", []))
    most = rule.get("score", {}).get("cap_per_agency", 1000.0) * most_agencies(where)
    return score <= most and not forbids_all(where, last) and not forbids_all(last, where)


def rule_that_can_hold(rng, n, features):
    while True:
        rule = random_rule(rng, n, features)
        if can_hold(rule):
            return rule


def titled(names):
    return [dict(n, title=n["name"]) for n in names]


def random_rules(rng, features):
    """A whole rules file: 6 to 10 rules over all criteria."""
    return {"time_zone": rng.choice(ZONES),
            "same_incident_within": rng.choice(["24 hours", "24 hours", "18 hours", "3 days"]),
            "same_reference_within": rng.choice(["14 days", "14 days", "2 days", "6 weeks"]),
            "look_back": "90 days", "holidays": HOLIDAYS,
            "office_hours": rng.choice(OFFICE_HOURS),
            "agencies": titled([{"name": a} for a in AGENCIES]),
            "categories": titled(CATEGORIES),
            "outcomes": titled([{"name": o} for o in WORDS["outcome"]]),
            "rules": [rule_that_can_hold(rng, n, features) for n in range(rng.randint(6, 10))]}


def spans_of(rule):
    """The spans within which a rule looks."""
    return ([part["within"] for part in
             [rule, *rule.get("then", []), rule.get("after_decision", {})] if "within" in part]
            + [part["by"] for part in [rule.get("unless", {})] if "by" in part])


# --- Histories ----------------------------------------------------------------------------------

class History:
    """The events of one to six children, who share contacts. `n` keeps names and ids apart."""

    def __init__(self, rng, rules, n, decided, features):
        self.rng, self.rules, self.n, self.decided = rng, rules, n, decided
        self.features = features
        self.zone = zoneinfo.ZoneInfo(rules["time_zone"])
        self.spans = ([rules["same_incident_within"], rules["same_reference_within"]]
                      + [c.get("same_incident_within", "1 day") for c in rules["categories"]]
                      + [span for r in rules["rules"] for span in spans_of(r)])
        day = datetime.date.fromisoformat(rng.choice(ANCHORS))
        self.anchor = oracle.noon(self.zone, day) + rng.randint(-14, 14) * HOUR
        self.reach = rng.choice([DAY, 10 * DAY, 60 * DAY, 400 * DAY])
        self.times, self.events = [], []
        self.children = [self.child(i) for i in range(rng.choice([1, 1, 1, 2, 2, 3, 4, 6]))]
        self.adults = [{"record": f"h{n}-m{i}", "relation": "mother"} for i in range(2)]
        self.homes = [(f"h{n}-home{i}", rng.choice(SOURCES)) for i in range(rng.choice([1, 1, 2]))]
        self.old = rng.random() < 0.3       # begins with history that was loaded
        self.decides = any("after_decision" in r for r in rules["rules"])
        self.words = {key: some(rng, WORDS[key], 3) for key in ("category", "agency")}

    def child(self, i):
        """What contacts say of a child: a birth date that makes a birthday of an age in the rules
        fall on or near the anchor; or none, or now and then none; or first the unborn."""
        rng, record = self.rng, {"record": f"h{self.n}-{i}"}
        born = oracle.local(self.zone, self.anchor).date()
        born -= datetime.timedelta(days=rng.choice([-1, 0, 0, 1, 30, 200]))
        years = rng.choice([0, 1, 5, 10, 16, 18])
        if (born.month, born.day) == (2, 29) and (born.year - years) % 4:
            born = born.replace(day=28)
        born = born.replace(year=born.year - years)
        dated = dict(record, birth_date=born.isoformat())
        leaper = dict(record, birth_date="2020-02-29")
        unborn = dict(record, expected_birth_date="2028-05-01")
        return rng.choice([[dated]] * 10 + [[leaper]] * 2 + [[unborn]] * 2 + [[record]] * 4
                          + [[dated, record], [unborn, dated], [unborn, record]])

    def edge(self, at):
        """A time that is a span of the rules away from another, exactly, or a second off."""
        rng, span = self.rng, self.rng.choice(self.spans)
        off = rng.choice([0, 0, 0, SECOND, -SECOND, 1, -1])
        if "working" in span:
            return oracle.due(oracle.Rules(self.rules), at, span) + off
        move = rng.choice([oracle.before, oracle.after])
        return move(self.zone, at, "12 months" if span == "ever" else span) + off

    def decision(self):
        """When an alert is decided, if one rose when some event was recorded."""
        at = oracle.read_time(self.rng.choice(self.events)["recordedtime"])
        return oracle.after(self.zone, at, self.decided)

    def time(self):
        rng, kind = self.rng, self.rng.random()
        if self.times and kind < 0.40:
            return self.edge(rng.choice(self.times))
        if self.times and kind < 0.50:
            return rng.choice(self.times)
        if self.events and kind < 0.55 and self.decides:
            return rng.choice([self.decision(), self.edge(self.decision())])
        if kind < 0.60:                     # local midnight, and the hour that clocks change
            wall = oracle.local(self.zone, self.anchor).replace(hour=0, minute=0, second=0,
                                                                microsecond=0)
            return oracle.instant(self.zone, wall) + rng.choice([-1, 0, 1]) * SECOND + rng.choice(
                [0, HOUR, HOUR + HOUR // 2, 2 * HOUR])
        return self.anchor + rng.randint(-self.reach // SECOND, self.reach // SECOND) * SECOND

    def written(self, at):
        """The same instant as one of the ways in which senders write it."""
        offset = self.rng.choice([0, 0, 0, 60, 330, -210])
        if not offset:
            return oracle.write_time(at)
        sign, minutes = "+" if offset > 0 else "-", abs(offset)
        text = oracle.write_time(at + offset * 60 * SECOND).removesuffix("Z")
        return f"{text}{sign}{minutes // 60:02}:{minutes % 60:02}"

    def data(self, at):
        rng = self.rng
        named = rng.sample(self.children, rng.choice([1, 1, 2, 3]) if len(self.children) > 2
                           else rng.randint(1, len(self.children)))
        data = {"children": [dict(rng.choice(said)) for said in named],
                "agency": rng.choice(self.words["agency"]),
                "category": rng.choice(self.words["category"])}
        for child in data["children"]:
            if rng.random() < 0.25:
                child["about"] = rng.choice(WORDS["about"])
        data["occurred_at"] = self.written(at)
        if rng.random() < 0.15:
            data["occurred_at"] = oracle.local(self.zone, at).date().isoformat()
        for key, share in (("grade", 0.5), ("outcome", 0.4), ("contact_source", 0.4)):
            if rng.random() < share:
                data[key] = rng.choice(WORDS[key])
        for key, word, share in (("other_categories", "category", 0.2), ("factors", "factor", 0.3)):
            if rng.random() < share:
                data[key] = some(rng, WORDS[word], 2)
        if rng.random() < 0.3:
            data["incident_ref"] = rng.choice(REFERENCES)
        if "households" in self.features and rng.random() < 0.2:
            data["adults"] = [dict(rng.choice(self.adults))]
            if rng.random() < 0.5:
                data["children"] = []
            elif rng.random() < 0.2:        # one child twice
                data["children"].append(dict(data["children"][0], about=rng.choice(WORDS["about"])))
        elif rng.random() < 0.05:           # an adult of no household bears on nobody
            data["adults"] = [dict(a) for a in some(rng, self.adults)]
            if rng.random() < 0.3:
                data["children"] = []
        return data

    def recorded(self, at):
        """When we learn of it: soon, at once with others, late, at the instant of a decision."""
        rng, kind = self.rng, self.rng.random()
        seen = [oracle.read_time(e["recordedtime"]) for e in self.events]
        seen = [s for s in seen if s >= at - DAY]
        if seen and kind < 0.2:
            return rng.choice(seen)
        if seen and kind < 0.35 and self.decided != "never":
            return oracle.after(self.zone, rng.choice(seen), self.decided) + rng.choice(
                [0, 0, SECOND, -SECOND])
        if kind < 0.45:
            return at + rng.choice([-DAY, 0, 40 * DAY, 400 * DAY])
        return at + rng.randint(0, 5 * 86400) * SECOND

    def occurred(self, data):
        text = data["occurred_at"]
        return (oracle.read_time(text) if len(text) > 10
                else oracle.noon(self.zone, datetime.date.fromisoformat(text)))

    def add(self, data):
        rng, at = self.rng, self.occurred(data)
        self.times.append(at)
        recorded = max(self.recorded(at), at - DAY)
        event = {"specversion": "1.0", "type": "concernd.contact.recorded.v1",
                 "source": rng.choice(SOURCES),
                 "id": f"h{self.n}-{rng.choice('aAbB-')}{len(self.events)}",
                 "recordedtime": oracle.write_time(recorded), "data": data}
        if rng.random() < 0.9:
            event["time"] = oracle.write_time(recorded)
        if self.old and at < self.anchor or rng.random() < 0.03:
            event["history"] = True
        self.events.append(event)

    def retell(self, data):
        """Another agency tells of the same: near in time, perhaps with a reference in its hand."""
        rng = self.rng
        again = json.loads(json.dumps(data))
        again["agency"] = rng.choice([a for a in AGENCIES if a != data["agency"]] + AGENCIES)
        if len(data["occurred_at"]) > 10:
            at = oracle.read_time(data["occurred_at"])
            span = next((c.get("same_incident_within") for c in CATEGORIES
                         if c["name"] == data["category"]), None)
            span = oracle.exact(span or self.rules["same_incident_within"])
            at += rng.choice([0, span, span, -span, span + SECOND, span - 1, HOUR, 2 * HOUR])
            again["occurred_at"] = self.written(at)
        for key in ("outcome", "grade", "incident_ref"):
            if rng.random() < 0.5:
                again.pop(key, None)
        if rng.random() < 0.25:
            again["incident_ref"] = rng.choice(REFERENCES)
        return again

    def echo(self, data):
        """The same again, by the same agency, at the edge of a window or of a reference."""
        again = json.loads(json.dumps(data))
        if len(data["occurred_at"]) > 10:
            at = oracle.read_time(data["occurred_at"])
            again["occurred_at"] = self.written(self.edge(at))
            if self.rng.random() < 0.3:
                again["incident_ref"] = data["incident_ref"] = self.rng.choice(REFERENCES[:7])
                again["occurred_at"] = self.written(
                    oracle.after(self.zone, at, self.rules["same_reference_within"])
                    + self.rng.choice([0, 0, SECOND, -SECOND]))
        return again

    def at_night(self):
        """Two alike: one in the hour that the clock skips or shows twice, one a span of the rules
        later by the clock on the wall."""
        rng, data = self.rng, self.data(self.anchor)
        data["children"] = [dict(said[0]) for said in self.children]
        night = datetime.date.fromisoformat(rng.choice(ANCHORS[:4]))
        wall = rng.choice([datetime.time(1), datetime.time(1, 30), datetime.time(2)])
        months = [s for s in self.spans if "month" in s or "year" in s] or ["2 weeks"]
        other = oracle.after(self.zone, oracle.noon(self.zone, night), rng.choice(months))
        first, last = (oracle.instant(self.zone, datetime.datetime.combine(day, wall))
                       for day in (night, oracle.local(self.zone, other).date()))
        off = rng.choice([0, 0, 0, HOUR, -HOUR, HOUR // 2, SECOND, -SECOND])
        for at in first + off, last:
            self.add(dict(json.loads(json.dumps(data)), occurred_at=self.written(at)))

    def repeat(self):
        """The same event again; now and then with other data, which is refused."""
        rng = self.rng
        event = json.loads(json.dumps(rng.choice(self.events)))
        later = oracle.read_time(event["recordedtime"]) + rng.choice([0, SECOND, 3 * DAY, 30 * DAY])
        event["recordedtime"] = oracle.write_time(later)
        if rng.random() < 0.3 and "category" in event["data"]:
            event["data"]["category"] = rng.choice(WORDS["category"])
        elif rng.random() < 0.2:
            event["history"] = True
        self.events.append(event)

    # -- corrections and households --

    def told(self, kind, data, recorded, time):
        """One event more, by any source."""
        self.events.append({
            "specversion": "1.0", "type": f"concernd.{kind}.v1", "source": self.rng.choice(SOURCES),
            "id": f"h{self.n}-{self.rng.choice('aAbB-')}{len(self.events)}",
            "time": oracle.write_time(time), "recordedtime": oracle.write_time(recorded),
            "data": data})

    def correct(self):
        """Says something else of a contact, soon or late, or before it came; often at the time of
        another word about it, which makes the order of (source, id) decide."""
        rng = self.rng
        event = rng.choice([e for e in self.events if "category" in e["data"]
                            and "contact" not in e["data"]])
        key = {"source": event["source"], "id": event["id"]}
        about = [e for e in self.events if e is event or e["data"].get("contact") == key]
        base = oracle.read_time(rng.choice(about)["recordedtime"])
        at = base + rng.choice([0, 0, 0, SECOND, -SECOND, HOUR, -HOUR, DAY, 30 * DAY, -30 * DAY])
        recorded = base + rng.choice([0, 0, SECOND, -SECOND, DAY, -DAY, 30 * DAY, 400 * DAY])
        if self.decided != "never" and rng.random() < 0.2:
            recorded = self.decision() + rng.choice([0, SECOND, -SECOND, DAY])
        kind = rng.choice(["amended", "amended", "withdrawn", "outcome", "outcome"])
        getattr(self, kind)(key, event["data"], recorded, at)

    def amended(self, contact, data, recorded, at):
        """The same with something else in it; or what the contact said at first."""
        rng, data = self.rng, json.loads(json.dumps(data))
        for key, new in self.data(self.time()).items():
            if new and rng.random() < 0.25:
                data[key] = new
        for key in ("outcome", "incident_ref", "grade", "other_categories"):
            if rng.random() < 0.15:
                data.pop(key, None)
        recorded = max(recorded, self.occurred(data) - DAY)
        self.told("contact.amended", dict(data, contact=contact), recorded, at)

    def withdrawn(self, contact, data, recorded, at):
        self.told("contact.withdrawn", {"contact": contact, "reason": "sent in error"}, recorded, at)

    def outcome(self, contact, data, recorded, at):
        said = {"contact": contact, "outcome": self.rng.choice(WORDS["outcome"]),
                "decided_at": oracle.write_time(at)}
        self.told("contact.outcome", said, recorded, recorded)

    def old_link(self):
        """They have lived together since before it all."""
        self.link(True, self.anchor - self.reach - self.rng.randint(0, 400) * DAY)

    def move(self):
        """They come to live together, or do so no more, from the instant of some contact on."""
        at = self.rng.choice(self.times) + self.rng.choice([0, 0, SECOND, -SECOND, -DAY])
        self.link(self.rng.random() < 0.5, at)

    def link(self, joins, at):
        """Of some of the people; told at any time, most often by the same source."""
        rng, (home, source) = self.rng, self.rng.choice(self.homes)
        bound = (self.written(at) if rng.random() < 0.7
                 else oracle.local(self.zone, at).date().isoformat())
        data = {"household": home, "from" if joins else "until": bound}
        if rng.random() < 0.9:
            named = rng.sample(self.children, rng.randint(1, len(self.children)))
            data["children"] = [dict(rng.choice(said)) for said in named]
        if rng.random() < 0.7 or "children" not in data:
            data["adults"] = [dict(a) for a in some(rng, self.adults)]
        recorded = max(self.recorded(at), at - DAY)
        self.told("household.linked" if joins else "household.unlinked", data, recorded, recorded)
        if rng.random() < 0.9:
            self.events[-1]["source"] = source

    def make(self):
        """The events in the order in which we learn of them."""
        if "households" in self.features and self.rng.random() < 0.7:
            for _ in range(self.rng.choice([1, 1, 2])):
                self.old_link()
        rng = self.rng
        for _ in range(rng.choice([1, 2, 3, 4, 5, 6, 8, 10])):
            self.add(self.data(self.time()))
            while rng.random() < 0.35:
                self.add(self.retell(self.events[-1]["data"]))
            if rng.random() < 0.35:
                self.add(self.echo(self.events[-1]["data"]))
            if rng.random() < 0.1:
                self.repeat()
            if "households" in self.features and rng.random() < 0.1:
                self.move()
            while "corrections" in self.features and rng.random() < 0.3:
                self.correct()
        if rng.random() < 0.2:
            self.at_night()
        if rng.random() < 0.1:              # a whole night's batch is recorded at one instant
            last = max(self.events, key=recorded_at)["recordedtime"]
            for event in self.events:
                event["recordedtime"] = last
        return sorted(self.events, key=recorded_at)


def recorded_at(event):
    return oracle.read_time(event["recordedtime"])


def shuffled(rng, events):
    """The same facts, learnt in any other order. What depends on the order by itself goes: of an id
    that came with two contents, the first stays."""
    taken, kept = {}, []
    for event in events:
        first = taken.setdefault((event["source"], event["id"]), event)
        if event["data"] == first["data"] and event.get("history") == first.get("history"):
            kept.append(dict(event))
            kept[-1].setdefault("time", first["recordedtime"])
    rng.shuffle(kept)
    at = max(recorded_at(e) for e in events)
    for event in kept:
        event["recordedtime"] = oracle.write_time(at)
        at += rng.choice([0, SECOND, DAY])
    return kept


class Batch:
    """One rule set, and many histories that share it and nothing else."""

    def __init__(self, seed, count, features=FEATURES):
        rng = random.Random(seed)
        self.seed, self.decided = seed, rng.choice(DECIDED)
        self.rules = random_rules(rng, features)
        self.histories = [History(rng, self.rules, n, self.decided, features).make()
                          for n in range(count)]
        self.shuffles = [shuffled(rng, h) for h in self.histories]


def together(histories):
    """Many histories as one stream; those of one instant stay in their order."""
    return sorted((e for h in histories for e in h), key=recorded_at)


def write_events(path, events):
    with open(path, "w", encoding="utf-8") as file:
        for event in events:
            file.write(json.dumps(event, ensure_ascii=False) + "\n")


def main(arguments):
    seed, folder = arguments[:2]
    batch = Batch(seed, int(arguments[2]) if len(arguments) > 2 else 50)
    with open(os.path.join(folder, "rules.json"), "w", encoding="utf-8") as file:
        json.dump(batch.rules, file, indent=1)
    with open(os.path.join(folder, "rules.conf"), "w", encoding="utf-8") as file:
        file.write(oracle.libconfig(batch.rules))
    write_events(os.path.join(folder, "events.jsonl"), together(batch.histories))


if __name__ == "__main__":
    main(sys.argv[1:])
