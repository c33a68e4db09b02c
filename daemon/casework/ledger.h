/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CASEWORK_LEDGER_H
#define CONCERND_CASEWORK_LEDGER_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/mem.h"
#include "casework/replay.h"
#include "docket.h"
#include "engine/contact.h"
#include "engine/correction.h"
#include "engine/household.h"
#include "waiting.h"

/* In a replay: all that was told so far, and on which children and households it bears. */

/* What one event told of a contact. */
struct telling {
	struct waiting *data; /* of a recording or amendment, owned by the ledger; else NULL */
	int32_t version;      /* of that data: equal data, outcome aside, have one version */
	word outcome;         /* of CORRECTION_OUTCOME */
};

/* An event by its source and id; and, if it recorded a contact or one is said of it, that contact. */
struct told {
	const char *source, *event_id;
	bool is_taken;                       /* the event itself came; */
	unsigned char hash[FACT_HASH_BYTES]; /* with these data */
	int64_t id;                          /* of the contact */
	struct correction *corrections;      /* of the contact; side by side with tellings */
	struct telling *tellings;
	size_t n, corrections_room, tellings_room;
	struct settled settled;
};

struct told_list {
	struct told **list;
	size_t n, room;
};

struct adult {
	const char *record;
	struct told_list named; /* contacts, each once a naming */
	struct home **homes;
	size_t n_homes, homes_room;
};

/* All that is kept of a child, or of a household. */
struct casefile {
	const char *name;       /* a child's record, or the household's */
	struct home *home;      /* of a household; NULL of a child */
	struct told_list named; /* of a child: contacts, each once a naming */
	struct home **homes;    /* of a child: those it was ever linked to */
	size_t n_homes, homes_room;
	struct docket *dockets;     /* of the rules that ever raised an alert here */
	struct watch *watches;      /* of the rules that wait for a deadline here */
	struct decision *decisions; /* on any alert here, in order */
	size_t n_decisions, decisions_room;
	bool is_touched;
};

/* A child or an adult of a household, and what was said of them there. */
struct resident {
	struct casefile *child; /* or */
	struct adult *adult;
	struct residence *list; /* side by side with births */
	struct bearing *births; /* what a link said of the birth */
	size_t n, list_room, births_room;
};

struct residents {
	struct resident *list;
	size_t n, room;
};

struct home {
	struct casefile file;
	struct residents children, adults;
};

struct ledger {
	struct arena arena;
	GHashTable *told;     /* struct told by source and id */
	GHashTable *children; /* struct casefile by record */
	GHashTable *adults;   /* struct adult by record */
	GHashTable *homes;    /* struct home by name */
	struct casefile **touched;
	size_t n_touched, touched_room;
	int64_t next_id;
	struct told **gathered; /* for ledger_read() */
	struct contact *contacts;
	struct bearing *bearings;
	size_t room, bearings_room;
};

void ledger_init(struct ledger *ledger);
void ledger_done(struct ledger *ledger);

/* Someone's place among the residents of a household; NULL for who was never linked to it. */
const struct resident *residents_find(const struct residents *residents, const void *person);

/* The link by which a resident, or NULL, lives there at an instant; RESIDENCE_NONE: not then. */
size_t resident_link(const struct resident *resident, int64_t at_us);

/* True if someone lives there at an instant. */
bool residents_have(const struct residents *residents, const void *person, int64_t at_us);

/* Applies a fact, which it owns from now on, and lists whom it touches. False if it is none: with
 * the same source and id something came before. */
bool ledger_apply(struct ledger *ledger, struct waiting *waiting, enum replay_refusal *ret_refusal);

/* A child or a household by name; NULL when nothing was told of it. */
struct casefile *ledger_child(const struct ledger *ledger, const char *record);
struct casefile *ledger_household(const struct ledger *ledger, const char *name);

/* The contacts that stand and bear on a child or household, as the engine wants them. Valid until
 * the next call. */
const struct contact *ledger_read(struct ledger *ledger, const struct casefile *file,
				  size_t *ret_n);

#endif
