/* SPDX-License-Identifier: Apache-2.0 */
#include <sodium.h>
#include <string.h>

#include "base/text.h"
#include "homes.h"
#include "persons.h"

/*
 * Adults are recognised by a sender's record id or an NHS number, nothing else: no names are compared,
 * and no child is ever taken for one. One whom the record calls one adult and the number another is
 * named as both: a contact too many that is seen, rather than one that bears on nobody.
 */

static bool has_key(const struct fact_person *person)
{
	return person->record != NULL || person->nhs != NULL;
}

static bool is_to_be_named(const struct case_entry *entry)
{
	return entry->status == CASE_RECORDED && entry->has_rows;
}

bool adults_are_asked(const struct judging *judging)
{
	for (size_t i = 0; i < judging->n_entries; i++) {
		const struct case_entry *entry = &judging->entries[i];
		const struct fact *fact = entry->fact;

		if (entry->status != CASE_RECORDED)
			continue;
		for (size_t j = fact->n_children; j < fact->n_persons; j++)
			if (has_key(&fact->persons[j]))
				return true;
		if (entry->matter != NULL && entry->matter->n_adults > 0)
			return true;
	}
	return false;
}

/* ---- What is on file of them ---- */

/* The keys of all adults of all entries: column 0 senders, 1 records, 2 NHS numbers. */
static void bind_keys(const struct judging *judging, struct params *params, int column)
{
	size_t n = 0;

	for (int pass = 0; pass < 2; pass++) {
		if (pass == 1)
			params_array(params, PARAM_TEXT, n);
		for (size_t i = 0; i < judging->n_entries; i++) {
			const struct fact *fact = judging->entries[i].fact;

			for (size_t j = fact->n_children; j < fact->n_persons; j++) {
				const char *key = column == 2 ? fact->persons[j].nhs
							      : fact->persons[j].record;

				if (key == NULL)
					continue;
				n += pass == 0;
				if (pass == 1)
					params_add_text(params, column == 0 ? fact->sender : key);
			}
		}
	}
}

bool adults_bind_find(void *context, struct params *params)
{
	const struct judging *judging = context;
	size_t n = 0;

	if (!adults_are_asked(judging))
		return false;
	for (int column = 0; column < 3; column++)
		bind_keys(judging, params, column);
	for (size_t i = 0; i < judging->n_matters; i++)
		n += judging->matters[i].n_adults;
	params_array(params, PARAM_INT8, n);
	for (size_t i = 0; i < judging->n_matters; i++)
		for (size_t j = 0; j < judging->matters[i].n_adults; j++)
			params_add_int8(params, judging->matters[i].adults[j]);
	return true;
}

struct case_adult *homes_find_adult(struct judging *judging, int64_t id)
{
	struct case_homes *homes = judging->homes;

	for (size_t i = 0; i < homes->n_adults; i++)
		if (homes->adults[i]->id == id)
			return homes->adults[i];
	struct case_adult *adult = arena_new(&judging->arena, 1, sizeof *adult);

	adult->id = id;
	homes->adults = arena_grow(&judging->arena, homes->adults, homes->n_adults,
				   &homes->adults_room, sizeof *homes->adults);
	homes->adults[homes->n_adults++] = adult;
	return adult;
}

static uint64_t hash_number(uint64_t hash, int64_t number)
{
	for (int i = 0; i < 8; i++)
		hash = (hash ^ ((uint64_t)number >> 8 * i & 255)) * UINT64_C(1099511628211);
	return hash;
}

/* Of whom rows speak, and which children may be meant: changed, if anything of that has. */
uint64_t homes_hash_rows(const struct rows *rows, int children, int columns)
{
	uint64_t hash = TEXT_HASH_START;

	for (size_t i = 0; i < rows_count(rows); i++) {
		for (int column = 0; column < columns; column++)
			hash = hash_number(hash, rows_int8(rows, i, column));
		for (size_t j = 0; j < rows_array_count(rows, i, children); j++)
			hash = hash_number(hash, rows_array_int8(rows, i, children, j));
	}
	return hash;
}

int64_t *homes_take_ids(struct arena *arena, const struct rows *rows, size_t row, int column,
			size_t *ret_n)
{
	size_t n = rows_array_count(rows, row, column);
	int64_t *ids = arena_new(arena, n, sizeof *ids);

	for (size_t i = 0; i < n; i++)
		ids[i] = rows_array_int8(rows, row, column, i);
	*ret_n = n;
	return ids;
}

static void take_alias(struct judging *judging, const struct rows *rows, size_t row,
		       struct case_adult_alias *alias)
{
	struct arena *arena = &judging->arena;
	size_t n;
	const void *hash = rows_bytes(rows, row, 5, &n);

	alias->id = rows_int8(rows, row, 0);
	alias->adult = homes_find_adult(judging, rows_int8(rows, row, 1));
	alias->sender = arena_strdup(arena, rows_text(rows, row, 2));
	alias->record = arena_strdup(arena, rows_text(rows, row, 3));
	alias->nhs = arena_strdup(arena, rows_text(rows, row, 4));
	memcpy(alias->hash, hash, n < sizeof alias->hash ? n : sizeof alias->hash);
	if (alias->adult->children == NULL)
		alias->adult->children = homes_take_ids(arena, rows, row, 6,
							&alias->adult->n_children);
}

bool adults_take_found(void *context, const struct rows *rows, struct err *err)
{
	struct judging *judging = context;
	struct case_homes *homes = judging->homes;
	size_t n = rows_count(rows);

	homes->aliases = arena_new(&judging->arena, n, sizeof *homes->aliases);
	homes->n_on_file = homes->n_aliases = homes->aliases_room = n;
	for (size_t i = 0; i < n; i++)
		take_alias(judging, rows, i, &homes->aliases[i]);
	homes->adults_seen = homes_hash_rows(rows, 6, 2);
	return judging->n_near > 0 || persons_place(judging, err);
}

bool adults_check_found(void *context, const struct rows *rows, struct err *err)
{
	struct judging *judging = context;

	judging->lost_race = homes_hash_rows(rows, 6, 2) != judging->homes->adults_seen;
	return !judging->lost_race ||
	       err_set(err, ERR_RETRY, "another transaction told of the same adults");
}

/* ---- Who is named ---- */

static void hash_part(crypto_generichash_state *state, const char *text)
{
	const char *part = text != NULL ? text : "\x01";

	crypto_generichash_update(state, (const unsigned char *)part, strlen(part) + 1);
}

static void hash_said(const struct case_adult_alias *alias, unsigned char ret[FACT_HASH_BYTES])
{
	const struct fact_person *person = alias->person;
	const int32_t numbers[] = { (int32_t)person->birth,
				    person->birth == BIRTH_UNKNOWN ? 0 : person->birth_day,
				    (int32_t)person->sex };
	crypto_generichash_state state;

	crypto_generichash_init(&state, NULL, 0, FACT_HASH_BYTES);
	hash_part(&state, alias->sender);
	hash_part(&state, alias->record);
	hash_part(&state, person->family_name);
	hash_part(&state, person->given_names);
	hash_part(&state, person->postcode);
	hash_part(&state, person->relation);
	crypto_generichash_update(&state, (const unsigned char *)numbers, sizeof numbers);
	for (size_t i = 0; i < person->n_identifiers; i++) {
		hash_part(&state, person->identifiers[i].scheme);
		hash_part(&state, person->identifiers[i].value);
	}
	crypto_generichash_final(&state, ret, FACT_HASH_BYTES);
}

static bool is_same(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

static bool shares_key(const struct case_adult_alias *a, const struct case_adult_alias *b)
{
	return is_same(a->nhs, b->nhs) ||
	       (is_same(a->record, b->record) && is_same(a->sender, b->sender));
}

static bool is_named_already(const struct case_homes *homes, size_t first,
			     const struct case_adult *adult)
{
	for (size_t i = first; i < homes->n_namings; i++)
		if (homes->namings[i].adult == adult)
			return true;
	return false;
}

static void add_naming(struct judging *judging, struct case_entry *entry, size_t first,
		       const struct fact_person *person, struct case_adult_alias *alias)
{
	struct case_homes *homes = judging->homes;

	if (is_named_already(homes, first, alias->adult))
		return;
	alias->adult->is_named = true;
	homes->namings = arena_grow(&judging->arena, homes->namings, homes->n_namings,
				    &homes->namings_room, sizeof *homes->namings);
	homes->namings[homes->n_namings++] = (struct case_naming){ entry, alias->adult, alias,
								   person };
}

static struct case_adult *open_adult(struct judging *judging)
{
	struct case_adult *adult = homes_find_adult(judging,
						    NEW_CHILD + (int64_t)judging->homes->n_adults);

	adult->is_new = true;
	judging->homes->n_new_adults++;
	return adult;
}

/* Room for all aliases was made before: pointers to them stay right. */
static void place_adult(struct judging *judging, struct case_entry *entry, size_t first,
			const struct fact_person *person)
{
	struct case_homes *homes = judging->homes;
	struct case_adult_alias *alias = &homes->aliases[homes->n_aliases];
	bool is_said = false;

	*alias = (struct case_adult_alias){ .sender = entry->fact->sender,
					    .record = person->record,
					    .nhs = person->nhs,
					    .person = person };
	hash_said(alias, alias->hash);
	for (size_t i = 0; i < homes->n_aliases; i++) {
		struct case_adult_alias *other = &homes->aliases[i];

		if (!shares_key(alias, other))
			continue;
		add_naming(judging, entry, first, person, other);
		if (alias->adult == NULL)
			alias->adult = other->adult;
		is_said = is_said || memcmp(alias->hash, other->hash, sizeof alias->hash) == 0;
	}
	if (is_said)
		return;
	if (alias->adult == NULL)
		alias->adult = open_adult(judging);
	homes->n_aliases++;
	add_naming(judging, entry, first, person, alias);
}

static void make_room(struct judging *judging)
{
	struct case_homes *homes = judging->homes;
	size_t n = homes->n_on_file;

	for (size_t i = 0; i < judging->n_entries; i++)
		n += judging->entries[i].fact->n_persons - judging->entries[i].fact->n_children;
	struct case_adult_alias *all = arena_new(&judging->arena, n + 1, sizeof *all);

	if (homes->n_on_file > 0)
		memcpy(all, homes->aliases, homes->n_on_file * sizeof *all);
	homes->aliases = all;
	homes->aliases_room = n + 1;
}

void adults_place(struct judging *judging)
{
	struct case_homes *homes = judging->homes;

	if (homes->namings != NULL || !adults_are_asked(judging))
		return;
	make_room(judging);
	for (size_t i = 0; i < judging->n_entries; i++) {
		struct case_entry *entry = &judging->entries[i];
		const struct fact *fact = entry->fact;
		size_t first = homes->n_namings;

		for (size_t j = fact->n_children; is_to_be_named(entry) && j < fact->n_persons; j++)
			if (has_key(&fact->persons[j]))
				place_adult(judging, entry, first, &fact->persons[j]);
	}
	for (size_t i = 0; i < judging->n_matters; i++)
		for (size_t j = 0; j < judging->matters[i].n_adults; j++)
			homes_find_adult(judging, judging->matters[i].adults[j])->is_named = true;
}

/* Keys of adults are others than those of children. */
size_t adults_list_stripes(const struct judging *judging, int32_t *ret, int32_t stripes)
{
	const struct case_homes *homes = judging->homes;
	uint64_t start = text_hash(TEXT_HASH_START, "adult");
	size_t n = 0;

	for (size_t i = homes->n_on_file; i < homes->n_aliases; i++) {
		const struct case_adult_alias *alias = &homes->aliases[i];

		if (alias->adult->is_new && alias->record != NULL)
			ret[n++] = (int32_t)(text_hash(text_hash(start, alias->sender),
						       alias->record) %
					     (uint64_t)stripes);
		if (alias->adult->is_new && alias->nhs != NULL)
			ret[n++] = (int32_t)(text_hash(~start, alias->nhs) % (uint64_t)stripes);
	}
	return n;
}

/* ---- The lock ---- */

bool adults_bind_lock(void *context, struct params *params)
{
	const struct judging *judging = context;
	const struct case_homes *homes = judging->homes;
	size_t n = 0;

	for (size_t i = 0; i < homes->n_adults; i++)
		n += homes->adults[i]->is_named && !homes->adults[i]->is_new;
	if (n == 0)
		return false;
	params_array(params, PARAM_INT8, n);
	for (size_t i = 0; i < homes->n_adults; i++)
		if (homes->adults[i]->is_named && !homes->adults[i]->is_new)
			params_add_int8(params, homes->adults[i]->id);
	return true;
}
