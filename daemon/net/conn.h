/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_NET_CONN_H
#define CONCERND_NET_CONN_H

#include <event2/bufferevent.h>
#include <event2/http.h>
#include <glib.h>
#include <sys/queue.h>

#include "net/listener.h"

/* What listener.c, conn.c and request.c share: a listener, its connections, and what they hold. */

/* Where a connection stands: which deadline runs, and what a stop does with it. */
enum conn_phase {
	CONN_FRESH,     /* accepted; nothing of a request yet (TLS: maybe some of the handshake) */
	CONN_READING,   /* a request comes in */
	CONN_HELD,      /* a handler has it; no deadline */
	CONN_ANSWERING, /* the answer goes out */
	CONN_SILENT,    /* answered, waits for a further request */
};

struct conn {
	struct listener *listener;
	struct bufferevent *bev;
	struct evhttp_connection *evcon; /* NULL until on_timer() adopted it */
	struct event *timer;             /* the deadline */
	enum conn_phase phase;
	struct request *request; /* CONN_HELD */
	LIST_ENTRY(conn) entry;
};

LIST_HEAD(conns, conn);
LIST_HEAD(requests, request);

struct listener {
	struct event_base *base;
	struct listener_options options; /* texts copied, defaults filled in */
	struct evhttp *http;
	struct evconnlistener *acceptor; /* NULL once it stopped; owned by http */
	struct evhttp_bound_socket *bound;
	struct event *resume; /* accept again after a pause */
	struct event *ended;  /* the last connection of a stopped listener is gone */
	bool is_unix, full, stopping;
	void (*on_stopped)(void *context);
	void *stop_context;
	struct conns conns;
	struct requests held;
	struct listener_counts counts;
};

/* listener.c: after a connection came or went, accepts or pauses, and ends a stop. */
void listener_balance(struct listener *listener);

/* conn.c: the bufferevent of a connection that is just being accepted; evhttp's bevcb. */
struct bufferevent *conn_accept(struct event_base *base, void *listener);

/* The connection of a request that evhttp handed out. */
struct conn *conn_find(struct evhttp_request *evreq);

/* Moves it to a phase and sets the phase's deadline. */
void conn_enter(struct conn *conn, enum conn_phase phase);

/* Closes it: from the loop a little later, or within the call. It must not be used after this. */
void conn_close_later(struct conn *conn);
void conn_close_now(struct conn *conn);

/* request.c: a complete request came in; evhttp's generic callback. */
void request_take(struct evhttp_request *evreq, void *listener);

/* The connection or the listener of a held request is gone: the answer will go nowhere. */
void request_lose_conn(struct request *request);
void request_lose_listener(struct request *request);

/* guard.c: what is wrong with the head of a request, as a sentence (static); NULL: nothing. */
const char *guard_check(struct evhttp_request *evreq);

/* peer.c: who is at the other end; texts in the arena. */
void peer_read(struct conn *conn, struct arena *arena, struct peer *ret);

#endif
