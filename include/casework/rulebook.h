/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CASEWORK_RULEBOOK_H
#define CONCERND_CASEWORK_RULEBOOK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "config/ruleset.h"
#include "config/settings.h"
#include "store/store.h"

/*
 * The rule sets of the database, read and kept by version. What is in force is what the database
 * says: who judges asks there for the version, within its transaction, under the shared lock of the
 * statement lock_rules; who applies a rule set holds that lock alone.
 */

struct rulesets;

/* Keeps nothing until rulesets_load() was called. The store must outlive it. */
struct rulesets *rulesets_new(struct store *store);
void rulesets_free(struct rulesets *rulesets);

/*
 * The rule set of a version, each rule with its history_before_us; NULL if it was not loaded yet.
 * Lives as long as *rulesets. Its lexicon may grow (lexicon_meet), nothing else of it changes.
 */
struct ruleset *rulesets_find(const struct rulesets *rulesets, int32_t version);

/* The newest that was loaded, for checks of words; NULL before the first. ret_version may be NULL. */
struct ruleset *rulesets_newest(const struct rulesets *rulesets, int32_t *ret_version);

/*
 * Loads a version, 0 for the one in force, and calls done once, from the loop: err is NULL when
 * rulesets_find() has it now. ERR_FATAL when the database holds none of that version, or its text
 * does not hold by the rules of this program.
 */
void rulesets_load(struct rulesets *rulesets, int32_t version,
		   void (*done)(void *context, const struct err *err), void *context);

/* The same for concernctl and tests: turns the loop until it is done. */
bool rulesets_load_now(struct rulesets *rulesets, int32_t version, struct err *err);

/* A rule set to be put in force: what was read from the files, who asks for it, and why. */
struct rules_proposal {
	const struct settings *settings;
	const struct ruleset *ruleset;
	const char *actor; /* "os:NAME", or "concernd" at start and reload */
	const char *reason;
	bool dry_run; /* look and tell, write nothing */
};

/* What a change of rules does to a rule that has open alerts. They stand until they are decided,
 * whatever it is. */
enum rule_fate {
	RULE_OFF,     /* it is off now */
	RULE_REMOVED, /* it is there no more, */
	RULE_RENAMED, /* or under another name, which makes it another rule */
	RULE_CHANGED, /* they are judged by the rule as it read when they rose */
};

struct rule_left {
	const char *rule;
	enum rule_fate fate;
	const char *new_name; /* RULE_RENAMED; else NULL */
	int64_t n_alerts;     /* undecided, live */
};

/* "off", "removed", "renamed", "changed". Static storage. */
const char *rule_fate_name(enum rule_fate fate);

/* What came of it. Texts and lists live until done returns, or in the caller's arena. */
struct rules_applied {
	int32_t version;        /* in force now; with dry_run the one that it would be */
	bool changed;           /* false: what is in force reads the same, nothing was written */
	const char *difference; /* a line a change */
	const struct rule_left *left; /* rules with open alerts that no longer rise as they did */
	size_t n_left;
};

/*
 * Puts a rule set in force as the next version, if it reads differently from what is: with both
 * hashes, the difference and the audit, in one transaction in which nobody judges. Each rule keeps
 * the time at which its name and meaning were first in force; those that are new have to look back
 * (casework/look_back.h). Then loads the version, and calls done
 * once, from the loop; err is NULL when all of it is done. *proposal must live until then.
 */
void rulesets_apply(struct rulesets *rulesets, const struct rules_proposal *proposal,
		    void (*done)(void *context, const struct err *err,
				 const struct rules_applied *applied),
		    void *context);

/* The same for concernctl and tests; what *ret points to lies in arena. */
bool rulesets_apply_now(struct rulesets *rulesets, const struct rules_proposal *proposal,
			struct arena *arena, struct rules_applied *ret, struct err *err);

/* A rule set as the database keeps it, for people to read. */
struct rules_version {
	int32_t version;
	int64_t applied_us;
	const char *applied_by, *reason, *difference;
	const char *text; /* rulesets_version() alone */
};

/* The rule sets that were ever in force, the newest first, at most `most`; in the arena. */
bool rulesets_list(struct rulesets *rulesets, size_t most, struct arena *arena,
		   struct rules_version **ret, size_t *ret_n, struct err *err);

/* One of them, 0 for the one in force; ret->version is 0 when there is none. In the arena. */
bool rulesets_version(struct rulesets *rulesets, int32_t version, struct arena *arena,
		      struct rules_version *ret, struct err *err);

#endif
