/* SPDX-License-Identifier: Apache-2.0 */
#include "simulate_register.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "simulate_figures.h"
#include "simulate_names.h"
#include "simulate_people.h"
#include "simulate_random.h"

/*
 * A family is made anew whenever one of its records is printed. Forenames agree by chance in about
 * .006 of pairs, as in England: to the common ones of simulate_names are added rare ones, put together
 * from parts.
 */

enum role { ROLE_HELD, ROLE_KNOWN, ROLE_TWIN, ROLE_SIBLING, ROLE_YOUNGER, ROLE_NEW };

/* Which child of which family a role is about. */
static const struct {
	const char *name;
	int child;
	bool is_elsewhere; /* of a family that has no other record */
} roles[] = {
	[ROLE_HELD] = { "held", 0, false },       [ROLE_KNOWN] = { "known", 0, false },
	[ROLE_TWIN] = { "twin", 1, false },       [ROLE_SIBLING] = { "sibling", 2, false },
	[ROLE_YOUNGER] = { "sibling", 3, false }, [ROLE_NEW] = { "new", 0, true },
};

enum { CHILDREN = 4, CHILDHOOD = 18 * 365, MOST_HELD = 3 };

struct child {
	char given[NAME_BYTES],
		other_given[NAME_BYTES]; /* the other: a middle name that some use */
	char surname[NAME_BYTES];
	bool is_female;
	int32_t birth_day;
};

struct home {
	struct child children[CHILDREN];
	char surname[NAME_BYTES], other_surname[NAME_BYTES]; /* of the two parents */
	char postcode[9], old_postcode[9];
};

/* ---- Names ---- */

/* One in eight is rare [l]. */
static void make_given(struct chance *chance, bool is_female, char ret[NAME_BYTES])
{
	static const char *const heads[] = {
		"Am",  "Bri", "Cal", "Dar", "El",  "Fae", "Gav", "Hal", "Ily", "Jor", "Kel", "Lor",
		"Mar", "Nav", "Or",  "Per", "Ros", "Sha", "Tam", "Ull", "Var", "Wen", "Yar", "Zel"
	};
	static const char *const female[] = { "anna", "ecia", "elle", "essa", "iana",
					      "inda", "isha", "onia", "ora",  "yssa" };
	static const char *const male[] = { "an",  "ander", "emir", "en",   "ian",
					    "iel", "ik",    "on",   "ovan", "us" };

	if (!chance_is(chance, 0.125))
		snprintf(ret, NAME_BYTES, "%s", person_pick_given(chance, is_female));
	else
		names_put_together(chance, heads, sizeof heads / sizeof *heads,
				   is_female ? female : male, 10, ret);
}

/* ---- Families ---- */

/* Could two children at one table both come by this name? */
static bool are_confused(const char *a, const char *b)
{
	const char *brief_a = names_short(a), *brief_b = names_short(b);

	return strcmp(a, b) == 0 || (brief_a != NULL && strcmp(brief_a, b) == 0) ||
	       (brief_b != NULL && strcmp(a, brief_b) == 0) ||
	       (brief_a != NULL && brief_b != NULL && strcmp(brief_a, brief_b) == 0);
}

/* Nobody calls a child what another one of the family is called, Harry beside Henry included. */
static bool is_taken(const struct home *home, int n, const char *given)
{
	for (int i = 0; i < n; i++)
		if (are_confused(home->children[i].given, given) ||
		    are_confused(home->children[i].other_given, given))
			return true;
	return false;
}

/* Parents like names that go together: in a quarter of families the children's begin alike [l]. */
static bool fits(const struct home *home, int n, bool alike)
{
	return n == 0 || !alike || home->children[0].given[0] == home->children[n].given[0];
}

static void make_child(struct chance *chance, struct home *home, int n, bool alike)
{
	struct child *child = &home->children[n];
	int tries = 0;

	child->is_female = n == 1 && chance_is(chance, 0.65) ? home->children[0].is_female
							     : chance_is(chance, 0.488);
	do {
		make_given(chance, child->is_female, child->given);
	} while (is_taken(home, n, child->given) || (!fits(home, n, alike) && ++tries < 200));
	do {
		make_given(chance, child->is_female, child->other_given);
	} while (is_taken(home, n, child->other_given));
	snprintf(child->surname, sizeof child->surname, "%s",
		 n < 2 || chance_is(chance, 0.88) ? home->surname : home->other_surname);
}

static void make_home(uint64_t seed, uint64_t number, struct home *ret)
{
	struct chance chance;
	int32_t last = date_to_day((struct date){ 2025, 6, 30 });

	*ret = (struct home){ 0 };
	chance_init(&chance, seed, "home", number, 0);
	names_make_surname(&chance, ret->surname);
	names_make_surname(&chance, ret->other_surname);
	family_make_postcode(&chance, ret->postcode);
	family_make_postcode(&chance, ret->old_postcode);
	bool alike = chance_is(&chance, 0.25);

	for (int i = 0; i < CHILDREN; i++)
		make_child(&chance, ret, i, alike);
	int32_t age = (int32_t)chance_between(&chance, 0, CHILDHOOD - 1);
	int32_t apart = age > CHILDHOOD / 2 ? -1 : 1; /* siblings are younger than the old */

	ret->children[0].birth_day = ret->children[1].birth_day = last - age;
	for (int i = 2; i < CHILDREN; i++) {
		age += apart * (int32_t)chance_between(&chance, 320, 1500);
		ret->children[i].birth_day = last - age;
	}
}

/* ---- Records ---- */

static void spoil_surname(struct chance *chance, const struct home *home, char *surname,
			  size_t size)
{
	double kind = chance_unit(chance);
	char other[NAME_BYTES];

	snprintf(other, sizeof other, "%s",
		 strcmp(surname, home->surname) == 0 ? home->other_surname : home->surname);
	if (kind < 0.45)
		snprintf(surname, size, "%s", other);
	else if (kind < 0.70)
		snprintf(surname + strlen(surname), size - strlen(surname), "-%s", other);
	else
		record_mistype(chance, surname, size);
}

static void spoil_given(struct chance *chance, const struct child *child, char *given, size_t size)
{
	const char *brief = names_short(given);

	if (brief != NULL && chance_is(chance, 0.6))
		snprintf(given, size, "%s", brief);
	else if (chance_is(chance, 0.25))
		snprintf(given, size, "%s", child->other_given);
	else
		record_mistype(chance, given, size);
}

static bool spoil_birth(struct chance *chance, int32_t *day)
{
	double kind = chance_unit(chance);

	if (kind < figures_birth_missing)
		return false;
	if (kind < figures_birth_missing + figures_birth_swapped)
		*day = record_swap_birth(*day);
	else if (kind < figures_birth_missing + figures_birth_swapped + figures_birth_typo)
		*day += chance_is(chance, 0.5) ? 10 : -1;
	return true;
}

/* Names have no commas or quotes. */
static void print_record(struct chance *chance, const struct home *home, const struct child *child,
			 enum role role)
{
	char surname[2 * NAME_BYTES], given[NAME_BYTES];
	int32_t birth_day = child->birth_day;
	bool moved = chance_is(chance, figures_postcode_other);

	snprintf(surname, sizeof surname, "%s", child->surname);
	snprintf(given, sizeof given, "%s", child->given);
	if (chance_is(chance, figures_surname_wrong))
		spoil_surname(chance, home, surname, sizeof surname);
	if (chance_is(chance, figures_forename_wrong))
		spoil_given(chance, child, given, sizeof given);
	/* [l]; those of a register have been put right */
	bool swapped = chance_is(chance, 0.002) && role != ROLE_HELD;

	printf("%s,%s,", swapped ? given : surname, swapped ? surname : given);
	if (spoil_birth(chance, &birth_day)) {
		struct date date = date_from_day(birth_day);

		printf("%04d-%02d-%02d", date.year, date.month, date.day);
	}
	bool is_female = child->is_female != chance_is(chance, 0.002); /* [l] */
	const char *postcode = moved ? home->old_postcode : home->postcode;

	printf(",%s,%s\n", is_female ? "female" : "male", chance_is(chance, 0.9) ? postcode : "");
}

/* time: which record of the role, where there are several. */
static void print_role(uint64_t seed, uint32_t families, uint32_t family, enum role role, int time)
{
	uint64_t number = roles[role].is_elsewhere ? (uint64_t)families + family : family;
	struct chance chance;
	struct home home;

	make_home(seed, number, &home);
	chance_init(&chance, seed, "register", number, (uint64_t)role * MOST_HELD + (uint64_t)time);
	printf("%s-%" PRIu32 "%s,%" PRIu64 "-%d,", roles[role].name, family,
	       (const char *const[]){ "", "b", "c" }[role == ROLE_YOUNGER ? 1 : time], number,
	       roles[role].child);
	if (role == ROLE_HELD)
		printf("child-%" PRIu32, family);
	printf(",%s,", roles[role].name);
	print_record(&chance, &home, &home.children[roles[role].child], role);
}

/* A child on file has records of one to three agencies, each with its own mistakes [l]. */
static void print_held(uint64_t seed, uint32_t families, uint32_t family)
{
	static const double shares[MOST_HELD] = { 0.35, 0.35, 0.30 };
	struct chance chance;

	chance_init(&chance, seed, "held", family, 0);
	int n = 1 + (int)chance_pick(&chance, shares, MOST_HELD, sizeof *shares);

	for (int time = 0; time < n && time < MOST_HELD; time++)
		print_role(seed, families, family, ROLE_HELD, time);
}

void register_print(uint64_t seed, uint32_t families)
{
	puts("record,entity,child,role,family_name,given_names,birth_date,sex,postcode");
	for (uint32_t i = 0; i < families; i++)
		print_held(seed, families, i);
	for (uint32_t i = 0; i < families; i++)
		for (enum role role = ROLE_KNOWN; role <= ROLE_NEW; role++)
			print_role(seed, families, i, role, 0);
}
