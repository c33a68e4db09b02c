/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/replay.h"

#include "base/clock.h"
#include "file.h"
#include "settle.h"

bool replay_now(const struct replay_options *options, const char *text, size_t length,
		struct replayed *ret, struct err *err)
{
	struct parcel *parcel = file_read(options->sender, text, length, options->settings,
					  options->ruleset, clock_now_us(), err);

	if (parcel == NULL)
		return false;
	bool judged = settle_parcel_now(options->base, options->judge, parcel, err);

	if (judged) {
		ret->whole = parcel_count(parcel, LETTER_RECORDED) +
				     parcel_count(parcel, LETTER_DUPLICATE) ==
			     parcel->n;
		ret->receipts = parcel_receipts(parcel);
	}
	parcel_free(parcel);
	return judged;
}
