/* SPDX-License-Identifier: Apache-2.0 */
#include "refused.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

/* ---- list and show ---- */

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
static const char *sum_up(struct refused_call *call, const json_t *problems)
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

static void list_as_json(const struct refusals *refusals)
{
	json_t *json = json_array();

	for (size_t i = 0; i < refusals->n; i++)
		json_array_append_new(json, refusal_json(&refusals->list[i]));
	ctl_print_json(json);
}

static void list_as_table(struct refused_call *call, const struct refusals *refusals)
{
	struct ctl_table table = { .n_columns = 6,
				   .headings = { "ID", "SENDER", "LAST RECEIVED", "TIMES", "STATE",
						 "WHERE" },
				   .right = { true, false, false, true } };

	for (size_t i = 0; i < refusals->n; i++) {
		const struct refusal *refusal = &refusals->list[i];

		ctl_table_cell(&table, "%" PRId64, refusal->id);
		ctl_table_cell(&table, "%s", refusal->sender);
		ctl_table_cell(&table, "%s", refusal->last_received);
		ctl_table_cell(&table, "%" PRId32, refusal->times);
		ctl_table_cell(&table, "%s", refusal->state);
		ctl_table_cell(&table, "%s", sum_up(call, refusal->problems));
	}
	ctl_table_print(&table);
}

static int list(struct refused_call *call)
{
	struct refusals refusals = { .call = call };
	struct err err;

	if (!refused_list(&refusals, &err))
		return ctl_database_failed(&err);
	if (call->ctl->json)
		list_as_json(&refusals);
	else
		list_as_table(call, &refusals);
	refused_forget(&refusals);
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

static int show_one(struct refused_call *call, struct refusals *refusals)
{
	struct err err;

	if (!refused_read(refusals, &err))
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

int refused_each(struct refused_call *call, void *desk,
		 int (*one)(struct refused_call *, struct refusals *, void *))
{
	int code = CTL_OK;

	for (int i = 0; i < call->n_ids; i++) {
		struct refusals refusals = { .call = call };
		char *end;

		call->id = strtoll(call->ids[i], &end, 10);
		if (*end != '\0' || call->id <= 0)
			return ctl_usage_error("an ID is a number, as `refused list` shows it");
		int ended = one(call, &refusals, desk);

		refused_forget(&refusals);
		if (code == CTL_OK)
			code = ended;
	}
	return code;
}

static int show_each(struct refused_call *call, struct refusals *refusals, void *desk)
{
	(void)desk;
	return show_one(call, refusals);
}

static int show(struct refused_call *call)
{
	return refused_each(call, NULL, show_each);
}

/* ---- The subcommand ---- */

static const struct {
	const char *name;
	int (*run)(struct refused_call *call);
	bool takes_ids, changes;
} verbs[] = {
	{ "list", list, false, false },
	{ "show", show, true, false },
	{ "replay", refused_replay, true, true },
	{ "discard", refused_discard, true, true },
};

enum { VERBS = sizeof verbs / sizeof *verbs };

static int check_call(const struct refused_call *call, size_t verb)
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
	struct refused_call call = { .ctl = ctl, .most = 100 };
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
