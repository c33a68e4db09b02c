/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "base/mem.h"
#include "casework/judge.h"
#include "config/crosscheck.h"
#include "config/settings.h"
#include "ctl.h"
#include "intake/replay.h"
#include "store/params.h"
#include "store/rows.h"
#include "store/store.h"

/* concernctl refused: what senders sent and we refused, for a person to settle. */

static const struct ctl_usage usage = {
	.call = "refused list|show|replay|discard [OPTION…] [ID…]",
	.help = "list      what is kept; --all also what was replayed or discarded\n"
		"show      why one was refused; --body also what was sent (personal data: "
		"audited)\n"
		"replay    sends it through the same checks again; --reason says why\n"
		"discard   settles it without; --reason says why",
	.least = 1,
	.most = -1,
};

struct call {
	struct ctl *ctl;
	struct ctl_database database;
	struct arena arena;
	bool all, body, dry_run;
	const char *sender, *reason;
	int64_t most;
	char actor[128];
	int64_t id; /* of the refusal under way */
	char **ids; /* operands */
	int n_ids;
};

/* A row of the table refused. Times are texts; "" where there is none. */
struct refusal {
	int64_t id;
	const char *sender, *source, *event_id, *state, *settled_by, *settled_reason;
	char received[32], last_received[32], settled[32];
	int32_t times;
	json_t *problems;
	const char *content_type;
	char *body; /* with a NUL behind it */
	size_t length;
};

struct refusals {
	struct call *call;
	struct refusal *list;
	size_t n;
};

enum { DEADLINE_US = 30 * 1000000 };

/* ---- From the database --------------------------------------------------------------------------- */

static const char *text_of(struct arena *arena, const struct rows *rows, size_t row, int column)
{
	const char *text = rows_text(rows, row, column);

	return arena_strdup(arena, text != NULL ? text : "");
}

static void take_refusal(struct call *call, const struct rows *rows, size_t row,
			 struct refusal *ret)
{
	struct arena *arena = &call->arena;

	ret->id = rows_int8(rows, row, 0);
	ret->sender = text_of(arena, rows, row, 1);
	time_format(rows_time(rows, row, 2), ret->received);
	time_format(rows_time(rows, row, 3), ret->last_received);
	ret->times = rows_int4(rows, row, 4);
	ret->source = text_of(arena, rows, row, 5);
	ret->event_id = text_of(arena, rows, row, 6);
	ret->problems = json_loads(rows_text(rows, row, 7), 0, NULL);
	ret->state = text_of(arena, rows, row, 8);
	if (!rows_is_null(rows, row, 9))
		time_format(rows_time(rows, row, 9), ret->settled);
	ret->settled_by = text_of(arena, rows, row, 10);
	ret->settled_reason = text_of(arena, rows, row, 11);
}

static void forget(struct refusals *refusals)
{
	for (size_t i = 0; i < refusals->n; i++)
		json_decref(refusals->list[i].problems);
	refusals->n = 0;
}

static bool take_list(void *context, const struct rows *rows, struct err *err)
{
	struct refusals *refusals = context;
	size_t n = rows_count(rows);

	(void)err;
	forget(refusals);
	refusals->list = arena_new(&refusals->call->arena, n, sizeof *refusals->list);
	for (size_t i = 0; i < n; i++)
		take_refusal(refusals->call, rows, i, &refusals->list[i]);
	refusals->n = n;
	return true;
}

static bool take_one(void *context, const struct rows *rows, struct err *err)
{
	struct refusals *refusals = context;

	if (!take_list(context, rows, err) || refusals->n == 0)
		return true;
	struct refusal *refusal = &refusals->list[0];
	struct arena *arena = &refusals->call->arena;
	const void *body = rows_bytes(rows, 0, 13, &refusal->length);

	refusal->content_type = text_of(arena, rows, 0, 12);
	refusal->body = arena_new(arena, refusal->length + 1, 1);
	memcpy(refusal->body, body, refusal->length);
	return true;
}

static bool bind_list(void *context, struct params *params)
{
	const struct call *call = ((struct refusals *)context)->call;

	params_text(params, call->all ? NULL : "kept");
	params_text(params, call->sender);
	params_int4(params, (int32_t)call->most);
	return true;
}

static bool bind_id(void *context, struct params *params)
{
	params_int8(params, ((struct refusals *)context)->call->id);
	return true;
}

static bool bind_view(void *context, struct params *params)
{
	const struct call *call = ((struct refusals *)context)->call;

	if (!call->body)
		return false;
	params_int8(params, call->id);
	params_text(params, call->actor);
	return true;
}

static bool read_list(struct refusals *refusals, struct err *err)
{
	static const struct step steps[] = { { "list_refused", bind_list, take_list, 0 } };
	static const struct script script = { "list what was refused", steps, 1, DEADLINE_US };

	return store_run_now(refusals->call->database.store, &script, refusals, err);
}

/* The refusal of call->id, with its body; its view is audited if the body is to be shown. */
static bool read_one(struct refusals *refusals, struct err *err)
{
	static const struct step steps[] = {
		{ "begin", NULL, NULL, 0 },
		{ "show_refused", bind_id, take_one, 0 },
		{ "audit_refused_view", bind_view, NULL, 0 },
		{ "commit", NULL, NULL, 0 },
	};
	static const struct script script = { "show what was refused", steps, 4, DEADLINE_US };

	return store_run_now(refusals->call->database.store, &script, refusals, err);
}

struct settling {
	const struct call *call;
	const char *state;
	bool settled;
};

static bool bind_settle(void *context, struct params *params)
{
	const struct settling *settling = context;

	params_int8(params, settling->call->id);
	params_text(params, settling->state);
	params_text(params, settling->call->actor);
	params_text(params, settling->call->reason);
	return true;
}

static bool take_settled(void *context, const struct rows *rows, struct err *err)
{
	struct settling *settling = context;

	(void)err;
	settling->settled = rows_count(rows) == 1;
	return true;
}

/* False when it was settled in between, or with *err. */
static bool settle(const struct call *call, const char *state, struct err *err)
{
	static const struct step steps[] = {
		{ "begin", NULL, NULL, 0 },
		{ "settle_refused", bind_settle, take_settled, 0 },
		{ "commit", NULL, NULL, 0 },
	};
	static const struct script script = { "settle what was refused", steps, 3, DEADLINE_US };
	struct settling settling = { call, state, false };

	if (!store_run_now(call->database.store, &script, &settling, err))
		return false;
	return settling.settled ||
	       err_set(err, ERR_INPUT, "refused %" PRId64 " was settled in between", call->id);
}

/* ---- list and show ------------------------------------------------------------------------------- */

static json_t *refusal_json(const struct refusal *refusal)
{
	json_t *json = json_pack(
		"{s:I, s:s, s:s, s:s, s:s, s:s, s:i, s:s, s:O}", "id", (json_int_t)refusal->id,
		"sender", refusal->sender, "source", refusal->source, "event_id", refusal->event_id,
		"received_at", refusal->received, "last_received_at", refusal->last_received,
		"times", refusal->times, "state", refusal->state, "problems", refusal->problems);

	if (refusal->settled[0] != '\0')
		json_object_set_new(json, "settled",
				    json_pack("{s:s, s:s, s:s}", "at", refusal->settled, "by",
					      refusal->settled_by, "reason",
					      refusal->settled_reason));
	return json;
}

/* "/data/category and 2 more" */
static const char *sum_up(struct call *call, const json_t *problems)
{
	size_t n = json_array_size(problems);
	const char *first =
		json_string_value(json_object_get(json_array_get(problems, 0), "pointer"));

	if (n == 0 || first == NULL)
		return "";
	if (first[0] == '\0')
		first = "the whole of it";
	return n == 1 ? first : arena_printf(&call->arena, "%s and %zu more", first, n - 1);
}

static int list(struct call *call)
{
	struct refusals refusals = { .call = call };
	struct ctl_table table = { .n_columns = 6,
				   .headings = { "ID", "SENDER", "LAST RECEIVED", "TIMES", "STATE",
						 "WHERE" },
				   .right = { true, false, false, true } };
	json_t *json = json_array();
	struct err err;

	if (!read_list(&refusals, &err)) {
		json_decref(json);
		return ctl_database_failed(&err);
	}
	for (size_t i = 0; i < refusals.n; i++) {
		const struct refusal *refusal = &refusals.list[i];

		json_array_append_new(json, refusal_json(refusal));
		ctl_table_cell(&table, "%" PRId64, refusal->id);
		ctl_table_cell(&table, "%s", refusal->sender);
		ctl_table_cell(&table, "%s", refusal->last_received);
		ctl_table_cell(&table, "%" PRId32, refusal->times);
		ctl_table_cell(&table, "%s", refusal->state);
		ctl_table_cell(&table, "%s", sum_up(call, refusal->problems));
	}
	if (call->ctl->json)
		ctl_print_json(json_incref(json));
	else
		ctl_table_print(&table);
	json_decref(json);
	forget(&refusals);
	return CTL_OK;
}

static void print_refusal(const struct refusal *refusal)
{
	size_t i;
	json_t *problem;

	printf("refused %" PRId64 "  %s\n  sender    %s\n  received  %s, %" PRId32
	       " times, last %s\n",
	       refusal->id, refusal->state, refusal->sender, refusal->received, refusal->times,
	       refusal->last_received);
	if (refusal->event_id[0] != '\0')
		printf("  event     %s %s\n", refusal->source, refusal->event_id);
	if (refusal->settled[0] != '\0')
		printf("  settled   %s by %s: %s\n", refusal->settled, refusal->settled_by,
		       refusal->settled_reason);
	json_array_foreach(refusal->problems, i, problem) {
		const char *pointer = json_string_value(json_object_get(problem, "pointer"));

		printf("  %s%s%s\n", pointer, pointer[0] != '\0' ? ": " : "",
		       json_string_value(json_object_get(problem, "detail")));
	}
}

static int show_one(struct call *call, struct refusals *refusals)
{
	struct err err;

	if (!read_one(refusals, &err))
		return ctl_database_failed(&err);
	const struct refusal *refusal = &refusals->list[0];

	if (refusals->n == 0) {
		ctl_message("there is no refused %" PRId64, call->id);
		return CTL_NOT_FOUND;
	}
	json_t *json = refusal_json(refusal);

	if (call->body)
		json_object_set_new(json, "body", json_stringn(refusal->body, refusal->length));
	if (call->ctl->json)
		ctl_print_json(json_incref(json));
	else
		print_refusal(refusal);
	if (call->body && !call->ctl->json) {
		fwrite(refusal->body, 1, refusal->length, stdout);
		putchar('\n');
	}
	json_decref(json);
	return CTL_OK;
}

/* ---- replay and discard -------------------------------------------------------------------------- */

/* What it takes to replay: loaded once a call. */
struct desk {
	struct rulesets *rulesets;
	struct judge *judge;
};

static int refuse_again(const struct call *call, const struct replayed *replayed)
{
	size_t i, j;
	json_t *receipt, *error;

	ctl_message("refused %" PRId64 " is refused again, and stays", call->id);
	json_array_foreach(json_object_get(replayed->receipts, "receipts"), i, receipt)
		json_array_foreach(json_object_get(receipt, "errors"), j, error)
			ctl_message("  %s: %s",
				    json_string_value(json_object_get(error, "pointer")),
				    json_string_value(json_object_get(error, "detail")));
	return CTL_FAILED;
}

static int finish_replay(struct call *call, const struct replayed *replayed)
{
	struct err err;

	if (!replayed->whole)
		return refuse_again(call, replayed);
	if (!settle(call, "replayed", &err))
		return err.kind == ERR_INPUT ? CTL_CONFLICT : ctl_database_failed(&err);
	if (call->ctl->json)
		ctl_print_json(json_pack("{s:I, s:s, s:O}", "id", (json_int_t)call->id, "state",
					 "replayed", "receipts",
					 json_object_get(replayed->receipts, "receipts")));
	else
		printf("refused %" PRId64 " replayed\n", call->id);
	return CTL_OK;
}

static int replay_one(struct call *call, const struct desk *desk, const struct refusal *refusal)
{
	struct replay_options options = {
		.base = call->database.base,
		.judge = desk->judge,
		.settings = call->database.settings,
		.ruleset = rulesets_newest(desk->rulesets, NULL),
		.sender = settings_sender(call->database.settings, refusal->sender),
	};
	struct replayed replayed;
	struct err err;

	if (options.sender == NULL) {
		ctl_message("refused %" PRId64 ": concernd.conf has no sender %s any more",
			    call->id, refusal->sender);
		return CTL_FAILED;
	}
	if (call->dry_run) {
		printf("refused %" PRId64 " would be replayed\n", call->id);
		return CTL_OK;
	}
	if (!replay_now(&options, refusal->body, refusal->length, &replayed, &err))
		return err.kind == ERR_INPUT ? ctl_failed(&err) : ctl_database_failed(&err);
	int code = finish_replay(call, &replayed);

	json_decref(replayed.receipts);
	return code;
}

static int discard_one(struct call *call)
{
	struct err err;

	if (call->dry_run) {
		printf("refused %" PRId64 " would be discarded\n", call->id);
		return CTL_OK;
	}
	if (!settle(call, "discarded", &err))
		return err.kind == ERR_INPUT ? CTL_CONFLICT : ctl_database_failed(&err);
	if (call->ctl->json)
		ctl_print_json(
			json_pack("{s:I, s:s}", "id", (json_int_t)call->id, "state", "discarded"));
	else
		printf("refused %" PRId64 " discarded\n", call->id);
	return CTL_OK;
}

static int change_one(struct call *call, struct refusals *refusals, const struct desk *desk)
{
	struct err err;

	if (!read_one(refusals, &err))
		return ctl_database_failed(&err);
	if (refusals->n == 0) {
		ctl_message("there is no refused %" PRId64, call->id);
		return CTL_NOT_FOUND;
	}
	if (strcmp(refusals->list[0].state, "kept") != 0) {
		ctl_message("refused %" PRId64 " is %s already", call->id, refusals->list[0].state);
		return CTL_CONFLICT;
	}
	return desk != NULL ? replay_one(call, desk, &refusals->list[0]) : discard_one(call);
}

/* Runs `one` for each operand; ends with the first failure's code, after all were tried. */
static int each(struct call *call, const struct desk *desk,
		int (*one)(struct call *, struct refusals *, const struct desk *))
{
	int code = CTL_OK;

	for (int i = 0; i < call->n_ids; i++) {
		struct refusals refusals = { .call = call };
		char *end;

		call->id = strtoll(call->ids[i], &end, 10);
		if (*end != '\0' || call->id <= 0)
			return ctl_usage_error("an ID is a number, as `refused list` shows it");
		int ended = one(call, &refusals, desk);

		forget(&refusals);
		if (code == CTL_OK)
			code = ended;
	}
	return code;
}

static int show_each(struct call *call, struct refusals *refusals, const struct desk *desk)
{
	(void)desk;
	return show_one(call, refusals);
}

static int show(struct call *call)
{
	return each(call, NULL, show_each);
}

static int discard(struct call *call)
{
	return each(call, NULL, change_one);
}

static int replay(struct call *call)
{
	struct store *store = call->database.store;
	struct desk desk = { .rulesets = rulesets_new(store) };
	struct err err;
	int code;

	desk.judge = judge_new(store, desk.rulesets, channels_on(call->database.settings),
			       DEADLINE_US);
	if (rulesets_load_now(desk.rulesets, 0, &err))
		code = each(call, &desk, change_one);
	else
		code = ctl_database_failed(&err);
	judge_free(desk.judge);
	rulesets_free(desk.rulesets);
	return code;
}

/* ---- The subcommand ------------------------------------------------------------------------------ */

static const struct {
	const char *name;
	int (*run)(struct call *call);
	bool takes_ids, changes;
} verbs[] = {
	{ "list", list, false, false },
	{ "show", show, true, false },
	{ "replay", replay, true, true },
	{ "discard", discard, true, true },
};

enum { VERBS = sizeof verbs / sizeof *verbs };

static int check_call(const struct call *call, size_t verb)
{
	if (verb == VERBS)
		return ctl_usage_error("say list, show, replay or discard");
	if (verbs[verb].takes_ids != (call->n_ids > 0))
		return ctl_usage_error(verbs[verb].takes_ids ? "say which: an ID of `refused list`"
							     : "list takes no ID");
	if (verbs[verb].changes && (call->reason == NULL || call->reason[0] == '\0'))
		return ctl_usage_error("say why, with --reason");
	return CTL_OK;
}

int ctl_refused(struct ctl *ctl, int argc, char **argv)
{
	struct call call = { .ctl = ctl, .most = 100 };
	const struct ctl_option own[] = {
		{ .name = "all", .help = "also what was settled", .flag = &call.all },
		{ .name = "sender",
		  .argument = "NAME",
		  .help = "of one sender",
		  .text = &call.sender },
		{ .name = "limit",
		  .argument = "N",
		  .help = "at most so many (100)",
		  .number = &call.most,
		  .low = 1,
		  .high = 100000 },
		{ .name = "body", .help = "also what was sent; audited", .flag = &call.body },
		{ .name = "reason",
		  .argument = "TEXT",
		  .help = "why, for the audit",
		  .text = &call.reason },
		{ .name = "dry-run", .help = "change nothing", .flag = &call.dry_run },
	};
	size_t verb = 0;
	int code;

	if (!ctl_options(ctl, &usage, own, sizeof own / sizeof *own, &argc, &argv, &code))
		return code;
	while (verb < VERBS && strcmp(verbs[verb].name, argv[0]) != 0)
		verb++;
	call.ids = argv + 1;
	call.n_ids = argc - 1;
	code = check_call(&call, verb);
	if (code != CTL_OK || !ctl_database_open(ctl, &call.database, &code))
		return code;
	arena_init(&call.arena);
	ctl_actor(call.actor, sizeof call.actor);
	code = verbs[verb].run(&call);
	arena_done(&call.arena);
	ctl_database_close(&call.database);
	return code;
}
