/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_INTAKE_FEEDS_H
#define CONCERND_INTAKE_FEEDS_H

#include "base/metrics.h"

/* Watches over the senders: who falls silent, and of whose day fewer events are here than its tally
 * says, is told to ops, by the log, once, whichever copy of the daemon sees it; and so when it is
 * over. */

struct feeds;
struct intake;

/* Looks soon after the start and then once a minute. The intake outlives it. */
struct feeds *feeds_new(struct intake *intake);
void feeds_free(struct feeds *feeds);

/* feed_silent, for each sender, as of the last look. */
void feeds_measure(const struct feeds *feeds, struct metrics *metrics);

#endif
