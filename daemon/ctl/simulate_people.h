/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CTL_SIMULATE_PEOPLE_H
#define CONCERND_CTL_SIMULATE_PEOPLE_H

#include <stdbool.h>
#include <stdint.h>

#include "simulate_figures.h"
#include "simulate_names.h"
#include "simulate_random.h"

/*
 * Simulated families, and what each sender's records say of their people. Nobody is stored: a
 * family is made anew from (seed, index, generation) whenever it is looked at. In some eighteen
 * years a family's children grow up; then its place is taken by the next generation, so that ages
 * are spread alike in any year.
 */

enum { FAMILY_CHILDREN = 6, FAMILY_ADULTS = 2, FAMILIES_MAX = 56250 };

struct person {
	uint32_t number; /* below 900,000, of this person alone (within two generations) */
	bool is_adult, is_female;
	int32_t birth_day;
	const char *given;
	char family_name[NAME_BYTES];
	char other_family_name[NAME_BYTES]; /* that someone might know the person by */
};

struct family {
	uint32_t index, generation;
	struct person children[FAMILY_CHILDREN], adults[FAMILY_ADULTS];
	int n_children, n_adults;
	bool below_line; /* each of its contacts ends in nfa */
	char postcode[9], old_postcode[9];
};

/* What one sender's system says of a person, with its mistakes: the same whenever it is asked. ""
 * for what it does not have. */
struct record {
	char id[16];
	char nhs[11];
	char upn[14];
	char given[40], family_name[2 * NAME_BYTES];
	char postcode[9];
	bool has_birth_day;
	int32_t birth_day;
	bool is_female;
};

/* The family that stands at an index (below FAMILIES_MAX) on a day. */
void family_make(uint64_t seed, uint32_t index, int32_t day, struct family *ret);

/* The same by its generation, as told by family_make(). */
void family_make_again(uint64_t seed, uint32_t index, uint32_t generation, struct family *ret);

/* What a sender has written down of a person of a family. */
void record_make(uint64_t seed, const struct family *family, const struct person *person,
		 enum figures_sender sender, struct record *ret);

/* What both are made of, for other people than these: a common forename; a postcode that nobody has
 * (none of the United Kingdom begins with X; Z9 and the like would be taken for missing); one slip of
 * the keyboard (a letter left out, doubled, or two swapped, never the first); a birth date with day
 * and month the other way round, where that is one. */
const char *person_pick_given(struct chance *chance, bool is_female);
void family_make_postcode(struct chance *chance, char ret[9]);
void record_mistype(struct chance *chance, char *text, size_t size);
int32_t record_swap_birth(int32_t day);

/* The nth NHS number of the range 999, which is never issued, with its check digit; n is below
 * 900,000. */
void nhs_number(uint32_t n, char ret[11]);

#endif
