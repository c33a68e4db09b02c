/* SPDX-License-Identifier: Apache-2.0 */
#include "net/event.h"

#include <string.h>

#include "fields.h"
#include "person.h"

/*
 * What a CloudEvent of each type holds, as tables of fields. First what was sent is read, and what
 * cannot be used is left out with a warning; then, from what is there, the table of requirements
 * says what is missing: those are the errors.
 */

enum { PROBLEMS_MAX = 50 }; /* of one kind in one event; more help nobody */

void event_problem(struct event_problems *problems, struct arena *arena, const char *pointer,
		   const char *detail)
{
	if (problems->n >= PROBLEMS_MAX)
		return;
	problems->list = arena_grow(arena, problems->list, problems->n, &problems->room,
				    sizeof(*problems->list));
	problems->list[problems->n++] = (struct event_problem){
		.pointer = arena_strdup(arena, pointer),
		.detail = arena_strdup(arena, detail),
	};
}

/* ---- data ---- */

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

static const struct field tally_fields[] = {
	{ "day", read_day, 0, 0, true },
	{ "sent", read_sent, 0, 0, true },
	{ 0 },
};

/* A type whose data are not read yet has no fields: they are kept as sent. */
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
	[EVENT_CHILD_STATUS] = { "concernd.child.status.v1", NULL },
	[EVENT_FEED_TALLY] = { "concernd.feed.tally.v1", tally_fields },
};

static enum event_type type_find(const char *name)
{
	for (size_t i = EVENT_UNKNOWN + 1; name && i < sizeof(types) / sizeof(types[0]); i++)
		if (strcmp(types[i].name, name) == 0)
			return (enum event_type)i;
	return EVENT_UNKNOWN;
}

/* ---- the envelope ---- */

static const char *read_time(const struct place *place, const struct field *field,
			     const json_t *value, void *into)
{
	bool *has = (bool *)((char *)into +
			     (field->offset == AT(time_us) ? AT(has_time) : AT(has_recorded)));

	(void)place;
	if (json_is_null(value))
		return NULL;
	*has = json_is_string(value) &&
	       time_parse(json_string_value(value), (int64_t *)((char *)into + field->offset));
	return *has ? NULL : "not an RFC 3339 time with a zone; it was left out";
}

static const char *read_history(const struct place *place, const struct field *field,
				const json_t *value, void *into)
{
	struct event *event = into;
	const char *text = json_string_value(value);

	(void)place, (void)field;
	event->history = json_is_true(value) || (text && strcmp(text, "true") == 0);
	if (event->history || json_is_null(value) || json_is_false(value) ||
	    (text && strcmp(text, "false") == 0))
		return NULL;
	return "neither true nor false; it was left out";
}

/* Read on its own, once the type is known. */
static const char *read_data(const struct place *place, const struct field *field,
			     const json_t *value, void *into)
{
	(void)place, (void)field, (void)value, (void)into;
	return NULL;
}

/* What was not JSON would have come as text or as data_base64. */
static const char *read_content_type(const struct place *place, const struct field *field,
				     const json_t *value, void *into)
{
	const char *text = json_string_value(value);
	struct event *event = into;
	size_t length = text ? strcspn(text, "; \t") : 0;

	(void)field;
	if (json_is_null(value) || (length >= 4 && strncasecmp(text + length - 4, "json", 4) == 0))
		return NULL;
	event_problem(&event->errors, place->arena, "/datacontenttype",
		      "data must be JSON: application/json");
	return NULL;
}

static const char *read_base64(const struct place *place, const struct field *field,
			       const json_t *value, void *into)
{
	struct event *event = into;

	(void)field, (void)value;
	event_problem(&event->errors, place->arena, "/data_base64",
		      "send the data as a JSON object in data");
	return NULL;
}

static const char *read_version(const struct place *place, const struct field *field,
				const json_t *value, void *into)
{
	struct event *event = into;
	const char *text = json_string_value(value);

	(void)field;
	if (!text || strcmp(text, "1.0") != 0)
		event_problem(&event->errors, place->arena, "/specversion", "must be \"1.0\"");
	return NULL;
}

static const struct field envelope_fields[] = {
	{ "specversion", read_version, 0, 0, true },
	{ "type", fields_read_attribute, AT(type_name), 200, true },
	{ "source", fields_read_attribute, AT(source), EVENT_SOURCE_MAX, true },
	{ "id", fields_read_attribute, AT(id), EVENT_ID_MAX, true },
	{ "time", read_time, AT(time_us), 0, false },
	{ "recordedtime", read_time, AT(recorded_us), 0, false },
	{ "history", read_history, 0, 0, false },
	{ "datacontenttype", read_content_type, 0, 0, false },
	{ "data_base64", read_base64, 0, 0, false },
	{ "data", read_data, 0, 0, false },
	{ 0 },
};

static bool is_extension_name(const char *name)
{
	return name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789")] == '\0' && *name;
}

/* Other attributes (subject, dataschema, those of tracing) are as they may be, and not for us. */
static void read_envelope(const struct place *place, const json_t *object)
{
	const char *key;
	json_t *value;

	if (!json_object_get(object, "specversion"))
		event_problem(&place->event->errors, place->arena, "/specversion",
			      "must be \"1.0\"");
	json_object_foreach((json_t *)object, key, value) {
		const struct field *field = fields_find(envelope_fields, key);
		const char *wrong = NULL;

		if (field)
			wrong = field->read(place, field, value, place->event);
		else if (!is_extension_name(key))
			fields_warn_unknown(place, key);
		if (wrong && !field->required)
			fields_warn(place, key, wrong);
	}
}

/* ---- what must be there ---- */

static bool lacks_type(const struct event *event)
{
	return event->type == EVENT_UNKNOWN;
}

static bool lacks_source(const struct event *event)
{
	return !event->source;
}

static bool lacks_id(const struct event *event)
{
	return !event->id;
}

static bool lacks_people(const struct event *event)
{
	return event->n_children + event->n_adults == 0;
}

static bool lacks_occurred(const struct event *event)
{
	return !event->has_occurred;
}

static bool lacks_category(const struct event *event)
{
	return !event->category;
}

static bool lacks_time(const struct event *event)
{
	return !event->has_time;
}

static bool lacks_contact(const struct event *event)
{
	return !event->contact.source || !event->contact.id;
}

static bool lacks_outcome(const struct event *event)
{
	return !event->outcome;
}

static bool lacks_decided(const struct event *event)
{
	return !event->has_decided;
}

static bool lacks_household(const struct event *event)
{
	return !event->household;
}

static bool lacks_bound(const struct event *event)
{
	return !event->has_bound;
}

static bool lacks_day(const struct event *event)
{
	return !event->has_day;
}

static bool lacks_sent(const struct event *event)
{
	return !event->has_sent;
}

enum {
	OF_CONTACT = 1 << EVENT_CONTACT_RECORDED | 1 << EVENT_CONTACT_AMENDED,
	OF_CORRECTION = 1 << EVENT_CONTACT_AMENDED | 1 << EVENT_CONTACT_WITHDRAWN,
	OF_OUTCOME = 1 << EVENT_CONTACT_OUTCOME,
	OF_LINK = 1 << EVENT_HOUSEHOLD_LINKED,
	OF_UNLINK = 1 << EVENT_HOUSEHOLD_UNLINKED,
	OF_TALLY = 1 << EVENT_FEED_TALLY,
	OF_ANY = ~0,
};

static const struct {
	int types; /* bits */
	bool (*lacks)(const struct event *event);
	const char *pointer, *detail;
} requirements[] = {
	{ OF_ANY, lacks_type, "/type", "must be one of the types under /schemas/" },
	{ OF_ANY, lacks_source, "/source", "give the source, a string of at most 400 characters" },
	{ OF_ANY, lacks_id, "/id", "give the id, a string of at most 200 characters" },
	{ OF_CORRECTION, lacks_time, "/time", "give the time of this correction, RFC 3339" },
	{ OF_CORRECTION | OF_OUTCOME, lacks_contact, "/data/contact",
	  "give the source and the id of the contact that is meant" },
	{ OF_CONTACT | OF_LINK | OF_UNLINK, lacks_people, "/data/children",
	  "name at least one child or adult" },
	{ OF_CONTACT, lacks_occurred, "/data/occurred_at",
	  "give when it happened: an RFC 3339 time with a zone, or a date" },
	{ OF_CONTACT, lacks_category, "/data/category", "give the category, a word" },
	{ OF_OUTCOME, lacks_outcome, "/data/outcome", "give the outcome, a word" },
	{ OF_OUTCOME, lacks_decided, "/data/decided_at",
	  "give when it was decided: an RFC 3339 time with a zone" },
	{ OF_LINK | OF_UNLINK, lacks_household, "/data/household",
	  "give your own id of the household" },
	{ OF_LINK, lacks_bound, "/data/from",
	  "give since when: an RFC 3339 time with a zone, or a date" },
	{ OF_UNLINK, lacks_bound, "/data/until",
	  "give until when: an RFC 3339 time with a zone, or a date" },
	{ OF_TALLY, lacks_day, "/data/day", "give the day that is meant, a date" },
	{ OF_TALLY, lacks_sent, "/data/sent",
	  "give how many events were sent on that day, a whole number to 10,000,000" },
};

static bool has_error_at(const struct event *event, const char *pointer)
{
	for (size_t i = 0; i < event->errors.n; i++)
		if (strcmp(event->errors.list[i].pointer, pointer) == 0)
			return true;
	return false;
}

static void require(struct event *event, struct arena *arena)
{
	for (size_t i = 0; i < sizeof(requirements) / sizeof(requirements[0]); i++)
		if ((requirements[i].types & 1 << event->type) && requirements[i].lacks(event) &&
		    !has_error_at(event, requirements[i].pointer))
			event_problem(&event->errors, arena, requirements[i].pointer,
				      requirements[i].detail);
}

/* ---- the whole ---- */

static const char *data_text(const json_t *data, struct arena *arena)
{
	const size_t flags = JSON_SORT_KEYS | JSON_COMPACT | JSON_ENCODE_ANY;
	size_t length = data ? json_dumpb(data, NULL, 0, flags) : 0;
	char *text = arena_new(arena, length + 1, 1);

	if (length)
		json_dumpb(data, text, length, flags);
	return text;
}

static const char *told_text(const json_t *data, const char *whole, struct arena *arena)
{
	static const char *const aside[] = { "contact", "outcome" };
	json_t *told;
	const char *text;

	if (json_object_get(data, aside[0]) == NULL && json_object_get(data, aside[1]) == NULL)
		return whole;
	told = json_copy((json_t *)(uintptr_t)data); /* counts references, changes nothing */
	for (size_t i = 0; i < sizeof aside / sizeof *aside; i++)
		json_object_del(told, aside[i]);
	text = data_text(told, arena);
	json_decref(told);
	return text;
}

void event_read(const json_t *json, struct arena *arena, struct event *ret)
{
	struct place envelope = { .event = ret, .arena = arena, .parent = "" };
	struct place inside = { .event = ret, .arena = arena, .parent = "/data" };
	json_t *data = json_object_get(json, "data");

	*ret = (struct event){ .data_text = data_text(data, arena) };
	ret->told_text = told_text(data, ret->data_text, arena);
	if (!json_is_object(json)) {
		event_problem(&ret->errors, arena, "", "an event must be a JSON object");
		return;
	}
	read_envelope(&envelope, json);
	ret->type = type_find(ret->type_name);
	if (!json_is_object(data))
		event_problem(&ret->errors, arena, "/data", "must be a JSON object");
	else if (types[ret->type].fields)
		fields_read(&inside, types[ret->type].fields, data, ret);
	require(ret, arena);
}

const char *event_type_name(enum event_type type)
{
	return types[type].name;
}
