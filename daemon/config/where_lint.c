/* SPDX-License-Identifier: Apache-2.0 */
#include "where_lint.h"

#include "words.h"

/* What can be told of a `where` without any contact. */

/* ---- Sets of words ---- */

static struct wordset minus(struct wordset a, struct wordset b)
{
	for (int i = 0; i < 4; i++)
		a.bits[i] &= ~b.bits[i];
	return a;
}

static int count(struct wordset set)
{
	return wordset_count(&set);
}

static const struct criterion *find(const struct where *where, enum criterion_field field,
				    bool forbids)
{
	for (size_t i = 0; i < where->n; i++)
		if (where->criteria[i].field == field && where->criteria[i].forbids == forbids)
			return &where->criteria[i];
	return NULL;
}

struct wordset where_words(const struct where *where, enum criterion_field field, bool forbids)
{
	const struct criterion *criterion = find(where, field, forbids);

	return criterion != NULL ? criterion->words : (struct wordset){ 0 };
}

static struct wordset range(int low, int high)
{
	struct wordset set = { 0 };

	for (int i = low; i <= high; i++)
		wordset_add(&set, (word)i);
	return set;
}

int where_count(const struct reader *reader, const struct where *where, enum criterion_field field,
		enum lexicon_kind kind, bool only_listed)
{
	const struct rules_reading *reading = reader->context;
	int n = reading->ruleset->lexicon.kinds[kind].n_declared;
	bool listed = only_listed && find(where, field, false) != NULL;
	struct wordset all = range(1, n > 0 ? n : WORD_MAX);

	return count(minus(listed ? where_words(where, field, false) : all,
			   where_words(where, field, true)));
}

/* ---- A where that nothing meets ---- */

static const struct list_field {
	const char *name;
	enum criterion_field field;
} list_fields[] = {
	{ "agency", FIELD_AGENCY },   { "category", FIELD_CATEGORY },
	{ "grade", FIELD_GRADE },     { "about", FIELD_ABOUT },
	{ "outcome", FIELD_OUTCOME }, { "contact_source", FIELD_CONTACT_SOURCE },
	{ "factor", FIELD_FACTOR },
};
enum { LIST_FIELDS = sizeof list_fields / sizeof *list_fields };

static bool asks_and_forbids(const struct where *asks, const struct where *forbids,
			     enum criterion_field field)
{
	struct wordset asked = where_words(asks, field, false);

	return !wordset_is_empty(&asked) &&
	       count(minus(asked, where_words(forbids, field, true))) == 0;
}

static void lint_grades(struct reader *reader, const config_setting_t *setting,
			const struct where *where)
{
	const struct criterion *least = find(where, FIELD_GRADE_AT_LEAST, false);
	const struct criterion *listed = find(where, FIELD_GRADE, false);
	struct wordset grades = listed != NULL ? listed->words : range(0, GRADES - 1);

	grades = minus(grades, where_words(where, FIELD_GRADE, true));
	if (least != NULL && least->number > 0)
		grades = minus(grades, range(0, least->number - 1));
	if (wordset_is_empty(&grades) && !asks_and_forbids(where, where, FIELD_GRADE))
		reader_error(reader, setting, "take one of its grade criteria out",
			     "can never hold: no grade meets all that it says of grades");
}

void where_lint(struct reader *reader, const config_setting_t *setting, const char *what,
		const struct where *where)
{
	const struct criterion *under = find(where, FIELD_AGE_UNDER, false);
	const struct criterion *from = find(where, FIELD_AGE_FROM, false);
	struct wordset abouts = minus(range(0, ABOUTS - 1), where_words(where, FIELD_ABOUT, true));

	for (size_t i = 0; i < LIST_FIELDS; i++)
		if (asks_and_forbids(where, where, list_fields[i].field))
			reader_error(reader, setting, "take the word out of one of the two",
				     "can never hold: its %s forbids by not_%s all that %s lists",
				     what, list_fields[i].name, list_fields[i].name);
	lint_grades(reader, setting, where);
	if (under != NULL && from != NULL && from->number >= under->number)
		reader_error(reader, setting, "write age_from below age_under",
			     "can never hold: its %s asks for ages from %d and under %d", what,
			     from->number, under->number);
	if (wordset_is_empty(&abouts))
		reader_error(reader, setting, "leave one of the four out of not_about",
			     "can never hold: its %s forbids every `about`", what);
	if (where_count(reader, where, FIELD_AGENCY, WORDS_AGENCY, false) == 0)
		reader_error(reader, setting, "leave one agency out of not_agency",
			     "can never hold: its %s forbids every agency", what);
}

void where_lint_both(struct reader *reader, const config_setting_t *setting,
		     const struct where *where, const struct where *last)
{
	where_lint(reader, setting, "last", last);
	for (size_t i = 0; i < LIST_FIELDS; i++) {
		const char *name = list_fields[i].name;

		if (asks_and_forbids(last, where, list_fields[i].field) ||
		    asks_and_forbids(where, last, list_fields[i].field))
			reader_error(reader, setting, "let where and last agree",
				     "can never hold: of %s, where and last forbid what the other "
				     "asks for",
				     name);
	}
}

/* ---- A where that takes in another ---- */

static bool grade_is_covered(const struct criterion *least, const struct where *narrow)
{
	const struct criterion *other = find(narrow, FIELD_GRADE_AT_LEAST, false);
	struct wordset low = least->number > 0 ? range(0, least->number - 1)
					       : (struct wordset){ 0 };
	struct wordset listed = where_words(narrow, FIELD_GRADE, false);

	if (other != NULL && other->number >= least->number)
		return true;
	return !wordset_is_empty(&listed) && count(minus(listed, low)) == count(listed);
}

/* True if whatever meets narrow meets the criterion. An incident is forbidden by any of its contacts,
 * and matches by one: so a not_… is covered by a not_… alone. */
static bool criterion_covers(const struct criterion *criterion, const struct where *narrow)
{
	const struct criterion *other = find(narrow, criterion->field, criterion->forbids);

	if (criterion->field == FIELD_GRADE_AT_LEAST)
		return grade_is_covered(criterion, narrow);
	if (other == NULL)
		return false;
	if (criterion->field == FIELD_AGE_UNDER)
		return other->number <= criterion->number;
	if (criterion->field == FIELD_AGE_FROM)
		return other->number >= criterion->number;
	if (criterion->forbids)
		return count(minus(criterion->words, other->words)) == 0;
	return count(minus(other->words, criterion->words)) == 0;
}

bool where_covers(const struct where *wide, const struct where *narrow,
		  const struct wordset *uncounted)
{
	struct wordset named = where_words(narrow, FIELD_CATEGORY, false);

	for (size_t i = 0; i < wide->n; i++)
		if (!criterion_covers(&wide->criteria[i], narrow))
			return false;
	/* What counts only where it is named, narrow may name and wide not. */
	return find(wide, FIELD_CATEGORY, false) != NULL ||
	       count(minus(named, *uncounted)) == count(named);
}
