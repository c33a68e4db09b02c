/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/replay.h"

#include <event2/event.h>

#include "base/clock.h"
#include "file.h"
#include "settle.h"

struct replaying {
	bool done;
	struct err err; /* kind ERR_NONE when there was none */
};

static void on_judged(void *context, const struct err *err)
{
	struct replaying *replaying = context;

	replaying->done = true;
	if (err != NULL)
		replaying->err = *err;
}

static bool judge_parcel(const struct replay_options *options, struct parcel *parcel,
			 struct err *err)
{
	struct replaying replaying = { .err = { .kind = ERR_NONE } };
	struct case_item *items = arena_new(&parcel->arena, parcel->n, sizeof *items);
	struct letter **judged = arena_new(&parcel->arena, parcel->n, sizeof *judged);
	size_t n = 0;

	for (size_t i = 0; i < parcel->n; i++)
		if (parcel->letters[i].status == LETTER_OPEN) {
			judged[n] = &parcel->letters[i];
			items[n++].fact = &parcel->letters[i].accepted.fact;
		}
	if (n > 0)
		judge_contacts(options->judge, items, n, on_judged, &replaying);
	while (n > 0 && !replaying.done)
		event_base_loop(options->base, EVLOOP_ONCE);
	for (size_t i = 0; i < n; i++)
		settle_letter(judged[i], &items[i]);
	return parcel_count(parcel, LETTER_LATER) == 0 ||
	       err_set(err, ERR_RETRY, "%s",
		       replaying.err.kind != ERR_NONE ? replaying.err.text : "not stored");
}

bool replay_now(const struct replay_options *options, const char *text, size_t length,
		struct replayed *ret, struct err *err)
{
	struct parcel *parcel = file_read(options->sender, text, length, options->settings,
					  options->ruleset, clock_now_us(), err);

	if (parcel == NULL)
		return false;
	bool judged = judge_parcel(options, parcel, err);

	if (judged) {
		ret->whole = parcel_count(parcel, LETTER_RECORDED) +
				     parcel_count(parcel, LETTER_DUPLICATE) ==
			     parcel->n;
		ret->receipts = parcel_receipts(parcel);
	}
	parcel_free(parcel);
	return judged;
}
