/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CTL_SIMULATE_WORLD_H
#define CONCERND_CTL_SIMULATE_WORLD_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/calendar.h"
#include "simulate_people.h"

/*
 * A simulated area: what happens to its families on each day, and who tells of it when. It is a
 * function of seed, place, contacts a year and children alone: two runs over overlapping spans tell
 * the same contacts in the overlap, byte for byte.
 */

struct world_options {
	uint64_t seed;
	enum figures_place place;
	uint32_t contacts_a_year;
	uint32_t children;       /* whom contacts may be about: 100 to 100,000 */
	int64_t from_us;         /* contacts sent from here, */
	int64_t until_us;        /* up to and without here */
	bool contacts_only;      /* nothing that corrects them, nor outcomes */
	const struct zone *zone; /* must outlive the world */
};

enum { TELLING_FACTORS = 3 };

enum telling_kind {
	TELLING_CONTACT,
	TELLING_AMENDED,   /* by its sender: the contact again, with something put right */
	TELLING_WITHDRAWN, /* by its sender: it was sent in error */
	TELLING_OUTCOME,   /* by social care: what came of it */
	TELLING_LINKED,    /* by its sender: who lives with whom */
	TELLING_STATUS,    /* by social care: that a team works with the child */
};

/* One contact, one sender tells of one incident in one family; or what is told of it later. */
struct telling {
	enum telling_kind kind;
	uint8_t step;                 /* of corrections of one kind: 1 is the first */
	int64_t decided_us;           /* TELLING_OUTCOME: when the outcome was decided */
	bool below_line;              /* the family's contacts all end in nfa */
	int64_t sent_us, occurred_us; /* whole seconds */
	int32_t occurred_day;         /* local; what is told when whole_day */
	int32_t happened_day;         /* of the incident: with `incident` and `nth` its own name */
	bool whole_day;
	uint32_t family, generation;
	const struct figures_origin *origin;
	const char *code;
	const struct figures_category *category, *other_category; /* other: NULL when none */
	const char *factors[TELLING_FACTORS];
	int n_factors;
	const char *grade, *outcome; /* NULL when none */
	bool about_parent;
	uint8_t centre;     /* the child it is about, */
	uint8_t children;   /* bits: and all whom it names; */
	uint8_t siblings;   /* of them those it names as brothers and sisters only */
	uint8_t adults;     /* bits */
	bool unborn;        /* the centre is */
	char reference[32]; /* incident_ref; "" for none */
	uint32_t incident;  /* of its day */
	uint8_t nth;        /* telling of the incident, from 0 */
};

struct world;

/* Every size of options is checked by the caller. Freed by world_free(). */
struct world *world_new(const struct world_options *options);
void world_free(struct world *world);

/* Its seed, and a mark of 24 bits that differs between worlds. */
uint64_t world_seed(const struct world *world);
unsigned world_mark(const struct world *world);

/* The next contact in order of sent_us; false when the span is over. */
bool world_next(struct world *world, struct telling *ret);

/* How many contacts a span of so many days will bring, about: for progress. */
uint64_t world_expect(const struct world_options *options);

/* Through whose system it is sent. */
enum figures_sender world_sender(const struct telling *telling);

/* A contact, or what corrects it, as a CloudEvent (SPEC section 2); the caller decrefs. `history` and `recorded` add the
 * extensions of that name. */
json_t *world_event(const struct world *world, const struct telling *telling, bool history,
		    bool recorded);

#endif
