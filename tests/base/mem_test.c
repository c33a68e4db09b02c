/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/mem.h"

static void new_memory_is_zeroed(void **state)
{
	static const char zeros[300] = { 0 };
	char *memory = mem_new(30, 10);

	(void)state;
	assert_memory_equal(memory, zeros, sizeof zeros);
	mem_free(memory);
}

static void nothing_asked_for_is_still_memory(void **state)
{
	void *memory = mem_new(0, 8);

	(void)state;
	assert_non_null(memory);
	mem_free(memory);
}

static void null_copies_to_null(void **state)
{
	struct arena arena;

	(void)state;
	arena_init(&arena);
	assert_null(mem_strdup(NULL));
	assert_null(arena_strdup(&arena, NULL));
	assert_null(arena_strndup(&arena, NULL, 3));
	arena_done(&arena);
}

/* In a child of its own: running out aborts. True if SIGABRT ended it. */
static bool aborts(void (*what)(void))
{
	int status = 0;
	pid_t child = fork();

	if (child == 0) {
		/* The sanitizer's own answer to abort() is a report; here it is what is expected. */
		signal(SIGABRT, SIG_DFL);
		if (freopen("/dev/null", "w", stderr) != NULL)
			what();
		_exit(0);
	}
	waitpid(child, &status, 0);
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

static void ask_for_more_than_there_are_addresses(void)
{
	mem_free(mem_new(SIZE_MAX / 2, 3));
}

static void ask_an_arena_for_more_than_there_are_addresses(void)
{
	struct arena arena;

	arena_init(&arena);
	arena_new(&arena, SIZE_MAX / 4, 8);
}

static void a_size_that_overflows_aborts(void **state)
{
	(void)state;
	assert_true(aborts(ask_for_more_than_there_are_addresses));
	assert_true(aborts(ask_an_arena_for_more_than_there_are_addresses));
}

static void arena_memory_is_zeroed_and_aligned(void **state)
{
	struct arena arena;

	(void)state;
	arena_init(&arena);
	for (size_t n = 1; n < 200; n++) {
		unsigned char *memory = arena_new(&arena, n, 1);

		assert_int_equal((uintptr_t)memory % _Alignof(max_align_t), 0);
		for (size_t i = 0; i < n; i++)
			assert_int_equal(memory[i], 0);
		memset(memory, 0xff, n);
	}
	arena_done(&arena);
}

static void an_arena_takes_what_is_larger_than_a_chunk(void **state)
{
	struct arena arena;

	(void)state;
	arena_init(&arena);
	char *small = arena_strdup(&arena, "small");
	char *large = arena_new(&arena, 1, 1000000);

	memset(large, 'x', 1000000);
	assert_string_equal(small, "small");
	assert_true(arena.total >= 1000000);
	arena_done(&arena);
	assert_int_equal(arena.total, 0);
	assert_string_equal(arena_strdup(&arena, "again"), "again");
	arena_done(&arena);
}

static void an_arena_prints_and_cuts(void **state)
{
	struct arena arena;

	(void)state;
	arena_init(&arena);
	assert_string_equal(arena_printf(&arena, "%s has %d", "it", 3), "it has 3");
	assert_string_equal(arena_strndup(&arena, "incident", 3), "inc");
	assert_string_equal(arena_strndup(&arena, "in", 3), "in");
	arena_done(&arena);
}

static void a_growing_array_keeps_its_elements(void **state)
{
	struct arena arena;
	int *numbers = NULL;
	size_t room = 0;

	(void)state;
	arena_init(&arena);
	for (size_t n = 0; n < 1000; n++) {
		numbers = arena_grow(&arena, numbers, n, &room, sizeof *numbers);
		assert_true(room > n);
		assert_int_equal(numbers[n], 0);
		numbers[n] = (int)n;
	}
	for (int n = 0; n < 1000; n++)
		assert_int_equal(numbers[n], n);
	arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(new_memory_is_zeroed),
		cmocka_unit_test(nothing_asked_for_is_still_memory),
		cmocka_unit_test(null_copies_to_null),
		cmocka_unit_test(a_size_that_overflows_aborts),
		cmocka_unit_test(arena_memory_is_zeroed_and_aligned),
		cmocka_unit_test(an_arena_takes_what_is_larger_than_a_chunk),
		cmocka_unit_test(an_arena_prints_and_cuts),
		cmocka_unit_test(a_growing_array_keeps_its_elements),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
