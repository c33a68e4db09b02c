/* SPDX-License-Identifier: Apache-2.0 */
#include "accept_private.h"

#include <sodium.h>
#include <string.h>

#include "base/clock.h"

/*
 * Whose an event is and when it was said, and by tables what is asked of each type: what happened
 * and whom it names is read beside it.
 */

void accept_refuse(struct check *check, const char *pointer, const char *detail)
{
	for (size_t i = 0; i < check->out->errors.n; i++)
		if (strcmp(check->out->errors.list[i].pointer, pointer) == 0)
			return;
	event_problem(&check->out->errors, check->arena, pointer, detail);
}

static void forbid(struct check *check, const char *pointer, const char *detail)
{
	check->forbidden = true;
	accept_refuse(check, pointer, detail);
}

void accept_warn(struct check *check, const char *pointer, const char *detail)
{
	event_problem(&check->out->warnings, check->arena, pointer, detail);
}

static bool is_own_source(const struct check *check, const char *source)
{
	const struct sender *sender = check->sender;

	return sender == NULL || accept_is_among(source, sender->sources, sender->n_sources);
}

static void check_source(struct check *check)
{
	const struct event *event = check->event;

	check->out->fact.source = event->source;
	check->out->fact.event_id = event->id;
	check->out->fact.sender = check->sender != NULL ? check->sender->name : "";
	check->out->fact.resend_amends = check->sender != NULL &&
					 check->sender->resend == RESEND_AMEND;
	if (event->source == NULL || check->sender == NULL)
		return;
	if (!is_own_source(check, event->source))
		forbid(check, "/source",
		       "not a source of this sender; send one of those that its entry in "
		       "concernd.conf lists");
}

/* The contact that is meant. Only its own sender may change it. */
static void check_contact(struct check *check)
{
	const struct event *event = check->event;
	bool is_new = event->type == EVENT_CONTACT_RECORDED;

	check->out->fact.of_source = is_new ? event->source : event->contact.source;
	check->out->fact.of_id = is_new ? event->id : event->contact.id;
	if (is_new || check->out->fact.of_source == NULL)
		return; /* a missing one was told of when it was read */
	if (!is_own_source(check, check->out->fact.of_source))
		forbid(check, "/data/contact",
		       "not a contact of this sender; whoever sent it may amend or withdraw it");
}

/* Social care says what came of anyone's contact, others of their own. */
static void check_decided_contact(struct check *check)
{
	const struct event_contact_id *contact = &check->event->contact;
	const struct sender *sender = check->sender;

	check->out->fact.of_source = contact->source;
	check->out->fact.of_id = contact->id;
	if (contact->source != NULL && !is_own_source(check, contact->source) &&
	    !accept_is_among("social-care", sender->agencies, sender->n_agencies))
		forbid(check, "/data/contact",
		       "not a contact of this sender; only social care sends outcomes for others'");
}

static void check_agency(struct check *check)
{
	const struct sender *sender = check->sender;
	const char *text = check->event->agency;
	const char *agency = accept_find_word(check, CODE_AGENCY, WORDS_AGENCY, text);

	if (text == NULL && sender != NULL)
		agency = sender->agencies[0];
	check->out->fact.agency = agency;
	if (text == NULL && sender == NULL)
		accept_refuse(check, "/data/agency", "missing: send which agency speaks");
	else if (sender != NULL &&
		 (agency == NULL || !accept_is_among(agency, sender->agencies, sender->n_agencies)))
		forbid(check, "/data/agency",
		       "not an agency that this sender may speak for; leave it out for its own");
	else if (agency == NULL || !accept_is_word(check, WORDS_AGENCY, agency))
		accept_refuse(
			check, "/data/agency",
			"not an agency of the rules in force; send one that rules.conf declares");
}

void accept_refuse_ahead(struct check *check, int64_t at_us, const char *pointer,
			 const char *detail)
{
	if (at_us > check->now_us + USEC_PER_DAY)
		accept_refuse(check, pointer, detail);
}

/* When the sender said so: of several corrections the latest stands. One from far ahead would stand
 * over all that the sender has yet to say; in a replay all of it was said. */
static void check_sent(struct check *check)
{
	const struct event *event = check->event;

	check->out->fact.has_time = event->has_time;
	check->out->fact.time_us = event->time_us;
	if (event->has_time && event->type != EVENT_CONTACT_RECORDED && check->sender != NULL)
		accept_refuse_ahead(check, event->time_us, "/time",
				    "more than 24 hours ahead; send when this correction was made");
}

static void check_decided(struct check *check)
{
	check->out->fact.decided_us = check->event->decided_us;
	if (check->event->has_decided && check->sender != NULL)
		accept_refuse_ahead(check, check->event->decided_us, "/data/decided_at",
				    "more than 24 hours ahead; send when it was decided");
}

/* A date is a local day: from its beginning, or until its end. */
static void check_household(struct check *check)
{
	const struct event *event = check->event;
	bool is_link = event->type == EVENT_HOUSEHOLD_LINKED;
	int64_t day = event->bound_day + (is_link ? 0 : 1);

	check->out->fact.household = accept_trim(check->arena, event->household);
	check->out->fact.bound_us = event->bound_us;
	if (event->has_bound && event->bound_whole_day)
		check->out->fact.bound_us = zone_instant_us(check->ruleset->zone,
							    day * USEC_PER_DAY);
}

/* Whom a team works with, from the beginning of a day, and until its end. */
static void check_status(struct check *check)
{
	const struct event *event = check->event;
	const struct zone *zone = check->ruleset->zone;
	struct fact *fact = &check->out->fact;

	fact->status = event->status;
	fact->team = accept_trim(check->arena, event->team);
	fact->plan = accept_trim(check->arena, event->plan);
	fact->has_from = event->has_bound;
	fact->bound_us = event->bound_whole_day
				 ? zone_instant_us(zone, event->bound_day * USEC_PER_DAY)
				 : event->bound_us;
	fact->has_until = event->has_until;
	fact->until_us = event->until_whole_day
				 ? zone_instant_us(zone, (event->until_day + 1) * USEC_PER_DAY)
				 : event->until_us;
}

/* A tally of a day that has not come would call every feed short. */
static void check_tally(struct check *check)
{
	const struct event *event = check->event;

	if (event->has_day && check->sender != NULL)
		accept_refuse_ahead(
			check, event->day * USEC_PER_DAY, "/data/day",
			"more than 24 hours ahead; send the tally when the day is over");
}

/* Of the type and the data as canonical JSON: what a sender sends again is the same by it. */
static void hash_data(const struct event *event, unsigned char ret[FACT_HASH_BYTES])
{
	crypto_generichash_state state;

	crypto_generichash_init(&state, NULL, 0, FACT_HASH_BYTES);
	crypto_generichash_update(&state, (const unsigned char *)event->type_name,
				  strlen(event->type_name) + 1);
	crypto_generichash_update(&state, (const unsigned char *)event->data_text,
				  strlen(event->data_text));
	crypto_generichash_final(&state, ret, FACT_HASH_BYTES);
}

static void hash_told(const struct event *event, unsigned char ret[FACT_HASH_BYTES])
{
	crypto_generichash(ret, FACT_HASH_BYTES, (const unsigned char *)event->told_text,
			   strlen(event->told_text), NULL, 0);
}

/* What is added must not be written into the event's own lists. */
static struct event_problems own_copy(const struct event_problems *problems)
{
	return (struct event_problems){ problems->list, problems->n, problems->n };
}

static void (*const contact_checks[])(struct check *) = {
	check_source,       check_contact,        check_agency, check_sent,
	accept_check_facts, accept_check_persons, NULL,
};
static void (*const withdrawn_checks[])(struct check *) = { check_source, check_contact, check_sent,
							    NULL };
static void (*const outcome_checks[])(struct check *) = {
	check_source, check_decided_contact, check_sent, check_decided, accept_check_outcome, NULL,
};
static void (*const household_checks[])(struct check *) = { check_source, check_sent,
							    check_household, accept_check_persons,
							    NULL };
static void (*const tally_checks[])(struct check *) = { check_source, check_sent, check_tally,
							NULL };
static void (*const status_checks[])(struct check *) = { check_source, check_sent, check_status,
							 accept_check_persons, NULL };
static void (*const other_checks[])(struct check *) = { check_source, check_sent, NULL };

static void (*const *const checks[])(struct check *) = {
	[EVENT_UNKNOWN] = other_checks,
	[EVENT_CONTACT_RECORDED] = contact_checks,
	[EVENT_CONTACT_AMENDED] = contact_checks,
	[EVENT_CONTACT_WITHDRAWN] = withdrawn_checks,
	[EVENT_CONTACT_OUTCOME] = outcome_checks,
	[EVENT_HOUSEHOLD_LINKED] = household_checks,
	[EVENT_HOUSEHOLD_UNLINKED] = household_checks,
	[EVENT_CHILD_STATUS] = status_checks,
	[EVENT_FEED_TALLY] = tally_checks,
};

void accept_event(const struct event *event, const struct settings *settings,
		  const struct sender *sender, const struct ruleset *ruleset, int64_t now_us,
		  struct arena *arena, struct acceptance *ret)
{
	struct check check = { event, settings, sender, ruleset, now_us, arena, ret, false };

	*ret = (struct acceptance){ .errors = own_copy(&event->errors),
				    .warnings = own_copy(&event->warnings) };
	ret->fact.type = event->type; /* an unknown one was told of when it was read */
	for (size_t i = 0; checks[event->type][i] != NULL; i++)
		checks[event->type][i](&check);
	if (event->type_name != NULL && event->data_text != NULL)
		hash_data(event, ret->fact.hash);
	if (event->told_text != NULL)
		hash_told(event, ret->fact.told_hash);
	if (ret->errors.n > 0)
		ret->status = check.forbidden ? ACCEPT_FORBIDDEN : ACCEPT_REFUSED;
}
