/* SPDX-License-Identifier: Apache-2.0 */
#include "window.h"

#include <string.h>

#include "base/span.h"
#include "scratch.h"
#include "where.h"

/* What a rule looks at, found once; then its windows, one an incident, as its kind holds them. */

#define TOLERANCE 1e-9

size_t walk_bytes(size_t n_contacts)
{
	return scratch_bytes(n_contacts, sizeof(struct match)) +
	       scratch_bytes(n_contacts, sizeof(struct points)) +
	       scratch_bytes(1, sizeof(struct scorer)) + scorer_bytes(n_contacts) +
	       holding_bytes(n_contacts);
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
	for (int i = wordset_next(&match->categories, 0); i <= WORD_MAX;
	     i = wordset_next(&match->categories, i + 1))
		if (score->weights[i] > weight)
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

		match->is_news = match->is_news || subject->lifts_history ||
				 !rule_sees_history(walk->rule, contact);
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

/* Which of the rule's wheres an incident matches: that of the rule, and those of its links. */
static unsigned links_of(const struct rulebook *book, const struct rule *rule,
			 const struct subject *subject, size_t incident)
{
	unsigned links = incident_matches(&rule->where, &book->uncounted, subject, incident);

	if (rule->kind != RULE_THEN)
		return links;
	for (size_t i = 0; i < rule->chain.n; i++)
		if (incident_matches(&rule->chain.links[i].where, &book->uncounted, subject,
				     incident))
			links |= 1U << (i + 1);
	return links;
}

void walk_init(struct walk *walk, const struct rulebook *book, const struct rule *rule,
	       const struct subject *subject, unsigned char **memory)
{
	size_t n = subject->n_contacts;

	*walk = (struct walk){ .book = book, .rule = rule, .subject = subject };
	walk->has_score = asks_for_score(rule);
	walk->matches = scratch_take(memory, n, sizeof *walk->matches);
	walk->points = scratch_take(memory, n, sizeof *walk->points);
	for (size_t i = 0; i < subject->incidents->n; i++) {
		struct match *match = &walk->matches[walk->n];
		unsigned links = links_of(book, rule, subject, i);

		if (links == 0)
			continue;
		*match = (struct match){ .incident = i,
					 .at_us = subject->incidents->list[i].at_us,
					 .links = links };
		match->is_last = !rule->has_last ||
				 incident_matches(&rule->last, &book->uncounted, subject, i);
		take_matching(walk, match, &walk->points[walk->n++]);
		take_all(walk, match);
	}
	if (walk->has_score) {
		walk->scorer = scratch_take(memory, 1, sizeof *walk->scorer);
		scorer_init(walk->scorer, &rule->score, walk->points, walk->n, memory);
	}
	holding_init(walk, memory);
}

double usual_count(const struct rule *rule, size_t n_before)
{
	if (rule->usual_over.n == 0)
		return 0.0;
	return (double)n_before * ((double)rule->within.n / (double)rule->usual_over.n);
}

void walk_measure(const struct walk *walk, int64_t from_us, int64_t to_us, struct measure *ret)
{
	struct wordset agencies = { { 0 } }, categories = { { 0 } };
	double by_agency[WORD_MAX + 1] = { 0 };
	double cap = walk->rule->score.cap_per_agency;
	size_t n_before = 0;

	*ret = (struct measure){ 0 };
	for (size_t i = 0; i < walk->n; i++) {
		const struct match *match = &walk->matches[i];

		n_before += match->at_us < from_us &&
			    match->at_us >= from_us - walk->rule->usual_over.n;
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
	ret->usual = usual_count(walk->rule, n_before);
}

bool needs_are_met(const struct needs *needs, const struct measure *has)
{
	return has->incidents >= (size_t)needs->incidents && has->agencies >= needs->agencies &&
	       has->categories >= needs->categories &&
	       (needs->score <= 0.0 || has->score >= needs->score - TOLERANCE) &&
	       (double)has->incidents >= needs->times_usual * has->usual - TOLERANCE;
}

/* SPEC section 4 "Counting", history aside: at least rearm incidents not judged; or one, where it
 * brings a higher level, a new agency or a new category, or where nothing was decided yet. */
static bool is_due(const struct walk *walk, const struct window *window)
{
	const struct decided *decided = walk->subject->decided;

	if (window->level == LEVEL_NONE || window->n_unjudged == 0)
		return false;
	return decided == NULL || window->n_unjudged >= (size_t)walk->rule->rearm ||
	       window->level > decided->level || window->n_fresh > 0;
}

bool walk_next(struct walk *walk, struct window *ret)
{
	if (walk->next >= walk->n)
		return false;
	*ret = (struct window){ .k = walk->next++ };
	ret->true_us = walk->matches[ret->k].at_us;
	holding_reach(walk, ret);
	ret->is_due = is_due(walk, ret);
	ret->counts = ret->is_due && ret->n_news > 0;
	return true;
}

bool window_has(const struct window *window, size_t i)
{
	if (window->n_members == 0)
		return i >= window->from && i <= window->k;
	for (size_t j = 0; j < window->n_members; j++)
		if (window->members[j] == i)
			return true;
	return false;
}
