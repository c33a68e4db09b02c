/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "connection_private.h"

/* A job: the steps of its script, a round trip after the other, and how it ended. */

void connection_end_job(struct connection *connection)
{
	struct job *job = connection->job;
	const struct wire *wire = &connection->wire;

	connection->job = NULL;
	if (job == NULL)
		return;
	/* done() may start the next job, which begins the wire anew. */
	const struct err err = wire->err;
	char sqlstate[sizeof wire->sqlstate];
	const struct script_end end = {
		.err = wire->failed ? &err : NULL,
		.sqlstate = memcpy(sqlstate, wire->sqlstate, sizeof sqlstate),
		.unknown = wire_is_unknown(wire),
	};

	connection->owner->on_job_end(connection->owner->context, job, &end);
}

static void finish_job(struct connection *connection)
{
	if (connection->wire.drop) {
		connection_lose(connection, &connection->wire.err);
		return;
	}
	connection_end_job(connection);
	connection->owner->on_ready(connection->owner->context, connection);
}

static void send_steps(struct connection *connection);

/* The end of one round trip of a job. */
static void on_job_round(struct connection *connection)
{
	const struct script *script = connection->job->script;
	struct wire *wire = &connection->wire;
	struct err err;

	connection_tell_notifies(connection);
	if (!wire->failed && connection->next_step < script->n_steps) {
		send_steps(connection);
		return;
	}
	if (PQtransactionStatus(wire->pg) == PQTRANS_IDLE) {
		finish_job(connection);
		return;
	}
	err_set(&err, ERR_FATAL, "script %s leaves its transaction open", script->name);
	wire_fail(wire, &err);
	params_reset(&wire->params);
	wire_send(wire, &(struct sent){ .name = "rollback" });
	connection_end_round(connection, finish_job);
}

static bool send_step(struct connection *connection, const struct step *step)
{
	void *context = connection->job->context;
	struct wire *wire = &connection->wire;

	params_reset(&wire->params);
	if (step->bind != NULL && !step->bind(context, &wire->params))
		return false;
	wire_send(wire, &(struct sent){ .name = step->statement,
					.take = step->take,
					.context = context,
					.is_commit = strcmp(step->statement, "commit") == 0 });
	return true;
}

/* Sends the steps of the next round trip: up to the first whose rows must be taken before. */
static void send_steps(struct connection *connection)
{
	const struct script *script = connection->job->script;
	bool sent = false;
	bool waits = false;

	while (!(waits && sent) && connection->next_step < script->n_steps) {
		const struct step *step = &script->steps[connection->next_step++];

		sent = send_step(connection, step) || sent;
		waits = (step->flags & STEP_WAIT) != 0;
	}
	connection_end_round(connection, on_job_round);
}

void connection_run(struct connection *connection, struct job *job)
{
	connection->job = job;
	job->connection = connection;
	connection->next_step = 0;
	wire_begin(&connection->wire);
	send_steps(connection);
}
