/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CASEWORK_VERDICT_PRIVATE_H
#define CONCERND_CASEWORK_VERDICT_PRIVATE_H

#include "case.h"
#include "view.h"

/* Judges a rule of the view's rule set on a subject: adds the change that it makes, and its timer.
 * stood: the undecided alert of the rule, NULL when none stands. */
void verdict_judge_rule(struct judging *judging, const struct view *view, const struct rule *rule,
			const struct case_subject *judged, const struct case_alert *stood);

#endif
