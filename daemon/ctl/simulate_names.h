/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CTL_SIMULATE_NAMES_H
#define CONCERND_CTL_SIMULATE_NAMES_H

#include <stddef.h>
#include <stdint.h>

#include "simulate_random.h"

/* Names for simulated people: common forenames and surnames, paired at random, so that no real
 * person is meant; and the short forms that people go by. */

enum { NAMES_FEMALE = 96, NAMES_MALE = 96, NAMES_FAMILY = 160 };

extern const char *const names_female[NAMES_FEMALE];
extern const char *const names_male[NAMES_MALE];
extern const char *const names_family[NAMES_FAMILY];

/* A name of a head and a tail ("Ash", "croft"); and a surname: a common one, or more often a rare one of
 * that kind, so that two people agree in it by chance in about .0015 of pairs, as in England. */
enum { NAME_BYTES = 40 };
void names_put_together(struct chance *chance, const char *const *heads, uint32_t n_heads,
			const char *const *tails, uint32_t n_tails, char ret[NAME_BYTES]);
void names_make_surname(struct chance *chance, char ret[NAME_BYTES]);

/* The short form of a forename ("Bella" of "Isabella"); NULL if there is none in the table. */
const char *names_short(const char *given);

#endif
