/* SPDX-License-Identifier: Apache-2.0 */
#include "dfe.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

/*
 * Free text goes by the first of these that stands in it, letter case aside: what is special stands
 * before what is general.
 */
static const struct {
	const char *words, *code;
} sources[] = {
	{ "health visitor", "3B" },
	{ "school nurse", "3C" },
	{ "gp", "3A" },
	{ "general practi", "3A" },
	{ "a&e", "3E" },
	{ "accident and emergency", "3E" },
	{ "emergency dep", "3E" },
	{ "primary health", "3D" },
	{ "health", "3F" },
	{ "hospital", "3F" },
	{ "school", "2A" },
	{ "education", "2B" },
	{ "housing", "4" },
	{ "early help", "5D" },
	{ "police", "6" },
	{ "probation", "7" },
	{ "court", "7" },
	{ "cafcass", "7" },
	{ "prison", "7" },
	{ "immigration", "7" },
	{ "legal", "7" },
	{ "other local authority", "5C" },
	{ "another local authority", "5C" },
	{ "another la", "5C" },
	{ "social care", "5A" },
	{ "youth offending", "5B" },
	{ "local authority", "5B" },
	{ "la services", "5B" },
	{ "anonymous", "9" },
	{ "unknown", "10" },
	{ "not known", "10" },
	{ "neighbour", "1B" },
	{ "child minder", "1B" },
	{ "childminder", "1B" },
	{ "acquaintance", "1B" },
	{ "parent", "1A" },
	{ "family", "1A" },
	{ "relative", "1A" },
	{ "carer", "1A" },
	{ "self", "1C" },
	{ "stranger", "1D" },
	{ "individual", "1D" },
	{ "other", "8" },
};

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* A code's own letters and digits: one or two digits, then perhaps one letter. 0: none here. */
static size_t code_length(const char *text)
{
	size_t n = strspn(text, "0123456789");

	if (n == 0 || n > 2)
		return 0;
	if (is_letter(text[n]))
		n++;
	return is_letter(text[n]) || (text[n] >= '0' && text[n] <= '9') ? 0 : n;
}

/* Past the letter that a drop-down list puts in front: "q) ", "ab) ". */
static const char *skip_list_letter(const char *text)
{
	text += strspn(text, " \t");
	const char *end = text;

	while (is_letter(*end))
		end++;
	return end > text && end - text <= 2 && *end == ')' ? end + 1 + strspn(end + 1, " ") : text;
}

const char *dfe_code_find(const char *text, char *ret)
{
	const char *code = skip_list_letter(text);
	size_t n = code_length(code);
	const char *rest = code + n + strspn(code + n, " \t");

	if (n == 0 || (*rest != '\0' && strchr(":-.)", *rest) == NULL && rest == code + n))
		return NULL;
	memcpy(ret, code, n);
	ret[n] = '\0';
	if (ret[n - 1] >= 'a' && ret[n - 1] <= 'z')
		ret[n - 1] = (char)(ret[n - 1] - 'a' + 'A');
	return ret;
}

/* True if words stand in text and begin at a word's beginning: "gp", but not in "cgp". */
static bool has_words(const char *text, const char *words)
{
	size_t n = strlen(words);

	for (const char *at = text; *at != '\0'; at++)
		if ((at == text || !is_letter(at[-1])) && strncasecmp(at, words, n) == 0)
			return true;
	return false;
}

const char *dfe_source_find(const char *text)
{
	for (size_t i = 0; i < sizeof sources / sizeof *sources; i++)
		if (has_words(text, sources[i].words))
			return sources[i].code;
	return NULL;
}
