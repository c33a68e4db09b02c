/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_PEOPLE_RESTRICT_H
#define CONCERND_PEOPLE_RESTRICT_H

#include "ask.h"

/* What restrict.c and glass.c share: something that is said of a restricted child, and why. */

struct saying {
	const char *reason;
	const char **people;
	size_t n_people;
	bool is_closed, is_released;
	int64_t glass, until_us;
	int64_t before, most; /* a list */
	bool unreviewed;
};

/* Steps: may the person see the child of the path (ask->part is a struct saying)? No such child: noted. */
bool restrict_bind_open(void *context, struct params *params);
bool restrict_take_child(void *context, const struct rows *rows, struct err *err);

/* The body's reason. False, noted, if it is none. */
bool restrict_read_reason(struct ask *ask, struct saying *saying);

/* Binds audit_note: the reason may name people, so the entry holds a commitment to it. */
void restrict_add_note(const struct ask *ask, struct params *params, const char *action);

#endif
