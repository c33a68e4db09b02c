/* SPDX-License-Identifier: Apache-2.0 */
#include <event2/buffer.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "request.h"

/* Answers: whatever the kind, all go out in reply(). */

static bool header_is_safe(const char *text)
{
	return text[strcspn(text, "\r\n")] == '\0';
}

void request_add_header(struct request *request, const char *name, const char *value)
{
	struct evkeyvalq *headers = evhttp_request_get_output_headers(request->evreq);

	if (!header_is_safe(name) || !header_is_safe(value) ||
	    evhttp_add_header(headers, name, value) != 0)
		abort();
}

static void default_header(struct request *request, const char *name, const char *value)
{
	if (!evhttp_find_header(evhttp_request_get_output_headers(request->evreq), name))
		request_add_header(request, name, value);
}

/* The answer is out: what was sent after the request, if anything, is the next one. */
static void on_answered(struct evhttp_request *evreq, void *context)
{
	struct conn *conn = context;
	bool has_more = evbuffer_get_length(bufferevent_get_input(conn->bev)) > 0;

	(void)evreq;
	conn_enter(conn, has_more ? CONN_READING : CONN_SILENT);
	if (conn->listener->stopping)
		conn_close_later(conn);
}

/* Sends the head and what body holds (nothing for HEAD), and lets go of the request. */
static void reply(struct request *request, int status, const char *content_type,
		  struct evbuffer *body)
{
	struct conn *conn = request->conn;
	char length[24];

	if (request->listener)
		request->listener->counts.replies[status / 100]++;
	if (content_type)
		default_header(request, "Content-Type", content_type);
	default_header(request, "Cache-Control", "no-store");
	default_header(request, "X-Content-Type-Options", "nosniff");
	if (request->listener && request->listener->stopping)
		default_header(request, "Connection", "close");
	if (request->is_head) {
		snprintf(length, sizeof(length), "%zu", evbuffer_get_length(body));
		default_header(request, "Content-Length", length);
		evbuffer_drain(body, evbuffer_get_length(body));
	}
	if (conn) {
		conn->request = NULL;
		conn_enter(conn, CONN_ANSWERING);
		evhttp_request_set_on_complete_cb(request->evreq, on_answered, conn);
	}
	evhttp_send_reply(request->evreq, status, NULL, body);
	evbuffer_free(body);
	request_free(request);
}

static struct evbuffer *buffer_new(void)
{
	struct evbuffer *buffer = evbuffer_new();

	if (!buffer)
		abort();
	return buffer;
}

void request_reply(struct request *request, int status, const char *content_type, const void *body,
		   size_t length)
{
	struct evbuffer *buffer = buffer_new();

	if (length)
		evbuffer_add(buffer, body, length);
	reply(request, status, content_type, buffer);
}

static int append_json(const char *text, size_t length, void *buffer)
{
	return evbuffer_add(buffer, text, length);
}

static void reply_json(struct request *request, int status, const char *content_type, json_t *json)
{
	struct evbuffer *buffer = buffer_new();

	json_dump_callback(json, append_json, buffer, JSON_COMPACT | JSON_ENCODE_ANY);
	evbuffer_add(buffer, "\n", 1);
	json_decref(json);
	reply(request, status, content_type, buffer);
}

void request_reply_json(struct request *request, int status, json_t *json)
{
	reply_json(request, status, "application/json", json);
}

void request_reply_problem(struct request *request, const struct problem *problem)
{
	char seconds[16];

	if (problem->kind == PROBLEM_UNAUTHENTICATED)
		default_header(request, "WWW-Authenticate", "Bearer realm=\"concernd\"");
	if (problem->retry_after_s > 0) {
		snprintf(seconds, sizeof(seconds), "%d", problem->retry_after_s);
		default_header(request, "Retry-After", seconds);
	}
	reply_json(request, problem_status(problem->kind), "application/problem+json",
		   problem_json(problem));
}
