/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_TESTS_NET_EVENT_EXAMPLES_H
#define CONCERND_TESTS_NET_EVENT_EXAMPLES_H

/*
 * One good event with everything in it, and what each change to it makes of it: the reader
 * (event_test.c) and the published schema (schema_test.c) must agree on every row.
 */

static const char good_event[] =
	"{\"specversion\":\"1.0\",\"type\":\"concernd.contact.recorded.v1\","
	"\"source\":\"urn:example:police\",\"id\":\"e-1\",\"time\":\"2026-11-03T18:30:00Z\","
	"\"datacontenttype\":\"application/json\",\"traceparent\":\"00-1\",\"history\":false,"
	"\"recordedtime\":\"2026-11-03T18:31:00+01:00\","
	"\"data\":{\"children\":[{\"record\":\"r-1\",\"identifiers\":["
	"{\"scheme\":\"nhs\",\"value\":\"9990000018\"},{\"scheme\":\"upn\",\"value\":\"A1\"}],"
	"\"family_name\":\"CANARY Sm\\u00edth\",\"given_names\":\"CANARY Ada\","
	"\"birth_date\":\"2016-02-29\",\"sex\":\"female\",\"postcode\":\"ZZ99 9ZZ\","
	"\"about\":\"sibling\"},{\"expected_birth_date\":\"2027-01-31\"}],"
	"\"adults\":[{\"record\":\"a-1\",\"family_name\":\"CANARY\",\"given_names\":\"Bo\","
	"\"birth_date\":\"1980-01-01\",\"relation\":\"mother\",\"identifiers\":[]}],"
	"\"occurred_at\":\"2026-11-03T18:10:00.25+00:00\",\"category\":\"domestic-abuse\","
	"\"other_categories\":[\"neglect\",\"alcohol\"],\"grade\":\"amber\","
	"\"agency\":\"police\",\"incident_ref\":\"CAD 1234\",\"contact_source\":\"6\","
	"\"factors\":[\"3A\",\"4B\"],\"outcome\":\"nfa\",\"source_ref\":\"ref/1\","
	"\"summary\":\"CANARY summary\",\"handling\":\"police-intelligence\"}}";

enum verdict { GOOD, WARNED, REFUSED };

struct example {
	const char *at;    /* JSON pointer of what is changed */
	const char *value; /* JSON put there; NULL: taken away */
	enum verdict verdict;
	const char *pointer; /* of the problem; NULL: as `at` */
};

#define X10   "xxxxxxxxxx"
#define X50   X10 X10 X10 X10 X10
#define X100  X50 X50
#define X500  X100 X100 X100 X100 X100
#define E10   "\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9"
#define E100  E10 E10 E10 E10 E10 E10 E10 E10 E10 E10
#define TEN   "{},{},{},{},{},{},{},{},{},{}"
#define DATA  "/data"
#define CHILD "/data/children/0"

static const struct example examples[] = {
	/* the envelope */
	{ "/extension1", "\"x\"", GOOD, NULL },
	{ "/subject", "\"x\"", GOOD, NULL },
	{ "/time", NULL, GOOD, NULL },
	{ "/datacontenttype", NULL, GOOD, NULL },
	{ "/datacontenttype", "\"application/json; charset=utf-8\"", GOOD, NULL },
	{ "/history", "true", GOOD, NULL },
	{ "/history", "\"true\"", GOOD, NULL },
	{ "/history", "\"CANARY\"", WARNED, NULL },
	{ "/history", "1", WARNED, NULL },
	{ "/time", "\"CANARY\"", WARNED, NULL },
	{ "/time", "\"2026-11-03\"", WARNED, NULL },
	{ "/recordedtime", "\"2026-11-03T18:10:00\"", WARNED, NULL },
	{ "/not_lower_Case", "\"CANARY\"", WARNED, NULL },
	{ "/with space", "\"CANARY\"", WARNED, "" },
	{ "/specversion", NULL, REFUSED, NULL },
	{ "/specversion", "\"0.3\"", REFUSED, NULL },
	{ "/specversion", "1.0", REFUSED, NULL },
	{ "/type", NULL, REFUSED, NULL },
	{ "/type", "\"CANARY\"", REFUSED, NULL },
	{ "/source", NULL, REFUSED, NULL },
	{ "/source", "\"\"", REFUSED, NULL },
	{ "/source", "\"" X100 X100 X100 X100 "\"", GOOD, NULL },
	{ "/source", "\"" X100 X100 X100 X100 "x\"", REFUSED, NULL },
	{ "/id", NULL, REFUSED, NULL },
	{ "/id", "7", REFUSED, NULL },
	{ "/id", "\" \"", REFUSED, NULL },
	{ "/id", "\"" E100 E100 "\"", GOOD, NULL },
	{ "/id", "\"" E100 E100 "x\"", REFUSED, NULL },
	{ "/datacontenttype", "\"text/plain\"", REFUSED, NULL },
	{ "/data", NULL, REFUSED, NULL },
	{ "/data", "\"CANARY\"", REFUSED, NULL },
	{ "/data", "[]", REFUSED, NULL },
	/* what makes a contact useless */
	{ DATA "/children", NULL, GOOD, NULL },
	{ DATA "/adults", NULL, GOOD, NULL },
	{ DATA "/adults", "[]", GOOD, NULL },
	{ DATA, "{\"occurred_at\":\"2026-11-03\",\"category\":\"x\"}", REFUSED, DATA "/children" },
	{ DATA, "{\"occurred_at\":\"2026-11-03\",\"category\":\"x\",\"children\":[],\"adults\":[]}",
	  REFUSED, DATA "/children" },
	{ DATA, "{\"occurred_at\":\"2026-11-03\",\"category\":\"x\",\"children\":[{}]}", GOOD,
	  NULL },
	{ DATA "/children", "\"CANARY\"", REFUSED, NULL },
	{ DATA "/children", "{}", REFUSED, NULL },
	{ DATA "/children", "[{},\"CANARY\"]", REFUSED, DATA "/children/1" },
	{ DATA "/children", "[" TEN "," TEN "]", GOOD, NULL },
	{ DATA "/children", "[" TEN "," TEN ",{}]", REFUSED, NULL },
	{ DATA "/adults", "[" TEN "," TEN ",{}]", REFUSED, NULL },
	{ DATA "/adults/0", "null", REFUSED, NULL },
	{ DATA "/occurred_at", NULL, REFUSED, NULL },
	{ DATA "/occurred_at", "\"CANARY\"", REFUSED, NULL },
	{ DATA "/occurred_at", "1762193400", REFUSED, NULL },
	{ DATA "/occurred_at", "\"2026-11-03T18:10:00\"", REFUSED, NULL },
	{ DATA "/occurred_at", "\"2026-11-03 CANARY\"", REFUSED, NULL },
	{ DATA "/occurred_at", "\"2026-11-03\"", GOOD, NULL },
	{ DATA "/occurred_at", "\"2026-11-03T18:10:00Z\"", GOOD, NULL },
	{ DATA "/category", NULL, REFUSED, NULL },
	{ DATA "/category", "\"\"", REFUSED, NULL },
	{ DATA "/category", "3", REFUSED, NULL },
	{ DATA "/category", "[\"CANARY\"]", REFUSED, NULL },
	/* what is left out */
	{ DATA "/priority", "\"CANARY\"", WARNED, NULL },
	{ DATA "/CANARY name", "1", WARNED, DATA },
	{ DATA "/other_categories", "[]", GOOD, NULL },
	{ DATA "/other_categories", "\"CANARY\"", WARNED, NULL },
	{ DATA "/other_categories/1", "{\"a\":\"CANARY\"}", WARNED, NULL },
	{ DATA "/factors/0", "3", WARNED, NULL },
	{ DATA "/factors/0", "\"" X100 X100 "x\"", WARNED, NULL },
	{ DATA "/grade", "3", WARNED, NULL },
	{ DATA "/grade", "\"high\"", GOOD, NULL },
	{ DATA "/agency", "true", WARNED, NULL },
	{ DATA "/incident_ref", "\"" X100 X100 "x\"", WARNED, NULL },
	{ DATA "/contact_source", "{}", WARNED, NULL },
	{ DATA "/outcome", "9", WARNED, NULL },
	{ DATA "/source_ref", "[]", WARNED, NULL },
	{ DATA "/summary", "\"" X500 "\"", GOOD, NULL },
	{ DATA "/summary", "\"" E100 E100 E100 E100 E100 "\"", GOOD, NULL },
	{ DATA "/summary", "\"CANARY" X500 "\"", WARNED, NULL },
	{ DATA "/handling", "7", WARNED, NULL },
	{ CHILD "/record", NULL, GOOD, NULL },
	{ CHILD "/record", "7", WARNED, NULL },
	{ CHILD "/nickname", "\"CANARY\"", WARNED, NULL },
	{ CHILD "/relation", "\"CANARY\"", WARNED, NULL },
	{ CHILD "/identifiers", "{}", WARNED, NULL },
	{ CHILD "/identifiers/0", "\"CANARY\"", WARNED, NULL },
	{ CHILD "/identifiers/0/value", NULL, WARNED, CHILD "/identifiers/0" },
	{ CHILD "/identifiers/1/value", "7", WARNED, CHILD "/identifiers/1" },
	{ CHILD "/identifiers/1/issuer", "\"CANARY\"", WARNED, NULL },
	{ CHILD "/family_name", "[\"CANARY\"]", WARNED, NULL },
	{ CHILD "/given_names", "\"" X100 X100 "x\"", WARNED, NULL },
	{ CHILD "/birth_date", "\"CANARY\"", WARNED, NULL },
	{ CHILD "/birth_date", "\"2016-2-9\"", WARNED, NULL },
	{ CHILD "/birth_date", "20160209", WARNED, NULL },
	{ CHILD "/expected_birth_date", "\"2027-01-01\"", WARNED, NULL },
	{ CHILD "/sex", "\"CANARY\"", WARNED, NULL },
	{ CHILD "/sex", "\"other\"", GOOD, NULL },
	{ CHILD "/postcode", "9", WARNED, NULL },
	{ CHILD "/about", "[]", WARNED, NULL },
	{ CHILD "/about", "\"parent-carer\"", GOOD, NULL },
	{ "/data/adults/0/postcode", "\"CANARY\"", WARNED, NULL },
	{ "/data/adults/0/birth_date", "\"1980\"", WARNED, NULL },
	/* the other events of a contact */
	{ "/type", "\"concernd.contact.amended.v1\"", REFUSED, DATA "/contact" },
	{ "/type", "\"concernd.contact.withdrawn.v1\"", REFUSED, DATA "/contact" },
	{ "/type", "\"concernd.contact.outcome.v1\"", REFUSED, DATA "/contact" },
};

enum { EXAMPLES = sizeof(examples) / sizeof(examples[0]) };

/* Whole events of the other types. */
static const struct {
	const char *text;
	enum verdict verdict;
	const char *pointer;
} whole_examples[] = {
#define HEAD(type) "{\"specversion\":\"1.0\",\"source\":\"s\",\"id\":\"1\",\"type\":\"" type "\","
#define AT_TIME    "\"time\":\"2026-11-04T09:00:00Z\","
#define CONTACT    "\"contact\":{\"source\":\"s\",\"id\":\"0\"}"
#define STATUS     AT_TIME "\"data\":{\"children\":[{}],"
#define AMENDED    "\"children\":[{}],\"occurred_at\":\"2026-11-03\",\"category\":\"neglect\","
	{ HEAD("concernd.contact.amended.v1") AT_TIME "\"data\":{" AMENDED CONTACT "}}", GOOD,
	  NULL },
	{ HEAD("concernd.contact.amended.v1") "\"data\":{" AMENDED CONTACT "}}", REFUSED, "/time" },
	{ HEAD("concernd.contact.amended.v1") AT_TIME "\"data\":{" CONTACT "}}", REFUSED,
	  DATA "/category" },
	{ HEAD("concernd.contact.withdrawn.v1") AT_TIME "\"data\":{" CONTACT
							",\"reason\":\"sent in error\"}}",
	  GOOD, NULL },
	{ HEAD("concernd.contact.withdrawn.v1") AT_TIME "\"data\":{" CONTACT ",\"reason\":1}}",
	  WARNED, DATA "/reason" },
	{ HEAD("concernd.contact.withdrawn.v1") AT_TIME "\"data\":{\"contact\":{\"id\":\"0\"}}}",
	  REFUSED, DATA "/contact" },
	{ HEAD("concernd.contact.outcome.v1") "\"data\":{" CONTACT ",\"outcome\":\"nfa\","
					      "\"decided_at\":\"2026-11-05T10:00:00Z\"}}",
	  GOOD, NULL },
	{ HEAD("concernd.contact.outcome.v1") "\"data\":{" CONTACT ",\"outcome\":\"nfa\"}}",
	  REFUSED, DATA "/decided_at" },
	{ HEAD("concernd.child.status.v1") STATUS
	  "\"status\":\"open\",\"team\":\"North\","
	  "\"plan\":\"child-in-need\","
	  "\"from\":\"2026-11-05\",\"until\":\"2027-01-05\"}}",
	  GOOD, NULL },
	{ HEAD("concernd.child.status.v1") STATUS "\"status\":\"closed\",\"from\":\"soon\"}}",
	  WARNED, DATA "/from" },
	{ HEAD("concernd.child.status.v1") STATUS "\"status\":\"ajar\"}}", REFUSED,
	  DATA "/status" },
	{ HEAD("concernd.child.status.v1") AT_TIME
	  "\"data\":{\"children\":[],\"status\":\"open\"}}",
	  REFUSED, DATA "/children" },
};

enum { WHOLE_EXAMPLES = sizeof(whole_examples) / sizeof(whole_examples[0]) };

/* What a pointer leads to in json, made ready to be changed: its parent and last key (or index). */
static inline json_t *example_parent(json_t *json, const char *pointer, const char **ret_key)
{
	const char *slash = strrchr(pointer, '/');
	char path[256], *part, *rest = path;

	snprintf(path, sizeof(path), "%.*s", (int)(slash - pointer), pointer);
	*ret_key = slash + 1;
	while ((part = strsep(&rest, "/")))
		if (*part)
			json = json_is_array(json)
				       ? json_array_get(json, (size_t)strtoul(part, NULL, 10))
				       : json_object_get(json, part);
	return json;
}

/* The good event with the change of an example, parsed. The caller decrefs. */
static inline json_t *example_build(const struct example *example)
{
	json_t *event = json_loads(good_event, 0, NULL), *parent, *value;
	const char *key;

	parent = example_parent(event, example->at, &key);
	value = example->value ? json_loads(example->value, JSON_DECODE_ANY, NULL) : NULL;
	assert_true(parent && (value || !example->value));
	if (!value)
		json_object_del(parent, key);
	else if (json_is_array(parent))
		json_array_set_new(parent, (size_t)strtoul(key, NULL, 10), value);
	else
		json_object_set_new(parent, key, value);
	return event;
}

#endif
