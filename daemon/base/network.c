/* SPDX-License-Identifier: Apache-2.0 */
#include "base/network.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

/* All addresses are compared as those of IPv6, so that one that is mapped is the same. */

static void map(const void *four, unsigned char ret[16])
{
	memset(ret, 0, 10);
	ret[10] = ret[11] = 0xff;
	memcpy(ret + 12, four, 4);
}

static bool parse_address(const char *text, unsigned char ret[16], int *ret_bits)
{
	struct in_addr four;

	if (inet_pton(AF_INET, text, &four) == 1) {
		map(&four, ret);
		*ret_bits = 32;
		return true;
	}
	*ret_bits = 128;
	return inet_pton(AF_INET6, text, ret) == 1;
}

bool network_parse(const char *text, struct network *ret)
{
	char address[64];
	const char *slash = strchr(text, '/');
	size_t length = slash != NULL ? (size_t)(slash - text) : strlen(text);
	struct network network;
	int width;

	if (length >= sizeof address)
		return false;
	memcpy(address, text, length);
	address[length] = '\0';
	if (!parse_address(address, network.bytes, &width))
		return false;
	network.bits = 128;
	if (slash != NULL) {
		char *end;
		long bits = strtol(slash + 1, &end, 10);

		if (slash[1] < '0' || slash[1] > '9' || *end != '\0' || bits > width)
			return false;
		network.bits = 128 - width + (int)bits;
	}
	*ret = network;
	return true;
}

static bool bytes_of(const struct sockaddr *address, unsigned char ret[16])
{
	if (address->sa_family == AF_INET)
		map(&((const struct sockaddr_in *)(const void *)address)->sin_addr, ret);
	else if (address->sa_family == AF_INET6)
		memcpy(ret, &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr, 16);
	else
		return false;
	return true;
}

static bool is_within(const struct network *network, const unsigned char bytes[16])
{
	int whole = network->bits / 8, rest = network->bits % 8;

	return memcmp(network->bytes, bytes, (size_t)whole) == 0 &&
	       (rest == 0 || (network->bytes[whole] ^ bytes[whole]) >> (8 - rest) == 0);
}

bool network_has(const struct network *network, const struct sockaddr *address)
{
	unsigned char bytes[16];

	return bytes_of(address, bytes) && is_within(network, bytes);
}

static bool is_in_any(const struct sockaddr *address, const char *const *networks, size_t n)
{
	struct network network;

	for (size_t i = 0; i < n; i++)
		if (network_parse(networks[i], &network) && network_has(&network, address))
			return true;
	return false;
}

bool address_is_loopback(const struct sockaddr *address)
{
	static const char *const own[] = { "127.0.0.0/8", "::1", "0.0.0.0/8", "::" };

	return is_in_any(address, own, sizeof own / sizeof *own);
}

bool address_is_public(const struct sockaddr *address)
{
	/* RFC 6890 and what the registries added since; 64:ff9b::/96 leads to IPv4, whatever it is. */
	static const char *const special[] = {
		"10.0.0.0/8",      "100.64.0.0/10",  "169.254.0.0/16", "172.16.0.0/12",
		"192.0.0.0/24",    "192.0.2.0/24",   "192.168.0.0/16", "198.18.0.0/15",
		"198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4",    "240.0.0.0/4",
		"64:ff9b::/96",    "64:ff9b:1::/48", "100::/64",       "2001::/23",
		"2001:db8::/32",   "2002::/16",      "fc00::/7",       "fe80::/10",
		"fec0::/10",       "ff00::/8",
	};

	return (address->sa_family == AF_INET || address->sa_family == AF_INET6) &&
	       !address_is_loopback(address) &&
	       !is_in_any(address, special, sizeof special / sizeof *special);
}
