/* SPDX-License-Identifier: Apache-2.0 */
#include "wire.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "rows_private.h"
#include "sqlstate.h"

/*
 * For each statement libpq gives its result and then NULL; for a sync one result alone. `sent` is
 * in the order of sending, so n_taken tells whose result it is. After an error the server skips
 * everything up to the sync.
 */

/* A COMMIT whose wait for the standby was cut short says so in a warning only: it took effect here,
 * but may be lost with this server. No other warning comes from a COMMIT. */
static void on_notice(void *context, const PGresult *result)
{
	struct wire *wire = context;
	const char *severity = PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);

	if (wire->n_taken < wire->n_sent && wire->sent[wire->n_taken].is_commit &&
	    severity != NULL && strcmp(severity, "WARNING") == 0)
		wire->standby_missed = true;
}

void wire_open(struct wire *wire, PGconn *pg)
{
	wire->pg = pg;
	wire->n_sent = wire->n_taken = 0;
	wire->awaits_sync = wire->has_result = false;
	if (pg == NULL)
		return;
	PQsetnonblocking(pg, 1);
	PQsetNoticeReceiver(pg, on_notice, wire);
	PQenterPipelineMode(pg);
	wire_begin(wire);
}

void wire_done(struct wire *wire)
{
	params_done(&wire->params);
	mem_free(wire->sent);
}

void wire_begin(struct wire *wire)
{
	wire->failed = wire->drop = false;
	wire->commit_sent = wire->commit_ended = wire->standby_missed = false;
	wire->sqlstate[0] = '\0';
	wire->err = (struct err){ 0 };
}

void wire_fail(struct wire *wire, const struct err *err)
{
	if (wire->failed)
		return;
	wire->failed = true;
	wire->err = *err;
}

static void push(struct wire *wire, const struct sent *sent)
{
	if (wire->n_sent == wire->room) {
		wire->room = wire->room * 2 + 32;
		wire->sent = mem_resize(wire->sent, wire->room, sizeof *wire->sent);
	}
	wire->sent[wire->n_sent++] = *sent;
}

/* What libpq cannot queue leaves its connection bad, which the owner sees at the socket. */
void wire_prepare(struct wire *wire, const char *name, const char *text)
{
	PQsendPrepare(wire->pg, name, text, 0, NULL);
	push(wire, &(struct sent){ .name = name });
}

void wire_send(struct wire *wire, const struct sent *sent)
{
	struct params *params = &wire->params;

	params_finish(params);
	PQsendQueryPrepared(wire->pg, sent->name, params->n, params->values, params->lengths,
			    params->formats, 1);
	wire->commit_sent = wire->commit_sent || sent->is_commit;
	push(wire, sent);
}

void wire_sync(struct wire *wire)
{
	PQpipelineSync(wire->pg);
	wire->awaits_sync = true;
}

static bool take_commit(struct wire *wire, const PGresult *result, struct err *err)
{
	wire->commit_ended = true;
	/* A COMMIT of a transaction that had failed answers ROLLBACK, and is no error. */
	if (strcmp(PQcmdStatus((PGresult *)(uintptr_t)result), "COMMIT") != 0)
		return err_set(err, ERR_RETRY, "the transaction was rolled back");
	if (wire->standby_missed)
		return err_set(err, ERR_RETRY, "the standby did not confirm the commit");
	return true;
}

static void take_rows(struct wire *wire, const struct sent *sent, const PGresult *result)
{
	const struct rows rows = { .result = result, .statement = sent->name };
	struct err err = { 0 };
	bool ok = true;

	if (sent->is_commit)
		ok = take_commit(wire, result, &err);
	else if (sent->take != NULL && !wire->failed)
		ok = sent->take(sent->context, &rows, &err);
	if (!ok)
		wire_fail(wire, &err);
}

static void take_error(struct wire *wire, const struct sent *sent, const PGresult *result)
{
	const char *code = sqlstate_of(result);
	struct err err;

	if (sent->is_commit && code[0] != '\0')
		wire->commit_ended = true; /* the server says that it failed */
	wire->drop = wire->drop || code[0] == '\0' || sqlstate_find(code)->drop;
	if (wire->failed)
		return;
	sqlstate_fail(&err, sent->name, result);
	wire_fail(wire, &err);
	snprintf(wire->sqlstate, sizeof wire->sqlstate, "%s", code);
}

/* One result; true if it was the sync. */
static bool take(struct wire *wire, const PGresult *result)
{
	ExecStatusType status = PQresultStatus(result);

	if (status == PGRES_PIPELINE_SYNC)
		return true;
	if (wire->n_taken >= wire->n_sent)
		return false; /* a word of farewell that belongs to no statement */
	const struct sent *sent = &wire->sent[wire->n_taken];

	if (status == PGRES_PIPELINE_ABORTED) /* never ran: an earlier one failed */
		wire->commit_ended = wire->commit_ended || sent->is_commit;
	else if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK)
		take_rows(wire, sent, result);
	else
		take_error(wire, sent, result);
	return false;
}

/* NULL ends one statement's results; without any before it, it says nothing. */
static void pass_null(struct wire *wire)
{
	wire->n_taken += wire->has_result;
	wire->has_result = false;
}

bool wire_drain(struct wire *wire)
{
	while (wire->awaits_sync && PQstatus(wire->pg) == CONNECTION_OK && !PQisBusy(wire->pg)) {
		PGresult *result = PQgetResult(wire->pg);

		if (result == NULL) {
			pass_null(wire);
			continue;
		}
		wire->has_result = true;
		wire->awaits_sync = !take(wire, result);
		PQclear(result);
	}
	bool ended = !wire->awaits_sync && wire->has_result;

	if (ended) {
		wire->n_sent = wire->n_taken = 0;
		wire->has_result = false;
	}
	return ended;
}

bool wire_is_unknown(const struct wire *wire)
{
	return wire->failed && wire->commit_sent && (!wire->commit_ended || wire->standby_missed);
}
