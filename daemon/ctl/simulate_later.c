/* SPDX-License-Identifier: Apache-2.0 */
#include "base/clock.h"
#include "simulate_telling.h"

/*
 * What is told of a contact after it: social care what came of it, its sender what was wrong in it or
 * that it was sent in error; now and then who lives with whom, and that a team works with the child. Each is a telling of its own, in the queue with the contacts, and may
 * come before the contact where that is late or waits for its batch.
 */

const double telling_corrections = 0.54; /* found by counting: outcomes for the most part */

enum { HOUR = 3600 };

static int64_t after(const struct world_options *options, int64_t at_us, int64_t office_seconds)
{
	int64_t at_local_us = zone_local_us(options->zone, at_us);

	return zone_instant_us(options->zone,
			       telling_after_office_work(at_local_us, office_seconds));
}

static void add(struct telling *telling, enum telling_kind kind, uint8_t step, int64_t sent_us,
		struct queue *queue)
{
	telling->kind = kind;
	telling->step = step;
	telling->sent_us = sent_us;
	queue_add(queue, telling);
}

static const char *pick_outcome(struct chance *chance, bool below_line)
{
	if (below_line)
		return "nfa";
	return figures_outcomes[chance_pick(chance, &figures_outcomes[0].share, OUTCOMES,
					    sizeof *figures_outcomes)]
		.name;
}

/* All contacts of an incident come to one outcome: it is that of the incident. */
static void decide(const struct world_options *options, const struct telling *telling,
		   struct chance *chance, struct queue *queue)
{
	struct chance of_incident;
	struct telling later = *telling;
	double wait = chance_unit(chance) * chance_unit(chance);
	int64_t at_us = after(options, telling->sent_us, (int64_t)((0.5 + wait * 25) * HOUR));

	if (telling->outcome != NULL || !chance_is(chance, figures_outcome_told))
		return;
	chance_init(&of_incident, options->seed, "outcome", (uint64_t)telling->happened_day,
		    telling->incident);
	later.outcome = pick_outcome(&of_incident, telling->below_line);
	later.decided_us = at_us;
	add(&later, TELLING_OUTCOME, 1, at_us + chance_between(chance, 1, 90) * 60 * USEC_PER_SEC,
	    queue);
	if (!chance_is(chance, figures_outcome_changed))
		return;
	later.outcome = pick_outcome(chance, telling->below_line);
	at_us = after(options, at_us + chance_between(chance, 2, 20) * USEC_PER_DAY, HOUR);
	later.decided_us = at_us;
	add(&later, TELLING_OUTCOME, 2, at_us + chance_between(chance, 1, 90) * 60 * USEC_PER_SEC,
	    queue);
}

/* The whole contact again: under another category as well, or at another time. */
static void amend(const struct world_options *options, const struct telling *telling,
		  struct chance *chance, struct queue *queue)
{
	struct telling later = *telling;
	const struct figures_category *other = telling_category(options->place, chance,
								telling->origin->shape);

	if (!chance_is(chance, figures_amended))
		return;
	if (chance_is(chance, 0.5) && other->age_from >= 0 && other != telling->category) {
		later.other_category = other;
	} else {
		later.occurred_us -= chance_between(chance, 1, 36) * HOUR * USEC_PER_SEC;
		later.occurred_day = zone_local_day(options->zone, later.occurred_us);
	}
	add(&later, TELLING_AMENDED, 1,
	    telling->sent_us + chance_between(chance, HOUR, INT64_C(144) * HOUR) * USEC_PER_SEC,
	    queue);
}

static void withdraw(const struct telling *telling, struct chance *chance, struct queue *queue)
{
	struct telling later = *telling;

	if (chance_is(chance, figures_withdrawn))
		add(&later, TELLING_WITHDRAWN, 1,
		    telling->sent_us +
			    chance_between(chance, HOUR / 6, INT64_C(72) * HOUR) * USEC_PER_SEC,
		    queue);
}

/* Who lives with whom, and since when: by those who keep records of people, and by a hospital that asks a
 * parent who is at home; behind the contact. */
static void link_home(const struct telling *telling, struct chance *chance, struct queue *queue)
{
	struct telling later = *telling;

	if (telling->origin->sender == SENDER_HEALTH
		    ? telling->children != 0 || !chance_is(chance, figures_home_asked)
		    : !chance_is(chance, figures_linked))
		return;
	later.children = later.adults = UINT8_MAX;
	later.siblings = 0;
	later.about_parent = false;
	later.occurred_day -= (int32_t)chance_between(chance, 30, 700);
	add(&later, TELLING_LINKED, 1,
	    telling->sent_us + chance_between(chance, 1, INT64_C(72) * HOUR) * USEC_PER_SEC, queue);
}

static void open_to_team(const struct telling *telling, struct chance *chance, struct queue *queue)
{
	struct telling later = *telling;

	if (telling->origin->sender != SENDER_SOCIAL_CARE ||
	    !chance_is(chance, figures_open_to_team))
		return;
	later.children = (uint8_t)(1U << telling->centre);
	later.siblings = 0;
	later.about_parent = false;
	add(&later, TELLING_STATUS, 1,
	    telling->sent_us +
		    chance_between(chance, INT64_C(24) * HOUR, INT64_C(300) * HOUR) * USEC_PER_SEC,
	    queue);
}

void telling_correct(const struct world_options *options, const struct telling *telling,
		     struct queue *queue)
{
	struct chance chance;

	if (options->contacts_only)
		return;
	chance_init(&chance, options->seed, "later", (uint64_t)telling->happened_day,
		    (uint64_t)telling->incident * 8 + telling->nth);
	decide(options, telling, &chance, queue);
	amend(options, telling, &chance, queue);
	withdraw(telling, &chance, queue);
	chance_init(&chance, options->seed, "home", (uint64_t)telling->happened_day,
		    (uint64_t)telling->incident * 8 + telling->nth);
	link_home(telling, &chance, queue);
	open_to_team(telling, &chance, queue);
}
