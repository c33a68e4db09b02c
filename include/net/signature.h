/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_NET_SIGNATURE_H
#define CONCERND_NET_SIGNATURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"

/* Signatures of webhooks (https://www.standardwebhooks.com): HMAC-SHA256 of "id.timestamp.body", one
 * for each secret, so that a receiver may change over from one to the next at leisure. */

/* A secret as both sides keep it: "whsec_" and base64 of 24 to 64 bytes. */
struct signing_key {
	unsigned char bytes[64];
	size_t n;
};

/* The whole text, blanks around it aside; false and *ret untouched if it is none. */
bool signing_key_parse(const char *text, struct signing_key *ret);

/* "v1,… v1,…", a signature for each key (one or more), in the arena. */
const char *signature_write(struct arena *arena, const struct signing_key *keys, size_t n,
			    const char *id, int64_t timestamp_s, const char *body);

#endif
