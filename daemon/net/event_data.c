/* SPDX-License-Identifier: Apache-2.0 */
#include "event_private.h"

#include <string.h>

#include "person.h"

/* What the data of each type hold, as tables of fields. */

_Static_assert(offsetof(struct event, n_factors) - offsetof(struct event, factors) ==
		       offsetof(struct field_texts, n),
	       "a list of texts is read with its count, in one");
_Static_assert(offsetof(struct event, n_other_categories) -
			       offsetof(struct event, other_categories) ==
		       offsetof(struct field_texts, n),
	       "a list of texts is read with its count, in one");

static const char *read_occurred(const struct place *place, const struct field *field,
				 const json_t *value, void *into)
{
	struct event *event = into;
	const char *text = json_string_value(value);

	(void)place, (void)field;
	if (!text)
		return NULL;
	event->whole_day = date_parse(text, &event->occurred_day);
	event->has_occurred = event->whole_day || time_parse(text, &event->occurred_us);
	return NULL;
}

static const char *read_decided(const struct place *place, const struct field *field,
				const json_t *value, void *into)
{
	struct event *event = into;

	(void)place, (void)field;
	event->has_decided = json_is_string(value) &&
			     time_parse(json_string_value(value), &event->decided_us);
	return NULL;
}

static const char *read_bound(const struct place *place, const struct field *field,
			      const json_t *value, void *into)
{
	struct event *event = into;
	const char *text = json_string_value(value);

	(void)place, (void)field;
	if (!text)
		return NULL;
	event->bound_whole_day = date_parse(text, &event->bound_day);
	event->has_bound = event->bound_whole_day || time_parse(text, &event->bound_us);
	return NULL;
}

static const char *bad_date(bool is_good)
{
	return is_good ? NULL : "not an RFC 3339 time with a zone, nor a date";
}

static const char *read_from(const struct place *place, const struct field *field,
			     const json_t *value, void *into)
{
	struct event *event = into;

	read_bound(place, field, value, into);
	return bad_date(event->has_bound);
}

static const char *read_until(const struct place *place, const struct field *field,
			      const json_t *value, void *into)
{
	struct event *event = into;
	const char *text = json_string_value(value);

	(void)place, (void)field;
	if (text != NULL) {
		event->until_whole_day = date_parse(text, &event->until_day);
		event->has_until = event->until_whole_day || time_parse(text, &event->until_us);
	}
	return bad_date(event->has_until);
}

static const char *read_status(const struct place *place, const struct field *field,
			       const json_t *value, void *into)
{
	struct event *event = into;
	const char *text = json_string_value(value);

	(void)place, (void)field;
	if (text != NULL && (strcmp(text, "open") == 0 || strcmp(text, "closed") == 0))
		event->status = strcmp(text, "open") == 0 ? "open" : "closed";
	return NULL;
}

static const char *read_day(const struct place *place, const struct field *field,
			    const json_t *value, void *into)
{
	struct event *event = into;

	(void)place, (void)field;
	event->has_day = json_is_string(value) && date_parse(json_string_value(value), &event->day);
	return NULL;
}

enum { TALLY_MAX = 10000000 };

static const char *read_sent(const struct place *place, const struct field *field,
			     const json_t *value, void *into)
{
	struct event *event = into;

	(void)place, (void)field;
	event->sent = json_integer_value(value);
	event->has_sent = json_is_integer(value) && event->sent >= 0 && event->sent <= TALLY_MAX;
	return NULL;
}

static const struct field contact_id_fields[] = {
	{ "source", fields_read_attribute, offsetof(struct event_contact_id, source),
	  EVENT_SOURCE_MAX, true },
	{ "id", fields_read_attribute, offsetof(struct event_contact_id, id), EVENT_ID_MAX, true },
	{ 0 },
};

static const char *read_contact_id(const struct place *place, const struct field *field,
				   const json_t *value, void *into)
{
	struct event *event = into;
	struct place here = *place;

	(void)field;
	here.parent = "/data/contact";
	if (json_is_object(value))
		fields_read(&here, contact_id_fields, value, &event->contact);
	return NULL;
}

#define AT(member) offsetof(struct event, member)

/* clang-format off */
#define CONTACT_FIELDS                                                       \
	{ "children", person_read_children, 0, 0, false },                   \
	{ "adults", person_read_adults, 0, 0, false },                       \
	{ "occurred_at", read_occurred, 0, 0, true },                        \
	{ "category", fields_read_text, AT(category), 100, true },           \
	{ "other_categories", fields_read_texts, AT(other_categories), 100, false }, \
	{ "grade", fields_read_text, AT(grade), 100, false },                \
	{ "agency", fields_read_text, AT(agency), 100, false },              \
	{ "incident_ref", fields_read_text, AT(incident_ref), 200, false },  \
	{ "contact_source", fields_read_text, AT(contact_source), 200, false }, \
	{ "factors", fields_read_texts, AT(factors), 200, false },           \
	{ "outcome", fields_read_text, AT(outcome), 100, false },            \
	{ "source_ref", fields_read_text, AT(source_ref), 400, false },      \
	{ "summary", fields_read_text, AT(summary), 500, false },            \
	{ "handling", fields_read_text, AT(handling), 100, false }

#define CONTACT_ID_FIELD { "contact", read_contact_id, 0, 0, true }
/* clang-format on */

static const struct field recorded_fields[] = {
	CONTACT_FIELDS,
	{ 0 },
};

static const struct field amended_fields[] = {
	CONTACT_FIELDS,
	CONTACT_ID_FIELD,
	{ 0 },
};

static const struct field withdrawn_fields[] = {
	CONTACT_ID_FIELD,
	{ "reason", fields_read_text, AT(reason), 500, false },
	{ 0 },
};

static const struct field outcome_fields[] = {
	CONTACT_ID_FIELD,
	{ "outcome", fields_read_text, AT(outcome), 100, true },
	{ "decided_at", read_decided, 0, 0, true },
	{ 0 },
};

/* clang-format off */
#define HOUSEHOLD_FIELDS                                                     \
	{ "household", fields_read_text, AT(household), 100, true },         \
	{ "children", person_read_children, 0, 0, false },                   \
	{ "adults", person_read_adults, 0, 0, false }
/* clang-format on */

static const struct field linked_fields[] = {
	HOUSEHOLD_FIELDS,
	{ "from", read_bound, 0, 0, true },
	{ 0 },
};

static const struct field unlinked_fields[] = {
	HOUSEHOLD_FIELDS,
	{ "until", read_bound, 0, 0, true },
	{ 0 },
};

static const struct field status_fields[] = {
	{ "children", person_read_children, 0, 0, false },
	{ "status", read_status, 0, 0, true },
	{ "team", fields_read_text, AT(team), 100, false },
	{ "plan", fields_read_text, AT(plan), 100, false },
	{ "from", read_from, 0, 0, false },
	{ "until", read_until, 0, 0, false },
	{ 0 },
};

static const struct field tally_fields[] = {
	{ "day", read_day, 0, 0, true },
	{ "sent", read_sent, 0, 0, true },
	{ 0 },
};

static const struct {
	const char *name;
	const struct field *fields;
} types[] = {
	[EVENT_CONTACT_RECORDED] = { "concernd.contact.recorded.v1", recorded_fields },
	[EVENT_CONTACT_AMENDED] = { "concernd.contact.amended.v1", amended_fields },
	[EVENT_CONTACT_WITHDRAWN] = { "concernd.contact.withdrawn.v1", withdrawn_fields },
	[EVENT_CONTACT_OUTCOME] = { "concernd.contact.outcome.v1", outcome_fields },
	[EVENT_HOUSEHOLD_LINKED] = { "concernd.household.linked.v1", linked_fields },
	[EVENT_HOUSEHOLD_UNLINKED] = { "concernd.household.unlinked.v1", unlinked_fields },
	[EVENT_CHILD_STATUS] = { "concernd.child.status.v1", status_fields },
	[EVENT_FEED_TALLY] = { "concernd.feed.tally.v1", tally_fields },
};

enum event_type event_find_type(const char *name)
{
	for (size_t i = EVENT_UNKNOWN + 1; name && i < sizeof(types) / sizeof(types[0]); i++)
		if (strcmp(types[i].name, name) == 0)
			return (enum event_type)i;
	return EVENT_UNKNOWN;
}

const struct field *event_data_fields(enum event_type type)
{
	return types[type].fields;
}

const char *event_type_name(enum event_type type)
{
	return types[type].name;
}
