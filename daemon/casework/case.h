/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CASEWORK_CASE_H
#define CONCERND_CASEWORK_CASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"
#include "casework/judge.h"
#include "engine/assess.h"
#include "identity/match.h"
#include "store/params.h"
#include "store/rows.h"

/*
 * One run of the judge transaction, in memory: what was sent, whom it speaks of, what is on file of
 * them, and what is to be written. Everything lies in the arena of the run. Each file of casework/
 * fills its part: find.c, persons.c, load.c, verdict.c, write.c, in this order.
 */

/* A contact as it bears on one child: a row of the table contact, or one to be. */
struct case_contact {
	int64_t id;
	int32_t version;
	const char *source, *event_id;
	int64_t occurred_us, recorded_us;
	int32_t occurred_day;
	bool whole_day, history;
	const char *agency, *category;
	const char **other_categories;
	size_t n_other_categories;
	enum grade grade;
	struct bearing bearing;
	const char *outcome, *contact_source;
	const char **factors;
	size_t n_factors;
	const char *incident_ref;
};

/* An alert on file with its evidence as it last stood, or one to be. */
struct case_alert {
	int64_t id;
	const char *rule;
	int32_t rule_set;
	enum rule_mode mode;
	enum level level;
	int64_t became_true_us;
	int32_t evidence_version;
	bool is_decided;
	int64_t decided_us;
	struct judged *evidence; /* sorted by contact */
	size_t n_evidence;
	const char *contact_ids, *contact_versions, *incidents; /* joined by commas, as stored */
	const char **agencies, **categories;
	size_t n_agencies, n_categories;
};

/* What one person of a contact was said to be, on file or to be. */
struct case_alias {
	struct said said;
	int64_t id; /* 0 until it has one */
	unsigned char hash[FACT_HASH_BYTES];
	const struct fact_person *person; /* NULL for one on file */
	enum match_reason reason;         /* for one to be */
	struct case_child *child;
	size_t next_record, next_nhs; /* in their chains of the index; SIZE_MAX ends one */
};

struct case_child {
	int64_t id; /* of one to be opened: NEW_CHILD and up, until it has its own */
	bool is_new, is_judged;
	const struct said **said; /* all that is linked to it, for identity */
	size_t n_said, said_room;
	struct case_contact *contacts;
	size_t n_contacts, contacts_room;
	struct case_alert *alerts; /* decided ones in order of decided_us */
	size_t n_alerts, alerts_room;
};

#define NEW_CHILD (INT64_C(1) << 62)

/* One person of a contact, placed: a row of contact to be. */
struct case_row {
	struct case_entry *entry;
	const struct fact_person *person;
	struct case_alias *alias;
	struct case_child *child;
};

/* One item of the run. */
struct case_entry {
	struct case_item *item;
	const struct fact *fact;
	enum case_status status; /* CASE_RECORDED: to be recorded */
	int64_t contact;
	struct case_entry *first; /* an earlier one of this run with the same source and id */
};

/* What a verdict changes: a row of alert_version to be. */
struct case_change {
	enum change kind;
	struct case_child *child;
	struct case_alert alert; /* as it stands from now on */
	unsigned channels;       /* who is told: bit i is enum channel i */
};

struct judging {
	struct run *run; /* of judge.c: whom to tell how it ended */
	struct judge *judge;
	struct arena arena;

	struct case_entry *entries; /* in (source, id) order */
	size_t n_entries, n_fresh;  /* n_fresh: those to be recorded */

	struct case_alias *aliases; /* on file first, then those to be */
	size_t n_aliases, n_on_file, aliases_room;
	size_t *index;                /* buckets of chains, by record and by NHS number */
	size_t buckets;               /* a power of two, for each of the two */
	struct case_child **children; /* on file, then to be opened */
	size_t n_children, n_new, children_room;
	struct case_row *rows;
	size_t n_rows, rows_room;

	int64_t *locked; /* ids of children on file to be locked and loaded, ascending */
	struct case_child *
		*locked_children; /* side by side with locked; NULL: not judged after all */
	size_t n_locked;
	int32_t *stripes;
	size_t n_stripes;

	int64_t last_recorded_us; /* of all contacts on file of the judging set */
	int64_t now_us;           /* recorded_at of all that this run records */
	int32_t rule_set;         /* in force */
	struct case_change *changes;
	size_t n_changes, changes_room, n_risen;
	struct scratch {
		void *memory;
		size_t size;
	} scratch;

	/* Why the script failed, when it was ours to fail it. */
	bool lost_race;        /* what identity relied on has changed */
	int32_t want_rule_set; /* not loaded yet */
};

/* The steps are made of these: bind fills parameters, take takes rows. */
bool find_bind_persons(void *context, struct params *params);
bool find_take_persons(void *context, const struct rows *rows, struct err *err);
bool find_check_persons(void *context, const struct rows *rows, struct err *err);
bool find_bind_events(void *context, struct params *params);
bool find_take_events(void *context, const struct rows *rows, struct err *err);

/* Places every child of the entries to be recorded: rows, new aliases and new children, and what
 * must be locked. */
void persons_place(struct judging *judging);

/* Everybody is to be placed anew: forgets all that was found and placed. */
void persons_forget(struct judging *judging);

/* After placing anew: true if that needs no lock and no id more than before, whose locks stand. */
bool persons_keep_locks(struct judging *judging, const struct judging *before);

bool load_bind_stripes(void *context, struct params *params);
bool load_bind_children(void *context, struct params *params);
bool load_bind_moment(void *context, struct params *params);
bool load_take_moment(void *context, const struct rows *rows, struct err *err);
bool load_take_contacts(void *context, const struct rows *rows, struct err *err);
bool load_take_alerts(void *context, const struct rows *rows, struct err *err);

/* Judges every child of the rows: fills the changes. False when a rule set has to be loaded first. */
bool verdict_reach(struct judging *judging, struct err *err);

/* Texts joined by commas, in the arena. */
const char *write_joined(struct arena *arena, const char *const *texts, size_t n);

bool write_bind_alert_ids(void *context, struct params *params);
bool write_take_alert_ids(void *context, const struct rows *rows, struct err *err);
bool write_bind_events(void *context, struct params *params);
bool write_bind_children(void *context, struct params *params);
bool write_bind_aliases(void *context, struct params *params);
bool write_bind_links(void *context, struct params *params);
bool write_bind_contacts(void *context, struct params *params);
bool write_bind_alerts(void *context, struct params *params);
bool write_bind_standing(void *context, struct params *params);
bool write_bind_versions(void *context, struct params *params);
bool write_bind_outbox(void *context, struct params *params);
bool write_bind_notice(void *context, struct params *params);
bool write_bind_audit(void *context, struct params *params);

#endif
