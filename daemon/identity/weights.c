/* SPDX-License-Identifier: Apache-2.0 */
#include "identity/weights.h"

#include <stdio.h>

#include "base/text.h"

/* The figures, and where they come from, stand in config/concernd.conf under `identity`. */
static const struct weights standard = {
	.limit_bits = 8.0,
	.margin_bits = 2.0,
	.probable_bits = 3.0,
	.review_from_bits = -6.0,
	.children_in_area = 1000,
	.bits = {
		[FIELD_FORENAME] = { 0, 7.2, 3.6, 1.9, -1.3, -4.5 },
		[FIELD_SURNAME] = { 0, 9.1, 5.3, 2.0, -1.3, -3.6 },
		[FIELD_BIRTH] = { 0, 12.6, 3.2, 5.9, 0.5, -3.1, -7.3 },
		[FIELD_POSTCODE] = { 0, 10.8, 3.3, -0.6, -2.0 },
		[FIELD_SEX] = { 0, 1.0, -4.6 },
	},
	.by_frequency = true,
	.forename_m = 0.86,
	.forename_u = 0.006,
	.surname_m = 0.82,
	.surname_u = 0.0015,
	.frequency_children = 1000,
	.swapped_share = 0.03,
	.twin_bits = { 0, 8.75, 1.3, -0.4, -2.0, -4.4 },
	.twin_named_bits = { 0, 0, -1.0, -2.3, -3.6 },
	.twin_prior = 0.015,
	.held_twin_prior = 0.5,
	.sibling_prior = 0.40,
};

void weights_standard(struct weights *ret)
{
	*ret = standard;
}

void weights_drop_guard(struct weights *weights)
{
	weights->twin_prior = weights->held_twin_prior = weights->sibling_prior = 0;
}

static uint64_t hash_number(uint64_t hash, double number)
{
	char text[32];

	snprintf(text, sizeof text, "%.6f", number + 0.0); /* no -0 */
	return text_hash(hash, text);
}

static uint64_t hash_numbers(uint64_t hash, const double *numbers, size_t n)
{
	for (size_t i = 0; i < n; i++)
		hash = hash_number(hash, numbers[i]);
	return hash;
}

const char *weights_version(const struct weights *weights, char *out)
{
	const double alone[] = {
		weights->limit_bits,       weights->margin_bits,     weights->probable_bits,
		weights->review_from_bits, weights->by_frequency,    weights->surname_by_frequency,
		weights->surname_m,        weights->surname_u,       weights->frequency_children,
		weights->forename_m,       weights->forename_u,      weights->swapped_share,
		weights->twin_prior,       weights->held_twin_prior, weights->sibling_prior,
		weights->children_in_area,
	};
	uint64_t hash = hash_numbers(TEXT_HASH_START, alone, sizeof alone / sizeof *alone);

	for (int i = 0; i < FIELDS; i++)
		hash = hash_numbers(hash, weights->bits[i], LEVELS);
	hash = hash_numbers(hash, weights->twin_bits, LEVELS);
	hash = hash_numbers(hash, weights->twin_named_bits, LEVELS);
	for (size_t i = 0; i < weights->n_more; i++) {
		hash = text_hash(hash, weights->more[i].name);
		hash = hash_numbers(hash, weights->more[i].bits, MORE_LEVELS);
	}
	snprintf(out, WEIGHTS_VERSION_BYTES, "%08x%08x", (unsigned)(hash >> 32), (unsigned)hash);
	return out;
}

const char *weights_field_name(enum field field)
{
	static const char *const names[FIELDS] = { "forename", "surname", "birth", "postcode",
						   "sex" };

	return names[field];
}

const char *weights_level_name(enum field field, int level)
{
	static const char *const names[FIELDS][LEVELS] = {
		[FIELD_FORENAME] = { "missing", "exact", "near", "fuzzy", "weak", "else" },
		[FIELD_SURNAME] = { "missing", "exact", "near", "fuzzy", "weak", "else" },
		[FIELD_BIRTH] = { "missing", "exact", "edit", "swapped", "two-parts", "two-edits",
				  "else" },
		[FIELD_POSTCODE] = { "missing", "exact", "edit", "sector", "else" },
		[FIELD_SEX] = { "missing", "same", "differs" },
	};

	return level >= 0 && level < LEVELS ? names[field][level] : NULL;
}

const char *weights_more_level_name(enum more_likeness level)
{
	static const char *const names[MORE_LEVELS] = { "missing", "exact", "edit", "else" };

	return names[level];
}
