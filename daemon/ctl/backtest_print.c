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

	ctl_print_json(json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:o}", "child", alert->child,
				 "rule", alert->rule->name, "level", level_name(alert->level),
				 "became_true_at", time_format(alert->became_true_us, became_true),
				 "known_at", time_format(alert->known_us, known), "state",
				 state_name(alert->state), "incidents", incidents_json(alert)));
}

void backtest_print_json(const struct replay *replay, int64_t from_us)
{
	size_t n;
	const struct replay_alert *const *alerts = replay_alerts(replay, &n);

	for (size_t i = 0; i < n; i++)
		if (alerts[i]->known_us >= from_us)
			print_alert(alerts[i]);
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
static size_t count_alerts(const struct replay *replay, const struct ruleset *ruleset,
			   int64_t from_us, struct counted **ret)
{
	size_t n, counted = 0;
	const struct replay_alert *const *alerts = replay_alerts(replay, &n);

	*ret = mem_new(n, sizeof **ret);
	for (size_t i = 0; i < n; i++) {
		int32_t day = zone_local_day(ruleset->zone, alerts[i]->known_us);

		if (alerts[i]->known_us >= from_us)
			(*ret)[counted++] = (struct counted){ day - (((day + 3) % 7) + 7) % 7,
							      alerts[i] };
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
		for (int agency = 1; agency <= WORD_MAX; agency++)
			by_agency[agency] += wordset_has(&agencies, (word)agency);
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

void backtest_print_tables(const struct replay *replay, const struct ruleset *ruleset,
			   int64_t from_us)
{
	struct counted *counted;
	size_t n = count_alerts(replay, ruleset, from_us, &counted);

	print_weeks(counted, n);
	if (n > 0)
		putchar('\n');
	print_agencies(counted, n, ruleset);
	if (n > 0)
		putchar('\n');
	print_work(counted, n);
	mem_free(counted);
}
