/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CTL_SIMULATE_FIGURES_H
#define CONCERND_CTL_SIMULATE_FIGURES_H

#include <stdint.h>

/*
 * The figures that a simulated stream follows, each with its source where it stands in the .c:
 * published statistics where there are some, else marked [l], our own choice.
 */

enum figures_place { PLACE_ENGLAND, PLACE_EAST_SUSSEX, PLACES };

/* The systems that send. Each has record ids of its own for the same child. */
enum figures_sender { SENDER_SOCIAL_CARE, SENDER_POLICE, SENDER_HEALTH, SENDERS };

/* When things happen and are sent. */
enum figures_shape { SHAPE_POLICE, SHAPE_HEALTH, SHAPE_OFFICE, SHAPE_HOME, SHAPES };

struct figures_sender_row {
	const char *name;      /* as --token NAME=FILE knows it */
	const char *source;    /* CloudEvents source */
	const char *record;    /* printf format of a record id, from a number below 100,000,000 */
	const char *id_prefix; /* of event ids */
	double has_nhs;        /* part of its records with an NHS number */
	double has_postcode;
};
extern const struct figures_sender_row figures_senders[SENDERS];

enum { FIGURES_CODES = 6 };

/* Who tells: DfE's sources, and through whose system. */
struct figures_origin {
	double share[PLACES]; /* per cent of contacts */
	enum figures_sender sender;
	const char *agency;
	enum figures_shape shape;
	struct {
		const char *code; /* DfE contact source */
		double weight;
	} codes[FIGURES_CODES];
};
enum { ORIGINS = 11, ORIGIN_POLICE = 0, ORIGIN_SCHOOL = 1, ORIGIN_HEALTH = 2, ORIGIN_COUNCIL = 3 };
extern const struct figures_origin figures_origins[ORIGINS];

enum { FIGURES_FACTORS = 4 };

/* What it is about. */
struct figures_category {
	const char *name;
	double share[PLACES]; /* per cent of assessments with one of its factors */
	const char *factors[FIGURES_FACTORS];
	double factor_weights[FIGURES_FACTORS];
	double told_by[SHAPES]; /* how much more often than evenly, by who tells */
	int age_from, age_to;   /* of the child at the centre; -1: the unborn */
	double about_parent;    /* part that is about a parent or carer */
	double all_siblings;    /* part that names all children of the family */
	double retold;          /* part that a second agency tells of as well */
	const char *summary;
};
enum { CATEGORIES = 24 };
extern const struct figures_category figures_categories[CATEGORIES];
/* What follows from others, and no sender picks: simulate_course. */
extern const struct figures_category figures_wait_started, figures_wait_ended, figures_disposal;

/* Per cent of a year's contacts by month, January first; index by enum figures_place. */
extern const double figures_months[PLACES][12];

/* How many times an even day's and hour's share, by who tells; weekdays from Monday. */
extern const double figures_weekdays[SHAPES][7];
extern const double figures_hours[SHAPES][24];

/* Part of contacts that give a date alone, by who tells. */
extern const double figures_whole_day[SHAPES];

/* What came of a contact, where social care has written it down. */
struct figures_outcome {
	const char *name;
	double share;
};
enum { OUTCOMES = 7 };
extern const struct figures_outcome figures_outcomes[OUTCOMES];

struct figures_grade {
	const char *name;
	double share, below_line; /* of all police notices; of families that stay below the line */
};
enum { GRADE_ROWS = 4 };
extern const struct figures_grade figures_grades[GRADE_ROWS];

/* One figure each; the .c says where they come from. */
extern const double figures_twins;         /* part of children who are one of twins */
extern const double figures_surname_wrong; /* part of records with another surname */
extern const double figures_forename_wrong;
extern const double figures_postcode_other;
extern const double figures_birth_swapped; /* day and month */
extern const double figures_birth_typo;
extern const double figures_birth_missing;
extern const double figures_below_line;       /* part of families whose contacts all end in nfa */
extern const double figures_frailty;          /* deviation of log burden between families */
extern const double figures_burst;            /* the same, between months of one family */
extern const double figures_contacts_a_child; /* a year; makes the default of --children */
extern const double figures_outcome_known;    /* part of social care's contacts */
extern const double figures_shared_reference; /* part of retellings with an incident_ref */
extern const double figures_third_telling;    /* part of retellings told by a third agency too */
extern const double figures_police_batch;     /* part of police notices that wait for the batch */
extern const double figures_police_reference; /* part of police notices with a log number */
extern const double figures_sibling_named;    /* part on one child that name the others */
extern const double figures_second_category;
extern const double figures_late;            /* part that comes days to weeks late */
extern const double figures_outcome_told;    /* part of contacts without an outcome inside, of which
						one is told later */
extern const double figures_outcome_changed; /* part of those whose outcome changes once more */
extern const double figures_amended;         /* part of contacts that their sender amends, */
extern const double figures_withdrawn;       /* and withdraws */
extern const double figures_linked;          /* part with which is told who lives with whom, */
extern const double figures_open_to_team;    /* and that a team works with the child */
extern const double figures_school_age_upn;  /* part of social care's records with a UPN */
extern const double
	figures_missing_again; /* part of missing episodes after which there is another */
extern const double
	figures_custody_referred;     /* part of custodies of which social care is told at once */
extern const double figures_disposed; /* part of offences that end out of court */
extern const double
	figures_parent_alone; /* part of health's contacts about a parent that name no child, */
extern const double figures_home_asked; /* and of those, in which health tells who lives there */
extern const double figures_waits;      /* waits that begin, for each contact of a year */
extern const double figures_wait_days_most; /* how long the longest wait is */
extern const double figures_wait_told_late; /* part of waits told months after they began */

#endif
