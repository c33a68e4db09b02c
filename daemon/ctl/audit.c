/* SPDX-License-Identifier: Apache-2.0 */
#include "audit.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "casework/audit_key.h"
#include "store/params.h"
#include "store/rows.h"
#include "store/store.h"

/* concernctl audit: who did what, and whether anybody changed it since. */

static const struct ctl_usage usage = {
	.call = "audit key FILE | audit list|verify|export [OPTION…]",
	.help = "key       makes the key that signs, in FILE, and prints its public half\n"
		"list      who did what, the newest first\n"
		"verify    whether the chain holds: names each row that was altered, removed,\n"
		"          reordered or added, and each block that is not what was signed; exit 7\n"
		"export    rows and blocks as JSON lines, for an independent check\n"
		"Signs in as concernd_auditor. list and export leave an audit row themselves.",
	.least = 1,
	.most = 2,
};

/* ---- key ---- */

static int make_key(struct audit_call *call)
{
	char hex[AUDIT_KEY_HEX];
	struct audit_key key;
	struct err err;

	if (!audit_key_make(call->file, &key, &err))
		return ctl_failed(&err);
	audit_hex(key.public_key, hex);
	audit_key_wipe(&key);
	if (call->ctl->json)
		ctl_print_json(json_pack("{s:s, s:s}", "file", call->file, "public_key", hex));
	else
		printf("%s\n", hex);
	ctl_message("name %s in audit.key_file; keep the public key above away from this machine: "
		    "`audit verify --public-key` trusts it",
		    call->file);
	return CTL_OK;
}

/* ---- list ---- */

struct listing {
	struct audit_call *call;
	int64_t since_us;
	struct audit_entry *entries;
	size_t n;
};

static void bind_text_or_none(struct params *params, const char *text)
{
	params_text(params, text != NULL && text[0] != '\0' ? text : NULL);
}

static bool bind_list(void *context, struct params *params)
{
	const struct listing *listing = context;
	const struct audit_call *call = listing->call;

	if (call->child != 0)
		params_int8(params, call->child);
	else
		params_null(params);
	bind_text_or_none(params, call->by);
	bind_text_or_none(params, call->action);
	if (call->since != NULL)
		params_time(params, listing->since_us);
	else
		params_null(params);
	params_bool(params, call->personal);
	params_int4(params, (int32_t)call->most);
	return true;
}

static bool take_list(void *context, const struct rows *rows, struct err *err)
{
	struct listing *listing = context;
	struct arena *arena = &listing->call->arena;

	(void)err;
	listing->n = rows_count(rows);
	listing->entries = arena_new(arena, listing->n, sizeof *listing->entries);
	for (size_t i = 0; i < listing->n; i++)
		audit_entry_read(rows, i, arena, &listing->entries[i]);
	return true;
}

static const char *join_ids(struct arena *arena, struct audit_ids ids)
{
	const char *text = "";

	for (size_t i = 0; i < ids.n && i < 4; i++)
		text = arena_printf(arena, "%s%s%" PRId64, text, i > 0 ? "," : "", ids.list[i]);
	return ids.n > 4 ? arena_printf(arena, "%s,… (%zu)", text, ids.n) : text;
}

static const char *number_or(struct arena *arena, int64_t number, const char *none)
{
	return number != 0 ? arena_printf(arena, "%" PRId64, number) : none;
}

static void print_list(const struct listing *listing)
{
	struct arena *arena = &listing->call->arena;
	struct ctl_table table = {
		.n_columns = 8,
		.headings = { "row", "at", "who", "action", "child", "alert", "block", "detail" },
		.right = { true, false, false, false, false, true, true, false },
	};
	char at[32];

	for (size_t i = 0; i < listing->n; i++) {
		const struct audit_entry *entry = &listing->entries[i];
		const struct audit_row *row = &entry->row;

		ctl_table_cell(&table, "%" PRId64, row->id);
		ctl_table_cell(&table, "%s", time_format(row->at_us, at));
		ctl_table_cell(&table, "%s", row->actor);
		ctl_table_cell(&table, "%s", row->action);
		ctl_table_cell(&table, "%s", join_ids(arena, row->child_ids));
		ctl_table_cell(&table, "%s", number_or(arena, row->alert_id, ""));
		ctl_table_cell(&table, "%s", number_or(arena, entry->block, "open"));
		ctl_table_cell(&table, "%s%s%s", row->detail,
			       entry->value != NULL && row->detail[0] != '\0' ? ": " : "",
			       entry->value != NULL      ? entry->value
			       : row->personal == NULL   ? ""
			       : listing->call->personal ? " (erased)"
							 : "");
	}
	ctl_table_print(&table);
}

static int list(struct audit_call *call)
{
	static const struct step steps[] = { { "audit_list", bind_list, take_list, 0 } };
	static const struct script script = { "list the audit", steps, 1, INT64_C(60) * 1000000 };
	struct listing listing = { .call = call };
	struct err err;

	if (call->since != NULL && !time_parse(call->since, &listing.since_us))
		return ctl_usage_error("--since is a time like 2026-11-03T18:10:00Z");
	if (!audit_note_look(call, "audit-listed", call->personal ? "with the personal parts" : "",
			     &err) ||
	    !store_run_now(call->database.store, &script, &listing, &err))
		return ctl_database_failed(&err);
	if (!call->ctl->json)
		print_list(&listing);
	for (size_t i = 0; call->ctl->json && i < listing.n; i++)
		ctl_print_json(audit_entry_json(&listing.entries[i], call->personal));
	return CTL_OK;
}

/* ---- The subcommand ---- */

static const struct {
	const char *name;
	int (*run)(struct audit_call *call);
	bool takes_file, asks_database;
} verbs[] = {
	{ "key", make_key, true, false },
	{ "list", list, false, true },
	{ "verify", audit_verify, false, true },
	{ "export", audit_export, false, true },
};

enum { VERBS = sizeof verbs / sizeof *verbs };

static int run(struct audit_call *call, size_t verb)
{
	int code;

	if (!verbs[verb].asks_database)
		return verbs[verb].run(call);
	if (!ctl_database_open_as(call->ctl, "concernd_auditor", &call->database, &code))
		return code;
	arena_init(&call->arena);
	ctl_actor(call->actor, sizeof call->actor);
	code = verbs[verb].run(call);
	arena_done(&call->arena);
	ctl_database_close(&call->database);
	return code;
}

int ctl_audit(struct ctl *ctl, int argc, char **argv)
{
	struct audit_call call = { .ctl = ctl, .most = 100 };
	const struct ctl_option own[] = {
		{ .name = "child",
		  .argument = "ID",
		  .help = "list: what concerns one child",
		  .number = &call.child,
		  .low = 1,
		  .high = INT64_MAX },
		{ .name = "by", .argument = "WHO", .help = "list: of one actor", .text = &call.by },
		{ .name = "action",
		  .argument = "ACTION",
		  .help = "list: of one kind",
		  .text = &call.action },
		{ .name = "since",
		  .argument = "TIME",
		  .help = "list: not before then",
		  .text = &call.since },
		{ .name = "limit",
		  .argument = "N",
		  .help = "list: at most so many (100)",
		  .number = &call.most,
		  .low = 1,
		  .high = 100000 },
		{ .name = "personal",
		  .help = "list, export: also reasons, rationales, who decided",
		  .flag = &call.personal },
		{ .name = "public-key",
		  .argument = "HEX",
		  .help = "verify: trust this key alone, not those of concernd.conf",
		  .text = &call.public_key },
		{ .name = "head",
		  .argument = "FILE",
		  .help = "verify: the heads that were noted (audit.head_file, or a log)",
		  .text = &call.head },
	};
	size_t verb = 0;
	int code;

	if (!ctl_options(ctl, &usage, own, sizeof own / sizeof *own, &argc, &argv, &code))
		return code;
	while (verb < VERBS && strcmp(verbs[verb].name, argv[0]) != 0)
		verb++;
	if (verb == VERBS)
		return ctl_usage_error("say key, list, verify or export");
	if (verbs[verb].takes_file != (argc == 2))
		return ctl_usage_error(verbs[verb].takes_file ? "say which FILE to make"
							      : "%s takes no operand",
				       verbs[verb].name);
	call.file = argv[1];
	return run(&call, verb);
}
