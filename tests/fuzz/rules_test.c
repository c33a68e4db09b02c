/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "config/ruleset.h"
#include "tools/fuzz.h"

/* Any text as rules.conf: a rule set, or findings that say where. */

/* libconfig 1.5 itself loses the text of a string that is not closed. */
const char *__lsan_default_suppressions(void); /* NOLINT(bugprone-reserved-identifier) */
const char *__lsan_default_suppressions(void)  /* NOLINT(bugprone-reserved-identifier) */
{
	return "leak:libconfig.so\n";
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
	char *text = mem_new(length + 1, 1);
	struct findings findings;
	struct ruleset *ruleset;

	memcpy(text, data, length);
	findings_init(&findings);
	ruleset = ruleset_read_text(text, "rules.conf", &findings);
	if (!ruleset && findings.n_errors == 0)
		abort();
	ruleset_free(ruleset);
	findings_done(&findings);
	mem_free(text);
	return 0;
}

#ifndef FUZZING
static void changed_rules_are_read_or_told_what_is_wrong(void **state)
{
	(void)state;
	fuzz_replay(LLVMFuzzerTestOneInput, "rules", 300);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(changed_rules_are_read_or_told_what_is_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
#endif
