/* SPDX-License-Identifier: Apache-2.0 */
#include "identity/postcode.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "identity/name.h"

/* What stands where no postcode is known. ZZ99… are the ONS's pseudo postcodes: no fixed abode,
 * unknown, abroad. */
static bool is_placeholder(const char *folded)
{
	static const char *const placeholders[] = { "NK",  "UNKNOWN", "NOTKNOWN", "NONE",
						    "NA",  "NFA",     "NOFIXED",  "X",
						    "XXX", "XX",      "XXXX",     "TBC" };

	for (size_t i = 0; i < sizeof placeholders / sizeof *placeholders; i++)
		if (strcmp(folded, placeholders[i]) == 0)
			return true;
	return strncmp(folded, "ZZ99", 4) == 0 || folded[strspn(folded, "0")] == '\0';
}

const char *postcode_fold(const char *text, char *out)
{
	size_t n = 0;

	out[0] = '\0';
	for (; *text != '\0'; text++) {
		char c = *text;

		if (c >= 'a' && c <= 'z')
			c = (char)(c - 'a' + 'A');
		if (!((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')))
			continue;
		if (n == POSTCODE_BYTES - 1) {
			out[0] = '\0';
			return out;
		}
		out[n++] = c;
	}
	out[n] = '\0';
	if (is_placeholder(out))
		out[0] = '\0';
	return out;
}

enum postcode_likeness postcode_compare(const char *a, const char *b)
{
	size_t n = strlen(a), m = strlen(b);

	if (n == 0 || m == 0)
		return POSTCODE_MISSING;
	if (strcmp(a, b) == 0)
		return POSTCODE_SAME;
	if (name_is_one_edit(a, b))
		return POSTCODE_EDITED;
	if (n == m && n > 2 && strncmp(a, b, n - 2) == 0)
		return POSTCODE_SECTOR;
	return POSTCODE_DIFFERENT;
}
