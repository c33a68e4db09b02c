/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <string.h>
#include <cmocka.h>

#include "base/metrics.h"

static void a_family_is_told_before_its_values(void **state)
{
	struct metrics metrics;

	(void)state;
	metrics_init(&metrics);
	metrics_family(&metrics, METRIC_COUNTER, "contacts_total", "Contacts by sender.");
	metrics_add(&metrics, 3, "sender", "police", "status", "recorded", NULL);
	metrics_add(&metrics, 0, NULL);
	assert_string_equal(metrics.text,
			    "# HELP concernd_contacts_total Contacts by sender.\n"
			    "# TYPE concernd_contacts_total counter\n"
			    "concernd_contacts_total{sender=\"police\",status=\"recorded\"} 3\n"
			    "concernd_contacts_total 0\n");
	metrics_done(&metrics);
}

static void a_value_cannot_break_out_of_its_label(void **state)
{
	struct metrics metrics;

	(void)state;
	metrics_init(&metrics);
	metrics_family(&metrics, METRIC_GAUGE, "x", "X.");
	metrics_add(&metrics, 1, "rule", "a\"b\\c\nd", NULL);
	assert_non_null(strstr(metrics.text, "concernd_x{rule=\"a\\\"b\\\\c\\nd\"} 1\n"));
	metrics_done(&metrics);
}

static void large_counts_keep_all_their_digits(void **state)
{
	struct metrics metrics;

	(void)state;
	metrics_init(&metrics);
	metrics_one(&metrics, METRIC_COUNTER, "bytes_total", "Bytes.", 123456789012345.0);
	assert_non_null(strstr(metrics.text, "concernd_bytes_total 123456789012345\n"));
	metrics_done(&metrics);
}

static void a_page_of_many_values_is_whole(void **state)
{
	struct metrics metrics;

	(void)state;
	metrics_init(&metrics);
	metrics_family(&metrics, METRIC_GAUGE, "n", "N.");
	for (int n = 0; n < 5000; n++)
		metrics_add(&metrics, n, "rule", "repeat-contact", NULL);
	assert_int_equal(strlen(metrics.text), metrics.length);
	assert_non_null(strstr(metrics.text, "{rule=\"repeat-contact\"} 4999\n"));
	metrics_done(&metrics);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_family_is_told_before_its_values),
		cmocka_unit_test(a_value_cannot_break_out_of_its_label),
		cmocka_unit_test(large_counts_keep_all_their_digits),
		cmocka_unit_test(a_page_of_many_values_is_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
