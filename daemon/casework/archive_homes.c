/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "archive_private.h"

/* Who lives where, in the archive: few rows, found by household and by person. */

void archive_on_residence(void *context, const struct bulk_field *fields)
{
	struct archive *archive = ((struct reading *)context)->archive;
	struct archive_stay new = {
		.home = bulk_int8(&fields[0]),
		.person = bulk_int8(&fields[1]),
		.is_child = bulk_bool(&fields[2]),
		.said = { archive_take_text(archive, &fields[3]),
			  archive_take_text(archive, &fields[4]), bulk_bool(&fields[5]),
			  bulk_time(&fields[6]) },
		.birth = { .about = ABOUT_PARENT_CARER },
		.recorded_us = bulk_time(&fields[9]),
	};

	if (fields[7].length >= 0) {
		new.birth.birth = bulk_bool(&fields[8]) ? BIRTH_EXPECTED : BIRTH_KNOWN;
		new.birth.birth_day = bulk_date(&fields[7]);
	}
	archive->stays = archive_grow(archive->stays, archive->n_stays, &archive->room_stays,
				      sizeof *archive->stays);
	archive->stays[archive->n_stays++] = new;
}

static int compare_lodgers(const void *a, const void *b)
{
	const struct archive_lodger *left = a, *right = b;

	if (left->id != right->id)
		return left->id < right->id ? -1 : 1;
	return (left->home > right->home) - (left->home < right->home);
}

void archive_sort_homes(struct archive *archive)
{
	size_t n = archive->n_stays, kept = 0;
	struct archive_lodger *all = mem_new(n, sizeof *all);

	for (size_t i = 0; i < n; i++)
		all[i] = (struct archive_lodger){ archive->stays[i].person, archive->stays[i].home,
						  archive->stays[i].is_child };
	if (n > 1)
		qsort(all, n, sizeof *all, compare_lodgers);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || compare_lodgers(&all[i], &all[kept - 1]) != 0)
			all[kept++] = all[i];
	archive->lodgers = all;
	archive->n_lodgers = kept;
}

size_t archive_find_lodger(const struct archive *archive, int64_t person)
{
	size_t low = 0, high = archive->n_lodgers;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (archive->lodgers[middle].id < person)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool archive_is_lodger(const struct archive *archive, int64_t person)
{
	size_t at = archive->n_lodgers == 0 ? 0 : archive_find_lodger(archive, person);

	return at < archive->n_lodgers && archive->lodgers[at].id == person;
}

size_t archive_find_home(const struct archive *archive, int64_t home)
{
	size_t low = 0, high = archive->n_stays;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (archive->stays[middle].home < home)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

size_t archive_find_rows(const struct archive *archive, int64_t person)
{
	size_t low = 0, high = archive->n_rows;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (archive->children[middle] < person)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}
