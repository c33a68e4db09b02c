/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_PEOPLE_MEETINGS_H
#define CONCERND_PEOPLE_MEETINGS_H

#include "ask.h"
#include "casework/actions.h"

/* What the handlers of meetings share: meetings.c shows them, meeting_read.c and meeting_held.c read what
 * people say of them, meeting_find.c looks what they are on, meeting_write.c and meeting_note.c write. */

enum {
	MEETING_ALERTS_MOST = 200,
	MEETING_PLACE_MOST = 200, /* characters; likewise below */
	MEETING_CHAIR_MOST = 200,
	MEETING_SAID_MOST = 2000, /* for one child, and by one agency */
	MEETING_NOTE_MOST = 4000,
	MEETING_REASON_MOST = 1000,
	MEETING_ACTIONS_MOST = 200,
};

/* One alert on which it is. */
struct meeting_alert {
	int64_t alert, child; /* child is known once the alerts were found */
	enum level level;
	const char *said, *outcome; /* NULL: nothing of its own */
};

/* One agency that was there, or sent its part. */
struct meeting_agency {
	const char *agency, *note;
	bool attended, contributed;
};

/* A meeting as somebody calls it, or notes that it was held. */
struct meeting_deed;
struct meeting {
	const struct meeting_deed *deed; /* what is done with it */
	const char *pointer;             /* to what is read: "" or "/held" */
	int64_t now_us;
	const char *kind, *place;
	int64_t called_us, planned_us; /* planned_us of a change: 0 where it stays */
	const char **invited;
	size_t n_invited;
	struct meeting_alert *alerts; /* by id, once they were found */
	size_t n_alerts;

	bool is_held;
	int64_t held_us;
	const char *chair, *outcome, *note;
	struct meeting_agency *agencies;
	size_t n_agencies;
	struct meeting_alert *said; /* of some of the alerts */
	size_t n_said;
	struct action_order *actions;
	int64_t *action_alerts; /* 0: the first */
	struct action_place *action_places;
	size_t n_actions;
	bool has_following, is_following_needed;
	const char *waived_because;
	const char *next_kind; /* NULL: nothing has to follow */
	int64_t next_due_us;

	const char *agency, *reason; /* of a part that comes later; of a cancellation, a waiver */
};

/* ---- For those that read ---- */

#define MEETING_SOON_US (INT64_C(15) * 60 * 1000000) /* clocks differ a little */

const struct ruleset *meeting_rules(const struct ask *ask); /* in force */
bool meeting_is_absent(const json_t *member);
bool meeting_is_long_past(int64_t at_us, int64_t now_us);

/* Notes what is wrong with a member of what is read. Always false. */
bool meeting_wrong(struct ask *ask, const struct meeting *meeting, const char *member,
		   const char *text);

/* A text of 1 to `most` characters, told of at `where`; one that is optional may be missing or blank, and
 * is NULL then. A time with a zone, or as the wall clock of the rules shows it ("2026-12-01T10:00"); 0
 * where it is missing. An agency that rules.conf declares. False, noted. */
bool meeting_read_text(struct ask *ask, const struct meeting *meeting, const json_t *object,
		       const char *name, size_t most, bool optional, const char *where,
		       const char **ret);
bool meeting_read_time(struct ask *ask, const struct meeting *meeting, const json_t *object,
		       const char *name, bool optional, int64_t *ret);
bool meeting_check_agency(struct ask *ask, const struct meeting *meeting, const char *agency,
			  const char *where);

/* ---- For those that write ---- */

/* Each reads a body into one of which only `deed` and `pointer` are set. False, noted, if it will not do. */
bool meeting_read_call(struct ask *ask, struct meeting *ret);
bool meeting_read_held(struct ask *ask, struct meeting *ret);
bool meeting_read_part(struct ask *ask, struct meeting *ret);
bool meeting_read_plan(struct ask *ask, struct meeting *ret);
bool meeting_read_reason(struct ask *ask, struct meeting *ret);

/* Once kind and alerts are known: what was said and set is of these alerts, and what has to follow is
 * said. False, noted. */
bool meeting_settle_held(struct ask *ask, struct meeting *meeting);

/* Steps that find it (ask->part is a struct meeting): its alerts as somebody calls it; or one that is there,
 * locked, and not cancelled; not held either; that, and what was said of it holds; or one whose following
 * meeting is owed. */
bool meeting_bind_alerts(void *context, struct params *params);
bool meeting_take_alerts(void *context, const struct rows *rows, struct err *err);
bool meeting_bind_lock(void *context, struct params *params);
bool meeting_take_lock(void *context, const struct rows *rows, struct err *err);
bool meeting_take_planned(void *context, const struct rows *rows, struct err *err);
bool meeting_take_to_hold(void *context, const struct rows *rows, struct err *err);
bool meeting_take_followed(void *context, const struct rows *rows, struct err *err);

/* Steps that write it, where it was held: what was said, its actions and clocks; which clocks it ends; and
 * the audit rows of ask->action (NULL: none), one for each alert. */
bool meeting_bind_held(void *context, struct params *params);
bool meeting_bind_actions(void *context, struct params *params);
bool meeting_bind_action_clocks(void *context, struct params *params);
bool meeting_bind_next_clocks(void *context, struct params *params);
bool meeting_bind_ended_clocks(void *context, struct params *params);
bool meeting_bind_notes(void *context, struct params *params);

/* The answer is one meeting: api_meeting of ask->id, and what is to be warned of. */
bool meeting_bind_whole(void *context, struct params *params);
void meeting_answer(struct ask *ask);

#endif
