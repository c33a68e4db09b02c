/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CTL_SIMULATE_NAMES_H
#define CONCERND_CTL_SIMULATE_NAMES_H

#include <stddef.h>

/* Names for simulated people: common forenames and surnames, paired at random, so that no real
 * person is meant; and the short forms that people go by. */

enum { NAMES_FEMALE = 96, NAMES_MALE = 96, NAMES_FAMILY = 160 };

extern const char *const names_female[NAMES_FEMALE];
extern const char *const names_male[NAMES_MALE];
extern const char *const names_family[NAMES_FAMILY];

/* The short form of a forename ("Bella" of "Isabella"); NULL if there is none in the table. */
const char *names_short(const char *given);

#endif
