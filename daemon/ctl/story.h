/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CTL_STORY_H
#define CONCERND_CTL_STORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"
#include "casework/fact.h"
#include "config/ruleset.h"

/*
 * What the files of `concernctl test` share. A story is read from lines of a text file into what
 * happens and what is expected, played on a virtual clock, and compared. The format is told by
 * story_format.
 */

/* For `concernctl help test`. */
extern const char story_format[];

/* A time as a story gives it: a date, or a date with a time of day. */
struct story_time {
	bool given, is_day;
	int32_t day;   /* the local date */
	int64_t at_us; /* noon of a date alone */
};

/* What happens: a fact, or a decision on an alert. */
struct story_act {
	int line;
	int64_t at_us;           /* when it became known */
	const struct fact *fact; /* NULL: a decision */
	const char *rule, *subject, *outcome;
};

enum story_state { EXPECT_OPEN, EXPECT_DECIDED, EXPECT_WITHDRAWN, EXPECT_NONE };

struct story_expect {
	int line;
	int group;     /* lines that follow each other tell all that stands then */
	int64_t at_us; /* by the story's clock */
	enum story_state state;
	const char *rule;    /* EXPECT_NONE: NULL for every rule */
	enum level level;    /* LEVEL_NONE: whatever it is */
	const char *subject; /* a child or a household */
	struct story_time since, known;
	int64_t incidents;     /* negative: however many */
	const char **contacts; /* the evidence, in any order; none: whatever it is */
	size_t n_contacts, room_contacts;
};

enum { STORY_RULES = 8 };

struct story {
	const char *path;
	int line;
	const char *title;
	struct ruleset *ruleset; /* its set's */
	const char *rules[STORY_RULES];
	size_t n_rules; /* 0: it looks at all of them */
	struct story_act *acts;
	size_t n_acts, room_acts;
	struct story_expect *expects;
	size_t n_expects, room_expects;
};

struct story_ruleset {
	const char *path;
	struct ruleset *ruleset; /* NULL: it does not hold */
};

/* All stories of a run, and the rule sets that they are played by. */
struct story_set {
	struct arena arena;
	const char *rules_path; /* instead of what the stories name; NULL: what they name */
	struct story *stories;
	size_t n, room;
	struct story_ruleset *rulesets;
	size_t n_rulesets, room_rulesets;
	size_t n_mistakes; /* lines that cannot be read: told on stderr */
};

/* Adds the stories of a file to a set. What cannot be read is told and counted. */
void story_read_file(struct story_set *set, const char *path);
void story_set_done(struct story_set *set);

/* Tells a mistake, as FILE:LINE: text, on stderr and counts it. Always false. */
bool story_mistake(struct story_set *set, const char *path, int line, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* ---- Words of a line ---- */

enum { STORY_WORDS = 64 };

/* The words of one line, and where its reading is. */
struct story_words {
	struct story_set *set;
	struct story *story; /* under way */
	const char *path;
	int line;
	const char *list[STORY_WORDS];
	size_t n, at;
};

/* Splits a line at blanks; "quoted words" hold blanks; # begins a comment. False: told. */
bool story_split(struct story_words *words, const char *line);

/* The next word, NULL at the end or before a KEY=VALUE; the next KEY=VALUE, false likewise. */
const char *story_word(struct story_words *words);
bool story_option(struct story_words *words, const char **ret_key, const char **ret_value);

/* The name of a rule of the story's rule set. NULL: there is none, told. */
const char *story_take_rule(struct story_words *words);

/* A date, and a time of day if one follows, by the clock on the wall. "at" before it is passed over.
 * False: there is none, told. story_text_time() reads the same from one text. */
bool story_take_time(struct story_words *words, struct story_time *ret);
bool story_text_time(struct story_words *words, const char *text, struct story_time *ret);

/* Tells what is wrong with the line. Always false. */
bool story_wrong(struct story_words *words, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* The rest of a line that expects; group and at_us are the caller's. False: told. */
bool story_read_expect(struct story_words *words, struct story_expect *ret);

/* ---- Facts ---- */

/* What a story told of its contacts so far: what amendments begin from. */
struct story_facts {
	struct json_t *contacts; /* by name: data */
};

/* Each reads the rest of a line that tells of a fact; ret_at: when it became known. NULL: told. */
struct fact *story_read_contact(struct story_facts *facts, struct story_words *words,
				int64_t *ret_at_us);
struct fact *story_read_amend(struct story_facts *facts, struct story_words *words,
			      int64_t *ret_at_us);
struct fact *story_read_withdraw(struct story_facts *facts, struct story_words *words,
				 int64_t *ret_at_us);
struct fact *story_read_outcome(struct story_facts *facts, struct story_words *words,
				int64_t *ret_at_us);
struct fact *story_read_household(struct story_facts *facts, struct story_words *words,
				  int64_t *ret_at_us);

/* ---- Playing ---- */

struct story_difference {
	int line;
	const char *text;
};

/* What a story's playing came to. */
struct story_result {
	struct arena *arena;
	struct story_difference *list; /* in order of lines */
	size_t n, room;
};

/* Plays a story by its ruleset as that stands now. The result's arena is the caller's. */
void story_play(const struct story *story, struct arena *arena, struct story_result *ret);

/* ---- Coverage ---- */

/* Called with each condition of a rule that the stories could do without. */
typedef void story_untouched(void *context, const char *rule, const char *condition);

/*
 * Changes one condition of one rule at a time (leaves it out, makes it a little harder or easier),
 * plays the stories that look at the rule, and tells each change that no story notices. All stories
 * must have passed. Rules that are off and that no story names are left out.
 */
void story_cover(const struct story_set *set, story_untouched *untouched, void *context);

#endif
