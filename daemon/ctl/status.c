/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/clock.h"
#include "casework/rulebook.h"
#include "config/findings.h"
#include "config/ruleset.h"
#include "config/settings.h"
#include "ctl.h"
#include "net/client.h"
#include "status.h"
#include "store/params.h"
#include "store/rows.h"

/*
 * concernctl status: is it doing its work? First what the daemon says of itself, then what the
 * database tells: who is connected, which rules judge, who sends, what waits. What needs a person
 * is said as what to do.
 */

enum { STATUS_SECONDS = 30, ANSWER_SECONDS = 5, NOTICE_LATE_SECONDS = 300 };

/* ---- What the daemon says ---- */

static const char *daemon_url(const struct settings *settings, struct arena *arena)
{
	const struct listen_settings *people = &settings->people;
	const char *address = people->address;

	if (people->unix_path[0] != '\0')
		return "http://localhost";
	if (address[0] == '\0' || people->port == 0)
		return NULL;
	if (strcmp(address, "0.0.0.0") == 0)
		address = "127.0.0.1";
	if (strcmp(address, "::") == 0)
		address = "::1";
	return arena_printf(arena, "%s://%s%s%s:%d",
			    people->tls_certificate[0] != '\0' ? "https" : "http",
			    strchr(address, ':') != NULL ? "[" : "", address,
			    strchr(address, ':') != NULL ? "]" : "", people->port);
}

static void ask_daemon(struct status *status, const struct settings *settings)
{
	const char *url = daemon_url(settings, &status->arena);
	const char *path = settings->people.unix_path;

	if (url == NULL)
		return;
	struct client *client =
		client_new(&(struct client_options){ .url = url,
						     .unix_path = path[0] != '\0' ? path : NULL,
						     .timeout_us = ANSWER_SECONDS * USEC_PER_SEC },
			   NULL);
	struct client_reply reply;

	if (client == NULL)
		return;
	status->asked = true;
	status->answered = client_get(client, "/readyz", &reply, NULL);
	status->answer = status->answered ? reply.status : 0;
	client_free(client);
}

/* ---- What the database tells ---- */

static int64_t time_or_none(const struct rows *rows, size_t row, int column)
{
	return rows_is_null(rows, row, column) ? INT64_MIN : rows_time(rows, row, column);
}

static bool take_daemons(void *context, const struct rows *rows, struct err *err)
{
	struct status *status = context;

	(void)err;
	status->sessions = rows_int8(rows, 0, 0);
	status->since_us = time_or_none(rows, 0, 1);
	return true;
}

static bool take_alerts(void *context, const struct rows *rows, struct err *err)
{
	struct status *status = context;

	(void)err;
	for (size_t i = 0; i < rows_count(rows) && status->n_levels < 4; i++)
		status->levels[status->n_levels++] =
			(struct level_figures){ arena_strdup(&status->arena, rows_text(rows, i, 0)),
						rows_int8(rows, i, 1), rows_time(rows, i, 2) };
	return true;
}

static bool take_notices(void *context, const struct rows *rows, struct err *err)
{
	struct status *status = context;

	(void)err;
	status->notices = rows_int8(rows, 0, 0);
	status->oldest_notice_us = time_or_none(rows, 0, 1);
	status->notices_tried = rows_int8(rows, 0, 2);
	status->notice_error = arena_strdup(&status->arena, rows_text(rows, 0, 3));
	status->notices_dead = rows_int8(rows, 0, 4);
	return true;
}

static bool take_audit(void *context, const struct rows *rows, struct err *err)
{
	struct status *status = context;

	(void)err;
	status->audit_waiting = rows_int8(rows, 0, 0);
	status->audit_late = rows_int8(rows, 0, 1);
	status->audit_since_us = time_or_none(rows, 0, 2);
	status->audit_head = rows_is_null(rows, 0, 3) ? 0 : rows_int8(rows, 0, 3);
	return true;
}

static bool take_retention(void *context, const struct rows *rows, struct err *err)
{
	struct status *status = context;

	(void)err;
	status->retention_ran_us = time_or_none(rows, 0, 0);
	status->children_held = rows_int8(rows, 0, 1);
	return true;
}

static bool bind_senders(void *context, struct params *params)
{
	const struct status *status = context;
	const struct settings *settings = status->database.settings;

	params_array(params, PARAM_TEXT, settings->n_senders);
	for (size_t i = 0; i < settings->n_senders; i++)
		params_add_text(params, settings->senders[i].name);
	return true;
}

static bool take_senders(void *context, const struct rows *rows, struct err *err)
{
	struct status *status = context;

	(void)err;
	status->n_senders = rows_count(rows);
	status->senders = arena_new(&status->arena, status->n_senders, sizeof *status->senders);
	for (size_t i = 0; i < status->n_senders; i++)
		status->senders[i] = (struct sender_figures){
			.name = arena_strdup(&status->arena, rows_text(rows, i, 0)),
			.last_us = time_or_none(rows, i, 1),
			.a_day = rows_int8(rows, i, 2),
			.a_month = rows_int8(rows, i, 3),
			.refused_kept = rows_int8(rows, i, 4),
			.last_refused_us = time_or_none(rows, i, 5),
		};
	return true;
}

static bool take_look_back(void *context, const struct rows *rows, struct err *err)
{
	struct status *status = context;

	(void)err;
	status->n_look_backs = rows_count(rows);
	status->look_backs = arena_new(&status->arena, status->n_look_backs,
				       sizeof *status->look_backs);
	for (size_t i = 0; i < status->n_look_backs; i++)
		status->look_backs[i] = (struct look_back_figures){
			.version = rows_int4(rows, i, 0),
			.rule = arena_strdup(&status->arena, rows_text(rows, i, 1)),
			.children = rows_int4(rows, i, 2),
			.judged = rows_int4(rows, i, 3),
			.risen = rows_int4(rows, i, 4),
			.done_us = time_or_none(rows, i, 6),
		};
	return true;
}

static bool take_silences(void *context, const struct rows *rows, struct err *err)
{
	struct status *status = context;

	(void)err;
	for (size_t i = 0; i < rows_count(rows); i++)
		for (size_t j = 0; j < status->n_senders; j++) {
			struct sender_figures *sender = &status->senders[j];

			if (strcmp(sender->name, rows_text(rows, i, 0)) != 0)
				continue;
			sender->is_silent = true;
			sender->silent_us = rows_time(rows, i, 1);
			sender->due = rows_int4(rows, i, 2);
			status->n_silent++;
		}
	return true;
}

static bool take_shortfalls(void *context, const struct rows *rows, struct err *err)
{
	struct status *status = context;

	(void)err;
	status->n_shortfalls = rows_count(rows);
	status->shortfalls = arena_new(&status->arena, status->n_shortfalls,
				       sizeof *status->shortfalls);
	for (size_t i = 0; i < status->n_shortfalls; i++)
		status->shortfalls[i] = (struct shortfall){
			.sender = arena_strdup(&status->arena, rows_text(rows, i, 0)),
			.day = rows_date(rows, i, 1),
			.sent = rows_int4(rows, i, 2),
			.here = rows_int4(rows, i, 3),
		};
	return true;
}

static bool read_figures(struct status *status, struct err *err)
{
	static const struct step steps[] = {
		{ "status_daemons", NULL, take_daemons, 0 },
		{ "status_alerts", NULL, take_alerts, 0 },
		{ "status_notices", NULL, take_notices, 0 },
		{ "count_unsealed", NULL, take_audit, 0 },
		{ "status_retention", NULL, take_retention, 0 },
		{ "status_look_back", NULL, take_look_back, 0 },
		{ "status_senders", bind_senders, take_senders, 0 },
		{ "list_silences", NULL, take_silences, 0 },
		{ "list_shortfalls", NULL, take_shortfalls, 0 },
	};
	static const struct script script = { "status", steps, sizeof steps / sizeof *steps,
					      STATUS_SECONDS * USEC_PER_SEC };

	return store_run_now(status->database.store, &script, status, err);
}

/* Whether the files on disk hold, and would change what is in force. */
static void compare_files(struct status *status, struct rulesets *rulesets)
{
	const struct settings *settings = status->database.settings;
	const char *path = status->ctl->rules_path;
	struct findings findings;
	struct rules_applied applied;

	findings_init(&findings);
	struct ruleset *files = ruleset_read_file(path != NULL ? path : settings->rules, &findings);
	const struct rules_proposal proposal = {
		.settings = settings, .ruleset = files, .actor = "", .reason = "", .dry_run = true
	};

	status->files_hold = files != NULL;
	if (files != NULL &&
	    rulesets_apply_now(rulesets, &proposal, &status->arena, &applied, NULL))
		status->files_differ = applied.changed;
	ruleset_free(files);
	findings_done(&findings);
}

static void read_rules(struct status *status, struct rulesets *rulesets)
{
	rulesets_version(rulesets, 0, &status->arena, &status->in_force, NULL);
	if (rulesets_load_now(rulesets, 0, NULL))
		status->zone = rulesets_newest(rulesets, NULL)->zone;
	compare_files(status, rulesets);
}

/* ---- The subcommand ---- */

/* The first thing wrong decides the exit. */
static void worsen(struct status *status, int code)
{
	if (status->code == CTL_OK)
		status->code = code;
}

static bool notices_are_late(const struct status *status)
{
	return status->notices > 0 && clock_now_us() - status->oldest_notice_us >
					      NOTICE_LATE_SECONDS * (int64_t)USEC_PER_SEC;
}

static void judge(struct status *status)
{
	if (status->sessions == 0 && !status->answered)
		worsen(status, CTL_NOT_RUNNING);
	if (status->in_force.version == 0 || !status->files_hold || status->files_differ ||
	    notices_are_late(status) || status->audit_late > 0 || status->n_silent > 0 ||
	    status->n_shortfalls > 0 || (status->answered && status->answer != 200))
		worsen(status, CTL_WARNINGS);
}

static void look(struct status *status)
{
	struct rulesets *rulesets = rulesets_new(status->database.store);
	struct err err;

	ask_daemon(status, status->database.settings);
	if (read_figures(status, &err)) {
		read_rules(status, rulesets);
		judge(status);
		if (status->ctl->json)
			status_print_json(status);
		else
			status_print(status);
	} else {
		status->code = ctl_database_failed(&err);
	}
	rulesets_free(rulesets);
}

int ctl_status(struct ctl *ctl, int argc, char **argv)
{
	static const struct ctl_usage usage = {
		.call = "status [OPTION…]",
		.help = "Tells whether concernd runs, which rules judge, who sends, and what "
			"waits.\n"
			"Exit: 0 all well, 3 something needs a person, 4 not running, 5 no "
			"database.",
	};
	struct status status = { .ctl = ctl, .since_us = INT64_MIN };
	int code;

	if (!ctl_options(ctl, &usage, NULL, 0, &argc, &argv, &code))
		return code;
	if (!ctl_database_open(ctl, &status.database, &code))
		return code;
	arena_init(&status.arena);
	look(&status);
	arena_done(&status.arena);
	ctl_database_close(&status.database);
	return status.code;
}
