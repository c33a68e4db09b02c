/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "base/clock.h"
#include "casework/audit.h"
#include "casework/identity.h"
#include "store/params.h"
#include "store/rows.h"

/* Reviews and records for people to look at. A look and its audit entry are one transaction. */

struct look {
	bool all;
	int32_t most;
	int64_t review, child; /* one of them, for a look at records */
	const char *actor;
	struct arena *arena;
	struct identity_reviews reviews;
	struct identity_sides sides;
};

enum { LOOK_SECONDS = 30 };

static const char *text(struct look *look, const struct rows *rows, size_t row, int column)
{
	return arena_strdup(look->arena, rows_text(rows, row, column));
}

static int64_t id_or_none(const struct rows *rows, size_t row, int column)
{
	return rows_is_null(rows, row, column) ? 0 : rows_int8(rows, row, column);
}

static void read_review(struct look *look, const struct rows *rows, size_t row,
			struct identity_review *ret)
{
	*ret = (struct identity_review){
		.id = rows_int8(rows, row, 0),
		.child = rows_int8(rows, row, 1),
		.other = rows_int8(rows, row, 2),
		.alias = rows_int8(rows, row, 3),
		.reason = text(look, rows, row, 4),
		.levels = text(look, rows, row, 5),
		.weights = text(look, rows, row, 6),
		.bits = rows_double(rows, row, 7),
		.opened_us = rows_time(rows, row, 8),
		.state = text(look, rows, row, 9),
		.settled_us = rows_is_null(rows, row, 10) ? INT64_MIN : rows_time(rows, row, 10),
		.settled_by = text(look, rows, row, 11),
		.settled_reason = text(look, rows, row, 12),
		.alert = id_or_none(rows, row, 13),
		.alert_level = text(look, rows, row, 14),
		.n_near = rows_int4(rows, row, 15),
	};
}

/* ---- The list ---- */

static bool bind_list(void *context, struct params *params)
{
	const struct look *look = context;

	params_bool(params, look->all);
	params_null(params);
	params_int4(params, look->most);
	return true;
}

static bool take_list(void *context, const struct rows *rows, struct err *err)
{
	struct look *look = context;
	struct identity_reviews *reviews = &look->reviews;

	(void)err;
	reviews->n = rows_count(rows);
	reviews->list = arena_new(look->arena, reviews->n, sizeof *reviews->list);
	for (size_t i = 0; i < reviews->n; i++)
		read_review(look, rows, i, &reviews->list[i]);
	return true;
}

static bool bind_listed(void *context, struct params *params)
{
	const struct look *look = context;

	if (look->actor == NULL)
		return false;
	audit_note_bind(params,
			&(struct audit_note){ .actor = look->actor, .action = "reviews-listed" });
	return true;
}

bool identity_reviews_now(struct store *store, bool all, int32_t most, const char *actor,
			  struct arena *arena, struct identity_reviews *ret, struct err *err)
{
	static const struct step steps[] = {
		{ "begin", NULL, NULL, 0 },
		{ "list_reviews", bind_list, take_list, 0 },
		{ "audit_note", bind_listed, NULL, 0 },
		{ "commit", NULL, NULL, 0 },
	};
	static const struct script script = { "list reviews", steps, 4,
					      LOOK_SECONDS * USEC_PER_SEC };
	struct look look = { .all = all, .most = most, .actor = actor, .arena = arena };

	if (!store_run_now(store, &script, &look, err))
		return false;
	*ret = look.reviews;
	return true;
}

/* ---- One review, or one child ---- */

static bool bind_review(void *context, struct params *params)
{
	const struct look *look = context;

	if (look->review == 0)
		return false;
	params_bool(params, true);
	params_int8(params, look->review);
	params_int4(params, 1);
	return true;
}

static bool take_review(void *context, const struct rows *rows, struct err *err)
{
	struct look *look = context;

	(void)err;
	look->sides.found = rows_count(rows) > 0;
	if (look->sides.found)
		read_review(look, rows, 0, &look->sides.review);
	return true;
}

static bool bind_children(void *context, struct params *params)
{
	const struct look *look = context;

	params_array(params, PARAM_INT8, look->review != 0 ? 2 : 1);
	params_add_int8(params, look->review != 0 ? look->sides.review.child : look->child);
	if (look->review != 0)
		params_add_int8(params, look->sides.review.other);
	return true;
}

static void read_record(struct look *look, const struct rows *rows, size_t row,
			struct identity_record *ret)
{
	*ret = (struct identity_record){
		.alias = rows_int8(rows, row, 0),
		.child = rows_int8(rows, row, 1),
		.sender = text(look, rows, row, 2),
		.record = text(look, rows, row, 3),
		.nhs = text(look, rows, row, 4),
		.upn = text(look, rows, row, 5),
		.family_name = text(look, rows, row, 6),
		.given_names = text(look, rows, row, 7),
		.sex = text(look, rows, row, 8),
		.postcode = text(look, rows, row, 9),
		.has_birth = !rows_is_null(rows, row, 10),
		.is_expected = rows_bool(rows, row, 11),
		.reason = text(look, rows, row, 12),
		.bits = rows_is_null(rows, row, 13) ? NAN : rows_double(rows, row, 13),
		.linked_us = rows_time(rows, row, 14),
		.linked_by = text(look, rows, row, 15),
		.n_contacts = rows_int4(rows, row, 16),
	};
	if (ret->has_birth)
		ret->birth_day = rows_date(rows, row, 10);
}

static bool take_records(void *context, const struct rows *rows, struct err *err)
{
	struct look *look = context;
	struct identity_sides *sides = &look->sides;

	(void)err;
	sides->n = rows_count(rows);
	sides->records = arena_new(look->arena, sides->n, sizeof *sides->records);
	for (size_t i = 0; i < sides->n; i++)
		read_record(look, rows, i, &sides->records[i]);
	if (look->review == 0)
		sides->found = sides->n > 0;
	return true;
}

static bool bind_shown(void *context, struct params *params)
{
	const struct look *look = context;
	const struct identity_review *review = &look->sides.review;
	const int64_t children[] = { look->review != 0 ? review->child : look->child,
				     review->other };

	audit_note_bind(params,
			&(struct audit_note){
				.actor = look->actor,
				.action = look->review != 0 ? "review-shown" : "records-shown",
				.child_ids = { children, look->review != 0 ? 2 : 1 },
				.detail = look->review == 0
						  ? NULL
						  : arena_printf(look->arena, "review %lld",
								 (long long)look->review) });
	return true;
}

bool identity_show_now(struct store *store, int64_t review, int64_t child, const char *actor,
		       struct arena *arena, struct identity_sides *ret, struct err *err)
{
	static const struct step steps[] = {
		{ "begin", NULL, NULL, 0 },
		{ "list_reviews", bind_review, take_review, STEP_WAIT },
		{ "show_records", bind_children, take_records, 0 },
		{ "audit_note", bind_shown, NULL, 0 },
		{ "commit", NULL, NULL, 0 },
	};
	static const struct script script = { "show records", steps, 5,
					      LOOK_SECONDS * USEC_PER_SEC };
	struct look look = { .review = review, .child = child, .actor = actor, .arena = arena };

	if (!store_run_now(store, &script, &look, err))
		return false;
	*ret = look.sides;
	return true;
}
