/* SPDX-License-Identifier: Apache-2.0 */
#include "casework/waits.h"

#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "engine/wait.h"

/*
 * The rules say what a wait is: those of the kind `unless` that ask for a `wait-started` and take a
 * `wait-ended` for its answer. A wait that none of them asks about is paired in the same way, and is never
 * late.
 */

static const char began_word[] = "wait-started", ended_word[] = "wait-ended";

struct telling {
	struct history *history;
	const struct ruleset *ruleset;
	word began, ended; /* the categories */
	void *memory;      /* of waits_pair() */
	bool *told;        /* by incident: a rule asks about it */
	json_t *list;
};

/* ---- The rules that ask ---- */

static bool names(const struct where *where, word category)
{
	for (size_t i = 0; i < where->n; i++)
		if (where->criteria[i].field == FIELD_CATEGORY && !where->criteria[i].forbids &&
		    wordset_has(&where->criteria[i].words, category))
			return true;
	return false;
}

static bool asks_about_waits(const struct telling *telling, const struct rule *rule)
{
	return rule->kind == RULE_UNLESS && rule->mode == MODE_LIVE && rule->scope == SCOPE_CHILD &&
	       names(&rule->where, telling->began) && names(&rule->unless.where, telling->ended);
}

static struct where about_child(word category)
{
	struct where where = { .n = 2 };

	where.criteria[0].field = FIELD_CATEGORY;
	wordset_add(&where.criteria[0].words, category);
	where.criteria[1].field = FIELD_ABOUT;
	wordset_add(&where.criteria[1].words, ABOUT_CHILD);
	return where;
}

/* For waits that no rule asks about: any end ends them, and they may last for ever. */
static struct rule no_rule(const struct telling *telling)
{
	return (struct rule){
		.name = "",
		.kind = RULE_UNLESS,
		.where = about_child(telling->began),
		.unless = { .where = about_child(telling->ended), .by = { SPAN_EVER, 0 } },
		.history_before_us = INT64_MIN,
	};
}

/* ---- One wait ---- */

static json_t *time_json(int64_t at_us)
{
	char text[32];

	return at_us == INT64_MAX ? json_null() : json_string(time_format(at_us, text));
}

static json_t *id_json(int64_t id)
{
	return id == 0 ? json_null() : json_integer(id);
}

static json_t *during_json(const struct telling *telling, const struct rule *rule,
			   const struct subject *subject, const struct wait *wait)
{
	json_t *list = json_array();

	for (size_t c = 0; c < subject->n_contacts; c++)
		if (wait_spans(&telling->ruleset->book, rule, subject, wait, c))
			json_array_append_new(list, json_integer(subject->contacts[c].id));
	return list;
}

static json_t *wait_json(const struct telling *telling, const struct rule *rule,
			 const struct subject *subject, const struct wait *wait)
{
	const struct contact *started = &subject->contacts[wait->started];
	const struct contact *ended = wait->ended == SIZE_MAX ? NULL
							      : &subject->contacts[wait->ended];
	bool has_rule = *rule->name != '\0';
	int64_t alert = has_rule ? history_alert_on(telling->history, rule->name, started->id) : 0;
	const char *agency = lexicon_name(&telling->ruleset->lexicon, WORDS_AGENCY,
					  started->agency);

	return json_pack("{s:I, s:o, s:o, s:o, s:s, s:s?, s:o, s:b, s:o, s:o}", "started",
			 (json_int_t)started->id, "began_at", time_json(wait->began_us), "ended",
			 id_json(ended != NULL ? ended->id : 0), "ended_at",
			 time_json(wait->ended_us), "agency", agency, "rule",
			 has_rule ? rule->name : NULL, "late_after", time_json(wait->late_us),
			 "late", wait_is_late(wait, subject->now_us), "alert", id_json(alert),
			 "contacts_during", during_json(telling, rule, subject, wait));
}

/* ---- All of them ---- */

/* In order: a wait goes behind all that began no later. */
static void add_wait(struct telling *telling, json_t *wait)
{
	const char *began = json_string_value(json_object_get(wait, "began_at"));
	size_t at = json_array_size(telling->list);

	while (at > 0 && strcmp(json_string_value(json_object_get(
					json_array_get(telling->list, at - 1), "began_at")),
				began) > 0)
		at--;
	json_array_insert_new(telling->list, at, wait);
}

static void tell_by(struct telling *telling, const struct rule *rule, bool is_rest)
{
	struct subject subject = history_subject(telling->history, rule);
	const struct wait *waits;
	size_t n = waits_pair(&telling->ruleset->book, rule, &subject, telling->memory, &waits);

	for (size_t i = 0; i < n; i++) {
		if (is_rest && telling->told[waits[i].incident])
			continue;
		telling->told[waits[i].incident] = true;
		add_wait(telling, wait_json(telling, rule, &subject, &waits[i]));
	}
}

json_t *waits_json(struct history *history)
{
	int32_t version;
	const struct ruleset *ruleset = history_ruleset(history, &version);
	struct telling telling = {
		.history = history,
		.ruleset = ruleset,
		.began = lexicon_find(&ruleset->lexicon, WORDS_CATEGORY, began_word),
		.ended = lexicon_find(&ruleset->lexicon, WORDS_CATEGORY, ended_word),
		.list = json_array(),
	};
	struct rule rest;

	if (telling.began == WORD_NONE || history_count(history) == 0)
		return telling.list;
	telling.memory = mem_new(1, waits_bytes(history_most(history)));
	telling.told = mem_new(history_count(history), sizeof *telling.told);
	for (size_t i = 0; i < ruleset->book.n_rules; i++)
		if (asks_about_waits(&telling, &ruleset->book.rules[i]))
			tell_by(&telling, &ruleset->book.rules[i], false);
	rest = no_rule(&telling);
	tell_by(&telling, &rest, true);
	mem_free(telling.memory);
	mem_free(telling.told);
	return telling.list;
}
