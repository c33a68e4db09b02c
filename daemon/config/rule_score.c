/* SPDX-License-Identifier: Apache-2.0 */
#include <stddef.h>

#include "rule_reader.h"
#include "tree.h"
#include "words.h"

/* A score block: weights by category, factors by grade. */

enum { WEIGHT_MAX = 1000000 };

struct draft {
	const config_setting_t *weights, *grade_factor;
	double default_weight;
	struct span half_life;
	double cap_per_agency;
};

static void keep(struct reader *reader, const config_setting_t *setting, void *into)
{
	const config_setting_t **at = into;

	if (config_setting_is_group(setting))
		*at = setting;
	else
		reader_error(reader, setting, "write { neglect = 20.0; }",
			     "is %s, where a group of numbers is wanted",
			     reader_type_name(setting));
}

static void read_cap(struct reader *reader, const config_setting_t *setting, void *into)
{
	reader_real(reader, setting, 1e-6, WEIGHT_MAX, into);
}

static const struct key keys[] = {
	{ .name = "weights",
	  .type = KEY_OTHER,
	  .at = offsetof(struct draft, weights),
	  .read = keep },
	{ .name = "default_weight",
	  .type = KEY_REAL,
	  .at = offsetof(struct draft, default_weight),
	  .high = WEIGHT_MAX,
	  .standard = "1.0" },
	{ .name = "grade_factor",
	  .type = KEY_OTHER,
	  .at = offsetof(struct draft, grade_factor),
	  .read = keep },
	{ .name = "half_life",
	  .type = KEY_SPAN,
	  .at = offsetof(struct draft, half_life),
	  .low = 1,
	  .spans = SPANS_EXACT },
	{ .name = "cap_per_agency",
	  .type = KEY_OTHER,
	  .at = offsetof(struct draft, cap_per_agency),
	  .read = read_cap },
	{ 0 },
};

static void read_weights(struct reader *reader, const config_setting_t *group, struct score *score)
{
	for (int i = 0; i < config_setting_length(group); i++) {
		const config_setting_t *setting = config_setting_get_elem(group, (unsigned int)i);
		word category = rule_word(reader, setting, WORDS_CATEGORY,
					  config_setting_name(setting));
		double weight;

		if (reader_real(reader, setting, 0, WEIGHT_MAX, &weight) && category != WORD_NONE)
			score->weights[category] = weight;
	}
}

static void read_factors(struct reader *reader, const config_setting_t *group, struct score *score)
{
	for (int i = 0; i < config_setting_length(group); i++) {
		const config_setting_t *setting = config_setting_get_elem(group, (unsigned int)i);
		enum grade grade;
		double factor;

		if (!grade_parse(config_setting_name(setting), &grade))
			reader_error(reader, setting, "grades are none, blue, green, amber and red",
				     "is no grade");
		else if (reader_real(reader, setting, 0, WEIGHT_MAX, &factor))
			score->grade_factor[grade] = factor;
	}
}

static void fill(struct score *score, double weight)
{
	*score = (struct score){ 0 };
	for (int i = 0; i <= WORD_MAX; i++)
		score->weights[i] = weight;
	for (int i = 0; i < GRADES; i++)
		score->grade_factor[i] = 1.0;
}

void score_set_standard(struct score *score)
{
	fill(score, 1.0);
}

void score_read(struct reader *reader, const config_setting_t *setting, void *into)
{
	struct score *score = into;
	struct draft draft = { 0 };

	if (!config_setting_is_group(setting)) {
		reader_error(reader, setting, "write { half_life = \"60 days\"; }",
			     "is %s, where a group is wanted", reader_type_name(setting));
		return;
	}
	reader_group(reader, setting, tree_place(setting), keys, &draft);
	fill(score, draft.default_weight);
	score->half_life_us = draft.half_life.n;
	score->cap_per_agency = draft.cap_per_agency;
	if (draft.weights != NULL)
		read_weights(reader, draft.weights, score);
	if (draft.grade_factor != NULL)
		read_factors(reader, draft.grade_factor, score);
}
