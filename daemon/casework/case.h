/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CASEWORK_CASE_H
#define CONCERND_CASEWORK_CASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"
#include "casework/judge.h"
#include "casework/tell.h"
#include "engine/assess.h"
#include "engine/correction.h"
#include "engine/household.h"
#include "identity/keys.h"
#include "identity/match.h"
#include "store/params.h"
#include "store/rows.h"

/*
 * One run of the judge transaction, in memory: what was sent, whom it speaks of, what is on file of
 * them, and what is to be written. Everything lies in the arena of the run. Each file of casework/
 * fills its part: find.c, persons.c, load.c, verdict.c, write.c, in this order.
 */

/* What was told of a contact besides recording it: a row of the table correction, or one to be. */
struct case_correction {
	struct correction said; /* of kind recorded: where amendments waited for the contact */
	const char *of_source, *of_id; /* the event that first records the contact */
	int32_t resend;
	int64_t contact; /* 0: not known yet */
	int32_t version; /* of the rows of contact that it brought; 0: none */
	const char *outcome;
	bool has_first; /* known when the contact was first recorded, and whether as history */
	int64_t first_recorded_us;
	bool first_history;
	bool is_new; /* of this run */
};

/* A contact that the run tells of. */
struct case_matter {
	const char *source, *id;     /* of the event that first records it */
	int64_t contact;             /* 0 until it has an id */
	bool is_on_file, is_awaited; /* awaited: neither on file nor in this run */
	int64_t recorded_us;         /* of one that is recorded: when first, */
	bool history;                /* and whether as history */
	bool has_waited;             /* amendments on file wait for it */
	int32_t versions;            /* the highest so far; 1 is that of its recording */
	struct case_version {
		int32_t number;
		unsigned char told_hash[FACT_HASH_BYTES];
	} * known; /* whose data are known: the same again is the same version */
	size_t n_known, known_room;
	struct case_correction *corrections; /* on file */
	size_t n_corrections, corrections_room;
	int64_t *children; /* on file, whom it or an amendment names */
	size_t n_children, children_room;
	int64_t *adults; /* likewise */
	size_t n_adults, adults_room;
};

/* A contact as it bears on one child: a row of the table contact, or one to be; after
 * stand_contacts() one that stands, with all its bearings. */
struct case_contact {
	int64_t id;
	int32_t version;
	const char *source, *event_id;
	int64_t occurred_us, recorded_us;
	int32_t occurred_day;
	bool whole_day, history;
	const char *agency, *category;
	const char **other_categories;
	size_t n_other_categories;
	enum grade grade;
	struct bearing bearing;
	struct bearing *bearings; /* once it stands */
	size_t n_bearings;
	const char *outcome, *contact_source;
	const char **factors;
	size_t n_factors;
	const char *incident_ref;
};

/* An alert on file with its evidence as it last stood, or one to be. */
struct case_alert {
	int64_t id;
	int64_t home; /* whose it is on file: the subject, or what became part of it */
	const char *rule;
	int32_t rule_set;
	enum rule_mode mode;
	enum level level;
	int64_t became_true_us;
	int32_t evidence_version;
	bool is_decided, is_corrected;
	bool lifts_history; /* a person picked it from the backlog */
	int64_t decided_us;
	const char *outcome;     /* of its decision */
	const char *holder;      /* who acknowledged it, as long as that stands; NULL */
	struct judged *evidence; /* sorted by contact */
	size_t n_evidence;
	const char *contact_ids, *contact_versions, *incidents; /* joined by commas, as stored */
	const char *children; /* on whom it shows, likewise; NULL: on the one child it is about */
	const char **agencies, **categories;
	size_t n_agencies, n_categories;
};

/* What one person of a contact was said to be, on file or to be. */
struct case_alias {
	struct said said;
	int64_t id; /* 0 until it has one */
	unsigned char hash[FACT_HASH_BYTES];
	const struct fact_person *person; /* NULL for one on file */
	const struct case_person *asked;  /* likewise */
	enum match_reason reason;         /* for one to be */
	const char *bits, *levels;        /* likewise; NULL: it was not weighed */
	struct case_child *child;         /* NULL: a part */
	int64_t child_id;                 /* of one on file */
	bool is_part;   /* shares a key, and nothing else of its child was read with it */
	bool is_lone;   /* nothing else was said of its child: known by what the part says */
	bool by_person; /* a person linked it */
};

/* An alias that keys told of and that agrees well. */
struct case_near {
	int64_t alias;
	bool by_itself; /* false: only if something else that was said of its child agrees better */
};

/* What a round trip found on file. */
struct case_found {
	struct case_alias *list; /* parts last; they ascend as the others do */
	size_t n, n_parts;
};

/* A person whom a contact of the run speaks of, among the children. */
struct case_person {
	const struct fact_person *person;
	struct said said;
	unsigned char hash[FACT_HASH_BYTES]; /* of all that was said */
	const uint64_t *keys;
	size_t n_keys;
	bool asks_keys;            /* false once it is a child on file, which is locked */
	bool asked_keys;           /* asked behind the locks as well, */
	int64_t n_shared;          /* and how many it shares with aliases, as often as it does */
	struct case_alias **found; /* that share a key with it */
	size_t n_found, found_room;
};

struct case_child {
	int64_t id; /* of one to be opened: NEW_CHILD and up, until it has its own */
	bool is_new, is_judged;
	bool is_listed;           /* among those to be locked */
	bool is_whole;            /* all that is linked to it was read */
	bool is_sealed, has_twin; /* struct candidate */
	bool becomes_twin;        /* a contact of the run says so */
	int64_t *apart;           /* children whom a person told apart from it */
	size_t n_apart;
	const struct said **said; /* all that is linked to it, for identity */
	size_t n_said, said_room;
	struct case_contact *contacts; /* rows; after stand_contacts() those that stand, by id */
	size_t n_contacts, contacts_room;
	const char *team; /* to which it is open, where a route asks for it; NULL: none is known */
	struct case_subject *self; /* as a subject; NULL until it is one */
	int64_t *doubt_with;       /* others of its group of doubts, before the locks */
	size_t n_doubt_with;
	int64_t doubt_id;        /* its group on file; 0: none */
	struct case_child *root; /* doubts.c: who stands for its group */
	size_t n_group;
};

#define NEW_CHILD (INT64_C(1) << 62)

/*
 * A subject: what rules are judged on, and whose alerts they raise. Its id comes from the sequence of
 * the children, whatever its scope, so wherever the database says child_id of an alert, a decision
 * or a timer it is the subject's. It unites the contacts of its members, which are children: each
 * contact once, with all the ways in which it bears on any of them.
 *
 *   child      one member, itself; judged by the rules of scope child
 *   household  who ever lived there, each with what bears on it while it did; by those of scope
 *              household
 *   doubt      records that may be one child; by those of scope child, for what no member alone has
 *
 * Another kind is a row of the table in subject.c, a list of members (subjects_list()), and the lock
 * by which everything that changes it is told one after the other. Verdicts, alerts, timers and
 * notices are about subjects, and ask no more.
 */
enum case_scope { CASE_CHILD, CASE_HOUSEHOLD, CASE_DOUBT };
enum { CASE_SCOPES = 3 };

struct case_member {
	struct case_child *child;
	const struct residence *stays; /* when it is a member; NULL: always */
	size_t n_stays;
};

struct case_subject {
	int64_t id;
	enum case_scope scope;
	struct case_member *members; /* by id */
	size_t n_members, members_room;
	struct case_contact *contacts; /* that stand and bear on it, by id: subject_unite() */
	size_t n_contacts;
	struct case_alert *alerts; /* on file; decided ones in order of decided_us */
	size_t n_alerts, alerts_room;
	bool is_judged; /* else only its alerts were read */
};

/* One person of a contact, placed: a row of contact to be. */
struct case_row {
	struct case_entry *entry;
	const struct fact_person *person;
	struct case_alias *alias;
	struct case_child *child;
	int32_t nth; /* among the rows of this contact that bear on the child in the same way */
};

/* Whom a child that is opened may be, for a person to say. */
struct case_doubt {
	struct case_child *child, *other;
	const struct case_alias *alias;
	double weight;
	const char *bits, *levels;
};

/* One item of the run. */
struct case_entry {
	struct case_item *item;
	const struct fact *fact;
	enum case_status status; /* CASE_RECORDED: to be recorded */
	enum event_type type;    /* what it is taken as: a contact sent again may amend itself */
	int32_t resend;          /* how often its source and id were sent with other data before */
	struct case_matter *matter;
	int32_t version; /* of its data; 0: it has none */
	bool has_rows;   /* they are new: it brings the rows of that version */
	size_t first_row, n_rows;
	size_t first_person; /* of judging->persons; one a child that the fact names */
	int64_t contact;
	struct case_entry *first; /* an earlier one of this run with the same source and id */
};

/* What a verdict changes: a row of alert_version to be. */
struct case_change {
	enum change kind;
	const struct case_subject *subject;
	struct case_alert alert; /* as it stands from now on */
	struct told_list told;   /* those to be told */
	const char *withdrawn_by;
};

struct judging {
	struct run *run; /* of judge.c: whom to tell how it ended */
	struct judge *judge;
	const struct identity_order *order; /* a person's word on who is who; NULL: none */
	struct arena arena;
	const char *rule;              /* judged alone; NULL: all are */
	const struct judge_pick *pick; /* what its subject has on history alone is raised; NULL */

	struct case_entry *entries; /* in (source, id) order */
	size_t n_entries, n_fresh;  /* n_fresh: those to be recorded */

	struct case_matter *matters; /* in (source, id) order */
	size_t n_matters;
	size_t n_corrections;                /* on file, of all matters */
	struct case_correction *corrections; /* of all contacts of the judging set, with the new */
	size_t n_all_corrections, corrections_room;

	struct case_alias *aliases; /* on file first, then those to be */
	size_t n_aliases, n_on_file;
	struct held *held; /* known.c: what aliases are found by */
	size_t *buckets;   /* of its chains */
	size_t n_buckets, n_held;
	struct case_person *persons; /* of all entries, in their order */
	size_t n_persons;
	struct case_found found[2]; /* by numbers and keys; the near ones whole */
	struct case_near *near;     /* ascending */
	size_t n_near;
	struct judging *before; /* as it was when the locks were chosen, where that changed */
	const int32_t *wide;    /* persons who ask by keys whatever numbers say */
	size_t n_wide;
	int32_t *wider; /* who should have: the run is run again */
	size_t n_wider, wider_room;
	struct case_child **children; /* on file, then to be opened */
	size_t n_children, n_new, children_room;
	struct case_child **slots; /* those on file, by id: open addressing */
	size_t n_slots;
	struct case_row *rows;
	size_t n_rows, rows_room;
	struct case_doubt *doubts;
	size_t n_doubts, doubts_room;
	int64_t heir;        /* the child into whom a merge puts another; 0: none */
	bool regroups;       /* groups of doubts are made anew, */
	int64_t *old_groups; /* and these are no more as they were */
	size_t n_old_groups, n_new_groups;
	int64_t *more; /* children who have to be locked as well: the run is run again */
	size_t n_more, more_room;
	const int64_t *added; /* those of an earlier run */
	size_t n_added;

	/* Children to be judged whatever is recorded: those asked for, or that of the timer. */
	const int64_t *asked;
	size_t n_asked;
	const int64_t *asked_homes; /* likewise households */
	size_t n_asked_homes;
	bool sweeps; /* only looks for timers that are missing */
	bool fires;  /* a timer: its rule alone is judged, at the time when it was due */
	int64_t timer_subject;
	const char *timer_rule; /* NULL: nothing was due after all */
	int64_t timer_due_us;

	int64_t *locked; /* ids of children on file to be locked and loaded, ascending */
	struct case_child *
		*locked_children; /* side by side with locked; NULL: not judged after all */
	size_t n_locked;
	int32_t *stripes;
	size_t n_stripes;
	int32_t *early; /* stripes that are held before anything is looked up */
	size_t n_early;

	struct case_timer {
		int64_t subject;
		const char *rule;
		int64_t due_us; /* INT64_MAX: none */
	} * timers;             /* of the rules by which subjects were judged */
	size_t n_timers, timers_room;

	struct case_homes *homes;       /* households and adults: homes.h */
	bool has_homes;                 /* some child that is locked was ever told to live in one */
	int64_t known_us;               /* what was recorded later is left out; 0: nothing is */
	struct case_subject **subjects; /* whose alerts were read, and new ones */
	size_t n_subjects, subjects_room;

	int64_t last_recorded_us; /* of all contacts on file of the judging set */
	int64_t now_us;           /* recorded_at of all that this run records */
	int32_t rule_set;         /* in force */
	struct case_change *changes;
	size_t n_changes, changes_room, n_risen;
	struct case_shown {
		const struct case_subject *subject;
		int64_t alert;
		const char *children;
	} * shown; /* undecided alerts that show on other children now, and are else as they were */
	size_t n_shown, shown_room;
	struct case_corrected {
		int64_t home;
		int64_t alert;
	} * corrected; /* decided alerts that rest on facts corrected now */
	size_t n_corrected, corrected_room;
	struct scratch {
		void *memory;
		size_t size;
	} scratch;

	/* Why the script failed, when it was ours to fail it. */
	bool lost_race;        /* what identity relied on has changed */
	int32_t want_rule_set; /* not loaded yet */
};

/* True if it is the one of which a person picked what holds on history alone: not what is in
 * doubt with it, nor its households, which are judged along with it. */
static inline bool case_is_picked(const struct judging *judging, const struct case_subject *subject)
{
	return judging->pick != NULL && judging->pick->subject == subject->id;
}

/* True if this run records anything or judges anybody. */
static inline bool case_has_work(const struct judging *judging)
{
	return judging->n_fresh > 0 || judging->order != NULL || judging->n_asked > 0 ||
	       judging->n_asked_homes > 0;
}

#include "case_steps.h"

#endif
