/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CASEWORK_FACT_H
#define CONCERND_CASEWORK_FACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/contact.h"
#include "net/event.h"

/*
 * A fact: an event whose meaning was checked (by intake/accept.h), as casework stores and judges
 * it: a contact, what corrects one, or a link of a household. Its words are words of the config, its
 * numbers have right check digits, its times are instants. Everything it points to lives in the
 * arena that it was accepted into.
 */

enum { FACT_HASH_BYTES = 32 };

struct fact_identifier {
	const char *scheme; /* "nhs", "upn", or one that the config declares */
	const char *value;  /* normalised; a UPN with a wrong letter is kept */
};

struct fact_person {
	bool is_adult;
	const char
		*record; /* the sender's own id, outer blanks cut; NULL when it cannot be gone by:
			       not sent, or the sender's records are per event */
	struct fact_identifier *identifiers;
	size_t n_identifiers;
	const char *nhs;                       /* that of scheme "nhs"; NULL when none */
	const char *family_name, *given_names; /* as sent; NULL when not */
	const char *postcode;                  /* as sent; NULL when not */
	enum birth birth;
	int32_t birth_day; /* a day number, unless BIRTH_UNKNOWN */
	enum event_sex sex;
	enum about about;     /* ABOUT_PARENT_CARER for adults */
	const char *relation; /* adults, as sent; NULL when not */
};

/* Of all that was said of a child: the same words from the same sender share one alias. mother: NULL
 * when nobody says who she is. ret: FACT_HASH_BYTES. */
void fact_hash_said(const struct fact_person *person, const char *sender, const char *mother,
		    unsigned char *ret);

struct fact {
	enum event_type type;
	const char *source, *event_id; /* of the CloudEvent */
	/* The event that first recorded the contact that is meant: of contact.recorded itself; NULL
	 * where no contact is meant. */
	const char *of_source, *of_id;
	const char *sender;                  /* the sender's name in the config; "" when there are
						 none (backtest) */
	unsigned char hash[FACT_HASH_BYTES]; /* of the type and the data: tells duplicates */
	bool resend_amends; /* the sender's ids are those of its records: the same id with other
			       data amends the contact */
	unsigned char told_hash[FACT_HASH_BYTES]; /* of the data without contact and outcome: of one
						     contact, those that share it are one version,
						     judged together (SPEC section 4 "Judged") */
	const char *body;            /* the event's JSON as received; the caller sets it */
	struct fact_person *persons; /* children first, then adults */
	size_t n_persons, n_children;
	int64_t occurred_us;  /* noon by the config's zone when whole_day */
	int32_t occurred_day; /* local date of occurred_us, a day number */
	bool whole_day;
	const char *agency; /* words of the config; NULL when there is none */
	const char *category;
	const char **other_categories; /* without repeats and without category */
	size_t n_other_categories;
	enum grade grade;
	const char *outcome;
	bool has_time;
	int64_t time_us;            /* CloudEvents time; amendments and withdrawals have one */
	int64_t decided_us;         /* contact.outcome: when */
	const char *household;      /* links: the sender's own id of it */
	int64_t bound_us;           /* links: the first instant that it holds from, or no more */
	const char *status;         /* child.status: open or closed, */
	const char *team, *plan;    /* with which team, on what plan; NULL when not sent */
	bool has_from, has_until;   /* from bound_us, */
	int64_t until_us;           /* to before this instant */
	const char *contact_source; /* DfE codes */
	const char **factors;
	size_t n_factors;
	const char *incident_ref; /* normalised by contact_ref(); NULL when none */
	const char *source_ref, *summary, *handling; /* as sent; NULL when not */
	bool history;                                /* loaded as history */
};

#endif
