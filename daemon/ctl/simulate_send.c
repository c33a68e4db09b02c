/* SPDX-License-Identifier: Apache-2.0 */
#include "simulate_send.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "ctl.h"
#include "net/client.h"

enum { TOKEN_MAX = 512, REFUSALS_SHOWN = 5 };

static void on_wait(void *context, const char *why, int64_t pause_us)
{
	(void)context;
	if (pause_us >= USEC_PER_SEC)
		ctl_message("%s; again in %d s", why, (int)(pause_us / USEC_PER_SEC));
}

/* The first line of the file that a sender's token is kept in. */
static bool read_token(const char *folder, const char *name, char token[TOKEN_MAX], struct err *err)
{
	char path[1024];

	if (snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path)
		return err_set(err, ERR_INPUT, "the path of the tokens is too long");
	FILE *file = fopen(path, "re");
	bool ok = file != NULL && fgets(token, TOKEN_MAX, file) != NULL;

	if (file != NULL)
		fclose(file);
	if (!ok)
		return err_set(err, ERR_INPUT, "%s cannot be read: it holds the token of sender %s",
			       path, name);
	token[strcspn(token, "\r\n")] = '\0';
	return true;
}

bool sends_init(struct sends *sends, const struct sends_options *options, struct err *err)
{
	*sends = (struct sends){ .batch = options->batch };
	for (int i = 0; i < SENDERS; i++) {
		char token[TOKEN_MAX];

		sends->batches[i] = json_array();
		if (!read_token(options->tokens, figures_senders[i].name, token, err))
			return false;
		sends->clients[i] = client_new(
			&(struct client_options){
				.url = options->url,
				.token = token,
				.ca_file = options->ca_file,
				.timeout_us = 60 * INT64_C(1000000),
				.patience_us = 120 * INT64_C(1000000),
				.on_wait = on_wait,
			},
			err);
		if (sends->clients[i] == NULL)
			return false;
	}
	return true;
}

void sends_done(struct sends *sends)
{
	for (int i = 0; i < SENDERS; i++) {
		client_free(sends->clients[i]);
		json_decref(sends->batches[i]);
	}
}

/* The first few refusals are told; they name fields and never what was in them. */
static void tell_refusal(struct sends *sends, const json_t *receipt)
{
	const json_t *problem = json_array_get(json_object_get(receipt, "errors"), 0);
	const char *pointer = json_string_value(json_object_get(problem, "pointer"));
	const char *detail = json_string_value(json_object_get(problem, "detail"));

	if (sends->refusals_shown++ < REFUSALS_SHOWN)
		ctl_message("refused: %s %s", pointer != NULL ? pointer : "",
			    detail != NULL ? detail : "");
}

static void count_receipt(struct sends *sends, const json_t *receipt)
{
	const char *status = json_string_value(json_object_get(receipt, "status"));

	if (status == NULL)
		return;
	if (json_array_size(json_object_get(receipt, "warnings")) > 0)
		sends->warned++;
	if (strcmp(status, "recorded") == 0) {
		sends->recorded++;
	} else if (strcmp(status, "refused") == 0) {
		sends->refused++;
		tell_refusal(sends, receipt);
	} else {
		sends->duplicates++;
	}
}

/* 200 and 422 carry a receipt for each event; anything else is for whoever set up the sender. */
static bool take_reply(struct sends *sends, const char *name, size_t n,
		       const struct client_reply *reply, struct err *err)
{
	if (reply->status != 200 && reply->status != 422)
		return err_set(err, ERR_INPUT, "the daemon answered %d to sender %s%s",
			       reply->status, name,
			       reply->status == 401 ? ": it does not know the token" : "");
	json_t *answer = json_loadb(reply->body, reply->length, 0, NULL);
	const json_t *receipts = json_object_get(answer, "receipts");
	bool ok = json_array_size(receipts) == n;

	for (size_t i = 0; ok && i < n; i++)
		count_receipt(sends, json_array_get(receipts, i));
	json_decref(answer);
	return ok ||
	       err_set(err, ERR_FATAL, "the daemon's answer has not a receipt for each event");
}

static bool send_batch(struct sends *sends, enum figures_sender sender, struct err *err)
{
	json_t *batch = sends->batches[sender];
	size_t n = json_array_size(batch);

	if (n == 0)
		return true;
	char *body = json_dumps(batch, JSON_COMPACT);
	struct client_reply reply;
	bool ok = client_post(sends->clients[sender], "/v1/events",
			      "application/cloudevents-batch+json", body, strlen(body), &reply,
			      err) &&
		  take_reply(sends, figures_senders[sender].name, n, &reply, err);

	free(body);
	json_array_clear(batch);
	return ok;
}

bool sends_add(struct sends *sends, enum figures_sender sender, json_t *event, struct err *err)
{
	json_array_append_new(sends->batches[sender], event);
	return json_array_size(sends->batches[sender]) < sends->batch ||
	       send_batch(sends, sender, err);
}

bool sends_flush(struct sends *sends, struct err *err)
{
	for (int i = 0; i < SENDERS; i++)
		if (!send_batch(sends, (enum figures_sender)i, err))
			return false;
	return true;
}
