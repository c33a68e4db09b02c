/* SPDX-License-Identifier: Apache-2.0 */
#include "settle.h"

#include <event2/event.h>

static void refuse_letter(struct letter *letter, enum letter_status status, const char *pointer,
			  const char *detail)
{
	letter->status = status;
	event_problem(&letter->accepted.errors, &letter->parcel->arena, pointer, detail);
}

void settle_letter(struct letter *letter, const struct case_item *item)
{
	letter->contact = item->contact;
	switch (item->status) {
	case CASE_RECORDED:
		letter->status = LETTER_RECORDED;
		break;
	case CASE_DUPLICATE:
		letter->status = LETTER_DUPLICATE;
		break;
	case CASE_WITHDRAWN:
		letter->status = LETTER_WITHDRAWN;
		break;
	case CASE_CONFLICT:
		refuse_letter(letter, LETTER_CONFLICT, "/id",
			      "this source and id were recorded before with other data; give every "
			      "event an id of its own");
		break;
	case CASE_REFUSED:
		refuse_letter(letter, LETTER_REFUSED, "",
			      "the database cannot store something in it");
		break;
	case CASE_LATER:
		letter->status = LETTER_LATER;
		break;
	}
}

/* ---- All of a parcel, now ---- */

struct judging {
	bool done;
	struct err err; /* kind ERR_NONE when there was none */
};

static void on_judged(void *context, const struct err *err)
{
	struct judging *judging = context;

	judging->done = true;
	if (err != NULL)
		judging->err = *err;
}

bool settle_parcel_now(struct event_base *base, struct judge *judge, struct parcel *parcel,
		       struct err *err)
{
	struct judging judging = { .err = { .kind = ERR_NONE } };
	struct case_item *items = arena_new(&parcel->arena, parcel->n, sizeof *items);
	struct letter **judged = arena_new(&parcel->arena, parcel->n, sizeof *judged);
	size_t n = 0;

	for (size_t i = 0; i < parcel->n; i++)
		if (parcel->letters[i].status == LETTER_OPEN) {
			judged[n] = &parcel->letters[i];
			items[n++].fact = &parcel->letters[i].accepted.fact;
		}
	if (n > 0)
		judge_contacts(judge, items, n, on_judged, &judging);
	while (n > 0 && !judging.done)
		event_base_loop(base, EVLOOP_ONCE);
	for (size_t i = 0; i < n; i++)
		settle_letter(judged[i], &items[i]);
	return parcel_count(parcel, LETTER_LATER) == 0 ||
	       err_set(err, ERR_RETRY, "%s",
		       judging.err.kind != ERR_NONE ? judging.err.text : "not stored");
}
