/* SPDX-License-Identifier: Apache-2.0 */
#include "config/identity.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>

#include "identity/birth.h"
#include "identity/name.h"
#include "identity/postcode.h"
#include "identity_keys.h"
#include "tree.h"

/* The defaults are those of weights_standard(): a test compares them. */

#define REAL(name_, at_, low_, high_, standard_, unit_, help_)                                  \
	{                                                                                       \
		.name = (name_), .type = KEY_REAL, .at = (at_), .low = (low_), .high = (high_), \
		.standard = (standard_), .unit = (unit_), .help = (help_)                       \
	}

struct more {
	const char *name;
	double exact, edit, other;
};

static const struct key more_keys[] = {
	{ .name = "name",
	  .type = KEY_TEXT,
	  .at = offsetof(struct more, name),
	  .required = true,
	  .help = "the column" },
	REAL("exact", offsetof(struct more, exact), -100, 100, "0", "bits", "the same"),
	REAL("edit", offsetof(struct more, edit), -100, 100, "0", "bits", "one edit on it"),
	REAL("else", offsetof(struct more, other), -100, 100, "0", "bits", "another"),
	{ 0 },
};

struct mores {
	struct more *list;
	size_t n;
};

static void read_more(struct reader *reader, const config_setting_t *setting, void *into)
{
	static const struct key list = { .name = "fields",
					 .type = KEY_LIST,
					 .at = offsetof(struct mores, list),
					 .count_at = offsetof(struct mores, n),
					 .high = MORE_FIELDS,
					 .keys = more_keys,
					 .size = sizeof(struct more) };
	struct weights *weights = into;
	struct mores mores = { 0 };

	reader_list(reader, setting, &list, &mores);
	for (size_t i = 0; i < mores.n; i++) {
		const struct more *more = &mores.list[i];
		struct weight_more *to = &weights->more[i];

		if (more->name == NULL || !reader_name_ok(reader, setting, more->name))
			continue;
		*to = (struct weight_more){ .bits = { 0, more->exact, more->edit, more->other } };
		if ((size_t)snprintf(to->name, sizeof to->name, "%s", more->name) >=
		    sizeof to->name)
			reader_error(reader, setting, "give the column a shorter name",
				     "has a name of more than %d letters", MORE_NAME_BYTES - 1);
	}
	weights->n_more = mores.n;
}

const struct key identity_keys[] = {
	REAL("limit_bits", offsetof(struct weights, limit_bits), -1000, 1000, "8.0", "bits",
	     "from which a record links by itself; under 6.1 records without a name would"),
	REAL("margin_bits", offsetof(struct weights, margin_bits), 0, 100, "2.0", "bits",
	     "that the child must be ahead of the next one to be linked"),
	REAL("probable_bits", offsetof(struct weights, probable_bits), -100, 100, "3.0", "bits",
	     "from which a review is shown as probable, below as possible"),
	REAL("review_from_bits", offsetof(struct weights, review_from_bits), -100, 100, "-6.0",
	     "bits", "from which a person looks; below it is a new child"),
	REAL("children_in_area", offsetof(struct weights, children_in_area), 1, 100000000, "1000",
	     "children",
	     "whom a record may be of: all who live in the area; more on file count as many"),
	{ .name = "by_frequency",
	  .type = KEY_YES_NO,
	  .at = offsetof(struct weights, by_frequency),
	  .standard = "true",
	  .help = "an exact forename counts by how common it is on file, not as forename_exact" },
	REAL("forename_m", offsetof(struct weights, forename_m), 0, 1, "0.86", "",
	     "share of two records of one child that have the same forename"),
	REAL("forename_u", offsetof(struct weights, forename_u), 0, 1, "0.006", "",
	     "share of two records of two children that do; taken together with what is on file"),
	{ .name = "surname_by_frequency",
	  .type = KEY_YES_NO,
	  .at = offsetof(struct weights, surname_by_frequency),
	  .standard = "false",
	  .help = "an exact surname, and a name in the other's place, likewise; only `identity "
		  "replay` "
		  "counts surnames" },
	REAL("surname_m", offsetof(struct weights, surname_m), 0, 1, "0.82", "",
	     "share of two records of one child that have the same surname"),
	REAL("surname_u", offsetof(struct weights, surname_u), 0, 1, "0.0015", "",
	     "share of two records of two children that do"),
	REAL("frequency_children", offsetof(struct weights, frequency_children), 0, 1000000, "1000",
	     "children", "of the mean frequency, which what is on file is taken together with"),
	REAL("swapped_share", offsetof(struct weights, swapped_share), 0, 1, "0.03", "",
	     "share of records that have forename and surname the other way round; 0: none"),
	REAL("forename_exact", offsetof(struct weights, bits[FIELD_FORENAME][NAME_SAME]), -100, 100,
	     "7.2", "bits", "the same forename, where its frequency is not known"),
	REAL("forename_near", offsetof(struct weights, bits[FIELD_FORENAME][NAME_NEAR]), -100, 100,
	     "3.6", "bits", "one edit, Jaro-Winkler of .94 or more, or a nickname"),
	REAL("forename_fuzzy", offsetof(struct weights, bits[FIELD_FORENAME][NAME_FUZZY]), -100,
	     100, "1.9", "bits", "Jaro-Winkler of .86, two edits, or the beginning of the other"),
	REAL("forename_weak", offsetof(struct weights, bits[FIELD_FORENAME][NAME_WEAK]), -100, 100,
	     "-1.3", "bits", "Jaro-Winkler of .76, within the other, or an initial"),
	REAL("forename_else", offsetof(struct weights, bits[FIELD_FORENAME][NAME_DIFFERENT]), -100,
	     100, "-4.5", "bits", "another forename"),
	REAL("surname_exact", offsetof(struct weights, bits[FIELD_SURNAME][NAME_SAME]), -100, 100,
	     "9.1", "bits", "the same surname"),
	REAL("surname_near", offsetof(struct weights, bits[FIELD_SURNAME][NAME_NEAR]), -100, 100,
	     "5.3", "bits", "one edit, or Jaro-Winkler of .94 or more"),
	REAL("surname_fuzzy", offsetof(struct weights, bits[FIELD_SURNAME][NAME_FUZZY]), -100, 100,
	     "2.0", "bits", "Jaro-Winkler of .86, two edits, or the beginning of the other"),
	REAL("surname_weak", offsetof(struct weights, bits[FIELD_SURNAME][NAME_WEAK]), -100, 100,
	     "-1.3", "bits", "Jaro-Winkler of .76, or within the other"),
	REAL("surname_else", offsetof(struct weights, bits[FIELD_SURNAME][NAME_DIFFERENT]), -100,
	     100, "-3.6", "bits", "another surname"),
	REAL("birth_exact", offsetof(struct weights, bits[FIELD_BIRTH][BIRTH_SAME]), -100, 100,
	     "12.6", "bits", "the same birth date"),
	REAL("birth_edit", offsetof(struct weights, bits[FIELD_BIRTH][BIRTH_EDITED]), -100, 100,
	     "3.2", "bits", "one edit on yyyymmdd"),
	REAL("birth_swapped", offsetof(struct weights, bits[FIELD_BIRTH][BIRTH_SWAPPED]), -100, 100,
	     "5.9", "bits", "day and month the other way round"),
	REAL("birth_two_parts", offsetof(struct weights, bits[FIELD_BIRTH][BIRTH_TWO_PARTS]), -100,
	     100, "0.5", "bits",
	     "two of year, month and day; the year, where one date is 1 January"),
	REAL("birth_two_edits", offsetof(struct weights, bits[FIELD_BIRTH][BIRTH_TWO_EDITS]), -100,
	     100, "-3.1", "bits", "two edits on yyyymmdd"),
	REAL("birth_else", offsetof(struct weights, bits[FIELD_BIRTH][BIRTH_DIFFERENT]), -100, 100,
	     "-7.3", "bits", "another birth date"),
	REAL("postcode_exact", offsetof(struct weights, bits[FIELD_POSTCODE][POSTCODE_SAME]), -100,
	     100, "10.8", "bits", "the same postcode as in any record of the child"),
	REAL("postcode_edit", offsetof(struct weights, bits[FIELD_POSTCODE][POSTCODE_EDITED]), -100,
	     100, "3.3", "bits", "one edit on it"),
	REAL("postcode_sector", offsetof(struct weights, bits[FIELD_POSTCODE][POSTCODE_SECTOR]),
	     -100, 100, "-0.6", "bits", "all but the last two letters"),
	REAL("postcode_else", offsetof(struct weights, bits[FIELD_POSTCODE][POSTCODE_DIFFERENT]),
	     -100, 100, "-2.0", "bits", "another postcode: half of all records have an older one"),
	REAL("sex_same", offsetof(struct weights, bits[FIELD_SEX][SEX_SAME]), -100, 100, "1.0",
	     "bits", "both female or both male"),
	REAL("sex_differs", offsetof(struct weights, bits[FIELD_SEX][SEX_DIFFERS]), -100, 100,
	     "-4.6", "bits", "the other sex; makes a twin likely as well"),
	REAL("twin_prior", offsetof(struct weights, twin_prior), 0, 1, "0.015", "",
	     "share of records that are of a twin whom nobody has told of yet"),
	REAL("held_twin_prior", offsetof(struct weights, held_twin_prior), 0, 1, "0.5", "",
	     "the same where a twin is on file, sex differs, or a multiple birth is flagged"),
	REAL("sibling_prior", offsetof(struct weights, sibling_prior), 0, 1, "0.4", "",
	     "share of records that are of a brother or sister"),
	REAL("twin_exact", offsetof(struct weights, twin_bits[NAME_SAME]), -100, 100, "8.75",
	     "bits", "forename against an unseen twin: the same"),
	REAL("twin_near", offsetof(struct weights, twin_bits[NAME_NEAR]), -100, 100, "1.3", "bits",
	     "forename against an unseen twin: near"),
	REAL("twin_fuzzy", offsetof(struct weights, twin_bits[NAME_FUZZY]), -100, 100, "-0.4",
	     "bits", "forename against an unseen twin: fuzzy"),
	REAL("twin_weak", offsetof(struct weights, twin_bits[NAME_WEAK]), -100, 100, "-2.0", "bits",
	     "forename against an unseen twin: weak"),
	REAL("twin_else", offsetof(struct weights, twin_bits[NAME_DIFFERENT]), -100, 100, "-4.4",
	     "bits", "forename against an unseen twin: another"),
	REAL("twin_named_near", offsetof(struct weights, twin_named_bits[NAME_NEAR]), -100, 100,
	     "-1.0", "bits", "near, and each seen twice: names in their own right (Sara, Sarah)"),
	REAL("twin_named_fuzzy", offsetof(struct weights, twin_named_bits[NAME_FUZZY]), -100, 100,
	     "-2.3", "bits", "fuzzy, and each seen twice: names in their own right (Sara, Sarah)"),
	REAL("twin_named_weak", offsetof(struct weights, twin_named_bits[NAME_WEAK]), -100, 100,
	     "-3.6", "bits", "weak, and each seen twice: names in their own right (Sara, Sarah)"),
	{ .name = "fields",
	  .type = KEY_OTHER,
	  .read = read_more,
	  .unit = "columns",
	  .help = "further columns, compared as texts; the daemon has none" },
	{ 0 },
};

bool identity_read_file(const char *path, struct weights *ret, struct findings *findings)
{
	size_t before = findings->n_errors;
	struct reader reader = { .arena = &findings->arena, .findings = findings };
	struct tree tree;

	*ret = (struct weights){ 0 };
	if (tree_read_file(&tree, path, findings)) {
		const config_setting_t *group =
			config_setting_get_member(config_root_setting(&tree.whole), "identity");

		if (group == NULL)
			findings_add(findings, FINDING_ERROR, (struct place){ path, 0 },
				     "identity is missing",
				     "give what `concernctl identity learn` printed");
		else
			reader_group(&reader, group, (struct place){ path, 0 }, identity_keys, ret);
	}
	tree_done(&tree);
	return findings->n_errors == before;
}

void identity_check(const struct weights *weights, struct place place, struct findings *findings)
{
	struct arena *arena = &findings->arena;
	double least = weights->twin_prior > 0 ? -log2(weights->twin_prior) : 0;

	if (weights->twin_prior <= 0 || weights->held_twin_prior <= 0 ||
	    weights->sibling_prior <= 0)
		findings_add(findings, FINDING_ERROR, place,
			     "identity: without priors of twin and sibling two of three unseen "
			     "twins would be merged",
			     "set twin_prior, held_twin_prior and sibling_prior above 0");
	else if (weights->limit_bits <= least)
		findings_add(
			findings, FINDING_ERROR, place,
			arena_printf(arena,
				     "identity.limit_bits: at %g records without a name "
				     "would link by themselves",
				     weights->limit_bits),
			arena_printf(arena, "write more than %.2f, as twin_prior has it", least));
	if (weights->review_from_bits >= weights->limit_bits)
		findings_add(findings, FINDING_ERROR, place,
			     "identity.review_from_bits: from here on a person looks, up to "
			     "limit_bits: nobody would be asked",
			     "write less than limit_bits");
	if (weights->n_more > 0)
		findings_add(findings, FINDING_WARNING, place,
			     "identity.fields: the daemon has no further columns",
			     "leave it to `concernctl identity replay`");
}
