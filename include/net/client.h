/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_NET_CLIENT_H
#define CONCERND_NET_CLIENT_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/*
 * The sending end of POST /v1/events, for concernctl: one kept connection that waits for each
 * answer. A POST repeats what a sender should repeat (no answer, 429, 503) until `patience_us` is over;
 * events carry ids of their own, so a repeat stores nothing twice.
 */

struct client;

struct client_options {
	const char *url; /* "https://host:port" or, for loopback, "http://…"; no path */
	const char
		*unix_path;  /* of the socket to connect to, whatever the url says; NULL for none */
	const char *token;   /* sent as bearer; NULL for none */
	const char *ca_file; /* PEM of who signs the daemon's certificate; NULL: the system's */
	int64_t timeout_us;  /* of one request, all in all */
	int64_t patience_us; /* how long to repeat before giving up; 0: never repeat */
	/* Told before each pause, with why and for how long; NULL for nobody. */
	void (*on_wait)(void *context, const char *why, int64_t pause_us);
	void *context;
};

struct client_reply {
	int status;
	const char *body; /* NUL-terminated; until the next call or client_free() */
	size_t length;
};

/* Texts are copied. NULL with *err when the URL is none of ours. Freed by client_free(). */
struct client *client_new(const struct client_options *options, struct err *err);
void client_free(struct client *client);

/* Posts a body to `path` ("/v1/events"). True with any answer that is final, of whatever status;
 * false with ERR_RETRY when patience ran out, ERR_FATAL when TLS does not trust the daemon. */
bool client_post(struct client *client, const char *path, const char *content_type,
		 const char *body, size_t length, struct client_reply *ret, struct err *err);

/* Gets `path` ("/readyz"), once: any answer is final. False when there was none. */
bool client_get(struct client *client, const char *path, struct client_reply *ret, struct err *err);

#endif
