/* SPDX-License-Identifier: Apache-2.0 */
#include "casework/history.h"

#include <string.h>

#include "base/clock.h"
#include "case.h"
#include "view.h"

/* A child is loaded by the steps of the judge transaction, without its locks: nothing is written. */

struct history {
	struct judging judging; /* its arena, and one locked child */
	struct case_child child;
	struct case_child *children[1];
	int64_t ids[1];
	struct view view;
	int32_t version;
};

static const struct step steps[] = {
	{ "load_contacts", load_bind_children, load_take_contacts, 0 },
	{ "load_corrections", load_bind_children, load_take_corrections, 0 },
	{ "load_alerts", load_bind_children, load_take_alerts, 0 },
};

static const struct script script = {
	.name = "read a history",
	.steps = steps,
	.n_steps = sizeof steps / sizeof *steps,
	.deadline_us = INT64_C(30) * USEC_PER_SEC,
};

struct history *history_read_now(struct store *store, struct rulesets *rulesets, int64_t child,
				 struct err *err)
{
	struct history *history = mem_new(1, sizeof *history);
	struct judging *judging = &history->judging;
	struct ruleset *ruleset;

	arena_init(&judging->arena);
	history->child.id = history->ids[0] = child;
	history->children[0] = &history->child;
	judging->locked = history->ids;
	judging->locked_children = history->children;
	judging->n_locked = 1;
	if (!rulesets_load_now(rulesets, 0, err) || !store_run_now(store, &script, judging, err)) {
		history_free(history);
		return NULL;
	}
	stand_sort(judging);
	stand_contacts(judging, &history->child);
	ruleset = rulesets_newest(rulesets, &history->version);
	view_make(&judging->arena, ruleset, &history->child, &history->view);
	return history;
}

void history_free(struct history *history)
{
	if (history == NULL)
		return;
	arena_done(&history->judging.arena);
	mem_free(history);
}

const struct ruleset *history_ruleset(const struct history *history, int32_t *ret_version)
{
	*ret_version = history->version;
	return history->view.ruleset;
}

size_t history_count(const struct history *history)
{
	return history->view.n_contacts;
}

struct subject history_subject(struct history *history, const struct rule *rule)
{
	struct arena *arena = &history->judging.arena;
	struct decided *decided = arena_new(arena, 1, sizeof *decided);

	if (!view_decided(arena, &history->view, &history->child, rule->name, decided))
		decided = NULL;
	return view_subject(&history->view, decided, clock_now_us());
}

bool history_alert(const struct history *history, const struct rule *rule,
		   struct history_alert *ret)
{
	for (size_t i = 0; i < history->child.n_alerts; i++) {
		const struct case_alert *alert = &history->child.alerts[i];

		if (alert->is_decided || strcmp(alert->rule, rule->name) != 0)
			continue;
		*ret = (struct history_alert){ alert->id, alert->level, alert->became_true_us };
		return true;
	}
	return false;
}
