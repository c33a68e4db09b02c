/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "simulate_random.h"
#include "simulate_world.h"

/* A contact as its sender writes it down: a CloudEvent with what that sender's records say. */

static const struct {
	const char *type;
	const char *mark; /* behind the id of the contact */
} kinds[] = {
	[TELLING_CONTACT] = { "concernd.contact.recorded.v1", "" },
	[TELLING_AMENDED] = { "concernd.contact.amended.v1", "a" },
	[TELLING_WITHDRAWN] = { "concernd.contact.withdrawn.v1", "w" },
	[TELLING_OUTCOME] = { "concernd.contact.outcome.v1", "o" },
	[TELLING_LINKED] = { "concernd.household.linked.v1", "h" },
	[TELLING_STATUS] = { "concernd.child.status.v1", "s" },
};

static json_t *date_text(int32_t day)
{
	struct date date = date_from_day(day);

	return json_sprintf("%04d-%02d-%02d", date.year, date.month, date.day);
}

static json_t *time_text(int64_t at_us)
{
	char text[32];

	return json_string(time_format(at_us, text));
}

static void set_text(json_t *object, const char *key, const char *text)
{
	if (text != NULL && *text != '\0')
		json_object_set_new(object, key, json_string(text));
}

static void add_identifier(json_t *list, const char *scheme, const char *value)
{
	if (*value != '\0')
		json_array_append_new(list,
				      json_pack("{s:s, s:s}", "scheme", scheme, "value", value));
}

/* What identifies a person anywhere: record, numbers, names, dates. The unborn have an expected
 * date, and neither name nor number. */
static json_t *person(const struct world *world, const struct telling *telling,
		      const struct family *family, const struct person *who)
{
	struct record record;
	json_t *object = json_object();
	bool unborn = who->birth_day > telling->happened_day;

	record_make(world_seed(world), family, who, telling->origin->sender, &record);
	set_text(object, "record", record.id);
	if (unborn) {
		json_object_set_new(object, "expected_birth_date", date_text(who->birth_day));
		return object;
	}
	json_t *identifiers = json_array();

	add_identifier(identifiers, "nhs", record.nhs);
	add_identifier(identifiers, "upn", record.upn);
	if (json_array_size(identifiers) > 0)
		json_object_set(object, "identifiers", identifiers);
	json_decref(identifiers);
	set_text(object, "family_name", record.family_name);
	set_text(object, "given_names", record.given);
	if (record.has_birth_day)
		json_object_set_new(object, "birth_date", date_text(record.birth_day));
	if (!who->is_adult) {
		set_text(object, "sex", record.is_female ? "female" : "male");
		set_text(object, "postcode", record.postcode);
	}
	return object;
}

static json_t *children(const struct world *world, const struct telling *telling,
			const struct family *family)
{
	json_t *list = json_array();

	for (int i = 0; i < family->n_children; i++) {
		if ((telling->children & (1u << i)) == 0)
			continue;
		json_t *child = person(world, telling, family, &family->children[i]);

		if (telling->about_parent)
			set_text(child, "about", "parent-carer");
		else if ((telling->siblings & (1u << i)) != 0)
			set_text(child, "about", "sibling");
		json_array_append_new(list, child);
	}
	return list;
}

static json_t *adults(const struct world *world, const struct telling *telling,
		      const struct family *family)
{
	json_t *list = json_array();

	for (int i = 0; i < family->n_adults; i++) {
		if ((telling->adults & (1u << i)) == 0)
			continue;
		const struct person *who = &family->adults[i];
		json_t *adult = person(world, telling, family, who);

		set_text(adult, "relation",
			 who->is_female ? "mother"
			 : i == 0       ? "father"
					: "partner");
		json_array_append_new(list, adult);
	}
	return list;
}

static json_t *texts(const char *const *list, int n)
{
	json_t *array = json_array();

	for (int i = 0; i < n; i++)
		json_array_append_new(array, json_string(list[i]));
	return array;
}

static json_t *data(const struct world *world, const struct telling *telling)
{
	struct family family;
	json_t *object = json_object();

	family_make_again(world_seed(world), telling->family, telling->generation, &family);
	json_object_set_new(object, "children", children(world, telling, &family));
	if (telling->adults != 0)
		json_object_set_new(object, "adults", adults(world, telling, &family));
	json_object_set_new(object, "occurred_at",
			    telling->whole_day ? date_text(telling->occurred_day)
					       : time_text(telling->occurred_us));
	set_text(object, "category", telling->category->name);
	if (telling->other_category != NULL)
		json_object_set_new(object, "other_categories",
				    texts(&telling->other_category->name, 1));
	set_text(object, "grade", telling->grade);
	set_text(object, "agency", telling->origin->agency);
	set_text(object, "incident_ref", telling->reference);
	set_text(object, "contact_source", telling->code);
	json_object_set_new(object, "factors", texts(telling->factors, telling->n_factors));
	set_text(object, "outcome", telling->outcome);
	set_text(object, "summary", telling->category->summary);
	return object;
}

/* An id that no other world has: worlds differ by what they are functions of. */
static json_t *contact_id(const struct world *world, const struct telling *telling)
{
	struct date date = date_from_day(telling->happened_day);

	return json_sprintf("%s-%06x-%04d%02d%02d-%u-%u",
			    figures_senders[telling->origin->sender].id_prefix, world_mark(world),
			    date.year, date.month, date.day, (unsigned)telling->incident,
			    (unsigned)telling->nth + 1);
}

static json_t *event_id(const struct world *world, const struct telling *telling)
{
	json_t *contact = contact_id(world, telling);
	const char *mark = kinds[telling->kind].mark;

	if (*mark == '\0')
		return contact;
	json_t *id = json_sprintf("%s-%s%u", json_string_value(contact), mark,
				  (unsigned)telling->step);

	json_decref(contact);
	return id;
}

/* What is told of a contact. */
static json_t *correction(const struct world *world, const struct telling *telling)
{
	json_t *object = telling->kind == TELLING_AMENDED ? data(world, telling) : json_object();

	json_object_set_new(object, "contact",
			    json_pack("{s:s, s:o}", "source",
				      figures_senders[telling->origin->sender].source, "id",
				      contact_id(world, telling)));
	if (telling->kind == TELLING_WITHDRAWN)
		set_text(object, "reason", "Sent in error.");
	if (telling->kind == TELLING_OUTCOME) {
		set_text(object, "outcome", telling->outcome);
		json_object_set_new(object, "decided_at", time_text(telling->decided_us));
	}
	return object;
}

/* Who lives with whom, or who works with the child. */
static json_t *circumstances(const struct world *world, const struct telling *telling)
{
	struct family family;
	json_t *object = json_object();

	family_make_again(world_seed(world), telling->family, telling->generation, &family);
	json_object_set_new(object, "children", children(world, telling, &family));
	json_object_set_new(object, "from", date_text(telling->occurred_day));
	if (telling->kind == TELLING_LINKED) {
		json_object_set_new(object, "adults", adults(world, telling, &family));
		json_object_set_new(object, "household",
				    json_sprintf("home-%u-%u", (unsigned)telling->family,
						 (unsigned)telling->generation));
	} else {
		set_text(object, "status", "open");
		set_text(object, "team", "Assessment North");
		set_text(object, "plan", "child-in-need");
	}
	return object;
}

static json_t *data_of(const struct world *world, const struct telling *telling)
{
	if (telling->kind == TELLING_CONTACT)
		return data(world, telling);
	return telling->kind >= TELLING_LINKED ? circumstances(world, telling)
					       : correction(world, telling);
}

enum figures_sender world_sender(const struct telling *telling)
{
	return telling->kind == TELLING_OUTCOME ? SENDER_SOCIAL_CARE : telling->origin->sender;
}

json_t *world_event(const struct world *world, const struct telling *telling, bool history,
		    bool recorded)
{
	json_t *event = json_object();

	set_text(event, "specversion", "1.0");
	set_text(event, "type", kinds[telling->kind].type);
	set_text(event, "source", figures_senders[world_sender(telling)].source);
	json_object_set_new(event, "id", event_id(world, telling));
	json_object_set_new(event, "time", time_text(telling->sent_us));
	set_text(event, "datacontenttype", "application/json");
	if (history && telling->kind == TELLING_CONTACT)
		json_object_set_new(event, "history", json_true());
	if (recorded)
		json_object_set_new(event, "recordedtime", time_text(telling->sent_us));
	json_object_set_new(event, "data", data_of(world, telling));
	return event;
}
