/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "backlog_private.h"
#include "base/clock.h"

/*
 * A verdict on history alone has no level and no evidence: the same rule is asked once more with the
 * history lifted, which gives them.
 */

static void *take_scratch(struct backlog_page *page, size_t size)
{
	if (page->scratch_size < size) {
		page->scratch_size = 2 * size;
		page->scratch = arena_new(&page->judging.arena, page->scratch_size, 1);
	}
	return page->scratch;
}

static void judge(struct backlog_page *page, const struct case_subject *judged,
		  const struct rule *rule, bool lifts_history, const struct view *view,
		  struct verdict *ret)
{
	struct subject subject = view_subject(view, NULL, clock_now_us());
	struct decided decided;

	if (view_decided(&page->judging.arena, view, judged, rule->name, &decided))
		subject.decided = &decided;
	subject.lifts_history = lifts_history;
	assess(&page->ruleset->book, rule, &subject,
	       take_scratch(page, assess_bytes(view->n_contacts)), ret);
}

const struct case_alert *backlog_standing(const struct case_subject *subject, const char *rule)
{
	for (size_t i = 0; i < subject->n_alerts; i++)
		if (!subject->alerts[i].is_decided && strcmp(subject->alerts[i].rule, rule) == 0)
			return &subject->alerts[i];
	return NULL;
}

/* True if a child has the alert alone, or would. */
static bool is_told(struct backlog_page *page, const struct case_child *child,
		    const struct rule *rule, enum level level)
{
	const struct case_alert *alert = backlog_standing(child->self, rule->name);
	struct verdict verdict;
	struct view view;

	if (alert != NULL && alert->level >= level)
		return true;
	view_make(&page->judging.arena, page->ruleset, child->self, &view);
	judge(page, child->self, rule, true, &view, &verdict);
	return verdict.counts && verdict.level >= level;
}

/* The others of a group. */
static struct case_subject *leave_out_told(struct backlog_page *page,
					   const struct case_subject *subject,
					   const struct rule *rule, enum level level)
{
	struct arena *arena = &page->judging.arena;
	struct case_subject *rest = arena_new(arena, 1, sizeof *rest);

	*rest = *subject;
	rest->members = arena_new(arena, subject->n_members, sizeof *rest->members);
	rest->n_members = 0;
	for (size_t i = 0; i < subject->n_members; i++)
		if (!is_told(page, subject->members[i].child, rule, level))
			rest->members[rest->n_members++] = subject->members[i];
	subject_unite(arena, rest);
	return rest;
}

/* Those of a group who need each other; NULL: nobody does. */
static const struct case_subject *find_needed(struct backlog_page *page,
					      const struct case_subject *subject,
					      const struct rule *rule)
{
	while (subject->n_members > 1) {
		const struct case_subject *rest;
		struct verdict verdict;
		struct view view;

		view_make(&page->judging.arena, page->ruleset, subject, &view);
		judge(page, subject, rule, true, &view, &verdict);
		if (!verdict.counts)
			return NULL;
		rest = leave_out_told(page, subject, rule, verdict.level);
		if (rest->n_members == subject->n_members)
			return subject;
		subject = rest;
	}
	return NULL;
}

bool backlog_look(struct backlog_page *page, const struct case_subject *subject,
		  const struct rule *rule, struct backlog_look *ret)
{
	/* What a child alone lacks an answer to needs no doubt, which could only answer it. */
	if (rule->scope != case_scope_rules(subject->scope) || rule->mode == MODE_OFF ||
	    (subject->scope == CASE_DOUBT && rule->kind == RULE_UNLESS))
		return false;
	if (subject->scope == CASE_DOUBT)
		subject = find_needed(page, subject, rule);
	if (subject == NULL)
		return false;
	view_make(&page->judging.arena, page->ruleset, subject, &ret->view);
	judge(page, subject, rule, false, &ret->view, &ret->verdict);
	ret->on_history = ret->verdict.on_history;
	judge(page, subject, rule, true, &ret->view, &ret->verdict);
	return ret->verdict.counts && ret->verdict.n_evidence > 0;
}
