/* SPDX-License-Identifier: Apache-2.0 */
#include <sodium.h>
#include <string.h>

#include "base/mem.h"
#include "courier_private.h"

static int64_t time_or_none(const struct rows *rows, size_t row, int column)
{
	return rows_is_null(rows, row, column) ? 0 : rows_time(rows, row, column);
}

static void read_alert(struct notice *notice, struct arena *arena, const struct rows *rows,
		       size_t row)
{
	notice->rule = notice->title = notice->level = "";
	if (rows_is_null(rows, row, 4))
		return;
	notice->alert = rows_int8(rows, row, 4);
	notice->evidence_version = rows_int4(rows, row, 5);
	notice->rule = arena_strdup(arena, rows_text(rows, row, 6));
	notice->title = arena_strdup(arena, rows_text(rows, row, 7));
	notice->level = arena_strdup(arena, rows_text(rows, row, 8));
}

static void read_feedback(struct notice *notice, struct arena *arena, const struct rows *rows,
			  size_t row)
{
	if (rows_is_null(rows, row, 14))
		return;
	notice->feedback.says = arena_strdup(arena, rows_text(rows, row, 14));
	notice->feedback.reference = arena_strdup(arena, rows_text(rows, row, 15));
	notice->feedback.outcome = arena_strdup(arena, rows_text(rows, row, 16));
	notice->feedback.decided_us = rows_time(rows, row, 17);
	notice->feedback.source = arena_strdup(arena, rows_text(rows, row, 18));
	notice->feedback.event_id = arena_strdup(arena, rows_text(rows, row, 19));
}

static void read_request(struct notice *notice, struct arena *arena, const struct rows *rows,
			 size_t row)
{
	if (rows_is_null(rows, row, 20))
		return;
	notice->request.id = rows_int8(rows, row, 20);
	notice->request.reference = arena_strdup(arena, rows_text(rows, row, 21));
	notice->request.source = arena_strdup(arena, rows_text(rows, row, 22));
	notice->request.event_id = arena_strdup(arena, rows_text(rows, row, 23));
}

/* True if the subscription of that address, not of one before, is among those that were ended. */
static bool is_ended(const struct delivery *delivery, const struct rows *rows, size_t row)
{
	char hex[2 * ADDRESS_HASH_BYTES + 1];

	sodium_bin2hex(hex, sizeof hex, delivery->address_hash, ADDRESS_HASH_BYTES);
	for (size_t i = 0; i < rows_array_count(rows, row, 13); i++) {
		size_t length;
		const char *text = rows_array_text(rows, row, 13, i, &length);

		if (length == strlen(hex) && memcmp(text, hex, length) == 0)
			return true;
	}
	return false;
}

struct delivery *delivery_read(struct courier *courier, const struct rows *rows, size_t row)
{
	struct delivery *delivery = mem_new(1, sizeof *delivery);
	struct arena *arena = &delivery->arena;

	arena_init(arena);
	delivery->courier = courier;
	delivery->notice = (struct notice){
		.id = rows_int8(rows, row, 0),
		.channel = arena_strdup(arena, rows_text(rows, row, 1)),
		.kind = arena_strdup(arena, rows_text(rows, row, 2)),
		.attempts = rows_int4(rows, row, 3),
		.recipient = arena_strdup(arena, rows_text(rows, row, 9)),
		.created_us = rows_time(rows, row, 10),
		.deadline_us = time_or_none(rows, row, 11),
		.detail = arena_strdup(arena, rows_text(rows, row, 12)),
	};
	read_alert(&delivery->notice, arena, rows, row);
	read_feedback(&delivery->notice, arena, rows, row);
	read_request(&delivery->notice, arena, rows, row);
	const struct recipient *webhook = ways_recipient(courier->ways, delivery->notice.recipient,
							 RECIPIENT_WEBHOOK);

	if (webhook != NULL) {
		ways_hash_address(webhook->address, delivery->address_hash);
		delivery->is_gone = is_ended(delivery, rows, row);
	}
	return delivery;
}

void delivery_free(struct delivery *delivery)
{
	arena_done(&delivery->arena);
	mem_free(delivery);
}

void delivery_push(struct delivery **list, struct delivery *delivery)
{
	delivery->next = *list;
	*list = delivery;
}

struct delivery *delivery_pop(struct delivery **list)
{
	struct delivery *first = *list;

	*list = first->next;
	return first;
}

void delivery_remove(struct delivery **list, const struct delivery *delivery)
{
	while (*list != NULL && *list != delivery)
		list = &(*list)->next;
	if (*list != NULL)
		*list = delivery->next;
}

struct way *way_find(struct courier *courier, const struct delivery *delivery)
{
	const struct notice *notice = &delivery->notice;
	struct way *way = courier->known;

	while (way != NULL && (strcmp(way->channel, notice->channel) != 0 ||
			       strcmp(way->recipient, notice->recipient) != 0))
		way = way->next;
	if (way == NULL) {
		way = mem_new(1, sizeof *way);
		*way = (struct way){ .next = courier->known,
				     .channel = mem_strdup(notice->channel),
				     .recipient = mem_strdup(notice->recipient) };
		courier->known = way;
	}
	return way;
}

void ways_forget(struct courier *courier)
{
	while (courier->known != NULL) {
		struct way *way = courier->known;

		courier->known = way->next;
		mem_free(way->channel);
		mem_free(way->recipient);
		mem_free(way);
	}
}
