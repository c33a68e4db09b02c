/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/import.h"

#include <csv.h>
#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "casework/rulebook.h"
#include "config/crosscheck.h"
#include "ctl.h"
#include "store/alerts.h"

/* concernctl import: what a council holds already. The file is read as a whole, row by row it goes
 * the way of events, and what is not taken is written beside it, to be mended and imported again. */

static const char call_text[] = "import contacts|children [OPTION…] FILE.csv";
static const char help_text[] =
	"contacts  as history: they count, and raise no alert by themselves. FILE is Ofsted's\n"
	"          Annex A List 1 as councils hold it (Child Unique ID, Gender, Date of Birth, "
	"Date\n"
	"          of Contact, Contact Source, with or without letters and labels), or has our "
	"own\n"
	"          columns, in any order\n"
	"children  a register: who they are, and with which team; so that contacts of other\n"
	"          agencies find them\n"
	"Each odd row is told with its line; what is rejected is written to a file, to be mended\n"
	"and imported. The same file again brings nothing twice.\n";

enum { DEADLINE_S = 60, MOST_BYTES = 1 << 30 };

struct call {
	struct ctl *ctl;
	enum import_what what;
	const char *path, *sender, *category, *status, *rejects_path;
	bool dry_run;
	FILE *rejects; /* NULL until something is rejected */
	const char **header;
	size_t n_header;
	json_t *odd; /* --json: all that was odd */
	struct ctl_progress progress;
	char default_path[4096];
};

/* ---- What is told ---- */

static void on_header(void *context, const struct import_row *header)
{
	struct call *call = context;

	call->header = mem_new(header->n, sizeof *call->header);
	call->n_header = header->n;
	for (size_t i = 0; i < header->n; i++)
		call->header[i] = mem_strdup(header->cells[i]);
}

static void on_odd(void *context, size_t line, const char *column, const char *detail,
		   bool rejected)
{
	struct call *call = context;

	if (call->odd != NULL)
		json_array_append_new(call->odd, json_pack("{s:I, s:s, s:s, s:b}", "line",
							   (json_int_t)line, "column", column,
							   "detail", detail, "rejected", rejected));
	else if (line == 0)
		fprintf(stderr, "%s: column \"%s\": %s\n", call->path, column, detail);
	else
		fprintf(stderr, "%s:%zu: %s%s%s%s\n", call->path, line,
			rejected ? "rejected: " : "", column, *column != '\0' ? ": " : "", detail);
}

static void write_cells(FILE *file, const char *const *cells, size_t n, size_t width)
{
	for (size_t i = 0; i < width; i++) {
		const char *cell = i < n ? cells[i] : "";

		csv_fwrite(file, cell, strlen(cell));
		fputc(',', file);
	}
}

/* Names children, as the file itself does: nobody else may read it. */
static FILE *open_rejects(struct call *call)
{
	int fd = open(call->rejects_path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	FILE *file = fd < 0 ? NULL : fdopen(fd, "w");

	if (file == NULL) {
		ctl_message("%s cannot be written: %s; what is rejected is told here alone",
			    call->rejects_path, strerror(errno));
		return NULL;
	}
	write_cells(file, call->header, call->n_header, call->n_header);
	fputs("line,nth,why\n", file);
	return file;
}

static void on_reject(void *context, const struct import_row *row, const char *why)
{
	struct call *call = context;

	if (call->rejects_path == NULL)
		return;
	if (call->rejects == NULL)
		call->rejects = open_rejects(call);
	if (call->rejects == NULL) {
		call->rejects_path = NULL;
		return;
	}
	write_cells(call->rejects, row->cells, row->n, call->n_header);
	fprintf(call->rejects, "%zu,%zu,", row->line, row->nth);
	csv_fwrite(call->rejects, why, strlen(why));
	fputc('\n', call->rejects);
}

static void on_progress(void *context, size_t lines, size_t total)
{
	struct call *call = context;

	call->progress.total = total;
	ctl_progress_step(&call->progress, lines);
}

static int print_counts(struct call *call, const struct import_counts *counts)
{
	bool has_rejects = call->rejects != NULL;

	if (call->rejects != NULL && fclose(call->rejects) != 0)
		ctl_message("%s could not be written to its end", call->rejects_path);
	if (call->odd != NULL)
		ctl_print_json(json_pack(
			"{s:I, s:I, s:I, s:I, s:I, s:s?, s:b, s:O}", "rows",
			(json_int_t)counts->rows, "recorded", (json_int_t)counts->recorded, "known",
			(json_int_t)counts->known, "rejected", (json_int_t)counts->rejected,
			"odd_rows", (json_int_t)counts->odd, "rejects",
			has_rejects ? call->rejects_path : NULL, "dry_run", call->dry_run, "odd",
			call->odd));
	else
		printf("%zu rows: %zu %s, %zu were there already, %zu rejected%s%s\n", counts->rows,
		       counts->recorded, call->dry_run ? "would be recorded" : "recorded",
		       counts->known, counts->rejected, has_rejects ? ", see " : "",
		       has_rejects ? call->rejects_path : "");
	return counts->rejected > 0 || counts->odd > 0 ? CTL_WARNINGS : CTL_OK;
}

/* ---- Whose file ---- */

static bool speaks_first(const struct sender *sender, const char *agency)
{
	return strcmp(sender->agencies[0], agency) == 0;
}

/* By its name; without one, the only sender that speaks for social care before all others. */
static const struct sender *find_sender(const struct settings *settings, const char *name)
{
	const struct sender *found = NULL;

	if (name != NULL)
		return settings_sender(settings, name);
	for (size_t i = 0; i < settings->n_senders; i++) {
		if (!speaks_first(&settings->senders[i], "social-care"))
			continue;
		if (found != NULL)
			return NULL;
		found = &settings->senders[i];
	}
	return found;
}

static const char *find_category(const struct call *call, const struct ruleset *ruleset)
{
	if (call->category != NULL)
		return call->category;
	return lexicon_declares(&ruleset->lexicon, WORDS_CATEGORY, "other") ? "other" : NULL;
}

/* ---- The run ---- */

static int import_text(struct call *call, const struct ctl_database *database,
		       struct rulesets *rulesets, struct judge *judge, const char *text,
		       size_t length)
{
	const struct ruleset *ruleset = rulesets_newest(rulesets, NULL);
	const struct import_listener listener = { call, on_header, on_odd, on_reject, on_progress };
	const struct import_options options = {
		.what = call->what,
		.base = database->base,
		.judge = call->dry_run ? NULL : judge,
		.settings = database->settings,
		.ruleset = ruleset,
		.sender = find_sender(database->settings, call->sender),
		.category = find_category(call, ruleset),
		.status = call->status,
	};
	struct import_counts counts;
	struct err err;

	if (options.sender == NULL)
		return ctl_usage_error(
			call->sender != NULL
				? "concernd.conf has no sender of that name"
				: "--sender says whose file it is: a sender of concernd.conf");
	if (call->category != NULL &&
	    !lexicon_declares(&ruleset->lexicon, WORDS_CATEGORY, call->category))
		return ctl_usage_error("--category wants a category of the rules in force");
	ctl_progress_begin(&call->progress, call->dry_run ? "checking" : "importing", 0);
	bool ok = import_now(&options, text, length, &listener, &counts, &err);

	ctl_progress_end(&call->progress);
	int code = ok ? print_counts(call, &counts) : ctl_database_failed(&err);

	if (!ok && err.kind != ERR_INPUT)
		ctl_message("%zu rows are recorded; the same file again goes on from there",
			    counts.recorded);
	return code;
}

static int import_file(struct call *call, const char *text, size_t length)
{
	struct ctl_database database;
	char actor[80];
	struct err err;
	int code;

	if (!ctl_database_open(call->ctl, &database, &code))
		return code;
	struct rulesets *rulesets = rulesets_new(database.store);
	struct judge *judge = judge_new(database.store, rulesets, channels_on(database.settings),
					DEADLINE_S * INT64_C(1000000));

	ctl_actor(actor, sizeof actor);
	if (rulesets_load_now(rulesets, 0, &err) &&
	    (call->dry_run || alerts_note_now(database.store, actor,
					      call->what == IMPORT_CONTACTS ? "contacts-imported"
									    : "children-imported",
					      &err)))
		code = import_text(call, &database, rulesets, judge, text, length);
	else
		code = ctl_database_failed(&err);
	judge_free(judge);
	rulesets_free(rulesets);
	ctl_database_close(&database);
	return code;
}

static int import_it(struct call *call)
{
	GError *error = NULL;
	char *text;
	gsize length;
	int code;

	if (!g_file_get_contents(call->path, &text, &length, &error)) {
		ctl_message("%s", error->message);
		g_error_free(error);
		return CTL_FAILED;
	}
	if (call->rejects_path == NULL) {
		snprintf(call->default_path, sizeof call->default_path, "%s.rejects.csv",
			 call->path);
		call->rejects_path = call->default_path;
	}
	call->odd = call->ctl->json ? json_array() : NULL;
	code = import_file(call, text, length);
	g_free(text);
	json_decref(call->odd);
	for (size_t i = 0; i < call->n_header; i++)
		mem_free((char *)(uintptr_t)call->header[i]);
	mem_free(call->header);
	return code;
}

static void add_column(void *context, const char *name, const char *help)
{
	g_string_append_printf(context, "\n  %-20s  %s", name, help);
}

int ctl_import(struct ctl *ctl, int argc, char **argv)
{
	GString *help = g_string_new(help_text);

	g_string_append(help, "\nColumns of contacts:");
	import_list_columns(IMPORT_CONTACTS, add_column, help);
	g_string_append(help, "\n\nColumns of children:");
	import_list_columns(IMPORT_CHILDREN, add_column, help);
	const struct ctl_usage usage = { call_text, help->str, 2, 2 };
	struct call call = { .ctl = ctl };
	const struct ctl_option options[] = {
		{ .name = "sender",
		  .argument = "NAME",
		  .text = &call.sender,
		  .help = "whose file it is (default: the one that is social care)" },
		{ .name = "category",
		  .argument = "WORD",
		  .text = &call.category,
		  .help = "of contacts that name none (default: other)" },
		{ .name = "status",
		  .argument = "WORD",
		  .text = &call.status,
		  .help = "of children whose row names no team: open or closed" },
		{ .name = "rejects",
		  .argument = "FILE",
		  .text = &call.rejects_path,
		  .help = "where rejected rows go (default: FILE.csv.rejects.csv)" },
		{ .name = "dry-run",
		  .flag = &call.dry_run,
		  .help = "checks all and stores nothing" },
	};
	int code;
	bool ok = ctl_options(ctl, &usage, options, sizeof options / sizeof *options, &argc, &argv,
			      &code);

	g_string_free(help, TRUE);
	if (!ok)
		return code;
	call.what = strcmp(argv[0], "children") == 0 ? IMPORT_CHILDREN : IMPORT_CONTACTS;
	if (call.what == IMPORT_CONTACTS && strcmp(argv[0], "contacts") != 0)
		return ctl_usage_error("usage: concernctl %s", call_text);
	if (call.status != NULL && strcmp(call.status, "open") != 0 &&
	    strcmp(call.status, "closed") != 0)
		return ctl_usage_error("--status is open or closed");
	call.path = argv[1];
	return import_it(&call);
}
