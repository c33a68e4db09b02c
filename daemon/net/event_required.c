/* SPDX-License-Identifier: Apache-2.0 */
#include "event_private.h"

#include <string.h>

/*
 * What must be there, by a table: asked when all is read, so that what was sent but could not be used
 * is told as what was not sent at all.
 */

static bool lacks_type(const struct event *event)
{
	return event->type == EVENT_UNKNOWN;
}

static bool lacks_source(const struct event *event)
{
	return !event->source;
}

static bool lacks_id(const struct event *event)
{
	return !event->id;
}

static bool lacks_people(const struct event *event)
{
	return event->n_children + event->n_adults == 0;
}

static bool lacks_occurred(const struct event *event)
{
	return !event->has_occurred;
}

static bool lacks_category(const struct event *event)
{
	return !event->category;
}

static bool lacks_time(const struct event *event)
{
	return !event->has_time;
}

static bool lacks_contact(const struct event *event)
{
	return !event->contact.source || !event->contact.id;
}

static bool lacks_outcome(const struct event *event)
{
	return !event->outcome;
}

static bool lacks_decided(const struct event *event)
{
	return !event->has_decided;
}

static bool lacks_household(const struct event *event)
{
	return !event->household;
}

static bool lacks_bound(const struct event *event)
{
	return !event->has_bound;
}

static bool lacks_children(const struct event *event)
{
	return event->n_children == 0;
}

static bool lacks_status(const struct event *event)
{
	return !event->status;
}

static bool lacks_day(const struct event *event)
{
	return !event->has_day;
}

static bool lacks_sent(const struct event *event)
{
	return !event->has_sent;
}

enum {
	OF_CONTACT = 1 << EVENT_CONTACT_RECORDED | 1 << EVENT_CONTACT_AMENDED,
	OF_CORRECTION = 1 << EVENT_CONTACT_AMENDED | 1 << EVENT_CONTACT_WITHDRAWN,
	OF_OUTCOME = 1 << EVENT_CONTACT_OUTCOME,
	OF_LINK = 1 << EVENT_HOUSEHOLD_LINKED,
	OF_UNLINK = 1 << EVENT_HOUSEHOLD_UNLINKED,
	OF_STATUS = 1 << EVENT_CHILD_STATUS,
	OF_TALLY = 1 << EVENT_FEED_TALLY,
	OF_ANY = ~0,
};

static const struct {
	int types; /* bits */
	bool (*lacks)(const struct event *event);
	const char *pointer, *detail;
} requirements[] = {
	{ OF_ANY, lacks_type, "/type", "must be one of the types under /schemas/" },
	{ OF_ANY, lacks_source, "/source", "give the source, a string of at most 400 characters" },
	{ OF_ANY, lacks_id, "/id", "give the id, a string of at most 200 characters" },
	{ OF_CORRECTION, lacks_time, "/time", "give the time of this correction, RFC 3339" },
	{ OF_CORRECTION | OF_OUTCOME, lacks_contact, "/data/contact",
	  "give the source and the id of the contact that is meant" },
	{ OF_CONTACT | OF_LINK | OF_UNLINK, lacks_people, "/data/children",
	  "name at least one child or adult" },
	{ OF_CONTACT, lacks_occurred, "/data/occurred_at",
	  "give when it happened: an RFC 3339 time with a zone, or a date" },
	{ OF_CONTACT, lacks_category, "/data/category", "give the category, a word" },
	{ OF_OUTCOME, lacks_outcome, "/data/outcome", "give the outcome, a word" },
	{ OF_OUTCOME, lacks_decided, "/data/decided_at",
	  "give when it was decided: an RFC 3339 time with a zone" },
	{ OF_LINK | OF_UNLINK, lacks_household, "/data/household",
	  "give your own id of the household" },
	{ OF_LINK, lacks_bound, "/data/from",
	  "give since when: an RFC 3339 time with a zone, or a date" },
	{ OF_UNLINK, lacks_bound, "/data/until",
	  "give until when: an RFC 3339 time with a zone, or a date" },
	{ OF_STATUS, lacks_time, "/time", "give since when this is so told, RFC 3339" },
	{ OF_STATUS, lacks_children, "/data/children", "name at least one child" },
	{ OF_STATUS, lacks_status, "/data/status", "give open or closed" },
	{ OF_TALLY, lacks_day, "/data/day", "give the day that is meant, a date" },
	{ OF_TALLY, lacks_sent, "/data/sent",
	  "give how many events were sent on that day, a whole number to 10,000,000" },
};

static bool has_error_at(const struct event *event, const char *pointer)
{
	for (size_t i = 0; i < event->errors.n; i++)
		if (strcmp(event->errors.list[i].pointer, pointer) == 0)
			return true;
	return false;
}

void event_require(struct event *event, struct arena *arena)
{
	for (size_t i = 0; i < sizeof(requirements) / sizeof(requirements[0]); i++)
		if ((requirements[i].types & 1 << event->type) && requirements[i].lacks(event) &&
		    !has_error_at(event, requirements[i].pointer))
			event_problem(&event->errors, arena, requirements[i].pointer,
				      requirements[i].detail);
}
