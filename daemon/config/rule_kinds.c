/* SPDX-License-Identifier: Apache-2.0 */
#include <stddef.h>

#include "rule_reader.h"
#include "tree.h"
#include "words.h"

/* What rules of the kinds `then`, `unless` and `after_decision` say besides `where` and `level`. */

/* ---- then ---- */

static void after_link(struct reader *reader, const config_setting_t *setting, void *into)
{
	struct link *link = into;

	(void)reader;
	(void)setting;
	where_set_standard(&link->where);
}

static const struct key link_keys[] = {
	{ .name = "where",
	  .type = KEY_OTHER,
	  .at = offsetof(struct link, where),
	  .read = where_read },
	{ .name = "within",
	  .type = KEY_SPAN,
	  .at = offsetof(struct link, within),
	  .low = 1,
	  .spans = SPANS_EXACT | SPANS_MONTHS | SPANS_EVER,
	  .required = true,
	  .help = "how soon after the one before, as \"30 days\"" },
	{ 0 },
};

struct links {
	struct link *list;
	size_t n;
};

void then_read(struct reader *reader, const config_setting_t *setting, void *into)
{
	static const struct key key = {
		.type = KEY_LIST,
		.at = offsetof(struct links, list),
		.count_at = offsetof(struct links, n),
		.high = RULE_LINKS,
		.keys = link_keys,
		.size = sizeof(struct link),
		.after = after_link,
	};
	struct chain *chain = into;
	struct links links = { 0 };

	reader_list(reader, setting, &key, &links);
	for (size_t i = 0; i < links.n; i++)
		chain->links[i] = links.list[i];
	chain->n = links.n;
	if (!config_setting_is_group(setting) && config_setting_is_aggregate(setting) &&
	    config_setting_length(setting) == 0)
		reader_error(reader, setting,
			     "write then = ( { where = {…}; within = \"30 days\"; } );",
			     "is empty: nothing follows");
}

/* ---- unless ---- */

static const struct choice same_choices[] = { { "incident_ref", 1 }, { NULL, 0 } };

struct unless_draft {
	struct unless unless;
	int same;
};

static const struct key unless_keys[] = {
	{ .name = "where",
	  .type = KEY_OTHER,
	  .at = offsetof(struct unless_draft, unless.where),
	  .read = where_read,
	  .required = true,
	  .help = "what answers the incident" },
	{ .name = "by",
	  .type = KEY_SPAN,
	  .at = offsetof(struct unless_draft, unless.by),
	  .low = 1,
	  .spans = SPANS_EXACT | SPANS_MONTHS | SPANS_WORKING,
	  .required = true,
	  .help = "until when it is waited for, as \"1 working day\"" },
	{ .name = "same",
	  .type = KEY_CHOICE,
	  .at = offsetof(struct unless_draft, same),
	  .choices = same_choices },
	{ 0 },
};

static bool is_group(struct reader *reader, const config_setting_t *setting, const char *example)
{
	if (config_setting_is_group(setting))
		return true;
	reader_error(reader, setting, example, "is %s, where a group is wanted",
		     reader_type_name(setting));
	return false;
}

void unless_read(struct reader *reader, const config_setting_t *setting, void *into)
{
	struct unless_draft draft = { 0 };
	struct unless *unless = into;

	if (!is_group(reader, setting, "write { where = {…}; by = \"1 working day\"; }"))
		return;
	reader_group(reader, setting, tree_place(setting), unless_keys, &draft);
	*unless = draft.unless;
	unless->same_ref = draft.same != 0;
}

/* ---- after_decision ---- */

static void read_outcomes(struct reader *reader, const config_setting_t *setting, void *into)
{
	struct wordset *words = into;
	const char *const *names;
	size_t n;

	if (!reader_texts(reader, setting, 1, WORD_MAX, &names, &n))
		return;
	for (size_t i = 0; i < n; i++) {
		const config_setting_t *entry = config_setting_get_elem(setting, (unsigned int)i);
		word outcome = rule_word(reader, entry, WORDS_OUTCOME, names[i]);

		if (outcome != WORD_NONE)
			wordset_add(words, outcome);
	}
}

static const struct key after_keys[] = {
	{ .name = "outcome",
	  .type = KEY_OTHER,
	  .at = offsetof(struct after, outcomes),
	  .read = read_outcomes,
	  .required = true,
	  .help = "of the decision, as [\"nfa\", \"advice\"]" },
	{ .name = "within",
	  .type = KEY_SPAN,
	  .at = offsetof(struct after, within),
	  .low = 1,
	  .spans = SPANS_EXACT | SPANS_MONTHS | SPANS_WORKING | SPANS_EVER,
	  .required = true,
	  .help = "how long after the decision, as \"28 days\"" },
	{ 0 },
};

/* `raised` is not here: it is said by `level`. */
void after_read(struct reader *reader, const config_setting_t *setting, void *into)
{
	struct after *after = into;

	if (is_group(reader, setting, "write { outcome = [\"nfa\"]; within = \"28 days\"; }"))
		reader_group(reader, setting, tree_place(setting), after_keys, after);
}
