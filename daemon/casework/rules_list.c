/* SPDX-License-Identifier: Apache-2.0 */
#include "rulebook_private.h"
#include "store/params.h"
#include "store/rows.h"

/* The rule sets of the database as people read them. */

struct listing {
	int32_t most, version;
	struct arena *arena;
	struct rules_version *list;
	size_t n;
};

static bool bind_list(void *context, struct params *params)
{
	const struct listing *listing = context;

	params_int4(params, listing->most);
	return true;
}

static bool take_list(void *context, const struct rows *rows, struct err *err)
{
	struct listing *listing = context;

	(void)err;
	listing->n = rows_count(rows);
	listing->list = arena_new(listing->arena, listing->n, sizeof *listing->list);
	for (size_t i = 0; i < listing->n; i++)
		listing->list[i] = (struct rules_version){
			.version = rows_int4(rows, i, 0),
			.applied_us = rows_time(rows, i, 1),
			.applied_by = arena_strdup(listing->arena, rows_text(rows, i, 2)),
			.reason = arena_strdup(listing->arena, rows_text(rows, i, 3)),
			.difference = arena_strdup(listing->arena, rows_text(rows, i, 4)),
		};
	return true;
}

bool rulesets_list(struct rulesets *rulesets, size_t most, struct arena *arena,
		   struct rules_version **ret, size_t *ret_n, struct err *err)
{
	static const struct step steps[] = { { "list_rule_sets", bind_list, take_list, 0 } };
	static const struct script script = { "list rules", steps, 1, 20000000 };
	struct listing listing = { .most = most < INT32_MAX ? (int32_t)most : INT32_MAX,
				   .arena = arena };

	if (!store_run_now(rulesets_store(rulesets), &script, &listing, err))
		return false;
	*ret = listing.list;
	*ret_n = listing.n;
	return true;
}

static bool bind_one(void *context, struct params *params)
{
	const struct listing *listing = context;

	params_int4(params, listing->version);
	return true;
}

static bool take_one(void *context, const struct rows *rows, struct err *err)
{
	struct listing *listing = context;

	(void)err;
	listing->list = arena_new(listing->arena, 1, sizeof *listing->list);
	if (rows_count(rows) > 0)
		*listing->list = (struct rules_version){
			.version = rows_int4(rows, 0, 0),
			.text = arena_strdup(listing->arena, rows_text(rows, 0, 1)),
			.applied_us = rows_time(rows, 0, 2),
			.applied_by = arena_strdup(listing->arena, rows_text(rows, 0, 3)),
			.reason = arena_strdup(listing->arena, rows_text(rows, 0, 4)),
			.difference = arena_strdup(listing->arena, rows_text(rows, 0, 5)),
		};
	return true;
}

bool rulesets_version(struct rulesets *rulesets, int32_t version, struct arena *arena,
		      struct rules_version *ret, struct err *err)
{
	static const struct step steps[] = { { "load_rule_set", bind_one, take_one, 0 } };
	static const struct script script = { "show rules", steps, 1, 20000000 };
	struct listing listing = { .version = version, .arena = arena };

	if (!store_run_now(rulesets_store(rulesets), &script, &listing, err))
		return false;
	*ret = *listing.list;
	return true;
}
