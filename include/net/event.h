/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_NET_EVENT_H
#define CONCERND_NET_EVENT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/calendar.h"
#include "base/mem.h"

/*
 * A CloudEvent with concernd data, parsed: the shape is checked here, the meaning (whose sender,
 * which words) in intake/. Texts are as sent, valid UTF-8, in the arena. A problem never repeats
 * the value that it is about.
 */

enum {
	EVENT_SOURCE_MAX = 400, /* characters; with the id of four bytes each it fits a key of
				   PostgreSQL's index, 2,704 bytes */
	EVENT_ID_MAX = 200,
};

enum event_type {
	EVENT_UNKNOWN,
	EVENT_CONTACT_RECORDED,
	EVENT_CONTACT_AMENDED,
	EVENT_CONTACT_WITHDRAWN,
	EVENT_CONTACT_OUTCOME,
	EVENT_HOUSEHOLD_LINKED,
	EVENT_HOUSEHOLD_UNLINKED,
	EVENT_CHILD_STATUS,
	EVENT_FEED_TALLY,
};

enum event_sex { SEX_UNKNOWN, SEX_FEMALE, SEX_MALE, SEX_OTHER };

struct event_identifier {
	const char *scheme, *value;
};

/* A child or an adult. Optional texts are NULL when not sent. */
struct event_person {
	const char *pointer; /* JSON pointer of the person in the event, "/data/children/0" */
	const char *record;
	struct event_identifier *identifiers;
	size_t n_identifiers;
	const char *family_name, *given_names;
	const char *postcode;
	bool has_birth_date, birth_expected; /* expected: an expected_birth_date of the unborn */
	int32_t birth_day;                   /* day number of either */
	enum event_sex sex;
	const char *about;    /* children: as sent, NULL when not */
	const char *relation; /* adults */
};

struct event_problem {
	const char
		*pointer; /* JSON pointer into the event: "/data/children/0/identifiers/1/value" */
	const char *detail; /* plain English, what to do about it; no value */
};

struct event_problems {
	struct event_problem *list;
	size_t n, room;
};

struct event_contact_id {
	const char *source, *id;
};

struct event {
	enum event_type type;
	const char *type_name;   /* as sent */
	const char *source, *id; /* CloudEvents; NULL when missing: then it is refused */
	bool has_time, has_recorded;
	int64_t time_us;     /* CloudEvents time */
	int64_t recorded_us; /* extension recordedtime: backtest only */
	bool history;        /* extension history = true */

	struct event_person *children, *adults;
	size_t n_children, n_adults;
	bool has_occurred, whole_day;
	int64_t occurred_us;  /* not whole_day */
	int32_t occurred_day; /* whole_day: the date as sent */
	const char *category;
	const char **other_categories;
	size_t n_other_categories;
	const char *grade;
	const char *agency;
	const char *incident_ref;
	const char *contact_source;
	const char **factors;
	size_t n_factors;
	const char *outcome;
	const char *source_ref;
	const char *summary;
	const char *handling;

	struct event_contact_id contact; /* amended, withdrawn, outcome; NULLs when missing */
	const char *reason;              /* withdrawn */
	bool has_decided;
	int64_t decided_us; /* outcome */

	const char *household; /* linked, unlinked: the sender's own id of it */
	bool has_bound;        /* linked `from`, unlinked `until`, status `from`: */
	bool bound_whole_day;  /* a date, bound_day, or else a time, bound_us */
	int64_t bound_us;
	int32_t bound_day;

	/* child.status: open to which team, on what plan, from (the bound) until when. */
	const char *status, *team, *plan; /* status: open or closed, else NULL */
	bool has_until, until_whole_day;
	int64_t until_us;
	int32_t until_day;

	bool has_day, has_sent;
	int32_t day;  /* tally: a day, */
	int64_t sent; /* and how many events were sent on it */

	struct event_problems errors;   /* refuse it */
	struct event_problems warnings; /* left out and told */
	const char *data_text; /* data as canonical JSON (sorted keys, compact): for the hash */
	const char *told_text; /* the same without `contact` and `outcome`: what a contact or an
				  amendment says of the contact itself */
};

/* Adds a problem; both texts are copied into the arena. From the 51st on they are dropped. */
void event_problem(struct event_problems *problems, struct arena *arena, const char *pointer,
		   const char *detail);

/*
 * Reads one CloudEvent in structured form from JSON that was parsed already. Always fills *ret:
 * what is wrong is in its errors and warnings. Pointers into *ret live as long as the arena.
 */
void event_read(const json_t *json, struct arena *arena, struct event *ret);

/* "concernd.contact.recorded.v1" and so on; NULL for EVENT_UNKNOWN. Static storage. */
const char *event_type_name(enum event_type type);

/*
 * Parses JSON text by our limits (UTF-8, no duplicate keys, 32 levels, whole input, an
 * object or a list on top, no NUL). NULL with
 * *ret_detail (static, quotes nothing) when it is not JSON by these. The caller decrefs.
 */
json_t *event_json_load(const char *text, size_t length, const char **ret_detail);

#endif
