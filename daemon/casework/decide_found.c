/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "casework/again.h"
#include "decide_private.h"

/* What acknowledging and deciding find behind the locks, and whether it is as the person supposed. */

/* ---- What is there ---- */

bool decide_bind_alerts(void *context, struct params *params)
{
	const struct deciding *deciding = context;

	params_array(params, PARAM_INT8, deciding->order->n_alerts);
	for (size_t i = 0; i < deciding->order->n_alerts; i++)
		params_add_int8(params, deciding->order->alerts[i].alert);
	return true;
}

static int64_t first_missing(const struct deciding *deciding)
{
	const struct decide_order *order = deciding->order;

	for (size_t i = 0; i < order->n_alerts; i++) {
		size_t at = 0;

		while (at < deciding->answer.n_found &&
		       deciding->found[at].alert != order->alerts[i].alert)
			at++;
		if (at == deciding->answer.n_found)
			return order->alerts[i].alert;
	}
	return 0;
}

static void read_whose(struct deciding *deciding, const struct rows *rows, size_t i)
{
	struct decide_found *found = &deciding->found[i];
	size_t n = rows_array_count(rows, i, 2);
	int64_t *children = arena_new(deciding->arena, n, sizeof *children);

	for (size_t c = 0; c < n; c++)
		children[c] = rows_array_int8(rows, i, 2, c);
	*found = (struct decide_found){ .alert = rows_int8(rows, i, 0),
					.child = rows_int8(rows, i, 1),
					.children = children,
					.n_children = n };
}

bool decide_take_alerts(void *context, const struct rows *rows, struct err *err)
{
	struct deciding *deciding = context;
	size_t n = rows_count(rows);

	deciding->found = arena_new(deciding->arena, n, sizeof *deciding->found);
	deciding->answer.found = deciding->found;
	deciding->answer.n_found = n;
	for (size_t i = 0; i < n; i++)
		read_whose(deciding, rows, i);
	if (n == deciding->order->n_alerts)
		return true;
	return decide_refuse(deciding, DECIDE_NOT_FOUND, "", err, "there is no alert %lld",
			     (long long)first_missing(deciding));
}

bool decide_bind_children(void *context, struct params *params)
{
	const struct deciding *deciding = context;
	size_t n = 0;

	for (size_t i = 0; i < deciding->answer.n_found; i++)
		n += deciding->found[i].n_children;
	params_array(params, PARAM_INT8, n);
	for (size_t i = 0; i < deciding->answer.n_found; i++)
		for (size_t c = 0; c < deciding->found[i].n_children; c++)
			params_add_int8(params, deciding->found[i].children[c]);
	return true;
}

void decide_add_pairs(const struct deciding *deciding, struct params *params)
{
	params_array(params, PARAM_INT8, deciding->answer.n_found);
	for (size_t i = 0; i < deciding->answer.n_found; i++)
		params_add_int8(params, deciding->found[i].child);
	params_array(params, PARAM_INT8, deciding->answer.n_found);
	for (size_t i = 0; i < deciding->answer.n_found; i++)
		params_add_int8(params, deciding->found[i].alert);
}

bool decide_bind_facts(void *context, struct params *params)
{
	const struct deciding *deciding = context;
	const struct decide_order *order = deciding->order;

	decide_add_pairs(deciding, params);
	params_array(params, PARAM_INT4, deciding->answer.n_found);
	for (size_t i = 0; i < deciding->answer.n_found; i++) {
		int32_t seen = decide_seen(order, deciding->found[i].alert);

		if (seen != 0)
			params_add_int4(params, seen);
		else
			params_add_null(params);
	}
	params_text(params, order->person);
	params_bool(params, order->is_on_duty);
	return true;
}

/* ---- Is it as the person supposed? ---- */

static bool check_open(struct deciding *deciding, const struct decide_found *found, bool is_closed,
		       struct err *err)
{
	if (is_closed && !deciding->order->sees_all)
		return decide_refuse(
			deciding, DECIDE_CLOSED, "", err,
			"alert %lld is of a restricted family: ask those who are named "
			"for it, or the duty manager",
			(long long)found->alert);
	if (strcmp(found->state, "withdrawn") == 0)
		return decide_refuse(deciding, DECIDE_SETTLED, "", err,
				     "alert %lld is withdrawn already: what made it rise was "
				     "corrected",
				     (long long)found->alert);
	if (strcmp(found->state, "decided") == 0)
		return decide_refuse(deciding, DECIDE_SETTLED, "", err,
				     "alert %lld is decided already: %s, by %s; look at it again",
				     (long long)found->alert, found->decided_outcome,
				     found->decided_by);
	return true;
}

static bool check_version(struct deciding *deciding, const struct decide_found *found,
			  struct err *err)
{
	int32_t seen = decide_seen(deciding->order, found->alert);

	if (seen < 0 || seen > found->evidence_version)
		return decide_refuse(deciding, DECIDE_NOT_FOUND, "", err,
				     "alert %lld has no evidence version %d, its latest is %d",
				     (long long)found->alert, (int)seen,
				     (int)found->evidence_version);
	if (seen != 0 && seen < found->evidence_version)
		deciding->is_newer = true;
	return true;
}

/* True, too, where the rule set cannot be read any more: then the rule asks for nobody. */
static bool check_fresh(struct deciding *deciding, const struct decide_found *found,
			bool has_decided, struct err *err)
{
	struct ruleset *ruleset = rulesets_find(deciding->rulesets, found->rule_set);
	const struct rule *rule = ruleset != NULL ? ruleset_rule(ruleset, found->rule) : NULL;

	if (rule == NULL || !rule->fresh_decider || !has_decided)
		return true;
	return decide_refuse(
		deciding, DECIDE_NOT_FRESH, "", err,
		"this rule wants a fresh decider: the person has decided on this child "
		"before");
}

static const char **take_words(struct arena *arena, const struct rows *rows, size_t row, int column,
			       size_t *ret_n)
{
	size_t n = rows_array_count(rows, row, column);
	const char **words = arena_new(arena, n, sizeof *words);

	for (size_t i = 0; i < n; i++) {
		size_t length;
		const char *text = rows_array_text(rows, row, column, i, &length);

		words[i] = arena_strndup(arena, text, length);
	}
	*ret_n = n;
	return words;
}

static const char *tell_again(struct deciding *deciding, const struct rows *rows, size_t row,
			      const struct decide_found *found)
{
	struct ruleset *ruleset = rulesets_find(deciding->rulesets, found->rule_set);
	struct again again = { .level = LEVEL_NONE };

	if (ruleset == NULL || (again.rule = ruleset_rule(ruleset, found->rule)) == NULL)
		return NULL;
	level_parse(found->level, &again.level);
	again.agencies = take_words(deciding->arena, rows, row, 11, &again.n_agencies);
	again.categories = take_words(deciding->arena, rows, row, 12, &again.n_categories);
	return again_words(deciding->arena, &again);
}

static void read_found(struct deciding *deciding, const struct rows *rows, size_t i)
{
	struct arena *arena = deciding->arena;
	struct decide_found *found = &deciding->found[i];

	*found = (struct decide_found){
		.alert = rows_int8(rows, i, 0),
		.child = rows_int8(rows, i, 1),
		.children = found->children,
		.n_children = found->n_children,
		.rule = arena_strdup(arena, rows_text(rows, i, 2)),
		.rule_set = rows_int4(rows, i, 3),
		.state = arena_strdup(arena, rows_text(rows, i, 4)),
		.evidence_version = rows_int4(rows, i, 5),
		.incidents = rows_int4(rows, i, 6),
		.incidents_seen = rows_int4(rows, i, 7),
		.level = arena_strdup(arena, rows_text(rows, i, 10)),
		.decided_outcome = arena_strdup(arena, rows_text(rows, i, 13)),
		.decided_by = arena_strdup(arena, rows_text(rows, i, 14)),
		.acknowledged_by = arena_strdup(arena, rows_text(rows, i, 16)),
	};
	if (!rows_is_null(rows, i, 15))
		found->decided_us = rows_time(rows, i, 15);
	if (!rows_is_null(rows, i, 17))
		found->acknowledged_us = rows_time(rows, i, 17);
	if (rows_time(rows, i, 9) > deciding->answer.at_us)
		deciding->answer.at_us = rows_time(rows, i, 9);
}

bool decide_take_facts(void *context, const struct rows *rows, struct err *err)
{
	struct deciding *deciding = context;

	deciding->is_newer = false;
	deciding->answer.at_us = INT64_MIN;
	for (size_t i = 0; i < rows_count(rows); i++) {
		struct decide_found *found = &deciding->found[i];

		read_found(deciding, rows, i);
		if (!check_open(deciding, found, rows_bool(rows, i, 18), err))
			return false;
		if (rulesets_find(deciding->rulesets, found->rule_set) == NULL &&
		    deciding->loads <= deciding->answer.n_found) {
			deciding->want_rule_set = found->rule_set;
			return err_set(err, ERR_RETRY, "its rule set is not loaded yet");
		}
		found->again = tell_again(deciding, rows, i, found);
		if (!check_version(deciding, found, err) ||
		    !check_fresh(deciding, found, rows_bool(rows, i, 8), err))
			return false;
	}
	return true;
}

/* ---- What is new ---- */

bool decide_bind_news(void *context, struct params *params)
{
	const struct deciding *deciding = context;

	if (!deciding->is_newer)
		return false;
	decide_add_pairs(deciding, params);
	params_array(params, PARAM_INT4, deciding->answer.n_found);
	for (size_t i = 0; i < deciding->answer.n_found; i++)
		params_add_int4(params, decide_seen(deciding->order, deciding->found[i].alert));
	return true;
}

static const struct decide_found *first_newer(const struct deciding *deciding)
{
	const struct decide_found *found = deciding->found;
	int32_t seen;

	while ((seen = decide_seen(deciding->order, found->alert)) == 0 ||
	       seen == found->evidence_version)
		found++;
	return found;
}

bool decide_take_news(void *context, const struct rows *rows, struct err *err)
{
	struct deciding *deciding = context;
	struct arena *arena = deciding->arena;
	const struct decide_found *found = first_newer(deciding);
	size_t n = rows_count(rows);
	struct decide_news *news = arena_new(arena, n, sizeof *news);

	for (size_t i = 0; i < n; i++)
		news[i] = (struct decide_news){
			.alert = rows_int8(rows, i, 0),
			.contact = rows_int8(rows, i, 1),
			.occurred_us = rows_time(rows, i, 2),
			.whole_day = rows_bool(rows, i, 3),
			.agency = arena_strdup(arena, rows_text(rows, i, 4)),
			.category = arena_strdup(arena, rows_text(rows, i, 5)),
			.grade = arena_strdup(arena, rows_text(rows, i, 6)),
		};
	deciding->answer.news = news;
	deciding->answer.n_news = n;
	return decide_refuse(deciding, DECIDE_NEWER, "/evidence_version", err,
			     "newer facts have come: decided on %d incident%s, there are now %d; "
			     "look again (evidence version %d) and decide then",
			     (int)found->incidents_seen, found->incidents_seen == 1 ? "" : "s",
			     (int)found->incidents, (int)found->evidence_version);
}
