/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "case.h"
#include "doubts.h"
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
	int64_t *ids; /* of children or households, ascending, each once */
	bool are_households;
	size_t n;
	const char *rule;
	struct judge_pick *pick; /* NULL: none is picked */
	struct arena arena;      /* the list and the texts */
	int reruns;
	void (*done)(void *context, const struct err *err, size_t n_risen);
	void (*raised)(void *context, const struct err *err, int64_t alert); /* or this one */
	void *context;
};

static bool bind_moment(void *context, struct params *params)
{
	params_int4(params, 0);
	params_int4(params, 0);
	params_int4(params, 0);
	load_bind_locked(context, params);
	return true;
}

/* The alert that rose by a pick; NULL: none did. */
static const struct case_change *find_picked(const struct judging *judging)
{
	for (size_t i = 0; i < judging->n_changes; i++)
		if (judging->changes[i].kind == CHANGE_RISE &&
		    case_is_picked(judging, judging->changes[i].subject))
			return &judging->changes[i];
	return NULL;
}

static bool bind_pick(void *context, struct params *params)
{
	const struct judging *judging = context;
	const struct judge_pick *pick = judging->pick;
	const struct case_change *picked = find_picked(judging);

	if (picked == NULL)
		return false;
	params_int8(params, picked->subject->id);
	params_int8(params, picked->alert.id);
	params_text(params, pick->person);
	params_text(params, pick->reason);
	params_time(params, judging->now_us);
	params_text(params, pick->actor);
	return true;
}

static const struct step steps[] = {
	{ "begin", NULL, NULL, 0 },
	{ "lock_rules", NULL, NULL, 0 },
	{ "lock_children", load_bind_children, NULL, 0 },
	{ "find_doubts", doubts_bind, doubts_take, 0 },
	{ "load_contacts", load_bind_children, load_take_contacts, 0 },
	{ "load_corrections", load_bind_children, load_take_corrections, 0 },
	{ "load_alerts", load_bind_children, load_take_alerts, 0 },
	{ "load_teams", load_bind_teams, load_take_teams, 0 },
	{ "begin_judging", bind_moment, load_take_moment, STEP_WAIT },
	{ "lock_households", homes_bind_lock, homes_take_locked, 0 },
	LOAD_HOMES,

	{ "take_alert_ids", write_bind_alert_ids, write_take_alert_ids, STEP_WAIT },

	{ "insert_alerts", write_bind_alerts, NULL, 0 },
	{ "update_alerts", write_bind_standing, NULL, 0 },
	{ "update_shown", write_bind_shown, NULL, 0 },
	{ "insert_alert_versions", write_bind_versions, NULL, 0 },
	{ "insert_pick", bind_pick, NULL, 0 },
	{ "mark_corrected", write_bind_corrected, NULL, 0 },
	{ "start_clocks", write_bind_clocks, NULL, 0 },
	{ "inherit_clocks", write_bind_inherited_clocks, NULL, 0 },
	{ "end_clocks", write_bind_clock_ends, NULL, 0 },
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

	if (again->are_households) {
		judging->asked_homes = again->ids;
		judging->n_asked_homes = again->n;
		return;
	}
	judging->asked = judging->locked = again->ids;
	judging->n_asked = judging->n_locked = again->n;
	judging->locked_children = arena_new(&judging->arena, again->n,
					     sizeof *judging->locked_children);
	for (size_t i = 0; i < again->n; i++) {
		struct case_child *child = find_child_on_file(judging, again->ids[i]);

		child->is_judged = true;
		judging->locked_children[i] = child;
	}
}

static void start_transaction(struct again *again)
{
	static const struct script script = { .name = "judge again",
					      .steps = steps,
					      .n_steps = sizeof steps / sizeof *steps,
					      .deadline_us = 60000000 };

	again->judging =
		(struct judging){ .judge = again->judge, .rule = again->rule, .pick = again->pick };
	arena_init(&again->judging.arena);
	homes_begin(&again->judging);
	place_children(again);
	again->judge->counts.transactions++;
	store_run(again->judge->store, &script, &again->judging, on_script_end);
}

static int compare_ids(const void *a, const void *b)
{
	const int64_t *left = a, *right = b;

	return (*left > *right) - (*left < *right);
}

/* Those in doubt with the children are judged with them. */
static void add_more(struct again *again)
{
	const struct judging *judging = &again->judging;
	size_t n = again->n + judging->n_more;
	int64_t *children = arena_new(&again->arena, n, sizeof *children);

	if (judging->n_more == 0)
		return;
	memcpy(children, again->ids, again->n * sizeof *children);
	memcpy(children + again->n, judging->more, judging->n_more * sizeof *children);
	qsort(children, n, sizeof *children, compare_ids);
	again->n = 0;
	for (size_t i = 0; i < n; i++)
		if (i == 0 || children[i] != children[i - 1])
			children[again->n++] = children[i];
	again->ids = children;
}

static void run_again(struct again *again)
{
	add_more(again);
	arena_done(&again->judging.arena);
	start_transaction(again);
}

static void end_run(struct again *again, const struct err *err)
{
	const struct judging *judging = &again->judging;
	size_t n_risen = err == NULL ? judging->n_risen : 0;

	if (again->raised != NULL) {
		const struct case_change *picked = err == NULL ? find_picked(judging) : NULL;

		again->raised(again->context, err, picked != NULL ? picked->alert.id : 0);
	} else {
		again->done(again->context, err, n_risen);
	}
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
	} else if ((judging->lost_race || judge_is_lost_race(end->sqlstate)) &&
		   again->reruns < RERUNS) {
		again->reruns++;
		again->judge->counts.reruns++;
		run_again(again);
	} else {
		end_run(again, end->err);
	}
}

static struct again *again_new(struct judge *judge, const int64_t *children, size_t n,
			       const char *rule)
{
	struct again *again = mem_new(1, sizeof *again);

	*again = (struct again){ .judge = judge, .n = n };
	arena_init(&again->arena);
	again->rule = arena_strdup(&again->arena, rule);
	again->ids = arena_new(&again->arena, n, sizeof *again->ids);
	for (size_t i = 0; i < n; i++)
		again->ids[i] = children[i];
	return again;
}

void judge_children(struct judge *judge, const int64_t *children, size_t n, const char *rule,
		    void (*done)(void *context, const struct err *err, size_t n_risen),
		    void *context)
{
	struct again *again = again_new(judge, children, n, rule);

	again->done = done;
	again->context = context;
	start_transaction(again);
}

void judge_households(struct judge *judge, const int64_t *households, size_t n, const char *rule,
		      void (*done)(void *context, const struct err *err, size_t n_risen),
		      void *context)
{
	struct again *again = again_new(judge, households, n, rule);

	again->are_households = true;
	again->done = done;
	again->context = context;
	start_transaction(again);
}

/* One rule on one subject: the change that rises, if any, is the only one. */
void judge_raise(struct judge *judge, const char *rule, const struct judge_pick *pick,
		 void (*done)(void *context, const struct err *err, int64_t alert), void *context)
{
	struct again *again = again_new(judge, pick->ids, pick->n_ids, rule);

	again->are_households = pick->is_household;
	again->pick = arena_new(&again->arena, 1, sizeof *again->pick);
	*again->pick = (struct judge_pick){ .subject = pick->subject,
					    .person = arena_strdup(&again->arena, pick->person),
					    .reason = arena_strdup(&again->arena, pick->reason),
					    .actor = arena_strdup(&again->arena, pick->actor) };
	again->raised = done;
	again->context = context;
	start_transaction(again);
}
