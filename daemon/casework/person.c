/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "identity/number.h"
#include "judge_private.h"
#include "persons.h"

/* A person as it was sent, read for identity; and which of the many who share a key with it are near
 * enough to be read whole. */

static void hash_part(crypto_generichash_state *state, const char *text)
{
	const char *part = text != NULL ? text : "\x01";

	crypto_generichash_update(state, (const unsigned char *)part, strlen(part) + 1);
}

void fact_hash_said(const struct fact_person *person, const char *sender, const char *mother,
		    unsigned char *ret)
{
	char numbers[64];
	crypto_generichash_state state;

	snprintf(numbers, sizeof numbers, "%d %d %d", (int)person->birth,
		 person->birth == BIRTH_UNKNOWN ? 0 : (int)person->birth_day, (int)person->sex);
	crypto_generichash_init(&state, NULL, 0, FACT_HASH_BYTES);
	hash_part(&state, sender);
	hash_part(&state, person->record);
	hash_part(&state, person->family_name);
	hash_part(&state, person->given_names);
	hash_part(&state, person->postcode);
	hash_part(&state, numbers);
	for (size_t i = 0; i < person->n_identifiers; i++) {
		hash_part(&state, person->identifiers[i].scheme);
		hash_part(&state, person->identifiers[i].value);
	}
	if (mother != NULL)
		hash_part(&state, mother);
	crypto_generichash_final(&state, ret, FACT_HASH_BYTES);
}

static const char *find_upn(struct arena *arena, const struct fact_person *person)
{
	char upn[UPN_BYTES];

	for (size_t i = 0; i < person->n_identifiers; i++)
		if (strcmp(person->identifiers[i].scheme, "upn") == 0 &&
		    number_read_upn(person->identifiers[i].value, upn) == NUMBER_OK)
			return arena_strdup(arena, upn);
	return NULL;
}

/* Of the unborn: who among the adults of the contact is called the mother. */
static const char *find_mother(struct arena *arena, const struct fact *fact)
{
	for (size_t i = fact->n_children; i < fact->n_persons; i++) {
		const struct fact_person *adult = &fact->persons[i];

		if (adult->relation == NULL || strcasecmp(adult->relation, "mother") != 0)
			continue;
		if (adult->nhs != NULL)
			return arena_printf(arena, "nhs %s", adult->nhs);
		if (adult->record != NULL)
			return arena_printf(arena, "%s %s", fact->sender, adult->record);
	}
	return NULL;
}

/* Another child of the contact was born on the same day. */
static bool has_twin(const struct fact *fact, const struct fact_person *person)
{
	for (size_t i = 0; i < fact->n_children; i++) {
		const struct fact_person *other = &fact->persons[i];

		if (other != person && other->birth == BIRTH_KNOWN &&
		    person->birth == BIRTH_KNOWN && other->birth_day == person->birth_day &&
		    (other->record == NULL || person->record == NULL ||
		     strcmp(other->record, person->record) != 0))
			return true;
	}
	return false;
}

static void read_person(struct judging *judging, const struct fact *fact,
			const struct fact_person *person, struct case_person *ret)
{
	struct said *said = &ret->said;
	uint64_t *keys = arena_new(&judging->arena, KEYS_ASKED, sizeof *keys);

	ret->person = person;
	said->sender = fact->sender;
	said->record = person->record;
	said->nhs = person->nhs;
	said->upn = find_upn(&judging->arena, person);
	said->has_birth = person->birth == BIRTH_KNOWN;
	said->birth_day = said->has_birth ? person->birth_day : 0;
	said->is_unborn = person->birth == BIRTH_EXPECTED;
	said->expected_day = said->is_unborn ? person->birth_day : 0;
	said->mother = find_mother(&judging->arena, fact);
	said->is_multiple = has_twin(fact, person);
	said->sex = person->sex == SEX_FEMALE ? SAID_FEMALE
		    : person->sex == SEX_MALE ? SAID_MALE
					      : SAID_SEX_UNKNOWN;
	said_set_names(said, person->given_names, person->family_name);
	said_set_postcode(said, person->postcode);
	said->forename_seen = names_seen(judging->judge->names, said->forename);
	fact_hash_said(person, said->sender, said->mother, ret->hash);
	ret->n_keys = keys_asked(said, keys);
	ret->keys = keys;
	ret->asks_keys = ret->n_keys > 0;
}

void persons_collect(struct judging *judging)
{
	size_t n = 0;

	for (size_t i = 0; i < judging->n_entries; i++)
		n += judging->entries[i].fact->n_children;
	judging->persons = arena_new(&judging->arena, n, sizeof *judging->persons);
	for (size_t i = 0; i < judging->n_entries; i++) {
		struct case_entry *entry = &judging->entries[i];

		entry->first_person = judging->n_persons;
		for (size_t j = 0; j < entry->fact->n_children; j++)
			read_person(judging, entry->fact, &entry->fact->persons[j],
				    &judging->persons[judging->n_persons++]);
	}
}

/* ---- Hints ---- */

/* "FORENAME|SURNAME|day|POSTCODE|sex|mother": what far ones are told by. The first four hold no bar. */
const char *person_hint(struct arena *arena, const struct said *said)
{
	return arena_printf(arena, "%s|%s|%s|%s|%d|%s", said->forename, said->surname,
			    said->has_birth ? arena_printf(arena, "%d", (int)said->birth_day) : "",
			    said->postcode, (int)said->sex,
			    said->mother != NULL ? said->mother : "");
}

/* Of a hint that is left; the part is cut to fit. */
struct reading {
	const char *at;
	size_t left;
};

static void read_part(struct reading *reading, char *out, size_t size)
{
	const char *bar = memchr(reading->at, '|', reading->left);
	size_t length = bar != NULL ? (size_t)(bar - reading->at) : reading->left;
	size_t n = length < size ? length : size - 1;

	memcpy(out, reading->at, n);
	out[n] = '\0';
	length += bar != NULL;
	reading->at += length;
	reading->left -= length;
}

void person_read_hint(struct arena *arena, const char *hint, size_t length, struct said *ret)
{
	struct reading reading = { hint, length };
	char day[16], sex[4];

	read_part(&reading, ret->forename, sizeof ret->forename);
	read_part(&reading, ret->surname, sizeof ret->surname);
	read_part(&reading, day, sizeof day);
	read_part(&reading, ret->postcode, sizeof ret->postcode);
	read_part(&reading, sex, sizeof sex);
	ret->has_birth = day[0] != '\0';
	ret->birth_day = (int32_t)strtol(day, NULL, 10);
	ret->sex = (enum said_sex)strtol(sex, NULL, 10);
	ret->mother = reading.left > 0 ? arena_strndup(arena, reading.at, reading.left) : NULL;
}

/* ---- Who is near enough ---- */

enum { NEAR = 24 }; /* aliases of which one person has the children read, at most */

struct near {
	struct case_near near;
	double bits;
};

struct nearest {
	struct near list[NEAR]; /* the nearest first */
	size_t n;
};

static void add_near(struct nearest *nearest, const struct near *near)
{
	size_t at = 0;

	while (at < nearest->n && nearest->list[at].bits >= near->bits)
		at++;
	if (at == NEAR)
		return;
	if (nearest->n == NEAR)
		nearest->n--;
	memmove(&nearest->list[at + 1], &nearest->list[at],
		(nearest->n - at) * sizeof *nearest->list);
	nearest->list[at] = *near;
	nearest->n++;
}

static bool is_same_mother(const struct said *a, const struct said *b)
{
	return a->mother != NULL && b->mother != NULL && strcmp(a->mother, b->mother) == 0;
}

/* What an alias itself is worth, against an unrelated child. */
static double worth_of(const struct judging *judging, const struct said *said,
		       const struct said *alias, struct levels *ret_levels)
{
	const struct weights *weights = &judging->judge->weights;
	const struct against against = { .children =
						 (double)names_children(judging->judge->names) };
	struct worth worth;

	compare_levels(said, alias, weights, ret_levels);
	compare_weigh(ret_levels, weights, said, alias, &against, &worth);
	return worth.unrelated - compare_prior(weights, against.children);
}

/* The same words, it may be: a person may have said something of them. */
static bool is_as_said(const struct said *a, const struct said *b)
{
	return strcmp(a->forename, b->forename) == 0 && strcmp(a->surname, b->surname) == 0 &&
	       strcmp(a->postcode, b->postcode) == 0 && a->has_birth == b->has_birth &&
	       a->birth_day == b->birth_day;
}

/* By the most that an alias may be worth, whatever else is linked to its child: another of them may have
 * the postcode. */
static void find_nearest(const struct judging *judging, const struct case_person *person,
			 struct nearest *ret)
{
	const struct weights *weights = &judging->judge->weights;
	const double *postcode = weights->bits[FIELD_POSTCODE];
	const struct said *said = &person->said;

	for (size_t i = 0; i < person->n_found; i++) {
		const struct said *alias = &person->found[i]->said;
		struct levels levels = { 0 };
		double bits = is_same_mother(said, alias) ? INFINITY
							  : worth_of(judging, said, alias, &levels);
		struct near near = { { person->found[i]->id, bits >= weights->review_from_bits },
				     bits + postcode[POSTCODE_SAME] -
					     postcode[levels.of[FIELD_POSTCODE]] };

		if (near.bits < weights->review_from_bits)
			continue;
		near.near.by_itself = near.near.by_itself || is_as_said(said, alias);
		add_near(ret, &near);
	}
}

static int compare_near(const void *a, const void *b)
{
	const struct case_near *left = a, *right = b;

	return (left->alias > right->alias) - (left->alias < right->alias);
}

static void add_once(struct judging *judging, const struct case_near *near)
{
	struct case_near *last = &judging->near[judging->n_near];

	if (judging->n_near > 0 && last[-1].alias == near->alias)
		last[-1].by_itself = last[-1].by_itself || near->by_itself;
	else
		judging->near[judging->n_near++] = *near;
}

/* Of persons whose contact turns out to be recorded already nothing is asked. */
void persons_find_near(struct judging *judging)
{
	size_t n = 0;

	judging->near = arena_new(&judging->arena, NEAR * judging->n_persons,
				  sizeof *judging->near);
	for (size_t i = 0; i < judging->n_entries; i++) {
		const struct case_entry *entry = &judging->entries[i];

		for (size_t j = 0; entry->has_rows && j < entry->fact->n_children; j++) {
			struct nearest nearest = { .n = 0 };

			find_nearest(judging, &judging->persons[entry->first_person + j], &nearest);
			for (size_t k = 0; k < nearest.n; k++)
				judging->near[n++] = nearest.list[k].near;
		}
	}
	if (n > 0)
		qsort(judging->near, n, sizeof *judging->near, compare_near);
	judging->n_near = 0;
	for (size_t i = 0; i < n; i++)
		add_once(judging, &judging->near[i]);
}
