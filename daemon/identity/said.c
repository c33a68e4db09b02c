/* SPDX-License-Identifier: Apache-2.0 */
#include "identity/said.h"

#include <glib.h>
#include <stddef.h>
#include <string.h>

/* Fewer words than name_is_placeholder() knows: Child, Boy and Baby are surnames as well. */
static bool is_no_surname(const char *folded)
{
	static const char *const placeholders[] = { "UNKNOWN", "NOTKNOWN", "NK",       "NONAME",
						    "UNNAMED", "NONE",     "NOTGIVEN", "TBC" };

	for (size_t i = 0; i < G_N_ELEMENTS(placeholders); i++)
		if (strcmp(folded, placeholders[i]) == 0)
			return true;
	return false;
}

void said_set_names(struct said *said, const char *given_names, const char *family_name)
{
	said->forename[0] = said->surname[0] = '\0';
	if (given_names != NULL)
		name_fold(given_names, true, said->forename);
	if (name_is_placeholder(said->forename))
		said->forename[0] = '\0';
	if (family_name != NULL)
		name_fold(family_name, false, said->surname);
	if (is_no_surname(said->surname))
		said->surname[0] = '\0';
}

void said_set_postcode(struct said *said, const char *postcode)
{
	said->postcode[0] = '\0';
	if (postcode != NULL)
		postcode_fold(postcode, said->postcode);
}

const char *said_fold_more(const char *text, char *out, size_t size)
{
	size_t n = 0;

	for (; *text != '\0'; text = g_utf8_next_char(text)) {
		char bytes[6];
		gunichar letter = g_unichar_toupper(g_utf8_get_char(text));
		size_t length = (size_t)g_unichar_to_utf8(letter, bytes);

		if (!g_unichar_isalnum(letter) || n + length >= size)
			continue;
		memcpy(out + n, bytes, length);
		n += length;
	}
	out[n] = '\0';
	return n > 0 ? out : NULL;
}
