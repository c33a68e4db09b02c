/* SPDX-License-Identifier: Apache-2.0 */
#include <event2/event.h>
#include <systemd/sd-daemon.h>

#include "base/log.h"
#include "base/mem.h"
#include "daemon.h"

/* Stopping: accept nothing more, answer what is under way, then free. */

void stop_at_last_moment(evutil_socket_t fd, short what, void *context)
{
	const struct daemon *daemon = context;

	(void)fd;
	(void)what;
	log_warning("not all could be answered in time: their senders will send it again");
	event_base_loopbreak(daemon->base);
}

static void on_tools_stopped(void *context)
{
	struct daemon *daemon = context;

	daemon->drained = true;
	event_base_loopbreak(daemon->base);
}

static void on_intake_idle(void *context)
{
	struct daemon *daemon = context;

	door_stop(&daemon->tools, on_tools_stopped, daemon);
}

static void on_events_stopped(void *context)
{
	struct daemon *daemon = context;

	intake_stop(daemon->intake, on_intake_idle, daemon);
}

void stop_on_signal(evutil_socket_t number, short what, void *context)
{
	struct daemon *daemon = context;
	const struct timeval limit = { .tv_sec = daemon->settings->stop_seconds };

	(void)what;
	if (daemon->draining) {
		event_base_loopbreak(daemon->base);
		return;
	}
	daemon->draining = true;
	log_notice("stopping on signal %d: what is under way is answered first", (int)number);
	sd_notify(0, "STOPPING=1\nSTATUS=answering what is under way");
	event_add(daemon->last_moment, &limit);
	notify_stop(daemon->notify);
	look_back_stop(daemon->look_back);
	audit_sealer_stop(daemon->sealer);
	door_stop(&daemon->events, on_events_stopped, daemon);
}

void stop_finish(struct daemon *daemon)
{
	struct event *events[] = { daemon->on_term, daemon->on_int,   daemon->on_hup,
				   daemon->retry,   daemon->watchdog, daemon->last_moment };

	while ((notify_is_busy(daemon->notify) || look_back_is_busy(daemon->look_back) ||
		audit_sealer_is_busy(daemon->sealer)) &&
	       !event_base_got_break(daemon->base))
		event_base_loop(daemon->base, EVLOOP_ONCE);
	door_close(&daemon->events);
	door_close(&daemon->tools);
	/* First: what its scripts were for must still be there when they end. */
	store_free(daemon->store);
	timers_free(daemon->timers);
	watch_free(daemon->watch);
	people_free(daemon->people);
	notify_free(daemon->notify);
	intake_free(daemon->intake);
	look_back_free(daemon->look_back);
	audit_sealer_free(daemon->sealer);
	judge_free(daemon->judge);
	names_free(daemon->names);
	rulesets_free(daemon->rulesets);
	ruleset_free(daemon->proposed);
	for (size_t i = 0; i < sizeof events / sizeof *events; i++)
		event_free(events[i]);
	event_base_free(daemon->base);
	for (size_t i = 0; i < daemon->n_retired; i++)
		settings_free(daemon->retired[i]);
	mem_free(daemon->retired);
	settings_free(daemon->settings);
}
