/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CTL_IDENTITY_H
#define CONCERND_CTL_IDENTITY_H

#include <glib.h>
#include <stdint.h>

#include "base/mem.h"
#include "ctl.h"
#include "identity/keys.h"
#include "identity/match.h"

/* What the files of `concernctl identity` share. Each action is a row of identity.c. */

int identity_replay(struct ctl *ctl, int argc, char **argv);
int identity_learn(struct ctl *ctl, int argc, char **argv);
int identity_flag(struct ctl *ctl, int argc, char **argv);
int identity_supersede(struct ctl *ctl, int argc, char **argv);
int identity_list_reviews(struct ctl *ctl, int argc, char **argv);
int identity_show_records(struct ctl *ctl, int argc, char **argv);
int identity_say(struct ctl *ctl, int argc, char **argv); /* same, different, merge, split */

/* The number of a review, a child or a record. */
bool identity_read_id(const char *text, int64_t *ret);

/* ---- Records of a CSV file (identity_records.c) ---- */

struct record {
	const char *id;    /* column `record`; the line's number where there is none */
	const char *child; /* column `child`; NULL where there is none */
	const char
		*entity;  /* column `entity`: whose record it really is; NULL where there is none */
	struct said said; /* how often its names were seen is not set */
};

struct records {
	struct arena arena;
	struct record *list;
	size_t n, room;
};

struct record_columns {
	const struct weights *weights; /* its further fields are read from columns of their names */
	struct weights *grown; /* not NULL (learn): gets a further field for every column that
				  nothing else reads, `more` of weights */
};

/*
 * Reads a file with a heading: record, family_name, given_names, birth_date (YYYY-MM-DD or YYYYMMDD),
 * sex, postcode, and the further fields. A birth date that no calendar has keeps its digits. False
 * with "FILE: line 12: …" in err.
 */
bool records_read(const char *path, const struct record_columns *columns, struct records *ret,
		  struct err *err);
void records_done(struct records *records);

/* ---- Who is on file, by key (identity_register.c) ---- */

struct register_child {
	const char *name; /* what stands for the child in the output */
	struct said **aliases;
	size_t n_aliases, room;
	uint64_t asked; /* the last question that listed it */
};

/* Held in memory, as the database holds it: aliases by their keys, and how many children have each
 * forename. */
struct register_of {
	struct arena arena;
	const struct weights *weights;
	struct register_child **children; /* children[i] is child i + 1 */
	size_t n_children, room;
	GHashTable *keys;                 /* key to struct register_key */
	GHashTable *forenames, *surnames; /* to how many children have the name */
	uint64_t n_questions;
	struct candidate *candidates; /* of the last question */
	size_t n_candidates, candidates_room;
};

void register_init(struct register_of *of, const struct weights *weights);
void register_done(struct register_of *of);

/* Adds a child; it is known by no alias yet. Returns its number. */
int64_t register_open(struct register_of *of, const char *name);

/* Links an alias, which must outlive the register, to a child. */
void register_link(struct register_of *of, int64_t child, struct said *said);

/* Asks whom the alias speaks of; sets how often its names were seen. */
void register_ask(struct register_of *of, struct said *said, struct proposal *ret);

const struct register_child *register_child(const struct register_of *of, int64_t child);

#endif
