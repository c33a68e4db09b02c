/* SPDX-License-Identifier: Apache-2.0 */
#include "identity/name.h"

#include <glib.h>
#include <string.h>

/* Letters that Unicode does not take apart into a letter and an accent. */
static const struct {
	gunichar letter;
	const char *folded;
} whole_letters[] = {
	{ 0x00C6, "AE" }, { 0x00E6, "AE" }, { 0x00D8, "O" }, { 0x00F8, "O" }, { 0x00DF, "SS" },
	{ 0x0152, "OE" }, { 0x0153, "OE" }, { 0x0110, "D" }, { 0x0111, "D" }, { 0x00D0, "D" },
	{ 0x00F0, "D" },  { 0x0141, "L" },  { 0x0142, "L" }, { 0x0131, "I" }, { 0x00DE, "TH" },
	{ 0x00FE, "TH" }, { 0x0126, "H" },  { 0x0127, "H" }, { 0x018F, "A" }, { 0x0259, "A" },
};

static const char *const placeholders[] = {
	"BABY",   "BABYBOY", "BABYGIRL", "INFANT", "TWIN", "TWINONE",    "TWINTWO", "UNBORN",
	"MALE",   "FEMALE",  "UNKNOWN",  "NK",     "BOY",  "GIRL",       "CHILD",   "NOTKNOWN",
	"NONAME", "UNNAMED", "NA",       "NONE",   "TEST", "UNBORNBABY", "NEWBORN", "NOTGIVEN",
};

static void append(char *out, size_t *n, const char *letters)
{
	for (; *letters != '\0' && *n < NAME_BYTES - 1; letters++)
		out[(*n)++] = *letters;
}

static void append_folded(char *out, size_t *n, gunichar letter)
{
	gunichar parts[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];

	for (size_t i = 0; i < G_N_ELEMENTS(whole_letters); i++)
		if (whole_letters[i].letter == letter)
			append(out, n, whole_letters[i].folded);
	/* The base letter comes first, its accents after it. */
	g_unichar_fully_decompose(letter, TRUE, parts, G_N_ELEMENTS(parts));
	if (parts[0] >= 'a' && parts[0] <= 'z')
		parts[0] -= 'a' - 'A';
	if (parts[0] >= 'A' && parts[0] <= 'Z')
		append(out, n, (const char[]){ (char)parts[0], '\0' });
}

const char *name_fold(const char *name, bool first_word, char *out)
{
	size_t n = 0;

	for (; *name != '\0'; name = g_utf8_next_char(name)) {
		gunichar letter = g_utf8_get_char(name);

		if (first_word && n > 0 && g_unichar_isspace(letter))
			break;
		append_folded(out, &n, letter);
	}
	out[n] = '\0';
	return name;
}

bool name_is_placeholder(const char *folded)
{
	for (size_t i = 0; i < G_N_ELEMENTS(placeholders); i++)
		if (strcmp(folded, placeholders[i]) == 0)
			return true;
	return folded[0] == '\0';
}

static int least(int a, int b)
{
	return a < b ? a : b;
}

int name_edits(const char *a, const char *b)
{
	/* Three rows of the table of alignments: the one being filled and the two before it. */
	int rows[3][NAME_BYTES];
	int n = (int)strlen(a), m = (int)strlen(b);

	for (int j = 0; j <= m; j++)
		rows[0][j] = j;
	for (int i = 1; i <= n; i++) {
		int *row = rows[i % 3], *above = rows[(i + 2) % 3], *second = rows[(i + 1) % 3];

		row[0] = i;
		for (int j = 1; j <= m; j++) {
			int same = above[j - 1] + (a[i - 1] != b[j - 1]);

			row[j] = least(same, least(above[j], row[j - 1]) + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				row[j] = least(row[j], second[j - 2] + 1);
		}
	}
	return rows[n % 3][m];
}

/* Letters that the two share no farther apart than half the longer, in order in each. */
static int count_shared(const char *a, const char *b, bool *in_a, bool *in_b)
{
	int n = (int)strlen(a), m = (int)strlen(b), shared = 0;
	int reach = (n > m ? n : m) / 2 - 1;

	for (int i = 0; i < n; i++)
		for (int j = 0; j < m; j++) {
			if (in_b[j] || a[i] != b[j] || j < i - reach || j > i + reach)
				continue;
			in_a[i] = in_b[j] = true;
			shared++;
			break;
		}
	return shared;
}

static int count_crossed(const char *a, const char *b, const bool *in_a, const bool *in_b)
{
	int crossed = 0;

	for (int i = 0, j = 0; a[i] != '\0'; i++) {
		if (!in_a[i])
			continue;
		while (!in_b[j])
			j++;
		crossed += a[i] != b[j++];
	}
	return crossed;
}

double name_jaro_winkler(const char *a, const char *b)
{
	bool in_a[NAME_BYTES] = { false }, in_b[NAME_BYTES] = { false };
	double shared = count_shared(a, b, in_a, in_b);

	if (shared < 1)
		return 0;
	double crossed = count_crossed(a, b, in_a, in_b) / 2.0;
	double jaro = (shared / (double)strlen(a) + shared / (double)strlen(b) +
		       (shared - crossed) / shared) /
		      3;
	int prefix = 0;

	while (prefix < 4 && a[prefix] != '\0' && a[prefix] == b[prefix])
		prefix++;
	return jaro + prefix * 0.1 * (1 - jaro);
}

/* Two different names, neither "". */
static enum name_likeness compare_letters(const char *a, const char *b, bool nickname_ok)
{
	size_t n = strlen(a), m = strlen(b), shorter = n < m ? n : m, longer = n + m - shorter;
	/* Each letter more is an edit: what differs by three is none of ours. */
	int edits = longer - shorter > 2 ? 3 : name_edits(a, b);

	if (edits <= 1 && shorter >= 3)
		return NAME_NEAR;
	double likeness = name_jaro_winkler(a, b);
	bool is_prefix = strncmp(a, b, shorter) == 0;

	if (likeness >= 0.94 || (nickname_ok && name_is_nickname(a, b)))
		return NAME_NEAR;
	if (likeness >= 0.86 || (edits <= 2 && shorter >= 5) || (is_prefix && shorter >= 4))
		return NAME_FUZZY;
	if (likeness >= 0.76 || strstr(a, b) != NULL || strstr(b, a) != NULL)
		return NAME_WEAK;
	return NAME_DIFFERENT;
}

enum name_likeness name_compare(const char *a, const char *b)
{
	if (name_is_placeholder(a) || name_is_placeholder(b))
		return NAME_MISSING;
	return strcmp(a, b) == 0 ? NAME_SAME : compare_letters(a, b, true);
}

enum name_likeness name_compare_surnames(const char *a, const char *b)
{
	if (a[0] == '\0' || b[0] == '\0')
		return NAME_MISSING;
	return strcmp(a, b) == 0 ? NAME_SAME : compare_letters(a, b, false);
}
