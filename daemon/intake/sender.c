/* SPDX-License-Identifier: Apache-2.0 */
#include "sender.h"

#include <math.h>
#include <sodium.h>
#include <string.h>

#include "base/clock.h"

static bool has_name(const struct sender *sender, const struct peer *peer)
{
	for (size_t i = 0; i < sender->n_certificate_names; i++)
		for (size_t j = 0; j < peer->n_sans; j++)
			if (strcmp(sender->certificate_names[i], peer->sans[j]) == 0)
				return true;
	return false;
}

/* Every token of every sender is compared, found or not: the time tells nothing. */
static const struct sender *find_by_token(const struct settings *settings, const char *token)
{
	unsigned char hash[crypto_hash_sha256_BYTES];
	const struct sender *found = NULL;

	crypto_hash_sha256(hash, (const unsigned char *)token, strlen(token));
	for (size_t i = 0; i < settings->n_senders; i++)
		for (size_t j = 0; j < settings->senders[i].n_tokens; j++)
			if (sodium_memcmp(settings->senders[i].token_sha256[j], hash,
					  sizeof hash) == 0)
				found = &settings->senders[i];
	return found;
}

const struct sender *sender_find(const struct settings *settings, const struct peer *peer,
				 const char *token)
{
	for (size_t i = 0; peer->n_sans > 0 && i < settings->n_senders; i++)
		if (has_name(&settings->senders[i], peer))
			return &settings->senders[i];
	return token != NULL ? find_by_token(settings, token) : NULL;
}

int sender_limit(struct tally *tally, const struct sender *sender, size_t n, int64_t now_us)
{
	double full = sender->burst > 0 ? sender->burst : sender->rate;

	if (sender->rate <= 0)
		return 0;
	if (tally->allowance_us == INT64_MIN)
		tally->allowance = full;
	else
		tally->allowance += (double)(now_us - tally->allowance_us) / USEC_PER_SEC *
				    sender->rate;
	tally->allowance = fmin(tally->allowance, full);
	tally->allowance_us = now_us;
	double needed = fmin((double)n, full);

	if (tally->allowance < needed)
		return (int)ceil((needed - tally->allowance) / sender->rate);
	tally->allowance -= (double)n;
	return 0;
}
