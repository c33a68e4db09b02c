/* SPDX-License-Identifier: Apache-2.0 */
#include "simulate_queue.h"

#include "base/mem.h"

void queue_init(struct queue *queue)
{
	*queue = (struct queue){ 0 };
}

void queue_done(struct queue *queue)
{
	mem_free(queue->heap);
	queue_init(queue);
}

static int compare(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static bool comes_before(const struct telling *a, const struct telling *b)
{
	int order = compare(a->sent_us, b->sent_us);

	if (order == 0)
		order = compare(a->happened_day, b->happened_day);
	if (order == 0)
		order = compare(a->incident, b->incident);
	if (order == 0)
		order = compare(a->nth, b->nth);
	if (order == 0)
		order = compare((int64_t)a->kind, (int64_t)b->kind);
	if (order == 0)
		order = compare(a->step, b->step);
	return order < 0;
}

static void swap(struct telling *a, struct telling *b)
{
	struct telling kept = *a;

	*a = *b;
	*b = kept;
}

void queue_add(struct queue *queue, const struct telling *telling)
{
	size_t i = queue->n;

	if (queue->n == queue->room) {
		queue->room = queue->room > 0 ? 2 * queue->room : 256;
		queue->heap = mem_resize(queue->heap, queue->room, sizeof *queue->heap);
	}
	queue->heap[queue->n++] = *telling;
	for (; i > 0 && comes_before(&queue->heap[i], &queue->heap[(i - 1) / 2]); i = (i - 1) / 2)
		swap(&queue->heap[i], &queue->heap[(i - 1) / 2]);
}

const struct telling *queue_first(const struct queue *queue)
{
	return queue->n > 0 ? &queue->heap[0] : NULL;
}

void queue_drop(struct queue *queue)
{
	size_t i = 0;

	queue->heap[0] = queue->heap[--queue->n];
	for (;;) {
		size_t least = i;

		for (size_t child = 2 * i + 1; child <= 2 * i + 2; child++)
			if (child < queue->n &&
			    comes_before(&queue->heap[child], &queue->heap[least]))
				least = child;
		if (least == i)
			return;
		swap(&queue->heap[i], &queue->heap[least]);
		i = least;
	}
}
