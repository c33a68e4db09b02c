/* SPDX-License-Identifier: Apache-2.0 */
#include "grounds.h"

#include <stddef.h>
#include <string.h>

#include "config/lexicon.h"

/* No rule knows these words, so they are not of the lexicon: a list of names is all they are. */

static void after_ground(struct reader *reader, const config_setting_t *setting, void *into)
{
	struct ground *ground = into;

	if (ground->name != NULL && reader_name_ok(reader, setting, ground->name) &&
	    *ground->title == '\0')
		ground->title = ground->name;
}

static const struct key ground_keys[] = {
	{ .name = "name",
	  .type = KEY_TEXT,
	  .at = offsetof(struct ground, name),
	  .required = true,
	  .help = "the word by which it is kept" },
	{ .name = "title", .type = KEY_TEXT, .at = offsetof(struct ground, title), .standard = "" },
	{ 0 },
};

static void forbid_twice(struct reader *reader, const config_setting_t *setting,
			 const struct ruleset *ruleset)
{
	for (size_t i = 1; i < ruleset->n_grounds; i++)
		for (size_t j = 0; j < i; j++) {
			const char *one = ruleset->grounds[i].name;
			const char *before = ruleset->grounds[j].name;

			if (one != NULL && before != NULL && strcmp(one, before) == 0)
				reader_error(reader,
					     config_setting_get_elem(setting, (unsigned int)i),
					     "keep one of the two", "is declared twice");
		}
}

void grounds_read(struct reader *reader, const config_setting_t *setting, struct ruleset *ruleset)
{
	static const struct key key = {
		.type = KEY_LIST,
		.at = offsetof(struct ruleset, grounds),
		.count_at = offsetof(struct ruleset, n_grounds),
		.high = WORD_MAX,
		.keys = ground_keys,
		.size = sizeof(struct ground),
		.after = after_ground,
	};

	if (setting == NULL)
		return;
	reader_list(reader, setting, &key, ruleset);
	forbid_twice(reader, setting, ruleset);
}
