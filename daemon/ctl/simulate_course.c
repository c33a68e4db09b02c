/* SPDX-License-Identifier: Apache-2.0 */
#include "simulate_course.h"

#include <string.h>

#include "base/clock.h"
#include "simulate_telling.h"

/*
 * Each contact here has a name of its own, which no incident of its day has: the number of the incident that
 * it follows, and behind COURSES times what it is. So it can be made without looking at any other day.
 */

enum {
	COURSES = 100000,
	MISSING_AGAIN = 1,
	MISSING_MOST = 5,
	DISPOSAL = 11,
	WAIT = 12,
	WAIT_ENDS = 13
};
enum { HOUR = 3600, TOLD_FROM_DAYS = 84, TOLD_TO_DAYS = 147 };

static void begin(const struct world_options *options, const struct telling *telling,
		  const char *purpose, struct chance *chance)
{
	chance_init(chance, options->seed, purpose, (uint64_t)telling->happened_day,
		    telling->incident);
}

/* Another contact about the child of `first` alone. */
static struct telling another(const struct telling *first, uint32_t course,
			      const struct figures_origin *origin,
			      const struct figures_category *category)
{
	struct telling telling = *first;

	telling.incident += COURSES * course;
	telling.nth = 1;
	telling.origin = origin;
	telling.category = category;
	telling.reference[0] = '\0';
	telling.children = (uint8_t)(1U << first->centre);
	telling.siblings = telling.adults = 0;
	telling.about_parent = false;
	return telling;
}

/* Words of one category alone: a second one would make a wait or a disposal count as another concern. */
static void set_words(const struct world_options *options, struct chance *chance,
		      struct telling *telling)
{
	telling_set_words(options, chance, telling);
	telling->other_category = NULL;
	telling->n_factors = 1;
	telling->factors[0] = telling->category->factors[0];
}

/* Who went missing goes missing again, and again, each some days after the last. */
static void go_missing_again(const struct world_options *options, int64_t at_local_us,
			     const struct telling *first, struct queue *queue)
{
	struct chance chance;

	begin(options, first, "missing again", &chance);
	for (uint32_t i = 0; i < MISSING_MOST && chance_is(&chance, figures_missing_again); i++) {
		struct telling again = another(first, MISSING_AGAIN + i,
					       &figures_origins[ORIGIN_POLICE], first->category);

		at_local_us += chance_between(&chance, INT64_C(20) * HOUR, INT64_C(150) * HOUR) *
			       USEC_PER_SEC;
		telling_set_times(options, &chance, at_local_us, &again);
		set_words(options, &chance, &again);
		telling_queue(options, &again, queue);
	}
}

/* The custody officer rings social care, which writes it down within hours; or does not. */
static void refer(const struct world_options *options, int64_t at_local_us,
		  const struct telling *first, struct queue *queue)
{
	struct telling referral = *first;
	struct chance chance;

	begin(options, first, "custody", &chance);
	if (!chance_is(&chance, figures_custody_referred))
		return;
	referral.nth = 3;
	referral.origin = &figures_origins[ORIGIN_COUNCIL];
	at_local_us += chance_between(&chance, HOUR, INT64_C(7) * HOUR) * USEC_PER_SEC;
	telling_set_times(options, &chance, at_local_us, &referral);
	referral.whole_day = false;
	telling_set_words(options, &chance, &referral);
	telling_queue(options, &referral, queue);
}

/* Weeks after the offence, out of court. */
static void dispose(const struct world_options *options, int64_t at_local_us,
		    const struct telling *first, struct queue *queue)
{
	struct telling disposal = another(first, DISPOSAL, first->origin, &figures_disposal);
	struct chance chance;

	begin(options, first, "disposal", &chance);
	if (!chance_is(&chance, figures_disposed))
		return;
	at_local_us += chance_between(&chance, 10, 56) * USEC_PER_DAY;
	telling_set_times(options, &chance, at_local_us, &disposal);
	set_words(options, &chance, &disposal);
	telling_queue(options, &disposal, queue);
}

void course_follow(const struct world_options *options, int64_t at_local_us,
		   const struct telling *first, bool is_retold, struct queue *queue)
{
	const char *category = first->category->name;
	bool by_police = first->origin->sender == SENDER_POLICE;

	if (strcmp(category, "missing") == 0)
		go_missing_again(options, at_local_us, first, queue);
	if (strcmp(category, "custody") == 0 && !is_retold)
		refer(options, at_local_us, first, queue);
	if (by_police && (strcmp(category, "custody") == 0 || strcmp(category, "offending") == 0))
		dispose(options, at_local_us, first, queue);
}

uint32_t course_count_waits(const struct world_options *options, int32_t day)
{
	struct chance chance;

	chance_init(&chance, options->seed, "waits", (uint64_t)day, (uint64_t)options->place);
	return chance_poisson(&chance, options->contacts_a_year * figures_waits / 365.25);
}

/* The trust tells it as it begins, or when its list is gone through, months later. Returns when. */
static int64_t tell_begun(const struct world_options *options, struct chance *chance, int64_t at_us,
			  int64_t ends_us, const struct telling *whose, struct queue *queue)
{
	struct telling begun = another(whose, WAIT, &figures_origins[ORIGIN_HEALTH],
				       &figures_wait_started);
	bool is_late = chance_is(chance, figures_wait_told_late);
	int64_t late_us = chance_between(chance, TOLD_FROM_DAYS, TOLD_TO_DAYS) * USEC_PER_DAY;

	telling_set_times(options, chance, at_us, &begun);
	set_words(options, chance, &begun);
	if (is_late && at_us + late_us < ends_us)
		begun.sent_us = zone_instant_us(options->zone, at_us + late_us);
	queue_add(queue, &begun);
	return begun.sent_us;
}

void course_wait(const struct world_options *options, const struct telling *whose,
		 struct queue *queue)
{
	struct telling over = another(whose, WAIT_ENDS, &figures_origins[ORIGIN_HEALTH],
				      &figures_wait_ended);
	struct chance chance;

	begin(options, whose, "wait", &chance);
	int64_t at_us = telling_after_office_work(telling_local_us(whose->happened_day, 0),
						  chance_between(&chance, HOUR, INT64_C(8) * HOUR));
	double long_one = chance_unit(&chance) * chance_unit(&chance);
	int64_t days = 10 + (int64_t)(long_one * figures_wait_days_most);
	int64_t ends_us = at_us + days * USEC_PER_DAY;

	int64_t told_us = tell_begun(options, &chance, at_us, ends_us, whose, queue);

	telling_set_times(options, &chance, ends_us, &over);
	set_words(options, &chance, &over);
	if (over.sent_us <= told_us)
		over.sent_us = told_us + USEC_PER_HOUR;
	if (over.sent_us - zone_instant_us(options->zone, at_us) <
	    COURSE_LATEST_DAYS * USEC_PER_DAY)
		queue_add(queue, &over);
}

bool course_parent_alone(const struct world_options *options, struct telling *telling)
{
	struct chance chance;

	if (telling->origin->sender != SENDER_HEALTH || !telling->about_parent)
		return false;
	chance_init(&chance, options->seed, "parent alone", (uint64_t)telling->happened_day,
		    (uint64_t)telling->incident * 8 + telling->nth);
	if (!chance_is(&chance, figures_parent_alone))
		return false;
	telling->children = telling->siblings = 0;
	return true;
}
