/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_ENGINE_EXPLAIN_H
#define CONCERND_ENGINE_EXPLAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/assess.h"

/* Why a rule fired or did not, contact by contact, and how far it is from its threshold. The words
 * are ctl's; the walk over the windows is the one that assess() takes. */

/* What became of a contact. */
enum explain_fate {
	FATE_COUNTED,       /* it meets the rule's where, in the window told of */
	FATE_RETELLS,       /* its incident counts, by another of its contacts */
	FATE_OUT_OF_WINDOW, /* its incident matches, but lies in no window told of */
	FATE_FORBIDDEN,     /* contact `by` of its incident meets the not_… `criterion` */
	FATE_MISSED,        /* its incident does not match; it misses `criterion` */
	FATE_UNCOUNTED,     /* likewise, as none of its categories counts */
};

struct explained {
	enum explain_fate fate;
	size_t criterion; /* FATE_FORBIDDEN, FATE_MISSED: index into rule->where.criteria; of a chain
			     it matches no other link either */
	size_t by;        /* FATE_FORBIDDEN: index of a contact */
	size_t incident;
	bool is_history;     /* for this rule */
	bool is_judged;      /* as it stands, it is in the evidence of a decided alert */
	bool is_age_unknown; /* the where asks for an age, and it has no birth date: taken as met */
};

/* Why a rule that holds raises no alert. */
enum explain_hindrance {
	HINDRANCE_NONE,
	HINDRANCE_HISTORY, /* everything in its windows is history */
	HINDRANCE_JUDGED,  /* every incident in them was judged */
	HINDRANCE_REARM,   /* some were not, but fewer than rearm, and they bring nothing new */
};

struct explanation {
	struct verdict verdict; /* as assess() gives it */
	bool holds;             /* some window meets a tier */
	enum explain_hindrance hindrance;

	/* The window told of: of those that count the latest; else of those that hold; else the
	 * latest. Where windows count, contacts are told of by the union of all of them. */
	bool has_window;  /* false: no incident matches the where */
	int64_t end_us;   /* its t(k) */
	int64_t begin_us; /* its edge; INT64_MIN for ever; of other kinds than needs t of its first
			     incident */
	enum level level; /* LEVEL_NONE when it does not hold */
	bool misses_last; /* incident k does not match `last` */
	int64_t due_us;   /* unless: until when incident k could be answered */
	bool is_answered; /* unless: it was, by then */
	const struct decision *decision; /* after_decision: the latest wanted one before t(k), be it
					    too long ago; NULL when there is none */
	struct measure has;
	size_t n_unjudged; /* incidents in it that were not judged */

	/* The window that would end now; of needs only. */
	struct measure has_now;
	size_t n_unjudged_now;
	int64_t oldest_us;    /* t of its oldest incident; INT64_MAX when it is empty */
	int64_t falls_out_us; /* the last instant at which that one counts; INT64_MAX: never falls */

	struct explained *contacts; /* one a contact of the subject, in its order */
};

/* Bytes of memory that explain_rule() needs for n contacts. */
size_t explain_bytes(size_t n_contacts);

/* Explains a rule on a subject as at now_us. memory: explain_bytes(n) bytes, aligned for any type,
 * the caller's, kept as long as *ret. */
void explain_rule(const struct rulebook *book, const struct rule *rule,
		  const struct subject *subject, int64_t now_us, void *memory,
		  struct explanation *ret);

/* True if a measure meets a tier's needs, as assess() has it. */
bool explain_meets(const struct needs *needs, const struct measure *has);

#endif
