/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "../tools/office.h"

/* Contacts that are amended, withdrawn, or get an outcome, in every order, on a real server. */

static struct office office;
static struct arena arena;

static int open_office(void **state)
{
	(void)state;
	arena_init(&arena);
	office_open(&office, NULL, NULL);
	return 0;
}

static int close_office(void **state)
{
	(void)state;
	office_close(&office);
	arena_done(&arena);
	return 0;
}

static void expect(const char *query, const char *printed)
{
	database_expect(&office.database, query, printed);
}

static enum case_status tell_event(const char *type, const char *id, const char *time,
				   const char *data)
{
	struct errand errand = { .n = 0 };

	errand_add_event(&office, &errand, "police", type, id, time, data);
	errand_start(&office, &errand);
	errand_wait(&office, &errand);
	enum case_status status = errand.items[0].status;

	if (errand.err.kind != ERR_NONE)
		fprintf(stderr, "office: %s\n", errand.err.text);
	errand_done(&errand);
	return status;
}

static void tell(const char *id, const char *record, const char *occurred_at)
{
	assert_int_equal(office_tell_contact(&office, id, record, occurred_at), CASE_RECORDED);
}

static char *contact_data(char *text, size_t size, const char *of, const char *record,
			  const char *occurred_at)
{
	snprintf(text, size,
		 "\"contact\": {\"source\": \"urn:police\", \"id\": \"%s\"}, \"children\": "
		 "[{\"record\": \"%s\"}], \"occurred_at\": \"%s\", \"category\": \"neglect\"",
		 of, record, occurred_at);
	return text;
}

static void amend(const char *id, const char *of, const char *time, const char *record,
		  const char *occurred_at)
{
	char data[400];

	assert_int_equal(tell_event("contact.amended", id, time,
				    contact_data(data, sizeof data, of, record, occurred_at)),
			 CASE_RECORDED);
}

static void withdraw(const char *id, const char *of, const char *time)
{
	char data[200];

	snprintf(data, sizeof data,
		 "\"contact\": {\"source\": \"urn:police\", \"id\": \"%s\"}, \"reason\": \"no\"",
		 of);
	assert_int_equal(tell_event("contact.withdrawn", id, time, data), CASE_RECORDED);
}

static void settle_outcome(const char *id, const char *of, const char *decided_at,
			   const char *outcome)
{
	char data[300];

	snprintf(data, sizeof data,
		 "\"contact\": {\"source\": \"urn:police\", \"id\": \"%s\"}, \"outcome\": \"%s\", "
		 "\"decided_at\": \"%s\"",
		 of, outcome, decided_at);
	assert_int_equal(tell_event("contact.outcome", id, NULL, data), CASE_RECORDED);
}

/* Three incidents of a child whose record is the prefix of the ids: an amber alert. */
static void tell_three(const char *name)
{
	static const char *const times[] = { "2026-01-05T10:00:00Z", "2026-02-05T10:00:00Z",
					     "2026-03-05T10:00:00Z" };
	char id[64];

	for (int i = 0; i < 3; i++) {
		snprintf(id, sizeof id, "%s-%d", name, i + 1);
		tell(id, name, times[i]);
	}
}

/* The alerts of the child of a record: state, why withdrawn, contacts of the evidence. */
static void expect_alerts(const char *record, const char *printed)
{
	char query[600];

	snprintf(query, sizeof query,
		 "select a.state, a.withdrawn_by, cardinality(v.contact_ids) from concernd.alert a "
		 "join concernd.alert_version v on v.child_id = a.child_id and v.alert_id = a.id "
		 "and v.version = a.evidence_version join concernd.link l on l.child_id = "
		 "a.child_id join concernd.alias s on s.id = l.alias_id where s.record = '%s' "
		 "order by a.id",
		 record);
	expect(query, printed);
}

static void decide_alerts_of(const char *record)
{
	char query[600];

	snprintf(query, sizeof query,
		 "update concernd.alert set state = 'decided', decided_at = clock_timestamp() "
		 "where child_id in (select child_id from concernd.link join concernd.alias on "
		 "alias.id = link.alias_id where record = '%s') returning 1",
		 record);
	expect(query, "1");
}

/* ---- One correction -------------------------------------------------------------------------- */

static void a_withdrawn_contact_takes_its_alert_with_it_and_tells_who_was_told(void **state)
{
	(void)state;
	tell_three("gone");
	withdraw("gone-w", "gone-2", "2026-04-01T10:00:00Z");
	expect_alerts("gone", "withdrawn|withdrawal|3");
	expect("select string_agg(o.kind, ',' order by o.id) from concernd.outbox o "
	       "where o.child_id in (select child_id from concernd.contact where event_id = "
	       "'gone-1')",
	       "risen,withdrawn");
	expect("select count(*) from concernd.contact where event_id like 'gone-%'", "3");
	expect("select actor, action, cardinality(contact_ids) from concernd.audit "
	       "where action = 'contacts-withdrawn' order by id desc limit 1",
	       "sender:police|contacts-withdrawn|1");
}

static void an_amendment_after_a_withdrawal_brings_the_contact_back(void **state)
{
	(void)state;
	tell_three("back");
	withdraw("back-w", "back-2", "2026-04-01T10:00:00Z");
	amend("back-a", "back-2", "2026-04-02T10:00:00Z", "back", "2026-02-06T10:00:00Z");
	expect_alerts("back", "withdrawn|withdrawal|3\nnew||3");
}

static void the_latest_time_stands_whatever_comes_last(void **state)
{
	(void)state;
	tell_three("late");
	amend("late-a", "late-2", "2026-04-02T10:00:00Z", "late", "2026-02-06T10:00:00Z");
	withdraw("late-w", "late-2", "2026-04-01T10:00:00Z");
	expect_alerts("late", "new||3");
}

static void an_amendment_is_a_version_with_both_times_kept(void **state)
{
	(void)state;
	tell_three("both");
	amend("both-a", "both-3", "2026-04-02T10:00:00Z", "both", "2024-03-05T10:00:00Z");
	expect_alerts("both", "withdrawn|amendment|3");
	expect("select string_agg(version || ' ' || occurred_day, ', ' order by version), "
	       "count(distinct contact_id), count(distinct recorded_at) from concernd.contact "
	       "where event_id = 'both-3'",
	       "1 2026-03-05, 2 2024-03-05|1|2");
}

static void children_named_before_and_after_are_both_judged(void **state)
{
	(void)state;
	tell_three("moved");
	tell("there-1", "there", "2026-01-07T10:00:00Z");
	tell("there-2", "there", "2026-02-07T10:00:00Z");
	amend("moved-a", "moved-3", "2026-04-02T10:00:00Z", "there", "2026-03-05T10:00:00Z");
	expect_alerts("moved", "withdrawn|amendment|3");
	expect_alerts("there", "new||3");
}

/* Three contacts of one child that all turn out to be about another. loaded: as history; long_ago:
 * they were recorded before the rule looks back. */
static void tell_three_of_another(const char *name, const char *other, bool loaded, bool long_ago)
{
	char id[64], amendment[80];

	for (int i = 0; i < 3; i++) {
		struct errand errand = { .n = 0 };

		snprintf(id, sizeof id, "%s-%d", name, i + 1);
		errand_add_contact(&office, &errand, id, name,
				   arena_printf(&errand.arena, "2026-0%d-05T10:00:00Z", i + 1));
		((struct fact *)errand.items[0].fact)->history = loaded;
		errand_start(&office, &errand);
		errand_wait(&office, &errand);
		assert_int_equal(errand.items[0].status, CASE_RECORDED);
		errand_done(&errand);
	}
	if (long_ago)
		mem_free(database_query(&office.database,
					"update concernd.contact set recorded_at = recorded_at - "
					"interval '200 days' where event_id like 'ages-%'; update "
					"concernd.event set recorded_at = recorded_at - interval "
					"'200 days' where event_id like 'ages-%'"));
	for (int i = 0; i < 3; i++) {
		snprintf(id, sizeof id, "%s-%d", name, i + 1);
		snprintf(amendment, sizeof amendment, "%s-a", id);
		amend(amendment, id, "2026-04-01T10:00:00Z", other,
		      arena_printf(&arena, "2026-0%d-05T10:00:00Z", i + 1));
	}
}

static void a_contact_moved_to_another_child_is_as_old_as_it_was(void **state)
{
	(void)state;
	tell_three_of_another("fresh", "fresh-other", false, false);
	expect_alerts("fresh-other", "new||3");
	tell_three_of_another("loaded", "loaded-other", true, false);
	expect_alerts("loaded-other", "");
	tell_three_of_another("ages", "ages-other", false, true);
	expect_alerts("ages-other", "");
	tell("ages-now", "ages-other", "2026-03-20T10:00:00Z");
	expect_alerts("ages-other", "new||4");
}

static void an_outcome_makes_an_alert_void(void **state)
{
	(void)state;
	tell_three("void");
	settle_outcome("void-o", "void-1", "2026-04-02T10:00:00Z", "assessment");
	expect_alerts("void", "withdrawn|outcome|3");
	settle_outcome("void-p", "void-1", "2026-04-01T10:00:00Z", "nfa");
	expect_alerts("void", "withdrawn|outcome|3");
	settle_outcome("void-q", "void-1", "2026-04-03T10:00:00Z", "nfa");
	expect_alerts("void", "withdrawn|outcome|3\nnew||3");
}

static void an_amendment_without_an_outcome_erases_none(void **state)
{
	(void)state;
	tell_three("keeps");
	settle_outcome("keeps-o", "keeps-1", "2026-04-02T10:00:00Z", "assessment");
	amend("keeps-a", "keeps-1", "2026-05-02T10:00:00Z", "keeps", "2026-01-06T10:00:00Z");
	expect_alerts("keeps", "withdrawn|outcome|3");
}

static void a_decided_alert_is_marked_as_resting_on_corrected_facts(void **state)
{
	(void)state;
	tell_three("rests");
	decide_alerts_of("rests");
	settle_outcome("rests-o", "rests-1", "2026-04-02T10:00:00Z", "nfa");
	expect("select corrected_at is null from concernd.alert where state = 'decided' and "
	       "child_id in (select child_id from concernd.contact where event_id = 'rests-1')",
	       "t");
	amend("rests-a", "rests-1", "2026-04-02T10:00:00Z", "rests", "2026-01-06T10:00:00Z");
	expect("select a.state, a.corrected_at = c.recorded_at from concernd.alert a "
	       "join concernd.contact c using (child_id) where c.event_id = 'rests-1' and "
	       "c.version = 2 order by a.id limit 1",
	       "decided|t");
}

static void an_amendment_of_the_outcome_alone_is_the_same_version(void **state)
{
	char data[400];

	(void)state;
	tell_three("same");
	decide_alerts_of("same");
	contact_data(data, sizeof data, "same-1", "same", "2026-01-05T10:00:00Z");
	snprintf(data + strlen(data), sizeof data - strlen(data), ", \"outcome\": \"nfa\"");
	assert_int_equal(tell_event("contact.amended", "same-a", "2026-04-01T10:00:00Z", data),
			 CASE_RECORDED);
	expect("select count(*), max(version) from concernd.contact where event_id = 'same-1'",
	       "1|1");
	expect("select string_agg(kind || ' ' || coalesce(version, 0), ', ' order by kind) "
	       "from concernd.correction where of_event_id = 'same-1'",
	       "amended 1, outcome 0");
	expect_alerts("same", "decided||3");
}

/* ---- What comes before its contact ------------------------------------------------------------- */

static void what_comes_before_its_contact_waits_for_it(void **state)
{
	(void)state;
	tell("early-1", "early", "2026-01-05T10:00:00Z");
	tell("early-2", "early", "2026-02-05T10:00:00Z");
	withdraw("early-w", "early-3", "2026-04-01T10:00:00Z");
	settle_outcome("early-o", "early-4", "2026-04-01T10:00:00Z", "assessment");
	tell("early-3", "early", "2026-03-05T10:00:00Z");
	tell("early-4", "early", "2026-03-15T10:00:00Z");
	expect("select count(*) from concernd.alert a join concernd.contact c using (child_id) "
	       "where c.event_id = 'early-1'",
	       "0");
	assert_int_equal(office_tell_contact(&office, "early-3", "early", "2026-03-05T10:00:00Z"),
			 CASE_WITHDRAWN);
}

static void an_amendment_that_waits_stands_once_its_contact_comes(void **state)
{
	(void)state;
	tell("wait-1", "wait", "2026-01-05T10:00:00Z");
	tell("wait-2", "wait", "2026-02-05T10:00:00Z");
	amend("wait-a", "wait-3", "2026-04-01T10:00:00Z", "wait", "2026-03-05T10:00:00Z");
	expect("select count(*) from concernd.alert a join concernd.contact c using (child_id) "
	       "where c.event_id = 'wait-1'",
	       "0");
	tell("wait-3", "elsewhere", "2024-03-05T10:00:00Z");
	expect_alerts("wait", "new||3");
	expect("select count(distinct contact_id), max(version) from concernd.contact "
	       "where event_id = 'wait-3'",
	       "1|2");
}

static void a_contact_that_says_what_its_waiting_amendment_said_stands(void **state)
{
	(void)state;
	tell("echo-1", "echo", "2026-01-05T10:00:00Z");
	tell("echo-2", "echo", "2026-02-05T10:00:00Z");
	amend("echo-a", "echo-3", "2026-04-01T10:00:00Z", "echo", "2026-03-05T10:00:00Z");
	tell("echo-3", "echo", "2026-03-05T10:00:00Z");
	expect_alerts("echo", "new||3");
}

static void all_in_one_batch_is_as_one_after_the_other(void **state)
{
	struct errand errand = { .n = 0 };
	char data[400];

	(void)state;
	tell("heap-1", "heap", "2026-01-05T10:00:00Z");
	tell("heap-2", "heap", "2026-02-05T10:00:00Z");
	errand_add_event(&office, &errand, "police", "contact.withdrawn", "a-heap-w",
			 "2026-04-01T10:00:00Z",
			 "\"contact\": {\"source\": \"urn:police\", \"id\": \"heap-3\"}");
	errand_add_contact(&office, &errand, "heap-3", "heap", "2026-03-05T10:00:00Z");
	errand_add_event(&office, &errand, "police", "contact.amended", "heap-a",
			 "2026-04-02T10:00:00Z",
			 contact_data(data, sizeof data, "heap-3", "heap", "2026-03-06T10:00:00Z"));
	errand_start(&office, &errand);
	errand_wait(&office, &errand);
	for (size_t i = 0; i < errand.n; i++)
		assert_int_equal(errand.items[i].status, CASE_RECORDED);
	errand_done(&errand);
	expect_alerts("heap", "new||3");
}

static void a_contact_and_its_withdrawal_at_once_never_pass_each_other_by(void **state)
{
	struct errand errands[2] = { { .n = 0 } };
	char id[48], other[48], data[200];

	(void)state;
	for (int round = 0; round < 20; round++) {
		snprintf(id, sizeof id, "pass-%d", round);
		snprintf(other, sizeof other, "pass-w-%d", round);
		snprintf(data, sizeof data,
			 "\"contact\": {\"source\": \"urn:police\", \"id\": \"%s\"}", id);
		errand_add_event(&office, &errands[0], "police", "contact.withdrawn", other,
				 "2026-04-01T10:00:00Z", data);
		errand_add_contact(&office, &errands[1], id, "pass", "2026-01-05T10:00:00Z");
		errand_start(&office, &errands[round % 2]);
		errand_start(&office, &errands[1 - round % 2]);
		for (int i = 0; i < 2; i++) {
			errand_wait(&office, &errands[i]);
			assert_int_equal(errands[i].items[0].status, CASE_RECORDED);
			errand_done(&errands[i]);
		}
	}
	expect("select count(*) from concernd.alert a join concernd.link l using (child_id) "
	       "join concernd.alias s on s.id = l.alias_id where s.record = 'pass' and "
	       "a.state = 'new'",
	       "0");
}

/* ---- Sent again --------------------------------------------------------------------------------- */

static enum case_status tell_health(const char *id, const char *time, const char *day)
{
	struct errand errand = { .n = 0 };

	errand_add_event(&office, &errand, "health", "contact.recorded", id, time,
			 arena_printf(&errand.arena,
				      "\"children\": [{\"family_name\": \"Testperson\"}], "
				      "\"occurred_at\": \"%s\", \"category\": \"neglect\"",
				      day));
	errand_start(&office, &errand);
	errand_wait(&office, &errand);
	enum case_status status = errand.items[0].status;

	errand_done(&errand);
	return status;
}

static void a_sender_that_may_do_so_amends_by_sending_again(void **state)
{
	(void)state;
	assert_int_equal(tell_health("again", "2026-04-01T10:00:00Z", "2026-01-05"), CASE_RECORDED);
	assert_int_equal(tell_health("again", "2026-04-02T10:00:00Z", "2026-01-06"), CASE_RECORDED);
	assert_int_equal(tell_health("again", "2026-04-01T10:00:00Z", "2026-01-05"),
			 CASE_DUPLICATE);
	assert_int_equal(tell_health("again", "2026-04-03T10:00:00Z", "2026-01-07"), CASE_RECORDED);
	expect("select string_agg(version || ' ' || occurred_day, ', ' order by version) "
	       "from concernd.contact where event_id = 'again'",
	       "1 2026-01-05, 2 2026-01-06, 3 2026-01-07");
	expect("select count(*), max(resend) from concernd.event where event_id = 'again'", "3|2");
}

static void add_again(struct errand *errand, const char *day)
{
	errand_add(&office, errand, "health", "thrice",
		   arena_printf(&errand->arena,
				"\"children\": [{\"family_name\": \"Testperson\"}], "
				"\"occurred_at\": \"%s\", \"category\": \"neglect\"",
				day));
}

static void what_is_sent_again_twice_in_one_batch_amends_twice(void **state)
{
	struct errand errand = { .n = 0 };

	(void)state;
	assert_int_equal(tell_health("thrice", NULL, "2026-01-05"), CASE_RECORDED);
	add_again(&errand, "2026-01-06");
	add_again(&errand, "2026-01-07");
	add_again(&errand, "2026-01-06");
	errand_start(&office, &errand);
	errand_wait(&office, &errand);
	assert_int_equal(errand.items[0].status, CASE_RECORDED);
	assert_int_equal(errand.items[1].status, CASE_RECORDED);
	assert_int_equal(errand.items[2].status, CASE_DUPLICATE);
	errand_done(&errand);
	expect("select count(*), max(version) from concernd.contact where event_id = 'thrice'",
	       "3|3");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_withdrawn_contact_takes_its_alert_with_it_and_tells_who_was_told),
		cmocka_unit_test(an_amendment_after_a_withdrawal_brings_the_contact_back),
		cmocka_unit_test(the_latest_time_stands_whatever_comes_last),
		cmocka_unit_test(an_amendment_is_a_version_with_both_times_kept),
		cmocka_unit_test(children_named_before_and_after_are_both_judged),
		cmocka_unit_test(a_contact_moved_to_another_child_is_as_old_as_it_was),
		cmocka_unit_test(an_outcome_makes_an_alert_void),
		cmocka_unit_test(an_amendment_without_an_outcome_erases_none),
		cmocka_unit_test(a_decided_alert_is_marked_as_resting_on_corrected_facts),
		cmocka_unit_test(an_amendment_of_the_outcome_alone_is_the_same_version),
		cmocka_unit_test(what_comes_before_its_contact_waits_for_it),
		cmocka_unit_test(an_amendment_that_waits_stands_once_its_contact_comes),
		cmocka_unit_test(a_contact_that_says_what_its_waiting_amendment_said_stands),
		cmocka_unit_test(all_in_one_batch_is_as_one_after_the_other),
		cmocka_unit_test(a_contact_and_its_withdrawal_at_once_never_pass_each_other_by),
		cmocka_unit_test(a_sender_that_may_do_so_amends_by_sending_again),
		cmocka_unit_test(what_is_sent_again_twice_in_one_batch_amends_twice),
	};

	return cmocka_run_group_tests(tests, open_office, close_office);
}
