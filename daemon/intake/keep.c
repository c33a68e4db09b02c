/* SPDX-License-Identifier: Apache-2.0 */
#include "keep.h"

#include <sodium.h>
#include <stdlib.h>

#include "parcel.h"
#include "store/params.h"

enum { BODY_HASH_BYTES = 32 };

struct keeping {
	const struct refusal *list;
	size_t n;
	void (*done)(void *context, const struct err *err);
	void *context;
};

static void add_problems(struct params *params, const struct refusal *refusal)
{
	json_t *list = parcel_problems(refusal->errors);
	char *text = json_dumps(list, JSON_COMPACT);

	params_add_text(params, text != NULL ? text : "[]");
	free(text);
	json_decref(list);
}

static void add_hash(struct params *params, const struct refusal *refusal)
{
	unsigned char hash[BODY_HASH_BYTES];

	crypto_generichash(hash, sizeof hash, (const unsigned char *)refusal->body, refusal->length,
			   NULL, 0);
	params_add_bytes(params, hash, sizeof hash);
}

#define EACH(type, add)                                                \
	do {                                                           \
		params_array(params, PARAM_##type, keeping->n);        \
		for (size_t i = 0; i < keeping->n; i++) {              \
			const struct refusal *row = &keeping->list[i]; \
                                                                       \
			add;                                           \
		}                                                      \
	} while (0)

static bool bind_refusals(void *context, struct params *params)
{
	const struct keeping *keeping = context;

	EACH(TEXT, params_add_text(params, row->sender));
	EACH(TEXT, params_add_text(params, row->source));
	EACH(TEXT, params_add_text(params, row->event_id));
	EACH(TEXT, params_add_text(params, row->content_type));
	EACH(BYTES, params_add_bytes(params, row->body, row->length));
	EACH(BYTES, add_hash(params, row));
	EACH(TEXT, add_problems(params, row));
	return true;
}

static const struct step steps[] = {
	{ "begin", NULL, NULL, 0 },
	{ "keep_refused", bind_refusals, NULL, 0 },
	{ "commit", NULL, NULL, 0 },
};

static const struct script script = {
	.name = "keep what was refused",
	.steps = steps,
	.n_steps = sizeof steps / sizeof *steps,
	.deadline_us = 30 * INT64_C(1000000),
};

static void on_script_end(void *context, const struct script_end *end)
{
	struct keeping keeping = *(struct keeping *)context;

	mem_free(context);
	keeping.done(keeping.context, end->err);
}

void keep_refusals(struct store *store, const struct refusal *list, size_t n,
		   void (*done)(void *context, const struct err *err), void *context)
{
	struct keeping *keeping = mem_new(1, sizeof *keeping);

	*keeping = (struct keeping){ list, n, done, context };
	store_run(store, &script, keeping, on_script_end);
}
