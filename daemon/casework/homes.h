/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CASEWORK_HOMES_H
#define CONCERND_CASEWORK_HOMES_H

#include "case.h"

/*
 * In a run of the judge transaction: households, who lives there, and adults. Only runs that name an
 * adult or a household, or judge a child of one, know more of them than that there are none.
 */

struct case_adult {
	int64_t id;
	bool is_new;
	bool is_named;     /* by an event of this run, or by one that it corrects: locked */
	int64_t *children; /* of all households where the adult was ever told to live */
	size_t n_children;
	struct case_contact *contacts; /* rows; then those that stand, by id */
	size_t n_contacts, contacts_room;
};

/* What one event said of an adult, on file or to be. */
struct case_adult_alias {
	int64_t id; /* 0 until it has one */
	struct case_adult *adult;
	const char *sender, *record, *nhs;
	unsigned char hash[FACT_HASH_BYTES];
	const struct fact_person *person; /* NULL for one on file */
};

/* An adult whom an event of this run names, recognised: one naming may be of several. */
struct case_naming {
	struct case_entry *entry;
	struct case_adult *adult;
	struct case_adult_alias *alias;
	const struct fact_person *person;
};

/* One person of one household, and all that was told of when. */
struct case_resident {
	struct case_child *child; /* or */
	struct case_adult *adult;
	struct residence *list; /* side by side with births */
	struct bearing *births; /* of a child, as each event said */
	size_t n, list_room, births_room;
};

struct case_home {
	int64_t id;
	bool is_new;
	bool is_locked;
	bool is_touched;           /* to be judged */
	const char *sender, *name; /* of those that links of this run speak of */
	int64_t *children;         /* of those: ever told to live there, before this run */
	size_t n_children;
	struct case_resident *residents;
	size_t n, room;
};

/* A person of a link of this run: a row of the table residence to be. */
struct case_stay {
	const struct case_entry *entry;
	struct case_home *home;
	struct case_child *child;       /* or */
	const struct case_alias *alias; /* of the child */
	struct case_adult *adult;
	const struct fact_person *person;
};

struct case_homes {
	struct case_adult_alias *aliases; /* on file first, then those to be */
	size_t n_aliases, n_on_file, aliases_room;
	struct case_adult **adults;
	size_t n_adults, adults_room, n_new_adults;
	struct case_naming *namings;
	size_t n_namings, namings_room;
	struct case_home **list;
	size_t n, room, n_new;
	struct case_stay *stays;
	size_t n_stays, stays_room;
	uint64_t adults_seen, homes_seen; /* what was found before the locks, as a hash */
};

struct case_home *homes_find(struct judging *judging, int64_t id);
struct case_adult *homes_find_adult(struct judging *judging, int64_t id);

/* A hash of the first columns of rows, ids, and of a column of arrays of children. */
uint64_t homes_hash_rows(const struct rows *rows, int children, int columns);
int64_t *homes_take_ids(struct arena *arena, const struct rows *rows, size_t row, int column,
			size_t *ret_n);

/* The household that a link speaks of; NULL before find_households was asked. */
struct case_home *homes_of_link(const struct judging *judging, const struct fact *fact);

/* True if events name adults who can be recognised, or correct contacts that do. */
bool adults_are_asked(const struct judging *judging);

/* Recognises the adults whom the entries to be recorded name; opens those who are new. */
void adults_place(struct judging *judging);

/* The stripes of the keys of adults that are opened, appended to ret (room for two an alias). */
size_t adults_list_stripes(const struct judging *judging, int32_t *ret, int32_t stripes);

/* Opens the households that links speak of and are not on file. */
void homes_place(struct judging *judging);

/* Children whom adults of the run may bear on, or whose household links speak of. */
size_t homes_list_children(struct judging *judging, int64_t **ret);

/* False if nobody of the run ever lived in a household that is known. */
bool homes_matter(const struct judging *judging);

/* Whom the run touches through households; asked of rows, before they stand. */
void homes_touch(struct judging *judging);

/* How the contacts of all children of the run stand, those through adults too. */
void homes_stand(struct judging *judging);

/* The households that are touched, with their members. */
void homes_list_subjects(struct judging *judging);

/* What the links of this run say, put to what is on file. */
void homes_settle(struct judging *judging);

/* True if the child was ever told to live there. */
bool homes_have(const struct case_home *home, const struct case_child *child);

/* The link by which a child, or an adult, lives in a household at an instant; RESIDENCE_NONE. */
size_t resident_since(const struct case_resident *resident, int64_t at_us);

#endif
