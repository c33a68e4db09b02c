/* SPDX-License-Identifier: Apache-2.0 */
#include "casework/judge.h"

#include <stdlib.h>
#include <string.h>

#include "case.h"
#include "config/crosscheck.h"
#include "doubts.h"
#include "hint.h"
#include "judge_private.h"
#include "persons.h"

/*
 * The transaction, whose steps stand in judge_steps.c, and what happens when it fails: a lost race
 * or a rule set that is not known yet is run again as it is, anything else item by item.
 */

/* ---- A run ------------------------------------------------------------------------------------- */

enum { RERUNS = 5 }; /* of one transaction that lost a race, before its items go alone */

struct run {
	struct judge *judge;
	struct case_item *items;
	size_t n;
	void (*done)(void *context, const struct err *err);
	void (*fired)(void *context, const struct err *err, bool any); /* or this one */
	void *context;
	int64_t *swept; /* children or households to be judged */
	size_t n_swept;
	bool are_households;
	bool any; /* a timer was due */
	bool sweeps;
	int32_t *wide; /* persons of the transaction who ask by keys whatever numbers say */
	size_t n_wide;
	int64_t *added; /* children who have to be locked as well */
	size_t n_added;
	int32_t *held; /* stripes that it held when it lost a race */
	size_t n_held;
	size_t from, to; /* the items of the transaction under way */
	int reruns;
	struct err first; /* the first failure that stands */
	struct judging judging;
};

static int compare_entries(const void *a, const void *b)
{
	const struct case_entry *left = a, *right = b;
	int order = strcmp(left->fact->source, right->fact->source);

	if (order == 0)
		order = strcmp(left->fact->event_id, right->fact->event_id);
	if (order == 0) /* in the order in which they were sent */
		order = (left->item > right->item) - (left->item < right->item);
	return order;
}

static void on_script_end(void *context, const struct script_end *end);

static void start_transaction(struct run *run)
{
	struct judging *judging = &run->judging;

	*judging = (struct judging){ .run = run,
				     .judge = run->judge,
				     .asked = run->swept,
				     .n_asked = run->are_households ? 0 : run->n_swept,
				     .asked_homes = run->swept,
				     .n_asked_homes = run->are_households ? run->n_swept : 0,
				     .fires = run->fired != NULL,
				     .sweeps = run->sweeps,
				     .n_entries = run->to - run->from };
	arena_init(&judging->arena);
	homes_begin(judging);
	judging->entries = arena_new(&judging->arena, judging->n_entries, sizeof *judging->entries);
	for (size_t i = 0; i < judging->n_entries; i++) {
		struct case_item *item = &run->items[run->from + i];

		judging->entries[i] = (struct case_entry){ .item = item,
							   .fact = item->fact,
							   .type = item->fact->type,
							   .status = CASE_RECORDED };
	}
	qsort(judging->entries, judging->n_entries, sizeof *judging->entries, compare_entries);
	judging->wide = run->wide;
	judging->n_wide = run->n_wide;
	judging->added = run->added;
	judging->n_added = run->n_added;
	matters_collect(judging);
	persons_collect(judging);
	persons_hold_early(judging, run->held, run->n_held);
	run->judge->counts.transactions++;
	store_run(run->judge->store, &run->judge->script, judging, on_script_end);
}

static void end_run(struct run *run)
{
	struct run ended = *run;
	const struct err *err = ended.first.kind != ERR_NONE ? &ended.first : NULL;

	mem_free(run->swept);
	mem_free(run->wide);
	mem_free(run->added);
	mem_free(run->held);
	mem_free(run);
	if (ended.fired != NULL)
		ended.fired(ended.context, err, ended.any);
	else
		ended.done(ended.context, err);
}

/* Goes on behind the transaction that ended. */
static void go_on(struct run *run)
{
	arena_done(&run->judging.arena);
	run->reruns = 0;
	run->n_wide = run->n_added = run->n_held = 0;
	run->from = run->to;
	if (run->from == run->n) {
		end_run(run);
		return;
	}
	run->to = run->from + 1; /* only items that run alone leave any behind them */
	start_transaction(run);
}

static void widen(struct run *run)
{
	const struct judging *judging = &run->judging;

	run->wide = mem_resize(run->wide, run->n_wide + judging->n_wider, sizeof *run->wide);
	for (size_t i = 0; i < judging->n_wider; i++)
		run->wide[run->n_wide++] = judging->wider[i];
	run->added = mem_resize(run->added, run->n_added + judging->n_more, sizeof *run->added);
	for (size_t i = 0; i < judging->n_more; i++)
		run->added[run->n_added++] = judging->more[i];
}

/* Who opens many children would lose again and again: some other run opens one that is near. */
static void keep_stripes(struct run *run)
{
	const struct judging *lost = run->judging.before != NULL ? run->judging.before
								 : &run->judging;

	run->n_held = lost->n_stripes;
	run->held = mem_resize(run->held, run->n_held, sizeof *run->held);
	if (run->n_held > 0)
		memcpy(run->held, lost->stripes, run->n_held * sizeof *run->held);
}

static void run_again(struct run *run)
{
	widen(run);
	arena_done(&run->judging.arena);
	start_transaction(run);
}

static void run_alone(struct run *run)
{
	arena_done(&run->judging.arena);
	run->reruns = 0;
	run->n_wide = run->n_added = run->n_held = 0;
	run->to = run->from + 1;
	run->judge->counts.singles += run->n;
	start_transaction(run);
}

/* ---- How a transaction ended ------------------------------------------------------------------- */

static void count_item(struct judge_counts *counts, enum case_status status)
{
	counts->recorded += status == CASE_RECORDED;
	counts->duplicates += status == CASE_DUPLICATE || status == CASE_WITHDRAWN;
	counts->conflicts += status == CASE_CONFLICT;
}

void judge_count_changes(struct judge *judge, const struct judging *judging)
{
	for (size_t i = 0; i < judging->n_changes; i++)
		judge->counts.alerts[judging->changes[i].kind - CHANGE_RISE]++;
}

static void take_results(struct run *run)
{
	struct judge_counts *counts = &run->judge->counts;
	struct judging *judging = &run->judging;

	for (size_t i = 0; i < judging->n_entries; i++) {
		struct case_entry *entry = &judging->entries[i];

		if (entry->first != NULL)
			entry->contact = entry->first->contact;
		entry->item->status = entry->status;
		entry->item->contact = entry->contact;
		count_item(counts, entry->status);
	}
	run->any = judging->timer_rule != NULL;
	counts->new_children += judging->n_new;
	judge_count_changes(run->judge, judging);
}

/* Gives the items of the transaction, or all that are left, a status that is a failure. */
static void fail_items(struct run *run, size_t to, enum case_status status, const struct err *err)
{
	for (size_t i = run->from; i < to; i++)
		run->items[i].status = status;
	if (run->first.kind == ERR_NONE)
		run->first = *err;
	run->to = to;
}

bool judge_is_lost_race(const char *sqlstate)
{
	static const char *const codes[] = {
		"40001", /* serialization failure */
		"40P01", /* deadlock */
		"23505", /* unique violation: the same event, or alert, at the same time */
		"23503", /* foreign key: what it points to went in between */
	};

	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
		if (strcmp(sqlstate, codes[i]) == 0)
			return true;
	return false;
}

/* What was sent cannot be stored, however often it is tried: data exceptions, broken checks. */
static bool is_unstorable(const char *sqlstate)
{
	return strncmp(sqlstate, "22", 2) == 0 || strncmp(sqlstate, "23", 2) == 0;
}

bool judge_goes_on(struct judge *judge, const struct judging *judging, const struct err *err)
{
	int32_t version = judging->want_rule_set;

	if (err == NULL)
		return true;
	if (err->kind == ERR_RETRY || version == judging->rule_set)
		return false;
	judge->unreadable = mem_resize(judge->unreadable, judge->n_unreadable + 1,
				       sizeof *judge->unreadable);
	judge->unreadable[judge->n_unreadable++] = version;
	return true;
}

static void on_rule_set(void *context, const struct err *err)
{
	struct run *run = context;

	if (judge_goes_on(run->judge, &run->judging, err)) {
		run_again(run);
		return;
	}
	fail_items(run, run->n, CASE_LATER, err);
	go_on(run);
}

static void on_script_end(void *context, const struct script_end *end)
{
	struct judging *judging = context;
	struct run *run = judging->run;

	if (end->err == NULL) {
		take_results(run);
		if (write_told(judging))
			hint_give(run->judge->hint);
		go_on(run);
	} else if (judging->want_rule_set != 0 && !end->unknown) {
		rulesets_load(run->judge->rulesets, judging->want_rule_set, on_rule_set, run);
	} else if ((judging->lost_race || judge_is_lost_race(end->sqlstate)) &&
		   run->reruns < RERUNS) {
		run->reruns++;
		run->judge->counts.reruns++;
		keep_stripes(run);
		run_again(run);
	} else if (!judging->lost_race &&
		   (end->sqlstate[0] == '\0' || end->err->kind == ERR_RETRY)) {
		/* The connection went, or the database is down: nobody's fact is at fault. */
		fail_items(run, run->n, CASE_LATER, end->err);
		go_on(run);
	} else if (run->to - run->from > 1) {
		run_alone(run);
	} else {
		fail_items(run, run->to, is_unstorable(end->sqlstate) ? CASE_REFUSED : CASE_LATER,
			   end->err);
		go_on(run);
	}
}

/* ---- The judge --------------------------------------------------------------------------------- */

struct judge *judge_new(struct store *store, struct rulesets *rulesets, unsigned channels,
			int64_t deadline_us)
{
	size_t n_steps;
	const struct step *steps = judge_steps(&n_steps);
	struct judge *judge = mem_new(1, sizeof *judge);

	judge->store = store;
	judge->rulesets = rulesets;
	judge->channels = channels;
	judge->hint = hint_new(store);
	weights_standard(&judge->weights);
	weights_version(&judge->weights, judge->weights_version);
	judge->script = (struct script){ .name = "judge contacts",
					 .steps = steps,
					 .n_steps = n_steps,
					 .deadline_us = deadline_us };
	return judge;
}

void judge_change(struct judge *judge, const struct settings *settings)
{
	judge->channels = channels_on(settings);
	judge->settings = settings;
	judge->weights = settings->identity;
	weights_version(&judge->weights, judge->weights_version);
}

void judge_count_names(struct judge *judge, const struct names *names)
{
	judge->names = names;
}

void judge_free(struct judge *judge)
{
	if (judge == NULL)
		return;
	hint_free(judge->hint);
	mem_free(judge->unreadable);
	mem_free(judge);
}

bool judge_cannot_load(const struct judge *judge, int32_t version)
{
	for (size_t i = 0; i < judge->n_unreadable; i++)
		if (judge->unreadable[i] == version)
			return true;
	return false;
}

void judge_contacts(struct judge *judge, struct case_item *items, size_t n,
		    void (*done)(void *context, const struct err *err), void *context)
{
	struct run *run = mem_new(1, sizeof *run);

	*run = (struct run){
		.judge = judge, .items = items, .n = n, .done = done, .context = context, .to = n
	};
	start_transaction(run);
}

void judge_sweep(struct judge *judge, const int64_t *ids, size_t n, bool are_households,
		 void (*done)(void *context, const struct err *err), void *context)
{
	struct run *run = mem_new(1, sizeof *run);

	*run = (struct run){ .judge = judge,
			     .swept = mem_new(n, sizeof *ids),
			     .n_swept = n,
			     .are_households = are_households,
			     .sweeps = true,
			     .done = done,
			     .context = context };
	if (n > 0)
		memcpy(run->swept, ids, n * sizeof *ids);
	start_transaction(run);
}

void judge_timer(struct judge *judge, void (*fired)(void *context, const struct err *err, bool any),
		 void *context)
{
	struct run *run = mem_new(1, sizeof *run);

	*run = (struct run){ .judge = judge, .fired = fired, .context = context };
	start_transaction(run);
}

void judge_count(const struct judge *judge, struct judge_counts *ret)
{
	*ret = judge->counts;
}
