/* SPDX-License-Identifier: Apache-2.0 */
#include "identity/name.h"

#include <glib.h>
#include <stdint.h>
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
		if (folded[0] == placeholders[i][0] && strcmp(folded, placeholders[i]) == 0)
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

bool name_is_one_edit(const char *a, const char *b)
{
	size_t n = strlen(a), m = strlen(b), shorter = n < m ? n : m, longer = n + m - shorter;
	size_t front = 0, back = 0;

	while (front < shorter && a[front] == b[front])
		front++;
	while (back < shorter - front && a[n - 1 - back] == b[m - 1 - back])
		back++;
	size_t left = longer - front - back; /* what differs, in the longer */

	if (longer - shorter > 1 || left > 2)
		return false;
	return left <= 1 || (n == m && a[front] == b[front + 1] && a[front + 1] == b[front]);
}

static uint32_t letters_of(const char *name)
{
	uint32_t set = 0;

	for (; *name != '\0'; name++)
		set |= UINT32_C(1) << (*name & 31);
	return set;
}

static size_t count_in(const char *name, uint32_t set)
{
	size_t n = 0;

	for (; *name != '\0'; name++)
		n += set >> (*name & 31) & 1;
	return n;
}

/* Two different names, neither "". */
struct pair {
	const char *a, *b;
	size_t shorter, longer;
	size_t shared; /* letters that they can have in common, at most */
};

static struct pair make_pair(const char *a, const char *b)
{
	size_t n = strlen(a), m = strlen(b);
	size_t of_a = count_in(a, letters_of(b)), of_b = count_in(b, letters_of(a));

	return (struct pair){ a, b, n < m ? n : m, n < m ? m : n, of_a < of_b ? of_a : of_b };
}

/* Most names share too few letters to be alike: what cannot come to two edits, or to .76, is not
 * worked out. Then 3 edits, and 0. */
static int edits_of(const struct pair *pair)
{
	return pair->longer - pair->shared > 2 ? 3 : name_edits(pair->a, pair->b);
}

static double likeness_of(const struct pair *pair)
{
	double shared = (double)pair->shared;
	double most = (shared / (double)pair->shorter + shared / (double)pair->longer + 1) / 3;
	double prefix = pair->a[0] == pair->b[0] ? 0.4 : 0;

	if (shared < 1 || most + prefix * (1 - most) < 0.76 - 1e-9)
		return 0;
	return name_jaro_winkler(pair->a, pair->b);
}

static enum name_likeness compare_letters(const char *a, const char *b, bool nickname_ok)
{
	struct pair pair = make_pair(a, b);
	int edits = edits_of(&pair);

	if (edits <= 1 && pair.shorter >= 3)
		return NAME_NEAR;
	double likeness = likeness_of(&pair);

	if (likeness >= 0.94 || (nickname_ok && name_is_nickname(a, b)))
		return NAME_NEAR;
	bool is_prefix = strncmp(a, b, pair.shorter) == 0;

	if (likeness >= 0.86 || (edits <= 2 && pair.shorter >= 5) ||
	    (is_prefix && pair.shorter >= 4))
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
