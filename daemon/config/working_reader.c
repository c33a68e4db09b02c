/* SPDX-License-Identifier: Apache-2.0 */
#include "working_reader.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/embedded.h"
#include "tree.h"

extern const struct embedded config_rules[];
extern const size_t config_rules_n;

enum { HOLIDAYS_MAX = 10000 };

static const struct choice weekdays[] = {
	{ "monday", MONDAY },       { "tuesday", TUESDAY },
	{ "wednesday", WEDNESDAY }, { "thursday", THURSDAY },
	{ "friday", FRIDAY },       { "saturday", SATURDAY },
	{ "sunday", SUNDAY },       { 0 },
};
enum { MONDAY_TO_FRIDAY = 0x1f };

const struct key office_keys[] = {
	{ .name = "open",
	  .type = KEY_TEXT,
	  .at = offsetof(struct office_draft, open),
	  .standard = "09:00" },
	{ .name = "close",
	  .type = KEY_TEXT,
	  .at = offsetof(struct office_draft, close),
	  .standard = "17:00" },
	{ .name = "days",
	  .type = KEY_TEXTS,
	  .at = offsetof(struct office_draft, days),
	  .count_at = offsetof(struct office_draft, n_days),
	  .low = 1,
	  .high = 7 },
	{ 0 },
};

/* ---- Office hours ---- */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* "HH:MM", up to 24:00. */
static bool parse_clock(const char *text, int64_t *ret_us)
{
	if (strlen(text) != 5 || !is_digit(text[0]) || !is_digit(text[1]) || text[2] != ':' ||
	    !is_digit(text[3]) || !is_digit(text[4]))
		return false;
	int hour = (text[0] - '0') * 10 + text[1] - '0';
	int minute = (text[3] - '0') * 10 + text[4] - '0';

	if (minute > 59 || hour * 60 + minute > 24 * 60)
		return false;
	*ret_us = (hour * 60 + minute) * (USEC_PER_HOUR / 60);
	return true;
}

bool working_read_time(struct reader *reader, const config_setting_t *setting, const char *name,
		       const char *text, int64_t *ret_us)
{
	if (parse_clock(text, ret_us))
		return true;
	reader_error(reader, config_setting_get_member(setting, name), "write it as \"09:00\"",
		     "is no time of day: \"%s\"", text);
	return false;
}

static void read_days(struct reader *reader, const config_setting_t *setting, unsigned *days)
{
	*days = 0;
	for (int i = 0; i < config_setting_length(setting); i++) {
		int day;

		if (reader_choice(reader, config_setting_get_elem(setting, (unsigned int)i),
				  weekdays, &day))
			*days |= 1U << day;
	}
}

void office_read(struct reader *reader, const config_setting_t *setting,
		 const struct office_draft *draft, struct working *working)
{
	working->days = MONDAY_TO_FRIDAY;
	if (draft->n_days > 0)
		read_days(reader, config_setting_get_member(setting, "days"), &working->days);
	bool ok = working_read_time(reader, setting, "open", draft->open, &working->open_us);

	ok = working_read_time(reader, setting, "close", draft->close, &working->close_us) && ok;
	if (ok && working->open_us >= working->close_us)
		reader_error(reader, setting, "write open = \"09:00\"; close = \"17:00\";",
			     "closes before it opens");
}

/* ---- Holidays ---- */

static int compare_days(const void *left, const void *right)
{
	const int32_t *a = left, *b = right;

	return (*a > *b) - (*a < *b);
}

static void keep_days(struct working *working, int32_t *days, size_t n)
{
	size_t kept = 0;

	qsort(days, n, sizeof *days, compare_days);
	for (size_t i = 0; i < n; i++)
		if (kept == 0 || days[kept - 1] != days[i])
			days[kept++] = days[i];
	working->holidays = days;
	working->n_holidays = kept;
}

static void read_dates(struct reader *reader, const config_setting_t *setting,
		       struct working *working)
{
	const char *const *texts = NULL;
	size_t n = 0, good = 0;

	if (!reader_texts(reader, setting, 0, HOLIDAYS_MAX, &texts, &n))
		return;
	int32_t *days = arena_new(reader->arena, n, sizeof *days);

	for (size_t i = 0; i < n; i++)
		if (date_parse(texts[i], &days[good]))
			good++;
		else
			reader_error(reader, config_setting_get_elem(setting, (unsigned int)i),
				     "write it as \"2026-12-25\"", "is no date: \"%s\"", texts[i]);
	keep_days(working, days, good);
}

/* The shipped drop-in, as it was when the program was built. */
static void read_standard(struct reader *reader, struct working *working)
{
	const char *text = embedded_find(config_rules, config_rules_n, "bank-holidays");
	struct tree tree;

	if (tree_read_text(&tree, text, "bank-holidays.conf", reader->findings))
		read_dates(reader, config_lookup(&tree.whole, "holidays"), working);
	tree_done(&tree);
}

void holidays_read(struct reader *reader, const config_setting_t *setting, struct working *working)
{
	if (setting != NULL)
		read_dates(reader, setting, working);
	else
		read_standard(reader, working);
}
