/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "rule_reader.h"
#include "words.h"

/* Rules that read well and can never hold, and parts of them that never matter. */

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

static struct wordset words_of(const struct where *where, enum criterion_field field, bool forbids)
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

/* How many words of a kind the matching contacts can have; as many as there are where the config
 * declares none. */
static int count_allowed(const struct reader *reader, const struct where *where,
			 enum criterion_field field, enum lexicon_kind kind, bool only_listed)
{
	const struct rules_reading *reading = reader->context;
	int n = reading->ruleset->lexicon.kinds[kind].n_declared;
	bool listed = only_listed && find(where, field, false) != NULL;
	struct wordset all = range(1, n > 0 ? n : WORD_MAX);

	return count(
		minus(listed ? words_of(where, field, false) : all, words_of(where, field, true)));
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
	struct wordset asked = words_of(asks, field, false);

	return !wordset_is_empty(&asked) &&
	       count(minus(asked, words_of(forbids, field, true))) == 0;
}

static void lint_grades(struct reader *reader, const config_setting_t *setting,
			const struct where *where)
{
	const struct criterion *least = find(where, FIELD_GRADE_AT_LEAST, false);
	const struct criterion *listed = find(where, FIELD_GRADE, false);
	struct wordset grades = listed != NULL ? listed->words : range(0, GRADES - 1);

	grades = minus(grades, words_of(where, FIELD_GRADE, true));
	if (least != NULL && least->number > 0)
		grades = minus(grades, range(0, least->number - 1));
	if (wordset_is_empty(&grades) && !asks_and_forbids(where, where, FIELD_GRADE))
		reader_error(reader, setting, "take one of its grade criteria out",
			     "can never hold: no grade meets all that it says of grades");
}

static void lint_where(struct reader *reader, const config_setting_t *setting, const char *what,
		       const struct where *where)
{
	const struct criterion *under = find(where, FIELD_AGE_UNDER, false);
	const struct criterion *from = find(where, FIELD_AGE_FROM, false);
	struct wordset abouts = minus(range(0, ABOUTS - 1), words_of(where, FIELD_ABOUT, true));

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
	if (count_allowed(reader, where, FIELD_AGENCY, WORDS_AGENCY, false) == 0)
		reader_error(reader, setting, "leave one agency out of not_agency",
			     "can never hold: its %s forbids every agency", what);
}

static void lint_last(struct reader *reader, const config_setting_t *setting,
		      const struct rule *rule)
{
	lint_where(reader, setting, "last", &rule->last);
	for (size_t i = 0; i < LIST_FIELDS; i++) {
		const char *name = list_fields[i].name;

		if (asks_and_forbids(&rule->last, &rule->where, list_fields[i].field) ||
		    asks_and_forbids(&rule->where, &rule->last, list_fields[i].field))
			reader_error(reader, setting, "let where and last agree",
				     "can never hold: of %s, where and last forbid what the other "
				     "asks for",
				     name);
	}
}

/* ---- Needs that nothing reaches ---- */

static bool needs_nothing(const struct needs *needs)
{
	return needs->incidents == 0 && needs->agencies == 0 && needs->categories == 0 &&
	       !(needs->score > 0);
}

static double highest_points(const struct reader *reader, const struct rule *rule)
{
	const struct rules_reading *reading = reader->context;
	int n = reading->ruleset->lexicon.kinds[WORDS_CATEGORY].n_declared;
	struct wordset forbidden = words_of(&rule->where, FIELD_CATEGORY, true);
	double weight = 0, factor = 0;

	for (int i = 1; i <= (n > 0 ? n : WORD_MAX); i++)
		if (!wordset_has(&forbidden, (word)i) && rule->score.weights[i] > weight)
			weight = rule->score.weights[i];
	for (int i = 0; i < GRADES; i++)
		if (rule->score.grade_factor[i] > factor)
			factor = rule->score.grade_factor[i];
	return weight * factor;
}

static void lint_score(struct reader *reader, const config_setting_t *setting,
		       const struct rule *rule, const struct needs *needs)
{
	int agencies = count_allowed(reader, &rule->where, FIELD_AGENCY, WORDS_AGENCY, true);
	double cap = rule->score.cap_per_agency;

	if (!(needs->score > 0))
		return;
	if (!(highest_points(reader, rule) > 0))
		reader_error(reader, setting, "give a category a weight above 0",
			     "can never hold: needs a score, and every incident scores 0");
	if (cap > 0 && cap * agencies < needs->score)
		reader_error(reader, setting, "lower the score, or raise cap_per_agency",
			     "can never hold: needs a score of %g, and %d agencies at %g each "
			     "cannot reach it",
			     needs->score, agencies, cap);
}

static void lint_needs(struct reader *reader, const config_setting_t *setting,
		       const struct rule *rule, const struct needs *needs)
{
	const struct where *where = &rule->where;
	int agencies = count_allowed(reader, where, FIELD_AGENCY, WORDS_AGENCY, true);
	int categories = count_allowed(reader, where, FIELD_CATEGORY, WORDS_CATEGORY, false);

	if (needs_nothing(needs))
		reader_error(reader, setting, "write needs = { incidents = 3; };",
			     "has needs that ask for nothing");
	if (needs->agencies > agencies)
		reader_error(reader, setting, "lower agencies, or widen where",
			     "can never hold: needs %d agencies, and only %d can match",
			     needs->agencies, agencies);
	if (needs->categories > categories)
		reader_error(reader, setting, "lower categories, or widen where",
			     "can never hold: needs %d categories, and only %d can match",
			     needs->categories, categories);
	lint_score(reader, setting, rule, needs);
}

/* True if a window that meets `hard` meets `easy` as well. */
static bool implies(const struct needs *hard, const struct needs *easy)
{
	return hard->incidents >= easy->incidents && hard->agencies >= easy->agencies &&
	       hard->categories >= easy->categories && hard->score >= easy->score;
}

static void lint_tiers(struct reader *reader, const config_setting_t *setting,
		       const struct rule *rule)
{
	for (size_t i = 0; i < rule->n_tiers; i++)
		for (size_t j = 0; j < rule->n_tiers; j++) {
			const struct tier *a = &rule->tiers[i], *b = &rule->tiers[j];
			bool same = a->level == b->level && implies(&b->needs, &a->needs);

			if (i == j || a->level > b->level || !implies(&a->needs, &b->needs) ||
			    (same && i < j))
				continue;
			reader_warning(reader, setting,
				       "let a higher level need more than a lower one",
				       "has a tier (%s) that never matters: whatever reaches it "
				       "is %s already",
				       level_name(a->level), level_name(b->level));
		}
}

static bool asks_score(const struct rule *rule)
{
	for (size_t i = 0; i < rule->n_tiers; i++)
		if (rule->tiers[i].needs.score > 0)
			return true;
	return false;
}

void rule_lint(struct reader *reader, const config_setting_t *setting, const struct rule *rule)
{
	bool block = config_setting_get_member(setting, "score") != NULL;

	lint_where(reader, setting, "where", &rule->where);
	if (rule->has_last)
		lint_last(reader, setting, rule);
	for (size_t i = 0; i < rule->n_tiers; i++)
		lint_needs(reader, setting, rule, &rule->tiers[i].needs);
	lint_tiers(reader, setting, rule);
	if (block && !asks_score(rule))
		reader_warning(reader, setting, "write needs = { score = …; }, or take score out",
			       "has a score block that no needs ask for");
	if (!block && asks_score(rule))
		reader_warning(reader, setting,
			       "write score = { weights = { … }; half_life = …; };",
			       "needs a score, but has no score block: each incident weighs 1.0 "
			       "and none fades");
}
