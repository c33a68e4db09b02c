/* SPDX-License-Identifier: Apache-2.0 */
#include "queue.h"

#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "keep.h"
#include "settle.h"

/*
 * A batch is what went together: its open letters are judged in one transaction, then what is
 * refused, by the checks or by the judge, is kept in another. Only then are its letters settled.
 */

struct batch {
	struct queue *queue;
	struct arena arena;
	struct letter **letters;
	size_t n;
	struct letter **judged; /* side by side with items */
	struct case_item *items;
	size_t n_items;
	struct refusal *refusals;
	size_t n_refusals;
};

static void ask_for_connection(struct queue *queue);

enum {
	BUSY_KEYS = 65536,
	LOOKS = 4, /* letters looked at for a batch, in batches */
};

void queue_init(struct queue *queue, struct store *store, struct judge *judge)
{
	*queue = (struct queue){ .store = store, .judge = judge };
	queue->last = &queue->first;
	queue->busy = mem_new(BUSY_KEYS, sizeof *queue->busy);
}

void queue_done(struct queue *queue)
{
	mem_free(queue->busy);
}

bool queue_has_room(const struct queue *queue, size_t n)
{
	return n <= queue->most_waiting && queue->n_open <= queue->most_waiting - n;
}

void queue_add(struct queue *queue, struct parcel *parcel)
{
	parcel->n_open = parcel->n;
	for (size_t i = 0; i < parcel->n; i++) {
		*queue->last = &parcel->letters[i];
		queue->last = &parcel->letters[i].next;
	}
	queue->n_open += parcel->n;
	ask_for_connection(queue);
}

/* ---- A batch ends: what was refused is kept, then all is settled -------------------------------- */

static void settle(struct batch *batch)
{
	struct queue *queue = batch->queue;

	queue->n_open -= batch->n;
	for (size_t i = 0; i < batch->n; i++) {
		struct parcel *parcel = batch->letters[i]->parcel;

		if (--parcel->n_open == 0)
			parcel->done(parcel); /* it is gone */
	}
	arena_done(&batch->arena);
	mem_free(batch);
	if (queue->n_open == 0 && queue->on_empty != NULL)
		queue->on_empty(queue->context);
}

static void on_kept(void *context, const struct err *err)
{
	struct batch *batch = context;

	if (err != NULL)
		log_error("what was refused could not be kept, its senders are asked to repeat: %s",
			  err->text);
	for (size_t i = 0; err != NULL && i < batch->n; i++)
		if (letter_is_refused(batch->letters[i]))
			batch->letters[i]->status = LETTER_LATER;
	settle(batch);
}

static void keep(struct batch *batch)
{
	batch->refusals = arena_new(&batch->arena, batch->n, sizeof *batch->refusals);
	for (size_t i = 0; i < batch->n; i++) {
		const struct letter *letter = batch->letters[i];

		if (!letter_is_refused(letter))
			continue;
		batch->refusals[batch->n_refusals++] = (struct refusal){
			.sender = letter->parcel->sender->name,
			.source = letter->source,
			.event_id = letter->id,
			.content_type = "application/cloudevents+json",
			.body = letter->body,
			.length = strlen(letter->body),
			.errors = &letter->accepted.errors,
		};
	}
	if (batch->n_refusals > 0)
		keep_refusals(batch->queue->store, batch->refusals, batch->n_refusals, on_kept,
			      batch);
	else
		settle(batch);
}

/* ---- Keys of children under way ---------------------------------------------------------------- */

/* Counts up, or down, what is under way of each key by which the letter's children are found; with 0
 * only looks. True if something of one of them was under way. */
static bool touch_keys(struct queue *queue, const struct letter *letter, int change)
{
	const struct fact *fact = &letter->accepted.fact;
	bool busy = false;

	if (letter->status != LETTER_OPEN)
		return false;
	uint64_t sender = text_hash(TEXT_HASH_START, fact->sender);

	for (size_t i = 0; i < 2 * fact->n_children; i++) {
		const struct fact_person *child = &fact->persons[i / 2];
		const char *key = i % 2 == 0 ? child->record : child->nhs;

		if (key == NULL)
			continue;
		uint64_t hash = text_hash(i % 2 == 0 ? sender : ~TEXT_HASH_START, key);
		uint16_t *count = &queue->busy[hash % BUSY_KEYS];

		busy |= *count > 0;
		*count = (uint16_t)(*count + change);
	}
	return busy;
}

/* ---- A batch is judged -------------------------------------------------------------------------- */

static void on_judged(void *context, const struct err *err)
{
	struct batch *batch = context;

	if (err != NULL)
		log_error("contacts could not be recorded: %s", err->text);
	for (size_t i = 0; i < batch->n_items; i++) {
		touch_keys(batch->queue, batch->judged[i], -1);
		settle_letter(batch->judged[i], &batch->items[i]);
	}
	ask_for_connection(batch->queue);
	keep(batch);
}

/* ---- A batch begins ------------------------------------------------------------------------------- */

/* Takes what is first, but for those whose child is under way. */
static void take_letters(struct queue *queue, struct batch *batch)
{
	struct letter **at = &queue->first;
	size_t looks = LOOKS * queue->most_together;

	for (; *at != NULL && batch->n < queue->most_together && looks > 0; looks--) {
		struct letter *letter = *at;

		if (touch_keys(queue, letter, 0)) {
			at = &letter->next;
			continue;
		}
		*at = letter->next;
		letter->next = NULL;
		batch->letters[batch->n++] = letter;
	}
	if (*at == NULL)
		queue->last = at;
}

static struct batch *take_batch(struct queue *queue)
{
	struct batch *batch = mem_new(1, sizeof *batch);

	batch->queue = queue;
	arena_init(&batch->arena);
	batch->letters = arena_new(&batch->arena, queue->most_together, sizeof(struct letter *));
	take_letters(queue, batch);
	batch->judged = arena_new(&batch->arena, batch->n, sizeof *batch->judged);
	batch->items = arena_new(&batch->arena, batch->n, sizeof *batch->items);
	for (size_t i = 0; i < batch->n; i++) {
		struct letter *letter = batch->letters[i];

		if (letter->status != LETTER_OPEN)
			continue;
		touch_keys(queue, letter, 1);
		batch->judged[batch->n_items] = letter;
		batch->items[batch->n_items++].fact = &letter->accepted.fact;
	}
	return batch;
}

static void on_idle(void *context)
{
	struct queue *queue = context;

	queue->has_asked = false;
	if (queue->first == NULL)
		return;
	struct batch *batch = take_batch(queue);

	if (batch->n == 0) { /* all wait for a batch under way, whose end asks again */
		arena_done(&batch->arena);
		mem_free(batch);
		return;
	}
	if (batch->n_items > 0)
		judge_contacts(queue->judge, batch->items, batch->n_items, on_judged, batch);
	else
		keep(batch);
	ask_for_connection(queue);
}

static void ask_for_connection(struct queue *queue)
{
	if (queue->has_asked || queue->first == NULL)
		return;
	queue->has_asked = true;
	store_wait_idle(queue->store, on_idle, queue);
}
