/* SPDX-License-Identifier: Apache-2.0 */
/* Webhooks as https://www.standardwebhooks.com has them. The time that is signed is that of the
 * attempt, so that a receiver may refuse what is old; id and body stay the same. */
#include <inttypes.h>

#include "base/clock.h"
#include "channel.h"

bool channel_webhook_start(struct ways *ways, const struct notice *notice, outgoing_done *done,
			   void *context, const char **ret_why)
{
	const struct recipient *recipient = ways_recipient(ways, notice->recipient,
							   RECIPIENT_WEBHOOK);
	const struct settings *settings = ways->settings;
	int64_t now_s = clock_now_us() / USEC_PER_SEC;
	struct arena arena;

	*ret_why = "no-recipient";
	if (recipient == NULL)
		return false;
	const struct key_ring *ring = &ways->rings[recipient - settings->recipients];

	*ret_why = "no-secret";
	if (ring->n == 0)
		return false;
	arena_init(&arena);
	const char *id = notice_message_id(&arena, notice);
	const char *body = notice_json(&arena, notice,
				       &(struct stationery){ settings->public_url,
							     settings->notify.feedback_ask,
							     settings->page.council, NULL });
	const char *const headers[] = {
		"Content-Type: application/json",
		"Expect:", /* no round trip for 100-continue */
		"User-Agent: concernd",
		arena_printf(&arena, "webhook-id: %s", id),
		arena_printf(&arena, "webhook-timestamp: %" PRId64, now_s),
		arena_printf(&arena, "webhook-signature: %s",
			     signature_write(&arena, ring->keys, ring->n, id, now_s, body)),
		NULL,
	};

	outgoing_post(ways->outgoing,
		      &(struct post){ .url = recipient->address,
				      .headers = headers,
				      .body = body,
				      .ca_file = settings->webhooks.ca_file,
				      .reach = &ways->reach,
				      .plain_ok = settings->webhooks.loopback_for_tests },
		      done, context);
	arena_done(&arena);
	return true;
}
