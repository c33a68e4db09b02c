/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_PEOPLE_SECRET_H
#define CONCERND_PEOPLE_SECRET_H

#include <stdbool.h>

/* The token of a session: random, known to one browser. The database has its hash; what guards unsafe
 * methods is made of it, so that who has no session cannot know it. */

enum {
	SECRET_BYTES = 32,
	SECRET_TEXT = 44, /* base64 of them, and NUL */
};

/* A fresh token. */
void secret_new(char out[SECRET_TEXT]);

/* Its hash; false if the text is no token. */
bool secret_hash(const char *token, unsigned char out[SECRET_BYTES]);

/* What goes with each unsafe request of the session. */
void secret_csrf(const char *token, char out[SECRET_TEXT]);

/* Compares in a time that tells nothing. */
bool secret_is_same(const char *a, const char *b);

#endif
