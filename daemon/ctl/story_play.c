/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "casework/replay.h"
#include "story.h"

/*
 * Plays a story by the engine that the daemon judges by, and compares what stands with what is
 * expected, group by group. Alerts that stand and are expected by no line of a group differ too.
 */

struct playing {
	const struct story *story;
	struct replay *replay;
	struct story_result *result;
};

__attribute__((format(printf, 3, 4))) static void differ(struct story_result *result, int line,
							 const char *fmt, ...)
{
	char text[600];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof text, fmt, args);
	va_end(args);
	result->list = arena_grow(result->arena, result->list, result->n, &result->room,
				  sizeof *result->list);
	result->list[result->n++] = (struct story_difference){ line,
							       arena_strdup(result->arena, text) };
}

/* ---- What stands ---- */

static bool looks_at(const struct story *story, const char *rule)
{
	for (size_t i = 0; i < story->n_rules; i++)
		if (strcmp(story->rules[i], rule) == 0)
			return true;
	return story->n_rules == 0;
}

static const enum replay_state replay_states[] = {
	[EXPECT_OPEN] = REPLAY_OPEN,
	[EXPECT_DECIDED] = REPLAY_DECIDED,
	[EXPECT_WITHDRAWN] = REPLAY_WITHDRAWN,
};

static bool is_meant(const struct story_expect *expect, const struct replay_alert *alert)
{
	return expect->state != EXPECT_NONE && alert->state == replay_states[expect->state] &&
	       strcmp(expect->rule, alert->rule->name) == 0 &&
	       strcmp(expect->subject, alert->name) == 0;
}

/* The latest alert that a line means; NULL if there is none. */
static const struct replay_alert *find_alert(const struct playing *playing,
					     const struct story_expect *expect)
{
	size_t n;
	const struct replay_alert *const *alerts = replay_alerts(playing->replay, &n);

	while (n > 0)
		if (is_meant(expect, alerts[--n]))
			return alerts[n];
	return NULL;
}

static size_t count_incidents(const struct replay_alert *alert)
{
	return alert->n_contacts == 0 ? 0 : alert->contacts[alert->n_contacts - 1].incident + 1;
}

/* "a + b, c": an incident's contacts belong together. */
static const char *list_contacts(struct arena *arena, const struct replay_alert *alert)
{
	const char *text = "";

	for (size_t i = 0; i < alert->n_contacts; i++) {
		const char *between =
			i == 0                                                           ? ""
			: alert->contacts[i].incident == alert->contacts[i - 1].incident ? " + "
											 : ", ";

		text = arena_printf(arena, "%s%s%s", text, between, alert->contacts[i].event_id);
	}
	return text;
}

static const char *say_time(struct playing *playing, int64_t at_us)
{
	char text[32];

	time_format(zone_local_us(playing->story->ruleset->zone, at_us), text);
	text[10] = ' ';
	text[16] = '\0';
	return arena_strdup(playing->result->arena, text);
}

/* ---- One line ---- */

static void compare_time(struct playing *playing, const struct story_expect *expect,
			 const char *what, const struct story_time *expected, int64_t at_us)
{
	const struct zone *zone = playing->story->ruleset->zone;

	if (!expected->given || (expected->is_day ? zone_local_day(zone, at_us) == expected->day
						  : at_us == expected->at_us))
		return;
	differ(playing->result, expect->line, "the alert of %s for %s %s %s, not %.10s",
	       expect->rule, expect->subject, what, say_time(playing, at_us),
	       say_time(playing, expected->at_us));
}

static bool has_contact(const struct replay_alert *alert, const char *name)
{
	for (size_t i = 0; i < alert->n_contacts; i++)
		if (strcmp(alert->contacts[i].event_id, name) == 0)
			return true;
	return false;
}

static void compare_contacts(struct playing *playing, const struct story_expect *expect,
			     const struct replay_alert *alert)
{
	bool same = expect->n_contacts == 0 || expect->n_contacts == alert->n_contacts;

	for (size_t i = 0; same && i < expect->n_contacts; i++)
		same = has_contact(alert, expect->contacts[i]);
	if (!same)
		differ(playing->result, expect->line, "the evidence of %s for %s is %s",
		       expect->rule, expect->subject, list_contacts(playing->result->arena, alert));
}

static void compare_alert(struct playing *playing, const struct story_expect *expect,
			  const struct replay_alert *alert)
{
	struct story_result *result = playing->result;

	if (expect->level != LEVEL_NONE && expect->level != alert->level)
		differ(result, expect->line, "the alert of %s for %s is %s, not %s", expect->rule,
		       expect->subject, level_name(alert->level), level_name(expect->level));
	if (expect->incidents >= 0 && (size_t)expect->incidents != count_incidents(alert))
		differ(result, expect->line,
		       "the alert of %s for %s has %zu incidents (%s), not %zu", expect->rule,
		       expect->subject, count_incidents(alert), list_contacts(result->arena, alert),
		       (size_t)expect->incidents);
	compare_time(playing, expect, "is true since", &expect->since, alert->became_true_us);
	compare_time(playing, expect, "is known since", &expect->known, alert->known_us);
	compare_contacts(playing, expect, alert);
}

/* What became of an alert that is expected and is not there. */
static void tell_missing(struct playing *playing, const struct story_expect *expect)
{
	static const char *const wanted[] = { [EXPECT_OPEN] = "an alert",
					      [EXPECT_DECIDED] = "a decided alert",
					      [EXPECT_WITHDRAWN] = "a withdrawn alert" };
	static const char *const found[] = { [EXPECT_OPEN] = "one stands undecided",
					     [EXPECT_DECIDED] = "it was decided",
					     [EXPECT_WITHDRAWN] = "it was withdrawn" };
	struct story_expect other = *expect;
	const char *instead = "there is none";

	for (int state = EXPECT_OPEN; state <= EXPECT_WITHDRAWN; state++) {
		other.state = (enum story_state)state;
		if (find_alert(playing, &other) != NULL)
			instead = found[state];
	}
	differ(playing->result, expect->line, "expected %s of %s for %s, but %s",
	       wanted[expect->state], expect->rule, expect->subject, instead);
}

static void compare_line(struct playing *playing, const struct story_expect *expect)
{
	const struct replay_alert *alert;

	if (expect->state == EXPECT_NONE)
		return;
	alert = find_alert(playing, expect);
	if (alert == NULL)
		tell_missing(playing, expect);
	else
		compare_alert(playing, expect, alert);
}

/* ---- A group of lines ---- */

/* True if the group says something of the rule: `expect none RULE` of one rule speaks of that alone. */
static bool is_spoken_of(const struct playing *playing, size_t first, size_t end, const char *rule)
{
	const struct story_expect *expects = playing->story->expects;
	bool named_alone = true;

	for (size_t i = first; i < end; i++) {
		bool names = expects[i].state == EXPECT_NONE && expects[i].rule != NULL;

		if (names && strcmp(expects[i].rule, rule) == 0)
			return true;
		named_alone = named_alone && names;
	}
	return !named_alone && looks_at(playing->story, rule);
}

static void compare_unexpected(struct playing *playing, size_t first, size_t end)
{
	const struct story_expect *expects = playing->story->expects;
	size_t n;
	const struct replay_alert *const *alerts = replay_alerts(playing->replay, &n);

	for (size_t i = 0; i < n; i++) {
		const struct replay_alert *alert = alerts[i];
		size_t by = first;

		if (alert->state != REPLAY_OPEN ||
		    !is_spoken_of(playing, first, end, alert->rule->name))
			continue;
		while (by < end && !is_meant(&expects[by], alert))
			by++;
		if (by == end)
			differ(playing->result, expects[first].line,
			       "an alert of %s (%s) stands for %s, which is not expected: %s",
			       alert->rule->name, level_name(alert->level), alert->name,
			       list_contacts(playing->result->arena, alert));
	}
}

static void on_refused(void *context, size_t act, enum replay_refusal refusal)
{
	struct playing *playing = context;
	const struct story_act *refused = &playing->story->acts[act];

	if (refusal == REPLAY_UNDECIDED)
		differ(playing->result, refused->line,
		       "no alert of %s stands undecided for %s, so none can be decided",
		       refused->rule, refused->subject);
}

static void add_acts(struct playing *playing)
{
	for (size_t i = 0; i < playing->story->n_acts; i++) {
		const struct story_act *act = &playing->story->acts[i];

		if (act->fact != NULL)
			replay_add(playing->replay, act->fact, act->at_us, i);
		else
			replay_decide(playing->replay, act->subject, act->rule, act->outcome,
				      act->at_us, i);
	}
}

/* A rule that the story names is played though it is off: whoever writes it wants to see what it
 * would do. The modes that they had are put back behind it. */
static void wake_rules(const struct story *story, enum rule_mode modes[STORY_RULES])
{
	for (size_t i = 0; i < story->n_rules; i++) {
		struct rule *rule = ruleset_rule(story->ruleset, story->rules[i]);

		modes[i] = rule->mode;
		rule->mode = MODE_LIVE;
	}
}

static void put_back_rules(const struct story *story, const enum rule_mode modes[STORY_RULES])
{
	for (size_t i = 0; i < story->n_rules; i++)
		ruleset_rule(story->ruleset, story->rules[i])->mode = modes[i];
}

void story_play(const struct story *story, struct arena *arena, struct story_result *ret)
{
	struct playing playing = { .story = story, .result = ret };
	const struct replay_listener listener = { .context = &playing, .on_refused = on_refused };
	enum rule_mode modes[STORY_RULES] = { 0 };

	*ret = (struct story_result){ .arena = arena };
	wake_rules(story, modes);
	playing.replay = replay_new(story->ruleset, NULL);
	add_acts(&playing);
	for (size_t first = 0, end; first < story->n_expects; first = end) {
		replay_run(playing.replay, story->expects[first].at_us, &listener);
		for (end = first; end < story->n_expects &&
				  story->expects[end].group == story->expects[first].group;
		     end++)
			compare_line(&playing, &story->expects[end]);
		compare_unexpected(&playing, first, end);
	}
	/* What happens behind the last line that expects may still be impossible. */
	replay_run(playing.replay, INT64_MAX, &listener);
	put_back_rules(story, modes);
	replay_free(playing.replay);
}
