/* SPDX-License-Identifier: Apache-2.0 */
#include "hint.h"

#include "base/clock.h"
#include "base/mem.h"
#include "store/store.h"

/*
 * A transaction that notifies holds a lock of the whole database until it is on the disk, so that no
 * other that notifies can share its flush. On its own, behind the commit, it writes nothing and
 * waits for no disk.
 */

enum { DEADLINE_S = 5 };

struct hint {
	struct store *store;
	bool under_way, again, gone;
};

static const struct step steps[] = {
	{ "notify_outbox", NULL, NULL, 0 },
};

static const struct script script = {
	.name = "hint at notices",
	.steps = steps,
	.n_steps = sizeof steps / sizeof *steps,
	.deadline_us = (int64_t)DEADLINE_S * USEC_PER_SEC,
};

struct hint *hint_new(struct store *store)
{
	struct hint *hint = mem_new(1, sizeof *hint);

	hint->store = store;
	return hint;
}

void hint_free(struct hint *hint)
{
	if (hint != NULL && hint->under_way)
		hint->gone = true;
	else
		mem_free(hint);
}

static void on_given(void *context, const struct script_end *end)
{
	struct hint *hint = context;
	bool again = hint->again && end->err == NULL;

	hint->under_way = hint->again = false;
	if (hint->gone)
		mem_free(hint);
	else if (again)
		hint_give(hint);
}

void hint_give(struct hint *hint)
{
	if (hint->under_way) {
		hint->again = true;
		return;
	}
	hint->under_way = true;
	store_run(hint->store, &script, hint, on_given);
}
