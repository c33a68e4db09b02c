/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "trial_private.h"

/*
 * How a child's contacts stand at an instant: what was recorded later is not there yet. Contacts are
 * kept in the order of the engine, and sorted anew only where a correction may have moved one.
 */

static int compare_rows(const void *a, const void *b)
{
	const struct archive_row *left = *(const struct archive_row *const *)a;
	const struct archive_row *right = *(const struct archive_row *const *)b;

	if (left->contact != right->contact)
		return left->contact < right->contact ? -1 : 1;
	return (left->version > right->version) - (left->version < right->version);
}

/* Rows come in the order in which they were recorded, so they are in order for the most part. */
static void sort(void *list, size_t n, size_t size, int (*compare)(const void *, const void *))
{
	const char *at = list;

	for (size_t i = 1; i < n; i++)
		if (compare(at + (i - 1) * size, at + i * size) > 0) {
			qsort(list, n, size, compare);
			return;
		}
}

static int compare_instants(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;

	return (left > right) - (left < right);
}

static int compare_contacts(const void *a, const void *b)
{
	return contact_compare(a, b);
}

/* The corrections of a contact, side by side in the archive. */
static void find_corrections(const struct archive *archive, struct trial_group *group)
{
	const char *source = archive->profiles[group->rows[0]->profile].source;
	const char *id = archive_text(archive, group->rows[0]->event_id);
	size_t low = 0, high = archive->n_corrections, n = 0;

	while (low < high) {
		size_t middle = (low + high) / 2;
		const struct archive_correction *at = &archive->corrections[middle];
		int order = strcmp(at->of_source, source);

		if (order == 0)
			order = strcmp(at->of_id, id);
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	group->corrections = archive->corrections + low;
	while (low + n < archive->n_corrections &&
	       strcmp(group->corrections[n].of_source, source) == 0 &&
	       strcmp(group->corrections[n].of_id, id) == 0)
		n++;
	group->n_corrections = n;
}

static void add_instant(struct trial *trial, int64_t at_us)
{
	if (at_us >= trial->terms->end_us)
		return;
	if (trial->n_instants == trial->room_instants) {
		trial->room_instants = trial->room_instants > 0 ? 2 * trial->room_instants : 64;
		trial->instants = mem_resize(trial->instants, trial->room_instants,
					     sizeof *trial->instants);
	}
	trial->instants[trial->n_instants++] = at_us;
}

static void sort_instants(struct trial *trial)
{
	size_t n = 0;

	sort(trial->instants, trial->n_instants, sizeof *trial->instants, compare_instants);
	for (size_t i = 0; i < trial->n_instants; i++)
		if (i == 0 || trial->instants[i] != trial->instants[n - 1])
			trial->instants[n++] = trial->instants[i];
	trial->n_instants = n;
}

static void make_groups(struct trial *trial)
{
	size_t n;

	trial->n_groups = 0;
	trial->is_corrected = false;
	for (size_t i = 0; i < trial->n_rows; i += n) {
		struct trial_group *group = &trial->groups[trial->n_groups++];

		for (n = 1; i + n < trial->n_rows &&
			    trial->rows[i + n]->contact == trial->rows[i]->contact;)
			n++;
		*group = (struct trial_group){ .rows = &trial->rows[i], .n = n };
		if (trial->terms->archive->n_corrections > 0)
			find_corrections(trial->terms->archive, group);
		for (size_t j = 0; j < n; j++)
			add_instant(trial, group->rows[j]->recorded_us);
		for (size_t j = 0; j < group->n_corrections; j++)
			add_instant(trial, group->corrections[j].recorded_us);
		trial->is_corrected = trial->is_corrected || group->n_corrections > 0;
	}
}

static void make_room(struct trial *trial, size_t n)
{
	if (n <= trial->room_rows)
		return;
	trial->room_rows = 2 * n;
	trial->rows = mem_resize(trial->rows, trial->room_rows, sizeof(void *));
	trial->groups = mem_resize(trial->groups, trial->room_rows, sizeof *trial->groups);
}

static void add_rows_of(struct trial *trial, int64_t person)
{
	const struct archive *archive = trial->terms->archive;

	for (size_t i = archive_find_rows(archive, person);
	     i < archive->n_rows && archive->children[i] == person; i++) {
		make_room(trial, trial->n_rows + 1);
		trial->rows[trial->n_rows++] = &archive->rows[archive->order[i]];
	}
}

void trial_gather_homes(struct trial *trial, int64_t subject)
{
	const struct trial_homes *homes = &trial->homes;
	const struct archive *archive = trial->terms->archive;

	trial->child = subject;
	trial->n_rows = trial->n_instants = 0;
	for (size_t i = 0; i < homes->n_members; i++)
		add_rows_of(trial, homes->members[i]);
	for (size_t i = 0; i < homes->n_adults; i++)
		add_rows_of(trial, homes->adults[i]);
	sort(trial->rows, trial->n_rows, sizeof(void *), compare_rows);
	make_groups(trial);
	for (size_t i = 0; i < homes->n_homes; i++)
		for (size_t j = archive_find_home(archive, homes->homes[i]);
		     j < archive->n_stays && archive->stays[j].home == homes->homes[i]; j++)
			add_instant(trial, archive->stays[j].recorded_us);
	sort_instants(trial);
}

void trial_gather(struct trial *trial, const uint32_t *order, size_t n)
{
	const struct archive *archive = trial->terms->archive;

	make_room(trial, n);
	for (size_t i = 0; i < n; i++)
		trial->rows[i] = &archive->rows[order[i]];
	sort(trial->rows, n, sizeof(void *), compare_rows);
	trial->child = trial->rows[0]->child;
	trial->n_rows = n;
	trial->n_instants = 0;
	make_groups(trial);
	sort_instants(trial);
}

/* ---- One contact at one instant ---- */

/* What is known of a contact as a whole. */
struct standing_group {
	int32_t version; /* that stands */
	bool is_recorded, stands, history;
	int64_t recorded_us; /* when first */
	const char *outcome; /* of corrections */
};

/* When it was first recorded: from its first version, or from a correction that knows. */
static void find_first(const struct trial *trial, const struct trial_group *group, int64_t now_us,
		       struct standing_group *ret)
{
	const struct archive_row *row = group->rows[0];

	if (row->version == 1 && row->recorded_us <= now_us) {
		ret->is_recorded = true;
		ret->recorded_us = row->recorded_us;
		ret->history = trial->terms->archive->profiles[row->profile].history;
	}
	for (size_t i = 0; i < group->n_corrections && !ret->is_recorded; i++) {
		const struct archive_correction *at = &group->corrections[i];

		if (at->recorded_us > now_us || !at->has_first)
			continue;
		ret->is_recorded = true;
		ret->recorded_us = at->first_recorded_us;
		ret->history = at->first_history;
	}
}

/* What was told of it by now, settled. Version 1 is that of its recording. */
static void settle(const struct trial_group *group, int64_t now_us, struct standing_group *ret)
{
	size_t n = 0;
	struct correction *said = mem_new(group->n_corrections + 1, sizeof *said);
	const struct archive_correction **of = mem_new(group->n_corrections + 1, sizeof *of);

	for (size_t i = 0; i < group->n_corrections; i++)
		if (group->corrections[i].recorded_us <= now_us) {
			of[n] = &group->corrections[i];
			said[n++] = group->corrections[i].said;
		}
	said[n] = (struct correction){ CORRECTION_RECORDED, INT64_MIN, "", "" };
	struct settled settled = corrections_settle(said, n + 1);

	if (n > 0) {
		ret->stands = settled.stands;
		ret->version = settled.data < n ? of[settled.data]->version : 1;
		if (settled.outcome < n)
			ret->outcome = of[settled.outcome]->outcome;
	}
	mem_free(said);
	mem_free(of);
}

struct bearing trial_bearing(const struct archive *archive, const struct archive_row *row)
{
	const struct profile *profile = &archive->profiles[row->profile];

	if (row->birth_day == INT32_MIN)
		return (struct bearing){ profile->about, BIRTH_UNKNOWN, 0 };
	return (struct bearing){ profile->about,
				 profile->birth_expected ? BIRTH_EXPECTED : BIRTH_KNOWN,
				 row->birth_day };
}

static void fill_contact(const struct archive *archive, const struct archive_row *row,
			 const struct standing_group *standing, struct contact *ret)
{
	const char *ref = archive_text(archive, row->incident_ref);

	ret->id = row->contact;
	ret->version = row->version;
	ret->event_id = archive_text(archive, row->event_id);
	ret->occurred_us = row->occurred_us;
	ret->occurred_day = row->occurred_day;
	ret->recorded_us = standing->recorded_us;
	ret->history = standing->history;
	ret->incident_ref = *ref != '\0' ? ref : NULL;
}

/* Adds the contact to the view if it stands and names the child. */
static void add_contact(struct trial *trial, const struct trial_group *group,
			const struct trial_rules *rules, int64_t now_us, struct trial_view *view,
			size_t *n_bearings)
{
	const struct archive *archive = trial->terms->archive;
	struct standing_group standing = { .version = 1, .stands = true };
	struct contact *contact = &view->contacts[view->n];
	size_t first = *n_bearings;
	bool is_there = false;

	find_first(trial, group, now_us, &standing);
	if (!standing.is_recorded)
		return;
	if (group->n_corrections > 0)
		settle(group, now_us, &standing);
	if (!standing.stands)
		return;
	for (size_t i = 0; i < group->n; i++) {
		const struct archive_row *row = group->rows[i];

		if (row->version != standing.version || row->recorded_us > now_us)
			continue;
		if (*n_bearings == first) {
			*contact = rules->samples[row->profile];
			fill_contact(archive, row, &standing, contact);
			is_there = true;
		}
		if (trial->has_homes)
			break;
		view->bearings[(*n_bearings)++] = trial_bearing(archive, row);
	}
	if (trial->has_homes && is_there)
		*n_bearings += trial_bear(trial, group, standing.version, contact->occurred_us,
					  now_us, &view->bearings[first]);
	if (*n_bearings == first)
		return;
	contact->bearings = &view->bearings[first];
	contact->n_bearings = *n_bearings - first;
	if (standing.outcome != NULL)
		contact->outcome = lexicon_find(&rules->ruleset->lexicon, WORDS_OUTCOME,
						standing.outcome);
	view->n++;
}

/* At most a bearing for each row, on each of those who are judged together. */
static size_t count_bearings(const struct trial *trial)
{
	return trial->has_homes ? trial->n_rows * trial->homes.n_members : trial->n_rows;
}

const struct trial_view *trial_look(struct trial *trial, size_t set, int64_t now_us)
{
	const struct trial_rules *rules = &trial->terms->sets[set];
	struct trial_view *view = &trial->views[set];
	size_t n_bearings = 0;

	if (view->made)
		return view;
	if (count_bearings(trial) > view->room) {
		view->room = 2 * count_bearings(trial);
		view->contacts = mem_resize(view->contacts, view->room, sizeof *view->contacts);
		view->bearings = mem_resize(view->bearings, view->room, sizeof *view->bearings);
		mem_free(view->gathered);
		view->gathered = mem_new(1, incidents_bytes(view->room));
	}
	view->n = 0;
	for (size_t i = 0; i < trial->n_groups; i++)
		add_contact(trial, &trial->groups[i], rules, now_us, view, &n_bearings);
	sort(view->contacts, view->n, sizeof *view->contacts, compare_contacts);
	incidents_gather(&rules->ruleset->book.gathering, view->contacts, view->n, view->gathered,
			 &view->incidents);
	view->made = true;
	return view;
}

/* ---- Which rules may ever hold ---- */

bool trial_find_candidates(struct trial *trial)
{
	const struct trial_terms *terms = trial->terms;
	bool any = false;

	for (size_t s = 0; s < terms->n_sets; s++) {
		const struct trial_rules *set = &terms->sets[s];
		size_t counts[TRIAL_RULES];

		memset(counts, 0, terms->n_names * sizeof *counts);
		trial->candidates[s] = (struct wordset){ { 0 } };
		for (size_t i = 0; i < trial->n_rows && !trial->is_corrected; i++)
			for (int part = 0; part < 4; part++)
				for (uint64_t bits = set->may[trial->rows[i]->profile].bits[part];
				     bits != 0; bits &= bits - 1)
					counts[64 * part + __builtin_ctzll(bits)]++;
		for (size_t number = 0; number < terms->n_names; number++)
			if (set->rules[number] != NULL && set->least[number] != SIZE_MAX &&
			    set->rules[number]->scope == trial->scope &&
			    (trial->is_corrected || counts[number] >= set->least[number])) {
				wordset_add(&trial->candidates[s], (word)number);
				any = true;
			}
	}
	return any;
}
