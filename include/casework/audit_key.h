/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CASEWORK_AUDIT_KEY_H
#define CONCERND_CASEWORK_AUDIT_KEY_H

#include <stdbool.h>

#include "base/err.h"
#include "casework/audit_form.h"

/*
 * The key that signs the audit's blocks. Its file is one line: "concernd-audit-key-1 ", then 64 hex
 * digits, the Ed25519 seed of RFC 8032. Who has it can forge the chain, so it does not lie in the
 * database, and nobody but the daemon may read it. The public half stands in every block; which are
 * trusted is said by who verifies.
 */

enum { AUDIT_SECRET_BYTES = 64, AUDIT_KEY_HEX = 2 * AUDIT_KEY_BYTES + 1 };

struct audit_key {
	unsigned char public_key[AUDIT_KEY_BYTES];
	unsigned char secret[AUDIT_SECRET_BYTES];
};

/* Reads a key file. ERR_FATAL with what to do if it cannot be read, is no key, or lies open to others
 * (a mode with any bit of 027). */
bool audit_key_read(const char *path, struct audit_key *ret, struct err *err);

/* Makes a new key and its file, mode 0600; never over one that is there. ERR_INPUT if it cannot. */
bool audit_key_make(const char *path, struct audit_key *ret, struct err *err);

/* Where the key is: the path of the settings; "" is the credential audit-key that systemd passes on, if
 * it did. NULL: nowhere. Static storage for the latter. */
const char *audit_key_path(const char *setting);

/* Signs and verifies the hash of a block. */
void audit_key_sign(const struct audit_key *key, const unsigned char hash[AUDIT_HASH_BYTES],
		    unsigned char ret[AUDIT_SIGNATURE_BYTES]);
bool audit_key_verify(const unsigned char public_key[AUDIT_KEY_BYTES],
		      const unsigned char hash[AUDIT_HASH_BYTES],
		      const unsigned char signature[AUDIT_SIGNATURE_BYTES]);

/* A public key or a hash in 64 hex digits, in out, which it returns; and back, false if it is none. */
char *audit_hex(const unsigned char bytes[AUDIT_KEY_BYTES], char out[AUDIT_KEY_HEX]);
bool audit_unhex(const char *text, unsigned char ret[AUDIT_KEY_BYTES]);

/* Forgets the secret. */
void audit_key_wipe(struct audit_key *key);

#endif
