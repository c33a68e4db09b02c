/* SPDX-License-Identifier: Apache-2.0 */
#include "doors.h"

#include <stdlib.h>
#include <string.h>
#include <systemd/sd-daemon.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/metrics.h"

static bool is_set(const char *text)
{
	return text != NULL && text[0] != '\0';
}

static struct tls_options tls_options_of(const struct listen_settings *settings)
{
	return (struct tls_options){
		.certificate_file = settings->tls_certificate,
		.key_file = settings->tls_key,
		.client_ca_file = is_set(settings->tls_client_ca) ? settings->tls_client_ca : NULL,
	};
}

/* The socket that systemd holds under that name; -1 if it holds none. */
static int inherited_socket(const char *name)
{
	char **names = NULL;
	int found = -1;
	int n = sd_listen_fds_with_names(0, &names);

	for (int i = 0; i < n; i++) {
		if (strcmp(names[i], name) == 0)
			found = SD_LISTEN_FDS_START + i;
		free(names[i]);
	}
	free(names);
	return found;
}

static bool listen_there(struct door *door, struct event_base *base,
			 const struct listener_options *options, struct err *err)
{
	struct listener *listener = listener_new(base, options, err);
	const char *where = options->address;

	if (listener == NULL)
		return err_prefix(err, "%s: ", door->name);
	door->listeners[door->n++] = listener;
	if (options->fd >= 0)
		where = "systemd's socket";
	else if (options->unix_path != NULL)
		where = options->unix_path;
	log_notice("listening for %s on %s%s port %d", door->name, where,
		   options->tls != NULL ? " with TLS," : "", (int)listener_port(listener));
	return true;
}

static void set_limits(struct listener_options *options, const struct listen_settings *settings)
{
	options->backlog = settings->backlog;
	options->max_connections = settings->connections;
	options->max_headers = (size_t)settings->header_bytes;
	options->max_body = (size_t)settings->body_bytes;
	options->request_us = (int64_t)(settings->header_seconds + settings->body_seconds) *
			      USEC_PER_SEC;
	options->idle_us = (int64_t)settings->idle_seconds * USEC_PER_SEC;
}

bool door_open(struct door *door, struct event_base *base, const struct listen_settings *settings,
	       struct listener_options options, struct err *err)
{
	struct tls_options tls_options = tls_options_of(settings);

	if (is_set(settings->tls_certificate) && (door->tls = tls_new(&tls_options, err)) == NULL)
		return err_prefix(err, "%s: ", door->name);
	options.name = door->name;
	options.tls = door->tls;
	set_limits(&options, settings);
	options.fd = inherited_socket(door->name);
	if (options.fd < 0 && is_set(settings->address)) {
		options.address = settings->address;
		options.port = (uint16_t)settings->port;
	}
	if ((options.fd >= 0 || options.address != NULL) &&
	    !listen_there(door, base, &options, err))
		return false;
	if (!is_set(settings->unix_path))
		return true;
	options.fd = -1;
	options.address = NULL;
	options.unix_path = settings->unix_path;
	options.tls = NULL; /* the machine's own users need none */
	return listen_there(door, base, &options, err);
}

bool door_reload(struct door *door, const struct listen_settings *settings, struct err *err)
{
	struct tls_options tls_options = tls_options_of(settings);

	if (door->tls == NULL || !is_set(settings->tls_certificate))
		return true;
	return tls_reload(door->tls, &tls_options, err) || err_prefix(err, "%s: ", door->name);
}

bool door_is_open(const struct door *door)
{
	return door->n > 0;
}

static void on_listener_stopped(void *context)
{
	struct door *door = context;

	if (--door->n_stopping == 0)
		door->on_stopped(door->context);
}

void door_stop(struct door *door, void (*on_stopped)(void *context), void *context)
{
	door->on_stopped = on_stopped;
	door->context = context;
	door->n_stopping = door->n;
	for (size_t i = 0; i < door->n; i++)
		listener_stop(door->listeners[i], on_listener_stopped, door);
	if (door->n == 0)
		on_stopped(context);
}

void door_close(struct door *door)
{
	for (size_t i = 0; i < door->n; i++)
		listener_free(door->listeners[i]);
	door->n = 0;
	tls_free(door->tls);
	door->tls = NULL;
}

/* ---- Figures --------------------------------------------------------------------------------- */

/* The counts of a door's listeners, added up. */
static struct listener_counts door_count(const struct door *door)
{
	struct listener_counts sum = { 0 };

	for (size_t i = 0; i < door->n; i++) {
		struct listener_counts one;

		listener_count(door->listeners[i], &one);
		sum.connections += one.connections;
		sum.held += one.held;
		sum.accepted += one.accepted;
		sum.accept_errors += one.accept_errors;
		sum.paused += one.paused;
		sum.guard_refused += one.guard_refused;
		sum.handshakes_failed += one.handshakes_failed;
		sum.cut += one.cut;
		for (size_t kind = 0; kind < sizeof one.replies / sizeof *one.replies; kind++)
			sum.replies[kind] += one.replies[kind];
	}
	return sum;
}

static double get_connections(const struct listener_counts *counts)
{
	return counts->connections;
}

static double get_held(const struct listener_counts *counts)
{
	return counts->held;
}

static double get_accepted(const struct listener_counts *counts)
{
	return (double)counts->accepted;
}

static double get_accept_errors(const struct listener_counts *counts)
{
	return (double)counts->accept_errors;
}

static double get_paused(const struct listener_counts *counts)
{
	return (double)counts->paused;
}

static double get_guard_refused(const struct listener_counts *counts)
{
	return (double)counts->guard_refused;
}

static double get_handshakes_failed(const struct listener_counts *counts)
{
	return (double)counts->handshakes_failed;
}

static double get_cut(const struct listener_counts *counts)
{
	return (double)counts->cut;
}

static const struct family {
	enum metric_type type;
	const char *name, *help;
	double (*get)(const struct listener_counts *counts);
} families[] = {
	{ METRIC_GAUGE, "connections", "Connections that are open.", get_connections },
	{ METRIC_GAUGE, "requests_held", "Requests that wait for their answer.", get_held },
	{ METRIC_COUNTER, "connections_total", "Connections accepted.", get_accepted },
	{ METRIC_COUNTER, "accept_errors_total",
	  "Connections that could not be accepted: out of file descriptors, mostly.",
	  get_accept_errors },
	{ METRIC_COUNTER, "accept_pauses_total", "Times that the limit of connections was reached.",
	  get_paused },
	{ METRIC_COUNTER, "guard_refusals_total", "Requests refused for their headers.",
	  get_guard_refused },
	{ METRIC_COUNTER, "tls_handshakes_failed_total", "TLS handshakes that failed.",
	  get_handshakes_failed },
	{ METRIC_COUNTER, "connections_cut_total", "Connections ended by a deadline.", get_cut },
};

static void measure_replies(const struct door *const doors[], size_t n, struct metrics *metrics)
{
	static const char *const kinds[] = { NULL, NULL, "2xx", "3xx", "4xx", "5xx" };

	metrics_family(metrics, METRIC_COUNTER, "replies_total", "Answers given, by their status.");
	for (size_t i = 0; i < n; i++) {
		struct listener_counts counts = door_count(doors[i]);

		for (size_t kind = 2; kind < sizeof kinds / sizeof *kinds; kind++)
			metrics_add(metrics, (double)counts.replies[kind], "listener",
				    doors[i]->name, "status", kinds[kind], NULL);
	}
}

static void measure_tls(const struct door *const doors[], size_t n, struct metrics *metrics)
{
	metrics_family(metrics, METRIC_GAUGE, "tls_certificate_expires_seconds",
		       "When the certificate of a listener ends, in seconds since 1970.");
	for (size_t i = 0; i < n; i++)
		if (doors[i]->tls != NULL)
			metrics_add(metrics,
				    (double)tls_expires_at_us(doors[i]->tls) / USEC_PER_SEC,
				    "listener", doors[i]->name, NULL);
}

void doors_measure(const struct door *const doors[], size_t n, struct metrics *metrics)
{
	for (size_t f = 0; f < sizeof families / sizeof *families; f++) {
		metrics_family(metrics, families[f].type, families[f].name, families[f].help);
		for (size_t i = 0; i < n; i++) {
			struct listener_counts counts = door_count(doors[i]);

			metrics_add(metrics, families[f].get(&counts), "listener", doors[i]->name,
				    NULL);
		}
	}
	measure_replies(doors, n, metrics);
	measure_tls(doors, n, metrics);
}
