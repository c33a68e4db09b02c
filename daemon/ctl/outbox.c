/* SPDX-License-Identifier: Apache-2.0 */
#include "outbox.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "casework/audit.h"
#include "store/params.h"
#include "store/rows.h"
#include "store/store.h"

/* concernctl outbox: notices that wait, were sent or given up, and what agencies are owed. */

static const struct ctl_usage usage = {
	.call = "outbox list|dead|retry|feedback|drill [OPTION…] [ID…]",
	.help = "list      notices that wait to be delivered; --state sent, dead or all\n"
		"dead      those that were given up\n"
		"retry     has dead notices tried anew: some by ID, or --all; --reason says why\n"
		"feedback  what agencies are owed on decisions; --overdue: what is late\n"
		"drill     sends a TEST down every way that routes, ladders and digests name, and\n"
		"          says which arrived",
	.least = 1,
	.most = -1,
};

/* ---- list and dead ---- */

struct listing {
	struct outbox_call *call;
	const char *states[4];
	size_t n_states;
	json_t *json;
	struct ctl_table table;
};

static bool bind_list(void *context, struct params *params)
{
	const struct listing *listing = context;

	params_array(params, PARAM_TEXT, listing->n_states);
	for (size_t i = 0; i < listing->n_states; i++)
		params_add_text(params, listing->states[i]);
	params_text(params, listing->call->recipient);
	params_int4(params, (int32_t)listing->call->limit);
	return true;
}

static const char *time_text(const struct rows *rows, size_t row, int column, char *out)
{
	return rows_is_null(rows, row, column) ? ""
					       : time_format(rows_time(rows, row, column), out);
}

static const char *text_or_none(const struct rows *rows, size_t row, int column)
{
	const char *text = rows_text(rows, row, column);

	return text != NULL ? text : "";
}

static const char *state_of(const struct rows *rows, size_t row)
{
	return !rows_is_null(rows, row, 9)    ? "sent"
	       : !rows_is_null(rows, row, 10) ? "dead"
					      : "waiting";
}

static void add_notice_json(json_t *json, const struct rows *rows, size_t row)
{
	char created[32], due[32], sent[32], dead[32];
	bool has_alert = !rows_is_null(rows, row, 2);

	json_array_append_new(
		json,
		json_pack("{s:I, s:s, s:s, s:o, s:s, s:s, s:s, s:s, s:i, s:s?, s:s, s:s}", "id",
			  (json_int_t)rows_int8(rows, row, 0), "state", state_of(rows, row), "kind",
			  rows_text(rows, row, 1), "alert",
			  has_alert ? json_integer(rows_int8(rows, row, 2)) : json_null(),
			  "channel", rows_text(rows, row, 3), "recipient", rows_text(rows, row, 4),
			  "created_at", time_text(rows, row, 5, created), "due_at",
			  time_text(rows, row, 6, due), "attempts", (int)rows_int4(rows, row, 7),
			  "last_error", rows_text(rows, row, 8), "sent_at",
			  time_text(rows, row, 9, sent), "dead_at",
			  time_text(rows, row, 10, dead)));
}

static void add_notice_row(struct ctl_table *table, const struct rows *rows, size_t row)
{
	char at[32];

	ctl_table_cell(table, "%" PRId64, rows_int8(rows, row, 0));
	ctl_table_cell(table, "%s", state_of(rows, row));
	ctl_table_cell(table, "%s", rows_text(rows, row, 1));
	if (rows_is_null(rows, row, 2))
		ctl_table_cell(table, "%s", "");
	else
		ctl_table_cell(table, "%" PRId64, rows_int8(rows, row, 2));
	ctl_table_cell(table, "%s", rows_text(rows, row, 3));
	ctl_table_cell(table, "%s", rows_text(rows, row, 4));
	ctl_table_cell(table, "%s", time_text(rows, row, 5, at));
	ctl_table_cell(table, "%d", (int)rows_int4(rows, row, 7));
	ctl_table_cell(table, "%s", text_or_none(rows, row, 8));
}

static bool take_list(void *context, const struct rows *rows, struct err *err)
{
	struct listing *listing = context;

	(void)err;
	for (size_t i = 0; i < rows_count(rows); i++)
		if (listing->call->ctl->json)
			add_notice_json(listing->json, rows, i);
		else
			add_notice_row(&listing->table, rows, i);
	return true;
}

/* Runs a script of one statement that fills the listing, and prints it. */
static int print_listing(struct listing *listing, const struct script *script)
{
	struct err err;

	listing->json = json_array();
	if (!store_run_now(listing->call->database.store, script, listing, &err)) {
		json_decref(listing->json);
		return ctl_database_failed(&err);
	}
	if (listing->call->ctl->json)
		ctl_print_json(listing->json);
	else
		json_decref(listing->json);
	ctl_table_print(&listing->table);
	return CTL_OK;
}

static int list_states(struct outbox_call *call, const char *state)
{
	static const char *const all[] = { "waiting", "sent", "dead" };
	static const struct step steps[] = { { "list_outbox", bind_list, take_list, 0 } };
	static const struct script script = { "list the outbox", steps, 1, OUTBOX_DEADLINE_US };
	struct listing listing = {
		.call = call,
		.table = { .n_columns = 9,
			   .headings = { "ID", "STATE", "KIND", "ALERT", "CHANNEL", "RECIPIENT",
					 "WRITTEN", "TRIES", "LAST ERROR" },
			   .right = { true, false, false, true, false, false, false, true } }
	};

	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (strcmp(state, "all") == 0 || strcmp(state, all[i]) == 0)
			listing.states[listing.n_states++] = all[i];
	if (listing.n_states == 0)
		return ctl_usage_error("--state is waiting, sent, dead or all");
	return print_listing(&listing, &script);
}

static int list(struct outbox_call *call)
{
	return list_states(call, call->state != NULL ? call->state : "waiting");
}

static int dead(struct outbox_call *call)
{
	return list_states(call, "dead");
}

/* ---- retry ---- */

struct retrying {
	struct outbox_call *call;
	int64_t *ids;
	size_t n_retried;
};

static bool bind_retry(void *context, struct params *params)
{
	const struct retrying *retrying = context;
	const struct outbox_call *call = retrying->call;

	params_array(params, PARAM_INT8, (size_t)call->n_ids);
	for (int i = 0; i < call->n_ids; i++)
		params_add_int8(params, retrying->ids[i]);
	params_text(params, call->recipient);
	params_text(params, call->actor);
	return true;
}

/* Why is somebody's own words. */
static bool bind_retried(void *context, struct params *params)
{
	const struct retrying *retrying = context;
	char detail[48];

	if (retrying->n_retried == 0)
		return false;
	snprintf(detail, sizeof detail, "%zu notices", retrying->n_retried);
	audit_note_bind(params, &(struct audit_note){ .actor = retrying->call->actor,
						      .action = "notices-retried",
						      .detail = detail,
						      .personal = retrying->call->reason });
	return true;
}

static bool take_retry(void *context, const struct rows *rows, struct err *err)
{
	struct retrying *retrying = context;

	(void)err;
	retrying->n_retried = rows_count(rows);
	return true;
}

static int retry(struct outbox_call *call)
{
	static const struct step steps[] = {
		{ "begin", NULL, NULL, 0 },
		{ "retry_notices", bind_retry, take_retry, STEP_WAIT },
		{ "audit_note", bind_retried, NULL, 0 },
		{ "notify_outbox", NULL, NULL, 0 },
		{ "commit", NULL, NULL, 0 },
	};
	static const struct script script = { "retry notices", steps, sizeof steps / sizeof *steps,
					      OUTBOX_DEADLINE_US };
	struct retrying retrying = { .call = call };
	struct err err;

	if (call->n_ids == 0 && !call->all && call->recipient == NULL)
		return ctl_usage_error("say which: an ID of `outbox dead`, --recipient, or --all");
	if (call->reason == NULL || *call->reason == '\0')
		return ctl_usage_error("say why, with --reason");
	retrying.ids = arena_new(&call->arena, (size_t)call->n_ids, sizeof *retrying.ids);
	for (int i = 0; i < call->n_ids; i++) {
		char *end;

		retrying.ids[i] = strtoll(call->ids[i], &end, 10);
		if (*end != '\0' || retrying.ids[i] <= 0)
			return ctl_usage_error("an ID is a number, as `outbox dead` shows it");
	}
	if (call->dry_run)
		return list_states(call, "dead");
	if (!store_run_now(call->database.store, &script, &retrying, &err))
		return ctl_database_failed(&err);
	if (call->ctl->json)
		ctl_print_json(json_pack("{s:I}", "retried", (json_int_t)retrying.n_retried));
	else
		printf("%zu notices are tried anew\n", retrying.n_retried);
	return retrying.n_retried > 0 || call->n_ids == 0 ? CTL_OK : CTL_NOT_FOUND;
}

/* ---- feedback ---- */

static bool bind_feedback(void *context, struct params *params)
{
	const struct outbox_call *call = ((struct listing *)context)->call;

	params_bool(params, call->overdue);
	params_int4(params, (int32_t)call->limit);
	return true;
}

static void add_feedback_json(json_t *json, const struct rows *rows, size_t row)
{
	char decided[32], due[32];

	json_array_append_new(json,
			      json_pack("{s:I, s:s, s:s, s:I, s:I, s:s, s:s?, s:s, s:s, s:s?}",
					"id", (json_int_t)rows_int8(rows, row, 0), "agency",
					rows_text(rows, row, 1), "sender", rows_text(rows, row, 2),
					"alert", (json_int_t)rows_int8(rows, row, 3), "contact",
					(json_int_t)rows_int8(rows, row, 4), "says",
					rows_text(rows, row, 5), "outcome", rows_text(rows, row, 6),
					"decided_at", time_text(rows, row, 7, decided), "due_at",
					time_text(rows, row, 8, due), "recipient",
					rows_text(rows, row, 9)));
}

static bool take_feedback(void *context, const struct rows *rows, struct err *err)
{
	struct listing *listing = context;
	struct ctl_table *table = &listing->table;
	char at[32];

	(void)err;
	for (size_t i = 0; i < rows_count(rows); i++) {
		if (listing->call->ctl->json) {
			add_feedback_json(listing->json, rows, i);
			continue;
		}
		ctl_table_cell(table, "%" PRId64, rows_int8(rows, i, 0));
		ctl_table_cell(table, "%s", rows_text(rows, i, 1));
		ctl_table_cell(table, "%s", rows_text(rows, i, 2));
		ctl_table_cell(table, "%" PRId64, rows_int8(rows, i, 3));
		ctl_table_cell(table, "%s", time_text(rows, i, 8, at));
		ctl_table_cell(table, "%s",
			       rows_is_null(rows, i, 9) ? "fetched by the sender"
							: rows_text(rows, i, 9));
	}
	return true;
}

static int feedback(struct outbox_call *call)
{
	static const struct step steps[] = { { "list_feedback", bind_feedback, take_feedback, 0 } };
	static const struct script script = { "list feedback", steps, 1, OUTBOX_DEADLINE_US };
	struct listing listing = { .call = call,
				   .table = { .n_columns = 6,
					      .headings = { "ID", "AGENCY", "SENDER", "ALERT",
							    "DUE", "BY" },
					      .right = { true, false, false, true } } };

	return print_listing(&listing, &script);
}

/* ---- The subcommand ---- */

static const struct {
	const char *name;
	int (*run)(struct outbox_call *call);
	bool takes_ids;
} verbs[] = {
	{ "list", list, false },         { "dead", dead, false },          { "retry", retry, true },
	{ "feedback", feedback, false }, { "drill", outbox_drill, false },
};
enum { VERBS = sizeof verbs / sizeof *verbs };

static int run_verb(struct outbox_call *call, size_t verb)
{
	int code;

	if (!ctl_database_open(call->ctl, &call->database, &code))
		return code;
	arena_init(&call->arena);
	ctl_actor(call->actor, sizeof call->actor);
	code = verbs[verb].run(call);
	arena_done(&call->arena);
	ctl_database_close(&call->database);
	return code;
}

int ctl_outbox(struct ctl *ctl, int argc, char **argv)
{
	struct outbox_call call = { .ctl = ctl, .limit = 100, .wait_s = 60 };
	const struct ctl_option own[] = {
		{ .name = "state",
		  .argument = "STATE",
		  .help = "list: waiting (default), sent, dead or all",
		  .text = &call.state },
		{ .name = "recipient",
		  .argument = "NAME",
		  .help = "list, dead, retry: of one recipient",
		  .text = &call.recipient },
		{ .name = "limit",
		  .argument = "N",
		  .help = "at most so many (100)",
		  .number = &call.limit,
		  .low = 1,
		  .high = 100000 },
		{ .name = "all", .help = "retry: all that are dead", .flag = &call.all },
		{ .name = "overdue", .help = "feedback: what is late", .flag = &call.overdue },
		{ .name = "wait",
		  .argument = "SECONDS",
		  .help = "drill: how long to wait for all to arrive (60)",
		  .number = &call.wait_s,
		  .low = 1,
		  .high = 3600 },
		{ .name = "reason",
		  .argument = "TEXT",
		  .help = "retry: why, for the audit",
		  .text = &call.reason },
		{ .name = "dry-run",
		  .help = "retry, drill: show which, change nothing",
		  .flag = &call.dry_run },
	};
	size_t verb = 0;
	int code;

	if (!ctl_options(ctl, &usage, own, sizeof own / sizeof *own, &argc, &argv, &code))
		return code;
	while (verb < VERBS && strcmp(verbs[verb].name, argv[0]) != 0)
		verb++;
	if (verb == VERBS)
		return ctl_usage_error("say list, dead, retry, feedback or drill");
	call.ids = argv + 1;
	call.n_ids = argc - 1;
	if (call.n_ids > 0 && !verbs[verb].takes_ids)
		return ctl_usage_error("%s takes no ID", verbs[verb].name);
	return run_verb(&call, verb);
}
