/* SPDX-License-Identifier: Apache-2.0 */
#include "casework/rulebook.h"

#include <inttypes.h>
#include <string.h>

#include "rulebook_private.h"
#include "store/params.h"
#include "store/rows.h"

/* Rule sets by version: read once, parsed once, kept as long as the program runs. There are as many
 * as were applied while it ran. */

struct entry {
	int32_t version;
	struct ruleset *ruleset;
};

struct rulesets {
	struct store *store;
	struct entry *entries;
	size_t n;
};

struct rulesets *rulesets_new(struct store *store)
{
	struct rulesets *rulesets = mem_new(1, sizeof *rulesets);

	rulesets->store = store;
	return rulesets;
}

void rulesets_free(struct rulesets *rulesets)
{
	if (rulesets == NULL)
		return;
	for (size_t i = 0; i < rulesets->n; i++)
		ruleset_free(rulesets->entries[i].ruleset);
	mem_free(rulesets->entries);
	mem_free(rulesets);
}

struct store *rulesets_store(const struct rulesets *rulesets)
{
	return rulesets->store;
}

struct ruleset *rulesets_find(const struct rulesets *rulesets, int32_t version)
{
	for (size_t i = 0; i < rulesets->n; i++)
		if (rulesets->entries[i].version == version)
			return rulesets->entries[i].ruleset;
	return NULL;
}

struct ruleset *rulesets_newest(const struct rulesets *rulesets, int32_t *ret_version)
{
	const struct entry *newest = NULL;

	for (size_t i = 0; i < rulesets->n; i++)
		if (newest == NULL || rulesets->entries[i].version > newest->version)
			newest = &rulesets->entries[i];
	if (newest == NULL)
		return NULL;
	if (ret_version != NULL)
		*ret_version = newest->version;
	return newest->ruleset;
}

/* ---- Loading ---- */

struct loading {
	struct rulesets *rulesets;
	int32_t asked;           /* 0: the one in force */
	int32_t version;         /* of what came; 0 before */
	struct ruleset *ruleset; /* ours until it is kept */
	void (*done)(void *context, const struct err *err);
	void *context;
};

static bool bind_asked(void *context, struct params *params)
{
	const struct loading *loading = context;

	params_int4(params, loading->asked);
	return true;
}

static bool parse(struct loading *loading, const char *text, struct err *err)
{
	struct findings findings;

	findings_init(&findings);
	loading->ruleset = ruleset_read_text(text, "rules", &findings);
	if (loading->ruleset == NULL) {
		findings_sort(&findings);
		err_set(err, ERR_FATAL,
			"rule set %" PRId32 " of the database does not hold in this version of "
			"concernd: %s",
			loading->version, findings_line(&findings, 0));
	}
	findings_done(&findings);
	return loading->ruleset != NULL;
}

static bool take_set(void *context, const struct rows *rows, struct err *err)
{
	struct loading *loading = context;

	if (rows_count(rows) == 0 && loading->asked == 0)
		return err_set(err, ERR_FATAL,
			       "the database holds no rules yet: run concernctl rules apply");
	if (rows_count(rows) == 0)
		return err_set(err, ERR_FATAL, "the database holds no rule set %" PRId32,
			       loading->asked);
	loading->version = rows_int4(rows, 0, 0);
	if (rulesets_find(loading->rulesets, loading->version) != NULL)
		return true;
	return parse(loading, rows_text(rows, 0, 1), err);
}

static bool bind_version(void *context, struct params *params)
{
	const struct loading *loading = context;

	params_int4(params, loading->version);
	return loading->ruleset != NULL;
}

static bool take_rules(void *context, const struct rows *rows, struct err *err)
{
	struct loading *loading = context;
	struct ruleset *ruleset = loading->ruleset;

	(void)err;
	for (size_t i = 0; i < rows_count(rows); i++) {
		struct rule *rule = ruleset_rule(ruleset, rows_text(rows, i, 0));

		if (rule != NULL)
			rule->history_before_us = span_before(ruleset->zone, rows_time(rows, i, 1),
							      ruleset->look_back);
	}
	return true;
}

static const struct step steps[] = {
	{ "load_rule_set", bind_asked, take_set, STEP_WAIT },
	{ "load_rules", bind_version, take_rules, 0 },
};
static const struct script script = { "load rules", steps, sizeof steps / sizeof *steps, 20000000 };

/* Keeps what came, unless another loading was quicker. */
static void keep(struct loading *loading)
{
	struct rulesets *rulesets = loading->rulesets;

	if (loading->ruleset == NULL)
		return;
	if (rulesets_find(rulesets, loading->version) != NULL) {
		ruleset_free(loading->ruleset);
		return;
	}
	rulesets->entries = mem_resize(rulesets->entries, rulesets->n + 1,
				       sizeof *rulesets->entries);
	rulesets->entries[rulesets->n++] = (struct entry){ loading->version, loading->ruleset };
}

static void on_loaded(void *context, const struct script_end *end)
{
	struct loading *loading = context;

	if (end->err == NULL)
		keep(loading);
	else
		ruleset_free(loading->ruleset);
	loading->done(loading->context, end->err);
	mem_free(loading);
}

void rulesets_load(struct rulesets *rulesets, int32_t version,
		   void (*done)(void *context, const struct err *err), void *context)
{
	struct loading *loading = mem_new(1, sizeof *loading);

	*loading = (struct loading){
		.rulesets = rulesets, .asked = version, .done = done, .context = context
	};
	store_run(rulesets->store, &script, loading, on_loaded);
}

bool rulesets_load_now(struct rulesets *rulesets, int32_t version, struct err *err)
{
	struct loading loading = { .rulesets = rulesets, .asked = version };

	if (!store_run_now(rulesets->store, &script, &loading, err)) {
		ruleset_free(loading.ruleset);
		return false;
	}
	keep(&loading);
	return true;
}
