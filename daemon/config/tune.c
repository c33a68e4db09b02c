/* SPDX-License-Identifier: Apache-2.0 */
#include "config/tune.h"

#include <errno.h>
#include <libconfig.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tree.h"

/*
 * One walk over the settings of all rules says which rows there are; who lists them and who changes one
 * both take it. A rule says its mode and rearm even where the file leaves them to the default.
 */

struct walk {
	struct arena *arena;
	const char *rule;
	void *context;
	/* True if it wants the setting: one that was added for its default stays then. */
	bool (*on_row)(void *context, const struct tunable *row, config_setting_t *setting);
};

static const char *value_of(const config_setting_t *setting, struct arena *arena)
{
	switch (config_setting_type(setting)) {
	case CONFIG_TYPE_INT:
	case CONFIG_TYPE_INT64:
		return arena_printf(arena, "%lld", config_setting_get_int64(setting));
	case CONFIG_TYPE_FLOAT:
		return arena_printf(arena, "%.12g", config_setting_get_float(setting));
	case CONFIG_TYPE_STRING:
		return arena_strdup(arena, config_setting_get_string(setting));
	default:
		return NULL;
	}
}

static bool tell(const struct walk *walk, const char *key, config_setting_t *setting)
{
	const struct tunable row = { .rule = walk->rule,
				     .key = key,
				     .value = value_of(setting, walk->arena),
				     .is_number = config_setting_is_number(setting) };

	return row.value != NULL && walk->on_row(walk->context, &row, setting);
}

static void walk_needs(const struct walk *walk, const char *prefix, config_setting_t *group)
{
	config_setting_t *needs = config_setting_get_member(group, "needs");

	for (int i = 0; needs != NULL && i < config_setting_length(needs); i++) {
		config_setting_t *need = config_setting_get_elem(needs, (unsigned int)i);

		tell(walk,
		     arena_printf(walk->arena, "%sneeds.%s", prefix, config_setting_name(need)),
		     need);
	}
}

static void walk_levels(const struct walk *walk, config_setting_t *rule)
{
	config_setting_t *levels = config_setting_get_member(rule, "levels");

	for (int i = 0; levels != NULL && i < config_setting_length(levels); i++) {
		config_setting_t *tier = config_setting_get_elem(levels, (unsigned int)i);
		const char *level;

		if (config_setting_lookup_string(tier, "level", &level))
			walk_needs(walk, arena_printf(walk->arena, "levels.%s.", level), tier);
	}
}

/* Where a rule does not say it: the default, written down. */
static void tell_with_default(const struct walk *walk, config_setting_t *rule, const char *key,
			      const char *text, int number)
{
	config_setting_t *setting = config_setting_get_member(rule, key);

	bool is_added = setting == NULL;

	if (is_added) {
		setting = config_setting_add(rule, key,
					     text != NULL ? CONFIG_TYPE_STRING : CONFIG_TYPE_INT);
		if (text != NULL)
			config_setting_set_string(setting, text);
		else
			config_setting_set_int(setting, number);
	}
	if (!tell(walk, key, setting) && is_added)
		config_setting_remove(rule, key);
}

static void walk_rule(struct walk *walk, config_setting_t *rule)
{
	config_setting_t *within = config_setting_get_member(rule, "within");
	config_setting_t *score = config_setting_get_member(rule, "score");
	config_setting_t *half_life = score != NULL ? config_setting_get_member(score, "half_life")
						    : NULL;
	const char *name;

	if (!config_setting_lookup_string(rule, "name", &name))
		return;
	walk->rule = arena_strdup(walk->arena, name);
	if (within != NULL)
		tell(walk, "within", within);
	walk_needs(walk, "", rule);
	walk_levels(walk, rule);
	if (half_life != NULL)
		tell(walk, "score.half_life", half_life);
	if (config_setting_get_member(rule, "needs") != NULL)
		tell_with_default(walk, rule, "rearm", NULL, 1);
	tell_with_default(walk, rule, "mode", "live", 0);
}

static bool read_text(config_t *config, const char *text, struct err *err)
{
	config_init(config);
	return config_read_string(config, text) ||
	       err_set(err, ERR_INPUT, "the text of the rules cannot be read");
}

static void walk_rules(struct walk *walk, config_t *config)
{
	config_setting_t *rules = config_lookup(config, "rules");

	for (int i = 0; rules != NULL && i < config_setting_length(rules); i++)
		walk_rule(walk, config_setting_get_elem(rules, (unsigned int)i));
}

/* ---- The list ---- */

struct listing {
	struct arena *arena;
	struct tunable *list;
	size_t n, room;
};

static bool on_listed(void *context, const struct tunable *row, config_setting_t *setting)
{
	struct listing *listing = context;

	(void)setting;
	listing->list = arena_grow(listing->arena, listing->list, listing->n, &listing->room,
				   sizeof *listing->list);
	listing->list[listing->n++] = *row;
	return false;
}

struct tunable *tune_list(const char *text, struct arena *arena, size_t *ret_n, struct err *err)
{
	struct listing listing = { .arena = arena,
				   .list = arena_new(arena, 1, sizeof *listing.list),
				   .room = 1 };
	struct walk walk = { .arena = arena, .context = &listing, .on_row = on_listed };
	config_t config;
	bool is_read = read_text(&config, text, err);

	if (is_read)
		walk_rules(&walk, &config);
	config_destroy(&config);
	*ret_n = listing.n;
	return is_read ? listing.list : NULL;
}

/* ---- Changes ---- */

struct change {
	const struct tunable *row;
	config_setting_t *setting; /* NULL: there is no such row */
};

static bool on_changed(void *context, const struct tunable *row, config_setting_t *setting)
{
	struct change *change = context;

	if (strcmp(row->rule, change->row->rule) == 0 && strcmp(row->key, change->row->key) == 0)
		change->setting = setting;
	return change->setting == setting;
}

static bool set_number(config_setting_t *setting, const char *value, struct err *err)
{
	char *end;
	double number;

	errno = 0;
	number = strtod(value, &end);
	if (end == value || *end != '\0' || errno != 0 || !(number >= 0 && number <= 1e6))
		return err_set(err, ERR_INPUT, "give a number from 0 to 1,000,000");
	if (config_setting_type(setting) == CONFIG_TYPE_FLOAT)
		return config_setting_set_float(setting, number) == CONFIG_TRUE;
	if (number != (double)(int)number)
		return err_set(err, ERR_INPUT, "give a whole number");
	return config_setting_set_int(setting, (int)number) == CONFIG_TRUE;
}

static bool set_text(config_setting_t *setting, const char *value, struct err *err)
{
	if (strlen(value) > 64 || strpbrk(value, "\"\\\r\n") != NULL)
		return err_set(err, ERR_INPUT, "give a few plain words, such as \"90 days\"");
	return config_setting_set_string(setting, value) == CONFIG_TRUE;
}

static bool change_row(config_t *config, const struct tunable *row, struct arena *arena,
		       struct err *err)
{
	struct change change = { .row = row };
	struct walk walk = { .arena = arena, .context = &change, .on_row = on_changed };

	walk_rules(&walk, config);
	if (change.setting == NULL)
		return err_set(err, ERR_INPUT, "no rule in force has this threshold");
	if (config_setting_is_number(change.setting))
		return set_number(change.setting, row->value, err);
	return set_text(change.setting, row->value, err);
}

const char *tune_write(const char *text, const struct tunable *changes, size_t n,
		       struct arena *arena, size_t *ret_wrong, struct err *err)
{
	const char *written = NULL;
	config_t config;
	bool is_fine = read_text(&config, text, err);

	*ret_wrong = 0;
	for (size_t i = 0; i < n && is_fine; i++) {
		*ret_wrong = i;
		is_fine = change_row(&config, &changes[i], arena, err);
	}
	if (is_fine)
		written = tree_text(config_root_setting(&config), arena);
	config_destroy(&config);
	return written;
}
