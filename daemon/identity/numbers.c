/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "identity/birth.h"
#include "ladder.h"

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

static void take_birth(const struct said *said, const struct said *alias, struct likeness *likeness)
{
	if (!said->has_birth || !alias->has_birth)
		return;
	bool confirms = birth_confirms(said->birth_day, alias->birth_day);

	if (confirms || birth_contradicts(said->birth_day, alias->birth_day))
		take_field(&likeness->birth, confirms);
	likeness->birth_exact |= said->birth_day == alias->birth_day;
}

static void take_forename(const struct said *said, const struct said *alias,
			  struct likeness *likeness)
{
	enum name_likeness forename = name_compare(said->forename, alias->forename);

	if (forename == NAME_MISSING)
		return;
	take_field(&likeness->forename, forename != NAME_DIFFERENT);
	if (likeness->best_forename == NAME_MISSING || forename < likeness->best_forename)
		likeness->best_forename = forename;
}

static void take_surname(const struct said *said, const struct said *alias,
			 struct likeness *likeness)
{
	enum name_likeness surname = name_compare_surnames(said->surname, alias->surname);

	if (surname != NAME_MISSING)
		take_field(&likeness->surname, surname <= NAME_NEAR);
}

static void compare_numbers(const struct said *said, const struct said *alias,
			    struct likeness *likeness)
{
	likeness->same_record |= is_same_record(said, alias);
	if (said->nhs != NULL && alias->nhs != NULL)
		take_field(&likeness->nhs, strcmp(said->nhs, alias->nhs) == 0);
	if (said->upn != NULL && alias->upn != NULL)
		take_field(&likeness->upn, strcmp(said->upn, alias->upn) == 0);
}

static bool is_taken(const struct match_question *question, int64_t child)
{
	for (size_t i = 0; i < question->n_taken; i++)
		if (question->taken[i] == child)
			return true;
	return false;
}

void numbers_compare(const struct match_question *question, const struct candidate *candidate,
		     struct likeness *ret)
{
	*ret = (struct likeness){ .candidate = candidate,
				  .is_taken = is_taken(question, candidate->child) };
	for (size_t i = 0; i < candidate->n_aliases; i++)
		compare_numbers(question->said, candidate->aliases[i], ret);
	/* Of hundreds that share a birth date no number speaks: their names can wait. */
	if (!ret->same_record && ret->nhs != AGREES && ret->upn != AGREES)
		return;
	for (size_t i = 0; i < candidate->n_aliases; i++) {
		take_birth(question->said, candidate->aliases[i], ret);
		take_forename(question->said, candidate->aliases[i], ret);
		take_surname(question->said, candidate->aliases[i], ret);
	}
}

bool numbers_fit_record(const struct likeness *likeness)
{
	return likeness->same_record && likeness->nhs != DISAGREES &&
	       !(likeness->birth == DISAGREES && likeness->forename == DISAGREES);
}

bool numbers_fit_nhs(const struct likeness *likeness)
{
	return likeness->nhs == AGREES && likeness->birth == AGREES &&
	       likeness->forename != DISAGREES;
}

bool numbers_fit_upn(const struct likeness *likeness)
{
	bool named = likeness->surname == AGREES || (likeness->best_forename != NAME_MISSING &&
						     likeness->best_forename <= NAME_NEAR);

	return likeness->upn == AGREES && likeness->nhs != DISAGREES && likeness->birth_exact &&
	       likeness->forename != DISAGREES && named;
}

int numbers_order(const struct likeness *a, const struct likeness *b)
{
	if (a->nhs != b->nhs)
		return (int)a->nhs - (int)b->nhs;
	if (a->birth != b->birth)
		return (int)a->birth - (int)b->birth;
	if (a->forename != b->forename)
		return (int)a->forename - (int)b->forename;
	return (int)b->best_forename - (int)a->best_forename;
}
