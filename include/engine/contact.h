/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_ENGINE_CONTACT_H
#define CONCERND_ENGINE_CONTACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/words.h"

/*
 * A contact as the engine sees it: one message that stands (not withdrawn), in its present version,
 * as it bears on one subject. The subject is a child, a household, or records joined by a doubt; the
 * caller says which contacts are the subject's.
 */

/* In order, so that grade_at_least is a comparison. */
enum grade { GRADE_NONE, GRADE_BLUE, GRADE_GREEN, GRADE_AMBER, GRADE_RED };
enum { GRADES = 5 };

/* Whose situation it is. */
enum about { ABOUT_CHILD, ABOUT_SIBLING, ABOUT_PARENT_CARER, ABOUT_OTHER_ADULT };
enum { ABOUTS = 4 };

enum birth {
	BIRTH_UNKNOWN,  /* every age criterion is met, and explain says so */
	BIRTH_EXPECTED, /* unborn: under every age */
	BIRTH_KNOWN,    /* birth_day holds */
};

/* How a contact bears on one child of the subject. */
struct bearing {
	enum about about;
	enum birth birth;
	int32_t birth_day; /* day number of base/calendar.h */
};

struct contact {
	int64_t id;         /* the caller's; the same contact keeps it through its versions */
	int32_t version;    /* of its data, outcome aside; 1 when first recorded */
	const char *source; /* CloudEvents source and id of the event that first recorded it */
	const char *event_id;
	int64_t occurred_us;  /* noon, local time, of the day when whole_day */
	int64_t recorded_us;  /* when this contact was first recorded: decides what is history */
	int32_t occurred_day; /* local date of occurred_us, a day number */
	bool whole_day;
	bool history; /* loaded as history */
	enum grade grade;
	word agency;
	word category;
	word outcome;              /* as it stands; WORD_NONE when there is none yet */
	word contact_source;       /* DfE code; WORD_NONE when none */
	struct wordset categories; /* category and other_categories */
	struct wordset factors;
	const char *incident_ref; /* normalised by contact_ref(), NULL when it is no reference */
	const struct bearing *bearings; /* one or more */
	size_t n_bearings;
};

/* The order of SPEC section 4: (occurred_at, source, id), bytes compared as strcmp does. Below, at
 * or above 0. */
int contact_compare(const struct contact *a, const struct contact *b);

/*
 * Normalises an incident reference, valid UTF-8, into out (size bytes, NUL-terminated; the length of
 * text and one are always enough): outer blanks cut, letters in lower case. Returns out, or NULL when
 * it is no reference: empty, "none", "n/a", "unknown", "nk", "tbc", "0", or too long for out.
 */
char *contact_ref(const char *text, char *out, size_t size);

#endif
