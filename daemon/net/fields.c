/* SPDX-License-Identifier: Apache-2.0 */
#include "fields.h"

#include <string.h>

/*
 * One pass over what was sent, each key looked up in the table: what is not in the table is seen, and
 * a new field is a row. Pointers are joined only when there is a problem to tell.
 */

enum { KEY_SHOWN_MAX = 40 };

void fields_warn(const struct place *place, const char *key, const char *detail)
{
	char *pointer = arena_printf(place->arena, "%s/%s", place->parent, key);

	event_problem(&place->event->warnings, place->arena, pointer, detail);
}

void fields_warn_element(const struct place *place, const char *key, size_t i, const char *detail)
{
	char *pointer = arena_printf(place->arena, "%s/%s/%zu", place->parent, key, i);

	event_problem(&place->event->warnings, place->arena, pointer, detail);
}

/* A key that looks like a field's name is shown; any other may hold what no problem may repeat. */
static bool key_is_plain(const char *key)
{
	size_t length = strspn(key,
			       "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

	return length > 0 && length <= KEY_SHOWN_MAX && key[length] == '\0';
}

void fields_warn_unknown(const struct place *place, const char *key)
{
	if (key_is_plain(key))
		fields_warn(place, key, "not a field of this event; it was left out");
	else
		event_problem(&place->event->warnings, place->arena, place->parent,
			      "holds a field that is not one of this event; it was left out");
}

/* Characters of UTF-8 text. */
static size_t text_length(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += ((unsigned char)*text & 0xC0) != 0x80;
	return n;
}

static bool text_is_blank(const char *text)
{
	return text[strspn(text, " \t\r\n")] == '\0';
}

/* True if it holds control characters (C0, DEL, C1) other than those in `but`. */
static bool text_has_controls(const char *text, const char *but)
{
	for (const char *p = text; *p; p++) {
		unsigned char c = (unsigned char)*p;

		if ((c < 0x20 || c == 0x7F) && !strchr(but, c))
			return true;
		if (c == 0xC2 && (unsigned char)p[1] < 0xA0)
			return true;
	}
	return false;
}

const char *fields_text(const json_t *value, size_t max, const char **ret_wrong)
{
	const char *text = json_string_value(value);

	*ret_wrong = NULL;
	if (!text) {
		*ret_wrong = json_is_null(value) ? NULL : "not a string; it was left out";
		return NULL;
	}
	if (text_is_blank(text))
		return NULL;
	if (text_length(text) > max)
		*ret_wrong = "too long; it was left out";
	else if (text_has_controls(text, "\t\r\n"))
		*ret_wrong = "holds control characters; it was left out";
	return *ret_wrong ? NULL : text;
}

const char *fields_read_text(const struct place *place, const struct field *field,
			     const json_t *value, void *into)
{
	const char **ret = (const char **)((char *)into + field->offset);
	const char *wrong;
	const char *text = fields_text(value, field->max, &wrong);

	if (text)
		*ret = arena_strdup(place->arena, text);
	return wrong;
}

const char *fields_read_attribute(const struct place *place, const struct field *field,
				  const json_t *value, void *into)
{
	if (json_is_string(value) && text_has_controls(json_string_value(value), ""))
		return "holds control characters; it was left out";
	return fields_read_text(place, field, value, into);
}

const char *fields_read_texts(const struct place *place, const struct field *field,
			      const json_t *value, void *into)
{
	struct field_texts texts = { 0 };
	size_t i;
	json_t *element;

	if (json_is_null(value))
		return NULL;
	if (!json_is_array(value))
		return "not a list; it was left out";
	if (json_array_size(value) > FIELDS_LIST_MAX)
		return "more than 50 entries; it was left out";
	texts.list = arena_new(place->arena, json_array_size(value) + 1, sizeof(*texts.list));
	json_array_foreach(value, i, element) {
		const char *wrong;
		const char *text = fields_text(element, field->max, &wrong);

		if (text)
			texts.list[texts.n++] = arena_strdup(place->arena, text);
		else if (wrong)
			fields_warn_element(place, field->name, i, wrong);
	}
	memcpy((char *)into + field->offset, &texts, sizeof(texts));
	return NULL;
}

const struct field *fields_find(const struct field *fields, const char *name)
{
	for (; fields->name; fields++)
		if (strcmp(fields->name, name) == 0)
			return fields;
	return NULL;
}

void fields_read(const struct place *place, const struct field *fields, const json_t *object,
		 void *into)
{
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)object, key, value) {
		const struct field *field = fields_find(fields, key);
		const char *wrong;

		if (!field) {
			fields_warn_unknown(place, key);
			continue;
		}
		wrong = field->read(place, field, value, into);
		if (wrong && !field->required)
			fields_warn(place, key, wrong);
	}
}
