/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_ENGINE_SCRATCH_H
#define CONCERND_ENGINE_SCRATCH_H

#include <stddef.h>

/* The engine's memory is the caller's: it is cut into arrays here, and sorted without malloc. */

/* Bytes that scratch_take() uses for n elements of a size. */
static inline size_t scratch_bytes(size_t n, size_t size)
{
	return (n * size + 15) & ~(size_t)15;
}

/* The next n elements at *at, which moves on. Aligned to 16 if *at was. Not zeroed. */
static inline void *scratch_take(unsigned char **at, size_t n, size_t size)
{
	void *taken = *at;

	*at += scratch_bytes(n, size);
	return taken;
}

/* Below, at or above 0 as element a stands before, with or after element b. */
typedef int scratch_compare(const void *context, size_t a, size_t b);

/* Sorts indices, stably, in n log n; spare has room for n. */
void scratch_sort(size_t *list, size_t n, size_t *spare, scratch_compare *compare,
		  const void *context);

#endif
