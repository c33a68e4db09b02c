/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/span.h"
#include "scratch.h"
#include "where.h"
#include "window.h"

/*
 * The kinds of rules: what holds at incident k, a function each and a row in the table at the end.
 *
 * The windows of `needs` slide: each incident enters the tally once and leaves it once, but for the
 * few days at months' ends where a calendar month before a later day is an earlier one.
 */

size_t holding_bytes(size_t n_contacts)
{
	return scratch_bytes(n_contacts * (RULE_LINKS + 1), sizeof(size_t)) +
	       2 * scratch_bytes(n_contacts, sizeof(size_t));
}

/* ---- needs ---- */

/* Counts words in or out; how many distinct ones there are is kept up in *distinct. */
static void count_words(const struct wordset *set, bool in, uint32_t *by_word, int *distinct)
{
	for (int part = 0; part < 4; part++) {
		for (uint64_t bits = set->bits[part]; bits != 0; bits &= bits - 1) {
			uint32_t *count = &by_word[part * 64 + __builtin_ctzll(bits)];

			if (in && (*count)++ == 0)
				(*distinct)++;
			if (!in && --(*count) == 0)
				(*distinct)--;
		}
	}
}

static void tally_match(struct tally *tally, const struct match *match, bool in)
{
	size_t one = in ? 1 : SIZE_MAX; /* wraps around to one less */

	tally->n_unjudged += match->is_judged ? 0 : one;
	tally->n_fresh += match->is_fresh ? one : 0;
	tally->n_news += match->is_news ? one : 0;
	count_words(&match->agencies, in, tally->by_agency, &tally->n_agencies);
	count_words(&match->categories, in, tally->by_category, &tally->n_categories);
}

/* The window of incident k is all i up to k with t(i) >= t(k) − within (the edge counts). */
static void slide(struct walk *walk, size_t k)
{
	const struct match *matches = walk->matches;
	int64_t edge_us;

	tally_match(&walk->tally, &matches[k], true);
	if (walk->from == 0 &&
	    span_surely_reaches(walk->rule->within, matches[k].at_us - matches[0].at_us))
		return; /* months are dear to reckon, and most histories are short */
	edge_us = span_before(walk->book->zone, matches[k].at_us, walk->rule->within);
	while (matches[walk->from].at_us < edge_us)
		tally_match(&walk->tally, &matches[walk->from++], false);
	while (walk->from > 0 && matches[walk->from - 1].at_us >= edge_us)
		tally_match(&walk->tally, &matches[--walk->from], true);
}

/* What is usual lies in usual_over before the window, both of them exact. */
static double measure_usual(struct walk *walk, size_t k)
{
	const struct rule *rule = walk->rule;
	int64_t edge_us;

	if (rule->usual_over.n == 0)
		return 0.0;
	edge_us = walk->matches[k].at_us - rule->within.n - rule->usual_over.n;
	while (walk->matches[walk->usual_from].at_us < edge_us)
		walk->usual_from++;
	return usual_count(rule, walk->from - walk->usual_from);
}

static void hold_needs(struct walk *walk, struct window *window)
{
	const struct rule *rule = walk->rule;
	size_t k = window->k;

	slide(walk, k);
	window->from = walk->from;
	window->n_unjudged = walk->tally.n_unjudged;
	window->n_fresh = walk->tally.n_fresh;
	window->n_news = walk->tally.n_news;
	window->has.incidents = k - walk->from + 1;
	window->has.agencies = walk->tally.n_agencies;
	window->has.categories = walk->tally.n_categories;
	window->has.usual = measure_usual(walk, k);
	if (walk->has_score)
		window->has.score = scorer_sum(walk->scorer, walk->from, k, walk->matches[k].at_us);
	if (!walk->matches[k].is_last)
		return;
	for (size_t i = 0; i < rule->n_tiers; i++)
		if (rule->tiers[i].level > window->level &&
		    needs_are_met(&rule->tiers[i].needs, &window->has))
			window->level = rule->tiers[i].level;
}

/* ---- Windows of single incidents ---- */

/* The window is made of these incidents, the last of them k. */
static void take_member(const struct walk *walk, struct window *window, size_t i)
{
	const struct match *match = &walk->matches[i];

	window->members[window->n_members++] = i;
	window->n_unjudged += !match->is_judged;
	window->n_fresh += match->is_fresh;
	window->n_news += match->is_news;
	window->has.incidents++;
}

/* ---- then ---- */

static void init_chain(struct walk *walk, unsigned char **memory)
{
	walk->before = scratch_take(memory, walk->n * (RULE_LINKS + 1), sizeof *walk->before);
	for (size_t i = 0; i <= RULE_LINKS; i++)
		walk->latest[i] = SIZE_MAX;
}

/* True if a chain reaches a link at match i: the latest match that reached the link before it, the
 * best there is, is not too long ago. */
static bool reaches(const struct walk *walk, size_t i, size_t link)
{
	const struct match *match = &walk->matches[i];
	size_t before = link == 0 ? 0 : walk->latest[link - 1];

	if (!(match->links >> link & 1) || before == SIZE_MAX)
		return false;
	return link == 0 ||
	       walk->matches[before].at_us >= span_before(walk->book->zone, match->at_us,
							  walk->rule->chain.links[link - 1].within);
}

/* The chain that ends at k: its members, the first one first. */
static void take_chain(const struct walk *walk, struct window *window)
{
	size_t last = walk->rule->chain.n, i = window->k;
	size_t chain[RULE_LINKS + 1] = { 0 };

	for (size_t link = last + 1; link-- > 0;) {
		chain[link] = i;
		i = walk->before[i * (RULE_LINKS + 1) + link];
	}
	for (size_t link = 0; link <= last; link++)
		take_member(walk, window, chain[link]);
}

/* From the last link to the first, so that no incident follows itself. */
static void hold_then(struct walk *walk, struct window *window)
{
	size_t last = walk->rule->chain.n, k = window->k;

	for (size_t link = last + 1; link-- > 0;) {
		if (!reaches(walk, k, link))
			continue;
		walk->before[k * (RULE_LINKS + 1) + link] = link == 0 ? SIZE_MAX
								      : walk->latest[link - 1];
		walk->latest[link] = k;
	}
	if (walk->latest[last] == k) {
		take_chain(walk, window);
		window->level = walk->rule->tiers[0].level;
	} else {
		take_member(walk, window, k);
	}
}

/* ---- unless ---- */

/* References in order, those of one by time, as contacts are sorted by time. */
static int compare_answers(const void *context, size_t a, size_t b)
{
	const struct walk *walk = context;
	const struct contact *contacts = walk->subject->contacts;
	int order = 0;

	if (walk->rule->unless.same_ref)
		order = strcmp(contacts[a].incident_ref, contacts[b].incident_ref);
	return order != 0 ? order : (a > b) - (a < b);
}

static void init_answers(struct walk *walk, unsigned char **memory)
{
	const struct unless *unless = &walk->rule->unless;
	const struct subject *subject = walk->subject;
	size_t *spare;

	walk->answers = scratch_take(memory, subject->n_contacts, sizeof *walk->answers);
	spare = scratch_take(memory, subject->n_contacts, sizeof *spare);
	for (size_t c = 0; c < subject->n_contacts; c++) {
		const struct contact *contact = &subject->contacts[c];

		if (unless->same_ref && contact->incident_ref == NULL)
			continue;
		if (where_meets(&unless->where, &walk->book->uncounted, contact, NULL) &&
		    !where_forbids(&unless->where, contact, NULL))
			walk->answers[walk->n_answers++] = c;
	}
	scratch_sort(walk->answers, walk->n_answers, spare, compare_answers, walk);
}

int64_t holding_deadline(const struct walk *walk, const struct match *match)
{
	return span_end(walk->book->zone, &walk->book->working, match->at_us,
			walk->rule->unless.by);
}

/* Below 0 if an answer is one of an earlier reference, or of this one before at_us. */
static int compare_answer(const struct contact *answer, const char *ref, int64_t at_us)
{
	int order = ref == NULL ? 0 : strcmp(answer->incident_ref, ref);

	if (order != 0)
		return order;
	return answer->occurred_us < at_us ? -1 : 1;
}

/* The first answer from at_us on, with the reference, if one is given; SIZE_MAX: there is none. */
static size_t find_answer(const struct walk *walk, const char *ref, int64_t at_us)
{
	const struct contact *contacts = walk->subject->contacts;
	size_t low = 0, n = walk->n_answers;

	while (n > 0) {
		if (compare_answer(&contacts[walk->answers[low + n / 2]], ref, at_us) < 0) {
			low += n / 2 + 1;
			n -= n / 2 + 1;
		} else {
			n /= 2;
		}
	}
	if (low == walk->n_answers ||
	    (ref != NULL && strcmp(contacts[walk->answers[low]].incident_ref, ref) != 0))
		return SIZE_MAX;
	return walk->answers[low];
}

/* Contacts of one incident that have a reference have the same: another would have begun an incident. */
size_t holding_answer(const struct walk *walk, const struct match *match)
{
	const struct subject *subject = walk->subject;
	size_t c = subject->incidents->list[match->incident].first;

	if (!walk->rule->unless.same_ref)
		return find_answer(walk, NULL, match->at_us);
	while (c != SIZE_MAX && subject->contacts[c].incident_ref == NULL)
		c = subject->incidents->next[c];
	return c == SIZE_MAX ? SIZE_MAX
			     : find_answer(walk, subject->contacts[c].incident_ref, match->at_us);
}

bool holding_is_answered(const struct walk *walk, const struct match *match)
{
	size_t answer = holding_answer(walk, match);

	return answer != SIZE_MAX &&
	       walk->subject->contacts[answer].occurred_us <= holding_deadline(walk, match);
}

static void hold_unless(struct walk *walk, struct window *window)
{
	const struct match *match = &walk->matches[window->k];

	take_member(walk, window, window->k);
	window->true_us = holding_deadline(walk, match);
	if (window->true_us <= walk->subject->now_us && !holding_is_answered(walk, match))
		window->level = walk->rule->tiers[0].level;
}

/* ---- after_decision ---- */

static enum level level_after(const struct rule *rule, const struct decision *decision)
{
	if (!rule->after.raised)
		return rule->tiers[0].level;
	return decision->level < LEVEL_RED ? decision->level + 1 : LEVEL_RED;
}

/* The latest wanted decision before t(k), of those at one instant on the highest alert: where it is
 * too long ago, all are. */
static void hold_after_decision(struct walk *walk, struct window *window)
{
	const struct subject *subject = walk->subject;
	const struct after *after = &walk->rule->after;
	int64_t at_us = walk->matches[window->k].at_us;

	take_member(walk, window, window->k);
	for (; walk->next_decision < subject->n_decisions; walk->next_decision++) {
		const struct decision *decision = &subject->decisions[walk->next_decision];

		if (decision->decided_us >= at_us)
			break;
		if (!wordset_has(&after->outcomes, decision->outcome))
			continue;
		if (walk->decision == NULL || decision->decided_us > walk->decision->decided_us ||
		    decision->level > walk->decision->level)
			walk->decision = decision;
	}
	if (walk->decision != NULL && at_us <= span_end(walk->book->zone, &walk->book->working,
							walk->decision->decided_us, after->within))
		window->level = level_after(walk->rule, walk->decision);
}

/* ---- The table ---- */

static const struct {
	void (*init)(struct walk *walk, unsigned char **memory); /* NULL: nothing to know */
	void (*reach)(struct walk *walk, struct window *window);
} kinds[] = {
	[RULE_NEEDS] = { NULL, hold_needs },
	[RULE_THEN] = { init_chain, hold_then },
	[RULE_UNLESS] = { init_answers, hold_unless },
	[RULE_AFTER_DECISION] = { NULL, hold_after_decision },
};

void holding_init(struct walk *walk, unsigned char **memory)
{
	if (kinds[walk->rule->kind].init != NULL)
		kinds[walk->rule->kind].init(walk, memory);
}

void holding_reach(struct walk *walk, struct window *window)
{
	kinds[walk->rule->kind].reach(walk, window);
}
