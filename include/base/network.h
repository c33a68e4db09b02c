/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_BASE_NETWORK_H
#define CONCERND_BASE_NETWORK_H

#include <stdbool.h>
#include <sys/socket.h>

/* Networks as "192.0.2.0/24", "2001:db8::/32" or a single address, and which addresses are in them. */

struct network {
	unsigned char bytes[16]; /* an IPv4 address as ::ffff:a.b.c.d */
	int bits;                /* of 128 */
};

/* The whole text; false and *ret untouched if it is none. */
bool network_parse(const char *text, struct network *ret);

/* True if a socket address (AF_INET or AF_INET6) is in it. */
bool network_has(const struct network *network, const struct sockaddr *address);

/* True if it is of this machine: 127.0.0.0/8, ::1, and what means the same. */
bool address_is_loopback(const struct sockaddr *address);

/* True if it is of the open internet: not of this machine, this link, or a private network (IANA's
 * special-purpose registries), not multicast. */
bool address_is_public(const struct sockaddr *address);

#endif
