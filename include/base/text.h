/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_BASE_TEXT_H
#define CONCERND_BASE_TEXT_H

#include <stdint.h>

/* FNV-1a, 64 bits, of what was hashed before (TEXT_HASH_START at first) and one more text, its end
 * included. The same in every program and on every machine. Not for what an enemy may choose. */
uint64_t text_hash(uint64_t before, const char *text);

#define TEXT_HASH_START UINT64_C(0xcbf29ce484222325)

#endif
