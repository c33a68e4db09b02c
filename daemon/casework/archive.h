/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CASEWORK_ARCHIVE_H
#define CONCERND_CASEWORK_ARCHIVE_H

#include "base/mem.h"
#include "casework/hindsight.h"
#include "engine/correction.h"
#include "engine/household.h"

/* The whole history in memory, compact: 64 bytes a contact, 12 to find it by its child, and its texts. */

/* What many contacts share, once. */
struct profile {
	const char *source;
	bool whole_day, history, birth_expected;
	const char *agency, *category;
	const char **other_categories;
	size_t n_other_categories;
	enum grade grade;
	enum about about;
	const char *outcome, *contact_source; /* NULL when none */
	const char **factors;
	size_t n_factors;
};

/* A contact, in one version, as it bears on one child in one way; or as it names an adult, who then is
 * the child here. */
struct archive_row {
	int64_t child, contact;
	int64_t occurred_us, recorded_us;
	size_t event_id, incident_ref; /* places in texts; of none 0, where "" stands */
	int32_t occurred_day;
	int32_t birth_day; /* INT32_MIN: not known */
	int32_t version;
	uint32_t profile;
};

/* What was told of a contact besides recording it, in order of (of_source, of_id); of one event
 * that was sent again, the later behind the earlier. */
struct archive_correction {
	struct correction said;
	const char *of_source, *of_id;
	int64_t recorded_us;
	int32_t version; /* of the rows that it brought or means; 0: none */
	const char *outcome;
	bool has_first, first_history;
	int64_t first_recorded_us;
};

/* An alert rose, so the rule was looked at; or it was decided. In order of (child, at_us). */
struct archive_ruling {
	int64_t child, at_us;
	const char *rule;
	bool is_decision;
	bool lifts_history;  /* a person picked it from the backlog */
	const char *outcome; /* of a decision */
};

/* What one link said of one person; in order of their households. */
struct archive_stay {
	int64_t home, person; /* a child or an adult */
	bool is_child;
	struct residence said;
	struct bearing birth; /* of a child, as the link says */
	int64_t recorded_us;
};

/* Each person of each household once, in order of (id, home). */
struct archive_lodger {
	int64_t id, home;
	bool is_child;
};

/* A rule set that was in force from applied_us on; in order. */
struct archive_rules {
	int32_t version;
	int64_t applied_us;
	struct ruleset *ruleset; /* NULL: does not hold in this version of concernd */
};

struct archive {
	struct arena arena;
	struct archive_row *rows;
	size_t n_rows, room_rows;
	uint32_t *order;   /* of rows, by child */
	int64_t *children; /* side by side with order: whose they are */
	char *texts;
	size_t n_texts, room_texts;
	struct profile *profiles;
	size_t n_profiles, room_profiles;
	struct archive_correction *corrections;
	size_t n_corrections, room_corrections;
	struct archive_ruling *rulings;
	size_t n_rulings, room_rulings;
	struct archive_stay *stays;
	size_t n_stays, room_stays;
	struct archive_lodger *lodgers;
	size_t n_lodgers;
	struct archive_rules *rule_sets;
	size_t n_rule_sets, room_rule_sets;
	int64_t read_us;
};

static inline const char *archive_text(const struct archive *archive, size_t place)
{
	return archive->texts + place;
}

/* The first place where the rows of a person may stand in order; where the person stands among the
 * lodgers; and where the household does among the stays. */
size_t archive_find_rows(const struct archive *archive, int64_t person);
size_t archive_find_lodger(const struct archive *archive, int64_t person);
size_t archive_find_home(const struct archive *archive, int64_t home);

/* True if the person was ever told to live in a household. */
bool archive_is_lodger(const struct archive *archive, int64_t person);

/* Fills in the lodgers. */
void archive_sort_homes(struct archive *archive);

/* Sorts archive->order by child; rows of one child keep theirs. */
void archive_sort(struct archive *archive);

#endif
