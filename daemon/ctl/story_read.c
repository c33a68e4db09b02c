/* SPDX-License-Identifier: Apache-2.0 */
#include <ctype.h>
#include <errno.h>
#include <jansson.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "story.h"

/*
 * A file of stories, line by line. Each line begins with a word that says what it is: a row in the
 * table below. The clock of a story goes forward only; lines that expect something look at it as it
 * stands there.
 */

const char story_format[] =
	"A story is a text that whoever sets the rules can write. Each line says one thing:\n"
	"\n"
	"  rules: rules.conf                    the rules file, from where the story stands\n"
	"  story: a third contact is an alert   a new story begins; the rules stay\n"
	"  rule: repeat-contact                 look at the alerts of this rule alone, though it "
	"be off\n"
	"\n"
	"  contact a 2026-01-10 09:00 police domestic-abuse child=Mia   a name for it, when (a\n"
	"                                       date alone is a whole day), agency, category, who\n"
	"      behind it: child=… adult=… with about=… born=… due=…; other=… grade=… outcome=…\n"
	"      ref=… contact_source=… factor=…; recorded=\"2026-01-12 09:00\" when it came late;\n"
	"      history, behind the category, when it was loaded as such\n"
	"  amend a 2026-01-11 category=neglect  the sender corrects it: what changes\n"
	"  withdraw a 2026-01-11                the sender takes it back\n"
	"  outcome a nfa 2026-01-12 16:00       what came of it\n"
	"  household Smith from 2026-01-01 child=Mia child=Tom adult=Dad     or until\n"
	"  decide repeat-contact Mia nfa 2026-06-02 10:00      a manager decides on its alert\n"
	"  at 2026-06-05 12:00                  time passes\n"
	"\n"
	"  expect none                          no alert stands now; or: none repeat-contact\n"
	"  expect alert repeat-contact amber Mia since 2026-06-01 incidents=3\n"
	"      behind it, as you like: since, when it came true; known, when we knew; incidents=;\n"
	"      contact=… for each in the evidence\n"
	"  expect withdrawn repeat-contact Mia  and decided: what was raised before\n"
	"\n"
	"Lines that expect, one below the other, tell of all alerts that stand then. Times are by\n"
	"the clock of the rules' zone; # begins a comment.";

struct reading {
	struct story_words words;
	struct story_facts facts;
	const char *path;
	struct ruleset *ruleset;
	bool has_rules;    /* a rules: line was read */
	bool skips;        /* its rules do not hold: the rest says nothing */
	int64_t clock_us;  /* of the story under way */
	bool was_expected; /* at that instant */
	int group;
	bool last_expects;
};

static struct story_set *set_of(struct reading *reading)
{
	return reading->words.set;
}

/* ---- Rules and headings ---- */

static const char *beside(struct story_set *set, const char *path, const char *name)
{
	char *copy;

	if (*name == '/')
		return name;
	copy = arena_strdup(&set->arena, path);
	return arena_printf(&set->arena, "%s/%s", dirname(copy), name);
}

static struct ruleset *read_rules(struct story_set *set, const char *path)
{
	struct findings findings;
	struct ruleset *ruleset;

	findings_init(&findings);
	ruleset = ruleset_read_file(path, &findings);
	findings_sort(&findings);
	for (size_t i = 0; i < findings.n; i++)
		if (findings.list[i].kind == FINDING_ERROR)
			fprintf(stderr, "%s\n", findings_line(&findings, i));
	set->n_mistakes += ruleset == NULL;
	findings_done(&findings);
	return ruleset;
}

/* Each file is read once. */
static struct ruleset *find_rules(struct story_set *set, const char *path)
{
	for (size_t i = 0; i < set->n_rulesets; i++)
		if (strcmp(set->rulesets[i].path, path) == 0)
			return set->rulesets[i].ruleset;
	set->rulesets = arena_grow(&set->arena, set->rulesets, set->n_rulesets, &set->room_rulesets,
				   sizeof *set->rulesets);
	set->rulesets[set->n_rulesets] = (struct story_ruleset){ arena_strdup(&set->arena, path),
								 read_rules(set, path) };
	return set->rulesets[set->n_rulesets++].ruleset;
}

static bool on_rules(struct reading *reading, const char *rest)
{
	struct story_set *set = set_of(reading);
	const char *path = set->rules_path;

	if (*rest == '\0')
		return story_wrong(&reading->words,
				   "write which rules file, as in rules: rules.conf");
	if (path == NULL)
		path = beside(set, reading->path, rest);
	reading->ruleset = find_rules(set, path);
	reading->has_rules = true;
	reading->skips = reading->ruleset == NULL;
	reading->words.story = NULL;
	return true;
}

static bool on_story(struct reading *reading, const char *rest)
{
	struct story_set *set = set_of(reading);

	if (!reading->has_rules)
		return story_wrong(&reading->words,
				   "write rules: FILE above the first story, so that it is known "
				   "which rules it is about");
	if (*rest == '\0')
		return story_wrong(&reading->words, "write what it shows, in a sentence");
	json_object_clear(reading->facts.contacts);
	reading->clock_us = INT64_MIN;
	reading->was_expected = false;
	set->stories = arena_grow(&set->arena, set->stories, set->n, &set->room,
				  sizeof *set->stories);
	reading->words.story = &set->stories[set->n++];
	*reading->words.story = (struct story){ .path = reading->path,
						.line = reading->words.line,
						.title = arena_strdup(&set->arena, rest),
						.ruleset = reading->ruleset };
	return true;
}

static bool on_rule(struct reading *reading)
{
	struct story *story = reading->words.story;
	const char *name = story_take_rule(&reading->words);

	if (name == NULL)
		return false;
	for (size_t i = 0; i < story->n_rules; i++)
		if (strcmp(story->rules[i], name) == 0)
			return story_wrong(&reading->words, "%s was named above", name);
	if (story->n_rules == STORY_RULES)
		return story_wrong(&reading->words, "a story looks at %d rules, or at all",
				   STORY_RULES);
	story->rules[story->n_rules++] = name;
	return true;
}

/* ---- What happens ---- */

/* Moves the clock on to at_us. */
static bool advance(struct reading *reading, int64_t at_us)
{
	if (at_us < reading->clock_us)
		return story_wrong(&reading->words,
				   "this comes before the line above: a story goes forward. What "
				   "became known late says recorded=");
	if (at_us == reading->clock_us && reading->was_expected)
		return story_wrong(&reading->words, "this comes at the instant that was looked at "
						    "above: give it a later time");
	reading->clock_us = at_us;
	reading->was_expected = false;
	return true;
}

static void add_act(struct reading *reading, const struct story_act *act)
{
	struct story *story = reading->words.story;

	story->acts = arena_grow(&set_of(reading)->arena, story->acts, story->n_acts,
				 &story->room_acts, sizeof *story->acts);
	story->acts[story->n_acts] = *act;
	story->acts[story->n_acts].line = reading->words.line;
	story->acts[story->n_acts++].at_us = reading->clock_us;
}

static bool on_decide(struct reading *reading)
{
	struct story_words *words = &reading->words;
	struct story_act act = { .rule = story_take_rule(&reading->words) };
	struct story_time when;

	if (act.rule == NULL)
		return false;
	act.subject = story_word(words);
	act.outcome = story_word(words);
	if (act.subject == NULL || act.outcome == NULL)
		return story_wrong(words, "write decide RULE CHILD OUTCOME DATE [TIME]");
	if (!lexicon_declares(&reading->ruleset->lexicon, WORDS_OUTCOME, act.outcome))
		return story_wrong(words, "%s is no outcome of the rules file", act.outcome);
	if (!story_take_time(words, &when) || !advance(reading, when.at_us))
		return false;
	add_act(reading, &act);
	return true;
}

static bool on_at(struct reading *reading)
{
	struct story_time when;

	return story_take_time(&reading->words, &when) && advance(reading, when.at_us);
}

/* ---- What is expected ---- */

static bool on_expect(struct reading *reading)
{
	struct story *story = reading->words.story;
	struct story_expect expect;

	if (!story_read_expect(&reading->words, &expect))
		return false;
	if (reading->clock_us == INT64_MIN)
		return story_wrong(&reading->words, "nothing has happened yet");
	reading->group += !reading->last_expects;
	expect.group = reading->group;
	expect.at_us = reading->clock_us;
	reading->was_expected = true;
	story->expects = arena_grow(&set_of(reading)->arena, story->expects, story->n_expects,
				    &story->room_expects, sizeof *story->expects);
	story->expects[story->n_expects++] = expect;
	return true;
}

/* ---- Lines ---- */

/* A line of a story: `fact`, or `other`. */
struct verb {
	const char *name;
	struct fact *(*fact)(struct story_facts *facts, struct story_words *words,
			     int64_t *ret_at_us);
	bool (*other)(struct reading *reading);
};

static const struct verb verbs[] = {
	{ "rule:", NULL, on_rule },
	{ "contact", story_read_contact, NULL },
	{ "amend", story_read_amend, NULL },
	{ "withdraw", story_read_withdraw, NULL },
	{ "outcome", story_read_outcome, NULL },
	{ "household", story_read_household, NULL },
	{ "decide", NULL, on_decide },
	{ "at", NULL, on_at },
	{ "expect", NULL, on_expect },
};
enum { VERBS = sizeof verbs / sizeof *verbs };

static bool on_fact(struct reading *reading, const struct verb *verb)
{
	int64_t at_us;
	struct story_act act = { .fact = verb->fact(&reading->facts, &reading->words, &at_us) };

	if (act.fact == NULL || !advance(reading, at_us))
		return false;
	add_act(reading, &act);
	return true;
}

static bool read_words(struct reading *reading)
{
	struct story_words *words = &reading->words;
	const char *name = words->list[words->at++];
	size_t i = 0;

	while (i < VERBS && strcmp(verbs[i].name, name) != 0)
		i++;
	if (i == VERBS)
		return story_wrong(words,
				   "no line begins with %s; `concernctl help test` tells "
				   "what may",
				   name);
	if (words->story == NULL)
		return story_wrong(words, "write story: and what it shows above it");
	return verbs[i].fact != NULL ? on_fact(reading, &verbs[i]) : verbs[i].other(reading);
}

/* What follows a heading, or NULL. Cuts the line's end. */
static const char *heading(char *line, const char *name)
{
	size_t length = strlen(line);

	while (length > 0 && isspace((unsigned char)line[length - 1]))
		line[--length] = '\0';
	line += strspn(line, " \t");
	if (strncmp(line, name, strlen(name)) != 0)
		return NULL;
	line += strlen(name);
	return line + strspn(line, " \t");
}

static void read_line(struct reading *reading, char *line)
{
	const char *rest;

	if ((rest = heading(line, "rules:")) != NULL)
		on_rules(reading, rest);
	else if ((rest = heading(line, "story:")) != NULL)
		on_story(reading, rest);
	else if (!reading->skips && story_split(&reading->words, line) && reading->words.n > 0) {
		bool expects = strcmp(reading->words.list[0], "expect") == 0;

		read_words(reading);
		reading->last_expects = expects;
	}
}

void story_read_file(struct story_set *set, const char *path)
{
	struct reading reading = { .words = { .set = set, .path = path }, .path = path };
	size_t n_before = set->n, room = 0;
	FILE *file = fopen(path, "re");
	char *line = NULL;

	if (file == NULL) {
		story_mistake(set, path, 0, "cannot be read: %s", strerror(errno));
		return;
	}
	reading.facts.contacts = json_object();
	while (getline(&line, &room, file) >= 0) {
		reading.words.line++;
		read_line(&reading, line);
	}
	for (size_t i = n_before; i < set->n && set->n_mistakes == 0; i++)
		if (set->stories[i].n_expects == 0)
			story_mistake(set, path, set->stories[i].line,
				      "this story expects nothing, so it shows nothing");
	if (ferror(file))
		story_mistake(set, path, reading.words.line, "cannot be read on");
	else if (set->n == n_before && set->n_mistakes == 0)
		story_mistake(set, path, reading.words.line, "there is no story in it");
	json_decref(reading.facts.contacts);
	free(line);
	fclose(file);
}

void story_set_done(struct story_set *set)
{
	for (size_t i = 0; i < set->n_rulesets; i++)
		ruleset_free(set->rulesets[i].ruleset);
	arena_done(&set->arena);
}
