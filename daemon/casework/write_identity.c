/* SPDX-License-Identifier: Apache-2.0 */
#include "case.h"
#include "columns.h"
#include "judge_private.h"
#include "persons.h"

/* What is written of who is who besides the links: keys, doubts, and who is one of a multiple birth. */

bool write_bind_keys(void *context, struct params *params)
{
	struct judging *judging = context;
	size_t n_to_be = judging->n_aliases - judging->n_on_file, n = 0;
	uint64_t(*keys)[KEYS_HELD] = arena_new(&judging->arena, n_to_be, sizeof *keys);
	size_t *counts = arena_new(&judging->arena, n_to_be, sizeof *counts);

	for (size_t i = 0; i < n_to_be; i++) {
		counts[i] = keys_held(&judging->aliases[judging->n_on_file + i].said, keys[i]);
		n += counts[i];
	}
	if (n == 0)
		return false;
	params_array(params, PARAM_INT8, n);
	for (size_t i = 0; i < n_to_be; i++)
		for (size_t j = 0; j < counts[i]; j++)
			params_add_int8(params, (int64_t)keys[i][j]);
	params_array(params, PARAM_INT8, n);
	for (size_t i = 0; i < n_to_be; i++)
		for (size_t j = 0; j < counts[i]; j++)
			params_add_int8(params, judging->aliases[judging->n_on_file + i].id);
	params_array(params, PARAM_TEXT, n);
	for (size_t i = 0; i < n_to_be; i++) {
		const char *hint = person_hint(&judging->arena,
					       &judging->aliases[judging->n_on_file + i].said);

		for (size_t j = 0; j < counts[i]; j++)
			params_add_text(params, hint);
	}
	return true;
}

bool write_bind_reviews(void *context, struct params *params)
{
	struct judging *judging = context;
	size_t n = judging->n_doubts;
	const struct case_doubt *row, **rows = arena_new(&judging->arena, n, sizeof *rows);

	if (n == 0)
		return false;
	for (size_t i = 0; i < n; i++)
		rows[i] = &judging->doubts[i];
	INT8S(row->child->id);
	INT8S(row->other->id);
	INT8S(row->alias->id);
	TEXTS(match_reason_name(row->alias->reason));
	TEXTS(row->bits);
	TEXTS(row->levels);
	params_text(params, judging->judge->weights_version);
	params_time(params, judging->now_us);
	return true;
}

bool write_bind_flags(void *context, struct params *params)
{
	struct judging *judging = context;
	size_t n = 0;
	const struct case_child *row,
		**rows = arena_new(&judging->arena, judging->n_children, sizeof *rows);

	for (size_t i = 0; i < judging->n_children; i++)
		if (judging->children[i]->becomes_twin && !judging->children[i]->has_twin)
			rows[n++] = judging->children[i];
	if (n == 0)
		return false;
	INT8S(row->id);
	params_time(params, judging->now_us);
	return true;
}
