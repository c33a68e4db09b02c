/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "identity/birth.h"
#include "ladder.h"

static uint8_t best_postcode(const struct said *said, const struct candidate *candidate)
{
	uint8_t best = POSTCODE_MISSING;

	for (size_t i = 0; i < candidate->n_aliases && said->postcode[0] != '\0'; i++) {
		uint8_t level = (uint8_t)postcode_compare(said->postcode,
							  candidate->aliases[i]->postcode);

		if (level != POSTCODE_MISSING && (best == POSTCODE_MISSING || level < best))
			best = level;
	}
	return best;
}

/* The alias of the candidate that weighs most; NULL if there is none to weigh. */
static const struct said *weigh_aliases(const struct match_question *question,
					const struct candidate *candidate, bool twin_likely,
					struct weighed *ret)
{
	const struct said *said = question->said, *best = NULL;
	struct against against = { (double)question->children, twin_likely };
	uint8_t postcode = best_postcode(said, candidate);

	for (size_t i = 0; i < candidate->n_aliases; i++) {
		const struct said *alias = candidate->aliases[i];
		struct levels levels;
		struct worth worth;

		if (alias->is_unborn)
			continue;
		compare_levels(said, alias, question->weights, &levels);
		levels.of[FIELD_POSTCODE] = postcode;
		compare_weigh(&levels, question->weights, said, alias, &against, &worth);
		if (best != NULL && worth.bits <= ret->bits)
			continue;
		best = alias;
		ret->bits = worth.bits;
		ret->levels = levels;
	}
	return best;
}

static bool are_alike(enum name_likeness likeness)
{
	return likeness == NAME_SAME || likeness == NAME_NEAR;
}

/* Born on the same day, of the same family or home, and called something else. */
static bool is_twin(const struct said *a, const struct said *b)
{
	if (!a->has_birth || !b->has_birth || a->birth_day != b->birth_day ||
	    birth_is_partial(a->birth_day))
		return false;
	if (!are_alike(name_compare_surnames(a->surname, b->surname)) &&
	    postcode_compare(a->postcode, b->postcode) != POSTCODE_SAME)
		return false;
	enum name_likeness forename = name_compare(a->forename, b->forename);

	return forename == NAME_WEAK || forename == NAME_DIFFERENT;
}

static bool is_twin_held(const struct match_question *question, const struct candidate *candidate,
			 const struct said *alias)
{
	for (size_t i = 0; i < question->n_candidates; i++) {
		const struct candidate *other = &question->candidates[i];

		for (size_t j = 0; other != candidate && j < other->n_aliases; j++)
			if (is_twin(alias, other->aliases[j]))
				return true;
	}
	return false;
}

static bool is_any_multiple(const struct candidate *candidate)
{
	for (size_t i = 0; i < candidate->n_aliases; i++)
		if (candidate->aliases[i]->is_multiple)
			return true;
	return false;
}

bool ranking_weigh(const struct match_question *question, const struct candidate *candidate,
		   struct weighed *ret)
{
	bool flagged = question->said->is_multiple || candidate->has_twin ||
		       is_any_multiple(candidate);

	*ret = (struct weighed){ .candidate = candidate };
	if (question->weights == NULL || question->said->is_unborn)
		return false;
	const struct said *alias = weigh_aliases(question, candidate, flagged, ret);

	if (alias == NULL)
		return false;
	/* A held twin only makes it less: looked for where that matters. */
	if (!flagged && ret->bits >= question->weights->review_from_bits &&
	    is_twin_held(question, candidate, alias))
		weigh_aliases(question, candidate, true, ret);
	return true;
}

static bool is_before(const struct weighed *a, const struct weighed *b)
{
	if (a->is_needed != b->is_needed)
		return a->is_needed;
	if (a->bits > b->bits || b->bits > a->bits)
		return a->bits > b->bits;
	return a->candidate->child < b->candidate->child;
}

void ranking_add(struct ranking *ranking, const struct weighed *weighed)
{
	size_t at = ranking->n;

	while (at > 0 && is_before(weighed, &ranking->list[at - 1]))
		at--;
	if (at == RANKED)
		return;
	if (ranking->n < RANKED)
		ranking->n++;
	memmove(&ranking->list[at + 1], &ranking->list[at],
		(ranking->n - at - 1) * sizeof *ranking->list);
	ranking->list[at] = *weighed;
}
