/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "web.h"

#include <arpa/inet.h>
#include <errno.h>
#include <event2/event.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "net/schemas.h"

enum { PATIENCE_S = 10, HELD_MAX = 8, ANSWER_MAX = 1 << 20 };

/* ---- the server, in the child ---- */

struct server {
	struct event_base *base;
	struct listener *listener;
	const struct tls_options *tls_options;
	struct tls *tls;
	struct request *held[HELD_MAX];
	size_t n_held;
};

static void on_hello(void *context, struct request *request)
{
	const struct peer *peer = request_peer(request);
	const char *segment = request_segment(request, 0), *token = request_token(request);
	const char *name = request_param(request, "name");

	(void)context;
	request_reply_json(request, 200,
			   json_pack("{s:s, s:s?, s:s?, s:s?, s:b, s:I, s:b, s:s?}", "path",
				     request_path(request), "segment", segment, "name", name,
				     "token", token, "unix", peer->is_unix, "uid",
				     (json_int_t)peer->uid, "loopback", peer->is_loopback, "san",
				     peer->n_sans ? peer->sans[0] : NULL));
}

static void on_echo(void *context, struct request *request)
{
	size_t length;
	const char *body = request_body(request, &length);

	(void)context;
	request_reply(request, 200, "application/octet-stream", body, length);
}

static void on_hold(void *context, struct request *request)
{
	struct server *server = context;

	server->held[server->n_held++] = request;
}

static void on_counts(void *context, struct request *request)
{
	struct server *server = context;
	struct listener_counts counts;

	listener_count(server->listener, &counts);
	counts.held--; /* this one */
	request_reply_json(request, 200,
			   json_pack("{s:i, s:i, s:I, s:I, s:I, s:I, s:I}", "connections",
				     counts.connections, "held", counts.held, "accepted",
				     (json_int_t)counts.accepted, "guard_refused",
				     (json_int_t)counts.guard_refused, "cut",
				     (json_int_t)counts.cut, "handshakes_failed",
				     (json_int_t)counts.handshakes_failed, "paused",
				     (json_int_t)counts.paused));
}

static const struct route routes[] = {
	{ "/hello", METHOD_GET, on_hello },
	{ "/hello/{}/there", METHOD_GET, on_hello },
	{ "/echo", METHOD_POST, on_echo },
	{ "/hold", METHOD_POST, on_hold },
	{ "/counts", METHOD_GET, on_counts },
	{ "/schemas/", METHOD_GET, schemas_list },
	{ "/schemas/{}", METHOD_GET, schemas_serve },
};

static void answer_held(struct server *server)
{
	while (server->n_held > 0)
		request_reply(server->held[--server->n_held], 200, "text/plain", "held\n", 5);
}

static void on_stopped(void *context)
{
	struct server *server = context;

	event_base_loopbreak(server->base);
}

static void on_signal(evutil_socket_t number, short what, void *context)
{
	struct server *server = context;
	struct err err;

	(void)what;
	if (number == SIGUSR1) {
		answer_held(server);
	} else if (number == SIGTERM) {
		listener_stop(server->listener, on_stopped, server);
	} else if (number == SIGHUP) {
		tls_reload(server->tls, server->tls_options, &err);
	} else {
		listener_free(server->listener);
		server->listener = NULL;
		answer_held(server);
		event_base_loopbreak(server->base);
	}
}

static void serve(struct server *server, int told)
{
	static const int numbers[] = { SIGTERM, SIGHUP, SIGUSR1, SIGUSR2 };
	uint16_t port = listener_port(server->listener);
	struct event *signals[4];

	for (size_t i = 0; i < 4; i++) {
		signals[i] = evsignal_new(server->base, numbers[i], on_signal, server);
		event_add(signals[i], NULL);
	}
	if (write(told, &port, sizeof(port)) != sizeof(port))
		exit(1);
	close(told);
	event_base_dispatch(server->base);
	listener_free(server->listener);
	for (size_t i = 0; i < 4; i++)
		event_free(signals[i]);
	tls_free(server->tls);
	event_base_free(server->base);
}

/* Says its port to the parent once it listens and heeds signals. */
static void run(const struct listener_options *options, const struct tls_options *tls, int told)
{
	struct listener_options own = *options;
	struct server server = { .base = event_base_new(), .tls_options = tls };
	struct err err;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGPIPE, SIG_IGN);
	if (tls && !(server.tls = tls_new(tls, &err))) {
		fprintf(stderr, "# %s\n", err.text);
		exit(1);
	}
	own.tls = server.tls;
	own.routes = routes;
	own.n_routes = sizeof(routes) / sizeof(routes[0]);
	own.context = &server;
	server.listener = listener_new(server.base, &own, &err);
	if (!server.listener) {
		fprintf(stderr, "# %s\n", err.text);
		exit(1);
	}
	serve(&server, told);
	exit(0);
}

struct web web_start(const struct listener_options *options, const struct tls_options *tls)
{
	struct web web;
	int pipes[2];

	assert_int_equal(pipe(pipes), 0);
	fflush(NULL);
	web.pid = fork();
	assert_true(web.pid >= 0);
	if (web.pid == 0) {
		close(pipes[0]);
		run(options, tls, pipes[1]);
	}
	close(pipes[1]);
	assert_int_equal(read(pipes[0], &web.port, sizeof(web.port)), sizeof(web.port));
	close(pipes[0]);
	return web;
}

void web_signal(const struct web *web, int number)
{
	assert_int_equal(kill(web->pid, number), 0);
}

void web_wait(const struct web *web)
{
	int status = 0;

	for (int tries = 0; waitpid(web->pid, &status, WNOHANG) == 0; tries++) {
		if (tries == PATIENCE_S * 100) {
			kill(web->pid, SIGKILL);
			fail_msg("the server does not end");
		}
		poll(NULL, 0, 10);
	}
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

void web_stop(const struct web *web)
{
	web_signal(web, SIGTERM);
	web_wait(web);
}

/* ---- the client ---- */

int web_connect(const struct web *web)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_port = htons(web->port),
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	const struct timeval patience = { .tv_sec = PATIENCE_S };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0)
		return fd;
	close(fd);
	return -1;
}

bool web_send(int fd, const char *text)
{
	size_t length = strlen(text);

	while (length > 0) {
		ssize_t n = send(fd, text, length, MSG_NOSIGNAL);

		if (n < 0)
			return false;
		text += n;
		length -= (size_t)n;
	}
	return true;
}

/* Bytes of the whole answer that the head in text tells of; 0 while the head is not whole. */
static size_t answer_length(const char *text)
{
	const char *end = strstr(text, "\r\n\r\n");
	const char *length = end ? strcasestr(text, "\r\nContent-Length:") : NULL;

	if (!end)
		return 0;
	return (size_t)(end + 4 - text) +
	       (length && length < end ? strtoul(length + 17, NULL, 10) : 0);
}

/* Byte by byte, so that nothing of a further answer is taken. */
const char *web_answer(int fd)
{
	static char answer[ANSWER_MAX];
	size_t n = 0, whole = 0;

	do {
		ssize_t got = recv(fd, answer + n, whole ? whole - n : 1, 0);

		if (got <= 0)
			break;
		n += (size_t)got;
		answer[n] = '\0';
		whole = answer_length(answer);
	} while ((whole == 0 || n < whole) && n + 1 < sizeof(answer) && whole < sizeof(answer));
	answer[n] = '\0';
	return answer;
}

bool web_is_closed(int fd)
{
	char bytes[4096];
	ssize_t n;

	do
		n = recv(fd, bytes, sizeof(bytes), 0);
	while (n > 0);
	return n == 0 || errno == ECONNRESET;
}

const char *web_ask(const struct web *web, const char *text)
{
	int fd = web_connect(web);
	const char *answer;

	assert_true(fd >= 0);
	assert_true(web_send(fd, text));
	answer = web_answer(fd);
	close(fd);
	return answer;
}

json_int_t web_count(const struct web *web, const char *name)
{
	const char *answer = web_ask(web, "GET /counts HTTP/1.1\r\nHost: x\r\n\r\n");
	const char *body = strstr(answer, "\r\n\r\n");
	json_t *json = body ? json_loads(body, 0, NULL) : NULL;
	json_int_t count = json_integer_value(json_object_get(json, name));

	assert_true(json_is_integer(json_object_get(json, name)));
	json_decref(json);
	return count;
}

void web_await_count(const struct web *web, const char *name, json_int_t n)
{
	for (int tries = 0; web_count(web, name) < n; tries++) {
		if (tries == PATIENCE_S * 100)
			fail_msg("%s does not come to %d", name, (int)n);
		poll(NULL, 0, 10);
	}
}
