/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "casework/audit.h"
#include "config/ruleset.h"
#include "config/settings.h"
#include "retention.h"
#include "store/params.h"
#include "store/rows.h"
#include "store/store.h"

/*
 * Class by class, and each in batches that are transactions of their own, with their audit row: a run
 * that is killed leaves what it did whole, and the next goes on, because what is due is found anew.
 */

/* In the order in which they go: what hangs on something else goes first. */
static const struct {
	const char *name, *what;
	size_t at; /* of its span in struct settings */
} classes[] = {
#define SPAN_AT(member) offsetof(struct settings, retention.member)
	{ "nfa_contacts", "contacts closed with nfa, and their events", SPAN_AT(nfa_contacts) },
	{ "contacts", "other contacts, and their events", SPAN_AT(contacts) },
	{ "adult_contacts", "contacts about adults alone, and their events", SPAN_AT(contacts) },
	{ "notices", "notices that were delivered or given up", SPAN_AT(notices) },
	{ "alerts", "alerts, with what was decided and done", SPAN_AT(alerts) },
	{ "children", "children of whom nothing else is left", SPAN_AT(children) },
	{ "adults", "adults of whom nothing else is left", SPAN_AT(children) },
	{ "refused", "refused events that were settled", SPAN_AT(refused) },
	{ "sessions", "sessions that are over", SPAN_AT(sessions) },
	{ "audit_personal", "personal parts of the audit", SPAN_AT(audit_personal) },
};

enum { CLASSES = sizeof classes / sizeof *classes, BATCH_SECONDS = 120 };

struct running {
	struct retention_call *call;
	size_t class;
	int64_t before_us[CLASSES];
	int64_t gather_us;
	int64_t after;
	bool is_last;
	int64_t erased[CLASSES];
	int64_t now_erased; /* by the batch under way */
	const char *children;
};

static bool bind_erase(void *context, struct params *params)
{
	const struct running *running = context;

	params_text(params, classes[running->class].name);
	params_int8(params, running->after);
	params_int4(params, (int32_t)running->call->batch);
	params_time(params, running->before_us[0]);
	params_time(params, running->before_us[running->class > 0 ? running->class : 1]);
	params_int8(params, running->gather_us);
	params_bool(params, running->call->dry_run);
	return true;
}

/* "[1,2]" of an array column. */
static const char *join(struct arena *arena, const struct rows *rows, int column)
{
	size_t n = rows_array_count(rows, 0, column), used = 1;
	char *text = arena_new(arena, n + 1, 24);

	text[0] = '[';
	for (size_t i = 0; i < n; i++)
		used += (size_t)snprintf(text + used, 24, "%s%" PRId64, i > 0 ? "," : "",
					 rows_array_int8(rows, 0, column, i));
	memcpy(text + used, "]", 2);
	return text;
}

static bool take_erased(void *context, const struct rows *rows, struct err *err)
{
	struct running *running = context;

	(void)err;
	running->is_last = rows_is_null(rows, 0, 0);
	if (!running->is_last)
		running->after = rows_int8(rows, 0, 0);
	running->now_erased = rows_int8(rows, 0, 1);
	running->children = join(&running->call->arena, rows, 2);
	return true;
}

/* Which children is personal: the entry keeps a commitment to their ids, for ever. */
static bool bind_note(void *context, struct params *params)
{
	const struct running *running = context;
	char detail[96];

	if (running->now_erased == 0 || running->call->dry_run)
		return false;
	snprintf(detail, sizeof detail, "%s: %" PRId64, classes[running->class].name,
		 running->now_erased);
	audit_note_bind(params, &(struct audit_note){ .actor = running->call->actor,
						      .action = "retention-erased",
						      .detail = detail,
						      .personal = running->children });
	return true;
}

static bool run_class(struct running *running, struct err *err)
{
	static const struct step steps[] = {
		{ "begin", NULL, NULL, 0 },
		{ "retention_erase", bind_erase, take_erased, STEP_WAIT },
		{ "audit_note", bind_note, NULL, 0 },
		{ "commit", NULL, NULL, 0 },
	};
	static const struct script script = { "erase what is over its time", steps,
					      sizeof steps / sizeof *steps,
					      BATCH_SECONDS * USEC_PER_SEC };
	struct ctl_progress progress;
	bool ok = true;

	running->after = 0;
	running->is_last = running->before_us[running->class] == INT64_MIN; /* kept for ever */
	ctl_progress_begin(&progress, classes[running->class].name, 0);
	while (ok && !running->is_last) {
		ok = store_run_now(running->call->database.store, &script, running, err);
		if (ok)
			running->erased[running->class] += running->now_erased;
		ctl_progress_step(&progress, (uint64_t)running->erased[running->class]);
		arena_done(&running->call->arena);
		arena_init(&running->call->arena);
	}
	ctl_progress_end(&progress);
	return ok;
}

/* ---- How far back ---- */

static int64_t largest(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* Within which two contacts may be of one incident, by any rule of gathering: and a day, for those of
 * which only the date is known. */
static int64_t gathering_us(const struct ruleset *ruleset)
{
	const struct gathering *gathering = &ruleset->book.gathering;
	int64_t us = largest(gathering->same_reference_us, USEC_PER_DAY);

	for (size_t i = 0; i <= WORD_MAX; i++)
		us = largest(us, gathering->same_incident_us[i]);
	return us;
}

static bool reckon(struct running *running, int *ret_exit)
{
	const struct settings *settings = running->call->database.settings;
	struct ruleset *ruleset = ctl_ruleset(running->call->ctl, ret_exit);
	int64_t now_us = clock_now_us();

	if (ruleset == NULL)
		return false;
	for (size_t i = 0; i < CLASSES; i++) {
		const char *at = (const char *)settings + classes[i].at;
		struct span span;

		memcpy(&span, at, sizeof span);
		running->before_us[i] = span_before(ruleset->zone, now_us, span);
	}
	running->gather_us = gathering_us(ruleset);
	ruleset_free(ruleset);
	return true;
}

/* ---- That it ran ---- */

/* Also where nothing was due: that it runs is what an auditor asks first. */
static bool note_end(struct running *running, struct err *err)
{
	const char *detail = "";

	if (running->call->dry_run)
		return true;
	for (size_t i = 0; i < CLASSES; i++)
		detail = arena_printf(&running->call->arena, "%s%s%s %" PRId64, detail,
				      i > 0 ? ", " : "", classes[i].name, running->erased[i]);
	return audit_note_now(running->call->database.store,
			      &(struct audit_note){ .actor = running->call->actor,
						    .action = "retention-run",
						    .detail = detail },
			      err);
}

/* ---- What is told ---- */

static json_t *figures_json(const struct running *running)
{
	json_t *json = json_object();

	for (size_t i = 0; i < CLASSES; i++)
		json_object_set_new(json, classes[i].name, json_integer(running->erased[i]));
	return json_pack("{s:b, s:o}", "dry_run", running->call->dry_run, "erased", json);
}

static void print(const struct running *running)
{
	struct ctl_table table = {
		.n_columns = 3,
		.headings = { "class", running->call->dry_run ? "over its time" : "erased", "" },
		.right = { false, true, false },
	};

	if (running->call->ctl->json) {
		ctl_print_json(figures_json(running));
		return;
	}
	for (size_t i = 0; i < CLASSES; i++) {
		ctl_table_cell(&table, "%s", classes[i].name);
		ctl_table_cell(&table, "%" PRId64, running->erased[i]);
		ctl_table_cell(&table, "%s", classes[i].what);
	}
	ctl_table_print(&table);
	if (running->call->dry_run)
		ctl_message("nothing was erased; what goes once that is gone is not counted yet");
}

int retention_run(struct retention_call *call)
{
	struct running running = { .call = call };
	struct err err;
	int code;

	if (!reckon(&running, &code))
		return code;
	for (; running.class < CLASSES; running.class ++)
		if (!run_class(&running, &err)) {
			if (!call->dry_run)
				ctl_message(
					"what was erased so far stays so; run it again to go on");
			return ctl_database_failed(&err);
		}
	if (!note_end(&running, &err))
		return ctl_database_failed(&err);
	print(&running);
	return CTL_OK;
}
