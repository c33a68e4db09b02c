/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CASEWORK_CLOCKS_H
#define CONCERND_CASEWORK_CLOCKS_H

#include <stdint.h>

#include "config/ruleset.h"

/* Until when people owe something on an alert, and when the rungs of a ladder are told. Clocks are rows
 * of the database, written in the transaction that starts or ends them; notify/ tells of those missed. */

/* When a clock of a level, started at an instant, is due. Of CLOCK_ACT from_us is the end of the day by
 * which the action is to be done. */
int64_t clock_due_us(const struct ruleset *ruleset, enum level level, enum clock_kind kind,
		     int64_t from_us);

/* When the rung after one that was told at an instant is told: of the last (is_last) a day later, and
 * never on a day that the office is closed unless the level runs on the clock. */
int64_t clock_next_rung_us(const struct ruleset *ruleset, enum level level, bool is_last,
			   int64_t told_us);

/* The end of a local day. */
int64_t clock_day_end_us(const struct ruleset *ruleset, int32_t day);

#endif
