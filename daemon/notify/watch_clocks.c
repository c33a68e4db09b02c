/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>

#include "base/clock.h"
#include "casework/clocks.h"
#include "store/params.h"
#include "watch_private.h"

/*
 * Telling the next rung: what is due is locked, the notices of it are written and it is moved on, or
 * none of that. Killed at any point between, the next daemon finds it as it was.
 */

enum { AT_ONCE = 100, PAGE = 200, SCRIPT_S = 20 };

/* ---- The ladder -------------------------------------------------------------------------------- */

static bool bind_claim(void *context, struct params *params)
{
	struct watch *watch = context;

	watch->n_missed = 0; /* of a run before */
	params_int4(params, AT_ONCE);
	return true;
}

static bool take_claim(void *context, const struct rows *rows, struct err *err)
{
	enum { RULE_SET = 13, AT = 14 };
	struct watch *watch = context;
	size_t n = rows_count(rows);

	if (n == 0)
		return true;
	if (!watch_take_rules(watch, rows, RULE_SET, err))
		return false;
	watch->missed = arena_new(&watch->arena, n, sizeof *watch->missed);
	watch->now_us = rows_time(rows, 0, AT);
	for (size_t i = 0; i < n; i++) {
		missed_read(&watch->arena, rows, i, &watch->missed[i]);
		if (watch->missed[i].is_owed)
			missed_climb(&watch->missed[i], watch->ruleset, &watch->ways, watch->now_us,
				     &watch->arena);
	}
	watch->n_missed = n;
	return true;
}

/* One array with a value of each clock. */
#define EACH(type, add)                                               \
	do {                                                          \
		params_array(params, PARAM_##type, watch->n_missed);  \
		for (size_t i = 0; i < watch->n_missed; i++) {        \
			const struct missed *row = &watch->missed[i]; \
			add;                                          \
		}                                                     \
	} while (0)

static bool bind_move(void *context, struct params *params)
{
	const struct watch *watch = context;

	if (watch->n_missed == 0)
		return false;
	EACH(INT8, params_add_int8(params, row->child));
	EACH(INT8, params_add_int8(params, row->alert));
	EACH(TEXT, params_add_text(params, row->kind_name));
	EACH(INT8, params_add_int8(params, row->part));
	EACH(TIME, row->is_owed ? params_add_time(params, row->next_us) : params_add_null(params));
	params_time(params, watch->now_us);
	return true;
}

static const char *detail_of(struct arena *arena, const struct missed *missed)
{
	static const char *const parts[CLOCKS] = {
		[CLOCK_ACT] = "action", [CLOCK_ANSWER] = "request", [CLOCK_CONFERENCE] = "meeting"
	};
	const char *part = parts[missed->kind];

	if (part != NULL)
		return arena_printf(arena,
				    "{\"clock\":\"%s\",\"rung\":%" PRId32 ",\"%s\":%" PRId64 "}",
				    missed->kind_name, missed->rung + 1, part, missed->part);
	return arena_printf(arena, "{\"clock\":\"%s\",\"rung\":%" PRId32 "}", missed->kind_name,
			    missed->rung + 1);
}

static size_t count_told(const struct watch *watch)
{
	size_t n = 0;

	for (size_t i = 0; i < watch->n_missed; i++)
		n += watch->missed[i].told.n;
	return n;
}

/* One array with a value of each notice. */
#define EACH_TOLD(type, add)                                                   \
	do {                                                                   \
		params_array(params, PARAM_##type, n);                         \
		for (size_t i = 0; i < watch->n_missed; i++)                   \
			for (size_t j = 0; j < watch->missed[i].told.n; j++) { \
				const struct missed *row = &watch->missed[i];  \
				const struct told *told = &row->told.list[j];  \
				(void)told;                                    \
				add;                                           \
			}                                                      \
	} while (0)

static bool bind_notices(void *context, struct params *params)
{
	struct watch *watch = context;
	size_t n = count_told(watch);

	watch->n_sent = n;
	if (n == 0)
		return false;
	EACH_TOLD(INT8, params_add_int8(params, row->child));
	EACH_TOLD(INT8, params_add_int8(params, row->alert));
	EACH_TOLD(INT4, params_add_int4(params, row->evidence_version));
	EACH_TOLD(TEXT, params_add_text(params, channel_name(told->channel)));
	EACH_TOLD(TEXT, params_add_text(params, told->recipient));
	EACH_TOLD(TIME, params_add_time(params, row->due_us));
	EACH_TOLD(TEXT, params_add_text(params, detail_of(&watch->arena, row)));
	params_time(params, watch->now_us);
	return true;
}

static const struct step climb_steps[] = {
	{ "begin", NULL, NULL, 0 },
	{ "claim_clocks", bind_claim, take_claim, STEP_WAIT },
	{ "insert_missed_notices", bind_notices, NULL, 0 },
	{ "move_clocks", bind_move, NULL, 0 },
	{ "commit", NULL, NULL, 0 },
};

const struct script watch_climb = { "tell of clocks that were missed", climb_steps,
				    sizeof climb_steps / sizeof *climb_steps,
				    SCRIPT_S *(int64_t)USEC_PER_SEC };

/* ---- The sweep --------------------------------------------------------------------------------- */

static bool bind_page(void *context, struct params *params)
{
	struct watch *watch = context;

	watch->n_gaps = watch->n_page = 0;
	params_time(params, watch->after_us);
	params_int8(params, watch->after);
	params_int4(params, PAGE);
	return true;
}

static bool take_page(void *context, const struct rows *rows, struct err *err)
{
	enum { KIND = 4, RULE_SET = 5 };
	struct watch *watch = context;
	size_t n = rows_count(rows);

	if (n == 0)
		return true;
	if (!watch_take_rules(watch, rows, RULE_SET, err))
		return false;
	watch->gaps = arena_new(&watch->arena, n, sizeof *watch->gaps);
	watch->n_page = n;
	watch->after = rows_int8(rows, n - 1, 1);
	watch->after_us = rows_time(rows, n - 1, 3);
	for (size_t i = 0; i < n; i++) {
		struct gap *gap = &watch->gaps[watch->n_gaps];

		if (rows_is_null(rows, i, KIND))
			continue;
		*gap = (struct gap){ .child = rows_int8(rows, i, 0),
				     .alert = rows_int8(rows, i, 1),
				     .known_us = rows_time(rows, i, 3) };
		level_parse(rows_text(rows, i, 2), &gap->level);
		clock_parse(rows_text(rows, i, KIND), &gap->kind);
		watch->n_gaps++;
	}
	return true;
}

static const struct step page_steps[] = {
	{ "find_clockless", bind_page, take_page, 0 },
};

const struct script watch_page = { "find clocks that are missing", page_steps, 1,
				   SCRIPT_S *(int64_t)USEC_PER_SEC };

static int64_t child_before(const struct watch *watch, int64_t after)
{
	int64_t next = INT64_MAX;

	for (size_t i = 0; i < watch->n_gaps; i++)
		if (watch->gaps[i].child > after && watch->gaps[i].child < next)
			next = watch->gaps[i].child;
	return next;
}

/* In order, each once: as everybody locks them. */
static bool bind_children(void *context, struct params *params)
{
	const struct watch *watch = context;
	size_t n = 0;

	for (int64_t at = child_before(watch, 0); at != INT64_MAX; at = child_before(watch, at))
		n++;
	params_array(params, PARAM_INT8, n);
	for (int64_t at = child_before(watch, 0); at != INT64_MAX; at = child_before(watch, at))
		params_add_int8(params, at);
	return true;
}

#define EACH_GAP(type, add)                                        \
	do {                                                       \
		params_array(params, PARAM_##type, watch->n_gaps); \
		for (size_t i = 0; i < watch->n_gaps; i++) {       \
			const struct gap *row = &watch->gaps[i];   \
			add;                                       \
		}                                                  \
	} while (0)

static bool bind_mend(void *context, struct params *params)
{
	const struct watch *watch = context;

	EACH_GAP(INT8, params_add_int8(params, row->child));
	EACH_GAP(INT8, params_add_int8(params, row->alert));
	EACH_GAP(TEXT, params_add_text(params, clock_name(row->kind)));
	EACH_GAP(TIME, params_add_time(params, clock_due_us(watch->ruleset, row->level, row->kind,
							    row->known_us)));
	params_time(params, clock_now_us());
	return true;
}

static bool take_mended(void *context, const struct rows *rows, struct err *err)
{
	struct watch *watch = context;

	(void)err;
	watch->n_mended = rows_count(rows);
	return true;
}

static const struct step mend_steps[] = {
	{ "begin", NULL, NULL, 0 },
	{ "lock_children", bind_children, NULL, 0 },
	{ "mend_clocks", bind_mend, take_mended, 0 },
	{ "commit", NULL, NULL, 0 },
};

const struct script watch_mend = { "mend clocks", mend_steps,
				   sizeof mend_steps / sizeof *mend_steps,
				   SCRIPT_S *(int64_t)USEC_PER_SEC };
