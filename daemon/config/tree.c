/* SPDX-License-Identifier: Apache-2.0 */
#include "tree.h"

#include <dirent.h>
#include <errno.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "source.h"

enum { FILE_BYTES_MAX = 4 * 1024 * 1024 };

static void add_error(struct findings *findings, const char *file, int line, const char *what,
		      const char *hint)
{
	findings_add(findings, FINDING_ERROR, (struct place){ file, line }, what, hint);
}

/* The text of a file, NUL-terminated, in the arena; NULL with a finding. */
static char *slurp(struct arena *arena, const char *path, size_t *ret_length,
		   struct findings *findings)
{
	FILE *file = fopen(path, "re");
	char *text = arena_new(arena, FILE_BYTES_MAX + 1, 1);

	errno = file == NULL ? errno : 0;
	size_t length = file != NULL ? fread(text, 1, FILE_BYTES_MAX + 1, file) : 0;

	if (file == NULL || ferror(file)) {
		add_error(findings, path, 0,
			  arena_printf(arena, "cannot be read: %s", strerror(errno)), NULL);
		text = NULL;
	} else if (length > FILE_BYTES_MAX) {
		add_error(findings, path, 0, "is larger than 4 MiB", NULL);
		text = NULL;
	} else {
		text[length] = '\0';
		*ret_length = length;
	}
	if (file != NULL)
		fclose(file);
	return text;
}

/* What to do about libconfig's own complaints. */
static const char *hint_for(const char *text)
{
	static const struct {
		const char *text, *hint;
	} hints[] = {
		{ "syntax error", "look here and on the line before for a missing comma, bracket, "
				  "brace, quote or = sign" },
		{ "duplicate setting name", "keep one of the two" },
		{ "memory exhausted", "brackets are nested too deep: one may not be closed" },
		{ "cannot open include file", "a relative path starts beside this file" },
		{ "mismatched element type in array", "write all entries alike, or ( … )" },
	};

	for (size_t i = 0; i < sizeof hints / sizeof *hints; i++)
		if (strcmp(hints[i].text, text) == 0)
			return hints[i].hint;
	return NULL;
}

/* libconfig's own complaint, unless source_check() has already named the mistake it stopped at. */
static void add_parse_error(const config_t *part, const char *name, size_t errors_before,
			    struct findings *findings)
{
	const char *file = config_error_file(part) != NULL ? config_error_file(part) : name;
	const char *text = config_error_text(part) != NULL ? config_error_text(part) : "unreadable";

	if (strcmp(text, "syntax error") == 0 && findings->n_errors > errors_before)
		return;
	add_error(findings, file, config_error_line(part), text, hint_for(text));
}

static void add_to_hash(struct tree *tree, const char *text, size_t length)
{
	crypto_generichash_update(&tree->hash, (const unsigned char *)text, length);
}

/* libconfig names an included file as the @include did: relative to the folder of the first. */
static void check_included(struct tree *tree, const config_t *part, const char *folder,
			   struct findings *findings)
{
	struct arena arena;

	arena_init(&arena);
	for (unsigned int i = 1; i < part->num_filenames; i++) {
		size_t length;
		const char *name = part->filenames[i];
		const char *path = *name == '/' ? name
						: arena_printf(&arena, "%s/%s", folder, name);
		char *text = slurp(&arena, path, &length, findings);

		if (text == NULL)
			continue;
		source_check(text, length, name, findings);
		add_to_hash(tree, text, length);
	}
	arena_done(&arena);
}

static config_t *new_part(struct tree *tree)
{
	tree->parts = arena_grow(&tree->arena, tree->parts, tree->n_parts, &tree->room,
				 sizeof *tree->parts);
	config_t *part = &tree->parts[tree->n_parts++];

	config_init(part);
	return part;
}

static bool read_part(struct tree *tree, const char *path, struct findings *findings)
{
	struct arena arena;
	size_t length, before = findings->n_errors;

	arena_init(&arena);
	char *text = slurp(&arena, path, &length, findings);

	if (text == NULL) {
		arena_done(&arena);
		return false;
	}
	source_check(text, length, path, findings);
	add_to_hash(tree, text, length);
	config_t *part = new_part(tree);

	const char *folder = dirname(arena_strdup(&arena, path));

	config_set_include_dir(part, folder);
	bool ok = config_read_file(part, path);

	if (!ok)
		add_parse_error(part, path, before, findings);
	check_included(tree, part, folder, findings);
	arena_done(&arena);
	return ok;
}

/* ---- One tree of several ---- */

static void copy_value(config_setting_t *to, const config_setting_t *from)
{
	switch (config_setting_type(from)) {
	case CONFIG_TYPE_INT:
		config_setting_set_int(to, config_setting_get_int(from));
		break;
	case CONFIG_TYPE_INT64:
		config_setting_set_int64(to, config_setting_get_int64(from));
		break;
	case CONFIG_TYPE_FLOAT:
		config_setting_set_float(to, config_setting_get_float(from));
		break;
	case CONFIG_TYPE_BOOL:
		config_setting_set_bool(to, config_setting_get_bool(from));
		break;
	case CONFIG_TYPE_STRING:
		config_setting_set_string(to, config_setting_get_string(from));
		break;
	default:
		break;
	}
}

/* The depth of a tree is bounded by the parser's stack: it has read it. */
static void copy_into(config_setting_t *parent, const config_setting_t *from)
{
	config_setting_t *to = config_setting_add(parent, config_setting_name(from),
						  config_setting_type(from));

	to->line = from->line;
	to->file = from->file;
	if (!config_setting_is_aggregate(from)) {
		copy_value(to, from);
		return;
	}
	for (int i = 0; i < config_setting_length(from); i++)
		copy_into(to, config_setting_get_elem(from, (unsigned int)i));
}

static void unite(config_setting_t *into, const config_setting_t *from);

static void unite_member(config_setting_t *into, const config_setting_t *member)
{
	const char *name = config_setting_name(member);
	config_setting_t *held = config_setting_get_member(into, name);
	bool alike = held != NULL && config_setting_type(held) == config_setting_type(member);

	if (alike && config_setting_is_aggregate(member)) {
		unite(held, member);
		return;
	}
	if (held != NULL)
		config_setting_remove(into, name);
	copy_into(into, member);
}

static void unite(config_setting_t *into, const config_setting_t *from)
{
	for (int i = 0; i < config_setting_length(from); i++) {
		const config_setting_t *member = config_setting_get_elem(from, (unsigned int)i);

		if (config_setting_is_group(into))
			unite_member(into, member);
		else
			copy_into(into, member);
	}
}

/* ---- In and out ---- */

static void begin(struct tree *tree)
{
	*tree = (struct tree){ 0 };
	arena_init(&tree->arena);
	config_init(&tree->whole);
	crypto_generichash_init(&tree->hash, NULL, 0, sizeof tree->digest);
}

static int is_drop_in(const struct dirent *entry)
{
	size_t length = strlen(entry->d_name);

	return entry->d_name[0] != '.' && length > 5 &&
	       strcmp(entry->d_name + length - 5, ".conf") == 0;
}

static bool read_drop_ins(struct tree *tree, const char *path, struct findings *findings)
{
	const char *folder = arena_printf(&tree->arena, "%s.d", path);
	struct dirent **names;
	int n = scandir(folder, &names, is_drop_in, alphasort);
	bool ok = true;

	for (int i = 0; i < n; i++) {
		ok = read_part(tree, arena_printf(&tree->arena, "%s/%s", folder, names[i]->d_name),
			       findings) &&
		     ok;
		free(names[i]);
	}
	if (n >= 0)
		free(names);
	return ok;
}

bool tree_read_file(struct tree *tree, const char *path, struct findings *findings)
{
	begin(tree);
	bool ok = read_part(tree, path, findings);

	ok = read_drop_ins(tree, path, findings) && ok;
	crypto_generichash_final(&tree->hash, tree->digest, sizeof tree->digest);
	for (size_t i = 0; ok && i < tree->n_parts; i++)
		unite(config_root_setting(&tree->whole), config_root_setting(&tree->parts[i]));
	return ok;
}

static void name_file(config_setting_t *setting, const char *name)
{
	setting->file = name;
	if (!config_setting_is_aggregate(setting))
		return;
	for (int i = 0; i < config_setting_length(setting); i++)
		name_file(config_setting_get_elem(setting, (unsigned int)i), name);
}

bool tree_read_text(struct tree *tree, const char *text, const char *name,
		    struct findings *findings)
{
	size_t before = findings->n_errors;

	begin(tree);
	source_check(text, strlen(text), name, findings);
	add_to_hash(tree, text, strlen(text));
	crypto_generichash_final(&tree->hash, tree->digest, sizeof tree->digest);
	config_t *part = new_part(tree);
	bool ok = config_read_string(part, text);

	if (!ok)
		add_parse_error(part, name, before, findings);
	unite(config_root_setting(&tree->whole), config_root_setting(part));
	name_file(config_root_setting(&tree->whole), arena_strdup(&tree->arena, name));
	return ok;
}

void tree_done(struct tree *tree)
{
	config_destroy(&tree->whole);
	for (size_t i = 0; i < tree->n_parts; i++)
		config_destroy(&tree->parts[i]);
	arena_done(&tree->arena);
}

struct place tree_place(const config_setting_t *setting)
{
	const char *file = config_setting_source_file(setting);

	return (struct place){ file != NULL ? file : "", (int)setting->line };
}

const char *tree_path(const config_setting_t *setting, struct arena *arena)
{
	const config_setting_t *parent = config_setting_parent(setting);
	const char *key = config_setting_name(setting);

	if (parent == NULL)
		return "";
	if (key == NULL && config_setting_is_group(setting))
		config_setting_lookup_string(setting, "name", &key);
	if (key == NULL)
		key = arena_printf(arena, "%d", config_setting_index(setting) + 1);
	const char *before = tree_path(parent, arena);

	return *before == '\0' ? key : arena_printf(arena, "%s.%s", before, key);
}

const char *tree_text(const config_setting_t *group, struct arena *arena)
{
	config_t config;
	char *text = NULL;
	size_t size = 0;
	FILE *file = open_memstream(&text, &size);

	config_init(&config);
	unite(config_root_setting(&config), group);
	config_write(&config, file);
	fclose(file);
	config_destroy(&config);
	const char *copy = arena_strndup(arena, text, size);

	free(text);
	return copy;
}
