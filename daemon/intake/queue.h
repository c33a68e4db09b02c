/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_INTAKE_QUEUE_H
#define CONCERND_INTAKE_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "casework/judge.h"
#include "parcel.h"
#include "store/store.h"

/*
 * Where events wait for a transaction. When a database connection is idle, what waits goes at once;
 * while all are busy, more gathers: batches grow by load, without a timer. What tells of a child
 * whom a transaction under way judges already waits for it here, not in the database.
 */
struct queue {
	struct store *store;
	struct judge *judge;
	size_t most_waiting;  /* letters here and in transactions, at most */
	size_t most_together; /* letters in one transaction, at most */
	struct letter *first, **last;
	size_t n_open;  /* letters here and in transactions */
	bool has_asked; /* for an idle connection */
	uint16_t *busy; /* by hash of a key: its letters that are being judged */
	void (*on_empty)(
		void *context); /* once, when nothing is open any more; NULL: nobody asks */
	void *context;
};

void queue_init(struct queue *queue, struct store *store, struct judge *judge);
void queue_done(struct queue *queue);

/* True if n more letters may wait. */
bool queue_has_room(const struct queue *queue, size_t n);

/* Takes a parcel; its done is called, from the loop, when every letter of it is settled: none is
 * LETTER_OPEN then. */
void queue_add(struct queue *queue, struct parcel *parcel);

#endif
