/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_BASE_ERR_H
#define CONCERND_BASE_ERR_H

#include <stdbool.h>

/*
 * Errors, sorted by who must act. A function that can fail returns bool and takes a struct err as
 * its last argument; it logs or returns an error, never both. The kind is translated in few places:
 * HTTP status, delivery back-off, exit code. A text says what to do, and never repeats anything
 * that a sender supplied about a person.
 */
enum err_kind {
	ERR_NONE,
	ERR_INPUT, /* the sender (or the person at the keyboard) must change what was given */
	ERR_RETRY, /* time: the same call may succeed later */
	ERR_FATAL, /* an operator must act */
};

struct err {
	enum err_kind kind;
	char text[480];
};

/* Sets *err (if not NULL) to kind and a printf-formatted text, cut at its size. Always false, so
 * that a failing function can end in `return err_set(...)`. */
bool err_set(struct err *err, enum err_kind kind, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Puts a printf-formatted "where: " in front of the text of *err, the kind kept. Always false. */
bool err_prefix(struct err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* The kind as a word for a log line: "input", "retry", "fatal"; "none". Static storage. */
const char *err_kind_name(enum err_kind kind);

#endif
