/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "casework/rationale.h"
#include "meetings.h"

/* How a meeting is called or changed, in the words of who does: checked as far as that can be without
 * the database. */

enum { DAYS_BACK = 5 * 366, DAYS_AHEAD = 366 };

const struct ruleset *meeting_rules(const struct ask *ask)
{
	return rulesets_newest(ask->people->rulesets, NULL);
}

bool meeting_wrong(struct ask *ask, const struct meeting *meeting, const char *member,
		   const char *text)
{
	return ask_note_at(ask, arena_printf(ask->arena, "%s/%s", meeting->pointer, member), "%s",
			   text);
}

/* ---- Members ---- */

bool meeting_is_absent(const json_t *member)
{
	return member == NULL || json_is_null(member);
}

/* A text of 1 to `most` characters; one that may be missing is NULL then, or when it is blank. */
bool meeting_read_text(struct ask *ask, const struct meeting *meeting, const json_t *object,
		       const char *name, size_t most, bool optional, const char *where,
		       const char **ret)
{
	const json_t *member = json_object_get(object, name);
	const char *text = json_string_value(member);
	bool is_blank = text != NULL && text[strspn(text, " \t\r\n")] == '\0';

	*ret = NULL;
	if (optional && (meeting_is_absent(member) || is_blank))
		return true;
	if (text == NULL || is_blank || text_characters(text) > most)
		return meeting_wrong(ask, meeting, where,
				     arena_printf(ask->arena, "%s is a text of 1 to %zu characters",
						  name, most));
	*ret = text;
	return true;
}

/* With a zone, or as the wall clock of the rules shows it ("2026-12-01T10:00"). */
static bool parse_time(const struct ruleset *ruleset, struct arena *arena, const char *text,
		       int64_t *ret)
{
	int64_t local_us;

	if (text == NULL)
		return false;
	if (time_parse(text, ret))
		return true;
	if (strlen(text) != strlen("2026-12-01T10:00") ||
	    !time_parse(arena_printf(arena, "%s:00Z", text), &local_us))
		return false;
	*ret = zone_instant_us(ruleset->zone, local_us);
	return true;
}

bool meeting_read_time(struct ask *ask, const struct meeting *meeting, const json_t *object,
		       const char *name, bool optional, int64_t *ret)
{
	const json_t *member = json_object_get(object, name);

	*ret = 0;
	if (optional && meeting_is_absent(member))
		return true;
	if (parse_time(meeting_rules(ask), ask->arena, json_string_value(member), ret))
		return true;
	return meeting_wrong(
		ask, meeting, name,
		arena_printf(ask->arena,
			     "%s is a date and time, as in 2026-12-01T10:00 (by the clock of "
			     "the rules) or 2026-12-01T10:00:00Z",
			     name));
}

bool meeting_check_agency(struct ask *ask, const struct meeting *meeting, const char *agency,
			  const char *where)
{
	if (agency != NULL && lexicon_declares(&meeting_rules(ask)->lexicon, WORDS_AGENCY, agency))
		return true;
	return meeting_wrong(ask, meeting, where,
			     "no agency that rules.conf declares: use a word of GET /v1/words");
}

bool meeting_is_long_past(int64_t at_us, int64_t now_us)
{
	return at_us < now_us - DAYS_BACK * USEC_PER_DAY;
}

/* ---- Called ---- */

static bool read_kind(struct ask *ask, struct meeting *ret)
{
	ret->kind = json_string_value(json_object_get(ask->body, "kind"));
	if (meeting_rules(ask)->n_meetings == 0)
		return meeting_wrong(
			ask, ret, "kind",
			"no kind of meeting is declared: ops staff write meetings = ( { name "
			"= \"strategy\"; … } ); in rules.conf and put it in force");
	if (ret->kind != NULL && ruleset_meeting(meeting_rules(ask), ret->kind) != NULL)
		return true;
	return meeting_wrong(
		ask, ret, "kind",
		"no kind of meeting that rules.conf declares: use a word of GET /v1/words");
}

static bool read_alerts(struct ask *ask, struct meeting *ret)
{
	const json_t *list = json_object_get(ask->body, "alerts");

	ret->n_alerts = json_array_size(list);
	if (ret->n_alerts < 1 || ret->n_alerts > MEETING_ALERTS_MOST)
		return meeting_wrong(ask, ret, "alerts",
				     arena_printf(ask->arena,
						  "alerts are the numbers of 1 to %d alerts",
						  MEETING_ALERTS_MOST));
	ret->alerts = arena_new(ask->arena, ret->n_alerts, sizeof *ret->alerts);
	for (size_t i = 0; i < ret->n_alerts; i++) {
		json_int_t id = json_integer_value(json_array_get(list, i));

		if (id < 1)
			return meeting_wrong(ask, ret, arena_printf(ask->arena, "alerts/%zu", i),
					     "it is the number of an alert");
		for (size_t j = 0; j < i; j++)
			if (ret->alerts[j].alert == id)
				return meeting_wrong(ask, ret,
						     arena_printf(ask->arena, "alerts/%zu", i),
						     "an alert stands here twice");
		ret->alerts[i].alert = id;
	}
	return true;
}

/* Words, no two the same. */
static bool read_invited(struct ask *ask, struct meeting *ret)
{
	const json_t *list = json_object_get(ask->body, "agencies");

	ret->n_invited = json_array_size(list);
	if (!meeting_is_absent(list) && (!json_is_array(list) || ret->n_invited > WORD_MAX))
		return meeting_wrong(ask, ret, "agencies", "agencies is a list of those invited");
	ret->invited = arena_new(ask->arena, ret->n_invited, sizeof *ret->invited);
	for (size_t i = 0; i < ret->n_invited; i++) {
		const char *where = arena_printf(ask->arena, "agencies/%zu", i);

		ret->invited[i] = json_string_value(json_array_get(list, i));
		if (!meeting_check_agency(ask, ret, ret->invited[i], where))
			return false;
		for (size_t j = 0; j < i; j++)
			if (strcmp(ret->invited[j], ret->invited[i]) == 0)
				return meeting_wrong(ask, ret, where,
						     "an agency stands here twice");
	}
	return true;
}

static bool check_planned(struct ask *ask, const struct meeting *meeting)
{
	if (meeting->planned_us > meeting->now_us + DAYS_AHEAD * USEC_PER_DAY)
		return meeting_wrong(ask, meeting, "planned_for", "it is more than a year ahead");
	if (meeting_is_long_past(meeting->planned_us, meeting->now_us))
		return meeting_wrong(ask, meeting, "planned_for",
				     "it lies more than five years back");
	return true;
}

static bool read_times(struct ask *ask, struct meeting *ret)
{
	if (!meeting_read_time(ask, ret, ask->body, "called_at", true, &ret->called_us) ||
	    !meeting_read_time(ask, ret, ask->body, "planned_for", ret->is_held, &ret->planned_us))
		return false;
	if (ret->called_us == 0)
		ret->called_us = ret->now_us;
	if (ret->called_us > ret->now_us + MEETING_SOON_US ||
	    meeting_is_long_past(ret->called_us, ret->now_us))
		return meeting_wrong(ask, ret, "called_at", "it lies ahead, or years back");
	return ret->is_held || check_planned(ask, ret);
}

bool meeting_read_call(struct ask *ask, struct meeting *ret)
{
	const json_t *held = json_object_get(ask->body, "held");

	ret->now_us = clock_now_us();
	ret->is_held = !meeting_is_absent(held);
	if (!read_kind(ask, ret) || !read_alerts(ask, ret) || !read_invited(ask, ret) ||
	    !meeting_read_text(ask, ret, ask->body, "place", MEETING_PLACE_MOST, true, "place",
			       &ret->place) ||
	    !read_times(ask, ret))
		return false;
	if (!ret->is_held)
		return true;
	if (!json_is_object(held))
		return meeting_wrong(ask, ret, "held", "held says how it went");
	ret->pointer = "/held";
	if (!meeting_read_held(ask, ret))
		return false;
	if (ret->planned_us == 0)
		ret->planned_us = ret->held_us;
	return true;
}

/* ---- Between and afterwards ---- */

bool meeting_read_part(struct ask *ask, struct meeting *ret)
{
	ret->now_us = clock_now_us();
	ret->agency = json_string_value(json_object_get(ask->body, "agency"));
	return meeting_check_agency(ask, ret, ret->agency, "agency") &&
	       meeting_read_text(ask, ret, ask->body, "note", MEETING_SAID_MOST, false, "note",
				 &ret->note);
}

bool meeting_read_plan(struct ask *ask, struct meeting *ret)
{
	ret->now_us = clock_now_us();
	if (!meeting_read_time(ask, ret, ask->body, "planned_for", true, &ret->planned_us) ||
	    !meeting_read_text(ask, ret, ask->body, "place", MEETING_PLACE_MOST, true, "place",
			       &ret->place) ||
	    !read_invited(ask, ret))
		return false;
	if (ret->planned_us == 0 && ret->place == NULL && ret->n_invited == 0)
		return ask_note(ask, PROBLEM_REFUSED,
				"say what changes: planned_for, place, or agencies to invite");
	return ret->planned_us == 0 || check_planned(ask, ret);
}

bool meeting_read_reason(struct ask *ask, struct meeting *ret)
{
	ret->now_us = clock_now_us();
	return meeting_read_text(ask, ret, ask->body, "reason", MEETING_REASON_MOST, false,
				 "reason", &ret->reason);
}
