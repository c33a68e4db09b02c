/* SPDX-License-Identifier: Apache-2.0 */
#include "parcel.h"

#include <stdlib.h>
#include <string.h>

struct parcel *parcel_new(const struct sender *sender, size_t n)
{
	struct parcel *parcel = mem_new(1, sizeof *parcel);

	arena_init(&parcel->arena);
	parcel->sender = sender;
	parcel->letters = arena_new(&parcel->arena, n, sizeof *parcel->letters);
	parcel->n = n;
	for (size_t i = 0; i < n; i++)
		parcel->letters[i].parcel = parcel;
	return parcel;
}

void parcel_free(struct parcel *parcel)
{
	arena_done(&parcel->arena);
	mem_free(parcel);
}

static const char *write_event(struct arena *arena, const json_t *event)
{
	char *text = json_dumps(event, JSON_COMPACT | JSON_ENCODE_ANY);
	const char *copy = arena_strdup(arena, text != NULL ? text : "");

	free(text);
	return copy;
}

void parcel_read(struct parcel *parcel, size_t letter, const json_t *event, const char *text,
		 const struct settings *settings, const struct ruleset *ruleset, int64_t now_us)
{
	struct arena *arena = &parcel->arena;
	struct letter *to = &parcel->letters[letter];
	struct event *read = arena_new(arena, 1, sizeof *read);
	static const enum letter_status statuses[] = { [ACCEPT_TAKEN] = LETTER_OPEN,
						       [ACCEPT_REFUSED] = LETTER_REFUSED,
						       [ACCEPT_FORBIDDEN] = LETTER_FORBIDDEN };

	event_read(event, arena, read);
	accept_event(read, settings, parcel->sender, ruleset, now_us, arena, &to->accepted);
	to->body = text != NULL ? arena_strdup(arena, text) : write_event(arena, event);
	to->accepted.fact.body = to->body;
	to->source = read->source;
	to->id = read->id;
	to->status = statuses[to->accepted.status];
}

void parcel_refuse(struct parcel *parcel, size_t letter, const char *text, const char *detail)
{
	struct letter *to = &parcel->letters[letter];

	to->body = arena_strdup(&parcel->arena, text);
	to->status = LETTER_REFUSED;
	event_problem(&to->accepted.errors, &parcel->arena, "", detail);
}

size_t parcel_count(const struct parcel *parcel, enum letter_status status)
{
	size_t n = 0;

	for (size_t i = 0; i < parcel->n; i++)
		n += parcel->letters[i].status == status;
	return n;
}

bool letter_is_refused(const struct letter *letter)
{
	return letter->status == LETTER_REFUSED || letter->status == LETTER_FORBIDDEN ||
	       letter->status == LETTER_CONFLICT;
}

json_t *parcel_problems(const struct event_problems *problems)
{
	json_t *list = json_array();

	for (size_t i = 0; i < problems->n; i++)
		json_array_append_new(list,
				      json_pack("{s:s, s:s}", "pointer", problems->list[i].pointer,
						"detail", problems->list[i].detail));
	return list;
}

static json_t *make_receipt(const struct letter *letter)
{
	const char *status = letter->status == LETTER_DUPLICATE   ? "duplicate"
			     : letter->status == LETTER_WITHDRAWN ? "withdrawn"
			     : letter_is_refused(letter)          ? "refused"
								  : "recorded";
	json_t *receipt = json_pack("{s:s?, s:s?, s:s}", "source", letter->source, "id", letter->id,
				    "status", status);

	if (letter->contact != 0 && !letter_is_refused(letter))
		json_object_set_new(receipt, "contact", json_integer(letter->contact));
	json_object_set_new(receipt, "warnings", parcel_problems(&letter->accepted.warnings));
	json_object_set_new(receipt, "errors", parcel_problems(&letter->accepted.errors));
	return receipt;
}

json_t *parcel_receipts(const struct parcel *parcel)
{
	json_t *receipts = json_array();

	for (size_t i = 0; i < parcel->n; i++)
		json_array_append_new(receipts, make_receipt(&parcel->letters[i]));
	return json_pack("{s:o}", "receipts", receipts);
}
