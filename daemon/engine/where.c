/* SPDX-License-Identifier: Apache-2.0 */
#include "where.h"

#include "base/calendar.h"

/* One small matcher a criterion, all of one signature; whether it is asked for or forbidden is not
 * their business. */
typedef bool matcher(const struct criterion *criterion, const struct contact *contact,
		     const struct bearing *bearing);

static bool match_agency(const struct criterion *criterion, const struct contact *contact,
			 const struct bearing *bearing)
{
	(void)bearing;
	return wordset_has(&criterion->words, contact->agency);
}

static bool match_category(const struct criterion *criterion, const struct contact *contact,
			   const struct bearing *bearing)
{
	(void)bearing;
	return wordset_meet(&criterion->words, &contact->categories);
}

static bool match_grade(const struct criterion *criterion, const struct contact *contact,
			const struct bearing *bearing)
{
	(void)bearing;
	return wordset_has(&criterion->words, (word)contact->grade);
}

static bool match_about(const struct criterion *criterion, const struct contact *contact,
			const struct bearing *bearing)
{
	(void)contact;
	return wordset_has(&criterion->words, (word)bearing->about);
}

static bool match_outcome(const struct criterion *criterion, const struct contact *contact,
			  const struct bearing *bearing)
{
	(void)bearing;
	return contact->outcome != WORD_NONE && wordset_has(&criterion->words, contact->outcome);
}

static bool match_contact_source(const struct criterion *criterion, const struct contact *contact,
				 const struct bearing *bearing)
{
	(void)bearing;
	return contact->contact_source != WORD_NONE &&
	       wordset_has(&criterion->words, contact->contact_source);
}

static bool match_factor(const struct criterion *criterion, const struct contact *contact,
			 const struct bearing *bearing)
{
	(void)bearing;
	return wordset_meet(&criterion->words, &contact->factors);
}

static bool match_grade_at_least(const struct criterion *criterion, const struct contact *contact,
				 const struct bearing *bearing)
{
	(void)bearing;
	return (int)contact->grade >= criterion->number;
}

/* Whole years at the contact, by its local date: below 0 before birth. */
static int age_at(const struct contact *contact, const struct bearing *bearing)
{
	if (bearing->birth == BIRTH_EXPECTED)
		return -1;
	return date_whole_years(bearing->birth_day, contact->occurred_day);
}

static bool match_age_under(const struct criterion *criterion, const struct contact *contact,
			    const struct bearing *bearing)
{
	return bearing->birth == BIRTH_UNKNOWN || age_at(contact, bearing) < criterion->number;
}

static bool match_age_from(const struct criterion *criterion, const struct contact *contact,
			   const struct bearing *bearing)
{
	return bearing->birth == BIRTH_UNKNOWN || age_at(contact, bearing) >= criterion->number;
}

static matcher *const matchers[] = {
	[FIELD_AGENCY] = match_agency,       [FIELD_CATEGORY] = match_category,
	[FIELD_GRADE] = match_grade,         [FIELD_ABOUT] = match_about,
	[FIELD_OUTCOME] = match_outcome,     [FIELD_CONTACT_SOURCE] = match_contact_source,
	[FIELD_FACTOR] = match_factor,       [FIELD_GRADE_AT_LEAST] = match_grade_at_least,
	[FIELD_AGE_UNDER] = match_age_under, [FIELD_AGE_FROM] = match_age_from,
};

/* The index of the first positive criterion that is missed for a child; where->n if none is. */
static size_t first_missed(const struct where *where, const struct contact *contact,
			   const struct bearing *bearing)
{
	for (size_t i = 0; i < where->n; i++) {
		const struct criterion *criterion = &where->criteria[i];

		if (!criterion->forbids && !matchers[criterion->field](criterion, contact, bearing))
			return i;
	}
	return where->n;
}

static bool asks_for_category(const struct where *where)
{
	for (size_t i = 0; i < where->n; i++)
		if (where->criteria[i].field == FIELD_CATEGORY && !where->criteria[i].forbids)
			return true;
	return false;
}

bool where_meets(const struct where *where, const struct wordset *uncounted,
		 const struct contact *contact, size_t *ret_missed)
{
	size_t missed = 0;

	for (size_t i = 0; i < contact->n_bearings && missed < where->n; i++) {
		size_t at = first_missed(where, contact, &contact->bearings[i]);

		missed = at > missed ? at : missed;
	}
	if (where->n == 0 || missed == where->n) {
		/* A category list that is met names one of the contact's categories. */
		if (!wordset_within(&contact->categories, uncounted) || asks_for_category(where))
			return true;
		missed = WHERE_UNCOUNTED;
	}
	if (ret_missed != NULL)
		*ret_missed = missed;
	return false;
}

bool where_forbids(const struct where *where, const struct contact *contact, size_t *ret_criterion)
{
	for (size_t i = 0; i < where->n; i++) {
		const struct criterion *criterion = &where->criteria[i];

		if (!criterion->forbids)
			continue;
		for (size_t j = 0; j < contact->n_bearings; j++) {
			if (!matchers[criterion->field](criterion, contact, &contact->bearings[j]))
				continue;
			if (ret_criterion != NULL)
				*ret_criterion = i;
			return true;
		}
	}
	return false;
}
