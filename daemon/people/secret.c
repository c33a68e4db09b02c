/* SPDX-License-Identifier: Apache-2.0 */
#include "secret.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define BASE64 sodium_base64_VARIANT_URLSAFE_NO_PADDING

static void to_text(const unsigned char bytes[SECRET_BYTES], char out[SECRET_TEXT])
{
	sodium_bin2base64(out, SECRET_TEXT, bytes, SECRET_BYTES, BASE64);
}

void secret_new(char out[SECRET_TEXT])
{
	unsigned char bytes[SECRET_BYTES];

	if (sodium_init() < 0)
		abort();
	randombytes_buf(bytes, sizeof bytes);
	to_text(bytes, out);
	sodium_memzero(bytes, sizeof bytes);
}

bool secret_hash(const char *token, unsigned char out[SECRET_BYTES])
{
	unsigned char bytes[SECRET_BYTES];
	size_t length = 0;

	if (strlen(token) != SECRET_TEXT - 1 ||
	    sodium_base642bin(bytes, sizeof bytes, token, strlen(token), NULL, &length, NULL,
			      BASE64) != 0 ||
	    length != sizeof bytes)
		return false;
	crypto_generichash(out, SECRET_BYTES, bytes, sizeof bytes, NULL, 0);
	return true;
}

void secret_csrf(const char *token, char out[SECRET_TEXT])
{
	static const unsigned char what[] = "csrf";
	unsigned char bytes[SECRET_BYTES];

	crypto_generichash(bytes, sizeof bytes, what, sizeof what, (const unsigned char *)token,
			   strlen(token));
	to_text(bytes, out);
}

bool secret_is_same(const char *a, const char *b)
{
	size_t length = strlen(a);

	return length == strlen(b) && sodium_memcmp(a, b, length) == 0;
}
