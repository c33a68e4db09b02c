/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "hint.h"
#include "homes.h"
#include "judge_private.h"
#include "settle_private.h"

/* A person's word, run: again after a lost race, with whoever else has to be locked. The transaction is
 * settle_steps.c. */

enum { RERUNS = 5 };

static void on_script_end(void *context, const struct script_end *end);

static void start_transaction(struct settling *settling, const int64_t *added, size_t n_added)
{
	struct judging *judging = &settling->judging;
	int64_t *kept;

	*judging = (struct judging){ .judge = settling->judge,
				     .order = settling->order,
				     .regroups = true };
	arena_init(&judging->arena);
	homes_begin(judging);
	kept = arena_new(&judging->arena, n_added, sizeof *kept);
	if (n_added > 0)
		memcpy(kept, added, n_added * sizeof *kept);
	judging->added = kept;
	judging->n_added = n_added;
	settling->first = settling->order->child;
	settling->second = settling->order->other;
	settling->n_sides = 0;
	settling->is_new = settling->comes_back = false;
	settling->judge->counts.transactions++;
	store_run(settling->judge->store, &settle_script, judging, on_script_end);
}

static void run_again(struct settling *settling)
{
	struct judging before = settling->judging;
	size_t n = before.n_added + before.n_more;
	int64_t *added = arena_new(&before.arena, n, sizeof *added);

	if (before.n_added > 0)
		memcpy(added, before.added, before.n_added * sizeof *added);
	if (before.n_more > 0)
		memcpy(added + before.n_added, before.more, before.n_more * sizeof *added);
	settling->judge->counts.reruns++;
	start_transaction(settling, added, n);
	arena_done(&before.arena);
}

static void end_run(struct settling *settling, const struct err *err)
{
	settling->done(settling->context, err, &settling->settled);
	arena_done(&settling->judging.arena);
	mem_free(settling);
}

static void on_rule_set(void *context, const struct err *err)
{
	struct settling *settling = context;

	if (judge_goes_on(settling->judge, &settling->judging, err))
		run_again(settling);
	else
		end_run(settling, err);
}

static void count_changes(struct settling *settling)
{
	const struct judging *judging = &settling->judging;

	for (size_t i = 0; i < judging->n_changes; i++) {
		enum change kind = judging->changes[i].kind;

		settling->settled.n_risen += kind == CHANGE_RISE;
		settling->settled.n_withdrawn += kind == CHANGE_WITHDRAW;
		settling->settled.n_grown += kind == CHANGE_GROW || kind == CHANGE_ESCALATE;
	}
}

static void on_script_end(void *context, const struct script_end *end)
{
	struct settling *settling = context;
	struct judging *judging = &settling->judging;

	if (end->err == NULL) {
		count_changes(settling);
		if (!settling->order->dry_run)
			judge_count_changes(settling->judge, judging);
		if (!settling->order->dry_run && write_told(judging))
			hint_give(settling->judge->hint);
		end_run(settling, NULL);
	} else if (settling->settled.status != IDENTITY_DONE) {
		end_run(settling, NULL);
	} else if (judging->want_rule_set != 0 && !end->unknown) {
		rulesets_load(settling->judge->rulesets, judging->want_rule_set, on_rule_set,
			      settling);
	} else if ((judging->lost_race || judge_is_lost_race(end->sqlstate)) &&
		   settling->reruns++ < RERUNS) {
		run_again(settling);
	} else {
		end_run(settling, end->err);
	}
}

void identity_settle(struct judge *judge, const struct identity_order *order,
		     void (*done)(void *context, const struct err *err,
				  const struct identity_settled *settled),
		     void *context)
{
	struct settling *settling = mem_new(1, sizeof *settling);
	struct err err;

	*settling = (struct settling){
		.judge = judge, .order = order, .done = done, .context = context
	};
	if (settle_check_words(settling, &err)) {
		start_transaction(settling, NULL, 0);
		return;
	}
	/* Nothing was asked of the database: told from within, once. */
	arena_init(&settling->judging.arena);
	end_run(settling, NULL);
}

struct waiting {
	bool done;
	struct identity_settled *ret;
	struct err err; /* kind ERR_NONE: there was none */
};

static void on_settled(void *context, const struct err *err, const struct identity_settled *settled)
{
	struct waiting *waiting = context;

	waiting->done = true;
	*waiting->ret = *settled;
	if (err != NULL)
		waiting->err = *err;
}

bool identity_settle_now(struct store *store, struct judge *judge,
			 const struct identity_order *order, struct identity_settled *ret,
			 struct err *err)
{
	struct waiting waiting = { .ret = ret };

	identity_settle(judge, order, on_settled, &waiting);
	while (!waiting.done)
		store_turn(store);
	if (waiting.err.kind == ERR_NONE)
		return true;
	*err = waiting.err;
	return false;
}
