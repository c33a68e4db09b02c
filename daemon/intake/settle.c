/* SPDX-License-Identifier: Apache-2.0 */
#include "settle.h"

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
