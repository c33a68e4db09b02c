/* SPDX-License-Identifier: Apache-2.0 */
#include "casework/again.h"

#include "base/clock.h"

const char *span_words(struct arena *arena, struct span span)
{
	static const struct {
		int64_t us;
		const char *one, *several;
	} units[] = {
		{ 7 * USEC_PER_DAY, "week", "weeks" },
		{ USEC_PER_DAY, "day", "days" },
		{ USEC_PER_HOUR, "hour", "hours" },
	};

	if (span.unit == SPAN_EVER)
		return "ever";
	if (span.unit == SPAN_MONTHS)
		return arena_printf(arena, "%d month%s", (int)span.n, span.n == 1 ? "" : "s");
	if (span.unit == SPAN_WORKING_DAYS)
		return arena_printf(arena, "%d working day%s", (int)span.n, span.n == 1 ? "" : "s");
	for (size_t i = 0; i < sizeof units / sizeof *units; i++)
		if (span.n % units[i].us == 0 && (i > 0 || span.n >= 4 * units[i].us))
			return arena_printf(arena, "%d %s", (int)(span.n / units[i].us),
					    span.n == units[i].us ? units[i].one
								  : units[i].several);
	return arena_printf(arena, "%d minutes", (int)(span.n / (60 * USEC_PER_SEC)));
}

/* "police, health or social-care" */
static const char *list_words(struct arena *arena, const char *const *words, size_t n)
{
	const char *text = "";

	for (size_t i = 0; i < n; i++)
		text = arena_printf(arena, "%s%s%s", text,
				    i == 0       ? ""
				    : i + 1 == n ? " or "
						 : ", ",
				    words[i]);
	return text;
}

static bool may_rise_higher(const struct rule *rule, enum level level)
{
	for (size_t i = 0; i < rule->n_tiers; i++)
		if (rule->tiers[i].level > level)
			return true;
	return rule->kind == RULE_AFTER_DECISION && rule->after.raised && level < LEVEL_RED;
}

const char *again_words(struct arena *arena, const struct again *again)
{
	const struct rule *rule = again->rule;
	int rearm = rule->kind == RULE_NEEDS ? rule->rearm : 1;
	const char *more, *alone;

	if (rule->kind == RULE_NEEDS)
		more = arena_printf(arena,
				    "Once decided, it rises again with %d more incident%s that the "
				    "rule counts, as long as its threshold is reached %s",
				    rearm, rearm == 1 ? "" : "s",
				    rule->within.unit == SPAN_EVER
					    ? "by all that is on file"
					    : arena_printf(arena, "within %s",
							   span_words(arena, rule->within)));
	else
		more = "Once decided, it rises again with the next incident for which the rule "
		       "holds";
	if (rearm == 1)
		return arena_printf(arena, "%s.", more);
	alone = arena_printf(
		arena, "%sone from another agency than %s, one of another category than %s",
		may_rise_higher(rule, again->level) ? "one that lifts it to a higher level, " : "",
		list_words(arena, again->agencies, again->n_agencies),
		list_words(arena, again->categories, again->n_categories));
	return arena_printf(arena, "%s. One alone is enough if it brings something new: %s.", more,
			    alone);
}
