/* SPDX-License-Identifier: Apache-2.0 */
#include "identity/match.h"

#include <string.h>

#include "identity/birth.h"

/*
 * A child is compared alias by alias, never as a blend: it agrees in a field if any of its aliases
 * does, and contradicts if some speak of the field and none agrees.
 */

enum agreement { DISAGREES = -1, SILENT = 0, AGREES = 1 };

struct likeness {
	int64_t child;
	bool same_record;
	enum agreement nhs, birth, forename;
	enum name_likeness best_forename;
};

static void take_field(enum agreement *field, bool agrees)
{
	if (agrees)
		*field = AGREES;
	else if (*field == SILENT)
		*field = DISAGREES;
}

static bool is_same_record(const struct said *a, const struct said *b)
{
	return a->record != NULL && b->record != NULL && strcmp(a->record, b->record) == 0 &&
	       strcmp(a->sender, b->sender) == 0;
}

static void compare_alias(const struct said *said, const struct said *alias,
			  struct likeness *likeness)
{
	enum name_likeness forename = name_compare(said->forename, alias->forename);

	likeness->same_record |= is_same_record(said, alias);
	if (said->nhs != NULL && alias->nhs != NULL)
		take_field(&likeness->nhs, strcmp(said->nhs, alias->nhs) == 0);
	if (said->has_birth && alias->has_birth)
		take_field(&likeness->birth,
			   birth_compare(said->birth_day, alias->birth_day) != BIRTH_DIFFERENT);
	if (forename == NAME_MISSING)
		return;
	take_field(&likeness->forename, forename != NAME_DIFFERENT);
	if (likeness->best_forename == NAME_MISSING || forename < likeness->best_forename)
		likeness->best_forename = forename;
}

static struct likeness compare_child(const struct said *said, const struct candidate *candidate)
{
	struct likeness likeness = { .child = candidate->child };

	for (size_t i = 0; i < candidate->n_aliases; i++)
		compare_alias(said, candidate->aliases[i], &likeness);
	return likeness;
}

static bool fits_record(const struct likeness *likeness)
{
	return likeness->nhs != DISAGREES &&
	       !(likeness->birth == DISAGREES && likeness->forename == DISAGREES);
}

static bool fits_nhs(const struct likeness *likeness)
{
	return likeness->nhs == AGREES && likeness->birth == AGREES &&
	       likeness->forename != DISAGREES;
}

/* Above 0 if a fits better than b. */
static int compare_fit(const struct likeness *a, const struct likeness *b)
{
	if (a->nhs != b->nhs)
		return (int)a->nhs - (int)b->nhs;
	if (a->birth != b->birth)
		return (int)a->birth - (int)b->birth;
	if (a->forename != b->forename)
		return (int)a->forename - (int)b->forename;
	return (int)b->best_forename - (int)a->best_forename;
}

static bool is_taken(int64_t child, const int64_t *taken, size_t n_taken)
{
	for (size_t i = 0; i < n_taken; i++)
		if (taken[i] == child)
			return true;
	return false;
}

void match_propose(const struct said *said, const struct candidate *candidates, size_t n,
		   const int64_t *taken, size_t n_taken, struct proposal *ret)
{
	struct likeness by_record = { 0 }, by_nhs = { 0 };
	bool record_seen = false, nhs_seen = false, between = false;

	for (size_t i = 0; i < n; i++) {
		struct likeness likeness = compare_child(said, &candidates[i]);

		record_seen |= likeness.same_record;
		nhs_seen |= likeness.nhs == AGREES;
		/* Of equals the child that was opened last: the record id was given on to it. */
		if (likeness.same_record && fits_record(&likeness) &&
		    (by_record.child == 0 || compare_fit(&likeness, &by_record) > 0 ||
		     (compare_fit(&likeness, &by_record) == 0 && likeness.child > by_record.child)))
			by_record = likeness;
		if (!fits_nhs(&likeness) || is_taken(likeness.child, taken, n_taken))
			continue;
		int fit = by_nhs.child == 0 ? 1 : compare_fit(&likeness, &by_nhs);

		between = fit == 0 || (between && fit < 0);
		if (fit > 0)
			by_nhs = likeness;
	}
	if (by_record.child != 0)
		*ret = (struct proposal){ by_record.child, MATCH_RECORD };
	else if (between)
		*ret = (struct proposal){ 0, MATCH_NEW_BETWEEN };
	else if (by_nhs.child != 0)
		*ret = (struct proposal){ by_nhs.child, MATCH_NHS };
	else if (record_seen)
		*ret = (struct proposal){ 0, MATCH_NEW_REUSED };
	else
		*ret = (struct proposal){ 0, nhs_seen ? MATCH_NEW_UNSURE : MATCH_NEW };
}

const char *match_reason_name(enum match_reason reason)
{
	static const char *const names[MATCH_REASONS] = {
		"record",
		"nhs-number",
		"new-child",
		"new-child-record-reused",
		"new-child-nhs-unconfirmed",
		"new-child-nhs-shared",
	};

	return names[reason];
}
