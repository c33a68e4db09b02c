/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "tryout.h"

/*
 * Both lists in order of rule, child and time, side by side: the first alert of a rule on a child is that
 * of the other list, and so on; what is left over was gained or lost.
 */

enum { TOLD_MOST = 500 }; /* alerts that are told one by one, of each kind */

struct alerts {
	const struct replay_alert **list;
	size_t n;
};

struct comparison {
	json_t *rules, *gained, *lost;
	size_t n_gained, n_lost, n_earlier, n_later, n_higher, n_lower;
};

/* ---- Side by side ---- */

static int compare_alike(const struct replay_alert *left, const struct replay_alert *right)
{
	int order = strcmp(left->rule->name, right->rule->name);

	return order != 0 ? order : strcmp(left->name, right->name);
}

static int compare_alerts(const void *a, const void *b)
{
	const struct replay_alert *left = *(const struct replay_alert *const *)a;
	const struct replay_alert *right = *(const struct replay_alert *const *)b;
	int order = compare_alike(left, right);

	return order != 0 ? order
			  : (left->known_us > right->known_us) - (left->known_us < right->known_us);
}

/* Shadow alerts are told to nobody: they are no work. */
static struct alerts live_alerts(const struct hindsight *hindsight)
{
	size_t n;
	const struct replay_alert *const *all = hindsight_alerts(hindsight, &n);
	struct alerts alerts = { .list = mem_new(n, sizeof *alerts.list) };

	for (size_t i = 0; i < n; i++)
		if (all[i]->rule->mode == MODE_LIVE)
			alerts.list[alerts.n++] = all[i];
	if (alerts.n > 0)
		qsort(alerts.list, alerts.n, sizeof *alerts.list, compare_alerts);
	return alerts;
}

static void tell_one(json_t *list, const struct replay_alert *alert)
{
	char known[32];

	if (json_array_size(list) < TOLD_MOST)
		json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:s}", "child", alert->name,
						      "rule", alert->rule->name, "level",
						      level_name(alert->level), "known_at",
						      time_format(alert->known_us, known)));
}

static void count_rule(struct comparison *comparison, const char *rule, const char *what)
{
	json_t *counts = json_object_get(comparison->rules, rule);

	if (counts == NULL) {
		counts = json_pack("{s:i, s:i, s:i, s:i}", "in_force", 0, "tried", 0, "gained", 0,
				   "lost", 0);
		json_object_set_new(comparison->rules, rule, counts);
	}
	json_object_set_new(counts, what,
			    json_integer(json_integer_value(json_object_get(counts, what)) + 1));
}

static void take_lost(struct comparison *comparison, const struct replay_alert *before)
{
	comparison->n_lost++;
	count_rule(comparison, before->rule->name, "in_force");
	count_rule(comparison, before->rule->name, "lost");
	tell_one(comparison->lost, before);
}

static void take_gained(struct comparison *comparison, const struct replay_alert *after)
{
	comparison->n_gained++;
	count_rule(comparison, after->rule->name, "tried");
	count_rule(comparison, after->rule->name, "gained");
	tell_one(comparison->gained, after);
}

static void take_both(struct comparison *comparison, const struct replay_alert *before,
		      const struct replay_alert *after)
{
	count_rule(comparison, before->rule->name, "in_force");
	count_rule(comparison, after->rule->name, "tried");
	comparison->n_earlier += after->known_us < before->known_us;
	comparison->n_later += after->known_us > before->known_us;
	comparison->n_higher += after->level > before->level;
	comparison->n_lower += after->level < before->level;
}

static void compare_all(struct comparison *comparison, const struct alerts *before,
			const struct alerts *after)
{
	size_t i = 0, j = 0;

	while (i < before->n && j < after->n) {
		int order = compare_alike(before->list[i], after->list[j]);

		if (order < 0)
			take_lost(comparison, before->list[i++]);
		else if (order > 0)
			take_gained(comparison, after->list[j++]);
		else
			take_both(comparison, before->list[i++], after->list[j++]);
	}
	while (i < before->n)
		take_lost(comparison, before->list[i++]);
	while (j < after->n)
		take_gained(comparison, after->list[j++]);
}

/* ---- Week by week ---- */

/* The Monday of the week in which it was known; 1970-01-01 was a Thursday. */
static int32_t monday_of(const struct hindsight *hindsight, const struct replay_alert *alert)
{
	int32_t day = zone_local_day(hindsight_ruleset(hindsight)->zone, alert->known_us);

	return day - (((day + 3) % 7) + 7) % 7;
}

static void find_weeks(const struct hindsight *hindsight, const struct alerts *alerts,
		       int32_t *first, int32_t *last)
{
	for (size_t i = 0; i < alerts->n; i++) {
		int32_t monday = monday_of(hindsight, alerts->list[i]);

		*first = monday < *first ? monday : *first;
		*last = monday > *last ? monday : *last;
	}
}

static void count_weeks(const struct hindsight *hindsight, const struct alerts *alerts,
			int32_t first, size_t *counts)
{
	for (size_t i = 0; i < alerts->n; i++)
		counts[(monday_of(hindsight, alerts->list[i]) - first) / 7]++;
}

static json_t *weeks_json(const struct hindsight *in_force, const struct alerts *before,
			  const struct hindsight *tried, const struct alerts *after)
{
	json_t *weeks = json_array();
	int32_t first = INT32_MAX, last = INT32_MIN;

	find_weeks(in_force, before, &first, &last);
	find_weeks(tried, after, &first, &last);
	size_t n = first <= last ? (size_t)((last - first) / 7 + 1) : 0;
	size_t *was = mem_new(n + 1, sizeof *was), *is = mem_new(n + 1, sizeof *is);

	count_weeks(in_force, before, first, was);
	count_weeks(tried, after, first, is);
	for (size_t i = 0; i < n; i++) {
		struct date date = date_from_day(first + 7 * (int32_t)i);

		json_array_append_new(
			weeks,
			json_pack("{s:o, s:I, s:I}", "week",
				  json_sprintf("%04d-%02d-%02d", date.year, date.month, date.day),
				  "in_force", (json_int_t)was[i], "tried", (json_int_t)is[i]));
	}
	mem_free(was);
	mem_free(is);
	return weeks;
}

json_t *tryout_compare(const struct hindsight *in_force, const struct hindsight *tried)
{
	struct comparison comparison = { .rules = json_object(),
					 .gained = json_array(),
					 .lost = json_array() };
	struct alerts before = live_alerts(in_force), after = live_alerts(tried);

	compare_all(&comparison, &before, &after);
	json_t *told = json_pack(
		"{s:o, s:o, s:o, s:o, s:{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I}}", "weeks",
		weeks_json(in_force, &before, tried, &after), "rules", comparison.rules, "gained",
		comparison.gained, "lost", comparison.lost, "counts", "in_force",
		(json_int_t)before.n, "tried", (json_int_t)after.n, "gained",
		(json_int_t)comparison.n_gained, "lost", (json_int_t)comparison.n_lost, "earlier",
		(json_int_t)comparison.n_earlier, "later", (json_int_t)comparison.n_later, "higher",
		(json_int_t)comparison.n_higher, "lower", (json_int_t)comparison.n_lower);

	mem_free(before.list);
	mem_free(after.list);
	return told;
}
