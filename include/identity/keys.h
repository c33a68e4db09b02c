/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_IDENTITY_KEYS_H
#define CONCERND_IDENTITY_KEYS_H

#include <stddef.h>
#include <stdint.h>

#include "identity/said.h"

/*
 * Candidate keys: an alias is stored under the keys that it holds, and whoever asks finds all
 * aliases that hold one of the keys asked. 64 bits each, the same on every machine; a bigint of the
 * database holds them as (int64_t). Pure.
 *
 *   D|dob    N|sdx(given)|sdx(surname)|yyyy and without the year    P|postcode|sdx(either name)
 *   M|yyyymm|sdx(either name)    Y|yyyydd|sdx(either name)          U|mother
 *
 * 1 January gives no key of the date (it stands for "some time that year").
 */

enum { KEYS_HELD = 12, KEYS_ASKED = 24 };

/* The keys under which an alias is found, each once; at most KEYS_HELD. Returns how many. */
size_t keys_held(const struct said *said, uint64_t *ret);

/* The keys to ask by: those held, and those with day and month (where that is a month), and with the
 * names, the other way round; each once, at most KEYS_ASKED. Returns how many. A child that shares none is not looked
 * at. */
size_t keys_asked(const struct said *said, uint64_t *ret);

/* American Soundex of a folded name ("R163") in out (5 bytes); "" for "". Returns out. */
const char *keys_soundex(const char *folded, char *out);

#endif
