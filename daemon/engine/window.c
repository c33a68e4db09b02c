/* SPDX-License-Identifier: Apache-2.0 */
#include "window.h"

#include <string.h>

#include "base/span.h"
#include "scratch.h"
#include "where.h"

/*
 * Windows slide: each incident enters the tally once and leaves it once, but for the few days at
 * months' ends where a calendar month before a later day is an earlier one.
 */

#define TOLERANCE 1e-9

size_t walk_bytes(size_t n_contacts)
{
	return scratch_bytes(n_contacts, sizeof(struct match)) +
	       scratch_bytes(n_contacts, sizeof(struct points)) + scorer_bytes(n_contacts);
}

bool rule_sees_history(const struct rule *rule, const struct contact *contact)
{
	return contact->history || contact->recorded_us < rule->history_before_us;
}

static bool next_contact(const struct subject *subject, size_t *c)
{
	*c = subject->incidents->next[*c];
	return *c != SIZE_MAX;
}

bool incident_matches(const struct where *where, const struct wordset *uncounted,
		      const struct subject *subject, size_t incident)
{
	size_t c = subject->incidents->list[incident].first;
	bool met = false;

	do {
		const struct contact *contact = &subject->contacts[c];

		if (where_forbids(where, contact, NULL))
			return false;
		met = met || where_meets(where, uncounted, contact, NULL);
	} while (next_contact(subject, &c));
	return met;
}

/* What the incident's matching contacts bring: words and points. */
static void take_matching(const struct walk *walk, struct match *match, struct points *points)
{
	const struct subject *subject = walk->subject;
	const struct score *score = &walk->rule->score;
	size_t c = subject->incidents->list[match->incident].first;
	enum grade grade = GRADE_NONE;
	double weight = 0.0;
	bool is_first = true;

	do {
		const struct contact *contact = &subject->contacts[c];

		if (!where_meets(&walk->rule->where, &walk->book->uncounted, contact, NULL))
			continue;
		if (is_first)
			points->agency = contact->agency;
		is_first = false;
		wordset_add(&match->agencies, contact->agency);
		wordset_unite(&match->categories, &contact->categories);
		if (contact->grade > grade)
			grade = contact->grade;
	} while (next_contact(subject, &c));
	if (!walk->has_score)
		return;
	for (int i = 0; i <= WORD_MAX; i++)
		if (wordset_has(&match->categories, (word)i) && score->weights[i] > weight)
			weight = score->weights[i];
	points->points = weight * score->grade_factor[grade];
	points->at_us = match->at_us;
}

/* What all of the incident's contacts say: judged, fresh, history. */
static void take_all(const struct walk *walk, struct match *match)
{
	const struct subject *subject = walk->subject;
	const struct decided *decided = subject->decided;
	size_t c = subject->incidents->list[match->incident].first;
	bool is_new = false;

	match->is_judged = decided != NULL;
	do {
		const struct contact *contact = &subject->contacts[c];

		match->is_news = match->is_news || !rule_sees_history(walk->rule, contact);
		if (decided == NULL)
			continue;
		if (match->is_judged &&
		    !judged_has(decided->judged, decided->n_judged, contact->id, contact->version))
			match->is_judged = false;
		is_new = is_new || !wordset_has(&decided->agencies, contact->agency) ||
			 !wordset_within(&contact->categories, &decided->categories);
	} while (next_contact(subject, &c));
	match->is_fresh = is_new && !match->is_judged;
}

static bool asks_for_score(const struct rule *rule)
{
	for (size_t i = 0; i < rule->n_tiers; i++)
		if (rule->tiers[i].needs.score > 0.0)
			return true;
	return false;
}

void walk_init(struct walk *walk, const struct rulebook *book, const struct rule *rule,
	       const struct subject *subject, unsigned char **memory)
{
	size_t n = subject->n_contacts;

	walk->book = book;
	walk->rule = rule;
	walk->subject = subject;
	walk->n = walk->next = walk->from = 0;
	walk->has_score = asks_for_score(rule);
	walk->matches = scratch_take(memory, n, sizeof *walk->matches);
	memset(&walk->tally, 0, sizeof walk->tally);
	walk->points = scratch_take(memory, n, sizeof *walk->points);
	for (size_t i = 0; i < subject->incidents->n; i++) {
		struct match *match = &walk->matches[walk->n];

		if (!incident_matches(&rule->where, &book->uncounted, subject, i))
			continue;
		*match = (struct match){ .incident = i,
					 .at_us = subject->incidents->list[i].at_us };
		match->is_last = !rule->has_last ||
				 incident_matches(&rule->last, &book->uncounted, subject, i);
		take_matching(walk, match, &walk->points[walk->n++]);
		take_all(walk, match);
	}
	if (walk->has_score)
		scorer_init(&walk->scorer, &rule->score, walk->points, walk->n, memory);
}

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
	int64_t edge_us = span_before(walk->book->zone, matches[k].at_us, walk->rule->within);

	tally_match(&walk->tally, &matches[k], true);
	while (matches[walk->from].at_us < edge_us)
		tally_match(&walk->tally, &matches[walk->from++], false);
	while (walk->from > 0 && matches[walk->from - 1].at_us >= edge_us)
		tally_match(&walk->tally, &matches[--walk->from], true);
}

void walk_measure(const struct walk *walk, int64_t from_us, int64_t to_us, struct measure *ret)
{
	struct wordset agencies = { { 0 } }, categories = { { 0 } };
	double by_agency[WORD_MAX + 1] = { 0 };
	double cap = walk->rule->score.cap_per_agency;

	*ret = (struct measure){ 0 };
	for (size_t i = 0; i < walk->n; i++) {
		const struct match *match = &walk->matches[i];

		if (match->at_us < from_us || match->at_us > to_us)
			continue;
		ret->incidents++;
		wordset_unite(&agencies, &match->agencies);
		wordset_unite(&categories, &match->categories);
		if (walk->has_score)
			by_agency[walk->points[i].agency] += score_decay(
				&walk->rule->score, walk->points[i].points, to_us - match->at_us);
	}
	for (int agency = 0; agency <= WORD_MAX; agency++)
		ret->score += cap > 0.0 && by_agency[agency] > cap ? cap : by_agency[agency];
	ret->agencies = wordset_count(&agencies);
	ret->categories = wordset_count(&categories);
}

bool needs_are_met(const struct needs *needs, const struct measure *has)
{
	return has->incidents >= (size_t)needs->incidents && has->agencies >= needs->agencies &&
	       has->categories >= needs->categories &&
	       (needs->score <= 0.0 || has->score >= needs->score - TOLERANCE);
}

static void hold_needs(struct walk *walk, size_t k, struct window *window)
{
	const struct rule *rule = walk->rule;

	slide(walk, k);
	window->from = walk->from;
	window->has.incidents = k - walk->from + 1;
	window->has.agencies = walk->tally.n_agencies;
	window->has.categories = walk->tally.n_categories;
	if (walk->has_score)
		window->has.score = scorer_sum(&walk->scorer, walk->from, k,
					       walk->matches[k].at_us);
	if (!walk->matches[k].is_last)
		return;
	for (size_t i = 0; i < rule->n_tiers; i++)
		if (rule->tiers[i].level > window->level &&
		    needs_are_met(&rule->tiers[i].needs, &window->has))
			window->level = rule->tiers[i].level;
}

/* The kinds of rules: fills window->from, has and level for incident k, and leaves what is in that
 * window in the tally. */
typedef void holder(struct walk *walk, size_t k, struct window *window);

static holder *const holders[] = {
	[RULE_NEEDS] = hold_needs,
};

/* SPEC section 4 "Counting", history aside: at least rearm incidents not judged; or one, where it
 * brings a higher level, a new agency or a new category, or where nothing was decided yet. */
static bool is_due(const struct walk *walk, const struct window *window)
{
	const struct decided *decided = walk->subject->decided;

	if (window->level == LEVEL_NONE || walk->tally.n_unjudged == 0)
		return false;
	return decided == NULL || walk->tally.n_unjudged >= (size_t)walk->rule->rearm ||
	       window->level > decided->level || walk->tally.n_fresh > 0;
}

bool walk_next(struct walk *walk, struct window *ret)
{
	if (walk->next >= walk->n)
		return false;
	*ret = (struct window){ .k = walk->next++ };
	holders[walk->rule->kind](walk, ret->k, ret);
	ret->n_unjudged = walk->tally.n_unjudged;
	ret->has_news = walk->tally.n_news > 0;
	ret->is_due = is_due(walk, ret);
	ret->counts = ret->is_due && ret->has_news;
	return true;
}
