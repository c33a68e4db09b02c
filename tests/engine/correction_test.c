/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/correction.h"

/* SPEC section 2 on contact.amended, withdrawn and outcome, a sentence a test. */

#define R CORRECTION_RECORDED
#define A CORRECTION_AMENDED
#define W CORRECTION_WITHDRAWN
#define O CORRECTION_OUTCOME
enum { NONE = -1 };

#define SETTLE(...)                                                       \
	corrections_settle((struct correction[]){ __VA_ARGS__ },          \
			   sizeof((struct correction[]){ __VA_ARGS__ }) / \
				   sizeof(struct correction))

static void expect(struct settled settled, int data, bool stands, int outcome)
{
	assert_int_equal((int)settled.data, data);
	assert_int_equal(settled.stands, stands);
	assert_int_equal((int)settled.outcome, outcome);
}

static void a_contact_that_nothing_corrects_stands(void **state)
{
	(void)state;
	expect(SETTLE({ R, 5, "s", "1" }), 0, true, NONE);
}

static void the_latest_amendment_stands_whatever_the_order_of_arrival(void **state)
{
	(void)state;
	expect(SETTLE({ R, 50, "s", "1" }, { A, 20, "s", "2" }, { A, 10, "s", "3" }), 1, true,
	       NONE);
	expect(SETTLE({ A, 10, "s", "3" }, { A, 20, "s", "2" }, { R, 50, "s", "1" }), 1, true,
	       NONE);
}

static void a_withdrawal_holds_until_a_later_amendment_brings_the_contact_back(void **state)
{
	(void)state;
	expect(SETTLE({ R, 0, "s", "1" }, { W, 20, "s", "2" }), 0, false, NONE);
	expect(SETTLE({ R, 0, "s", "1" }, { A, 10, "s", "3" }, { W, 20, "s", "2" }), 1, false,
	       NONE);
	expect(SETTLE({ R, 0, "s", "1" }, { W, 20, "s", "2" }, { A, 30, "s", "3" }), 2, true, NONE);
	expect(SETTLE({ A, 30, "s", "3" }, { W, 20, "s", "2" }, { R, 0, "s", "1" }), 0, true, NONE);
}

static void of_equal_times_the_greatest_source_and_id_stands(void **state)
{
	(void)state;
	expect(SETTLE({ R, 0, "s", "1" }, { A, 9, "s", "b" }, { W, 9, "s", "a" }), 1, true, NONE);
	expect(SETTLE({ R, 0, "s", "1" }, { W, 9, "s", "b" }, { A, 9, "s", "a" }), 2, false, NONE);
	expect(SETTLE({ R, 0, "s", "1" }, { A, 9, "t", "a" }, { A, 9, "s", "b" }), 1, true, NONE);
	expect(SETTLE({ R, 0, "s", "1" }, { O, 9, "t", "a" }, { O, 9, "s", "b" }), 0, true, 1);
}

static void the_same_event_sent_again_with_other_data_stands_over_itself(void **state)
{
	(void)state;
	expect(SETTLE({ R, 0, "s", "1" }, { A, 9, "s", "1" }, { A, 9, "s", "1" }), 2, true, NONE);
}

static void what_comes_before_its_contact_waits(void **state)
{
	(void)state;
	expect(SETTLE({ A, 10, "s", "2" }, { O, 10, "s", "2" }, { W, 20, "s", "3" }), NONE, false,
	       1);
	expect(SETTLE({ W, 20, "s", "3" }, { R, 30, "s", "1" }), 1, false, NONE);
}

static void the_outcome_decided_last_stands_and_one_of_a_replaced_event_competes(void **state)
{
	(void)state;
	expect(SETTLE({ R, 0, "s", "1" }, { O, 30, "s", "1" }, { A, 20, "s", "2" },
		      { O, 20, "s", "2" }, { O, 25, "c", "3" }),
	       2, true, 1);
	expect(SETTLE({ R, 0, "s", "1" }, { O, 10, "s", "1" }, { A, 20, "s", "2" }), 2, true, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_contact_that_nothing_corrects_stands),
		cmocka_unit_test(the_latest_amendment_stands_whatever_the_order_of_arrival),
		cmocka_unit_test(
			a_withdrawal_holds_until_a_later_amendment_brings_the_contact_back),
		cmocka_unit_test(of_equal_times_the_greatest_source_and_id_stands),
		cmocka_unit_test(the_same_event_sent_again_with_other_data_stands_over_itself),
		cmocka_unit_test(what_comes_before_its_contact_waits),
		cmocka_unit_test(
			the_outcome_decided_last_stands_and_one_of_a_replaced_event_competes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
