/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CASEWORK_VIEW_H
#define CONCERND_CASEWORK_VIEW_H

#include "case.h"
#include "config/ruleset.h"

/* A subject's contacts as the engine sees them, in the words of one rule set: numbers for words, and
 * the incidents that they make. */
struct view {
	struct ruleset *ruleset;
	struct contact *contacts; /* sorted by contact_compare() */
	size_t n_contacts;
	struct incidents incidents;
	struct decision *decisions; /* on all alerts of the subject, sorted by decided_us */
	size_t n_decisions;
};

/* What a rule of the view's rule set is judged on, at an instant. */
struct subject view_subject(const struct view *view, const struct decided *decided, int64_t now_us);

/* Makes a view of all contacts of a subject, which are united; lies in the arena. The lexicon may grow. */
void view_make(struct arena *arena, struct ruleset *ruleset, const struct case_subject *subject,
	       struct view *ret);

/* A set of words by their names. */
struct wordset view_words(struct ruleset *ruleset, enum lexicon_kind kind, const char *const *names,
			  size_t n);

/* What the decided alerts of a rule leave behind, in the words of the view. False if none. */
bool view_decided(struct arena *arena, const struct view *view, const struct case_subject *subject,
		  const char *rule, struct decided *ret);

#endif
