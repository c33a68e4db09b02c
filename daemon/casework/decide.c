/* SPDX-License-Identifier: Apache-2.0 */
#include "casework/decide.h"

#include <string.h>

#include "base/clock.h"
#include "casework/audit.h"
#include "decide_private.h"

/*
 * One transaction under the locks of the children, so that no fact comes between what the manager is
 * told and what is noted. Texts of rules are loaded before it: they never change.
 */

/* ---- Is it a reason? ---- */

static bool bind_person(void *context, struct params *params)
{
	const struct deciding *deciding = context;

	params_text(params, deciding->order->person);
	return true;
}

static bool take_rationales(void *context, const struct rows *rows, struct err *err)
{
	struct deciding *deciding = context;
	size_t n = rows_count(rows);
	const char **before = arena_new(deciding->arena, n, sizeof *before);
	struct err reason;

	for (size_t i = 0; i < n; i++)
		before[i] = rows_text(rows, i, 0);
	if (rationale_check(deciding->order->rationale, before, n, &reason))
		return true;
	return decide_refuse(deciding, DECIDE_WRONG, "/rationale", err, "%s", reason.text);
}

/* ---- Writing it down ---- */

/* What the answer says of them, once that is committed. */
static void note_decided(struct deciding *deciding)
{
	for (size_t i = 0; i < deciding->answer.n_found; i++) {
		struct decide_found *found = &deciding->found[i];

		found->state = "decided";
		found->decided_outcome = deciding->order->outcome;
		found->decided_by = deciding->order->person;
		found->decided_us = deciding->answer.at_us;
	}
}

static bool bind_decisions(void *context, struct params *params)
{
	struct deciding *deciding = context;
	const struct decide_order *order = deciding->order;
	size_t n = deciding->answer.n_found;

	if (order->dry_run)
		return false;
	decide_add_pairs(deciding, params);
	params_array(params, PARAM_INT4, n);
	for (size_t i = 0; i < n; i++)
		params_add_int4(params, deciding->found[i].evidence_version);
	params_text(params, order->outcome);
	params_text(params, order->rationale);
	params_text(params, order->person);
	params_time(params, deciding->answer.at_us);
	params_text(params, order->actor);
	params_array(params, PARAM_INT8, n > 1 ? n : 0);
	for (size_t i = 0; n > 1 && i < n; i++)
		params_add_int8(params, deciding->found[i].alert);
	note_decided(deciding);
	return true;
}

/* Who decided, and why, stand in the decision; the commitment says that they were never changed. */
static bool bind_notes(void *context, struct params *params)
{
	const struct deciding *deciding = context;
	const struct decide_order *order = deciding->order;
	size_t n = deciding->answer.n_found;
	struct audit_about *about;

	if (order->dry_run)
		return false;
	about = arena_new(deciding->arena, n, sizeof *about);
	for (size_t i = 0; i < n; i++)
		about[i] = (struct audit_about){ deciding->found[i].child,
						 deciding->found[i].alert };
	audit_notes_bind(
		params,
		&(struct audit_note){ .actor = order->actor,
				      .action = "alert-decided",
				      .detail = order->outcome,
				      .personal = arena_printf(deciding->arena, "%s\n%s",
							       order->person, order->rationale) },
		about, n);
	return true;
}

static bool bind_actions(void *context, struct params *params)
{
	const struct deciding *deciding = context;
	struct action_setting setting;

	if (!decide_sets_actions(deciding, &setting))
		return false;
	actions_bind(params, &setting);
	return true;
}

/* Somebody holds it already: then nothing is written, and the answer tells who. */
static bool bind_acknowledgement(void *context, struct params *params)
{
	struct deciding *deciding = context;
	struct decide_found *found = deciding->found;

	if (strcmp(found->state, "acknowledged") == 0 || deciding->order->dry_run)
		return false;
	params_int8(params, found->child);
	params_int8(params, found->alert);
	params_text(params, deciding->order->person);
	params_time(params, deciding->answer.at_us);
	params_text(params, deciding->order->actor);
	found->state = "acknowledged";
	found->acknowledged_by = deciding->order->person;
	found->acknowledged_us = deciding->answer.at_us;
	return true;
}

static bool bind_acknowledged_clock(void *context, struct params *params)
{
	const struct deciding *deciding = context;

	return !deciding->order->dry_run &&
	       decide_bind_clock_ends(deciding, params, CLOCK_ACKNOWLEDGE);
}

static bool bind_decided_clocks(void *context, struct params *params)
{
	const struct deciding *deciding = context;

	return !deciding->order->dry_run && decide_bind_clock_ends(deciding, params, CLOCK_DECIDE);
}

/* What else belongs into the transaction of a decision stands between its rows and the commit. */
static const struct step decide_steps[] = {
	{ "begin", NULL, NULL, 0 },
	{ "find_alerts", decide_bind_alerts, decide_take_alerts, STEP_WAIT },
	{ "lock_children", decide_bind_children, NULL, 0 },
	{ "load_decisions", decide_bind_facts, decide_take_facts, STEP_WAIT },
	{ "load_news", decide_bind_news, decide_take_news, STEP_WAIT },
	{ "load_rationales", bind_person, take_rationales, STEP_WAIT },
	{ "insert_decisions", bind_decisions, NULL, 0 },
	{ "audit_notes", bind_notes, NULL, 0 },
	{ "insert_actions", bind_actions, NULL, 0 },
	{ "end_clocks", bind_decided_clocks, NULL, 0 },
	{ "start_action_clocks", decide_bind_action_clocks, NULL, 0 },
	{ "insert_feedback", decide_bind_feedback, NULL, 0 },
	{ "commit", NULL, NULL, 0 },
};

static const struct step acknowledge_steps[] = {
	{ "begin", NULL, NULL, 0 },
	{ "find_alerts", decide_bind_alerts, decide_take_alerts, STEP_WAIT },
	{ "lock_children", decide_bind_children, NULL, 0 },
	{ "load_decisions", decide_bind_facts, decide_take_facts, STEP_WAIT },
	{ "acknowledge_alert", bind_acknowledgement, NULL, 0 },
	{ "end_clocks", bind_acknowledged_clock, NULL, 0 },
	{ "commit", NULL, NULL, 0 },
};

#define SCRIPT(what, list)                                                                 \
	{                                                                                  \
		.name = (what), .steps = (list), .n_steps = sizeof(list) / sizeof *(list), \
		.deadline_us = INT64_C(30) * USEC_PER_SEC                                  \
	}

static const struct script decide_script = SCRIPT("decide on alerts", decide_steps);
static const struct script acknowledge_script = SCRIPT("acknowledge an alert", acknowledge_steps);

/* ---- Rule sets, then the transaction ---- */

static void run_script(void *context, const struct err *err);

static void end(struct deciding *deciding, const struct err *err)
{
	deciding->done(deciding->context, err, &deciding->answer);
	mem_free(deciding);
}

static void on_run(void *context, const struct script_end *script_end)
{
	struct deciding *deciding = context;
	int32_t want = deciding->want_rule_set;

	if (script_end->err == NULL || deciding->answer.status != DECIDE_DONE)
		end(deciding, NULL);
	else if (want != 0 && rulesets_find(deciding->rulesets, want) == NULL) {
		deciding->loads++;
		rulesets_load(deciding->rulesets, want, run_script, deciding);
	} else {
		end(deciding, script_end->err);
	}
}

/* A rule set that cannot be read any more holds nobody up: err is not looked at. */
static void run_script(void *context, const struct err *err)
{
	struct deciding *deciding = context;

	(void)err;
	store_run(deciding->store, deciding->script, deciding, on_run);
}

static void on_in_force(void *context, const struct err *err)
{
	struct deciding *deciding = context;
	struct err reason;

	if (err != NULL)
		end(deciding, err);
	else if (deciding->script == &decide_script && !decide_check_order(deciding, &reason))
		end(deciding, NULL);
	else
		run_script(deciding, NULL);
}

static void start(const struct deciding *options)
{
	struct deciding *deciding = mem_new(1, sizeof *deciding);

	*deciding = *options;
	deciding->answer.detail = deciding->answer.pointer = "";
	rulesets_load(deciding->rulesets, 0, on_in_force, deciding);
}

void decide_alerts(struct store *store, struct rulesets *rulesets, const struct decide_order *order,
		   struct arena *arena, decide_done *done, void *context)
{
	start(&(struct deciding){ .order = order,
				  .store = store,
				  .rulesets = rulesets,
				  .arena = arena,
				  .script = &decide_script,
				  .done = done,
				  .context = context });
}

void decide_acknowledge(struct store *store, struct rulesets *rulesets,
			const struct decide_order *order, struct arena *arena, decide_done *done,
			void *context)
{
	start(&(struct deciding){ .order = order,
				  .store = store,
				  .rulesets = rulesets,
				  .arena = arena,
				  .script = &acknowledge_script,
				  .done = done,
				  .context = context });
}

/* ---- For concernctl and tests ---- */

struct now {
	bool done;
	struct err err;
	struct decide_answer *ret;
};

static void on_now(void *context, const struct err *err, const struct decide_answer *answer)
{
	struct now *now = context;

	now->done = true;
	*now->ret = *answer;
	if (err != NULL)
		now->err = *err;
}

static bool wait_for(struct store *store, struct now *now, struct err *err)
{
	while (!now->done)
		store_turn(store);
	if (now->err.kind == ERR_NONE)
		return true;
	if (err != NULL)
		*err = now->err;
	return false;
}

bool decide_alerts_now(struct store *store, struct rulesets *rulesets,
		       const struct decide_order *order, struct arena *arena,
		       struct decide_answer *ret, struct err *err)
{
	struct now now = { .ret = ret };

	decide_alerts(store, rulesets, order, arena, on_now, &now);
	return wait_for(store, &now, err);
}

bool decide_acknowledge_now(struct store *store, struct rulesets *rulesets,
			    const struct decide_order *order, struct arena *arena,
			    struct decide_answer *ret, struct err *err)
{
	struct now now = { .ret = ret };

	decide_acknowledge(store, rulesets, order, arena, on_now, &now);
	return wait_for(store, &now, err);
}
