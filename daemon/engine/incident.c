/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/incident.h"

#include <stdint.h>
#include <string.h>

#include "scratch.h"

/*
 * "The first incident that …" is found without looking through all of them, by two facts.
 *
 * Of a reference, at most one incident is in reach of same_reference_within at a time: another one
 * gets the reference only when none is in reach, and what is out of reach stays out. So it is
 * enough to remember the newest incident of each reference.
 *
 * For contacts alike in category, agency, having a reference and being a whole day ("kin"), an
 * incident that is ruled out stays ruled out: its agencies and references only grow, and later
 * contacts are further away. So each kin remembers how far along the category's incidents it has
 * ruled out, and never looks back.
 */

#define NOWHERE SIZE_MAX

struct gatherer {
	const struct gathering *gathering;
	const struct contact *contacts;
	struct incidents *out;
	size_t *refs;       /* by contact: the number of its reference, or NOWHERE */
	size_t *ref_newest; /* by reference: the newest incident that has it */
	size_t *kins;       /* by contact: the number of its kin */
	size_t *kin_passed; /* by kin: the last incident of the category that is ruled out */
	size_t *next_alike; /* by incident: the next one of its category */
	size_t first_alike[WORD_MAX + 1], last_alike[WORD_MAX + 1]; /* by category */
};

enum { ARRAYS = 9 }; /* of size_t, one element a contact: see incidents_gather() */

size_t incidents_bytes(size_t n)
{
	return scratch_bytes(n, sizeof(struct incident)) +
	       ARRAYS * scratch_bytes(n, sizeof(size_t));
}

static int compare_refs(const void *context, size_t a, size_t b)
{
	const struct contact *contacts = context;
	const char *left = contacts[a].incident_ref, *right = contacts[b].incident_ref;

	if (left == NULL || right == NULL)
		return (left != NULL) - (right != NULL);
	return strcmp(left, right);
}

static int kin_key(const struct contact *contact)
{
	return ((contact->category << 8 | contact->agency) << 2) |
	       (contact->incident_ref != NULL ? 2 : 0) | (contact->whole_day ? 1 : 0);
}

static int compare_kins(const void *context, size_t a, size_t b)
{
	const struct contact *contacts = context;

	return kin_key(&contacts[a]) - kin_key(&contacts[b]);
}

/* Numbers contacts from 0, equal ones alike. */
static void number(const struct contact *contacts, size_t n, scratch_compare *compare,
		   size_t *order, size_t *spare, size_t *ret_numbers)
{
	size_t next = 0;

	for (size_t i = 0; i < n; i++)
		order[i] = i;
	scratch_sort(order, n, spare, compare, contacts);
	for (size_t i = 0; i < n; i++) {
		if (i > 0 && compare(contacts, order[i - 1], order[i]) != 0)
			next++;
		ret_numbers[order[i]] = next;
	}
}

static size_t find_by_ref(const struct gatherer *g, size_t c)
{
	const struct contact *contact = &g->contacts[c];
	size_t newest;

	if (contact->incident_ref == NULL)
		return NOWHERE;
	newest = g->ref_newest[g->refs[c]];
	if (newest == NOWHERE ||
	    contact->occurred_us - g->out->list[newest].at_us > g->gathering->same_reference_us)
		return NOWHERE;
	return newest;
}

static bool is_near(const struct gatherer *g, const struct contact *first,
		    const struct contact *contact)
{
	if (first->whole_day || contact->whole_day)
		return first->occurred_day == contact->occurred_day;
	return contact->occurred_us - first->occurred_us <=
	       g->gathering->same_incident_us[contact->category];
}

static bool may_join(const struct gatherer *g, const struct incident *incident,
		     const struct contact *contact)
{
	return !(contact->incident_ref != NULL && incident->has_ref) &&
	       !wordset_has(&incident->agencies, contact->agency) &&
	       is_near(g, &g->contacts[incident->first], contact);
}

static size_t find_by_likeness(struct gatherer *g, size_t c)
{
	const struct contact *contact = &g->contacts[c];
	size_t *passed = &g->kin_passed[g->kins[c]];
	size_t at = *passed == NOWHERE ? g->first_alike[contact->category] : g->next_alike[*passed];

	if (g->gathering->same_incident_us[contact->category] == 0)
		return NOWHERE;
	while (at != NOWHERE && !may_join(g, &g->out->list[at], contact)) {
		*passed = at;
		at = g->next_alike[at];
	}
	return at;
}

static size_t found_incident(struct gatherer *g, size_t c)
{
	const struct contact *contact = &g->contacts[c];
	size_t i = g->out->n++;
	size_t *last = &g->last_alike[contact->category];

	g->out->list[i] = (struct incident){ .at_us = contact->occurred_us, .first = c, .last = c };
	g->next_alike[i] = NOWHERE;
	if (*last == NOWHERE)
		g->first_alike[contact->category] = i;
	else
		g->next_alike[*last] = i;
	*last = i;
	return i;
}

static void join(struct gatherer *g, size_t c, size_t i)
{
	const struct contact *contact = &g->contacts[c];
	struct incident *incident = &g->out->list[i];

	if (incident->n++ > 0)
		g->out->next[incident->last] = c;
	incident->last = c;
	g->out->next[c] = NOWHERE;
	g->out->of[c] = i;
	wordset_add(&incident->agencies, contact->agency);
	if (contact->incident_ref != NULL) {
		incident->has_ref = true;
		g->ref_newest[g->refs[c]] = i;
	}
}

static void gather_contact(struct gatherer *g, size_t c)
{
	size_t i = find_by_ref(g, c);

	if (i == NOWHERE)
		i = find_by_likeness(g, c);
	if (i == NOWHERE)
		i = found_incident(g, c);
	join(g, c, i);
}

void incidents_gather(const struct gathering *gathering, const struct contact *contacts, size_t n,
		      void *memory, struct incidents *ret)
{
	struct gatherer g; /* most of its tables are not looked at: they are not cleared */
	unsigned char *at = memory;
	size_t *order, *spare;

	g.gathering = gathering;
	g.contacts = contacts;
	g.out = ret;
	ret->n = 0;
	ret->list = scratch_take(&at, n, sizeof *ret->list);
	ret->next = scratch_take(&at, n, sizeof(size_t));
	ret->of = scratch_take(&at, n, sizeof(size_t));
	g.refs = scratch_take(&at, n, sizeof(size_t));
	g.ref_newest = scratch_take(&at, n, sizeof(size_t));
	g.kins = scratch_take(&at, n, sizeof(size_t));
	g.kin_passed = scratch_take(&at, n, sizeof(size_t));
	g.next_alike = scratch_take(&at, n, sizeof(size_t));
	order = scratch_take(&at, n, sizeof(size_t));
	spare = scratch_take(&at, n, sizeof(size_t));

	number(contacts, n, compare_refs, order, spare, g.refs);
	number(contacts, n, compare_kins, order, spare, g.kins);
	for (size_t i = 0; i < n; i++)
		g.ref_newest[i] = g.kin_passed[i] = NOWHERE;
	for (size_t c = 0; c < n; c++) /* of other categories nothing is asked */
		g.first_alike[contacts[c].category] = g.last_alike[contacts[c].category] = NOWHERE;
	for (size_t c = 0; c < n; c++)
		gather_contact(&g, c);
}
