/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "casework/audit.h"
#include "config/difference.h"
#include "rulebook_private.h"
#include "store/params.h"
#include "store/rows.h"

/*
 * A rule set put in force: one transaction, alone. It is written only if it reads differently from
 * what is in force; who judges next takes it up by its version.
 */

struct applying {
	struct rulesets *rulesets;
	const struct rules_proposal *proposal;
	struct arena arena;
	int32_t held; /* in force before; 0: none */
	struct rules_applied applied;
	void (*done)(void *context, const struct err *err, const struct rules_applied *applied);
	void *context;
};

static bool bind_newest(void *context, struct params *params)
{
	(void)context;
	params_int4(params, 0);
	return true;
}

static bool take_held(void *context, const struct rows *rows, struct err *err)
{
	struct applying *applying = context;
	const char *proposed = applying->proposal->ruleset->text;
	struct rules_applied *applied = &applying->applied;

	(void)err;
	if (rows_count(rows) == 0) {
		*applied = (struct rules_applied){ .version = 1,
						   .changed = true,
						   .difference = "the first rule set\n" };
		return true;
	}
	applying->held = rows_int4(rows, 0, 0);
	applied->changed = strcmp(rows_text(rows, 0, 1), proposed) != 0;
	applied->version = applying->held + applied->changed;
	applied->difference = "";
	if (!applied->changed)
		return true;
	applied->difference = config_difference(rows_text(rows, 0, 1), proposed, &applying->arena);
	if (*applied->difference == '\0')
		applied->difference = "entries stand in another order\n";
	return true;
}

static bool bind_held(void *context, struct params *params)
{
	const struct applying *applying = context;

	if (applying->held == 0 || !applying->applied.changed)
		return false;
	params_int4(params, applying->held);
	return true;
}

static bool take_left(void *context, const struct rows *rows, struct err *err)
{
	struct applying *applying = context;
	struct rule_left *left;

	(void)err;
	applying->applied.n_left = rules_left(applying->proposal->ruleset, rows, &applying->arena,
					      &left);
	applying->applied.left = left;
	return true;
}

static bool writes(const struct applying *applying)
{
	return applying->applied.changed && !applying->proposal->dry_run;
}

static bool bind_set(void *context, struct params *params)
{
	const struct applying *applying = context;
	const struct rules_proposal *proposal = applying->proposal;

	if (!writes(applying))
		return false;
	params_int4(params, applying->applied.version);
	params_text(params, proposal->ruleset->text);
	params_bytes(params, proposal->settings->hash, sizeof proposal->settings->hash);
	params_bytes(params, proposal->ruleset->hash, sizeof proposal->ruleset->hash);
	params_text(params, proposal->actor);
	params_text(params, proposal->reason);
	params_text(params, applying->applied.difference);
	return true;
}

static const char *rule_name(const struct rule *rule)
{
	return rule->name;
}

static const char *rule_title(const struct rule *rule)
{
	return rule->title;
}

static const char *rule_mode_word(const struct rule *rule)
{
	return mode_name(rule->mode);
}

static const char *rule_text(const struct rule *rule)
{
	return rule->text;
}

static void add_texts(struct params *params, const struct rulebook *book,
		      const char *(*text)(const struct rule *rule))
{
	params_array(params, PARAM_TEXT, book->n_rules);
	for (size_t i = 0; i < book->n_rules; i++)
		params_add_text(params, text(&book->rules[i]));
}

static const char *rule_scope_word(const struct rule *rule)
{
	return rule->scope == SCOPE_HOUSEHOLD ? "household" : "child";
}

static bool bind_rules(void *context, struct params *params)
{
	const struct applying *applying = context;
	const struct ruleset *ruleset = applying->proposal->ruleset;
	const struct rulebook *book = &ruleset->book;

	if (!writes(applying))
		return false;
	params_int4(params, applying->applied.version);
	add_texts(params, book, rule_name);
	add_texts(params, book, rule_title);
	add_texts(params, book, rule_mode_word);
	params_array(params, PARAM_BYTES, book->n_rules);
	for (size_t i = 0; i < book->n_rules; i++)
		params_add_bytes(params, ruleset_meaning(ruleset, &book->rules[i]),
				 RULE_MEANING_BYTES);
	add_texts(params, book, rule_text);
	add_texts(params, book, rule_scope_word);
	return true;
}

static bool bind_look_back(void *context, struct params *params)
{
	const struct applying *applying = context;

	if (!writes(applying))
		return false;
	params_int4(params, applying->applied.version);
	return true;
}

static bool bind_audit(void *context, struct params *params)
{
	const struct applying *applying = context;
	char detail[64];

	if (!writes(applying))
		return false;
	snprintf(detail, sizeof detail, "rule set %" PRId32, applying->applied.version);
	audit_note_bind(params, &(struct audit_note){ .actor = applying->proposal->actor,
						      .action = "rules-applied",
						      .detail = detail,
						      .personal = applying->proposal->reason });
	return true;
}

static const struct step steps[] = {
	{ "begin", NULL, NULL, 0 },
	{ "lock_rules_alone", NULL, NULL, STEP_WAIT },
	{ "load_rule_set", bind_newest, take_held, STEP_WAIT },
	{ "count_open_alerts", bind_held, take_left, 0 },
	{ "insert_rule_set", bind_set, NULL, 0 },
	{ "insert_rules", bind_rules, NULL, 0 },
	{ "insert_look_back", bind_look_back, NULL, 0 },
	{ "audit_note", bind_audit, NULL, 0 },
	{ "commit", NULL, NULL, 0 },
};
static const struct script script = { "apply rules", steps, sizeof steps / sizeof *steps,
				      60000000 };

static void finish(struct applying *applying, const struct err *err)
{
	applying->done(applying->context, err, err == NULL ? &applying->applied : NULL);
	arena_done(&applying->arena);
	mem_free(applying);
}

static void on_loaded(void *context, const struct err *err)
{
	finish(context, err);
}

static void on_applied(void *context, const struct script_end *end)
{
	struct applying *applying = context;

	if (end->err != NULL || (applying->proposal->dry_run && applying->applied.changed))
		finish(applying, end->err);
	else
		rulesets_load(applying->rulesets, applying->applied.version, on_loaded, applying);
}

void rulesets_apply(struct rulesets *rulesets, const struct rules_proposal *proposal,
		    void (*done)(void *context, const struct err *err,
				 const struct rules_applied *applied),
		    void *context)
{
	struct applying *applying = mem_new(1, sizeof *applying);

	*applying = (struct applying){
		.rulesets = rulesets, .proposal = proposal, .done = done, .context = context
	};
	arena_init(&applying->arena);
	store_run(rulesets_store(rulesets), &script, applying, on_applied);
}

static void copy_applied(const struct rules_applied *from, struct arena *arena,
			 struct rules_applied *ret)
{
	struct rule_left *left = arena_new(arena, from->n_left, sizeof *left);

	*ret = *from;
	ret->difference = arena_strdup(arena, from->difference);
	ret->left = left;
	for (size_t i = 0; i < from->n_left; i++) {
		left[i] = from->left[i];
		left[i].rule = arena_strdup(arena, from->left[i].rule);
		left[i].new_name = arena_strdup(arena, from->left[i].new_name);
	}
}

bool rulesets_apply_now(struct rulesets *rulesets, const struct rules_proposal *proposal,
			struct arena *arena, struct rules_applied *ret, struct err *err)
{
	struct applying applying = { .rulesets = rulesets, .proposal = proposal };

	arena_init(&applying.arena);
	bool ok = store_run_now(rulesets_store(rulesets), &script, &applying, err);

	if (ok)
		copy_applied(&applying.applied, arena, ret);
	arena_done(&applying.arena);
	if (!ok || (proposal->dry_run && ret->changed))
		return ok;
	return rulesets_load_now(rulesets, ret->version, err);
}
