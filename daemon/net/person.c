/* SPDX-License-Identifier: Apache-2.0 */
#include "person.h"

#include <string.h>

/* The children and adults of an event. */

enum { PEOPLE_MAX = 20 };

static const struct field identifier_fields[] = {
	{ "scheme", fields_read_text, offsetof(struct event_identifier, scheme), 50, true },
	{ "value", fields_read_text, offsetof(struct event_identifier, value), 100, true },
	{ 0 },
};

static const char *read_identifiers(const struct place *place, const struct field *field,
				    const json_t *value, void *into)
{
	struct event_person *person = into;
	size_t i;
	json_t *element;

	if (json_is_null(value))
		return NULL;
	if (!json_is_array(value))
		return "not a list; it was left out";
	if (json_array_size(value) > FIELDS_LIST_MAX)
		return "more than 50 entries; it was left out";
	person->identifiers = arena_new(place->arena, json_array_size(value) + 1,
					sizeof(*person->identifiers));
	json_array_foreach(value, i, element) {
		struct event_identifier *identifier = &person->identifiers[person->n_identifiers];
		struct place here = *place;

		here.parent = arena_printf(place->arena, "%s/%s/%zu", place->parent, field->name,
					   i);
		fields_read(&here, identifier_fields, element, identifier);
		if (identifier->scheme && identifier->value) {
			person->n_identifiers++;
			continue;
		}
		*identifier = (struct event_identifier){ 0 };
		fields_warn_element(place, field->name, i,
				    "needs a scheme and a value, both strings; it was left out");
	}
	return NULL;
}

static const char *read_birth_date(const struct place *place, const struct field *field,
				   const json_t *value, void *into)
{
	struct event_person *person = into;
	const char *wrong;
	const char *text = fields_text(value, field->max, &wrong);
	bool expected = strcmp(field->name, "expected_birth_date") == 0;
	int32_t day;

	if (!text)
		return wrong;
	if (!date_parse(text, &day))
		return "not a date that exists, as YYYY-MM-DD; it was left out";
	if (person->has_birth_date)
		fields_warn(place, "expected_birth_date",
			    "there is a birth_date as well; it was left out");
	if (person->has_birth_date && expected)
		return NULL;
	person->has_birth_date = true;
	person->birth_expected = expected;
	person->birth_day = day;
	return NULL;
}

static const char *read_sex(const struct place *place, const struct field *field,
			    const json_t *value, void *into)
{
	static const char *const names[] = { "unknown", "female", "male", "other" };
	struct event_person *person = into;
	const char *wrong;
	const char *text = fields_text(value, field->max, &wrong);

	(void)place;
	for (int sex = SEX_UNKNOWN; text && sex <= SEX_OTHER; sex++)
		if (strcmp(text, names[sex]) == 0) {
			person->sex = (enum event_sex)sex;
			return NULL;
		}
	return text ? "not female, male, other or unknown; it was left out" : wrong;
}

#define AT(member) offsetof(struct event_person, member)

/* clang-format off */
#define PERSON_FIELDS                                                    \
	{ "record", fields_read_text, AT(record), 100, false },          \
	{ "identifiers", read_identifiers, 0, 0, false },                \
	{ "family_name", fields_read_text, AT(family_name), 200, false }, \
	{ "given_names", fields_read_text, AT(given_names), 200, false }, \
	{ "birth_date", read_birth_date, 0, 10, false }
/* clang-format on */

static const struct field child_fields[] = {
	PERSON_FIELDS,
	{ "expected_birth_date", read_birth_date, 0, 10, false },
	{ "sex", read_sex, 0, 20, false },
	{ "postcode", fields_read_text, AT(postcode), 20, false },
	{ "about", fields_read_text, AT(about), 100, false },
	{ 0 },
};

static const struct field adult_fields[] = {
	PERSON_FIELDS,
	{ "relation", fields_read_text, AT(relation), 100, false },
	{ 0 },
};

struct people {
	struct event_person *list;
	size_t n;
};

/* A person who cannot be read is an error, not a warning: leaving one out could cost a child. */
static void read_people(const struct place *place, const struct field *fields, const char *name,
			const json_t *value, struct people *ret)
{
	struct event_problems *errors = &place->event->errors;
	char *pointer = arena_printf(place->arena, "%s/%s", place->parent, name);
	size_t i;
	json_t *element;

	if (json_is_null(value))
		return;
	if (!json_is_array(value) || json_array_size(value) > PEOPLE_MAX) {
		event_problem(errors, place->arena, pointer, "must be a list of 0 to 20 people");
		return;
	}
	ret->list = arena_new(place->arena, json_array_size(value) + 1, sizeof(*ret->list));
	json_array_foreach(value, i, element) {
		struct event_person *person = &ret->list[ret->n++];
		struct place here = *place;

		here.parent = arena_printf(place->arena, "%s/%zu", pointer, i);
		person->pointer = here.parent;
		if (json_is_object(element))
			fields_read(&here, fields, element, person);
		else
			event_problem(errors, place->arena, here.parent, "must be an object");
	}
}

const char *person_read_children(const struct place *place, const struct field *field,
				 const json_t *value, void *into)
{
	struct event *event = into;
	struct people people = { 0 };

	read_people(place, child_fields, field->name, value, &people);
	event->children = people.list;
	event->n_children = people.n;
	return NULL;
}

const char *person_read_adults(const struct place *place, const struct field *field,
			       const json_t *value, void *into)
{
	struct event *event = into;
	struct people people = { 0 };

	read_people(place, adult_fields, field->name, value, &people);
	event->adults = people.list;
	event->n_adults = people.n;
	return NULL;
}
