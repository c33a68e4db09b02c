/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "net/signature.h"

/* The example of https://www.standardwebhooks.com. */
#define SECRET "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
#define SIGNED "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="

static const char *sign(struct arena *arena, const struct signing_key *keys, size_t n)
{
	return signature_write(arena, keys, n, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330,
			       "{\"test\": 2432232314}");
}

static void the_example_of_the_standard_comes_out(void **state)
{
	struct signing_key key;
	struct arena arena;

	(void)state;
	arena_init(&arena);
	assert_true(signing_key_parse("  " SECRET "\n", &key));
	assert_string_equal(sign(&arena, &key, 1), SIGNED);
	arena_done(&arena);
}

static void while_a_secret_is_replaced_both_sign(void **state)
{
	struct signing_key keys[2];
	struct arena arena;

	(void)state;
	arena_init(&arena);
	assert_true(signing_key_parse("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", &keys[0]));
	assert_true(signing_key_parse(SECRET, &keys[1]));
	const char *both = sign(&arena, keys, 2);

	assert_string_equal(strchr(both, ' '), " " SIGNED);
	assert_memory_equal(both, "v1,", 3);
	arena_done(&arena);
}

static void what_is_no_secret_is_none(void **state)
{
	static const char *const wrong[] = { "",
					     "whsec_",
					     "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
					     "whsec_c2hvcnQ=",
					     "whsec_***",
					     SECRET " and more" };
	struct signing_key key;

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_false(signing_key_parse(wrong[i], &key));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_example_of_the_standard_comes_out),
		cmocka_unit_test(while_a_secret_is_replaced_both_sign),
		cmocka_unit_test(what_is_no_secret_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
