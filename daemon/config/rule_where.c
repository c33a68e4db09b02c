/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "nearest.h"
#include "rule_reader.h"
#include "tree.h"
#include "words.h"

/* A `where`: each criterion is a row that says what its words are. */

struct row {
	const char *name; /* without not_ */
	enum criterion_field field;
	enum lexicon_kind kind;       /* of its words, unless there are choices */
	const struct choice *choices; /* fixed words: bit i is value i */
	bool list;                    /* a list of words; else a choice or a number */
};

static const struct row rows[] = {
	{ "agency", FIELD_AGENCY, WORDS_AGENCY, NULL, true },
	{ "category", FIELD_CATEGORY, WORDS_CATEGORY, NULL, true },
	{ "grade", FIELD_GRADE, 0, grade_choices, true },
	{ "about", FIELD_ABOUT, 0, about_choices, true },
	{ "outcome", FIELD_OUTCOME, WORDS_OUTCOME, NULL, true },
	{ "contact_source", FIELD_CONTACT_SOURCE, WORDS_CONTACT_SOURCE, NULL, true },
	{ "factor", FIELD_FACTOR, WORDS_FACTOR, NULL, true },
	{ "grade_at_least", FIELD_GRADE_AT_LEAST, 0, grade_choices, false },
	{ "age_under", FIELD_AGE_UNDER, 0, NULL, false },
	{ "age_from", FIELD_AGE_FROM, 0, NULL, false },
};

static const struct row *find_row(const char *name)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (strcmp(rows[i].name, name) == 0)
			return &rows[i];
	return NULL;
}

static word report_word(struct reader *reader, const config_setting_t *setting,
			const struct lexicon *lexicon, enum lexicon_kind kind, const char *name)
{
	struct arena *arena = &reader->findings->arena;
	const char *const *names = lexicon->kinds[kind].names;
	int n = lexicon->kinds[kind].n_declared;
	struct nearest nearest;

	nearest_begin(&nearest, name);
	for (int i = 1; i <= n; i++)
		nearest_try(&nearest, names[i]);
	reader_error(reader, setting,
		     nearest.best != NULL
			     ? arena_printf(arena, "did you mean \"%s\"?", nearest.best)
			     : arena_printf(arena, "declared are: %s",
					    reader_join(reader, names + 1, (size_t)n)),
		     "names \"%s\", which is no %s that is declared", name, words_kind_name(kind));
	return WORD_NONE;
}

word rule_word(struct reader *reader, const config_setting_t *setting, enum lexicon_kind kind,
	       const char *name)
{
	struct rules_reading *reading = reader->context;
	struct lexicon *lexicon = &reading->ruleset->lexicon;

	if (lexicon_declares(lexicon, kind, name))
		return lexicon_find(lexicon, kind, name);
	bool code = kind == WORDS_CONTACT_SOURCE || kind == WORDS_FACTOR;

	if (!code && lexicon->kinds[kind].n_declared > 0)
		return report_word(reader, setting, lexicon, kind, name);
	if (code)
		reader_warning(reader, setting, "write the code alone, as \"3A\"",
			       "names \"%s\", which is no %s code of the DfE's 2024 list", name,
			       words_kind_name(kind));
	return lexicon_meet(lexicon, kind, name);
}

static bool read_words(struct reader *reader, const config_setting_t *setting,
		       const struct row *row, struct wordset *words)
{
	const char *const *names;
	size_t n;
	bool ok = true;

	if (!reader_texts(reader, setting, 1, WORD_MAX, &names, &n))
		return false;
	for (size_t i = 0; i < n; i++) {
		const config_setting_t *entry = config_setting_get_elem(setting, (unsigned int)i);
		int value = 0;

		bool known;

		if (row->choices != NULL)
			known = reader_choice(reader, entry, row->choices, &value);
		else
			known = (value = rule_word(reader, entry, row->kind, names[i])) != 0;
		ok = ok && known;
		wordset_add(words, (word)value);
	}
	return ok;
}

static bool read_scalar(struct reader *reader, const config_setting_t *setting,
			const struct row *row, int *ret)
{
	int64_t years;

	if (row->choices != NULL)
		return reader_choice(reader, setting, row->choices, ret);
	if (!reader_number(reader, setting, 0, 26, &years))
		return false;
	*ret = (int)years;
	return true;
}

static void read_criterion(struct reader *reader, const config_setting_t *setting, void *into)
{
	struct where *where = into;
	const char *name = config_setting_name(setting);
	bool forbids = strncmp(name, "not_", 4) == 0;
	const struct row *row = find_row(forbids ? name + 4 : name);
	struct criterion criterion = { .field = row->field, .forbids = forbids };
	bool ok = row->list ? read_words(reader, setting, row, &criterion.words)
			    : read_scalar(reader, setting, row, &criterion.number);

	if (ok)
		where->criteria[where->n++] = criterion;
}

#define CRITERION(key)                                                 \
	{                                                              \
		.name = key, .type = KEY_OTHER, .read = read_criterion \
	}

static const struct key where_keys[] = {
	CRITERION("agency"),       CRITERION("not_agency"),     CRITERION("category"),
	CRITERION("not_category"), CRITERION("grade"),          CRITERION("not_grade"),
	CRITERION("about"),        CRITERION("not_about"),      CRITERION("outcome"),
	CRITERION("not_outcome"),  CRITERION("contact_source"), CRITERION("not_contact_source"),
	CRITERION("factor"),       CRITERION("not_factor"),     CRITERION("grade_at_least"),
	CRITERION("age_under"),    CRITERION("age_from"),       { 0 },
};

void where_set_standard(struct where *where)
{
	for (size_t i = 0; i < where->n; i++)
		if (where->criteria[i].field == FIELD_ABOUT)
			return;
	struct criterion child = { .field = FIELD_ABOUT };

	wordset_add(&child.words, ABOUT_CHILD);
	where->criteria[where->n++] = child;
}

void where_read(struct reader *reader, const config_setting_t *setting, void *into)
{
	struct where *where = into;

	where->n = 0;
	if (config_setting_is_group(setting))
		reader_group(reader, setting, tree_place(setting), where_keys, where);
	else
		reader_error(reader, setting, "write { category = [\"domestic-abuse\"]; }",
			     "is %s, where a group of criteria is wanted",
			     reader_type_name(setting));
	where_set_standard(where);
}
