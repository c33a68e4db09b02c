/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_DAEMON_CTL_AUDIT_TRUST_H
#define CONCERND_DAEMON_CTL_AUDIT_TRUST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"
#include "casework/audit_form.h"
#include "casework/audit_key.h"

/* What `audit verify` goes by that does not come from the database: whose signatures count, and the
 * heads that were noted elsewhere. */

struct settings;

struct audit_noted {
	int64_t number;
	unsigned char hash[AUDIT_HASH_BYTES];
};

struct audit_trust {
	struct arena arena;
	unsigned char (*keys)[AUDIT_KEY_BYTES];
	size_t n_keys, keys_room;
	struct audit_noted *heads; /* by number */
	size_t n_heads, heads_room;
};

/* Keys: public_key alone if it is given, else those of the settings; heads: of a file, else that of the
 * settings. False with *ret_exit when there is nobody to trust, or a file cannot be read: told. */
bool audit_trust_read(struct audit_trust *ret, const struct settings *settings,
		      const char *public_key, const char *head, int *ret_exit);
void audit_trust_done(struct audit_trust *trust);

bool audit_trust_has(const struct audit_trust *trust, const unsigned char key[AUDIT_KEY_BYTES]);

/* False if a head of that number was noted, and it is another. */
bool audit_trust_agrees(const struct audit_trust *trust, int64_t number,
			const unsigned char hash[AUDIT_HASH_BYTES]);

/* The highest number that was noted; 0: none. */
int64_t audit_trust_newest(const struct audit_trust *trust);

#endif
