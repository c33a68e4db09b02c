/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/log.h"

/* stderr goes to a file for as long as a test runs. */
struct capture {
	FILE *file;
	int saved;
};

static int capture_start(void **state)
{
	static struct capture capture;

	capture.file = tmpfile();
	fflush(stderr);
	capture.saved = dup(STDERR_FILENO);
	dup2(fileno(capture.file), STDERR_FILENO);
	*state = &capture;
	return 0;
}

static int capture_end(void **state)
{
	struct capture *capture = *state;

	dup2(capture->saved, STDERR_FILENO);
	close(capture->saved);
	fclose(capture->file);
	log_open("concernd", LOG_TO_STDERR);
	log_set_level(LOG_INFO);
	return 0;
}

static void assert_said(void **state, const char *expected)
{
	const struct capture *capture = *state;
	char text[4096];

	rewind(capture->file);
	text[fread(text, 1, sizeof text - 1, capture->file)] = '\0';
	assert_string_equal(text, expected);
}

static void a_line_on_stderr_has_its_urgency_in_words(void **state)
{
	log_open("concernd", LOG_TO_STDERR);
	log_warning("%d connections are left", 3);
	assert_said(state, "concernd: warning: 3 connections are left\n");
}

static void a_line_for_the_journal_has_its_priority_in_front(void **state)
{
	log_open("concernd", LOG_TO_JOURNAL);
	log_error("the database is away");
	assert_said(state, "<3>the database is away\n");
}

static void what_is_less_urgent_than_the_level_is_left_out(void **state)
{
	log_open("concernctl", LOG_TO_STDERR);
	log_debug("not at first");
	log_set_level(LOG_ERR);
	log_warning("not now");
	log_set_level(LOG_DEBUG);
	log_debug("at last");
	assert_said(state, "concernctl: debug: at last\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_line_on_stderr_has_its_urgency_in_words,
						capture_start, capture_end),
		cmocka_unit_test_setup_teardown(a_line_for_the_journal_has_its_priority_in_front,
						capture_start, capture_end),
		cmocka_unit_test_setup_teardown(what_is_less_urgent_than_the_level_is_left_out,
						capture_start, capture_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
