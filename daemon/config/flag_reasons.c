/* SPDX-License-Identifier: Apache-2.0 */
#include "flag_reasons.h"

#include <stddef.h>
#include <string.h>

#include "base/clock.h"

/* Why the police may be advised to flag a child: each reason says when it must be looked at again. */

enum { REVIEW_MONTHS_MOST = 12 };
#define REVIEW_DAYS_MOST INT64_C(366)

static bool is_some_days(struct span within)
{
	if (within.unit == SPAN_MONTHS)
		return within.n <= REVIEW_MONTHS_MOST;
	return within.n >= USEC_PER_DAY && within.n <= REVIEW_DAYS_MOST * USEC_PER_DAY;
}

static void after_reason(struct reader *reader, const config_setting_t *entry, void *into)
{
	struct flag_reason *reason = into;

	if (reason->name != NULL && reader_name_ok(reader, entry, reason->name) &&
	    *reason->title == '\0')
		reason->title = reason->name;
	if (!is_some_days(reason->review_within))
		reader_error(reader, config_setting_get_member(entry, "review_within"),
			     "write review_within = \"3 months\";",
			     "is under a day or over a year: a flag is looked at again by then");
}

static const struct key keys[] = {
	{ .name = "name",
	  .type = KEY_TEXT,
	  .at = offsetof(struct flag_reason, name),
	  .required = true,
	  .help = "the word by which this reason is known" },
	{ .name = "title",
	  .type = KEY_TEXT,
	  .at = offsetof(struct flag_reason, title),
	  .standard = "" },
	{ .name = "review_within",
	  .type = KEY_SPAN,
	  .low = 1,
	  .at = offsetof(struct flag_reason, review_within),
	  .spans = SPANS_EXACT | SPANS_MONTHS,
	  .standard = FLAG_REVIEW_WITHIN },
	{ 0 },
};

static const struct key list_key = {
	.name = "flag_reasons",
	.type = KEY_LIST,
	.at = offsetof(struct ruleset, flag_reasons),
	.count_at = offsetof(struct ruleset, n_flag_reasons),
	.high = 256,
	.keys = keys,
	.size = sizeof(struct flag_reason),
	.after = after_reason,
};

void flag_reasons_read(struct reader *reader, const config_setting_t *setting,
		       struct ruleset *ruleset)
{
	size_t before = reader->findings->n_errors;

	if (setting == NULL)
		return;
	reader_list(reader, setting, &list_key, ruleset);
	if (reader->findings->n_errors > before)
		return;
	for (size_t i = 0; i < ruleset->n_flag_reasons; i++)
		if (ruleset_flag_reason(ruleset, ruleset->flag_reasons[i].name) !=
		    &ruleset->flag_reasons[i])
			reader_error(reader, config_setting_get_elem(setting, (unsigned int)i),
				     "keep one of the two", "is declared twice");
}

const struct flag_reason *ruleset_flag_reason(const struct ruleset *ruleset, const char *name)
{
	for (size_t i = 0; i < ruleset->n_flag_reasons; i++)
		if (strcmp(ruleset->flag_reasons[i].name, name) == 0)
			return &ruleset->flag_reasons[i];
	return NULL;
}
