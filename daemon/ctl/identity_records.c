/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <glib.h>
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "identity.h"
#include "intake/csv_file.h"

/*
 * A file of records into struct said. What a column is read as is decided once, at the heading: by
 * its name one of the known ones, or a further field of the weights; others are not looked at, or, to
 * learn, become further fields.
 */

typedef void take_value(struct records *records, struct record *record, const char *text);

struct reading {
	const struct record_columns *columns;
	struct records *records;
	take_value *known[IMPORT_COLUMNS]; /* by column; NULL: a further field or nothing */
	int more[IMPORT_COLUMNS];          /* by column: number of the further field; -1: none */
	size_t n_columns;                  /* 0: the heading is still to come */
	int given_at, family_at;           /* columns; -1: none */
	struct err *err;
	bool ok;
};

static void take_record(struct records *records, struct record *record, const char *text)
{
	record->id = arena_strdup(&records->arena, text);
}

static void take_child(struct records *records, struct record *record, const char *text)
{
	record->child = arena_strdup(&records->arena, text);
}

static void take_entity(struct records *records, struct record *record, const char *text)
{
	record->entity = arena_strdup(&records->arena, text);
}

static void take_name(struct records *records, struct record *record, const char *text)
{
	(void)records; /* names are taken together, when the row is whole */
	(void)record;
	(void)text;
}

/* Eight digits, hyphens dropped; 0 if it is no such thing. */
static int32_t read_digits(const char *text)
{
	int32_t number = 0;
	int n = 0;

	for (; *text != '\0' && n <= 8; text++) {
		if (*text == '-')
			continue;
		if (*text < '0' || *text > '9')
			return 0;
		number = number * 10 + (*text - '0');
		n++;
	}
	return n == 8 ? number : 0;
}

static void take_birth(struct records *records, struct record *record, const char *text)
{
	int32_t number = read_digits(text);
	struct date date = { number / 10000, number / 100 % 100, number % 100 };

	(void)records;
	record->said.has_birth = date_is_valid(date);
	if (record->said.has_birth)
		record->said.birth_day = date_to_day(date);
	else
		record->said.odd_birth = number;
}

static void take_sex(struct records *records, struct record *record, const char *text)
{
	(void)records;
	if (g_ascii_strcasecmp(text, "female") == 0 || g_ascii_strcasecmp(text, "f") == 0)
		record->said.sex = SAID_FEMALE;
	else if (g_ascii_strcasecmp(text, "male") == 0 || g_ascii_strcasecmp(text, "m") == 0)
		record->said.sex = SAID_MALE;
}

static void take_postcode(struct records *records, struct record *record, const char *text)
{
	(void)records;
	said_set_postcode(&record->said, text);
}

static take_value *find_known(const char *name)
{
	static const struct {
		const char *name;
		take_value *take;
	} known[] = {
		{ "record", take_record },    { "child", take_child },
		{ "entity", take_entity },    { "family_name", take_name },
		{ "given_names", take_name }, { "birth_date", take_birth },
		{ "sex", take_sex },          { "postcode", take_postcode },
	};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strcmp(known[i].name, name) == 0)
			return known[i].take;
	return NULL;
}

static bool find_more(struct reading *reading, const char *name, int *ret, struct err *err)
{
	const struct weights *weights = reading->columns->weights;
	struct weights *grown = reading->columns->grown;

	*ret = -1;
	for (size_t i = 0; i < weights->n_more; i++)
		if (strcmp(weights->more[i].name, name) == 0)
			*ret = (int)i;
	if (*ret >= 0 || grown == NULL || *name == '\0')
		return true;
	if (strlen(name) >= MORE_NAME_BYTES || grown->n_more == MORE_FIELDS)
		return err_set(err, ERR_INPUT,
			       "line 1: further columns are %d at most, with names of at most %d "
			       "letters",
			       MORE_FIELDS, MORE_NAME_BYTES - 1);
	g_strlcpy(grown->more[grown->n_more].name, name, MORE_NAME_BYTES);
	*ret = (int)grown->n_more++;
	return true;
}

static bool take_heading(struct reading *reading, const struct import_row *row, struct err *err)
{
	for (size_t i = 0; i < row->n; i++) {
		reading->known[i] = find_known(row->cells[i]);
		reading->more[i] = -1;
		if (strcmp(row->cells[i], "given_names") == 0)
			reading->given_at = (int)i;
		if (strcmp(row->cells[i], "family_name") == 0)
			reading->family_at = (int)i;
		if (reading->known[i] == NULL &&
		    !find_more(reading, row->cells[i], &reading->more[i], err))
			return false;
	}
	reading->n_columns = row->n;
	if (reading->given_at < 0 || reading->family_at < 0)
		return err_set(err, ERR_INPUT,
			       "line %zu: the heading names no family_name or no given_names",
			       row->line);
	return true;
}

static const char *field_at(const struct import_row *row, int at)
{
	return at >= 0 && *row->cells[at] != '\0' ? row->cells[at] : NULL;
}

static bool take_record_row(struct reading *reading, const struct import_row *row, struct err *err)
{
	struct records *records = reading->records;
	char folded[NAME_BYTES];

	if (row->n != reading->n_columns)
		return err_set(err, ERR_INPUT, "line %zu: has %zu fields, the heading %zu",
			       row->line, row->n, reading->n_columns);
	records->list = arena_grow(&records->arena, records->list, records->n, &records->room,
				   sizeof *records->list);
	struct record *record = &records->list[records->n++];

	*record = (struct record){ .id = arena_printf(&records->arena, "%zu", row->line) };
	said_set_names(&record->said, field_at(row, reading->given_at),
		       field_at(row, reading->family_at));
	for (size_t i = 0; i < row->n; i++) {
		const char *text = row->cells[i];

		if (*text == '\0')
			continue;
		if (reading->known[i] != NULL)
			reading->known[i](records, record, text);
		else if (reading->more[i] >= 0)
			record->said.more[reading->more[i]] = arena_strdup(
				&records->arena, said_fold_more(text, folded, sizeof folded));
	}
	return true;
}

static bool take_row(void *context, const struct import_row *row)
{
	struct reading *reading = context;

	reading->ok = reading->n_columns == 0 ? take_heading(reading, row, reading->err)
					      : take_record_row(reading, row, reading->err);
	return reading->ok;
}

/* The whole of it; a text holds no NUL, so one ends it and is told by the reader of CSV. */
static bool read_text(const char *path, char **ret, size_t *ret_length, struct err *err)
{
	FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "r");
	size_t room = 0;

	if (file == NULL)
		return err_set(err, ERR_INPUT, "%s", strerror(errno));
	ssize_t length = getdelim(ret, &room, '\0', file);
	bool ok = !ferror(file);

	*ret_length = length > 0 ? (size_t)length : 0;
	if (file != stdin)
		fclose(file);
	return ok || err_set(err, ERR_INPUT, "cannot be read");
}

static bool read_rows(struct reading *reading, const char *text, size_t length, struct err *err)
{
	if (!csv_file_read(text, length, &reading->records->arena, take_row, reading, err) ||
	    !reading->ok)
		return false;
	return reading->n_columns > 0 ||
	       err_set(err, ERR_INPUT, "is empty, where a heading is wanted");
}

bool records_read(const char *path, const struct record_columns *columns, struct records *ret,
		  struct err *err)
{
	struct reading reading = { .columns = columns,
				   .records = ret,
				   .given_at = -1,
				   .family_at = -1,
				   .err = err,
				   .ok = true };
	char *text = NULL;
	size_t length = 0;

	*ret = (struct records){ 0 };
	arena_init(&ret->arena);
	bool ok = read_text(path, &text, &length, err) &&
		  read_rows(&reading, text != NULL ? text : "", length, err);

	free(text);
	return ok || err_prefix(err, "%s: ", path);
}

void records_done(struct records *records)
{
	arena_done(&records->arena);
}
