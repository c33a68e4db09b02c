/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/clock.h"
#include "casework/again.h"
#include "list.h"

/* GET /v1/alerts and /v1/alerts/{id}: what waits for a decision, and all that one needs. */

enum { SCRIPT_S = 20 };

#define ORDINARY_ROUTE                                                                          \
	"This alert does not replace your ordinary route: if a child may be at risk, refer as " \
	"you "                                                                                  \
	"always do."

/* ---- A list ---- */

struct filter {
	const char *const *states, *const *levels;
	const char *rule, *team;
	bool is_newest;
	struct list_page page;
};

static const char *const levels[] = { "red", "amber", "green", "blue", NULL };
static const char *const states[] = { "new", "acknowledged", "decided", "withdrawn", NULL };
static const char *const open_states[] = { "new", "acknowledged", NULL };

/* The word of a list, alone, as a list; all when nothing was asked for; NULL for an unknown word. */
static const char *const *choose(struct arena *arena, const char *const *all, const char *wanted)
{
	const char **one = arena_new(arena, 2, sizeof *one);

	if (wanted == NULL || strcmp(wanted, "all") == 0)
		return all;
	for (size_t i = 0; all[i] != NULL && one[0] == NULL; i++)
		if (strcmp(all[i], wanted) == 0)
			one[0] = all[i];
	return one[0] != NULL ? one : NULL;
}

static bool read_filter(struct ask *ask, struct filter *filter)
{
	const char *state = request_param(ask->request, "state");
	const char *sort = request_param(ask->request, "sort");

	filter->states = state == NULL || strcmp(state, "open") == 0
				 ? open_states
				 : choose(ask->arena, states, state);
	filter->levels = choose(ask->arena, levels, request_param(ask->request, "level"));
	filter->rule = request_param(ask->request, "rule");
	filter->team = request_param(ask->request, "team");
	filter->is_newest = sort != NULL && strcmp(sort, "newest") == 0;
	if (filter->states == NULL)
		return ask_note(ask, PROBLEM_MALFORMED,
				"state is open, new, acknowledged, decided, withdrawn or all");
	if (filter->levels == NULL)
		return ask_note(ask, PROBLEM_MALFORMED, "level is red, amber, green, blue or all");
	if (sort != NULL && !filter->is_newest && strcmp(sort, "urgent") != 0)
		return ask_note(ask, PROBLEM_MALFORMED, "sort is urgent or newest");
	return list_read_page(ask, &filter->page);
}

static void add_words(struct params *params, const char *const *words)
{
	size_t n = 0;

	while (words[n] != NULL)
		n++;
	params_array(params, PARAM_TEXT, n);
	for (size_t i = 0; i < n; i++)
		params_add_text(params, words[i]);
}

static bool bind_list(void *context, struct params *params)
{
	const struct ask *ask = context;
	const struct filter *filter = ask->part;

	add_words(params, filter->states);
	add_words(params, filter->levels);
	params_text(params, filter->rule);
	params_text(params, filter->team);
	params_bool(params, !filter->is_newest);
	list_add_place(&filter->page, params);
	params_int4(params, (int32_t)filter->page.most);
	ask_add_reader(ask, params);
	return true;
}

static void serve_list(struct ask *ask)
{
	static const struct step steps[] = {
		{ "begin", NULL, NULL, 0 },
		{ "api_alerts", bind_list, ask_take_json, STEP_WAIT },
		{ "audit_look", ask_bind_audit_list, NULL, 0 },
		{ "commit", NULL, NULL, 0 },
	};
	static const struct script script = { "list alerts for a person", steps,
					      sizeof steps / sizeof *steps,
					      INT64_C(1000000) * SCRIPT_S };
	struct filter *filter = arena_new(ask->arena, 1, sizeof *filter);

	ask->part = filter;
	ask->action = "alerts-listed";
	if (read_filter(ask, filter))
		ask_run(ask, &script, ask_answer);
	else
		ask_answer_problem(ask);
}

void alerts_serve(void *context, struct request *request)
{
	static const struct errand errand = { ROLES_CASES, false, serve_list };

	ask_begin(context, request, &errand);
}

/* ---- One of them ---- */

static bool take_open(void *context, const struct rows *rows, struct err *err)
{
	struct ask *ask = context;

	if (rows_count(rows) == 0) {
		ask_note(ask, PROBLEM_NOT_FOUND, "there is no alert of that id");
		return ask_stop(ask, err);
	}
	ask_looks_at_children(ask, rows, 0, 0);
	if (!rows_bool(rows, 0, 1))
		return true;
	ask_note(ask, PROBLEM_FORBIDDEN,
		 "this is of a restricted family: ask those who are named for it, or the duty "
		 "manager. If you must see it now, open child %lld with a reason (POST "
		 "/v1/children/%lld/break-glass); the auditor is told",
		 (long long)ask->children[0], (long long)ask->children[0]);
	return ask_stop(ask, err);
}

static bool bind_alert(void *context, struct params *params)
{
	const struct ask *ask = context;

	params_int8(params, ask->id);
	ask_add_marks(ask, params);
	ask_add_reader(ask, params);
	return true;
}

static const char **strings(struct arena *arena, const json_t *list, size_t *ret_n)
{
	size_t n = json_array_size(list);
	const char **texts = arena_new(arena, n, sizeof *texts);

	for (size_t i = 0; i < n; i++)
		texts[i] = json_string_value(json_array_get(list, i));
	*ret_n = n;
	return texts;
}

static json_t *tiers_json(const struct rule *rule)
{
	json_t *tiers = json_array();

	for (size_t i = 0; i < rule->n_tiers; i++) {
		const struct needs *needs = &rule->tiers[i].needs;

		json_array_append_new(tiers, json_pack("{s:s, s:{s:i, s:i, s:i, s:f, s:f}}",
						       "level", level_name(rule->tiers[i].level),
						       "needs", "incidents", needs->incidents,
						       "agencies", needs->agencies, "categories",
						       needs->categories, "score", needs->score,
						       "times_usual", needs->times_usual));
	}
	return tiers;
}

static const char *kind_name(enum rule_kind kind)
{
	static const char *const names[] = { [RULE_NEEDS] = "needs",
					     [RULE_THEN] = "then",
					     [RULE_UNLESS] = "unless",
					     [RULE_AFTER_DECISION] = "after_decision" };

	return names[kind];
}

/* Whether it counts what is about the child itself, and not about a parent alone, say. */
static bool counts_child(const struct rule *rule)
{
	for (size_t i = 0; i < rule->where.n; i++) {
		const struct criterion *criterion = &rule->where.criteria[i];

		if (criterion->field == FIELD_ABOUT &&
		    wordset_has(&criterion->words, ABOUT_CHILD) == criterion->forbids)
			return false;
	}
	return true;
}

/* What the rule says, and what would raise it again, by the rule set that it rose under. */
static void tell_rule(struct ask *ask)
{
	const json_t *alert = ask->json;
	json_t *told = json_object_get(alert, "rule");
	const char *name = json_string_value(json_object_get(told, "name"));
	const struct ruleset *ruleset =
		rulesets_find(ask->people->rulesets,
			      (int32_t)json_integer_value(json_object_get(alert, "rule_set")));
	const struct rule *rule = ruleset != NULL ? ruleset_rule(ruleset, name) : NULL;
	struct again again = { .rule = rule };

	if (rule == NULL)
		return;
	level_parse(json_string_value(json_object_get(alert, "level")), &again.level);
	again.agencies = strings(ask->arena, json_object_get(alert, "agencies"), &again.n_agencies);
	again.categories = strings(ask->arena, json_object_get(alert, "categories"),
				   &again.n_categories);
	json_object_set_new(told, "basis", json_string(rule->basis));
	json_object_set_new(told, "text", json_string(rule->text));
	json_object_set_new(told, "kind", json_string(kind_name(rule->kind)));
	if (rule->kind == RULE_NEEDS) {
		json_object_set_new(told, "within",
				    json_string(span_words(ask->arena, rule->within)));
		json_object_set_new(told, "tiers", tiers_json(rule));
	}
	json_object_set_new(told, "counts_child", json_boolean(counts_child(rule)));
	json_object_set_new(told, "fresh_decider", json_boolean(rule->fresh_decider));
	json_object_set_new(ask->json, "rises_again", json_string(again_words(ask->arena, &again)));
}

static void on_rule_set(void *context, const struct err *err)
{
	struct ask *ask = context;

	(void)err; /* a rule set that cannot be read any more: the alert is told without its text */
	tell_rule(ask);
	json_object_set_new(ask->json, "note", json_string(ORDINARY_ROUTE));
	ask_answer(ask);
}

static void on_alert(struct ask *ask)
{
	int32_t version = (int32_t)json_integer_value(json_object_get(ask->json, "rule_set"));

	if (rulesets_find(ask->people->rulesets, version) != NULL)
		on_rule_set(ask, NULL);
	else
		rulesets_load(ask->people->rulesets, version, on_rule_set, ask);
}

static void serve_one(struct ask *ask)
{
	static const struct step steps[] = {
		{ "begin", NULL, NULL, 0 },
		{ "open_alert", ask_bind_id, take_open, STEP_WAIT },
		{ "api_alert", bind_alert, ask_take_json, 0 },
		{ "audit_look", ask_bind_audit, NULL, 0 },
		{ "commit", NULL, NULL, 0 },
	};
	static const struct script script = { "show an alert to a person", steps,
					      sizeof steps / sizeof *steps,
					      INT64_C(1000000) * SCRIPT_S };

	if (!ask_path_id(ask))
		return;
	ask->alert = ask->id;
	ask->action = "alert-viewed";
	ask_run(ask, &script, on_alert);
}

void alert_serve(void *context, struct request *request)
{
	static const struct errand errand = { ROLES_CASES, false, serve_one };

	ask_begin(context, request, &errand);
}
