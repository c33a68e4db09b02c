/* SPDX-License-Identifier: Apache-2.0 */
#include "store/bulk.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "binary.h"
#include "sqlstate.h"
#include "statements.h"
#include "store/schema.h"

/*
 * COPY cannot run in a pipeline nor be prepared, so this is a connection of its own, one statement
 * at a time. The statement is a query of sql/query, which every daemon prepares as well, so that a
 * wrong one stops the start. Format: PostgreSQL's manual, COPY, "Binary Format": a header, rows of
 * (number of fields, then length and bytes of each), and -1 in the end.
 */

enum {
	SIGNATURE_BYTES = 11,
	FLAGS_BYTES = 4,
	LENGTH_BYTES = 4,
	HEADER_BYTES = SIGNATURE_BYTES + FLAGS_BYTES + LENGTH_BYTES,
};

struct bulk {
	PGconn *conn;
};

static void drop_notice(void *context, const PGresult *result)
{
	(void)context;
	(void)result;
}

static PGconn *connect_as(const char *conninfo, const char *role)
{
	/* The later wins; an empty one counts as not given. */
	const char *const keys[] = { "connect_timeout",  "dbname",           "client_encoding",
				     "application_name", role ? "user" : "", NULL };
	const char *const values[] = { "10", conninfo, "UTF8", "concernctl backtest", role, NULL };
	PGconn *conn = PQconnectdbParams(keys, values, 1);

	PQsetNoticeReceiver(conn, drop_notice, NULL);
	if (PQstatus(conn) == CONNECTION_OK)
		return conn;
	PQfinish(conn);
	return NULL;
}

static bool execute(struct bulk *bulk, const char *text, struct err *err)
{
	PGresult *result = PQexec(bulk->conn, text);
	bool ok = PQresultStatus(result) == PGRES_COMMAND_OK;

	if (!ok)
		sqlstate_fail(err, "begin", result);
	PQclear(result);
	return ok;
}

static void on_version(void *context, const struct bulk_field *fields)
{
	struct schema_state *state = context;

	state->present = bulk_int4(&fields[0]);
}

/* Asked in the snapshot itself, so that no upgrade comes between. */
static bool check_schema(struct bulk *bulk, struct err *err)
{
	struct schema_state state = { .known = schema_known() };
	struct err why;

	if (!bulk_read(bulk, "schema_versions", 4, on_version, &state, &why))
		return err_set(err, ERR_FATAL,
			       "cannot read the schema of the database (%s): run `concernctl "
			       "schema upgrade`",
			       why.text);
	return schema_check(&state, err);
}

struct bulk *bulk_open(const char *conninfo, struct err *err)
{
	PGconn *conn = connect_as(conninfo, "concernd_readonly");
	struct bulk *bulk;

	if (conn == NULL)
		conn = connect_as(conninfo, NULL);
	if (conn == NULL) {
		err_set(err, ERR_RETRY,
			"cannot connect to the database: see `conninfo` in concernd.conf");
		return NULL;
	}
	bulk = mem_new(1, sizeof *bulk);
	bulk->conn = conn;
	if (execute(bulk, "begin isolation level repeatable read read only", err) &&
	    check_schema(bulk, err))
		return bulk;
	bulk_close(bulk);
	return NULL;
}

void bulk_close(struct bulk *bulk)
{
	if (bulk == NULL)
		return;
	PQfinish(bulk->conn);
	mem_free(bulk);
}

/* ---- Streaming ---- */

static void bug(const char *statement, const char *what)
{
	fprintf(stderr, "concernd: bug: statement %s: %s\n", statement, what);
	abort();
}

struct stream {
	const char *statement;
	int n_columns;
	void (*on_row)(void *context, const struct bulk_field *fields);
	void *context;
	bool begun; /* the header has come */
};

static int16_t get16(const char *bytes)
{
	uint16_t value;

	memcpy(&value, bytes, sizeof value);
	return (int16_t)be16toh(value);
}

/* One message of the server: the header comes with the first row, or with the end. */
static void take_message(struct stream *stream, const char *at)
{
	struct bulk_field fields[BULK_COLUMNS];

	if (!stream->begun)
		at += HEADER_BYTES + binary_get32(at + SIGNATURE_BYTES + FLAGS_BYTES);
	stream->begun = true;
	int16_t n = get16(at);

	if (n == -1)
		return;
	if (n != stream->n_columns)
		bug(stream->statement, "has another number of columns than is read");
	at += 2;
	for (int i = 0; i < n; i++) {
		fields[i].length = (int32_t)binary_get32(at);
		fields[i].bytes = at + LENGTH_BYTES;
		at += LENGTH_BYTES + (fields[i].length > 0 ? fields[i].length : 0);
	}
	stream->on_row(stream->context, fields);
}

/* Takes results until there are no more; the first that failed is told. */
static bool finish(struct bulk *bulk, const char *statement, bool ok, struct err *err)
{
	PGresult *result;

	while ((result = PQgetResult(bulk->conn)) != NULL) {
		if (ok && PQresultStatus(result) != PGRES_COMMAND_OK)
			ok = sqlstate_fail(err, statement, result);
		PQclear(result);
	}
	return ok;
}

static bool copy_out(struct bulk *bulk, const char *statement, struct err *err)
{
	const char *query = embedded_find(sql_query, sql_query_n, statement);
	struct arena arena;

	if (query == NULL)
		bug(statement, "there is none of that name");
	arena_init(&arena);
	PGresult *result = PQexec(
		bulk->conn, arena_printf(&arena, "copy (\n%s\n) to stdout (format binary)", query));
	bool ok = PQresultStatus(result) == PGRES_COPY_OUT || sqlstate_fail(err, statement, result);

	PQclear(result);
	arena_done(&arena);
	return ok;
}

bool bulk_read(struct bulk *bulk, const char *statement, int n_columns,
	       void (*on_row)(void *context, const struct bulk_field *fields), void *context,
	       struct err *err)
{
	struct stream stream = { statement, n_columns, on_row, context, false };
	char *message;
	int length;

	if (!copy_out(bulk, statement, err))
		return false;
	while ((length = PQgetCopyData(bulk->conn, &message, 0)) > 0) {
		take_message(&stream, message);
		PQfreemem(message);
	}
	if (length == -1)
		return finish(bulk, statement, true, err);
	err_set(err, ERR_RETRY, "%s: the connection to the database was lost", statement);
	return finish(bulk, statement, false, err);
}

/* ---- Values ---- */

int64_t bulk_int8(const struct bulk_field *field)
{
	return (int64_t)binary_get64(field->bytes);
}

int32_t bulk_int4(const struct bulk_field *field)
{
	return (int32_t)binary_get32(field->bytes);
}

bool bulk_bool(const struct bulk_field *field)
{
	return *field->bytes != 0;
}

int64_t bulk_time(const struct bulk_field *field)
{
	int64_t since = bulk_int8(field);
	int64_t at_us;

	if (since == INT64_MIN || __builtin_add_overflow(since, PG_EPOCH_US, &at_us))
		return since < 0 ? INT64_MIN : INT64_MAX;
	return at_us;
}

int32_t bulk_date(const struct bulk_field *field)
{
	return bulk_int4(field) + PG_EPOCH_DAY;
}

size_t bulk_array_count(const struct bulk_field *field)
{
	/* An empty array has no dimension and ends behind its element type. */
	if (field->length < ARRAY_HEADER_BYTES || binary_get32(field->bytes) != 1)
		return 0;
	return binary_get32(field->bytes + 12);
}

struct bulk_field bulk_array_text(const struct bulk_field *field, size_t i)
{
	const char *at = field->bytes + ARRAY_HEADER_BYTES;

	for (; i > 0; i--)
		at += LENGTH_BYTES + binary_get32(at);
	return (struct bulk_field){ at + LENGTH_BYTES, (int32_t)binary_get32(at) };
}
