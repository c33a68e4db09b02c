/* SPDX-License-Identifier: Apache-2.0 */
#include "case.h"
#include "judge_private.h"

#include <string.h>

#include "config/ruleset.h"
#include "doubts.h"
#include "homes.h"

/*
 * The second round trip: locks, the moment, and what is on file of every child that is judged.
 */

static bool bind_stripes(const int32_t *stripes, size_t n, struct params *params)
{
	if (n == 0)
		return false;
	params_array(params, PARAM_INT4, n);
	for (size_t i = 0; i < n; i++)
		params_add_int4(params, stripes[i]);
	return true;
}

bool load_bind_early(void *context, struct params *params)
{
	const struct judging *judging = context;

	return bind_stripes(judging->early, judging->n_early, params);
}

bool load_bind_stripes(void *context, struct params *params)
{
	const struct judging *judging = context;

	return bind_stripes(judging->stripes, judging->n_stripes, params);
}

bool load_bind_children(void *context, struct params *params)
{
	const struct judging *judging = context;

	if (judging->n_locked == 0)
		return false;
	load_bind_locked(judging, params);
	return true;
}

void load_bind_locked(const struct judging *judging, struct params *params)
{
	params_array(params, PARAM_INT8, judging->n_locked);
	for (size_t i = 0; i < judging->n_locked; i++)
		params_add_int8(params, judging->locked[i]);
}

/* Only if a route asks for teams: by the newest rule set that this daemon knows, which one that was
 * applied a moment ago may not be yet. */
bool load_bind_teams(void *context, struct params *params)
{
	const struct judging *judging = context;
	const struct ruleset *ruleset = rulesets_newest(judging->judge->rulesets, NULL);
	bool wanted = false;

	for (size_t i = 0; ruleset != NULL && i < ruleset->n_routes; i++)
		wanted = wanted || ruleset->routes[i].n_teams > 0;
	return wanted && load_bind_children(context, params);
}

bool load_bind_moment(void *context, struct params *params)
{
	const struct judging *judging = context;
	const struct case_homes *homes = judging->homes;

	if (!case_has_work(judging))
		return false;
	params_int4(params, (int32_t)judging->n_fresh);
	params_int4(params, (int32_t)(judging->n_aliases - judging->n_on_file + homes->n_aliases -
				      homes->n_on_file));
	params_int4(params, (int32_t)(judging->n_new + homes->n_new_adults + homes->n_new));
	load_bind_locked(judging, params);
	return true;
}

static const char **take_texts(struct arena *arena, const struct rows *rows, size_t row, int column,
			       size_t *ret_n)
{
	size_t n = rows_array_count(rows, row, column);
	const char **texts = arena_new(arena, n, sizeof *texts);

	for (size_t i = 0; i < n; i++) {
		size_t length;
		const char *text = rows_array_text(rows, row, column, i, &length);

		texts[i] = arena_strndup(arena, text, length);
	}
	*ret_n = n;
	return texts;
}

static const char *take_text(struct arena *arena, const struct rows *rows, size_t row, int column)
{
	return arena_strdup(arena, rows_text(rows, row, column));
}

static struct bearing take_bearing(const struct rows *rows, size_t row)
{
	struct bearing bearing = { .about = ABOUT_CHILD, .birth = BIRTH_UNKNOWN };

	about_parse(rows_text(rows, row, 14), &bearing.about);
	if (!rows_is_null(rows, row, 15)) {
		bearing.birth = rows_bool(rows, row, 16) ? BIRTH_EXPECTED : BIRTH_KNOWN;
		bearing.birth_day = rows_date(rows, row, 15);
	}
	return bearing;
}

void load_take_contact(struct judging *judging, const struct rows *rows, size_t row,
		       struct case_contact *ret)
{
	struct arena *arena = &judging->arena;

	ret->id = rows_int8(rows, row, 1);
	ret->version = rows_int4(rows, row, 2);
	ret->source = take_text(arena, rows, row, 3);
	ret->event_id = take_text(arena, rows, row, 4);
	ret->occurred_us = rows_time(rows, row, 5);
	ret->occurred_day = rows_date(rows, row, 6);
	ret->whole_day = rows_bool(rows, row, 7);
	ret->recorded_us = rows_time(rows, row, 8);
	ret->history = rows_bool(rows, row, 9);
	ret->agency = take_text(arena, rows, row, 10);
	ret->category = take_text(arena, rows, row, 11);
	ret->other_categories = take_texts(arena, rows, row, 12, &ret->n_other_categories);
	grade_parse(rows_text(rows, row, 13), &ret->grade);
	ret->bearing = take_bearing(rows, row);
	ret->outcome = take_text(arena, rows, row, 17);
	ret->contact_source = take_text(arena, rows, row, 18);
	ret->factors = take_texts(arena, rows, row, 19, &ret->n_factors);
	ret->incident_ref = take_text(arena, rows, row, 20);
}

/* Rows and children are both in id order: the child of a row is the last one's, or one behind it. */
static struct case_child *child_of_row(struct judging *judging, const struct rows *rows, size_t row,
				       size_t *at)
{
	int64_t id = rows_int8(rows, row, 0);

	while (*at < judging->n_locked && judging->locked[*at] < id)
		(*at)++;
	if (*at < judging->n_locked && judging->locked[*at] == id)
		return judging->locked_children[*at];
	return find_child_known(judging, id); /* one who lives with them */
}

bool load_take_teams(void *context, const struct rows *rows, struct err *err)
{
	struct judging *judging = context;
	size_t at = 0;

	(void)err;
	for (size_t i = 0; i < rows_count(rows); i++) {
		struct case_child *child = child_of_row(judging, rows, i, &at);

		if (child != NULL)
			child->team = take_text(&judging->arena, rows, i, 1);
	}
	return true;
}

bool load_take_contacts(void *context, const struct rows *rows, struct err *err)
{
	struct judging *judging = context;
	size_t at = 0;

	(void)err;
	for (size_t i = 0; i < rows_count(rows); i++) {
		struct case_child *child = child_of_row(judging, rows, i, &at);

		if (child == NULL)
			continue;
		child->contacts = arena_grow(&judging->arena, child->contacts, child->n_contacts,
					     &child->contacts_room, sizeof *child->contacts);
		struct case_contact *contact = &child->contacts[child->n_contacts++];

		load_take_contact(judging, rows, i, contact);
		if (contact->recorded_us > judging->last_recorded_us)
			judging->last_recorded_us = contact->recorded_us;
	}
	return true;
}

bool load_take_corrections(void *context, const struct rows *rows, struct err *err)
{
	struct judging *judging = context;
	size_t n = rows_count(rows);

	(void)err;
	for (size_t i = 0; i < n; i++) {
		judging->corrections = arena_grow(
			&judging->arena, judging->corrections, judging->n_all_corrections,
			&judging->corrections_room, sizeof *judging->corrections);
		correction_take(&judging->arena, rows, i,
				&judging->corrections[judging->n_all_corrections++]);
		if (rows_time(rows, i, 7) > judging->last_recorded_us)
			judging->last_recorded_us = rows_time(rows, i, 7);
	}
	return true;
}

static void take_evidence(struct arena *arena, const struct rows *rows, size_t row,
			  struct case_alert *alert)
{
	size_t n = rows_array_count(rows, row, 9);

	alert->evidence = arena_new(arena, n, sizeof *alert->evidence);
	alert->n_evidence = n;
	for (size_t i = 0; i < n; i++) {
		struct judged judged = { rows_array_int8(rows, row, 9, i),
					 (int32_t)rows_array_int8(rows, row, 10, i) };
		size_t place = i;

		/* Stored in the order of the incidents: near to that of the ids. */
		for (; place > 0 && alert->evidence[place - 1].contact > judged.contact; place--)
			alert->evidence[place] = alert->evidence[place - 1];
		alert->evidence[place] = judged;
	}
}

static void take_alert(struct arena *arena, const struct rows *rows, size_t row,
		       struct case_alert *ret)
{
	ret->id = rows_int8(rows, row, 1);
	ret->rule = take_text(arena, rows, row, 2);
	ret->rule_set = rows_int4(rows, row, 3);
	ret->mode = strcmp(rows_text(rows, row, 4), mode_name(MODE_SHADOW)) == 0 ? MODE_SHADOW
										 : MODE_LIVE;
	level_parse(rows_text(rows, row, 5), &ret->level);
	ret->became_true_us = rows_time(rows, row, 6);
	ret->evidence_version = rows_int4(rows, row, 7);
	ret->is_decided = !rows_is_null(rows, row, 8);
	if (ret->is_decided)
		ret->decided_us = rows_time(rows, row, 8);
	take_evidence(arena, rows, row, ret);
	ret->agencies = take_texts(arena, rows, row, 11, &ret->n_agencies);
	ret->categories = take_texts(arena, rows, row, 12, &ret->n_categories);
	ret->contact_ids = take_text(arena, rows, row, 13);
	ret->contact_versions = take_text(arena, rows, row, 14);
	ret->incidents = take_text(arena, rows, row, 15);
	ret->is_corrected = rows_bool(rows, row, 16);
	ret->outcome = take_text(arena, rows, row, 17);
	ret->lifts_history = rows_bool(rows, row, 18);
	ret->children = take_text(arena, rows, row, 19);
	ret->home = rows_int8(rows, row, 21);
	ret->holder = take_text(arena, rows, row, 20);
}

bool load_take_alerts(void *context, const struct rows *rows, struct err *err)
{
	struct judging *judging = context;
	struct case_subject *subject = NULL;

	(void)err;
	subjects_list(judging);
	for (size_t i = 0; i < rows_count(rows); i++) {
		int64_t id = rows_int8(rows, i, 0);

		if (subject == NULL || subject->id != id)
			subject = subject_find(judging, id);
		if (subject == NULL)
			continue; /* not judged after all */
		subject->alerts = arena_grow(&judging->arena, subject->alerts, subject->n_alerts,
					     &subject->alerts_room, sizeof *subject->alerts);
		struct case_alert *alert = &subject->alerts[subject->n_alerts++];

		take_alert(&judging->arena, rows, i, alert);
		/* What is recorded after a decision is later than it. */
		if (alert->is_decided && alert->decided_us > judging->last_recorded_us)
			judging->last_recorded_us = alert->decided_us;
	}
	return true;
}

static void give_ids(struct judging *judging, const struct rows *rows)
{
	struct case_homes *homes = judging->homes;
	size_t alias = 0, child = 0;

	matters_number(judging, rows, 2);
	for (size_t i = judging->n_on_file; i < judging->n_aliases; i++)
		judging->aliases[i].id = rows_array_int8(rows, 0, 3, alias++);
	for (size_t i = 0; i < judging->n_children; i++)
		if (judging->children[i]->is_new)
			judging->children[i]->id = rows_array_int8(rows, 0, 4, child++);
	for (size_t i = homes->n_on_file; i < homes->n_aliases; i++)
		homes->aliases[i].id = rows_array_int8(rows, 0, 3, alias++);
	for (size_t i = 0; i < homes->n_adults; i++)
		if (homes->adults[i]->is_new)
			homes->adults[i]->id = rows_array_int8(rows, 0, 4, child++);
	for (size_t i = 0; i < homes->n; i++)
		if (homes->list[i]->is_new)
			homes->list[i]->id = rows_array_int8(rows, 0, 4, child++);
}

void load_settle_moment(struct judging *judging)
{
	/* Rising strictly for each child, whatever the clock says. */
	if (judging->now_us <= judging->last_recorded_us)
		judging->now_us = judging->last_recorded_us + 1;
	if (judging->fires)
		judging->now_us = judging->timer_due_us;
}

bool load_take_moment(void *context, const struct rows *rows, struct err *err)
{
	struct judging *judging = context;

	if (rows_is_null(rows, 0, 1))
		return err_set(
			err, ERR_FATAL,
			"no rules are in force in the database: run `concernctl rules apply`");
	judging->now_us = rows_time(rows, 0, 0);
	judging->rule_set = rows_int4(rows, 0, 1);
	judging->has_homes = rows_bool(rows, 0, 5);
	give_ids(judging, rows);
	if (homes_matter(judging))
		return true; /* what is there is loaded next */
	load_settle_moment(judging);
	return verdict_reach(judging, err);
}
