/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/clock.h"
#include "store/params.h"
#include "watch_private.h"

/* What is sent at its time without anybody having missed anything: feedback to agencies, and digests. */

enum { AT_ONCE = 200, SCRIPT_S = 20 };

static bool take_sent(void *context, const struct rows *rows, struct err *err)
{
	struct watch *watch = context;

	(void)err;
	watch->n_sent = rows_count(rows);
	return true;
}

/* ---- Feedback ---------------------------------------------------------------------------------- */

#define EACH_SENDER(add)                                                                        \
	do {                                                                                    \
		params_array(params, PARAM_TEXT, n);                                            \
		for (size_t i = 0; i < settings->n_senders; i++) {                              \
			const struct recipient *recipient =                                     \
				settings_recipient(settings, settings->senders[i].feedback_to); \
			if (recipient != NULL)                                                  \
				params_add_text(params, add);                                   \
		}                                                                               \
	} while (0)

static bool bind_dispatch(void *context, struct params *params)
{
	const struct watch *watch = context;
	const struct settings *settings = watch->ways.settings;
	size_t n = 0;

	for (size_t i = 0; i < settings->n_senders; i++)
		n += settings_recipient(settings, settings->senders[i].feedback_to) != NULL;
	if (n == 0)
		return false;
	EACH_SENDER(settings->senders[i].name);
	EACH_SENDER(recipient->channel == RECIPIENT_WEBHOOK ? "webhook" : "email");
	EACH_SENDER(recipient->name);
	params_int4(params, AT_ONCE);
	return true;
}

static const struct step dispatch_steps[] = {
	{ "dispatch_feedback", bind_dispatch, take_sent, 0 },
};

const struct script watch_dispatch = { "send feedback on its way", dispatch_steps, 1,
				       SCRIPT_S *(int64_t)USEC_PER_SEC };

/* ---- Digests ----------------------------------------------------------------------------------- */

static bool bind_digest(void *context, struct params *params)
{
	const struct watch *watch = context;
	const struct digest *digest = watch->digest;
	const struct recipient *recipient = settings_recipient(watch->ways.settings, digest->to);
	enum channel channel;
	bool is_here = channel_parse(digest->to, &channel) && (int)channel < CHANNELS_HERE;

	params_date(params, watch->day);
	params_text(params, is_here ? "" : digest->to);
	params_text(params, is_here ? digest->to
			    : recipient != NULL && recipient->channel == RECIPIENT_WEBHOOK
				    ? "webhook"
				    : "email");
	params_text(params, digest->team);
	return true;
}

static const struct step digest_steps[] = {
	{ "make_digest", bind_digest, take_sent, 0 },
};

const struct script watch_digest = { "make a digest", digest_steps, 1,
				     SCRIPT_S *(int64_t)USEC_PER_SEC };
