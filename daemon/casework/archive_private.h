/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CASEWORK_ARCHIVE_PRIVATE_H
#define CONCERND_CASEWORK_ARCHIVE_PRIVATE_H

#include "archive.h"
#include "store/bulk.h"

/* Reading the archive: archive.c the contacts, archive_told.c all the rest. */

/* The key of a profile: the bytes that its columns came as. */
struct key {
	uint64_t hash;
	const char *bytes;
	size_t n;
};

struct reading {
	struct archive *archive;
	struct key *keys; /* side by side with the profiles */
	size_t room_keys;
	uint32_t *slots; /* a profile's number and one more; 0: free */
	size_t n_slots;  /* a power of two, at least twice the profiles */
	const struct hindsight_progress *progress;
	uint64_t about;
	struct err err; /* kind ERR_NONE: fine so far */
};

/* Room for one more element. */
void *archive_grow(void *list, size_t n, size_t *room, size_t size);

/* A text in the archive's arena; NULL for NULL. */
const char *archive_take_text(struct archive *archive, const struct bulk_field *field);

/* Rows of the tables; context: the struct reading. */
void archive_on_correction(void *context, const struct bulk_field *fields);
void archive_on_ruling(void *context, const struct bulk_field *fields);
void archive_on_rule_set(void *context, const struct bulk_field *fields);
void archive_on_residence(void *context, const struct bulk_field *fields);
void archive_on_rule(void *context, const struct bulk_field *fields);

#endif
