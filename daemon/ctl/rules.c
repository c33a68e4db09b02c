/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "casework/rulebook.h"
#include "config/ruleset.h"
#include "rules.h"

/* concernctl rules: what is in the files, and what is or was in force. */

static const struct ctl_usage usage = {
	.call = "rules list|show|history|diff|apply|back [OPTION…] [RULE]",
	.help = "list      the rules in force in the database; with --rules those of a file\n"
		"show      one of them, or all, as text; --set N: of that rule set\n"
		"history   the rule sets that were in force, with who, why and what changed\n"
		"diff      what apply would change; --set N: what differs from that rule set\n"
		"apply     puts the files in force as the next rule set; --reason says why\n"
		"back      puts the rule set before in force again, or --set N; --reason says why",
	.least = 1,
	.most = 2,
};

/* ---- list and show ---- */

static json_t *rule_json(const struct rule *rule)
{
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "name", rule->name, "title", rule->title,
			 "basis", rule->basis, "level", rule_level_name(rule), "mode",
			 mode_name(rule->mode), "text", rule->text);
}

static void list_as_table(const struct rulebook *book)
{
	struct ctl_table table = { .n_columns = 4,
				   .headings = { "RULE", "LEVEL", "MODE", "TITLE" } };

	for (size_t i = 0; i < book->n_rules; i++) {
		const struct rule *rule = &book->rules[i];

		ctl_table_cell(&table, "%s", rule->name);
		ctl_table_cell(&table, "%s", rule_level_name(rule));
		ctl_table_cell(&table, "%s", mode_name(rule->mode));
		ctl_table_cell(&table, "%s", rule->title);
	}
	ctl_table_print(&table);
}

static void list_rules(const struct ctl *ctl, const struct rulebook *book)
{
	json_t *list = json_array();

	for (size_t i = 0; i < book->n_rules; i++)
		json_array_append_new(list, rule_json(&book->rules[i]));
	if (ctl->json)
		ctl_print_json(json_incref(list));
	else
		list_as_table(book);
	json_decref(list);
}

static int show_rule(const struct rules_call *call, struct ruleset *ruleset)
{
	const struct rule *rule = ruleset_rule(ruleset, call->rule);

	if (rule == NULL) {
		ctl_message("there is no rule %s", call->rule);
		return CTL_NOT_FOUND;
	}
	if (call->ctl->json)
		ctl_print_json(rule_json(rule));
	else
		fputs(rule->text, stdout);
	return CTL_OK;
}

static int show_all(const struct rules_call *call, const struct ruleset *ruleset)
{
	if (call->ctl->json)
		ctl_print_json(json_pack("{s:s}", "text", ruleset->text));
	else
		fputs(ruleset->text, stdout);
	return CTL_OK;
}

static int present(const struct rules_call *call, struct ruleset *ruleset, bool list)
{
	if (!list)
		return call->rule != NULL ? show_rule(call, ruleset) : show_all(call, ruleset);
	list_rules(call->ctl, &ruleset->book);
	return CTL_OK;
}

/* The rule set of the database that --set names, else the one in force. */
static int present_stored(const struct rules_call *call, bool list)
{
	struct ctl_database database;
	struct rules_version stored;
	struct arena arena;
	struct err err;
	int code;

	if (!ctl_database_open(call->ctl, &database, &code))
		return code;
	struct rulesets *rulesets = rulesets_new(database.store);

	arena_init(&arena);
	if (!rulesets_version(rulesets, (int32_t)call->version, &arena, &stored, &err)) {
		code = ctl_database_failed(&err);
	} else if (stored.version == 0) {
		ctl_message("the database holds no such rule set");
		code = CTL_NOT_FOUND;
	} else if (!rulesets_load_now(rulesets, stored.version, &err)) {
		code = ctl_failed(&err);
	} else {
		code = present(call, rulesets_find(rulesets, stored.version), list);
	}
	rulesets_free(rulesets);
	arena_done(&arena);
	ctl_database_close(&database);
	return code;
}

static int present_rules(const struct rules_call *call, bool list)
{
	int code;

	if (call->ctl->rules_path == NULL)
		return present_stored(call, list);
	struct ruleset *ruleset = ctl_ruleset(call->ctl, &code);

	if (ruleset == NULL)
		return code;
	code = present(call, ruleset, list);
	ruleset_free(ruleset);
	return code;
}

static int list(const struct rules_call *call)
{
	return present_rules(call, true);
}

static int show(const struct rules_call *call)
{
	return present_rules(call, false);
}

/* ---- history ---- */

static void print_versions(const struct ctl *ctl, const struct rules_version *versions, size_t n)
{
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++) {
		const struct rules_version *version = &versions[i];
		char at[32];

		time_format(version->applied_us, at);
		if (!ctl->json)
			printf("%s%" PRId32 "  %s  %s%s\n  %s\n%s\n", ctl_colour(stdout, CTL_BOLD),
			       version->version, at, version->applied_by,
			       ctl_colour(stdout, CTL_PLAIN), version->reason, version->difference);
		json_array_append_new(list,
				      json_pack("{s:i, s:s, s:s, s:s, s:s}", "version",
						version->version, "applied_at", at, "applied_by",
						version->applied_by, "reason", version->reason,
						"difference", version->difference));
	}
	if (ctl->json)
		ctl_print_json(json_incref(list));
	json_decref(list);
}

static int history(const struct rules_call *call)
{
	struct ctl_database database;
	struct rules_version *versions;
	struct arena arena;
	struct err err;
	size_t n;
	int code;

	if (!ctl_database_open(call->ctl, &database, &code))
		return code;
	struct rulesets *rulesets = rulesets_new(database.store);

	arena_init(&arena);
	code = CTL_OK;
	if (rulesets_list(rulesets, 1000, &arena, &versions, &n, &err))
		print_versions(call->ctl, versions, n);
	else
		code = ctl_database_failed(&err);
	rulesets_free(rulesets);
	arena_done(&arena);
	ctl_database_close(&database);
	return code;
}

static const struct {
	const char *name;
	int (*run)(const struct rules_call *call);
	int most; /* operands behind the name */
} actions[] = {
	{ "list", list, 0 },
	{ "show", show, 1 },
	{ "history", history, 0 },
	{ "diff", ctl_rules_diff, 0 },
	{ "apply", ctl_rules_apply, 0 },
	{ "back", ctl_rules_back, 0 },
};

int ctl_rules(struct ctl *ctl, int argc, char **argv)
{
	struct rules_call call = { .ctl = ctl };
	const struct ctl_option options[] = {
		{ .name = "reason",
		  .argument = "TEXT",
		  .text = &call.reason,
		  .help = "why the rules change" },
		{ .name = "dry-run",
		  .flag = &call.dry_run,
		  .help = "show what would change, and change nothing" },
		{ .name = "set",
		  .argument = "N",
		  .number = &call.version,
		  .low = 1,
		  .high = INT32_MAX,
		  .help = "a rule set of the database" },
	};
	int code;

	if (!ctl_options(ctl, &usage, options, sizeof options / sizeof *options, &argc, &argv,
			 &code))
		return code;
	call.rule = argc > 1 ? argv[1] : NULL;
	for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
		if (strcmp(actions[i].name, argv[0]) == 0 && argc - 1 <= actions[i].most)
			return actions[i].run(&call);
	return ctl_usage_error("usage: concernctl %s", usage.call);
}
