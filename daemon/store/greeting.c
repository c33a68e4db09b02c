/* SPDX-License-Identifier: Apache-2.0 */
#include "greeting.h"

#include <stdio.h>
#include <string.h>

#include "store/schema.h"

static bool take_settings(void *context, const struct rows *rows, struct err *err);
static bool take_present(void *context, const struct rows *rows, struct err *err);
static bool take_versions(void *context, const struct rows *rows, struct err *err);

/* The last is asked only where the one before said yes: without the table it cannot be prepared. */
static const struct greeting_question questions[] = {
	{ "session_settings", NULL },
	{ "server_settings", take_settings },
	{ "schema_present", take_present },
	{ "schema_versions", take_versions },
};
enum { QUESTIONS = sizeof questions / sizeof *questions };

/* Adds "name = wanted" to a list in out. */
static void add_setting(char *out, size_t size, const struct rows *rows, size_t row)
{
	size_t used = strlen(out);

	snprintf(out + used, size - used, "%s%s = %s", used > 0 ? ", " : "",
		 rows_text(rows, row, 0), rows_text(rows, row, 2));
}

static bool take_settings(void *context, const struct rows *rows, struct err *err)
{
	struct greeting *greeting = context;

	(void)err;
	for (size_t row = 0; row < rows_count(rows); row++) {
		const char *kind = rows_text(rows, row, 3);

		if (strcmp(kind, "unsafe") == 0)
			add_setting(greeting->unsafe, sizeof greeting->unsafe, rows, row);
		else if (strcmp(kind, "leaks") == 0)
			add_setting(greeting->leaks, sizeof greeting->leaks, rows, row);
		else
			greeting->standby = true;
	}
	return true;
}

static bool take_present(void *context, const struct rows *rows, struct err *err)
{
	struct greeting *greeting = context;

	(void)err;
	greeting->has_schema = rows_bool(rows, 0, 0);
	return true;
}

static bool take_versions(void *context, const struct rows *rows, struct err *err)
{
	struct greeting *greeting = context;

	(void)err;
	for (size_t row = 0; row < rows_count(rows); row++)
		greeting->schema = rows_int4(rows, row, 0);
	return true;
}

void greeting_begin(struct greeting *greeting)
{
	*greeting = (struct greeting){ 0 };
}

const struct greeting_question *greeting_next(struct greeting *greeting)
{
	if (greeting->next == QUESTIONS)
		return NULL;
	const struct greeting_question *question = &questions[greeting->next++];

	return question->take == take_versions && !greeting->has_schema ? NULL : question;
}

bool greeting_asks(const char *statement)
{
	for (size_t i = 0; i < QUESTIONS; i++)
		if (strcmp(questions[i].statement, statement) == 0)
			return true;
	return false;
}

bool greeting_accept(const struct greeting *greeting, bool unsafe_server_ok, struct err *err)
{
	const struct schema_state schema = { .present = greeting->schema, .known = schema_known() };

	if (greeting->standby)
		return err_set(err, ERR_RETRY,
			       "this database server is a standby and takes no writes; add "
			       "target_session_attrs=read-write and all hosts to the connection "
			       "string");
	if (greeting->unsafe[0] != '\0' && !unsafe_server_ok)
		return err_set(err, ERR_FATAL,
			       "the database server could lose what was acknowledged; have its "
			       "DBA set %s",
			       greeting->unsafe);
	return schema_check(&schema, err);
}

void greeting_advise(const struct greeting *greeting,
		     void (*advise)(void *context, const char *text), void *context)
{
	char text[sizeof greeting->leaks + 160];

	if (greeting->leaks[0] == '\0')
		return;
	snprintf(text, sizeof text,
		 "the database server's own log may quote what senders said of a person; have its "
		 "DBA set %s",
		 greeting->leaks);
	advise(context, text);
}
