/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CONFIG_NEAREST_H
#define CONCERND_CONFIG_NEAREST_H

#include <stddef.h>

/* The known word that somebody most likely meant by an unknown one. */
struct nearest {
	const char *word; /* what was written */
	const char *best; /* the nearest so far, NULL when none is near enough */
	size_t distance;  /* of best */
};

/* Begins a search for what was meant by word. */
void nearest_begin(struct nearest *nearest, const char *word);

/* Tries a known word: best if fewer edits (insert, delete, change, swap of neighbours) lead to it
 * than to any before, and at most a third of its letters, or one has the other as its beginning. */
void nearest_try(struct nearest *nearest, const char *known);

#endif
