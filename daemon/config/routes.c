/* SPDX-License-Identifier: Apache-2.0 */
#include <stddef.h>
#include <string.h>

#include "nearest.h"
#include "rule_reader.h"
#include "tree.h"
#include "words.h"

/* Routes: who is told of which alerts; and which of them meet nothing, which alerts meet none. */

struct draft {
	unsigned levels;
	int hours;
	const config_setting_t *rules, *agencies, *teams, *to;
};

/* A list of fixed words into bits: bit i is value i. */
static void read_bits(struct reader *reader, const config_setting_t *setting,
		      const struct choice *choices, unsigned *bits)
{
	const char *const *names;
	size_t n;

	if (!reader_texts(reader, setting, 1, 64, &names, &n))
		return;
	for (size_t i = 0; i < n; i++) {
		int value;

		if (reader_choice(reader, config_setting_get_elem(setting, (unsigned int)i),
				  choices, &value))
			*bits |= 1U << value;
	}
}

static void read_levels(struct reader *reader, const config_setting_t *setting, void *into)
{
	read_bits(reader, setting, level_choices, into);
}

static void keep(struct reader *reader, const config_setting_t *setting, void *into)
{
	const config_setting_t **at = into;

	(void)reader;
	*at = setting;
}

#define OF(member) .at = offsetof(struct draft, member)

static const struct key keys[] = {
	{ .name = "level", .type = KEY_OTHER, OF(levels), .read = read_levels },
	{ .name = "rule", .type = KEY_OTHER, OF(rules), .read = keep },
	{ .name = "agency", .type = KEY_OTHER, OF(agencies), .read = keep },
	{ .name = "team", .type = KEY_OTHER, OF(teams), .read = keep },
	{ .name = "hours",
	  .type = KEY_CHOICE,
	  OF(hours),
	  .choices = hours_choices,
	  .standard = "any" },
	{ .name = "to",
	  .type = KEY_OTHER,
	  OF(to),
	  .read = keep,
	  .required = true,
	  .help = "whom it tells" },
	{ 0 },
};

/* Channels of this machine, and recipients, whose names are those of concernd.conf: crosscheck looks
 * at them. */
static void read_to(struct reader *reader, const config_setting_t *setting, struct alert_route *ret)
{
	bool list = config_setting_is_list(setting) || config_setting_is_array(setting);
	const char *const *names;
	const char **recipients;
	enum channel channel;
	size_t n;

	if (list && config_setting_length(setting) == 0) {
		reader_error(reader, setting, "write to = [\"syslog\", \"journal\"];",
			     "reaches nobody: the list is empty");
		return;
	}
	if (!reader_texts(reader, setting, 1, 64, &names, &n))
		return;
	recipients = arena_new(reader->arena, n, sizeof *recipients);
	for (size_t i = 0; i < n; i++)
		if (channel_parse(names[i], &channel) && (int)channel < CHANNELS_HERE)
			ret->channels |= 1U << channel;
		else
			recipients[ret->n_recipients++] = names[i];
	ret->recipients = recipients;
	ret->to_place = tree_place(setting);
	ret->to_place.file = arena_strdup(reader->arena, ret->to_place.file);
}

static void check_rule_name(struct reader *reader, const config_setting_t *setting,
			    const char *name)
{
	const struct rules_reading *reading = reader->context;
	struct nearest nearest;

	nearest_begin(&nearest, name);
	for (size_t i = 0; i < reading->n_rules; i++) {
		if (reading->names[i].name == NULL)
			continue;
		if (strcmp(reading->names[i].name, name) == 0)
			return;
		nearest_try(&nearest, reading->names[i].name);
	}
	reader_error(reader, setting,
		     nearest.best != NULL ? arena_printf(&reader->findings->arena,
							 "did you mean \"%s\"?", nearest.best)
					  : NULL,
		     "names \"%s\", which is no rule of this file", name);
}

static void read_rules(struct reader *reader, const config_setting_t *setting,
		       struct alert_route *ret)
{
	if (!reader_texts(reader, setting, 1, 1000, &ret->rules, &ret->n_rules))
		return;
	for (size_t i = 0; i < ret->n_rules; i++)
		check_rule_name(reader, config_setting_get_elem(setting, (unsigned int)i),
				ret->rules[i]);
}

static void read_agencies(struct reader *reader, const config_setting_t *setting,
			  struct alert_route *ret)
{
	const char *const *names;
	size_t n;

	if (!reader_texts(reader, setting, 1, WORD_MAX, &names, &n))
		return;
	for (size_t i = 0; i < n; i++)
		wordset_add(&ret->agencies,
			    rule_word(reader, config_setting_get_elem(setting, (unsigned int)i),
				      WORDS_AGENCY, names[i]));
}

void route_read(struct reader *reader, const config_setting_t *setting, struct alert_route *ret)
{
	struct draft draft = { 0 };

	*ret = (struct alert_route){ .place = tree_place(setting) };
	ret->place.file = arena_strdup(reader->arena, ret->place.file);
	reader_group(reader, setting, tree_place(setting), keys, &draft);
	ret->levels = draft.levels;
	ret->hours = (enum route_hours)draft.hours;
	if (draft.rules != NULL)
		read_rules(reader, draft.rules, ret);
	if (draft.agencies != NULL)
		read_agencies(reader, draft.agencies, ret);
	if (draft.teams != NULL)
		reader_texts(reader, draft.teams, 1, 200, &ret->teams, &ret->n_teams);
	if (draft.to != NULL)
		read_to(reader, draft.to, ret);
}

/* ---- Lint ---- */

/* Of the levels of a rule, those whose alerts a route takes. */
static unsigned levels_taken(const struct alert_route *route, const struct rule *rule)
{
	bool named = route->n_rules == 0;

	for (size_t i = 0; i < route->n_rules; i++)
		named = named || strcmp(route->rules[i], rule->name) == 0;
	if (!named)
		return 0;
	return route->levels == 0 ? rule_levels(rule) : route->levels & rule_levels(rule);
}

static bool takes_any(const struct alert_route *route, const struct rulebook *book)
{
	for (size_t i = 0; i < book->n_rules; i++)
		if (book->rules[i].mode == MODE_LIVE && levels_taken(route, &book->rules[i]) != 0)
			return true;
	return false;
}

/* The levels of a rule at which nobody, or not always somebody, is told. A route that asks for
 * agencies, a team or the hour may miss an alert: it does not cover. Two that take both hours do. */
static unsigned levels_missed(const struct ruleset *ruleset, const struct rule *rule)
{
	unsigned office = 0, out = 0;

	for (size_t i = 0; i < ruleset->n_routes; i++) {
		const struct alert_route *route = &ruleset->routes[i];

		if (!wordset_is_empty(&route->agencies) || route->n_teams > 0)
			continue;
		office |= route->hours != HOURS_OUT ? levels_taken(route, rule) : 0;
		out |= route->hours != HOURS_OFFICE ? levels_taken(route, rule) : 0;
	}
	return rule_levels(rule) & ~(office & out);
}

static void lint_rule(struct reader *reader, const config_setting_t *routes,
		      const struct rule *rule)
{
	const struct rules_reading *reading = reader->context;
	unsigned missed = levels_missed(reading->ruleset, rule);

	for (int level = LEVEL_BLUE; level <= LEVEL_RED; level++)
		if ((missed >> level & 1) != 0)
			reader_warning(reader, routes,
				       "add a route that takes it, as { to = [\"journal\"]; }",
				       "tell nobody of %s at %s, or not always", rule->name,
				       level_name((enum level)level));
}

void routes_lint(struct reader *reader, const config_setting_t *routes)
{
	const struct rules_reading *reading = reader->context;
	const struct ruleset *ruleset = reading->ruleset;
	const struct rulebook *book = &ruleset->book;

	for (size_t i = 0; i < ruleset->n_routes; i++)
		if (!takes_any(&ruleset->routes[i], book))
			findings_add(
				reader->findings, FINDING_WARNING, ruleset->routes[i].place,
				"this route reaches nobody: no live rule rises to what it takes",
				"look at its level and rule, and at the modes of the rules");
	for (size_t i = 0; ruleset->n_routes > 0 && i < book->n_rules; i++)
		if (book->rules[i].mode == MODE_LIVE)
			lint_rule(reader, routes, &book->rules[i]);
}
