/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_DAEMON_DOORS_H
#define CONCERND_DAEMON_DOORS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "config/settings.h"
#include "net/listener.h"
#include "net/tls.h"

/* Where requests come in: a group of listen settings as listeners, with the sockets that systemd
 * holds, their TLS, and their figures. */

struct event_base;
struct metrics;

enum { DOOR_LISTENERS = 2 };

/* One group of settings: up to a TCP listener (or systemd's socket) and a unix socket. */
struct door {
	const char *name; /* in logs, metrics and systemd's socket unit */
	struct listener *listeners[DOOR_LISTENERS];
	size_t n;
	size_t n_stopping; /* of those, that have not told yet that they stopped */
	void (*on_stopped)(void *context);
	void *context;
	struct tls *tls;
};

/* Opens a door whose name is set. options: routes, their number and context. False with *err, which
 * names the door; door_close() then as well. */
bool door_open(struct door *door, struct event_base *base, const struct listen_settings *settings,
	       struct listener_options options, struct err *err);

/* Reads certificate and key again; those in force stay if that fails. */
bool door_reload(struct door *door, const struct listen_settings *settings, struct err *err);

/* True if it listens somewhere. */
bool door_is_open(const struct door *door);

/* Stops accepting; calls on_stopped(context) once all that was asked is answered, from the loop, or
 * within the call when it never listened. */
void door_stop(struct door *door, void (*on_stopped)(void *context), void *context);

void door_close(struct door *door);

/* Writes the families of listeners for /metrics, each with the values of all doors. */
void doors_measure(const struct door *const doors[], size_t n, struct metrics *metrics);

#endif
