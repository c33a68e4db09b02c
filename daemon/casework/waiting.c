/* SPDX-License-Identifier: Apache-2.0 */
#include "waiting.h"

#include <string.h>

#include "base/mem.h"

static void copy_contact(const struct fact *fact, struct lexicon *lexicon, GStringChunk *texts,
			 struct contact *ret)
{
	*ret = (struct contact){
		.version = 1,
		.source = g_string_chunk_insert_const(texts, fact->source),
		.event_id = g_string_chunk_insert(texts, fact->event_id),
		.occurred_us = fact->occurred_us,
		.occurred_day = fact->occurred_day,
		.whole_day = fact->whole_day,
		.history = fact->history,
		.grade = fact->grade,
		.agency = lexicon_meet(lexicon, WORDS_AGENCY, fact->agency),
		.category = lexicon_meet(lexicon, WORDS_CATEGORY, fact->category),
		.outcome = lexicon_meet(lexicon, WORDS_OUTCOME, fact->outcome),
		.contact_source = lexicon_meet(lexicon, WORDS_CONTACT_SOURCE, fact->contact_source),
	};
	wordset_add(&ret->categories, ret->category);
	for (size_t i = 0; i < fact->n_other_categories; i++)
		wordset_add(&ret->categories,
			    lexicon_meet(lexicon, WORDS_CATEGORY, fact->other_categories[i]));
	for (size_t i = 0; i < fact->n_factors; i++)
		wordset_add(&ret->factors, lexicon_meet(lexicon, WORDS_FACTOR, fact->factors[i]));
	if (fact->incident_ref != NULL)
		ret->incident_ref = g_string_chunk_insert(texts, fact->incident_ref);
}

struct waiting *waiting_new(const struct fact *fact, struct lexicon *lexicon, GStringChunk *texts,
			    int64_t recorded_us)
{
	struct waiting *waiting =
		mem_new(1, sizeof *waiting + fact->n_children * sizeof *waiting->namings);

	copy_contact(fact, lexicon, texts, &waiting->contact);
	waiting->contact.recorded_us = waiting->recorded_us = recorded_us;
	memcpy(waiting->hash, fact->hash, sizeof waiting->hash);
	for (size_t i = 0; i < fact->n_children; i++) {
		const struct fact_person *person = &fact->persons[i];

		waiting->namings[waiting->n_namings++] = (struct naming){
			g_string_chunk_insert_const(texts, person->record),
			{ person->about, person->birth, person->birth_day },
		};
	}
	return waiting;
}

int waiting_compare(const void *a, const void *b)
{
	const struct waiting *left = *(struct waiting *const *)a;
	const struct waiting *right = *(struct waiting *const *)b;

	if (left->recorded_us != right->recorded_us)
		return left->recorded_us < right->recorded_us ? -1 : 1;
	return (left->number > right->number) - (left->number < right->number);
}
