/* SPDX-License-Identifier: Apache-2.0 */
#include "casework/backlog.h"

#include <string.h>

#include "base/clock.h"
#include "case.h"
#include "homes.h"
#include "view.h"

/*
 * A page of children is loaded as the judge loads its judging set, only without locks. A verdict on
 * history alone has no level and no evidence: the same rule is asked once more with the history
 * lifted, which gives them.
 */

enum { PAGE_CHILDREN = 500, PAGE_SECONDS = 60 };

struct page {
	struct judging judging; /* first: the load functions take it for the context */
	int64_t after;
	struct ruleset *ruleset;
	void *scratch;
	size_t scratch_size;
	void (*on_item)(void *context, const struct backlog_item *item);
	void *context;
};

/* ---- Loading ---- */

static bool bind_page(void *context, struct params *params)
{
	const struct page *page = context;

	params_int8(params, page->after);
	params_int4(params, PAGE_CHILDREN);
	return true;
}

static bool take_page(void *context, const struct rows *rows, struct err *err)
{
	struct page *page = context;
	struct judging *judging = &page->judging;
	size_t n = rows_count(rows);

	(void)err;
	judging->locked = arena_new(&judging->arena, n, sizeof *judging->locked);
	judging->locked_children = arena_new(&judging->arena, n, sizeof *judging->locked_children);
	judging->n_locked = n;
	for (size_t i = 0; i < n; i++) {
		struct case_child *child = find_child_on_file(judging, rows_int8(rows, i, 0));

		child->is_judged = true;
		judging->locked[i] = child->id;
		judging->locked_children[i] = child;
	}
	judging->asked = judging->locked;
	judging->n_asked = n;
	judging->has_homes = true; /* for all that is known: it is looked for */
	return true;
}

/* ---- Judging, with the history lifted where there is nothing else ---- */

static void *take_scratch(struct page *page, size_t size)
{
	if (page->scratch_size < size) {
		page->scratch_size = 2 * size;
		page->scratch = arena_new(&page->judging.arena, page->scratch_size, 1);
	}
	return page->scratch;
}

/* Incidents of the evidence: its contacts are ascending, those of one incident need not be side by
 * side. */
static size_t count_incidents(struct page *page, const struct view *view,
			      const struct verdict *verdict)
{
	bool *seen = arena_new(&page->judging.arena, view->incidents.n, sizeof *seen);
	size_t n = 0;

	for (size_t i = 0; i < verdict->n_evidence; i++) {
		size_t incident = view->incidents.of[verdict->evidence[i]];

		n += !seen[incident];
		seen[incident] = true;
	}
	return n;
}

static void tell(struct page *page, const struct view *view, const struct case_subject *subject,
		 const struct rule *rule, const struct verdict *verdict)
{
	const struct backlog_item item = {
		.child_id = subject->id,
		.rule = rule,
		.level = verdict->level,
		.became_true_us = verdict->became_true_us,
		.last_us = view->contacts[verdict->evidence[verdict->n_evidence - 1]].occurred_us,
		.n_contacts = verdict->n_evidence,
		.n_incidents = count_incidents(page, view, verdict),
	};

	page->on_item(page->context, &item);
}

static void look_at_rule(struct page *page, const struct view *view,
			 const struct case_subject *judged, const struct rule *rule)
{
	struct subject subject = view_subject(view, NULL, clock_now_us());
	struct decided decided;
	struct verdict verdict;

	if (view_decided(&page->judging.arena, view, judged, rule->name, &decided))
		subject.decided = &decided;
	assess(&page->ruleset->book, rule, &subject,
	       take_scratch(page, assess_bytes(view->n_contacts)), &verdict);
	if (!verdict.on_history)
		return;
	subject.lifts_history = true;
	assess(&page->ruleset->book, rule, &subject,
	       take_scratch(page, assess_bytes(view->n_contacts)), &verdict);
	if (verdict.counts && verdict.n_evidence > 0)
		tell(page, view, judged, rule, &verdict);
}

static bool has_standing(const struct case_subject *subject, const char *rule)
{
	for (size_t i = 0; i < subject->n_alerts; i++)
		if (!subject->alerts[i].is_decided && strcmp(subject->alerts[i].rule, rule) == 0)
			return true;
	return false;
}

static void look_at_subject(struct page *page, const struct case_subject *subject)
{
	const struct rulebook *book = &page->ruleset->book;
	struct view view;

	view_make(&page->judging.arena, page->ruleset, subject, &view);
	for (size_t i = 0; i < book->n_rules; i++) {
		const struct rule *rule = &book->rules[i];

		if (rule->scope == case_scope_rules(subject->scope) && rule->mode != MODE_OFF &&
		    !has_standing(subject, rule->name))
			look_at_rule(page, &view, subject, rule);
	}
}

/* One page; *ret_n is how many children it had. */
static bool look_at_page(struct store *store, struct page *page, size_t *ret_n, struct err *err)
{
	static const struct step steps[] = {
		{ "next_children", bind_page, take_page, STEP_WAIT },
		{ "load_residences", homes_bind_residences, homes_take_residences, STEP_WAIT },
		{ "load_contacts", homes_bind_kin, load_take_contacts, 0 },
		{ "load_corrections", homes_bind_kin, load_take_corrections, 0 },
		{ "load_adult_contacts", homes_bind_adults, homes_take_adult_contacts, 0 },
		{ "load_adult_corrections", homes_bind_adults, load_take_corrections, 0 },
		{ "load_contacts", load_bind_children, load_take_contacts, 0 },
		{ "load_corrections", load_bind_children, load_take_corrections, 0 },
		{ "load_alerts", load_bind_children, load_take_alerts, 0 },
	};
	static const struct script script = { "look for a backlog", steps,
					      sizeof steps / sizeof *steps,
					      PAGE_SECONDS * USEC_PER_SEC };
	struct judging *judging = &page->judging;

	if (!store_run_now(store, &script, page, err))
		return false;
	stand_sort(judging);
	homes_stand(judging);
	for (size_t i = 0; i < judging->n_subjects; i++) {
		subject_unite(&judging->arena, judging->subjects[i]);
		look_at_subject(page, judging->subjects[i]);
	}
	*ret_n = judging->n_locked;
	if (*ret_n > 0)
		page->after = judging->locked[*ret_n - 1];
	return true;
}

bool backlog_list_now(struct store *store, struct rulesets *rulesets,
		      void (*on_item)(void *context, const struct backlog_item *item),
		      void (*on_page)(void *context, uint64_t n_children), void *context,
		      struct err *err)
{
	int64_t after = 0;
	uint64_t total = 0;
	size_t n = 0;
	bool ok = rulesets_load_now(rulesets, 0, err);

	do {
		struct page page = { .after = after, .on_item = on_item, .context = context };

		if (!ok)
			break;
		page.ruleset = rulesets_newest(rulesets, NULL);
		arena_init(&page.judging.arena);
		homes_begin(&page.judging);
		ok = look_at_page(store, &page, &n, err);
		arena_done(&page.judging.arena);
		after = page.after;
		total += n;
		if (ok && on_page != NULL)
			on_page(context, total);
	} while (ok && n == PAGE_CHILDREN);
	return ok;
}
