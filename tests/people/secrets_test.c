/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <event2/event.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "../../daemon/people/limit.h"
#include "../../daemon/people/secret.h"
#include "base/clock.h"
#include "people/account.h"
#include "people/password.h"

/* Tokens, tries and passwords: what signing in is made of. */

/* ---- Tokens ---- */

static void every_token_is_another_and_has_its_hash(void **state)
{
	char a[SECRET_TEXT], b[SECRET_TEXT], csrf[SECRET_TEXT];
	unsigned char hash[SECRET_BYTES], again[SECRET_BYTES];

	(void)state;
	secret_new(a);
	secret_new(b);
	assert_int_equal(strlen(a), SECRET_TEXT - 1);
	assert_string_not_equal(a, b);
	assert_true(secret_hash(a, hash));
	assert_true(secret_hash(a, again));
	assert_memory_equal(hash, again, sizeof hash);
	secret_hash(b, again);
	assert_memory_not_equal(hash, again, sizeof hash);
	secret_csrf(a, csrf);
	assert_string_not_equal(csrf, a);
	assert_int_equal(strlen(csrf), SECRET_TEXT - 1);
}

static void what_is_no_token_has_no_hash(void **state)
{
	static const char *const texts[] = {
		"",
		"short",
		"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
		"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA+",
		"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
		"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
	};
	unsigned char hash[SECRET_BYTES];

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		assert_false(secret_hash(texts[i], hash));
}

static void texts_are_compared_whole(void **state)
{
	(void)state;
	assert_true(secret_is_same("abc", "abc"));
	assert_false(secret_is_same("abc", "abd"));
	assert_false(secret_is_same("abc", "abcd"));
	assert_false(secret_is_same("", "a"));
	assert_true(secret_is_same("", ""));
}

/* ---- Tries ---- */

static void tries_are_counted_by_address_and_forgotten_with_time(void **state)
{
	static struct limit limit;
	int64_t now = 1000 * (int64_t)USEC_PER_SEC;

	(void)state;
	for (int i = 0; i < 6; i++)
		assert_int_equal(limit_take(&limit, "192.0.2.1", 6, now), 0);
	assert_in_range(limit_take(&limit, "192.0.2.1", 6, now), 10, 11);
	assert_int_equal(limit_take(&limit, "192.0.2.2", 6, now), 0);
	now += 5 * USEC_PER_SEC;
	assert_in_range(limit_take(&limit, "192.0.2.1", 6, now), 5, 6);
	now += 6 * USEC_PER_SEC;
	assert_int_equal(limit_take(&limit, "192.0.2.1", 6, now), 0);
	assert_true(limit_take(&limit, "192.0.2.1", 6, now) > 0);
	now += 3600 * (int64_t)USEC_PER_SEC;
	for (int i = 0; i < 6; i++)
		assert_int_equal(limit_take(&limit, "192.0.2.1", 6, now), 0);
	assert_true(limit_take(&limit, "192.0.2.1", 6, now) > 0);
}

/* ---- Names and roles ---- */

static void names_are_of_few_letters(void **state)
{
	char longest[102];

	(void)state;
	memset(longest, 'a', sizeof longest);
	longest[101] = '\0';
	assert_false(account_name_is_good(longest));
	longest[100] = '\0';
	assert_true(account_name_is_good(longest));
	assert_true(account_name_is_good("j.smith@example.org"));
	assert_false(account_name_is_good(""));
	assert_false(account_name_is_good("J.Smith"));
	assert_false(account_name_is_good(".hidden"));
	assert_false(account_name_is_good("a b"));
	assert_false(account_name_is_good("a\nb"));
}

static void roles_are_words_between_commas(void **state)
{
	struct arena arena;
	const char **roles;
	size_t n;
	struct err err;

	(void)state;
	arena_init(&arena);
	assert_true(account_roles(&arena, "manager,duty", &roles, &n, &err));
	assert_int_equal(n, 2);
	assert_string_equal(roles[1], "duty");
	assert_false(account_roles(&arena, "", &roles, &n, &err));
	assert_false(account_roles(&arena, "manager, duty", &roles, &n, &err));
	assert_false(account_roles(&arena, "managers", &roles, &n, &err));
	assert_false(account_roles(&arena, "manager,,duty", &roles, &n, &err));
	arena_done(&arena);
}

/* ---- Passwords ---- */

struct told {
	int done, matched;
};

static void on_checked(void *context, bool matches)
{
	struct told *told = context;

	told->done++;
	told->matched += matches;
}

static void threads_look_at_passwords_and_the_loop_is_told(void **state)
{
	struct event_base *base = event_base_new();
	struct passwords *passwords = passwords_new(base);
	char hash[PASSWORD_HASH_BYTES];
	struct told told = { 0, 0 };

	(void)state;
	password_hash("correct horse battery", hash);
	assert_true(strncmp(hash, "$argon2id$v=19$m=65536,t=2,p=1$", 31) == 0);
	assert_true(passwords_check(passwords, hash, "correct horse battery", on_checked, &told));
	assert_true(passwords_check(passwords, hash, "correct horse batterx", on_checked, &told));
	assert_true(passwords_check(passwords, NULL, "correct horse battery", on_checked, &told));
	assert_int_equal(told.done, 0);
	while (told.done < 3)
		event_base_loop(base, EVLOOP_ONCE);
	assert_int_equal(told.matched, 1);
	passwords_free(passwords);
	event_base_free(base);
}

static void too_many_passwords_at_once_are_put_off(void **state)
{
	struct event_base *base = event_base_new();
	struct passwords *passwords = passwords_new(base);
	struct told told = { 0, 0 };
	int taken = 0;

	(void)state;
	for (int i = 0; i < 40; i++)
		taken += passwords_check(passwords, NULL, "whatever it is", on_checked, &told);
	assert_in_range(taken, 32, 34);
	/* What waits is dropped, and nobody is called. */
	passwords_free(passwords);
	assert_int_equal(told.done, 0);
	event_base_free(base);
}

static void passwords_that_are_easily_guessed_are_not_good(void **state)
{
	struct err err;
	char longest[PASSWORD_MOST + 2];

	(void)state;
	memset(longest, 'a', sizeof longest);
	longest[3] = 'b';
	longest[sizeof longest - 1] = '\0';
	assert_true(password_is_good("correct horse battery", "mary", &err));
	assert_false(password_is_good("eleven char", "mary", &err));
	assert_false(password_is_good("aaaaaaaaaaaaaaaaaaaa", "mary", &err));
	assert_false(password_is_good("I am MARY the manager", "mary", &err));
	assert_false(password_is_good(longest, "mary", &err));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_token_is_another_and_has_its_hash),
		cmocka_unit_test(what_is_no_token_has_no_hash),
		cmocka_unit_test(texts_are_compared_whole),
		cmocka_unit_test(tries_are_counted_by_address_and_forgotten_with_time),
		cmocka_unit_test(names_are_of_few_letters),
		cmocka_unit_test(roles_are_words_between_commas),
		cmocka_unit_test(threads_look_at_passwords_and_the_loop_is_told),
		cmocka_unit_test(too_many_passwords_at_once_are_put_off),
		cmocka_unit_test(passwords_that_are_easily_guessed_are_not_good),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
