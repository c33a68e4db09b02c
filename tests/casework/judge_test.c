/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "../tools/office.h"

/* The judge transaction on a real server: what is in the tables afterwards. */

static struct office office;

static int open_office(void **state)
{
	(void)state;
	office_open(&office, NULL, NULL);
	return 0;
}

static int close_office(void **state)
{
	(void)state;
	office_close(&office);
	return 0;
}

static void expect(const char *query, const char *printed)
{
	database_expect(&office.database, query, printed);
}

static void tell(const char *id, const char *record, const char *occurred_at)
{
	assert_int_equal(office_tell_contact(&office, id, record, occurred_at), CASE_RECORDED);
}

/* ---- Contacts and children ------------------------------------------------------------------- */

static void a_contact_is_recorded_with_its_event_child_and_audit(void **state)
{
	(void)state;
	tell("plain-1", "plain", "2026-01-05T10:00:00Z");
	expect("select e.sender, e.type, c.agency, c.category, c.recorded_at = e.recorded_at, "
	       "c.version from concernd.event e join concernd.contact c using (contact_id) "
	       "where e.event_id = 'plain-1'",
	       "police|concernd.contact.recorded.v1|police|neglect|t|1");
	expect("select l.reason, a.record, c.opened_at = l.linked_at from concernd.alias a "
	       "join concernd.link l on l.alias_id = a.id join concernd.child c on c.id = "
	       "l.child_id "
	       "where a.record = 'plain'",
	       "new-child|plain|t");
	expect("select a.actor, a.action from concernd.audit a join concernd.event e "
	       "on e.contact_id = any (a.contact_ids) where e.event_id = 'plain-1'",
	       "sender:police|contacts-recorded");
}

static void the_same_event_again_is_a_duplicate(void **state)
{
	(void)state;
	tell("twice", "twice", "2026-01-05T10:00:00Z");
	assert_int_equal(office_tell_contact(&office, "twice", "twice", "2026-01-05T10:00:00Z"),
			 CASE_DUPLICATE);
	expect("select count(*) from concernd.contact where event_id = 'twice'", "1");
}

static void the_same_id_with_other_data_is_a_conflict(void **state)
{
	(void)state;
	tell("other", "other", "2026-01-05T10:00:00Z");
	assert_int_equal(office_tell_contact(&office, "other", "other", "2026-01-06T10:00:00Z"),
			 CASE_CONFLICT);
	expect("select occurred_day from concernd.contact where event_id = 'other'", "2026-01-05");
}

static void repeats_within_one_batch_are_told_apart(void **state)
{
	struct errand errand = { .n = 0 };

	(void)state;
	errand_add_contact(&office, &errand, "in-batch", "in-batch", "2026-01-05T10:00:00Z");
	errand_add_contact(&office, &errand, "in-batch", "in-batch", "2026-01-05T10:00:00Z");
	errand_add_contact(&office, &errand, "in-batch", "in-batch", "2026-01-07T10:00:00Z");
	errand_start(&office, &errand);
	errand_wait(&office, &errand);
	assert_int_equal(errand.items[0].status, CASE_RECORDED);
	assert_int_equal(errand.items[1].status, CASE_DUPLICATE);
	assert_int_equal(errand.items[2].status, CASE_CONFLICT);
	assert_true(errand.items[1].contact == errand.items[0].contact);
	errand_done(&errand);
}

static void a_known_record_writes_no_new_alias(void **state)
{
	(void)state;
	tell("known-1", "known", "2026-01-05T10:00:00Z");
	tell("known-2", "known", "2026-01-06T10:00:00Z");
	expect("select count(distinct c.child_id), count(distinct c.alias_id), count(*) "
	       "from concernd.contact c where c.event_id like 'known-%'",
	       "1|1|2");
}

static void a_confirmed_nhs_number_joins_two_senders(void **state)
{
	struct errand errand = { .n = 0 };

	(void)state;
	errand_add(&office, &errand, "police", "nhs-1",
		   "\"children\": [{\"record\": \"p-nhs\", \"birth_date\": \"2015-03-04\", "
		   "\"given_names\": \"Wren\", \"identifiers\": [{\"scheme\": \"nhs\", \"value\": "
		   "\"9990000018\"}]}], \"occurred_at\": \"2026-01-05T10:00:00Z\", "
		   "\"category\": \"neglect\"");
	errand_add(&office, &errand, "health", "nhs-2",
		   "\"children\": [{\"birth_date\": \"2015-04-03\", \"identifiers\": [{\"scheme\": "
		   "\"nhs\", \"value\": \"999 000 0018\"}]}], \"occurred_at\": "
		   "\"2026-01-06T10:00:00Z\", \"category\": \"neglect\"");
	errand_start(&office, &errand);
	errand_wait(&office, &errand);
	errand_done(&errand);
	expect("select count(distinct child_id), count(*) from concernd.contact "
	       "where event_id like 'nhs-%'",
	       "1|2");
	expect("select l.reason from concernd.contact c join concernd.link l using (alias_id) "
	       "where c.event_id = 'nhs-1'",
	       "nhs-number");
}

static void twins_sent_with_one_nhs_number_stay_two(void **state)
{
	(void)state;
	assert_int_equal(
		office_tell(&office, "twins",
			    "\"children\": [{\"record\": \"t1\", \"birth_date\": \"2016-05-06\", "
			    "\"given_names\": \"Sara\", \"identifiers\": [{\"scheme\": \"nhs\", "
			    "\"value\": \"9990000026\"}]}, {\"record\": \"t2\", \"birth_date\": "
			    "\"2016-05-06\", \"given_names\": \"Lara\", \"identifiers\": "
			    "[{\"scheme\": \"nhs\", \"value\": \"9990000026\"}]}], "
			    "\"occurred_at\": \"2026-01-05\", \"category\": \"neglect\""),
		CASE_RECORDED);
	expect("select count(distinct child_id), count(distinct contact_id) from concernd.contact "
	       "where event_id = 'twins'",
	       "2|1");
}

static void a_child_named_twice_in_one_contact_has_it_in_both_ways(void **state)
{
	(void)state;
	assert_int_equal(office_tell(&office, "named-twice",
				     "\"children\": [{\"record\": \"n1\", \"about\": \"sibling\"}, "
				     "{\"record\": \"n1\"}], \"occurred_at\": \"2026-01-05\", "
				     "\"category\": \"neglect\""),
			 CASE_RECORDED);
	expect("select count(distinct contact_id), string_agg(about, ',' order by about) "
	       "from concernd.contact where event_id = 'named-twice'",
	       "1|child,sibling");
}

static void a_contact_about_an_adult_alone_is_kept(void **state)
{
	(void)state;
	assert_int_equal(office_tell(&office, "adult",
				     "\"adults\": [{\"family_name\": \"Testparent\"}], "
				     "\"occurred_at\": \"2026-01-05\", \"category\": \"neglect\""),
			 CASE_RECORDED);
	expect("select contact_id is not null, body like '%Testparent%' from concernd.event "
	       "where event_id = 'adult'",
	       "t|t");
}

/* ---- Two at once ------------------------------------------------------------------------------- */

static void two_batches_on_one_new_child_open_one(void **state)
{
	struct errand errands[4] = { { .n = 0 } };
	char id[48], record[48];

	(void)state;
	for (int round = 0; round < 10; round++) {
		for (int i = 0; i < 4; i++) {
			snprintf(id, sizeof id, "race-%d-%d", round, i);
			snprintf(record, sizeof record, "race-%d", round);
			errand_add_contact(&office, &errands[i], id, record,
					   "2026-01-05T10:00:00Z");
			errand_start(&office, &errands[i]);
		}
		for (int i = 0; i < 4; i++) {
			errand_wait(&office, &errands[i]);
			assert_int_equal(errands[i].items[0].status, CASE_RECORDED);
			errand_done(&errands[i]);
		}
	}
	expect("select count(distinct child_id), count(*) from concernd.contact "
	       "where event_id like 'race-%'",
	       "10|40");
	expect("select count(distinct a.id) from concernd.alert a "
	       "join concernd.contact c using (child_id) where c.event_id like 'race-%'",
	       "10");
}

static void the_same_event_sent_twice_at_once_is_stored_once(void **state)
{
	struct errand errands[4] = { { .n = 0 } };
	size_t recorded = 0;

	(void)state;
	for (int i = 0; i < 4; i++) {
		errand_add_contact(&office, &errands[i], "at-once", "at-once",
				   "2026-01-05T10:00:00Z");
		errand_start(&office, &errands[i]);
	}
	for (int i = 0; i < 4; i++) {
		errand_wait(&office, &errands[i]);
		recorded += errands[i].items[0].status == CASE_RECORDED;
		assert_true(errands[i].items[0].status <= CASE_DUPLICATE);
		errand_done(&errands[i]);
	}
	assert_int_equal(recorded, 1);
}

static void recorded_at_rises_strictly_for_each_child(void **state)
{
	char id[48];

	(void)state;
	for (int i = 0; i < 10; i++) {
		snprintf(id, sizeof id, "rises-%d", i);
		tell(id, "rises", "2026-01-05T10:00:00Z");
	}
	expect("select count(distinct recorded_at), count(*) from concernd.contact "
	       "where event_id like 'rises-%'",
	       "10|10");
}

/* ---- Alerts ------------------------------------------------------------------------------------ */

static void the_third_incident_raises_one_alert_with_its_evidence(void **state)
{
	(void)state;
	tell("third-1", "third", "2026-01-05T10:00:00Z");
	tell("third-2", "third", "2026-02-05T10:00:00Z");
	expect("select count(*) from concernd.alert a join concernd.contact c using (child_id) "
	       "where c.event_id = 'third-1'",
	       "0");
	tell("third-3", "third", "2026-03-05T10:00:00Z");
	expect("select a.rule, a.state, a.level, a.mode, a.became_true_at at time zone 'utc', "
	       "a.known_at = c.recorded_at, a.evidence_version from concernd.alert a "
	       "join concernd.contact c using (child_id) where c.event_id = 'third-3'",
	       "repeat|new|amber|live|2026-03-05 10:00:00|t|1");
	expect("select v.change, cardinality(v.contact_ids), v.incidents, v.agencies, "
	       "v.categories, "
	       "v.xmin = c.xmin from concernd.alert_version v "
	       "join concernd.contact c using (child_id) where c.event_id = 'third-3'",
	       "risen|3|{1,2,3}|{police}|{neglect}|t");
	expect("select o.kind, o.channel, o.evidence_version from concernd.outbox o "
	       "join concernd.contact c using (child_id) where c.event_id = 'third-3'",
	       "risen|syslog|1");
	expect("select count(*) from concernd.audit u join concernd.alert a on a.id = u.alert_id "
	       "join concernd.contact c on c.child_id = a.child_id "
	       "where c.event_id = 'third-3' and u.action = 'alert-risen'",
	       "1");
}

static void an_alert_grows_and_escalates(void **state)
{
	(void)state;
	tell("grows-1", "grows", "2026-01-05T10:00:00Z");
	tell("grows-2", "grows", "2026-02-05T10:00:00Z");
	tell("grows-3", "grows", "2026-03-05T10:00:00Z");
	tell("grows-4", "grows", "2026-03-15T10:00:00Z");
	tell("grows-5", "grows", "2026-03-25T10:00:00Z");
	expect("select v.version, v.change, v.level, cardinality(v.contact_ids) "
	       "from concernd.alert_version v join concernd.contact c using (child_id) "
	       "where c.event_id = 'grows-1' order by 1",
	       "1|risen|amber|3\n2|grown|amber|4\n3|escalated|red|5");
	expect("select count(*), min(a.state), min(a.level), min(a.evidence_version) "
	       "from concernd.alert a join concernd.contact c using (child_id) "
	       "where c.event_id = 'grows-1'",
	       "1|new|red|3");
}

static void an_outcome_that_joins_an_incident_withdraws_the_alert(void **state)
{
	(void)state;
	tell("taken-1", "taken", "2026-01-05T10:00:00Z");
	tell("taken-2", "taken", "2026-02-05T10:00:00Z");
	tell("taken-3", "taken", "2026-03-05T10:00:00Z");
	assert_int_equal(
		office_tell(&office, "taken-4",
			    "\"children\": [{\"record\": \"taken\"}], \"agency\": \"social-care\", "
			    "\"occurred_at\": \"2026-03-05T11:00:00Z\", \"category\": \"neglect\", "
			    "\"outcome\": \"assessment\""),
		CASE_RECORDED);
	expect("select a.state, a.level, v.change, cardinality(v.contact_ids) from concernd.alert "
	       "a "
	       "join concernd.alert_version v on v.alert_id = a.id and v.version = "
	       "a.evidence_version "
	       "join concernd.contact c on c.child_id = a.child_id where c.event_id = 'taken-1'",
	       "withdrawn|amber|withdrawn|3");
	expect("select string_agg(o.kind, ',' order by o.id) from concernd.outbox o "
	       "join concernd.contact c using (child_id) where c.event_id = 'taken-1'",
	       "risen,withdrawn");
}

static void duplicates_raise_nothing_twice(void **state)
{
	(void)state;
	for (int round = 0; round < 2; round++) {
		office_tell_contact(&office, "again-1", "again", "2026-01-05T10:00:00Z");
		office_tell_contact(&office, "again-2", "again", "2026-02-05T10:00:00Z");
		office_tell_contact(&office, "again-3", "again", "2026-03-05T10:00:00Z");
	}
	expect("select count(*), max(evidence_version) from concernd.alert a "
	       "join concernd.contact c using (child_id) where c.event_id = 'again-1'",
	       "1|1");
}

static void three_in_one_batch_raise_one_alert(void **state)
{
	struct errand errand = { .n = 0 };

	(void)state;
	errand_add_contact(&office, &errand, "batch-3", "batch", "2026-03-05T10:00:00Z");
	errand_add_contact(&office, &errand, "batch-1", "batch", "2026-01-05T10:00:00Z");
	errand_add_contact(&office, &errand, "batch-2", "batch", "2026-02-05T10:00:00Z");
	errand_start(&office, &errand);
	errand_wait(&office, &errand);
	errand_done(&errand);
	expect("select count(*), max(cardinality(v.contact_ids)) from concernd.alert_version v "
	       "join concernd.contact c using (child_id) where c.event_id = 'batch-1'",
	       "1|3");
}

static void a_contact_on_two_children_bears_on_both(void **state)
{
	static const char *const ids[] = { "both-1", "both-2", "both-3" };
	static const char *const days[] = { "2026-01-05", "2026-02-05", "2026-03-05" };
	char data[256];

	(void)state;
	for (int i = 0; i < 3; i++) {
		snprintf(data, sizeof data,
			 "\"children\": [{\"record\": \"b1\"}, {\"record\": \"b2\"}], "
			 "\"occurred_at\": \"%s\", \"category\": \"neglect\"",
			 days[i]);
		assert_int_equal(office_tell(&office, ids[i], data), CASE_RECORDED);
	}
	expect("select count(*) from concernd.alert where child_id in (select child_id "
	       "from concernd.contact where event_id = 'both-1')",
	       "2");
}

static void history_raises_no_alert_by_itself(void **state)
{
	struct errand errand = { .n = 0 };

	(void)state;
	for (int i = 0; i < 3; i++) {
		char id[48], day[48];

		snprintf(id, sizeof id, "old-%d", i);
		snprintf(day, sizeof day, "2025-1%d-05", i);
		errand_add_contact(&office, &errand, id, "old", day);
		((struct fact *)errand.items[i].fact)->history = true;
	}
	errand_start(&office, &errand);
	errand_wait(&office, &errand);
	errand_done(&errand);
	expect("select count(*) from concernd.alert a join concernd.contact c using (child_id) "
	       "where c.event_id = 'old-1'",
	       "0");
	tell("old-9", "old", "2026-01-05T10:00:00Z");
	expect("select cardinality(v.contact_ids) from concernd.alert_version v "
	       "join concernd.contact c using (child_id) where c.event_id = 'old-9'",
	       "4");
}

/* ---- One bad row, and rules that change --------------------------------------------------------- */

static void one_bad_row_fails_alone(void **state)
{
	struct errand errand = { .n = 0 };

	(void)state;
	errand_add_contact(&office, &errand, "good-1", "good-1", "2026-01-05T10:00:00Z");
	errand_add_contact(&office, &errand, "bad", "bad", "2026-01-05T10:00:00Z");
	errand_add_contact(&office, &errand, "good-2", "good-2", "2026-01-05T10:00:00Z");
	((struct fact *)errand.items[1].fact)->persons[0].postcode = "\xff\xfe";
	errand_start(&office, &errand);
	errand_wait(&office, &errand);
	assert_int_equal(errand.items[0].status, CASE_RECORDED);
	assert_int_equal(errand.items[1].status, CASE_REFUSED);
	assert_int_equal(errand.items[2].status, CASE_RECORDED);
	errand_done(&errand);
	expect("select count(*) from concernd.event where event_id in ('good-1', 'bad', 'good-2')",
	       "2");
}

static void an_alert_is_judged_by_the_rule_as_it_rose(void **state)
{
	(void)state;
	tell("rose-1", "rose", "2026-01-05T10:00:00Z");
	tell("rose-2", "rose", "2026-02-05T10:00:00Z");
	tell("rose-3", "rose", "2026-03-05T10:00:00Z");
	tell("later-1", "later", "2026-01-05T10:00:00Z");
	tell("later-2", "later", "2026-02-05T10:00:00Z");
	tell("later-3", "later", "2026-03-05T10:00:00Z");
	office_apply(&office, "{ name = \"repeat\"; title = \"Tenth\"; within = \"12 months\"; "
			      "needs = { incidents = 10; }; level = \"green\"; },"
			      "{ name = \"quiet\"; title = \"Second\"; within = \"12 months\"; "
			      "needs = { incidents = 2; }; level = \"blue\"; mode = \"shadow\"; }");
	tell("rose-4", "rose", "2026-03-06T10:00:00Z");
	expect("select a.rule, a.state, a.level, a.mode, cardinality(v.contact_ids), "
	       "(select count(*) from concernd.outbox o where o.alert_id = a.id) "
	       "from concernd.alert a join concernd.alert_version v on v.alert_id = a.id "
	       "and v.version = a.evidence_version join concernd.contact c on "
	       "c.child_id = a.child_id where c.event_id = 'rose-4' order by 1",
	       "quiet|new|blue|shadow|4|0\nrepeat|new|amber|live|4|2");
	office_apply(&office, NULL);
}

/* Another daemon would not know of a rule set that this one applied. */
static void a_rule_set_that_another_applied_is_read_before_judging(void **state)
{
	struct rulesets *others = rulesets_new(office.database.store), *own = office.rulesets;
	struct judge *judge = office.judge;

	(void)state;
	struct err err;

	assert_true(rulesets_load_now(others, 0, &err));
	office_apply(&office, "{ name = \"first\"; title = \"First\"; within = \"12 months\"; "
			      "needs = { incidents = 1; }; level = \"blue\"; }");
	office.rulesets = others;
	office.judge = judge_new(office.database.store, others, 1, 20 * INT64_C(1000000));
	tell("first-1", "first", "2026-01-05T10:00:00Z");
	expect("select a.rule from concernd.alert a join concernd.contact c using (child_id) "
	       "where c.event_id = 'first-1'",
	       "first");
	judge_free(office.judge);
	office.judge = judge;
	office.rulesets = own;
	rulesets_free(others);
	office_apply(&office, NULL);
}

/* ---- The server goes ---------------------------------------------------------------------------- */

static void a_server_that_goes_leaves_all_or_nothing(void **state)
{
	struct errand errand = { .n = 0 };

	(void)state;
	errand_add_contact(&office, &errand, "gone", "gone", "2026-01-05T10:00:00Z");
	errand_start(&office, &errand);
	postgres_restart(office.database.postgres);
	errand_wait(&office, &errand);
	bool later = errand.items[0].status == CASE_LATER;

	assert_true(later || errand.items[0].status == CASE_RECORDED);
	errand_done(&errand);
	struct err err;

	assert_true(store_connect_now(office.database.store, 30 * INT64_C(1000000), &err));
	enum case_status again = office_tell_contact(&office, "gone", "gone",
						     "2026-01-05T10:00:00Z");

	assert_true(again == CASE_RECORDED || again == CASE_DUPLICATE);
	expect("select (select count(*) from concernd.event where event_id = 'gone'), "
	       "(select count(*) from concernd.contact where event_id = 'gone')",
	       "1|1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_contact_is_recorded_with_its_event_child_and_audit),
		cmocka_unit_test(the_same_event_again_is_a_duplicate),
		cmocka_unit_test(the_same_id_with_other_data_is_a_conflict),
		cmocka_unit_test(repeats_within_one_batch_are_told_apart),
		cmocka_unit_test(a_known_record_writes_no_new_alias),
		cmocka_unit_test(a_confirmed_nhs_number_joins_two_senders),
		cmocka_unit_test(twins_sent_with_one_nhs_number_stay_two),
		cmocka_unit_test(a_child_named_twice_in_one_contact_has_it_in_both_ways),
		cmocka_unit_test(a_contact_about_an_adult_alone_is_kept),
		cmocka_unit_test(two_batches_on_one_new_child_open_one),
		cmocka_unit_test(the_same_event_sent_twice_at_once_is_stored_once),
		cmocka_unit_test(recorded_at_rises_strictly_for_each_child),
		cmocka_unit_test(the_third_incident_raises_one_alert_with_its_evidence),
		cmocka_unit_test(an_alert_grows_and_escalates),
		cmocka_unit_test(an_outcome_that_joins_an_incident_withdraws_the_alert),
		cmocka_unit_test(duplicates_raise_nothing_twice),
		cmocka_unit_test(three_in_one_batch_raise_one_alert),
		cmocka_unit_test(a_contact_on_two_children_bears_on_both),
		cmocka_unit_test(history_raises_no_alert_by_itself),
		cmocka_unit_test(one_bad_row_fails_alone),
		cmocka_unit_test(an_alert_is_judged_by_the_rule_as_it_rose),
		cmocka_unit_test(a_rule_set_that_another_applied_is_read_before_judging),
		cmocka_unit_test(a_server_that_goes_leaves_all_or_nothing),
	};

	return cmocka_run_group_tests(tests, open_office, close_office);
}
