/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "story.h"

/*
 * A condition is touched when some story would come out otherwise without it, or with a little more
 * or a little less of it: that says more than that a line was reached. Each row below is a way to
 * change a rule, at none, one or several places of it; each change is played by the stories that look
 * at the rule.
 */

enum { WHAT_BYTES = 120 };

/* A rule with one condition changed, and in words which. */
struct change {
	struct rule rule;
	char what[WHAT_BYTES];
};

/* Makes the nth change of its kind. False: there are not so many. */
typedef bool changer(struct change *change, size_t nth);

__attribute__((format(printf, 2, 3))) static bool say(struct change *change, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(change->what, sizeof change->what, fmt, args);
	va_end(args);
	return true;
}

/* ---- Where ---- */

static const char *const fields[] = {
	[FIELD_AGENCY] = "agency",       [FIELD_CATEGORY] = "category",
	[FIELD_GRADE] = "grade",         [FIELD_ABOUT] = "about",
	[FIELD_OUTCOME] = "outcome",     [FIELD_CONTACT_SOURCE] = "contact_source",
	[FIELD_FACTOR] = "factor",       [FIELD_GRADE_AT_LEAST] = "grade_at_least",
	[FIELD_AGE_UNDER] = "age_under", [FIELD_AGE_FROM] = "age_from",
};

static bool drop_criterion(struct change *change, struct where *where, const char *of, size_t nth)
{
	const struct criterion *criterion = &where->criteria[nth];

	if (nth >= where->n)
		return false;
	say(change, "%s, %s%s", of, criterion->forbids ? "not_" : "", fields[criterion->field]);
	where->n--;
	memmove(&where->criteria[nth], &where->criteria[nth + 1],
		(where->n - nth) * sizeof *where->criteria);
	return true;
}

static bool drop_where(struct change *change, size_t nth)
{
	return drop_criterion(change, &change->rule.where, "where", nth);
}

static bool has_criterion(const struct where *where, const struct criterion *criterion)
{
	for (size_t i = 0; i < where->n; i++) {
		const struct criterion *other = &where->criteria[i];

		if (other->field == criterion->field && other->forbids == criterion->forbids &&
		    other->number == criterion->number &&
		    wordset_within(&other->words, &criterion->words) &&
		    wordset_within(&criterion->words, &other->words))
			return true;
	}
	return false;
}

/* The one positive criterion of `last` says nothing if `where` says it too: leaving it out changes
 * nothing. */
static bool is_said_twice(const struct rule *rule, size_t nth)
{
	for (size_t i = 0; i < rule->last.n; i++)
		if (i != nth && !rule->last.criteria[i].forbids)
			return false;
	return nth < rule->last.n && has_criterion(&rule->where, &rule->last.criteria[nth]);
}

/* The nth of those that say something. */
static bool drop_last(struct change *change, size_t nth)
{
	for (size_t i = 0; change->rule.has_last && i <= nth; i++)
		nth += is_said_twice(&change->rule, i);
	return change->rule.has_last && drop_criterion(change, &change->rule.last, "last", nth);
}

static bool drop_unless(struct change *change, size_t nth)
{
	return change->rule.kind == RULE_UNLESS &&
	       drop_criterion(change, &change->rule.unless.where, "unless", nth);
}

static bool drop_link(struct change *change, size_t nth)
{
	struct chain *chain = &change->rule.chain;

	if (change->rule.kind != RULE_THEN)
		return false;
	for (size_t i = 0; i < chain->n; i++) {
		if (nth < chain->links[i].where.n)
			return drop_criterion(change, &chain->links[i].where, "then", nth);
		nth -= chain->links[i].where.n;
	}
	return false;
}

/* ---- Needs: a little more, a little less ---- */

struct need {
	const char *name;
	size_t at; /* of an int, or of a double */
	bool is_score;
};

static const struct need needs[] = {
	{ "incidents", offsetof(struct needs, incidents), false },
	{ "agencies", offsetof(struct needs, agencies), false },
	{ "categories", offsetof(struct needs, categories), false },
	{ "score", offsetof(struct needs, score), true },
	{ "times_usual", offsetof(struct needs, times_usual), true },
};
enum { NEEDS = sizeof needs / sizeof *needs };

static bool shift_count(struct change *change, const struct tier *tier, const char *name,
			int *count, int by)
{
	if (*count == 0 || *count + by == 0)
		return false;
	*count += by;
	return say(change, "needs, %s for %s: %s (%d would do as well)", name,
		   level_name(tier->level), by > 0 ? "at the edge" : "one below", *count);
}

static bool shift_score(struct change *change, const struct tier *tier, const char *name,
			double *score, int by)
{
	if (*score <= 0.0)
		return false;
	*score *= by > 0 ? 1.25 : 0.8;
	return say(change, "needs, %s for %s: %s (%.4g would do as well)", name,
		   level_name(tier->level), by > 0 ? "a little above" : "a little below", *score);
}

/* Every need of every tier, up and down; those that are not asked for are passed over. */
static bool shift_needs(struct change *change, size_t nth)
{
	for (size_t i = 0; i < change->rule.n_tiers * NEEDS * 2; i++) {
		struct tier *tier = &change->rule.tiers[i / (NEEDS * 2)];
		const struct need *need = &needs[i / 2 % NEEDS];
		void *at = (char *)&tier->needs + need->at;
		const struct tier was = *tier;
		int by = i % 2 == 0 ? 1 : -1;
		bool shifted = need->is_score ? shift_score(change, tier, need->name, at, by)
					      : shift_count(change, tier, need->name, at, by);

		if (shifted && nth-- == 0)
			return true;
		*tier = was;
	}
	return false;
}

/* ---- Spans: a little longer, a little shorter ---- */

static bool shift_span(struct change *change, struct span *span, const char *name, size_t nth)
{
	const int64_t day_us = INT64_C(86400) * 1000000;
	int64_t step = span->unit != SPAN_EXACT ? 1 : span->n > 2 * day_us ? day_us : span->n / 2;

	if (span->unit == SPAN_EVER || nth > 1)
		return false;
	/* No less than one of it. */
	if (nth == 1 && span->n <= step)
		*span = (struct span){ SPAN_EXACT, day_us / 24 };
	else
		span->n += nth == 0 ? step : -step;
	return say(change, "%s: %s", name,
		   nth == 0 ? "one just outside (longer would do as well)"
			    : "one at the edge (shorter would do as well)");
}

static bool shift_within(struct change *change, size_t nth)
{
	return change->rule.kind == RULE_NEEDS &&
	       shift_span(change, &change->rule.within, "within", nth);
}

static bool shift_usual(struct change *change, size_t nth)
{
	return change->rule.usual_over.n > 0 &&
	       shift_span(change, &change->rule.usual_over, "usual_over", nth);
}

static bool shift_by(struct change *change, size_t nth)
{
	return change->rule.kind == RULE_UNLESS &&
	       shift_span(change, &change->rule.unless.by, "unless, by", nth);
}

static bool shift_after(struct change *change, size_t nth)
{
	return change->rule.kind == RULE_AFTER_DECISION &&
	       shift_span(change, &change->rule.after.within, "after_decision, within", nth);
}

static bool shift_link(struct change *change, size_t nth)
{
	return change->rule.kind == RULE_THEN && nth < change->rule.chain.n * 2 &&
	       shift_span(change, &change->rule.chain.links[nth / 2].within, "then, within",
			  nth % 2);
}

/* ---- The rest, each once ---- */

/* No incident is one for it: a story plays a rule that it names though it be off. */
static bool turn_off(struct change *change, size_t nth)
{
	change->rule.where.criteria[0] = (struct criterion){ .field = FIELD_AGENCY };
	change->rule.where.n = 1;
	return nth == 0 && say(change, "the rule itself");
}

static bool raise_rearm(struct change *change, size_t nth)
{
	if (nth > 0 || change->rule.kind != RULE_NEEDS)
		return false;
	change->rule.rearm++;
	return say(change, "rearm: after a decision");
}

static bool drop_same(struct change *change, size_t nth)
{
	if (nth > 0 || !change->rule.unless.same_ref)
		return false;
	change->rule.unless.same_ref = false;
	return say(change, "unless, same");
}

static bool drop_outcomes(struct change *change, size_t nth)
{
	struct wordset *outcomes = &change->rule.after.outcomes;

	if (nth > 0 || change->rule.kind != RULE_AFTER_DECISION)
		return false;
	memset(outcomes, 0xff, sizeof *outcomes);
	return say(change, "after_decision, outcome");
}

static bool drop_raised(struct change *change, size_t nth)
{
	if (nth > 0 || !change->rule.after.raised)
		return false;
	change->rule.after.raised = false;
	change->rule.tiers[0].level = LEVEL_BLUE;
	return say(change, "level: raised");
}

static bool drop_half_life(struct change *change, size_t nth)
{
	if (nth > 0 || change->rule.score.half_life_us == 0)
		return false;
	change->rule.score.half_life_us = 0;
	return say(change, "score, half_life");
}

static bool drop_cap(struct change *change, size_t nth)
{
	if (nth > 0 || change->rule.score.cap_per_agency <= 0.0)
		return false;
	change->rule.score.cap_per_agency = 0.0;
	return say(change, "score, cap_per_agency");
}

static bool asks_score(const struct rule *rule)
{
	for (size_t i = 0; i < rule->n_tiers; i++)
		if (rule->tiers[i].needs.score > 0.0)
			return true;
	return false;
}

static bool drop_weights(struct change *change, size_t nth)
{
	double *weights = change->rule.score.weights;

	if (nth > 0 || !asks_score(&change->rule))
		return false;
	for (int i = 1; i <= WORD_MAX; i++)
		weights[i] = weights[WORD_NONE];
	return say(change, "score, weights");
}

static bool drop_grade_factor(struct change *change, size_t nth)
{
	if (nth > 0 || !asks_score(&change->rule))
		return false;
	for (int grade = 0; grade < GRADES; grade++)
		change->rule.score.grade_factor[grade] = 1.0;
	return say(change, "score, grade_factor");
}

static changer *const changers[] = {
	turn_off,  drop_where,  shift_needs,   shift_within,      shift_usual,
	drop_last, raise_rearm, drop_weights,  drop_grade_factor, drop_half_life,
	drop_cap,  drop_link,   shift_link,    drop_unless,       shift_by,
	drop_same, shift_after, drop_outcomes, drop_raised,
};
enum { CHANGERS = sizeof changers / sizeof *changers };

/* ---- Playing the changes ---- */

static bool looks_at(const struct story *story, const char *rule)
{
	for (size_t i = 0; i < story->n_rules; i++)
		if (strcmp(story->rules[i], rule) == 0)
			return true;
	return story->n_rules == 0;
}

static bool is_noticed(const struct story_set *set, const struct ruleset *ruleset, const char *rule)
{
	bool noticed = false;

	for (size_t i = 0; !noticed && i < set->n; i++) {
		struct story_result result;
		struct arena arena;

		if (set->stories[i].ruleset != ruleset || !looks_at(&set->stories[i], rule))
			continue;
		arena_init(&arena);
		story_play(&set->stories[i], &arena, &result);
		noticed = result.n > 0;
		arena_done(&arena);
	}
	return noticed;
}

static void cover_rule(const struct story_set *set, struct ruleset *ruleset, struct rule *rule,
		       story_untouched *untouched, void *context)
{
	const struct rule whole = *rule;

	for (size_t i = 0; i < CHANGERS; i++)
		for (size_t nth = 0;; nth++) {
			struct change change = { .rule = whole };

			if (!changers[i](&change, nth))
				break;
			*rule = change.rule;
			bool noticed = is_noticed(set, ruleset, whole.name);

			*rule = whole;
			if (noticed)
				continue;
			untouched(context, whole.name, change.what);
			/* Of a rule that no story touches, nothing else need be said. */
			if (changers[i] == turn_off)
				return;
		}
}

static bool is_named(const struct story_set *set, const struct ruleset *ruleset, const char *rule)
{
	for (size_t i = 0; i < set->n; i++)
		if (set->stories[i].ruleset == ruleset && set->stories[i].n_rules > 0 &&
		    looks_at(&set->stories[i], rule))
			return true;
	return false;
}

void story_cover(const struct story_set *set, story_untouched *untouched, void *context)
{
	for (size_t i = 0; i < set->n_rulesets; i++) {
		struct ruleset *ruleset = set->rulesets[i].ruleset;

		for (size_t j = 0; j < ruleset->book.n_rules; j++) {
			struct rule *rule = &ruleset->book.rules[j];

			if (rule->mode != MODE_OFF || is_named(set, ruleset, rule->name))
				cover_rule(set, ruleset, rule, untouched, context);
		}
	}
}
