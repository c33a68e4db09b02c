/* SPDX-License-Identifier: Apache-2.0 */
#include "net/tls.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"

/*
 * One SSL_CTX at a time, built whole before it takes the place of the last: a reload that fails
 * changes nothing, and a session holds its own reference to the one it began with.
 */

struct tls {
	SSL_CTX *context;
	int64_t expires_at_us;
};

/* OpenSSL's reason, for an operator: its texts name the library's troubles, never a peer's. */
static const char *reason(void)
{
	const char *text = ERR_reason_error_string(ERR_peek_last_error());

	return text ? text : "the file cannot be read";
}

static bool load_certificate(SSL_CTX *context, const struct tls_options *options, struct err *err)
{
	if (SSL_CTX_use_certificate_chain_file(context, options->certificate_file) != 1)
		return err_set(err, ERR_FATAL, "%s: no certificate in PEM: %s",
			       options->certificate_file, reason());
	if (SSL_CTX_use_PrivateKey_file(context, options->key_file, SSL_FILETYPE_PEM) != 1)
		return err_set(err, ERR_FATAL,
			       "%s: no key in PEM that goes with the certificate of %s: %s",
			       options->key_file, options->certificate_file, reason());
	return true;
}

static bool load_client_ca(SSL_CTX *context, const struct tls_options *options, struct err *err)
{
	int mode = SSL_VERIFY_PEER;
	STACK_OF(X509_NAME) * names;

	if (!options->client_ca_file)
		return true;
	names = SSL_load_client_CA_file(options->client_ca_file);
	if (!names || SSL_CTX_load_verify_file(context, options->client_ca_file) != 1) {
		sk_X509_NAME_pop_free(names, X509_NAME_free);
		return err_set(err, ERR_FATAL, "%s: no CA certificates in PEM: %s",
			       options->client_ca_file, reason());
	}
	SSL_CTX_set_client_CA_list(context, names);
	if (options->client_required)
		mode |= SSL_VERIFY_FAIL_IF_NO_PEER_CERT;
	SSL_CTX_set_verify(context, mode, NULL);
	return true;
}

/* No passphrase is ever asked for on a terminal. */
static int no_passphrase(char *buffer, int size, int writing, void *context)
{
	(void)buffer, (void)size, (void)writing, (void)context;
	return -1;
}

static SSL_CTX *context_new(const struct tls_options *options, struct err *err)
{
	static const unsigned char session_context[] = "concernd";
	SSL_CTX *context = SSL_CTX_new(TLS_server_method());

	if (!context) {
		err_set(err, ERR_FATAL, "OpenSSL does not start: %s", reason());
		return NULL;
	}
	ERR_clear_error();
	SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
	SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
					     SSL_OP_CIPHER_SERVER_PREFERENCE);
	SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
	SSL_CTX_set_default_passwd_cb(context, no_passphrase);
	/* Without it a session of a client with a certificate cannot be taken up again. */
	SSL_CTX_set_session_id_context(context, session_context, sizeof(session_context) - 1);
	if (load_certificate(context, options, err) && load_client_ca(context, options, err))
		return context;
	SSL_CTX_free(context);
	return NULL;
}

static int64_t expiry_us(SSL_CTX *context)
{
	const ASN1_TIME *end = X509_get0_notAfter(SSL_CTX_get0_certificate(context));
	ASN1_TIME *epoch = ASN1_TIME_set(NULL, 0);
	int days = 0, seconds = 0;

	ASN1_TIME_diff(&days, &seconds, epoch, end);
	ASN1_TIME_free(epoch);
	return days * USEC_PER_DAY + (int64_t)seconds * USEC_PER_SEC;
}

bool tls_reload(struct tls *tls, const struct tls_options *options, struct err *err)
{
	SSL_CTX *context = context_new(options, err);

	if (!context)
		return false;
	SSL_CTX_free(tls->context);
	tls->context = context;
	tls->expires_at_us = expiry_us(context);
	return true;
}

struct tls *tls_new(const struct tls_options *options, struct err *err)
{
	struct tls *tls = mem_new(1, sizeof(*tls));

	if (tls_reload(tls, options, err))
		return tls;
	mem_free(tls);
	return NULL;
}

void tls_free(struct tls *tls)
{
	if (!tls)
		return;
	SSL_CTX_free(tls->context);
	mem_free(tls);
}

int64_t tls_expires_at_us(const struct tls *tls)
{
	return tls->expires_at_us;
}

struct ssl_st *tls_session_new(struct tls *tls)
{
	SSL *ssl = SSL_new(tls->context);

	/* evhttp takes a missing session for plain HTTP, so there is no going on without one. */
	if (!ssl)
		abort();
	return ssl;
}
