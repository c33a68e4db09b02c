/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_TESTS_BENCH_COUNTY_H
#define CONCERND_TESTS_BENCH_COUNTY_H

#include <stdint.h>
#include <stdio.h>

/*
 * A county's children by their numbers, the same in the program that fills the database and in the
 * one that sends contacts: some 300 forenames of which few are common, 20,000 surnames, 18 years of
 * birth dates, 25,000 postcodes.
 */

struct county_child {
	char family[32], given[24], birth[16], postcode[12];
};

static inline uint64_t county_mix(uint64_t z)
{
	z += UINT64_C(0x9e3779b97f4a7c15);
	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

/* Of a list of n: the first are drawn most. */
static inline unsigned county_skewed(uint64_t bits, unsigned n)
{
	double u = (double)(bits >> 11) / 9007199254740992.0;

	return (unsigned)(u * u * n);
}

static inline struct county_child county_child(uint64_t number)
{
	static const char *const starts[] = {
		"Al", "Be", "Ca", "Da", "El", "Fi", "Ge", "Ha", "Is",
		"Ja", "Ka", "Li", "Ma", "No", "Ol", "Pe", "Ro", "So"
	};
	static const char *const ends[] = {
		"ra",  "lia", "vin", "na",  "ric", "sey",  "ton", "bel",
		"mie", "dan", "las", "nor", "vie", "than", "wen", "ke"
	};
	static const char *const first[] = { "Bar",  "Col", "Dun", "Fen",  "Gar",  "Hol",
					     "Jen",  "Kel", "Lam", "Mor",  "Nor",  "Pen",
					     "Quin", "Rad", "Sut", "Tol",  "Ver",  "Wil",
					     "Yar",  "Zan", "Ash", "Brad", "Cros", "Dray" };
	static const char *const middle[] = { "ber", "ca",  "der", "fi",  "gle", "ke",  "lo",
					      "mi",  "ner", "per", "ri",  "sta", "te",  "vo",
					      "xi",  "bo",  "du",  "go",  "hur", "jo",  "lum",
					      "mo",  "pil", "sig", "tam", "vel", "wis", "zel" };
	static const char *const last[] = { "by",   "dale",  "field", "ham",   "land",  "ley",
					    "man",  "ner",   "son",   "ton",   "wick",  "worth",
					    "bury", "comb",  "den",   "ford",  "gate",  "hurst",
					    "kin",  "lock",  "mead",  "port",  "ridge", "sett",
					    "stow", "thorp", "vale",  "water", "wood",  "yard" };
	uint64_t a = county_mix(number), b = county_mix(a), c = county_mix(b);
	struct county_child child;
	unsigned days = (unsigned)(c % (18 * 365)); /* 2008-01-01 and on */
	unsigned year = 2008 + days / 365, month = days % 365 / 31 + 1, day = days % 365 % 28 + 1;

	snprintf(child.given, sizeof child.given, "%s%s", starts[county_skewed(a, 18)],
		 ends[county_mix(a ^ 1) % 16]);
	snprintf(child.family, sizeof child.family, "%s%s%s", first[b % 24], middle[b / 24 % 28],
		 last[b / 672 % 30]);
	snprintf(child.birth, sizeof child.birth, "%04u-%02u-%02u", year, month, day);
	snprintf(child.postcode, sizeof child.postcode, "BN%u %u%c%c", (unsigned)(1 + a % 45),
		 (unsigned)(b % 9 + 1), 'A' + (int)(c % 8), 'A' + (int)(c / 8 % 8));
	return child;
}

#endif
