/* SPDX-License-Identifier: Apache-2.0 */
#include "config/lexicon.h"

#include <string.h>

word lexicon_find(const struct lexicon *lexicon, enum lexicon_kind kind, const char *name)
{
	if (name == NULL)
		return WORD_NONE;
	for (int i = 1; i <= lexicon->kinds[kind].n; i++)
		if (strcmp(lexicon->kinds[kind].names[i], name) == 0)
			return (word)i;
	return WORD_NONE;
}

word lexicon_meet(struct lexicon *lexicon, enum lexicon_kind kind, const char *name)
{
	word found = lexicon_find(lexicon, kind, name);

	if (found != WORD_NONE || name == NULL || *name == '\0' ||
	    lexicon->kinds[kind].n == WORD_MAX)
		return found;
	int n = ++lexicon->kinds[kind].n;

	lexicon->kinds[kind].names[n] = arena_strdup(lexicon->arena, name);
	return (word)n;
}

const char *lexicon_name(const struct lexicon *lexicon, enum lexicon_kind kind, word number)
{
	return lexicon->kinds[kind].names[number];
}

bool lexicon_declares(const struct lexicon *lexicon, enum lexicon_kind kind, const char *name)
{
	word found = lexicon_find(lexicon, kind, name);

	return found != WORD_NONE && found <= lexicon->kinds[kind].n_declared;
}
