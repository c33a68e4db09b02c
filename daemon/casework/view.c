/* SPDX-License-Identifier: Apache-2.0 */
#include "view.h"

#include <stdlib.h>
#include <string.h>

struct wordset view_words(struct ruleset *ruleset, enum lexicon_kind kind, const char *const *names,
			  size_t n)
{
	struct wordset set = { 0 };

	for (size_t i = 0; i < n; i++) {
		word found = lexicon_meet(&ruleset->lexicon, kind, names[i]);

		if (found != WORD_NONE)
			wordset_add(&set, found);
	}
	return set;
}

static struct contact read_contact(struct ruleset *ruleset, const struct case_contact *from)
{
	struct lexicon *lexicon = &ruleset->lexicon;
	struct contact to = {
		.id = from->id,
		.version = from->version,
		.source = from->source,
		.event_id = from->event_id,
		.occurred_us = from->occurred_us,
		.recorded_us = from->recorded_us,
		.occurred_day = from->occurred_day,
		.whole_day = from->whole_day,
		.history = from->history,
		.grade = from->grade,
		.agency = lexicon_meet(lexicon, WORDS_AGENCY, from->agency),
		.category = lexicon_meet(lexicon, WORDS_CATEGORY, from->category),
		.outcome = lexicon_meet(lexicon, WORDS_OUTCOME, from->outcome),
		.contact_source = lexicon_meet(lexicon, WORDS_CONTACT_SOURCE, from->contact_source),
		.categories = view_words(ruleset, WORDS_CATEGORY, from->other_categories,
					 from->n_other_categories),
		.factors = view_words(ruleset, WORDS_FACTOR, from->factors, from->n_factors),
		.incident_ref = from->incident_ref,
		.bearings = from->bearings,
		.n_bearings = from->n_bearings,
	};

	wordset_add(&to.categories, to.category);
	return to;
}

static int compare(const void *a, const void *b)
{
	return contact_compare(a, b);
}

/* Alerts that were decided come in order of decided_us. */
static void list_decisions(struct arena *arena, const struct case_subject *subject,
			   struct view *view)
{
	struct lexicon *lexicon = &view->ruleset->lexicon;

	view->decisions = arena_new(arena, subject->n_alerts, sizeof *view->decisions);
	for (size_t i = 0; i < subject->n_alerts; i++) {
		const struct case_alert *alert = &subject->alerts[i];

		if (alert->is_decided)
			view->decisions[view->n_decisions++] = (struct decision){
				.decided_us = alert->decided_us,
				.outcome = lexicon_meet(lexicon, WORDS_OUTCOME, alert->outcome),
				.level = alert->level,
			};
	}
}

struct subject view_subject(const struct view *view, const struct decided *decided, int64_t now_us)
{
	return (struct subject){
		.contacts = view->contacts,
		.n_contacts = view->n_contacts,
		.incidents = &view->incidents,
		.decided = decided,
		.decisions = view->decisions,
		.n_decisions = view->n_decisions,
		.now_us = now_us,
	};
}

void view_make(struct arena *arena, struct ruleset *ruleset, const struct case_subject *subject,
	       struct view *ret)
{
	size_t n = subject->n_contacts;

	*ret = (struct view){ .ruleset = ruleset,
			      .contacts = arena_new(arena, n, sizeof *ret->contacts),
			      .n_contacts = n };
	for (size_t i = 0; i < n; i++)
		ret->contacts[i] = read_contact(ruleset, &subject->contacts[i]);
	list_decisions(arena, subject, ret);
	qsort(ret->contacts, n, sizeof *ret->contacts, compare);
	incidents_gather(&ruleset->book.gathering, ret->contacts, n,
			 arena_new(arena, incidents_bytes(n), 1), &ret->incidents);
}

static int compare_judged(const void *a, const void *b)
{
	const struct judged *left = a, *right = b;

	if (left->contact != right->contact)
		return left->contact < right->contact ? -1 : 1;
	return (left->version > right->version) - (left->version < right->version);
}

bool view_decided(struct arena *arena, const struct view *view, const struct case_subject *subject,
		  const char *rule, struct decided *ret)
{
	const struct case_alert *last = NULL;
	struct judged *judged = NULL;
	size_t n = 0, room = 0;

	for (size_t i = 0; i < subject->n_alerts; i++) {
		const struct case_alert *alert = &subject->alerts[i];

		if (!alert->is_decided || strcmp(alert->rule, rule) != 0)
			continue;
		for (size_t j = 0; j < alert->n_evidence; j++) {
			judged = arena_grow(arena, judged, n, &room, sizeof *judged);
			judged[n++] = alert->evidence[j];
		}
		last = alert; /* they are in order of decided_us */
	}
	if (last == NULL)
		return false;
	if (n > 0)
		qsort(judged, n, sizeof *judged, compare_judged);
	*ret = (struct decided){
		.judged = judged,
		.n_judged = n,
		.level = last->level,
		.agencies = view_words(view->ruleset, WORDS_AGENCY, last->agencies,
				       last->n_agencies),
		.categories = view_words(view->ruleset, WORDS_CATEGORY, last->categories,
					 last->n_categories),
	};
	return true;
}
