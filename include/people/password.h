/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_PEOPLE_PASSWORD_H
#define CONCERND_PEOPLE_PASSWORD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/* Passwords of local accounts: argon2id, with the limits that libsodium calls interactive (64 MiB, some
 * tenths of a second). The daemon looks at them in threads of their own, at most two at once. */

enum { PASSWORD_LEAST = 12, PASSWORD_MOST = 200, PASSWORD_HASH_BYTES = 128 };

/* False with *err (ERR_INPUT, what to do) for a password that is short, or has the name in it, or is one
 * character again and again. */
bool password_is_good(const char *password, const char *name, struct err *err);

/* Hashes a password with a fresh salt; takes as long as it takes. */
void password_hash(const char *password, char out[PASSWORD_HASH_BYTES]);

/* True if the hash is of the password; takes as long. */
bool password_matches(const char *hash, const char *password);

struct event_base;
struct passwords;

/* No thread is started before the first password is to be looked at. */
struct passwords *passwords_new(struct event_base *base);

/* Waits for the threads; calls nobody any more. */
void passwords_free(struct passwords *passwords);

/* Has a thread compare, and calls done once, from the loop. hash NULL: no password is right, which
 * takes as long to find out. Both are copied. False, and nothing follows, when too many wait. */
bool passwords_check(struct passwords *passwords, const char *hash, const char *password,
		     void (*done)(void *context, bool matches), void *context);

#endif
