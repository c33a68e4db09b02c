/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/assess.h"

#include <string.h>

#include "scratch.h"
#include "where.h"
#include "window.h"

/*
 * A verdict is the sum of the windows that count. Windows are stretches of the rule's matches, or
 * single ones, so their union is told by where stretches begin and end.
 */

size_t assess_bytes(size_t n_contacts)
{
	return walk_bytes(n_contacts) + scratch_bytes(n_contacts, sizeof(size_t)) +
	       scratch_bytes(n_contacts + 1, sizeof(int64_t)) + scratch_bytes(n_contacts, 1);
}

bool judged_has(const struct judged *list, size_t n, int64_t contact, int32_t version)
{
	size_t low = 0;

	while (n > 0) {
		const struct judged *middle = &list[low + n / 2];

		if (middle->contact == contact && middle->version == version)
			return true;
		if (middle->contact < contact ||
		    (middle->contact == contact && middle->version < version)) {
			low += n / 2 + 1;
			n -= n / 2 + 1;
		} else {
			n /= 2;
		}
	}
	return false;
}

/* edges[i] is how many windows that count begin at match i, less those that ended just before. */
static void add_window(struct verdict *verdict, const struct window *window, int64_t *edges)
{
	if (!verdict->counts || window->true_us < verdict->became_true_us)
		verdict->became_true_us = window->true_us;
	if (window->level > verdict->level)
		verdict->level = window->level;
	verdict->counts = true;
	if (window->n_members == 0) {
		edges[window->from]++;
		edges[window->k + 1]--;
	}
	for (size_t i = 0; i < window->n_members; i++) {
		edges[window->members[i]]++;
		edges[window->members[i] + 1]--;
	}
}

/* Marks the contacts of the incidents that lie in a window, then lists them in order. */
static void list_evidence(struct verdict *verdict, const struct walk *walk, const int64_t *edges,
			  unsigned char *marks)
{
	const struct subject *subject = walk->subject;
	int64_t depth = 0;

	memset(marks, 0, subject->n_contacts);
	for (size_t i = 0; i < walk->n; i++) {
		size_t c = subject->incidents->list[walk->matches[i].incident].first;

		depth += edges[i];
		for (; depth > 0 && c != SIZE_MAX; c = subject->incidents->next[c])
			marks[c] = 1;
	}
	for (size_t c = 0; c < subject->n_contacts; c++) {
		if (!marks[c])
			continue;
		verdict->evidence[verdict->n_evidence++] = c;
		wordset_add(&verdict->agencies, subject->contacts[c].agency);
		wordset_unite(&verdict->categories, &subject->contacts[c].categories);
	}
}

void assess(const struct rulebook *book, const struct rule *rule, const struct subject *subject,
	    void *memory, struct verdict *ret)
{
	size_t n = subject->n_contacts;
	unsigned char *at = memory;
	struct walk walk;
	struct window window;
	int64_t *edges;

	*ret = (struct verdict){ .evidence = scratch_take(&at, n, sizeof(size_t)) };
	edges = scratch_take(&at, n + 1, sizeof *edges);
	memset(edges, 0, (n + 1) * sizeof *edges);
	walk_init(&walk, book, rule, subject, &at);
	while (walk_next(&walk, &window)) {
		if (window.counts)
			add_window(ret, &window, edges);
		ret->on_history = ret->on_history || window.is_due;
	}
	ret->on_history = ret->on_history && !ret->counts;
	if (ret->counts)
		list_evidence(ret, &walk, edges, scratch_take(&at, n, 1));
}

int64_t assess_next_due(const struct rulebook *book, const struct rule *rule,
			const struct subject *subject, void *memory)
{
	unsigned char *at = memory;
	struct walk walk;
	int64_t soonest_us = INT64_MAX;

	if (rule->kind != RULE_UNLESS)
		return INT64_MAX;
	walk_init(&walk, book, rule, subject, &at);
	for (size_t i = 0; i < walk.n; i++) {
		const struct match *match = &walk.matches[i];
		int64_t due_us = holding_deadline(&walk, match);

		if (due_us > subject->now_us && due_us < soonest_us && match->is_news &&
		    !match->is_judged && !holding_is_answered(&walk, match))
			soonest_us = due_us;
	}
	return soonest_us;
}

size_t rule_least_contacts(const struct rule *rule)
{
	size_t least = SIZE_MAX;

	if (rule->kind != RULE_NEEDS)
		return 1;
	for (size_t i = 0; i < rule->n_tiers; i++) {
		const struct needs *needs = &rule->tiers[i].needs;
		int n = needs->incidents > needs->agencies ? needs->incidents : needs->agencies;

		if ((size_t)n < least)
			least = (size_t)n;
	}
	return least > 0 ? least : 1;
}

bool rule_may_match(const struct rulebook *book, const struct rule *rule,
		    const struct contact *contact)
{
	return where_meets(&rule->where, &book->uncounted, contact, NULL);
}

static bool same_evidence(const struct standing *standing, const struct subject *subject,
			  const struct verdict *verdict)
{
	if (standing->n_evidence != verdict->n_evidence)
		return false;
	for (size_t i = 0; i < verdict->n_evidence; i++) {
		const struct contact *contact = &subject->contacts[verdict->evidence[i]];

		if (!judged_has(standing->evidence, standing->n_evidence, contact->id,
				contact->version))
			return false;
	}
	return true;
}

enum change assess_change(const struct standing *standing, const struct subject *subject,
			  const struct verdict *verdict)
{
	if (standing == NULL)
		return verdict->counts ? CHANGE_RISE : CHANGE_NONE;
	if (!verdict->counts)
		return CHANGE_WITHDRAW;
	if (verdict->level > standing->level ||
	    !wordset_within(&verdict->agencies, &standing->agencies) ||
	    !wordset_within(&verdict->categories, &standing->categories))
		return CHANGE_ESCALATE;
	if (verdict->level != standing->level ||
	    verdict->became_true_us != standing->became_true_us ||
	    !same_evidence(standing, subject, verdict))
		return CHANGE_GROW;
	return CHANGE_NONE;
}
