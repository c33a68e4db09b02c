/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "identity.h"
#include "identity/birth.h"
#include "simulate_random.h"

/*
 * `concernctl identity learn`: of each level of each field, how often two records of one entity
 * agree so well (m), and two random ones (u). Both are counted with half a pair more a level, so that
 * what was never seen is unlikely, not impossible. Forename against a twin and the priors cannot be
 * counted so: they stay as shipped.
 */

/* A table that was counted believes what is on file sooner than the shipped one, which has to do for a
 * first day as well. Measured on FEBRL 3 and 4: 1 to 300 reach what is wanted. */
enum { LEARNT_FREQUENCY_CHILDREN = 30 };
enum { RANDOM_PAIRS = 120000, ALL_FIELDS = FIELDS + MORE_FIELDS };

static const struct ctl_usage usage = {
	.call = "identity learn FILE.csv…",
	.help = "Counts weights from records that are labelled by a column `entity` (the same "
		"value: "
		"the\n"
		"same child), and prints them as `identity replay --weights` and concernd.conf "
		"read "
		"them.\n"
		"m is counted from all pairs of one entity, u from 120,000 random pairs. Columns "
		"are "
		"those\n"
		"of `identity replay`; every further one becomes a field of its own: exact, one "
		"edit, else.",
	.least = 1,
	.most = -1,
};

struct counts {
	double m[ALL_FIELDS][LEVELS], u[ALL_FIELDS][LEVELS]; /* level 0: missing */
	uint64_t m_pairs, u_pairs, m_swapped;
	size_t n_records;
};

struct learning {
	struct weights weights;  /* as shipped, and every further column */
	struct weights straight; /* the same without swapped names */
	struct counts counts;
};

/* ---- Counting ---- */

static void count_levels(const struct learning *learning, const struct levels *levels,
			 double counts[ALL_FIELDS][LEVELS])
{
	for (int i = 0; i < FIELDS; i++)
		counts[i][levels->of[i]]++;
	for (size_t i = 0; i < learning->weights.n_more; i++)
		counts[FIELDS + i][levels->more[i]]++;
}

/* Names that are the other way round are counted as such; how well names agree is counted as they
 * stand. */
static void count_one_child(struct learning *learning, const struct record *a,
			    const struct record *b)
{
	struct counts *counts = &learning->counts;
	struct levels levels;

	compare_levels(&a->said, &b->said, &learning->weights, &levels);
	counts->m_swapped += levels.swapped &&
			     (levels.crossed == NAME_SAME || levels.crossed == NAME_NEAR);
	counts->m_pairs++;
	compare_levels(&a->said, &b->said, &learning->straight, &levels);
	count_levels(learning, &levels, counts->m);
}

static void count_two_children(struct learning *learning, const struct record *a,
			       const struct record *b)
{
	struct levels levels;

	compare_levels(&a->said, &b->said, &learning->straight, &levels);
	learning->counts.u_pairs++;
	count_levels(learning, &levels, learning->counts.u);
}

static int compare_entities(const void *a, const void *b)
{
	const struct record *left = *(const struct record *const *)a;
	const struct record *right = *(const struct record *const *)b;
	int order = strcmp(left->entity, right->entity);

	return order != 0 ? order : (left > right) - (left < right);
}

static bool is_one(const struct record *a, const struct record *b)
{
	return strcmp(a->entity, b->entity) == 0;
}

/* All pairs of one entity: in order of entities they stand together. */
static void count_same(struct learning *learning, const struct records *records)
{
	const struct record **sorted = mem_new(records->n, sizeof *sorted);

	for (size_t i = 0; i < records->n; i++)
		sorted[i] = &records->list[i];
	qsort(sorted, records->n, sizeof *sorted, compare_entities);
	for (size_t i = 0; i < records->n; i++)
		for (size_t j = i + 1; j < records->n && is_one(sorted[i], sorted[j]); j++)
			count_one_child(learning, sorted[i], sorted[j]);
	mem_free(sorted);
}

static void count_random(struct learning *learning, const struct records *records, size_t pairs)
{
	struct chance chance;

	chance_init(&chance, 1, "learn", records->n, learning->counts.n_records);
	for (size_t i = 0; i < pairs; i++) {
		const struct record *a =
			&records->list[chance_below(&chance, (uint32_t)records->n)];
		const struct record *b =
			&records->list[chance_below(&chance, (uint32_t)records->n)];

		if (!is_one(a, b))
			count_two_children(learning, a, b);
	}
}

/* ---- Printing ---- */

static double sum(const double *counts, int levels)
{
	double n = 0;

	for (int i = 1; i < levels; i++)
		n += counts[i];
	return n;
}

static double share(const double *counts, int level, int levels)
{
	return (counts[level] + 0.5) / (sum(counts, levels) + 0.5 * (levels - 1));
}

static int levels_of(enum field field)
{
	int n = 0;

	while (n < LEVELS && weights_level_name(field, n) != NULL)
		n++;
	return n;
}

/* False if pairs of one entity, or random ones, never both say it: then nothing can be told. */
static bool is_counted(const struct counts *counts, size_t field, int levels)
{
	return sum(counts->m[field], levels) > 0 && sum(counts->u[field], levels) > 0;
}

/* Config keys have no hyphens: two-parts is birth_two_parts. */
static void print_key(enum field field, const char *level)
{
	printf("  %s_", weights_field_name(field));
	for (; *level != '\0'; level++)
		putchar(*level == '-' ? '_' : *level);
}

static void print_field(const struct counts *counts, enum field field)
{
	int levels = levels_of(field);

	if (!is_counted(counts, field, levels))
		return;
	putchar('\n');
	for (int i = 1; i < levels; i++) {
		double m = share(counts->m[field], i, levels);
		double u = share(counts->u[field], i, levels);

		print_key(field, weights_level_name(field, i));
		printf(" = %.3f;  # m %.5f, u %.6f\n", log2(m / u), m, u);
	}
}

static void print_more(const struct learning *learning)
{
	const struct weights *weights = &learning->weights;
	const struct counts *counts = &learning->counts;
	const char *comma = "";

	fputs("\n  fields = (", stdout);
	for (size_t i = 0; i < weights->n_more; i++) {
		size_t field = FIELDS + i;

		if (!is_counted(counts, field, MORE_LEVELS))
			continue;
		printf("%s\n    { name = \"%s\";", comma, weights->more[i].name);
		for (int level = 1; level < MORE_LEVELS; level++)
			printf(" %s = %.3f;", weights_more_level_name((enum more_likeness)level),
			       log2(share(counts->m[field], level, MORE_LEVELS) /
				    share(counts->u[field], level, MORE_LEVELS)));
		fputs(" }", stdout);
		comma = ",";
	}
	puts("\n  );");
}

static void print_weights(const struct learning *learning)
{
	const struct counts *counts = &learning->counts;
	int levels = levels_of(FIELD_FORENAME);

	printf("# Counted from %zu records: %" PRIu64 " pairs of one child, %" PRIu64
	       " random pairs.\n"
	       "# What is not here is as shipped.\nidentity = {\n",
	       counts->n_records, counts->m_pairs, counts->u_pairs);
	if (is_counted(counts, FIELD_FORENAME, levels))
		printf("  forename_m = %.5f;\n  forename_u = %.6f;\n",
		       share(counts->m[FIELD_FORENAME], NAME_SAME, levels),
		       share(counts->u[FIELD_FORENAME], NAME_SAME, levels));
	levels = levels_of(FIELD_SURNAME);
	if (is_counted(counts, FIELD_SURNAME, levels))
		printf("  surname_by_frequency = true;\n  surname_m = %.5f;\n  surname_u = %.6f;\n",
		       share(counts->m[FIELD_SURNAME], NAME_SAME, levels),
		       share(counts->u[FIELD_SURNAME], NAME_SAME, levels));
	printf("  frequency_children = %d;\n", LEARNT_FREQUENCY_CHILDREN);
	printf("  swapped_share = %.5f;\n",
	       ((double)counts->m_swapped + 0.5) / ((double)counts->m_pairs + 1));
	for (int i = 0; i < FIELDS; i++)
		print_field(counts, (enum field)i);
	print_more(learning);
	puts("};");
}

/* ---- The files ---- */

static bool read_files(struct learning *learning, int n, char **paths, struct records *files,
		       struct err *err)
{
	const struct record_columns columns = { &learning->weights, &learning->weights };

	for (int i = 0; i < n; i++) {
		if (!records_read(paths[i], &columns, &files[i], err))
			return false;
		for (size_t j = 0; j < files[i].n; j++)
			if (files[i].list[j].entity == NULL)
				return err_set(err, ERR_INPUT,
					       "%s: record %zu of it has no entity: give each "
					       "one, in a column of that name",
					       paths[i], j + 1);
		learning->counts.n_records += files[i].n;
	}
	return true;
}

static bool learn(struct learning *learning, int n, char **paths, struct records *files,
		  struct err *err)
{
	if (!read_files(learning, n, paths, files, err))
		return false;
	learning->straight = learning->weights;
	learning->straight.swapped_share = 0;
	for (int i = 0; i < n; i++) {
		double part = (double)files[i].n / (double)learning->counts.n_records;

		count_same(learning, &files[i]);
		count_random(learning, &files[i], (size_t)(RANDOM_PAIRS * part));
	}
	return learning->counts.m_pairs > 0 ||
	       err_set(err, ERR_INPUT, "no two records have the same entity: nothing to count");
}

int identity_learn(struct ctl *ctl, int argc, char **argv)
{
	struct learning learning = { 0 };
	struct err err = { 0 };
	int code;

	if (!ctl_options(ctl, &usage, NULL, 0, &argc, &argv, &code))
		return code;
	struct records *files = mem_new((size_t)argc, sizeof *files);

	weights_standard(&learning.weights);
	bool ok = learn(&learning, argc, argv, files, &err);

	if (ok)
		print_weights(&learning);
	for (int i = 0; i < argc; i++)
		records_done(&files[i]);
	mem_free(files);
	return ok ? CTL_OK : ctl_failed(&err);
}
