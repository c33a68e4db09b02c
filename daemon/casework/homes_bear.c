/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "homes.h"

/*
 * Whom the facts of a run touch through households, and what bears on the children there. It means
 * what ledger.c and ledger_read.c mean in a replay: a contact that names an adult bears, as
 * parent-carer, on the children who lived with the adult when it occurred.
 */

/* ---- What bears on a child through adults ---- */

static int compare_contacts(const void *a, const void *b)
{
	const struct case_contact *left = a, *right = b;

	return (left->id > right->id) - (left->id < right->id);
}

static bool is_later(const struct residence *a, const struct residence *b)
{
	int order;

	if (a->at_us != b->at_us)
		return a->at_us > b->at_us;
	order = strcmp(a->source, b->source);
	return order != 0 ? order > 0 : strcmp(a->event_id, b->event_id) > 0;
}

static const struct case_resident *find_child(const struct case_home *home,
					      const struct case_child *child)
{
	for (size_t i = 0; i < home->n; i++)
		if (home->residents[i].child == child)
			return &home->residents[i];
	return NULL;
}

bool homes_have(const struct case_home *home, const struct case_child *child)
{
	return find_child(home, child) != NULL;
}

static bool has_adult_at(const struct case_home *home, const struct case_adult *adult,
			 int64_t at_us)
{
	for (size_t i = 0; i < home->n; i++)
		if (home->residents[i].adult == adult)
			return resident_since(&home->residents[i], at_us) != RESIDENCE_NONE;
	return false;
}

/* Whether the two lived together then; *ret_birth is what the latest link of the child says. */
static bool lived_together(const struct judging *judging, const struct case_child *child,
			   const struct case_adult *adult, int64_t at_us, struct bearing *ret_birth)
{
	const struct residence *latest = NULL;

	for (size_t i = 0; i < judging->homes->n; i++) {
		const struct case_home *home = judging->homes->list[i];
		const struct case_resident *resident = find_child(home, child);
		size_t link = resident != NULL ? resident_since(resident, at_us) : RESIDENCE_NONE;

		if (link == RESIDENCE_NONE || !has_adult_at(home, adult, at_us) ||
		    (latest != NULL && !is_later(&resident->list[link], latest)))
			continue;
		latest = &resident->list[link];
		*ret_birth = resident->births[link];
	}
	return latest != NULL;
}

/* One bearing for each `about`: what the contact says itself of the child comes first. */
static void add_bearing(struct arena *arena, struct case_contact *contact, struct bearing carer)
{
	struct bearing *all = arena_new(arena, contact->n_bearings + 1, sizeof *all);

	for (size_t i = contact->n_bearings; i > 0; i--) {
		const struct bearing *own = &contact->bearings[i - 1];

		if (own->about == ABOUT_PARENT_CARER)
			return;
		if (own->birth != BIRTH_UNKNOWN) {
			carer.birth = own->birth;
			carer.birth_day = own->birth_day;
		}
		all[i - 1] = *own;
	}
	all[contact->n_bearings] = carer;
	contact->bearings = all;
	contact->n_bearings++;
}

static struct case_contact *find_contact(struct case_child *child, int64_t id)
{
	for (size_t i = 0; i < child->n_contacts; i++)
		if (child->contacts[i].id == id)
			return &child->contacts[i];
	return NULL;
}

static void bear_on_child(struct judging *judging, struct case_child *child,
			  const struct case_adult *adult)
{
	struct arena *arena = &judging->arena;

	for (size_t i = 0; i < adult->n_contacts; i++) {
		struct bearing birth;
		struct case_contact *contact;

		if (!lived_together(judging, child, adult, adult->contacts[i].occurred_us, &birth))
			continue;
		birth.about = ABOUT_PARENT_CARER;
		contact = find_contact(child, adult->contacts[i].id);
		if (contact == NULL) {
			child->contacts = arena_grow(arena, child->contacts, child->n_contacts,
						     &child->contacts_room,
						     sizeof *child->contacts);
			contact = &child->contacts[child->n_contacts++];
			*contact = adult->contacts[i];
			contact->bearings = NULL;
			contact->n_bearings = 0;
		}
		add_bearing(arena, contact, birth);
	}
}

/* An adult of two homes of the child is asked twice, and adds nothing the second time. */
static void bear_from_home(struct judging *judging, struct case_child *child,
			   const struct case_home *home)
{
	if (find_child(home, child) == NULL)
		return;
	for (size_t i = 0; i < home->n; i++)
		if (home->residents[i].adult != NULL)
			bear_on_child(judging, child, home->residents[i].adult);
}

static bool has_home(const struct judging *judging, const struct case_child *child)
{
	for (size_t i = 0; i < judging->homes->n; i++)
		if (find_child(judging->homes->list[i], child) != NULL)
			return true;
	return false;
}

void homes_stand(struct judging *judging)
{
	struct case_homes *homes = judging->homes;

	for (size_t i = 0; i < homes->n_adults; i++)
		stand_rows(judging, &homes->adults[i]->contacts, &homes->adults[i]->n_contacts);
	for (size_t i = 0; i < judging->n_children; i++) {
		struct case_child *child = judging->children[i];

		stand_contacts(judging, child);
		if (!has_home(judging, child))
			continue;
		for (size_t j = 0; j < homes->n; j++)
			bear_from_home(judging, child, homes->list[j]);
		if (child->n_contacts > 0)
			qsort(child->contacts, child->n_contacts, sizeof *child->contacts,
			      compare_contacts);
	}
}

/* ---- Whom the run touches ---- */

static void touch_child(struct judging *judging, struct case_child *child, int64_t at_us)
{
	child->is_judged = true;
	for (size_t i = 0; i < judging->homes->n; i++) {
		struct case_home *home = judging->homes->list[i];
		const struct case_resident *resident = find_child(home, child);

		if (resident != NULL && resident_since(resident, at_us) != RESIDENCE_NONE)
			home->is_touched = true;
	}
}

static void touch_children_of(struct judging *judging, const struct case_adult *adult,
			      int64_t at_us)
{
	for (size_t i = 0; i < judging->homes->n; i++) {
		const struct case_home *home = judging->homes->list[i];

		if (!has_adult_at(home, adult, at_us))
			continue;
		for (size_t j = 0; j < home->n; j++)
			if (home->residents[j].child != NULL &&
			    resident_since(&home->residents[j], at_us) != RESIDENCE_NONE)
				touch_child(judging, home->residents[j].child, at_us);
	}
}

/* True if this run tells anything of the contact. */
static bool is_told_of(const struct judging *judging, int64_t contact)
{
	for (size_t i = 0; i < judging->n_entries; i++)
		if (judging->entries[i].status == CASE_RECORDED &&
		    judging->entries[i].matter != NULL && judging->entries[i].contact == contact)
			return true;
	return false;
}

static bool asks_for_all(const struct judging *judging)
{
	return judging->rule == NULL && judging->n_entries == 0 && !judging->sweeps &&
	       !judging->fires;
}

static void touch_homes_of(struct judging *judging, const struct case_child *child)
{
	for (size_t i = 0; child != NULL && i < judging->homes->n; i++)
		if (find_child(judging->homes->list[i], child) != NULL)
			judging->homes->list[i]->is_touched = true;
}

/* A link touches the household, its children, and the other households where these may have lived. */
static void touch_home(struct judging *judging, struct case_home *home)
{
	home->is_touched = true;
	for (size_t i = 0; i < home->n; i++) {
		struct case_child *child = home->residents[i].child;

		if (child == NULL)
			continue;
		child->is_judged = true;
		touch_homes_of(judging, child);
	}
}

/* Every version that a contact ever had, so also whom it bore on before. */
void homes_touch(struct judging *judging)
{
	const struct case_homes *homes = judging->homes;

	for (size_t i = 0; i < judging->n_children; i++) {
		struct case_child *child = judging->children[i];

		for (size_t j = 0; has_home(judging, child) && j < child->n_contacts; j++)
			if (is_told_of(judging, child->contacts[j].id))
				touch_child(judging, child, child->contacts[j].occurred_us);
	}
	for (size_t i = 0; i < homes->n_adults; i++)
		for (size_t j = 0; j < homes->adults[i]->n_contacts; j++)
			if (is_told_of(judging, homes->adults[i]->contacts[j].id))
				touch_children_of(judging, homes->adults[i],
						  homes->adults[i]->contacts[j].occurred_us);
	for (size_t i = 0; i < homes->n_stays; i++)
		touch_home(judging, homes->stays[i].home);
	/* Nothing is told of a contact, and all rules judge. */
	for (size_t i = 0; asks_for_all(judging) && i < judging->n_locked; i++)
		touch_homes_of(judging, judging->locked_children[i]);
}

/* ---- As subjects ---- */

static int compare_members(const void *a, const void *b)
{
	const struct case_member *left = a, *right = b;

	return (left->child->id > right->child->id) - (left->child->id < right->child->id);
}

void homes_list_subjects(struct judging *judging)
{
	for (size_t i = 0; i < judging->homes->n; i++) {
		const struct case_home *home = judging->homes->list[i];
		struct case_subject *subject = subject_find(judging, home->id);

		if (!home->is_touched)
			continue;
		if (subject == NULL)
			subject = subject_add(judging, home->id, CASE_HOUSEHOLD);
		subject->is_judged = true;
		for (size_t j = 0; j < home->n; j++) {
			const struct case_resident *resident = &home->residents[j];
			struct case_member *member;

			if (resident->child == NULL)
				continue;
			member = subject_add_member(judging, subject, resident->child);
			member->stays = resident->list;
			member->n_stays = resident->n;
		}
		if (subject->n_members > 0)
			qsort(subject->members, subject->n_members, sizeof *subject->members,
			      compare_members);
	}
}
