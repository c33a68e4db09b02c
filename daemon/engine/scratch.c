/* SPDX-License-Identifier: Apache-2.0 */
#include "scratch.h"

#include <string.h>

/* Merges list[from, middle) and list[middle, to) into out at the same places. */
static void merge(const size_t *list, size_t from, size_t middle, size_t to, size_t *out,
		  scratch_compare *compare, const void *context)
{
	size_t left = from, right = middle;

	for (size_t i = from; i < to; i++) {
		if (left < middle &&
		    (right >= to || compare(context, list[left], list[right]) <= 0))
			out[i] = list[left++];
		else
			out[i] = list[right++];
	}
}

/* From the bottom up: runs of 1, 2, 4, … (qsort(3) may call malloc). */
void scratch_sort(size_t *list, size_t n, size_t *spare, scratch_compare *compare,
		  const void *context)
{
	for (size_t run = 1; run < n; run *= 2) {
		for (size_t from = 0; from < n; from += 2 * run) {
			size_t middle = from + run < n ? from + run : n;
			size_t to = from + 2 * run < n ? from + 2 * run : n;

			merge(list, from, middle, to, spare, compare, context);
		}
		memcpy(list, spare, n * sizeof *list);
	}
}
