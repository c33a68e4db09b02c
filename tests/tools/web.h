/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_TESTS_TOOLS_WEB_H
#define CONCERND_TESTS_TOOLS_WEB_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "net/listener.h"
#include "net/tls.h"

/*
 * A real listener in a process of its own, and blocking clients that send whatever bytes they like.
 * Its routes: GET /hello says who asks and what for; POST /echo gives the body back; POST /hold is
 * kept until SIGUSR1; /schemas/ are the published ones; GET /counts gives struct listener_counts, itself not counted as held. SIGTERM stops it in order, SIGUSR2
 * frees the listener at once and then answers what was held; SIGHUP reads the TLS files again.
 */

struct web {
	pid_t pid;
	uint16_t port;
};

/* Starts one with these limits and address (routes are its own); tls may be NULL. Fails the test if
 * it does not come up. */
struct web web_start(const struct listener_options *options, const struct tls_options *tls);

/* Sends a signal. */
void web_signal(const struct web *web, int number);

/* Waits for its end (10 s at most, else the test fails) and asserts that it ended well. */
void web_wait(const struct web *web);

/* Stops it in order and waits. */
void web_stop(const struct web *web);

/* A connection to it; -1 if it is refused. Reads give up after 10 s. */
int web_connect(const struct web *web);

/* Sends all of text; false if the other side has closed. */
bool web_send(int fd, const char *text);

/* Reads one answer, head and body by its Content-Length, into a static buffer; "" at the end of the
 * connection. */
const char *web_answer(int fd);

/* True if the other side has closed: waits for it, 10 s at most. */
bool web_is_closed(int fd);

/* One request on a connection of its own: send, take the answer. */
const char *web_ask(const struct web *web, const char *text);

/* A count of /counts by its name. */
json_int_t web_count(const struct web *web, const char *name);

/* Waits until that count is at least n, 10 s at most, else the test fails. */
void web_await_count(const struct web *web, const char *name, json_int_t n);

#endif
