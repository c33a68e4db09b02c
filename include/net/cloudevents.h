/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_NET_CLOUDEVENTS_H
#define CONCERND_NET_CLOUDEVENTS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/mem.h"
#include "net/problem.h"

/*
 * The three ways of CloudEvents 1.0 over HTTP (structured, batched, binary), each turned into the
 * same thing: a JSON array of structured events, ready for event_read().
 */

struct request;

struct cloudevents_header {
	const char *name, *value; /* as sent: "ce-id", still percent-encoded */
};

struct cloudevents_message {
	const char *content_type;                 /* NULL when there is none */
	const struct cloudevents_header *headers; /* those that start with ce-, in order */
	size_t n_headers;
	const char *body;
	size_t length;
};

enum { CLOUDEVENTS_BATCH_MAX = 10000 };

/*
 * Reads a message. *ret_events is a new array that the caller decrefs: one event (not a batch), or
 * 1 to CLOUDEVENTS_BATCH_MAX, each an object or whatever the sender put there: event_read() says
 * what is wrong with it. False with *problem (400, 413 or 415) when there is nothing to read.
 */
bool cloudevents_read(const struct cloudevents_message *message, json_t **ret_events,
		      bool *ret_is_batch, struct problem *problem);

/* The same from a request. */
bool cloudevents_read_request(struct request *request, json_t **ret_events, bool *ret_is_batch,
			      struct problem *problem);

#endif
