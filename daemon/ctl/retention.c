/* SPDX-License-Identifier: Apache-2.0 */
#include "retention.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "casework/audit.h"
#include "store/params.h"
#include "store/rows.h"
#include "store/store.h"

/* concernctl retention: what is erased when its time is over, and what is held against that. */

static const struct ctl_usage usage = {
	.call = "retention run | retention holds | retention hold|release CHILD [OPTION…]",
	.help = "run       erases what is older than `retention` of concernd.conf says; --dry-run\n"
		"          counts it, class by class\n"
		"holds     the children of whom nothing is erased\n"
		"hold      nothing of this child is erased from now on; --reason, --person\n"
		"release   ends that; likewise\n"
		"Signs in as concernd_records.",
	.least = 1,
	.most = 2,
};

/* ---- Holds ---- */

struct holding {
	struct retention_call *call;
	const char *action;
	bool done;
};

static bool bind_hold(void *context, struct params *params)
{
	const struct retention_call *call = ((struct holding *)context)->call;

	params_int8(params, call->child);
	params_text(params, call->person);
	params_text(params, call->reason);
	params_text(params, call->actor);
	return true;
}

static bool bind_release(void *context, struct params *params)
{
	const struct retention_call *call = ((struct holding *)context)->call;

	params_int8(params, call->child);
	params_text(params, call->person);
	params_text(params, call->reason);
	return true;
}

static bool take_done(void *context, const struct rows *rows, struct err *err)
{
	(void)err;
	((struct holding *)context)->done = rows_count(rows) == 1;
	return true;
}

static bool bind_note(void *context, struct params *params)
{
	const struct holding *holding = context;
	struct retention_call *call = holding->call;

	if (!holding->done)
		return false;
	audit_note_bind(params, &(struct audit_note){
					.actor = call->actor,
					.action = holding->action,
					.child_ids = { &call->child, 1 },
					.personal = arena_printf(&call->arena, "%s\n%s",
								 call->person, call->reason) });
	return true;
}

static int hold(struct retention_call *call)
{
	static const struct step steps[] = {
		{ "begin", NULL, NULL, 0 },
		{ "retention_hold", bind_hold, take_done, STEP_WAIT },
		{ "audit_note", bind_note, NULL, 0 },
		{ "commit", NULL, NULL, 0 },
	};
	static const struct script script = { "hold a child", steps, 4,
					      INT64_C(30) * USEC_PER_SEC };
	struct holding holding = { .call = call, .action = "retention-held" };
	struct err err;

	if (!store_run_now(call->database.store, &script, &holding, &err))
		return ctl_database_failed(&err);
	if (holding.done)
		return CTL_OK;
	ctl_message("child %" PRId64 " is held already", call->child);
	return CTL_CONFLICT;
}

static int release(struct retention_call *call)
{
	static const struct step steps[] = {
		{ "begin", NULL, NULL, 0 },
		{ "retention_release", bind_release, take_done, STEP_WAIT },
		{ "audit_note", bind_note, NULL, 0 },
		{ "commit", NULL, NULL, 0 },
	};
	static const struct script script = { "release a child", steps, 4,
					      INT64_C(30) * USEC_PER_SEC };
	struct holding holding = { .call = call, .action = "retention-released" };
	struct err err;

	if (!store_run_now(call->database.store, &script, &holding, &err))
		return ctl_database_failed(&err);
	if (holding.done)
		return CTL_OK;
	ctl_message("child %" PRId64 " is not held", call->child);
	return CTL_NOT_FOUND;
}

/* ---- The list ---- */

static bool take_holds(void *context, const struct rows *rows, struct err *err)
{
	const struct retention_call *call = context;
	struct ctl_table table = { .n_columns = 4,
				   .headings = { "child", "held since", "by", "why" },
				   .right = { true } };
	char at[32];

	(void)err;
	for (size_t i = 0; i < rows_count(rows); i++) {
		time_format(rows_time(rows, i, 1), at);
		if (call->ctl->json) {
			ctl_print_json(json_pack("{s:I, s:s, s:s, s:s}", "child",
						 (json_int_t)rows_int8(rows, i, 0), "held_at", at,
						 "person", rows_text(rows, i, 2), "reason",
						 rows_text(rows, i, 3)));
			continue;
		}
		ctl_table_cell(&table, "%" PRId64, rows_int8(rows, i, 0));
		ctl_table_cell(&table, "%s", at);
		ctl_table_cell(&table, "%s", rows_text(rows, i, 2));
		ctl_table_cell(&table, "%s", rows_text(rows, i, 3));
	}
	ctl_table_print(&table);
	return true;
}

static bool bind_look(void *context, struct params *params)
{
	const struct retention_call *call = context;

	audit_note_bind(params, &(struct audit_note){ .actor = call->actor,
						      .action = "retention-holds-listed" });
	return true;
}

static int list_holds(struct retention_call *call)
{
	static const struct step steps[] = {
		{ "begin", NULL, NULL, 0 },
		{ "list_holds", NULL, take_holds, 0 },
		{ "audit_note", bind_look, NULL, 0 },
		{ "commit", NULL, NULL, 0 },
	};
	static const struct script script = { "list holds", steps, 4, INT64_C(30) * USEC_PER_SEC };
	struct err err;

	if (!store_run_now(call->database.store, &script, call, &err))
		return ctl_database_failed(&err);
	return CTL_OK;
}

/* ---- The subcommand ---- */

static const struct {
	const char *name;
	int (*run)(struct retention_call *call);
	bool takes_child;
} verbs[] = {
	{ "run", retention_run, false },
	{ "holds", list_holds, false },
	{ "hold", hold, true },
	{ "release", release, true },
};

enum { VERBS = sizeof verbs / sizeof *verbs };

static bool is_blank(const char *text)
{
	return text == NULL || text[strspn(text, " \t\r\n")] == '\0';
}

static int check_call(struct retention_call *call, size_t verb, int argc, char **argv)
{
	char *end;

	if (verb == VERBS)
		return ctl_usage_error("say run, holds, hold or release");
	if (verbs[verb].takes_child != (argc == 2))
		return ctl_usage_error(verbs[verb].takes_child ? "say which CHILD, by its number"
							       : "%s takes no operand",
				       verbs[verb].name);
	if (!verbs[verb].takes_child)
		return CTL_OK;
	call->child = strtoll(argv[1], &end, 10);
	if (*end != '\0' || call->child <= 0)
		return ctl_usage_error("a CHILD is a number");
	if (is_blank(call->reason) || is_blank(call->person))
		return ctl_usage_error("say why and who says so, with --reason and --person");
	return CTL_OK;
}

int ctl_retention(struct ctl *ctl, int argc, char **argv)
{
	struct retention_call call = { .ctl = ctl, .batch = 200 };
	const struct ctl_option own[] = {
		{ .name = "dry-run", .help = "run: only count", .flag = &call.dry_run },
		{ .name = "batch",
		  .argument = "N",
		  .help = "run: children or rows of one transaction (200)",
		  .number = &call.batch,
		  .low = 1,
		  .high = 10000 },
		{ .name = "reason",
		  .argument = "TEXT",
		  .help = "hold, release: why",
		  .text = &call.reason },
		{ .name = "person",
		  .argument = "NAME",
		  .help = "hold, release: who says so",
		  .text = &call.person },
	};
	size_t verb = 0;
	int code;

	if (!ctl_options(ctl, &usage, own, sizeof own / sizeof *own, &argc, &argv, &code))
		return code;
	while (verb < VERBS && strcmp(verbs[verb].name, argv[0]) != 0)
		verb++;
	code = check_call(&call, verb, argc, argv);
	if (code != CTL_OK || !ctl_database_open_as(ctl, "concernd_records", &call.database, &code))
		return code;
	arena_init(&call.arena);
	ctl_actor(call.actor, sizeof call.actor);
	code = verbs[verb].run(&call);
	arena_done(&call.arena);
	ctl_database_close(&call.database);
	return code;
}
