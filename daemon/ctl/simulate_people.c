/* SPDX-License-Identifier: Apache-2.0 */
#include "simulate_people.h"

#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "simulate_names.h"
#include "simulate_random.h"

/*
 * Numbers of people: each family owns 16, eight a generation (even and odd), children first. From a
 * number come NHS number and record ids by one-to-one maps, so that no two people share one.
 */

enum { YEAR = 365, GENERATION_DAYS = 18 * YEAR + 4, NUMBERS_A_FAMILY = 16, ADULTS_FROM = 6 };

static const char *pick_name(struct chance *chance, const char *const *names, uint32_t n)
{
	/* The lesser of two, so that names at the head of a table are the common ones. */
	uint32_t a = chance_below(chance, n), b = chance_below(chance, n);

	return names[a < b ? a : b];
}

const char *person_pick_given(struct chance *chance, bool is_female)
{
	return is_female ? pick_name(chance, names_female, NAMES_FEMALE)
			 : pick_name(chance, names_male, NAMES_MALE);
}

void family_make_postcode(struct chance *chance, char ret[9])
{
	static const char inward[] = "ABDEFGHJLNPQRSTUWXYZ";

	snprintf(ret, 9, "XE%u %u%c%c", 1 + chance_below(chance, 40), chance_below(chance, 10),
		 inward[chance_below(chance, 20)], inward[chance_below(chance, 20)]);
}

static void copy_name(char ret[NAME_BYTES], const char name[NAME_BYTES])
{
	memcpy(ret, name, NAME_BYTES);
}

static bool is_name_taken(const struct family *family, const char *given)
{
	for (int i = 0; i < family->n_children; i++)
		if (strcmp(family->children[i].given, given) == 0)
			return true;
	return false;
}

static void add_child(struct chance *chance, struct family *family, int32_t birth_day)
{
	struct person *child = &family->children[family->n_children];
	const struct person *first = &family->children[0];

	child->is_female = chance_is(chance, 0.488);
	do {
		child->given = person_pick_given(chance, child->is_female);
	} while (is_name_taken(family, child->given));
	child->birth_day = birth_day;
	if (family->n_children == 0 || chance_is(chance, 0.12))
		names_make_surname(chance, child->family_name);
	else
		copy_name(child->family_name, first->family_name);
	child->number = (uint32_t)family->n_children;
	family->n_children++;
}

/* Twins are born at one birth in 68, so that 2.9 per cent of children are twins. */
static void make_children(struct chance *chance, struct family *family, int32_t begin)
{
	static const double sizes[] = { 0.42, 0.34, 0.15, 0.06, 0.02, 0.01 }; /* [l] */
	int wanted = 1 + (int)chance_pick(chance, sizes, FAMILY_CHILDREN, sizeof *sizes);
	int32_t birth_day = begin - (int32_t)chance_between(chance, 0, INT64_C(7) * YEAR);

	while (family->n_children < wanted) {
		int births = chance_is(chance, figures_twins / (2.0 - figures_twins)) ? 2 : 1;

		for (int i = 0; i < births && family->n_children < FAMILY_CHILDREN; i++)
			add_child(chance, family, birth_day);
		birth_day += (int32_t)chance_between(chance, 400, 1500);
	}
}

static void make_adults(struct chance *chance, struct family *family)
{
	const struct person *eldest = &family->children[0];

	family->n_adults = chance_is(chance, 0.62) ? 2 : 1;
	for (int i = 0; i < family->n_adults; i++) {
		struct person *adult = &family->adults[i];
		bool same_name = chance_is(chance, 0.6);

		adult->is_adult = true;
		adult->is_female = i == 0 ? chance_is(chance, 0.92) : chance_is(chance, 0.1);
		adult->given = person_pick_given(chance, adult->is_female);
		adult->birth_day = eldest->birth_day - (int32_t)chance_between(chance,
									       INT64_C(17) * YEAR,
									       INT64_C(40) * YEAR);
		if (same_name)
			copy_name(adult->family_name, eldest->family_name);
		else
			names_make_surname(chance, adult->family_name);
		adult->number = ADULTS_FROM + (uint32_t)i;
	}
	for (int i = 0; i < family->n_children; i++)
		copy_name(family->children[i].other_family_name,
			  family->adults[chance_below(chance, (uint32_t)family->n_adults)]
				  .family_name);
	for (int i = 0; i < family->n_adults; i++)
		copy_name(family->adults[i].other_family_name, eldest->family_name);
}

/* Families begin at days of their own, so that they do not all grow up at once. */
static int32_t phase_of(uint64_t seed, uint32_t index)
{
	struct chance chance;

	chance_init(&chance, seed, "phase", index, 0);
	return (int32_t)chance_below(&chance, GENERATION_DAYS);
}

/* Generations count from an origin long before any simulated day: 1 January 1900. */
static int32_t origin_day(void)
{
	return date_to_day((struct date){ 1900, 1, 1 });
}

void family_make_again(uint64_t seed, uint32_t index, uint32_t generation, struct family *ret)
{
	struct chance chance;
	int32_t begin = origin_day() + (int32_t)generation * GENERATION_DAYS -
			phase_of(seed, index);
	uint32_t first = index * NUMBERS_A_FAMILY + (generation % 2) * (NUMBERS_A_FAMILY / 2);

	*ret = (struct family){ .index = index, .generation = generation };
	chance_init(&chance, seed, "family", index, generation);
	make_children(&chance, ret, begin);
	make_adults(&chance, ret);
	for (int i = 0; i < ret->n_children; i++)
		ret->children[i].number += first;
	for (int i = 0; i < ret->n_adults; i++)
		ret->adults[i].number += first;
	ret->below_line = chance_is(&chance, figures_below_line);
	family_make_postcode(&chance, ret->postcode);
	family_make_postcode(&chance, ret->old_postcode);
}

void family_make(uint64_t seed, uint32_t index, int32_t day, struct family *ret)
{
	int32_t since = day - origin_day() + phase_of(seed, index);

	family_make_again(seed, index, (uint32_t)(since / GENERATION_DAYS), ret);
}

/* In each block of ten only one last digit can have no check digit (its remainder would be 10), so
 * the first nine that have one are all there. Blocks are stirred, so that numbers do not follow
 * each other within a family. */
void nhs_number(uint32_t n, char ret[11])
{
	uint32_t block = (uint32_t)((uint64_t)(n / 9) * 48271u % 100000u);
	int skip = (int)(n % 9);

	snprintf(ret, 11, "999%05u", block);
	for (int last = 0; last < 10; last++) {
		ret[8] = (char)('0' + last);
		int sum = 0;

		for (int i = 0; i < 9; i++)
			sum += (ret[i] - '0') * (10 - i);
		int check = (11 - sum % 11) % 11;

		if (check == 10)
			continue;
		ret[9] = (char)('0' + check);
		ret[10] = '\0';
		if (skip-- == 0)
			return;
	}
}

/* Local authority 999 does not exist. Check letter: weights 2 to 13, sum modulo 23. */
static void make_upn(uint32_t n, char ret[14])
{
	static const char letters[] = "ABCDEFGHJKLMNPQRTUVWXYZ";
	char digits[13];
	int sum = 0;

	snprintf(digits, sizeof digits, "999%09u", n);
	for (int i = 0; i < 12; i++)
		sum += (digits[i] - '0') * (2 + i);
	snprintf(ret, 14, "%c%s", letters[sum % 23], digits);
}

void record_mistype(struct chance *chance, char *text, size_t size)
{
	size_t length = strlen(text);

	if (length < 3 || length + 2 > size)
		return;
	size_t at = 1 + chance_below(chance, (uint32_t)length - 2);

	switch (chance_below(chance, 3)) {
	case 0:
		memmove(text + at, text + at + 1, length - at);
		break;
	case 1:
		memmove(text + at + 1, text + at, length - at + 1);
		break;
	default: {
		char kept = text[at];

		text[at] = text[at + 1];
		text[at + 1] = kept;
	}
	}
}

static void spoil_surname(struct chance *chance, const struct person *person, struct record *record)
{
	double kind = chance_unit(chance);
	size_t size = sizeof record->family_name;
	char other[NAME_BYTES];

	names_make_surname(chance, other);
	if (kind < 0.45 && strcmp(person->other_family_name, person->family_name) != 0)
		snprintf(record->family_name, size, "%s", person->other_family_name);
	else if (kind < 0.60)
		snprintf(record->family_name, size, "%s-%s", person->family_name, other);
	else if (kind < 0.70)
		snprintf(record->family_name, size, "%s", other);
	else
		record_mistype(chance, record->family_name, size);
}

static void spoil_forename(struct chance *chance, const struct person *person,
			   struct record *record)
{
	const char *brief = names_short(person->given);

	if (brief != NULL && chance_is(chance, 0.7))
		snprintf(record->given, sizeof record->given, "%s", brief);
	else
		record_mistype(chance, record->given, sizeof record->given);
}

int32_t record_swap_birth(int32_t day)
{
	struct date date = date_from_day(day);
	struct date swapped = { date.year, date.day, date.month };

	return date_is_valid(swapped) ? date_to_day(swapped) : day;
}

static void spoil_birth_day(struct chance *chance, struct record *record)
{
	double kind = chance_unit(chance);

	if (kind < figures_birth_missing)
		record->has_birth_day = false;
	else if (kind < figures_birth_missing + figures_birth_swapped)
		record->birth_day = record_swap_birth(record->birth_day);
	else if (kind < figures_birth_missing + figures_birth_swapped + figures_birth_typo)
		record->birth_day += chance_is(chance, 0.5) ? 10 : -1;
}

static void add_numbers(struct chance *chance, const struct person *person,
			enum figures_sender sender, struct record *ret)
{
	static const uint32_t multipliers[SENDERS] = { 31415927u, 27182819u, 57721567u };
	const struct figures_sender_row *row = &figures_senders[sender];
	uint64_t stirred = (uint64_t)person->number * multipliers[sender] % 100000000u;

	snprintf(ret->id, sizeof ret->id, row->record, (unsigned)stirred);
	if (chance_is(chance, row->has_nhs))
		nhs_number(person->number, ret->nhs);
	if (chance_is(chance, figures_school_age_upn) && sender == SENDER_SOCIAL_CARE &&
	    !person->is_adult)
		make_upn(person->number, ret->upn);
}

void record_make(uint64_t seed, const struct family *family, const struct person *person,
		 enum figures_sender sender, struct record *ret)
{
	const struct figures_sender_row *row = &figures_senders[sender];
	struct chance chance;

	*ret = (struct record){ .has_birth_day = true,
				.birth_day = person->birth_day,
				.is_female = person->is_female };
	chance_init(&chance, seed, row->name, person->number, family->generation);
	add_numbers(&chance, person, sender, ret);
	snprintf(ret->given, sizeof ret->given, "%s", person->given);
	snprintf(ret->family_name, sizeof ret->family_name, "%s", person->family_name);
	if (chance_is(&chance, figures_surname_wrong))
		spoil_surname(&chance, person, ret);
	if (chance_is(&chance, figures_forename_wrong))
		spoil_forename(&chance, person, ret);
	spoil_birth_day(&chance, ret);
	bool other = chance_is(&chance, figures_postcode_other);

	if (chance_is(&chance, row->has_postcode))
		snprintf(ret->postcode, sizeof ret->postcode, "%s",
			 other ? family->old_postcode : family->postcode);
}
