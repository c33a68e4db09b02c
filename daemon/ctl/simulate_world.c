/* SPDX-License-Identifier: Apache-2.0 */
#include "simulate_world.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "simulate_course.h"
#include "simulate_queue.h"
#include "simulate_random.h"
#include "simulate_telling.h"

/*
 * Days are made one after another, each with chance of its own (so a day does not depend on where
 * a run began), and begin TELLING_LATEST_DAYS before the span, waits COURSE_LATEST_DAYS: what happened
 * then may be told in it. A queue holds what was not sent yet; all of it that is sent before the next day begins is final.
 */

enum { TRIES = 60 };

struct world {
	struct world_options options;
	uint32_t n_families;
	double *burdens;       /* of each family, in this month, running sum */
	int32_t burdens_month; /* which month they are of; INT32_MIN before the first */
	int32_t day;           /* the next to be made */
	int32_t first_day;     /* from which on incidents are */
	int64_t final_us;      /* what is sent before then is in the queue */
	struct queue queue;
};

/* ---- Families, by how much befalls them ---- */

static uint32_t count_families(uint32_t children)
{
	uint32_t n = (uint32_t)(children / 1.95); /* children a family, by the sizes in people.c */

	return n < 10 ? 10 : n < FAMILIES_MAX ? n : FAMILIES_MAX;
}

static double burden(const struct world *world, uint32_t family, int32_t month)
{
	struct chance lasting, passing;

	chance_init(&lasting, world->options.seed, "burden", family, 0);
	chance_init(&passing, world->options.seed, "burst", family, (uint64_t)month);
	return exp(figures_frailty * chance_normal(&lasting) +
		   figures_burst * chance_normal(&passing));
}

static void weigh_families(struct world *world, int32_t month)
{
	double sum = 0.0;

	if (world->burdens_month == month)
		return;
	world->burdens_month = month;
	for (uint32_t i = 0; i < world->n_families; i++) {
		sum += burden(world, i, month);
		world->burdens[i] = sum;
	}
}

static uint32_t pick_family(const struct world *world, struct chance *chance)
{
	double point = chance_unit(chance) * world->burdens[world->n_families - 1];
	uint32_t low = 0, high = world->n_families - 1;

	while (low < high) {
		uint32_t middle = (low + high) / 2;

		if (world->burdens[middle] <= point)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Children of the family whom a category can befall on a day, as bits. */
static uint8_t eligible(const struct family *family, const struct figures_category *category,
			int32_t day)
{
	uint8_t bits = 0;

	for (int i = 0; i < family->n_children; i++) {
		int32_t birth_day = family->children[i].birth_day;
		int age = birth_day > day ? -1 : date_whole_years(birth_day, day);
		bool expected = birth_day > day && birth_day - day < 200;

		if (category->age_from < 0 ? expected
					   : birth_day <= day && age >= category->age_from &&
						     age <= category->age_to)
			bits |= (uint8_t)(1u << i);
	}
	return bits;
}

static uint8_t pick_bit(struct chance *chance, uint8_t bits)
{
	uint32_t nth = chance_below(chance, (uint32_t)__builtin_popcount(bits));

	for (uint8_t i = 0;; i++)
		if ((bits & (1u << i)) != 0 && nth-- == 0)
			return i;
}

/* ---- An incident ---- */

static void name_people(struct chance *chance, const struct family *family, uint8_t able,
			int32_t day, struct telling *telling)
{
	const struct figures_category *category = telling->category;
	uint8_t born = eligible(family, &(struct figures_category){ .age_to = 17 }, day);
	uint8_t mother = 1;

	telling->centre = pick_bit(chance, able);
	telling->children = (uint8_t)(1u << telling->centre);
	telling->unborn = category->age_from < 0;
	telling->about_parent = chance_is(chance, category->about_parent);
	if (telling->about_parent || chance_is(chance, category->all_siblings)) {
		telling->children |= born;
	} else if (chance_is(chance, figures_sibling_named)) {
		telling->siblings = (uint8_t)(born & ~telling->children);
		telling->children |= born;
	}
	if (telling->about_parent)
		telling->adults = (uint8_t)(1u << chance_below(chance, (uint32_t)family->n_adults));
	else if (telling->unborn)
		telling->adults = mother;
	else if (strcmp(category->name, "domestic-abuse") == 0)
		telling->adults = (uint8_t)((1u << family->n_adults) - 1);
	else if (chance_is(chance, 0.15))
		telling->adults = mother;
}

/* Finds a family that the category can befall; not every one has, say, a child not yet born. */
static bool befall(const struct world *world, struct chance *chance, int32_t day,
		   struct telling *telling)
{
	int tries = telling->category->age_from < 0 ? 10 * TRIES : TRIES;

	for (int i = 0; i < tries; i++) {
		struct family family;

		family_make(world->options.seed, pick_family(world, chance), day, &family);
		uint8_t able = eligible(&family, telling->category, day);

		if (able == 0)
			continue;
		telling->family = family.index;
		telling->generation = family.generation;
		telling->below_line = family.below_line;
		name_people(chance, &family, able, day, telling);
		return true;
	}
	return false;
}

static void make_incident(struct world *world, struct chance *chance, int32_t day,
			  const struct figures_origin *origin, uint32_t nth)
{
	struct telling telling = { .origin = origin, .happened_day = day, .incident = nth };
	size_t hour = chance_pick(chance, figures_hours[origin->shape], 24, sizeof(double));
	int64_t at_local_us =
		telling_local_us(day, (int64_t)hour * 3600 + chance_between(chance, 0, 3599));

	telling.category = telling_category(world->options.place, chance, origin->shape);
	if (!befall(world, chance, day, &telling))
		return;
	double reference = origin->sender == SENDER_POLICE ? figures_police_reference : 0.2;

	if (chance_is(chance, reference)) {
		struct date date = date_from_day(day);

		snprintf(telling.reference, sizeof telling.reference, "LOG-%04d%02d%02d-%04u",
			 date.year, date.month, date.day, (unsigned)nth);
	}
	telling_set_times(&world->options, chance, at_local_us, &telling);
	telling_set_words(&world->options, chance, &telling);
	telling_queue(&world->options, &telling, &world->queue);
	bool is_retold = chance_is(chance, telling.category->retold);

	course_follow(&world->options, at_local_us, &telling, is_retold, &world->queue);
	if (is_retold)
		telling_retell(&world->options, chance, at_local_us, &telling, &world->queue);
}

static void make_wait(struct world *world, int32_t day, uint32_t nth)
{
	struct telling telling = { .category = &figures_wait_started,
				   .happened_day = day,
				   .incident = nth };
	struct chance chance;

	chance_init(&chance, world->options.seed, "who waits", (uint64_t)day, nth);
	if (befall(world, &chance, day, &telling))
		course_wait(&world->options, &telling, &world->queue);
}

/* ---- Days ---- */

/* Tellings an incident, by `retold` and the third ones: so that a year has as many contacts as was
 * asked for. */
static double tellings_an_incident(enum figures_place place)
{
	double retold = 0.0, all = 0.0;

	for (int i = 0; i < CATEGORIES; i++) {
		const struct figures_category *category = &figures_categories[i];

		retold += category->share[place] * category->retold;
		all += category->share[place];
	}
	return 1.0 + retold / all * (1.0 + figures_third_telling);
}

static double mean_of(const struct world *world, const struct figures_origin *origin, int32_t day)
{
	enum figures_place place = world->options.place;
	struct date date = date_from_day(day);
	double month = world->options.contacts_a_year * figures_months[place][date.month - 1] /
		       100.0;

	return month / date_month_days(date.year, date.month) * origin->share[place] / 100.0 *
	       figures_weekdays[origin->shape][(day + 3) % 7] / tellings_an_incident(place);
}

static void make_day(struct world *world, int32_t day)
{
	struct chance chance;
	uint32_t nth = 0;

	chance_init(&chance, world->options.seed, "day", (uint64_t)day,
		    (uint64_t)world->options.place);
	for (int i = 0; i < ORIGINS; i++) {
		const struct figures_origin *origin = &figures_origins[i];
		uint32_t n = chance_poisson(&chance, mean_of(world, origin, day));

		for (uint32_t k = 0; k < n; k++)
			make_incident(world, &chance, day, origin, ++nth);
	}
}

struct world *world_new(const struct world_options *options)
{
	struct world *world = mem_new(1, sizeof *world);

	world->options = *options;
	world->n_families = count_families(options->children);
	world->burdens = mem_new(world->n_families, sizeof *world->burdens);
	world->burdens_month = INT32_MIN;
	world->first_day = zone_local_day(options->zone, options->from_us) - TELLING_LATEST_DAYS;
	world->day = world->first_day + TELLING_LATEST_DAYS - COURSE_LATEST_DAYS;
	world->final_us = INT64_MIN;
	queue_init(&world->queue);
	return world;
}

void world_free(struct world *world)
{
	if (world == NULL)
		return;
	queue_done(&world->queue);
	mem_free(world->burdens);
	mem_free(world);
}

uint64_t world_seed(const struct world *world)
{
	return world->options.seed;
}

unsigned world_mark(const struct world *world)
{
	const struct world_options *options = &world->options;
	struct chance chance;

	chance_init(&chance, options->seed, options->place == PLACE_ENGLAND ? "england" : "sussex",
		    options->contacts_a_year, options->children);
	return (unsigned)(chance_bits(&chance) >> 40);
}

/* What another agency tells may have happened an hour before midnight of the day that was made. */
static void make_next_day(struct world *world)
{
	struct date date = date_from_day(world->day);
	uint32_t waits = course_count_waits(&world->options, world->day);

	weigh_families(world, date.year * 12 + date.month);
	for (uint32_t i = 0; i < waits; i++)
		make_wait(world, world->day, i);
	if (world->day >= world->first_day)
		make_day(world, world->day);
	world->day++;
	world->final_us = zone_instant_us(world->options.zone, telling_local_us(world->day, 0)) -
			  USEC_PER_HOUR;
}

bool world_next(struct world *world, struct telling *ret)
{
	for (;;) {
		const struct telling *first = queue_first(&world->queue);

		if (first == NULL || first->sent_us >= world->final_us) {
			if (world->final_us >= world->options.until_us)
				return false;
			make_next_day(world);
			continue;
		}
		*ret = *first;
		queue_drop(&world->queue);
		if (ret->sent_us >= world->options.until_us)
			return false;
		if (ret->sent_us >= world->options.from_us)
			return true;
	}
}

uint64_t world_expect(const struct world_options *options)
{
	double days = (double)(options->until_us - options->from_us) / (double)USEC_PER_DAY;

	return (uint64_t)(days / 365.25 * options->contacts_a_year *
			  (1.0 + (options->contacts_only ? 0.0 : telling_corrections)));
}
