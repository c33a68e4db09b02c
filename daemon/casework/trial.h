/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CASEWORK_TRIAL_H
#define CONCERND_CASEWORK_TRIAL_H

#include "archive.h"
#include "docket.h"

/* One child's history gone through on a virtual clock, in memory that the next child uses again. */

enum { TRIAL_RULES = 256 }; /* names of rules, over all rule sets */

/* A rule set, and what is known of it before any child is judged. Read by every thread. */
struct trial_rules {
	struct ruleset *ruleset;
	int64_t from_us;               /* in force from then on */
	const struct contact *samples; /* by profile: what it says, in the words of this rule set */
	const struct wordset *may;     /* by profile: the rules (by number) of which it may meet the
					  where */
	struct rule *rules[TRIAL_RULES]; /* by number; NULL: has none of that name, or it judges
					    nobody here */
	size_t least[TRIAL_RULES];       /* fewer contacts that meet the where than these: no
					    alert; SIZE_MAX: off */
	const word *translation;         /* of agencies, to the words of the last rule set */
};

/* What all children are judged by. */
struct trial_terms {
	const struct archive *archive;
	const struct hindsight_options *options;
	struct trial_rules *sets; /* in order of from_us */
	size_t n_sets;
	const char *names[TRIAL_RULES]; /* of rules by number, sorted */
	size_t n_names;
	int64_t end_us; /* the clock stops before it */
};

/* An alert: the caller frees it with mem_free(), and its alert.contacts before. */
struct trial_alert {
	struct replay_alert alert; /* first: a pointer to it is one to the whole */
	size_t set;                /* whose words its contacts are in */
	char child[24];
};

struct trial;

/* on_alert is called for each alert as it rises; it may change until trial_child() returns. */
struct trial *trial_new(const struct trial_terms *terms,
			void (*on_alert)(void *context, struct trial_alert *alert), void *context);
void trial_free(struct trial *trial);

/* Judges the child whose rows stand at order[0] to order[n - 1] of the archive. */
void trial_child(struct trial *trial, const uint32_t *order, size_t n);

/* Judges a child that was ever told to live in a household, or a household. */
void trial_subject(struct trial *trial, int64_t subject, bool is_home);

/* The number of a rule's name, or SIZE_MAX. */
size_t trial_number(const struct trial_terms *terms, const char *name);

#endif
