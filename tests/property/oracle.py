#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A slow, obvious oracle of the rules, written from the text of the contract alone.

It reads a description of a rules.conf (a Python dict of the same keys) and contact events, and
gives the lines that `concernctl backtest --events FILE --json` must print. Nothing in it is shared
with the engine, and nothing in it is clever: every sentence of the contract is a small function
with the sentence quoted above it, and everything is worked out anew whenever a fact arrives.

    oracle.py RULES.json EVENTS.jsonl [never|SPAN]      prints the alerts
    oracle.py --libconfig RULES.json                    prints the same rules as a rules.conf
"""

import datetime
import functools
import json
import sys
import zoneinfo

LEVELS = ["blue", "green", "amber", "red"]
GRADES = ["none", "blue", "green", "amber", "red"]
ABOUTS = ["child", "sibling", "parent-carer", "other-adult"]
NO_REFERENCE = {"", "none", "n/a", "unknown", "nk", "tbc", "0"}
HEAD = {"time_zone": "Europe/London", "same_incident_within": "24 hours",
        "same_reference_within": "14 days", "look_back": "90 days", "holidays": [],
        "office_hours": {"open": "09:00", "close": "17:00",
                         "days": ["monday", "tuesday", "wednesday", "thursday", "friday"]}}
WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
MICROSECOND = datetime.timedelta(microseconds=1)
HOUR = 3600 * 1000000
EVER = -(1 << 62)


# --- Time: whole microseconds since 1970 in UTC -------------------------------------------------

def read_time(text):
    """An RFC 3339 time with a zone."""
    return (datetime.datetime.fromisoformat(text.upper()) - EPOCH) // MICROSECOND


def write_time(at):
    """"Times are UTC, RFC 3339, with `Z`." A fraction only where there is one."""
    text = (EPOCH + at * MICROSECOND).strftime("%Y-%m-%dT%H:%M:%S.%f")
    return text.rstrip("0").rstrip(".") + "Z"


def local(zone, at):
    """What the wall clock shows."""
    return (EPOCH + at * MICROSECOND).astimezone(zone).replace(tzinfo=None)


def instant(zone, wall):
    """"a local time that the clock skips moves on by the gap, one that it shows twice is the
    first". (That is what fold=0 means: the offset before the change, in both cases.)"""
    return (wall.replace(tzinfo=zone, fold=0) - EPOCH) // MICROSECOND


def noon(zone, date):
    """"or a date: then noon in the config's time zone"."""
    return instant(zone, datetime.datetime.combine(date, datetime.time(12)))


# --- Spans --------------------------------------------------------------------------------------

@functools.lru_cache(maxsize=None)
def span(text):
    """"`"24 hours"`, `"90 days"`, `"6 weeks"`, `"12 months"` …; `within` may be `"ever"`"."""
    if text == "ever":
        return ("ever", 0)
    number, unit = text.split(" ", 1)
    return (unit.rstrip("s"), int(number))


def exact(text):
    """"Hours, days and weeks are exact (24 h a day)"."""
    unit, number = span(text)
    return number * {"minute": HOUR // 60, "hour": HOUR, "day": 24 * HOUR,
                     "week": 7 * 24 * HOUR}[unit]


def months_later(zone, at, months):
    """"months and years are calendar months in the config's time zone, clamped at a month's end
    (a local time that the clock skips moves on by the gap, one that it shows twice is the
    first)"."""
    wall = local(zone, at)
    month = wall.year * 12 + wall.month - 1 + months
    year, month = month // 12, month % 12 + 1
    next_month = datetime.date(year + month // 12, month % 12 + 1, 1)
    last_day = (next_month - datetime.timedelta(days=1)).day
    return instant(zone, wall.replace(year=year, month=month, day=min(wall.day, last_day)))


def moved(zone, at, text, sign):
    unit, number = span(text)
    if unit == "month":
        return months_later(zone, at, sign * number)
    if unit == "year":
        return months_later(zone, at, sign * number * 12)
    return at + sign * exact(text)


def working_days_later(rules, at, days):
    """"N working days from t end at the close of office hours on the Nth working day (England and
    Wales, bank holidays) after t's local date"."""
    day, (hour, minute) = local(rules.zone, at).date(), rules.office_hours["close"].split(":")
    while days:
        day += datetime.timedelta(days=1)
        days -= (WEEKDAYS[day.weekday()] in rules.office_hours["days"]
                 and day.isoformat() not in rules.holidays)
    close = datetime.datetime.combine(day, datetime.time(int(hour), int(minute)))
    return instant(rules.zone, close)


def due(rules, at, text):
    """t + `by`."""
    unit, number = span(text)
    if unit == "working day":
        return working_days_later(rules, at, number)
    return after(rules.zone, at, text)


def before(zone, at, text):
    """The instant a span before another."""
    return EVER if text == "ever" else moved(zone, at, text, -1)


def after(zone, at, text):
    """The instant a span after another."""
    return moved(zone, at, text, +1)


# --- Rules --------------------------------------------------------------------------------------

class Rules:
    """A rules.conf as a dict, with what the head leaves out filled in."""

    def __init__(self, rules):
        head = dict(HEAD, **rules)
        self.zone = zoneinfo.ZoneInfo(head["time_zone"])
        self.same_incident_within = head["same_incident_within"]
        self.same_reference_within = head["same_reference_within"]
        self.categories = {c["name"]: c for c in head["categories"]}
        self.office_hours, self.holidays = head["office_hours"], set(head["holidays"])
        # "mode = "live"; default; "shadow" (recorded, told to nobody), "off""
        self.rules = [r for r in head["rules"] if r.get("mode", "live") != "off"]

    def counts(self, category):
        """"A category may set … `counts = false`"."""
        return self.categories.get(category, {}).get("counts", True)

    def incident_span(self, category):
        """"A category may set its own `same_incident_within`"."""
        own = self.categories.get(category, {}).get("same_incident_within")
        return own if own is not None else self.same_incident_within


# --- Contacts -----------------------------------------------------------------------------------

class Contact:
    """A contact as it stands: what was recorded of it, or the amendment that stands for it."""

    def __init__(self, rules, key, data, history, outcome):
        self.key = key                      # (source, id) of the event that first recorded it
        self.name = key[0] + " " + key[1]
        self.history = history
        self.whole_day = len(data["occurred_at"]) == len("2026-01-31")
        if self.whole_day:
            self.at = noon(rules.zone, datetime.date.fromisoformat(data["occurred_at"]))
        else:
            self.at = read_time(data["occurred_at"])
        self.date = local(rules.zone, self.at).date()
        self.agency = data["agency"]
        self.category = data["category"]
        self.categories = {data["category"], *data.get("other_categories", [])}
        self.grade = data.get("grade", "none")
        self.contact_source = data.get("contact_source")
        self.factors = set(data.get("factors", []))
        self.reference = reference(data.get("incident_ref", ""))
        self.outcome = outcome
        self.children = data.get("children", [])
        self.adults = [adult["record"] for adult in data.get("adults", []) if "record" in adult]
        # "as its data stand (outcome aside)"
        self.token = json.dumps({k: v for k, v in data.items() if k != "outcome"}, sort_keys=True)
        self.order = (self.at,) + key


class Bearing:
    """One way in which a contact bears on a child: whose situation it is, and the child's age."""

    def __init__(self, contact, about, child):
        self.about = about
        self.unborn, self.age = age(child, contact.date)


class View:
    """A contact, seen from a child or a household: all the ways in which it bears on it."""

    def __init__(self, contact, bearings):
        self.contact, self.bearings = contact, bearings


def reference(text):
    """"(letter case and outer blanks aside; `none`, `n/a`, `unknown`, `nk`, `tbc`, `0` are no
    reference)"."""
    text = text.strip().lower()
    return None if text in NO_REFERENCE else text


def age(child, date):
    """"whole years by local date at the contact; the unborn are under every age". (unborn, age);
    (False, None) without a birth date."""
    if "birth_date" in child:
        born = datetime.date.fromisoformat(child["birth_date"])
        years = date.year - born.year - ((date.month, date.day) < (born.month, born.day))
        return date < born, years
    return "expected_birth_date" in child, None


# --- Households ---------------------------------------------------------------------------------

class Link:
    """What one household.linked or household.unlinked says."""

    def __init__(self, rules, event, kind):
        data = event["data"]
        self.source, self.household = event["source"], data["household"]
        self.order = (event["source"], event["id"])
        self.children = {c["record"]: c for c in reversed(data.get("children", []))}
        self.adults = {a["record"] for a in data.get("adults", []) if "record" in a}
        self.joins = kind == "household.linked"
        self.at = self.bound(rules.zone, data["from" if self.joins else "until"])

    def bound(self, zone, text):
        """A `from` date begins with its local day, an `until` date ends with it."""
        if len(text) > 10:
            return read_time(text)
        day = datetime.date.fromisoformat(text)
        if not self.joins:
            day += datetime.timedelta(days=1)
        return instant(zone, datetime.datetime.combine(day, datetime.time()))


class Households:
    """"children and adults linked as living together, each link with its source and dates"."""

    def __init__(self):
        self.links = []

    def named(self):
        return {link.household for link in self.links}

    def ever(self, household):
        """All children that any link or unlink of it names."""
        return {c for link in self.links if link.household == household for c in link.children}

    def member(self, household, kind, record, at):
        """The link that makes a person a member at that time, the latest; None where none does: it
        has begun, and its source has not told of an end since."""
        told = [link for link in self.links
                if link.household == household and record in getattr(link, kind) and link.at <= at]
        holding = [link for link in told if link.joins and not any(
            end.source == link.source and not end.joins and end.at > link.at for end in told)]
        return max(holding, key=lambda link: (link.at, link.order), default=None)

    def bearings(self, contact):
        """On whom a contact bears, and how: {child: [Bearing, …]}. "`about` (`child`, the default;
        …)"; "A contact that names an adult bears on the children of the adult's household, as
        `parent-carer`." """
        ways = {}
        for told in contact.children:
            ways.setdefault(told["record"], {}).setdefault(told.get("about", "child"), told)
        for child, link in self.through_adults(contact):
            own = [t for t in contact.children if t["record"] == child and is_dated(t)]
            told = own[0] if own else link.children[child]
            ways.setdefault(child, {}).setdefault("parent-carer", told)
        return {child: [Bearing(contact, about, told) for about, told in by.items()]
                for child, by in ways.items()}

    def through_adults(self, contact):
        """The children that live with an adult whom the contact names, each with the link."""
        found = {}
        for household in self.named():
            if any(self.member(household, "adults", a, contact.at) for a in contact.adults):
                for child in self.ever(household):
                    link = self.member(household, "children", child, contact.at)
                    if link:
                        found.setdefault(child, []).append(link)
        return [(child, max(links, key=lambda link: (link.at, link.order)))
                for child, links in found.items()]

    def homes(self, child, at):
        """The households in which a child was a member."""
        return {h for h in self.named() if self.member(h, "children", child, at)}

    def views(self, contact):
        """Whom a contact is judged for, and how it is seen from there: {subject: View}. "A
        household rule judges the contacts, each once, that name (or bear on) a child who was a
        member at the contact's `occurred_at`; a child in two households counts in both." """
        ways = {}
        for child, bearings in self.bearings(contact).items():
            ways["child", child] = bearings
            for household in self.homes(child, contact.at):
                ways.setdefault(("household", household), []).extend(bearings)
        return {subject: View(contact, bearings) for subject, bearings in ways.items()}

    def touched_by(self, link):
        """The household, all the children of it, and all the households that these are of."""
        children = self.ever(link.household)
        homes = {x.household for x in self.links if children & set(x.children)}
        return ({("child", c) for c in children}
                | {("household", h) for h in homes | {link.household}})


def is_dated(child):
    return "birth_date" in child or "expected_birth_date" in child


# --- Where --------------------------------------------------------------------------------------

# "`agency`, `category`, `grade`, `about`, `outcome`, `contact_source`, `factor`, each a list, each
# also as `not_…`". "`category` looks at `category` and `other_categories`."
WORDS = {
    "agency": lambda a: {a.contact.agency},
    "category": lambda a: a.contact.categories,
    "grade": lambda a: {a.contact.grade},
    "about": lambda a: {b.about for b in a.bearings},
    "outcome": lambda a: {a.contact.outcome},
    "contact_source": lambda a: {a.contact.contact_source},
    "factor": lambda a: a.contact.factors,
}


def meets_words(where, a):
    return all(words(a) & set(where[key]) for key, words in WORDS.items() if key in where)


def meets_grade_at_least(where, a):
    """"`grade_at_least` (none, blue, green, amber, red)"."""
    return ("grade_at_least" not in where
            or GRADES.index(a.contact.grade) >= GRADES.index(where["grade_at_least"]))


def meets_age_under(where, b):
    """"the unborn are under every age; without a birth date both are met"."""
    return "age_under" not in where or b.unborn or b.age is None or b.age < where["age_under"]


def meets_age_from(where, b):
    """"the unborn are under every age; without a birth date both are met"."""
    if "age_from" not in where:
        return True
    return not b.unborn and (b.age is None or b.age >= where["age_from"])


def meets_about(where, b):
    """"In every `where`, without `about` or `not_about` only `["child"]` counts."""
    if "about" in where:
        return b.about in where["about"]
    return "not_about" in where or b.about == "child"


def meets_bearing(where, a):
    """"`about` and age are met if they are met for one of those children": both for the same."""
    return any(meets_about(where, b) and meets_age_under(where, b) and meets_age_from(where, b)
               for b in a.bearings)


def meets_counting(rules, where, a):
    """"`counts = false`: a contact all of whose categories (`category` and `other_categories`) are
    such meets the positive criteria of a `where` only if its `category` list names one of them."""
    if any(rules.counts(c) for c in a.contact.categories):
        return True
    return bool(a.contact.categories & set(where.get("category", [])))


def meets_positive(rules, where, a):
    """Every criterion of a `where` but the `not_…` ones."""
    return (meets_words(where, a) and meets_grade_at_least(where, a) and meets_bearing(where, a)
            and meets_counting(rules, where, a))


def is_forbidden(where, a):
    """"what a `not_…` one forbids"."""
    return any(words(a) & set(where["not_" + key])
               for key, words in WORDS.items() if "not_" + key in where)


def meets(rules, where, a):
    """"A contact *meets* a `where` when it meets every criterion, the `not_…` ones too."""
    return meets_positive(rules, where, a) and not is_forbidden(where, a)


# --- Incidents ----------------------------------------------------------------------------------

class Incident:
    def __init__(self, first):
        self.members = [first]              # in order

    @property
    def first(self):
        return self.members[0].contact

    @property
    def at(self):
        """"The incident's time t is its first contact's."""
        return self.first.at

    @property
    def references(self):
        return {m.contact.reference for m in self.members} - {None}


def joins_by_reference(rules, incident, contact):
    """"a contact joins the first incident that has its `incident_ref` on one of its contacts … and
    whose first contact is at most `same_reference_within` earlier"."""
    return (contact.reference is not None and contact.reference in incident.references
            and incident.at >= before(rules.zone, contact.at, rules.same_reference_within))


def is_near(rules, first, contact):
    """"and a first contact at most `same_incident_within` of that category earlier (`"0 hours"`:
    never; where either first contact or joining one is a whole day: on the same local date
    instead, whatever the span)"."""
    within = rules.incident_span(first.category)
    if span(within)[1] == 0:
        return False
    if first.whole_day or contact.whole_day:
        return first.date == contact.date
    return first.at >= before(rules.zone, contact.at, within)


def joins_by_likeness(rules, incident, contact):
    """"else the first, unless both it and one of the incident's contacts have references, with the
    same `category` as its first contact, no contact of its own agency, and a first contact …"."""
    return (not (contact.reference and incident.references)
            and contact.category == incident.first.category
            and all(m.contact.agency != contact.agency for m in incident.members)
            and is_near(rules, incident.first, contact))


def incidents_of(rules, contacts):
    """"A child's contacts that stand (not withdrawn), in order of (`occurred_at`, `source`, `id`),
    gathered greedily"."""
    incidents = []
    for a in sorted(contacts, key=lambda a: a.contact.order):
        for joins in joins_by_reference, joins_by_likeness:
            found = [i for i in incidents if joins(rules, i, a.contact)]
            if found:
                found[0].members.append(a)
                break
        else:
            incidents.append(Incident(a))
    return incidents


# --- Matching -----------------------------------------------------------------------------------

def matching_contacts(rules, where, incident):
    """"Its *matching contacts* are those that meet the positive criteria."""
    return [m for m in incident.members if meets_positive(rules, where, m)]


def matches(rules, where, incident):
    """"An incident matches a `where` when one of its contacts meets every positive criterion, and
    none of its contacts meets what a `not_…` one forbids."""
    return (bool(matching_contacts(rules, where, incident))
            and not any(is_forbidden(where, m) for m in incident.members))


# --- Holding ------------------------------------------------------------------------------------

class Window:
    """The rule holds here: at which incidents, how high, and since when."""

    def __init__(self, incidents, level, true_at):
        self.incidents, self.level, self.true_at = incidents, level, true_at


def window_of(rules, rule, matching, k):
    """"the window of incident k is all i ≤ k with t(i) ≥ t(k) − `within` (the edge counts)"."""
    start = before(rules.zone, matching[k].at, rule["within"])
    return [i for i in matching[:k + 1] if i.at >= start]


def all_matching(rules, rule, window):
    where = rule.get("where", {})
    return [m.contact for i in window for m in matching_contacts(rules, where, i)]


def need_incidents(rules, rule, window, matching, need):
    return len(window) >= need


def need_agencies(rules, rule, window, matching, need):
    """"`agencies`, `categories`: over the matching contacts"."""
    return len({c.agency for c in all_matching(rules, rule, window)}) >= need


def need_categories(rules, rule, window, matching, need):
    """"(`category` and `other_categories` both)"."""
    return len({n for c in all_matching(rules, rule, window) for n in c.categories}) >= need


def need_score(rules, rule, window, matching, need):
    """"an agency's sum is cut at `cap_per_agency`, an incident's points being those of the agency
    of its first matching contact"; "Comparisons of `score` … allow 1e-9."""
    score, sums = rule.get("score", {}), {}
    for incident in window:
        agency = matching_contacts(rules, rule.get("where", {}), incident)[0].contact.agency
        sums[agency] = sums.get(agency, 0.0) + points(rules, rule, incident, window[-1].at)
    cap = score.get("cap_per_agency", float("inf"))
    return sum(min(s, cap) for s in sums.values()) >= need - 1e-9


def points(rules, rule, incident, at):
    """"each incident brings the highest weight among its matching contacts' categories
    (`default_weight`, 1.0, where none is set; `category` and `other_categories` both) × the
    `grade_factor` of the highest grade of its matching contacts (1.0 where none is set) ×
    2^(−(t(k) − t(i)) / `half_life`)"."""
    score = rule.get("score", {})
    contacts = all_matching(rules, rule, [incident])
    weights, default = score.get("weights", {}), score.get("default_weight", 1.0)
    weight = max(weights.get(n, default) for c in contacts for n in c.categories)
    grade = max((c.grade for c in contacts), key=GRADES.index)
    factor = score.get("grade_factor", {}).get(grade, 1.0)
    if "half_life" not in score:
        return weight * factor
    return weight * factor * 2.0 ** (-(at - incident.at) / exact(score["half_life"]))


def need_times_usual(rules, rule, window, matching, need):
    """"the window's count is at least 3.0 × the count of matching incidents with t(k) − `within` −
    `usual_over` ≤ t < t(k) − `within`, × `within` / `usual_over`; with none before, any count will
    do"; "Comparisons of … `times_usual` allow 1e-9."""
    within, usual_over = exact(rule["within"]), exact(rule["usual_over"])
    start = window[-1].at - within
    usual = len([i for i in matching if start - usual_over <= i.at < start])
    return usual == 0 or len(window) >= need * usual * within / usual_over - 1e-9


NEEDS = {"incidents": need_incidents, "agencies": need_agencies, "categories": need_categories,
         "score": need_score, "times_usual": need_times_usual}


def tier_is_met(rules, rule, window, matching, needs):
    """"needs = { … }; # all of them, in one window"."""
    return all(NEEDS[key](rules, rule, window, matching, need) for key, need in needs.items())


def level_of(rules, rule, window, matching):
    """"the window meets at least one tier: `needs`, or the whole `needs` of an entry of `levels`;
    nothing is inherited. Its level is the highest tier met." None when none is."""
    tiers = [{"level": rule["level"], "needs": rule["needs"]}] + rule.get("levels", [])
    met = [t["level"] for t in tiers if tier_is_met(rules, rule, window, matching, t["needs"])]
    return max(met, key=LEVELS.index, default=None)


def needs_windows(rules, rule, incidents, scene):
    """"Of the incidents that match the rule's `where`, in order, the window of incident k is …
    The rule holds at k if incident k matches `last` and the window meets at least one tier"."""
    matching = [i for i in incidents if matches(rules, rule.get("where", {}), i)]
    holding = []
    for k, incident in enumerate(matching):
        window = window_of(rules, rule, matching, k)
        level = level_of(rules, rule, window, matching[:k + 1])
        if level and ("last" not in rule or matches(rules, rule["last"], incident)):
            holding.append(Window(window, level, incident.at))
    return holding


def latest_chain(rules, links, incidents, k, n):
    """"each later in the order than the one before: the first matches the rule's `where`, each
    next its own, and t(previous) ≥ t(next) − its `within`. The window is the chain whose members,
    from the last backwards, are as late as possible." The chain of links[:n + 1] ending at k."""
    if not matches(rules, links[n]["where"], incidents[k]):
        return None
    if n == 0:
        return [incidents[k]]
    start = before(rules.zone, incidents[k].at, links[n]["within"])
    for p in reversed(range(k)):
        if incidents[p].at >= start:
            chain = latest_chain(rules, links, incidents, p, n - 1)
            if chain:
                return chain + [incidents[k]]
    return None


def then_windows(rules, rule, incidents, scene):
    """"`then` holds at k, the last link, if a chain of incidents ends there"."""
    links = [{"where": rule.get("where", {})}] + [dict({"where": {}}, **t) for t in rule["then"]]
    chains = [latest_chain(rules, links, incidents, k, len(links) - 1)
              for k in range(len(incidents))]
    return [Window(c, rule["level"], c[-1].at) for c in chains if c]


def is_answer(rules, unless, incident, until, a):
    """"meets the second `where` and occurred from t to t + `by` (with `same`: and has a reference
    of the incident's; an incident without one is not answered)"."""
    return (meets(rules, unless.get("where", {}), a)
            and incident.at <= a.contact.at <= until
            and ("same" not in unless or a.contact.reference in incident.references))


def unless_windows(rules, rule, incidents, scene):
    """"`unless` holds at a matching incident when, at t + `by`, no contact of the child, the
    incident's own included, as it stands and as far as we have it, [is an answer]. … The window
    is the incident alone."""
    holding = []
    for incident in incidents:
        if matches(rules, rule.get("where", {}), incident):
            until = due(rules, incident.at, rule["unless"]["by"])
            if scene.now >= until and not any(
                    is_answer(rules, rule["unless"], incident, until, a) for a in scene.views):
                holding.append(Window([incident], rule["level"], until))
    return holding


def after_decision_windows(rules, rule, incidents, scene):
    """"`after_decision`: an incident within that span after a decision with one of these outcomes
    on any alert of the child; `level = "raised"` is one above that of the latest such alert, at
    most red." """
    holding = []
    for incident in incidents:
        before_it = [a for a in scene.decided if a.outcome in rule["after_decision"]["outcome"]
                     and a.decided_at < incident.at <= after(rules.zone, a.decided_at,
                                                             rule["after_decision"]["within"])]
        if before_it and matches(rules, rule.get("where", {}), incident):
            holding.append(Window([incident], level_after(rule, before_it), incident.at))
    return holding


def level_after(rule, decided):
    if rule["level"] != "raised":
        return rule["level"]
    latest = max((a.decided_at, LEVELS.index(a.level)) for a in decided)
    return LEVELS[min(latest[1] + 1, len(LEVELS) - 1)]


class Scene:
    """What else the kinds look at: all contacts of the child or household, all decided alerts on
    it, whatever the rule, and the time that it is."""

    def __init__(self, views, decided, now):
        self.views, self.decided, self.now = views, decided, now


def windows(rules, rule, incidents, scene):
    """"Kinds, by which keys a rule has"."""
    for key, kind in (("then", then_windows), ("unless", unless_windows),
                      ("after_decision", after_decision_windows)):
        if key in rule:
            return kind(rules, rule, incidents, scene)
    return needs_windows(rules, rule, incidents, scene)


# --- Judged, counting ---------------------------------------------------------------------------

def is_judged(incident, decided):
    """"An incident is judged if every one of its contacts, as its data stand (outcome aside), is
    in the evidence of some decided alert of this rule on this child."""
    return all(any(alert.tokens.get(m.contact.key) == m.contact.token for alert in decided)
               for m in incident.members)


def is_news(incident, alert):
    """"or a contact of one not judged has an agency or a category (`other_categories` too) that no
    contact in that alert's evidence had when it was decided"."""
    return any(m.contact.agency not in alert.agencies or m.contact.categories - alert.categories
               for m in incident.members)


def is_all_history(window):
    """"not all contacts of its incidents are history"."""
    return all(m.contact.history for i in window.incidents for m in i.members)


def window_counts(rule, window, decided):
    """"Window k *counts* if the rule holds at k, not all contacts of its incidents are history, and
    it has at least `rearm` incidents not judged; or at least one, and its level is above that of
    the last decided alert of this rule on this child, or [news]. Where no alert of the rule on the
    child has been decided, one not judged is enough."""
    fresh = [i for i in window.incidents if not is_judged(i, decided)]
    if is_all_history(window) or not fresh:
        return False
    if not decided or len(fresh) >= rule.get("rearm", 1):
        return True
    last = decided[-1]
    return (LEVELS.index(window.level) > LEVELS.index(last.level)
            or any(is_news(i, last) for i in fresh))


# --- Raising ------------------------------------------------------------------------------------

class Alert:
    def __init__(self, subject, rule, known_at):
        self.subject, self.rule, self.known_at = subject, rule["name"], known_at
        self.state, self.decide_at = "open", None
        self.decided_at = self.outcome = None

    def stand(self, counting):
        """"its evidence is the union of all windows that count, its level the highest of theirs,
        `became_true_at` the earliest of their t(k)"."""
        evidence = {i.first.key: i for w in counting for i in w.incidents}
        evidence = sorted(evidence.values(), key=lambda i: i.first.order)
        self.level = max((w.level for w in counting), key=LEVELS.index)
        self.became_true_at = min(w.true_at for w in counting)
        self.incidents = [[m.contact.name for m in i.members] for i in evidence]
        contacts = [m.contact for i in evidence for m in i.members]
        self.tokens = {c.key: c.token for c in contacts}
        self.agencies = {c.agency for c in contacts}
        self.categories = {n for c in contacts for n in c.categories}

    def line(self):
        """"a line per alert"."""
        kind, name = self.subject
        return json.dumps({kind: name, "rule": self.rule, "level": self.level,
                           "became_true_at": write_time(self.became_true_at),
                           "known_at": write_time(self.known_at), "state": self.state,
                           "incidents": self.incidents},
                          separators=(",", ":"), ensure_ascii=False)


class Backtest:
    """The virtual clock of `concernctl backtest --events`."""

    def __init__(self, rules, decided="never"):
        self.rules, self.decided = Rules(rules), decided
        self.events = {}                    # (source, id) -> data: what was taken already
        self.facts = {}                     # contact key -> what we were told of it
        self.contacts = {}                  # contact key -> the contact as it stands
        self.households = Households()
        self.alerts = {}                    # (subject, rule name) -> its alerts, oldest first
        self.timers = {}                    # (subject, rule name) -> instants to come

    def run(self, events):
        """The alerts, in order. "The virtual clock runs on after the last event until every timer
        and supposed decision has come; at one instant facts come first, then timers, then
        decisions."""
        recorded = {}
        for event in events:
            recorded.setdefault(read_time(event["recordedtime"]), []).append(event)
        while True:
            due = ([(at, 0) for at in recorded]
                   + [(at, 1) for times in self.timers.values() for at in times]
                   + [(a.decide_at, 2) for a in self.open_alerts() if a.decide_at is not None])
            if not due:
                break
            at, kind = min(due)
            if kind == 0:
                self.facts_come(at, recorded.pop(at))
            elif kind == 1:
                self.timers_come(at)
            else:
                self.decisions_come(at)
        alerts = [a for raised in self.alerts.values() for a in raised]
        return sorted(alerts, key=lambda a: (a.known_at, a.subject[1], a.rule))

    def open_alerts(self):
        return [raised[-1] for raised in self.alerts.values()
                if raised and raised[-1].state == "open"]

    # -- facts --

    def facts_come(self, at, events):
        """"All facts with one `recorded_at` are applied, then the children they touch are judged
        once, by every rule"."""
        touched = set()
        for event in events:
            touched |= self.apply(at, event)
        for subject in sorted(touched):
            self.judge(subject, self.rules.rules, at)

    def apply(self, at, event):
        """Takes one event; whom it touches. "`duplicate` (same `source`, `id` and data)"; "Same
        `source` and `id` with other data: `refused`": neither tells anything new."""
        key, data = (event["source"], event["id"]), event["data"]
        if key in self.events:
            return set()
        self.events[key] = data
        kind = event["type"].removeprefix("concernd.").removesuffix(".v1")
        if kind.startswith("household."):
            link = Link(self.rules, event, kind)
            self.households.links.append(link)
            return self.households.touched_by(link)
        if not kind.startswith("contact."):
            return set()
        return self.apply_to_contact(at, event, kind)

    def apply_to_contact(self, at, event, kind):
        key, data = (event["source"], event["id"]), event["data"]
        named = data.get("contact")
        contact = (named["source"], named["id"]) if named else key
        told = self.facts.setdefault(contact, [])
        told.append({"kind": kind, "key": key, "data": data, "recorded": at,
                     "time": read_time(event["time"]) if "time" in event else None,
                     "history": event.get("history", False)})
        was = self.contacts.get(contact)
        now = self.contacts[contact] = standing(self.rules, contact, told)
        return {subject for c in (was, now) if c for subject in self.households.views(c)}

    # -- judging --

    def judge(self, subject, rules, now):
        """"scope = "child"; # default; or "household"": each rule judges its own kind."""
        rules = [r for r in rules if r.get("scope", "child") == subject[0]]
        seen = [self.households.views(c).get(subject) for c in self.contacts.values() if c]
        seen = [view for view in seen if view]
        incidents = incidents_of(self.rules, seen)
        scene = Scene(seen, self.decided_alerts(subject), now)
        for rule in rules:
            self.judge_by(rule, subject, incidents, scene)

    def decided_alerts(self, subject):
        return [a for (whose, _), raised in self.alerts.items() if whose == subject
                for a in raised if a.state == "decided"]

    def judge_by(self, rule, subject, incidents, scene):
        self.set_timers(subject, rule, incidents, scene.now)
        raised = self.alerts.setdefault((subject, rule["name"]), [])
        decided = [a for a in raised if a.state == "decided"]
        counting = [w for w in windows(self.rules, rule, incidents, scene)
                    if window_counts(rule, w, decided)]
        undecided = raised[-1] if raised and raised[-1].state == "open" else None
        if counting and not undecided:
            undecided = self.rise(subject, rule, scene.now)
        if counting:
            undecided.stand(counting)
        elif undecided:
            # "If a correction leaves none that counts, it is `withdrawn`, and stays as it last
            # stood." (What arrives late may regroup incidents, and so take the ground away too.)
            undecided.state = "withdrawn"

    def rise(self, subject, rule, now):
        """"No alert undecided, and some k counts: an alert rises; `known_at` is that `recorded_at`,
        or the due time of the timer." "A SPAN supposes that each alert is decided that long after
        `known_at`, with no action; `never` leaves one growing alert per child and rule."""
        alert = Alert(subject, rule, now)
        if self.decided != "never":
            alert.decide_at = after(self.rules.zone, now, self.decided)
        self.alerts[subject, rule["name"]].append(alert)
        return alert

    # -- timers and decisions --

    def set_timers(self, subject, rule, incidents, now):
        if "unless" in rule:
            times = {due(self.rules, i.at, rule["unless"]["by"]) for i in incidents
                     if matches(self.rules, rule.get("where", {}), i)}
            self.timers[subject, rule["name"]] = {at for at in times if at > now}

    def timers_come(self, at):
        """"a timer judges its rule alone"."""
        for (subject, name), times in sorted(self.timers.items()):
            if at in times:
                self.judge(subject, [r for r in self.rules.rules if r["name"] == name], at)

    def decisions_come(self, at):
        """"a decision judges nothing"; a supposed one, "with no action", has the outcome `nfa`."""
        for alert in self.open_alerts():
            if alert.decide_at == at:
                alert.state, alert.decided_at, alert.outcome = "decided", at, "nfa"


def standing(rules, key, told):
    """The contact as it stands, of all that we were told of it; None when withdrawn, or not yet
    recorded: "One that comes before its contact, or an outcome that does, waits for it." "of
    several the one with the latest `time` stands (of equal times the greatest `source`, `id`), so
    an amendment after a withdrawal brings the contact back."""
    first = [f for f in told if f["kind"] == "contact.recorded"]
    if not first:
        return None
    later = [f for f in told if f["kind"] in ("contact.amended", "contact.withdrawn")]
    stands = max(later, key=lambda f: (f["time"], f["key"]), default=first[0])
    if stands["kind"] == "contact.withdrawn":
        return None
    data = {k: v for k, v in stands["data"].items() if k != "contact"}
    return Contact(rules, key, data, first[0]["history"], outcome(told))


def outcome(told):
    """"the outcome with the latest `decided_at` stands; one inside a contact or an amendment, a
    replaced one too, competes with that event's `time` (without one, the time it was recorded); an
    amendment without one erases none"."""
    said = []
    for fact in told:
        if fact["kind"] == "contact.outcome":
            said.append((read_time(fact["data"]["decided_at"]), fact["key"], fact))
        elif "outcome" in fact["data"]:
            at = fact["time"] if fact["time"] is not None else fact["recorded"]
            said.append((at, fact["key"], fact))
    return max(said)[2]["data"]["outcome"] if said else None


def backtest(rules, events, decided="never"):
    """The lines of `concernctl backtest --rules F --events F --decided DECIDED --json`."""
    return [alert.line() for alert in Backtest(rules, decided).run(events)]


# --- The same rules for the engine --------------------------------------------------------------

def libconfig(value, depth=0):
    """A value as libconfig reads it; a dict at depth 0 is a whole file."""
    pad = "  " * depth
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, dict):
        body = "".join(f"{pad}{k} = {libconfig(v, depth + 1)};\n" for k, v in value.items())
        return body if depth == 0 else "{\n" + body + "  " * (depth - 1) + "}"
    if value and isinstance(value[0], dict):
        return "(\n" + ",\n".join(pad + libconfig(v, depth + 1) for v in value) + " )"
    return "[ " + ", ".join(libconfig(v, depth + 1) for v in value) + " ]"


def main(arguments):
    if arguments[:1] == ["--libconfig"]:
        with open(arguments[1], encoding="utf-8") as file:
            sys.stdout.write(libconfig(json.load(file)))
        return
    with open(arguments[0], encoding="utf-8") as file:
        rules = json.load(file)
    with open(arguments[1], encoding="utf-8") as file:
        events = [json.loads(line) for line in file if line.strip()]
    for line in backtest(rules, events, *arguments[2:3]):
        print(line)


if __name__ == "__main__":
    main(sys.argv[1:])
