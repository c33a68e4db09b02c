/* SPDX-License-Identifier: Apache-2.0 */
#include "net/cloudevents.h"

#include <string.h>
#include <strings.h>

#include "net/event.h"
#include "net/listener.h"

/* The mode is told by the media type alone, as the CloudEvents HTTP binding says; the batch's is
 * looked for first, for the other is the beginning of its name. */

enum { HEADERS_MAX = 64, HEADER_LENGTH_MAX = 8192 };

/* ---- media types ---- */

/* True if a Content-Type is this media type, parameters aside. */
static bool is_type(const char *content_type, const char *type)
{
	size_t length = strlen(type);

	return strncasecmp(content_type, type, length) == 0 &&
	       (content_type[length] == '\0' || strchr("; \t", content_type[length]));
}

/* application/json, or anything that ends in +json. */
static bool is_json(const char *content_type)
{
	size_t length = strcspn(content_type, "; \t");

	return is_type(content_type, "application/json") ||
	       (length > 5 && strncasecmp(content_type + length - 5, "+json", 5) == 0);
}

/* ---- binary mode ---- */

static int hex_value(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = c ? strchr(digits, c >= 'A' && c <= 'F' ? c - 'A' + 'a' : c) : NULL;

	return at ? (int)(at - digits) : -1;
}

/* Takes a quoted string apart, as the binding says to do first; other values are as they are. False
 * if it is not closed, or too long. */
static bool unquote(const char *value, char ret_plain[HEADER_LENGTH_MAX])
{
	bool is_quoted = *value == '"';
	size_t n = 0;

	value += is_quoted;
	for (; *value && !(is_quoted && *value == '"'); value++) {
		if (is_quoted && *value == '\\' && value[1])
			value++;
		if (n + 1 >= HEADER_LENGTH_MAX)
			return false;
		ret_plain[n++] = *value;
	}
	ret_plain[n] = '\0';
	return !is_quoted || strcmp(value, "\"") == 0;
}

/* Percent-decoded once: what is still escaped after that is text. NULL if it is half an escape, a
 * NUL, or not UTF-8. */
static json_t *decode_value(const char *value)
{
	char plain[HEADER_LENGTH_MAX];
	size_t n = 0;

	if (!unquote(value, plain))
		return NULL;
	for (const char *p = plain; *p; p++) {
		char c = *p;

		if (c == '%') {
			int high = hex_value(p[1]), low = high < 0 ? -1 : hex_value(p[2]);

			if (low < 0 || (high == 0 && low == 0))
				return NULL;
			c = (char)(high * 16 + low);
			p += 2;
		}
		plain[n++] = c;
	}
	return json_stringn(plain, n);
}

/* Attribute names are lower case; header names come in any. */
static json_t *read_attributes(const struct cloudevents_message *message, struct problem *problem)
{
	json_t *event = json_object();

	for (size_t i = 0; i < message->n_headers; i++) {
		const struct cloudevents_header *header = &message->headers[i];
		char name[64];
		size_t n = 0;
		json_t *value = decode_value(header->value);

		for (const char *p = header->name + strlen("ce-"); *p && n + 1 < sizeof(name); p++)
			name[n++] = (char)(*p >= 'A' && *p <= 'Z' ? *p - 'A' + 'a' : *p);
		name[n] = '\0';
		if (!value || strcmp(name, "data") == 0 || json_object_get(event, name)) {
			problem_set(problem, PROBLEM_MALFORMED,
				    "a ce- header is given twice, or its value is not "
				    "percent-encoded UTF-8");
			json_decref(value);
			json_decref(event);
			return NULL;
		}
		json_object_set_new(event, name, value);
	}
	return event;
}

static json_t *read_body(const struct cloudevents_message *message, struct problem *problem)
{
	const char *detail;
	json_t *json = event_json_load(message->body, message->length, &detail);

	if (!json)
		problem_set(problem, PROBLEM_MALFORMED, "the body is not taken: %s", detail);
	return json;
}

static json_t *read_binary(const struct cloudevents_message *message, struct problem *problem)
{
	json_t *data, *event;

	if (!is_json(message->content_type)) {
		problem_set(problem, PROBLEM_MEDIA_TYPE, "the data must be application/json");
		return NULL;
	}
	data = read_body(message, problem);
	event = data ? read_attributes(message, problem) : NULL;
	if (!event) {
		json_decref(data);
		return NULL;
	}
	json_object_set_new(event, "data", data);
	json_object_set_new(event, "datacontenttype", json_string("application/json"));
	return event;
}

/* ---- the three modes ---- */

static bool take_one(json_t *event, json_t **ret_events, bool *ret_is_batch)
{
	if (!event)
		return false;
	*ret_events = json_array();
	json_array_append_new(*ret_events, event);
	*ret_is_batch = false;
	return true;
}

static bool take_batch(json_t *batch, json_t **ret_events, bool *ret_is_batch,
		       struct problem *problem)
{
	size_t n = json_array_size(batch);

	if (!batch)
		return false;
	if (n > 0 && n <= CLOUDEVENTS_BATCH_MAX) {
		*ret_events = batch;
		*ret_is_batch = true;
		return true;
	}
	json_decref(batch);
	if (n > CLOUDEVENTS_BATCH_MAX)
		return problem_set(problem, PROBLEM_TOO_LARGE, "send at most %d events in a batch",
				   (int)CLOUDEVENTS_BATCH_MAX);
	return problem_set(problem, PROBLEM_MALFORMED,
			   "a batch must be a JSON list of at least one event");
}

bool cloudevents_read(const struct cloudevents_message *message, json_t **ret_events,
		      bool *ret_is_batch, struct problem *problem)
{
	if (!message->content_type)
		return problem_set(problem, PROBLEM_MEDIA_TYPE, "send a Content-Type");
	if (is_type(message->content_type, "application/cloudevents-batch+json"))
		return take_batch(read_body(message, problem), ret_events, ret_is_batch, problem);
	if (is_type(message->content_type, "application/cloudevents+json"))
		return take_one(read_body(message, problem), ret_events, ret_is_batch);
	if (strncasecmp(message->content_type, "application/cloudevents", 23) != 0 &&
	    message->n_headers > 0)
		return take_one(read_binary(message, problem), ret_events, ret_is_batch);
	return problem_set(problem, PROBLEM_MEDIA_TYPE,
			   "send application/cloudevents+json, application/cloudevents-batch+json, "
			   "or application/json with ce- headers");
}

struct gathered {
	struct cloudevents_header list[HEADERS_MAX];
	size_t n;
	bool too_many;
};

static void gather(void *context, const char *name, const char *value)
{
	struct gathered *headers = context;

	if (headers->n == HEADERS_MAX)
		headers->too_many = true;
	else
		headers->list[headers->n++] = (struct cloudevents_header){ name, value };
}

bool cloudevents_read_request(struct request *request, json_t **ret_events, bool *ret_is_batch,
			      struct problem *problem)
{
	struct gathered headers = { .n = 0 };
	struct cloudevents_message message = {
		.content_type = request_header(request, "Content-Type"),
		.headers = headers.list,
	};

	request_each_header(request, "ce-", gather, &headers);
	if (headers.too_many)
		return problem_set(problem, PROBLEM_MALFORMED, "send at most %d ce- headers",
				   (int)HEADERS_MAX);
	message.n_headers = headers.n;
	message.body = request_body(request, &message.length);
	return cloudevents_read(&message, ret_events, ret_is_batch, problem);
}
