/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/contact.h"

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

static char lower(char c)
{
	if (c >= 'A' && c <= 'Z')
		return (char)(c | 0x20);
	return c;
}

char *contact_ref(const char *text, char *out, size_t size)
{
	static const char blanks[] = " \t\r\n\v\f";
	size_t n;

	text += strspn(text, blanks);
	n = strlen(text);
	while (n > 0 && strchr(blanks, text[n - 1]) != NULL)
		n--;
	if (n >= size)
		return NULL;
	for (size_t i = 0; i < n; i++)
		out[i] = lower(text[i]);
	out[n] = '\0';
	return is_no_reference(out) ? NULL : out;
}
