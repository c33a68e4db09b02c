/* SPDX-License-Identifier: Apache-2.0 */
#include "case.h"
#include "hint.h"
#include "judge_private.h"

/*
 * Children judged again without any new fact: the judge's transaction without what finds and records.
 * The locks are the same and taken in the same order, so it and the judge never wait for each other
 * in a circle.
 */

enum { RERUNS = 5 };

struct again {
	struct judging judging; /* first: the steps take it for the context */
	struct judge *judge;
	int64_t *children; /* ascending, each once */
	size_t n;
	const char *rule;
	struct arena arena; /* the list and the name */
	int reruns;
	void (*done)(void *context, const struct err *err, size_t n_risen);
	void *context;
};

static bool bind_moment(void *context, struct params *params)
{
	(void)context;
	params_int4(params, 0);
	params_int4(params, 0);
	params_int4(params, 0);
	return true;
}

static const struct step steps[] = {
	{ "begin", NULL, NULL, 0 },
	{ "lock_rules", NULL, NULL, 0 },
	{ "lock_children", load_bind_children, NULL, 0 },
	{ "load_contacts", load_bind_children, load_take_contacts, 0 },
	{ "load_corrections", load_bind_children, load_take_corrections, 0 },
	{ "load_alerts", load_bind_children, load_take_alerts, 0 },
	{ "begin_judging", bind_moment, load_take_moment, STEP_WAIT },

	{ "take_alert_ids", write_bind_alert_ids, write_take_alert_ids, STEP_WAIT },

	{ "insert_alerts", write_bind_alerts, NULL, 0 },
	{ "update_alerts", write_bind_standing, NULL, 0 },
	{ "insert_alert_versions", write_bind_versions, NULL, 0 },
	{ "mark_corrected", write_bind_corrected, NULL, 0 },
	{ "insert_outbox", write_bind_outbox, NULL, 0 },
	{ "delete_timers", fire_bind_old, NULL, 0 },
	{ "insert_timers", fire_bind_new, NULL, 0 },
	{ "insert_outbox_again", write_bind_outbox_again, NULL, 0 },
	{ "insert_audit", write_bind_audit, NULL, 0 },
	{ "commit", NULL, NULL, 0 },
};

static void on_script_end(void *context, const struct script_end *end);

static void place_children(struct again *again)
{
	struct judging *judging = &again->judging;
	struct case_child *children = arena_new(&judging->arena, again->n, sizeof *children);

	judging->children = arena_new(&judging->arena, again->n, sizeof *judging->children);
	judging->locked = again->children;
	judging->n_children = judging->n_locked = again->n;
	for (size_t i = 0; i < again->n; i++) {
		children[i].id = again->children[i];
		children[i].is_judged = true;
		judging->children[i] = &children[i];
	}
	judging->locked_children = judging->children;
}

static void start_transaction(struct again *again)
{
	static const struct script script = { .name = "judge again",
					      .steps = steps,
					      .n_steps = sizeof steps / sizeof *steps,
					      .deadline_us = 60000000 };

	again->judging = (struct judging){ .judge = again->judge, .rule = again->rule };
	arena_init(&again->judging.arena);
	place_children(again);
	again->judge->counts.transactions++;
	store_run(again->judge->store, &script, &again->judging, on_script_end);
}

static void run_again(struct again *again)
{
	arena_done(&again->judging.arena);
	start_transaction(again);
}

static void end_run(struct again *again, const struct err *err)
{
	size_t n_risen = err == NULL ? again->judging.n_risen : 0;

	again->done(again->context, err, n_risen);
	arena_done(&again->judging.arena);
	arena_done(&again->arena);
	mem_free(again);
}

static void on_rule_set(void *context, const struct err *err)
{
	struct again *again = context;

	if (judge_goes_on(again->judge, &again->judging, err))
		run_again(again);
	else
		end_run(again, err);
}

static void on_script_end(void *context, const struct script_end *end)
{
	struct again *again = context;
	struct judging *judging = &again->judging;

	if (end->err == NULL) {
		judge_count_changes(again->judge, judging);
		if (write_told(judging))
			hint_give(again->judge->hint);
		end_run(again, NULL);
	} else if (judging->want_rule_set != 0 && !end->unknown) {
		rulesets_load(again->judge->rulesets, judging->want_rule_set, on_rule_set, again);
	} else if (judge_is_lost_race(end->sqlstate) && again->reruns < RERUNS) {
		again->reruns++;
		again->judge->counts.reruns++;
		run_again(again);
	} else {
		end_run(again, end->err);
	}
}

void judge_children(struct judge *judge, const int64_t *children, size_t n, const char *rule,
		    void (*done)(void *context, const struct err *err, size_t n_risen),
		    void *context)
{
	struct again *again = mem_new(1, sizeof *again);

	*again = (struct again){ .judge = judge, .n = n, .done = done, .context = context };
	arena_init(&again->arena);
	again->rule = arena_strdup(&again->arena, rule);
	again->children = arena_new(&again->arena, n, sizeof *again->children);
	for (size_t i = 0; i < n; i++)
		again->children[i] = children[i];
	start_transaction(again);
}
