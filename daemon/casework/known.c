/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/text.h"
#include "persons.h"

/*
 * Aliases by what they hold: one table of chains, for record ids, numbers, keys and whole texts alike.
 * Those on file that share a key with a person were told with the person; those to be are found
 * here.
 */

enum what { BY_RECORD, BY_NHS, BY_UPN, BY_TEXT, BY_KEY };

struct held {
	uint64_t hash;
	size_t alias;
	size_t next; /* SIZE_MAX ends the chain */
};

enum { HOLDS = 5 + KEYS_HELD }; /* of one alias, at most */

static uint64_t hash_text(enum what what, const char *text)
{
	return text_hash(TEXT_HASH_START + (uint64_t)what, text);
}

static uint64_t hash_record(const struct said *said)
{
	return text_hash(hash_text(BY_RECORD, said->sender), said->record);
}

static uint64_t hash_bytes(const unsigned char *hash)
{
	uint64_t value;

	memcpy(&value, hash, sizeof value);
	return value;
}

static uint64_t hash_key(uint64_t key)
{
	return key ^ key >> 32; /* a hash as it is */
}

static void hold(struct judging *judging, uint64_t hash, size_t alias)
{
	size_t *bucket = &judging->buckets[hash & (judging->n_buckets - 1)];
	struct held *held = &judging->held[judging->n_held];

	*held = (struct held){ hash, alias, *bucket };
	*bucket = judging->n_held++;
}

void known_add(struct judging *judging, size_t i)
{
	struct case_alias *alias = &judging->aliases[i];
	const struct said *said = &alias->said;
	struct case_child *child = alias->child;
	uint64_t keys[KEYS_HELD];
	size_t n = i >= judging->n_on_file ? keys_held(said, keys) : 0;

	if (said->record != NULL)
		hold(judging, hash_record(said), i);
	if (said->nhs != NULL)
		hold(judging, hash_text(BY_NHS, said->nhs), i);
	if (said->upn != NULL)
		hold(judging, hash_text(BY_UPN, said->upn), i);
	hold(judging, hash_bytes(alias->hash), i);
	if (alias->id != 0)
		hold(judging, hash_key((uint64_t)alias->id), i);
	for (size_t j = 0; j < n; j++)
		hold(judging, hash_key(keys[j]), i);
	child->said = arena_grow(&judging->arena, child->said, child->n_said, &child->said_room,
				 sizeof *child->said);
	child->said[child->n_said++] = said;
}

/* Parts of a child that was not read whole say too little of it. */
static size_t list_found(struct judging *judging, const struct case_found *found, size_t n)
{
	for (size_t i = 0; i < found->n; i++)
		if (!found->list[i].is_part)
			judging->aliases[n++] = found->list[i];
	return n;
}

static size_t count_whole(const struct case_found *found)
{
	size_t n = 0;

	for (size_t i = 0; i < found->n; i++)
		n += !found->list[i].is_part;
	return n;
}

void known_index(struct judging *judging, size_t n_more)
{
	size_t room = count_whole(&judging->found[0]) + judging->found[1].n + n_more;

	/* No more room is needed later: what points to an alias stays right. */
	judging->aliases = arena_new(&judging->arena, room, sizeof *judging->aliases);
	judging->n_on_file = list_found(judging, &judging->found[0], 0);
	judging->n_on_file = list_found(judging, &judging->found[1], judging->n_on_file);
	judging->n_aliases = judging->n_on_file;
	judging->n_buckets = 16;
	while (judging->n_buckets < 4 * room)
		judging->n_buckets *= 2;
	judging->buckets = arena_new(&judging->arena, judging->n_buckets, sizeof *judging->buckets);
	for (size_t i = 0; i < judging->n_buckets; i++)
		judging->buckets[i] = SIZE_MAX;
	judging->held = arena_new(&judging->arena, 5 * room + HOLDS * n_more, sizeof(struct held));
	judging->n_held = 0;
	for (size_t i = 0; i < judging->n_on_file; i++)
		known_add(judging, i);
}

static size_t first_of(const struct judging *judging, uint64_t hash)
{
	return judging->buckets[hash & (judging->n_buckets - 1)];
}

struct case_alias *known_same(const struct judging *judging, const struct case_child *child,
			      const unsigned char *hash)
{
	const struct held *held;

	for (size_t at = first_of(judging, hash_bytes(hash)); at != SIZE_MAX; at = held->next) {
		held = &judging->held[at];
		struct case_alias *alias = &judging->aliases[held->alias];

		if ((child == NULL || alias->child == child) &&
		    memcmp(alias->hash, hash, FACT_HASH_BYTES) == 0)
			return alias;
	}
	return NULL;
}

/* ---- Whom a person may be ---- */

struct candidates {
	struct judging *judging;
	const struct case_person *person;
	struct candidate *list;
	size_t n, room;
};

static bool is_kept_apart(const struct case_child *child, const struct case_child *other)
{
	for (size_t i = 0; i < child->n_apart; i++)
		if (child->apart[i] == other->id)
			return true;
	return false;
}

/* A person's word on these very words: that they are this child, or that the child whose they are is
 * another. */
static enum match_word word_on(const struct candidates *candidates, const struct case_child *child)
{
	const struct judging *judging = candidates->judging;
	const unsigned char *hash = candidates->person->hash;
	const struct case_alias *same = known_same(judging, child, hash);

	if (same != NULL)
		return same->by_person ? PERSON_SAME : PERSON_SILENT;
	same = known_same(judging, NULL, hash);
	return same != NULL && is_kept_apart(child, same->child) ? PERSON_DIFFERENT : PERSON_SILENT;
}

static void add_candidate(struct candidates *candidates, const struct case_child *child)
{
	struct arena *arena = &candidates->judging->arena;

	if (!child->is_whole && !child->is_new)
		return;
	for (size_t i = 0; i < candidates->n; i++)
		if (candidates->list[i].child == child->id)
			return;
	candidates->list = arena_grow(arena, candidates->list, candidates->n, &candidates->room,
				      sizeof *candidates->list);
	candidates->list[candidates->n++] = (struct candidate){
		.child = child->id,
		.aliases = child->said,
		.n_aliases = child->n_said,
		.word = word_on(candidates, child),
		.is_sealed = child->is_sealed,
		.has_twin = child->has_twin,
	};
}

static bool is_same_text(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

static bool is_held(const struct said *said, const struct said *alias, enum what what)
{
	switch (what) {
	case BY_RECORD:
		return is_same_text(said->record, alias->record) &&
		       strcmp(said->sender, alias->sender) == 0;
	case BY_NHS:
		return is_same_text(said->nhs, alias->nhs);
	case BY_UPN:
		return is_same_text(said->upn, alias->upn);
	default:
		return true; /* a key is a hash itself */
	}
}

static void add_all(struct candidates *candidates, enum what what, uint64_t hash)
{
	const struct judging *judging = candidates->judging;
	const struct held *held;

	for (size_t at = first_of(judging, hash); at != SIZE_MAX; at = held->next) {
		held = &judging->held[at];
		const struct case_alias *alias = &judging->aliases[held->alias];

		if (held->hash == hash && is_held(&candidates->person->said, &alias->said, what))
			add_candidate(candidates, alias->child);
	}
}

static bool is_told(const struct judging *judging, const struct said *said, enum what what,
		    uint64_t hash)
{
	const struct held *held;

	for (size_t at = first_of(judging, hash); at != SIZE_MAX; at = held->next) {
		held = &judging->held[at];
		if (held->hash == hash && held->alias < judging->n_on_file &&
		    is_held(said, &judging->aliases[held->alias].said, what))
			return true;
	}
	return false;
}

bool known_told(const struct judging *judging, const struct case_person *person)
{
	const struct said *said = &person->said;

	return (said->record != NULL && is_told(judging, said, BY_RECORD, hash_record(said))) ||
	       (said->nhs != NULL && is_told(judging, said, BY_NHS, hash_text(BY_NHS, said->nhs)));
}

/* One of those whose children were read whole. */
static const struct case_alias *find_alias(const struct judging *judging, int64_t id)
{
	const struct held *held;

	for (size_t at = first_of(judging, hash_key((uint64_t)id)); at != SIZE_MAX;
	     at = held->next) {
		held = &judging->held[at];
		if (judging->aliases[held->alias].id == id)
			return &judging->aliases[held->alias];
	}
	return NULL;
}

struct candidate *known_candidates(struct judging *judging, const struct case_person *person,
				   size_t *ret_n)
{
	struct candidates candidates = { .judging = judging, .person = person };
	const struct said *said = &person->said;

	if (said->record != NULL)
		add_all(&candidates, BY_RECORD, hash_record(said));
	if (said->nhs != NULL)
		add_all(&candidates, BY_NHS, hash_text(BY_NHS, said->nhs));
	if (said->upn != NULL)
		add_all(&candidates, BY_UPN, hash_text(BY_UPN, said->upn));
	for (size_t i = 0; i < person->n_found; i++) {
		const struct case_alias *alias = find_alias(judging, person->found[i]->id);

		if (alias != NULL)
			add_candidate(&candidates, alias->child);
	}
	for (size_t i = 0; i < person->n_keys; i++)
		add_all(&candidates, BY_KEY, hash_key(person->keys[i]));
	*ret_n = candidates.n;
	return candidates.list;
}

size_t known_stripes(const struct case_person *person, int32_t *ret)
{
	const struct said *said = &person->said;
	size_t n = 0;

	if (said->record != NULL)
		ret[n++] = (int32_t)(hash_record(said) % STRIPES);
	if (said->nhs != NULL)
		ret[n++] = (int32_t)(hash_text(BY_NHS, said->nhs) % STRIPES);
	if (said->upn != NULL)
		ret[n++] = (int32_t)(hash_text(BY_UPN, said->upn) % STRIPES);
	for (size_t i = 0; i < person->n_keys; i++)
		ret[n++] = (int32_t)(hash_key(person->keys[i]) % STRIPES);
	return n;
}
