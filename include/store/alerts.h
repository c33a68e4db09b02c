/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_STORE_ALERTS_H
#define CONCERND_STORE_ALERTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"
#include "store/store.h"

/* Alerts as the database keeps them, for people to read; each look leaves an audit row. Words are
 * as stored. What is returned lies in the caller's arena. */

struct alert_words {
	const char **list;
	size_t n;
};

struct alert_row {
	int64_t id, child_id; /* child_id: of the household, where scope says so */
	const char *scope;    /* child, household */
	int64_t *children;    /* on whom it shows, ascending */
	size_t n_children;
	const char *rule, *title; /* of the rule set that it rose under */
	int32_t rule_set;
	const char *mode, *state, *level;
	int64_t became_true_us, known_us, changed_us;
	int64_t decided_us; /* INT64_MIN: not decided */
	int32_t evidence_version;
	int32_t n_contacts, n_incidents;
	struct alert_words agencies, categories;
	const char *outcome;      /* of its decision; NULL: none */
	const char *withdrawn_by; /* outcome, withdrawal, amendment, household, identity or
				  regrouping; NULL: it is not */
	int64_t corrected_us;     /* since when its decision rests on corrected facts; INT64_MIN:
				     they stand */
};

struct alert_decision {
	const char *outcome, *rationale, *person;
	int32_t evidence_version;
	int64_t decided_us;
};

/* Of one that held on history alone: who had it raised, and why. */
struct alert_pick {
	const char *person, *reason;
	int64_t picked_us;
};

/* One contact of the evidence. */
struct alert_contact {
	int32_t incident; /* 1 is the earliest */
	int64_t contact_id;
	int32_t version;
	const char *source, *event_id;
	int64_t occurred_us, recorded_us;
	int32_t occurred_day;
	bool whole_day, history;
	const char *agency, *category;
	struct alert_words other_categories;
	const char *grade, *about, *outcome; /* outcome: NULL when none */
};

/* One step of how it came to be. */
struct alert_step {
	int32_t version;
	int64_t recorded_us;
	const char *change, *level;
	int32_t n_contacts, n_incidents;
};

struct alert_notice {
	int64_t id;
	const char *kind, *channel, *recipient;
	int64_t created_us;
	int64_t sent_us; /* INT64_MIN: not yet */
	int32_t attempts;
	const char *last_error; /* NULL when none */
};

struct alert_filter {
	const char *const *states; /* NULL-terminated */
	const char *const *levels; /* NULL-terminated */
	const char *rule;          /* NULL: all */
	int64_t after;             /* only greater ids; 0: all */
	int32_t most;
	bool void_only; /* only those that an outcome made void */
};

struct alert_list {
	struct alert_row *rows; /* the newest first */
	size_t n;
};

struct alert_detail {
	bool found;
	struct alert_row alert;
	struct alert_decision decision; /* person is NULL when there is none */
	struct alert_pick pick;         /* likewise */
	struct alert_contact *contacts;
	size_t n_contacts;
	struct alert_step *steps;
	size_t n_steps;
	struct alert_notice *notices;
	size_t n_notices;
};

/* Turn the loop until it is done. actor: who looks, "os:NAME"; NULL: not audited (a poll). False
 * with *err. */
bool alerts_list_now(struct store *store, const struct alert_filter *filter, const char *actor,
		     struct arena *arena, struct alert_list *ret, struct err *err);
bool alerts_show_now(struct store *store, int64_t id, const char *actor, struct arena *arena,
		     struct alert_detail *ret, struct err *err);

/* Leaves an audit row for a look at many children that other functions took. action: "…-listed". */
bool alerts_note_now(struct store *store, const char *actor, const char *action, struct err *err);

#endif
