/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CTL_SIMULATE_SEND_H
#define CONCERND_CTL_SIMULATE_SEND_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "simulate_figures.h"

/* Simulated contacts on their way to a daemon: one sender for each agency's system, each with its
 * token, its connection and the batch it is gathering. Receipts are read and counted. */

struct client;

struct sends {
	struct client *clients[SENDERS];
	json_t *batches[SENDERS];
	size_t batch; /* events in one request, at most */
	uint64_t recorded, duplicates, refused, warned;
	int refusals_shown;
};

struct sends_options {
	const char *url;
	const char *tokens;  /* a folder with a file for each sender: social-care, police, health */
	const char *ca_file; /* NULL: the system's */
	size_t batch;
};

/* False with *err when a token cannot be read; sends_done() is due in either case. */
bool sends_init(struct sends *sends, const struct sends_options *options, struct err *err);
void sends_done(struct sends *sends);

/* Puts an event (a reference is taken over) into its sender's batch, and sends that when full. */
bool sends_add(struct sends *sends, enum figures_sender sender, json_t *event, struct err *err);

/* Sends what has gathered. */
bool sends_flush(struct sends *sends, struct err *err);

#endif
