/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include <event2/event.h>

#include "../tools/postgres.h"
#include "base/clock.h"
#include "base/embedded.h"
#include "base/mem.h"
#include "store/schema.h"
#include "store/store.h"

/* The schema on an empty server, who may do what in it, and what servers the store refuses. */

static struct postgres *server(void **state)
{
	return *state;
}

static void query(void **state, const char *text)
{
	mem_free(postgres_query(server(state), text));
}

static void expect(void **state, const char *text, const char *expected)
{
	char *printed = postgres_query(server(state), text);

	assert_string_equal(printed, expected);
	mem_free(printed);
}

static void with(void **state, const char *more, char *out, size_t size)
{
	snprintf(out, size, "%s %s", postgres_conninfo(server(state)), more);
}

static void on_file(void *context, const char *name)
{
	size_t *n = context;

	assert_non_null(name);
	(*n)++;
}

static void upgrade(void **state)
{
	struct err err;

	if (!schema_upgrade(postgres_conninfo(server(state)), NULL, NULL, NULL, &err))
		fail_msg("%s", err.text);
}

/* Tries to connect; true with on_state's word of success. */
static bool connects(const char *conninfo, const struct store_options *more, struct err *err)
{
	struct event_base *base = event_base_new();
	struct store_options options = *more;

	options.conninfo = conninfo;
	options.connections = 1;
	options.application = "test";
	struct store *store = store_new(base, &options);
	bool ok = store_connect_now(store, 20 * USEC_PER_SEC, err);

	store_free(store);
	event_base_free(base);
	return ok;
}

static void assert_refused(void **state, const char *more, const char *word)
{
	char conninfo[300];
	struct err err;

	with(state, more, conninfo, sizeof conninfo);
	assert_false(connects(conninfo, &(struct store_options){ 0 }, &err));
	assert_int_equal(err.kind, ERR_FATAL);
	if (strstr(err.text, word) == NULL)
		fail_msg("no word of %s in: %s", word, err.text);
}

/* ---- Upgrades ---- */

static void an_empty_database_is_refused_with_what_to_do(void **state)
{
	query(state, "create database blank");
	assert_refused(state, "dbname=blank", "concernctl schema upgrade");
}

static void an_upgrade_of_an_empty_database_makes_all_of_it_once(void **state)
{
	struct schema_state schema;
	struct arena arena;
	size_t n = 0;
	struct err err;

	arena_init(&arena);
	query(state, "create database fresh");
	char conninfo[300];

	with(state, "dbname=fresh", conninfo, sizeof conninfo);
	assert_true(schema_read(conninfo, &arena, &schema, &err));
	assert_int_equal(schema.present, 0);
	assert_false(schema_check(&schema, &err));
	assert_true(schema_upgrade(conninfo, NULL, on_file, &n, &err));
	assert_int_equal(n, schema.n_files);
	assert_true(schema_upgrade(conninfo, "concernd_migrate", on_file, &n, &err));
	assert_int_equal(n, schema.n_files); /* nothing was run twice */
	assert_true(schema_read(conninfo, &arena, &schema, &err));
	assert_int_equal(schema.present, schema_known());
	for (size_t i = 0; i < schema.n_files; i++)
		assert_true(schema.files[i].applied && !schema.files[i].changed);
	assert_true(schema_check(&schema, &err));
	arena_done(&arena);
}

static void a_role_that_may_not_make_tables_is_told_so(void **state)
{
	char conninfo[300];
	struct err err;

	upgrade(state);
	query(state, "create database closed");
	with(state, "dbname=closed", conninfo, sizeof conninfo);
	assert_false(schema_upgrade(conninfo, "concernd_runtime", NULL, NULL, &err));
	assert_int_equal(err.kind, ERR_FATAL);
	assert_non_null(strstr(err.text, "42501"));
}

static void a_file_that_was_changed_since_is_told(void **state)
{
	struct schema_state schema;
	struct arena arena;
	struct err err;

	arena_init(&arena);
	upgrade(state);
	query(state, "update concernd.schema_version set hash = sha256('x') where version = 1");
	assert_true(schema_read(postgres_conninfo(server(state)), &arena, &schema, &err));
	assert_true(schema.files[0].changed);
	assert_false(schema.files[1].changed);
	arena_done(&arena);
}

static void a_newer_schema_is_refused(void **state)
{
	upgrade(state);
	query(state, "insert into concernd.schema_version values (9999, 'later', sha256('x'))");
	assert_refused(state, "user=concernd_runtime", "9999");
	query(state, "delete from concernd.schema_version where version = 9999");
}

static void an_older_schema_is_refused(void **state)
{
	upgrade(state);
	query(state, "create table kept as select * from concernd.schema_version");
	query(state, "delete from concernd.schema_version where version > 1");
	assert_refused(state, "user=concernd_runtime", "concernctl schema upgrade");
	query(state, "insert into concernd.schema_version select * from kept where version > 1");
	query(state, "drop table kept");
}

/* ---- Rights ---- */

/* Nothing but what stands here can be changed by the daemon; no row but a timer, which is no fact,
 * can be removed. */
static void the_daemon_cannot_change_what_is_append_only(void **state)
{
	upgrade(state);
	expect(state,
	       "select string_agg(table_name || '.' || privilege_type, ' ') "
	       "from information_schema.role_table_grants where grantee = 'concernd_runtime' "
	       "and privilege_type in ('UPDATE', 'DELETE', 'TRUNCATE')",
	       "timer.DELETE doubt.DELETE session.DELETE");
	expect(state,
	       "select string_agg(table_name || '.' || column_name, ' ' order by table_name, "
	       "column_name) from information_schema.role_column_grants "
	       "where grantee = 'concernd_runtime' and privilege_type = 'UPDATE' "
	       "and table_name in ('event', 'contact', 'alias', 'child', 'link', 'rule_set', "
	       "'rule', 'alert_version', 'audit', 'schema_version', 'correction', 'decision', "
	       "'timer', 'audit_block', 'audit_personal')",
	       "child.lock_right contact.left_at link.revoked_at link.revoked_by "
	       "link.revoked_reason");
	expect(state,
	       "select string_agg(column_name, ' ' order by column_name) "
	       "from information_schema.role_column_grants where grantee = 'concernd_runtime' "
	       "and privilege_type = 'INSERT' and table_name = 'audit'",
	       "action actor alert_id child_ids contact_ids detail personal");
}

struct attempt {
	const char *role, *text;
};

static void nobody_goes_beyond_their_part(void **state)
{
	static const struct attempt attempts[] = {
		{ "concernd_runtime", "update concernd.event set sender = type" },
		{ "concernd_runtime", "delete from concernd.contact" },
		{ "concernd_runtime", "truncate concernd.audit" },
		{ "concernd_runtime", "insert into concernd.audit (actor, action, block) "
				      "select name, name, version from concernd.schema_version" },
		{ "concernd_runtime", "update concernd.audit set block = 1" },
		{ "concernd_runtime", "perform detail from concernd.audit" },
		{ "concernd_runtime", "perform value from concernd.audit_personal" },
		{ "concernd_runtime", "delete from concernd.audit_block" },
		{ "concernd_readonly", "perform concernd.audit_unsealed(1)" },
		{ "concernd_runtime", "update concernd.alert_version set level = change" },
		{ "concernd_runtime", "update concernd.alert set rule = level" },
		{ "concernd_readonly", "perform body from concernd.event" },
		{ "concernd_readonly", "perform family_name from concernd.alias" },
		{ "concernd_readonly", "perform body from concernd.refused" },
		{ "concernd_readonly", "insert into concernd.child values (1, now())" },
		{ "concernd_auditor", "perform given_names from concernd.alias" },
		{ "concernd_auditor", "update concernd.audit set actor = action" },
	};
	char text[600];

	upgrade(state);
	for (size_t i = 0; i < sizeof attempts / sizeof *attempts; i++) {
		snprintf(text, sizeof text,
			 "set role %s; do $$begin %s; raise 'it went through'; "
			 "exception when insufficient_privilege then null; end$$",
			 attempts[i].role, attempts[i].text);
		query(state, text);
	}
}

/* ---- Servers ---- */

static void reload(void **state, const char *setting, const char *value)
{
	char text[200];
	char *shown = NULL;

	snprintf(text, sizeof text, "alter system set %s = %s", setting, value);
	query(state, text);
	query(state, "select pg_reload_conf()");
	snprintf(text, sizeof text, "show %s", setting);
	do { /* new sessions see it once the postmaster has */
		mem_free(shown);
		shown = postgres_query(server(state), text);
	} while (strcmp(shown, value) != 0);
	mem_free(shown);
}

static void a_server_that_could_lose_what_was_acknowledged_is_refused(void **state)
{
	static const char *const settings[] = { "fsync", "full_page_writes", "synchronous_commit" };
	char conninfo[300];
	struct err err;

	upgrade(state);
	with(state, "user=concernd_runtime", conninfo, sizeof conninfo);
	for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
		reload(state, settings[i], "off");
		assert_refused(state, "user=concernd_runtime", settings[i]);
		assert_true(connects(conninfo, &(struct store_options){ .unsafe_server_ok = true },
				     &err));
		reload(state, settings[i], "on");
		assert_true(connects(conninfo, &(struct store_options){ 0 }, &err));
	}
}

static char advice[600];

static void on_advice(void *context, const char *text)
{
	(void)context;
	snprintf(advice, sizeof advice, "%s", text);
}

static void a_server_whose_log_leaks_is_told_of(void **state)
{
	char conninfo[300];
	struct err err;

	upgrade(state);
	with(state, "user=concernd_runtime", conninfo, sizeof conninfo);
	advice[0] = '\0';
	assert_true(connects(conninfo, &(struct store_options){ .on_advice = on_advice }, &err));
	assert_string_equal(advice, "");
	reload(state, "log_error_verbosity", "verbose");
	assert_true(connects(conninfo, &(struct store_options){ .on_advice = on_advice }, &err));
	assert_non_null(strstr(advice, "log_error_verbosity = terse"));
	reload(state, "log_error_verbosity", "terse");
}

static void a_standby_is_not_written_to(void **state)
{
	char conninfo[300];
	struct err err;

	upgrade(state);
	/* As a standby answers: no transaction may write. */
	with(state, "user=concernd_runtime options='-c default_transaction_read_only=on'", conninfo,
	     sizeof conninfo);
	struct event_base *base = event_base_new();
	struct store *store = store_new(base, &(struct store_options){ .conninfo = conninfo,
								       .connections = 1,
								       .application = "test" });

	assert_false(store_connect_now(store, USEC_PER_SEC / 2, &err));
	assert_int_equal(err.kind, ERR_RETRY);
	assert_non_null(strstr(err.text, "standby"));
	store_free(store);
	event_base_free(base);
}

static void a_wrong_statement_stops_the_start(void **state)
{
	static const struct embedded wrong = { "look_nowhere", "select nothing from nowhere" };
	char conninfo[300];
	struct err err;

	upgrade(state);
	with(state, "user=concernd_runtime", conninfo, sizeof conninfo);
	assert_false(
		connects(conninfo, &(struct store_options){ .more = &wrong, .n_more = 1 }, &err));
	assert_int_equal(err.kind, ERR_FATAL);
	assert_non_null(strstr(err.text, "look_nowhere"));
}

static void a_connection_string_that_cannot_be_read_is_not_repeated(void **state)
{
	struct err err;

	(void)state;
	assert_false(connects("password=secret nonsense", &(struct store_options){ 0 }, &err));
	assert_int_equal(err.kind, ERR_FATAL);
	assert_null(strstr(err.text, "nonsense"));
	assert_null(strstr(err.text, "secret"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_database_is_refused_with_what_to_do),
		cmocka_unit_test(an_upgrade_of_an_empty_database_makes_all_of_it_once),
		cmocka_unit_test(a_role_that_may_not_make_tables_is_told_so),
		cmocka_unit_test(a_newer_schema_is_refused),
		cmocka_unit_test(an_older_schema_is_refused),
		cmocka_unit_test(the_daemon_cannot_change_what_is_append_only),
		cmocka_unit_test(nobody_goes_beyond_their_part),
		cmocka_unit_test(a_server_that_could_lose_what_was_acknowledged_is_refused),
		cmocka_unit_test(a_server_whose_log_leaks_is_told_of),
		cmocka_unit_test(a_standby_is_not_written_to),
		cmocka_unit_test(a_wrong_statement_stops_the_start),
		cmocka_unit_test(a_connection_string_that_cannot_be_read_is_not_repeated),
		cmocka_unit_test(a_file_that_was_changed_since_is_told),
	};

	return cmocka_run_group_tests(tests, postgres_setup, postgres_teardown);
}
