/* SPDX-License-Identifier: Apache-2.0 */
#include <event2/event.h>
#include <signal.h>
#include <systemd/sd-daemon.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/metrics.h"
#include "casework/audit_key.h"
#include "config/crosscheck.h"
#include "daemon.h"

/* Starting: makes the parts, tells each of the others that it needs, and opens the doors last. */

/* ---- The database ----------------------------------------------------------------------------- */

static void on_store_state(void *context, bool up, const struct err *why)
{
	struct daemon *daemon = context;

	if (up) {
		log_notice("the database is there");
		if (!daemon->ready || daemon->proposed != NULL)
			reload_apply_rules(daemon);
		notify_wake(daemon->notify);
		return;
	}
	log_warning("the database is away, senders are asked to try again: %s", why->text);
	if (why->kind == ERR_FATAL && !daemon->ready)
		daemon_fail(daemon);
}

static void on_store_notify(void *context, const char *channel)
{
	const struct daemon *daemon = context;

	(void)channel;
	notify_wake(daemon->notify);
}

static void on_store_advice(void *context, const char *text)
{
	(void)context;
	log_warning("%s", text);
}

/* ---- Life ------------------------------------------------------------------------------------- */

static void on_reload_signal(evutil_socket_t number, short what, void *context)
{
	(void)number;
	(void)what;
	reload_now(context);
}

static void on_retry(evutil_socket_t fd, short what, void *context)
{
	(void)fd;
	(void)what;
	reload_apply_rules(context);
}

static void on_watchdog(evutil_socket_t fd, short what, void *context)
{
	(void)fd;
	(void)what;
	(void)context;
	sd_notify(0, "WATCHDOG=1");
}

static void start_events(struct daemon *daemon)
{
	struct event_base *base = daemon->base;
	uint64_t period_us = 0;

	daemon->on_term = evsignal_new(base, SIGTERM, stop_on_signal, daemon);
	daemon->on_int = evsignal_new(base, SIGINT, stop_on_signal, daemon);
	daemon->on_hup = evsignal_new(base, SIGHUP, on_reload_signal, daemon);
	daemon->retry = evtimer_new(base, on_retry, daemon);
	daemon->last_moment = evtimer_new(base, stop_at_last_moment, daemon);
	daemon->watchdog = event_new(base, -1, EV_PERSIST, on_watchdog, daemon);
	evsignal_add(daemon->on_term, NULL);
	evsignal_add(daemon->on_int, NULL);
	evsignal_add(daemon->on_hup, NULL);
	if (sd_watchdog_enabled(0, &period_us) > 0) {
		const struct timeval half = { .tv_sec = (time_t)(period_us / 2 / USEC_PER_SEC),
					      .tv_usec =
						      (suseconds_t)(period_us / 2 % USEC_PER_SEC) };

		event_add(daemon->watchdog, &half);
	}
}

static void start_store(struct daemon *daemon)
{
	const struct settings *settings = daemon->settings;
	const struct store_options options = {
		.conninfo = settings->database.conninfo,
		.connections = settings->database.connections,
		.unsafe_server_ok = settings->database.unsafe_server_ok,
		.application = "concernd",
		.on_state = on_store_state,
		.on_notify = on_store_notify,
		.on_advice = on_store_advice,
		.context = daemon,
	};

	daemon->store = store_new(daemon->base, &options);
	daemon->rulesets = rulesets_new(daemon->store);
	daemon->judge = judge_new(daemon->store, daemon->rulesets, channels_on(settings),
				  (int64_t)settings->database.deadline_seconds * USEC_PER_SEC);
	judge_change(daemon->judge, settings);
	daemon->names = names_new(daemon->base, daemon->store);
	judge_count_names(daemon->judge, daemon->names);
	daemon->look_back = look_back_new(daemon->base, daemon->store, daemon->judge,
					  settings->look_back_an_hour);
}

/* Without a key, or with one that will not do, the rest works: no alert waits for that. What the audit
 * says is kept, but nothing would show a change of it, until somebody mends the key. */
static void start_sealer(struct daemon *daemon)
{
	const struct settings *settings = daemon->settings;
	const char *path = audit_key_path(settings->audit.key_file);
	struct audit_key key;
	struct err err;
	bool has_key = path != NULL && audit_key_read(path, &key, &err);

	if (path == NULL)
		log_warning(
			"audit rows are not sealed: make a key with `concernctl audit key FILE` "
			"and name it in audit.key_file");
	else if (!has_key)
		log_error("audit rows are not sealed: %s; then start concernd anew", err.text);
	daemon->sealer = audit_sealer_new(&(struct audit_sealer_options){
		.base = daemon->base,
		.store = daemon->store,
		.key = has_key ? &key : NULL,
		.head_file = settings->audit.head_file,
		.syslog_path = settings->notify.syslog ? "/dev/log" : NULL,
	});
	audit_key_wipe(&key);
}

static void start_notify(struct daemon *daemon)
{
	const struct notify_options options = { .settings = daemon->settings,
						.rulesets = daemon->rulesets };

	daemon->notify = notify_new(daemon->base, daemon->store, &options);
}

static void on_notices(void *context)
{
	const struct daemon *daemon = context;

	notify_wake(daemon->notify);
}

static bool is_database_up(void *context)
{
	const struct daemon *daemon = context;

	return store_is_up(daemon->store);
}

static bool is_listening(void *context)
{
	const struct daemon *daemon = context;

	return door_is_open(&daemon->events) && !daemon->draining;
}

static void measure_daemon(void *context, struct metrics *metrics)
{
	const struct daemon *daemon = context;
	const struct door *const doors[] = { &daemon->events, &daemon->tools };

	metrics_one(metrics, METRIC_GAUGE, "config_good",
		    "1 if the configuration files held when they were last read.",
		    daemon->config_good);
	doors_measure(doors, sizeof doors / sizeof *doors, metrics);
}

static void start_people(struct daemon *daemon)
{
	const struct readiness ready[] = {
		{ "database", is_database_up, daemon },
		{ "rules", intake_is_ready, daemon->intake },
		{ "listener", is_listening, daemon },
	};
	const struct measuring measures[] = {
		{ measure_daemon, daemon },
		{ intake_measure, daemon->intake },
		{ notify_measure, daemon->notify },
		{ watch_measure, daemon->watch },
	};
	const struct settings *settings = daemon->settings;
	const struct people_options options = {
		.page = { .folder = settings->page.folder,
			  .council = settings->page.council,
			  .title = settings->page.title,
			  .phase = settings->page.phase,
			  .phase_text = settings->page.phase_text,
			  .has_sign_on = *settings->access.proxy_user != '\0' },
		.ready = ready,
		.n_ready = sizeof ready / sizeof *ready,
		.measures = measures,
		.n_measures = sizeof measures / sizeof *measures,
		.judge = daemon->judge,
		.rulesets = daemon->rulesets,
		.base = daemon->base,
		.settings = daemon->settings,
	};

	daemon->people = people_new(daemon->store, &options);
}

static bool open_doors(struct daemon *daemon, struct err *err)
{
	struct listener_options events = { .context = daemon->intake };
	struct listener_options tools = { .context = daemon->people };

	events.routes = intake_routes(&events.n_routes);
	tools.routes = people_routes(&tools.n_routes);
	daemon->events.name = "events";
	daemon->tools.name = "people";
	return door_open(&daemon->tools, daemon->base, &daemon->settings->people, tools, err) &&
	       door_open(&daemon->events, daemon->base, &daemon->settings->events, events, err);
}

bool start_all(struct daemon *daemon, struct err *err)
{
	daemon->base = event_base_new();
	start_events(daemon);
	start_store(daemon);
	start_notify(daemon);
	daemon->watch = watch_new(daemon->base, daemon->store, daemon->rulesets, daemon->settings,
				  on_notices, daemon);
	daemon->timers = timers_new(daemon->base, daemon->store, daemon->rulesets, daemon->judge);
	daemon->intake = intake_new(&(struct intake_options){
		.base = daemon->base,
		.store = daemon->store,
		.rulesets = daemon->rulesets,
		.judge = daemon->judge,
		.settings = daemon->settings,
	});
	start_people(daemon);
	start_sealer(daemon);
	return open_doors(daemon, err);
}
