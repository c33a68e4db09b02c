/* SPDX-License-Identifier: Apache-2.0 */
#include "import_columns.h"

#include <string.h>

#include "base/mem.h"

/*
 * Names are compared by their letters and digits alone, in lower case: what councils put around them
 * ("Age of Child (Years)", "CHILD_ID *") is no difference.
 */

enum { CONTACTS = 1 << IMPORT_CONTACTS, CHILDREN = 1 << IMPORT_CHILDREN };

/* Our name first, then those of Annex A and of exports of the usual case systems. */
static const struct {
	enum import_key key;
	const char *name;
	const char *others[8];
	const char *pointer; /* of the event, its end */
	const char *help;
	unsigned of; /* bit i: in files of enum import_what i */
} known[] = {
	{ KEY_ID,
	  "id",
	  { "eventid" },
	  "/id",
	  "the row's own id, if it has one that never changes",
	  CONTACTS | CHILDREN },
	{ KEY_RECORD,
	  "record",
	  { "childuniqueid", "childid", "uniquechildid", "personid", "clientid", "lcsid",
	    "mosaicid" },
	  "/record",
	  "the sender's own id of the child",
	  CONTACTS | CHILDREN },
	{ KEY_NHS, "nhs", { "nhsnumber", "nhsno" }, NULL, "its NHS number", CONTACTS | CHILDREN },
	{ KEY_UPN, "upn", { "uniquepupilnumber" }, NULL, "its UPN", CONTACTS | CHILDREN },
	{ KEY_FAMILY_NAME,
	  "family_name",
	  { "surname", "lastname", "familyname" },
	  "/family_name",
	  "its names",
	  CONTACTS | CHILDREN },
	{ KEY_GIVEN_NAMES,
	  "given_names",
	  { "forename", "forenames", "firstname", "givenname" },
	  "/given_names",
	  "",
	  CONTACTS | CHILDREN },
	{ KEY_BIRTH_DATE,
	  "birth_date",
	  { "dateofbirth", "dob", "birthdate" },
	  "/birth_date",
	  "dates: 2016-02-29, 29/02/2016, 29-Feb-2016",
	  CONTACTS | CHILDREN },
	{ KEY_EXPECTED_BIRTH_DATE,
	  "expected_birth_date",
	  { "expecteddateofbirth", "edd", "expecteddob" },
	  "/expected_birth_date",
	  "of the unborn",
	  CONTACTS | CHILDREN },
	{ KEY_SEX,
	  "sex",
	  { "gender" },
	  "/sex",
	  "female, male, other or unknown",
	  CONTACTS | CHILDREN },
	{ KEY_POSTCODE,
	  "postcode",
	  { "homepostcode", "childpostcode" },
	  "/postcode",
	  "",
	  CONTACTS | CHILDREN },
	{ KEY_ABOUT,
	  "about",
	  { NULL },
	  "/about",
	  "child, sibling, parent-carer or other-adult",
	  CONTACTS },
	{ KEY_OCCURRED_AT,
	  "occurred_at",
	  { "dateofcontact", "contactdate", "contactstartdate", "datecontactreceived",
	    "contactreceiveddate" },
	  "/occurred_at",
	  "a date, or a time with its zone",
	  CONTACTS },
	{ KEY_CATEGORY,
	  "category",
	  { "contactreason", "reasonforcontact" },
	  "/category",
	  "a word of the rules, or of the sender's code map",
	  CONTACTS },
	{ KEY_OTHER_CATEGORIES,
	  "other_categories",
	  { NULL },
	  "/other_categories",
	  "several, with semicolons between them",
	  CONTACTS },
	{ KEY_GRADE,
	  "grade",
	  { "rag", "riskgrade" },
	  "/grade",
	  "red, amber, green, blue or none",
	  CONTACTS },
	{ KEY_AGENCY,
	  "agency",
	  { NULL },
	  "/agency",
	  "a word of the rules; else by the contact source",
	  CONTACTS },
	{ KEY_CONTACT_SOURCE,
	  "contact_source",
	  { "contactsource", "sourceofcontact", "referralsource" },
	  "/contact_source",
	  "a DfE code, with or without its label, or words",
	  CONTACTS },
	{ KEY_FACTORS, "factors", { NULL }, "/factors", "DfE codes, with semicolons", CONTACTS },
	{ KEY_OUTCOME,
	  "outcome",
	  { "contactoutcome", "outcomeofcontact" },
	  "/outcome",
	  "a word of the rules, or of the sender's code map",
	  CONTACTS },
	{ KEY_INCIDENT_REF,
	  "incident_ref",
	  { "incidentreference" },
	  "/incident_ref",
	  "",
	  CONTACTS },
	{ KEY_SOURCE_REF,
	  "source_ref",
	  { "contactid", "contactreference" },
	  "/source_ref",
	  "the sender's own reference of the contact",
	  CONTACTS },
	{ KEY_SUMMARY, "summary", { NULL }, "/summary", "at most 500 characters", CONTACTS },
	{ KEY_NTH,
	  "nth",
	  { NULL },
	  NULL,
	  "in a file of rejected rows: which of rows that are alike",
	  CONTACTS | CHILDREN },
	{ KEY_IGNORED,
	  "",
	  { "age", "ageofchild", "ageofchildyears", "ageyears", "ethnicity", "line", "why" },
	  NULL,
	  NULL,
	  CONTACTS | CHILDREN },
	{ KEY_STATUS, "status", { "casestatus" }, "/status", "open or closed", CHILDREN },
	{ KEY_TEAM, "team", { "allocatedteam" }, "/team", "that works with the child", CHILDREN },
	{ KEY_PLAN, "plan", { "plantype" }, "/plan", "", CHILDREN },
	{ KEY_FROM,
	  "from",
	  { "startdate", "opendate", "dateopened" },
	  "/from",
	  "since when",
	  CHILDREN },
	{ KEY_UNTIL, "until", { "enddate", "closuredate", "dateclosed" }, "/until", "", CHILDREN },
};

enum { KNOWN = sizeof known / sizeof *known };

/* Letters and digits, in lower case; our own names keep their underscores out as well. */
static void fold(const char *text, char *out, size_t size)
{
	size_t n = 0;

	for (; *text != '\0' && n + 1 < size; text++) {
		char c = *text;

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
			out[n++] = c;
	}
	out[n] = '\0';
}

static bool is_called(size_t i, const char *folded)
{
	char name[64];

	fold(known[i].name, name, sizeof name);
	if (*name != '\0' && strcmp(name, folded) == 0)
		return true;
	for (size_t j = 0; j < 8 && known[i].others[j] != NULL; j++)
		if (strcmp(known[i].others[j], folded) == 0)
			return true;
	return false;
}

static enum import_key find_key(enum import_what what, const char *name)
{
	char folded[128];

	fold(name, folded, sizeof folded);
	for (size_t i = 0; i < KNOWN; i++)
		if ((known[i].of >> what & 1) != 0 && is_called(i, folded))
			return known[i].key;
	return KEY_NONE;
}

bool import_columns_read(enum import_what what, const struct import_row *row, struct arena *arena,
			 struct import_columns *ret)
{
	for (int key = 0; key < IMPORT_KEYS; key++)
		ret->at[key] = SIZE_MAX;
	ret->n = row->n;
	for (size_t i = 0; i < row->n; i++) {
		enum import_key key = find_key(what, row->cells[i]);

		if (ret->at[key] != SIZE_MAX && key != KEY_NONE)
			key = KEY_IGNORED;
		ret->keys[i] = key;
		ret->names[i] = arena_strdup(arena, row->cells[i]);
		if (ret->at[key] == SIZE_MAX)
			ret->at[key] = i;
	}
	return ret->at[what == IMPORT_CONTACTS ? KEY_OCCURRED_AT : KEY_BIRTH_DATE] != SIZE_MAX &&
	       (ret->at[KEY_RECORD] != SIZE_MAX || ret->at[KEY_NHS] != SIZE_MAX);
}

const char *import_cell(const struct import_columns *columns, const struct import_row *row,
			enum import_key key)
{
	size_t at = columns->at[key];

	return at < row->n ? row->cells[at] : "";
}

static bool ends_with(const char *text, const char *end)
{
	size_t n = strlen(text), m = strlen(end);

	return n >= m && strcmp(text + n - m, end) == 0;
}

enum import_key import_key_of(const char *pointer, enum import_key first_identifier)
{
	for (size_t i = 0; i < KNOWN; i++)
		if (known[i].pointer != NULL && ends_with(pointer, known[i].pointer))
			return known[i].key;
	if (strstr(pointer, "/identifiers/") != NULL)
		return strstr(pointer, "/identifiers/0") != NULL ? first_identifier : KEY_UPN;
	if (strstr(pointer, "/other_categories/") != NULL)
		return KEY_OTHER_CATEGORIES;
	return strstr(pointer, "/factors/") != NULL ? KEY_FACTORS : KEY_NONE;
}

const char *import_column_name(const struct import_columns *columns, enum import_key key)
{
	if (key == KEY_NONE || key == KEY_IGNORED)
		return "";
	if (columns->at[key] != SIZE_MAX)
		return columns->names[columns->at[key]];
	for (size_t i = 0; i < KNOWN; i++)
		if (known[i].key == key)
			return known[i].name;
	return "";
}

void import_list_columns(enum import_what what,
			 void (*on_column)(void *context, const char *name, const char *help),
			 void *context)
{
	for (size_t i = 0; i < KNOWN; i++)
		if (*known[i].name != '\0' && (known[i].of >> what & 1) != 0)
			on_column(context, known[i].name, known[i].help);
}
