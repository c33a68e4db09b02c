/* SPDX-License-Identifier: Apache-2.0 */
#include "clocks.h"

#include <stddef.h>
#include <string.h>

#include "base/clock.h"
#include "tree.h"
#include "words.h"
#include "working_reader.h"

/*
 * Until when people owe something, by level. Where nothing is said: red in four hours on the clock,
 * amber in one working day, green in three (Oxfordshire); only red ignores office hours (Luton); a
 * decision is told to agencies in one working day. Times to acknowledge are a local choice.
 */

static const struct {
	bool on_the_clock;
	const char *by[CLOCKS_BY_LEVEL];
	const char *rung_after;
} standard[LEVEL_RED + 1] = {
	[LEVEL_BLUE] = { false,
			 { "3 working days", "5 working days", "0 hours", "1 working day" },
			 "1 working day" },
	[LEVEL_GREEN] = { false,
			  { "1 working day", "3 working days", "0 hours", "1 working day" },
			  "1 working day" },
	[LEVEL_AMBER] = { false,
			  { "4 hours", "1 working day", "0 hours", "1 working day" },
			  "2 hours" },
	[LEVEL_RED] = { true, { "1 hour", "4 hours", "0 hours", "1 working day" }, "1 hour" },
};

/* An entry of the list, read over the defaults of its level; spans of SPAN_EVER: not said. */
struct draft {
	int level, hours;
	struct span by[CLOCKS_BY_LEVEL], rung_after;
	const config_setting_t *ladder, *ladders[CLOCKS];
};

static void keep(struct reader *reader, const config_setting_t *setting, void *into)
{
	const config_setting_t **at = into;

	(void)reader;
	*at = setting;
}

enum { HOURS_UNSAID, HOURS_BY_OFFICE, HOURS_BY_CLOCK };

static const struct choice hours[] = {
	{ "office", HOURS_BY_OFFICE },
	{ "clock", HOURS_BY_CLOCK },
	{ NULL, 0 },
};

#define BY(name_, kind_, low_)                                                    \
	{                                                                         \
		.name = (name_), .type = KEY_SPAN, .low = (low_),                 \
		.at = offsetof(struct draft, by) + (kind_) * sizeof(struct span), \
		.spans = SPANS_EXACT | SPANS_WORKING, .standard = "ever"          \
	}
#define LADDER(name_, kind_)                                                                       \
	{                                                                                          \
		.name = (name_), .type = KEY_OTHER, .read = keep,                                  \
		.at = offsetof(struct draft, ladders) + (kind_) * sizeof(const config_setting_t *) \
	}

static const struct key keys[] = {
	{ .name = "level",
	  .type = KEY_CHOICE,
	  .at = offsetof(struct draft, level),
	  .choices = level_choices,
	  .required = true,
	  .help = "of which alerts these are the clocks" },
	{ .name = "hours",
	  .type = KEY_CHOICE,
	  .at = offsetof(struct draft, hours),
	  .choices = hours },
	BY("acknowledge_by", CLOCK_ACKNOWLEDGE, 1),
	BY("decide_by", CLOCK_DECIDE, 1),
	BY("act_by", CLOCK_ACT, 0),
	BY("feedback_by", CLOCK_FEEDBACK, 1),
	{ .name = "rung_after",
	  .type = KEY_SPAN,
	  .low = 1,
	  .at = offsetof(struct draft, rung_after),
	  .spans = SPANS_EXACT | SPANS_WORKING,
	  .standard = "ever" },
	{ .name = "ladder", .type = KEY_OTHER, .at = offsetof(struct draft, ladder), .read = keep },
	LADDER("acknowledge_ladder", CLOCK_ACKNOWLEDGE),
	LADDER("decide_ladder", CLOCK_DECIDE),
	LADDER("act_ladder", CLOCK_ACT),
	LADDER("feedback_ladder", CLOCK_FEEDBACK),
	LADDER("answer_ladder", CLOCK_ANSWER),
	LADDER("conference_ladder", CLOCK_CONFERENCE),
	{ 0 },
};

static struct place kept_place(struct reader *reader, const config_setting_t *setting)
{
	struct place place = tree_place(setting);

	place.file = arena_strdup(reader->arena, place.file);
	return place;
}

static void read_ladder(struct reader *reader, const config_setting_t *setting, struct ladder *ret)
{
	if (setting == NULL || !reader_texts(reader, setting, 1, 16, &ret->rungs, &ret->n))
		return;
	ret->place = kept_place(reader, setting);
}

/* A span of a day or more in office hours is three days of work: hardly what was meant. */
static void warn_of_days(struct reader *reader, const config_setting_t *entry,
			 const struct level_clocks *clocks)
{
	static const char *const names[CLOCKS_BY_LEVEL] = { "acknowledge_by", "decide_by", "act_by",
							    "feedback_by" };

	for (int kind = 0; kind < CLOCKS_BY_LEVEL; kind++) {
		const config_setting_t *setting = config_setting_get_member(entry, names[kind]);

		if (setting != NULL && !clocks->on_the_clock &&
		    clocks->by[kind].unit == SPAN_EXACT && clocks->by[kind].n >= USEC_PER_DAY)
			reader_warning(reader, setting, "write working days, or hours = \"clock\";",
				       "counts hours of office hours alone: a day of them is three "
				       "working days");
	}
}

static void read_entry(struct reader *reader, const config_setting_t *entry,
		       struct ruleset *ruleset)
{
	struct draft draft = { 0 };

	reader_group(reader, entry, tree_place(entry), keys, &draft);
	struct level_clocks *clocks = &ruleset->clocks[draft.level];

	if (clocks->is_set)
		reader_error(reader, entry, "keep one of the two",
			     "is of a level that has clocks already");
	clocks->is_set = true;
	clocks->place = kept_place(reader, entry);
	if (draft.hours != HOURS_UNSAID)
		clocks->on_the_clock = draft.hours == HOURS_BY_CLOCK;
	if (draft.rung_after.unit != SPAN_EVER)
		clocks->rung_after = draft.rung_after;
	for (int kind = 0; kind < CLOCKS_BY_LEVEL; kind++)
		if (draft.by[kind].unit != SPAN_EVER)
			clocks->by[kind] = draft.by[kind];
	for (int kind = 0; kind < CLOCKS; kind++)
		read_ladder(reader,
			    draft.ladders[kind] != NULL ? draft.ladders[kind] : draft.ladder,
			    &clocks->ladders[kind]);
	warn_of_days(reader, entry, clocks);
}

static void set_standard(struct level_clocks *clocks, enum level level)
{
	*clocks = (struct level_clocks){ .on_the_clock = standard[level].on_the_clock };
	for (int kind = 0; kind < CLOCKS_BY_LEVEL; kind++)
		span_parse(standard[level].by[kind], &clocks->by[kind], NULL);
	span_parse(standard[level].rung_after, &clocks->rung_after, NULL);
}

static bool is_list_of_groups(struct reader *reader, const config_setting_t *setting,
			      const char *hint)
{
	bool ok = config_setting_is_list(setting) ||
		  (config_setting_is_array(setting) && config_setting_length(setting) == 0);

	for (int i = 0; ok && i < config_setting_length(setting); i++)
		ok = config_setting_is_group(config_setting_get_elem(setting, (unsigned int)i));
	if (!ok)
		reader_error(reader, setting, hint, "is %s, where a list of groups is wanted",
			     reader_type_name(setting));
	return ok;
}

void clocks_read(struct reader *reader, const config_setting_t *setting, struct ruleset *ruleset)
{
	for (int level = LEVEL_BLUE; level <= LEVEL_RED; level++)
		set_standard(&ruleset->clocks[level], (enum level)level);
	if (setting == NULL ||
	    !is_list_of_groups(reader, setting,
			       "write clocks = ( { level = \"red\"; decide_by = \"4 hours\"; } );"))
		return;
	for (int i = 0; i < config_setting_length(setting); i++)
		read_entry(reader, config_setting_get_elem(setting, (unsigned int)i), ruleset);
}

/* ---- Digests ----------------------------------------------------------------------------------- */

struct digest_draft {
	const char *to, *team, *at;
};

static const struct key digest_keys[] = {
	{ .name = "to",
	  .type = KEY_TEXT,
	  .at = offsetof(struct digest_draft, to),
	  .required = true,
	  .help = "who gets it" },
	{ .name = "team",
	  .type = KEY_TEXT,
	  .at = offsetof(struct digest_draft, team),
	  .standard = "" },
	{ .name = "at",
	  .type = KEY_TEXT,
	  .at = offsetof(struct digest_draft, at),
	  .standard = "08:00" },
	{ 0 },
};

void digests_read(struct reader *reader, const config_setting_t *setting, struct ruleset *ruleset)
{
	if (setting == NULL ||
	    !is_list_of_groups(reader, setting,
			       "write digests = ( { to = \"team-manager\"; at = \"08:00\"; } );"))
		return;
	size_t n = (size_t)config_setting_length(setting);

	ruleset->digests = arena_new(reader->arena, n, sizeof *ruleset->digests);
	for (size_t i = 0; i < n; i++) {
		const config_setting_t *entry = config_setting_get_elem(setting, (unsigned int)i);
		struct digest *digest = &ruleset->digests[ruleset->n_digests++];
		struct digest_draft draft = { 0 };

		reader_group(reader, entry, tree_place(entry), digest_keys, &draft);
		*digest = (struct digest){ .to = draft.to,
					   .team = draft.team,
					   .place = kept_place(reader, entry) };
		working_read_time(reader, entry, "at", draft.at, &digest->at_us);
	}
}
