/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_DAEMON_NOTIFY_NOTICE_H
#define CONCERND_DAEMON_NOTIFY_NOTICE_H

#include <stddef.h>
#include <stdint.h>

/* What a notice tells. All of it is of the config or counted by us: nothing of the person. */

struct notice {
	int64_t id; /* never changes: a receiver can tell a repeat by it */
	const char *channel;
	const char *kind; /* "risen", "grown", "escalated", "withdrawn" */
	int32_t attempts; /* this one included */
	int64_t alert;
	int32_t evidence_version;
	const char *rule, *title;
	const char *level; /* as of that evidence version */
};

/* The notice as one line for people: "alert 42 rose: red, rule repeat-contact (Third contact …)";
 * control characters of the title become spaces. Returns out, cut at size bytes. */
char *notice_line(const struct notice *notice, char *out, size_t size);

/* How urgent it is, a priority of syslog.h: by its level; a withdrawal is a notice. */
int notice_priority(const struct notice *notice);

/* How long to wait after a failed attempt, in seconds: 5 after the first, then twice as long each
 * time, at most an hour; and a part of it by id, so that many do not come back at once. */
int32_t notice_backoff_s(const struct notice *notice);

#endif
