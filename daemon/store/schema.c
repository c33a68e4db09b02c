/* SPDX-License-Identifier: Apache-2.0 */
#include "store/schema.h"

#include <libpq-fe.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "binary.h"
#include "params_private.h"
#include "rows_private.h"
#include "sqlstate.h"
#include "statements.h"

/* Blocking, one statement at a time: nobody else waits in concernctl. The version row is written in
 * the transaction that ran the file, so a kill at any instant leaves a file wholly run or not. */

enum { HASH_BYTES = 32 };

static int file_version(size_t i)
{
	return (int)strtol(sql_schema[i].name, NULL, 10);
}

static void file_hash(size_t i, unsigned char *ret)
{
	crypto_generichash(ret, HASH_BYTES, (const unsigned char *)sql_schema[i].text,
			   strlen(sql_schema[i].text), NULL, 0);
}

int schema_known(void)
{
	return file_version(sql_schema_n - 1);
}

/* Words of the server for whoever changes its tables: those of these classes quote no stored value. */
static bool fail(struct err *err, const char *what, const PGresult *result)
{
	const char *code = sqlstate_of(result);
	const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);

	sqlstate_fail(err, what, result);
	if (message != NULL && (strncmp(code, "42", 2) == 0 || strncmp(code, "0L", 2) == 0))
		err_set(err, ERR_FATAL, "%s: SQLSTATE %s: %s", what, code, message);
	return false;
}

/* Runs a query of sql/query in binary; NULL with *err. The caller clears the result. */
static PGresult *query(PGconn *conn, const char *name, struct params *params, struct err *err)
{
	const char *text = embedded_find(sql_query, sql_query_n, name);
	struct params none = { 0 };

	if (params == NULL)
		params = &none;
	params_finish(params);
	PGresult *result = PQexecParams(conn, text, params->n, NULL, params->values,
					params->lengths, params->formats, 1);
	ExecStatusType status = PQresultStatus(result);

	if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK)
		return result;
	fail(err, name, result);
	PQclear(result);
	return NULL;
}

/* Several statements at once, or begin, commit and rollback. */
static bool execute(PGconn *conn, const char *text, const char *what, struct err *err)
{
	PGresult *result = PQexec(conn, text);
	ExecStatusType status = PQresultStatus(result);
	bool ok = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;

	if (!ok)
		fail(err, what, result);
	PQclear(result);
	return ok;
}

static void drop_notice(void *context, const PGresult *result)
{
	(void)context;
	(void)result;
}

static PGconn *connect_now(const char *conninfo, const char *role, struct err *err)
{
	/* The later wins; an empty one counts as not given. */
	const char *const keys[] = { "connect_timeout",  "dbname",           "client_encoding",
				     "application_name", role ? "user" : "", NULL };
	const char *const values[] = { "10", conninfo, "UTF8", "concernctl schema", role, NULL };
	PGconn *conn = PQconnectdbParams(keys, values, 1);

	PQsetNoticeReceiver(conn, drop_notice, NULL);
	if (PQstatus(conn) == CONNECTION_OK)
		return conn;
	const char *message = PQerrorMessage(conn);

	err_set(err, ERR_RETRY, "cannot connect to the database: %.*s", (int)strcspn(message, "\n"),
		message);
	PQfinish(conn);
	return NULL;
}

/* Fills in what the database says of the files that we carry. */
static void note_applied(const PGresult *result, struct arena *arena, struct schema_state *state)
{
	const struct rows rows = { .result = result, .statement = "schema_versions" };
	unsigned char ours[HASH_BYTES];

	for (size_t row = 0; row < rows_count(&rows); row++) {
		state->present = rows_int4(&rows, row, 0);
		for (size_t i = 0; i < state->n_files; i++) {
			struct schema_file *file = &state->files[i];
			size_t n;

			if (file->version != state->present)
				continue;
			file_hash(i, ours);
			file->applied = true;
			file->changed = memcmp(rows_bytes(&rows, row, 1, &n), ours, HASH_BYTES) !=
					0;
			file->applied_us = rows_time(&rows, row, 2);
			file->applied_by = arena_strdup(arena, rows_text(&rows, row, 3));
		}
	}
}

static bool read_state(PGconn *conn, struct arena *arena, struct schema_state *ret, struct err *err)
{
	struct schema_state state = { .known = schema_known(), .n_files = sql_schema_n };
	PGresult *result = query(conn, "schema_present", NULL, err);

	if (result == NULL)
		return false;
	bool present = *PQgetvalue(result, 0, 0) != 0;

	PQclear(result);
	state.files = arena_new(arena, state.n_files, sizeof *state.files);
	for (size_t i = 0; i < state.n_files; i++) {
		state.files[i].version = file_version(i);
		state.files[i].name = sql_schema[i].name;
	}
	if (present) {
		result = query(conn, "schema_versions", NULL, err);
		if (result == NULL)
			return false;
		note_applied(result, arena, &state);
		PQclear(result);
	}
	*ret = state;
	return true;
}

bool schema_read(const char *conninfo, struct arena *arena, struct schema_state *ret,
		 struct err *err)
{
	PGconn *conn = connect_now(conninfo, NULL, err);

	if (conn == NULL)
		return false;
	bool ok = read_state(conn, arena, ret, err);

	PQfinish(conn);
	return ok;
}

bool schema_check(const struct schema_state *state, struct err *err)
{
	if (state->present == 0)
		return err_set(err, ERR_FATAL,
			       "the database is empty; run `concernctl schema upgrade`");
	if (state->present < state->known)
		return err_set(err, ERR_FATAL,
			       "the database has schema %d, this concernd needs %d; run "
			       "`concernctl schema upgrade`",
			       state->present, state->known);
	if (state->present > state->known)
		return err_set(err, ERR_FATAL,
			       "the database has schema %d, this concernd knows no more than %d; "
			       "install the concernd that made it",
			       state->present, state->known);
	return true;
}

static bool record_file(PGconn *conn, size_t i, struct err *err)
{
	unsigned char hash[HASH_BYTES];
	struct params params = { 0 };

	file_hash(i, hash);
	params_int4(&params, file_version(i));
	params_text(&params, sql_schema[i].name);
	params_bytes(&params, hash, sizeof hash);
	PGresult *result = query(conn, "schema_record", &params, err);

	params_done(&params);
	PQclear(result);
	return result != NULL;
}

/* In a transaction, the lock held: what was not run yet is run. */
static bool run_file(PGconn *conn, size_t i, bool *ret_ran, struct err *err)
{
	struct schema_state state;
	struct arena arena;

	arena_init(&arena);
	bool ok = read_state(conn, &arena, &state, err);
	bool applied = ok && state.files[i].applied;

	arena_done(&arena);
	*ret_ran = ok && !applied;
	if (!ok || applied)
		return ok;
	return execute(conn, sql_schema[i].text, sql_schema[i].name, err) &&
	       record_file(conn, i, err);
}

static bool upgrade_file(PGconn *conn, size_t i, bool *ret_ran, struct err *err)
{
	if (!execute(conn, "begin", "begin", err))
		return false;
	PGresult *lock = query(conn, "schema_lock", NULL, err);

	PQclear(lock);
	if (lock != NULL && run_file(conn, i, ret_ran, err))
		return execute(conn, "commit", "commit", err);
	execute(conn, "rollback", "rollback", NULL);
	return false;
}

bool schema_upgrade(const char *conninfo, const char *role,
		    void (*on_file)(void *context, const char *name), void *context,
		    struct err *err)
{
	PGconn *conn = connect_now(conninfo, role, err);
	bool ok = conn != NULL;

	for (size_t i = 0; ok && i < sql_schema_n; i++) {
		bool ran = false;

		ok = upgrade_file(conn, i, &ran, err);
		if (ok && ran && on_file != NULL)
			on_file(context, sql_schema[i].name);
	}
	PQfinish(conn);
	return ok;
}
