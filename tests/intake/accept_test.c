/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "intake/accept.h"

/* What an event means, sentence by sentence of SPEC section 2. */

static const char settings_text[] =
	"senders = ( { name = \"police\"; agencies = [\"police\", \"social-care\"];\n"
	"    sources = [\"urn:police\"]; token_sha256 = [\"0000000000000000000000000000000000000000"
	"000000000000000000000000\"];\n"
	"    codes = { category = ( { from = \"DV\"; to = \"domestic-abuse\"; } );\n"
	"      grade = ( { from = \"3\"; to = \"green\"; } ); }; },\n"
	"  { name = \"old\"; agencies = [\"health\"]; sources = [\"urn:old\"]; loading = true;\n"
	"    records = \"per-event\"; token_sha256 = "
	"[\"00000000000000000000000000000000000000000000"
	"00000000000000000001\"]; } );\n"
	"schemes = ( { name = \"pds\"; title = \"PDS\"; } );\n"
	"handling = ( { name = \"police-intelligence\"; title = \"Police intelligence\"; } );\n";

static const char rules_text[] =
	"agencies = ( { name = \"police\"; title = \"Police\"; },\n"
	"  { name = \"health\"; title = \"Health\"; },\n"
	"  { name = \"social-care\"; title = \"Social care\"; } );\n"
	"categories = ( { name = \"neglect\"; title = \"Neglect\"; },\n"
	"  { name = \"missing\"; title = \"Missing\"; },\n"
	"  { name = \"domestic-abuse\"; title = \"Domestic abuse\"; } );\n"
	"outcomes = ( { name = \"nfa\"; title = \"No further action\"; } );\n"
	"rules = ( { name = \"repeat\"; title = \"Third\"; within = \"12 months\";\n"
	"  needs = { incidents = 3; }; level = \"amber\"; } );\n";

/* 1 March 2026, 12:00 UTC. */
#define NOW INT64_C(1772366400000000)

static struct settings *settings;
static struct ruleset *ruleset;
static struct arena arena;
static struct acceptance accepted;

static int read_config(void **state)
{
	struct findings findings;

	(void)state;
	findings_init(&findings);
	settings = settings_read_text(settings_text, "concernd.conf", &findings);
	ruleset = ruleset_read_text(rules_text, "rules.conf", &findings);
	for (size_t i = 0; i < findings.n; i++)
		if (findings.list[i].kind == FINDING_ERROR)
			print_message("%s\n", findings_line(&findings, i));
	findings_done(&findings);
	return settings == NULL || ruleset == NULL;
}

static int free_config(void **state)
{
	(void)state;
	arena_done(&arena);
	settings_free(settings);
	ruleset_free(ruleset);
	return 0;
}

/* data: members of `data` that replace those of a good contact ("category": null leaves out). */
static const struct fact *accept_as(const char *sender, const char *envelope, const char *data)
{
	json_t *event = json_loads("{\"specversion\": \"1.0\", \"id\": \"1\", \"source\": "
				   "\"urn:police\", \"type\": \"concernd.contact.recorded.v1\"}",
				   0, NULL);
	json_t *own = json_loads("{\"children\": [{\"record\": \"r\"}], \"occurred_at\": "
				 "\"2026-03-01T10:00:00Z\", \"category\": \"neglect\"}",
				 0, NULL);
	json_t *changes = json_loads(data, 0, NULL), *outer = json_loads(envelope, 0, NULL);

	assert_non_null(changes);
	assert_non_null(outer);
	json_object_update(own, changes);
	json_object_set_new(event, "data", own);
	json_object_update(event, outer);
	arena_done(&arena);
	struct event *read = arena_new(&arena, 1, sizeof *read);

	event_read(event, &arena, read);
	json_decref(changes);
	json_decref(outer);
	json_decref(event);
	accept_event(read, sender != NULL ? settings : NULL,
		     sender != NULL ? settings_sender(settings, sender) : NULL, ruleset, NOW,
		     &arena, &accepted);
	return &accepted.fact;
}

static const struct fact *accept(const char *data)
{
	return accept_as("police", "{}", data);
}

static void expect_taken(void)
{
	for (size_t i = 0; i < accepted.errors.n; i++)
		print_message("%s: %s\n", accepted.errors.list[i].pointer,
			      accepted.errors.list[i].detail);
	assert_int_equal(accepted.status, ACCEPT_TAKEN);
}

static void expect_warning(const char *pointer)
{
	expect_taken();
	for (size_t i = 0; i < accepted.warnings.n; i++)
		if (strcmp(accepted.warnings.list[i].pointer, pointer) == 0)
			return;
	fail_msg("no warning at %s", pointer);
}

static void expect_no_warning(void)
{
	expect_taken();
	if (accepted.warnings.n > 0)
		fail_msg("warned at %s", accepted.warnings.list[0].pointer);
}

static void expect_error(enum accept_status status, const char *pointer)
{
	assert_int_equal(accepted.status, status);
	for (size_t i = 0; i < accepted.errors.n; i++)
		if (strcmp(accepted.errors.list[i].pointer, pointer) == 0)
			return;
	fail_msg("no error at %s", pointer);
}

static void a_plain_contact_is_taken_for_the_senders_first_agency(void **state)
{
	const struct fact *fact = accept("{}");

	(void)state;
	expect_no_warning();
	assert_string_equal(fact->agency, "police");
	assert_string_equal(fact->sender, "police");
	assert_string_equal(fact->persons[0].record, "r");
	assert_int_equal(fact->grade, GRADE_NONE);
	assert_false(fact->history);
}

static void an_agency_must_be_one_of_the_senders(void **state)
{
	(void)state;
	assert_string_equal(accept("{\"agency\": \"social-care\"}")->agency, "social-care");
	expect_taken();
	accept("{\"agency\": \"health\"}");
	expect_error(ACCEPT_FORBIDDEN, "/data/agency");
	accept("{\"agency\": \"nobody\"}");
	expect_error(ACCEPT_FORBIDDEN, "/data/agency");
}

static void a_source_must_be_one_of_the_senders(void **state)
{
	(void)state;
	accept_as("police", "{\"source\": \"urn:old\"}", "{}");
	expect_error(ACCEPT_FORBIDDEN, "/source");
}

static void without_a_known_category_it_is_refused(void **state)
{
	(void)state;
	accept("{\"category\": \"burglary\"}");
	expect_error(ACCEPT_REFUSED, "/data/category");
	accept("{\"category\": null}");
	expect_error(ACCEPT_REFUSED, "/data/category");
	assert_int_equal(accepted.errors.n, 1);
}

static void a_code_map_translates(void **state)
{
	(void)state;
	assert_string_equal(accept("{\"category\": \"DV\", \"grade\": \"3\"}")->category,
			    "domestic-abuse");
	expect_no_warning();
	assert_int_equal(accepted.fact.grade, GRADE_GREEN);
	accept_as("old", "{\"source\": \"urn:old\"}", "{\"category\": \"DV\"}");
	expect_error(ACCEPT_REFUSED, "/data/category");
}

static void other_categories_come_once_and_unknown_ones_are_told(void **state)
{
	const struct fact *fact = accept("{\"other_categories\": [\"missing\", \"neglect\", "
					 "\"burglary\", \"missing\"]}");

	(void)state;
	expect_warning("/data/other_categories/2");
	assert_int_equal(fact->n_other_categories, 1);
	assert_string_equal(fact->other_categories[0], "missing");
}

static void a_time_may_be_a_day_ahead_and_no_more(void **state)
{
	(void)state;
	accept("{\"occurred_at\": \"2026-03-02T12:00:00Z\"}");
	expect_taken();
	accept("{\"occurred_at\": \"2026-03-02T12:00:00.000001Z\"}");
	expect_error(ACCEPT_REFUSED, "/data/occurred_at");
	accept("{\"occurred_at\": \"sometime\"}");
	expect_error(ACCEPT_REFUSED, "/data/occurred_at");
}

static void a_date_is_noon_by_the_local_clock(void **state)
{
	const struct fact *fact = accept("{\"occurred_at\": \"2025-07-01\"}");
	int32_t day;

	(void)state;
	expect_no_warning();
	assert_true(fact->whole_day);
	assert_true(date_parse("2025-07-01", &day));
	assert_int_equal(fact->occurred_day, day);
	/* British Summer Time: 11:00 UTC. */
	assert_true(fact->occurred_us == day * INT64_C(86400000000) + 11 * INT64_C(3600000000));
}

static void police_grades_map_onto_colours(void **state)
{
	(void)state;
	assert_int_equal(accept("{\"grade\": \"High\"}")->grade, GRADE_RED);
	assert_int_equal(accept("{\"grade\": \"medium\"}")->grade, GRADE_AMBER);
	assert_int_equal(accept("{\"grade\": \"standard\"}")->grade, GRADE_GREEN);
	assert_int_equal(accept("{\"grade\": \"blue\"}")->grade, GRADE_BLUE);
	expect_no_warning();
	assert_int_equal(accept("{\"grade\": \"purple\"}")->grade, GRADE_NONE);
	expect_warning("/data/grade");
}

static void contact_sources_come_in_four_forms(void **state)
{
	static const char *const forms[][2] = {
		{ "q) 6: Police", "6" },
		{ "k) 3E: Health services", "3E" },
		{ "b) 1B: Individual", "1B" },
		{ "3e", "3E" },
		{ "10", "10" },
		{ "6", "6" },
		{ "Police", "6" },
		{ "health visitor", "3B" },
		{ "j) 3D: Health services", "3D" },
		{ "Secondary school", "2A" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		char data[128];

		snprintf(data, sizeof data, "{\"contact_source\": \"%s\"}", forms[i][0]);
		const struct fact *fact = accept(data);

		expect_no_warning();
		assert_non_null(fact->contact_source);
		assert_string_equal(fact->contact_source, forms[i][1]);
	}
	assert_null(accept("{\"contact_source\": \"99Z\"}")->contact_source);
	expect_warning("/data/contact_source");
}

static void factors_are_codes_and_others_are_left_out(void **state)
{
	const struct fact *fact =
		accept("{\"factors\": [\"3b\", \"16A: Neglect\", \"77Q\", \"3B\"]}");

	(void)state;
	expect_warning("/data/factors/2");
	assert_int_equal(fact->n_factors, 2);
	assert_string_equal(fact->factors[0], "3B");
	assert_string_equal(fact->factors[1], "16A");
}

static void a_wrong_nhs_number_is_left_out_and_told(void **state)
{
	(void)state;
	accept("{\"children\": [{\"record\": \"r\", \"identifiers\": [{\"scheme\": \"nhs\", "
	       "\"value\": \"999 000 0019\"}]}]}");
	expect_warning("/data/children/0/identifiers/0");
	assert_int_equal(accepted.fact.persons[0].n_identifiers, 0);
	accept("{\"children\": [{\"record\": \"r\", \"identifiers\": [{\"scheme\": \"NHS\", "
	       "\"value\": \"999 000 0018\"}]}]}");
	expect_no_warning();
	assert_string_equal(accepted.fact.persons[0].nhs, "9990000018");
}

static void a_upn_with_a_wrong_letter_is_kept_and_told(void **state)
{
	(void)state;
	accept("{\"children\": [{\"record\": \"r\", \"identifiers\": [{\"scheme\": \"upn\", "
	       "\"value\": \"A801200005001\"}]}]}");
	expect_warning("/data/children/0/identifiers/0");
	assert_string_equal(accepted.fact.persons[0].identifiers[0].value, "A801200005001");
}

static void an_identifier_needs_a_declared_scheme(void **state)
{
	(void)state;
	accept("{\"children\": [{\"record\": \"r\", \"identifiers\": [{\"scheme\": \"pds\", "
	       "\"value\": \" x1 \"}, {\"scheme\": \"loyalty-card\", \"value\": \"x2\"}]}]}");
	expect_warning("/data/children/0/identifiers/1");
	assert_int_equal(accepted.fact.persons[0].n_identifiers, 1);
	assert_string_equal(accepted.fact.persons[0].identifiers[0].value, "x1");
}

static void a_child_needs_a_record_unless_records_are_per_event(void **state)
{
	(void)state;
	accept("{\"children\": [{\"family_name\": \"Testchild\"}]}");
	expect_error(ACCEPT_REFUSED, "/data/children/0/record");
	accept_as("old", "{\"source\": \"urn:old\"}",
		  "{\"children\": [{\"family_name\": \"Testchild\"}]}");
	expect_taken();
	accept_as("old", "{\"source\": \"urn:old\"}", "{\"children\": [{\"record\": \"row 7\"}]}");
	expect_taken();
	assert_null(accepted.fact.persons[0].record);
}

static void nobody_at_all_is_refused(void **state)
{
	(void)state;
	accept("{\"children\": []}");
	assert_int_equal(accepted.status, ACCEPT_REFUSED);
	accept("{\"children\": [], \"adults\": [{\"family_name\": \"Testparent\"}]}");
	expect_taken();
	assert_int_equal(accepted.fact.persons[0].about, ABOUT_PARENT_CARER);
}

static void what_a_loading_sender_sends_is_history(void **state)
{
	(void)state;
	assert_true(accept_as("old", "{\"source\": \"urn:old\"}", "{}")->history);
	assert_true(accept_as("police", "{\"history\": true}", "{}")->history);
}

static void an_unknown_outcome_is_left_out_and_told(void **state)
{
	(void)state;
	assert_string_equal(accept("{\"outcome\": \"NFA\"}")->outcome, "nfa");
	expect_no_warning();
	assert_null(accept("{\"outcome\": \"shrug\"}")->outcome);
	expect_warning("/data/outcome");
}

static void an_unknown_handling_mark_is_kept(void **state)
{
	(void)state;
	accept("{\"handling\": \"police-intelligence\"}");
	expect_no_warning();
	assert_string_equal(accept("{\"handling\": \"secret\"}")->handling, "secret");
	expect_warning("/data/handling");
}

static void a_status_holds_from_the_beginning_of_a_day_to_the_end_of_one(void **state)
{
	(void)state;
	accept_as("police",
		  "{\"type\": \"concernd.child.status.v1\", \"time\": \"2026-03-01T09:00:00Z\"}",
		  "{\"status\": \"open\", \"team\": \" North \", \"from\": \"2026-03-29\", "
		  "\"until\": \"2026-03-29\"}");
	assert_int_equal(accepted.status, ACCEPT_TAKEN);
	assert_string_equal(accepted.fact.status, "open");
	assert_string_equal(accepted.fact.team, "North");
	assert_null(accepted.fact.plan);
	/* The clocks went forward on that day. */
	assert_int_equal(accepted.fact.until_us - accepted.fact.bound_us,
			 INT64_C(23) * 3600 * 1000000);
}

static void the_hash_goes_by_data_and_not_by_the_envelope(void **state)
{
	unsigned char first[FACT_HASH_BYTES];

	(void)state;
	memcpy(first, accept("{\"summary\": \"a\"}")->hash, sizeof first);
	accept_as("police", "{\"time\": \"2026-03-01T11:00:00Z\"}", "{\"summary\": \"a\"}");
	assert_memory_equal(first, accepted.fact.hash, sizeof first);
	assert_memory_not_equal(first, accept("{\"summary\": \"b\"}")->hash, sizeof first);
}

static void without_senders_any_source_may_speak_for_an_agency_it_names(void **state)
{
	(void)state;
	accept_as(NULL, "{\"source\": \"urn:anybody\"}", "{\"agency\": \"health\"}");
	expect_taken();
	assert_string_equal(accepted.fact.sender, "");
	accept_as(NULL, "{\"source\": \"urn:anybody\"}", "{}");
	expect_error(ACCEPT_REFUSED, "/data/agency");
	accept_as(NULL, "{\"source\": \"urn:anybody\"}", "{\"agency\": \"nobody\"}");
	expect_error(ACCEPT_REFUSED, "/data/agency");
}

/* Everything a sender supplied about a person, under names of its own. */
static void no_problem_repeats_what_was_sent(void **state)
{
	(void)state;
	accept("{\"children\": [{\"record\": \"CANARY\", \"sex\": \"CANARY\", \"postcode\": 5, "
	       "\"birth_date\": \"CANARY\", \"about\": \"CANARY\", \"identifiers\": [{\"scheme\": "
	       "\"nhs\", \"value\": \"CANARY\"}, {\"scheme\": \"CANARY\", \"value\": \"1\"}]}], "
	       "\"grade\": \"CANARY\", \"outcome\": \"CANARY\", \"factors\": [\"CANARY\"], "
	       "\"handling\": \"CANARY\", \"contact_source\": \"CANARY\", \"category\": "
	       "\"CANARY\", \"agency\": \"CANARY\", \"occurred_at\": \"CANARY\"}");
	assert_int_equal(accepted.status, ACCEPT_FORBIDDEN);
	assert_true(accepted.warnings.n >= 8);
	for (size_t i = 0; i < accepted.warnings.n; i++)
		assert_null(strstr(accepted.warnings.list[i].detail, "CANARY"));
	for (size_t i = 0; i < accepted.errors.n; i++) {
		assert_null(strstr(accepted.errors.list[i].detail, "CANARY"));
		assert_null(strstr(accepted.errors.list[i].pointer, "CANARY"));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_plain_contact_is_taken_for_the_senders_first_agency),
		cmocka_unit_test(an_agency_must_be_one_of_the_senders),
		cmocka_unit_test(a_source_must_be_one_of_the_senders),
		cmocka_unit_test(without_a_known_category_it_is_refused),
		cmocka_unit_test(a_code_map_translates),
		cmocka_unit_test(other_categories_come_once_and_unknown_ones_are_told),
		cmocka_unit_test(a_time_may_be_a_day_ahead_and_no_more),
		cmocka_unit_test(a_date_is_noon_by_the_local_clock),
		cmocka_unit_test(police_grades_map_onto_colours),
		cmocka_unit_test(contact_sources_come_in_four_forms),
		cmocka_unit_test(factors_are_codes_and_others_are_left_out),
		cmocka_unit_test(a_wrong_nhs_number_is_left_out_and_told),
		cmocka_unit_test(a_upn_with_a_wrong_letter_is_kept_and_told),
		cmocka_unit_test(an_identifier_needs_a_declared_scheme),
		cmocka_unit_test(a_child_needs_a_record_unless_records_are_per_event),
		cmocka_unit_test(nobody_at_all_is_refused),
		cmocka_unit_test(what_a_loading_sender_sends_is_history),
		cmocka_unit_test(an_unknown_outcome_is_left_out_and_told),
		cmocka_unit_test(an_unknown_handling_mark_is_kept),
		cmocka_unit_test(a_status_holds_from_the_beginning_of_a_day_to_the_end_of_one),
		cmocka_unit_test(the_hash_goes_by_data_and_not_by_the_envelope),
		cmocka_unit_test(without_senders_any_source_may_speak_for_an_agency_it_names),
		cmocka_unit_test(no_problem_repeats_what_was_sent),
	};

	return cmocka_run_group_tests(tests, read_config, free_config);
}
