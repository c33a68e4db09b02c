/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CONFIG_WHERE_LINT_H
#define CONCERND_CONFIG_WHERE_LINT_H

#include "rule_reader.h"

/* What can be told of a `where` without any contact: that nothing meets it, that another takes it
 * in. */

/* Adds what makes a where one that nothing meets; `what` it is called: "where", "last". */
void where_lint(struct reader *reader, const config_setting_t *setting, const char *what,
		const struct where *where);

/* The same of `last`, and of what it and the rule's where forbid each other. */
void where_lint_both(struct reader *reader, const config_setting_t *setting,
		     const struct where *where, const struct where *last);

/* The words of a list criterion; none when it is not there. */
struct wordset where_words(const struct where *where, enum criterion_field field, bool forbids);

/* How many words of a kind the matching contacts can have; as many as there are where the config
 * declares none. only_listed: no others than those that the where lists. */
int where_count(const struct reader *reader, const struct where *where, enum criterion_field field,
		enum lexicon_kind kind, bool only_listed);

/* True if every incident that matches narrow matches wide, and every contact that meets it as well.
 * False where that cannot be told. */
bool where_covers(const struct where *wide, const struct where *narrow,
		  const struct wordset *uncounted);

#endif
