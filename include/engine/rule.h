/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_ENGINE_RULE_H
#define CONCERND_ENGINE_RULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/calendar.h"
#include "base/span.h"
#include "base/working.h"
#include "engine/contact.h"
#include "engine/words.h"

/* A rule as the engine judges by it, and the book of all rules in force. config/ builds them from
 * rules.conf; everything they point to lives as long as the book. */

/* In order: a higher level is a greater number. */
enum level { LEVEL_NONE, LEVEL_BLUE, LEVEL_GREEN, LEVEL_AMBER, LEVEL_RED };

/* What a criterion looks at. A criterion is one row of engine/where.c's table of matchers. */
enum criterion_field {
	FIELD_AGENCY,
	FIELD_CATEGORY,
	FIELD_GRADE,
	FIELD_ABOUT,
	FIELD_OUTCOME,
	FIELD_CONTACT_SOURCE,
	FIELD_FACTOR,
	FIELD_GRADE_AT_LEAST, /* number: enum grade */
	FIELD_AGE_UNDER,      /* number: whole years */
	FIELD_AGE_FROM,       /* number: whole years */
};

struct criterion {
	enum criterion_field field;
	bool forbids;         /* a not_… criterion */
	struct wordset words; /* the list; for grade and about bit i is enum value i */
	int number;
};

/* The parser adds `about = ["child"]` where neither about nor not_about was given. */
enum { WHERE_CRITERIA = 20 };

struct where {
	struct criterion criteria[WHERE_CRITERIA];
	size_t n;
};

/* 0 is "not asked". */
struct needs {
	int incidents;
	int agencies;
	int categories;
	double score;
	double times_usual;
};

/* What a window has of that. */
struct measure {
	size_t incidents;
	int agencies, categories;
	double score;
	double usual; /* incidents that a span of its length had before; 0 if not asked for */
};

struct tier {
	enum level level;
	struct needs needs;
};

enum { RULE_TIERS = 5, RULE_LINKS = 8, RULE_NAME_MAX = 64 };

struct score {
	double weights[WORD_MAX + 1]; /* by category; default_weight where none is set */
	double grade_factor[GRADES];  /* by enum grade; 1.0 where none is set */
	int64_t half_life_us;         /* 0: no decay */
	double cap_per_agency;        /* 0: no cap */
};

enum rule_mode { MODE_LIVE, MODE_SHADOW, MODE_OFF };
enum rule_scope { SCOPE_CHILD, SCOPE_HOUSEHOLD };

/* `then`: an incident that matches the rule's where, followed by one for each link, in order. */
struct chain {
	struct link {
		struct where where;
		struct span within; /* of the link before it */
	} links[RULE_LINKS];
	size_t n;
};

/* `unless`: an incident, and no contact from t to t + by that meets `where`. */
struct unless {
	struct where where;
	struct span by; /* working days too */
	bool same_ref;  /* same = "incident_ref": only one with a reference of the incident's */
};

/* `after_decision`: an incident within a span after a decision with one of the outcomes. */
struct after {
	struct wordset outcomes;
	struct span within; /* working days too */
	bool raised;        /* level = "raised": one above that of the latest such alert */
};

/* The kind is a row in engine/holding.c's table of kinds: what holds at incident k. */
enum rule_kind { RULE_NEEDS, RULE_THEN, RULE_UNLESS, RULE_AFTER_DECISION };

struct rule {
	const char *name;  /* stable id */
	const char *title; /* plain English, for managers */
	const char *basis; /* where the number comes from; "" if not told */
	const char *text;  /* the rule as it read in the config, kept with its alerts */
	enum rule_kind kind;
	enum rule_scope scope;
	enum rule_mode mode;
	bool fresh_decider;
	struct where where;
	struct span within;            /* RULE_NEEDS: exact, months or ever */
	struct tier tiers[RULE_TIERS]; /* tiers[0] is `needs` at `level`; then `levels` as written.
				      Other kinds have one tier that needs nothing: `level` */
	size_t n_tiers;
	struct span usual_over; /* RULE_NEEDS with times_usual: exact, as within then is */
	struct chain chain;     /* RULE_THEN */
	struct unless unless;   /* RULE_UNLESS */
	struct after after;     /* RULE_AFTER_DECISION; if raised, the tier has LEVEL_NONE */
	bool has_last;
	struct where last;
	struct score score;
	int rearm;                 /* 1 or more */
	int64_t history_before_us; /* a contact recorded before this is history for this rule:
				      first applied less look_back; INT64_MIN when not known */
};

/* How contacts are gathered to incidents. Exact microseconds. */
struct gathering {
	int64_t same_reference_us;              /* same_reference_within */
	int64_t same_incident_us[WORD_MAX + 1]; /* by category; 0: never */
};

struct rulebook {
	const struct zone *zone;
	struct working working; /* working days and office hours */
	struct gathering gathering;
	struct wordset uncounted; /* categories with counts = false */
	struct rule *rules;
	size_t n_rules;
};

#endif
