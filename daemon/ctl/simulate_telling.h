/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CTL_SIMULATE_TELLING_H
#define CONCERND_CTL_SIMULATE_TELLING_H

#include "simulate_queue.h"
#include "simulate_random.h"
#include "simulate_world.h"

/* How senders tell of an incident, and what they tell of it later. */

/* Nothing is told of an incident later than so many days after it. */
enum { TELLING_LATEST_DAYS = 160 };

/* Corrections for each contact, about: for progress. */
extern const double telling_corrections;

/* Microseconds of local time. */
int64_t telling_local_us(int32_t day, int64_t second);

/* The next time in office hours (Monday to Friday, eight to six) `work` seconds of them later. */
int64_t telling_after_office_work(int64_t at_local_us, int64_t work);

/* What it may be about, by who tells. */
const struct figures_category *telling_category(enum figures_place place, struct chance *chance,
						enum figures_shape shape);

/* Fills in when it happened, as told, and when it is sent; and in which words. */
void telling_set_times(const struct world_options *options, struct chance *chance,
		       int64_t at_local_us, struct telling *telling);
void telling_set_words(const struct world_options *options, struct chance *chance,
		       struct telling *telling);

/* Puts a contact into the queue, with what corrects it. */
void telling_queue(const struct world_options *options, const struct telling *telling,
		   struct queue *queue);

/* Queues what other agencies tell of the same incident. */
void telling_retell(const struct world_options *options, struct chance *chance, int64_t at_local_us,
		    struct telling *telling, struct queue *queue);

/* Queues what is told of a contact later: what came of it, what was wrong in it, that it was sent in
 * error. Chance of its own: the contacts are the same without. */
void telling_correct(const struct world_options *options, const struct telling *telling,
		     struct queue *queue);

#endif
