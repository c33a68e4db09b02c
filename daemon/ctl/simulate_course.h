/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CTL_SIMULATE_COURSE_H
#define CONCERND_CTL_SIMULATE_COURSE_H

#include "simulate_queue.h"
#include "simulate_random.h"
#include "simulate_world.h"

/* What takes its course: incidents that bring others with them, and waits. All of it has chance of its own. */

/* No wait is told of later than so many days after it began. */
enum { COURSE_LATEST_DAYS = 330 };

/* Queues what an incident, as its first teller told it, brings: another missing episode, a referral from
 * custody (unless `is_retold`: then somebody has told), a disposal. `at_local_us` is when it happened. */
void course_follow(const struct world_options *options, int64_t at_local_us,
		   const struct telling *first, bool is_retold, struct queue *queue);

/* How many waits begin on a day. */
uint32_t course_count_waits(const struct world_options *options, int32_t day);

/* Queues that a child's wait began and, where it did within COURSE_LATEST_DAYS, that it ended. Child and family
 * are filled in, and the number of the wait on its day. */
void course_wait(const struct world_options *options, const struct telling *whose,
		 struct queue *queue);

/* A hospital that sees a parent may know of no child: takes the children out of what it tells. True if it did. */
bool course_parent_alone(const struct world_options *options, struct telling *telling);

#endif
