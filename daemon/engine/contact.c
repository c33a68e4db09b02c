/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/contact.h"

#include <glib.h>
#include <string.h>

int contact_compare(const struct contact *a, const struct contact *b)
{
	int order;

	if (a->occurred_us != b->occurred_us)
		return a->occurred_us < b->occurred_us ? -1 : 1;
	order = strcmp(a->source, b->source);
	return order != 0 ? order : strcmp(a->event_id, b->event_id);
}

/* What people write into a reference field that must not be empty. */
static bool is_no_reference(const char *text)
{
	static const char *const words[] = { "", "none", "n/a", "unknown", "nk", "tbc", "0" };

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(text, words[i]) == 0)
			return true;
	return false;
}

static bool is_blank(gunichar c)
{
	return g_unichar_isspace(c) || c == '\v';
}

/* Cuts the blanks at both ends: moves *text and gives the length of what is between them. */
static size_t trim(const char **text)
{
	const char *end;

	while (**text != '\0' && is_blank(g_utf8_get_char(*text)))
		*text = g_utf8_next_char(*text);
	end = *text + strlen(*text);
	while (end > *text && is_blank(g_utf8_get_char(g_utf8_prev_char(end))))
		end = g_utf8_prev_char(end);
	return (size_t)(end - *text);
}

/* In lower case by Unicode's simple mapping, at out, in no more bytes than the letter had: the few
 * that would need more stay as they are. Gives the bytes. */
static size_t write_lower(gunichar c, char *out)
{
	gunichar lower = g_unichar_tolower(c);

	if (g_unichar_to_utf8(lower, NULL) > g_unichar_to_utf8(c, NULL))
		lower = c;
	return (size_t)g_unichar_to_utf8(lower, out);
}

char *contact_ref(const char *text, char *out, size_t size)
{
	size_t n = trim(&text), written = 0;

	if (n >= size)
		return NULL;
	for (const char *at = text; at < text + n; at = g_utf8_next_char(at))
		written += write_lower(g_utf8_get_char(at), out + written);
	out[written] = '\0';
	return is_no_reference(out) ? NULL : out;
}
