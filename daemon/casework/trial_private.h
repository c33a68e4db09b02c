/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CASEWORK_TRIAL_PRIVATE_H
#define CONCERND_CASEWORK_TRIAL_PRIVATE_H

#include "trial.h"

/* What the two files of a trial share: who stands when (trial_stand.c), and the clock (trial.c). */

/* A contact on the child: its rows, those of one version side by side. */
struct trial_group {
	const struct archive_row **rows;
	size_t n;
	const struct archive_correction *corrections; /* all that will be told of it */
	size_t n_corrections;
};

/* How the child's contacts stand at one instant, as one rule set sees them. */
struct trial_view {
	bool made;
	struct contact *contacts; /* sorted by contact_compare() */
	size_t n;
	struct bearing *bearings;
	struct incidents incidents;
	void *gathered;
	size_t room;
};

/* Where one rule stands with the child. */
struct trial_rule {
	struct docket *docket; /* NULL: no alert ever rose */
	size_t set;            /* by which the undecided alert stands */
	bool lifts_history;    /* that alert was picked from the backlog, or just is */
	size_t decided_set;    /* whose words docket->decided is in */
	int64_t due_us;        /* the next deadline of `unless`; INT64_MAX: none */
	int64_t decide_us;     /* the supposed decision; INT64_MAX: none */
};

struct trial {
	const struct trial_terms *terms;
	void (*on_alert)(void *context, struct trial_alert *alert);
	void *context;
	int64_t child;
	const struct archive_row **rows;
	struct trial_group *groups;
	size_t n_rows, n_groups, room_rows;
	bool is_corrected; /* some contact has corrections */
	int64_t *instants; /* when facts were recorded, ascending */
	size_t n_instants, room_instants;
	struct trial_view *views;   /* by rule set */
	struct wordset *candidates; /* by rule set: rules (by number) that may ever hold */
	struct trial_rule rules[TRIAL_RULES];
	struct docket *dockets;
	struct decision *decisions; /* those that came; outcome in the words of no rule set */
	const char **outcomes;      /* side by side: the words */
	size_t n_decisions, room_decisions;
	struct decision *said; /* the same in the words of a rule set */
	void *scratch;
	size_t room_scratch; /* contacts that it has room for */
};

/* Gathers the child's rows to contacts, and the instants at which something of them was told. */
void trial_gather(struct trial *trial, const uint32_t *order, size_t n);

/* The child as a rule set sees it at an instant; made once an instant. */
const struct trial_view *trial_look(struct trial *trial, size_t set, int64_t now_us);

/* An incident that matches has a contact that meets the rule's where; so where all contacts that the
 * child will ever have do not suffice, nothing has to be looked at. Corrections may change what a
 * contact says: then every rule is looked at. True if there is a rule left. */
bool trial_find_candidates(struct trial *trial);

#endif
