/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_DAEMON_CTL_DOCTOR_H
#define CONCERND_DAEMON_CTL_DOCTOR_H

#include "base/mem.h"
#include "ctl.h"

/* What the files of `concernctl doctor` share: a list of what was looked at. */

enum doctor_verdict { DOCTOR_WELL, DOCTOR_WARNING, DOCTOR_ILL };

struct doctor_finding {
	const char *part; /* "libevent" */
	enum doctor_verdict verdict;
	const char *text; /* what is so, and what to do */
};

struct doctor {
	struct ctl *ctl;
	struct settings *settings;
	struct ruleset *ruleset; /* of the files; NULL where they do not hold */
	struct arena arena;
	struct doctor_finding *list;
	size_t n, room;
};

/* Adds a printf-formatted finding. */
void doctor_tell(struct doctor *doctor, const char *part, enum doctor_verdict verdict,
		 const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* What the database and its server are asked. */
void doctor_database(struct doctor *doctor);

#endif
