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

/* Of a child who lived in households, or of a household: who may bear on whom. */
struct trial_homes {
	int64_t home; /* of a household: which; 0 of a child */
	int64_t *members, *adults, *homes;
	size_t n_members, n_adults, n_homes;
	size_t room_members, room_adults, room_homes;
	struct residence *said; /* scratch, side by side with of */
	const struct archive_stay **of;
	size_t room_said;
};

struct trial {
	const struct trial_terms *terms;
	void (*on_alert)(void *context, struct trial_alert *alert);
	void *context;
	int64_t child;         /* or the household */
	enum rule_scope scope; /* of the rules that judge it */
	bool has_homes;        /* then: */
	struct trial_homes homes;
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

/* Lists who may bear on a child, or a household. */
void trial_list_homes(struct trial *trial, int64_t subject, bool is_home);

/* The same for them: all their rows. */
void trial_gather_homes(struct trial *trial, int64_t subject);

/* How a version of a contact bears on the subject, as known by now_us: how many bearings, at most a
 * row for each member. */
size_t trial_bear(struct trial *trial, const struct trial_group *group, int32_t version,
		  int64_t occurred_us, int64_t now_us, struct bearing *list);

/* How a row says that its contact bears on its child. */
struct bearing trial_bearing(const struct archive *archive, const struct archive_row *row);

/* Gathers the child's rows to contacts, and the instants at which something of them was told. */
void trial_gather(struct trial *trial, const uint32_t *order, size_t n);

/* The child as a rule set sees it at an instant; made once an instant. */
const struct trial_view *trial_look(struct trial *trial, size_t set, int64_t now_us);

/* An incident that matches has a contact that meets the rule's where; so where all contacts that the
 * child will ever have do not suffice, nothing has to be looked at. Corrections may change what a
 * contact says: then every rule is looked at. True if there is a rule left. */
bool trial_find_candidates(struct trial *trial);

#endif
