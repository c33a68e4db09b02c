/* SPDX-License-Identifier: Apache-2.0 */
#include <event2/buffer.h>
#include <event2/keyvalq_struct.h>
#include <stdlib.h>
#include <string.h>

#include "request.h"

/* A request from evhttp's hands to a handler's: what was asked, and the route it goes. */

static const struct {
	enum evhttp_cmd_type type;
	enum method method;
	const char *name;
} methods[] = {
	{ EVHTTP_REQ_GET, METHOD_GET, "GET, HEAD" }, { EVHTTP_REQ_HEAD, METHOD_GET, NULL },
	{ EVHTTP_REQ_POST, METHOD_POST, "POST" },    { EVHTTP_REQ_PUT, METHOD_PUT, "PUT" },
	{ EVHTTP_REQ_PATCH, METHOD_PATCH, "PATCH" }, { EVHTTP_REQ_DELETE, METHOD_DELETE, "DELETE" },
};

enum { METHODS = sizeof(methods) / sizeof(methods[0]) };

/* ---- what was asked ---- */

/* Decoded and valid UTF-8, in the arena; NULL if it is not. */
static const char *decode(struct request *request, const char *text, size_t length, bool is_query)
{
	char *escaped = arena_strndup(&request->arena, text, length);
	size_t size;
	char *plain = evhttp_uridecode(escaped, is_query, &size);
	const char *copy = NULL;

	if (plain && g_utf8_validate(plain, (gssize)size, NULL))
		copy = arena_strdup(&request->arena, plain);
	free(plain);
	return copy;
}

static bool read_param(struct request *request, const char *text, size_t length)
{
	const char *equals = memchr(text, '=', length);
	size_t name_length = equals ? (size_t)(equals - text) : length;
	struct param param = {
		.name = decode(request, text, name_length, true),
		.value = equals ? decode(request, equals + 1, length - name_length - 1, true) : "",
	};

	if (!param.name || !param.value)
		return false;
	request->params = arena_grow(&request->arena, request->params, request->n_params,
				     &request->params_room, sizeof(*request->params));
	request->params[request->n_params++] = param;
	return true;
}

static bool read_target(struct request *request)
{
	const struct evhttp_uri *uri = evhttp_request_get_evhttp_uri(request->evreq);
	const char *path = evhttp_uri_get_path(uri);
	const char *query = evhttp_uri_get_query(uri);

	if (!path || !*path)
		path = "/";
	request->path = decode(request, path, strlen(path), false);
	while (query && *query) {
		size_t length = strcspn(query, "&");

		if (length && !read_param(request, query, length))
			return false;
		query += length + (query[length] == '&');
	}
	return request->path != NULL;
}

/* Compares segment by segment, "{}" taking any that is not empty. */
static bool route_fits(const char *pattern, struct request *request)
{
	const char *path = request->path;

	request->n_segments = 0;
	while (*pattern == '/' && *path == '/') {
		size_t wanted = strcspn(++pattern, "/"), given = strcspn(++path, "/");
		bool is_any = wanted == 2 && memcmp(pattern, "{}", 2) == 0;

		if (is_any && (given == 0 || request->n_segments == SEGMENTS_MAX))
			return false;
		if (!is_any && (wanted != given || memcmp(pattern, path, given) != 0))
			return false;
		if (is_any)
			request->segments[request->n_segments++] = arena_strndup(&request->arena,
										 path, given);
		pattern += wanted;
		path += given;
	}
	return *pattern == '\0' && *path == '\0';
}

const struct peer *request_peer(struct request *request)
{
	return &request->peer;
}

enum method request_method(const struct request *request)
{
	return request->method;
}

const char *request_path(const struct request *request)
{
	return request->path;
}

const char *request_segment(const struct request *request, size_t i)
{
	return i < request->n_segments ? request->segments[i] : NULL;
}

const char *request_param(struct request *request, const char *name)
{
	for (size_t i = 0; i < request->n_params; i++)
		if (strcmp(request->params[i].name, name) == 0)
			return request->params[i].value;
	return NULL;
}

const char *request_header(const struct request *request, const char *name)
{
	return evhttp_find_header(evhttp_request_get_input_headers(request->evreq), name);
}

void request_each_header(const struct request *request, const char *prefix,
			 void (*each)(void *context, const char *name, const char *value),
			 void *context)
{
	const struct evkeyvalq *headers = evhttp_request_get_input_headers(request->evreq);
	const struct evkeyval *header;

	TAILQ_FOREACH(header, headers, next)
	if (strncasecmp(header->key, prefix, strlen(prefix)) == 0)
		each(context, header->key, header->value);
}

const char *request_token(const struct request *request)
{
	const char *value = request_header(request, "Authorization");

	if (!value || strncasecmp(value, "Bearer ", 7) != 0)
		return NULL;
	value += 7;
	return value + strspn(value, " ");
}

const char *request_body(struct request *request, size_t *ret_length)
{
	struct evbuffer *buffer = evhttp_request_get_input_buffer(request->evreq);

	if (!request->body) {
		request->length = evbuffer_get_length(buffer);
		evbuffer_add(buffer, "", 1);
		request->body = (const char *)evbuffer_pullup(buffer, -1);
	}
	*ret_length = request->length;
	return request->body;
}

struct arena *request_arena(struct request *request)
{
	return &request->arena;
}

/* ---- from evhttp to the handler ---- */

static void refuse(struct request *request, enum problem_kind kind, const char *detail)
{
	struct problem problem;

	problem_set(&problem, kind, "%s", detail);
	request_reply_problem(request, &problem);
}

/* The methods of a path, as Allow says them; "" when no route has it. */
static const char *allowed(struct request *request)
{
	const struct listener_options *options = &request->listener->options;
	const char *list = "";

	for (size_t m = 0; m < METHODS; m++)
		for (size_t i = 0; methods[m].name && i < options->n_routes; i++)
			if (options->routes[i].method == methods[m].method &&
			    route_fits(options->routes[i].path, request)) {
				list = arena_printf(&request->arena, "%s%s%s", list,
						    *list ? ", " : "", methods[m].name);
				break;
			}
	return list;
}

static void reply_unrouted(struct request *request)
{
	const char *allow = allowed(request);

	if (!*allow) {
		refuse(request, PROBLEM_NOT_FOUND, "no such address");
		return;
	}
	request_add_header(request, "Allow", arena_printf(&request->arena, "%s, OPTIONS", allow));
	if (evhttp_request_get_command(request->evreq) == EVHTTP_REQ_OPTIONS)
		request_reply(request, 204, NULL, NULL, 0);
	else
		refuse(request, PROBLEM_METHOD, "see the Allow header for the methods it takes");
}

static void hand_over(struct request *request)
{
	struct listener *listener = request->listener;

	for (size_t i = 0; i < listener->options.n_routes; i++) {
		const struct route *route = &listener->options.routes[i];

		if (route->method != request->method || !route_fits(route->path, request))
			continue;
		request->is_held = true;
		LIST_INSERT_HEAD(&listener->held, request, entry);
		listener->counts.held++;
		route->handle(listener->options.context, request);
		return;
	}
	reply_unrouted(request);
}

void request_free(struct request *request)
{
	if (request->is_held && request->listener) {
		LIST_REMOVE(request, entry);
		request->listener->counts.held--;
	}
	arena_done(&request->arena);
	mem_free(request);
}

static struct request *request_new(struct conn *conn, struct evhttp_request *evreq)
{
	struct request *request = mem_new(1, sizeof(*request));
	enum evhttp_cmd_type type = evhttp_request_get_command(evreq);

	arena_init(&request->arena);
	request->listener = conn->listener;
	request->conn = conn;
	request->evreq = evreq;
	request->is_head = type == EVHTTP_REQ_HEAD;
	for (size_t i = 0; i < METHODS; i++)
		if (methods[i].type == type)
			request->method = methods[i].method;
	return request;
}

void request_take(struct evhttp_request *evreq, void *context)
{
	struct conn *conn = conn_find(evreq);
	struct request *request = request_new(conn, evreq);
	const char *wrong = guard_check(evreq);

	(void)context;
	conn->request = request;
	conn_enter(conn, CONN_HELD);
	if (!wrong && !read_target(request))
		wrong = "the address must be UTF-8";
	if (wrong) {
		conn->listener->counts.guard_refused++;
		request_add_header(request, "Connection", "close");
		refuse(request, PROBLEM_MALFORMED, wrong);
		return;
	}
	peer_read(conn, &request->arena, &request->peer);
	hand_over(request);
}

void request_lose_conn(struct request *request)
{
	request->conn = NULL;
}

void request_lose_listener(struct request *request)
{
	request->listener = NULL;
	LIST_REMOVE(request, entry);
}
