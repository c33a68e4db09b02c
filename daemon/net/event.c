/* SPDX-License-Identifier: Apache-2.0 */
#include "event_private.h"

#include <string.h>

/*
 * A CloudEvent: its envelope, and by its type the rest. First what was sent is read, and what cannot
 * be used is left out with a warning; then, from what is there, the requirements say what is missing:
 * those are the errors.
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

/* ---- the envelope ---- */

#define AT(member) offsetof(struct event, member)

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
	ret->type = event_find_type(ret->type_name);
	if (!json_is_object(data))
		event_problem(&ret->errors, arena, "/data", "must be a JSON object");
	else if (event_data_fields(ret->type))
		fields_read(&inside, event_data_fields(ret->type), data, ret);
	event_require(ret, arena);
}
