/* SPDX-License-Identifier: Apache-2.0 */
#include "source.h"

#include <ctype.h>
#include <errno.h>
#include <glib.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* A walk over the tokens, strings and comments skipped whole. */
struct walk {
	const char *at;
	int line;
	int comma_line; /* of a comma that was the last token; 0 when it was none */
	const char *file;
	struct findings *findings;
};

static void add(struct walk *walk, int line, const char *what, const char *hint)
{
	findings_add(walk->findings, FINDING_ERROR, (struct place){ walk->file, line }, what, hint);
}

static void skip_to(struct walk *walk, const char *end)
{
	for (; walk->at < end; walk->at++)
		walk->line += *walk->at == '\n';
}

static void skip_string(struct walk *walk)
{
	const char *end = walk->at + 1;

	while (*end != '\0' && *end != '"')
		end += *end == '\\' && end[1] != '\0' ? 2 : 1;
	skip_to(walk, *end == '"' ? end + 1 : end);
}

/* True if a comment or a blank was there, and is now behind. */
static bool skip_blank(struct walk *walk)
{
	const char *at = walk->at;

	if (isspace((unsigned char)*at)) {
		skip_to(walk, at + 1);
	} else if (*at == '#' || strncmp(at, "//", 2) == 0) {
		skip_to(walk, at + strcspn(at, "\n"));
	} else if (strncmp(at, "/*", 2) == 0) {
		const char *end = strstr(at + 2, "*/");

		skip_to(walk, end != NULL ? end + 2 : at + strlen(at));
	} else {
		return false;
	}
	return true;
}

static void take_number(struct walk *walk)
{
	size_t length = 1 + strspn(walk->at + 1, "0123456789abcdefxABCDEFXL.+-");
	char digits[32] = "";
	char *end;

	if (length < sizeof digits)
		memcpy(digits, walk->at, length);
	errno = 0;
	long long value = strtoll(digits, &end, 0);
	bool whole = *end == '\0' || length >= sizeof digits;

	if (whole &&
	    (errno != 0 || length >= sizeof digits || value > INT32_MAX || value < INT32_MIN))
		add(walk, walk->line, "this whole number is too large: it would be read as another",
		    "numbers end at 2147483647");
	walk->at += length;
}

static void take_token(struct walk *walk)
{
	char c = *walk->at;
	bool closes = c == ')' || c == ']';

	if (closes && walk->comma_line > 0)
		add(walk, walk->comma_line, "a comma stands before the closing bracket",
		    "take the comma after the last entry away");
	walk->comma_line = c == ',' ? walk->line : 0;
	if (c == '"')
		skip_string(walk);
	else if (isdigit((unsigned char)c) ||
		 ((c == '-' || c == '+') && isdigit((unsigned char)walk->at[1])))
		take_number(walk);
	else if (isalpha((unsigned char)c) || c == '*')
		walk->at += 1 + strspn(walk->at + 1, "abcdefghijklmnopqrstuvwxyz"
						     "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_*");
	else
		walk->at++;
}

static int line_of(const char *text, const char *at)
{
	int line = 1;

	for (; text < at; text++)
		line += *text == '\n';
	return line;
}

void source_check(const char *text, size_t length, const char *file, struct findings *findings)
{
	struct walk walk = { .at = text, .line = 1, .file = file, .findings = findings };
	const char *bad;

	if (!g_utf8_validate(text, (gssize)length, &bad))
		add(&walk, line_of(text, bad), "a byte here is no UTF-8 text",
		    "save the file as UTF-8");
	while (*walk.at != '\0')
		if (!skip_blank(&walk))
			take_token(&walk);
}
