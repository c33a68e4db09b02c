/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "base/mem.h"
#include "casework/identity.h"
#include "identity.h"

/* concernctl identity reviews and show: who may be whom, and what was said of them. */

/* ---- reviews ---- */

static const struct ctl_usage list_usage = {
	.call = "identity reviews [OPTION…]",
	.help = "The pairs of records that may be one child and wait for a person's word: those "
		"on\n"
		"whose doubt an alert rests first, then those near one, then the oldest. No "
		"names:\n"
		"`identity show REVIEW` has them.",
};

static json_t *id_or_null(int64_t id)
{
	return id != 0 ? json_integer((json_int_t)id) : json_null();
}

static json_t *review_json(const struct identity_review *review)
{
	char at[32];
	json_t *json =
		json_pack("{s:I, s:I, s:I, s:s, s:f, s:s, s:s, s:s, s:s, s:o, s:i}", "review",
			  (json_int_t)review->id, "child", (json_int_t)review->child, "may_be",
			  (json_int_t)review->other, "reason", review->reason, "bits", review->bits,
			  "levels", review->levels, "weights", review->weights, "opened_at",
			  time_format(review->opened_us, at), "state", review->state, "alert",
			  id_or_null(review->alert), "alerts_near", (int)review->n_near);

	if (review->settled_us != INT64_MIN)
		json_object_set_new(
			json, "settled",
			json_pack("{s:s, s:s?, s:s?}", "at", time_format(review->settled_us, at),
				  "by", review->settled_by, "reason", review->settled_reason));
	return json;
}

static void print_json(const struct identity_reviews *reviews)
{
	json_t *json = json_array();

	for (size_t i = 0; i < reviews->n; i++)
		json_array_append_new(json, review_json(&reviews->list[i]));
	ctl_print_json(json);
}

static const char *near_text(struct arena *arena, const struct identity_review *review)
{
	if (review->alert != 0)
		return arena_printf(arena, "%s alert %" PRId64 " rests on it", review->alert_level,
				    review->alert);
	return review->n_near > 0 ? arena_printf(arena, "%" PRId32 " near", review->n_near) : "";
}

static void print_table(struct arena *arena, const struct identity_reviews *reviews)
{
	struct ctl_table table = { .n_columns = 7,
				   .headings = { "REVIEW", "CHILD", "MAY BE", "BITS", "DAYS",
						 "STATE", "ALERTS" },
				   .right = { true, true, true, true, true } };
	int64_t now_us = clock_now_us();

	for (size_t i = 0; i < reviews->n; i++) {
		const struct identity_review *review = &reviews->list[i];

		ctl_table_cell(&table, "%" PRId64, review->id);
		ctl_table_cell(&table, "%" PRId64, review->child);
		ctl_table_cell(&table, "%" PRId64, review->other);
		ctl_table_cell(&table, "%.1f", review->bits);
		ctl_table_cell(&table, "%" PRId64, (now_us - review->opened_us) / USEC_PER_DAY);
		ctl_table_cell(&table, "%s", review->state);
		ctl_table_cell(&table, "%s", near_text(arena, review));
	}
	ctl_table_print(&table);
}

int identity_list_reviews(struct ctl *ctl, int argc, char **argv)
{
	bool all = false;
	int64_t most = 100;
	const struct ctl_option own[] = {
		{ .name = "all", .help = "also those that were settled", .flag = &all },
		{ .name = "limit",
		  .argument = "N",
		  .help = "at most so many (100)",
		  .number = &most,
		  .low = 1,
		  .high = 100000 },
	};
	struct ctl_database database;
	struct identity_reviews reviews;
	struct arena arena;
	struct err err;
	char actor[80];
	int code;

	if (!ctl_options(ctl, &list_usage, own, sizeof own / sizeof *own, &argc, &argv, &code) ||
	    !ctl_database_open(ctl, &database, &code))
		return code;
	arena_init(&arena);
	code = CTL_OK;
	if (!identity_reviews_now(database.store, all, (int32_t)most,
				  ctl_actor(actor, sizeof actor), &arena, &reviews, &err))
		code = ctl_database_failed(&err);
	else if (ctl->json)
		print_json(&reviews);
	else
		print_table(&arena, &reviews);
	arena_done(&arena);
	ctl_database_close(&database);
	return code;
}

/* ---- show ---- */

static const struct ctl_usage show_usage = {
	.call = "identity show REVIEW | --child CHILD",
	.help = "What was said of the two children of a review, or of one child, record by "
		"record,\n"
		"and how each record was linked. Personal data: the look is audited. The numbers "
		"of\n"
		"records are what `identity split` takes.",
	.most = 1,
};

static const char *birth_text(const struct identity_record *record, char out[32])
{
	if (!record->has_birth)
		return "";
	struct date date = date_from_day(record->birth_day);

	snprintf(out, 32, "%04d-%02d-%02d", date.year, date.month, date.day);
	return out;
}

static json_t *record_json(const struct identity_record *record)
{
	char day[32], at[32];

	return json_pack(
		"{s:I, s:I, s:s, s:s?, s:s?, s:s?, s:s?, s:s?, s:s, s:b, s:s, s:s?, s:s, s:o, s:s, "
		"s:s?, s:i}",
		"record", (json_int_t)record->alias, "child", (json_int_t)record->child, "sender",
		record->sender, "sender_record", record->record, "nhs", record->nhs, "upn",
		record->upn, "family_name", record->family_name, "given_names", record->given_names,
		"birth_date", birth_text(record, day), "expected", record->is_expected, "sex",
		record->sex, "postcode", record->postcode, "linked_by_reason", record->reason,
		"bits", isnan(record->bits) ? json_null() : json_real(record->bits), "linked_at",
		time_format(record->linked_us, at), "linked_by", record->linked_by, "contacts",
		(int)record->n_contacts);
}

static void show_json(const struct identity_sides *sides)
{
	json_t *records = json_array();

	for (size_t i = 0; i < sides->n; i++)
		json_array_append_new(records, record_json(&sides->records[i]));
	ctl_print_json(json_pack("{s:o, s:o}", "review",
				 sides->review.id != 0 ? review_json(&sides->review) : json_null(),
				 "records", records));
}

static const char *or_dash(const char *text)
{
	return text != NULL ? text : "-";
}

static void show_records(struct arena *arena, const struct identity_sides *sides)
{
	struct ctl_table table = { .n_columns = 11,
				   .headings = { "CHILD", "RECORD", "SENDER", "ITS ID", "NAMES",
						 "BORN", "SEX", "POSTCODE", "NHS", "CONTACTS",
						 "LINKED" },
				   .right = { true, true, [9] = true } };
	char day[32];

	for (size_t i = 0; i < sides->n; i++) {
		const struct identity_record *record = &sides->records[i];

		ctl_table_cell(&table, "%" PRId64, record->child);
		ctl_table_cell(&table, "%" PRId64, record->alias);
		ctl_table_cell(&table, "%s", record->sender);
		ctl_table_cell(&table, "%s", or_dash(record->record));
		ctl_table_cell(&table, "%s, %s", or_dash(record->family_name),
			       or_dash(record->given_names));
		ctl_table_cell(&table, "%s%s", birth_text(record, day),
			       record->is_expected ? " due" : "");
		ctl_table_cell(&table, "%s", record->sex);
		ctl_table_cell(&table, "%s", or_dash(record->postcode));
		ctl_table_cell(&table, "%s", or_dash(record->nhs));
		ctl_table_cell(&table, "%" PRId32, record->n_contacts);
		ctl_table_cell(&table, "%s",
			       isnan(record->bits) ? record->reason
						   : arena_printf(arena, "%s, %.1f bits",
								  record->reason, record->bits));
	}
	ctl_table_print(&table);
}

static void show_text(struct arena *arena, const struct identity_sides *sides)
{
	const struct identity_review *review = &sides->review;
	char at[32];

	if (review->id != 0)
		printf("review %" PRId64 "  %s, opened %s\n  child %" PRId64
		       " may be child %" PRId64 ": %s, %.1f bits\n  %s\n",
		       review->id, review->state, time_format(review->opened_us, at), review->child,
		       review->other, review->reason, review->bits, review->levels);
	if (review->alert != 0)
		printf("  %s alert %" PRId64 " rests on it: together they have what neither has\n",
		       review->alert_level, review->alert);
	if (review->settled_us != INT64_MIN)
		printf("  settled %s by %s: %s\n", time_format(review->settled_us, at),
		       or_dash(review->settled_by), or_dash(review->settled_reason));
	if (review->id != 0)
		putchar('\n');
	show_records(arena, sides);
}

static int show(struct ctl *ctl, struct ctl_database *database, int64_t review, int64_t child)
{
	struct identity_sides sides;
	struct arena arena;
	struct err err;
	char actor[80];
	int code = CTL_OK;

	arena_init(&arena);
	if (!identity_show_now(database->store, review, child, ctl_actor(actor, sizeof actor),
			       &arena, &sides, &err)) {
		code = ctl_database_failed(&err);
	} else if (!sides.found) {
		ctl_message(review != 0 ? "there is no such review"
					: "no record is linked to a child with that number");
		code = CTL_NOT_FOUND;
	} else if (ctl->json) {
		show_json(&sides);
	} else {
		show_text(&arena, &sides);
	}
	arena_done(&arena);
	return code;
}

int identity_show_records(struct ctl *ctl, int argc, char **argv)
{
	int64_t child = 0, review = 0;
	const struct ctl_option own[] = {
		{ .name = "child",
		  .argument = "CHILD",
		  .help = "the records of one child",
		  .number = &child,
		  .low = 1,
		  .high = INT64_MAX },
	};
	struct ctl_database database;
	int code;

	if (!ctl_options(ctl, &show_usage, own, sizeof own / sizeof *own, &argc, &argv, &code))
		return code;
	if ((argc == 1) == (child != 0))
		return ctl_usage_error("say which: REVIEW, or --child CHILD");
	if (argc == 1 && !identity_read_id(argv[0], &review))
		return ctl_usage_error("REVIEW is a number, as `identity reviews` shows it");
	if (!ctl_database_open(ctl, &database, &code))
		return code;
	code = show(ctl, &database, review, child);
	ctl_database_close(&database);
	return code;
}
