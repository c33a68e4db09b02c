/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../tools/database.h"
#include "base/clock.h"
#include "base/embedded.h"
#include "base/mem.h"
#include "store/params.h"
#include "store/rows.h"

/* What a script promises, on a real server that is killed, restarted and made to wait. */

static const struct embedded statements[] = {
	{ "insert_note", "insert into note values ($1::bigint, $2::text)" },
	{ "count_notes", "select count(*) from note" },
	{ "divide", "select 1 / $1::bigint" },
	{ "sleep", "select pg_sleep(60)" },
	{ "wait_for_note", "select wait_for_note($1::bigint)" },
	{ "kill_me", "select pg_terminate_backend(pg_backend_pid())" },
	{ "whisper", "notify concernd_outbox" },
};

/* A note with a number above 1,000 makes its COMMIT wait, so that a test can step in. */
static const char setup[] =
	"set search_path = public;"
	"create table note (n bigint primary key, word text);"
	"grant all on note to concernd_runtime;"
	"create function wait_for_note(bigint) returns void language plpgsql as $$"
	" begin while not exists (select from note where n = $1) loop"
	" perform pg_sleep(0.01); end loop; end $$;"
	"create function linger() returns trigger language plpgsql as $$"
	" begin perform pg_sleep(60); return null; end $$;"
	"create constraint trigger linger after insert on note deferrable initially deferred"
	" for each row when (new.n > 1000) execute function linger();";

static struct database database;

/* ---- Steps ---- */

/* What steps see of a script, and how it ended. */
struct play {
	int64_t number;
	int64_t counted;
	bool ended, ok, unknown;
	struct err err;
	char sqlstate[8];
};

static bool bind_note(void *context, struct params *params)
{
	const struct play *play = context;

	params_int8(params, play->number);
	params_text(params, "Wren Testchild");
	return true;
}

static bool bind_number(void *context, struct params *params)
{
	const struct play *play = context;

	params_int8(params, play->number);
	return true;
}

static bool bind_counted(void *context, struct params *params)
{
	const struct play *play = context;

	params_int8(params, 100 + play->counted);
	params_text(params, "counted");
	return true;
}

static bool leave_out(void *context, struct params *params)
{
	(void)context;
	(void)params;
	return false;
}

static bool take_count(void *context, const struct rows *rows, struct err *err)
{
	struct play *play = context;

	(void)err;
	play->counted = rows_int8(rows, 0, 0);
	return true;
}

static bool refuse(void *context, const struct rows *rows, struct err *err)
{
	(void)context;
	(void)rows;
	return err_set(err, ERR_INPUT, "not like this");
}

static void on_done(void *context, const struct script_end *end)
{
	struct play *play = context;

	assert_false(play->ended);
	play->ended = true;
	play->ok = end->err == NULL;
	play->unknown = end->unknown;
	if (end->err != NULL)
		play->err = *end->err;
	snprintf(play->sqlstate, sizeof play->sqlstate, "%s", end->sqlstate);
}

static void turn_until_ended(const struct play *play)
{
	while (!play->ended)
		event_base_loop(database.base, EVLOOP_ONCE);
}

/* Runs a script to its end. */
static struct play run(const struct step *steps, size_t n, int64_t number)
{
	const struct script script = { "play", steps, n, 10 * USEC_PER_SEC };
	struct play play = { .number = number };

	store_run(database.store, &script, &play, on_done);
	turn_until_ended(&play);
	return play;
}

#define RUN(steps, number) run(steps, sizeof(steps) / sizeof *(steps), number)

static const struct step add_note[] = {
	{ "begin", NULL, NULL, 0 },
	{ "insert_note", bind_note, NULL, 0 },
	{ "commit", NULL, NULL, 0 },
};

static void assert_store_works(int64_t number)
{
	struct play play = RUN(add_note, number);

	if (!play.ok)
		fail_msg("%s", play.err.text);
}

static int clear_notes(void **state)
{
	(void)state;
	mem_free(database_query(&database, "truncate note"));
	return 0;
}

/* ---- Tests ---- */

static void what_a_step_took_the_next_round_trip_may_send(void **state)
{
	static const struct step steps[] = {
		{ "begin", NULL, NULL, 0 },
		{ "insert_note", bind_note, NULL, 0 },
		{ "count_notes", NULL, take_count, STEP_WAIT },
		{ "insert_note", bind_counted, NULL, 0 },
		{ "commit", NULL, NULL, 0 },
	};
	(void)state;
	struct play play = RUN(steps, 7);

	assert_true(play.ok);
	assert_int_equal(play.counted, 1);
	assert_string_equal(play.sqlstate, "");
	database_expect(&database, "select string_agg(n::text, ' ' order by n) from note", "7 101");
}

static void a_step_that_binds_nothing_is_left_out(void **state)
{
	static const struct step steps[] = {
		{ "insert_note", bind_note, NULL, 0 },
		{ "divide", leave_out, refuse, STEP_WAIT },
		{ "insert_note", leave_out, NULL, 0 },
	};
	static const struct step nothing[] = { { "insert_note", leave_out, NULL, STEP_WAIT } };
	(void)state;

	assert_true(RUN(steps, 7).ok);
	assert_true(RUN(nothing, 8).ok);
	database_expect(&database, "select string_agg(n::text, ' ') from note", "7");
}

static void a_take_that_refuses_rolls_back(void **state)
{
	static const struct step steps[] = {
		{ "begin", NULL, NULL, 0 },
		{ "insert_note", bind_note, NULL, 0 },
		{ "count_notes", NULL, refuse, STEP_WAIT },
		{ "commit", NULL, NULL, 0 },
	};
	(void)state;
	struct play play = RUN(steps, 7);

	assert_int_equal(play.err.kind, ERR_INPUT);
	assert_string_equal(play.err.text, "not like this");
	assert_false(play.unknown);
	database_expect(&database, "select count(*) from note", "0");
	assert_store_works(8);
}

static void a_failing_statement_rolls_back_and_leaves_the_connection_usable(void **state)
{
	static const struct step steps[] = {
		{ "begin", NULL, NULL, 0 },
		{ "insert_note", bind_note, NULL, 0 },
		{ "divide", bind_number, take_count, 0 },
		{ "count_notes", NULL, take_count, 0 },
		{ "commit", NULL, NULL, 0 },
	};
	(void)state;
	struct store_counts before, after;

	store_count(database.store, &before);
	struct play play = RUN(steps, 0);

	assert_int_equal(play.err.kind, ERR_INPUT);
	assert_string_equal(play.sqlstate, "22012");
	assert_false(play.unknown);
	assert_int_equal(play.counted, 0);
	database_expect(&database, "select count(*) from note", "0");
	assert_store_works(8);
	store_count(database.store, &after);
	assert_int_equal(after.reconnects, before.reconnects);
	assert_int_equal(after.failures, before.failures + 1);
}

static void an_error_quotes_no_value(void **state)
{
	(void)state;
	assert_store_works(987);
	struct play play = RUN(add_note, 987);

	assert_string_equal(play.sqlstate, "23505");
	assert_null(strstr(play.err.text, "987"));
	assert_null(strstr(play.err.text, "Wren"));
	assert_non_null(strstr(play.err.text, "insert_note"));
}

static void a_transaction_left_open_is_rolled_back_and_told(void **state)
{
	static const struct step steps[] = {
		{ "begin", NULL, NULL, 0 },
		{ "insert_note", bind_note, NULL, 0 },
	};
	(void)state;
	struct play play = RUN(steps, 7);

	assert_int_equal(play.err.kind, ERR_FATAL);
	assert_store_works(8);
	database_expect(&database, "select string_agg(n::text, ' ') from note", "8");
}

static void a_killed_backend_fails_its_script_and_the_store_comes_back(void **state)
{
	static const struct step steps[] = {
		{ "begin", NULL, NULL, 0 },
		{ "insert_note", bind_note, NULL, 0 },
		{ "kill_me", NULL, NULL, STEP_WAIT },
		{ "commit", NULL, NULL, 0 },
	};
	(void)state;
	struct play play = RUN(steps, 7);

	assert_int_equal(play.err.kind, ERR_RETRY);
	assert_false(play.unknown); /* the COMMIT was not sent */
	assert_store_works(8);
	database_expect(&database, "select string_agg(n::text, ' ') from note", "8");
}

static void an_idle_connection_that_is_killed_comes_back(void **state)
{
	(void)state;
	mem_free(database_query(&database, "select pg_terminate_backend(pid) from pg_stat_activity "
					   "where usename = 'concernd_runtime'"));
	/* What runs into the dead connection is told to ask again; then all is well. */
	struct play play = RUN(add_note, 7);

	if (!play.ok) {
		assert_int_equal(play.err.kind, ERR_RETRY);
		play = RUN(add_note, 8);
	}
	assert_true(play.ok);
}

/* Turns the loop until the server says that a backend of ours waits for `what`. */
static void turn_until_waiting(const char *what)
{
	char text[256];
	bool waits = false;

	snprintf(text, sizeof text,
		 "select count(*) from pg_stat_activity where usename = 'concernd_runtime' and "
		 "query in ('commit', 'select pg_sleep(60)') and wait_event = '%s'",
		 what);
	while (!waits) {
		event_base_loop(database.base, EVLOOP_NONBLOCK);
		char *count = database_query(&database, text);

		waits = strcmp(count, "0") != 0;
		mem_free(count);
	}
}

static const char backends_in[] = "from pg_stat_activity where usename = 'concernd_runtime' "
				  "and query = 'commit' and state = 'active'";

static void step_in(const char *function)
{
	char text[256];

	snprintf(text, sizeof text, "select %s(pid) %s", function, backends_in);
	mem_free(database_query(&database, text));
}

static void a_backend_ended_in_commit_fails_its_script(void **state)
{
	const struct script script = { "play", add_note, 3, 30 * USEC_PER_SEC };
	struct play play = { .number = 1001 };

	(void)state;
	store_run(database.store, &script, &play, on_done);
	turn_until_waiting("PgSleep");
	/* The server says a word first, so this COMMIT is known to have failed. */
	step_in("pg_terminate_backend");
	turn_until_ended(&play);
	assert_false(play.ok);
	assert_false(play.unknown);
	assert_int_equal(play.err.kind, ERR_RETRY);
	assert_store_works(8);
	database_expect(&database, "select string_agg(n::text, ' ') from note", "8");
}

static void a_server_that_dies_in_commit_leaves_the_outcome_unknown(void **state)
{
	const struct script script = { "play", add_note, 3, 60 * USEC_PER_SEC };
	struct play play = { .number = 1002 };

	(void)state;
	store_run(database.store, &script, &play, on_done);
	turn_until_waiting("PgSleep");
	postgres_restart(database.postgres);
	turn_until_ended(&play);
	assert_false(play.ok);
	assert_true(play.unknown);
	assert_int_equal(play.err.kind, ERR_RETRY);
	assert_store_works(8);
}

static void a_commit_that_no_standby_confirmed_is_no_success(void **state)
{
	const struct script script = { "play", add_note, 3, 60 * USEC_PER_SEC };
	struct play play = { .number = 9 };

	(void)state;
	mem_free(
		database_query(&database, "alter system set synchronous_standby_names = 'nobody'"));
	mem_free(database_query(&database, "select pg_reload_conf()"));
	char *shown;

	do {
		shown = database_query(&database, "show synchronous_standby_names");
		if (*shown != '\0')
			break;
		mem_free(shown);
	} while (true);
	mem_free(shown);
	store_run(database.store, &script, &play, on_done);
	turn_until_waiting("SyncRep");
	step_in("pg_cancel_backend");
	turn_until_ended(&play);
	assert_false(play.ok);
	assert_true(play.unknown);
	assert_int_equal(play.err.kind, ERR_RETRY);
	mem_free(database_query(&database, "alter system reset synchronous_standby_names"));
	mem_free(database_query(&database, "select pg_reload_conf()"));
	assert_store_works(10);
}

static void after_an_immediate_restart_the_store_connects_anew(void **state)
{
	(void)state;
	assert_store_works(7);
	postgres_restart(database.postgres);
	struct play play = RUN(add_note, 8);

	if (!play.ok) {
		assert_int_equal(play.err.kind, ERR_RETRY);
		play = RUN(add_note, 8);
	}
	assert_true(play.ok);
	database_expect(&database, "select string_agg(n::text, ' ') from note", "7 8");
}

static void a_script_past_its_deadline_ends_and_the_store_goes_on(void **state)
{
	static const struct step steps[] = { { "sleep", NULL, NULL, 0 } };
	const struct script script = { "nap", steps, 1, 300 * USEC_PER_MSEC };
	struct play play = { 0 };

	(void)state;
	store_run(database.store, &script, &play, on_done);
	turn_until_ended(&play);
	assert_int_equal(play.err.kind, ERR_RETRY);
	assert_non_null(strstr(play.err.text, "nap"));
	assert_store_works(8);
	mem_free(database_query(&database, "select pg_terminate_backend(pid) from pg_stat_activity "
					   "where query like '%pg_sleep(60)%' and pid <> "
					   "pg_backend_pid()"));
}

static void scripts_run_beside_each_other(void **state)
{
	static const struct step waits[] = { { "wait_for_note", bind_number, NULL, 0 } };
	const struct script waiting = { "waits", waits, 1, 20 * USEC_PER_SEC };
	const struct script adding = { "adds", add_note, 3, 20 * USEC_PER_SEC };
	struct play first = { .number = 7 };
	struct play second = { .number = 7 };

	(void)state;
	store_run(database.store, &waiting, &first, on_done);
	store_run(database.store, &adding, &second, on_done);
	turn_until_ended(&first);
	assert_true(second.ended);
	assert_true(first.ok);
	assert_true(second.ok);
}

static void scripts_wait_their_turn_when_all_connections_are_busy(void **state)
{
	enum { MANY = 40 };
	const struct script script = { "play", add_note, 3, 20 * USEC_PER_SEC };
	static struct play plays[MANY];

	(void)state;
	memset(plays, 0, sizeof plays);
	for (int i = 0; i < MANY; i++) {
		plays[i].number = i;
		store_run(database.store, &script, &plays[i], on_done);
	}
	assert_false(store_is_idle(database.store));
	for (int i = 0; i < MANY; i++) {
		turn_until_ended(&plays[i]);
		assert_true(plays[i].ok);
	}
	database_expect(&database, "select count(*) from note", "40");
}

static void on_idle(void *context)
{
	int *calls = context;

	assert_true(store_is_idle(database.store));
	(*calls)++;
}

static void who_waits_for_an_idle_connection_is_called_once(void **state)
{
	int calls = 0;

	(void)state;
	store_wait_idle(database.store, on_idle, &calls);
	assert_int_equal(calls, 0); /* never from within the call */
	while (calls == 0)
		event_base_loop(database.base, EVLOOP_ONCE);
	assert_store_works(7);
	assert_int_equal(calls, 1);
}

static void ending_the_store_ends_what_runs_and_what_waits(void **state)
{
	enum { MANY = 6 };
	static const struct step steps[] = { { "wait_for_note", bind_number, NULL, 0 } };
	const struct script script = { "waits", steps, 1, 20 * USEC_PER_SEC };
	struct play plays[MANY] = { 0 };
	struct err err;
	struct store *store = store_new(database.base,
					&(struct store_options){ .conninfo = database.conninfo,
								 .connections = 2,
								 .application = "test",
								 .more = statements,
								 .n_more = 7 });

	(void)state;
	assert_true(store_connect_now(store, 20 * USEC_PER_SEC, &err));
	for (int i = 0; i < MANY; i++)
		store_run(store, &script, &plays[i], on_done);
	store_free(store);
	for (int i = 0; i < MANY; i++) {
		assert_true(plays[i].ended);
		assert_int_equal(plays[i].err.kind, ERR_RETRY);
	}
}

static int heard;

static void on_notify(void *context, const char *channel)
{
	(void)context;
	assert_string_equal(channel, "concernd_outbox");
	heard++;
}

static void a_notice_in_the_outbox_is_heard(void **state)
{
	static const struct step steps[] = { { "whisper", NULL, NULL, 0 } };
	struct err err;
	struct store *store = store_new(database.base,
					&(struct store_options){ .conninfo = database.conninfo,
								 .connections = 2,
								 .application = "test",
								 .on_notify = on_notify });

	(void)state;
	assert_true(store_connect_now(store, 20 * USEC_PER_SEC, &err));
	struct store_counts counts;

	for (store_count(store, &counts); counts.up < 2; store_count(store, &counts))
		event_base_loop(database.base, EVLOOP_ONCE);
	heard = 0;
	assert_true(RUN(steps, 0).ok);
	while (heard == 0)
		event_base_loop(database.base, EVLOOP_ONCE);
	assert_int_equal(heard, 1); /* one connection of the pool listens */
	store_free(store);
}

static int open_database(void **state)
{
	(void)state;
	database_open(&database, &(struct database_options){ .connections = 2,
							     .setup = setup,
							     .more = statements,
							     .n_more = sizeof statements /
								       sizeof *statements });
	return 0;
}

static int close_database(void **state)
{
	(void)state;
	database_close(&database);
	return 0;
}

#define TEST(name) cmocka_unit_test_setup(name, clear_notes)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_a_step_took_the_next_round_trip_may_send),
		TEST(a_step_that_binds_nothing_is_left_out),
		TEST(a_take_that_refuses_rolls_back),
		TEST(a_failing_statement_rolls_back_and_leaves_the_connection_usable),
		TEST(an_error_quotes_no_value),
		TEST(a_transaction_left_open_is_rolled_back_and_told),
		TEST(a_killed_backend_fails_its_script_and_the_store_comes_back),
		TEST(an_idle_connection_that_is_killed_comes_back),
		TEST(a_backend_ended_in_commit_fails_its_script),
		TEST(a_server_that_dies_in_commit_leaves_the_outcome_unknown),
		TEST(after_an_immediate_restart_the_store_connects_anew),
		TEST(a_script_past_its_deadline_ends_and_the_store_goes_on),
		TEST(scripts_run_beside_each_other),
		TEST(scripts_wait_their_turn_when_all_connections_are_busy),
		TEST(who_waits_for_an_idle_connection_is_called_once),
		TEST(ending_the_store_ends_what_runs_and_what_waits),
		TEST(a_notice_in_the_outbox_is_heard),
		TEST(a_commit_that_no_standby_confirmed_is_no_success),
	};

	return cmocka_run_group_tests(tests, open_database, close_database);
}
