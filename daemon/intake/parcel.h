/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_INTAKE_PARCEL_H
#define CONCERND_INTAKE_PARCEL_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/mem.h"
#include "casework/judge.h"
#include "intake/accept.h"

/*
 * What came in at once, from one sender: a request or a file, with one event or many. It is answered
 * as a whole, when each of its events is settled.
 */

enum letter_status {
	LETTER_OPEN,
	LETTER_RECORDED,
	LETTER_DUPLICATE,
	LETTER_WITHDRAWN, /* a duplicate of a contact that was withdrawn */
	LETTER_REFUSED,   /* 422 */
	LETTER_FORBIDDEN, /* 403 */
	LETTER_CONFLICT,  /* 409 */
	LETTER_LATER,     /* 503: not known to be recorded, or to be kept */
};

/* One event of a parcel. */
struct letter {
	struct parcel *parcel;
	enum letter_status status;
	const char *source, *id; /* as far as they could be read */
	const char *body;        /* its JSON; what a refused one is kept as */
	struct acceptance accepted;
	int64_t contact;
	struct letter *next; /* in the queue */
};

struct parcel {
	struct arena arena; /* of all that is said here */
	const struct sender *sender;
	bool is_batch; /* sent as one, however few are in it */
	struct letter *letters;
	size_t n, n_open;
	void (*done)(struct parcel *parcel);
	void *context; /* of done */
};

/* An empty parcel with room for n letters; freed by parcel_free(). */
struct parcel *parcel_new(const struct sender *sender, size_t n);
void parcel_free(struct parcel *parcel);

/*
 * Reads an event into a letter and checks it: open (with its fact), refused or forbidden. text: its
 * JSON as received, NULL to have it written anew.
 */
void parcel_read(struct parcel *parcel, size_t letter, const json_t *event, const char *text,
		 const struct settings *settings, const struct ruleset *ruleset, int64_t now_us);

/* A letter that is no event at all: refused, with what is wrong. */
void parcel_refuse(struct parcel *parcel, size_t letter, const char *text, const char *detail);

/* How many of its letters have a status. */
size_t parcel_count(const struct parcel *parcel, enum letter_status status);

/* {"receipts": [...]}: one a letter, in order. The caller decrefs. */
json_t *parcel_receipts(const struct parcel *parcel);

/* The errors of a letter as JSON, [{"pointer", "detail"}]. The caller decrefs. */
json_t *parcel_problems(const struct event_problems *problems);

/* True if the letter was refused for good, and so is kept. */
bool letter_is_refused(const struct letter *letter);

#endif
