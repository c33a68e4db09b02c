/* SPDX-License-Identifier: Apache-2.0 */
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "story.h"

/* The words of a story's line, and what it tells of mistakes. */

__attribute__((format(printf, 4, 0))) static bool tell(struct story_set *set, const char *path,
						       int line, const char *fmt, va_list args)
{
	fprintf(stderr, "%s:%d: ", path, line);
	vfprintf(stderr, fmt, args);
	fputc('\n', stderr);
	set->n_mistakes++;
	return false;
}

bool story_mistake(struct story_set *set, const char *path, int line, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	tell(set, path, line, fmt, args);
	va_end(args);
	return false;
}

bool story_wrong(struct story_words *words, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	tell(words->set, words->path, words->line, fmt, args);
	va_end(args);
	return false;
}

/* One word from *at on, its quotes left out. NULL: a quote does not end. */
static char *cut(struct story_words *words, const char **at)
{
	char *given = arena_new(&words->set->arena, strlen(*at) + 1, 1);
	size_t n = 0;
	bool quoted = false;

	for (; **at != '\0' && (quoted || !isspace((unsigned char)**at)); (*at)++)
		if (**at == '"')
			quoted = !quoted;
		else
			given[n++] = **at;
	return quoted ? NULL : given;
}

bool story_split(struct story_words *words, const char *line)
{
	words->n = words->at = 0;
	for (;;) {
		line += strspn(line, " \t\r\n");
		if (*line == '\0' || *line == '#')
			return true;
		if (words->n == STORY_WORDS)
			return story_wrong(words, "more than %d words; break it up", STORY_WORDS);
		words->list[words->n] = cut(words, &line);
		if (words->list[words->n++] == NULL)
			return story_wrong(words, "a quotation mark has no second one");
	}
}

const char *story_word(struct story_words *words)
{
	if (words->at == words->n || strchr(words->list[words->at], '=') != NULL)
		return NULL;
	return words->list[words->at++];
}

bool story_option(struct story_words *words, const char **ret_key, const char **ret_value)
{
	const char *given = words->at < words->n ? words->list[words->at] : NULL;
	const char *equals = given == NULL ? NULL : strchr(given, '=');

	if (equals == NULL)
		return false;
	*ret_key = arena_strndup(&words->set->arena, given, (size_t)(equals - given));
	*ret_value = equals + 1;
	words->at++;
	return true;
}

const char *story_take_rule(struct story_words *words)
{
	const char *name = story_word(words);

	if (name == NULL)
		story_wrong(words, "say which rule");
	else if (ruleset_rule(words->story->ruleset, name) == NULL)
		story_wrong(words, "there is no rule %s in the rules file", name);
	else
		return name;
	return NULL;
}

/* ---- Times ---- */

static int digits(const char *text)
{
	return isdigit((unsigned char)text[0]) && isdigit((unsigned char)text[1])
		       ? (text[0] - '0') * 10 + text[1] - '0'
		       : 100;
}

/* "09:00", "09:00:30": into the day, or negative. */
static int64_t read_clock(const char *text)
{
	size_t length = strlen(text);
	int seconds = 0;

	if ((length != 5 && length != 8) || text[2] != ':' || (length == 8 && text[5] != ':'))
		return -1;
	if (length == 8)
		seconds = digits(text + 6);
	if (digits(text) > 23 || digits(text + 3) > 59 || seconds > 59)
		return -1;
	return ((digits(text) * 60 + digits(text + 3)) * INT64_C(60) + seconds) * 1000000;
}

static void set_time(const struct story_words *words, int32_t day, int64_t in_day_us, bool is_day,
		     struct story_time *ret)
{
	const int64_t day_us = INT64_C(86400) * 1000000;

	*ret = (struct story_time){ .given = true, .is_day = is_day, .day = day };
	ret->at_us = zone_instant_us(words->story->ruleset->zone, day * day_us + in_day_us);
}

enum { DATE_LENGTH = 10 };

static const int64_t noon_us = INT64_C(12) * 3600 * 1000000;

bool story_text_time(struct story_words *words, const char *text, struct story_time *ret)
{
	char date[DATE_LENGTH + 1];
	int32_t day;
	int64_t in_day_us = noon_us;
	bool is_day = strlen(text) == DATE_LENGTH;

	snprintf(date, sizeof date, "%s", text);
	if (!is_day)
		in_day_us = strlen(text) > DATE_LENGTH && strchr("T ", text[DATE_LENGTH]) != NULL
				    ? read_clock(text + DATE_LENGTH + 1)
				    : -1;
	if (!date_parse(date, &day) || in_day_us < 0)
		return story_wrong(words,
				   "%s is no date, as in 2026-01-31, nor one with a time, "
				   "as in \"2026-01-31 09:00\"",
				   text);
	set_time(words, day, in_day_us, is_day, ret);
	return true;
}

bool story_take_time(struct story_words *words, struct story_time *ret)
{
	const char *given = story_word(words);
	int64_t in_day_us;

	if (given != NULL && strcmp(given, "at") == 0)
		given = story_word(words);
	if (given == NULL)
		return story_wrong(words, "say when: a date, as in 2026-01-31, and a time of day "
					  "if you know it, as in 09:00");
	if (!story_text_time(words, given, ret))
		return false;
	if (!ret->is_day || words->at == words->n)
		return true;
	in_day_us = read_clock(words->list[words->at]);
	if (in_day_us < 0)
		return true;
	words->at++;
	set_time(words, ret->day, in_day_us, false, ret);
	return true;
}
