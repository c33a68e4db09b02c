/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/clock.h"
#include "meetings.h"

/* How a meeting went, in the words of who notes it: checked as far as that can be without the database,
 * and, once it is known on which alerts it was, against those. */

/* The object that holds what is read: the body, or its `held`. */
static const json_t *object_of(const struct ask *ask, const struct meeting *meeting)
{
	return *meeting->pointer == '\0' ? ask->body : json_object_get(ask->body, "held");
}

static bool check_outcome(struct ask *ask, const struct meeting *meeting, const char *outcome,
			  const char *where)
{
	if (outcome != NULL &&
	    lexicon_declares(&meeting_rules(ask)->lexicon, WORDS_OUTCOME, outcome))
		return true;
	return meeting_wrong(
		ask, meeting, where,
		"not an outcome word of the rules in force: use one that rules.conf declares");
}

static bool read_held_at(struct ask *ask, struct meeting *ret)
{
	if (!meeting_read_time(ask, ret, object_of(ask, ret), "held_at", false, &ret->held_us))
		return false;
	if (ret->held_us > ret->now_us + MEETING_SOON_US)
		return meeting_wrong(ask, ret, "held_at",
				     "it lies ahead: note a meeting once it was held");
	if (meeting_is_long_past(ret->held_us, ret->now_us))
		return meeting_wrong(ask, ret, "held_at", "it lies more than five years back");
	return true;
}

static bool read_agency(struct ask *ask, struct meeting *meeting, const json_t *json, size_t i)
{
	struct meeting_agency *ret = &meeting->agencies[i];
	const char *where = arena_printf(ask->arena, "agencies/%zu", i);

	ret->agency = json_string_value(json_object_get(json, "agency"));
	ret->attended = json_is_true(json_object_get(json, "attended"));
	ret->contributed = json_is_true(json_object_get(json, "contributed"));
	if (!meeting_check_agency(ask, meeting, ret->agency,
				  arena_printf(ask->arena, "%s/agency", where)) ||
	    !meeting_read_text(ask, meeting, json, "note", MEETING_SAID_MOST, true,
			       arena_printf(ask->arena, "%s/note", where), &ret->note))
		return false;
	for (size_t j = 0; j < i; j++)
		if (strcmp(meeting->agencies[j].agency, ret->agency) == 0)
			return meeting_wrong(ask, meeting, where, "an agency stands here twice");
	if (ret->note != NULL && !ret->attended && !ret->contributed)
		return meeting_wrong(
			ask, meeting, where,
			"it has a note, and neither came nor sent its part: say which");
	return true;
}

/* Those that did neither need not be named: who was invited stands there already. */
static bool read_agencies(struct ask *ask, struct meeting *ret)
{
	const json_t *list = json_object_get(object_of(ask, ret), "agencies");
	size_t n = json_array_size(list), kept = 0;

	if (!json_is_array(list) || n > WORD_MAX)
		return meeting_wrong(ask, ret, "agencies",
				     "agencies is a list of who came, or sent its part in writing");
	ret->agencies = arena_new(ask->arena, n, sizeof *ret->agencies);
	for (size_t i = 0; i < n; i++)
		if (!read_agency(ask, ret, json_array_get(list, i), i))
			return false;
	for (size_t i = 0; i < n; i++)
		if (ret->agencies[i].attended || ret->agencies[i].contributed)
			ret->agencies[kept++] = ret->agencies[i];
	ret->n_agencies = kept;
	return true;
}

static bool read_said(struct ask *ask, struct meeting *ret)
{
	const json_t *list = json_object_get(object_of(ask, ret), "alerts");

	ret->n_said = json_array_size(list);
	if (!meeting_is_absent(list) && (!json_is_array(list) || ret->n_said > MEETING_ALERTS_MOST))
		return meeting_wrong(ask, ret, "alerts",
				     "alerts is a list of what was said for each");
	ret->said = arena_new(ask->arena, ret->n_said, sizeof *ret->said);
	for (size_t i = 0; i < ret->n_said; i++) {
		const json_t *one = json_array_get(list, i);
		struct meeting_alert *said = &ret->said[i];
		const char *where = arena_printf(ask->arena, "alerts/%zu/", i);

		said->alert = json_integer_value(json_object_get(one, "id"));
		if (!meeting_read_text(ask, ret, one, "said", MEETING_SAID_MOST, true,
				       arena_printf(ask->arena, "%ssaid", where), &said->said) ||
		    !meeting_read_text(ask, ret, one, "outcome", MEETING_SAID_MOST, true,
				       arena_printf(ask->arena, "%soutcome", where),
				       &said->outcome))
			return false;
		if (said->outcome != NULL &&
		    !check_outcome(ask, ret, said->outcome,
				   arena_printf(ask->arena, "%soutcome", where)))
			return false;
	}
	return true;
}

static const char *member(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text != NULL ? text : "";
}

static bool read_actions(struct ask *ask, struct meeting *ret)
{
	const json_t *list = json_object_get(object_of(ask, ret), "actions");
	const char *pointer;
	struct err reason;

	ret->n_actions = json_array_size(list);
	if (!meeting_is_absent(list) &&
	    (!json_is_array(list) || ret->n_actions > MEETING_ACTIONS_MOST))
		return meeting_wrong(ask, ret, "actions",
				     arena_printf(ask->arena, "actions is a list of %d at most",
						  MEETING_ACTIONS_MOST));
	ret->actions = arena_new(ask->arena, ret->n_actions, sizeof *ret->actions);
	ret->action_alerts = arena_new(ask->arena, ret->n_actions, sizeof *ret->action_alerts);
	for (size_t i = 0; i < ret->n_actions; i++) {
		const json_t *one = json_array_get(list, i);

		ret->actions[i] = (struct action_order){ .what = member(one, "what"),
							 .owner = member(one, "owner"),
							 .agency = member(one, "agency"),
							 .contingency = member(one, "contingency"),
							 .due_day = INT32_MIN };
		date_parse(member(one, "due"), &ret->actions[i].due_day);
		ret->action_alerts[i] = json_integer_value(json_object_get(one, "alert"));
	}
	if (actions_check(meeting_rules(ask), ret->actions, ret->n_actions, MEETING_ACTIONS_MOST,
			  ask->arena, &pointer, &reason))
		return true;
	return meeting_wrong(ask, ret, pointer + 1, reason.text);
}

static bool read_following(struct ask *ask, struct meeting *ret)
{
	const json_t *following = json_object_get(object_of(ask, ret), "following");
	const json_t *needed = json_object_get(following, "needed");

	ret->has_following = !meeting_is_absent(following);
	ret->is_following_needed = json_is_true(needed);
	if (!ret->has_following)
		return true;
	if (!json_is_boolean(needed))
		return meeting_wrong(ask, ret, "following/needed", "needed is true or false");
	if (ret->is_following_needed)
		return true;
	if (!(ask->who.roles & ROLE_MANAGER))
		return ask_note(ask, PROBLEM_FORBIDDEN,
				"that the next meeting is not needed is for managers to say: note "
				"this one with it as needed, and ask a manager");
	return meeting_read_text(ask, ret, following, "reason", MEETING_REASON_MOST, false,
				 "following/reason", &ret->waived_because);
}

bool meeting_read_held(struct ask *ask, struct meeting *ret)
{
	const json_t *held;

	ret->now_us = clock_now_us();
	ret->is_held = true;
	held = object_of(ask, ret);
	ret->outcome = json_string_value(json_object_get(held, "outcome"));
	return read_held_at(ask, ret) &&
	       meeting_read_text(ask, ret, held, "chair", MEETING_CHAIR_MOST, false, "chair",
				 &ret->chair) &&
	       check_outcome(ask, ret, ret->outcome, "outcome") &&
	       meeting_read_text(ask, ret, held, "note", MEETING_NOTE_MOST, true, "note",
				 &ret->note) &&
	       read_agencies(ask, ret) && read_said(ask, ret) && read_actions(ask, ret) &&
	       read_following(ask, ret);
}

/* ---- Against the alerts on which it is ---- */

static struct meeting_alert *find_alert(const struct meeting *meeting, int64_t id)
{
	for (size_t i = 0; i < meeting->n_alerts; i++)
		if (meeting->alerts[i].alert == id)
			return &meeting->alerts[i];
	return NULL;
}

static bool settle_said(struct ask *ask, struct meeting *meeting)
{
	for (size_t i = 0; i < meeting->n_said; i++) {
		struct meeting_alert *alert = find_alert(meeting, meeting->said[i].alert);

		if (alert == NULL)
			return meeting_wrong(ask, meeting,
					     arena_printf(ask->arena, "alerts/%zu/id", i),
					     "the meeting is not on this alert");
		alert->said = meeting->said[i].said;
		alert->outcome = meeting->said[i].outcome;
	}
	return true;
}

static bool settle_actions(struct ask *ask, struct meeting *meeting)
{
	meeting->action_places = arena_new(ask->arena, meeting->n_actions,
					   sizeof *meeting->action_places);
	for (size_t i = 0; i < meeting->n_actions; i++) {
		const struct meeting_alert *alert = meeting->action_alerts[i] != 0
							    ? find_alert(meeting,
									 meeting->action_alerts[i])
							    : &meeting->alerts[0];

		if (alert == NULL)
			return meeting_wrong(ask, meeting,
					     arena_printf(ask->arena, "actions/%zu/alert", i),
					     "the meeting is not on this alert");
		meeting->action_places[i] = (struct action_place){ alert->child, alert->alert,
								   alert->level };
	}
	return true;
}

/* By the rules in force now: one whose kind they do not know any more has nothing to follow it. */
static bool settle_following(struct ask *ask, struct meeting *meeting)
{
	const struct ruleset *ruleset = meeting_rules(ask);
	const struct meeting_kind *kind = ruleset_meeting(ruleset, meeting->kind);
	const struct meeting_kind *next;

	if (kind == NULL || kind->then == NULL) {
		if (meeting->has_following)
			return meeting_wrong(
				ask, meeting, "following",
				"nothing has to follow a meeting of this kind: leave it out");
		return true;
	}
	next = ruleset_meeting(ruleset, kind->then);
	if (!meeting->has_following)
		return meeting_wrong(ask, meeting, "following",
				     arena_printf(ask->arena, "say whether this has to follow: %s",
						  next->title));
	meeting->next_kind = kind->then;
	meeting->next_due_us = span_end(ruleset->zone, &ruleset->book.working, meeting->held_us,
					kind->then_within);
	return true;
}

bool meeting_settle_held(struct ask *ask, struct meeting *meeting)
{
	return settle_said(ask, meeting) && settle_actions(ask, meeting) &&
	       settle_following(ask, meeting);
}
