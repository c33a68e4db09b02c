/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "config/identity.h"
#include "config/settings.h"
#include "identity/birth.h"
#include "identity/name.h"

/* The group `identity` of concernd.conf, and of a file by itself. */

static void expect_findings(const char *text, const char *expected)
{
	struct findings findings;

	findings_init(&findings);
	struct settings *settings = settings_read_text(text, "c", &findings);

	assert_int_equal(findings.n, 1);
	assert_string_equal(findings_line(&findings, 0), expected);
	settings_free(settings);
	findings_done(&findings);
}

static void what_is_written_replaces_one_weight_and_makes_another_version(void **state)
{
	struct findings findings;
	struct weights standard;
	char a[WEIGHTS_VERSION_BYTES], b[WEIGHTS_VERSION_BYTES];

	(void)state;
	findings_init(&findings);
	struct settings *settings = settings_read_text(
		"identity = { surname_near = 4; limit_bits = 9.5; };", "c", &findings);

	assert_non_null(settings);
	assert_true(settings->identity.bits[FIELD_SURNAME][NAME_NEAR] == 4.0);
	assert_true(settings->identity.limit_bits == 9.5);
	assert_true(settings->identity.bits[FIELD_BIRTH][BIRTH_SAME] == 12.6);
	weights_standard(&standard);
	assert_string_not_equal(weights_version(&settings->identity, a),
				weights_version(&standard, b));
	settings_free(settings);
	findings_done(&findings);
}

static void mistakes_have_their_place(void **state)
{
	(void)state;
	expect_findings("identity = {\n surname_naer = 4.0;\n};",
			"c:2: identity.surname_naer is a key that nothing reads; hint: did you "
			"mean surname_near?");
	expect_findings("identity = {\n\n birth_else = -101.0;\n};",
			"c:3: identity.birth_else is out of range: -101; hint: write a number of "
			"at least -100, and at most 100");
	expect_findings("identity = {\n sibling_prior = 1.5;\n};",
			"c:2: identity.sibling_prior is out of range: 1.5; hint: write a number of "
			"at least 0, and at most 1");
}

static void a_daemon_never_links_records_without_a_name(void **state)
{
	(void)state;
	expect_findings("log_level = \"info\";\nidentity = { limit_bits = 6.05; };",
			"c:2: identity.limit_bits: at 6.05 records without a name would link by "
			"themselves; hint: write more than 6.06, as twin_prior has it");
}

static void a_daemon_never_goes_without_its_guard_against_twins(void **state)
{
	(void)state;
	expect_findings("identity = { twin_prior = 0; };",
			"c:1: identity: without priors of twin and sibling two of three unseen "
			"twins would be merged; hint: set twin_prior, held_twin_prior and "
			"sibling_prior above 0");
}

static void a_file_that_was_learnt_may_have_columns_and_limits_of_its_own(void **state)
{
	static const char path[] = "build/identity_test.conf";
	struct findings findings;
	struct weights weights;
	FILE *file = fopen(path, "w");

	(void)state;
	assert_non_null(file);
	fputs("identity = { limit_bits = 3.0; fields = ( { name = \"soc_sec_id\"; exact = 12.5; "
	      "edit = 9; else = -4.5; } ); };\nother = 1;\n",
	      file);
	fclose(file);
	findings_init(&findings);
	assert_true(identity_read_file(path, &weights, &findings));
	assert_true(weights.limit_bits == 3.0);
	assert_int_equal(weights.n_more, 1);
	assert_string_equal(weights.more[0].name, "soc_sec_id");
	assert_true(weights.more[0].bits[MORE_EDITED] == 9.0);
	assert_true(weights.bits[FIELD_SEX][SEX_SAME] == 1.0);
	findings_done(&findings);
	assert_int_equal(remove(path), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_replaces_one_weight_and_makes_another_version),
		cmocka_unit_test(mistakes_have_their_place),
		cmocka_unit_test(a_daemon_never_links_records_without_a_name),
		cmocka_unit_test(a_daemon_never_goes_without_its_guard_against_twins),
		cmocka_unit_test(a_file_that_was_learnt_may_have_columns_and_limits_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
