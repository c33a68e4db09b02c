/* SPDX-License-Identifier: Apache-2.0 */
#include <jansson.h>
#include <string.h>

#include "intake/accept.h"
#include "net/event.h"
#include "story.h"

/*
 * A line that tells of a fact becomes the event that a sender would send, and is checked as that
 * would be: a story cannot say what no sender could.
 */

#define STORY_SOURCE "story"

/* ---- Options: each a row ---- */

/* What is being filled: data, and the person whom about=, born= and due= belong to. */
struct filling {
	json_t *data;
	json_t *person; /* borrowed; NULL before the first */
	bool children_new,
		adults_new; /* those that are named replace those of an amended contact */
	struct story_time occurred, recorded;
};

struct option {
	const char *key;
	bool (*fill)(struct filling *filling, struct story_words *words, const char *name,
		     const char *value);
	const char *name; /* in data, or in a person */
};

static bool fill_text(struct filling *filling, struct story_words *words, const char *name,
		      const char *value)
{
	(void)words;
	json_object_set_new(filling->data, name, json_string(value));
	return true;
}

static bool fill_list(struct filling *filling, struct story_words *words, const char *name,
		      const char *value)
{
	json_t *list = json_object_get(filling->data, name);

	(void)words;
	if (list == NULL) {
		list = json_array();
		json_object_set_new(filling->data, name, list);
	}
	json_array_append_new(list, json_string(value));
	return true;
}

static bool fill_person(struct filling *filling, const char *name, const char *value, bool *is_new)
{
	json_t *list = json_object_get(filling->data, name);

	if (!*is_new || list == NULL) {
		list = json_array();
		json_object_set_new(filling->data, name, list);
	}
	*is_new = true;
	filling->person = json_object();
	json_object_set_new(filling->person, "record", json_string(value));
	json_array_append_new(list, filling->person);
	return true;
}

static bool fill_child(struct filling *filling, struct story_words *words, const char *name,
		       const char *value)
{
	(void)words;
	return fill_person(filling, name, value, &filling->children_new);
}

static bool fill_adult(struct filling *filling, struct story_words *words, const char *name,
		       const char *value)
{
	(void)words;
	return fill_person(filling, name, value, &filling->adults_new);
}

static bool fill_of_person(struct filling *filling, struct story_words *words, const char *name,
			   const char *value)
{
	if (filling->person == NULL)
		return story_wrong(words, "say first of whom: child=… stands before it");
	json_object_set_new(filling->person, name, json_string(value));
	return true;
}

static bool fill_occurred(struct filling *filling, struct story_words *words, const char *name,
			  const char *value)
{
	(void)name;
	return story_text_time(words, value, &filling->occurred);
}

static bool fill_recorded(struct filling *filling, struct story_words *words, const char *name,
			  const char *value)
{
	(void)name;
	return story_text_time(words, value, &filling->recorded);
}

static const struct option options[] = {
	{ "child", fill_child, "children" },
	{ "adult", fill_adult, "adults" },
	{ "about", fill_of_person, "about" },
	{ "born", fill_of_person, "birth_date" },
	{ "due", fill_of_person, "expected_birth_date" },
	{ "agency", fill_text, "agency" },
	{ "category", fill_text, "category" },
	{ "other", fill_list, "other_categories" },
	{ "grade", fill_text, "grade" },
	{ "outcome", fill_text, "outcome" },
	{ "ref", fill_text, "incident_ref" },
	{ "contact_source", fill_text, "contact_source" },
	{ "factor", fill_list, "factors" },
	{ "occurred", fill_occurred, NULL },
	{ "recorded", fill_recorded, NULL },
};
enum { OPTIONS = sizeof options / sizeof *options };

static bool fill_all(struct filling *filling, struct story_words *words)
{
	const char *key, *value;

	while (story_option(words, &key, &value)) {
		size_t i = 0;

		while (i < OPTIONS && strcmp(options[i].key, key) != 0)
			i++;
		if (i == OPTIONS)
			return story_wrong(words,
					   "there is no %s=; `concernctl help test` tells "
					   "what there is",
					   key);
		if (!options[i].fill(filling, words, options[i].name, value))
			return false;
	}
	if (words->at < words->n)
		return story_wrong(words,
				   "%s stands where nothing is expected; words with a meaning "
				   "of their own are written as child=Mia",
				   words->list[words->at]);
	return true;
}

/* All options of the line; where one is wrong the data are let go. */
static bool fill(struct filling *filling, struct story_words *words)
{
	if (fill_all(filling, words))
		return true;
	json_decref(filling->data);
	return false;
}

/* ---- Events ---- */

static json_t *time_json(const struct story_time *time)
{
	char text[32];
	struct date date = date_from_day(time->day);

	if (time->is_day)
		return json_sprintf("%04d-%02d-%02d", date.year, date.month, date.day);
	return json_string(time_format(time->at_us, text));
}

static json_t *instant_json(const struct story_time *time)
{
	char text[32];

	return json_string(time_format(time->at_us, text));
}

static json_t *contact_json(const char *name)
{
	return json_pack("{s:s, s:s}", "source", STORY_SOURCE, "id", name);
}

/* What intake would refuse, or leave out, a story must not say. */
static bool check(struct story_words *words, const struct event_problems *problems)
{
	for (size_t i = 0; i < problems->n; i++) {
		const char *pointer = problems->list[i].pointer;

		if (strncmp(pointer, "/data/", 6) == 0)
			pointer += 6;
		story_wrong(words, "%s: %s", pointer, problems->list[i].detail);
	}
	return problems->n == 0;
}

/* Takes the reference to data. */
static struct fact *accept(struct story_words *words, enum event_type type, const char *id,
			   const struct story_time *time, json_t *data, bool history, int64_t at_us)
{
	struct arena *arena = &words->set->arena;
	struct acceptance acceptance;
	struct event event;
	struct fact *fact = arena_new(arena, 1, sizeof *fact);
	json_t *json = json_pack("{s:s, s:s, s:s, s:s, s:o}", "specversion", "1.0", "type",
				 event_type_name(type), "source", STORY_SOURCE, "id", id, "data",
				 data);

	if (time != NULL)
		json_object_set_new(json, "time", instant_json(time));
	if (history)
		json_object_set_new(json, "history", json_true());
	event_read(json, arena, &event);
	json_decref(json);
	accept_event(&event, NULL, NULL, words->story->ruleset, at_us, arena, &acceptance);
	if (!check(words, &acceptance.errors) || !check(words, &acceptance.warnings))
		return NULL;
	*fact = acceptance.fact;
	return fact;
}

/* What is no contact's recording: said at a time, and known then unless recorded= says otherwise. */
static struct fact *send(struct story_words *words, enum event_type type,
			 const struct story_time *when, struct filling *filling, int64_t *ret_at_us)
{
	const char *id = arena_printf(&words->set->arena, "line %d", words->line);

	*ret_at_us = filling->recorded.given ? filling->recorded.at_us : when->at_us;
	return accept(words, type, id, when, filling->data, false, *ret_at_us);
}

/* ---- Lines ---- */

static bool take(struct story_words *words, const char *what, const char **ret)
{
	*ret = story_word(words);
	return *ret != NULL || story_wrong(words, "%s is missing", what);
}

static bool find_contact(const struct story_facts *facts, struct story_words *words,
			 const char **ret_name)
{
	if (!take(words, "which contact it is about", ret_name))
		return false;
	if (json_object_get(facts->contacts, *ret_name) == NULL)
		return story_wrong(words, "no contact %s stands above", *ret_name);
	return true;
}

/* A bare word behind a contact's category. */
static bool take_history(struct story_words *words)
{
	if (words->at == words->n || strcmp(words->list[words->at], "history") != 0)
		return false;
	words->at++;
	return true;
}

/* The name, when, the agency and the category. */
static bool read_head(const struct story_facts *facts, struct story_words *words,
		      struct filling *filling, const char **ret_name)
{
	const char *agency, *category;

	if (!take(words, "the contact's name", ret_name) ||
	    !story_take_time(words, &filling->occurred) ||
	    !take(words, "the agency (behind the time)", &agency) ||
	    !take(words, "the category (behind the agency)", &category))
		return false;
	if (json_object_get(facts->contacts, *ret_name) != NULL)
		return story_wrong(words,
				   "a contact %s stands above: give it another name, or "
				   "amend that one",
				   *ret_name);
	json_object_set_new(filling->data, "agency", json_string(agency));
	json_object_set_new(filling->data, "category", json_string(category));
	return true;
}

struct fact *story_read_contact(struct story_facts *facts, struct story_words *words,
				int64_t *ret_at_us)
{
	struct filling filling = { .data = json_object() };
	const char *name;
	bool history;

	if (!read_head(facts, words, &filling, &name)) {
		json_decref(filling.data);
		return NULL;
	}
	history = take_history(words);
	if (!fill(&filling, words))
		return NULL;
	*ret_at_us = filling.recorded.given ? filling.recorded.at_us : filling.occurred.at_us;
	json_object_set_new(filling.data, "occurred_at", time_json(&filling.occurred));
	json_object_set(facts->contacts, name, filling.data);
	return accept(words, EVENT_CONTACT_RECORDED, name, NULL, filling.data, history, *ret_at_us);
}

struct fact *story_read_amend(struct story_facts *facts, struct story_words *words,
			      int64_t *ret_at_us)
{
	struct filling filling = { 0 };
	struct story_time when;
	const char *name;

	if (!find_contact(facts, words, &name) || !story_take_time(words, &when))
		return NULL;
	filling.data = json_deep_copy(json_object_get(facts->contacts, name));
	if (!fill(&filling, words))
		return NULL;
	if (filling.occurred.given)
		json_object_set_new(filling.data, "occurred_at", time_json(&filling.occurred));
	json_object_set_new(facts->contacts, name, json_deep_copy(filling.data));
	json_object_set_new(filling.data, "contact", contact_json(name));
	return send(words, EVENT_CONTACT_AMENDED, &when, &filling, ret_at_us);
}

struct fact *story_read_withdraw(struct story_facts *facts, struct story_words *words,
				 int64_t *ret_at_us)
{
	struct filling filling = { 0 };
	struct story_time when;
	const char *name;

	if (!find_contact(facts, words, &name) || !story_take_time(words, &when))
		return NULL;
	filling.data = json_pack("{s:o, s:s}", "contact", contact_json(name), "reason",
				 "sent in error");
	if (!fill(&filling, words))
		return NULL;
	return send(words, EVENT_CONTACT_WITHDRAWN, &when, &filling, ret_at_us);
}

struct fact *story_read_outcome(struct story_facts *facts, struct story_words *words,
				int64_t *ret_at_us)
{
	struct filling filling = { 0 };
	struct story_time when;
	const char *name, *outcome;

	if (!find_contact(facts, words, &name) || !take(words, "the outcome word", &outcome) ||
	    !story_take_time(words, &when))
		return NULL;
	filling.data = json_pack("{s:o, s:s, s:o}", "contact", contact_json(name), "outcome",
				 outcome, "decided_at", instant_json(&when));
	if (!fill(&filling, words))
		return NULL;
	return send(words, EVENT_CONTACT_OUTCOME, &when, &filling, ret_at_us);
}

struct fact *story_read_household(struct story_facts *facts, struct story_words *words,
				  int64_t *ret_at_us)
{
	struct filling filling = { 0 };
	struct story_time when;
	const char *name, *bound;
	bool from, until;

	(void)facts;
	if (!take(words, "the household's name", &name) || !take(words, "from or until", &bound) ||
	    !story_take_time(words, &when))
		return NULL;
	from = strcmp(bound, "from") == 0;
	until = strcmp(bound, "until") == 0;
	if (!from && !until) {
		story_wrong(words, "write household %s from …, or until …", name);
		return NULL;
	}
	filling.data = json_pack("{s:s, s:o}", "household", name, bound, time_json(&when));
	if (!fill(&filling, words))
		return NULL;
	return send(words, from ? EVENT_HOUSEHOLD_LINKED : EVENT_HOUSEHOLD_UNLINKED, &when,
		    &filling, ret_at_us);
}
