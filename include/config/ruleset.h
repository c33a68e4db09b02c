/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CONFIG_RULESET_H
#define CONCERND_CONFIG_RULESET_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/span.h"
#include "config/findings.h"
#include "config/lexicon.h"
#include "engine/rule.h"

/* rules.conf, read: the words, the rules, and what goes with them (SPEC sections 3 and 4). */

enum feedback { FEEDBACK_OUTCOME, FEEDBACK_RECEIVED, FEEDBACK_NONE };

struct agency {
	const char *name, *title;
	enum feedback feedback;
};

struct category {
	const char *name, *title;
	bool counts;
	const char *const *factors; /* DfE codes that speak for it */
	size_t n_factors;
};

struct outcome {
	const char *name, *title;
};

struct ruleset {
	struct arena arena;
	struct zone *zone;
	struct lexicon lexicon;
	struct rulebook book;     /* book.zone is zone */
	struct span look_back;
	struct agency *agencies;  /* agencies[i] is word i + 1; likewise below */
	size_t n_agencies;
	struct category *categories;
	size_t n_categories;
	struct outcome *outcomes;
	size_t n_outcomes;
	const char *text;         /* the whole file as libconfig writes it: stored with the version */
};

/*
 * Reads and checks a rules.conf (and what it includes). Every mistake is added to findings; the
 * ruleset is NULL if there is an error among them, else the caller's, freed by ruleset_free().
 */
struct ruleset *ruleset_read_file(const char *path, struct findings *findings);

/* The same from a text, as the database keeps it; `name` stands for the file in findings. */
struct ruleset *ruleset_read_text(const char *text, const char *name, struct findings *findings);

void ruleset_free(struct ruleset *ruleset);

/* The rule of that name in the book; NULL if there is none. */
struct rule *ruleset_rule(struct ruleset *ruleset, const char *name);

#endif
