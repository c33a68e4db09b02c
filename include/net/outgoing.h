/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_NET_OUTGOING_H
#define CONCERND_NET_OUTGOING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/network.h"

/*
 * What the daemon sends by itself: webhooks and mail, through one libcurl multi handle on the event
 * loop, so that nobody waits for a slow receiver. No redirects, no proxy of the environment, a new
 * connection each.
 */

struct event_base;
struct outgoing;

/* How it ended. Nothing of it is a text from outside. */
struct outgoing_end {
	bool taken;            /* answered 2xx, or the mail server took it over */
	const char *why;       /* else: "dns", "connect", "address", "tls", "timeout", "status-503",
				  "smtp-550", "transfer"; until the callback returns */
	int status;            /* of HTTP or SMTP; 0: none came */
	int64_t retry_after_s; /* as the receiver asks; 0: it does not */
};

typedef void outgoing_done(void *context, const struct outgoing_end *end);

/* Which addresses may be connected to: those of the open internet, and of these networks. */
struct reach {
	const struct network *networks;
	size_t n;
	bool loopback_ok; /* also this machine: tests alone */
};

struct post {
	const char *url;            /* "https://…"; "http://…" only with plain_ok */
	const char *const *headers; /* "Name: value", ends with NULL */
	const char *body;
	const char *ca_file; /* PEM of who signs the receiver's certificate; "": the system's */
	const struct reach *reach;
	bool plain_ok;
};

enum mail_security {
	MAIL_STARTTLS, /* nothing is said before TLS stands */
	MAIL_TLS,      /* from the first byte */
	MAIL_PLAIN,    /* for a server on this machine */
};

struct mail {
	const char *server; /* "host:port" */
	enum mail_security security;
	const char *user, *password; /* "": none are asked for */
	const char *ca_file;         /* as above */
	const char *from, *to;       /* addresses, without angle brackets */
	const char *const *headers;  /* as above; MIME's own are added */
	const char *text, *html;     /* UTF-8 */
};

/* Never NULL. */
struct outgoing *outgoing_new(struct event_base *base);

/* Drops what is under way; its callbacks are not called. */
void outgoing_free(struct outgoing *outgoing);

/* Sends, and calls done once, from the loop, within half a minute. Everything is copied but *reach,
 * which must live until then. */
void outgoing_post(struct outgoing *outgoing, const struct post *post, outgoing_done *done,
		   void *context);
void outgoing_mail(struct outgoing *outgoing, const struct mail *mail, outgoing_done *done,
		   void *context);

#endif
