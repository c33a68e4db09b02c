/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_TESTS_TOOLS_OFFICE_H
#define CONCERND_TESTS_TOOLS_OFFICE_H

#include "casework/judge.h"
#include "database.h"
#include "intake/accept.h"

/*
 * A front door without the doors: a database with a rule set in force, two senders, and the judge.
 * Sender "police" (and social care) has source urn:police, "health" urn:health (records per event,
 * resend = "amend").
 */
struct office {
	struct database database;
	struct settings *settings;
	struct rulesets *rulesets;
	struct judge *judge;
};

/* rules: the list of rules as rules.conf writes it, "{ name = …; }, …"; NULL: third incident in 12
 * months is amber, the fifth red. setup: as struct database_options. */
void office_open(struct office *office, const char *rules, const char *setup);
void office_close(struct office *office);

/* Puts another list of rules in force. */
void office_apply(struct office *office, const char *rules);

/* Contacts on their way to the judge. */
struct errand {
	struct arena arena;
	struct case_item items[64];
	size_t n;
	bool done;
	struct err err; /* kind ERR_NONE when there was none */
};

/* An event of a sender with an id and the members of its data: "\"category\": \"neglect\", …". It
 * must be acceptable. */
void errand_add(struct office *office, struct errand *errand, const char *sender, const char *id,
		const char *data);

/* Another type of event, "contact.withdrawn", and when it was sent (NULL: not told). */
void errand_add_event(struct office *office, struct errand *errand, const char *sender,
		      const char *type, const char *id, const char *time, const char *data);

/* The same with one child of a record id, category neglect, at a time. */
void errand_add_contact(struct office *office, struct errand *errand, const char *id,
			const char *record, const char *occurred_at);

/* Hands it to the judge; errand_wait() turns the loop until it is done. */
void errand_start(struct office *office, struct errand *errand);
void errand_wait(struct office *office, struct errand *errand);
void errand_done(struct errand *errand);

/* One contact of the police, alone: its status. */
enum case_status office_tell(struct office *office, const char *id, const char *data);
enum case_status office_tell_contact(struct office *office, const char *id, const char *record,
				     const char *occurred_at);

#endif
