/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "base/mem.h"
#include "config/settings.h"

/* The shipped concernd.conf and the table of settings name the same settings, with the same
 * defaults. Run from the top of the project. */

static char *shipped;

static int read_shipped(void **state)
{
	enum { ROOM = 64 * 1024 };
	FILE *file = fopen("config/concernd.conf", "r");

	(void)state;
	if (file == NULL)
		return -1;
	shipped = mem_new(ROOM, 1);
	size_t n = fread(shipped, 1, ROOM - 1, file);

	fclose(file);
	return n > 0 ? 0 : -1;
}

static int free_shipped(void **state)
{
	(void)state;
	mem_free(shipped);
	return 0;
}

/* The line `name = …` at or behind `from`, commented out or not; its value. NULL if there is none. */
static const char *find_line(const char *from, const char *name)
{
	size_t length = strlen(name);

	for (const char *line = from; line != NULL && *line != '\0';) {
		const char *at = line + strspn(line, "# \t");

		if (strncmp(at, name, length) == 0 && strncmp(at + length, " = ", 3) == 0)
			return at + length + 3;
		line = strchr(line, '\n');
		line = line != NULL ? line + 1 : NULL;
	}
	return NULL;
}

static const char *find_setting(const struct setting *setting)
{
	const char *from = shipped;

	if (*setting->group != '\0')
		from = find_line(shipped, setting->group);
	return from != NULL ? find_line(from, setting->name) : NULL;
}

static void every_setting_stands_in_the_shipped_file(void **state)
{
	struct setting setting;

	(void)state;
	for (size_t i = 0; settings_table(i, &setting); i++)
		if (find_setting(&setting) == NULL)
			fail_msg("%s.%s is not in config/concernd.conf", setting.group,
				 setting.name);
}

/* True if the shipped value is the default: as it is, or in quotes. */
static bool is_standard(const char *value, const char *standard)
{
	char quoted[256];

	snprintf(quoted, sizeof quoted, "\"%s\";", standard);
	if (strncmp(value, quoted, strlen(quoted)) == 0)
		return true;
	return strncmp(value, standard, strlen(standard)) == 0 && value[strlen(standard)] == ';';
}

static void the_shipped_values_are_the_defaults(void **state)
{
	struct setting setting;
	size_t compared = 0;

	(void)state;
	for (size_t i = 0; settings_table(i, &setting); i++) {
		bool example = setting.standard == NULL || strcmp(setting.type, "list") == 0 ||
			       strcmp(setting.type, "list of texts") == 0 ||
			       strcmp(setting.group, "schemes") == 0 ||
			       strcmp(setting.group, "recipients") == 0 ||
			       strcmp(setting.group, "handling") == 0;

		if (example)
			continue;
		compared++;
		if (!is_standard(find_setting(&setting), setting.standard))
			fail_msg("%s.%s has another default than %s in config/concernd.conf",
				 setting.group, setting.name, setting.standard);
	}
	assert_true(compared > 40);
}

static bool is_in_table(const char *name, size_t length)
{
	/* Groups and lists, and the code maps of the example. */
	static const char *const others[] = { "database", "events",     "queue",    "people",
					      "senders",  "schemes",    "handling", "inboxes",
					      "notify",   "retention",  "audit",    "category",
					      "grade",    "page",       "identity", "mail",
					      "webhooks", "recipients", "access" };
	struct setting setting;

	for (size_t i = 0; settings_table(i, &setting); i++)
		if (strlen(setting.name) == length && strncmp(setting.name, name, length) == 0)
			return true;
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (strlen(others[i]) == length && strncmp(others[i], name, length) == 0)
			return true;
	return false;
}

static void the_shipped_file_names_nothing_else(void **state)
{
	size_t found = 0;

	(void)state;
	for (const char *line = shipped; line != NULL && *line != '\0';) {
		const char *at = line + strspn(line, "# \t");
		size_t length = strspn(at, "abcdefghijklmnopqrstuvwxyz_0123456789");

		if (length > 0 && strncmp(at + length, " = ", 3) == 0) {
			found++;
			if (!is_in_table(at, length))
				fail_msg("no setting is called %.*s", (int)length, at);
		}
		line = strchr(line, '\n');
		line = line != NULL ? line + 1 : NULL;
	}
	assert_true(found > 50);
}

static void the_shipped_weights_are_those_of_the_code(void **state)
{
	struct settings *settings = settings_standard();
	struct weights standard;
	char of_config[WEIGHTS_VERSION_BYTES], of_code[WEIGHTS_VERSION_BYTES];

	(void)state;
	weights_standard(&standard);
	assert_string_equal(weights_version(&settings->identity, of_config),
			    weights_version(&standard, of_code));
	settings_free(settings);
}

static void every_setting_has_help(void **state)
{
	struct setting setting;
	size_t n = 0;

	(void)state;
	for (; settings_table(n, &setting); n++)
		if (setting.help == NULL || strlen(setting.help) < 10)
			fail_msg("%s.%s has no help", setting.group, setting.name);
	assert_true(n > 50);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_setting_stands_in_the_shipped_file),
		cmocka_unit_test(the_shipped_values_are_the_defaults),
		cmocka_unit_test(the_shipped_file_names_nothing_else),
		cmocka_unit_test(the_shipped_weights_are_those_of_the_code),
		cmocka_unit_test(every_setting_has_help),
	};

	return cmocka_run_group_tests(tests, read_shipped, free_shipped);
}
