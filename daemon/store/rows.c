/* SPDX-License-Identifier: Apache-2.0 */
#include "rows_private.h"

#include <stdio.h>
#include <stdlib.h>

#include "binary.h"

/* Values are read where libpq keeps them. libpq puts a zero byte behind each, also in binary, so a
 * text is one in C as it stands. */

static void bug(const struct rows *rows, int column, const char *what)
{
	fprintf(stderr, "concernd: bug: statement %s, column %d: %s\n", rows->statement, column,
		what);
	abort();
}

/* A value of the type asked for. */
static const char *value(const struct rows *rows, size_t row, int column, enum pg_type type)
{
	if (column >= PQnfields(rows->result) || row >= rows_count(rows))
		bug(rows, column, "there is no such row or column");
	if (PQftype(rows->result, column) != (Oid)type)
		bug(rows, column, "has another type than is read");
	return PQgetvalue(rows->result, (int)row, column);
}

/* The same where NULL is no answer. */
static const char *present(const struct rows *rows, size_t row, int column, enum pg_type type)
{
	const char *bytes = value(rows, row, column, type);

	if (PQgetisnull(rows->result, (int)row, column))
		bug(rows, column, "is NULL where a value is needed");
	return bytes;
}

size_t rows_count(const struct rows *rows)
{
	return (size_t)PQntuples(rows->result);
}

bool rows_is_null(const struct rows *rows, size_t row, int column)
{
	return PQgetisnull(rows->result, (int)row, column) != 0;
}

int64_t rows_int8(const struct rows *rows, size_t row, int column)
{
	return (int64_t)binary_get64(present(rows, row, column, PG_INT8));
}

int32_t rows_int4(const struct rows *rows, size_t row, int column)
{
	return (int32_t)binary_get32(present(rows, row, column, PG_INT4));
}

bool rows_bool(const struct rows *rows, size_t row, int column)
{
	return *present(rows, row, column, PG_BOOL) != 0;
}

double rows_double(const struct rows *rows, size_t row, int column)
{
	uint64_t bits = binary_get64(present(rows, row, column, PG_FLOAT8));
	double number;

	memcpy(&number, &bits, sizeof number);
	return number;
}

const char *rows_text(const struct rows *rows, size_t row, int column)
{
	const char *text = value(rows, row, column, PG_TEXT);

	return rows_is_null(rows, row, column) ? NULL : text;
}

int64_t rows_time(const struct rows *rows, size_t row, int column)
{
	int64_t since = (int64_t)binary_get64(present(rows, row, column, PG_TIMESTAMPTZ));
	int64_t at_us;

	if (since == INT64_MIN || __builtin_add_overflow(since, PG_EPOCH_US, &at_us))
		return since < 0 ? INT64_MIN : INT64_MAX;
	return at_us;
}

int32_t rows_date(const struct rows *rows, size_t row, int column)
{
	return (int32_t)binary_get32(present(rows, row, column, PG_DATE)) + PG_EPOCH_DAY;
}

const void *rows_bytes(const struct rows *rows, size_t row, int column, size_t *ret_n)
{
	const void *bytes = value(rows, row, column, PG_BYTEA);

	*ret_n = (size_t)PQgetlength(rows->result, (int)row, column);
	return rows_is_null(rows, row, column) ? NULL : bytes;
}

/* An array of a type with NULL taken for empty: its first element, and how many there are. */
static const char *elements(const struct rows *rows, size_t row, int column, enum pg_type type,
			    size_t *ret_n)
{
	const char *bytes = value(rows, row, column, type);

	/* An empty array has no dimension and ends behind its element type. */
	if (rows_is_null(rows, row, column) || binary_get32(bytes) == 0) {
		*ret_n = 0;
		return NULL;
	}
	if (binary_get32(bytes) != 1 || binary_get32(bytes + 4) != 0)
		bug(rows, column, "is an array of more than one dimension, or with NULLs");
	*ret_n = binary_get32(bytes + 12);
	return bytes + ARRAY_HEADER_BYTES;
}

size_t rows_array_count(const struct rows *rows, size_t row, int column)
{
	size_t n;

	elements(rows, row, column, (enum pg_type)PQftype(rows->result, column), &n);
	return n;
}

struct rows_texts rows_array_texts(const struct rows *rows, size_t row, int column)
{
	struct rows_texts texts;

	texts.next = elements(rows, row, column, PG_TEXT_ARRAY, &texts.left);
	return texts;
}

const char *rows_next_text(struct rows_texts *texts, size_t *ret_length)
{
	if (texts->left == 0)
		return NULL;
	const char *text = texts->next + 4;

	*ret_length = binary_get32(texts->next);
	texts->next = text + *ret_length;
	texts->left--;
	return text;
}

const char *rows_array_text(const struct rows *rows, size_t row, int column, size_t i,
			    size_t *ret_length)
{
	struct rows_texts texts = rows_array_texts(rows, row, column);
	const char *text;

	if (i >= texts.left)
		bug(rows, column, "has fewer elements");
	do
		text = rows_next_text(&texts, ret_length);
	while (i-- > 0);
	return text;
}

int64_t rows_array_int8(const struct rows *rows, size_t row, int column, size_t i)
{
	size_t n;
	const char *first = elements(rows, row, column, PG_INT8_ARRAY, &n);

	if (i >= n)
		bug(rows, column, "has fewer elements");
	return (int64_t)binary_get64(first + 12 * i + 4);
}

int32_t rows_array_int4(const struct rows *rows, size_t row, int column, size_t i)
{
	size_t n;
	const char *first = elements(rows, row, column, PG_INT4_ARRAY, &n);

	if (i >= n)
		bug(rows, column, "has fewer elements");
	return (int32_t)binary_get32(first + 8 * i + 4);
}

size_t rows_changed(const struct rows *rows)
{
	/* PQcmdTuples() takes a PGresult that is not const, and only reads it. */
	return (size_t)strtoull(PQcmdTuples((PGresult *)(uintptr_t)rows->result), NULL, 10);
}
