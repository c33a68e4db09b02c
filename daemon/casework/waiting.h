/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CASEWORK_WAITING_H
#define CONCERND_CASEWORK_WAITING_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "casework/fact.h"
#include "config/lexicon.h"
#include "engine/contact.h"

/* In a replay: a fact that waits for its instant, compact, with numbers for words. */

/* A person named by a waiting fact. */
struct naming {
	const char *record;
	bool is_adult;
	struct bearing bearing;
};

struct waiting {
	enum event_type type;
	const char *source, *event_id;
	const char *of_source, *of_id; /* the contact that is meant; NULL where none is */
	int64_t recorded_us;
	int64_t at_us;          /* CloudEvents time, else recorded_us; of an outcome decided_at; of
				  links their bound */
	const char *household;  /* links */
	struct contact contact; /* the data of a contact: without id, source and bearings */
	word outcome;           /* that it tells of */
	size_t number;          /* as added */
	size_t tag;
	unsigned char hash[FACT_HASH_BYTES], told_hash[FACT_HASH_BYTES];
	size_t n_namings;
	struct naming namings[];
};

/* A copy of what is needed, without number and tag; texts go to the chunk. The caller frees it with
 * mem_free(). */
struct waiting *waiting_new(const struct fact *fact, struct lexicon *lexicon, GStringChunk *texts,
			    int64_t recorded_us);

/* For qsort() of pointers: in order of recorded_us, then number. */
int waiting_compare(const void *a, const void *b);

#endif
