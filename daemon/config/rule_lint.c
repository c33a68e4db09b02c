/* SPDX-License-Identifier: Apache-2.0 */
#include "where_lint.h"
#include "words.h"

/* Rules that read well and can never hold, and parts of them that never matter. */

/* ---- Needs that nothing reaches ---- */

static bool needs_nothing(const struct needs *needs)
{
	return needs->incidents == 0 && needs->agencies == 0 && needs->categories == 0 &&
	       !(needs->score > 0) && !(needs->times_usual > 0);
}

static double highest_points(const struct reader *reader, const struct rule *rule)
{
	const struct rules_reading *reading = reader->context;
	int n = reading->ruleset->lexicon.kinds[WORDS_CATEGORY].n_declared;
	struct wordset forbidden = where_words(&rule->where, FIELD_CATEGORY, true);
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
	int agencies = where_count(reader, &rule->where, FIELD_AGENCY, WORDS_AGENCY, true);
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
	int agencies = where_count(reader, where, FIELD_AGENCY, WORDS_AGENCY, true);
	int categories = where_count(reader, where, FIELD_CATEGORY, WORDS_CATEGORY, false);

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
	if (needs->times_usual > 0 && needs->incidents == 0)
		reader_warning(reader, setting,
			       "write needs = { incidents = 3; times_usual = 3.0; };",
			       "asks for times_usual alone: with none before, any count will do");
}

/* True if a window that meets `hard` meets `easy` as well. */
static bool implies(const struct needs *hard, const struct needs *easy)
{
	return hard->incidents >= easy->incidents && hard->agencies >= easy->agencies &&
	       hard->categories >= easy->categories && hard->score >= easy->score &&
	       hard->times_usual >= easy->times_usual;
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

static void lint_score_block(struct reader *reader, const config_setting_t *setting,
			     const struct rule *rule)
{
	bool block = config_setting_get_member(setting, "score") != NULL;

	if (block && !asks_score(rule))
		reader_warning(reader, setting, "write needs = { score = …; }, or take score out",
			       "has a score block that no needs ask for");
	if (!block && asks_score(rule))
		reader_warning(reader, setting,
			       "write score = { weights = { … }; half_life = …; };",
			       "needs a score, but has no score block: each incident weighs 1.0 "
			       "and none fades");
}

/* ---- Kinds: a row each ---- */

static void lint_kind_needs(struct reader *reader, const config_setting_t *setting,
			    const struct rule *rule)
{
	if (rule->has_last)
		where_lint_both(reader, setting, &rule->where, &rule->last);
	for (size_t i = 0; i < rule->n_tiers; i++)
		lint_needs(reader, setting, rule, &rule->tiers[i].needs);
	lint_tiers(reader, setting, rule);
	lint_score_block(reader, setting, rule);
}

static void lint_kind_then(struct reader *reader, const config_setting_t *setting,
			   const struct rule *rule)
{
	for (size_t i = 0; i < rule->chain.n; i++)
		where_lint(reader, setting, "then", &rule->chain.links[i].where);
}

/* The incident's own contacts may answer it, unless they must have its reference and have none. What
 * remains are incidents that were joined after the deadline by the contact that matches: too few to be
 * what is meant, but enough that the rule can hold. */
static void lint_kind_unless(struct reader *reader, const config_setting_t *setting,
			     const struct rule *rule)
{
	const struct rules_reading *reading = reader->context;

	where_lint(reader, setting, "unless", &rule->unless.where);
	if (!rule->unless.same_ref &&
	    where_covers(&rule->unless.where, &rule->where, &reading->ruleset->book.uncounted))
		reader_warning(reader, setting,
			       "let unless ask for what the incident itself is not",
			       "hardly ever holds: the contact that matches its where answers the "
			       "incident itself, unless it tells of it after the deadline");
}

static void (*const kinds[])(struct reader *reader, const config_setting_t *setting,
			     const struct rule *rule) = {
	[RULE_NEEDS] = lint_kind_needs,
	[RULE_THEN] = lint_kind_then,
	[RULE_UNLESS] = lint_kind_unless,
	[RULE_AFTER_DECISION] = NULL, /* every outcome may be decided */
};

void rule_lint(struct reader *reader, const config_setting_t *setting, const struct rule *rule)
{
	where_lint(reader, setting, "where", &rule->where);
	if (kinds[rule->kind] != NULL)
		kinds[rule->kind](reader, setting, rule);
}
