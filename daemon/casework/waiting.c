/* SPDX-License-Identifier: Apache-2.0 */
#include "waiting.h"

#include <string.h>

#include "base/mem.h"

static const char *keep_text(GStringChunk *texts, const char *text)
{
	return text == NULL ? NULL : g_string_chunk_insert_const(texts, text);
}

static void copy_contact(const struct fact *fact, struct lexicon *lexicon, GStringChunk *texts,
			 struct contact *ret)
{
	*ret = (struct contact){
		.occurred_us = fact->occurred_us,
		.occurred_day = fact->occurred_day,
		.whole_day = fact->whole_day,
		.history = fact->history,
		.grade = fact->grade,
		.agency = lexicon_meet(lexicon, WORDS_AGENCY, fact->agency),
		.category = lexicon_meet(lexicon, WORDS_CATEGORY, fact->category),
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

/* An adult without a record is known to nobody's household. */
static void copy_persons(const struct fact *fact, GStringChunk *texts, struct waiting *waiting)
{
	for (size_t i = 0; i < fact->n_persons; i++) {
		const struct fact_person *person = &fact->persons[i];

		if (person->record == NULL)
			continue;
		waiting->namings[waiting->n_namings++] = (struct naming){
			g_string_chunk_insert_const(texts, person->record),
			person->is_adult,
			{ person->about, person->birth, person->birth_day },
		};
	}
}

static int64_t told_at(const struct fact *fact, int64_t recorded_us)
{
	if (fact->type == EVENT_CONTACT_OUTCOME)
		return fact->decided_us;
	if (fact->type == EVENT_HOUSEHOLD_LINKED || fact->type == EVENT_HOUSEHOLD_UNLINKED)
		return fact->bound_us;
	return fact->has_time ? fact->time_us : recorded_us;
}

struct waiting *waiting_new(const struct fact *fact, struct lexicon *lexicon, GStringChunk *texts,
			    int64_t recorded_us)
{
	struct waiting *waiting =
		mem_new(1, sizeof *waiting + fact->n_persons * sizeof *waiting->namings);

	copy_contact(fact, lexicon, texts, &waiting->contact);
	copy_persons(fact, texts, waiting);
	waiting->type = fact->type;
	waiting->source = keep_text(texts, fact->source);
	waiting->event_id = g_string_chunk_insert(texts, fact->event_id);
	waiting->of_source = keep_text(texts, fact->of_source);
	waiting->of_id = fact->type == EVENT_CONTACT_RECORDED ? waiting->event_id
							      : keep_text(texts, fact->of_id);
	waiting->household = keep_text(texts, fact->household);
	waiting->outcome = lexicon_meet(lexicon, WORDS_OUTCOME, fact->outcome);
	waiting->recorded_us = recorded_us;
	waiting->at_us = told_at(fact, recorded_us);
	memcpy(waiting->hash, fact->hash, sizeof waiting->hash);
	memcpy(waiting->told_hash, fact->told_hash, sizeof waiting->told_hash);
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
