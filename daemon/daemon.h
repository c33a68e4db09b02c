/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_DAEMON_DAEMON_H
#define CONCERND_DAEMON_DAEMON_H

#include <event2/util.h>
#include <stdbool.h>
#include <stddef.h>

#include "casework/audit.h"
#include "casework/judge.h"
#include "casework/look_back.h"
#include "casework/names.h"
#include "casework/rulebook.h"
#include "casework/timers.h"
#include "config/ruleset.h"
#include "config/settings.h"
#include "doors.h"
#include "intake/intake.h"
#include "notify/notify.h"
#include "notify/watch.h"
#include "people/people.h"
#include "store/store.h"

/* The process: what main.c starts and stops, and reload.c changes while it runs. */

struct daemon {
	const char *config_path;
	struct event_base *base;
	struct settings *settings;
	struct settings **retired; /* by reloads: requests under way may still point into them */
	size_t n_retired;
	struct ruleset *proposed; /* of the files, on its way into the database */
	struct rules_proposal proposal;
	struct store *store;
	struct rulesets *rulesets;
	struct judge *judge;
	struct look_back *look_back;
	struct audit_sealer *sealer;
	struct names *names;
	struct intake *intake;
	struct notify *notify;
	struct timers *timers;
	struct watch *watch;
	struct people *people;
	struct door events, tools;
	struct event *on_term, *on_int, *on_hup, *watchdog, *retry, *last_moment;
	bool config_good; /* the files, as they were last read */
	bool ready;       /* rules are in force, and systemd knows */
	bool applying;    /* rules are on their way */
	bool reload_again;
	bool draining, drained;
	int exit_code;
};

/* Ends the loop with an error: what time does not heal is an operator's, and must be seen. */
void daemon_fail(struct daemon *daemon);

/* Makes all parts from the settings and opens the doors. False with *err if one cannot be opened: the
 * process ends then. */
bool start_all(struct daemon *daemon, struct err *err);

/*
 * Reads both configuration files, logs every mistake, and takes what holds: settings and proposed
 * rules. For the start alone; false if there are no settings to start with.
 */
bool reload_first(struct daemon *daemon);

/*
 * Reads the files again (SIGHUP). If both hold they are in force from now on: settings for what comes
 * next, TLS keys for the connections to come, rules through the database. Else everything stays as
 * it is, and the log, the metrics and systemd's status say so.
 */
void reload_now(struct daemon *daemon);

/* The database is there: puts the rules of the files in force, where they hold; else goes by those
 * of the database. Tells systemd READY=1 when rules are in force. */
void reload_apply_rules(struct daemon *daemon);

/* SIGTERM and SIGINT, from the loop: what is under way is answered first, a second one ends it. */
void stop_on_signal(evutil_socket_t number, short what, void *daemon);

/* The timer that ends the waiting. */
void stop_at_last_moment(evutil_socket_t fd, short what, void *daemon);

/* Frees everything. Only when all was answered: else requests are held, and the process ends with
 * them. */
void stop_finish(struct daemon *daemon);

#endif
