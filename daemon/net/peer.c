/* SPDX-License-Identifier: Apache-2.0 */
#include <arpa/inet.h>
#include <event2/bufferevent_ssl.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <string.h>
#include <sys/socket.h>

#include "conn.h"

/* Who is at the other end, as far as the kernel and TLS can vouch for it; headers cannot. */

static bool is_loopback(const char *address)
{
	struct in_addr four;
	struct in6_addr six;

	if (inet_pton(AF_INET, address, &four) == 1)
		return ntohl(four.s_addr) >> 24 == 127;
	if (inet_pton(AF_INET6, address, &six) != 1)
		return false;
	return IN6_IS_ADDR_LOOPBACK(&six) || (IN6_IS_ADDR_V4MAPPED(&six) && six.s6_addr[12] == 127);
}

/* A name with anything but printable ASCII in it, a NUL most of all, is nobody's. */
static const char *san_text(const GENERAL_NAME *name, struct arena *arena)
{
	const char *kind = name->type == GEN_DNS ? "DNS" : name->type == GEN_URI ? "URI" : NULL;
	const ASN1_IA5STRING *string = kind ? name->d.ia5 : NULL;
	int length = string ? ASN1_STRING_length(string) : 0;

	for (int i = 0; i < length; i++)
		if (ASN1_STRING_get0_data(string)[i] <= ' ' ||
		    ASN1_STRING_get0_data(string)[i] > '~')
			return NULL;
	return length ? arena_printf(arena, "%s:%.*s", kind, length,
				     (const char *)ASN1_STRING_get0_data(string))
		      : NULL;
}

static void read_certificate(const SSL *ssl, struct arena *arena, struct peer *ret)
{
	X509 *certificate = SSL_get1_peer_certificate(ssl);
	GENERAL_NAMES *names = NULL;
	int n;

	if (certificate && SSL_get_verify_result(ssl) == X509_V_OK)
		names = X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
	n = names ? sk_GENERAL_NAME_num(names) : 0;
	ret->sans = arena_new(arena, (size_t)n + 1, sizeof(*ret->sans));
	for (int i = 0; i < n; i++) {
		const char *text = san_text(sk_GENERAL_NAME_value(names, i), arena);

		if (text)
			ret->sans[ret->n_sans++] = text;
	}
	GENERAL_NAMES_free(names);
	X509_free(certificate);
}

void peer_read(struct conn *conn, struct arena *arena, struct peer *ret)
{
	const SSL *ssl = bufferevent_openssl_get_ssl(conn->bev);
	struct ucred owner;
	socklen_t length = sizeof(owner);
	char *address = NULL;
	uint16_t port;

	*ret = (struct peer){ .address = "", .uid = UINT32_MAX };
	if (conn->listener->is_unix) {
		ret->is_unix = true;
		if (getsockopt(bufferevent_getfd(conn->bev), SOL_SOCKET, SO_PEERCRED, &owner,
			       &length) == 0)
			ret->uid = owner.uid;
		return;
	}
	evhttp_connection_get_peer(conn->evcon, &address, &port);
	ret->address = arena_strdup(arena, address ? address : "");
	ret->is_loopback = is_loopback(ret->address);
	ret->is_tls = ssl != NULL;
	if (ssl)
		read_certificate(ssl, arena, ret);
}
