/* SPDX-License-Identifier: Apache-2.0 */
#include "net/signature.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define PREFIX "whsec_"
enum { KEY_LEAST = 24 };

bool signing_key_parse(const char *text, struct signing_key *ret)
{
	struct signing_key key;
	const char *end;

	text += strspn(text, " \t\r\n");
	if (strncmp(text, PREFIX, strlen(PREFIX)) != 0)
		return false;
	text += strlen(PREFIX);
	if (sodium_base642bin(key.bytes, sizeof key.bytes, text, strlen(text), " \t\r\n", &key.n,
			      &end, sodium_base64_VARIANT_ORIGINAL) != 0 ||
	    *end != '\0' || key.n < KEY_LEAST)
		return false;
	*ret = key;
	return true;
}

static void sign(const struct signing_key *key, const char *id, int64_t timestamp_s,
		 const char *body, char *out, size_t size)
{
	crypto_auth_hmacsha256_state state;
	unsigned char hash[crypto_auth_hmacsha256_BYTES];
	char at[32];

	snprintf(at, sizeof at, ".%" PRId64 ".", timestamp_s);
	crypto_auth_hmacsha256_init(&state, key->bytes, key->n);
	crypto_auth_hmacsha256_update(&state, (const unsigned char *)id, strlen(id));
	crypto_auth_hmacsha256_update(&state, (const unsigned char *)at, strlen(at));
	crypto_auth_hmacsha256_update(&state, (const unsigned char *)body, strlen(body));
	crypto_auth_hmacsha256_final(&state, hash);
	sodium_bin2base64(out, size, hash, sizeof hash, sodium_base64_VARIANT_ORIGINAL);
}

const char *signature_write(struct arena *arena, const struct signing_key *keys, size_t n,
			    const char *id, int64_t timestamp_s, const char *body)
{
	const char *all = "";
	char one[sodium_base64_ENCODED_LEN(crypto_auth_hmacsha256_BYTES,
					   sodium_base64_VARIANT_ORIGINAL)];

	for (size_t i = 0; i < n; i++) {
		sign(&keys[i], id, timestamp_s, body, one, sizeof one);
		all = arena_printf(arena, "%s%sv1,%s", all, i > 0 ? " " : "", one);
	}
	return all;
}
