/* SPDX-License-Identifier: Apache-2.0 */
#include "conn.h"

#include <event2/buffer.h>
#include <event2/bufferevent_ssl.h>
#include <event2/event.h>
#include <openssl/ssl.h>

#include "base/clock.h"
#include "base/mem.h"
#include "net/tls.h"

/*
 * A connection and its deadline. evhttp's own timeout starts anew with every byte, so a drip lives
 * for ever; ours is set when a phase begins and not moved by bytes. When it ends, evhttp is told of
 * a timeout, frees the connection, and our close callback frees the rest.
 *
 * evhttp shows a connection only with its first whole request. To learn of the end of one that
 * never sends any, each is adopted one turn of the loop after it was accepted: by then evhttp has
 * made itself the bufferevent's callback argument, which is how we come by its evhttp_connection.
 * Our reference keeps the bufferevent until then, should evhttp have given it up in between.
 */

#define CONN_KEY "conn"

static void conn_free(struct conn *conn)
{
	struct listener *listener = conn->listener;

	LIST_REMOVE(conn, entry);
	listener->counts.connections--;
	event_free(conn->timer);
	mem_free(conn);
	listener_balance(listener);
}

/* It sent something, and no session came of it. */
static bool handshake_failed(const struct conn *conn)
{
	const SSL *ssl = bufferevent_openssl_get_ssl(conn->bev);

	return ssl && !SSL_is_init_finished(ssl) && BIO_number_read(SSL_get_rbio(ssl)) > 0;
}

static void on_close(struct evhttp_connection *evcon, void *context)
{
	struct conn *conn = context;

	g_dataset_destroy(evcon);
	if (handshake_failed(conn))
		conn->listener->counts.handshakes_failed++;
	if (conn->request)
		request_lose_conn(conn->request);
	conn_free(conn);
}

/* False if it was gone before. */
static bool adopt(struct conn *conn)
{
	void *evcon = NULL;

	bufferevent_getcb(conn->bev, NULL, NULL, NULL, &evcon);
	if (evcon) {
		conn->evcon = evcon;
		g_dataset_set_data(evcon, CONN_KEY, conn);
		evhttp_connection_set_closecb(evcon, on_close, conn);
	}
	bufferevent_decref(conn->bev);
	if (!evcon) {
		conn_free(conn);
		return false;
	}
	conn_enter(conn, CONN_FRESH);
	if (conn->listener->stopping)
		conn_close_later(conn);
	return true;
}

/* The first time it is called to adopt, later when a deadline ends. */
static void on_timer(evutil_socket_t fd, short what, void *context)
{
	struct conn *conn = context;

	(void)fd, (void)what;
	if (!conn->evcon) {
		adopt(conn);
		return;
	}
	if (conn->phase != CONN_SILENT)
		conn->listener->counts.cut++;
	conn_close_later(conn);
}

/* The first bytes of a further request start its deadline; those of the first one count from the
 * connect, handshake and all. */
static void on_bytes(struct evbuffer *buffer, const struct evbuffer_cb_info *info, void *context)
{
	struct conn *conn = context;

	(void)buffer;
	if (info->n_added == 0)
		return;
	if (conn->phase == CONN_FRESH)
		conn->phase = CONN_READING;
	else if (conn->phase == CONN_SILENT)
		conn_enter(conn, CONN_READING);
}

struct bufferevent *conn_accept(struct event_base *base, void *context)
{
	struct listener *listener = context;
	struct conn *conn = mem_new(1, sizeof(*conn));

	conn->listener = listener;
	conn->bev = listener->options.tls
			    ? bufferevent_openssl_socket_new(
				      base, -1, tls_session_new(listener->options.tls),
				      BUFFEREVENT_SSL_ACCEPTING, BEV_OPT_CLOSE_ON_FREE)
			    : bufferevent_socket_new(base, -1, BEV_OPT_CLOSE_ON_FREE);
	conn->timer = event_new(base, -1, 0, on_timer, conn);
	if (!conn->bev || !conn->timer)
		abort();
	if (listener->options.tls)
		bufferevent_openssl_set_allow_dirty_shutdown(conn->bev, 1);
	evbuffer_add_cb(bufferevent_get_input(conn->bev), on_bytes, conn);
	bufferevent_incref(conn->bev);
	event_active(conn->timer, EV_TIMEOUT, 1);
	LIST_INSERT_HEAD(&listener->conns, conn, entry);
	listener->counts.accepted++;
	listener->counts.connections++;
	listener_balance(listener);
	return conn->bev;
}

struct conn *conn_find(struct evhttp_request *evreq)
{
	return g_dataset_get_data(evhttp_request_get_connection(evreq), CONN_KEY);
}

void conn_enter(struct conn *conn, enum conn_phase phase)
{
	const struct listener_options *options = &conn->listener->options;
	const int64_t deadlines[] = {
		[CONN_FRESH] = options->request_us,
		[CONN_READING] = options->request_us,
		[CONN_ANSWERING] = options->idle_us,
		[CONN_SILENT] = options->idle_us,
		[CONN_HELD] = 0,
	};
	struct timeval delay = { .tv_sec = deadlines[phase] / USEC_PER_SEC,
				 .tv_usec = deadlines[phase] % USEC_PER_SEC };

	conn->phase = phase;
	if (deadlines[phase])
		event_add(conn->timer, &delay);
	else
		event_del(conn->timer);
}

static void end(struct conn *conn, int options)
{
	bufferevent_trigger_event(conn->bev, BEV_EVENT_READING | BEV_EVENT_TIMEOUT, options);
}

void conn_close_later(struct conn *conn)
{
	end(conn, BEV_OPT_DEFER_CALLBACKS);
}

void conn_close_now(struct conn *conn)
{
	if (conn->evcon || adopt(conn))
		end(conn, 0);
}
