/* SPDX-License-Identifier: Apache-2.0 */
#include "archive_private.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "store/bulk.h"

/*
 * Rows come in no order and are put behind each other. What many contacts share stands behind what
 * differs in every row, so those bytes, as they came, are the key under which it is found again.
 */

enum column {
	AT_CHILD_ID,
	AT_CONTACT_ID,
	AT_VERSION,
	AT_OCCURRED,
	AT_OCCURRED_DAY,
	AT_RECORDED,
	AT_BIRTH_DATE,
	AT_EVENT_ID,
	AT_INCIDENT_REF,
	AT_SOURCE, /* the first that is shared */
	AT_WHOLE_DAY,
	AT_HISTORY,
	AT_AGENCY,
	AT_CATEGORY,
	AT_OTHER_CATEGORIES,
	AT_GRADE,
	AT_ABOUT,
	AT_BIRTH_EXPECTED,
	AT_OUTCOME,
	AT_CONTACT_SOURCE,
	AT_FACTORS,
	COLUMNS,
};

enum { FIRST_SLOTS = 1024, PROGRESS_ROWS = 65536 };

/* ---- Profiles ---- */

/* Multiply and fold, a word at a time. Nobody outside chooses these bytes freely. */
static uint64_t hash_bytes(const char *bytes, size_t n)
{
	uint64_t hash = n * UINT64_C(0x9E3779B97F4A7C15), part;

	for (; n >= sizeof part; n -= sizeof part, bytes += sizeof part) {
		memcpy(&part, bytes, sizeof part);
		hash = (hash ^ part) * UINT64_C(0xFF51AFD7ED558CCD);
		hash ^= hash >> 32;
	}
	part = 0;
	memcpy(&part, bytes, n);
	hash = (hash ^ part) * UINT64_C(0xFF51AFD7ED558CCD);
	return hash ^ hash >> 32;
}

static const char **take_texts(struct archive *archive, const struct bulk_field *field,
			       size_t *ret_n)
{
	size_t n = bulk_array_count(field);
	const char **texts = arena_new(&archive->arena, n, sizeof *texts);

	for (size_t i = 0; i < n; i++) {
		struct bulk_field text = bulk_array_text(field, i);

		texts[i] = archive_take_text(archive, &text);
	}
	*ret_n = n;
	return texts;
}

static void make_profile(struct archive *archive, const struct bulk_field *fields,
			 struct profile *ret)
{
	*ret = (struct profile){
		.source = archive_take_text(archive, &fields[AT_SOURCE]),
		.whole_day = bulk_bool(&fields[AT_WHOLE_DAY]),
		.history = bulk_bool(&fields[AT_HISTORY]),
		.birth_expected = bulk_bool(&fields[AT_BIRTH_EXPECTED]),
		.agency = archive_take_text(archive, &fields[AT_AGENCY]),
		.category = archive_take_text(archive, &fields[AT_CATEGORY]),
		.outcome = archive_take_text(archive, &fields[AT_OUTCOME]),
		.contact_source = archive_take_text(archive, &fields[AT_CONTACT_SOURCE]),
	};
	ret->other_categories = take_texts(archive, &fields[AT_OTHER_CATEGORIES],
					   &ret->n_other_categories);
	ret->factors = take_texts(archive, &fields[AT_FACTORS], &ret->n_factors);
	grade_parse(archive_take_text(archive, &fields[AT_GRADE]), &ret->grade);
	about_parse(archive_take_text(archive, &fields[AT_ABOUT]), &ret->about);
}

static void place_key(struct reading *reading, uint32_t number)
{
	size_t at = (size_t)reading->keys[number].hash & (reading->n_slots - 1);

	while (reading->slots[at] != 0)
		at = (at + 1) & (reading->n_slots - 1);
	reading->slots[at] = number + 1;
}

static void grow_slots(struct reading *reading)
{
	size_t n = reading->archive->n_profiles;

	if (2 * (n + 1) <= reading->n_slots)
		return;
	reading->n_slots = reading->n_slots > 0 ? 2 * reading->n_slots : FIRST_SLOTS;
	mem_free(reading->slots);
	reading->slots = mem_new(reading->n_slots, sizeof *reading->slots);
	for (uint32_t i = 0; i < n; i++)
		place_key(reading, i);
}

static uint32_t add_profile(struct reading *reading, const struct key *key,
			    const struct bulk_field *fields)
{
	struct archive *archive = reading->archive;
	size_t number = archive->n_profiles;
	char *bytes = arena_new(&archive->arena, 1, key->n);

	archive->profiles = archive_grow(archive->profiles, number, &archive->room_profiles,
					 sizeof *archive->profiles);
	reading->keys = archive_grow(reading->keys, number, &reading->room_keys,
				     sizeof *reading->keys);
	reading->keys[number] = (struct key){ key->hash, memcpy(bytes, key->bytes, key->n),
					      key->n };
	make_profile(archive, fields, &archive->profiles[number]);
	archive->n_profiles++;
	place_key(reading, (uint32_t)number);
	return (uint32_t)number;
}

static uint32_t find_profile(struct reading *reading, const struct bulk_field *fields)
{
	const struct bulk_field *last = &fields[COLUMNS - 1];
	const char *begin = fields[AT_SOURCE].bytes - sizeof(int32_t);
	struct key key = { .bytes = begin, .n = (size_t)(last->bytes + last->length - begin) };

	grow_slots(reading);
	key.hash = hash_bytes(key.bytes, key.n);
	for (size_t at = (size_t)key.hash;; at++) {
		uint32_t slot = reading->slots[at & (reading->n_slots - 1)];

		if (slot == 0)
			return add_profile(reading, &key, fields);
		const struct key *there = &reading->keys[slot - 1];

		if (there->hash == key.hash && there->n == key.n &&
		    memcmp(there->bytes, key.bytes, key.n) == 0)
			return slot - 1;
	}
}

/* ---- Contacts ---- */

static size_t add_text(struct archive *archive, const struct bulk_field *field)
{
	size_t place = archive->n_texts, n = (size_t)field->length;

	if (field->length <= 0)
		return 0;
	if (place + n + 1 > archive->room_texts) {
		archive->room_texts = 2 * (place + n + 1);
		archive->texts = mem_resize(archive->texts, archive->room_texts, 1);
	}
	memcpy(archive->texts + place, field->bytes, n);
	archive->texts[place + n] = '\0';
	archive->n_texts += n + 1;
	return place;
}

static void tell(const struct reading *reading)
{
	const struct archive *archive = reading->archive;

	if (archive->n_rows % PROGRESS_ROWS == 0 && reading->progress->on_progress != NULL)
		reading->progress->on_progress(reading->progress->context, archive->n_rows,
					       reading->about);
}

static void on_contact(void *context, const struct bulk_field *fields)
{
	struct reading *reading = context;
	struct archive *archive = reading->archive;

	archive->rows = archive_grow(archive->rows, archive->n_rows, &archive->room_rows,
				     sizeof *archive->rows);
	archive->rows[archive->n_rows++] = (struct archive_row){
		.child = bulk_int8(&fields[AT_CHILD_ID]),
		.contact = bulk_int8(&fields[AT_CONTACT_ID]),
		.version = bulk_int4(&fields[AT_VERSION]),
		.occurred_us = bulk_time(&fields[AT_OCCURRED]),
		.occurred_day = bulk_date(&fields[AT_OCCURRED_DAY]),
		.recorded_us = bulk_time(&fields[AT_RECORDED]),
		.birth_day = fields[AT_BIRTH_DATE].length < 0 ? INT32_MIN
							      : bulk_date(&fields[AT_BIRTH_DATE]),
		.event_id = add_text(archive, &fields[AT_EVENT_ID]),
		.incident_ref = add_text(archive, &fields[AT_INCIDENT_REF]),
		.profile = find_profile(reading, fields),
	};
	tell(reading);
}

/* ---- All of it ---- */

static const struct {
	const char *statement;
	int columns;
	void (*on_row)(void *context, const struct bulk_field *fields);
} tables[] = {
	{ "bulk_rule_sets", 5, archive_on_rule_set },
	{ "bulk_rules", 3, archive_on_rule },
	{ "bulk_rulings", 6, archive_on_ruling },
	{ "bulk_corrections", 12, archive_on_correction },
	{ "bulk_residences", 10, archive_on_residence },
	{ "bulk_contacts", COLUMNS, on_contact },
	{ "bulk_adult_contacts", COLUMNS, on_contact },
};

static bool read_all(struct reading *reading, struct bulk *bulk, struct err *err)
{
	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
		if (!bulk_read(bulk, tables[i].statement, tables[i].columns, tables[i].on_row,
			       reading, err))
			return false;
		if (reading->err.kind != ERR_NONE) {
			*err = reading->err;
			return false;
		}
	}
	if (reading->archive->n_rule_sets == 0)
		return err_set(err, ERR_FATAL,
			       "the database holds no rules yet: run concernctl rules apply");
	return true;
}

struct archive *archive_read(const char *conninfo, const struct hindsight_progress *progress,
			     struct err *err)
{
	struct bulk *bulk = bulk_open(conninfo, err);
	struct reading reading = { .progress = progress };
	bool ok;

	if (bulk == NULL)
		return NULL;
	reading.archive = mem_new(1, sizeof *reading.archive);
	arena_init(&reading.archive->arena);
	reading.archive->texts = mem_new(1, 1);
	reading.archive->n_texts = reading.archive->room_texts = 1;
	ok = read_all(&reading, bulk, err);
	bulk_close(bulk);
	mem_free(reading.keys);
	mem_free(reading.slots);
	if (!ok) {
		archive_free(reading.archive);
		return NULL;
	}
	archive_sort(reading.archive);
	archive_sort_homes(reading.archive);
	return reading.archive;
}

void archive_free(struct archive *archive)
{
	if (archive == NULL)
		return;
	for (size_t i = 0; i < archive->n_rule_sets; i++)
		ruleset_free(archive->rule_sets[i].ruleset);
	mem_free(archive->rule_sets);
	mem_free(archive->rows);
	mem_free(archive->order);
	mem_free(archive->children);
	mem_free(archive->texts);
	mem_free(archive->profiles);
	mem_free(archive->corrections);
	mem_free(archive->rulings);
	mem_free(archive->stays);
	mem_free(archive->lodgers);
	arena_done(&archive->arena);
	mem_free(archive);
}

size_t archive_count(const struct archive *archive)
{
	return archive->n_rows;
}

struct ruleset *archive_ruleset(const struct archive *archive)
{
	return archive->rule_sets[archive->n_rule_sets - 1].ruleset;
}
