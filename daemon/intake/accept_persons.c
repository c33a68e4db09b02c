/* SPDX-License-Identifier: Apache-2.0 */
#include "accept_private.h"

#include <string.h>

#include "identity/number.h"

/*
 * Whom an event names. An id that the sender gives a child is what finds that child again: without
 * it the event is refused. A number that cannot be right is left out, never mended.
 */

/* NULL, and told why, when the number is to be left out. */
static const char *read_nhs(struct check *check, const char *pointer, const char *value)
{
	char digits[NHS_BYTES];

	switch (number_read_nhs(value, digits)) {
	case NUMBER_OK:
		return arena_strdup(check->arena, digits);
	case NUMBER_WRONG_CHECK:
		accept_warn(check, pointer, "an NHS number with a wrong check digit: left out");
		return NULL;
	default:
		accept_warn(check, pointer, "not an NHS number, which has ten digits: left out");
		return NULL;
	}
}

static const char *read_upn(struct check *check, const char *pointer, const char *value)
{
	char upn[UPN_BYTES];

	switch (number_read_upn(value, upn)) {
	case NUMBER_OK:
		return arena_strdup(check->arena, upn);
	case NUMBER_WRONG_CHECK:
		accept_warn(check, pointer,
			    "a UPN with a wrong check letter: kept, look at the record");
		return arena_strdup(check->arena, upn);
	default:
		accept_warn(check, pointer,
			    "not a UPN, which is a letter and twelve digits: left out");
		return NULL;
	}
}

/* Without a config (backtest) there are the two that are always there, and any other is free. */
static const struct scheme *find_scheme(const struct check *check, const char *name)
{
	static const struct scheme standard[] = {
		{ .name = "nhs", .check = SCHEME_NHS, .longest = 100 },
		{ .name = "upn", .check = SCHEME_UPN, .longest = 100 },
		{ .name = "", .check = SCHEME_FREE, .longest = 100 },
	};
	size_t i = 0;

	if (check->settings != NULL)
		return settings_scheme(check->settings, name);
	while (standard[i].name[0] != '\0' && strcmp(standard[i].name, name) != 0)
		i++;
	return &standard[i];
}

static const char *read_value(struct check *check, const char *pointer, const char *name,
			      const char *value)
{
	const struct scheme *scheme = find_scheme(check, name);

	if (scheme == NULL) {
		accept_warn(check, pointer,
			    "not an identifier scheme that concernd.conf declares: left out");
		return NULL;
	}
	if (strlen(value) > (size_t)scheme->longest) {
		accept_warn(check, pointer, "longer than its scheme allows: left out");
		return NULL;
	}
	if (scheme->check == SCHEME_NHS)
		return read_nhs(check, pointer, value);
	return scheme->check == SCHEME_UPN ? read_upn(check, pointer, value) : value;
}

static void check_identifiers(struct check *check, const struct event_person *from,
			      struct fact_person *to)
{
	to->identifiers = arena_new(check->arena, from->n_identifiers, sizeof *to->identifiers);
	for (size_t i = 0; i < from->n_identifiers; i++) {
		const char *pointer = arena_printf(check->arena, "%s/identifiers/%zu",
						   from->pointer, i);
		const char *scheme = accept_translate(check, CODE_SCHEME,
						      from->identifiers[i].scheme);
		const char *value = accept_trim(check->arena, from->identifiers[i].value);

		if (scheme == NULL || value == NULL)
			continue; /* told of when it was read */
		scheme = accept_lower(check->arena, scheme);
		value = read_value(check, pointer, scheme, value);
		if (value == NULL)
			continue;
		if (strcmp(scheme, "nhs") == 0 && to->nhs != NULL && strcmp(to->nhs, value) != 0) {
			accept_warn(check, pointer, "a second NHS number of one person: left out");
			continue;
		}
		if (strcmp(scheme, "nhs") == 0)
			to->nhs = value;
		to->identifiers[to->n_identifiers++] = (struct fact_identifier){ scheme, value };
	}
}

static void check_about(struct check *check, const struct event_person *from,
			struct fact_person *to)
{
	static const struct enum_word words[] = {
		{ "child", ABOUT_CHILD },
		{ "sibling", ABOUT_SIBLING },
		{ "parent-carer", ABOUT_PARENT_CARER },
		{ "other-adult", ABOUT_OTHER_ADULT },
	};
	const char *text = accept_translate(check, CODE_ABOUT, from->about);
	int about = text == NULL ? -1 : accept_find_enum(words, sizeof words / sizeof *words, text);

	if (to->is_adult)
		about = ABOUT_PARENT_CARER;
	else if (text != NULL && about < 0)
		accept_warn(check, arena_printf(check->arena, "%s/about", from->pointer),
			    "not child, sibling, parent-carer or other-adult: taken as child");
	to->about = about < 0 ? ABOUT_CHILD : (enum about)about;
}

static void check_record(struct check *check, const struct event_person *from,
			 struct fact_person *to)
{
	bool per_event = check->sender != NULL && check->sender->records == RECORDS_PER_EVENT;
	const char *record = accept_trim(check->arena, from->record);

	if (record == NULL && !to->is_adult && !per_event)
		accept_refuse(
			check, arena_printf(check->arena, "%s/record", from->pointer),
			"missing: send your own id of the child (a system that has none that last "
			"is declared in concernd.conf with records = \"per-event\")");
	to->record = per_event ? NULL : record;
}

static void check_person(struct check *check, const struct event_person *from, bool is_adult,
			 struct fact_person *to)
{
	to->is_adult = is_adult;
	check_record(check, from, to);
	check_identifiers(check, from, to);
	check_about(check, from, to);
	to->family_name = accept_trim(check->arena, from->family_name);
	to->given_names = accept_trim(check->arena, from->given_names);
	to->postcode = accept_trim(check->arena, from->postcode);
	to->relation = accept_trim(check->arena, from->relation);
	to->sex = from->sex;
	if (from->has_birth_date)
		to->birth = from->birth_expected ? BIRTH_EXPECTED : BIRTH_KNOWN;
	to->birth_day = from->birth_day;
}

void accept_check_persons(struct check *check)
{
	const struct event *event = check->event;
	struct fact *fact = &check->out->fact;

	fact->n_children = event->n_children;
	fact->n_persons = event->n_children + event->n_adults;
	fact->persons = arena_new(check->arena, fact->n_persons, sizeof *fact->persons);
	for (size_t i = 0; i < event->n_children; i++)
		check_person(check, &event->children[i], false, &fact->persons[i]);
	for (size_t i = 0; i < event->n_adults; i++)
		check_person(check, &event->adults[i], true, &fact->persons[event->n_children + i]);
}
