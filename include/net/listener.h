/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_NET_LISTENER_H
#define CONCERND_NET_LISTENER_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"
#include "net/problem.h"

/*
 * A place where HTTP requests come in: TCP with or without TLS, a unix socket, or a socket that was
 * inherited. Requests that are complete and pass the header guard go to a table of routes; each
 * stays open until it is answered, once. All callbacks come from the event loop.
 */

struct event_base;
struct listener;
struct request;
struct tls; /* net/tls.h */

enum method {
	METHOD_GET = 1, /* HEAD goes to a GET route as well; the body is left out by itself */
	METHOD_POST = 2,
	METHOD_PUT = 4,
	METHOD_PATCH = 8,
	METHOD_DELETE = 16,
};

/*
 * A row of the table of routes. In `path`, a segment "{}" takes any one segment that is not empty:
 * "/v1/alerts/{}/decisions"; the first row that fits wins. A path that no row has is answered 404,
 * a method that no row of the path has 405 with Allow; neither reaches a handler.
 */
struct route {
	const char *path;
	enum method method;
	void (*handle)(void *context, struct request *request);
};

struct listener_options {
	const char *name; /* for logs and metrics: "senders" */

	/* Where: exactly one of address, unix_path and fd. */
	const char *address;   /* numeric, IPv4 or IPv6; NULL: not this */
	uint16_t port;         /* 0: the kernel chooses, see listener_port() */
	const char *unix_path; /* NULL: not this; what a dead process left there is replaced */
	unsigned unix_mode;    /* permission bits of the socket; 0: 0660 */
	int fd;          /* a listening socket (systemd's); -1: not this; owned from then on */
	struct tls *tls; /* NULL: plain; must outlive the listener */

	/* Limits; 0 takes the default in brackets. */
	int backlog;         /* connections the kernel holds for us [4,096] */
	int max_connections; /* accepting pauses above it [10,000] */
	size_t max_headers;  /* bytes of request line and headers [16 KiB] */
	size_t max_body;     /* bytes of a body; above it 413 [8 MiB] */
	int64_t request_us;  /* from connect, or a further request's begin, to its end [20 s] */
	int64_t idle_us;     /* a connection that is silent between requests is closed [120 s] */

	const struct route *routes; /* must outlive the listener */
	size_t n_routes;
	void *context; /* of the handlers */
};

/* Starts to listen. NULL and ERR_FATAL (what cannot be bound, and why). Texts are copied. */
struct listener *listener_new(struct event_base *base, const struct listener_options *options,
			      struct err *err);

/* The port of a TCP listener; 0 for a unix socket. */
uint16_t listener_port(const struct listener *listener);

/*
 * Stops accepting, closes connections that are idle, and lets those with a request end: answers
 * carry Connection: close. Calls on_stopped(context) once, from the loop, when the last is gone.
 */
void listener_stop(struct listener *listener, void (*on_stopped)(void *context), void *context);

/* Frees it, stopped or not, and drops its connections. Requests still held stay valid: replying to
 * them frees them and tells nobody. Not from a handler. */
void listener_free(struct listener *listener);

/* Counts for /metrics, since the start but for the first two. */
struct listener_counts {
	int connections;            /* open now */
	int held;                   /* requests handed to a handler and not answered yet */
	uint64_t accepted;          /* connections */
	uint64_t accept_errors;     /* accept() failed: out of file descriptors, mostly */
	uint64_t paused;            /* times that max_connections was reached */
	uint64_t replies[6];        /* [2]: 2xx … [5]: 5xx, by us; [0] and [1] stay 0 */
	uint64_t guard_refused;     /* 400s of the header guard among them */
	uint64_t handshakes_failed; /* TLS: what a peer sent did not end in a session */
	uint64_t cut; /* connections ended by a deadline: drips, silence within a request */
};
void listener_count(const struct listener *listener, struct listener_counts *ret);
const char *listener_name(const struct listener *listener);

/* Who is at the other end. Texts live as long as the request. */
struct peer {
	const char *address; /* numeric; "" for a unix socket */
	bool is_loopback;    /* TCP from 127.0.0.0/8 or ::1 */
	bool is_unix;
	uint32_t uid; /* unix: whose process; only then */
	bool is_tls;
	const char **sans; /* of a client certificate that our CA signed: "DNS:name", "URI:…" */
	size_t n_sans;     /* 0: no certificate, or one without such names */
};

/* What was asked. Texts live until the request is answered. */
const struct peer *request_peer(struct request *request);
enum method request_method(const struct request *request);
const char *request_path(const struct request *request); /* decoded, starts with "/" */

/* The i-th segment (from 0) that a "{}" of the route took, decoded; NULL when there are fewer. */
const char *request_segment(const struct request *request, size_t i);

/* A parameter of the query, decoded ("dry-run" of ?dry-run=1, "" without a value); NULL if not
 * given. When it is given twice the first counts. */
const char *request_param(struct request *request, const char *name);

/* A header by its name, letter case aside; NULL if there is none. */
const char *request_header(const struct request *request, const char *name);

/* Every header whose name starts with `prefix`, letter case aside ("ce-"), in order. */
void request_each_header(const struct request *request, const char *prefix,
			 void (*each)(void *context, const char *name, const char *value),
			 void *context);

/* The token of "Authorization: Bearer …"; NULL when there is none. */
const char *request_token(const struct request *request);

/* The body, one piece, followed by a NUL that is not counted. "" of length 0 without one. */
const char *request_body(struct request *request, size_t *ret_length);

/* Memory that lives until the request is answered. */
struct arena *request_arena(struct request *request);

/*
 * The answer, exactly once; the request is gone afterwards. A client that has left is no error.
 * Each may be called within the handler or at any later time from the loop.
 */
void request_reply(struct request *request, int status, const char *content_type, const void *body,
		   size_t length);                                          /* body is copied */
void request_reply_json(struct request *request, int status, json_t *json); /* steals json */
void request_reply_problem(struct request *request, const struct problem *problem);

/* Before the answer: a header to go with it. Neither part may hold CR, LF or NUL (it is a bug:
 * aborts). Both are copied. */
void request_add_header(struct request *request, const char *name, const char *value);

#endif
