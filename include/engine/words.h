/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_ENGINE_WORDS_H
#define CONCERND_ENGINE_WORDS_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Words of the config (agencies, categories, outcomes, codes) as small numbers, and sets of them.
 * 0 is "no word"; who numbers them (config/) gives out 1 to WORD_MAX.
 */

typedef uint8_t word;

enum { WORD_NONE = 0, WORD_MAX = 255 };

struct wordset {
	uint64_t bits[4];
};

static inline void wordset_add(struct wordset *set, word which)
{
	set->bits[which / 64] |= UINT64_C(1) << (which % 64);
}

static inline bool wordset_has(const struct wordset *set, word which)
{
	return (set->bits[which / 64] >> (which % 64)) & 1;
}

static inline void wordset_unite(struct wordset *set, const struct wordset *other)
{
	for (int i = 0; i < 4; i++)
		set->bits[i] |= other->bits[i];
}

/* True if the two have a word in common. */
static inline bool wordset_meet(const struct wordset *a, const struct wordset *b)
{
	for (int i = 0; i < 4; i++)
		if (a->bits[i] & b->bits[i])
			return true;
	return false;
}

/* True if every word of `part` is in `whole`. */
static inline bool wordset_within(const struct wordset *part, const struct wordset *whole)
{
	for (int i = 0; i < 4; i++)
		if (part->bits[i] & ~whole->bits[i])
			return false;
	return true;
}

static inline bool wordset_is_empty(const struct wordset *set)
{
	return (set->bits[0] | set->bits[1] | set->bits[2] | set->bits[3]) == 0;
}

/* The first word of the set that is `from` or above; above WORD_MAX when there is none. */
static inline int wordset_next(const struct wordset *set, int from)
{
	for (; from <= WORD_MAX; from = (from / 64 + 1) * 64) {
		uint64_t bits = set->bits[from / 64] >> (from % 64);

		if (bits != 0)
			return from + __builtin_ctzll(bits);
	}
	return from;
}

static inline int wordset_count(const struct wordset *set)
{
	int n = 0;

	for (int i = 0; i < 4; i++)
		n += __builtin_popcountll(set->bits[i]);
	return n;
}

#endif
