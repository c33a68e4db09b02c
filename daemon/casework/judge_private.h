/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CASEWORK_JUDGE_PRIVATE_H
#define CONCERND_CASEWORK_JUDGE_PRIVATE_H

#include "casework/judge.h"
#include "casework/names.h"
#include "identity/weights.h"

struct judge {
	struct store *store;
	struct rulesets *rulesets;
	unsigned channels;
	const struct settings *settings; /* of recipients; NULL: none */
	struct script script;
	struct hint *hint;
	int32_t *unreadable; /* versions of rule sets that could not be loaded */
	size_t n_unreadable;
	struct weights weights; /* by which records are matched, */
	char weights_version[WEIGHTS_VERSION_BYTES];
	const struct names *names; /* and how common names are; NULL: not counted */
	struct judge_counts counts;
};

/* The steps of the transaction that records and judges. */
const struct step *judge_steps(size_t *ret_n);

/* True if the rule set of that version was tried, and does not hold by this program. */
bool judge_cannot_load(const struct judge *judge, int32_t version);

struct judging;

/* After a rule set that a transaction wanted was loaded, or could not be (err): true if the
 * transaction may be run again, in doubt without that rule set. */
bool judge_goes_on(struct judge *judge, const struct judging *judging, const struct err *err);

/* Another transaction was in the way: the same one may well succeed now. */
bool judge_is_lost_race(const char *sqlstate);

/* Counts the alerts that a committed transaction changed. */
void judge_count_changes(struct judge *judge, const struct judging *judging);

#endif
