/* SPDX-License-Identifier: Apache-2.0 */
#include "accept_private.h"

#include <string.h>

#include "base/clock.h"
#include "dfe.h"

/*
 * What a contact tells of what happened. Without a time or a category nothing can be judged: the
 * event is refused; of the rest what is not understood is left out.
 */

static void check_occurred(struct check *check)
{
	const struct event *event = check->event;
	struct fact *fact = &check->out->fact;
	const struct zone *zone = check->ruleset->zone;

	if (!event->has_occurred) {
		accept_refuse(check, "/data/occurred_at", "missing: send when it happened");
		return;
	}
	fact->whole_day = event->whole_day;
	fact->occurred_us = event->occurred_us;
	if (event->whole_day)
		fact->occurred_us = zone_instant_us(zone, event->occurred_day * USEC_PER_DAY +
								  USEC_PER_DAY / 2);
	fact->occurred_day = zone_local_day(zone, fact->occurred_us);
	accept_refuse_ahead(check, fact->occurred_us, "/data/occurred_at",
			    "more than 24 hours ahead; send when it happened, with its zone");
}

static void check_category(struct check *check)
{
	const struct event *event = check->event;
	struct fact *fact = &check->out->fact;

	fact->category = accept_find_word(check, CODE_CATEGORY, WORDS_CATEGORY, event->category);
	if (fact->category == NULL)
		accept_refuse(
			check, "/data/category",
			event->category == NULL
				? "missing: send what the concern is about"
				: "not a category of the rules in force, nor in this sender's code "
				  "map; send one that rules.conf declares, or add it to the map");
	fact->other_categories = arena_new(check->arena, event->n_other_categories,
					   sizeof *fact->other_categories);
	for (size_t i = 0; i < event->n_other_categories; i++) {
		const char *name = accept_find_word(check, CODE_CATEGORY, WORDS_CATEGORY,
						    event->other_categories[i]);

		if (name == NULL)
			accept_warn(check,
				    arena_printf(check->arena, "/data/other_categories/%zu", i),
				    "not a category of the rules in force, nor in this sender's "
				    "code map: "
				    "left out");
		else if ((fact->category == NULL || strcmp(name, fact->category) != 0) &&
			 !accept_is_among(name, fact->other_categories, fact->n_other_categories))
			fact->other_categories[fact->n_other_categories++] = name;
	}
}

static void check_grade(struct check *check)
{
	/* Police forces grade high, medium and standard. */
	static const struct enum_word words[] = {
		{ "red", GRADE_RED },      { "amber", GRADE_AMBER },    { "green", GRADE_GREEN },
		{ "blue", GRADE_BLUE },    { "none", GRADE_NONE },      { "high", GRADE_RED },
		{ "medium", GRADE_AMBER }, { "standard", GRADE_GREEN },
	};
	const char *text = accept_translate(check, CODE_GRADE, check->event->grade);

	if (text == NULL)
		return;
	int grade = accept_find_enum(words, sizeof words / sizeof *words, text);

	if (grade < 0)
		accept_warn(check, "/data/grade",
			    "not red, amber, green, blue or none, nor in this sender's code map: "
			    "taken as "
			    "none");
	else
		check->out->fact.grade = (enum grade)grade;
}

void accept_check_outcome(struct check *check)
{
	struct fact *fact = &check->out->fact;
	const char *text = check->event->outcome;

	fact->outcome = accept_find_word(check, CODE_OUTCOME, WORDS_OUTCOME, text);
	if (text == NULL || fact->outcome != NULL)
		return;
	if (check->event->type == EVENT_CONTACT_OUTCOME)
		accept_refuse(
			check, "/data/outcome",
			"not an outcome word of the rules in force, nor in this sender's code map; "
			"send one that rules.conf declares, or add it to the map");
	else
		accept_warn(
			check, "/data/outcome",
			"not an outcome word of the rules in force, nor in this sender's code map: "
			"left out");
}

/* A DfE code that the census knows, from the map, from the text, or from what the text says. */
static const char *find_code(const struct check *check, enum code_kind kind,
			     enum lexicon_kind words, const char *text)
{
	const struct lexicon *lexicon = &check->ruleset->lexicon;
	char code[DFE_CODE_BYTES];

	text = accept_translate(check, kind, text);
	if (text == NULL || lexicon_find(lexicon, words, text) != WORD_NONE)
		return text;
	if (dfe_code_find(text, code) != NULL && lexicon_find(lexicon, words, code) != WORD_NONE)
		return arena_strdup(check->arena, code);
	return kind == CODE_CONTACT_SOURCE ? dfe_source_find(text) : NULL;
}

static void check_codes(struct check *check)
{
	const struct event *event = check->event;
	struct fact *fact = &check->out->fact;

	fact->contact_source = find_code(check, CODE_CONTACT_SOURCE, WORDS_CONTACT_SOURCE,
					 event->contact_source);
	if (event->contact_source != NULL && fact->contact_source == NULL)
		accept_warn(check, "/data/contact_source",
			    "no DfE contact source is in it: left out");
	fact->factors = arena_new(check->arena, event->n_factors, sizeof *fact->factors);
	for (size_t i = 0; i < event->n_factors; i++) {
		const char *code = find_code(check, CODE_FACTOR, WORDS_FACTOR, event->factors[i]);

		if (code == NULL)
			accept_warn(check, arena_printf(check->arena, "/data/factors/%zu", i),
				    "no DfE factor is in it: left out");
		else if (!accept_is_among(code, fact->factors, fact->n_factors))
			fact->factors[fact->n_factors++] = code;
	}
}

static void check_texts(struct check *check)
{
	const struct event *event = check->event;
	struct fact *fact = &check->out->fact;
	size_t room = event->incident_ref == NULL ? 0 : strlen(event->incident_ref) + 1;

	if (room > 0)
		fact->incident_ref = contact_ref(event->incident_ref,
						 arena_new(check->arena, room, 1), room);
	fact->source_ref = event->source_ref;
	fact->summary = event->summary;
	fact->handling = accept_translate(check, CODE_HANDLING, event->handling);
	if (fact->handling != NULL && check->settings != NULL &&
	    settings_handling(check->settings, fact->handling) == NULL)
		accept_warn(check, "/data/handling",
			    "not a mark that concernd.conf declares: kept, and nobody may read the "
			    "summary "
			    "until it is declared");
	fact->history = event->history || (check->sender != NULL && check->sender->loading);
}

void accept_check_facts(struct check *check)
{
	check_occurred(check);
	check_category(check);
	check_grade(check);
	accept_check_outcome(check);
	check_codes(check);
	check_texts(check);
}
