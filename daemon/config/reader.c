/* SPDX-License-Identifier: Apache-2.0 */
#include "reader.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "nearest.h"
#include "reader_private.h"
#include "tree.h"

/* ---- Groups and lists ---- */

bool reader_entry_is_clean(const struct reader *reader)
{
	return reader->findings->n_errors == reader->errors_before;
}

/* Lists stand in entries of lists: what is clean is told of each by itself. */
static void read_entry(struct reader *reader, const config_setting_t *entry, const struct key *key,
		       char *one)
{
	size_t outer = reader->errors_before;

	reader->errors_before = reader->findings->n_errors;
	if (key->place_at > 0) {
		struct place place = tree_place(entry);

		place.file = arena_strdup(reader->arena, place.file);
		memcpy(one + key->place_at - 1, &place, sizeof place);
	}
	reader_group(reader, entry, tree_place(entry), key->keys, one);
	if (key->after != NULL)
		key->after(reader, entry, one);
	reader->errors_before = outer;
}

void reader_list(struct reader *reader, const config_setting_t *setting, const struct key *key,
		 void *into)
{
	int n = config_setting_length(setting);

	/* libconfig reads `[]` and `()` alike: an array without entries is as good as a list. */
	if (config_setting_type(setting) != CONFIG_TYPE_LIST &&
	    !(config_setting_type(setting) == CONFIG_TYPE_ARRAY && n == 0)) {
		reader_wrong_type(reader, setting, "a list of groups", "( { … }, { … } )");
		return;
	}
	if (key->high > 0 && n > key->high) {
		reader_error(reader, setting, NULL, "has %d entries, %" PRId64 " at most will do",
			     n, key->high);
		return;
	}
	char *list = arena_new(reader->arena, (size_t)n, key->size);
	size_t read = 0;

	for (int i = 0; i < n; i++) {
		const config_setting_t *entry = config_setting_get_elem(setting, (unsigned int)i);
		char *one = list + read * key->size;

		if (!config_setting_is_group(entry)) {
			reader_wrong_type(reader, entry, "a group", "{ … }");
			continue;
		}
		read_entry(reader, entry, key, one);
		read++;
	}
	memcpy((char *)into + key->at, &list, sizeof list);
	memcpy((char *)into + key->count_at, &read, sizeof read);
}

static void read_number(struct reader *reader, const config_setting_t *setting,
			const struct key *key, char *into)
{
	int64_t value = 0;

	if (!reader_number(reader, setting, key->low, key->high, &value))
		return;
	*(int *)(void *)(into + key->at) = (int)value;
}

static void read_yes_no(struct reader *reader, const config_setting_t *setting,
			const struct key *key, char *into)
{
	if (config_setting_type(setting) != CONFIG_TYPE_BOOL) {
		reader_wrong_type(reader, setting, "true or false", "true");
		return;
	}
	*(bool *)(void *)(into + key->at) = config_setting_get_bool(setting) != 0;
}

static void read_group(struct reader *reader, const config_setting_t *setting,
		       const struct key *key, char *into)
{
	if (config_setting_is_group(setting))
		reader_group(reader, setting, tree_place(setting), key->keys, into + key->at);
	else
		reader_wrong_type(reader, setting, "a group", "{ … }");
}

static void read_key(struct reader *reader, const config_setting_t *setting, const struct key *key,
		     char *into)
{
	void *at = into + key->at;

	switch (key->type) {
	case KEY_TEXT:
		reader_text(reader, setting, at);
		break;
	case KEY_NUMBER:
		read_number(reader, setting, key, into);
		break;
	case KEY_REAL:
		reader_real(reader, setting, (double)key->low, (double)key->high, at);
		break;
	case KEY_YES_NO:
		read_yes_no(reader, setting, key, into);
		break;
	case KEY_SPAN:
		reader_span(reader, setting, key->spans, key->low == 0, at);
		break;
	case KEY_CHOICE:
		reader_choice(reader, setting, key->choices, at);
		break;
	case KEY_TEXTS:
		reader_texts(reader, setting, key->low, key->high, at,
			     (size_t *)(void *)(into + key->count_at));
		break;
	case KEY_GROUP:
		read_group(reader, setting, key, into);
		break;
	case KEY_LIST:
		reader_list(reader, setting, key, into);
		break;
	case KEY_OTHER:
		key->read(reader, setting, at);
		break;
	}
}

static const struct key *find_key(const struct key *keys, const char *name)
{
	for (const struct key *key = keys; key->name != NULL; key++)
		if (strcmp(key->name, name) == 0)
			return key;
	return NULL;
}

static void report_unknown(struct reader *reader, const config_setting_t *setting,
			   const struct key *keys)
{
	struct arena *arena = &reader->findings->arena;
	struct nearest nearest;
	const char *all = "";

	nearest_begin(&nearest, config_setting_name(setting));
	for (const struct key *key = keys; key->name != NULL; key++) {
		nearest_try(&nearest, key->name);
		all = arena_printf(arena, "%s%s%s", all, key == keys ? "" : ", ", key->name);
	}
	reader_error(reader, setting,
		     nearest.best != NULL ? arena_printf(arena, "did you mean %s?", nearest.best)
					  : arena_printf(arena, "known here: %s", all),
		     "is a key that nothing reads");
}

static void report_missing(struct reader *reader, const config_setting_t *group, struct place place,
			   const struct key *key)
{
	struct arena *arena = &reader->findings->arena;
	const char *path = group != NULL ? tree_path(group, arena) : "";

	findings_add(
		reader->findings, FINDING_ERROR, place,
		arena_printf(arena, "%s%s%s is missing", path, *path != '\0' ? "." : "", key->name),
		key->help != NULL ? arena_printf(arena, "write %s = …; (%s)", key->name, key->help)
				  : NULL);
}

void reader_group(struct reader *reader, const config_setting_t *group, struct place place,
		  const struct key *keys, void *into)
{
	int n = group != NULL ? config_setting_length(group) : 0;

	reader_set_standard(reader, keys, into);
	for (int i = 0; i < n; i++) {
		const config_setting_t *setting = config_setting_get_elem(group, (unsigned int)i);
		const struct key *key = find_key(keys, config_setting_name(setting));

		if (key != NULL)
			read_key(reader, setting, key, into);
		else
			report_unknown(reader, setting, keys);
	}
	for (const struct key *key = keys; key->name != NULL; key++)
		if (key->required &&
		    (group == NULL || config_setting_get_member(group, key->name) == NULL))
			report_missing(reader, group, place, key);
}

/* ---- Defaults: the table's own texts, read as the config's are ---- */

static void set_standard_choice(const struct key *key, char *into)
{
	for (const struct choice *choice = key->choices; choice->name != NULL; choice++)
		if (strcmp(choice->name, key->standard) == 0)
			*(int *)(void *)(into + key->at) = choice->value;
}

static void set_standard(struct reader *reader, const struct key *key, char *into)
{
	void *at = into + key->at;

	switch (key->type) {
	case KEY_TEXT:
		*(const char **)at = arena_strdup(reader->arena, key->standard);
		break;
	case KEY_NUMBER:
		*(int *)at = (int)strtol(key->standard, NULL, 10);
		break;
	case KEY_REAL:
		*(double *)at = strtod(key->standard, NULL);
		break;
	case KEY_YES_NO:
		*(bool *)at = strcmp(key->standard, "true") == 0;
		break;
	case KEY_SPAN:
		span_parse(key->standard, at, NULL);
		break;
	case KEY_CHOICE:
		set_standard_choice(key, into);
		break;
	default:
		break;
	}
}

void reader_set_standard(struct reader *reader, const struct key *keys, void *into)
{
	for (const struct key *key = keys; key->name != NULL; key++) {
		if (key->type == KEY_GROUP)
			reader_set_standard(reader, key->keys, (char *)into + key->at);
		else if (key->standard != NULL)
			set_standard(reader, key, into);
	}
}
