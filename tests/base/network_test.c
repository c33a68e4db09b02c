/* SPDX-License-Identifier: Apache-2.0 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/network.h"

static const struct sockaddr *address(const char *text)
{
	static struct sockaddr_in four;
	static struct sockaddr_in6 six;

	four.sin_family = AF_INET;
	six.sin6_family = AF_INET6;
	if (inet_pton(AF_INET, text, &four.sin_addr) == 1)
		return (const struct sockaddr *)&four;
	assert_int_equal(inet_pton(AF_INET6, text, &six.sin6_addr), 1);
	return (const struct sockaddr *)&six;
}

static void a_network_has_the_addresses_between_its_ends(void **state)
{
	struct network network;

	(void)state;
	assert_true(network_parse("10.1.128.0/17", &network));
	assert_true(network_has(&network, address("10.1.128.0")));
	assert_true(network_has(&network, address("10.1.255.255")));
	assert_false(network_has(&network, address("10.1.127.255")));
	assert_true(network_has(&network, address("::ffff:10.1.200.1")));
	assert_true(network_parse("2001:db8::1", &network));
	assert_true(network_has(&network, address("2001:db8::1")));
	assert_false(network_has(&network, address("2001:db8::2")));
	assert_true(network_parse("0.0.0.0/0", &network));
	assert_true(network_has(&network, address("192.0.2.1")));
	assert_false(network_has(&network, address("2001:db8::1")));
}

static void what_is_no_network_is_none(void **state)
{
	static const char *const wrong[] = { "",         "10.0.0.0/33", "10.0.0.0/",
					     "10.0.0/8", "10.0.0.0/-1", "::/129",
					     "name/8",   "10.0.0.0/8x" };
	struct network network;

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_false(network_parse(wrong[i], &network));
}

static void only_the_open_internet_is_public(void **state)
{
	static const char *const inside[] = { "127.0.0.1",
					      "127.9.9.9",
					      "0.0.0.0",
					      "::1",
					      "::",
					      "10.0.0.1",
					      "172.31.9.9",
					      "192.168.1.1",
					      "169.254.169.254",
					      "100.64.0.1",
					      "fd00::1",
					      "fe80::1",
					      "224.0.0.1",
					      "255.255.255.255",
					      "::ffff:127.0.0.1",
					      "::ffff:10.0.0.1",
					      "64:ff9b::7f00:1" };
	static const char *const outside[] = { "93.184.216.34", "172.32.0.1", "2606:2800::1" };

	(void)state;
	for (size_t i = 0; i < sizeof inside / sizeof *inside; i++)
		assert_false(address_is_public(address(inside[i])));
	for (size_t i = 0; i < sizeof outside / sizeof *outside; i++)
		assert_true(address_is_public(address(outside[i])));
	assert_true(address_is_loopback(address("::ffff:127.0.0.1")));
	assert_false(address_is_loopback(address("10.0.0.1")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_network_has_the_addresses_between_its_ends),
		cmocka_unit_test(what_is_no_network_is_none),
		cmocka_unit_test(only_the_open_internet_is_public),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
