/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/explain.h"

#include "base/span.h"
#include "scratch.h"
#include "where.h"
#include "window.h"

/*
 * The walk is taken twice: once by assess(), for what counts, and once here, to choose the window
 * that is told of. Whether a contact lies in it, or in the evidence, then decides its fate.
 */

size_t explain_bytes(size_t n_contacts)
{
	return scratch_bytes(n_contacts, sizeof(struct explained)) +
	       scratch_bytes(1, assess_bytes(n_contacts)) + walk_bytes(n_contacts);
}

bool explain_meets(const struct needs *needs, const struct measure *has)
{
	return needs_are_met(needs, has);
}

/* How well a window is worth telling of. */
static int worth(const struct window *window)
{
	return window->counts ? 3 : window->is_due ? 2 : window->level != LEVEL_NONE ? 1 : 0;
}

/* Of a window that holds and does not count: what keeps it from it. */
static enum explain_hindrance hindrance_of(const struct window *window)
{
	if (window->level == LEVEL_NONE || window->counts)
		return HINDRANCE_NONE;
	if (window->is_due)
		return HINDRANCE_HISTORY;
	return window->n_unjudged == 0 ? HINDRANCE_JUDGED : HINDRANCE_REARM;
}

/* What the kinds beyond needs say of the window told of. */
static void tell_of_kind(const struct walk *walk, const struct window *window,
			 struct explanation *ret)
{
	const struct match *last = &walk->matches[window->k];

	if (walk->rule->kind == RULE_NEEDS)
		ret->begin_us = span_before(walk->book->zone, ret->end_us, walk->rule->within);
	else
		ret->begin_us = walk->matches[window->members[0]].at_us;
	if (walk->rule->kind != RULE_UNLESS)
		return;
	ret->due_us = holding_deadline(walk, last);
	ret->is_answered = holding_is_answered(walk, last);
}

/* The latest of the windows most worth telling of. */
static void choose_window(struct walk *walk, struct explanation *ret, struct window *ret_window)
{
	struct window window;

	while (walk_next(walk, &window)) {
		ret->holds = ret->holds || window.level != LEVEL_NONE;
		if (ret->has_window && worth(&window) < worth(ret_window))
			continue;
		ret->has_window = true;
		ret->decision = walk->decision;
		*ret_window = window;
	}
	if (!ret->has_window)
		return;
	ret->end_us = walk->matches[ret_window->k].at_us;
	tell_of_kind(walk, ret_window, ret);
	ret->level = ret_window->level;
	ret->misses_last = !walk->matches[ret_window->k].is_last;
	ret->has = ret_window->has;
	ret->n_unjudged = ret_window->n_unjudged;
	ret->hindrance = hindrance_of(ret_window);
}

static void measure_now(const struct walk *walk, int64_t now_us, struct explanation *ret)
{
	int64_t from_us = span_before(walk->book->zone, now_us, walk->rule->within);

	ret->oldest_us = ret->falls_out_us = INT64_MAX;
	if (walk->rule->kind != RULE_NEEDS)
		return;
	walk_measure(walk, from_us, now_us, &ret->has_now);
	for (size_t i = 0; i < walk->n; i++) {
		const struct match *match = &walk->matches[i];

		if (match->at_us < from_us || match->at_us > now_us)
			continue;
		ret->n_unjudged_now += !match->is_judged;
		if (match->at_us < ret->oldest_us)
			ret->oldest_us = match->at_us;
	}
	if (ret->oldest_us != INT64_MAX)
		ret->falls_out_us = span_after(walk->book->zone, ret->oldest_us,
					       walk->rule->within);
}

static bool asks_for_age(const struct where *where)
{
	for (size_t i = 0; i < where->n; i++)
		if (where->criteria[i].field == FIELD_AGE_UNDER ||
		    where->criteria[i].field == FIELD_AGE_FROM)
			return true;
	return false;
}

/* True if the contact meets what a later link of a chain asks for. */
static bool meets_link(const struct rulebook *book, const struct rule *rule,
		       const struct contact *contact)
{
	for (size_t i = 0; rule->kind == RULE_THEN && i < rule->chain.n; i++)
		if (where_meets(&rule->chain.links[i].where, &book->uncounted, contact, NULL))
			return true;
	return false;
}

static bool has_unknown_birth(const struct contact *contact)
{
	for (size_t i = 0; i < contact->n_bearings; i++)
		if (contact->bearings[i].birth == BIRTH_UNKNOWN)
			return true;
	return false;
}

/* What is so of a contact whatever its incident. */
static void explain_contact(const struct rulebook *book, const struct rule *rule,
			    const struct subject *subject, size_t c, struct explained *ret)
{
	const struct contact *contact = &subject->contacts[c];
	const struct decided *decided = subject->decided;
	size_t missed = 0;

	*ret = (struct explained){ .fate = FATE_OUT_OF_WINDOW };
	ret->incident = subject->incidents->of[c];
	ret->is_history = rule_sees_history(rule, contact);
	ret->is_judged = decided != NULL && judged_has(decided->judged, decided->n_judged,
						       contact->id, contact->version);
	ret->is_age_unknown = asks_for_age(&rule->where) && has_unknown_birth(contact);
	if (where_meets(&rule->where, &book->uncounted, contact, &missed) ||
	    meets_link(book, rule, contact))
		return;
	ret->fate = missed == WHERE_UNCOUNTED ? FATE_UNCOUNTED : FATE_MISSED;
	ret->criterion = missed == WHERE_UNCOUNTED ? 0 : missed;
}

/* True if an incident matches the rule's where, or that of a link. Matches are in order. */
static bool is_match(const struct walk *walk, size_t incident)
{
	size_t low = 0, n = walk->n;

	while (n > 0) {
		size_t middle = low + n / 2;

		if (walk->matches[middle].incident == incident)
			return true;
		if (walk->matches[middle].incident < incident) {
			low = middle + 1;
			n -= n / 2 + 1;
		} else {
			n /= 2;
		}
	}
	return false;
}

/* What one contact has is forbidden to its whole incident. */
static void explain_forbidden(const struct walk *walk, struct explained *contacts)
{
	const struct subject *subject = walk->subject;

	for (size_t c = 0; c < subject->n_contacts; c++) {
		size_t other = subject->incidents->list[contacts[c].incident].first;
		size_t criterion;

		if (!where_forbids(&walk->rule->where, &subject->contacts[c], &criterion) ||
		    is_match(walk, contacts[c].incident))
			continue;
		for (; other != SIZE_MAX; other = subject->incidents->next[other]) {
			contacts[other].fate = FATE_FORBIDDEN;
			contacts[other].criterion = criterion;
			contacts[other].by = c;
		}
	}
}

/* Of a matching incident told of: those that meet the where count, the others retell. */
static void tell_of(const struct subject *subject, size_t incident, struct explained *contacts)
{
	size_t c = subject->incidents->list[incident].first;

	for (; c != SIZE_MAX; c = subject->incidents->next[c])
		contacts[c].fate = contacts[c].fate == FATE_OUT_OF_WINDOW ? FATE_COUNTED
									  : FATE_RETELLS;
}

static void tell_of_windows(const struct walk *walk, const struct window *window,
			    struct explanation *ret)
{
	const struct subject *subject = walk->subject;

	if (ret->verdict.counts) {
		for (size_t i = 0; i < ret->verdict.n_evidence; i++) {
			size_t incident = subject->incidents->of[ret->verdict.evidence[i]];

			if (subject->incidents->list[incident].first == ret->verdict.evidence[i])
				tell_of(subject, incident, ret->contacts);
		}
	} else if (ret->has_window) {
		for (size_t i = 0; i <= window->k; i++)
			if (window_has(window, i))
				tell_of(subject, walk->matches[i].incident, ret->contacts);
	}
}

/* A contact that misses the where, of an incident that matches by another one but lies in no window
 * told of, is out of the window as that one is. */
static void settle_retold(const struct walk *walk, struct explained *contacts)
{
	const struct subject *subject = walk->subject;

	for (size_t i = 0; i < walk->n; i++) {
		size_t c = subject->incidents->list[walk->matches[i].incident].first;

		for (; c != SIZE_MAX; c = subject->incidents->next[c])
			if (contacts[c].fate == FATE_MISSED || contacts[c].fate == FATE_UNCOUNTED)
				contacts[c].fate = FATE_OUT_OF_WINDOW;
	}
}

void explain_rule(const struct rulebook *book, const struct rule *rule,
		  const struct subject *subject, int64_t now_us, void *memory,
		  struct explanation *ret)
{
	unsigned char *at = memory;
	struct walk walk;
	struct window window = { 0 };

	*ret = (struct explanation){ 0 };
	ret->contacts = scratch_take(&at, subject->n_contacts, sizeof *ret->contacts);
	assess(book, rule, subject, scratch_take(&at, 1, assess_bytes(subject->n_contacts)),
	       &ret->verdict);
	walk_init(&walk, book, rule, subject, &at);
	choose_window(&walk, ret, &window);
	measure_now(&walk, now_us, ret);
	for (size_t c = 0; c < subject->n_contacts; c++)
		explain_contact(book, rule, subject, c, &ret->contacts[c]);
	explain_forbidden(&walk, ret->contacts);
	tell_of_windows(&walk, &window, ret);
	settle_retold(&walk, ret->contacts);
}
