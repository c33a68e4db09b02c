/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/mem.h"
#include "casework/explained.h"

/* One rule explained, or all of a child, as JSON. */

static json_t *time_json(int64_t at_us)
{
	char text[32];

	return at_us == INT64_MAX || at_us == INT64_MIN ? json_null()
							: json_string(time_format(at_us, text));
}

static json_t *measure_json(const struct measure *has)
{
	return json_pack("{s:I, s:i, s:i, s:f, s:f}", "incidents", (json_int_t)has->incidents,
			 "agencies", has->agencies, "categories", has->categories, "score",
			 has->score, "usual", has->usual);
}

static json_t *tiers_json(const struct case_explained *explained)
{
	json_t *tiers = json_array();

	for (size_t i = 0; explained->rule->kind == RULE_NEEDS && i < explained->rule->n_tiers;
	     i++) {
		const struct tier *tier = &explained->rule->tiers[i];
		const struct measure *has = &explained->explanation.has_now;
		char words[EXPLAIN_WORDS];

		json_array_append_new(tiers,
				      json_pack("{s:s, s:s, s:{s:i, s:i, s:i, s:f, s:f}, s:b}",
						"level", level_name(tier->level), "words",
						explain_needs(&tier->needs, has, words), "needs",
						"incidents", tier->needs.incidents, "agencies",
						tier->needs.agencies, "categories",
						tier->needs.categories, "score", tier->needs.score,
						"times_usual", tier->needs.times_usual, "met_now",
						explain_meets(&tier->needs, has)));
	}
	return tiers;
}

static json_t *contacts_json(const struct case_explained *explained)
{
	const struct lexicon *lexicon = &explained->ruleset->lexicon;
	json_t *contacts = json_array();

	for (size_t c = 0; c < explained->subject.n_contacts; c++) {
		const struct contact *contact = &explained->subject.contacts[c];
		const struct explained *told = &explained->explanation.contacts[c];
		char why[EXPLAIN_WORDS];

		json_array_append_new(
			contacts,
			json_pack(
				"{s:o, s:I, s:I, s:o, s:b, s:s, s:s, s:b, s:b, s:b, s:s}",
				"contact",
				json_sprintf("%s %s", contact->source, contact->event_id), "id",
				(json_int_t)contact->id, "incident", (json_int_t)told->incident + 1,
				"occurred_at", time_json(contact->occurred_us), "whole_day",
				contact->whole_day, "agency",
				lexicon_name(lexicon, WORDS_AGENCY, contact->agency), "category",
				lexicon_name(lexicon, WORDS_CATEGORY, contact->category), "counted",
				told->fate == FATE_COUNTED, "history", told->is_history, "judged",
				told->is_judged, "why", explain_why(explained, c, why)));
	}
	return contacts;
}

json_t *explain_json(const struct case_explained *explained)
{
	const struct explanation *told = &explained->explanation;
	char outcome[EXPLAIN_WORDS];
	json_t *window = json_null();

	if (told->has_window)
		window = json_pack("{s:o, s:o, s:o}", "from", time_json(told->begin_us), "to",
				   time_json(told->end_us), "has", measure_json(&told->has));
	return json_pack("{s:s, s:s, s:b, s:b, s:s, s:o, s:o, s:o, s:o, s:o}", "rule",
			 explained->rule->name, "title", explained->rule->title, "fired",
			 explained->has_alert || told->verdict.counts, "holds", told->holds,
			 "outcome", explain_outcome(explained, outcome), "window", window,
			 "has_now", measure_json(&told->has_now), "oldest_falls_out_at",
			 time_json(told->falls_out_us), "tiers", tiers_json(explained), "contacts",
			 contacts_json(explained));
}

void explain_case(struct history *history, const struct ruleset *ruleset, const struct rule *rule,
		  void *memory, struct case_explained *ret)
{
	*ret = (struct case_explained){ .ruleset = ruleset, .rule = rule };
	ret->subject = history_subject(history, rule);
	ret->has_alert = history_alert(history, rule, &ret->alert);
	explain_rule(&ruleset->book, rule, &ret->subject, history_known_us(history), memory,
		     &ret->explanation);
}

json_t *explain_history_json(struct history *history, const char *wanted)
{
	int32_t version;
	const struct ruleset *ruleset = history_ruleset(history, &version);
	void *memory = mem_new(1, explain_bytes(history_most(history)));
	json_t *list = json_array();

	for (size_t i = 0; i < ruleset->book.n_rules; i++) {
		const struct rule *rule = &ruleset->book.rules[i];
		struct case_explained explained;

		if (wanted == NULL ? rule->mode == MODE_OFF : strcmp(rule->name, wanted) != 0)
			continue;
		explain_case(history, ruleset, rule, memory, &explained);
		json_array_append_new(list, explain_json(&explained));
	}
	mem_free(memory);
	return list;
}
