/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "trial_private.h"

/*
 * Children who were ever told to live in a household, and households: what bears on them through each
 * other, as far as it was known at an instant. It means what homes_bear.c means in the daemon.
 */

static void add_id(int64_t **list, size_t *n, size_t *room, int64_t id)
{
	for (size_t i = 0; i < *n; i++)
		if ((*list)[i] == id)
			return;
	if (*n == *room) {
		*room = *room > 0 ? 2 * *room : 16;
		*list = mem_resize(*list, *room, sizeof **list);
	}
	(*list)[(*n)++] = id;
}

static void add_homes_of(struct trial_homes *homes, const struct archive *archive, int64_t person)
{
	for (size_t i = archive_find_lodger(archive, person);
	     i < archive->n_lodgers && archive->lodgers[i].id == person; i++)
		add_id(&homes->homes, &homes->n_homes, &homes->room_homes,
		       archive->lodgers[i].home);
}

static void add_people_of(struct trial_homes *homes, const struct archive *archive, int64_t home,
			  bool children)
{
	for (size_t i = archive_find_home(archive, home);
	     i < archive->n_stays && archive->stays[i].home == home; i++) {
		if (archive->stays[i].is_child != children)
			continue;
		if (children)
			add_id(&homes->members, &homes->n_members, &homes->room_members,
			       archive->stays[i].person);
		else
			add_id(&homes->adults, &homes->n_adults, &homes->room_adults,
			       archive->stays[i].person);
	}
}

void trial_list_homes(struct trial *trial, int64_t subject, bool is_home)
{
	struct trial_homes *homes = &trial->homes;
	const struct archive *archive = trial->terms->archive;

	homes->n_homes = homes->n_members = homes->n_adults = 0;
	homes->home = is_home ? subject : 0;
	if (is_home)
		add_people_of(homes, archive, subject, true);
	else
		add_id(&homes->members, &homes->n_members, &homes->room_members, subject);
	for (size_t i = 0; i < homes->n_members; i++)
		add_homes_of(homes, archive, homes->members[i]);
	for (size_t i = 0; i < homes->n_homes; i++)
		add_people_of(homes, archive, homes->homes[i], false);
}

/* The link by which a person lives in a household at an instant, as known by now_us. */
static const struct archive_stay *find_stay(struct trial *trial, int64_t home, int64_t person,
					    int64_t at_us, int64_t now_us)
{
	struct trial_homes *homes = &trial->homes;
	const struct archive *archive = trial->terms->archive;
	size_t n = 0, first = archive_find_home(archive, home);

	for (size_t i = first; i < archive->n_stays && archive->stays[i].home == home; i++) {
		const struct archive_stay *stay = &archive->stays[i];

		if (stay->person != person || stay->recorded_us > now_us)
			continue;
		if (n == homes->room_said) {
			homes->room_said = homes->room_said > 0 ? 2 * homes->room_said : 16;
			homes->said = mem_resize(homes->said, homes->room_said,
						 sizeof *homes->said);
			homes->of = mem_resize(homes->of, homes->room_said, sizeof(void *));
		}
		homes->of[n] = stay;
		homes->said[n++] = stay->said;
	}
	size_t found = residence_find(homes->said, n, at_us);

	return found == RESIDENCE_NONE ? NULL : homes->of[found];
}

static bool is_later(const struct residence *a, const struct residence *b)
{
	int order;

	if (a->at_us != b->at_us)
		return a->at_us > b->at_us;
	order = strcmp(a->source, b->source);
	return order != 0 ? order > 0 : strcmp(a->event_id, b->event_id) > 0;
}

/* The latest link by which the child lives with the adult then; NULL: they do not. */
static const struct archive_stay *find_together(struct trial *trial, int64_t child, int64_t adult,
						int64_t at_us, int64_t now_us)
{
	const struct archive_stay *latest = NULL;

	for (size_t i = 0; i < trial->homes.n_homes; i++) {
		int64_t home = trial->homes.homes[i];
		const struct archive_stay *stay = find_stay(trial, home, child, at_us, now_us);

		if (stay != NULL && find_stay(trial, home, adult, at_us, now_us) != NULL &&
		    (latest == NULL || is_later(&stay->said, &latest->said)))
			latest = stay;
	}
	return latest;
}

static bool is_adult(const struct trial_homes *homes, int64_t person)
{
	for (size_t i = 0; i < homes->n_adults; i++)
		if (homes->adults[i] == person)
			return true;
	return false;
}

static size_t add_bearing(struct bearing *list, size_t n, struct bearing bearing)
{
	for (size_t i = 0; i < n; i++)
		if (list[i].about == bearing.about)
			return n;
	list[n] = bearing;
	return n + 1;
}

/* How the rows of one version bear on one child. */
static size_t bear_on(struct trial *trial, const struct trial_group *group, int32_t version,
		      int64_t now_us, int64_t child, struct bearing *list)
{
	const struct archive *archive = trial->terms->archive;
	struct bearing dated = { .birth = BIRTH_UNKNOWN };
	size_t n = 0;

	for (size_t i = 0; i < group->n; i++) {
		const struct archive_row *row = group->rows[i];

		if (row->version != version || row->recorded_us > now_us || row->child != child)
			continue;
		struct bearing bearing = trial_bearing(archive, row);

		n = add_bearing(list, n, bearing);
		if (dated.birth == BIRTH_UNKNOWN)
			dated = bearing;
	}
	for (size_t i = 0; i < group->n; i++) {
		const struct archive_row *row = group->rows[i];
		const struct archive_stay *stay;

		if (row->version != version || row->recorded_us > now_us ||
		    !is_adult(&trial->homes, row->child))
			continue;
		stay = find_together(trial, child, row->child, row->occurred_us, now_us);
		if (stay == NULL)
			continue;
		struct bearing carer = stay->birth;

		if (dated.birth != BIRTH_UNKNOWN) {
			carer.birth = dated.birth;
			carer.birth_day = dated.birth_day;
		}
		n = add_bearing(list, n, carer);
	}
	return n;
}

size_t trial_bear(struct trial *trial, const struct trial_group *group, int32_t version,
		  int64_t occurred_us, int64_t now_us, struct bearing *list)
{
	const struct trial_homes *homes = &trial->homes;
	size_t n = 0;

	for (size_t i = 0; i < homes->n_members; i++)
		if (homes->home == 0 ||
		    find_stay(trial, homes->home, homes->members[i], occurred_us, now_us) != NULL)
			n += bear_on(trial, group, version, now_us, homes->members[i], list + n);
	return n;
}
