/* SPDX-License-Identifier: Apache-2.0 */
#include "config/ruleset.h"

#include <stddef.h>
#include <string.h>

#include "rule_reader.h"
#include "rules_head.h"
#include "tree.h"
#include "words.h"

/*
 * rules.conf as a whole: first the head with its words, then the rules, which use them, then the
 * routes, which name rules; wherever they stand in the file.
 */

/* ---- Rules and routes ---- */

struct rule_list {
	struct rule *list;
	size_t n;
};

static void take_rules(struct reader *reader, const config_setting_t *setting)
{
	static const struct key key = {
		.type = KEY_LIST,
		.at = offsetof(struct rule_list, list),
		.count_at = offsetof(struct rule_list, n),
		.high = 1000,
		.keys = rule_keys,
		.size = sizeof(struct rule),
		.after = rule_after,
	};
	struct rules_reading *reading = reader->context;
	size_t room = config_setting_is_aggregate(setting) ? (size_t)config_setting_length(setting)
							   : 0;
	struct rule_list rules = { 0 };

	reading->places = arena_new(reader->arena, room, sizeof *reading->places);
	reading->names = arena_new(reader->arena, room, sizeof *reading->names);
	reading->meanings = arena_new(reader->arena, room, sizeof *reading->meanings);
	reader_list(reader, setting, &key, &rules);
	reading->ruleset->book.rules = rules.list;
	reading->ruleset->book.n_rules = rules.n;
	reading->ruleset->places = reading->places;
	reading->ruleset->meanings = (const unsigned char(*)[RULE_MEANING_BYTES])reading->meanings;
}

static void take_routes(struct reader *reader, const config_setting_t *setting)
{
	struct rules_reading *reading = reader->context;
	struct ruleset *ruleset = reading->ruleset;

	bool empty = config_setting_is_array(setting) && config_setting_length(setting) == 0;

	if (!config_setting_is_list(setting) && !empty) {
		reader_error(reader, setting, "write routes = ( { to = [\"journal\"]; } );",
			     "is %s, where a list of groups is wanted", reader_type_name(setting));
		return;
	}
	size_t n = (size_t)config_setting_length(setting);

	ruleset->routes = arena_new(reader->arena, n, sizeof *ruleset->routes);
	for (size_t i = 0; i < n; i++) {
		const config_setting_t *route = config_setting_get_elem(setting, (unsigned int)i);

		if (config_setting_is_group(route))
			route_read(reader, route, &ruleset->routes[ruleset->n_routes++]);
		else
			reader_error(reader, route, "write { to = [\"journal\"]; }",
				     "is %s, where a group is wanted", reader_type_name(route));
	}
}

static void read_all(struct reader *reader, const config_setting_t *root)
{
	struct rules_reading *reading = reader->context;
	size_t before = reader->findings->n_errors;
	const config_setting_t *rules, *routes;

	rules_head_read(reader, root, &rules, &routes);
	if (rules != NULL)
		take_rules(reader, rules);
	if (rules == NULL ||
	    (config_setting_is_aggregate(rules) && config_setting_length(rules) == 0))
		reader_warning(reader, root, "write rules = ( { … } );",
			       "there are no rules: nothing will ever rise");
	if (reader->findings->n_errors == before)
		pointless_lint(reader);
	if (routes != NULL)
		take_routes(reader, routes);
	if (routes != NULL && reader->findings->n_errors == before)
		routes_lint(reader, routes);
	reading->ruleset->text = tree_text(root, reader->arena);
}

static struct ruleset *read_tree(struct tree *tree, bool read, const char *name, size_t before,
				 struct findings *findings)
{
	struct ruleset *ruleset = mem_new(1, sizeof *ruleset);
	struct rules_reading reading = { .ruleset = ruleset };
	struct reader reader = { .arena = &ruleset->arena,
				 .findings = findings,
				 .context = &reading };
	config_setting_t *root = config_root_setting(&tree->whole);

	arena_init(&ruleset->arena);
	ruleset->lexicon.arena = &ruleset->arena;
	words_declare_codes(&ruleset->lexicon);
	root->file = name;
	if (read)
		read_all(&reader, root);
	memcpy(ruleset->hash, tree->digest, sizeof ruleset->hash);
	tree_done(tree);
	if (findings->n_errors == before)
		return ruleset;
	ruleset_free(ruleset);
	return NULL;
}

struct ruleset *ruleset_read_file(const char *path, struct findings *findings)
{
	size_t before = findings->n_errors;
	struct tree tree;
	bool read = tree_read_file(&tree, path, findings);

	return read_tree(&tree, read, path, before, findings);
}

struct ruleset *ruleset_read_text(const char *text, const char *name, struct findings *findings)
{
	size_t before = findings->n_errors;
	struct tree tree;
	bool read = tree_read_text(&tree, text, name, findings);

	return read_tree(&tree, read, name, before, findings);
}

void ruleset_free(struct ruleset *ruleset)
{
	if (ruleset == NULL)
		return;
	zone_free(ruleset->zone);
	arena_done(&ruleset->arena);
	mem_free(ruleset);
}

struct rule *ruleset_rule(const struct ruleset *ruleset, const char *name)
{
	for (size_t i = 0; i < ruleset->book.n_rules; i++)
		if (strcmp(ruleset->book.rules[i].name, name) == 0)
			return &ruleset->book.rules[i];
	return NULL;
}

const unsigned char *ruleset_meaning(const struct ruleset *ruleset, const struct rule *rule)
{
	return ruleset->meanings[rule - ruleset->book.rules];
}

const char *rule_level_name(const struct rule *rule)
{
	return rule->after.raised ? "raised" : level_name(rule->tiers[0].level);
}

unsigned rule_levels(const struct rule *rule)
{
	unsigned levels = 0;

	/* One above a level, at most red. */
	if (rule->after.raised)
		return 1U << LEVEL_GREEN | 1U << LEVEL_AMBER | 1U << LEVEL_RED;
	for (size_t i = 0; i < rule->n_tiers; i++)
		levels |= 1U << rule->tiers[i].level;
	return levels;
}
