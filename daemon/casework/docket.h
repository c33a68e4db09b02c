/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CASEWORK_DOCKET_H
#define CONCERND_CASEWORK_DOCKET_H

#include "casework/replay.h"
#include "engine/assess.h"

/* In a replay: the alerts of one rule on one child or household, the undecided one and what the decided ones
 * leave behind. A docket is made when the first one rises. */

struct docket {
	struct docket *next; /* of the same child or household */
	const struct rule *rule;
	struct replay_alert *alert; /* the undecided one; NULL when none stands */
	struct standing standing;   /* of it */
	struct judged *evidence;    /* of it: what standing points to */
	bool was_decided;
	struct decided decided;
	struct judged *judged; /* what decided points to */
};

struct docket *docket_new(struct docket **list, const struct rule *rule);
void dockets_free(struct docket *list);

/* NULL when no alert of the rule ever rose; docket_decided() and docket_standing() take that too. */
struct docket *docket_find(struct docket *list, const struct rule *rule);
struct docket *docket_find_named(struct docket *list, const char *rule);

/* What assess() and assess_change() want: NULL when there is none. */
const struct decided *docket_decided(const struct docket *docket);
const struct standing *docket_standing(const struct docket *docket);

/* The undecided alert stands as the verdict says. */
void docket_stand(struct docket *docket, const struct subject *subject,
		  const struct verdict *verdict);

/* The undecided alert is withdrawn, or decided: either way it stays as it last stood. */
void docket_withdraw(struct docket *docket);
void docket_decide(struct docket *docket);

#endif
