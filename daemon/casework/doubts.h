/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CASEWORK_DOUBTS_H
#define CONCERND_CASEWORK_DOUBTS_H

#include "case.h"

/*
 * Records joined by open reviews are judged as one child too, as subjects of scope doubt: groups of
 * at most eight, the strongest reviews first. They are made anew, under the locks of all whom they
 * touch, whenever a run opens a review or a person settles one.
 */

bool doubts_bind(void *context, struct params *params);

/* Lists the subjects. False, with judging->lost_race, when children have to be locked first:
 * judging->more. */
bool doubts_take(void *context, const struct rows *rows, struct err *err);

/* The judging->n_new_groups groups that are new get their ids, from the elements of a column of the
 * first row: once all were judged, for how many there are shows behind the locks alone. */
void doubts_number(struct judging *judging, const struct rows *rows, int column);

/* A group that was, and has no members any more. */
bool doubts_is_over(const struct case_subject *subject);

/* Before anybody is judged: where a merge ended groups, decisions on their alerts are the heir's. */
void doubts_bequeath(struct judging *judging, struct case_subject *heir);

/* Once all members were judged: decisions on members' alerts count for the group. */
void doubts_borrow(struct judging *judging, struct case_subject *subject);

/* Who of them has no undecided alert of the rule, as high or higher, once this run is done: an alert that
 * a member has needs no doubt, but what the others have together is not told by it. The subject itself
 * if none has one, else another in the arena, united. */
const struct case_subject *doubts_untold(struct judging *judging,
					 const struct case_subject *subject, const char *rule,
					 enum level level);

bool doubts_bind_old(void *context, struct params *params);
bool doubts_bind_new(void *context, struct params *params);

#endif
