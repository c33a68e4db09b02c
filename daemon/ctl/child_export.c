/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "casework/audit.h"
#include "child.h"
#include "store/params.h"
#include "store/rows.h"
#include "store/store.h"

/* All rows that say something of a child, as the database has them: a part for each table. */

struct exporting {
	struct child_call *call;
	json_t *parts;
};

static bool bind_child(void *context, struct params *params)
{
	params_int8(params, ((struct exporting *)context)->call->child);
	return true;
}

static bool take_held(void *context, const struct rows *rows, struct err *err)
{
	struct exporting *exporting = context;

	json_decref(exporting->parts);
	exporting->parts = json_object();
	for (size_t i = 0; i < rows_count(rows); i++) {
		const char *part = rows_text(rows, i, 0);
		json_t *list = json_object_get(exporting->parts, part);

		if (list == NULL) {
			list = json_array();
			json_object_set_new(exporting->parts, part, list);
		}
		json_array_append_new(list, json_loads(rows_text(rows, i, 1), 0, NULL));
	}
	return json_object_get(exporting->parts, "child") != NULL ||
	       err_set(err, ERR_INPUT, "there is no child %" PRId64, exporting->call->child);
}

static bool bind_note(void *context, struct params *params)
{
	struct child_call *call = ((struct exporting *)context)->call;

	audit_note_bind(params, &(struct audit_note){ .actor = call->actor,
						      .action = "child-exported",
						      .child_ids = { &call->child, 1 },
						      .personal = call->reason });
	return true;
}

/* ---- Files ---- */

/* A new file for its owner alone; NULL, told, if it cannot be made. */
static FILE *make_file(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	FILE *file = fd >= 0 ? fdopen(fd, "w") : NULL;

	if (file == NULL)
		ctl_message("cannot make %s: %s", path, strerror(errno));
	return file;
}

static bool write_json(const json_t *export, FILE *file)
{
	return json_dumpf(export, file, JSON_INDENT(2) | JSON_SORT_KEYS) == 0 &&
	       fputc('\n', file) != EOF;
}

static bool write_file(struct child_call *call, const json_t *export, const char *suffix,
		       bool (*put)(const json_t *export, FILE *file))
{
	const char *path = arena_printf(&call->arena, "%s/child-%" PRId64 ".%s", call->out,
					call->child, suffix);
	FILE *file = make_file(path);

	if (file == NULL)
		return false;
	bool ok = put(export, file);

	ok = fclose(file) == 0 && ok;
	if (ok)
		ctl_message("wrote %s", path);
	else
		ctl_message("cannot write %s", path);
	return ok;
}

static int write_out(struct child_call *call, json_t *export)
{
	if (strcmp(call->out, "-") == 0) {
		ctl_print_json(json_incref(export));
		return CTL_OK;
	}
	if (mkdir(call->out, 0700) != 0 && errno != EEXIST) {
		ctl_message("cannot make %s: %s", call->out, strerror(errno));
		return CTL_FAILED;
	}
	if (!write_file(call, export, "json", write_json) ||
	    !write_file(call, export, "html", child_write_page))
		return CTL_FAILED;
	ctl_message(
		"what is marked as of third parties is not the child's: see who must agree before "
		"it is given away");
	return CTL_OK;
}

int child_export(struct child_call *call)
{
	static const struct step steps[] = {
		{ "begin", NULL, NULL, 0 },
		{ "held_on_child", bind_child, take_held, STEP_WAIT },
		{ "audit_note", bind_note, NULL, 0 },
		{ "commit", NULL, NULL, 0 },
	};
	static const struct script script = { "export a child", steps, 4,
					      INT64_C(120) * USEC_PER_SEC };
	struct exporting exporting = { .call = call };
	struct err err;
	char at[32];
	int code;

	if (store_run_now(call->database.store, &script, &exporting, &err)) {
		json_t *export = json_pack("{s:I, s:s, s:O}", "child", (json_int_t)call->child,
					   "made_at", time_format(clock_now_us(), at), "parts",
					   exporting.parts);

		child_mark_others(export);
		code = write_out(call, export);
		json_decref(export);
	} else {
		code = ctl_database_failed(&err);
		if (err.kind == ERR_INPUT)
			code = CTL_NOT_FOUND;
	}
	json_decref(exporting.parts);
	return code;
}
