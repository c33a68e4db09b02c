/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/clock.h"
#include "casework/audit.h"
#include "doubts.h"
#include "judge_private.h"
#include "settle_private.h"

/*
 * The transaction of a person's word: the children are locked as for any fact, links, contacts and
 * reviews are put to what was said, then the children are loaded as they are now and judged. Who
 * gives records away is `from`, who gets them `to`.
 */

static int64_t from_of(const struct settling *settling)
{
	return settle_is(settling, ON_SPLIT) ? settling->first : settling->second;
}

static int64_t to_of(const struct settling *settling)
{
	return settle_is(settling, ON_SPLIT) ? settling->second : settling->first;
}

/* ---- What the statements take ---- */

static void bind_pair(const struct settling *settling, struct params *params)
{
	params_int8(params, from_of(settling));
	params_int8(params, to_of(settling));
}

static void bind_aliases(const struct settling *settling, struct params *params)
{
	const struct identity_order *order = settling->order;

	if (!settle_is(settling, ON_SPLIT)) {
		params_null(params);
		return;
	}
	params_array(params, PARAM_INT8, order->n_aliases);
	for (size_t i = 0; i < order->n_aliases; i++)
		params_add_int8(params, order->aliases[i]);
}

/* When, who, why, and who writes it down. */
static void bind_word(const struct settling *settling, struct params *params)
{
	params_time(params, settling->at_us);
	params_text(params, settling->order->person);
	params_text(params, settling->order->reason);
	params_text(params, settling->order->actor);
}

static bool bind_new_child(void *context, struct params *params)
{
	const struct settling *settling = context;

	if (!settling->is_new)
		return false;
	params_array(params, PARAM_INT8, 1);
	params_add_int8(params, settling->second);
	params_time(params, settling->at_us);
	return true;
}

static bool bind_second(void *context, struct params *params)
{
	const struct settling *settling = context;

	if (!settle_is(settling, ON_SPLIT))
		return false;
	params_array(params, PARAM_INT8, 1);
	params_add_int8(params, settling->second);
	return true;
}

static bool moves(const struct settling *settling)
{
	return settle_is(settling, ON_SAME | ON_MERGE | ON_SPLIT);
}

static bool bind_links(void *context, struct params *params)
{
	static const char *const reasons[] = {
		[IDENTITY_SAME] = "same", [IDENTITY_MERGE] = "merge", [IDENTITY_SPLIT] = "split"
	};
	const struct settling *settling = context;

	if (!moves(settling))
		return false;
	bind_pair(settling, params);
	bind_aliases(settling, params);
	params_time(params, settling->at_us);
	params_text(params, reasons[settling->order->act]);
	params_text(params, settling->order->actor);
	params_text(params, settling->order->reason);
	return true;
}

static bool bind_contacts(void *context, struct params *params)
{
	const struct settling *settling = context;

	if (!moves(settling))
		return false;
	bind_pair(settling, params);
	bind_aliases(settling, params);
	params_time(params, settling->at_us);
	return true;
}

static bool bind_records(void *context, struct params *params)
{
	const struct settling *settling = context;

	if (!moves(settling))
		return false;
	bind_pair(settling, params);
	bind_aliases(settling, params);
	return true;
}

static bool take_contacts(void *context, const struct rows *rows, struct err *err)
{
	struct settling *settling = context;

	(void)err;
	settling->settled.n_contacts = rows_changed(rows);
	return true;
}

static bool bind_moved(void *context, struct params *params)
{
	const struct settling *settling = context;

	if (!moves(settling))
		return false;
	bind_pair(settling, params);
	params_time(params, settling->at_us);
	return true;
}

/* A child, or groups of doubts that ended with it. */
static void bind_merged(const struct settling *settling, struct params *params)
{
	params_int8(params, settling->first);
	bind_word(settling, params);
}

static bool bind_merger(void *context, struct params *params)
{
	const struct settling *settling = context;

	if (!settle_is(settling, ON_SAME | ON_MERGE))
		return false;
	params_array(params, PARAM_INT8, 1);
	params_add_int8(params, settling->second);
	bind_merged(settling, params);
	return true;
}

static bool bind_comeback(void *context, struct params *params)
{
	const struct settling *settling = context;

	if (!settling->comes_back)
		return false;
	params_int8(params, settling->second);
	params_time(params, settling->at_us);
	return true;
}

static bool bind_review(void *context, struct params *params)
{
	const struct settling *settling = context;

	if (!settle_is(settling, ON_SAME | ON_DIFFERENT))
		return false;
	params_int8(params, settling->order->review);
	params_text(params, settle_is(settling, ON_SAME) ? "same" : "different");
	bind_word(settling, params);
	return true;
}

static bool bind_closing(void *context, struct params *params)
{
	const struct settling *settling = context;

	if (!settle_is(settling, ON_SAME | ON_MERGE))
		return false;
	bind_pair(settling, params);
	bind_word(settling, params);
	return true;
}

static bool bind_following(void *context, struct params *params)
{
	const struct settling *settling = context;

	if (!moves(settling))
		return false;
	bind_pair(settling, params);
	bind_aliases(settling, params);
	return true;
}

static bool bind_split_reviews(void *context, struct params *params)
{
	const struct settling *settling = context;

	return settle_is(settling, ON_SPLIT) && bind_moved(context, params);
}

static bool bind_apart(void *context, struct params *params)
{
	const struct settling *settling = context;

	if (!settle_is(settling, ON_DIFFERENT | ON_SPLIT))
		return false;
	bind_pair(settling, params);
	bind_word(settling, params);
	return true;
}

static bool bind_overruling(void *context, struct params *params)
{
	const struct settling *settling = context;

	return settle_is(settling, ON_SAME | ON_MERGE) && bind_moved(context, params);
}

static bool bind_flags(void *context, struct params *params)
{
	const struct settling *settling = context;

	if (!bind_moved(context, params))
		return false;
	params_text(params, settling->order->actor);
	return true;
}

static bool bind_judging(void *context, struct params *params)
{
	params_int4(params, 0);
	params_int4(params, 0);
	params_int4(params, 0);
	load_bind_locked(context, params);
	return true;
}

/* Decisions on groups of doubts that the word ended count for the child. */
static bool bind_doubt_mergers(void *context, struct params *params)
{
	const struct settling *settling = context;
	const struct judging *judging = &settling->judging;
	size_t n = 0;

	if (!settle_is(settling, ON_SAME | ON_MERGE))
		return false;
	for (size_t i = 0; i < judging->n_subjects; i++)
		n += doubts_is_over(judging->subjects[i]);
	if (n == 0)
		return false;
	params_array(params, PARAM_INT8, n);
	for (size_t i = 0; i < judging->n_subjects; i++)
		if (doubts_is_over(judging->subjects[i]))
			params_add_int8(params, judging->subjects[i]->id);
	bind_merged(settling, params);
	return true;
}

static bool bind_audit(void *context, struct params *params)
{
	static const char *const actions[] = { [IDENTITY_SAME] = "identity-same",
					       [IDENTITY_DIFFERENT] = "identity-different",
					       [IDENTITY_MERGE] = "identity-merged",
					       [IDENTITY_SPLIT] = "identity-split" };
	struct settling *settling = context;
	const struct identity_order *order = settling->order;
	struct arena *arena = &settling->judging.arena;
	const int64_t children[] = { settling->first, settling->second };

	audit_note_bind(
		params,
		&(struct audit_note){
			.actor = order->actor,
			.action = actions[order->act],
			.child_ids = { children, 2 },
			.detail = order->review != 0 ? arena_printf(arena, "review %lld",
								    (long long)order->review)
						     : NULL,
			.personal = arena_printf(arena, "%s: %s", order->person, order->reason) });
	return true;
}

static bool bind_commit(void *context, struct params *params)
{
	(void)params;
	return !((const struct settling *)context)->order->dry_run;
}

static bool bind_rollback(void *context, struct params *params)
{
	(void)params;
	return ((const struct settling *)context)->order->dry_run;
}

static const struct step steps[] = {
	{ "begin", NULL, NULL, 0 },
	{ "find_review", settle_bind_review, settle_take_review, STEP_WAIT },
	{ "find_sides", settle_bind_sides, settle_take_sides, STEP_WAIT },

	{ "lock_rules", NULL, NULL, 0 },
	{ "lock_children", load_bind_children, NULL, 0 },
	{ "find_review", settle_bind_review, settle_check_review, 0 },
	{ "find_sides", settle_bind_sides, settle_check_sides, 0 },
	{ "settle_moment", settle_bind_moment, settle_take_moment, STEP_WAIT },

	{ "insert_children", bind_new_child, NULL, 0 },
	{ "lock_children", bind_second, NULL, 0 },
	{ "move_links", bind_links, NULL, 0 },
	{ "move_contacts", bind_contacts, take_contacts, 0 },
	{ "move_residences", bind_records, NULL, 0 },
	{ "move_statuses", bind_records, NULL, 0 },
	{ "insert_moved", bind_moved, NULL, 0 },
	{ "insert_merger", bind_merger, NULL, 0 },
	{ "undo_merger", bind_comeback, NULL, 0 },
	{ "settle_review", bind_review, NULL, 0 },
	{ "close_reviews", bind_closing, NULL, 0 },
	{ "follow_reviews", bind_following, NULL, 0 },
	{ "split_reviews", bind_split_reviews, NULL, 0 },
	{ "follow_apart", bind_overruling, NULL, 0 },
	{ "overrule_apart", bind_overruling, NULL, 0 },
	{ "insert_apart", bind_apart, NULL, 0 },
	{ "follow_flags", bind_flags, NULL, 0 },

	{ "find_doubts", doubts_bind, doubts_take, 0 },
	{ "load_contacts", load_bind_children, load_take_contacts, 0 },
	{ "load_corrections", load_bind_children, load_take_corrections, 0 },
	{ "load_alerts", load_bind_children, load_take_alerts, 0 },
	{ "load_teams", load_bind_teams, load_take_teams, 0 },
	{ "begin_judging", bind_judging, load_take_moment, STEP_WAIT },
	{ "lock_households", homes_bind_lock, homes_take_locked, 0 },
	LOAD_HOMES,

	{ "take_alert_ids", write_bind_alert_ids, write_take_alert_ids, STEP_WAIT },

	{ "delete_doubts", doubts_bind_old, NULL, 0 },
	{ "insert_doubts", doubts_bind_new, NULL, 0 },
	{ "insert_merger", bind_doubt_mergers, NULL, 0 },
	{ "insert_alerts", write_bind_alerts, NULL, 0 },
	{ "update_alerts", write_bind_standing, NULL, 0 },
	{ "update_shown", write_bind_shown, NULL, 0 },
	{ "insert_alert_versions", write_bind_versions, NULL, 0 },
	{ "mark_corrected", write_bind_corrected, NULL, 0 },
	{ "start_clocks", write_bind_clocks, NULL, 0 },
	{ "inherit_clocks", write_bind_inherited_clocks, NULL, 0 },
	{ "end_clocks", write_bind_clock_ends, NULL, 0 },
	{ "insert_outbox", write_bind_outbox, NULL, 0 },
	{ "delete_timers", fire_bind_old, NULL, 0 },
	{ "insert_timers", fire_bind_new, NULL, 0 },
	{ "insert_outbox_again", write_bind_outbox_again, NULL, 0 },
	{ "insert_audit", write_bind_audit, NULL, 0 },
	{ "audit_note", bind_audit, NULL, 0 },
	{ "rollback", bind_rollback, NULL, 0 },
	{ "commit", bind_commit, NULL, 0 },
};

const struct script settle_script = { .name = "settle who is who",
				      .steps = steps,
				      .n_steps = sizeof steps / sizeof *steps,
				      .deadline_us = INT64_C(60) * USEC_PER_SEC };
