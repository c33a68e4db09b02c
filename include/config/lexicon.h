/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CONFIG_LEXICON_H
#define CONCERND_CONFIG_LEXICON_H

#include <stdbool.h>

#include "base/mem.h"
#include "engine/words.h"

/*
 * Numbers for words. Each kind of word has its own numbering. Declared words come first; words that
 * stored contacts carry but no config declares any more are numbered as they are met, so that they
 * stay apart from each other and rules see them as what they are.
 */

enum lexicon_kind {
	WORDS_AGENCY,
	WORDS_CATEGORY,
	WORDS_OUTCOME,
	WORDS_CONTACT_SOURCE, /* DfE: 1A … 10 */
	WORDS_FACTOR,         /* DfE: 1A … 24A */
	WORDS_KINDS,
};

struct lexicon {
	struct {
		const char *names[WORD_MAX + 1]; /* [0] is NULL */
		int n;                           /* words numbered: 1 … n */
		int n_declared;                  /* of them by the config: 1 … n_declared */
	} kinds[WORDS_KINDS];
	struct arena *arena; /* owns the names */
};

/* The number of a word, compared byte by byte; WORD_NONE when it has none. */
word lexicon_find(const struct lexicon *lexicon, enum lexicon_kind kind, const char *name);

/* The number of a word, given a new one (not declared) if it has none; WORD_NONE for NULL or "",
 * and when all 255 are taken. */
word lexicon_meet(struct lexicon *lexicon, enum lexicon_kind kind, const char *name);

/* The word of a number; NULL for WORD_NONE. Lives as long as the lexicon. */
const char *lexicon_name(const struct lexicon *lexicon, enum lexicon_kind kind, word word);

/* True if the config declares it. */
bool lexicon_declares(const struct lexicon *lexicon, enum lexicon_kind kind, const char *name);

#endif
