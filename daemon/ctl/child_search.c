/* SPDX-License-Identifier: Apache-2.0 */
#include <ctype.h>
#include <glib.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "casework/audit.h"
#include "child.h"
#include "store/params.h"
#include "store/rows.h"
#include "store/store.h"

/* What is searched for is personal: it goes to the database as a parameter, to the audit as a personal
 * part, and nowhere else. */

enum { WORDS_MOST = 8, LINE_BYTES = 400 };

struct searching {
	struct child_call *call;
	const char *words[WORDS_MOST];
	size_t n_words;
	bool has_day;
	int32_t day;
	char number[16];
	const char *asked; /* all of it, for the audit */
	json_t *found;
};

static void add_number(struct searching *searching, const char *term)
{
	size_t n = strlen(searching->number);

	snprintf(searching->number + n, sizeof searching->number - n, "%s", term);
}

/* A birth date, a part of a number, or words of a name. */
static bool add_term(struct searching *searching, const char *term)
{
	if (date_parse(term, &searching->day)) {
		searching->has_day = true;
		return true;
	}
	if (term[strspn(term, "0123456789")] == '\0') {
		add_number(searching, term);
		return true;
	}
	if (searching->n_words == WORDS_MOST || !g_utf8_validate(term, -1, NULL))
		return false;
	char *lower = g_utf8_strdown(term, -1);

	/* As in the statement: names are taken apart at these. */
	searching->words[searching->n_words++] = arena_strdup(&searching->call->arena,
							      g_strdelimit(lower, "-'", ' '));
	g_free(lower);
	return true;
}

static bool add_line(struct searching *searching, char *line)
{
	char *rest = line;

	for (char *term; (term = strsep(&rest, " \t\r\n")) != NULL;)
		if (*term != '\0' && !add_term(searching, term))
			return false;
	return true;
}

static bool read_terms(struct searching *searching)
{
	struct child_call *call = searching->call;
	char *line = arena_new(&call->arena, 1, LINE_BYTES);
	const char *asked = "";

	if (call->n_terms == 1 && strcmp(call->terms[0], "-") == 0) {
		if (fgets(line, LINE_BYTES, stdin) == NULL)
			return false;
		line[strcspn(line, "\r\n")] = '\0';
		asked = arena_strdup(&call->arena, line);
	} else {
		for (int i = 0; i < call->n_terms; i++)
			asked = arena_printf(&call->arena, "%s%s%s", asked, i > 0 ? " " : "",
					     call->terms[i]);
		line = arena_strdup(&call->arena, asked);
	}
	searching->asked = asked;
	return add_line(searching, line) &&
	       (searching->n_words > 0 || searching->has_day || searching->number[0] != '\0');
}

static bool bind_search(void *context, struct params *params)
{
	const struct searching *searching = context;

	params_array(params, PARAM_TEXT, searching->n_words);
	for (size_t i = 0; i < searching->n_words; i++)
		params_add_text(params, searching->words[i]);
	if (searching->has_day)
		params_date(params, searching->day);
	else
		params_null(params);
	params_text(params, searching->number[0] != '\0' ? searching->number : NULL);
	params_int4(params, (int32_t)searching->call->most);
	return true;
}

static bool take_found(void *context, const struct rows *rows, struct err *err)
{
	struct searching *searching = context;

	(void)err;
	json_decref(searching->found);
	searching->found = json_array();
	for (size_t i = 0; i < rows_count(rows); i++) {
		char born[16] = "";

		if (!rows_is_null(rows, i, 4)) {
			struct date date = date_from_day(rows_date(rows, i, 4));

			snprintf(born, sizeof born, "%04d-%02d-%02d", date.year, date.month,
				 date.day);
		}
		json_array_append_new(searching->found,
				      json_pack("{s:I, s:s, s:s?, s:s?, s:s}", "child",
						(json_int_t)rows_int8(rows, i, 0), "sender",
						rows_text(rows, i, 1), "given_names",
						rows_text(rows, i, 2), "family_name",
						rows_text(rows, i, 3), "birth_date", born));
	}
	return true;
}

static bool bind_note(void *context, struct params *params)
{
	const struct searching *searching = context;
	char detail[48];

	snprintf(detail, sizeof detail, "%zu found", json_array_size(searching->found));
	audit_note_bind(params, &(struct audit_note){ .actor = searching->call->actor,
						      .action = "children-searched",
						      .detail = detail,
						      .personal = searching->asked });
	return true;
}

static void print(const json_t *found)
{
	struct ctl_table table = { .n_columns = 5,
				   .headings = { "child", "given names", "family name", "born",
						 "said by" },
				   .right = { true } };
	const char *keys[] = { "given_names", "family_name", "birth_date", "sender" };
	const json_t *one;
	size_t i;

	json_array_foreach(found, i, one) {
		ctl_table_cell(&table, "%" JSON_INTEGER_FORMAT,
			       json_integer_value(json_object_get(one, "child")));
		for (size_t j = 0; j < sizeof keys / sizeof *keys; j++) {
			const char *text = json_string_value(json_object_get(one, keys[j]));

			ctl_table_cell(&table, "%s", text != NULL ? text : "");
		}
	}
	ctl_table_print(&table);
}

int child_search(struct child_call *call)
{
	static const struct step steps[] = {
		{ "begin", NULL, NULL, 0 },
		{ "child_search", bind_search, take_found, STEP_WAIT },
		{ "audit_note", bind_note, NULL, 0 },
		{ "commit", NULL, NULL, 0 },
	};
	static const struct script script = { "search for children", steps,
					      sizeof steps / sizeof *steps,
					      INT64_C(60) * USEC_PER_SEC };
	struct searching searching = { .call = call };
	struct err err;

	if (!read_terms(&searching))
		return ctl_usage_error(
			"say words of a name, a birth date as in 2016-02-29, or an NHS "
			"number");
	if (!store_run_now(call->database.store, &script, &searching, &err)) {
		json_decref(searching.found);
		return ctl_database_failed(&err);
	}
	int code = json_array_size(searching.found) > 0 ? CTL_OK : CTL_NOT_FOUND;

	if (call->ctl->json)
		ctl_print_json(json_incref(searching.found));
	else if (code == CTL_OK)
		print(searching.found);
	else
		ctl_message("nobody of whom this was said");
	json_decref(searching.found);
	return code;
}
