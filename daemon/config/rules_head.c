/* SPDX-License-Identifier: Apache-2.0 */
#include "rules_head.h"

#include <stddef.h>
#include <string.h>

#include "clocks.h"
#include "config/ruleset.h"
#include "flag_reasons.h"
#include "grounds.h"
#include "meetings.h"
#include "rule_reader.h"
#include "tree.h"
#include "words.h"
#include "working_reader.h"

/*
 * The head of rules.conf: its words, how contacts become incidents, and when people work; into the
 * rule set, for the rules to use.
 */

/* The category comes first: its keys are read by their place in it. */
struct category_draft {
	struct category category;
	struct span same_incident; /* SPAN_EVER: not said */
};

struct head {
	const char *time_zone;
	struct span same_incident, same_reference, look_back;
	struct office_draft office;
	struct agency *agencies;
	size_t n_agencies;
	struct category_draft *categories;
	size_t n_categories;
	struct outcome *outcomes;
	size_t n_outcomes;
	int alerts_a_day;
	const config_setting_t *flag_reasons;
	const config_setting_t *rules, *routes, *holidays, *clocks, *digests, *meetings;
	const config_setting_t *grounds;
};

/* ---- Words ---- */

static void declare(struct reader *reader, const config_setting_t *setting, enum lexicon_kind kind,
		    const char **name, const char **title)
{
	struct rules_reading *reading = reader->context;
	struct lexicon *lexicon = &reading->ruleset->lexicon;

	if (*name == NULL)
		return;
	if (!reader_name_ok(reader, setting, *name))
		return;
	if (lexicon_find(lexicon, kind, *name) != WORD_NONE)
		reader_error(reader, setting, "keep one of the two", "is declared twice");
	lexicon_meet(lexicon, kind, *name);
	lexicon->kinds[kind].n_declared = lexicon->kinds[kind].n;
	if (**title == '\0')
		*title = *name;
}

static void after_agency(struct reader *reader, const config_setting_t *setting, void *into)
{
	struct agency *agency = into;

	declare(reader, setting, WORDS_AGENCY, &agency->name, &agency->title);
}

static void after_outcome(struct reader *reader, const config_setting_t *setting, void *into)
{
	struct outcome *outcome = into;

	declare(reader, setting, WORDS_OUTCOME, &outcome->name, &outcome->title);
}

static void after_category(struct reader *reader, const config_setting_t *setting, void *into)
{
	struct category *category = &((struct category_draft *)into)->category;
	const config_setting_t *factors = config_setting_get_member(setting, "factors");

	declare(reader, setting, WORDS_CATEGORY, &category->name, &category->title);
	for (size_t i = 0; i < category->n_factors; i++)
		rule_word(reader, config_setting_get_elem(factors, (unsigned int)i), WORDS_FACTOR,
			  category->factors[i]);
}

/* ---- Tables ---- */

static void keep(struct reader *reader, const config_setting_t *setting, void *into)
{
	const config_setting_t **at = into;

	(void)reader;
	*at = setting;
}

#define WORD_KEYS(of)                                                                        \
	{ .name = "name",                                                                    \
	  .type = KEY_TEXT,                                                                  \
	  .at = offsetof(of, name),                                                          \
	  .required = true,                                                                  \
	  .help = "the word as contacts carry it" },                                         \
	{                                                                                    \
		.name = "title", .type = KEY_TEXT, .at = offsetof(of, title), .standard = "" \
	}

static const struct key agency_keys[] = {
	WORD_KEYS(struct agency),
	{ .name = "feedback",
	  .type = KEY_CHOICE,
	  .at = offsetof(struct agency, feedback),
	  .choices = feedback_choices,
	  .standard = "outcome" },
	{ .name = "requests_to",
	  .type = KEY_TEXT,
	  .at = offsetof(struct agency, requests_to),
	  .standard = "" },
	{ 0 },
};

static const struct key outcome_keys[] = {
	WORD_KEYS(struct outcome),
	{ 0 },
};

static const struct key category_keys[] = {
	WORD_KEYS(struct category),
	{ .name = "counts",
	  .type = KEY_YES_NO,
	  .at = offsetof(struct category, counts),
	  .standard = "true" },
	{ .name = "factors",
	  .type = KEY_TEXTS,
	  .at = offsetof(struct category, factors),
	  .count_at = offsetof(struct category, n_factors),
	  .high = 64 },
	{ .name = "same_incident_within",
	  .type = KEY_SPAN,
	  .at = offsetof(struct category_draft, same_incident),
	  .spans = SPANS_EXACT,
	  .standard = "ever" },
	{ 0 },
};

static const struct key head_keys[] = {
	{ .name = "time_zone",
	  .type = KEY_TEXT,
	  .at = offsetof(struct head, time_zone),
	  .standard = "Europe/London" },
	{ .name = "same_incident_within",
	  .type = KEY_SPAN,
	  .at = offsetof(struct head, same_incident),
	  .spans = SPANS_EXACT,
	  .standard = "24 hours" },
	{ .name = "same_reference_within",
	  .type = KEY_SPAN,
	  .at = offsetof(struct head, same_reference),
	  .spans = SPANS_EXACT,
	  .standard = "14 days" },
	{ .name = "look_back",
	  .type = KEY_SPAN,
	  .at = offsetof(struct head, look_back),
	  .spans = SPANS_EXACT | SPANS_MONTHS | SPANS_EVER,
	  .standard = "90 days" },
	{ .name = "alerts_a_day",
	  .type = KEY_NUMBER,
	  .at = offsetof(struct head, alerts_a_day),
	  .high = 100000,
	  .standard = "0" },
	{ .name = "agencies",
	  .type = KEY_LIST,
	  .at = offsetof(struct head, agencies),
	  .count_at = offsetof(struct head, n_agencies),
	  .high = WORD_MAX,
	  .keys = agency_keys,
	  .size = sizeof(struct agency),
	  .place_at = offsetof(struct agency, place) + 1,
	  .after = after_agency },
	{ .name = "categories",
	  .type = KEY_LIST,
	  .at = offsetof(struct head, categories),
	  .count_at = offsetof(struct head, n_categories),
	  .high = WORD_MAX,
	  .keys = category_keys,
	  .size = sizeof(struct category_draft),
	  .after = after_category },
	{ .name = "outcomes",
	  .type = KEY_LIST,
	  .at = offsetof(struct head, outcomes),
	  .count_at = offsetof(struct head, n_outcomes),
	  .high = WORD_MAX,
	  .keys = outcome_keys,
	  .size = sizeof(struct outcome),
	  .after = after_outcome },
	{ .name = "rules", .type = KEY_OTHER, .at = offsetof(struct head, rules), .read = keep },
	{ .name = "routes", .type = KEY_OTHER, .at = offsetof(struct head, routes), .read = keep },
	{ .name = "flag_reasons",
	  .type = KEY_OTHER,
	  .at = offsetof(struct head, flag_reasons),
	  .read = keep },
	{ .name = "office_hours",
	  .type = KEY_GROUP,
	  .at = offsetof(struct head, office),
	  .keys = office_keys },
	{ .name = "holidays",
	  .type = KEY_OTHER,
	  .at = offsetof(struct head, holidays),
	  .read = keep },
	{ .name = "clocks", .type = KEY_OTHER, .at = offsetof(struct head, clocks), .read = keep },
	{ .name = "digests",
	  .type = KEY_OTHER,
	  .at = offsetof(struct head, digests),
	  .read = keep },
	{ .name = "meetings",
	  .type = KEY_OTHER,
	  .at = offsetof(struct head, meetings),
	  .read = keep },
	{ .name = "grounds",
	  .type = KEY_OTHER,
	  .at = offsetof(struct head, grounds),
	  .read = keep },
	{ 0 },
};

/* ---- The head into the rule set ---- */

static void take_zone(struct reader *reader, const config_setting_t *root, struct ruleset *ruleset,
		      const char *name)
{
	const config_setting_t *setting = config_setting_get_member(root, "time_zone");

	ruleset->zone = zone_new(name, NULL);
	ruleset->book.zone = ruleset->zone;
	if (ruleset->zone == NULL)
		reader_error(
			reader, setting != NULL ? setting : root,
			"write a name as \"Europe/London\" (Debian's package tzdata holds them)",
			"is no time zone that is known here: \"%s\"", name);
}

static void take_categories(struct ruleset *ruleset, const struct head *head)
{
	struct gathering *gathering = &ruleset->book.gathering;
	struct category *categories = arena_new(&ruleset->arena, head->n_categories,
						sizeof *categories);

	gathering->same_reference_us = head->same_reference.n;
	for (int i = 0; i <= WORD_MAX; i++)
		gathering->same_incident_us[i] = head->same_incident.n;
	for (size_t i = 0; i < head->n_categories; i++) {
		const struct category_draft *draft = &head->categories[i];
		word number = lexicon_find(&ruleset->lexicon, WORDS_CATEGORY, draft->category.name);

		categories[i] = draft->category;
		if (draft->same_incident.unit == SPAN_EXACT)
			gathering->same_incident_us[number] = draft->same_incident.n;
		if (!draft->category.counts)
			wordset_add(&ruleset->book.uncounted, number);
	}
	ruleset->categories = categories;
	ruleset->n_categories = head->n_categories;
}

static void take_working(struct reader *reader, const config_setting_t *root,
			 struct ruleset *ruleset, const struct head *head)
{
	struct working *working = &ruleset->book.working;
	struct place place = tree_place(head->holidays != NULL ? head->holidays : root);

	office_read(reader, config_setting_get_member(root, "office_hours"), &head->office,
		    working);
	holidays_read(reader, head->holidays, working);
	ruleset->holidays_place = (struct place){ arena_strdup(reader->arena, place.file),
						  head->holidays != NULL ? place.line : 0 };
}

void rules_head_read(struct reader *reader, const config_setting_t *root,
		     const config_setting_t **ret_rules, const config_setting_t **ret_routes)
{
	struct rules_reading *reading = reader->context;
	struct ruleset *ruleset = reading->ruleset;
	struct head head = { 0 };

	reader_group(reader, root, tree_place(root), head_keys, &head);
	take_zone(reader, root, ruleset, head.time_zone);
	take_working(reader, root, ruleset, &head);
	take_categories(ruleset, &head);
	flag_reasons_read(reader, head.flag_reasons, ruleset);
	clocks_read(reader, head.clocks, ruleset);
	digests_read(reader, head.digests, ruleset);
	meetings_read(reader, head.meetings, ruleset);
	grounds_read(reader, head.grounds, ruleset);
	ruleset->look_back = head.look_back;
	ruleset->alerts_a_day = head.alerts_a_day;
	ruleset->agencies = head.agencies;
	ruleset->n_agencies = head.n_agencies;
	ruleset->outcomes = head.outcomes;
	ruleset->n_outcomes = head.n_outcomes;
	*ret_rules = head.rules;
	*ret_routes = head.routes;
}

bool ruleset_is_key(const char *name)
{
	for (const struct key *key = head_keys; key->name != NULL; key++)
		if (strcmp(key->name, name) == 0 && strcmp(name, "rules") != 0)
			return true;
	return false;
}
