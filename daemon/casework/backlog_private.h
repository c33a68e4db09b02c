/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CASEWORK_BACKLOG_PRIVATE_H
#define CONCERND_CASEWORK_BACKLOG_PRIVATE_H

#include "case.h"
#include "casework/backlog.h"
#include "view.h"

/* What the files of the backlog share: pages of subjects, loaded without locks (backlog_page.c), and what
 * a rule would have on one of them (backlog_look.c). */

struct backlog_page {
	struct judging judging; /* first: the load functions take it for the context */
	enum case_scope scope;
	int64_t after; /* only subjects with greater ids, */
	int32_t most;  /* so many at most */
	size_t n;      /* how many there were; */
	int64_t last;  /* the id of the last one */
	struct ruleset *ruleset;
	void *scratch;
	size_t scratch_size;
};

/* Loads a page of subjects of a scope: those of judging->subjects that are of it. The ruleset must outlive
 * it; backlog_page_done() frees it, also after false with *err. */
bool backlog_page_load(struct store *store, struct backlog_page *page, enum case_scope scope,
		       int64_t after, int32_t most, struct ruleset *ruleset, struct err *err);
void backlog_page_done(struct backlog_page *page);

/* What a rule holds on if no contact is history, and whether it holds on history alone. Of a group of
 * doubts: on those of it who do not have the alert, or would not, by themselves. */
struct backlog_look {
	struct view view;
	struct verdict verdict; /* until the next look */
	bool on_history;
};

/* False: nothing would rise. */
bool backlog_look(struct backlog_page *page, const struct case_subject *subject,
		  const struct rule *rule, struct backlog_look *ret);

/* The undecided alert of a rule; NULL: none stands. */
const struct case_alert *backlog_standing(const struct case_subject *subject, const char *rule);

#endif
