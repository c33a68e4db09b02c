/* SPDX-License-Identifier: Apache-2.0 */
#include "casework/backlog.h"

#include "backlog_private.h"

/* All children, then all households, then all groups of doubts, page by page. */

struct listing {
	struct store *store;
	struct rulesets *rulesets;
	uint64_t n;
	void (*on_item)(void *context, const struct backlog_item *item);
	void (*on_page)(void *context, uint64_t n_subjects);
	void *context;
};

/* Incidents of the evidence: its contacts are ascending, those of one incident need not be side by
 * side. */
static size_t count_incidents(struct backlog_page *page, const struct backlog_look *look)
{
	bool *seen = arena_new(&page->judging.arena, look->view.incidents.n, sizeof *seen);
	size_t n = 0;

	for (size_t i = 0; i < look->verdict.n_evidence; i++) {
		size_t incident = look->view.incidents.of[look->verdict.evidence[i]];

		n += !seen[incident];
		seen[incident] = true;
	}
	return n;
}

static void tell(const struct listing *listing, struct backlog_page *page,
		 const struct case_subject *subject, const struct rule *rule,
		 const struct backlog_look *look)
{
	const struct verdict *verdict = &look->verdict;
	int64_t *children = arena_new(&page->judging.arena, subject->n_members, sizeof *children);

	for (size_t i = 0; i < subject->n_members; i++)
		children[i] = subject->members[i].child->id;
	listing->on_item(
		listing->context,
		&(struct backlog_item){
			.subject = subject->id,
			.scope = case_scope_name(subject->scope),
			.children = children,
			.n_children = subject->n_members,
			.rule = rule,
			.level = verdict->level,
			.became_true_us = verdict->became_true_us,
			.last_us = look->view.contacts[verdict->evidence[verdict->n_evidence - 1]]
					   .occurred_us,
			.n_contacts = verdict->n_evidence,
			.n_incidents = count_incidents(page, look),
		});
}

static void look_at_subject(const struct listing *listing, struct backlog_page *page,
			    const struct case_subject *subject)
{
	const struct rulebook *book = &page->ruleset->book;

	for (size_t i = 0; i < book->n_rules; i++) {
		const struct rule *rule = &book->rules[i];
		struct backlog_look look;

		if (backlog_standing(subject, rule->name) == NULL &&
		    backlog_look(page, subject, rule, &look) && look.on_history)
			tell(listing, page, subject, rule, &look);
	}
}

static bool list_scope(struct listing *listing, enum case_scope scope, int32_t most,
		       struct err *err)
{
	struct ruleset *ruleset = rulesets_newest(listing->rulesets, NULL);
	struct backlog_page page = { .n = 0 };
	bool ok;

	do {
		ok = backlog_page_load(listing->store, &page, scope, page.last, most, ruleset, err);
		for (size_t i = 0; ok && i < page.judging.n_subjects; i++)
			if (page.judging.subjects[i]->scope == scope)
				look_at_subject(listing, &page, page.judging.subjects[i]);
		backlog_page_done(&page);
		listing->n += page.n;
		if (ok && listing->on_page != NULL)
			listing->on_page(listing->context, listing->n);
	} while (ok && page.n == (size_t)most);
	return ok;
}

bool backlog_list_now(struct store *store, struct rulesets *rulesets,
		      void (*on_item)(void *context, const struct backlog_item *item),
		      void (*on_page)(void *context, uint64_t n_subjects), void *context,
		      struct err *err)
{
	struct listing listing = { .store = store,
				   .rulesets = rulesets,
				   .on_item = on_item,
				   .on_page = on_page,
				   .context = context };

	return rulesets_load_now(rulesets, 0, err) && list_scope(&listing, CASE_CHILD, 500, err) &&
	       list_scope(&listing, CASE_HOUSEHOLD, 100, err) &&
	       list_scope(&listing, CASE_DOUBT, 100, err);
}
