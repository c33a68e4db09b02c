/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CASEWORK_HINDSIGHT_H
#define CONCERND_CASEWORK_HINDSIGHT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/span.h"
#include "casework/replay.h"
#include "config/ruleset.h"

/*
 * What rules would have raised, and did, over all that is on file: `concernctl backtest`. The
 * history is read once, from one snapshot of a connection of its own, then judged child by child in
 * memory, on a virtual clock, by the engine that the daemon judges by. Blocking calls.
 */

struct archive;
struct hindsight;

/* Who is told how far it is; each may be NULL. total: about so many, 0 when not known. */
struct hindsight_progress {
	void *context;
	void (*on_progress)(void *context, uint64_t n, uint64_t total);
};

/* Reads the history: contacts, corrections, decisions and rule sets. NULL with *err. The caller
 * frees it. Needs about 150 bytes a contact. */
struct archive *archive_read(const char *conninfo, const struct hindsight_progress *progress,
			     struct err *err);
void archive_free(struct archive *archive);

/* How many contacts it holds; one on three children counts three times. */
size_t archive_count(const struct archive *archive);

/* The rule set in force when it was read, as the archive's. */
struct ruleset *archive_ruleset(const struct archive *archive);

enum hindsight_decided {
	HINDSIGHT_AS_RECORDED, /* each decision on the alert of its rule that then stands */
	HINDSIGHT_NEVER,
	HINDSIGHT_AFTER, /* decided_after its known_at, with no action */
};

struct hindsight_options {
	/* Judge by it all along, nothing too old to count; it outlives the hindsight, and its lexicon
	 * may grow. NULL: by each rule set while it was in force, as the daemon did. */
	struct ruleset *ruleset;
	enum hindsight_decided decided;
	struct span decided_after;
	int64_t to_us; /* what was recorded at or after it is left out */
	unsigned jobs; /* processors to use, 1 or more */
	struct hindsight_progress progress;
};

/* Judges all of it; the clock ends when the archive was read, or at to_us. The archive must outlive it; the caller frees it. */
struct hindsight *hindsight_judge(const struct archive *archive,
				  const struct hindsight_options *options);
void hindsight_free(struct hindsight *hindsight);

/* The alerts in order of (known_us, child, rule's name); a child or household is its id as text. Live as long as
 * *hindsight. */
const struct replay_alert *const *hindsight_alerts(const struct hindsight *hindsight,
						   size_t *ret_n);

/* Whose words the alerts' contacts are in. */
const struct ruleset *hindsight_ruleset(const struct hindsight *hindsight);

#endif
