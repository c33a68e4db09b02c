/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_DAEMON_PEOPLE_FLAGS_H
#define CONCERND_DAEMON_PEOPLE_FLAGS_H

#include "ask.h"

/* What the handlers of flags share. A flag advises the police to set a marker on a child in their own
 * system; nothing here ever tells that system. */

/* Binds a parameter of the query as a text that may be left out. */
void flags_add_filter(const struct ask *ask, const char *name, struct params *params);

struct flag_change {
	const char *reason, *text; /* the note, or why */
	const char *what;          /* kept or ended; set, not-set or taken-off */
	const char *reference;     /* the police's */
	int64_t about, child, flag, twin;
	const char *twin_until;
	int32_t today, review_day, end_day, on_day;
	bool has_review, has_end, has_on;
};

/* As ask->part, with today. */
struct flag_change *flag_change_new(struct ask *ask);

/* A member of the body that is a date. False, noted. */
bool flag_read_day(struct ask *ask, const char *name, bool optional, bool *ret_has,
		   int32_t *ret_day);

/* May a flag end on that day; may the change's review day be the next of a flag of that reason and end?
 * False, noted. */
bool flag_check_end(struct ask *ask, const struct flag_change *change, int32_t end_day);
bool flag_check_review(struct ask *ask, const struct flag_change *change, const char *reason,
		       int32_t end_day);

/* Binds audit_note: what was said of which flag; texts are its personal part. */
void flag_add_note(const struct ask *ask, struct params *params, const char *action, int64_t flag);

/* Notes that it is of a restricted family, and stops. Always false. */
bool flag_note_closed(struct ask *ask, struct err *err);

#endif
