/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "story.h"

/* A line that says what is expected. */

static const struct {
	const char *name;
	enum story_state state;
} states[] = {
	{ "none", EXPECT_NONE },
	{ "alert", EXPECT_OPEN },
	{ "decided", EXPECT_DECIDED },
	{ "withdrawn", EXPECT_WITHDRAWN },
};
enum { STATES = sizeof states / sizeof *states };

static bool read_state(struct story_words *words, struct story_expect *expect)
{
	const char *name = story_word(words);

	for (size_t i = 0; name != NULL && i < STATES; i++)
		if (strcmp(states[i].name, name) == 0) {
			expect->state = states[i].state;
			return true;
		}
	return story_wrong(words, "expect what? Write none, alert, decided or withdrawn");
}

/* "since DATE", "known DATE", "incidents=3", "contact=a". */
static bool read_details(struct story_words *words, struct story_expect *expect)
{
	const char *given, *key, *value;

	while ((given = story_word(words)) != NULL) {
		bool since = strcmp(given, "since") == 0;

		if (!since && strcmp(given, "known") != 0)
			return story_wrong(words,
					   "%s stands where since, known, incidents= or "
					   "contact= may stand",
					   given);
		if (!story_take_time(words, since ? &expect->since : &expect->known))
			return false;
	}
	while (story_option(words, &key, &value)) {
		char *end;

		if (strcmp(key, "contact") == 0) {
			expect->contacts = arena_grow(&words->set->arena, expect->contacts,
						      expect->n_contacts, &expect->room_contacts,
						      sizeof *expect->contacts);
			expect->contacts[expect->n_contacts++] = value;
			continue;
		}
		expect->incidents = strtol(value, &end, 10);
		if (strcmp(key, "incidents") != 0 || end == value || *end != '\0')
			return story_wrong(words, "write incidents=3, or contact=a for each that "
						  "is evidence");
	}
	return words->at == words->n ||
	       story_wrong(words, "since and known stand before incidents= and contact=");
}

static bool read_rule_and_subject(struct story_words *words, struct story_expect *expect)
{
	const char *level;

	expect->rule = story_take_rule(words);
	if (expect->rule == NULL)
		return false;
	if (expect->state == EXPECT_NONE)
		return words->at == words->n ||
		       story_wrong(words, "write expect none, or expect none RULE");
	level = story_word(words);
	if (level != NULL && level_parse(level, &expect->level))
		level = story_word(words);
	expect->subject = level;
	if (level == NULL)
		return story_wrong(words, "write expect alert RULE LEVEL CHILD");
	return read_details(words, expect);
}

bool story_read_expect(struct story_words *words, struct story_expect *ret)
{
	*ret = (struct story_expect){ .line = words->line, .incidents = -1 };
	if (!read_state(words, ret))
		return false;
	return (ret->state == EXPECT_NONE && words->at == words->n) ||
	       read_rule_and_subject(words, ret);
}
