/* SPDX-License-Identifier: Apache-2.0 */
#include "net/outgoing.h"

#include <curl/curl.h>
#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"

/*
 * libcurl says which sockets and which time it waits for; the loop tells it when they come. Its
 * functions are never called from its own callbacks: what ended is looked for after each.
 */

enum { TIMEOUT_MS = 25000, CONNECT_MS = 10000 };

struct outgoing {
	struct event_base *base;
	CURLM *multi;
	struct event *timer;
	struct transfer *transfers; /* a list */
};

struct transfer {
	struct transfer *next, **at;
	struct outgoing *outgoing;
	CURL *easy;
	struct curl_slist *headers, *recipients;
	curl_mime *mime;
	const struct reach *reach; /* NULL: wherever */
	bool is_kept_off;          /* from an address that is not allowed */
	bool is_mail;
	outgoing_done *done;
	void *context;
};

/* ---- A transfer -------------------------------------------------------------------------------- */

static size_t on_body(char *data, size_t size, size_t n, void *context)
{
	(void)data;
	(void)context;
	return size * n; /* what a receiver says is not looked at */
}

static bool may_connect(const struct reach *reach, const struct sockaddr *address)
{
	if (reach == NULL || address_is_public(address) ||
	    (reach->loopback_ok && address_is_loopback(address)))
		return true;
	for (size_t i = 0; i < reach->n; i++)
		if (network_has(&reach->networks[i], address))
			return true;
	return false;
}

/* Asked with each address that a name led to, before it is connected to. */
static curl_socket_t on_open(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
	struct transfer *transfer = context;

	(void)purpose;
	if (!may_connect(transfer->reach, &address->addr)) {
		transfer->is_kept_off = true;
		return CURL_SOCKET_BAD;
	}
	return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static struct transfer *transfer_new(struct outgoing *outgoing, outgoing_done *done, void *context)
{
	struct transfer *transfer = mem_new(1, sizeof *transfer);

	*transfer = (struct transfer){ .next = outgoing->transfers,
				       .at = &outgoing->transfers,
				       .outgoing = outgoing,
				       .easy = curl_easy_init(),
				       .done = done,
				       .context = context };
	if (transfer->easy == NULL)
		abort(); /* out of memory */
	if (transfer->next != NULL)
		transfer->next->at = &transfer->next;
	outgoing->transfers = transfer;
	curl_easy_setopt(transfer->easy, CURLOPT_PRIVATE, transfer);
	curl_easy_setopt(transfer->easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(transfer->easy, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(transfer->easy, CURLOPT_FORBID_REUSE, 1L);
	curl_easy_setopt(transfer->easy, CURLOPT_PROXY, "");
	curl_easy_setopt(transfer->easy, CURLOPT_TIMEOUT_MS, (long)TIMEOUT_MS);
	curl_easy_setopt(transfer->easy, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
	curl_easy_setopt(transfer->easy, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(transfer->easy, CURLOPT_OPENSOCKETFUNCTION, on_open);
	curl_easy_setopt(transfer->easy, CURLOPT_OPENSOCKETDATA, transfer);
	return transfer;
}

static void transfer_free(struct transfer *transfer)
{
	*transfer->at = transfer->next;
	if (transfer->next != NULL)
		transfer->next->at = transfer->at;
	curl_easy_cleanup(transfer->easy);
	curl_mime_free(transfer->mime);
	curl_slist_free_all(transfer->headers);
	curl_slist_free_all(transfer->recipients);
	mem_free(transfer);
}

/* ---- How it ended ------------------------------------------------------------------------------ */

static const char *why_of(const struct transfer *transfer, CURLcode code, long status, char *out,
			  size_t size)
{
	if (transfer->is_kept_off)
		return "address";
	if (status >= 300 && (transfer->is_mail || code == CURLE_OK)) {
		snprintf(out, size, transfer->is_mail ? "smtp-%ld" : "status-%ld", status);
		return out;
	}
	switch (code) {
	case CURLE_COULDNT_RESOLVE_HOST:
		return "dns";
	case CURLE_COULDNT_CONNECT:
		return "connect";
	case CURLE_OPERATION_TIMEDOUT:
		return "timeout";
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_USE_SSL_FAILED:
		return "tls";
	default:
		return "transfer";
	}
}

static void end_transfer(struct transfer *transfer, CURLcode code)
{
	char text[32];
	long status = 0;
	curl_off_t seconds = 0;

	curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(transfer->easy, CURLINFO_RETRY_AFTER, &seconds);
	struct outgoing_end end = {
		.taken = code == CURLE_OK && (transfer->is_mail || (status >= 200 && status < 300)),
		.status = (int)status,
		.retry_after_s = seconds > 0 ? seconds : 0,
	};
	outgoing_done *done = transfer->done;
	void *context = transfer->context;

	if (!end.taken)
		end.why = why_of(transfer, code, status, text, sizeof text);
	curl_multi_remove_handle(transfer->outgoing->multi, transfer->easy);
	transfer_free(transfer);
	done(context, &end);
}

static void look_for_ends(struct outgoing *outgoing)
{
	CURLMsg *message;
	int left;

	while ((message = curl_multi_info_read(outgoing->multi, &left)) != NULL) {
		struct transfer *transfer = NULL;
		CURLcode code = message->data.result;

		if (message->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
		end_transfer(transfer, code);
	}
}

/* ---- libcurl and the loop ---------------------------------------------------------------------- */

static void on_ready(evutil_socket_t fd, short what, void *context)
{
	struct outgoing *outgoing = context;
	int running, flags = (what & EV_READ ? CURL_CSELECT_IN : 0) |
			     (what & EV_WRITE ? CURL_CSELECT_OUT : 0);

	curl_multi_socket_action(outgoing->multi, fd, flags, &running);
	look_for_ends(outgoing);
}

static void on_time(evutil_socket_t fd, short what, void *context)
{
	struct outgoing *outgoing = context;
	int running;

	(void)fd;
	(void)what;
	curl_multi_socket_action(outgoing->multi, CURL_SOCKET_TIMEOUT, 0, &running);
	look_for_ends(outgoing);
}

static int on_timer_wanted(CURLM *multi, long ms, void *context)
{
	const struct outgoing *outgoing = context;
	const struct timeval span = { ms / 1000, ms % 1000 * 1000 };

	(void)multi;
	if (ms < 0)
		evtimer_del(outgoing->timer);
	else
		evtimer_add(outgoing->timer, &span);
	return 0;
}

/* The event of a socket is kept by libcurl, beside the socket. */
static int on_socket_wanted(CURL *easy, curl_socket_t fd, int what, void *context, void *kept)
{
	struct outgoing *outgoing = context;
	struct event *event = kept;

	(void)easy;
	if (event != NULL)
		event_free(event);
	event = NULL;
	if (what != CURL_POLL_REMOVE) {
		event = event_new(outgoing->base, fd,
				  (short)((what & CURL_POLL_IN ? EV_READ : 0) |
					  (what & CURL_POLL_OUT ? EV_WRITE : 0) | EV_PERSIST),
				  on_ready, outgoing);
		event_add(event, NULL);
	}
	curl_multi_assign(outgoing->multi, fd, event);
	return 0;
}

struct outgoing *outgoing_new(struct event_base *base)
{
	struct outgoing *outgoing = mem_new(1, sizeof *outgoing);

	/* Counted by libcurl itself since 7.84: cheap and safe. */
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		abort(); /* out of memory */
	outgoing->base = base;
	outgoing->multi = curl_multi_init();
	if (outgoing->multi == NULL)
		abort(); /* out of memory */
	outgoing->timer = evtimer_new(base, on_time, outgoing);
	curl_multi_setopt(outgoing->multi, CURLMOPT_SOCKETFUNCTION, on_socket_wanted);
	curl_multi_setopt(outgoing->multi, CURLMOPT_SOCKETDATA, outgoing);
	curl_multi_setopt(outgoing->multi, CURLMOPT_TIMERFUNCTION, on_timer_wanted);
	curl_multi_setopt(outgoing->multi, CURLMOPT_TIMERDATA, outgoing);
	return outgoing;
}

void outgoing_free(struct outgoing *outgoing)
{
	if (outgoing == NULL)
		return;
	while (outgoing->transfers != NULL) {
		curl_multi_remove_handle(outgoing->multi, outgoing->transfers->easy);
		transfer_free(outgoing->transfers);
	}
	curl_multi_cleanup(outgoing->multi);
	event_free(outgoing->timer);
	mem_free(outgoing);
	curl_global_cleanup();
}

/* ---- What is sent ------------------------------------------------------------------------------ */

static void add_headers(struct transfer *transfer, const char *const *headers)
{
	for (; *headers != NULL; headers++)
		transfer->headers = curl_slist_append(transfer->headers, *headers);
	curl_easy_setopt(transfer->easy, CURLOPT_HTTPHEADER, transfer->headers);
}

static void trust(struct transfer *transfer, const char *ca_file)
{
	if (*ca_file != '\0')
		curl_easy_setopt(transfer->easy, CURLOPT_CAINFO, ca_file);
}

void outgoing_post(struct outgoing *outgoing, const struct post *post, outgoing_done *done,
		   void *context)
{
	struct transfer *transfer = transfer_new(outgoing, done, context);

	transfer->reach = post->reach;
	curl_easy_setopt(transfer->easy, CURLOPT_URL, post->url);
	curl_easy_setopt(transfer->easy, CURLOPT_PROTOCOLS_STR,
			 post->plain_ok ? "http,https" : "https");
	curl_easy_setopt(transfer->easy, CURLOPT_POST, 1L);
	curl_easy_setopt(transfer->easy, CURLOPT_POSTFIELDSIZE_LARGE,
			 (curl_off_t)strlen(post->body));
	curl_easy_setopt(transfer->easy, CURLOPT_COPYPOSTFIELDS, post->body);
	trust(transfer, post->ca_file);
	add_headers(transfer, post->headers);
	curl_multi_add_handle(outgoing->multi, transfer->easy);
}

static void add_part(struct transfer *transfer, const char *text, const char *type)
{
	curl_mimepart *part = curl_mime_addpart(transfer->mime);

	curl_mime_data(part, text, CURL_ZERO_TERMINATED);
	curl_mime_type(part, type);
	curl_mime_encoder(part, "quoted-printable");
}

void outgoing_mail(struct outgoing *outgoing, const struct mail *mail, outgoing_done *done,
		   void *context)
{
	struct transfer *transfer = transfer_new(outgoing, done, context);
	CURL *easy = transfer->easy;
	char text[512];

	transfer->is_mail = true;
	snprintf(text, sizeof text, "smtp%s://%s", mail->security == MAIL_TLS ? "s" : "",
		 mail->server);
	curl_easy_setopt(easy, CURLOPT_URL, text);
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(easy, CURLOPT_USE_SSL,
			 (long)(mail->security == MAIL_PLAIN ? CURLUSESSL_NONE : CURLUSESSL_ALL));
	trust(transfer, mail->ca_file);
	if (*mail->user != '\0') {
		curl_easy_setopt(easy, CURLOPT_USERNAME, mail->user);
		curl_easy_setopt(easy, CURLOPT_PASSWORD, mail->password);
	}
	snprintf(text, sizeof text, "<%s>", mail->from);
	curl_easy_setopt(easy, CURLOPT_MAIL_FROM, text);
	snprintf(text, sizeof text, "<%s>", mail->to);
	transfer->recipients = curl_slist_append(NULL, text);
	curl_easy_setopt(easy, CURLOPT_MAIL_RCPT, transfer->recipients);
	transfer->mime = curl_mime_init(easy);
	/* The last is the one that a reader prefers. */
	add_part(transfer, mail->text, "text/plain; charset=utf-8");
	add_part(transfer, mail->html, "text/html; charset=utf-8");
	curl_easy_setopt(easy, CURLOPT_MIMEPOST, transfer->mime);
	transfer->headers = curl_slist_append(NULL, "Content-Type: multipart/alternative");
	add_headers(transfer, mail->headers);
	curl_multi_add_handle(outgoing->multi, easy);
}
