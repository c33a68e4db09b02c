/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_STORE_ROWS_H
#define CONCERND_STORE_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Rows of a result, in PostgreSQL's binary format. Row and column count from 0. A column must be of
 * the type asked for (checked at the first read; a mismatch aborts: it is a bug). Texts and bytes
 * live as long as the rows: copy what must outlive the take function. Where NULL is not told to be an
 * answer, ask rows_is_null() first: it aborts as well. Times outside int64_t are its ends. */

struct rows;

size_t rows_count(const struct rows *rows);
bool rows_is_null(const struct rows *rows, size_t row, int column);
int64_t rows_int8(const struct rows *rows, size_t row, int column);
int32_t rows_int4(const struct rows *rows, size_t row, int column);
bool rows_bool(const struct rows *rows, size_t row, int column);
double rows_double(const struct rows *rows, size_t row, int column);
const char *rows_text(const struct rows *rows, size_t row, int column); /* NULL for NULL */
int64_t rows_time(const struct rows *rows, size_t row, int column);     /* timestamptz, in us */
int32_t rows_date(const struct rows *rows, size_t row, int column);     /* date, a day number */
const void *rows_bytes(const struct rows *rows, size_t row, int column, size_t *ret_n);

/* Elements of an array column: how many (NULL counts as empty), and each (0 first). Elements are not
 * NULL. */
size_t rows_array_count(const struct rows *rows, size_t row, int column);
const char *rows_array_text(const struct rows *rows, size_t row, int column, size_t i,
			    size_t *ret_length); /* not NUL-terminated */
/* All texts of one array, one after the other: each time the next, NULL behind the last. Not
 * NUL-terminated either. */
struct rows_texts {
	const char *next;
	size_t left;
};
struct rows_texts rows_array_texts(const struct rows *rows, size_t row, int column);
const char *rows_next_text(struct rows_texts *texts, size_t *ret_length);
int64_t rows_array_int8(const struct rows *rows, size_t row, int column, size_t i);
int32_t rows_array_int4(const struct rows *rows, size_t row, int column, size_t i);

/* Rows that a statement changed (INSERT, UPDATE, DELETE). */
size_t rows_changed(const struct rows *rows);

#endif
