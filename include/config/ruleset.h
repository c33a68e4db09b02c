/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CONFIG_RULESET_H
#define CONCERND_CONFIG_RULESET_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/span.h"
#include "config/findings.h"
#include "config/lexicon.h"
#include "engine/rule.h"

/* rules.conf, read: the words, the rules, and what goes with them (SPEC sections 3 and 4). */

enum feedback { FEEDBACK_OUTCOME, FEEDBACK_RECEIVED, FEEDBACK_NONE };

struct agency {
	const char *name, *title;
	enum feedback feedback;
	const char
		*requests_to; /* a recipient, or a channel of this machine; "": asked by a person */
	struct place place;
};

struct category {
	const char *name, *title;
	bool counts;
	const char *const *factors; /* DfE codes that speak for it */
	size_t n_factors;
};

struct outcome {
	const char *name, *title;
};

/* Why the police may be advised to set a flag on a child, in their own system. */
struct flag_reason {
	const char *name, *title;
	struct span review_within; /* exact or months: a review is at most so far ahead */
};
#define FLAG_REVIEW_WITHIN "3 months" /* where nothing else is said */
/* A lawful ground on which an agency is asked about a child. */
struct ground {
	const char *name, *title;
};

/* CHANNEL_LOG is the daemon's own log: it needs neither syslog nor a journal to be there. The last two
 * go to recipients that concernd.conf names. */
enum channel { CHANNEL_LOG, CHANNEL_SYSLOG, CHANNEL_JOURNAL, CHANNEL_EMAIL, CHANNEL_WEBHOOK };
enum { CHANNELS_HERE = 3, CHANNELS = 5 };

enum route_hours { HOURS_ANY, HOURS_OFFICE, HOURS_OUT };

/* Who is told of which alerts. An alert goes to the channels and recipients of every route that it
 * meets; without any route in the file, to every channel that is on. */
struct alert_route {
	unsigned levels;          /* bit i is enum level i; 0: every level */
	const char *const *rules; /* names; none: every rule */
	size_t n_rules;
	struct wordset agencies;  /* one of the evidence's; empty: whatever they are */
	const char *const *teams; /* the child's, one of them; none: whatever it is */
	size_t n_teams;
	enum route_hours hours;        /* when it is told: by the office hours */
	unsigned channels;             /* bit i is enum channel i */
	const char *const *recipients; /* names of concernd.conf */
	size_t n_recipients;
	struct place place, to_place;
};

/* What people owe on an alert, each by a time. */
enum clock_kind {
	CLOCK_ACKNOWLEDGE,
	CLOCK_DECIDE,
	CLOCK_ACT,
	CLOCK_FEEDBACK,
	CLOCK_ANSWER,     /* to a request: due when who asked says */
	CLOCK_CONFERENCE, /* the meeting that has to follow another: due by what its kind says */
};
enum {
	CLOCKS = 6,
	CLOCKS_BY_LEVEL = 4
}; /* the latter: those that the config says when they are due */

/* Who is told, one after the other, that a clock was missed; the last one daily. A rung is a recipient,
 * "log", "syslog" or "journal", "holder" (who acknowledged) or "routes" (whom the routes tell). */
struct ladder {
	const char *const *rungs; /* none: "routes" */
	size_t n;
	struct place place;
};

/* The clocks of the alerts of a level. */
struct level_clocks {
	bool is_set;       /* by the file; else these are the defaults */
	bool on_the_clock; /* spans run day and night; else by office hours */
	struct span by[CLOCKS_BY_LEVEL];
	struct span rung_after; /* from rung to rung */
	struct ladder ladders[CLOCKS];
	struct place place;
};

/* A digest that somebody gets once a day, also when it is empty. */
struct digest {
	const char *to;   /* a recipient, or a channel of this machine */
	const char *team; /* "": all */
	int64_t at_us;    /* local time of day */
	struct place place;
};

/* A kind of meeting of several agencies. */
struct meeting_kind {
	const char *name, *title;
	const char *then;        /* the kind that has to follow; NULL: none */
	struct span then_within; /* by when, from when it was held */
	const char *const
		*categories; /* of which alerts are on its agenda; none: those put on it */
	size_t n_categories;
	const char *const *needs_agencies; /* without whom it is not what it should be */
	size_t n_needs_agencies;
};
enum { MEETINGS_MOST = 64 };

enum { RULE_MEANING_BYTES = 32 };

struct ruleset {
	struct arena arena;
	unsigned char hash[CONFIG_HASH_BYTES]; /* BLAKE2b of the files */
	struct zone *zone;
	struct lexicon lexicon;
	struct rulebook book;        /* book.zone is zone */
	struct place holidays_place; /* where the bank holidays stand; line 0: the built-in ones */
	struct span look_back;
	int alerts_a_day; /* of one rule, above which `concernctl check --stored` warns; 0: never */
	struct agency *agencies; /* agencies[i] is word i + 1; likewise below */
	size_t n_agencies;
	struct category *categories;
	size_t n_categories;
	struct outcome *outcomes;
	size_t n_outcomes;
	struct flag_reason *flag_reasons;
	size_t n_flag_reasons;
	struct meeting_kind *meetings;
	size_t n_meetings;
	struct ground *grounds; /* of requests; none: none can be made */
	size_t n_grounds;
	struct alert_route *routes;
	size_t n_routes;
	struct level_clocks clocks[LEVEL_RED + 1]; /* by enum level */
	struct digest *digests;
	size_t n_digests;
	const struct place *places;                          /* of book.rules[i], in the files */
	const unsigned char (*meanings)[RULE_MEANING_BYTES]; /* likewise: ruleset_meaning() */
	const char *text; /* the whole file as libconfig writes it: stored with the version */
};

/*
 * Reads and checks a rules.conf (and what it includes). Every mistake is added to findings; the
 * ruleset is NULL if there is an error among them, else the caller's, freed by ruleset_free().
 */
struct ruleset *ruleset_read_file(const char *path, struct findings *findings);

/* The same from a text, as the database keeps it; `name` stands for the file in findings. */
struct ruleset *ruleset_read_text(const char *text, const char *name, struct findings *findings);

void ruleset_free(struct ruleset *ruleset);

/* The rule of that name in the book; NULL if there is none. */
struct rule *ruleset_rule(const struct ruleset *ruleset, const char *name);

/* The reason of that name for which a flag may be advised; NULL if there is none. */
const struct flag_reason *ruleset_flag_reason(const struct ruleset *ruleset, const char *name);
/* The kind of meeting of that name; NULL if there is none. */
const struct meeting_kind *ruleset_meeting(const struct ruleset *ruleset, const char *name);

/* True if it is a key of rules.conf and of rules.conf alone. */
bool ruleset_is_key(const char *name);

/* Hash of what a rule of the book means: its own keys, but not name, title, basis, mode and
 * fresh_decider, and neither comments nor the order of keys. "First applied" is kept by name and this.
 * RULE_MEANING_BYTES bytes, which live as long as the rule set. */
const unsigned char *ruleset_meaning(const struct ruleset *ruleset, const struct rule *rule);

/* The level as the rule says it: level_name() of its first tier, or "raised". Static storage. */
const char *rule_level_name(const struct rule *rule);

/* The levels that its alerts can have: bit i is enum level i. */
unsigned rule_levels(const struct rule *rule);

/* "blue", … "red"; "live", "shadow", "off"; "syslog", "journal"; "none", … (grades); "child", …
 * (about). Static storage. */
const char *level_name(enum level level);
const char *mode_name(enum rule_mode mode);
const char *channel_name(enum channel channel);
const char *clock_name(enum clock_kind kind); /* "acknowledge", "decide", … */
const char *grade_name(enum grade grade);
const char *about_name(enum about about);

/* The same backwards; false and *ret untouched for any other text. */
bool level_parse(const char *text, enum level *ret);
bool grade_parse(const char *text, enum grade *ret);
bool about_parse(const char *text, enum about *ret);
bool channel_parse(const char *text, enum channel *ret);
bool clock_parse(const char *text, enum clock_kind *ret);

#endif
