/* SPDX-License-Identifier: Apache-2.0 */
#include "net/listener.h"

#include <event2/event.h>
#include <event2/listener.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "bind.h"
#include "conn.h"

/*
 * The place itself: the acceptor, how many connections it lets in, and its end. A stop goes in this
 * order: no new connections, silent ones closed, requests answered, then told. evhttp must not be
 * freed while a request is held; so a connection is always ended first, which leaves us the request.
 */

enum {
	BACKLOG = 4096,
	CONNECTIONS_MAX = 10000,
	HEADERS_MAX = 16 * 1024,
	BODY_MAX = 8 * 1024 * 1024,
	REQUEST_S = 20,
	IDLE_S = 120,
	PAUSE_MS = 100, /* when accept() fails: out of descriptors, and level-triggered */
};

/* The acceptor's callbacks get the evhttp as their argument: this is the way back to us. */
#define LISTENER_KEY "listener"

static const struct timeval pause_time = { .tv_usec = PAUSE_MS * USEC_PER_MSEC };

void listener_balance(struct listener *listener)
{
	bool full = listener->counts.connections >= listener->options.max_connections;

	if (listener->acceptor && full && !listener->full) {
		listener->counts.paused++;
		evconnlistener_disable(listener->acceptor);
	} else if (listener->acceptor && !full && listener->full) {
		evconnlistener_enable(listener->acceptor);
	}
	listener->full = full;
	if (listener->stopping && listener->on_stopped && listener->counts.connections == 0)
		event_active(listener->ended, EV_TIMEOUT, 1);
}

static void on_accept_error(struct evconnlistener *acceptor, void *http)
{
	struct listener *listener = g_dataset_get_data(http, LISTENER_KEY);

	if (listener->counts.accept_errors++ % 100 == 0)
		log_warning("listener %s: cannot accept a connection: %s; pausing",
			    listener->options.name, strerror(errno));
	evconnlistener_disable(acceptor);
	event_add(listener->resume, &pause_time);
}

static void on_resume(evutil_socket_t fd, short what, void *context)
{
	struct listener *listener = context;

	(void)fd, (void)what;
	if (listener->acceptor && !listener->full)
		evconnlistener_enable(listener->acceptor);
}

static void on_ended(evutil_socket_t fd, short what, void *context)
{
	struct listener *listener = context;
	void (*on_stopped)(void *stop_context) = listener->on_stopped;

	(void)fd, (void)what;
	listener->on_stopped = NULL;
	if (on_stopped)
		on_stopped(listener->stop_context);
}

static void copy_options(struct listener_options *to, const struct listener_options *from)
{
	*to = *from;
	to->name = mem_strdup(from->name ? from->name : "http");
	to->address = mem_strdup(from->address);
	to->unix_path = mem_strdup(from->unix_path);
	to->backlog = from->backlog ? from->backlog : BACKLOG;
	to->max_connections = from->max_connections ? from->max_connections : CONNECTIONS_MAX;
	to->max_headers = from->max_headers ? from->max_headers : HEADERS_MAX;
	to->max_body = from->max_body ? from->max_body : BODY_MAX;
	to->request_us = from->request_us ? from->request_us : (int64_t)REQUEST_S * USEC_PER_SEC;
	to->idle_us = from->idle_us ? from->idle_us : (int64_t)IDLE_S * USEC_PER_SEC;
}

static void start_http(struct listener *listener)
{
	const struct listener_options *options = &listener->options;
	struct evhttp *http = evhttp_new(listener->base);

	if (!http)
		abort();
	listener->http = http;
	g_dataset_set_data(http, LISTENER_KEY, listener);
	evhttp_set_max_headers_size(http, (ev_ssize_t)options->max_headers);
	evhttp_set_max_body_size(http, (ev_ssize_t)options->max_body);
	evhttp_set_flags(http, EVHTTP_SERVER_LINGERING_CLOSE);
	evhttp_set_default_content_type(http, NULL);
	evhttp_set_allowed_methods(http, EVHTTP_REQ_GET | EVHTTP_REQ_HEAD | EVHTTP_REQ_POST |
						 EVHTTP_REQ_PUT | EVHTTP_REQ_PATCH |
						 EVHTTP_REQ_DELETE | EVHTTP_REQ_OPTIONS);
	evhttp_set_bevcb(http, conn_accept, listener);
	evhttp_set_gencb(http, request_take, NULL);
}

static void start_accepting(struct listener *listener, int fd)
{
	listener->acceptor = evconnlistener_new(listener->base, NULL, NULL,
						LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC |
							LEV_OPT_DISABLED,
						listener->options.backlog, fd);
	if (!listener->acceptor)
		abort();
	listener->bound = evhttp_bind_listener(listener->http, listener->acceptor);
	evconnlistener_set_error_cb(listener->acceptor, on_accept_error);
	evconnlistener_enable(listener->acceptor);
}

struct listener *listener_new(struct event_base *base, const struct listener_options *options,
			      struct err *err)
{
	struct listener *listener;
	int fd;

	if (!bind_socket(options, &fd, err))
		return NULL;
	listener = mem_new(1, sizeof(*listener));
	listener->base = base;
	copy_options(&listener->options, options);
	listener->is_unix = bind_is_unix(fd);
	listener->resume = event_new(base, -1, 0, on_resume, listener);
	listener->ended = event_new(base, -1, 0, on_ended, listener);
	LIST_INIT(&listener->conns);
	LIST_INIT(&listener->held);
	start_http(listener);
	start_accepting(listener, fd);
	return listener;
}

uint16_t listener_port(const struct listener *listener)
{
	return listener->acceptor ? bind_port(evconnlistener_get_fd(listener->acceptor)) : 0;
}

static void stop_accepting(struct listener *listener)
{
	if (!listener->acceptor)
		return;
	event_del(listener->resume);
	evhttp_del_accept_socket(listener->http, listener->bound);
	listener->acceptor = NULL;
	bind_remove(listener->options.unix_path);
}

void listener_stop(struct listener *listener, void (*on_stopped)(void *context), void *context)
{
	struct conn *conn;

	listener->stopping = true;
	listener->on_stopped = on_stopped;
	listener->stop_context = context;
	stop_accepting(listener);
	LIST_FOREACH(conn, &listener->conns, entry)
	if (conn->evcon && (conn->phase == CONN_FRESH || conn->phase == CONN_SILENT))
		conn_close_later(conn);
	listener_balance(listener);
}

void listener_free(struct listener *listener)
{
	if (!listener)
		return;
	listener->on_stopped = NULL;
	stop_accepting(listener);
	while (!LIST_EMPTY(&listener->conns))
		conn_close_now(LIST_FIRST(&listener->conns));
	while (!LIST_EMPTY(&listener->held))
		request_lose_listener(LIST_FIRST(&listener->held));
	g_dataset_destroy(listener->http);
	evhttp_free(listener->http);
	event_free(listener->resume);
	event_free(listener->ended);
	mem_free((char *)listener->options.name);
	mem_free((char *)listener->options.address);
	mem_free((char *)listener->options.unix_path);
	mem_free(listener);
}

void listener_count(const struct listener *listener, struct listener_counts *ret)
{
	*ret = listener->counts;
}

const char *listener_name(const struct listener *listener)
{
	return listener->options.name;
}
