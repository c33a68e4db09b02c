/* SPDX-License-Identifier: Apache-2.0 */
#include "net/client.h"

#include <curl/curl.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "base/clock.h"
#include "base/mem.h"

/*
 * One easy handle, so one connection that libcurl keeps. A reply is read whole, up to a cap. How
 * long to pause is Retry-After if the daemon says it, else it doubles from a tenth of a second.
 */

enum { REPLY_MAX = 64 * 1024 * 1024, PAUSE_MAX_S = 30 };
#define PAUSE_FIRST_US INT64_C(100000)

struct client {
	CURL *curl;
	char *url;
	char *bearer; /* the header line; NULL for none */
	struct client_options options;
	char *body;
	size_t length, room;
};

/* libcurl's global state is counted by libcurl itself since 7.84: this is cheap and safe. */
static bool start_curl(struct client *client)
{
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return false;
	client->curl = curl_easy_init();
	return client->curl != NULL;
}

static size_t on_body(char *data, size_t size, size_t n, void *context)
{
	struct client *client = context;
	size_t bytes = size * n;

	if (client->length + bytes > REPLY_MAX)
		return 0;
	if (client->length + bytes + 1 > client->room) {
		client->room = 2 * (client->length + bytes + 1);
		client->body = mem_resize(client->body, client->room, 1);
	}
	memcpy(client->body + client->length, data, bytes);
	client->length += bytes;
	client->body[client->length] = '\0';
	return bytes;
}

static bool is_ours(const char *url)
{
	return strncasecmp(url, "https://", 8) == 0 || strncasecmp(url, "http://", 7) == 0;
}

static void set_options(struct client *client)
{
	CURL *curl = client->curl;
	const struct client_options *options = &client->options;

	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(curl, CURLOPT_TCP_NODELAY, 1L);
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)(options->timeout_us / USEC_PER_MSEC));
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, client);
	if (options->unix_path != NULL)
		curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, options->unix_path);
	if (options->ca_file != NULL)
		curl_easy_setopt(curl, CURLOPT_CAINFO, options->ca_file);
}

static char *join(const char *a, const char *b)
{
	size_t size = strlen(a) + strlen(b) + 1;
	char *text = mem_new(size, 1);

	snprintf(text, size, "%s%s", a, b);
	return text;
}

struct client *client_new(const struct client_options *options, struct err *err)
{
	if (!is_ours(options->url)) {
		err_set(err, ERR_INPUT, "the daemon's URL begins with https:// or http://");
		return NULL;
	}
	struct client *client = mem_new(1, sizeof *client);

	client->options = *options;
	client->url = mem_strdup(options->url);
	if (client->url[strlen(client->url) - 1] == '/')
		client->url[strlen(client->url) - 1] = '\0';
	if (options->token != NULL)
		client->bearer = join("Authorization: Bearer ", options->token);
	if (!start_curl(client)) {
		err_set(err, ERR_FATAL, "libcurl does not start");
		client_free(client);
		return NULL;
	}
	set_options(client);
	return client;
}

void client_free(struct client *client)
{
	if (client == NULL)
		return;
	curl_easy_cleanup(client->curl);
	mem_free(client->url);
	mem_free(client->bearer);
	mem_free(client->body);
	mem_free(client);
}

static bool is_trust(CURLcode code)
{
	return code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE ||
	       code == CURLE_SSL_CERTPROBLEM;
}

/* One request. False with *err when there was no answer. */
static bool ask(struct client *client, struct err *err)
{
	client->length = 0;
	CURLcode code = curl_easy_perform(client->curl);

	if (code == CURLE_OK)
		return true;
	return err_set(err, is_trust(code) ? ERR_FATAL : ERR_RETRY, "no answer from the daemon: %s",
		       curl_easy_strerror(code));
}

static bool asks_to_wait(int status)
{
	return status == 429 || status == 503;
}

static int64_t pause_for(struct client *client, bool answered, int tries)
{
	curl_off_t seconds = 0;

	if (answered &&
	    curl_easy_getinfo(client->curl, CURLINFO_RETRY_AFTER, &seconds) == CURLE_OK &&
	    seconds > 0)
		return (seconds < PAUSE_MAX_S ? seconds : PAUSE_MAX_S) * USEC_PER_SEC;
	return PAUSE_FIRST_US << (tries < 6 ? tries : 6);
}

static void pause_us(int64_t span_us)
{
	struct timespec span = { span_us / USEC_PER_SEC, span_us % USEC_PER_SEC * 1000 };

	while (nanosleep(&span, &span) != 0)
		;
}

/* Asks until there is an answer that does not ask to wait, or patience is over. */
static bool ask_patiently(struct client *client, int *ret_status, struct err *err)
{
	int64_t give_up_us = clock_monotonic_us() + client->options.patience_us;

	for (int tries = 0;; tries++) {
		struct err why = { ERR_NONE, "" };
		bool answered = ask(client, &why);
		long status = 0;

		curl_easy_getinfo(client->curl, CURLINFO_RESPONSE_CODE, &status);
		*ret_status = (int)status;
		if (answered && !asks_to_wait(*ret_status))
			return true;
		if (answered)
			err_set(&why, ERR_RETRY, "the daemon asks to wait (%d)", *ret_status);
		int64_t span_us = pause_for(client, answered, tries);

		if (why.kind == ERR_FATAL || clock_monotonic_us() + span_us > give_up_us)
			return err_set(err, why.kind, "%s", why.text);
		if (client->options.on_wait != NULL)
			client->options.on_wait(client->options.context, why.text, span_us);
		pause_us(span_us);
	}
}

bool client_post(struct client *client, const char *path, const char *content_type,
		 const char *body, size_t length, struct client_reply *ret, struct err *err)
{
	char *url = join(client->url, path);
	char *type = join("Content-Type: ", content_type);
	struct curl_slist *headers = curl_slist_append(NULL, type);
	int status;

	headers = curl_slist_append(headers, "Expect:"); /* no round trip for 100-continue */
	if (client->bearer != NULL)
		headers = curl_slist_append(headers, client->bearer);
	curl_easy_setopt(client->curl, CURLOPT_URL, url);
	curl_easy_setopt(client->curl, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(client->curl, CURLOPT_POST, 1L);
	curl_easy_setopt(client->curl, CURLOPT_POSTFIELDS, body);
	curl_easy_setopt(client->curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)length);
	bool ok = ask_patiently(client, &status, err);

	if (ok)
		*ret = (struct client_reply){ status, client->length > 0 ? client->body : "",
					      client->length };
	curl_slist_free_all(headers);
	mem_free(type);
	mem_free(url);
	return ok;
}

bool client_get(struct client *client, const char *path, struct client_reply *ret, struct err *err)
{
	char *url = join(client->url, path);
	long status = 0;

	curl_easy_setopt(client->curl, CURLOPT_URL, url);
	curl_easy_setopt(client->curl, CURLOPT_HTTPGET, 1L);
	bool ok = ask(client, err);

	curl_easy_getinfo(client->curl, CURLINFO_RESPONSE_CODE, &status);
	if (ok)
		*ret = (struct client_reply){ (int)status, client->length > 0 ? client->body : "",
					      client->length };
	mem_free(url);
	return ok;
}
