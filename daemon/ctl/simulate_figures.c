/* SPDX-License-Identifier: Apache-2.0 */
#include "simulate_figures.h"

/*
 * Sources:
 *   [cin]   DfE, Children in need, reporting year 2024 (Open Government Licence v3): referrals by
 *           source (table C5) and month (C6), factors identified at the end of assessment (C3)
 *   [adcs]  ADCS, Safeguarding Pressures, 2024: about 3.0 million contacts a year in England
 *   [ons]   ONS, Birth characteristics in England and Wales
 *   [alspac] record linkage in the ALSPAC cohort: names of one person in two records
 *   [pds]   Hospital Episode Statistics against the Personal Demographics Service: postcodes
 *   [l]     our own choice: no figure was found; plausible, and said to be so
 */

/* Police records seldom had NHS numbers; the Children's Wellbeing and Schools Act 2026 means it as
 * the common identifier, so the simulated force looks most of them up. All six parts [l]. Record
 * ids look like those of a case system, a police index and a trust, so that none is another's. */
const struct figures_sender_row figures_senders[SENDERS] = {
	{ "social-care", "urn:concernd:simulate:social-care", "SC%08u", "sc", 0.80, 0.97 },
	{ "police", "urn:concernd:simulate:police", "NPI-%08u", "pol", 0.60, 0.85 },
	{ "health", "urn:concernd:simulate:health", "RXH%08u", "hth", 0.96, 0.98 },
};

/*
 * Who tells [cin C5], England and East Sussex; police raised from 28.5 and 29.9 per cent of
 * referrals to 42.5 per cent of contacts [l: contacts lean further to police, 40 to 45], the others
 * scaled to fill what is left. The split of a group into DfE codes is [l]. Schools, councils and
 * the public reach social care by telephone or form: its system sends for them.
 */
const struct figures_origin figures_origins[ORIGINS] = {
	{ { 42.5, 42.5 }, SENDER_POLICE, "police", SHAPE_POLICE, { { "6", 1 } } },
	{ { 16.3, 9.8 }, SENDER_SOCIAL_CARE, "education", SHAPE_OFFICE, { { "2A", 1 } } },
	{ { 11.8, 9.8 },
	  SENDER_HEALTH,
	  "health",
	  SHAPE_HEALTH,
	  { { "3E", 38 }, { "3A", 17 }, { "3B", 15 }, { "3C", 9 }, { "3D", 6 }, { "3F", 15 } } },
	{ { 11.3, 17.5 },
	  SENDER_SOCIAL_CARE,
	  "social-care",
	  SHAPE_OFFICE,
	  { { "5A", 45 }, { "5D", 30 }, { "5B", 12 }, { "5C", 13 } } },
	{ { 6.4, 8.3 },
	  SENDER_SOCIAL_CARE,
	  "public",
	  SHAPE_HOME,
	  { { "1A", 55 }, { "1B", 20 }, { "1C", 12 }, { "1D", 13 } } },
	{ { 3.5, 3.7 }, SENDER_SOCIAL_CARE, "probation", SHAPE_OFFICE, { { "7", 1 } } },
	{ { 3.4, 2.3 }, SENDER_SOCIAL_CARE, "voluntary", SHAPE_OFFICE, { { "8", 1 } } },
	{ { 1.4, 2.7 }, SENDER_SOCIAL_CARE, "education", SHAPE_OFFICE, { { "2B", 1 } } },
	{ { 1.3, 1.8 }, SENDER_SOCIAL_CARE, "public", SHAPE_HOME, { { "9", 1 } } },
	{ { 1.0, 1.3 }, SENDER_SOCIAL_CARE, "housing", SHAPE_OFFICE, { { "4", 1 } } },
	{ { 1.0, 0.4 }, SENDER_SOCIAL_CARE, "social-care", SHAPE_OFFICE, { { "10", 1 } } },
};

/*
 * Shares and factors are [cin C3], England and East Sussex, summed over a row's factors; missing,
 * and custody (which C3 does not have) raised, because police tell of each episode [l]. Columns
 * `told_by` (police, health, office, home), ages and the parts at the end are [l].
 */
/* clang-format off */
const struct figures_category figures_categories[CATEGORIES] = {
	{ "domestic-abuse", { 47.5, 63.5 }, { "3B", "3A", "3C" }, { 31.7, 10.9, 4.9 },
	  { 2.2, 0.5, 0.6, 0.8 }, 0, 17, 0.00, 0.90, 0.16, "Argument between adults at the home." },
	{ "parent-mental-health", { 32.7, 51.1 }, { "4B" }, { 1 },
	  { 0.7, 2.0, 0.9, 1.0 }, 0, 17, 0.75, 0.80, 0.14, "Parent seen in crisis." },
	{ "parent-substance-misuse", { 28.3, 39.5 }, { "1B", "2B" }, { 14.3, 14.0 },
	  { 0.9, 1.0, 1.0, 1.6 }, 0, 17, 0.60, 0.80, 0.08, "Under the influence while caring." },
	{ "emotional-abuse", { 19.3, 28.6 }, { "17A" }, { 1 },
	  { 0.6, 0.7, 1.5, 1.3 }, 3, 17, 0.00, 0.40, 0.05, "Spoken to harshly, now withdrawn." },
	{ "child-mental-health", { 17.0, 31.3 }, { "4A" }, { 1 },
	  { 0.5, 2.4, 1.3, 0.8 }, 8, 17, 0.00, 0.05, 0.10, "Low mood, worse in recent weeks." },
	{ "neglect", { 16.5, 20.7 }, { "16A" }, { 1 },
	  { 0.6, 1.1, 1.6, 1.4 }, 0, 15, 0.00, 0.70, 0.06, "Hungry, appointments not kept." },
	{ "physical-abuse", { 14.5, 17.5 }, { "18C", "18B" }, { 11.5, 3.0 },
	  { 0.8, 1.2, 1.4, 1.0 }, 0, 17, 0.00, 0.15, 0.16, "Mark seen, account of it unclear." },
	{ "disability", { 16.4, 22.4 }, { "5A", "6A" }, { 11.8, 4.6 },
	  { 0.1, 1.6, 1.6, 0.8 }, 1, 17, 0.00, 0.02, 0.02, "Support asked for at home." },
	{ "offending", { 7.6, 10.6 }, { "14A" }, { 1 },
	  { 2.0, 0.1, 0.8, 0.4 }, 10, 17, 0.00, 0.02, 0.05, "Named as a suspect." },
	{ "child-substance-misuse", { 7.1, 13.8 }, { "2A", "1A" }, { 5.0, 2.1 },
	  { 1.0, 1.2, 1.1, 0.6 }, 11, 17, 0.00, 0.02, 0.10, "Found under the influence." },
	{ "sexual-abuse", { 5.9, 17.9 }, { "19C", "19B" }, { 3.5, 2.4 },
	  { 1.2, 0.8, 1.1, 0.8 }, 2, 17, 0.00, 0.15, 0.18, "Disclosure made to a trusted adult." },
	{ "self-harm", { 5.2, 9.1 }, { "15A" }, { 1 },
	  { 0.6, 3.0, 1.2, 0.5 }, 10, 17, 0.00, 0.03, 0.25, "Attended after self-harm." },
	{ "missing", { 7.0, 12.4 }, { "10A" }, { 1 },
	  { 2.2, 0.0, 0.7, 0.3 }, 9, 17, 0.00, 0.02, 0.25, "Reported missing, since found." },
	{ "young-carer", { 3.5, 8.1 }, { "7A" }, { 1 },
	  { 0.1, 0.9, 1.9, 1.0 }, 7, 17, 0.00, 0.30, 0.02, "Looks after a parent before school." },
	{ "criminal-exploitation", { 3.1, 6.1 }, { "24A" }, { 1 },
	  { 1.7, 0.2, 0.9, 0.3 }, 11, 17, 0.00, 0.02, 0.15, "Seen with older people." },
	{ "sexual-exploitation", { 2.7, 5.6 }, { "11A" }, { 1 },
	  { 1.3, 0.9, 1.0, 0.4 }, 11, 17, 0.00, 0.02, 0.12, "Picked up by an unknown adult." },
	{ "gangs", { 2.0, 3.6 }, { "13A" }, { 1 },
	  { 1.9, 0.2, 0.6, 0.2 }, 12, 17, 0.00, 0.02, 0.08, "Linked to a group in conflict." },
	{ "custody", { 1.5, 1.5 }, { "14A" }, { 1 },
	  { 2.4, 0.0, 0.0, 0.0 }, 12, 17, 0.00, 0.00, 0.05, "Held in custody overnight." },
	{ "emergency-attendance", { 3.0, 3.0 }, { "20" }, { 1 },
	  { 0.0, 6.0, 0.0, 0.0 }, 0, 17, 0.35, 0.10, 0.06, "Attended the emergency department." },
	{ "family-stress", { 18.5, 4.2 }, { "20" }, { 1 },
	  { 0.5, 0.9, 1.5, 1.8 }, 0, 17, 0.30, 0.70, 0.02, "Family under strain, help asked for." },
	{ "unborn", { 1.5, 1.5 }, { "20" }, { 1 },
	  { 0.1, 4.0, 0.8, 0.2 }, -1, -1, 0.00, 0.30, 0.10, "Concern for a child not yet born." },
	{ "private-fostering", { 0.4, 0.2 }, { "8C", "8F" }, { 1, 1 },
	  { 0.1, 0.5, 2.0, 0.8 }, 5, 15, 0.00, 0.02, 0.00, "Living with a friend of the family." },
	{ "trafficking", { 0.5, 1.3 }, { "12A" }, { 1 },
	  { 1.6, 0.3, 0.8, 0.2 }, 10, 17, 0.00, 0.02, 0.15, "Moved between addresses by adults." },
	{ "faith-linked-abuse", { 0.4, 1.0 }, { "23A" }, { 1 },
	  { 0.6, 0.8, 1.6, 0.8 }, 2, 16, 0.00, 0.30, 0.05, "Said to be possessed; frightened." },
};

const struct figures_category figures_wait_started = {
	"wait-started", { 0 }, { "4A" }, { 1 }, { 0 }, 5, 17, 0.00, 0.00, 0.00,
	"Accepted, and on the waiting list." };
const struct figures_category figures_wait_ended = {
	"wait-ended", { 0 }, { "4A" }, { 1 }, { 0 }, 5, 17, 0.00, 0.00, 0.00,
	"First appointment kept." };
const struct figures_category figures_disposal = {
	"out-of-court-disposal", { 0 }, { "14A" }, { 1 }, { 0 }, 10, 17, 0.00, 0.00, 0.00,
	"Community resolution." };
/* clang-format on */

/* [cin C6], from April: 43.34 55.68 58.69 51.88 44.08 54.09 55.71 55.79 45.15 54.67 50.87 51.94
 * thousand referrals in England; in per cent. */
const double figures_months[PLACES][12] = {
	{ 8.8, 8.2, 8.4, 7.0, 9.0, 9.4, 8.3, 7.1, 8.7, 9.0, 9.0, 7.3 },
	{ 8.2, 9.5, 6.8, 6.4, 10.3, 9.3, 8.1, 7.2, 8.5, 8.6, 10.0, 7.0 },
};

/* [l]: police from Friday to Sunday, emergency departments every day, offices on working days. */
const double figures_weekdays[SHAPES][7] = {
	{ 0.92, 0.88, 0.90, 0.94, 1.08, 1.16, 1.12 },
	{ 1.12, 1.10, 1.08, 1.06, 1.04, 0.80, 0.80 },
	{ 1.38, 1.36, 1.38, 1.42, 1.36, 0.06, 0.04 },
	{ 1.20, 1.15, 1.12, 1.10, 1.08, 0.70, 0.65 },
};

/* [l], by the local hour in which it happens: police evenings and nights; health days, with
 * emergency departments at night; offices from eight to six; homes when people are at home. */
const double figures_hours[SHAPES][24] = {
	{ 1.5, 1.3, 1.0, 0.7, 0.5, 0.3, 0.3, 0.4, 0.5, 0.6, 0.6, 0.7,
	  0.8, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3, 1.5, 1.7, 1.9, 1.9, 1.8 },
	{ 0.6, 0.5, 0.4, 0.4, 0.3, 0.3, 0.3, 0.5, 1.1, 1.6, 1.8, 1.7,
	  1.4, 1.4, 1.5, 1.5, 1.5, 1.2, 1.0, 1.0, 1.0, 0.9, 0.8, 0.7 },
	{ 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.1, 1.5, 3.2, 3.3, 2.9,
	  2.3, 2.5, 2.8, 2.7, 1.8, 0.7, 0.1, 0.0, 0.0, 0.0, 0.0, 0.0 },
	{ 0.2, 0.1, 0.1, 0.0, 0.0, 0.1, 0.2, 0.6, 1.4, 2.0, 2.1, 1.9,
	  1.5, 1.5, 1.6, 1.7, 1.7, 1.4, 1.2, 1.2, 1.1, 1.0, 0.8, 0.5 },
};

const double figures_whole_day[SHAPES] = { 0.02, 0.08, 0.12, 0.30 }; /* [l] */

/* 621,880 referrals [cin C1] of 3.0 million contacts [adcs]: about one in 4.8 is taken forward,
 * most into an assessment. How the rest divides is [l]. */
const struct figures_outcome figures_outcomes[OUTCOMES] = {
	{ "nfa", 33 },       { "advice", 22 },     { "early-help", 15 }, { "assessment", 17.5 },
	{ "strategy", 3.3 }, { "linked-open", 7 }, { "transfer", 2.2 },
};

/* [l] */
const struct figures_grade figures_grades[GRADE_ROWS] = {
	{ "red", 5, 0 },
	{ "amber", 24, 4 },
	{ "green", 58, 76 },
	{ "blue", 13, 20 },
};

const double figures_twins = 0.029; /* [ons]: 2.9 per cent of children are twins or more */

/* Between two records of one person the surname differs in 18 per cent, the forename in 12
 * [alspac]; each record is wrong by itself with p, so 1 - (1 - p)^2 is that. */
const double figures_surname_wrong = 0.0945;
const double figures_forename_wrong = 0.0619;
/* Postcodes differ in half [pds]; likewise. */
const double figures_postcode_other = 0.2929;
const double figures_birth_swapped = 0.008; /* [l] */
const double figures_birth_typo = 0.010;    /* [l] */
const double figures_birth_missing = 0.015; /* [l] */

const double figures_below_line = 0.18; /* [l]: the inspection letter gives no number */
/* [l], but tuned: so that, one contact in 4.8 being taken forward, 22.4 per cent of those follow
 * another of the same child within 12 months [cin C1: repeat referrals]. */
const double figures_frailty = 0.90;
const double figures_burst = 0.70;
const double figures_contacts_a_child = 0.45;
const double figures_outcome_known = 0.75;    /* [l] */
const double figures_shared_reference = 0.5;  /* [l] */
const double figures_third_telling = 0.2;     /* [l] */
const double figures_police_batch = 0.7;      /* [l]: a night's batch is up to 2,000 at once */
const double figures_police_reference = 0.85; /* [l] */
const double figures_sibling_named = 0.15;    /* [l] */
const double figures_second_category = 0.12;  /* [l] */
const double figures_late = 0.05;             /* [l] */
/* Working Together wants a decision within one working day; how often it is told is [l]. */
const double figures_outcome_told = 0.75;
const double figures_outcome_changed = 0.03; /* [l] */
const double figures_amended = 0.02;         /* [l] */
const double figures_withdrawn = 0.004;      /* [l] */
const double figures_linked = 0.03;          /* [l] */
const double figures_open_to_team = 0.02;    /* [l] */
const double figures_school_age_upn = 0.85;  /* [l] */
/* The joint inspection letter (East Sussex, 2020) found each of these and gives no number: all [l]. */
const double figures_missing_again = 0.4;
const double figures_custody_referred = 0.6;
const double figures_disposed = 0.25;
const double figures_parent_alone = 0.35;
const double figures_home_asked = 0.5;
const double figures_waits = 0.016;
/* [l]: times two even chances, so that a wait in six is longer than 18 weeks. */
const double figures_wait_days_most = 300.0;
const double figures_wait_told_late = 0.5;
