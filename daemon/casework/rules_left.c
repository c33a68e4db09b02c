/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "rulebook_private.h"

/* What becomes of open alerts when rules change: they stand until they are decided, and people are
 * told of which rules. */

const char *rule_fate_name(enum rule_fate fate)
{
	static const char *const names[] = {
		[RULE_OFF] = "off",
		[RULE_REMOVED] = "removed",
		[RULE_RENAMED] = "renamed",
		[RULE_CHANGED] = "changed",
	};

	return names[fate];
}

static bool means(const struct ruleset *ruleset, const struct rule *rule, const struct rows *rows,
		  size_t row)
{
	size_t n;
	const void *meaning = rows_bytes(rows, row, 1, &n);

	return n == RULE_MEANING_BYTES &&
	       memcmp(ruleset_meaning(ruleset, rule), meaning, RULE_MEANING_BYTES) == 0;
}

/* The rule that means the same under another name; NULL if there is none. */
static const struct rule *find_renamed(const struct ruleset *ruleset, const struct rows *rows,
				       size_t row)
{
	for (size_t i = 0; i < ruleset->book.n_rules; i++)
		if (means(ruleset, &ruleset->book.rules[i], rows, row))
			return &ruleset->book.rules[i];
	return NULL;
}

/* False where the rule stays as it is. */
static bool tell_fate(const struct ruleset *proposed, const struct rows *rows, size_t row,
		      struct rule_left *ret)
{
	const struct rule *rule = ruleset_rule(proposed, ret->rule);
	const struct rule *renamed = rule == NULL ? find_renamed(proposed, rows, row) : NULL;

	ret->new_name = renamed != NULL ? renamed->name : NULL;
	if (rule == NULL)
		ret->fate = renamed != NULL ? RULE_RENAMED : RULE_REMOVED;
	else if (rule->mode == MODE_OFF)
		ret->fate = RULE_OFF;
	else if (!means(proposed, rule, rows, row))
		ret->fate = RULE_CHANGED;
	else
		return false;
	return true;
}

size_t rules_left(const struct ruleset *proposed, const struct rows *rows, struct arena *arena,
		  struct rule_left **ret)
{
	size_t n = 0;

	*ret = arena_new(arena, rows_count(rows), sizeof **ret);
	for (size_t i = 0; i < rows_count(rows); i++) {
		struct rule_left left = { .rule = rows_text(rows, i, 0),
					  .n_alerts = rows_int8(rows, i, 2) };

		if (!tell_fate(proposed, rows, i, &left))
			continue;
		left.rule = arena_strdup(arena, left.rule);
		left.new_name = arena_strdup(arena, left.new_name);
		(*ret)[n++] = left;
	}
	return n;
}
