/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/text.h"
#include "identity.h"

struct register_key {
	uint64_t key;
	int64_t *children;
	size_t n, room;
};

/* A postcode or a further field that alone tells so many apart finds candidates as well: in a file that
 * costs little. */
static const double telling_bits = 8;

enum { MOST_KEYS = KEYS_ASKED + MORE_FIELDS + 1 };

void register_init(struct register_of *of, const struct weights *weights)
{
	*of = (struct register_of){ .weights = weights };
	arena_init(&of->arena);
	of->keys = g_hash_table_new(g_int64_hash, g_int64_equal);
	of->forenames = g_hash_table_new(g_str_hash, g_str_equal);
	of->surnames = g_hash_table_new(g_str_hash, g_str_equal);
}

void register_done(struct register_of *of)
{
	g_hash_table_destroy(of->keys);
	g_hash_table_destroy(of->forenames);
	g_hash_table_destroy(of->surnames);
	arena_done(&of->arena);
}

const struct register_child *register_child(const struct register_of *of, int64_t child)
{
	return of->children[child - 1];
}

int64_t register_open(struct register_of *of, const char *name)
{
	struct register_child *child = arena_new(&of->arena, 1, sizeof *child);

	child->name = name;
	of->children = arena_grow(&of->arena, of->children, of->n_children, &of->room,
				  sizeof *of->children);
	of->children[of->n_children++] = child;
	return (int64_t)of->n_children;
}

/* Those of the further fields are added to what keys.h gives. */
static bool is_postcode_telling(const struct register_of *of, const struct said *said)
{
	return said->postcode[0] != '\0' &&
	       of->weights->bits[FIELD_POSTCODE][POSTCODE_SAME] >= telling_bits;
}

static size_t add_more_keys(const struct register_of *of, const struct said *said, size_t n,
			    uint64_t *ret)
{
	for (size_t i = 0; i < of->weights->n_more; i++) {
		const struct weight_more *more = &of->weights->more[i];

		if (said->more[i] != NULL && more->bits[MORE_SAME] >= telling_bits)
			ret[n++] = text_hash(text_hash(TEXT_HASH_START, more->name), said->more[i]);
	}
	if (is_postcode_telling(of, said))
		ret[n++] = text_hash(text_hash(TEXT_HASH_START, "postcode"), said->postcode);
	return n;
}

static void add_to_key(struct register_of *of, uint64_t key, int64_t child)
{
	struct register_key *entry = g_hash_table_lookup(of->keys, &key);

	if (entry == NULL) {
		entry = arena_new(&of->arena, 1, sizeof *entry);
		entry->key = key;
		g_hash_table_insert(of->keys, &entry->key, entry);
	}
	if (entry->n > 0 && entry->children[entry->n - 1] == child)
		return;
	entry->children = arena_grow(&of->arena, entry->children, entry->n, &entry->room,
				     sizeof *entry->children);
	entry->children[entry->n++] = child;
}

static uint32_t count_name(GHashTable *names, const char *name)
{
	return GPOINTER_TO_UINT(g_hash_table_lookup(names, name));
}

static void note_name(GHashTable *names, const char *name, bool is_known)
{
	if (!is_known && name[0] != '\0')
		g_hash_table_insert(names, (char *)name,
				    GUINT_TO_POINTER(count_name(names, name) + 1));
}

/* Each name of a child counts once, however many records have it. */
static void note_names(struct register_of *of, const struct register_child *child,
		       const struct said *said)
{
	bool knows_forename = false, knows_surname = false;

	for (size_t i = 0; i < child->n_aliases; i++) {
		knows_forename |= strcmp(child->aliases[i]->forename, said->forename) == 0;
		knows_surname |= strcmp(child->aliases[i]->surname, said->surname) == 0;
	}
	note_name(of->forenames, said->forename, knows_forename);
	note_name(of->surnames, said->surname, knows_surname);
}

static void see_names(const struct register_of *of, struct said *said)
{
	said->forename_seen = count_name(of->forenames, said->forename);
	said->surname_seen = count_name(of->surnames, said->surname);
}

void register_link(struct register_of *of, int64_t child, struct said *said)
{
	struct register_child *entry = of->children[child - 1];
	uint64_t keys[MOST_KEYS];
	size_t n = add_more_keys(of, said, keys_held(said, keys), keys);

	for (size_t i = 0; i < n; i++)
		add_to_key(of, keys[i], child);
	note_names(of, entry, said);
	entry->aliases = arena_grow(&of->arena, entry->aliases, entry->n_aliases, &entry->room,
				    sizeof *entry->aliases);
	entry->aliases[entry->n_aliases++] = said;
}

static void list_child(struct register_of *of, int64_t number)
{
	struct register_child *child = of->children[number - 1];

	if (child->asked == of->n_questions)
		return;
	child->asked = of->n_questions;
	for (size_t i = 0; i < child->n_aliases; i++)
		see_names(of, child->aliases[i]);
	of->candidates = arena_grow(&of->arena, of->candidates, of->n_candidates,
				    &of->candidates_room, sizeof *of->candidates);
	of->candidates[of->n_candidates++] = (struct candidate){
		.child = number,
		.aliases = (const struct said *const *)child->aliases,
		.n_aliases = child->n_aliases,
	};
}

void register_ask(struct register_of *of, struct said *said, struct proposal *ret)
{
	uint64_t keys[MOST_KEYS];
	size_t n = add_more_keys(of, said, keys_asked(said, keys), keys);

	of->n_questions++;
	of->n_candidates = 0;
	for (size_t i = 0; i < n; i++) {
		const struct register_key *entry = g_hash_table_lookup(of->keys, &keys[i]);

		for (size_t j = 0; entry != NULL && j < entry->n; j++)
			list_child(of, entry->children[j]);
	}
	see_names(of, said);
	const struct match_question question = {
		.said = said,
		.candidates = of->candidates,
		.n_candidates = of->n_candidates,
		.weights = of->weights,
		.children = of->n_children,
	};

	match_decide(&question, ret);
}
