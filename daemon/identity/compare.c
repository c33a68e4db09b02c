/* SPDX-License-Identifier: Apache-2.0 */
#include "identity/compare.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "identity/birth.h"

/*
 * A record is weighed against three others that it could speak of (IDENTITY.md, "Three
 * alternatives"): an unrelated child, from whom chance agreement sets it apart; a twin whom nobody has
 * told of yet, who shares all but the forename; a sibling, who shares surname and postcode. Each
 * alternative leaves so many bits in favour of the child; what counts is the three together:
 * B = -log2(sum of 2^-bits).
 */

static double log2_of(double x)
{
	return log2(x);
}

static double swapped_bits(const struct weights *weights)
{
	return weights->swapped_share > 0 ? log2_of(weights->swapped_share) : -1000;
}

static double more_of(double a, double b)
{
	return a > b ? a : b;
}

/* The forename level of swapped names, for twin and sibling: the worse of the two crossings,
 * missing if either is. */
static uint8_t worse_of(enum name_likeness a, enum name_likeness b)
{
	if (a == NAME_MISSING || b == NAME_MISSING)
		return NAME_MISSING;
	return (uint8_t)(a > b ? a : b);
}

static void compare_names(const struct said *said, const struct said *alias,
			  const struct weights *weights, struct levels *ret)
{
	const double *forename_bits = weights->bits[FIELD_FORENAME];
	const double *surname_bits = weights->bits[FIELD_SURNAME];
	enum name_likeness forename = name_compare(said->forename, alias->forename);
	enum name_likeness surname = name_compare_surnames(said->surname, alias->surname);
	double straight = forename_bits[forename] + surname_bits[surname];
	double best = more_of(forename_bits[NAME_SAME], 0) + more_of(surname_bits[NAME_SAME], 0) +
		      swapped_bits(weights);

	ret->of[FIELD_FORENAME] = ret->crossed = (uint8_t)forename;
	ret->of[FIELD_SURNAME] = (uint8_t)surname;
	ret->named = said->forename_seen >= 2 && alias->forename_seen >= 2;
	if (straight >= best) /* the other way round cannot be worth more */
		return;
	enum name_likeness first = name_compare_surnames(said->forename, alias->surname);
	enum name_likeness last = name_compare_surnames(said->surname, alias->forename);

	if (forename_bits[first] + surname_bits[last] + swapped_bits(weights) <= straight)
		return;
	ret->swapped = true;
	ret->of[FIELD_FORENAME] = (uint8_t)first;
	ret->of[FIELD_SURNAME] = (uint8_t)last;
	ret->crossed = worse_of(first, last);
	ret->named = false;
}

static uint8_t compare_more(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return MORE_MISSING;
	if (strcmp(a, b) == 0)
		return MORE_SAME;
	return name_is_one_edit(a, b) ? MORE_EDITED : MORE_DIFFERENT;
}

static uint8_t compare_sex(enum said_sex a, enum said_sex b)
{
	if (a == SAID_SEX_UNKNOWN || b == SAID_SEX_UNKNOWN)
		return SEX_MISSING;
	return a == b ? SEX_SAME : SEX_DIFFERS;
}

static int32_t birth_of(const struct said *said)
{
	return said->has_birth ? birth_number(said->birth_day) : said->odd_birth;
}

void compare_levels(const struct said *said, const struct said *alias,
		    const struct weights *weights, struct levels *ret)
{
	*ret = (struct levels){ 0 };
	if (said->is_unborn || alias->is_unborn)
		return;
	compare_names(said, alias, weights, ret);
	int32_t a = birth_of(said), b = birth_of(alias);

	if (a != 0 && b != 0)
		ret->of[FIELD_BIRTH] = (uint8_t)birth_compare_numbers(a, b);
	ret->of[FIELD_POSTCODE] = (uint8_t)postcode_compare(said->postcode, alias->postcode);
	ret->of[FIELD_SEX] = compare_sex(said->sex, alias->sex);
	for (size_t i = 0; i < weights->n_more; i++)
		ret->more[i] = compare_more(said->more[i], alias->more[i]);
}

/* What an exact name is worth that so many children on file have: log2(m / its frequency). */
static double common_bits(double m, double u, uint32_t seen, const struct weights *weights,
			  double children)
{
	double like = weights->frequency_children;

	return log2_of(m / ((seen + like * u) / (more_of(children, seen) + like)));
}

/* What the forename's level is worth: an exact one by how common it is, where that is known. */
static double forename_bits(const struct levels *levels, const struct weights *weights,
			    const struct said *said, const struct said *alias, double children)
{
	uint8_t level = levels->of[FIELD_FORENAME];
	uint32_t seen = said->forename_seen;

	if (levels->swapped)
		seen = weights->surname_by_frequency ? alias->surname_seen : 0;
	if (level != NAME_SAME || !weights->by_frequency || seen == 0)
		return weights->bits[FIELD_FORENAME][level];
	return common_bits(weights->forename_m, weights->forename_u, seen, weights, children);
}

static double surname_bits(const struct levels *levels, const struct weights *weights,
			   const struct said *said, const struct said *alias, double children)
{
	uint8_t level = levels->of[FIELD_SURNAME];
	uint32_t seen = levels->swapped ? alias->forename_seen : said->surname_seen;

	if (level != NAME_SAME || !weights->surname_by_frequency || seen == 0)
		return weights->bits[FIELD_SURNAME][level];
	return common_bits(weights->surname_m, weights->surname_u, seen, weights, children);
}

static bool is_sex_in_conflict(const struct levels *levels)
{
	return levels->of[FIELD_SEX] == SEX_DIFFERS;
}

/* 2^-bits, and nothing where the alternative is left out. */
static double left_by(double bits, double prior)
{
	return prior > 0 ? prior * exp2(-bits) : 0;
}

static double twin_bits(const struct levels *levels, const struct weights *weights)
{
	bool is_spelling = levels->crossed > NAME_SAME && levels->crossed < NAME_DIFFERENT;

	return levels->named && is_spelling ? weights->twin_named_bits[levels->crossed]
					    : weights->twin_bits[levels->crossed];
}

double compare_prior(const struct weights *weights, double children)
{
	return log2_of(more_of(children, more_of(weights->children_in_area, 1)));
}

void compare_weigh(const struct levels *levels, const struct weights *weights,
		   const struct said *said, const struct said *alias, const struct against *against,
		   struct worth *ret)
{
	double forename = forename_bits(levels, weights, said, alias, against->children);
	double crossed = levels->swapped ? weights->bits[FIELD_FORENAME][levels->crossed]
					 : forename;
	bool twin_likely = against->twin_likely || is_sex_in_conflict(levels);

	ret->unrelated = forename + (levels->swapped ? swapped_bits(weights) : 0) +
			 surname_bits(levels, weights, said, alias, against->children);
	for (int field = FIELD_BIRTH; field < FIELDS; field++)
		ret->unrelated += weights->bits[field][levels->of[field]];
	for (size_t i = 0; i < weights->n_more; i++)
		ret->unrelated += weights->more[i].bits[levels->more[i]];
	ret->twin = twin_bits(levels, weights);
	ret->sibling = crossed + weights->bits[FIELD_BIRTH][levels->of[FIELD_BIRTH]];
	ret->bits = -log2_of(exp2(compare_prior(weights, against->children) - ret->unrelated) +
			     left_by(ret->twin, twin_likely && weights->twin_prior > 0
							? weights->held_twin_prior
							: weights->twin_prior) +
			     left_by(ret->sibling, weights->sibling_prior));
}

const char *compare_levels_text(const struct levels *levels, const struct weights *weights,
				char *out)
{
	size_t n = 0;

	out[0] = '\0';
	for (int i = 0; i < FIELDS; i++)
		n += (size_t)snprintf(out + n, LEVELS_TEXT_BYTES - n, "%s%s=%s", i > 0 ? " " : "",
				      weights_field_name((enum field)i),
				      weights_level_name((enum field)i, levels->of[i]));
	if (levels->swapped)
		n += (size_t)snprintf(out + n, LEVELS_TEXT_BYTES - n, " names=swapped");
	for (size_t i = 0; i < weights->n_more && n < LEVELS_TEXT_BYTES; i++)
		n += (size_t)snprintf(out + n, LEVELS_TEXT_BYTES - n, " %s=%s",
				      weights->more[i].name,
				      weights_more_level_name((enum more_likeness)levels->more[i]));
	return out;
}
