/* SPDX-License-Identifier: Apache-2.0 */
#include "meetings.h"

#include <stddef.h>
#include <string.h>

#include "nearest.h"
#include "rule_reader.h"
#include "tree.h"

/* The kinds of meetings, read when agencies and categories are known. What follows a kind may stand
 * after it in the list, so that is looked at in the end. */

static void read_words(struct reader *reader, const config_setting_t *entry, const char *key,
		       enum lexicon_kind kind, const char *const *names, size_t n)
{
	const config_setting_t *list = config_setting_get_member(entry, key);

	for (size_t i = 0; i < n; i++)
		rule_word(reader, config_setting_get_elem(list, (unsigned int)i), kind, names[i]);
}

static void after_kind(struct reader *reader, const config_setting_t *entry, void *into)
{
	struct meeting_kind *kind = into;
	bool has_span = kind->then_within.unit != SPAN_EVER;

	if (kind->name != NULL && reader_name_ok(reader, entry, kind->name) && *kind->title == '\0')
		kind->title = kind->name;
	read_words(reader, entry, "categories", WORDS_CATEGORY, kind->categories,
		   kind->n_categories);
	read_words(reader, entry, "needs_agencies", WORDS_AGENCY, kind->needs_agencies,
		   kind->n_needs_agencies);
	if (kind->then != NULL && !has_span)
		reader_error(reader, entry, "write then_within = \"15 working days\";",
			     "says what follows, and not by when");
	if (kind->then == NULL && has_span)
		reader_error(reader, entry, "write then = \"…\"; the kind of meeting that follows",
			     "says by when, and not what follows");
}

static const struct key keys[] = {
	{ .name = "name",
	  .type = KEY_TEXT,
	  .at = offsetof(struct meeting_kind, name),
	  .required = true,
	  .help = "the word by which this kind is known" },
	{ .name = "title",
	  .type = KEY_TEXT,
	  .at = offsetof(struct meeting_kind, title),
	  .standard = "" },
	{ .name = "then", .type = KEY_TEXT, .at = offsetof(struct meeting_kind, then) },
	{ .name = "then_within",
	  .type = KEY_SPAN,
	  .low = 1,
	  .at = offsetof(struct meeting_kind, then_within),
	  .spans = SPANS_EXACT | SPANS_WORKING | SPANS_MONTHS,
	  .standard = "ever" },
	{ .name = "categories",
	  .type = KEY_TEXTS,
	  .at = offsetof(struct meeting_kind, categories),
	  .count_at = offsetof(struct meeting_kind, n_categories),
	  .low = 1,
	  .high = WORD_MAX },
	{ .name = "needs_agencies",
	  .type = KEY_TEXTS,
	  .at = offsetof(struct meeting_kind, needs_agencies),
	  .count_at = offsetof(struct meeting_kind, n_needs_agencies),
	  .low = 1,
	  .high = WORD_MAX },
	{ 0 },
};

static const struct key list_key = {
	.name = "meetings",
	.type = KEY_LIST,
	.at = offsetof(struct ruleset, meetings),
	.count_at = offsetof(struct ruleset, n_meetings),
	.high = MEETINGS_MOST,
	.keys = keys,
	.size = sizeof(struct meeting_kind),
	.after = after_kind,
};

static void check_twice(struct reader *reader, const config_setting_t *entry,
			const struct ruleset *ruleset, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (ruleset->meetings[j].name != NULL &&
		    strcmp(ruleset->meetings[j].name, ruleset->meetings[i].name) == 0) {
			reader_error(reader, entry, "keep one of the two", "is declared twice");
			return;
		}
}

static void check_then(struct reader *reader, const config_setting_t *entry,
		       const struct ruleset *ruleset, const char *then)
{
	struct nearest nearest;

	nearest_begin(&nearest, then);
	for (size_t i = 0; i < ruleset->n_meetings; i++) {
		if (ruleset->meetings[i].name == NULL)
			continue;
		if (strcmp(ruleset->meetings[i].name, then) == 0)
			return;
		nearest_try(&nearest, ruleset->meetings[i].name);
	}
	reader_error(reader, config_setting_get_member(entry, "then"),
		     nearest.best != NULL ? arena_printf(&reader->findings->arena,
							 "did you mean \"%s\"?", nearest.best)
					  : "declare it in meetings as well",
		     "names \"%s\", which is no kind of meeting of this file", then);
}

void meetings_read(struct reader *reader, const config_setting_t *setting, struct ruleset *ruleset)
{
	size_t i = 0;

	if (setting == NULL)
		return;
	reader_list(reader, setting, &list_key, ruleset);
	for (int at = 0; i < ruleset->n_meetings; at++) {
		const config_setting_t *entry = config_setting_get_elem(setting, (unsigned int)at);

		if (!config_setting_is_group(entry))
			continue;
		if (ruleset->meetings[i].name != NULL)
			check_twice(reader, entry, ruleset, i);
		if (ruleset->meetings[i].then != NULL)
			check_then(reader, entry, ruleset, ruleset->meetings[i].then);
		i++;
	}
}

const struct meeting_kind *ruleset_meeting(const struct ruleset *ruleset, const char *name)
{
	for (size_t i = 0; i < ruleset->n_meetings; i++)
		if (strcmp(ruleset->meetings[i].name, name) == 0)
			return &ruleset->meetings[i];
	return NULL;
}
