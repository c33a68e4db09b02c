/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_NET_REQUEST_H
#define CONCERND_NET_REQUEST_H

#include "conn.h"

/* What request.c and reply.c share: a request from its arrival to its answer. It outlives its
 * connection and its listener if it must: then the answer goes nowhere. */

enum { SEGMENTS_MAX = 8 };

struct param {
	const char *name, *value;
};

struct request {
	struct listener *listener; /* NULL once it is gone */
	struct conn *conn;         /* NULL once it is gone */
	struct evhttp_request *evreq;
	struct arena arena;
	struct peer peer;
	enum method method;
	bool is_head, is_held;
	const char *path;
	const char *segments[SEGMENTS_MAX];
	size_t n_segments;
	struct param *params;
	size_t n_params, params_room;
	const char *body;
	size_t length;
	LIST_ENTRY(request) entry; /* is_held: among the listener's */
};

/* request.c: gives back all of it but what evhttp has. */
void request_free(struct request *request);

#endif
