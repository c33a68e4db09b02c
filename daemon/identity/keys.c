/* SPDX-License-Identifier: Apache-2.0 */
#include "identity/keys.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "base/text.h"

/*
 * A key is the hash of a text: a letter for its kind, then its parts, with '|' between them. Postcode
 * and M and Y keys do not tell which name they are of, so that they find names the other way round
 * as they are.
 */

enum { SOUNDEX_BYTES = 5, KEY_BYTES = 40 };

struct keys {
	uint64_t *list;
	size_t n, room;
};

static void add(struct keys *keys, const char *text)
{
	uint64_t key = text_hash(TEXT_HASH_START, text);

	for (size_t i = 0; i < keys->n; i++)
		if (keys->list[i] == key)
			return;
	if (keys->n < keys->room)
		keys->list[keys->n++] = key;
}

/* Digits of the letters A to Z: 0 for vowels, which part equal digits, 7 for H and W, which do not. */
static char digit_of(char letter)
{
	return "01230127022455012623017202"[letter - 'A'];
}

const char *keys_soundex(const char *folded, char *out)
{
	size_t n = 0;
	char last = '\0';

	for (; *folded != '\0' && n < SOUNDEX_BYTES - 1; folded++) {
		char digit = digit_of(*folded);

		if (n == 0)
			out[n++] = *folded;
		else if (digit > '0' && digit < '7' && digit != last)
			out[n++] = digit;
		if (digit != '7')
			last = digit;
	}
	while (n > 0 && n < SOUNDEX_BYTES - 1)
		out[n++] = '0';
	out[n] = '\0';
	return out;
}

struct sounds {
	char forename[SOUNDEX_BYTES], surname[SOUNDEX_BYTES];
};

/* The keys of a birth date with each of the names. */
static void add_date(struct keys *keys, const struct sounds *sounds, struct date date)
{
	const char *const names[] = { sounds->forename, sounds->surname };
	char text[KEY_BYTES];

	snprintf(text, sizeof text, "D|%04d%02d%02d", date.year, date.month, date.day);
	add(keys, text);
	for (int i = 0; i < 2; i++) {
		if (names[i][0] == '\0')
			continue;
		snprintf(text, sizeof text, "M|%04d%02d|%s", date.year, date.month, names[i]);
		add(keys, text);
		snprintf(text, sizeof text, "Y|%04d%02d|%s", date.year, date.day, names[i]);
		add(keys, text);
	}
}

/* year 0: not known. */
static void add_names(struct keys *keys, const char *forename, const char *surname, int year)
{
	char text[KEY_BYTES];

	if (forename[0] == '\0' || surname[0] == '\0')
		return;
	snprintf(text, sizeof text, "N|%s|%s", forename, surname);
	add(keys, text);
	if (year == 0)
		return;
	snprintf(text, sizeof text, "N|%s|%s|%04d", forename, surname, year);
	add(keys, text);
}

static void add_postcode(struct keys *keys, const char *postcode, const char *name)
{
	char text[KEY_BYTES];

	if (postcode[0] == '\0' || name[0] == '\0')
		return;
	snprintf(text, sizeof text, "P|%s|%s", postcode, name);
	add(keys, text);
}

static void add_mother(struct keys *keys, const char *mother)
{
	uint64_t key = text_hash(text_hash(TEXT_HASH_START, "U|"), mother);

	if (keys->n < keys->room)
		keys->list[keys->n++] = key;
}

static size_t list_keys(const struct said *said, bool asked, uint64_t *ret, size_t room)
{
	struct keys keys = { ret, 0, room };
	struct sounds sounds;
	struct date date = { 0 };

	if (said->mother != NULL)
		add_mother(&keys, said->mother);
	if (said->is_unborn)
		return keys.n;
	keys_soundex(said->forename, sounds.forename);
	keys_soundex(said->surname, sounds.surname);
	if (said->has_birth)
		date = date_from_day(said->birth_day);
	else if (said->odd_birth != 0)
		date = (struct date){ said->odd_birth / 10000, said->odd_birth / 100 % 100,
				      said->odd_birth % 100 };
	add_names(&keys, sounds.forename, sounds.surname, date.year);
	if (asked)
		add_names(&keys, sounds.surname, sounds.forename, date.year);
	add_postcode(&keys, said->postcode, sounds.surname);
	add_postcode(&keys, said->postcode, sounds.forename);
	if (date.year == 0 || (date.month == 1 && date.day == 1))
		return keys.n;
	add_date(&keys, &sounds, date);
	if (asked && (date.day <= 12 || date.month > 12))
		add_date(&keys, &sounds, (struct date){ date.year, date.day, date.month });
	return keys.n;
}

size_t keys_held(const struct said *said, uint64_t *ret)
{
	return list_keys(said, false, ret, KEYS_HELD);
}

size_t keys_asked(const struct said *said, uint64_t *ret)
{
	return list_keys(said, true, ret, KEYS_ASKED);
}
