/* SPDX-License-Identifier: Apache-2.0 */
#include "store/schema.h"

#include <inttypes.h>
#include <string.h>

#include "base/calendar.h"
#include "config/settings.h"
#include "ctl.h"

/* concernctl schema: the tables of the database, and how they are brought up to this program. */

struct call {
	struct ctl *ctl;
	const char *conninfo;
	const char *role; /* to sign in as; NULL: as conninfo says */
	bool is_guess;    /* nobody named the role: where it cannot sign in, go by conninfo alone */
	bool dry_run;
};

static json_t *file_json(const struct schema_file *file)
{
	char applied_at[32];

	return json_pack("{s:s, s:b, s:b, s:s?, s:s?}", "name", file->name, "applied",
			 file->applied, "changed", file->changed, "applied_at",
			 file->applied ? time_format(file->applied_us, applied_at) : NULL,
			 "applied_by", file->applied_by);
}

static void print_json(const struct schema_state *state)
{
	json_t *files = json_array();

	for (size_t i = 0; i < state->n_files; i++)
		json_array_append_new(files, file_json(&state->files[i]));
	ctl_print_json(json_pack("{s:i, s:i, s:o}", "present", state->present, "known",
				 state->known, "files", files));
}

static const char *file_state(const struct schema_file *file)
{
	if (!file->applied)
		return "to be run";
	return file->changed ? "run, from another text" : "run";
}

static void print_table(const struct schema_state *state)
{
	struct ctl_table table = { .n_columns = 4, .headings = { "FILE", "STATE", "AT", "BY" } };

	for (size_t i = 0; i < state->n_files; i++) {
		const struct schema_file *file = &state->files[i];
		char at[32];

		ctl_table_cell(&table, "%s", file->name);
		ctl_table_cell(&table, "%s", file_state(file));
		ctl_table_cell(&table, "%s",
			       file->applied ? time_format(file->applied_us, at) : "");
		ctl_table_cell(&table, "%s", file->applied_by == NULL ? "" : file->applied_by);
	}
	ctl_table_print(&table);
}

/* A changed file is told, not repaired: what it did is done. */
static int judge(const struct schema_state *state)
{
	struct err err;
	int code = CTL_OK;

	for (size_t i = 0; i < state->n_files; i++)
		if (state->files[i].changed) {
			ctl_message("%s was run from another text than this program has; compare "
				    "the installed version with the one that ran it",
				    state->files[i].name);
			code = CTL_INTEGRITY;
		}
	if (schema_check(state, &err))
		return code;
	ctl_message("%s", err.text);
	return CTL_DATABASE;
}

static int show(const struct call *call)
{
	struct schema_state state;
	struct arena arena;
	struct err err;

	arena_init(&arena);
	bool ok = schema_read(call->conninfo, &arena, &state, &err);

	if (ok && call->ctl->json)
		print_json(&state);
	else if (ok)
		print_table(&state);
	int code = ok ? judge(&state) : ctl_database_failed(&err);

	arena_done(&arena);
	return code;
}

/* What an upgrade would run, without running it. */
static int rehearse(const struct call *call)
{
	struct schema_state state;
	struct arena arena;
	struct err err;
	json_t *files = json_array();

	arena_init(&arena);
	bool ok = schema_read(call->conninfo, &arena, &state, &err);

	for (size_t i = 0; ok && i < state.n_files; i++) {
		if (state.files[i].applied)
			continue;
		json_array_append_new(files, json_string(state.files[i].name));
		if (!call->ctl->json)
			printf("would run %s\n", state.files[i].name);
	}
	if (ok && call->ctl->json)
		ctl_print_json(json_pack("{s:O}", "would_run", files));
	json_decref(files);
	arena_done(&arena);
	return ok ? CTL_OK : ctl_database_failed(&err);
}

static void on_file(void *context, const char *name)
{
	json_array_append_new(context, json_string(name));
	ctl_message("ran %s", name);
}

static int upgrade(const struct call *call)
{
	json_t *files = json_array();
	struct err err;
	bool ok = schema_upgrade(call->conninfo, call->role, on_file, files, &err);

	/* On an empty server there are no roles yet. */
	if (!ok && call->is_guess && err.kind == ERR_RETRY && json_array_size(files) == 0)
		ok = schema_upgrade(call->conninfo, NULL, on_file, files, &err);
	if (ok && call->ctl->json)
		ctl_print_json(json_pack("{s:O, s:i}", "ran", files, "present", schema_known()));
	else if (ok)
		printf("the database has schema %d\n", schema_known());
	json_decref(files);
	return ok ? CTL_OK : ctl_database_failed(&err);
}

int ctl_schema(struct ctl *ctl, int argc, char **argv)
{
	static const struct ctl_usage usage = {
		.call = "schema status|upgrade [OPTION…]",
		.help = "Shows which files of the schema the database has seen (status), or runs "
			"those\n"
			"that it has not, each in one transaction (upgrade). The very first "
			"upgrade makes\n"
			"the roles too: run it as a role that may, or have a DBA make them.",
		.least = 1,
		.most = 1,
	};
	struct call call = { .ctl = ctl };
	const struct ctl_option own[] = {
		{ .name = "database",
		  .argument = "CONNINFO",
		  .text = &call.conninfo,
		  .help = "how to connect, as libpq reads it (default: as concernd.conf says)" },
		{ .name = "role",
		  .argument = "ROLE",
		  .text = &call.role,
		  .help = "to sign in as (default for upgrade without --database: "
			  "concernd_migrate if it can)" },
		{ .name = "dry-run", .flag = &call.dry_run, .help = "show what upgrade would run" },
	};
	int code;

	if (!ctl_options(ctl, &usage, own, sizeof own / sizeof *own, &argc, &argv, &code))
		return code;
	bool status = strcmp(argv[0], "status") == 0;

	if (!status && strcmp(argv[0], "upgrade") != 0)
		return ctl_usage_error("schema can do status and upgrade");
	struct settings *settings = NULL;

	if (call.conninfo == NULL) {
		settings = ctl_settings(ctl, &code);
		if (settings == NULL)
			return code;
		call.conninfo = settings->database.conninfo;
		call.is_guess = call.role == NULL;
		call.role = call.is_guess ? "concernd_migrate" : call.role;
	}
	code = status ? show(&call) : call.dry_run ? rehearse(&call) : upgrade(&call);
	settings_free(settings);
	return code;
}
