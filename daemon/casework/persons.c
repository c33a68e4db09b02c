/* SPDX-License-Identifier: Apache-2.0 */
#include "case.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/*
 * Whom each contact of the run speaks of. Contacts are placed one after the other, each among what
 * is on file and what those before it said: two contacts of one run on one new child open one.
 */

enum { STRIPES = 1024 };

static uint64_t hash_record(const struct said *said)
{
	return text_hash(text_hash(TEXT_HASH_START, said->sender), said->record);
}

static uint64_t hash_nhs(const struct said *said)
{
	return text_hash(~TEXT_HASH_START, said->nhs);
}

static size_t *record_bucket(const struct judging *judging, const struct said *said)
{
	return &judging->index[hash_record(said) & (judging->buckets - 1)];
}

static size_t *nhs_bucket(const struct judging *judging, const struct said *said)
{
	return &judging->index[judging->buckets + (hash_nhs(said) & (judging->buckets - 1))];
}

/* Makes an alias known to those that come after it: by its keys, and to its child. */
static void know_alias(struct judging *judging, size_t i)
{
	struct case_alias *alias = &judging->aliases[i];
	struct case_child *child = alias->child;

	if (alias->said.record != NULL) {
		size_t *bucket = record_bucket(judging, &alias->said);

		alias->next_record = *bucket;
		*bucket = i;
	}
	if (alias->said.nhs != NULL) {
		size_t *bucket = nhs_bucket(judging, &alias->said);

		alias->next_nhs = *bucket;
		*bucket = i;
	}
	child->said = arena_grow(&judging->arena, child->said, child->n_said, &child->said_room,
				 sizeof *child->said);
	child->said[child->n_said++] = &alias->said;
}

static void index_aliases(struct judging *judging, size_t n_persons)
{
	judging->buckets = 16;
	while (judging->buckets < 2 * (judging->n_on_file + n_persons))
		judging->buckets *= 2;
	judging->index = arena_new(&judging->arena, 2 * judging->buckets, sizeof *judging->index);
	for (size_t i = 0; i < 2 * judging->buckets; i++)
		judging->index[i] = SIZE_MAX;
	/* No more room is needed later: what points to an alias stays right. */
	struct case_alias *all = arena_new(&judging->arena, judging->n_on_file + n_persons,
					   sizeof *all);

	if (judging->n_on_file > 0)
		memcpy(all, judging->aliases, judging->n_on_file * sizeof *all);
	judging->aliases = all;
	judging->aliases_room = judging->n_on_file + n_persons;
	for (size_t i = 0; i < judging->n_on_file; i++)
		know_alias(judging, i);
}

static void hash_part(crypto_generichash_state *state, const char *text)
{
	const char *part = text != NULL ? text : "\x01";

	crypto_generichash_update(state, (const unsigned char *)part, strlen(part) + 1);
}

/* Of all that was said: the same words from the same sender share one alias. */
static void hash_said(const struct case_alias *alias, unsigned char ret[FACT_HASH_BYTES])
{
	const struct fact_person *person = alias->person;
	char numbers[64];
	crypto_generichash_state state;

	snprintf(numbers, sizeof numbers, "%d %d %d", (int)person->birth,
		 person->birth == BIRTH_UNKNOWN ? 0 : (int)person->birth_day, (int)person->sex);
	crypto_generichash_init(&state, NULL, 0, FACT_HASH_BYTES);
	hash_part(&state, alias->said.sender);
	hash_part(&state, alias->said.record);
	hash_part(&state, person->family_name);
	hash_part(&state, person->given_names);
	hash_part(&state, person->postcode);
	hash_part(&state, numbers);
	for (size_t i = 0; i < person->n_identifiers; i++) {
		hash_part(&state, person->identifiers[i].scheme);
		hash_part(&state, person->identifiers[i].value);
	}
	crypto_generichash_final(&state, ret, FACT_HASH_BYTES);
}

static void read_person(const struct fact *fact, const struct fact_person *person,
			struct case_alias *ret)
{
	*ret = (struct case_alias){ .person = person,
				    .next_record = SIZE_MAX,
				    .next_nhs = SIZE_MAX };
	ret->said.sender = fact->sender;
	ret->said.record = person->record;
	ret->said.nhs = person->nhs;
	ret->said.has_birth = person->birth == BIRTH_KNOWN;
	ret->said.birth_day = person->birth_day;
	if (person->given_names != NULL)
		name_fold(person->given_names, true, ret->said.forename);
	hash_said(ret, ret->hash);
}

struct candidates {
	struct candidate *list;
	size_t n, room;
};

static void add_candidate(struct judging *judging, struct candidates *candidates,
			  const struct case_child *child)
{
	for (size_t i = 0; i < candidates->n; i++)
		if (candidates->list[i].child == child->id)
			return;
	candidates->list = arena_grow(&judging->arena, candidates->list, candidates->n,
				      &candidates->room, sizeof *candidates->list);
	candidates->list[candidates->n++] = (struct candidate){ .child = child->id,
								.aliases = child->said,
								.n_aliases = child->n_said };
}

static bool is_same_text(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

static struct candidates find_candidates(struct judging *judging, const struct said *said)
{
	struct candidates candidates = { 0 };
	const struct case_alias *alias;
	size_t i = said->record != NULL ? *record_bucket(judging, said) : SIZE_MAX;

	for (; i != SIZE_MAX; i = alias->next_record) {
		alias = &judging->aliases[i];
		if (is_same_text(alias->said.record, said->record) &&
		    strcmp(alias->said.sender, said->sender) == 0)
			add_candidate(judging, &candidates, alias->child);
	}
	i = said->nhs != NULL ? *nhs_bucket(judging, said) : SIZE_MAX;
	for (; i != SIZE_MAX; i = alias->next_nhs) {
		alias = &judging->aliases[i];
		if (is_same_text(alias->said.nhs, said->nhs))
			add_candidate(judging, &candidates, alias->child);
	}
	return candidates;
}

static struct case_child *open_child(struct judging *judging)
{
	struct case_child *child = arena_new(&judging->arena, 1, sizeof *child);

	child->id = NEW_CHILD + (int64_t)judging->n_children;
	child->is_new = true;
	judging->children = arena_grow(&judging->arena, judging->children, judging->n_children,
				       &judging->children_room, sizeof *judging->children);
	judging->children[judging->n_children++] = child;
	judging->n_new++;
	return child;
}

static struct case_child *find_child(const struct judging *judging, int64_t id)
{
	size_t i = judging->n_children;

	while (i > 0 && judging->children[i - 1]->id != id)
		i--;
	return i > 0 ? judging->children[i - 1] : NULL;
}

/* The alias of the child that says just this; NULL if nobody said it before. */
static struct case_alias *find_same(const struct judging *judging, const struct case_alias *alias)
{
	const struct said *said = &alias->said;
	size_t i = said->record != NULL ? *record_bucket(judging, said)
		   : said->nhs != NULL  ? *nhs_bucket(judging, said)
					: SIZE_MAX;

	while (i != SIZE_MAX) {
		struct case_alias *other = &judging->aliases[i];

		if (other->child == alias->child &&
		    memcmp(other->hash, alias->hash, sizeof alias->hash) == 0)
			return other;
		i = said->record != NULL ? other->next_record : other->next_nhs;
	}
	return NULL;
}

/* The children of the rows that the entry has already. */
static size_t list_taken(struct judging *judging, size_t first_row, int64_t **ret)
{
	size_t n = judging->n_rows - first_row;

	*ret = arena_new(&judging->arena, n, sizeof **ret);
	for (size_t i = 0; i < n; i++)
		(*ret)[i] = judging->rows[first_row + i].child->id;
	return n;
}

/* A child that one contact names twice has it once for each way in which it bears on it. */
static bool has_row(const struct judging *judging, size_t first_row, const struct case_alias *alias)
{
	for (size_t i = first_row; i < judging->n_rows; i++)
		if (judging->rows[i].child == alias->child &&
		    judging->rows[i].person->about == alias->person->about)
			return true;
	return false;
}

static void place_person(struct judging *judging, struct case_entry *entry, size_t first_row,
			 const struct fact_person *person)
{
	struct case_alias *alias = &judging->aliases[judging->n_aliases];
	struct proposal proposal;
	int64_t *taken;
	size_t n_taken = list_taken(judging, first_row, &taken);

	read_person(entry->fact, person, alias);
	struct candidates candidates = find_candidates(judging, &alias->said);

	match_propose(&alias->said, candidates.list, candidates.n, taken, n_taken, &proposal);
	alias->reason = proposal.reason;
	alias->child = proposal.child != 0 ? find_child(judging, proposal.child)
					   : open_child(judging);
	struct case_alias *same = find_same(judging, alias);

	if (same == NULL)
		know_alias(judging, judging->n_aliases++);
	if (has_row(judging, first_row, alias))
		return;
	judging->rows = arena_grow(&judging->arena, judging->rows, judging->n_rows,
				   &judging->rows_room, sizeof *judging->rows);
	judging->rows[judging->n_rows++] =
		(struct case_row){ entry, person, same != NULL ? same : alias, alias->child };
}

static int compare_children(const void *a, const void *b)
{
	const struct case_child *left = *(struct case_child *const *)a;
	const struct case_child *right = *(struct case_child *const *)b;

	return (left->id > right->id) - (left->id < right->id);
}

static void list_child(struct judging *judging, struct case_child *child)
{
	if (!child->is_judged && !child->is_new)
		judging->locked_children[judging->n_locked++] = child;
	child->is_judged = true;
}

/* True if this run tells anything new of the contact. */
static bool is_told_of(const struct judging *judging, const struct case_matter *matter)
{
	for (size_t i = 0; i < judging->n_entries; i++)
		if (judging->entries[i].matter == matter &&
		    judging->entries[i].status == CASE_RECORDED)
			return true;
	return false;
}

/* Children on file whom a row speaks of, or a contact that is corrected named before: locked in id
 * order. */
static void list_locked(struct judging *judging)
{
	size_t n = judging->n_rows;

	for (size_t i = 0; i < judging->n_matters; i++)
		n += judging->matters[i].n_children;
	n += judging->n_asked;
	judging->locked_children = arena_new(&judging->arena, n, sizeof *judging->locked_children);
	judging->locked = arena_new(&judging->arena, n, sizeof *judging->locked);
	for (size_t i = 0; i < judging->n_rows; i++)
		list_child(judging, judging->rows[i].child);
	for (size_t i = 0; i < judging->n_asked; i++)
		list_child(judging, find_child_on_file(judging, judging->asked[i]));
	for (size_t i = 0; i < judging->n_matters; i++) {
		const struct case_matter *matter = &judging->matters[i];

		for (size_t j = 0; matter->n_children > 0 && is_told_of(judging, matter) &&
				   j < matter->n_children;
		     j++)
			list_child(judging, find_child_on_file(judging, matter->children[j]));
	}
	qsort(judging->locked_children, judging->n_locked, sizeof *judging->locked_children,
	      compare_children);
	for (size_t i = 0; i < judging->n_locked; i++)
		judging->locked[i] = judging->locked_children[i]->id;
}

static int compare_stripes(const void *a, const void *b)
{
	const int32_t *left = a, *right = b;

	return (*left > *right) - (*left < *right);
}

/* The stripes of all keys under which a child is opened, ascending and each once. */
static void list_stripes(struct judging *judging)
{
	size_t n = 0;

	judging->stripes = arena_new(&judging->arena, 2 * (judging->n_aliases - judging->n_on_file),
				     sizeof *judging->stripes);
	for (size_t i = judging->n_on_file; i < judging->n_aliases; i++) {
		const struct case_alias *alias = &judging->aliases[i];

		if (alias->child->is_new && alias->said.record != NULL)
			judging->stripes[n++] = (int32_t)(hash_record(&alias->said) % STRIPES);
		if (alias->child->is_new && alias->said.nhs != NULL)
			judging->stripes[n++] = (int32_t)(hash_nhs(&alias->said) % STRIPES);
	}
	qsort(judging->stripes, n, sizeof *judging->stripes, compare_stripes);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || judging->stripes[i] != judging->stripes[i - 1])
			judging->stripes[judging->n_stripes++] = judging->stripes[i];
}

void persons_place(struct judging *judging)
{
	size_t n_persons = 0;

	for (size_t i = 0; i < judging->n_entries; i++)
		if (judging->entries[i].has_rows)
			n_persons += judging->entries[i].fact->n_children;
	index_aliases(judging, n_persons);
	for (size_t i = 0; i < judging->n_entries; i++) {
		struct case_entry *entry = &judging->entries[i];
		size_t first_row = judging->n_rows;

		if (!entry->has_rows)
			continue;
		for (size_t j = 0; j < entry->fact->n_children; j++)
			place_person(judging, entry, first_row, &entry->fact->persons[j]);
		entry->first_row = first_row;
		entry->n_rows = judging->n_rows - first_row;
	}
	list_locked(judging);
	list_stripes(judging);
}

void persons_forget(struct judging *judging)
{
	judging->n_aliases = judging->n_on_file = judging->aliases_room = 0;
	judging->n_children = judging->n_new = judging->children_room = 0;
	judging->n_rows = judging->rows_room = 0;
	judging->n_locked = judging->n_stripes = 0;
}

/* Every stripe is among those that are held; both lists ascend. */
static bool holds_stripes(const struct judging *judging, const struct judging *before)
{
	size_t held = 0;

	for (size_t i = 0; i < judging->n_stripes; i++) {
		while (held < before->n_stripes && before->stripes[held] < judging->stripes[i])
			held++;
		if (held == before->n_stripes || before->stripes[held] != judging->stripes[i])
			return false;
	}
	return true;
}

bool persons_keep_locks(struct judging *judging, const struct judging *before)
{
	size_t n_to_be = judging->n_aliases - judging->n_on_file, found = 0;
	struct case_child **children = arena_new(&judging->arena, before->n_locked,
						 sizeof *children);

	/* Both lists ascend. */
	for (size_t i = 0; i < before->n_locked; i++)
		if (found < judging->n_locked && judging->locked[found] == before->locked[i])
			children[i] = judging->locked_children[found++];
	bool holds = found == judging->n_locked && holds_stripes(judging, before) &&
		     n_to_be <= before->n_aliases - before->n_on_file &&
		     judging->n_new <= before->n_new;

	judging->locked = before->locked;
	judging->locked_children = children;
	judging->n_locked = before->n_locked;
	return holds;
}
