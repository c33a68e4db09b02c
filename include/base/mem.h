/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_BASE_MEM_H
#define CONCERND_BASE_MEM_H

#include <stddef.h>

/*
 * Memory with three lifetimes: the process, a batch (one arena), a local. Running out aborts: no
 * contact was acknowledged, so nothing is lost. Every size is capped at the door, before it is
 * asked for here.
 */

/* Zeroed memory of n times size bytes; the caller frees it with mem_free(). Never NULL. */
void *mem_new(size_t n, size_t size);

/* Like realloc() to n times size bytes; what is new is not zeroed. Never NULL. */
void *mem_resize(void *memory, size_t n, size_t size);

/* A copy of text that the caller frees with mem_free(); NULL for NULL. */
char *mem_strdup(const char *text);

/* Frees what mem_new, mem_resize or mem_strdup gave; NULL is fine. */
void mem_free(void *memory);

/* Memory that is given back all at once. */
struct arena {
	struct arena_chunk *chunks;
	size_t used;  /* bytes of the newest chunk */
	size_t total; /* bytes handed out since init or reset */
};

/* Makes an empty arena; it holds no memory until asked. */
void arena_init(struct arena *arena);

/* Gives back all memory; the arena is empty and may be used again. */
void arena_done(struct arena *arena);

/* Zeroed memory of n times size bytes, aligned for any type, until arena_done(). Never NULL. */
void *arena_new(struct arena *arena, size_t n, size_t size);

/* Copies into the arena; NULL for NULL. arena_strndup takes at most n bytes of text. */
char *arena_strdup(struct arena *arena, const char *text);
char *arena_strndup(struct arena *arena, const char *text, size_t n);

/* A printf-formatted text in the arena. */
char *arena_printf(struct arena *arena, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/*
 * Room for one more element of a growing array in an arena: returns the array, moved to twice the
 * room when *room (elements that fit) is used up by n (elements in use). The old place stays
 * allocated until the arena ends. Elements beyond n are zeroed.
 */
void *arena_grow(struct arena *arena, void *array, size_t n, size_t *room, size_t size);

#endif
