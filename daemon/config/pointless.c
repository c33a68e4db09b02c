/* SPDX-License-Identifier: Apache-2.0 */
#include "base/clock.h"
#include "where_lint.h"

/*
 * Rules that another makes pointless: whenever they hold, so does the other, at the same level or
 * above, and as soon. Only where that is sure: what cannot be told is left alone.
 */

static int64_t shortest_us(struct span span)
{
	if (span.unit == SPAN_EVER)
		return INT64_MAX;
	return span.unit == SPAN_MONTHS ? span.n * 28 * USEC_PER_DAY : span.n;
}

static int64_t longest_us(struct span span)
{
	if (span.unit == SPAN_EVER)
		return INT64_MAX;
	return span.unit == SPAN_MONTHS ? span.n * 31 * USEC_PER_DAY : span.n;
}

/* True if one is as long as the other whenever it is. */
static bool is_as_long(struct span wide, struct span narrow)
{
	if (wide.unit == narrow.unit)
		return wide.n >= narrow.n;
	return shortest_us(wide) >= longest_us(narrow);
}

/* True if a window that reaches hard, and all that a wider one has, reaches easy. A score fades and
 * what is usual is told from elsewhere: of those nothing is sure. */
static bool reaches(const struct needs *hard, const struct needs *easy)
{
	return !(easy->score > 0) && !(easy->times_usual > 0) &&
	       hard->incidents >= easy->incidents && hard->agencies >= easy->agencies &&
	       hard->categories >= easy->categories;
}

static bool has_tier_for(const struct rule *other, const struct tier *tier)
{
	for (size_t i = 0; i < other->n_tiers; i++)
		if (other->tiers[i].level >= tier->level &&
		    reaches(&tier->needs, &other->tiers[i].needs))
			return true;
	return false;
}

/* `last` of the other is met by the last incident of every window of the rule. */
static bool meets_last(const struct rule *other, const struct rule *rule,
		       const struct wordset *uncounted)
{
	return !other->has_last || where_covers(&other->last, &rule->where, uncounted) ||
	       (rule->has_last && where_covers(&other->last, &rule->last, uncounted));
}

static bool makes_pointless(const struct rule *other, const struct rule *rule,
			    const struct wordset *uncounted)
{
	bool comparable = rule->kind == RULE_NEEDS && other->kind == RULE_NEEDS &&
			  rule->scope == other->scope && rule->mode != MODE_OFF &&
			  (other->mode == MODE_LIVE || other->mode == rule->mode);

	if (!comparable || other->rearm > rule->rearm ||
	    (rule->fresh_decider && !other->fresh_decider) ||
	    !where_covers(&other->where, &rule->where, uncounted) ||
	    !is_as_long(other->within, rule->within) || !meets_last(other, rule, uncounted))
		return false;
	for (size_t i = 0; i < rule->n_tiers; i++)
		if (!has_tier_for(other, &rule->tiers[i]))
			return false;
	return true;
}

/* Of two that make each other pointless, the later one is. */
static const struct rule *find_other(const struct rulebook *book, size_t i)
{
	const struct rule *rule = &book->rules[i];

	for (size_t j = 0; j < book->n_rules; j++) {
		const struct rule *other = &book->rules[j];

		if (i != j && makes_pointless(other, rule, &book->uncounted) &&
		    (j < i || !makes_pointless(rule, other, &book->uncounted)))
			return other;
	}
	return NULL;
}

void pointless_lint(struct reader *reader)
{
	const struct rules_reading *reading = reader->context;
	const struct ruleset *ruleset = reading->ruleset;
	struct arena *arena = &reader->findings->arena;

	for (size_t i = 0; i < ruleset->book.n_rules; i++) {
		const struct rule *other = find_other(&ruleset->book, i);

		if (other != NULL)
			findings_add(reader->findings, FINDING_WARNING, ruleset->places[i],
				     arena_printf(arena,
						  "rules.%s is pointless: whenever it holds, %s "
						  "does, at the same level or above",
						  ruleset->book.rules[i].name, other->name),
				     arena_printf(arena, "take it out, or let it need less than %s",
						  other->name));
	}
}
