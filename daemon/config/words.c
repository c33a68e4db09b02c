/* SPDX-License-Identifier: Apache-2.0 */
#include "words.h"

#include <string.h>

#include "config/ruleset.h"

const struct choice level_choices[] = {
	{ "blue", LEVEL_BLUE },
	{ "green", LEVEL_GREEN },
	{ "amber", LEVEL_AMBER },
	{ "red", LEVEL_RED },
	{ NULL, 0 },
};

const struct choice mode_choices[] = {
	{ "live", MODE_LIVE },
	{ "shadow", MODE_SHADOW },
	{ "off", MODE_OFF },
	{ NULL, 0 },
};

const struct choice scope_choices[] = {
	{ "child", SCOPE_CHILD },
	{ "household", SCOPE_HOUSEHOLD },
	{ NULL, 0 },
};

const struct choice grade_choices[] = {
	{ "none", GRADE_NONE },   { "blue", GRADE_BLUE }, { "green", GRADE_GREEN },
	{ "amber", GRADE_AMBER }, { "red", GRADE_RED },   { NULL, 0 },
};

const struct choice about_choices[] = {
	{ "child", ABOUT_CHILD },
	{ "sibling", ABOUT_SIBLING },
	{ "parent-carer", ABOUT_PARENT_CARER },
	{ "other-adult", ABOUT_OTHER_ADULT },
	{ NULL, 0 },
};

const struct choice channel_choices[] = {
	{ "log", CHANNEL_LOG },
	{ "syslog", CHANNEL_SYSLOG },
	{ "journal", CHANNEL_JOURNAL },
	{ NULL, 0 },
};

static const struct choice channel_names[] = {
	{ "log", CHANNEL_LOG },     { "syslog", CHANNEL_SYSLOG },   { "journal", CHANNEL_JOURNAL },
	{ "email", CHANNEL_EMAIL }, { "webhook", CHANNEL_WEBHOOK }, { NULL, 0 },
};

const struct choice hours_choices[] = {
	{ "any", HOURS_ANY },
	{ "office", HOURS_OFFICE },
	{ "out-of-office", HOURS_OUT },
	{ NULL, 0 },
};

static const struct choice clock_choices[] = {
	{ "acknowledge", CLOCK_ACKNOWLEDGE },
	{ "decide", CLOCK_DECIDE },
	{ "act", CLOCK_ACT },
	{ "feedback", CLOCK_FEEDBACK },
	{ "answer", CLOCK_ANSWER },
	{ "conference", CLOCK_CONFERENCE },
	{ NULL, 0 },
};

const struct choice feedback_choices[] = {
	{ "outcome", FEEDBACK_OUTCOME },
	{ "received", FEEDBACK_RECEIVED },
	{ "none", FEEDBACK_NONE },
	{ NULL, 0 },
};

/* DfE, children in need census 2024: referral sources and assessment factors. */
static const char *const contact_sources[] = {
	"1A", "1B", "1C", "1D", "2A", "2B", "3A", "3B", "3C", "3D", "3E", "3F",
	"4",  "5A", "5B", "5C", "5D", "6",  "7",  "8",  "9",  "10", NULL,
};
static const char *const factors[] = {
	"1A",  "1B",  "1C",  "2A",  "2B",  "2C",  "3A",  "3B",  "3C",  "4A",  "4B",
	"4C",  "5A",  "5B",  "5C",  "6A",  "6B",  "6C",  "7A",  "8B",  "8C",  "8D",
	"8E",  "8F",  "9A",  "10A", "11A", "12A", "13A", "14A", "15A", "16A", "17A",
	"18B", "18C", "19B", "19C", "20",  "21",  "22A", "23A", "24A", NULL,
};

static void declare(struct lexicon *lexicon, enum lexicon_kind kind, const char *const *codes)
{
	for (; *codes != NULL; codes++)
		lexicon_meet(lexicon, kind, *codes);
	lexicon->kinds[kind].n_declared = lexicon->kinds[kind].n;
}

void words_declare_codes(struct lexicon *lexicon)
{
	declare(lexicon, WORDS_CONTACT_SOURCE, contact_sources);
	declare(lexicon, WORDS_FACTOR, factors);
}

const char *words_kind_name(enum lexicon_kind kind)
{
	static const char *const names[WORDS_KINDS] = { "agency", "category", "outcome",
							"contact source", "factor" };

	return names[kind];
}

static const char *name_of(const struct choice *choices, int value)
{
	for (; choices->name != NULL; choices++)
		if (choices->value == value)
			return choices->name;
	return "none";
}

static bool value_of(const struct choice *choices, const char *text, int *ret)
{
	for (; choices->name != NULL; choices++)
		if (strcmp(choices->name, text) == 0) {
			*ret = choices->value;
			return true;
		}
	return false;
}

const char *level_name(enum level level)
{
	return name_of(level_choices, (int)level);
}

const char *mode_name(enum rule_mode mode)
{
	return name_of(mode_choices, (int)mode);
}

const char *channel_name(enum channel channel)
{
	return name_of(channel_names, (int)channel);
}

const char *grade_name(enum grade grade)
{
	return name_of(grade_choices, (int)grade);
}

const char *about_name(enum about about)
{
	return name_of(about_choices, (int)about);
}

bool level_parse(const char *text, enum level *ret)
{
	int value;

	if (!value_of(level_choices, text, &value))
		return false;
	*ret = (enum level)value;
	return true;
}

bool grade_parse(const char *text, enum grade *ret)
{
	int value;

	if (!value_of(grade_choices, text, &value))
		return false;
	*ret = (enum grade)value;
	return true;
}

bool about_parse(const char *text, enum about *ret)
{
	int value;

	if (!value_of(about_choices, text, &value))
		return false;
	*ret = (enum about)value;
	return true;
}

const char *clock_name(enum clock_kind kind)
{
	return name_of(clock_choices, (int)kind);
}

bool channel_parse(const char *text, enum channel *ret)
{
	int value;

	if (!value_of(channel_names, text, &value))
		return false;
	*ret = (enum channel)value;
	return true;
}

bool clock_parse(const char *text, enum clock_kind *ret)
{
	int value;

	if (!value_of(clock_choices, text, &value))
		return false;
	*ret = (enum clock_kind)value;
	return true;
}
