/* SPDX-License-Identifier: Apache-2.0 */
#include "config/crosscheck.h"

#include <string.h>

#include "nearest.h"
#include "settings_table.h"
#include "tree.h"
#include "words.h"

/* ---- Words of concernd.conf that rules.conf must declare ---- */

static void check_word(struct findings *findings, const struct lexicon *lexicon,
		       enum lexicon_kind kind, struct place place, const char *what,
		       const char *name)
{
	struct arena *arena = &findings->arena;
	struct nearest nearest;

	if (lexicon_declares(lexicon, kind, name))
		return;
	nearest_begin(&nearest, name);
	for (int i = 1; i <= lexicon->kinds[kind].n_declared; i++)
		nearest_try(&nearest, lexicon->kinds[kind].names[i]);
	findings_add(findings, FINDING_ERROR, place,
		     arena_printf(arena, "%s names \"%s\", which is no %s that rules.conf declares",
				  what, name, words_kind_name(kind)),
		     nearest.best != NULL
			     ? arena_printf(arena, "did you mean \"%s\"?", nearest.best)
			     : "declare it there, or write one that is");
}

/* A code map to words that are fixed, or that concernd.conf itself declares. */
static bool fixed_word_ok(const struct settings *settings, enum code_kind kind, const char *name)
{
	static const char *const sexes[] = { "female", "male", "other", "unknown" };
	enum grade grade;
	enum about about;

	if (kind == CODE_GRADE)
		return grade_parse(name, &grade);
	if (kind == CODE_ABOUT)
		return about_parse(name, &about);
	if (kind == CODE_HANDLING)
		return settings_handling(settings, name) != NULL;
	if (kind == CODE_SCHEME)
		return settings_scheme(settings, name) != NULL;
	for (size_t i = 0; i < 4; i++)
		if (strcmp(sexes[i], name) == 0)
			return true;
	return false;
}

static void check_code(const struct settings *settings, const struct lexicon *lexicon,
		       enum code_kind kind, const struct code *code, struct findings *findings)
{
	static const int words[CODE_KINDS] = {
		[CODE_AGENCY] = WORDS_AGENCY,
		[CODE_CATEGORY] = WORDS_CATEGORY,
		[CODE_OUTCOME] = WORDS_OUTCOME,
		[CODE_CONTACT_SOURCE] = WORDS_CONTACT_SOURCE,
		[CODE_FACTOR] = WORDS_FACTOR,
		[CODE_GRADE] = -1,
		[CODE_ABOUT] = -1,
		[CODE_SEX] = -1,
		[CODE_HANDLING] = -1,
		[CODE_SCHEME] = -1,
	};
	const char *what = arena_printf(&findings->arena, "codes.%s", code_kind_name(kind));

	if (words[kind] >= 0)
		check_word(findings, lexicon, (enum lexicon_kind)words[kind], code->place, what,
			   code->to);
	else if (!fixed_word_ok(settings, kind, code->to))
		findings_add(findings, FINDING_ERROR, code->place,
			     arena_printf(&findings->arena, "%s names \"%s\", which is no %s", what,
					  code->to, code_kind_name(kind)),
			     NULL);
}

static void check_sender(const struct settings *settings, const struct lexicon *lexicon,
			 const struct sender *sender, struct findings *findings)
{
	const char *what = arena_printf(&findings->arena, "senders.%s.agencies", sender->name);

	for (size_t i = 0; i < sender->n_agencies; i++)
		check_word(findings, lexicon, WORDS_AGENCY, sender->place, what,
			   sender->agencies[i]);
	for (size_t kind = 0; kind < CODE_KINDS; kind++)
		for (size_t i = 0; i < sender->codes[kind].n; i++)
			check_code(settings, lexicon, (enum code_kind)kind,
				   &sender->codes[kind].list[i], findings);
}

static void check_declared(const struct settings *settings, const struct ruleset *ruleset,
			   struct findings *findings)
{
	static const enum lexicon_kind kinds[] = { WORDS_AGENCY, WORDS_CATEGORY, WORDS_OUTCOME };
	static const char *const lists[] = { "agencies", "categories", "outcomes" };

	for (size_t i = 0; i < 3; i++)
		if (ruleset->lexicon.kinds[kinds[i]].n_declared == 0)
			findings_add(
				findings, FINDING_ERROR, (struct place){ settings->rules, 0 },
				arena_printf(&findings->arena, "%s are not declared", lists[i]),
				arena_printf(&findings->arena,
					     "write %s = ( { name = \"…\"; title = \"…\"; } );",
					     lists[i]));
}

/* ---- Windows and retention ---- */

/* Spans are compared by where they end from 1970: months and years are nearly as long anywhere. */
static bool is_longer(const struct zone *zone, struct span a, struct span b)
{
	return span_after(zone, 0, a) > span_after(zone, 0, b);
}

/* How far before an incident the rule looks, as an instant after 1970; "ever" says: as long as it
 * is kept. */
static int64_t reach(const struct zone *zone, const struct rule *rule)
{
	int64_t end_us = 0;

	if (rule->kind == RULE_NEEDS && rule->within.unit != SPAN_EVER)
		end_us = span_after(zone, 0, rule->within) + rule->usual_over.n;
	for (size_t i = 0; rule->kind == RULE_THEN && i < rule->chain.n; i++)
		if (rule->chain.links[i].within.unit != SPAN_EVER)
			end_us = span_after(zone, end_us, rule->chain.links[i].within);
	return end_us;
}

/* What of a rule is too long. */
static const char *reach_name(const struct rule *rule)
{
	if (rule->kind == RULE_THEN)
		return ".then is, all in all,";
	return rule->usual_over.n > 0 ? ".within with usual_over is" : ".within is";
}

void crosscheck_windows(const struct settings *settings, const struct ruleset *ruleset,
			struct findings *findings)
{
	struct span nfa = settings->retention.nfa_contacts, others = settings->retention.contacts;
	struct span kept = is_longer(ruleset->zone, nfa, others) ? others : nfa;
	int64_t kept_us = span_after(ruleset->zone, 0, kept);

	for (size_t i = 0; i < ruleset->book.n_rules; i++) {
		const struct rule *rule = &ruleset->book.rules[i];

		if (reach(ruleset->zone, rule) > kept_us)
			findings_add(findings, FINDING_WARNING, ruleset->places[i],
				     arena_printf(&findings->arena,
						  "rules.%s%s longer than contacts are kept",
						  rule->name, reach_name(rule)),
				     "shorten it, or lengthen retention in concernd.conf");
	}
}

/* ---- Bank holidays ---- */

enum { HOLIDAYS_AHEAD_DAYS = 90 };

void crosscheck_holidays(const struct ruleset *ruleset, int64_t now_us, struct findings *findings)
{
	const struct working *working = &ruleset->book.working;
	int32_t today = zone_local_day(ruleset->zone, now_us);

	if (working->n_holidays == 0) {
		findings_add(findings, FINDING_WARNING, ruleset->holidays_place,
			     "there are no bank holidays: they will count as working days",
			     "take holidays out for those of England and Wales");
		return;
	}
	struct date last = date_from_day(working->holidays[working->n_holidays - 1]);

	if (date_to_day(last) - today < HOLIDAYS_AHEAD_DAYS)
		findings_add(findings, FINDING_WARNING, ruleset->holidays_place,
			     arena_printf(&findings->arena,
					  "the last bank holiday known is %04d-%02d-%02d: later "
					  "ones will count as working days",
					  last.year, last.month, last.day),
			     "add those of the next years to holidays, from "
			     "https://www.gov.uk/bank-holidays");
}

/* ---- Routes and channels ---- */

/* True if it is a channel of this machine that is on. */
static bool is_channel_on(const struct settings *settings, const char *name)
{
	enum channel channel;

	return channel_parse(name, &channel) && (channels_on(settings) >> channel & 1) != 0;
}

/* A recipient, or a channel that is on; else a finding: who is named hears nothing. */
static void check_told(const struct settings *settings, struct findings *findings,
		       struct place place, const char *what, const char *name)
{
	struct arena *arena = &findings->arena;
	enum channel channel;
	struct nearest nearest;

	if (settings_recipient(settings, name) != NULL || is_channel_on(settings, name))
		return;
	if (channel_parse(name, &channel) && (int)channel < CHANNELS_HERE) {
		findings_add(findings, FINDING_WARNING, place,
			     arena_printf(arena, "%s names \"%s\", which is off", what, name),
			     "switch it on by notify in concernd.conf, or name a recipient");
		return;
	}
	nearest_begin(&nearest, name);
	for (size_t i = 0; i < settings->n_recipients; i++)
		nearest_try(&nearest, settings->recipients[i].name);
	for (int i = 0; i < CHANNELS_HERE; i++)
		nearest_try(&nearest, channel_name((enum channel)i));
	findings_add(findings, FINDING_ERROR, place,
		     arena_printf(arena, "%s names \"%s\", which is no recipient of concernd.conf",
				  what, name),
		     nearest.best != NULL
			     ? arena_printf(arena, "did you mean \"%s\"?", nearest.best)
			     : "declare it in recipients of concernd.conf");
}

static void check_told_by_name(const struct settings *settings, const struct ruleset *ruleset,
			       struct findings *findings)
{
	for (int level = LEVEL_BLUE; level <= LEVEL_RED; level++)
		for (int kind = 0; kind < CLOCKS; kind++) {
			const struct ladder *ladder = &ruleset->clocks[level].ladders[kind];

			for (size_t i = 0; i < ladder->n; i++)
				if (strcmp(ladder->rungs[i], "holder") != 0 &&
				    strcmp(ladder->rungs[i], "routes") != 0)
					check_told(settings, findings, ladder->place, "this ladder",
						   ladder->rungs[i]);
		}
	for (size_t i = 0; i < ruleset->n_agencies; i++)
		if (*ruleset->agencies[i].requests_to != '\0')
			check_told(settings, findings, ruleset->agencies[i].place,
				   "requests_to of this agency", ruleset->agencies[i].requests_to);
	for (size_t i = 0; i < ruleset->n_digests; i++)
		check_told(settings, findings, ruleset->digests[i].place, "this digest",
			   ruleset->digests[i].to);
}

static bool names(const struct alert_route *route, const char *recipient)
{
	for (size_t i = 0; i < route->n_recipients; i++)
		if (strcmp(route->recipients[i], recipient) == 0)
			return true;
	return false;
}

static bool is_used(const struct settings *settings, const struct ruleset *ruleset,
		    const char *recipient)
{
	bool used = false;

	for (size_t i = 0; i < ruleset->n_routes; i++)
		used = used || names(&ruleset->routes[i], recipient);
	for (int level = LEVEL_BLUE; level <= LEVEL_RED; level++)
		for (int kind = 0; kind < CLOCKS; kind++)
			for (size_t i = 0; i < ruleset->clocks[level].ladders[kind].n; i++)
				used = used || strcmp(ruleset->clocks[level].ladders[kind].rungs[i],
						      recipient) == 0;
	for (size_t i = 0; i < ruleset->n_digests; i++)
		used = used || strcmp(ruleset->digests[i].to, recipient) == 0;
	for (size_t i = 0; i < ruleset->n_agencies; i++)
		used = used || strcmp(ruleset->agencies[i].requests_to, recipient) == 0;
	for (size_t i = 0; i < settings->notify.n_ops; i++)
		used = used || strcmp(settings->notify.ops[i], recipient) == 0;
	for (size_t i = 0; i < settings->notify.n_auditors; i++)
		used = used || strcmp(settings->notify.auditors[i], recipient) == 0;
	for (size_t i = 0; i < settings->n_senders; i++)
		used = used || strcmp(settings->senders[i].feedback_to, recipient) == 0;
	return used;
}

static void check_recipients(const struct settings *settings, const struct ruleset *ruleset,
			     struct findings *findings)
{
	for (size_t i = 0; i < ruleset->n_routes; i++)
		for (size_t j = 0; j < ruleset->routes[i].n_recipients; j++)
			check_told(settings, findings, ruleset->routes[i].to_place, "this route",
				   ruleset->routes[i].recipients[j]);
	check_told_by_name(settings, ruleset, findings);
	for (size_t i = 0; i < settings->n_recipients; i++)
		if (!is_used(settings, ruleset, settings->recipients[i].name))
			findings_add(
				findings, FINDING_WARNING, settings->recipients[i].place,
				arena_printf(&findings->arena,
					     "recipients.%s hears of nothing: nobody names it",
					     settings->recipients[i].name),
				"name it in routes, clocks, digests or agencies of rules.conf");
}

unsigned channels_on(const struct settings *settings)
{
	return (settings->notify.log ? 1U << CHANNEL_LOG : 0) |
	       (settings->notify.syslog ? 1U << CHANNEL_SYSLOG : 0) |
	       (settings->notify.journal ? 1U << CHANNEL_JOURNAL : 0);
}

static void check_routes(const struct settings *settings, const struct ruleset *ruleset,
			 struct findings *findings)
{
	unsigned on = channels_on(settings);

	if (on == 0 && settings->n_recipients == 0)
		findings_add(findings, FINDING_WARNING, (struct place){ settings->path, 0 },
			     "every channel of notify is off: alerts are told to nobody",
			     "write notify = { journal = true; };");
	for (size_t i = 0; i < ruleset->n_routes; i++)
		if (ruleset->routes[i].n_recipients == 0 && ruleset->routes[i].channels != 0 &&
		    (ruleset->routes[i].channels & on) == 0)
			findings_add(findings, FINDING_WARNING, ruleset->routes[i].place,
				     "this route reaches nobody: its channels are off",
				     "name a channel that notify in concernd.conf has on");
}

void crosscheck(const struct settings *settings, const struct ruleset *ruleset,
		struct findings *findings)
{
	check_declared(settings, ruleset, findings);
	for (size_t i = 0; i < settings->n_senders; i++)
		check_sender(settings, &ruleset->lexicon, &settings->senders[i], findings);
	crosscheck_windows(settings, ruleset, findings);
	check_routes(settings, ruleset, findings);
	check_recipients(settings, ruleset, findings);
}

/* ---- Which file ---- */

static bool is_setting(const char *name)
{
	for (const struct key *key = settings_keys; key->name != NULL; key++)
		if (strcmp(key->name, name) == 0)
			return true;
	return false;
}

enum config_kind config_kind(const char *path)
{
	struct findings findings;
	struct tree tree;
	int rules = 0, settings = 0;

	findings_init(&findings);
	if (tree_read_file(&tree, path, &findings)) {
		const config_setting_t *root = config_root_setting(&tree.whole);

		for (int i = 0; i < config_setting_length(root); i++) {
			const char *name =
				config_setting_name(config_setting_get_elem(root, (unsigned int)i));

			rules += ruleset_is_key(name);
			/* In concernd.conf `rules` is a path, in rules.conf a list. */
			settings += is_setting(name) && strcmp(name, "rules") != 0;
		}
		config_setting_t *list = config_setting_get_member(root, "rules");

		rules += list != NULL && config_setting_is_aggregate(list);
	}
	tree_done(&tree);
	findings_done(&findings);
	return rules > settings ? CONFIG_RULES : CONFIG_SETTINGS;
}
