/* SPDX-License-Identifier: Apache-2.0 */
#include <event2/http.h>
#include <event2/http_struct.h>
#include <event2/keyvalq_struct.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "conn.h"

/*
 * What evhttp lets pass and we do not: heads that another server on the way may read differently,
 * so that one request could hide in another, and paths that are not what they look like. Each is a
 * row; who breaks one gets 400 and the connection is closed.
 */

#define TOKEN  "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
#define DIGITS "0123456789"

static size_t count_headers(const struct evhttp_request *evreq, const char *name)
{
	const struct evkeyval *header;
	size_t n = 0;

	TAILQ_FOREACH(header, evreq->input_headers, next)
	n += strcasecmp(header->key, name) == 0;
	return n;
}

static const char *find_header(const struct evhttp_request *evreq, const char *name)
{
	return evhttp_find_header(evreq->input_headers, name);
}

static bool is_only(const char *text, const char *of)
{
	return *text && text[strspn(text, of)] == '\0';
}

static bool version_is_odd(const struct evhttp_request *evreq)
{
	return evreq->major != 1 || (evreq->minor != 0 && evreq->minor != 1);
}

static bool name_is_odd(const struct evhttp_request *evreq)
{
	const struct evkeyval *header;

	TAILQ_FOREACH(header, evreq->input_headers, next)
	if (!is_only(header->key, TOKEN))
		return true;
	return false;
}

static bool value_is_odd(const struct evhttp_request *evreq)
{
	const struct evkeyval *header;

	TAILQ_FOREACH(header, evreq->input_headers, next)
	for (const char *p = header->value; *p; p++)
		if (((unsigned char)*p < 0x20 && *p != '\t') || *p == 0x7F)
			return true;
	return false;
}

static bool host_is_odd(const struct evhttp_request *evreq)
{
	return count_headers(evreq, "Host") != 1 || find_header(evreq, "Host")[0] == '\0';
}

static bool length_is_odd(const struct evhttp_request *evreq)
{
	size_t n = count_headers(evreq, "Content-Length");

	return n > 1 || (n == 1 && !is_only(find_header(evreq, "Content-Length"), DIGITS));
}

static bool coding_is_odd(const struct evhttp_request *evreq)
{
	size_t n = count_headers(evreq, "Transfer-Encoding");

	return n > 1 || (n == 1 && strcmp(find_header(evreq, "Transfer-Encoding"), "chunked") != 0);
}

static bool body_has_two_ends(const struct evhttp_request *evreq)
{
	return find_header(evreq, "Content-Length") && find_header(evreq, "Transfer-Encoding");
}

/* evhttp reads no body of a HEAD: it would be taken for the next request. */
static bool head_has_body(const struct evhttp_request *evreq)
{
	return evreq->type == EVHTTP_REQ_HEAD &&
	       (find_header(evreq, "Content-Length") || find_header(evreq, "Transfer-Encoding"));
}

static bool said_twice(const struct evhttp_request *evreq)
{
	return count_headers(evreq, "Authorization") > 1 ||
	       count_headers(evreq, "Content-Type") > 1;
}

static bool is_hex(char c)
{
	return c && strchr(DIGITS "ABCDEFabcdef", c);
}

/* The escape at p, "%2F", as its character in lower case hexadecimal, is `hex`. */
static bool escape_is(const char *p, const char *hex)
{
	return strncasecmp(p + 1, hex, 2) == 0;
}

static bool target_is_odd(const struct evhttp_request *evreq)
{
	bool in_path = true;

	for (const char *p = evreq->uri; *p; p++) {
		if (*p == '?')
			in_path = false;
		if ((unsigned char)*p <= ' ' || (unsigned char)*p >= 0x7F || *p == '\\')
			return true;
		if (*p != '%')
			continue;
		if (!is_hex(p[1]) || !is_hex(p[2]) || escape_is(p, "00"))
			return true;
		if (in_path && (escape_is(p, "2f") || escape_is(p, "5c")))
			return true;
	}
	return false;
}

static const struct {
	bool (*is_wrong)(const struct evhttp_request *evreq);
	const char *sentence;
} rows[] = {
	{ version_is_odd, "speak HTTP/1.1" },
	{ name_is_odd, "a header's name is empty or has a space or another odd character in it" },
	{ value_is_odd, "a header's value has control characters" },
	{ host_is_odd, "send exactly one Host header, not empty" },
	{ length_is_odd, "send at most one Content-Length, digits only" },
	{ coding_is_odd, "the only Transfer-Encoding taken is: chunked" },
	{ body_has_two_ends, "send Content-Length or Transfer-Encoding, not both" },
	{ head_has_body, "a HEAD request has no body" },
	{ said_twice, "send Authorization and Content-Type at most once" },
	{ target_is_odd, "the address has a character or an escape that is not taken: a control "
			 "character, %00, an encoded slash, or half an escape" },
};

const char *guard_check(struct evhttp_request *evreq)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].is_wrong(evreq))
			return rows[i].sentence;
	return NULL;
}
