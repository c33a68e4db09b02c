/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "archive.h"

/*
 * Radix sort from the last digit, 16 bits a pass: ids come from a sequence, so two passes serve four
 * thousand million children. Only keys and items move, never the rows.
 */

enum { DIGIT_BITS = 16, DIGITS = 1 << DIGIT_BITS };

struct item {
	uint64_t key;
	uint32_t row;
};

static void pass(const struct item *from, struct item *to, size_t n, int shift, size_t *starts)
{
	size_t sum = 0;

	memset(starts, 0, DIGITS * sizeof *starts);
	for (size_t i = 0; i < n; i++)
		starts[(from[i].key >> shift) & (DIGITS - 1)]++;
	for (size_t digit = 0; digit < DIGITS; digit++) {
		size_t count = starts[digit];

		starts[digit] = sum;
		sum += count;
	}
	for (size_t i = 0; i < n; i++)
		to[starts[(from[i].key >> shift) & (DIGITS - 1)]++] = from[i];
}

void archive_sort(struct archive *archive)
{
	size_t n = archive->n_rows;
	struct item *items = mem_new(n, sizeof *items), *others = mem_new(n, sizeof *others);
	size_t *starts = mem_new(DIGITS, sizeof *starts);
	uint64_t all = 0;

	for (size_t i = 0; i < n; i++) {
		items[i] = (struct item){ (uint64_t)archive->rows[i].child, (uint32_t)i };
		all |= items[i].key;
	}
	for (int shift = 0; shift < 64 && all >> shift != 0; shift += DIGIT_BITS) {
		struct item *spare = others;

		pass(items, others, n, shift, starts);
		others = items;
		items = spare;
	}
	archive->order = mem_new(n, sizeof *archive->order);
	archive->children = mem_new(n, sizeof *archive->children);
	for (size_t i = 0; i < n; i++) {
		archive->order[i] = items[i].row;
		archive->children[i] = (int64_t)items[i].key;
	}
	mem_free(items);
	mem_free(others);
	mem_free(starts);
}
