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
#include <unistd.h>
#include <cmocka.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/metrics.h"
#include "notify/notify.h"
#include "tools/database.h"

/* A database with one alert of rule repeat-contact, and a journal that reads. */
struct world {
	struct database database;
	char folder[64];
	struct sockaddr_un address;
	int journal;
};

static void journal_listen(struct world *world)
{
	world->journal = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	assert_int_equal(
		bind(world->journal, (struct sockaddr *)&world->address, sizeof world->address), 0);
}

static void journal_leave(struct world *world)
{
	close(world->journal);
	unlink(world->address.sun_path);
}

static int world_setup(void **state)
{
	struct world *world = mem_new(1, sizeof *world);

	snprintf(world->folder, sizeof world->folder, "/tmp/concernd-test-XXXXXX");
	assert_non_null(mkdtemp(world->folder));
	world->address.sun_family = AF_UNIX;
	snprintf(world->address.sun_path, sizeof world->address.sun_path, "%.60s/journal",
		 world->folder);
	database_open(&world->database, &(struct database_options){ .connections = 2 });
	mem_free(database_query(
		&world->database,
		"insert into concernd.rule_set values (1, '', decode(repeat('00', 32), 'hex'), "
		"decode(repeat('00', 32), 'hex'), now(), 'test', 'test', '');"
		"insert into concernd.rule values (1, 'repeat-contact', 'Third in a year', 'live', "
		"decode(repeat('00', 32), 'hex'), now(), '');"
		"insert into concernd.child (id, opened_at) values (1, now());"
		"insert into concernd.alert (child_id, id, rule, rule_set, mode, state, level, "
		"became_true_at, known_at, changed_at, evidence_version) values "
		"(1, 42, 'repeat-contact', 1, 'live', 'new', 'red', now(), now(), now(), 2);"
		"insert into concernd.alert_version select 1, 42, v, now(), c, l, now(), '{}', "
		"'{}', "
		"'{}', '{}', '{}' from (values (1, 'risen', 'amber'), (2, 'escalated', 'red')) "
		"as t (v, c, l);"));
	*state = world;
	return 0;
}

static int world_teardown(void **state)
{
	struct world *world = *state;

	database_close(&world->database);
	rmdir(world->folder);
	mem_free(world);
	return 0;
}

static int test_setup(void **state)
{
	journal_listen(*state);
	return 0;
}

static int test_teardown(void **state)
{
	struct world *world = *state;

	journal_leave(world);
	mem_free(database_query(&world->database, "truncate concernd.outbox"));
	return 0;
}

static void put_notice(struct world *world, int id, const char *channel, int version)
{
	char text[512];

	snprintf(text, sizeof text,
		 "insert into concernd.outbox (id, child_id, alert_id, evidence_version, kind, "
		 "channel, recipient, created_at, due_at) select %d, 1, 42, %d, change, '%s', '', "
		 "now(), now() from concernd.alert_version where version = %d",
		 id, version, channel, version);
	mem_free(database_query(&world->database, text));
}

/* Turns the loop until the query prints `expected`. */
static void wait_for(struct world *world, const char *query, const char *expected)
{
	int64_t end_us = clock_monotonic_us() + 60 * (int64_t)USEC_PER_SEC;
	char *got = NULL;

	do {
		mem_free(got);
		event_base_loop(world->database.base, EVLOOP_NONBLOCK);
		got = database_query(&world->database, query);
	} while (strcmp(got, expected) != 0 && clock_monotonic_us() < end_us);
	assert_string_equal(got, expected);
	mem_free(got);
}

static struct notify *start(struct world *world, const char *const *channels, size_t n)
{
	const struct notify_options options = {
		.channels = channels,
		.n_channels = n,
		.journal_path = world->address.sun_path,
		.syslog_path = "/nowhere/log",
		.sweep_us = 10000,
	};

	return notify_new(world->database.base, world->database.store, &options);
}

static void finish(struct world *world, struct notify *notify)
{
	notify_stop(notify);
	while (notify_is_busy(notify))
		event_base_loop(world->database.base, EVLOOP_ONCE);
	notify_free(notify);
}

static size_t journal_read(struct world *world, char *out, size_t size)
{
	ssize_t n = recv(world->journal, out, size - 1, 0);

	out[n > 0 ? n : 0] = '\0';
	return n > 0 ? (size_t)n : 0;
}

static const char *const journal[] = { NOTIFY_CHANNEL_JOURNAL };

static void a_notice_is_sent_once_and_marked(void **state)
{
	struct world *world = *state;
	struct notify *notify = start(world, journal, 1);
	char text[4096];

	put_notice(world, 7, "journal", 1);
	wait_for(world, "select sent_at is not null, attempts from concernd.outbox", "t|1");
	finish(world, notify);
	assert_true(journal_read(world, text, sizeof text) > 0);
	assert_non_null(strstr(text, "\nNOTICE_ID=7\n"));
	assert_non_null(strstr(text, "\nALERT_ID=42\n"));
	assert_int_equal(journal_read(world, text, sizeof text), 0);
}

static void a_notice_tells_the_level_of_the_evidence_that_it_is_about(void **state)
{
	struct world *world = *state;
	struct notify *notify = start(world, journal, 1);
	char text[4096];

	put_notice(world, 8, "journal", 1);
	wait_for(world, "select sent_at is not null from concernd.outbox", "t");
	put_notice(world, 9, "journal", 2);
	wait_for(world, "select bool_and(sent_at is not null) from concernd.outbox", "t");
	finish(world, notify);
	journal_read(world, text, sizeof text);
	assert_non_null(strstr(text, "\nLEVEL=amber\n"));
	assert_non_null(strstr(text, "\nKIND=risen\n"));
	journal_read(world, text, sizeof text);
	assert_non_null(strstr(text, "\nLEVEL=red\n"));
	assert_non_null(strstr(text, "\nKIND=escalated\n"));
}

static void a_notice_of_no_alert_is_sent_as_well(void **state)
{
	struct world *world = *state;
	struct notify *notify = start(world, journal, 1);
	char text[4096];

	mem_free(database_query(&world->database, "insert into concernd.outbox (id, kind, channel, "
						  "recipient, created_at, due_at, detail) "
						  "values (30, 'ops', 'journal', '', now(), now(), "
						  "'{\"text\":\"a feed is silent\"}')"));
	wait_for(world, "select sent_at is not null from concernd.outbox", "t");
	finish(world, notify);
	journal_read(world, text, sizeof text);
	assert_non_null(strstr(text, "MESSAGE=for ops: a feed is silent\n"));
	assert_non_null(strstr(text, "\nRULE=\nLEVEL=\n"));
}

static void a_channel_that_is_away_leaves_the_notice_for_later(void **state)
{
	struct world *world = *state;
	struct notify *notify = start(world, journal, 1);
	char text[4096];

	journal_leave(world);
	put_notice(world, 10, "journal", 1);
	wait_for(world,
		 "select attempts, due_at > now(), leased_until is null, last_error "
		 "from concernd.outbox",
		 "1|t|t|retry");
	journal_listen(world);
	mem_free(database_query(&world->database, "update concernd.outbox set due_at = now()"));
	wait_for(world, "select sent_at is not null, attempts from concernd.outbox", "t|2");
	finish(world, notify);
	journal_read(world, text, sizeof text);
	assert_non_null(strstr(text, "\nNOTICE_ID=10\n"));
}

static void a_notice_whose_sender_died_is_sent_when_its_lease_has_passed(void **state)
{
	struct world *world = *state;
	char text[4096];

	put_notice(world, 11, "journal", 1);
	mem_free(database_query(&world->database, "update concernd.outbox set attempts = 1, "
						  "leased_until = now() + interval '1 hour'"));
	put_notice(world, 12, "journal", 1);
	struct notify *notify = start(world, journal, 1);

	wait_for(world, "select sent_at is not null from concernd.outbox where id = 12", "t");
	database_expect(&world->database,
			"select sent_at is null from concernd.outbox where id = 11", "t");
	mem_free(database_query(&world->database,
				"update concernd.outbox set leased_until = now() where id = 11"));
	wait_for(world, "select sent_at is not null, attempts from concernd.outbox where id = 11",
		 "t|2");
	finish(world, notify);
	journal_read(world, text, sizeof text);
	assert_non_null(strstr(text, "\nNOTICE_ID=12\n"));
	journal_read(world, text, sizeof text);
	assert_non_null(strstr(text, "\nNOTICE_ID=11\n"));
}

static void a_channel_that_this_daemon_does_not_serve_is_left_to_others(void **state)
{
	static const char *const log[] = { NOTIFY_CHANNEL_LOG };
	struct world *world = *state;

	put_notice(world, 13, "journal", 1);
	put_notice(world, 14, "log", 1);
	log_set_level(LOG_WARNING);
	struct notify *notify = start(world, log, 1);

	wait_for(world, "select sent_at is not null from concernd.outbox where id = 14", "t");
	finish(world, notify);
	log_set_level(LOG_INFO);
	database_expect(&world->database,
			"select attempts, leased_until is null from concernd.outbox where id = 13",
			"0|t");
}

static void two_daemons_share_the_work_and_send_nothing_twice(void **state)
{
	struct world *world = *state;
	struct notify *one = start(world, journal, 1), *two = start(world, journal, 1);
	bool seen[60] = { false };
	char text[4096];

	mem_free(database_query(
		&world->database,
		"insert into concernd.outbox (id, child_id, alert_id, evidence_version, "
		"kind, channel, recipient, created_at, due_at) select n, 1, 42, 1, "
		"'risen', 'journal', '', now(), now() "
		"from generate_series(0, 59) as n"));
	/* The kernel holds few datagrams, so that many fail at first: they are due again at once. */
	for (int n = 0; n < 60;) {
		event_base_loop(world->database.base, EVLOOP_NONBLOCK);
		mem_free(database_query(&world->database,
					"update concernd.outbox set due_at = created_at "
					"where sent_at is null and leased_until is null"));
		while (journal_read(world, text, sizeof text) > 0) {
			long id = strtol(strstr(text, "NOTICE_ID=") + 10, NULL, 10);

			assert_false(seen[id]);
			seen[id] = true;
			n++;
		}
	}
	wait_for(world, "select count(*) from concernd.outbox where sent_at is null", "0");
	finish(world, one);
	finish(world, two);
	assert_int_equal(journal_read(world, text, sizeof text), 0);
}

static void what_was_sent_and_what_failed_is_counted(void **state)
{
	static const char *const both[] = { NOTIFY_CHANNEL_JOURNAL, NOTIFY_CHANNEL_SYSLOG };
	struct world *world = *state;
	struct notify *notify = start(world, both, 2);
	struct metrics metrics;

	put_notice(world, 15, "journal", 1);
	put_notice(world, 16, "syslog", 1);
	wait_for(world,
		 "select sum(attempts), count(sent_at), count(last_error) from concernd.outbox",
		 "2|1|1");
	metrics_init(&metrics);
	notify_measure(notify, &metrics);
	assert_non_null(strstr(metrics.text, "_notices_sent_total{channel=\"journal\"} 1\n"));
	assert_non_null(strstr(metrics.text, "_notices_failed_total{channel=\"syslog\"} 1\n"));
	metrics_done(&metrics);
	finish(world, notify);
}

#define WITH_JOURNAL(test) cmocka_unit_test_setup_teardown(test, test_setup, test_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_JOURNAL(a_notice_is_sent_once_and_marked),
		WITH_JOURNAL(a_notice_tells_the_level_of_the_evidence_that_it_is_about),
		WITH_JOURNAL(a_notice_of_no_alert_is_sent_as_well),
		WITH_JOURNAL(a_channel_that_is_away_leaves_the_notice_for_later),
		WITH_JOURNAL(a_notice_whose_sender_died_is_sent_when_its_lease_has_passed),
		WITH_JOURNAL(a_channel_that_this_daemon_does_not_serve_is_left_to_others),
		WITH_JOURNAL(two_daemons_share_the_work_and_send_nothing_twice),
		WITH_JOURNAL(what_was_sent_and_what_failed_is_counted),
	};

	return cmocka_run_group_tests(tests, world_setup, world_teardown);
}
