/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"

#define PRIME UINT64_C(0x100000001b3)

uint64_t text_hash(uint64_t before, const char *text)
{
	uint64_t hash = before;

	for (; *text != '\0'; text++)
		hash = (hash ^ (unsigned char)*text) * PRIME;
	return (hash ^ 0xff) * PRIME;
}
