/* SPDX-License-Identifier: Apache-2.0 */
#include "import_event.h"

#include <sodium.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "dfe.h"
#include "import_date.h"

/*
 * What cannot be read goes into the event as it stands: what is wrong with it, and whether it matters,
 * is said by the checks that all events go through.
 */

static void set_text(json_t *object, const char *key, const char *text)
{
	if (*text != '\0')
		json_object_set_new(object, key, json_string(text));
}

/* "b) Female" without its letter, as drop-down lists have it. */
static const char *skip_letter(const char *text)
{
	size_t n = strcspn(text, ")");

	return n <= 2 && text[n] == ')' ? text + n + 1 + strspn(text + n + 1, " ") : text;
}

/* ---- Names of rows ---- */

static const enum import_key telling[] = { KEY_RECORD,      KEY_NHS,    KEY_OCCURRED_AT,
					   KEY_CATEGORY,    KEY_AGENCY, KEY_CONTACT_SOURCE,
					   KEY_INCIDENT_REF };

static void hash_cell(crypto_generichash_state *state, const char *text)
{
	crypto_generichash_update(state, (const unsigned char *)text, strlen(text) + 1);
}

static void hash_contact(crypto_generichash_state *state, const struct import_columns *columns,
			 const struct import_row *row)
{
	enum import_key own = *import_cell(columns, row, KEY_ID) != '\0' ? KEY_ID : KEY_SOURCE_REF;

	hash_cell(state, import_cell(columns, row, own));
	for (size_t i = 0; i < sizeof telling / sizeof *telling; i++)
		if (*import_cell(columns, row, own) == '\0')
			hash_cell(state, import_cell(columns, row, telling[i]));
}

void import_row_name(const struct import_terms *terms, const struct import_row *row,
		     char ret[IMPORT_NAME_BYTES])
{
	unsigned char hash[crypto_generichash_BYTES_MIN];
	crypto_generichash_state state;

	crypto_generichash_init(&state, NULL, 0, sizeof hash);
	if (terms->what == IMPORT_CONTACTS)
		hash_contact(&state, terms->columns, row);
	for (int key = KEY_ID; terms->what == IMPORT_CHILDREN && key < IMPORT_KEYS; key++)
		if (key != KEY_NTH)
			hash_cell(&state, import_cell(terms->columns, row, (enum import_key)key));
	crypto_generichash_final(&state, hash, sizeof hash);
	sodium_bin2hex(ret, IMPORT_NAME_BYTES, hash, sizeof hash);
}

/* ---- Cells ---- */

static void set_cell(json_t *object, const char *name, const struct import_terms *terms,
		     const struct import_row *row, enum import_key key)
{
	set_text(object, name, import_cell(terms->columns, row, key));
}

static void set_date(json_t *object, const char *name, const struct import_terms *terms,
		     const struct import_row *row, enum import_key key)
{
	const char *text = import_cell(terms->columns, row, key);
	struct import_date read;

	if (!import_date_read(text, terms->today, &read)) {
		set_text(object, name, text);
		return;
	}
	struct date date = date_from_day(read.day);

	json_object_set_new(object, name,
			    json_sprintf("%04d-%02d-%02d", date.year, date.month, date.day));
}

/* A word of ours, in lower case. */
static void set_lower(json_t *object, const char *name, const char *text)
{
	char lower[32];
	size_t n = strlen(text) < sizeof lower ? strlen(text) : sizeof lower - 1;

	for (size_t i = 0; i < n; i++)
		lower[i] = text[i] >= 'A' && text[i] <= 'Z' ? (char)(text[i] - 'A' + 'a') : text[i];
	lower[n] = '\0';
	set_text(object, name, lower);
}

static void set_sex(json_t *object, const char *text)
{
	static const struct {
		const char *text, *word;
	} words[] = { { "m", "male" },
		      { "f", "female" },
		      { "1", "male" },
		      { "2", "female" },
		      { "0", "unknown" },
		      { "u", "unknown" },
		      { "not known", "unknown" },
		      { "not stated", "unknown" } };

	text = skip_letter(text);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcasecmp(text, words[i].text) == 0)
			text = words[i].word;
	set_lower(object, "sex", text);
}

static void add_identifier(json_t *list, const char *scheme, const char *value)
{
	if (*value != '\0')
		json_array_append_new(list,
				      json_pack("{s:s, s:s}", "scheme", scheme, "value", value));
}

static json_t *make_child(const struct import_terms *terms, const struct import_row *row)
{
	json_t *child = json_object(), *identifiers = json_array();

	set_cell(child, "record", terms, row, KEY_RECORD);
	add_identifier(identifiers, "nhs", import_cell(terms->columns, row, KEY_NHS));
	add_identifier(identifiers, "upn", import_cell(terms->columns, row, KEY_UPN));
	if (json_array_size(identifiers) > 0)
		json_object_set(child, "identifiers", identifiers);
	json_decref(identifiers);
	set_cell(child, "family_name", terms, row, KEY_FAMILY_NAME);
	set_cell(child, "given_names", terms, row, KEY_GIVEN_NAMES);
	set_date(child, "birth_date", terms, row, KEY_BIRTH_DATE);
	set_date(child, "expected_birth_date", terms, row, KEY_EXPECTED_BIRTH_DATE);
	set_sex(child, import_cell(terms->columns, row, KEY_SEX));
	set_cell(child, "postcode", terms, row, KEY_POSTCODE);
	set_cell(child, "about", terms, row, KEY_ABOUT);
	return child;
}

/* When it happened: a date, or a time by the clock on the wall. The event is as old, so that what
 * was told of the contact since stands over what it says itself. */
static void set_occurred(json_t *event, json_t *data, const struct import_terms *terms,
			 const struct import_row *row)
{
	const char *text = import_cell(terms->columns, row, KEY_OCCURRED_AT);
	const struct zone *zone = terms->ruleset->zone;
	struct import_date read;
	char time[32];

	if (!import_date_read(text, terms->today, &read)) {
		set_text(data, "occurred_at", text);
		return;
	}
	int64_t second = read.has_time ? read.second : INT64_C(12) * 3600;
	int64_t at_us = zone_instant_us(zone, read.day * USEC_PER_DAY + second * USEC_PER_SEC);

	json_object_set_new(event, "time", json_string(time_format(at_us, time)));
	if (read.has_time)
		json_object_set_new(data, "occurred_at", json_string(time));
	else
		set_date(data, "occurred_at", terms, row, KEY_OCCURRED_AT);
}

/* Several, with semicolons between them. */
static void set_list(json_t *data, const char *name, const char *text)
{
	json_t *list = json_array();

	for (size_t n; *text != '\0'; text += n + (text[n] == ';')) {
		text += strspn(text, " ");
		n = strcspn(text, ";");
		size_t length = n;

		while (length > 0 && text[length - 1] == ' ')
			length--;
		if (length > 0)
			json_array_append_new(list, json_stringn(text, length));
	}
	if (json_array_size(list) > 0)
		json_object_set(data, name, list);
	json_decref(list);
}

/* ---- Agencies ---- */

/* Who speaks, by the DfE contact source; the more special codes first. */
static const char *agency_of(const char *source)
{
	static const struct {
		const char *begin, *agency;
	} agencies[] = { { "10", "social-care" }, { "1", "public" },    { "2", "education" },
			 { "3", "health" },       { "4", "housing" },   { "5", "social-care" },
			 { "6", "police" },       { "7", "probation" }, { "8", "voluntary" },
			 { "9", "public" } };
	char found[8];
	const char *code = *source == '\0' ? NULL : dfe_code_find(source, found);

	if (code == NULL)
		code = dfe_source_find(source);
	for (size_t i = 0; code != NULL && i < sizeof agencies / sizeof *agencies; i++)
		if (strncmp(code, agencies[i].begin, strlen(agencies[i].begin)) == 0)
			return agencies[i].agency;
	return NULL;
}

static void set_agency(json_t *data, const struct import_terms *terms, const struct import_row *row)
{
	const char *own = import_cell(terms->columns, row, KEY_AGENCY);
	const char *agency = agency_of(import_cell(terms->columns, row, KEY_CONTACT_SOURCE));

	if (*own != '\0')
		set_text(data, "agency", own);
	else if (agency != NULL && lexicon_declares(&terms->ruleset->lexicon, WORDS_AGENCY, agency))
		set_text(data, "agency", agency);
}

static void fill_contact(json_t *event, json_t *data, const struct import_terms *terms,
			 const struct import_row *row)
{
	const char *category = import_cell(terms->columns, row, KEY_CATEGORY);

	json_object_set_new(event, "history", json_true());
	set_occurred(event, data, terms, row);
	set_text(data, "category",
		 *category == '\0' && terms->category != NULL ? terms->category : category);
	set_list(data, "other_categories", import_cell(terms->columns, row, KEY_OTHER_CATEGORIES));
	set_cell(data, "grade", terms, row, KEY_GRADE);
	set_agency(data, terms, row);
	set_cell(data, "contact_source", terms, row, KEY_CONTACT_SOURCE);
	set_list(data, "factors", import_cell(terms->columns, row, KEY_FACTORS));
	set_cell(data, "outcome", terms, row, KEY_OUTCOME);
	set_cell(data, "incident_ref", terms, row, KEY_INCIDENT_REF);
	set_cell(data, "source_ref", terms, row, KEY_SOURCE_REF);
	set_cell(data, "summary", terms, row, KEY_SUMMARY);
}

/* With a team, and no word that it has ended, the child is open. */
static void fill_status(json_t *event, json_t *data, const struct import_terms *terms,
			const struct import_row *row)
{
	char now[32];
	const char *status = import_cell(terms->columns, row, KEY_STATUS);
	bool has_team = *import_cell(terms->columns, row, KEY_TEAM) != '\0';

	json_object_set_new(event, "time", json_string(time_format(terms->now_us, now)));
	if (*status == '\0' && has_team && *import_cell(terms->columns, row, KEY_UNTIL) == '\0')
		status = "open";
	if (*status == '\0' && terms->status != NULL)
		status = terms->status;
	set_lower(data, "status", skip_letter(status));
	set_cell(data, "team", terms, row, KEY_TEAM);
	set_cell(data, "plan", terms, row, KEY_PLAN);
	set_date(data, "from", terms, row, KEY_FROM);
	set_date(data, "until", terms, row, KEY_UNTIL);
}

json_t *import_event(const struct import_terms *terms, const struct import_row *row,
		     const char *name, size_t nth)
{
	json_t *event = json_object(), *data = json_object(), *children = json_array();
	bool is_contact = terms->what == IMPORT_CONTACTS;

	set_text(event, "specversion", "1.0");
	set_text(event, "type",
		 is_contact ? "concernd.contact.recorded.v1" : "concernd.child.status.v1");
	set_text(event, "source", terms->source);
	json_object_set_new(
		event, "id",
		json_sprintf("%s-%s-%zu", is_contact ? "import" : "register", name, nth));
	json_array_append_new(children, make_child(terms, row));
	json_object_set_new(data, "children", children);
	if (is_contact)
		fill_contact(event, data, terms, row);
	else
		fill_status(event, data, terms, row);
	json_object_set_new(event, "data", data);
	return event;
}
