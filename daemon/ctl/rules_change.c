/* SPDX-License-Identifier: Apache-2.0 */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>

#include "casework/rulebook.h"
#include "config/crosscheck.h"
#include "config/difference.h"
#include "config/ruleset.h"
#include "config/settings.h"
#include "rules.h"

/* concernctl rules diff, apply and back: rules put in force, or what that would change. */

/* ---- Telling ---- */

static json_t *left_json(const struct rules_applied *applied)
{
	json_t *list = json_array();

	for (size_t i = 0; i < applied->n_left; i++) {
		const struct rule_left *left = &applied->left[i];

		json_array_append_new(list, json_pack("{s:s, s:s, s:s?, s:I}", "rule", left->rule,
						      "fate", rule_fate_name(left->fate),
						      "new_name", left->new_name, "alerts",
						      (json_int_t)left->n_alerts));
	}
	return list;
}

/* A change of rules never withdraws an alert: who reads this may have thought so. */
static void print_left(const struct rules_applied *applied)
{
	for (size_t i = 0; i < applied->n_left; i++) {
		const struct rule_left *left = &applied->left[i];
		const char *to = left->new_name != NULL ? left->new_name : "";

		printf("%s is %s%s%s: its %" PRId64 " open alert%s until decided%s\n", left->rule,
		       rule_fate_name(left->fate), *to != '\0' ? " to " : "", to, left->n_alerts,
		       left->n_alerts == 1 ? " stands" : "s stand",
		       left->fate == RULE_CHANGED ? ", by the rule as it was" : "");
	}
}

static void print_applied(const struct rules_call *call, const struct rules_applied *applied)
{
	const char *what = call->dry_run ? "would be" : "is";

	if (call->ctl->json) {
		ctl_print_json(json_pack("{s:i, s:b, s:b, s:s, s:o}", "version", applied->version,
					 "changed", applied->changed, "dry_run", call->dry_run,
					 "difference", applied->difference, "open_alerts",
					 left_json(applied)));
		return;
	}
	fputs(applied->difference, stdout);
	print_left(applied);
	if (applied->changed)
		printf("rule set %" PRId32 " %s in force\n", applied->version, what);
	else
		printf("rule set %" PRId32 " is in force already, and reads the same\n",
		       applied->version);
}

/* ---- apply ---- */

/* Rules that do not hold beside concernd.conf are not put in force. */
static bool holds_together(const struct settings *settings, const struct ruleset *ruleset)
{
	struct findings findings;

	findings_init(&findings);
	crosscheck(settings, ruleset, &findings);
	for (size_t i = 0; i < findings.n; i++)
		fprintf(stderr, "%s\n", findings_line(&findings, i));
	bool ok = findings.n_errors == 0;

	findings_done(&findings);
	return ok;
}

static int apply_to(const struct rules_call *call, const struct ctl_database *database,
		    struct rulesets *rulesets, const struct ruleset *ruleset)
{
	char actor[80];
	const struct rules_proposal proposal = {
		.settings = database->settings,
		.ruleset = ruleset,
		.actor = ctl_actor(actor, sizeof actor),
		.reason = call->reason != NULL ? call->reason : "",
		.dry_run = call->dry_run,
	};
	struct rules_applied applied;
	struct arena arena;
	struct err err;
	int code = CTL_OK;

	if (!holds_together(database->settings, ruleset))
		return CTL_FAILED;
	arena_init(&arena);
	if (rulesets_apply_now(rulesets, &proposal, &arena, &applied, &err))
		print_applied(call, &applied);
	else
		code = ctl_database_failed(&err);
	arena_done(&arena);
	return code;
}

static bool is_blank(const char *text)
{
	while (text != NULL && isspace((unsigned char)*text))
		text++;
	return text == NULL || *text == '\0';
}

static bool has_reason(const struct rules_call *call, int *ret_exit)
{
	if (call->dry_run || !is_blank(call->reason))
		return true;
	*ret_exit = ctl_usage_error("--reason says why the rules change; it goes to the audit");
	return false;
}

int ctl_rules_apply(const struct rules_call *call)
{
	struct ctl_database database;
	int code;

	if (!has_reason(call, &code))
		return code;
	struct ruleset *ruleset = ctl_ruleset(call->ctl, &code);

	if (ruleset == NULL)
		return code;
	if (ctl_database_open(call->ctl, &database, &code)) {
		struct rulesets *rulesets = rulesets_new(database.store);

		code = apply_to(call, &database, rulesets, ruleset);
		rulesets_free(rulesets);
		ctl_database_close(&database);
	}
	ruleset_free(ruleset);
	return code;
}

/* ---- back ---- */

/* The version that --set names, else the one before that in force; 0 when there is none. */
static bool find_target(const struct rules_call *call, struct rulesets *rulesets,
			struct arena *arena, int32_t *ret_version, struct err *err)
{
	struct rules_version stored;
	bool ok = rulesets_version(rulesets, (int32_t)call->version, arena, &stored, err);

	if (ok)
		*ret_version = call->version == 0 && stored.version > 0 ? stored.version - 1
									: stored.version;
	return ok;
}

static int back_in(const struct rules_call *call, const struct ctl_database *database,
		   struct rulesets *rulesets, struct arena *arena)
{
	int32_t version = 0;
	struct err err;

	if (!find_target(call, rulesets, arena, &version, &err))
		return ctl_database_failed(&err);
	if (version == 0) {
		ctl_message("the database holds no such rule set");
		return CTL_NOT_FOUND;
	}
	if (!rulesets_load_now(rulesets, version, &err))
		return ctl_failed(&err);
	int code = apply_to(call, database, rulesets, rulesets_find(rulesets, version));

	if (code == CTL_OK && !call->dry_run)
		ctl_message("change the files as well: concernd puts them in force again when it "
			    "starts or reloads");
	return code;
}

int ctl_rules_back(const struct rules_call *call)
{
	struct ctl_database database;
	struct arena arena;
	int code;

	if (!has_reason(call, &code) || !ctl_database_open(call->ctl, &database, &code))
		return code;
	struct rulesets *rulesets = rulesets_new(database.store);

	arena_init(&arena);
	code = back_in(call, &database, rulesets, &arena);
	arena_done(&arena);
	rulesets_free(rulesets);
	ctl_database_close(&database);
	return code;
}

/* ---- diff ---- */

static int print_difference(const struct rules_call *call, const struct rules_version *stored,
			    const struct ruleset *ruleset, struct arena *arena)
{
	if (stored->version == 0) {
		ctl_message("the database holds no such rule set");
		return CTL_NOT_FOUND;
	}
	const char *text = config_difference(stored->text, ruleset->text, arena);

	if (call->ctl->json)
		ctl_print_json(
			json_pack("{s:i, s:s}", "version", stored->version, "difference", text));
	else if (*text == '\0')
		ctl_message("the files say what rule set %" PRId32 " says", stored->version);
	else
		fputs(text, stdout);
	return CTL_OK;
}

int ctl_rules_diff(const struct rules_call *call)
{
	struct ctl_database database;
	struct rules_version stored;
	struct arena arena;
	struct err err;
	int code;
	struct ruleset *ruleset = ctl_ruleset(call->ctl, &code);

	if (ruleset == NULL)
		return code;
	if (ctl_database_open(call->ctl, &database, &code)) {
		struct rulesets *rulesets = rulesets_new(database.store);

		arena_init(&arena);
		if (rulesets_version(rulesets, (int32_t)call->version, &arena, &stored, &err))
			code = print_difference(call, &stored, ruleset, &arena);
		else
			code = ctl_database_failed(&err);
		arena_done(&arena);
		rulesets_free(rulesets);
		ctl_database_close(&database);
	}
	ruleset_free(ruleset);
	return code;
}
