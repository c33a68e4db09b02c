/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_DAEMON_NOTIFY_NOTICE_H
#define CONCERND_DAEMON_NOTIFY_NOTICE_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

#include "base/calendar.h"
#include "base/mem.h"

/* What a notice tells. All of it is of the config or counted by us: nothing of the person. Feedback and
 * requests alone carry a text of a sender, its own reference, and only back to who sent it. */

struct notice {
	int64_t id; /* never changes: a receiver can tell a repeat by it */
	const char *channel;
	const char *kind; /* "risen", "grown", "escalated", "withdrawn"; "missed", "feedback",
			     "request", "ops", "digest", "test" */
	int32_t attempts; /* this one included */
	int64_t alert;    /* 0: of none; then the next four are 0 and "" */
	int32_t evidence_version;
	const char *rule, *title;
	const char *level;     /* as of that evidence version */
	const char *recipient; /* "" or NULL: who listens on the channel */
	int64_t created_us;
	int64_t deadline_us; /* 0: it names none */
	const char *detail;  /* JSON; NULL: nothing more */
	struct {
		const char *says, *reference, *outcome; /* outcome: NULL where it says "received" */
		const char *source, *event_id;
		int64_t decided_us;
	} feedback;
	struct {
		int64_t id;                                /* 0: it is of none */
		const char *reference, *source, *event_id; /* NULL: the agency made no contact */
	} request;
};

/* The notice as one line for people: "alert 42 rose: red, rule repeat-contact (Third contact …)";
 * control characters of the title become spaces. Returns out, cut at size bytes. */
char *notice_line(const struct notice *notice, char *out, size_t size);

/* How urgent it is, a priority of syslog.h: by its level; a withdrawal is a notice. */
int notice_priority(const struct notice *notice);

/* How long to wait after a failed attempt, in seconds: 5 after the first, then twice as long each
 * time, at most an hour on this machine and six elsewhere; and a part of it by id, so that many do
 * not come back at once. */
int32_t notice_backoff_s(const struct notice *notice);

/* "Thursday 26 November 2026, 14:05", by the clock on the wall, in the arena. */
const char *notice_time(struct arena *arena, const struct zone *zone, int64_t at_us);

/* "ntc_42_1764162000": its id for receivers, the same for ever; apart from that of another database
 * by the second in which it was written. In the arena. */
const char *notice_message_id(struct arena *arena, const struct notice *notice);

/* What goes with a notice to a recipient. */
struct stationery {
	const char *public_url; /* "": no link */
	const char *ask;        /* whom an agency may ask; "": nobody is named */
	const char *council;    /* who asks; "": it is not said */
	const struct zone *zone;
};

#define NOTICE_ORDINARY_ROUTE                                                               \
	"An alert asks people to look. It does not replace your ordinary route: a concern " \
	"that cannot wait goes there now."

/* Where it is looked at, in the arena: of an answer that is late the request, not the alert. NULL for no
 * link. `detail` is the notice's, read. */
const char *notice_link(struct arena *arena, const struct notice *notice, const json_t *detail,
			const struct stationery *stationery);

enum { LETTER_LINES = 80 };

/* A notice as people read it in mail. */
struct letter {
	const char *subject;
	const char *lines[LETTER_LINES]; /* a paragraph each */
	size_t n;
	const char *link; /* NULL for none */
};

/* Writes a letter into the arena; as text, as HTML. */
void letter_write(struct arena *arena, const struct notice *notice,
		  const struct stationery *stationery, struct letter *ret);
const char *letter_text(struct arena *arena, const struct letter *letter);
const char *letter_html(struct arena *arena, const struct letter *letter);

/* The notice for programs: {"type":…,"timestamp":…,"data":{…}}, in the arena; the same each time. */
const char *notice_json(struct arena *arena, const struct notice *notice,
			const struct stationery *stationery);

#endif
