/* SPDX-License-Identifier: Apache-2.0 */
#include "rule_reader.h"

#include <stddef.h>
#include <string.h>

#include "tree.h"
#include "words.h"

/*
 * One rule. Which kind it is follows from the keys that it has: a kind is a row, with the key that
 * makes it and those that go with it.
 */

struct kind {
	const char *key;
	enum rule_kind kind;
	const char *with[10]; /* besides those of every rule; ends with NULL */
};

static const char *const of_every_rule[] = { "name",  "title", "basis",         "scope", "where",
					     "level", "mode",  "fresh_decider", NULL };

static const struct kind kinds[] = {
	{ "needs",
	  RULE_NEEDS,
	  { "needs", "within", "levels", "last", "score", "usual_over", "rearm", NULL } },
	{ "then", RULE_THEN, { "then", NULL } },
	{ "unless", RULE_UNLESS, { "unless", NULL } },
	{ "after_decision", RULE_AFTER_DECISION, { "after_decision", NULL } },
};
enum { KINDS = sizeof kinds / sizeof *kinds };

/* ---- Tables ---- */

static void read_above_0(struct reader *reader, const config_setting_t *setting, void *into)
{
	reader_real(reader, setting, 1e-6, 1e9, into);
}

static const struct key needs_keys[] = {
	{ .name = "incidents",
	  .type = KEY_NUMBER,
	  .at = offsetof(struct needs, incidents),
	  .low = 1,
	  .high = 1000 },
	{ .name = "agencies",
	  .type = KEY_NUMBER,
	  .at = offsetof(struct needs, agencies),
	  .low = 1,
	  .high = WORD_MAX },
	{ .name = "categories",
	  .type = KEY_NUMBER,
	  .at = offsetof(struct needs, categories),
	  .low = 1,
	  .high = WORD_MAX },
	{ .name = "score",
	  .type = KEY_OTHER,
	  .at = offsetof(struct needs, score),
	  .read = read_above_0 },
	{ .name = "times_usual",
	  .type = KEY_OTHER,
	  .at = offsetof(struct needs, times_usual),
	  .read = read_above_0 },
	{ 0 },
};

static const struct key tier_keys[] = {
	{ .name = "level",
	  .type = KEY_CHOICE,
	  .at = offsetof(struct tier, level),
	  .choices = level_choices,
	  .required = true,
	  .help = "blue, green, amber or red" },
	{ .name = "needs",
	  .type = KEY_GROUP,
	  .at = offsetof(struct tier, needs),
	  .keys = needs_keys,
	  .required = true,
	  .help = "what the window must reach" },
	{ 0 },
};

struct tiers {
	struct tier *list;
	size_t n;
};

static void read_levels(struct reader *reader, const config_setting_t *setting, void *into)
{
	static const struct key key = {
		.type = KEY_LIST,
		.at = offsetof(struct tiers, list),
		.count_at = offsetof(struct tiers, n),
		.high = RULE_TIERS - 1,
		.keys = tier_keys,
		.size = sizeof(struct tier),
	};
	struct rule *rule = into;
	struct tiers tiers = { 0 };

	reader_list(reader, setting, &key, &tiers);
	for (size_t i = 0; i < tiers.n; i++)
		rule->tiers[1 + i] = tiers.list[i];
	rule->n_tiers = 1 + tiers.n;
}

static void read_last(struct reader *reader, const config_setting_t *setting, void *into)
{
	struct rule *rule = into;

	rule->has_last = true;
	where_read(reader, setting, &rule->last);
}

static void read_level(struct reader *reader, const config_setting_t *setting, void *into)
{
	const char *text = config_setting_get_string(setting);
	struct rule *rule = into;
	int level;

	if (text != NULL && strcmp(text, "raised") == 0)
		rule->after.raised = true;
	else if (reader_choice(reader, setting, level_choices, &level))
		rule->tiers[0].level = (enum level)level;
}

#define OF(member) .at = offsetof(struct rule, member)

const struct key rule_keys[] = {
	{ .name = "name",
	  .type = KEY_TEXT,
	  OF(name),
	  .required = true,
	  .help = "a rule is the same rule by its name" },
	{ .name = "title", .type = KEY_TEXT, OF(title), .standard = "" },
	{ .name = "basis", .type = KEY_TEXT, OF(basis), .standard = "" },
	{ .name = "scope",
	  .type = KEY_CHOICE,
	  OF(scope),
	  .choices = scope_choices,
	  .standard = "child" },
	{ .name = "where", .type = KEY_OTHER, OF(where), .read = where_read },
	{ .name = "within",
	  .type = KEY_SPAN,
	  OF(within),
	  .low = 1,
	  .spans = SPANS_EXACT | SPANS_MONTHS | SPANS_EVER },
	{ .name = "needs", .type = KEY_GROUP, OF(tiers[0].needs), .keys = needs_keys },
	{ .name = "level", .type = KEY_OTHER, .read = read_level },
	{ .name = "levels", .type = KEY_OTHER, .read = read_levels },
	{ .name = "last", .type = KEY_OTHER, .read = read_last },
	{ .name = "score", .type = KEY_OTHER, OF(score), .read = score_read },
	{ .name = "rearm", .type = KEY_NUMBER, OF(rearm), .low = 1, .high = 1000, .standard = "1" },
	{ .name = "mode",
	  .type = KEY_CHOICE,
	  OF(mode),
	  .choices = mode_choices,
	  .standard = "live" },
	{ .name = "fresh_decider", .type = KEY_YES_NO, OF(fresh_decider), .standard = "false" },
	{ .name = "usual_over", .type = KEY_SPAN, OF(usual_over), .low = 1, .spans = SPANS_EXACT },
	{ .name = "then", .type = KEY_OTHER, OF(chain), .read = then_read },
	{ .name = "unless", .type = KEY_OTHER, OF(unless), .read = unless_read },
	{ .name = "after_decision", .type = KEY_OTHER, OF(after), .read = after_read },
	{ 0 },
};

/* ---- Which kind ---- */

static bool is_among(const char *name, const char *const *names)
{
	for (; *names != NULL; names++)
		if (strcmp(*names, name) == 0)
			return true;
	return false;
}

static bool is_known(const char *name)
{
	for (const struct key *key = rule_keys; key->name != NULL; key++)
		if (strcmp(key->name, name) == 0)
			return true;
	return false;
}

static void check_keys_go_with(struct reader *reader, const config_setting_t *setting,
			       const struct kind *kind)
{
	for (int i = 0; i < config_setting_length(setting); i++) {
		const config_setting_t *member = config_setting_get_elem(setting, (unsigned int)i);
		const char *name = config_setting_name(member);

		if (is_known(name) && !is_among(name, of_every_rule) && !is_among(name, kind->with))
			reader_error(reader, member,
				     arena_printf(&reader->findings->arena,
						  "take %s or %s out: a rule is of one kind", name,
						  kind->key),
				     "does not go together with %s", kind->key);
	}
}

static void require(struct reader *reader, const config_setting_t *setting, const char *name,
		    const char *hint)
{
	if (config_setting_get_member(setting, name) == NULL)
		reader_error(reader, setting, hint, "has no %s", name);
}

/* NULL with a finding when the rule is of none. */
static const struct kind *find_kind(struct reader *reader, const config_setting_t *setting)
{
	for (size_t i = 0; i < KINDS; i++)
		if (config_setting_get_member(setting, kinds[i].key) != NULL)
			return &kinds[i];
	reader_error(reader, setting, "write within = \"12 months\"; needs = { incidents = 3; };",
		     "does not say what it takes to hold");
	return NULL;
}

static bool asks_times_usual(const struct rule *rule)
{
	for (size_t i = 0; i < rule->n_tiers; i++)
		if (rule->tiers[i].needs.times_usual > 0)
			return true;
	return false;
}

/* What is usual is told from a span of its own, and both are compared by their lengths. */
static void check_usual(struct reader *reader, const config_setting_t *setting,
			const struct rule *rule)
{
	const config_setting_t *usual = config_setting_get_member(setting, "usual_over");
	const config_setting_t *within = config_setting_get_member(setting, "within");

	if (!asks_times_usual(rule)) {
		if (usual != NULL && reader_entry_is_clean(reader))
			reader_error(reader, usual,
				     "write needs = { incidents = 3; times_usual = 3.0; };",
				     "is read by times_usual alone, which no needs ask for");
		return;
	}
	require(reader, setting, "usual_over", "write usual_over = \"52 weeks\";");
	if (within != NULL && rule->within.unit != SPAN_EXACT)
		reader_error(reader, within, "write hours, days or weeks, as \"30 days\"",
			     "does not go together with times_usual: it has no length of its own");
}

static void check_raised(struct reader *reader, const config_setting_t *setting,
			 const struct kind *kind, const struct rule *rule)
{
	if (rule->after.raised && kind->kind != RULE_AFTER_DECISION)
		reader_error(reader, config_setting_get_member(setting, "level"),
			     "write blue, green, amber or red",
			     "is \"raised\", which goes together with after_decision alone");
}

/* Of which kind the rule is; RULE_NEEDS where it is of none, which is told. */
static enum rule_kind check_kind(struct reader *reader, const config_setting_t *setting,
				 const struct rule *rule)
{
	const struct kind *kind = find_kind(reader, setting);

	if (kind == NULL)
		return RULE_NEEDS;
	check_keys_go_with(reader, setting, kind);
	require(reader, setting, "level", "write level = \"amber\";");
	check_raised(reader, setting, kind, rule);
	if (kind->kind == RULE_NEEDS) {
		require(reader, setting, "within", "write within = \"12 months\"; or \"ever\"");
		check_usual(reader, setting, rule);
	}
	return kind->kind;
}

static void check_name(struct reader *reader, const config_setting_t *setting,
		       const struct rule *rule)
{
	struct rules_reading *reading = reader->context;

	if (rule->name == NULL || !reader_name_ok(reader, setting, rule->name))
		return;
	for (size_t i = 0; i < reading->n_rules; i++)
		if (reading->names[i].name != NULL &&
		    strcmp(reading->names[i].name, rule->name) == 0)
			reader_error(reader, setting,
				     "a rule is the same rule by its name: give this one its own",
				     "has the name of the rule on line %d", reading->names[i].line);
}

static void keep_place(struct reader *reader, const config_setting_t *setting,
		       const struct rule *rule)
{
	struct rules_reading *reading = reader->context;
	size_t n = reading->n_rules++;
	struct place place = tree_place(setting);

	place.file = arena_strdup(reader->arena, place.file);
	reading->places[n] = place;
	reading->names[n] = (struct rule_name){ rule->name, place.line };
	rule_meaning(setting, reading->meanings[n]);
}

void rule_after(struct reader *reader, const config_setting_t *setting, void *into)
{
	struct rule *rule = into;

	if (rule->n_tiers == 0)
		rule->n_tiers = 1;
	rule->kind = check_kind(reader, setting, rule);
	check_name(reader, setting, rule);
	keep_place(reader, setting, rule);
	if (config_setting_get_member(setting, "score") == NULL)
		score_set_standard(&rule->score);
	where_set_standard(&rule->where);
	rule->history_before_us = INT64_MIN;
	rule->text = tree_text(setting, reader->arena);
	if (reader_entry_is_clean(reader))
		rule_lint(reader, setting, rule);
}
