/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_DAEMON_NOTIFY_WAYS_H
#define CONCERND_DAEMON_NOTIFY_WAYS_H

#include <stdbool.h>

#include "base/mem.h"
#include "config/settings.h"
#include "net/outgoing.h"
#include "net/signature.h"

/* What mail and webhooks need of the settings, read and kept: secrets, the password, where webhooks
 * may connect to. */

struct event_base;
struct zone;

enum { ADDRESS_HASH_BYTES = 32, RING_KEYS = 4 };

/* The signing secrets of a webhook: while one is replaced, both sign. */
struct key_ring {
	struct signing_key keys[RING_KEYS];
	size_t n;
};

struct ways {
	struct outgoing *outgoing;
	const struct settings *settings; /* NULL: nobody has a name */
	const struct zone *zone;         /* for times in mail; NULL: UTC */
	struct arena arena;              /* of what follows */
	struct key_ring *rings;          /* side by side with settings->recipients */
	const char *password;
	struct reach reach;
};

void ways_init(struct ways *ways, struct event_base *base);
void ways_done(struct ways *ways);

/* Goes by other settings, which outlive it, and reads the files that they name. False with *err, the
 * first that cannot be read or holds none; who needs it fails, all else goes on. */
bool ways_change(struct ways *ways, const struct settings *settings, struct err *err);

/* The recipient of that name on a channel; NULL if there is none. */
const struct recipient *ways_recipient(const struct ways *ways, const char *name,
				       enum recipient_channel channel);

/* Tells an address from another one that the recipient had before. */
void ways_hash_address(const char *address, unsigned char ret[ADDRESS_HASH_BYTES]);

#endif
