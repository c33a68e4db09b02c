/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger.h"

#include <string.h>

/*
 * Nothing that was told is forgotten: a contact keeps all versions of its data and all that corrects
 * them, a household all links of each of its people. What bears on whom is found anew each time a
 * child or household is read, so it does not depend on the order in which facts came.
 */

void ledger_init(struct ledger *ledger)
{
	*ledger = (struct ledger){ 0 };
	arena_init(&ledger->arena);
	ledger->told = g_hash_table_new(g_str_hash, g_str_equal);
	ledger->children = g_hash_table_new(g_str_hash, g_str_equal);
	ledger->adults = g_hash_table_new(g_str_hash, g_str_equal);
	ledger->homes = g_hash_table_new(g_str_hash, g_str_equal);
}

static void free_told(gpointer key, gpointer value, gpointer context)
{
	struct told *told = value;

	(void)key;
	(void)context;
	for (size_t i = 0; i < told->n; i++)
		mem_free(told->tellings[i].data);
}

static void free_child(gpointer key, gpointer value, gpointer context)
{
	struct casefile *file = value;

	(void)key;
	(void)context;
	dockets_free(file->dockets);
}

static void free_home(gpointer key, gpointer value, gpointer context)
{
	struct home *home = value;

	free_child(key, &home->file, context);
}

void ledger_done(struct ledger *ledger)
{
	g_hash_table_foreach(ledger->told, free_told, NULL);
	g_hash_table_foreach(ledger->children, free_child, NULL);
	g_hash_table_foreach(ledger->homes, free_home, NULL);
	g_hash_table_destroy(ledger->told);
	g_hash_table_destroy(ledger->children);
	g_hash_table_destroy(ledger->adults);
	g_hash_table_destroy(ledger->homes);
	mem_free(ledger->gathered);
	mem_free(ledger->contacts);
	mem_free(ledger->bearings);
	arena_done(&ledger->arena);
}

/* ---- Who and what there is ---- */

static struct told *find_told(struct ledger *ledger, const char *source, const char *event_id)
{
	char *key = g_strconcat(source, "\n", event_id, NULL);
	struct told *told = g_hash_table_lookup(ledger->told, key);

	if (told == NULL) {
		told = arena_new(&ledger->arena, 1, sizeof *told);
		told->source = source;
		told->event_id = event_id;
		told->settled.data = told->settled.outcome = CORRECTION_NONE;
		g_hash_table_insert(ledger->told, arena_strdup(&ledger->arena, key), told);
	}
	g_free(key);
	return told;
}

/* Of things of one size by name, the one of that name, zeroed when it is new. */
static void *find_named(struct ledger *ledger, GHashTable *table, const char *name, size_t size)
{
	void *thing = g_hash_table_lookup(table, name);

	if (thing == NULL) {
		thing = arena_new(&ledger->arena, 1, size);
		g_hash_table_insert(table, (gpointer)(intptr_t)name, thing);
	}
	return thing;
}

static struct casefile *find_child(struct ledger *ledger, const char *record)
{
	struct casefile *child = find_named(ledger, ledger->children, record, sizeof *child);

	child->name = record;
	return child;
}

static struct adult *find_adult(struct ledger *ledger, const char *record)
{
	struct adult *adult = find_named(ledger, ledger->adults, record, sizeof *adult);

	adult->record = record;
	return adult;
}

static struct home *find_home(struct ledger *ledger, const char *name)
{
	struct home *home = find_named(ledger, ledger->homes, name, sizeof *home);

	home->file.name = name;
	home->file.home = home;
	return home;
}

/* Room for one more. Most lists hold one or two, so they begin small. */
static void *grow(struct ledger *ledger, void *list, size_t n, size_t *room, size_t size)
{
	if (*room > 0)
		return arena_grow(&ledger->arena, list, n, room, size);
	*room = 2;
	return arena_new(&ledger->arena, *room, size);
}

struct casefile *ledger_child(const struct ledger *ledger, const char *record)
{
	return g_hash_table_lookup(ledger->children, record);
}

struct casefile *ledger_household(const struct ledger *ledger, const char *name)
{
	struct home *home = g_hash_table_lookup(ledger->homes, name);

	return home == NULL ? NULL : &home->file;
}

static void list_told(struct ledger *ledger, struct told_list *list, struct told *told)
{
	list->list = grow(ledger, list->list, list->n, &list->room, sizeof(struct told *));
	list->list[list->n++] = told;
}

/* ---- Whom a contact bears on ---- */

static void touch(struct ledger *ledger, struct casefile *file)
{
	if (file->is_touched)
		return;
	file->is_touched = true;
	ledger->touched = grow(ledger, ledger->touched, ledger->n_touched, &ledger->touched_room,
			       sizeof *ledger->touched);
	ledger->touched[ledger->n_touched++] = file;
}

static void touch_child(struct ledger *ledger, struct casefile *child, int64_t at_us)
{
	touch(ledger, child);
	for (size_t i = 0; i < child->n_homes; i++)
		if (residents_have(&child->homes[i]->children, child, at_us))
			touch(ledger, &child->homes[i]->file);
}

static void touch_children_of(struct ledger *ledger, const struct adult *adult, int64_t at_us)
{
	for (size_t i = 0; i < adult->n_homes; i++) {
		const struct home *home = adult->homes[i];

		if (!residents_have(&home->adults, adult, at_us))
			continue;
		for (size_t j = 0; j < home->children.n; j++)
			if (resident_link(&home->children.list[j], at_us) != RESIDENCE_NONE)
				touch_child(ledger, home->children.list[j].child, at_us);
	}
}

/* All on whom the contact bears as it stands. */
static void touch_concerned(struct ledger *ledger, const struct told *contact)
{
	const struct waiting *data;

	if (!contact->settled.stands)
		return;
	data = contact->tellings[contact->settled.data].data;
	for (size_t i = 0; i < data->n_namings; i++) {
		const struct naming *naming = &data->namings[i];
		int64_t at_us = data->contact.occurred_us;

		if (naming->is_adult)
			touch_children_of(ledger, find_adult(ledger, naming->record), at_us);
		else
			touch_child(ledger, find_child(ledger, naming->record), at_us);
	}
}

/* ---- Applying ---- */

static void add_telling(struct ledger *ledger, struct told *contact, struct correction correction,
			struct telling telling)
{
	contact->corrections = grow(ledger, contact->corrections, contact->n,
				    &contact->corrections_room, sizeof correction);
	contact->tellings = grow(ledger, contact->tellings, contact->n, &contact->tellings_room,
				 sizeof telling);
	contact->corrections[contact->n] = correction;
	contact->tellings[contact->n++] = telling;
}

/* Versions are numbered as they come, from 1. */
static int32_t version_of(const struct told *contact, const struct waiting *data)
{
	int32_t latest = 0;

	for (size_t i = 0; i < contact->n; i++) {
		const struct telling *telling = &contact->tellings[i];

		if (telling->data == NULL)
			continue;
		if (memcmp(telling->data->told_hash, data->told_hash, sizeof data->told_hash) == 0)
			return telling->version;
		latest = telling->version > latest ? telling->version : latest;
	}
	return latest + 1;
}

static void add_data(struct ledger *ledger, struct told *contact, struct correction correction,
		     struct waiting *waiting)
{
	struct telling telling = { .data = waiting, .version = version_of(contact, waiting) };

	correction.kind = waiting->type == EVENT_CONTACT_RECORDED ? CORRECTION_RECORDED
								  : CORRECTION_AMENDED;
	add_telling(ledger, contact, correction, telling);
	for (size_t i = 0; i < waiting->n_namings; i++) {
		const struct naming *naming = &waiting->namings[i];

		list_told(ledger,
			  naming->is_adult ? &find_adult(ledger, naming->record)->named
					   : &find_child(ledger, naming->record)->named,
			  contact);
	}
}

/* Those on whom it bore before it are touched, and those on whom it bears now. */
static void apply_telling(struct ledger *ledger, struct waiting *waiting)
{
	struct told *contact = find_told(ledger, waiting->of_source, waiting->of_id);
	struct correction correction = { .at_us = waiting->at_us,
					 .source = waiting->source,
					 .event_id = waiting->event_id };

	touch_concerned(ledger, contact);
	if (contact->id == 0)
		contact->id = ++ledger->next_id;
	if (waiting->type == EVENT_CONTACT_WITHDRAWN) {
		correction.kind = CORRECTION_WITHDRAWN;
		add_telling(ledger, contact, correction, (struct telling){ 0 });
	} else if (waiting->type != EVENT_CONTACT_OUTCOME) {
		add_data(ledger, contact, correction, waiting);
	}
	if (waiting->outcome != WORD_NONE) {
		correction.kind = CORRECTION_OUTCOME;
		add_telling(ledger, contact, correction,
			    (struct telling){ .outcome = waiting->outcome });
	}
	contact->settled = corrections_settle(contact->corrections, contact->n);
	touch_concerned(ledger, contact);
}

static struct resident *add_resident(struct ledger *ledger, struct residents *residents,
				     struct casefile *child, struct adult *adult)
{
	residents->list = grow(ledger, residents->list, residents->n, &residents->room,
			       sizeof *residents->list);
	residents->list[residents->n] = (struct resident){ .child = child, .adult = adult };
	return &residents->list[residents->n++];
}

static struct home **add_home(struct ledger *ledger, struct home **homes, size_t *n, size_t *room,
			      struct home *home)
{
	homes = grow(ledger, homes, *n, room, sizeof(struct home *));
	homes[(*n)++] = home;
	return homes;
}

/* The resident that a link speaks of, on both sides. */
static struct resident *settle_in(struct ledger *ledger, struct home *home,
				  const struct naming *naming)
{
	struct adult *adult = naming->is_adult ? find_adult(ledger, naming->record) : NULL;
	struct casefile *child = naming->is_adult ? NULL : find_child(ledger, naming->record);
	struct residents *residents = adult != NULL ? &home->adults : &home->children;
	const void *person = adult != NULL ? (const void *)adult : child;
	const struct resident *resident = residents_find(residents, person);

	if (resident != NULL)
		return &residents->list[resident - residents->list];
	if (adult != NULL)
		adult->homes = add_home(ledger, adult->homes, &adult->n_homes, &adult->homes_room,
					home);
	else
		child->homes = add_home(ledger, child->homes, &child->n_homes, &child->homes_room,
					home);
	return add_resident(ledger, residents, child, adult);
}

/* Touches the household, its children, and the other households where these may have lived. */
static void apply_link(struct ledger *ledger, struct waiting *waiting)
{
	struct home *home = find_home(ledger, waiting->household);

	for (size_t i = 0; i < waiting->n_namings; i++) {
		struct resident *resident = settle_in(ledger, home, &waiting->namings[i]);

		resident->list = grow(ledger, resident->list, resident->n, &resident->list_room,
				      sizeof *resident->list);
		resident->births = grow(ledger, resident->births, resident->n,
					&resident->births_room, sizeof *resident->births);
		resident->births[resident->n] = waiting->namings[i].bearing;
		resident->list[resident->n++] =
			(struct residence){ waiting->source, waiting->event_id,
					    waiting->type == EVENT_HOUSEHOLD_LINKED,
					    waiting->at_us };
	}
	touch(ledger, &home->file);
	for (size_t i = 0; i < home->children.n; i++) {
		struct casefile *child = home->children.list[i].child;

		touch(ledger, child);
		for (size_t j = 0; j < child->n_homes; j++)
			touch(ledger, &child->homes[j]->file);
	}
}

static void (*const appliers[])(struct ledger *ledger, struct waiting *waiting) = {
	[EVENT_CONTACT_RECORDED] = apply_telling,
	[EVENT_CONTACT_AMENDED] = apply_telling,
	[EVENT_CONTACT_WITHDRAWN] = apply_telling,
	[EVENT_CONTACT_OUTCOME] = apply_telling,
	[EVENT_HOUSEHOLD_LINKED] = apply_link,
	[EVENT_HOUSEHOLD_UNLINKED] = apply_link,
	[EVENT_CHILD_STATUS] = NULL, /* for routing, never for judging */
	[EVENT_FEED_TALLY] = NULL,
};

bool ledger_apply(struct ledger *ledger, struct waiting *waiting, enum replay_refusal *ret_refusal)
{
	struct told *event = find_told(ledger, waiting->source, waiting->event_id);
	bool is_new = !event->is_taken;
	bool is_kept = is_new && (waiting->type == EVENT_CONTACT_RECORDED ||
				  waiting->type == EVENT_CONTACT_AMENDED);

	if (!is_new)
		*ret_refusal = memcmp(event->hash, waiting->hash, sizeof event->hash) == 0
				       ? REPLAY_DUPLICATE
				       : REPLAY_CONFLICT;
	event->is_taken = true;
	if (is_new)
		memcpy(event->hash, waiting->hash, sizeof event->hash);
	if (is_new && appliers[waiting->type] != NULL)
		appliers[waiting->type](ledger, waiting);
	if (!is_kept)
		mem_free(waiting);
	return is_new;
}
