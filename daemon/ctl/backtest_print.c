/* SPDX-License-Identifier: Apache-2.0 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "backtest.h"
#include "base/mem.h"
#include "ctl.h"

/* What a backtest found: a JSON line an alert, or tables for people. */

static const char *state_name(enum replay_state state)
{
	static const char *const names[] = {
		[REPLAY_OPEN] = "open",
		[REPLAY_DECIDED] = "decided",
		[REPLAY_WITHDRAWN] = "withdrawn",
	};

	return names[state];
}

/* ---- JSON ---- */

static json_t *incidents_json(const struct replay_alert *alert)
{
	json_t *incidents = json_array(), *incident = NULL;

	for (size_t i = 0; i < alert->n_contacts; i++) {
		const struct replay_contact *contact = &alert->contacts[i];

		if (i == 0 || contact->incident != alert->contacts[i - 1].incident)
			json_array_append_new(incidents, incident = json_array());
		json_array_append_new(incident,
				      json_sprintf("%s %s", contact->source, contact->event_id));
	}
	return incidents;
}

static void print_alert(const struct replay_alert *alert)
{
	char became_true[32], known[32];

	ctl_print_json(json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:o}",
				 alert->is_household ? "household" : "child", alert->name, "rule",
				 alert->rule->name, "level", level_name(alert->level),
				 "became_true_at", time_format(alert->became_true_us, became_true),
				 "known_at", time_format(alert->known_us, known), "state",
				 state_name(alert->state), "incidents", incidents_json(alert)));
}

void backtest_print_json(const struct backtest_alerts *alerts)
{
	for (size_t i = 0; i < alerts->n; i++)
		if (alerts->list[i]->known_us >= alerts->from_us)
			print_alert(alerts->list[i]);
}

/* ---- Tables ---- */

/* An alert with what it is counted by. */
struct counted {
	int32_t monday; /* of the week in which it was known */
	const struct replay_alert *alert;
};

static int compare_counted(const void *a, const void *b)
{
	const struct counted *left = a, *right = b;
	int order;

	if (left->monday != right->monday)
		return left->monday < right->monday ? -1 : 1;
	order = strcmp(left->alert->rule->name, right->alert->rule->name);
	if (order != 0)
		return order;
	return (int)right->alert->level - (int)left->alert->level;
}

/* Those that were known in time; 1970-01-01 was a Thursday. */
static size_t count_alerts(const struct backtest_alerts *alerts, struct counted **ret)
{
	size_t counted = 0;

	*ret = mem_new(alerts->n, sizeof **ret);
	for (size_t i = 0; i < alerts->n; i++) {
		const struct replay_alert *alert = alerts->list[i];
		int32_t day = zone_local_day(alerts->ruleset->zone, alert->known_us);

		if (alert->known_us >= alerts->from_us)
			(*ret)[counted++] = (struct counted){ day - (((day + 3) % 7) + 7) % 7,
							      alert };
	}
	if (counted > 0)
		qsort(*ret, counted, sizeof **ret, compare_counted);
	return counted;
}

static void print_weeks(const struct counted *counted, size_t n)
{
	struct ctl_table table = { .n_columns = 4,
				   .headings = { "week from", "rule", "level", "alerts" },
				   .right = { [3] = true } };
	size_t of_kind = 0;

	for (size_t i = 0; i < n; i++) {
		struct date date = date_from_day(counted[i].monday);

		of_kind++;
		if (i + 1 < n && compare_counted(&counted[i], &counted[i + 1]) == 0)
			continue;
		ctl_table_cell(&table, "%04d-%02d-%02d", date.year, date.month, date.day);
		ctl_table_cell(&table, "%s", counted[i].alert->rule->name);
		ctl_table_cell(&table, "%s", level_name(counted[i].alert->level));
		ctl_table_cell(&table, "%zu", of_kind);
		of_kind = 0;
	}
	ctl_table_print(&table);
}

/* In how many alerts an agency's contacts are evidence. */
static void print_agencies(const struct counted *counted, size_t n, const struct ruleset *ruleset)
{
	struct ctl_table table = { .n_columns = 2,
				   .headings = { "agency", "alerts with its contacts" },
				   .right = { [1] = true } };
	size_t by_agency[WORD_MAX + 1] = { 0 };

	for (size_t i = 0; i < n; i++) {
		struct wordset agencies = { { 0 } };

		for (size_t j = 0; j < counted[i].alert->n_contacts; j++)
			wordset_add(&agencies, counted[i].alert->contacts[j].agency);
		for (int agency = wordset_next(&agencies, 1); agency <= WORD_MAX;
		     agency = wordset_next(&agencies, agency + 1))
			by_agency[agency]++;
	}
	for (int agency = 1; agency <= WORD_MAX; agency++) {
		if (by_agency[agency] == 0)
			continue;
		ctl_table_cell(&table, "%s",
			       lexicon_name(&ruleset->lexicon, WORDS_AGENCY, (word)agency));
		ctl_table_cell(&table, "%zu", by_agency[agency]);
	}
	ctl_table_print(&table);
}

/* Shadow alerts are told to nobody, so nobody has to decide them. */
static void print_work(const struct counted *counted, size_t n)
{
	size_t live = 0, by_state[REPLAY_WITHDRAWN + 1] = { 0 };
	int32_t weeks = n == 0 ? 0 : (counted[n - 1].monday - counted[0].monday) / 7 + 1;

	for (size_t i = 0; i < n; i++) {
		by_state[counted[i].alert->state]++;
		live += counted[i].alert->rule->mode == MODE_LIVE;
	}
	printf("%zu alerts: %zu open in the end, %zu decided, %zu withdrawn\n", n,
	       by_state[REPLAY_OPEN], by_state[REPLAY_DECIDED], by_state[REPLAY_WITHDRAWN]);
	if (weeks > 0)
		printf("A team would have had to decide %zu over %d week%s: %.1f a week.\n", live,
		       (int)weeks, weeks == 1 ? "" : "s", (double)live / weeks);
}

void backtest_print_tables(const struct backtest_alerts *alerts)
{
	struct counted *counted;
	size_t n = count_alerts(alerts, &counted);

	print_weeks(counted, n);
	if (n > 0)
		putchar('\n');
	print_agencies(counted, n, alerts->ruleset);
	if (n > 0)
		putchar('\n');
	print_work(counted, n);
	mem_free(counted);
}

/* ---- Gained and lost ---- */

/* Alerts of one rule on one child side by side, in order of time. */
static int compare_pairs(const void *a, const void *b)
{
	const struct replay_alert *left = *(const struct replay_alert *const *)a;
	const struct replay_alert *right = *(const struct replay_alert *const *)b;
	int order = strcmp(left->rule->name, right->rule->name);

	if (order == 0)
		order = strcmp(left->name, right->name);
	if (order != 0)
		return order;
	return (left->known_us > right->known_us) - (left->known_us < right->known_us);
}

static const struct replay_alert **sort_pairs(const struct backtest_alerts *alerts, size_t *ret_n)
{
	const struct replay_alert **sorted = mem_new(alerts->n, sizeof *sorted);
	size_t n = 0;

	for (size_t i = 0; i < alerts->n; i++)
		if (alerts->list[i]->known_us >= alerts->from_us)
			sorted[n++] = alerts->list[i];
	if (n > 0)
		qsort(sorted, n, sizeof *sorted, compare_pairs);
	*ret_n = n;
	return sorted;
}

struct difference {
	size_t gained, lost, earlier, later, higher, lower;
};

static void compare_alike(const struct replay_alert *before, const struct replay_alert *after,
			  struct difference *difference)
{
	difference->earlier += after->known_us < before->known_us;
	difference->later += after->known_us > before->known_us;
	difference->higher += after->level > before->level;
	difference->lower += after->level < before->level;
}

static void print_rule_difference(struct ctl_table *table, const char *rule,
				  const struct difference *difference)
{
	const size_t figures[] = { difference->gained, difference->lost,   difference->earlier,
				   difference->later,  difference->higher, difference->lower };
	size_t sum = 0;

	for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
		sum += figures[i];
	if (sum == 0)
		return;
	ctl_table_cell(table, "%s", rule);
	for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
		ctl_table_cell(table, "%zu", figures[i]);
}

/* Where both lists, or the one that is not at its end, go on by the next rule and child. */
static int compare_heads(const struct replay_alert *before, const struct replay_alert *after)
{
	int order;

	if (before == NULL || after == NULL)
		return before == NULL ? 1 : -1;
	order = strcmp(before->rule->name, after->rule->name);
	return order != 0 ? order : strcmp(before->name, after->name);
}

void backtest_print_difference(const struct backtest_alerts *in_force,
			       const struct backtest_alerts *tried)
{
	struct ctl_table table = { .n_columns = 7,
				   .headings = { "rule", "gained", "lost", "earlier", "later",
						 "higher", "lower" },
				   .right = { [1] = true, true, true, true, true, true } };
	size_t n_before, n_after, i = 0, j = 0;
	const struct replay_alert **before = sort_pairs(in_force, &n_before);
	const struct replay_alert **after = sort_pairs(tried, &n_after);
	struct difference difference = { 0 };

	while (i < n_before || j < n_after) {
		int order = compare_heads(i < n_before ? before[i] : NULL,
					  j < n_after ? after[j] : NULL);
		const char *rule = order <= 0 ? before[i]->rule->name : after[j]->rule->name;

		difference.lost += order < 0;
		difference.gained += order > 0;
		if (order == 0)
			compare_alike(before[i], after[j], &difference);
		i += order <= 0;
		j += order >= 0;
		if ((i < n_before && strcmp(before[i]->rule->name, rule) == 0) ||
		    (j < n_after && strcmp(after[j]->rule->name, rule) == 0))
			continue;
		print_rule_difference(&table, rule, &difference);
		difference = (struct difference){ 0 };
	}
	printf("\nAgainst the rules in force: %zu alerts, where those give %zu.\n", n_after,
	       n_before);
	ctl_table_print(&table);
	mem_free(before);
	mem_free(after);
}
