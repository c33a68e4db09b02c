/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "ledger.h"

/* How a child or household stands: all that may bear on it is gathered, sorted, and each contact asked
 * how it bears as it stands. */

const struct resident *residents_find(const struct residents *residents, const void *person)
{
	for (size_t i = 0; person != NULL && i < residents->n; i++)
		if (residents->list[i].child == person || residents->list[i].adult == person)
			return &residents->list[i];
	return NULL;
}

size_t resident_link(const struct resident *resident, int64_t at_us)
{
	return resident == NULL ? RESIDENCE_NONE
				: residence_find(resident->list, resident->n, at_us);
}

bool residents_have(const struct residents *residents, const void *person, int64_t at_us)
{
	return resident_link(residents_find(residents, person), at_us) != RESIDENCE_NONE;
}

static void gather(struct ledger *ledger, size_t *n, const struct told_list *named)
{
	if (*n + named->n > ledger->room) {
		ledger->room = 2 * (*n + named->n);
		ledger->gathered = mem_resize(ledger->gathered, ledger->room,
					      sizeof(struct told *));
		ledger->contacts = mem_resize(ledger->contacts, ledger->room,
					      sizeof *ledger->contacts);
	}
	for (size_t i = 0; i < named->n; i++)
		if (named->list[i]->settled.stands)
			ledger->gathered[(*n)++] = named->list[i];
}

/* Contacts that may bear on a child: those that name it, or an adult of a home of it. */
static void gather_of_child(struct ledger *ledger, size_t *n, const struct casefile *child)
{
	gather(ledger, n, &child->named);
	for (size_t i = 0; i < child->n_homes; i++)
		for (size_t j = 0; j < child->homes[i]->adults.n; j++)
			gather(ledger, n, &child->homes[i]->adults.list[j].adult->named);
}

static const struct waiting *data_of(const struct told *contact)
{
	return contact->tellings[contact->settled.data].data;
}

static int compare_told(const void *a, const void *b)
{
	const struct told *left = *(struct told *const *)a, *right = *(struct told *const *)b;
	int64_t left_us = data_of(left)->contact.occurred_us;
	int64_t right_us = data_of(right)->contact.occurred_us;
	int order;

	if (left_us != right_us)
		return left_us < right_us ? -1 : 1;
	order = strcmp(left->source, right->source);
	return order != 0 ? order : strcmp(left->event_id, right->event_id);
}

/* One bearing for each `about`: the first. */
static size_t add_bearing(struct bearing *list, size_t n, const struct bearing *bearing)
{
	for (size_t i = 0; i < n; i++)
		if (list[i].about == bearing->about)
			return n;
	list[n] = *bearing;
	return n + 1;
}

static bool names_adult_of(const struct waiting *data, const struct home *home, GHashTable *adults)
{
	for (size_t i = 0; i < data->n_namings; i++) {
		const struct naming *naming = &data->namings[i];

		if (naming->is_adult &&
		    residents_have(&home->adults, g_hash_table_lookup(adults, naming->record),
				   data->contact.occurred_us))
			return true;
	}
	return false;
}

/* How a contact bears on a child, in at most ABOUTS ways: as it says itself, and as parent-carer
 * where it names an adult who lived with the child. The birth is that which the contact says of the
 * child, else that of the link. */
static size_t bear(const struct ledger *ledger, const struct waiting *data,
		   const struct casefile *child, struct bearing *list)
{
	struct bearing carer = { .about = ABOUT_PARENT_CARER };
	int64_t at_us = data->contact.occurred_us;
	size_t n = 0;

	for (size_t i = 0; i < data->n_namings; i++) {
		const struct naming *naming = &data->namings[i];

		if (naming->is_adult || strcmp(naming->record, child->name) != 0)
			continue;
		n = add_bearing(list, n, &naming->bearing);
		if (carer.birth == BIRTH_UNKNOWN) {
			carer.birth = naming->bearing.birth;
			carer.birth_day = naming->bearing.birth_day;
		}
	}
	for (size_t i = 0; i < child->n_homes; i++) {
		const struct home *home = child->homes[i];
		const struct resident *resident = residents_find(&home->children, child);
		size_t link = resident_link(resident, at_us);

		if (link == RESIDENCE_NONE || !names_adult_of(data, home, ledger->adults))
			continue;
		if (carer.birth == BIRTH_UNKNOWN) {
			carer.birth = resident->births[link].birth;
			carer.birth_day = resident->births[link].birth_day;
		}
		n = add_bearing(list, n, &carer);
	}
	return n;
}

/* The same on a household: on each child that lived there. */
static size_t bear_on(const struct ledger *ledger, const struct waiting *data,
		      const struct casefile *file, struct bearing *list)
{
	size_t n = 0;

	if (file->home == NULL)
		return bear(ledger, data, file, list);
	for (size_t i = 0; i < file->home->children.n; i++) {
		const struct resident *resident = &file->home->children.list[i];

		if (resident_link(resident, data->contact.occurred_us) != RESIDENCE_NONE)
			n += bear(ledger, data, resident->child, list + n);
	}
	return n;
}

/* When it was first recorded, and whether that was as history, an amendment does not change. */
static void read_contact(const struct told *told, struct contact *ret)
{
	size_t first = 0;

	*ret = data_of(told)->contact;
	while (told->corrections[first].kind != CORRECTION_RECORDED)
		first++;
	ret->recorded_us = told->tellings[first].data->recorded_us;
	ret->history = told->tellings[first].data->contact.history;
	ret->id = told->id;
	ret->source = told->source;
	ret->event_id = told->event_id;
	ret->version = told->tellings[told->settled.data].version;
	if (told->settled.outcome != CORRECTION_NONE)
		ret->outcome = told->tellings[told->settled.outcome].outcome;
}

const struct contact *ledger_read(struct ledger *ledger, const struct casefile *file, size_t *ret_n)
{
	size_t ways = ABOUTS * (file->home == NULL ? 1 : file->home->children.n);
	size_t gathered = 0, n = 0, n_bearings = 0;

	if (file->home == NULL)
		gather_of_child(ledger, &gathered, file);
	for (size_t i = 0; file->home != NULL && i < file->home->children.n; i++)
		gather_of_child(ledger, &gathered, file->home->children.list[i].child);
	if (gathered > 0)
		qsort(ledger->gathered, gathered, sizeof(struct told *), compare_told);
	if (gathered * ways > ledger->bearings_room) {
		ledger->bearings_room = 2 * gathered * ways;
		ledger->bearings = mem_resize(ledger->bearings, ledger->bearings_room,
					      sizeof *ledger->bearings);
	}
	for (size_t i = 0; i < gathered; i++) {
		const struct told *told = ledger->gathered[i];
		struct contact *contact = &ledger->contacts[n];

		if (i > 0 && told == ledger->gathered[i - 1])
			continue;
		read_contact(told, contact);
		contact->bearings = ledger->bearings + n_bearings;
		contact->n_bearings = bear_on(ledger, data_of(told), file,
					      ledger->bearings + n_bearings);
		n_bearings += contact->n_bearings;
		n += contact->n_bearings > 0;
	}
	*ret_n = n;
	return ledger->contacts;
}
