/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_NET_TLS_H
#define CONCERND_NET_TLS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

/* What a listener shows and asks for in TLS (1.2 or newer): its certificate and key, and the CA
 * that signs client certificates. */

struct ssl_st;

struct tls_options {
	const char *certificate_file; /* PEM: the server's certificate, then its chain */
	const char *key_file;         /* PEM, without a passphrase */
	const char
		*client_ca_file; /* PEM: who may sign client certificates; NULL: none asked for */
	bool client_required;    /* a client without a certificate fails the handshake;
					 otherwise it may come with a token instead */
};

struct tls;

/* Reads the files. NULL and ERR_FATAL, which names the file and what is wrong with it. */
struct tls *tls_new(const struct tls_options *options, struct err *err);

/* Reads files again (they may be others) for the connections to come; those that stand keep what
 * they have. On failure the old ones stay in force. */
bool tls_reload(struct tls *tls, const struct tls_options *options, struct err *err);

/* May be called while connections made from it still stand, not while a listener has it. */
void tls_free(struct tls *tls);

/* When the server's certificate ends, microseconds since 1970: for a metric and a warning. */
int64_t tls_expires_at_us(const struct tls *tls);

/* For net/ itself: a session for one accepted connection, which the caller frees. */
struct ssl_st *tls_session_new(struct tls *tls);

#endif
