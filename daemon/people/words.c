/* SPDX-License-Identifier: Apache-2.0 */
#include "ask.h"
#include "casework/again.h"
#include "casework/tell.h"
#include "config/crosscheck.h"
#include "config/ruleset.h"

/* GET /v1/words: the words of the rules in force, as a form or a filter needs them. */

enum { SCRIPT_S = 20 };

static json_t *word_json(const char *name, const char *title)
{
	return json_pack("{s:s, s:s}", "name", name, "title", title != NULL ? title : "");
}

static json_t *rules_json(const struct ruleset *ruleset)
{
	json_t *list = json_array();

	for (size_t i = 0; i < ruleset->book.n_rules; i++) {
		const struct rule *rule = &ruleset->book.rules[i];
		json_t *one = word_json(rule->name, rule->title);

		json_object_set_new(one, "mode", json_string(mode_name(rule->mode)));
		json_object_set_new(one, "level", json_string(rule_level_name(rule)));
		json_array_append_new(list, one);
	}
	return list;
}

static json_t *flag_reasons_json(struct arena *arena, const struct ruleset *ruleset)
{
	json_t *list = json_array();

	for (size_t i = 0; ruleset != NULL && i < ruleset->n_flag_reasons; i++) {
		const struct flag_reason *reason = &ruleset->flag_reasons[i];
		json_t *one = word_json(reason->name, reason->title);

		json_object_set_new(one, "review_within",
				    json_string(span_words(arena, reason->review_within)));
		json_array_append_new(list, one);
	}
	return list;
}

static json_t *names_json(const char *const *names, size_t n)
{
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++)
		json_array_append_new(list, json_string(names[i]));
	return list;
}

static json_t *meetings_json(struct arena *arena, const struct ruleset *ruleset)
{
	json_t *list = json_array();

	for (size_t i = 0; ruleset != NULL && i < ruleset->n_meetings; i++) {
		const struct meeting_kind *kind = &ruleset->meetings[i];
		json_t *one = word_json(kind->name, kind->title);

		json_object_set_new(one, "then",
				    kind->then != NULL ? json_string(kind->then) : json_null());
		json_object_set_new(one, "then_within",
				    kind->then != NULL
					    ? json_string(span_words(arena, kind->then_within))
					    : json_null());
		json_object_set_new(one, "categories",
				    names_json(kind->categories, kind->n_categories));
		json_object_set_new(one, "needs_agencies",
				    names_json(kind->needs_agencies, kind->n_needs_agencies));
		json_array_append_new(list, one);
	}
	return list;
}

static json_t *grounds_json(const struct ruleset *ruleset)
{
	json_t *list = json_array();

	for (size_t i = 0; ruleset != NULL && i < ruleset->n_grounds; i++)
		json_array_append_new(
			list, word_json(ruleset->grounds[i].name, ruleset->grounds[i].title));
	return list;
}

/* An agency, and by which channel requests reach it; null: by none. */
static json_t *agency_json(struct ask *ask, const struct agency *agency)
{
	const struct settings *settings = ask->people->settings;
	const struct tell_ways ways = { channels_on(settings), settings };
	struct told_list told = { 0 };
	json_t *one = word_json(agency->name, agency->title);

	if (*agency->requests_to != '\0')
		tell_name(&ways, agency->requests_to, ask->arena, &told);
	json_object_set_new(one, "requests_by",
			    told.n > 0 ? json_string(channel_name(told.list[0].channel))
				       : json_null());
	return one;
}

/* ask->json is the list of teams. */
static void tell_words(struct ask *ask)
{
	json_t *teams = json_incref(ask->json);
	const struct ruleset *ruleset = rulesets_newest(ask->people->rulesets, NULL);
	json_t *agencies = json_array(), *categories = json_array(), *outcomes = json_array();

	for (size_t i = 0; ruleset != NULL && i < ruleset->n_agencies; i++)
		json_array_append_new(agencies, agency_json(ask, &ruleset->agencies[i]));
	for (size_t i = 0; ruleset != NULL && i < ruleset->n_categories; i++)
		json_array_append_new(categories, word_json(ruleset->categories[i].name,
							    ruleset->categories[i].title));
	for (size_t i = 0; ruleset != NULL && i < ruleset->n_outcomes; i++)
		json_array_append_new(
			outcomes, word_json(ruleset->outcomes[i].name, ruleset->outcomes[i].title));
	json_decref(ask->json);
	ask->json = json_pack("{s:o, s:o, s:o, s:o, s:o, s:s}", "teams", teams, "agencies",
			      agencies, "categories", categories, "outcomes", outcomes, "rules",
			      ruleset != NULL ? rules_json(ruleset) : json_array(), "time_zone",
			      ruleset != NULL ? zone_name(ruleset->zone) : "Europe/London");
	json_object_set_new(ask->json, "grounds", grounds_json(ruleset));
	json_object_set_new(ask->json, "flag_reasons", flag_reasons_json(ask->arena, ruleset));
	json_object_set_new(ask->json, "meetings", meetings_json(ask->arena, ruleset));
	ask_answer(ask);
}

static void serve_words(struct ask *ask)
{
	static const struct step steps[] = { { "api_teams", NULL, ask_take_json, 0 } };
	static const struct script script = { "words for a person", steps, 1,
					      INT64_C(1000000) * SCRIPT_S };

	ask_run(ask, &script, tell_words);
}

void words_serve(void *context, struct request *request)
{
	static const struct errand errand = { ROLES_ALL, false, serve_words };

	ask_begin(context, request, &errand);
}
