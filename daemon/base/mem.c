/* SPDX-License-Identifier: Apache-2.0 */
#include "base/mem.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK_BYTES = 16 * 1024 };

/* Chunks are a list, the newest first: only the newest has room. */
struct arena_chunk {
	struct arena_chunk *older;
	size_t size;
	alignas(max_align_t) unsigned char bytes[];
};

static void *or_abort(void *memory)
{
	if (memory == NULL) {
		fputs("concernd: out of memory; nothing unacknowledged is lost\n", stderr);
		abort();
	}
	return memory;
}

static size_t product(size_t n, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(n, size, &bytes))
		or_abort(NULL);
	return bytes > 0 ? bytes : 1;
}

void *mem_new(size_t n, size_t size)
{
	return or_abort(calloc(1, product(n, size)));
}

void *mem_resize(void *memory, size_t n, size_t size)
{
	return or_abort(realloc(memory, product(n, size)));
}

char *mem_strdup(const char *text)
{
	return text == NULL ? NULL : or_abort(strdup(text));
}

void mem_free(void *memory)
{
	free(memory);
}

void arena_init(struct arena *arena)
{
	*arena = (struct arena){ 0 };
}

void arena_done(struct arena *arena)
{
	while (arena->chunks != NULL) {
		struct arena_chunk *older = arena->chunks->older;

		free(arena->chunks);
		arena->chunks = older;
	}
	arena_init(arena);
}

static void add_chunk(struct arena *arena, size_t bytes)
{
	size_t size = bytes > CHUNK_BYTES ? bytes : CHUNK_BYTES;
	struct arena_chunk *chunk = or_abort(calloc(1, sizeof *chunk + size));

	chunk->size = size;
	chunk->older = arena->chunks;
	arena->chunks = chunk;
	arena->used = 0;
}

void *arena_new(struct arena *arena, size_t n, size_t size)
{
	size_t align = alignof(max_align_t);
	size_t bytes = product(n, size);

	if (bytes > SIZE_MAX / 2)
		or_abort(NULL);
	bytes = (bytes + align - 1) / align * align;
	if (arena->chunks == NULL || arena->chunks->size - arena->used < bytes)
		add_chunk(arena, bytes);
	void *memory = arena->chunks->bytes + arena->used;

	arena->used += bytes;
	arena->total += bytes;
	return memory;
}

char *arena_strndup(struct arena *arena, const char *text, size_t n)
{
	if (text == NULL)
		return NULL;
	size_t length = strnlen(text, n);
	char *copy = arena_new(arena, length + 1, 1);

	memcpy(copy, text, length);
	return copy;
}

char *arena_strdup(struct arena *arena, const char *text)
{
	return text == NULL ? NULL : arena_strndup(arena, text, strlen(text));
}

char *arena_printf(struct arena *arena, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	int length = vsnprintf(NULL, 0, fmt, args);
	va_end(args);
	char *text = arena_new(arena, (size_t)length + 1, 1);

	va_start(args, fmt);
	vsnprintf(text, (size_t)length + 1, fmt, args);
	va_end(args);
	return text;
}

void *arena_grow(struct arena *arena, void *array, size_t n, size_t *room, size_t size)
{
	if (n < *room)
		return array;
	size_t more = *room > 0 ? 2 * *room : 8;
	void *moved = arena_new(arena, more, size);

	if (n > 0)
		memcpy(moved, array, n * size);
	*room = more;
	return moved;
}
