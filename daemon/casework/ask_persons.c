/* SPDX-License-Identifier: Apache-2.0 */
#include "case.h"
#include "persons.h"

/*
 * What is asked of whom the persons of the run may be: the parameters of find_candidates and
 * find_children, before the locks, and behind them together with what came back the first time.
 */

static size_t count(const struct judging *judging, bool (*has)(const struct case_person *person))
{
	size_t n = 0;

	for (size_t i = 0; i < judging->n_persons; i++)
		n += has(&judging->persons[i]);
	return n;
}

static bool has_record(const struct case_person *person)
{
	return person->said.record != NULL;
}

static bool has_nhs(const struct case_person *person)
{
	return person->said.nhs != NULL;
}

static bool has_upn(const struct case_person *person)
{
	return person->said.upn != NULL;
}

static void bind_persons(const struct judging *judging, struct params *params, size_t n,
			 bool (*has)(const struct case_person *person))
{
	params_array(params, PARAM_INT4, n);
	for (size_t i = 0; i < judging->n_persons; i++)
		if (has(&judging->persons[i]))
			params_add_int4(params, (int32_t)i);
}

static void bind_texts(const struct judging *judging, struct params *params, size_t n,
		       bool (*has)(const struct case_person *person), size_t offset)
{
	params_array(params, PARAM_TEXT, n);
	for (size_t i = 0; i < judging->n_persons; i++) {
		const struct case_person *person = &judging->persons[i];

		if (has(person))
			params_add_text(params, *(const char *const *)((const char *)&person->said +
								       offset));
	}
}

#define BIND(has, field) bind_texts(judging, params, n, has, offsetof(struct said, field))

/* Behind the locks only those ask by keys who open a child, for they hold the stripes of all who could
 * open it, too. What else is said of a child that is locked stands still. */
static void bind_keys(const struct judging *judging, struct params *params)
{
	size_t n = 0;

	for (size_t i = 0; i < judging->n_persons; i++)
		n += judging->persons[i].asks_keys ? judging->persons[i].n_keys : 0;
	params_array(params, PARAM_INT8, n);
	for (size_t i = 0; i < judging->n_persons; i++)
		for (size_t j = 0; judging->persons[i].asks_keys && j < judging->persons[i].n_keys;
		     j++)
			params_add_int8(params, (int64_t)judging->persons[i].keys[j]);
	params_array(params, PARAM_INT4, n);
	for (size_t i = 0; i < judging->n_persons; i++)
		for (size_t j = 0; judging->persons[i].asks_keys && j < judging->persons[i].n_keys;
		     j++)
			params_add_int4(params, (int32_t)i);
}

static int64_t count_shared(const struct judging *judging)
{
	int64_t n = 0;

	for (size_t i = 0; i < judging->n_persons; i++)
		n += judging->persons[i].asks_keys ? judging->persons[i].n_shared : 0;
	return n;
}

static void bind_asked(const struct judging *judging, struct params *params)
{
	size_t n = count(judging, has_record);

	BIND(has_record, sender);
	BIND(has_record, record);
	bind_persons(judging, params, n, has_record);
	n = count(judging, has_nhs);
	BIND(has_nhs, nhs);
	bind_persons(judging, params, n, has_nhs);
	n = count(judging, has_upn);
	BIND(has_upn, upn);
	bind_keys(judging, params);
	params_array(params, PARAM_INT4, judging->n_wide);
	for (size_t i = 0; i < judging->n_wide; i++)
		params_add_int4(params, judging->wide[i]);
}

static void bind_near(const struct case_near *near, size_t n, struct params *params)
{
	params_array(params, PARAM_INT8, n);
	for (size_t i = 0; i < n; i++)
		params_add_int8(params, near[i].alias);
}

static void bind_by_itself(const struct case_near *near, size_t n, struct params *params)
{
	params_array(params, PARAM_BOOL, n);
	for (size_t i = 0; i < n; i++)
		params_add_bool(params, near[i].by_itself);
}

/* Not to be asked again: parts are counted, and lone aliases decide nothing by themselves. */
static bool is_passing(const struct case_alias *alias)
{
	return alias->is_part || alias->is_lone;
}

/* Those of the near that are to be asked again. These and what was found ascend. */
static struct case_near *list_lasting(struct judging *judging, size_t *ret_n)
{
	const struct case_found *found = &judging->found[1];
	struct case_near *near = arena_new(&judging->arena, judging->n_near, sizeof *near);
	size_t n = 0, at = 0;

	for (size_t i = 0; i < judging->n_near; i++) {
		while (at < found->n && found->list[at].id < judging->near[i].alias)
			at++;
		if (at == found->n || found->list[at].id != judging->near[i].alias ||
		    !found->list[at].is_lone)
			near[n++] = judging->near[i];
	}
	*ret_n = n;
	return near;
}

/* The aliases that were read whole, and their children: as they should still be. */
static void bind_before(const struct case_found *found, struct params *params)
{
	size_t n = 0;

	for (size_t i = 0; i < found->n; i++)
		n += !is_passing(&found->list[i]);
	params_array(params, PARAM_INT8, n);
	for (size_t i = 0; i < found->n; i++)
		if (!is_passing(&found->list[i]))
			params_add_int8(params, found->list[i].id);
	params_array(params, PARAM_INT8, n);
	for (size_t i = 0; i < found->n; i++)
		if (!is_passing(&found->list[i]))
			params_add_int8(params, found->list[i].child_id);
}

bool find_bind_persons(void *context, struct params *params)
{
	const struct judging *judging = context;

	if (judging->n_persons == 0)
		return false;
	bind_asked(judging, params);
	for (int i = 0; i < 3; i++)
		params_null(params);
	return true;
}

bool find_bind_persons_again(void *context, struct params *params)
{
	const struct judging *judging = context;

	if (judging->n_fresh == 0 || judging->n_persons == 0)
		return false;
	bind_asked(judging, params);
	params_int8(params, count_shared(judging));
	bind_before(&judging->found[0], params);
	return true;
}

bool find_bind_children(void *context, struct params *params)
{
	const struct judging *judging = context;

	if (judging->n_near == 0)
		return false;
	bind_near(judging->near, judging->n_near, params);
	params_null(params);
	params_null(params);
	bind_by_itself(judging->near, judging->n_near, params);
	return true;
}

bool find_bind_children_again(void *context, struct params *params)
{
	struct judging *judging = context;
	struct case_near *near;
	size_t n;

	if (judging->n_near == 0)
		return false;
	near = list_lasting(judging, &n);
	bind_near(near, n, params);
	bind_before(&judging->found[1], params);
	bind_by_itself(near, n, params);
	return true;
}
