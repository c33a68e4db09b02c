/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_INTAKE_ACCEPT_PRIVATE_H
#define CONCERND_INTAKE_ACCEPT_PRIVATE_H

#include "intake/accept.h"

/*
 * One pass over an event, a function a field. Each puts what it found good into the fact, and what
 * it did not into errors (the event is refused) or warnings (the field is left out).
 */
struct check {
	const struct event *event;
	const struct settings *settings;
	const struct sender *sender;
	const struct ruleset *ruleset;
	int64_t now_us;
	struct arena *arena;
	struct acceptance *out;
	bool forbidden;
};

/* One error a place is enough: what the reading of the event told already stands. */
void accept_refuse(struct check *check, const char *pointer, const char *detail);
void accept_warn(struct check *check, const char *pointer, const char *detail);

/* Refuses an instant that is more than a day ahead. */
void accept_refuse_ahead(struct check *check, int64_t at_us, const char *pointer,
			 const char *detail);

/* What came of it, of a contact or of an outcome. */
void accept_check_outcome(struct check *check);

/* What happened, when, and what else a contact tells of it. */
void accept_check_facts(struct check *check);

/* Everybody that the event names. */
void accept_check_persons(struct check *check);

/* Outer blanks cut; NULL for NULL and for nothing but blanks. */
const char *accept_trim(struct arena *arena, const char *text);

/* A copy with the letters A to Z in lower case. */
const char *accept_lower(struct arena *arena, const char *text);

/* What the sender's code map makes of a text; the text itself where it has no entry. */
const char *accept_translate(const struct check *check, enum code_kind kind, const char *text);

/* True if the config declares the word, or none of its kind at all: rules by themselves, held against
 * events in a file, may leave the words to the events. A daemon's rules always declare theirs. */
bool accept_is_word(const struct check *check, enum lexicon_kind words, const char *text);

/* A declared word: of the sender's map or the config's, letter case aside. NULL if there is none. */
const char *accept_find_word(const struct check *check, enum code_kind code,
			     enum lexicon_kind words, const char *text);

bool accept_is_among(const char *text, const char *const *list, size_t n);

/* A row for each word that stands for an enum value. */
struct enum_word {
	const char *text;
	int value;
};

/* The value of a text, letter case aside; -1 if no row has it. */
int accept_find_enum(const struct enum_word *words, size_t n, const char *text);

#endif
