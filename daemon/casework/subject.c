/* SPDX-License-Identifier: Apache-2.0 */
#include "case.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * Subjects: which there are in a run, and what bears on each. Of a child that is what bears on the
 * child; of several it is gathered from member to member, a contact once.
 */

static const struct {
	const char *name; /* in the database */
	enum rule_scope rules;
} scopes[CASE_SCOPES] = {
	[CASE_CHILD] = { "child", SCOPE_CHILD },
	[CASE_HOUSEHOLD] = { "household", SCOPE_HOUSEHOLD },
	[CASE_DOUBT] = { "doubt", SCOPE_CHILD },
};

const char *case_scope_name(enum case_scope scope)
{
	return scopes[scope].name;
}

enum rule_scope case_scope_rules(enum case_scope scope)
{
	return scopes[scope].rules;
}

/* ---- Which there are ---- */

struct case_subject *subject_add(struct judging *judging, int64_t id, enum case_scope scope)
{
	struct case_subject *subject = arena_new(&judging->arena, 1, sizeof *subject);

	subject->id = id;
	subject->scope = scope;
	judging->subjects = arena_grow(&judging->arena, judging->subjects, judging->n_subjects,
				       &judging->subjects_room, sizeof *judging->subjects);
	judging->subjects[judging->n_subjects++] = subject;
	return subject;
}

struct case_member *subject_add_member(struct judging *judging, struct case_subject *subject,
				       struct case_child *child)
{
	subject->members = arena_grow(&judging->arena, subject->members, subject->n_members,
				      &subject->members_room, sizeof *subject->members);
	subject->members[subject->n_members] = (struct case_member){ .child = child };
	return &subject->members[subject->n_members++];
}

static void list_child(struct judging *judging, struct case_child *child)
{
	if (child == NULL || child->self != NULL || child->id >= NEW_CHILD)
		return;
	child->self = subject_add(judging, child->id, CASE_CHILD);
	subject_add_member(judging, child->self, child);
}

/* Those on file stand among the locked, which are not judged all; those to be opened do not, and are
 * subjects once they have their ids. */
void subjects_list(struct judging *judging)
{
	for (size_t i = 0; i < judging->n_locked; i++)
		list_child(judging, judging->locked_children[i]);
	for (size_t i = 0; i < judging->n_children; i++)
		if (judging->children[i]->is_new)
			list_child(judging, judging->children[i]);
}

/* The alerts of one subject come one after the other: it is mostly the one last found. */
struct case_subject *subject_find(const struct judging *judging, int64_t id)
{
	for (size_t i = 0; i < judging->n_subjects; i++)
		if (judging->subjects[i]->id == id)
			return judging->subjects[i];
	return NULL;
}

/* ---- What bears on one ---- */

static bool is_member_at(const struct case_member *member, int64_t at_us)
{
	return member->stays == NULL ||
	       residence_find(member->stays, member->n_stays, at_us) != RESIDENCE_NONE;
}

static int compare_contacts(const void *a, const void *b)
{
	const struct case_contact *left = a, *right = b;

	return (left->id > right->id) - (left->id < right->id);
}

bool subject_has_at(const struct case_subject *subject, const struct case_child *child,
		    int64_t at_us)
{
	for (size_t i = 0; i < subject->n_members; i++)
		if (subject->members[i].child == child)
			return is_member_at(&subject->members[i], at_us);
	return false;
}

/* Adds the ways in which the contact bears on one more member. */
static void add_bearings(struct arena *arena, struct case_contact *to,
			 const struct case_contact *from)
{
	size_t n = to->n_bearings + from->n_bearings;
	struct bearing *all = arena_new(arena, n, sizeof *all);

	memcpy(all, to->bearings, to->n_bearings * sizeof *all);
	memcpy(all + to->n_bearings, from->bearings, from->n_bearings * sizeof *all);
	to->bearings = all;
	to->n_bearings = n;
}

void subject_unite(struct arena *arena, struct case_subject *subject)
{
	struct case_contact *all;
	size_t n = 0, kept = 0;

	if (subject->n_members == 1 && subject->members[0].stays == NULL) {
		subject->contacts = subject->members[0].child->contacts;
		subject->n_contacts = subject->members[0].child->n_contacts;
		return;
	}
	for (size_t i = 0; i < subject->n_members; i++)
		n += subject->members[i].child->n_contacts;
	all = arena_new(arena, n, sizeof *all);
	n = 0;
	for (size_t i = 0; i < subject->n_members; i++) {
		const struct case_child *child = subject->members[i].child;

		for (size_t j = 0; j < child->n_contacts; j++)
			if (is_member_at(&subject->members[i], child->contacts[j].occurred_us))
				all[n++] = child->contacts[j];
	}
	if (n > 0)
		qsort(all, n, sizeof *all, compare_contacts);
	for (size_t i = 0; i < n; i++)
		if (kept > 0 && all[kept - 1].id == all[i].id)
			add_bearings(arena, &all[kept - 1], &all[i]);
		else
			all[kept++] = all[i];
	subject->contacts = all;
	subject->n_contacts = kept;
}

/* ---- On whom an alert shows ---- */

static bool shows_on(const struct case_subject *subject, const struct case_member *member,
		     const struct judged *evidence, size_t n_evidence, int64_t now_us)
{
	if (is_member_at(member, now_us))
		return true;
	for (size_t i = 0; i < n_evidence; i++) {
		const struct case_contact key = { .id = evidence[i].contact };
		const struct case_contact *contact =
			subject->n_contacts == 0
				? NULL
				: bsearch(&key, subject->contacts, subject->n_contacts,
					  sizeof *subject->contacts, compare_contacts);

		if (contact != NULL && is_member_at(member, contact->occurred_us))
			return true;
	}
	return false;
}

enum { ID_BYTES = 24 }; /* a number of 64 bits, a comma, NUL */

const char *subject_shown_on(struct arena *arena, const struct case_subject *subject,
			     const struct judged *evidence, size_t n_evidence, int64_t now_us)
{
	char *text;
	size_t at = 0;

	if (subject->scope == CASE_CHILD)
		return NULL;
	text = arena_new(arena, subject->n_members + 1, ID_BYTES);
	for (size_t i = 0; i < subject->n_members; i++)
		if (shows_on(subject, &subject->members[i], evidence, n_evidence, now_us))
			at += (size_t)snprintf(text + at, ID_BYTES, "%s%lld", at > 0 ? "," : "",
					       (long long)subject->members[i].child->id);
	return text;
}
