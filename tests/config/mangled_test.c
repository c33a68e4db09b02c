/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "base/mem.h"
#include "config/ruleset.h"
#include "config/settings.h"

/* The shipped files, mangled some hundred times by a fixed seed: whatever they say then, the readers
 * neither crash nor leak, and give something exactly where they found no error. Run from the top of
 * the project. */

/* libconfig 1.5 itself leaks the strings of a text that it cannot parse. The sanitizer asks here. */
const char *__lsan_default_suppressions(void); /* NOLINT(bugprone-reserved-identifier) */
const char *__lsan_default_suppressions(void)  /* NOLINT(bugprone-reserved-identifier) */
{
	return "leak:libconfig";
}

enum { ROOM = 64 * 1024, ROUNDS = 400 };

static const char *const pieces[] = {
	"",    "0",   "-1",    "99999999999L",   "1e300", "\"\"", "\"ever\"",    "true", "( )",
	"[ ]", "{ }", "[1,2]", "( 1, { } )",     "= =",   ",",    ";",           "}",    ")",
	"\"",  "/*",  "#",     "@include \"x\"", "\xff",  "name", "\"0 hours\"",
};

/* xorshift: the same in every run. */
static uint64_t next(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

static size_t below(uint64_t *state, size_t limit)
{
	return (size_t)(next(state) % limit);
}

static void mangle(const char *text, char *out, uint64_t *state)
{
	size_t length = strlen(text);
	size_t at = below(state, length), cut = below(state, 40);
	const char *piece = pieces[below(state, sizeof pieces / sizeof *pieces)];

	if (cut > length - at)
		cut = length - at;
	snprintf(out, ROOM, "%.*s%s%s", (int)at, text, piece, text + at + cut);
}

static char *read_shipped(const char *path)
{
	char *text = mem_new(ROOM, 1);
	FILE *file = fopen(path, "r");

	assert_non_null(file);
	assert_true(fread(text, 1, ROOM / 2, file) > 0);
	fclose(file);
	return text;
}

static bool read_rules(const char *text, struct findings *findings)
{
	struct ruleset *ruleset = ruleset_read_text(text, "mangled", findings);

	ruleset_free(ruleset);
	return ruleset != NULL;
}

static bool read_settings(const char *text, struct findings *findings)
{
	struct settings *settings = settings_read_text(text, "mangled", findings);

	settings_free(settings);
	return settings != NULL;
}

static void check(const char *path, bool (*reads)(const char *text, struct findings *findings))
{
	char *shipped = read_shipped(path), *once = mem_new(ROOM, 1), *twice = mem_new(ROOM, 1);
	uint64_t state = 20261123;
	int good = 0;

	for (int i = 0; i < ROUNDS; i++) {
		struct findings findings;

		mangle(shipped, once, &state);
		mangle(once, twice, &state);
		findings_init(&findings);
		bool ok = reads(i % 2 == 0 ? once : twice, &findings);

		assert_int_equal(ok, findings.n_errors == 0);
		for (size_t j = 0; j < findings.n; j++)
			assert_true(strncmp(findings_line(&findings, j), "mangled", 7) == 0);
		findings_done(&findings);
		good += ok;
	}
	assert_true(good > 0 && good < ROUNDS); /* some mistakes fall into comments */
	mem_free(shipped);
	mem_free(once);
	mem_free(twice);
}

static void mangled_rules_are_read_or_told(void **state)
{
	(void)state;
	check("config/rules.conf", read_rules);
}

static void mangled_settings_are_read_or_told(void **state)
{
	(void)state;
	check("config/concernd.conf", read_settings);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mangled_rules_are_read_or_told),
		cmocka_unit_test(mangled_settings_are_read_or_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
