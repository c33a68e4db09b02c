/* SPDX-License-Identifier: Apache-2.0 */
#include "store_private.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "statements.h"

/*
 * The pool: connections, and one queue of those who wait for an idle one, scripts and idle waiters
 * alike, in order of asking. `serve` hands out what is idle; it runs only from the loop.
 */

enum { CONNECT_SECONDS_PER_HOST = 10 };

/* ---- The queue ---- */

static void push(struct store *store, struct job *job)
{
	*store->last = job;
	store->last = &job->next;
}

static void unlink_job(struct store *store, struct job *job)
{
	struct job **at = &store->first;

	while (*at != job)
		at = &(*at)->next;
	*at = job->next;
	if (store->last == &job->next)
		store->last = at;
}

static struct connection *ready_connection(const struct store *store)
{
	for (int i = 0; i < store->n_connections; i++)
		if (connection_is_ready(store->connections[i]))
			return store->connections[i];
	return NULL;
}

static void serve(struct store *store)
{
	struct connection *connection;

	while (store->first != NULL && (connection = ready_connection(store)) != NULL) {
		struct job *job = store->first;

		unlink_job(store, job);
		if (job->script != NULL) {
			connection_run(connection, job);
			continue;
		}
		void (*on_idle)(void *context) = job->on_idle;
		void *context = job->context;

		mem_free(job);
		on_idle(context);
	}
}

static void on_kick(evutil_socket_t fd, short what, void *context)
{
	(void)fd;
	(void)what;
	serve(context);
}

static void kick(struct store *store)
{
	event_active(store->kick, EV_TIMEOUT, 0);
}

/* ---- What connections tell ---- */

static void on_ready(void *context, struct connection *connection)
{
	struct store *store = context;
	int n_up = 0;

	(void)connection;
	for (int i = 0; i < store->n_connections; i++)
		n_up += connection_is_up(store->connections[i]);
	bool first = n_up > 0 && store->n_up == 0;

	store->n_up = n_up;
	if (first) {
		store->told_down = false;
		if (store->options.on_state != NULL)
			store->options.on_state(store->options.context, true, NULL);
	}
	serve(store);
}

static void on_lost(void *context, struct connection *connection, const struct err *why)
{
	struct store *store = context;
	bool news = !store->told_down || strcmp(store->why.text, why->text) != 0;
	int n_up = 0;

	(void)connection;
	for (int i = 0; i < store->n_connections; i++)
		n_up += connection_is_up(store->connections[i]);
	store->n_up = n_up;
	store->why = *why;
	store->counts.reconnects++;
	if (n_up > 0 || !news)
		return;
	store->told_down = true;
	if (store->options.on_state != NULL)
		store->options.on_state(store->options.context, false, why);
}

static void end_job(struct store *store, struct job *job, const struct script_end *end)
{
	script_done *done = job->done;
	void *context = job->done_context;

	store->counts.scripts++;
	store->counts.failures += end->err != NULL;
	event_del(&job->deadline);
	mem_free(job);
	done(context, end);
}

static void on_job_end(void *context, struct job *job, const struct script_end *end)
{
	end_job(context, job, end);
}

static void on_notify(void *context, const char *channel)
{
	const struct store *store = context;

	if (store->options.on_notify != NULL)
		store->options.on_notify(store->options.context, channel);
}

static void on_advice(void *context, const char *text)
{
	struct store *store = context;

	if (store->advised || store->options.on_advice == NULL)
		return;
	store->advised = true;
	store->options.on_advice(store->options.context, text);
}

/* ---- Scripts ---- */

static void on_deadline(evutil_socket_t fd, short what, void *context)
{
	struct job *job = context;
	struct store *store = job->store;
	struct err err;

	(void)fd;
	(void)what;
	if (job->connection != NULL) {
		err_set(&err, ERR_RETRY, "script %s took too long", job->script->name);
		connection_drop(job->connection, &err);
		return;
	}
	if (store->n_up > 0)
		err_set(&err, ERR_RETRY, "script %s waited too long for a connection",
			job->script->name);
	else
		err = store->why;
	unlink_job(store, job);
	end_job(store, job, &(struct script_end){ .err = &err, .sqlstate = "" });
}

static bool is_known(const struct store *store, const char *statement)
{
	static const char *const plain[] = { "begin", "commit", "rollback" };

	for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
		if (strcmp(statement, plain[i]) == 0)
			return true;
	for (size_t i = 0; i < store->options.n_more; i++)
		if (strcmp(statement, store->options.more[i].name) == 0)
			return true;
	return embedded_find(sql_query, sql_query_n, statement) != NULL;
}

/* A step without a statement is a bug that the first test shows. */
static void check_script(const struct store *store, const struct script *script)
{
	for (size_t i = 0; i < script->n_steps; i++)
		if (!is_known(store, script->steps[i].statement)) {
			fprintf(stderr, "concernd: bug: script %s has no statement %s\n",
				script->name, script->steps[i].statement);
			abort();
		}
}

void store_start(struct store *store, const struct script *script, void *context, script_done *done,
		 void *done_context)
{
	struct job *job = mem_new(1, sizeof *job);
	const struct timeval deadline = { .tv_sec = script->deadline_us / USEC_PER_SEC,
					  .tv_usec = script->deadline_us % USEC_PER_SEC };
	struct connection *connection = store->first == NULL ? ready_connection(store) : NULL;

	check_script(store, script);
	job->script = script;
	job->context = context;
	job->done = done;
	job->done_context = done_context;
	job->store = store;
	evtimer_assign(&job->deadline, store->base, on_deadline, job);
	evtimer_add(&job->deadline, &deadline);
	if (connection != NULL) {
		connection_run(connection, job);
		return;
	}
	push(store, job);
	kick(store);
}

void store_run(struct store *store, const struct script *script, void *context, script_done *done)
{
	store_start(store, script, context, done, context);
}

void store_wait_idle(struct store *store, void (*on_idle)(void *context), void *context)
{
	struct job *job = mem_new(1, sizeof *job);

	job->on_idle = on_idle;
	job->context = context;
	push(store, job);
	kick(store);
}

/* ---- The pool ---- */

/* How long an attempt to connect may take: libpq's connect_timeout does not count here, and it tries
 * one host of a list after the other. */
static int64_t connect_span_us(const PQconninfoOption *options)
{
	int64_t hosts = 1;

	for (; options != NULL && options->keyword != NULL; options++)
		if (strcmp(options->keyword, "host") == 0 && options->val != NULL)
			for (const char *at = options->val; *at != '\0'; at++)
				hosts += *at == ',';
	return hosts * CONNECT_SECONDS_PER_HOST * USEC_PER_SEC;
}

static void copy_options(struct store *store, const struct store_options *options)
{
	PQconninfoOption *parsed = PQconninfoParse(options->conninfo, NULL);

	store->options = *options;
	store->connecting = (struct connection_options){
		.conninfo = mem_strdup(options->conninfo),
		.application = mem_strdup(options->application),
		.readable = parsed != NULL,
		.connect_us = connect_span_us(parsed),
		.unsafe_server_ok = options->unsafe_server_ok,
		.more = options->more,
		.n_more = options->n_more,
	};
	PQconninfoFree(parsed);
	store->listening = store->connecting;
	store->listening.listens = options->on_notify != NULL;
	store->owner = (struct connection_owner){
		.on_ready = on_ready,
		.on_lost = on_lost,
		.on_job_end = on_job_end,
		.on_notify = on_notify,
		.on_advice = on_advice,
		.context = store,
	};
}

struct store *store_new(struct event_base *base, const struct store_options *options)
{
	struct store *store = mem_new(1, sizeof *store);

	store->base = base;
	copy_options(store, options);
	store->last = &store->first;
	store->kick = event_new(base, -1, 0, on_kick, store);
	err_set(&store->why, ERR_RETRY, "not connected to the database yet");
	store->n_connections = options->connections > 0 ? options->connections : 1;
	store->connections = mem_new((size_t)store->n_connections, sizeof *store->connections);
	for (int i = 0; i < store->n_connections; i++)
		store->connections[i] = connection_new(
			base, i == 0 ? &store->listening : &store->connecting, &store->owner);
	return store;
}

static void end_waiting(struct store *store)
{
	struct err err;

	err_set(&err, ERR_RETRY, "stopping");
	while (store->first != NULL) {
		struct job *job = store->first;

		unlink_job(store, job);
		if (job->script != NULL)
			end_job(store, job, &(struct script_end){ .err = &err, .sqlstate = "" });
		else
			mem_free(job);
	}
}

void store_free(struct store *store)
{
	if (store == NULL)
		return;
	for (int i = 0; i < store->n_connections; i++)
		connection_close(store->connections[i]);
	end_waiting(store);
	for (int i = 0; i < store->n_connections; i++)
		connection_free(store->connections[i]);
	event_free(store->kick);
	mem_free(store->connections);
	mem_free((char *)(uintptr_t)store->connecting.conninfo);
	mem_free((char *)(uintptr_t)store->connecting.application);
	mem_free(store);
}

bool store_is_idle(const struct store *store)
{
	return store->first == NULL && ready_connection(store) != NULL;
}

bool store_is_up(const struct store *store)
{
	return store->n_up > 0;
}

void store_count(const struct store *store, struct store_counts *ret)
{
	*ret = store->counts;
	ret->connections = store->n_connections;
	ret->up = ret->busy = 0;
	for (int i = 0; i < store->n_connections; i++) {
		ret->up += connection_is_up(store->connections[i]);
		ret->busy += connection_is_up(store->connections[i]) &&
			     !connection_is_ready(store->connections[i]);
	}
}
