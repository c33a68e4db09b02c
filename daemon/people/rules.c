/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "ask.h"
#include "base/clock.h"
#include "config/difference.h"
#include "config/ruleset.h"
#include "config/tune.h"
#include "tryout.h"

/*
 * GET /v1/rules: the rules in force with their thresholds, as a form shows them. POST /v1/rules/tryouts:
 * what they would have raised with some of those changed, and the rules.conf to review. Neither changes
 * a rule.
 */

enum { CHANGES_MOST = 100, SCRIPT_S = 20, RETRY_S = 10 };

/* ---- The rules in force ---- */

static json_t *rule_json(const struct rule *rule, const struct tunable *rows, size_t n)
{
	json_t *settings = json_array();

	for (size_t i = 0; i < n; i++)
		if (strcmp(rows[i].rule, rule->name) == 0)
			json_array_append_new(
				settings, json_pack("{s:s, s:s, s:b}", "key", rows[i].key, "value",
						    rows[i].value, "is_number", rows[i].is_number));
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:o}", "name", rule->name, "title",
			 rule->title != NULL ? rule->title : rule->name, "basis",
			 rule->basis != NULL ? rule->basis : "", "level", rule_level_name(rule),
			 "mode", mode_name(rule->mode), "settings", settings);
}

/* NULL, answered, when there are none yet. */
static const struct ruleset *rules_in_force(struct ask *ask, int32_t *ret_version)
{
	const struct ruleset *ruleset = rulesets_newest(ask->people->rulesets, ret_version);

	if (ruleset == NULL) {
		ask_note(ask, PROBLEM_UNAVAILABLE, "no rules are in force yet");
		ask->problem.retry_after_s = RETRY_S;
		ask_answer_problem(ask);
	}
	return ruleset;
}

static void serve_rules(struct ask *ask)
{
	int32_t version;
	const struct ruleset *ruleset = rules_in_force(ask, &version);
	json_t *rules;
	size_t n;
	struct err err;

	if (ruleset == NULL)
		return;
	const struct tunable *rows = tune_list(ruleset->text, ask->arena, &n, &err);

	if (rows == NULL) {
		ask_fail(ask, &err);
		return;
	}
	rules = json_array();
	for (size_t i = 0; i < ruleset->book.n_rules; i++)
		json_array_append_new(rules, rule_json(&ruleset->book.rules[i], rows, n));
	ask->json = json_pack("{s:i, s:o}", "version", (int)version, "rules", rules);
	ask_answer(ask);
}

void rules_serve(void *context, struct request *request)
{
	static const struct errand errand = { ROLE_MANAGER | ROLE_OPS, false, serve_rules };

	ask_begin(context, request, &errand);
}

/* ---- A tryout ---- */

struct trying {
	int32_t version;
	const char *before, *after;
};

static bool read_change(struct ask *ask, size_t i, struct tunable *ret)
{
	const json_t *json = json_array_get(json_object_get(ask->body, "changes"), i);

	ret->rule = json_string_value(json_object_get(json, "rule"));
	ret->key = json_string_value(json_object_get(json, "key"));
	ret->value = json_string_value(json_object_get(json, "value"));
	if (ret->rule != NULL && ret->key != NULL && ret->value != NULL)
		return true;
	return ask_note_at(ask, arena_printf(ask->arena, "/changes/%zu", i),
			   "a change is {rule, key, value}, three texts");
}

/* The text of the rules with the changes; NULL with a problem. */
static const char *write_rules(struct ask *ask, const char *before)
{
	const json_t *list = json_object_get(ask->body, "changes");
	size_t n = json_array_size(list), wrong;
	struct tunable *changes;
	const char *after;
	struct err err;

	if (n < 1 || n > CHANGES_MOST) {
		ask_note_at(ask, "/changes", "changes is a list of 1 to %d", CHANGES_MOST);
		return NULL;
	}
	changes = arena_new(ask->arena, n, sizeof *changes);
	for (size_t i = 0; i < n; i++)
		if (!read_change(ask, i, &changes[i]))
			return NULL;
	after = tune_write(before, changes, n, ask->arena, &wrong, &err);
	if (after == NULL)
		ask_note_at(ask, arena_printf(ask->arena, "/changes/%zu/value", wrong), "%s",
			    err.text);
	return after;
}

/* What a person would be told by `concernctl check`: the first mistake. */
static bool check_rules(struct ask *ask, const char *after)
{
	struct findings findings;
	struct ruleset *ruleset;

	findings_init(&findings);
	ruleset = ruleset_read_text(after, "rules.conf", &findings);
	findings_sort(&findings);
	if (ruleset == NULL)
		ask_note_at(ask, "/changes", "%s", findings.list[0].what);
	findings_done(&findings);
	ruleset_free(ruleset);
	return ruleset != NULL;
}

static void on_noted(struct ask *ask)
{
	ask_answer(ask);
}

static void on_tried(void *context, const struct err *err, json_t *told)
{
	static const struct step steps[] = { { "audit_look", ask_bind_audit, NULL, 0 } };
	static const struct script script = { "note a tryout", steps, 1,
					      INT64_C(1000000) * SCRIPT_S };
	struct ask *ask = context;
	const struct trying *trying = ask->part;

	if (err != NULL) {
		ask_fail(ask, err);
		return;
	}
	ask->json = told;
	json_object_set_new(told, "version", json_integer(trying->version));
	json_object_set_new(
		told, "difference",
		json_string(config_difference(trying->before, trying->after, ask->arena)));
	json_object_set_new(told, "rules_conf", json_string(trying->after));
	ask->action = "rules-tried";
	ask_run(ask, &script, on_noted);
}

static void serve_tryout(struct ask *ask)
{
	struct trying *trying = arena_new(ask->arena, 1, sizeof *trying);
	const struct ruleset *ruleset = rules_in_force(ask, &trying->version);

	if (ruleset == NULL)
		return;
	ask->part = trying;
	trying->before = ruleset->text;
	trying->after = write_rules(ask, trying->before);
	if (trying->after == NULL || !check_rules(ask, trying->after)) {
		ask_answer_problem(ask);
		return;
	}
	trying->after = arena_printf(ask->arena,
				     "# rules.conf: the rules of version %d with what was changed "
				     "on the page. Nothing is in "
				     "force\n# until it is applied: concernctl rules diff, then "
				     "concernctl rules apply.\n%s",
				     (int)trying->version, trying->after);
	if (tryouts_run(ask->people->tryouts, trying->after, on_tried, ask))
		return;
	ask_note(ask, PROBLEM_UNAVAILABLE,
		 "somebody else is trying rules out: try again in a moment");
	ask->problem.retry_after_s = RETRY_S;
	ask_answer_problem(ask);
}

void tryout_serve(void *context, struct request *request)
{
	static const struct errand errand = { ROLE_MANAGER | ROLE_OPS, true, serve_tryout };

	ask_begin(context, request, &errand);
}
