/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_NET_FIELDS_H
#define CONCERND_NET_FIELDS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/mem.h"
#include "net/event.h"

/*
 * A JSON object read by a table of fields into a struct. A value that cannot be used is left out, as
 * if it had not been sent, and told as a warning of the event; so is a key that is not in the table.
 */

/* Where an object stands: the event it is part of and the pointer to it, "/data/children/0". */
struct place {
	struct event *event;
	struct arena *arena;
	const char *parent;
};

struct field {
	const char *name;
	/* Puts the value where it belongs; gives what is wrong with it (static), or NULL. */
	const char *(*read)(const struct place *place, const struct field *field,
			    const json_t *value, void *into);
	size_t offset; /* in the struct `into` */
	size_t max;    /* characters of a text */
	bool required; /* what is wrong with it is not told here, but as missing */
};

/* Reads every key of an object by a table that a row without a name ends. What is no object has no
 * keys. */
void fields_read(const struct place *place, const struct field *fields, const json_t *object,
		 void *into);

/* The row of a name, or NULL. */
const struct field *fields_find(const struct field *fields, const char *name);

/* Warnings at a key of the place, at an element of a list there, and for a key that no row has. */
void fields_warn(const struct place *place, const char *key, const char *detail);
void fields_warn_element(const struct place *place, const char *key, size_t i, const char *detail);
void fields_warn_unknown(const struct place *place, const char *key);

/* The text of a string value. NULL if it is null or blank, which is as not sent (*ret_wrong NULL),
 * or cannot be used: no string, over max characters, or with control characters. */
const char *fields_text(const json_t *value, size_t max, const char **ret_wrong);

/* Readers for rows. All texts are copied into the arena. */

/* A text into a const char *. */
const char *fields_read_text(const struct place *place, const struct field *field,
			     const json_t *value, void *into);

/* A CloudEvents string, which has no control characters at all, not even a tab. */
const char *fields_read_attribute(const struct place *place, const struct field *field,
				  const json_t *value, void *into);

/* At most FIELDS_LIST_MAX texts into a struct field_texts. */
const char *fields_read_texts(const struct place *place, const struct field *field,
			      const json_t *value, void *into);

enum { FIELDS_LIST_MAX = 50 };

/* How a struct holds a list of texts: the pointer, its count right after it. */
struct field_texts {
	const char **list;
	size_t n;
};

#endif
