/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "casework/audit.h"
#include "casework/history.h"
#include "casework/rulebook.h"
#include "casework/waits.h"
#include "child.h"
#include "store/params.h"
#include "store/rows.h"
#include "store/store.h"

/* One child over all agencies, as the API shows it; no summary that has a mark. */

struct showing {
	struct child_call *call;
	struct history *history;
	bool found, closed;
	json_t *json;
};

static bool bind_open(void *context, struct params *params)
{
	const struct child_call *call = ((struct showing *)context)->call;

	params_int8(params, call->child);
	params_text(params, call->actor);
	params_bool(params, call->reason != NULL);
	return true;
}

static bool take_open(void *context, const struct rows *rows, struct err *err)
{
	struct showing *showing = context;

	showing->found = rows_count(rows) == 1;
	if (!showing->found)
		return err_set(err, ERR_INPUT, "there is no child %" PRId64, showing->call->child);
	showing->closed = rows_bool(rows, 0, 1);
	return !showing->closed || err_set(err, ERR_INPUT,
					   "this is of a restricted family: say why you must see "
					   "it, with --reason; the "
					   "auditor is told");
}

static bool bind_child(void *context, struct params *params)
{
	const struct showing *showing = context;
	const struct incidents *incidents;
	const struct contact *contacts = history_contacts(showing->history, &incidents);
	int32_t version;
	const struct lexicon *lexicon = &history_ruleset(showing->history, &version)->lexicon;
	size_t n = history_count(showing->history);

	params_int8(params, showing->call->child);
	params_array(params, PARAM_TEXT, 0);
	params_array(params, PARAM_INT8, n);
	for (size_t i = 0; i < n; i++)
		params_add_int8(params, contacts[i].id);
	params_array(params, PARAM_INT4, n);
	for (size_t i = 0; i < n; i++)
		params_add_int4(params, contacts[i].version);
	params_array(params, PARAM_INT4, n);
	for (size_t i = 0; i < n; i++)
		params_add_int4(params, (int32_t)incidents->of[i] + 1);
	params_array(params, PARAM_TEXT, n);
	for (size_t i = 0; i < n; i++)
		params_add_text(params, lexicon_name(lexicon, WORDS_OUTCOME, contacts[i].outcome));
	params_text(params, showing->call->actor);
	params_bool(params, showing->call->reason != NULL);
	return true;
}

static bool take_child(void *context, const struct rows *rows, struct err *err)
{
	struct showing *showing = context;

	(void)err;
	json_decref(showing->json);
	showing->json = json_loads(rows_text(rows, 0, 0), 0, NULL);
	return true;
}

static bool bind_note(void *context, struct params *params)
{
	struct child_call *call = ((struct showing *)context)->call;

	audit_note_bind(
		params,
		&(struct audit_note){ .actor = call->actor,
				      .action = "child-viewed",
				      .child_ids = { &call->child, 1 },
				      .detail = call->reason != NULL ? "restrictions aside" : NULL,
				      .personal = call->reason });
	return true;
}

/* ---- Printing ---- */

static const char *said(const json_t *json, const char *key)
{
	const char *text = json_string_value(json_object_get(json, key));

	return text != NULL ? text : "";
}

static void print_records(const json_t *child)
{
	struct ctl_table table = { .n_columns = 6,
				   .headings = { "sender", "given names", "family name", "born",
						 "sex", "NHS number" } };
	const json_t *one;
	size_t i;

	json_array_foreach(json_object_get(child, "records"), i, one) {
		ctl_table_cell(&table, "%s", said(one, "sender"));
		ctl_table_cell(&table, "%s", said(one, "given_names"));
		ctl_table_cell(&table, "%s", said(one, "family_name"));
		ctl_table_cell(&table, "%s", said(one, "birth_date"));
		ctl_table_cell(&table, "%s", said(one, "sex"));
		ctl_table_cell(&table, "%s", said(one, "nhs_number"));
	}
	ctl_table_print(&table);
}

static void print_chronology(const json_t *child)
{
	struct ctl_table table = { .n_columns = 8,
				   .headings = { "incident", "occurred", "agency", "category",
						 "about", "grade", "outcome", "summary" },
				   .right = { true } };
	const json_t *one;
	size_t i;

	json_array_foreach(json_object_get(child, "chronology"), i, one) {
		bool withheld = json_is_true(json_object_get(one, "summary_withheld"));

		ctl_table_cell(&table, "%" JSON_INTEGER_FORMAT,
			       json_integer_value(json_object_get(one, "incident")));
		ctl_table_cell(&table, "%.16s", said(one, "occurred_at"));
		ctl_table_cell(&table, "%s", said(one, "agency"));
		ctl_table_cell(&table, "%s", said(one, "category"));
		ctl_table_cell(&table, "%s", said(one, "about"));
		ctl_table_cell(&table, "%s", said(one, "grade"));
		ctl_table_cell(&table, "%s", said(one, "outcome"));
		ctl_table_cell(&table, "%s%s", withheld ? "withheld: " : "",
			       said(one, withheld ? "handling" : "summary"));
	}
	ctl_table_print(&table);
}

static void print_alerts(const json_t *child)
{
	struct ctl_table table = { .n_columns = 5,
				   .headings = { "alert", "state", "level", "rule", "true since" },
				   .right = { true } };
	const json_t *one;
	size_t i;

	json_array_foreach(json_object_get(child, "alerts"), i, one) {
		ctl_table_cell(&table, "%" JSON_INTEGER_FORMAT,
			       json_integer_value(json_object_get(one, "id")));
		ctl_table_cell(&table, "%s", said(one, "state"));
		ctl_table_cell(&table, "%s", said(one, "level"));
		ctl_table_cell(&table, "%s", said(one, "rule"));
		ctl_table_cell(&table, "%.16s", said(one, "true_since"));
	}
	ctl_table_print(&table);
}

static void print_waits(const json_t *child)
{
	struct ctl_table table = { .n_columns = 5,
				   .headings = { "begun", "ended", "agency", "late after",
						 "contacts meanwhile" },
				   .right = { [4] = true } };
	const json_t *one;
	size_t i;

	json_array_foreach(json_object_get(child, "waits"), i, one) {
		ctl_table_cell(&table, "%.10s", said(one, "began_at"));
		ctl_table_cell(&table, "%.10s", said(one, "ended_at"));
		ctl_table_cell(&table, "%s", said(one, "agency"));
		ctl_table_cell(&table, "%.10s%s", said(one, "late_after"),
			       json_is_true(json_object_get(one, "late")) ? ", late" : "");
		ctl_table_cell(&table, "%zu",
			       json_array_size(json_object_get(one, "contacts_during")));
	}
	ctl_table_print(&table);
}

static void print(const struct showing *showing)
{
	printf("Child %" PRId64 ", on file since %.10s\n\n", showing->call->child,
	       said(showing->json, "on_file_since"));
	print_records(showing->json);
	puts("\nContacts, in the order in which they occurred (UTC)");
	print_chronology(showing->json);
	if (json_array_size(json_object_get(showing->json, "waits")) > 0)
		puts("\nWaits");
	print_waits(showing->json);
	if (json_array_size(json_object_get(showing->json, "alerts")) > 0)
		puts("\nAlerts; none replaces the ordinary route");
	print_alerts(showing->json);
}

static int show(struct showing *showing)
{
	static const struct step steps[] = {
		{ "begin", NULL, NULL, 0 },
		{ "open_child", bind_open, take_open, STEP_WAIT },
		{ "api_child", bind_child, take_child, 0 },
		{ "audit_note", bind_note, NULL, 0 },
		{ "commit", NULL, NULL, 0 },
	};
	static const struct script script = { "show a child", steps, sizeof steps / sizeof *steps,
					      INT64_C(30) * USEC_PER_SEC };
	struct err err;

	if (!store_run_now(showing->call->database.store, &script, showing, &err)) {
		int code = ctl_database_failed(&err);

		if (showing->closed)
			return CTL_NOT_ALLOWED;
		return err.kind == ERR_INPUT && !showing->found ? CTL_NOT_FOUND : code;
	}
	json_object_set_new(showing->json, "waits", waits_json(showing->history));
	if (showing->call->ctl->json)
		ctl_print_json(json_incref(showing->json));
	else
		print(showing);
	return CTL_OK;
}

int child_show(struct child_call *call)
{
	struct rulesets *rulesets = rulesets_new(call->database.store);
	struct showing showing = { .call = call };
	struct err err;
	int code;

	showing.history = history_read_now(call->database.store, rulesets, call->child, HISTORY_NOW,
					   &err);
	code = showing.history != NULL ? show(&showing) : ctl_database_failed(&err);
	json_decref(showing.json);
	history_free(showing.history);
	rulesets_free(rulesets);
	return code;
}
