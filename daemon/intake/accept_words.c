/* SPDX-License-Identifier: Apache-2.0 */
#include "accept_private.h"

#include <string.h>
#include <strings.h>

/*
 * Words as people and systems write them, made those that the rules know: blanks and letter case
 * aside, and by the code map of who sent them.
 */

const char *accept_trim(struct arena *arena, const char *text)
{
	static const char blanks[] = " \t\r\n";

	if (text == NULL)
		return NULL;
	text += strspn(text, blanks);
	size_t n = strlen(text);

	while (n > 0 && strchr(blanks, text[n - 1]) != NULL)
		n--;
	if (n == 0)
		return NULL;
	return text[n] == '\0' ? text : arena_strndup(arena, text, n);
}

const char *accept_lower(struct arena *arena, const char *text)
{
	char *copy = arena_strdup(arena, text);

	for (char *c = copy; *c != '\0'; c++)
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c - 'A' + 'a');
	return copy;
}

const char *accept_translate(const struct check *check, enum code_kind kind, const char *text)
{
	text = accept_trim(check->arena, text);
	if (text == NULL || check->sender == NULL)
		return text;
	return sender_code(check->sender, kind, text);
}

bool accept_is_word(const struct check *check, enum lexicon_kind words, const char *text)
{
	const struct lexicon *lexicon = &check->ruleset->lexicon;

	return lexicon->kinds[words].n_declared == 0 || lexicon_declares(lexicon, words, text);
}

const char *accept_find_word(const struct check *check, enum code_kind code,
			     enum lexicon_kind words, const char *text)
{
	text = accept_translate(check, code, text);
	if (text == NULL || accept_is_word(check, words, text))
		return text;
	text = accept_lower(check->arena, text);
	return accept_is_word(check, words, text) ? text : NULL;
}

bool accept_is_among(const char *text, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(text, list[i]) == 0)
			return true;
	return false;
}

int accept_find_enum(const struct enum_word *words, size_t n, const char *text)
{
	for (size_t i = 0; i < n; i++)
		if (strcasecmp(words[i].text, text) == 0)
			return words[i].value;
	return -1;
}
