/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CTL_SIMULATE_QUEUE_H
#define CONCERND_CTL_SIMULATE_QUEUE_H

#include <stddef.h>

#include "simulate_world.h"

/* Contacts that wait to be sent: a binary heap, the earliest first; of equal times in order of day,
 * incident, telling and correction, so that the order is the same in every run. */
struct queue {
	struct telling *heap;
	size_t n, room;
};

void queue_init(struct queue *queue);
void queue_done(struct queue *queue);

/* Copies it in. */
void queue_add(struct queue *queue, const struct telling *telling);

/* The earliest, until the next call; NULL when there is none. */
const struct telling *queue_first(const struct queue *queue);

/* Takes the earliest out. There must be one. */
void queue_drop(struct queue *queue);

#endif
