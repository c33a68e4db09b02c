/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "backlog_private.h"
#include "base/clock.h"
#include "doubts.h"
#include "homes.h"

/*
 * A page of children, households or groups of doubts is loaded as the judge loads its judging set, only
 * without locks.
 */

enum { PAGE_SECONDS = 60 };

/* ---- Which ---- */

static bool bind_next(const struct backlog_page *page, struct params *params, enum case_scope scope)
{
	if (page->scope != scope)
		return false;
	params_int8(params, page->after);
	params_int4(params, page->most);
	return true;
}

static bool bind_children(void *context, struct params *params)
{
	return bind_next(context, params, CASE_CHILD);
}

static bool bind_households(void *context, struct params *params)
{
	return bind_next(context, params, CASE_HOUSEHOLD);
}

static bool bind_doubts(void *context, struct params *params)
{
	return bind_next(context, params, CASE_DOUBT);
}

static void count(struct backlog_page *page, const struct rows *rows)
{
	page->n = rows_count(rows);
	if (page->n > 0)
		page->last = rows_int8(rows, page->n - 1, 0);
	page->judging.has_homes = true; /* for all that is known: it is looked for */
}

static int compare_ids(const void *a, const void *b)
{
	const int64_t *left = a, *right = b;

	return (*left > *right) - (*left < *right);
}

static void take_ids(struct judging *judging, int64_t *ids, size_t n)
{
	if (n > 0)
		qsort(ids, n, sizeof *ids, compare_ids);
	judging->asked = judging->locked = ids;
	judging->n_asked = judging->n_locked = n;
	judging->locked_children = arena_new(&judging->arena, n, sizeof *judging->locked_children);
	for (size_t i = 0; i < n; i++) {
		judging->locked_children[i] = find_child_on_file(judging, ids[i]);
		judging->locked_children[i]->is_judged = true;
	}
}

static bool take_children(void *context, const struct rows *rows, struct err *err)
{
	struct backlog_page *page = context;
	int64_t *ids = arena_new(&page->judging.arena, rows_count(rows), sizeof *ids);

	(void)err;
	count(page, rows);
	for (size_t i = 0; i < page->n; i++)
		ids[i] = rows_int8(rows, i, 0);
	take_ids(&page->judging, ids, page->n);
	return true;
}

static bool take_households(void *context, const struct rows *rows, struct err *err)
{
	struct backlog_page *page = context;
	struct judging *judging = &page->judging;
	int64_t *ids = arena_new(&judging->arena, rows_count(rows), sizeof *ids);

	(void)err;
	count(page, rows);
	for (size_t i = 0; i < page->n; i++) {
		struct case_home *home = homes_find(judging, rows_int8(rows, i, 0));

		home->is_locked = home->is_touched = true;
		ids[i] = home->id;
	}
	judging->asked_homes = ids;
	judging->n_asked_homes = page->n;
	return true;
}

static bool take_doubts(void *context, const struct rows *rows, struct err *err)
{
	struct backlog_page *page = context;
	struct judging *judging = &page->judging;
	int64_t *ids = NULL;
	size_t n = 0, room = 0;

	(void)err;
	count(page, rows);
	for (size_t i = 0; i < page->n; i++) {
		struct case_subject *group = subject_add(judging, rows_int8(rows, i, 0),
							 CASE_DOUBT);

		for (size_t j = 0; j < rows_array_count(rows, i, 1); j++) {
			ids = arena_grow(&judging->arena, ids, n, &room, sizeof *ids);
			ids[n] = rows_array_int8(rows, i, 1, j);
			subject_add_member(judging, group, find_child_on_file(judging, ids[n++]));
		}
	}
	take_ids(judging, ids, n);
	return true;
}

/* ---- All that is on file of them ---- */

static const struct step steps[] = {
	{ "next_children", bind_children, take_children, STEP_WAIT },
	{ "next_households", bind_households, take_households, STEP_WAIT },
	{ "next_doubts", bind_doubts, take_doubts, STEP_WAIT },
	{ "load_residences", homes_bind_residences, homes_take_residences, STEP_WAIT },
	{ "load_contacts", homes_bind_kin, load_take_contacts, 0 },
	{ "load_corrections", homes_bind_kin, load_take_corrections, 0 },
	{ "load_adult_contacts", homes_bind_adults, homes_take_adult_contacts, 0 },
	{ "load_adult_corrections", homes_bind_adults, load_take_corrections, 0 },
	{ "load_contacts", load_bind_children, load_take_contacts, 0 },
	{ "load_corrections", load_bind_children, load_take_corrections, 0 },
	{ "load_alerts", homes_bind_alerts, homes_take_alerts, 0 },
	{ "load_alerts", load_bind_children, load_take_alerts, 0 },
};

bool backlog_page_load(struct store *store, struct backlog_page *page, enum case_scope scope,
		       int64_t after, int32_t most, struct ruleset *ruleset, struct err *err)
{
	static const struct script script = { "look for a backlog", steps,
					      sizeof steps / sizeof *steps,
					      PAGE_SECONDS * USEC_PER_SEC };
	struct judging *judging = &page->judging;

	*page = (struct backlog_page){
		.scope = scope, .after = after, .most = most, .ruleset = ruleset
	};
	arena_init(&judging->arena);
	homes_begin(judging);
	if (!store_run_now(store, &script, page, err))
		return false;
	stand_sort(judging);
	homes_stand(judging);
	homes_list_subjects(judging);
	for (size_t i = 0; i < judging->n_subjects; i++) {
		if (judging->subjects[i]->scope == CASE_DOUBT)
			doubts_borrow(judging, judging->subjects[i]);
		subject_unite(&judging->arena, judging->subjects[i]);
	}
	return true;
}

void backlog_page_done(struct backlog_page *page)
{
	arena_done(&page->judging.arena);
}
