/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <syslog.h>
#include <unistd.h>
#include <cmocka.h>

#include "../../daemon/notify/channel.h"

/* A socket where syslog or the journal would listen. */
struct reader {
	char folder[64];
	struct sockaddr_un address;
	int fd;
	struct datagram to;
};

static void reader_listen(struct reader *reader)
{
	unlink(reader->address.sun_path);
	reader->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	assert_int_equal(
		bind(reader->fd, (struct sockaddr *)&reader->address, sizeof reader->address), 0);
}

static int reader_setup(void **state)
{
	struct reader *reader = calloc(1, sizeof *reader);

	snprintf(reader->folder, sizeof reader->folder, "/tmp/concernd-test-XXXXXX");
	assert_non_null(mkdtemp(reader->folder));
	reader->address.sun_family = AF_UNIX;
	snprintf(reader->address.sun_path, sizeof reader->address.sun_path, "%.60s/socket",
		 reader->folder);
	reader_listen(reader);
	datagram_init(&reader->to, reader->address.sun_path);
	*state = reader;
	return 0;
}

static int reader_teardown(void **state)
{
	struct reader *reader = *state;

	datagram_done(&reader->to);
	close(reader->fd);
	unlink(reader->address.sun_path);
	rmdir(reader->folder);
	free(reader);
	return 0;
}

static const char *reader_take(struct reader *reader, char *out, size_t size)
{
	ssize_t n = recv(reader->fd, out, size - 1, 0);

	assert_true(n > 0);
	out[n] = '\0';
	return out;
}

static const struct notice rise = {
	.id = 7,
	.channel = "journal",
	.kind = "risen",
	.attempts = 1,
	.alert = 42,
	.evidence_version = 1,
	.rule = "repeat-contact",
	.title = "Third contact in a year",
	.level = "red",
};

static void a_notice_is_one_line_and_tells_that_the_ordinary_route_goes_on(void **state)
{
	char line[512];
	struct notice notice = rise;

	(void)state;
	assert_string_equal(notice_line(&rise, line, sizeof line),
			    "alert 42 rose: red, rule repeat-contact (Third contact in a year); "
			    "it does not replace the ordinary route");
	notice.title = "a\nb\x1b[31m";
	notice.kind = "withdrawn";
	assert_string_equal(notice_line(&notice, line, sizeof line),
			    "alert 42 was withdrawn: red, rule repeat-contact (a b [31m); "
			    "it does not replace the ordinary route");
}

static void the_level_says_how_urgent_a_notice_is(void **state)
{
	struct notice notice = rise;

	(void)state;
	assert_int_equal(notice_priority(&notice), LOG_CRIT);
	notice.level = "amber";
	assert_int_equal(notice_priority(&notice), LOG_WARNING);
	notice.kind = "withdrawn";
	assert_int_equal(notice_priority(&notice), LOG_NOTICE);
}

static void each_failure_doubles_the_wait_up_to_an_hour_here_and_six_elsewhere(void **state)
{
	struct notice notice = { .channel = "journal", .id = 0, .attempts = 1 };

	(void)state;
	assert_int_equal(notice_backoff_s(&notice), 5);
	notice.attempts = 2;
	assert_int_equal(notice_backoff_s(&notice), 10);
	notice.attempts = INT32_MAX;
	assert_int_equal(notice_backoff_s(&notice), 3600);
	notice.id = INT64_MAX;
	assert_in_range(notice_backoff_s(&notice), 3600, 4500);
	notice.channel = "webhook";
	assert_in_range(notice_backoff_s(&notice), 6 * 3600, 6 * 4500);
}

static void syslog_gets_a_line_with_the_ids(void **state)
{
	struct reader *reader = *state;
	struct err err;
	char text[2048];
	int priority, after = 0;

	assert_true(channel_syslog_send(&reader->to, &rise, &err));
	reader_take(reader, text, sizeof text);
	assert_int_equal(
		sscanf(text, "<%d>%*3s %*2d %*2d:%*2d:%*2d concernd[%*d]: %n", &priority, &after),
		1);
	assert_int_equal(priority, LOG_DAEMON | LOG_CRIT);
	assert_true(after > 0);
	assert_non_null(strstr(text, "notice 7: alert 42 rose: red, rule repeat-contact ("));
}

static void the_journal_gets_fields(void **state)
{
	static const char *const lines[] = {
		"MESSAGE=alert 42 rose: red, rule repeat-contact (Third contact in a year);",
		"\nMESSAGE_ID=8ace844d8fe041fb81bc270c68f99ee9\n",
		"\nPRIORITY=2\n",
		"\nSYSLOG_IDENTIFIER=concernd\n",
		"\nNOTICE_ID=7\n",
		"\nKIND=risen\n",
		"\nALERT_ID=42\n",
		"\nEVIDENCE_VERSION=1\n",
		"\nRULE=repeat-contact\n",
		"\nLEVEL=red\n",
		"\nTITLE=Third contact in a year\n",
	};
	struct reader *reader = *state;
	struct err err;
	char text[4096];

	assert_true(channel_journal_send(&reader->to, &rise, &err));
	reader_take(reader, text, sizeof text);
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		assert_non_null(strstr(text, lines[i]));
}

static void a_title_cannot_add_a_field_to_the_journal(void **state)
{
	struct reader *reader = *state;
	struct notice notice = rise;
	struct err err;
	char text[4096];

	notice.title = "innocent\nPRIORITY=7";
	assert_true(channel_journal_send(&reader->to, &notice, &err));
	assert_null(strstr(reader_take(reader, text, sizeof text), "\nPRIORITY=7"));
}

static void a_reader_that_is_away_is_asked_again_later(void **state)
{
	struct reader *reader = *state;
	struct err err = { 0 };

	close(reader->fd);
	unlink(reader->address.sun_path);
	assert_false(channel_journal_send(&reader->to, &rise, &err));
	assert_int_equal(err.kind, ERR_RETRY);
	reader_listen(reader);
	assert_true(channel_journal_send(&reader->to, &rise, &err));
}

static void a_reader_that_was_restarted_gets_the_next_notice(void **state)
{
	struct reader *reader = *state;
	struct err err;
	char text[4096];

	assert_true(channel_journal_send(&reader->to, &rise, &err));
	close(reader->fd);
	reader_listen(reader);
	assert_true(channel_journal_send(&reader->to, &rise, &err));
	reader_take(reader, text, sizeof text);
}

static void a_reader_that_does_not_keep_up_never_makes_us_wait(void **state)
{
	struct reader *reader = *state;
	struct err err = { 0 };
	int sent = 0;

	/* Nobody reads: a blocking send would hang here for ever. */
	while (sent < 100000 && channel_syslog_send(&reader->to, &rise, &err))
		sent++;
	assert_in_range(sent, 1, 99999);
	assert_int_equal(err.kind, ERR_RETRY);
	assert_non_null(strstr(err.text, "does not keep up"));
}

#define WITH_READER(test) cmocka_unit_test_setup_teardown(test, reader_setup, reader_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_notice_is_one_line_and_tells_that_the_ordinary_route_goes_on),
		cmocka_unit_test(the_level_says_how_urgent_a_notice_is),
		cmocka_unit_test(
			each_failure_doubles_the_wait_up_to_an_hour_here_and_six_elsewhere),
		WITH_READER(syslog_gets_a_line_with_the_ids),
		WITH_READER(the_journal_gets_fields),
		WITH_READER(a_title_cannot_add_a_field_to_the_journal),
		WITH_READER(a_reader_that_is_away_is_asked_again_later),
		WITH_READER(a_reader_that_was_restarted_gets_the_next_notice),
		WITH_READER(a_reader_that_does_not_keep_up_never_makes_us_wait),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
