/* SPDX-License-Identifier: Apache-2.0 */
#include "config/difference.h"

#include <libconfig.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tree.h"

/* ---- A value on one line ---- */

static void print_scalar(FILE *file, const config_setting_t *setting)
{
	switch (config_setting_type(setting)) {
	case CONFIG_TYPE_INT:
		fprintf(file, "%d", config_setting_get_int(setting));
		break;
	case CONFIG_TYPE_INT64:
		fprintf(file, "%lld", config_setting_get_int64(setting));
		break;
	case CONFIG_TYPE_FLOAT:
		fprintf(file, "%.15g", config_setting_get_float(setting));
		break;
	case CONFIG_TYPE_BOOL:
		fputs(config_setting_get_bool(setting) ? "true" : "false", file);
		break;
	default:
		fprintf(file, "\"%s\"", config_setting_get_string(setting));
		break;
	}
}

static void print_value(FILE *file, const config_setting_t *setting)
{
	bool group = config_setting_is_group(setting);
	int n = config_setting_is_aggregate(setting) ? config_setting_length(setting) : -1;

	if (n < 0) {
		print_scalar(file, setting);
		return;
	}
	fputs(group ? "{" : "[", file);
	for (int i = 0; i < n; i++) {
		const config_setting_t *member = config_setting_get_elem(setting, (unsigned int)i);

		fputs(i == 0 ? "" : group ? " " : ", ", file);
		if (group)
			fprintf(file, "%s = ", config_setting_name(member));
		print_value(file, member);
		fputs(group ? ";" : "", file);
	}
	fputs(group ? "}" : "]", file);
}

static const char *value(const config_setting_t *setting, struct arena *arena)
{
	char *text = NULL;
	size_t size = 0;
	FILE *file = open_memstream(&text, &size);

	print_value(file, setting);
	fclose(file);
	const char *copy = arena_strdup(arena, text);

	free(text);
	return copy;
}

/* ---- Two trees ---- */

struct comparing {
	FILE *file;
	struct arena *arena;
};

static void line(struct comparing *comparing, const config_setting_t *setting, const char *what)
{
	fprintf(comparing->file, "%s: %s\n", tree_path(setting, comparing->arena), what);
}

/* The member that stands for the same thing: of a group by its key, of a list by its name. */
static const config_setting_t *counterpart(const config_setting_t *of, const config_setting_t *in)
{
	const char *name = config_setting_name(of), *other;

	if (name != NULL)
		return config_setting_get_member(in, name);
	if (!config_setting_lookup_string(of, "name", &name))
		return NULL;
	for (int i = 0; i < config_setting_length(in); i++) {
		const config_setting_t *entry = config_setting_get_elem(in, (unsigned int)i);

		if (config_setting_is_group(entry) &&
		    config_setting_lookup_string(entry, "name", &other) && strcmp(other, name) == 0)
			return entry;
	}
	return NULL;
}

static bool is_named(const config_setting_t *list)
{
	const char *name;

	for (int i = 0; i < config_setting_length(list); i++) {
		const config_setting_t *entry = config_setting_get_elem(list, (unsigned int)i);

		if (!config_setting_is_group(entry) ||
		    !config_setting_lookup_string(entry, "name", &name))
			return false;
	}
	return true;
}

static bool by_parts(const config_setting_t *before, const config_setting_t *after)
{
	if (config_setting_is_group(before) && config_setting_is_group(after))
		return true;
	return config_setting_is_list(before) && config_setting_is_list(after) &&
	       is_named(before) && is_named(after);
}

static void compare(struct comparing *comparing, const config_setting_t *before,
		    const config_setting_t *after);

static void compare_parts(struct comparing *comparing, const config_setting_t *before,
			  const config_setting_t *after)
{
	for (int i = 0; i < config_setting_length(before); i++) {
		const config_setting_t *old = config_setting_get_elem(before, (unsigned int)i);
		const config_setting_t *new = counterpart(old, after);

		if (new != NULL)
			compare(comparing, old, new);
		else
			line(comparing, old, "removed");
	}
	for (int i = 0; i < config_setting_length(after); i++) {
		const config_setting_t *new = config_setting_get_elem(after, (unsigned int)i);

		if (counterpart(new, before) == NULL)
			line(comparing, new, "added");
	}
}

/* ---- Long arrays of texts: what came and went, not all that stayed ---- */

enum { LONG = 16 };

static bool is_long(const config_setting_t *setting)
{
	return config_setting_is_array(setting) && config_setting_length(setting) > LONG &&
	       config_setting_get_string_elem(setting, 0) != NULL;
}

static bool has_text(const config_setting_t *array, const char *text)
{
	for (int i = 0; i < config_setting_length(array); i++)
		if (strcmp(config_setting_get_string_elem(array, i), text) == 0)
			return true;
	return false;
}

/* The texts that one array has and the other has not. */
static void compare_texts(struct comparing *comparing, const config_setting_t *one,
			  const config_setting_t *other, const char *what)
{
	const char *list = "";

	for (int i = 0; i < config_setting_length(one); i++) {
		const char *text = config_setting_get_string_elem(one, i);

		if (!has_text(other, text))
			list = arena_printf(comparing->arena, "%s%s\"%s\"", list,
					    *list != '\0' ? ", " : "", text);
	}
	if (*list != '\0')
		line(comparing, one, arena_printf(comparing->arena, "%s %s", list, what));
}

static void compare(struct comparing *comparing, const config_setting_t *before,
		    const config_setting_t *after)
{
	if (is_long(before) && is_long(after)) {
		compare_texts(comparing, before, after, "removed");
		compare_texts(comparing, after, before, "added");
		return;
	}
	if (by_parts(before, after)) {
		compare_parts(comparing, before, after);
		return;
	}
	const char *old = value(before, comparing->arena), *new = value(after, comparing->arena);

	if (strcmp(old, new) != 0)
		line(comparing, after, arena_printf(comparing->arena, "%s -> %s", old, new));
}

const char *config_difference(const char *before, const char *after, struct arena *arena)
{
	struct comparing comparing = { .arena = arena };
	struct findings findings;
	struct tree old, new;
	char *text = NULL;
	size_t size = 0;

	findings_init(&findings);
	comparing.file = open_memstream(&text, &size);
	bool read = tree_read_text(&old, before, "before", &findings);

	read = tree_read_text(&new, after, "after", &findings) && read;
	if (read)
		compare(&comparing, config_root_setting(&old.whole),
			config_root_setting(&new.whole));
	else
		fputs("one of the two cannot be read\n", comparing.file);
	fclose(comparing.file);
	const char *copy = arena_strdup(arena, text);

	free(text);
	tree_done(&old);
	tree_done(&new);
	findings_done(&findings);
	return copy;
}
