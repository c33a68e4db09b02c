/* SPDX-License-Identifier: Apache-2.0 */
#include <event2/event.h>
#include <inttypes.h>
#include <stdlib.h>

#include "base/clock.h"
#include "config/settings.h"
#include "doctor.h"
#include "store/rows.h"
#include "store/schema.h"
#include "store/store.h"

/* What the database says of itself, and of what waits in it. */

enum {
	CLOCKS_APART_SECONDS = 2,
	CONNECT_SECONDS = 10,
	ASK_SECONDS = 30,
	NOTICE_LATE_SECONDS = 300
};

static void on_advice(void *context, const char *text)
{
	doctor_tell(context, "database log", DOCTOR_WARNING, "%s", text);
}

static bool take_clock(void *context, const struct rows *rows, struct err *err)
{
	int64_t apart_us = rows_time(rows, 0, 0) - clock_now_us();
	double seconds = (double)apart_us / USEC_PER_SEC;

	(void)err;
	if (llabs(apart_us) > CLOCKS_APART_SECONDS * (int64_t)USEC_PER_SEC)
		doctor_tell(context, "clock", DOCTOR_WARNING,
			    "the database server's is %.1f s off this one's: deadlines go by both; "
			    "synchronise both machines",
			    seconds);
	else
		doctor_tell(context, "clock", DOCTOR_WELL,
			    "goes with the database server's (%.1f s)", seconds);
	return true;
}

static bool take_daemons(void *context, const struct rows *rows, struct err *err)
{
	(void)err;
	if (rows_int8(rows, 0, 0) == 0)
		doctor_tell(context, "daemon", DOCTOR_ILL,
			    "none is connected to the database: systemctl start concernd, and see "
			    "journalctl -u concernd");
	else
		doctor_tell(context, "daemon", DOCTOR_WELL, "is connected to the database");
	return true;
}

static bool take_audit(void *context, const struct rows *rows, struct err *err)
{
	(void)err;
	if (rows_int8(rows, 0, 1) > 0)
		doctor_tell(context, "audit", DOCTOR_WARNING,
			    "%" PRId64
			    " rows have waited for more than a minute to be sealed: run a "
			    "daemon with audit.key_file",
			    rows_int8(rows, 0, 1));
	else
		doctor_tell(context, "audit", DOCTOR_WELL,
			    "what it has is sealed; `concernctl audit verify` checks it");
	return true;
}

static bool take_notices(void *context, const struct rows *rows, struct err *err)
{
	(void)err;
	if (rows_int8(rows, 0, 0) > 0 &&
	    clock_now_us() - rows_time(rows, 0, 1) > NOTICE_LATE_SECONDS * (int64_t)USEC_PER_SEC)
		doctor_tell(context, "notices", DOCTOR_ILL,
			    "%" PRId64
			    " wait, the oldest for more than %d minutes: `concernctl outbox "
			    "list` says why",
			    rows_int8(rows, 0, 0), NOTICE_LATE_SECONDS / 60);
	else
		doctor_tell(context, "notices", DOCTOR_WELL, "none waits for long");
	return true;
}

static bool take_silences(void *context, const struct rows *rows, struct err *err)
{
	(void)err;
	for (size_t i = 0; i < rows_count(rows); i++)
		doctor_tell(context, "senders", DOCTOR_WARNING,
			    "nothing comes from %s where something was due: ask whether it sends",
			    rows_text(rows, i, 0));
	if (rows_count(rows) == 0)
		doctor_tell(context, "senders", DOCTOR_WELL, "none is silent");
	return true;
}

static void ask(struct doctor *doctor, struct store *store)
{
	static const struct step steps[] = {
		{ "server_clock", NULL, take_clock, STEP_WAIT },
		{ "status_daemons", NULL, take_daemons, 0 },
		{ "count_unsealed", NULL, take_audit, 0 },
		{ "status_notices", NULL, take_notices, 0 },
		{ "list_silences", NULL, take_silences, 0 },
	};
	static const struct script script = { "look at what waits", steps,
					      sizeof steps / sizeof *steps,
					      ASK_SECONDS * (int64_t)USEC_PER_SEC };
	struct err err;

	if (!store_run_now(store, &script, doctor, &err))
		doctor_tell(doctor, "database", DOCTOR_ILL, "%s", err.text);
}

void doctor_database(struct doctor *doctor)
{
	struct event_base *base = event_base_new();
	const struct store_options options = {
		.conninfo = doctor->settings->database.conninfo,
		.connections = 1,
		.unsafe_server_ok = doctor->settings->database.unsafe_server_ok,
		.application = "concernctl",
		.on_advice = on_advice,
		.context = doctor,
	};
	struct store *store = store_new(base, &options);
	struct err err;

	if (store_connect_now(store, CONNECT_SECONDS * (int64_t)USEC_PER_SEC, &err)) {
		doctor_tell(doctor, "database", DOCTOR_WELL,
			    "answers, keeps what it acknowledged, has schema %d", schema_known());
		ask(doctor, store);
	} else {
		doctor_tell(doctor, "database", DOCTOR_ILL, "%s", err.text);
	}
	if (doctor->settings->database.unsafe_server_ok)
		doctor_tell(
			doctor, "database", DOCTOR_ILL,
			"unsafe_server_ok is for tests alone: what was acknowledged could be lost");
	store_free(store);
	event_base_free(base);
}
