/* SPDX-License-Identifier: Apache-2.0 */
#include "simulate_telling.h"

#include <string.h>

#include "base/clock.h"
#include "simulate_course.h"

/* How one sender tells of an incident: when, in which words, and which other agencies hear of it. */

enum { TELLERS = 4, LATE_DAYS = 42 };

const struct figures_category *telling_category(enum figures_place place, struct chance *chance,
						enum figures_shape shape)
{
	double weights[CATEGORIES];

	for (int i = 0; i < CATEGORIES; i++)
		weights[i] = figures_categories[i].share[place] *
			     figures_categories[i].told_by[shape];
	return &figures_categories[chance_pick(chance, weights, CATEGORIES, sizeof *weights)];
}

int64_t telling_local_us(int32_t day, int64_t second)
{
	return day * USEC_PER_DAY + second * USEC_PER_SEC;
}

/* The next time in office hours (Monday to Friday, eight to six) `work` seconds of them later. */
int64_t telling_after_office_work(int64_t at_local_us, int64_t work)
{
	enum { OPENS = 8 * 3600, CLOSES = 18 * 3600 };
	int32_t day = (int32_t)(at_local_us / USEC_PER_DAY);
	int64_t second = at_local_us % USEC_PER_DAY / USEC_PER_SEC;

	if (second < OPENS)
		second = OPENS;
	for (;; day++, second = OPENS) {
		int weekday = (day + 3) % 7; /* 1970-01-01 was a Thursday; 0 is Monday */

		if (weekday >= 5 || second >= CLOSES)
			continue;
		if (second + work < CLOSES)
			return telling_local_us(day, second + work);
		work -= CLOSES - second;
	}
}

/* Police: most wait for the batch of the small hours, from three o'clock on. */
static int64_t police_sends(struct chance *chance, int64_t at_local_us)
{
	int32_t day = (int32_t)(at_local_us / USEC_PER_DAY);
	enum { HOUR = 3600, BATCH_AT = 3 * HOUR };
	int64_t batch = BATCH_AT + chance_between(chance, 0, 600);

	if (!chance_is(chance, figures_police_batch))
		return at_local_us +
		       chance_between(chance, HOUR / 3, INT64_C(8) * HOUR) * USEC_PER_SEC;
	if (at_local_us >= telling_local_us(day, BATCH_AT))
		day++;
	return telling_local_us(day, batch);
}

static int64_t sends(struct chance *chance, enum figures_sender sender, int64_t at_local_us)
{
	double wait = chance_unit(chance) * chance_unit(chance);
	int64_t at = at_local_us;

	if (sender == SENDER_POLICE)
		at = police_sends(chance, at);
	else if (sender == SENDER_HEALTH)
		at += (int64_t)(1800 + wait * 36 * 3600) * USEC_PER_SEC;
	else
		at = telling_after_office_work(at, (int64_t)(600 + wait * 9 * 3600));
	if (chance_is(chance, figures_late))
		at += chance_between(chance, 2, LATE_DAYS) * USEC_PER_DAY;
	return at;
}

void telling_set_times(const struct world_options *options, struct chance *chance,
		       int64_t at_local_us, struct telling *telling)
{
	const struct zone *zone = options->zone;

	telling->occurred_us = zone_instant_us(zone, at_local_us);
	telling->occurred_day = (int32_t)(at_local_us / USEC_PER_DAY);
	telling->whole_day = chance_is(chance, figures_whole_day[telling->origin->shape]);
	telling->sent_us = zone_instant_us(zone,
					   sends(chance, telling->origin->sender, at_local_us));
}

static void add_factor(struct chance *chance, const struct figures_category *category,
		       struct telling *telling)
{
	size_t i = chance_pick(chance, category->factor_weights, FIGURES_FACTORS,
			       sizeof *category->factor_weights);

	for (int k = 0; k < telling->n_factors; k++)
		if (strcmp(telling->factors[k], category->factors[i]) == 0)
			return;
	telling->factors[telling->n_factors++] = category->factors[i];
}

void telling_set_words(const struct world_options *options, struct chance *chance,
		       struct telling *telling)
{
	const struct figures_origin *origin = telling->origin;

	telling->code = origin->codes[chance_pick(chance, &origin->codes[0].weight, FIGURES_CODES,
						  sizeof *origin->codes)]
				.code;
	telling->grade = NULL;
	telling->outcome = NULL;
	telling->other_category = NULL;
	telling->n_factors = 0;
	add_factor(chance, telling->category, telling);
	if (chance_is(chance, figures_second_category)) {
		telling->other_category = telling_category(options->place, chance, origin->shape);
		if (telling->other_category->age_from < 0 ||
		    telling->other_category == telling->category)
			telling->other_category = NULL;
		else
			add_factor(chance, telling->other_category, telling);
	}
	if (origin->sender == SENDER_POLICE)
		telling->grade = figures_grades[chance_pick(chance,
							    telling->below_line
								    ? &figures_grades[0].below_line
								    : &figures_grades[0].share,
							    GRADE_ROWS, sizeof *figures_grades)]
					 .name;
	if (origin->sender == SENDER_SOCIAL_CARE && telling->below_line)
		telling->outcome = "nfa";
	else if (origin->sender == SENDER_SOCIAL_CARE && chance_is(chance, figures_outcome_known))
		telling->outcome = figures_outcomes[chance_pick(chance, &figures_outcomes[0].share,
								OUTCOMES, sizeof *figures_outcomes)]
					   .name;
}

/* Another agency that hears of the same: police, school, health or the council. */
static const struct figures_origin *pick_teller(const struct world_options *options,
						struct chance *chance, const struct telling *first,
						unsigned told)
{
	double weights[TELLERS];

	for (unsigned i = 0; i < TELLERS; i++) {
		const struct figures_origin *origin = &figures_origins[i];

		weights[i] = (told & (1u << i)) != 0 ||
					     strcmp(origin->agency, first->origin->agency) == 0
				     ? 0.0
				     : origin->share[options->place] *
					       (0.05 + first->category->told_by[origin->shape]);
	}
	return &figures_origins[chance_pick(chance, weights, TELLERS, sizeof *weights)];
}

void telling_queue(const struct world_options *options, const struct telling *telling,
		   struct queue *queue)
{
	struct telling told = *telling;

	course_parent_alone(options, &told);
	queue_add(queue, &told);
	telling_correct(options, &told, queue);
}

/* The same incident as another agency puts it: near in time, mostly under the same category. With
 * the police reference it is known to be the same; else it has to be guessed. */
void telling_retell(const struct world_options *options, struct chance *chance, int64_t at_local_us,
		    struct telling *telling, struct queue *queue)
{
	const struct telling first = *telling;
	bool shares = first.reference[0] != '\0' && chance_is(chance, figures_shared_reference);
	unsigned told = 0;
	int more = chance_is(chance, figures_third_telling) ? 2 : 1;

	for (int i = 1; i <= more; i++) {
		telling->origin = pick_teller(options, chance, &first, told);
		told |= 1u << (telling->origin - figures_origins);
		telling->nth = (uint8_t)i;
		if (chance_is(chance, 0.15) && !telling->unborn)
			telling->category = telling_category(options->place, chance,
							     telling->origin->shape);
		if (telling->category->age_from < 0)
			telling->category = first.category;
		if (!shares)
			telling->reference[0] = '\0';
		telling_set_times(options, chance,
				  at_local_us +
					  chance_between(chance, -60, 180) * 60 * USEC_PER_SEC,
				  telling);
		telling_set_words(options, chance, telling);
		telling_queue(options, telling, queue);
		telling->category = first.category;
	}
}
