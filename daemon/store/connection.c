/* SPDX-License-Identifier: Apache-2.0 */
#include "connection_private.h"

#include <libpq-fe.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "statements.h"

/*
 * The function that is waiting is the state: on_timer before an attempt, then `on_socket` for the
 * socket, and `on_round` for the end of a round trip (wire.h). From on_job_round to finish_job is
 * connection_job.c:
 *
 *   on_timer -> on_polling -> greet … greeted -> prepared -> (ready) <-> on_job_round -> finish_job
 *      ^----------------------- connection_lose(), from anywhere -------------'
 */

enum { BACKOFF_FIRST_MS = 100, BACKOFF_LAST_MS = 10000 };

static void start(struct connection *connection);

/* ---- The socket and the timer ---- */

static void on_event(evutil_socket_t fd, short what, void *context)
{
	struct connection *connection = context;

	(void)fd;
	(void)what;
	connection->on_socket(connection);
}

static void disarm(struct connection *connection)
{
	if (connection->armed != 0)
		event_del(&connection->socket);
	connection->armed = 0;
}

static void arm(struct connection *connection, short what)
{
	if (connection->armed == what)
		return;
	disarm(connection);
	event_assign(&connection->socket, connection->base, PQsocket(connection->wire.pg),
		     (short)(what | EV_PERSIST), on_event, connection);
	event_add(&connection->socket, NULL);
	connection->armed = what;
}

static void set_timer(struct connection *connection, int64_t span_us)
{
	struct timeval span = { .tv_sec = span_us / USEC_PER_SEC,
				.tv_usec = span_us % USEC_PER_SEC };

	event_add(connection->timer, &span);
}

/* ---- Round trips ---- */

/* What was queued goes out as far as the socket takes it; a failure shows in on_traffic(). */
static void flush(struct connection *connection)
{
	int left = PQflush(connection->wire.pg);

	arm(connection, left == 1 ? EV_READ | EV_WRITE : EV_READ);
	if (left < 0)
		event_active(&connection->socket, EV_READ, 0);
}

void connection_end_round(struct connection *connection, void (*on_round)(struct connection *))
{
	connection->on_round = on_round;
	wire_sync(&connection->wire);
	flush(connection);
}

void connection_tell_notifies(struct connection *connection)
{
	PGnotify *notify;

	while ((notify = PQnotifies(connection->wire.pg)) != NULL) {
		connection->owner->on_notify(connection->owner->context, notify->relname);
		PQfreemem(notify);
	}
}

static void lose_socket(struct connection *connection)
{
	struct err err;

	err_set(&err, ERR_RETRY, "the connection to the database was lost");
	connection_lose(connection, connection->wire.failed ? &connection->wire.err : &err);
}

/* The state of a connection that is up or being checked. */
static void on_traffic(struct connection *connection)
{
	bool read = PQconsumeInput(connection->wire.pg) == 1;

	if (wire_drain(&connection->wire)) {
		connection->on_round(connection); /* may lose it: nothing is touched after */
		return;
	}
	if (!read || PQstatus(connection->wire.pg) != CONNECTION_OK) {
		lose_socket(connection);
		return;
	}
	connection_tell_notifies(connection);
	flush(connection);
}

/* ---- Greeting: look at the server and the schema, prepare everything ---- */

static void prepared(struct connection *connection)
{
	if (connection->wire.failed) {
		connection_lose(connection, &connection->wire.err);
		return;
	}
	event_del(connection->timer);
	connection->backoff_ms = BACKOFF_FIRST_MS;
	connection->up = true;
	greeting_advise(&connection->greeting, connection->owner->on_advice,
			connection->owner->context);
	connection->owner->on_ready(connection->owner->context, connection);
}

static void send_prepares(struct connection *connection)
{
	static const char *const plain[] = { "begin", "commit", "rollback" };
	struct wire *wire = &connection->wire;

	for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
		wire_prepare(wire, plain[i], plain[i]);
	for (size_t i = 0; i < sql_query_n; i++)
		if (!greeting_asks(sql_query[i].name))
			wire_prepare(wire, sql_query[i].name, sql_query[i].text);
	for (size_t i = 0; i < connection->options->n_more; i++)
		wire_prepare(wire, connection->options->more[i].name,
			     connection->options->more[i].text);
	params_reset(&wire->params);
	if (connection->options->listens)
		wire_send(wire, &(struct sent){ .name = "listen_outbox" });
}

static void greeted(struct connection *connection)
{
	struct wire *wire = &connection->wire;
	struct err err;

	if (!wire->failed &&
	    !greeting_accept(&connection->greeting, connection->options->unsafe_server_ok, &err))
		wire_fail(wire, &err);
	if (wire->failed) {
		connection_lose(connection, &wire->err);
		return;
	}
	send_prepares(connection);
	connection_end_round(connection, prepared);
}

/* The greeting's questions one after the other, as long as the server answers. */
static void greet(struct connection *connection)
{
	struct wire *wire = &connection->wire;
	const struct greeting_question *question = wire->failed
							   ? NULL
							   : greeting_next(&connection->greeting);

	if (question == NULL) {
		greeted(connection);
		return;
	}
	wire_prepare(wire, question->statement,
		     embedded_find(sql_query, sql_query_n, question->statement));
	params_reset(&wire->params);
	wire_send(wire, &(struct sent){ .name = question->statement,
					.take = question->take,
					.context = &connection->greeting });
	connection_end_round(connection, greet);
}

/* ---- Connecting ---- */

static void connect_failed(struct connection *connection)
{
	const char *message = PQerrorMessage(connection->wire.pg);
	struct err err;

	if (!connection->options->readable) /* libpq's words quote it, with the password */
		err_set(&err, ERR_FATAL,
			"the database's connection string cannot be read; see "
			"https://www.postgresql.org/docs/15/libpq-connect.html");
	else
		err_set(&err, ERR_RETRY, "cannot connect to the database: %.*s",
			(int)strcspn(message, "\n"), message);
	connection_lose(connection, &err);
}

static void connected(struct connection *connection)
{
	wire_open(&connection->wire, connection->wire.pg);
	connection->on_socket = on_traffic;
	greeting_begin(&connection->greeting);
	greet(connection);
}

static void on_polling(struct connection *connection)
{
	disarm(connection); /* the next host's socket may have the same number */
	switch (PQconnectPoll(connection->wire.pg)) {
	case PGRES_POLLING_READING:
		arm(connection, EV_READ);
		return;
	case PGRES_POLLING_WRITING:
		arm(connection, EV_WRITE);
		return;
	case PGRES_POLLING_OK:
		connected(connection);
		return;
	default:
		connect_failed(connection);
	}
}

/* One attempt. The later of two keywords wins: what the conninfo says goes before our defaults, and
 * what we rely on before the conninfo. */
static void start(struct connection *connection)
{
	const char *const keys[] = { "keepalives_idle",  "keepalives_interval",
				     "keepalives_count", "tcp_user_timeout",
				     "dbname",           "client_encoding",
				     "application_name", NULL };
	const char *const values[] = { "10",
				       "5",
				       "3",
				       "10000",
				       connection->options->conninfo,
				       "UTF8",
				       connection->options->application,
				       NULL };

	connection->wire.pg = PQconnectStartParams(keys, values, 1);
	if (connection->wire.pg == NULL)
		abort(); /* out of memory */
	set_timer(connection, connection->options->connect_us);
	connection->on_socket = on_polling;
	if (PQstatus(connection->wire.pg) == CONNECTION_BAD)
		connect_failed(connection);
	else
		arm(connection, EV_WRITE); /* as if PQconnectPoll() had asked for it */
}

static void on_timer(evutil_socket_t fd, short what, void *context)
{
	struct connection *connection = context;
	struct err err;

	(void)fd;
	(void)what;
	if (connection->wire.pg == NULL) {
		start(connection);
		return;
	}
	err_set(&err, ERR_RETRY, "the database does not answer within %d seconds",
		(int)(connection->options->connect_us / USEC_PER_SEC));
	connection_lose(connection, &err);
}

static void close_now(struct connection *connection)
{
	disarm(connection);
	PQfinish(connection->wire.pg);
	wire_open(&connection->wire, NULL);
	connection->up = false;
}

/* Gives the connection up, ends its job, and connects anew after a pause that doubles, a random part
 * of it left out so that many daemons do not come back in step. */
void connection_lose(struct connection *connection, const struct err *why)
{
	const struct err reason = *why; /* may be the wire's */
	uint32_t pause_ms = connection->backoff_ms / 2 +
			    randombytes_uniform(connection->backoff_ms / 2 + 1);

	close_now(connection);
	connection->backoff_ms = connection->backoff_ms * 2 < BACKOFF_LAST_MS
					 ? connection->backoff_ms * 2
					 : BACKOFF_LAST_MS;
	set_timer(connection, (int64_t)pause_ms * USEC_PER_MSEC);
	connection->owner->on_lost(connection->owner->context, connection, &reason);
	wire_fail(&connection->wire, &reason);
	connection_end_job(connection);
}

struct connection *connection_new(struct event_base *base, const struct connection_options *options,
				  const struct connection_owner *owner)
{
	struct connection *connection = mem_new(1, sizeof *connection);

	connection->base = base;
	connection->options = options;
	connection->owner = owner;
	connection->backoff_ms = BACKOFF_FIRST_MS;
	connection->timer = evtimer_new(base, on_timer, connection);
	set_timer(connection, 0); /* from the loop, so that failures are told from it too */
	return connection;
}

void connection_close(struct connection *connection)
{
	struct err err;

	close_now(connection);
	event_free(connection->timer);
	err_set(&err, ERR_RETRY, "stopping");
	wire_fail(&connection->wire, &err);
	connection_end_job(connection);
}

void connection_free(struct connection *connection)
{
	wire_done(&connection->wire);
	mem_free(connection);
}

bool connection_is_ready(const struct connection *connection)
{
	return connection->up && connection->job == NULL;
}

bool connection_is_up(const struct connection *connection)
{
	return connection->up;
}

void connection_drop(struct connection *connection, const struct err *err)
{
	connection_lose(connection, err);
}
