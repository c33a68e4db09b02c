/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/household.h"

/* Who lives in a household at an instant, a sentence a test. */

#define FIND(at_us, ...)                             \
	((int)residence_find(                        \
		(struct residence[]){ __VA_ARGS__ }, \
		sizeof((struct residence[]){ __VA_ARGS__ }) / sizeof(struct residence), at_us))

static void a_link_holds_from_its_instant_on(void **state)
{
	(void)state;
	assert_int_equal(FIND(9, { "a", "1", true, 10 }), -1);
	assert_int_equal(FIND(10, { "a", "1", true, 10 }), 0);
	assert_int_equal(FIND(INT64_MAX, { "a", "1", true, 10 }), 0);
}

static void an_unlink_ends_it_at_its_instant_in_whatever_order_they_come(void **state)
{
	(void)state;
	assert_int_equal(FIND(19, { "a", "2", false, 20 }, { "a", "1", true, 10 }), 1);
	assert_int_equal(FIND(20, { "a", "2", false, 20 }, { "a", "1", true, 10 }), -1);
	assert_int_equal(FIND(20, { "a", "1", true, 10 }, { "a", "2", false, 20 }), -1);
}

static void a_person_may_come_back(void **state)
{
	(void)state;
	assert_int_equal(
		FIND(35, { "a", "1", true, 10 }, { "a", "2", false, 20 }, { "a", "3", true, 30 }),
		2);
	assert_int_equal(
		FIND(25, { "a", "1", true, 10 }, { "a", "2", false, 20 }, { "a", "3", true, 30 }),
		-1);
}

static void a_link_at_the_instant_of_an_unlink_holds(void **state)
{
	(void)state;
	assert_int_equal(
		FIND(20, { "a", "1", true, 10 }, { "a", "2", false, 20 }, { "a", "3", true, 20 }),
		2);
}

static void a_source_ends_its_own_links_only(void **state)
{
	(void)state;
	assert_int_equal(
		FIND(25, { "a", "1", true, 10 }, { "b", "1", true, 12 }, { "a", "2", false, 20 }),
		1);
	assert_int_equal(FIND(25, { "a", "1", true, 10 }, { "b", "2", false, 20 }), 0);
}

static void of_several_links_the_latest_is_told(void **state)
{
	(void)state;
	assert_int_equal(FIND(25, { "b", "1", true, 12 }, { "a", "1", true, 10 }), 0);
	assert_int_equal(FIND(25, { "a", "9", true, 12 }, { "b", "1", true, 12 }), 1);
	assert_int_equal(FIND(25, { "b", "2", true, 12 }, { "b", "1", true, 12 }), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_link_holds_from_its_instant_on),
		cmocka_unit_test(an_unlink_ends_it_at_its_instant_in_whatever_order_they_come),
		cmocka_unit_test(a_person_may_come_back),
		cmocka_unit_test(a_link_at_the_instant_of_an_unlink_holds),
		cmocka_unit_test(a_source_ends_its_own_links_only),
		cmocka_unit_test(of_several_links_the_latest_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
