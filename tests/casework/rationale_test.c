/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <string.h>
#include <cmocka.h>

#include "casework/rationale.h"

/* Which texts are no reasons. */

static const char *const before[] = { "Seen at home, the plan holds.", "Spoke to school and GP" };

static void expect(const char *text, const char *said)
{
	struct err err = { .text = "" };
	bool ok = rationale_check(text, before, 2, &err);

	if (said == NULL && ok)
		return;
	if (said == NULL || ok || strstr(err.text, said) == NULL)
		fail_msg("%s: %s", text, ok ? "taken" : err.text);
}

static void a_sentence_is_a_reason(void **state)
{
	(void)state;
	expect("Known to early help; the school is content.", NULL);
	expect("Père et mère: visités à la maison", NULL);
	expect("no no no, this child is not safe at home", NULL);
}

static void a_short_text_is_none(void **state)
{
	(void)state;
	expect("", "too short");
	expect("   \n ", "too short");
	expect("no further action", "too short");
	expect("                  no further action                  ", "too short");
	expect("abcdefghijklmnopqrstuvwxyz", "too short");
	expect("\xc3\xa9\xc3\xa9\xc3\xa9 \xc3\xa9\xc3\xa9 \xc3\xa9 "
	       "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9",
	       "too short");
}

static void one_word_again_and_again_is_none(void **state)
{
	(void)state;
	expect("test test test test test test", "again and again");
	expect("nfa, NFA; nfa. (nfa) nfa nfa nfa as agreed", "again and again");
}

static void filler_is_none(void **state)
{
	(void)state;
	expect("Lorem ipsum dolor sit amet, consectetur adipiscing elit", "filler");
}

static void a_copy_is_none(void **state)
{
	(void)state;
	expect("seen AT home:  the plan holds", "same as that of one of your last");
	expect("Spoke to school and GP.", "same as that of one of your last");
	expect("Spoke to school and GP, and to the father", NULL);
}

static void a_book_is_none(void **state)
{
	static char text[2 * RATIONALE_MOST];

	(void)state;
	for (size_t i = 0; i + 1 < sizeof text; i++)
		text[i] = i % 7 == 6 ? ' ' : (char)('a' + i % 23);
	expect(text, "too long");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sentence_is_a_reason),
		cmocka_unit_test(a_short_text_is_none),
		cmocka_unit_test(one_word_again_and_again_is_none),
		cmocka_unit_test(filler_is_none),
		cmocka_unit_test(a_copy_is_none),
		cmocka_unit_test(a_book_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
