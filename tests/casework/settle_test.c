/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "../tools/office.h"
#include "casework/decide.h"
#include "casework/identity.h"

/* A person's word on who is who, and what becomes of contacts and alerts, on a real server. The rule:
 * the third incident in twelve months is amber, the fifth red. */

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

static long long number(const char *query)
{
	char *printed = database_query(&office.database, query);
	long long value = atoll(printed);

	mem_free(printed);
	return value;
}

static void tell(const char *id, const char *record, const char *occurred_at)
{
	assert_int_equal(office_tell_contact(&office, id, record, occurred_at), CASE_RECORDED);
}

/* n contacts of a record, one a month; ids "RECORD-1", …. */
static void tell_months(const char *record, int from, int n)
{
	char id[64], day[32];

	for (int i = from; i < from + n; i++) {
		snprintf(id, sizeof id, "%s-%d", record, i);
		snprintf(day, sizeof day, "2026-%02d-05T10:00:00Z", i);
		tell(id, record, day);
	}
}

static int64_t child_of(const char *record)
{
	char query[300];

	snprintf(
		query, sizeof query,
		"select l.child_id from concernd.alias a join concernd.link l on l.alias_id = a.id "
		"and l.revoked_at is null where a.record = '%s' order by a.id limit 1",
		record);
	return number(query);
}

static int64_t alias_of(const char *record)
{
	char query[300];

	snprintf(query, sizeof query, "select min(id) from concernd.alias where record = '%s'",
		 record);
	return number(query);
}

static const char why[] = "looked at both records with the family's school";

static struct identity_settled settle(struct identity_order order)
{
	struct identity_settled settled;
	struct err err = { .kind = ERR_NONE };

	order.person = "Jo Reviewer";
	order.reason = why;
	order.actor = "os:test";
	if (!identity_settle_now(office.database.store, office.judge, &order, &settled, &err))
		fail_msg("%s", err.text);
	return settled;
}

static struct identity_settled merge(int64_t child, int64_t other)
{
	return settle(
		(struct identity_order){ .act = IDENTITY_MERGE, .child = child, .other = other });
}

static struct identity_settled split(int64_t child, int64_t alias)
{
	return settle((struct identity_order){
		.act = IDENTITY_SPLIT, .child = child, .aliases = &alias, .n_aliases = 1 });
}

/* The undecided alerts of a child: rule level contacts. */
static void expect_alerts(int64_t child, const char *printed)
{
	char query[400];

	snprintf(query, sizeof query,
		 "select a.rule, a.level, cardinality(v.contact_ids) from concernd.alert a join "
		 "concernd.alert_version v on v.alert_id = a.id and v.version = a.evidence_version "
		 "where a.child_id = %lld and a.state in ('new', 'acknowledged')",
		 (long long)child);
	expect(query, printed);
}

static void decide(int64_t child)
{
	char query[200];
	struct decide_answer answer;
	struct decide_alert alert = { 0 };
	struct err err;
	struct arena arena;

	snprintf(query, sizeof query,
		 "select id from concernd.alert where child_id = %lld and state = 'new'",
		 (long long)child);
	alert.alert = number(query);
	arena_init(&arena);
	assert_true(decide_alerts_now(
		office.database.store, office.rulesets,
		&(struct decide_order){ .alerts = &alert,
					.n_alerts = 1,
					.outcome = "nfa",
					.rationale = arena_printf(&arena,
								  "seen by the team as alert %lld, "
								  "nothing more is needed",
								  (long long)alert.alert),
					.person = "M Manager",
					.actor = "os:test" },
		&arena, &answer, &err));
	assert_int_equal(answer.status, DECIDE_DONE);
	arena_done(&arena);
}

static void a_merge_adds_up_what_two_records_told(void **state)
{
	(void)state;
	tell_months("a1", 1, 2);
	tell_months("a2", 3, 1);
	int64_t child = child_of("a1"), other = child_of("a2");

	expect_alerts(child, "");
	struct identity_settled settled = merge(child, other);

	assert_int_equal(settled.status, IDENTITY_DONE);
	assert_int_equal(settled.n_contacts, 1);
	assert_int_equal(settled.n_risen, 1);
	expect_alerts(child, "repeat|amber|3");
	expect("select l.reason, l.linked_by, r.revoked_reason = 'looked at both records with the "
	       "family''s school' from concernd.link l join concernd.link r using (alias_id) where "
	       "l.revoked_at is null and r.revoked_at = l.linked_at",
	       "merge|os:test|t");
	expect("select a.actor, a.action, cardinality(a.child_ids), p.value like 'Jo Reviewer: %' "
	       "from concernd.audit a join concernd.audit_personal p on p.audit_id = a.id "
	       "where a.action = 'identity-merged'",
	       "os:test|identity-merged|2|t");
	/* What comes later finds the child. */
	tell_months("a2", 4, 1);
	expect_alerts(child, "repeat|amber|4");
	/* And a correction of a contact from before reaches it. */
	struct errand errand = { .n = 0 };

	errand_add_event(&office, &errand, "police", "contact.withdrawn", "a2-3-gone",
			 "2026-06-01T10:00:00Z",
			 "\"contact\": {\"source\": \"urn:police\", \"id\": \"a2-3\"}, "
			 "\"reason\": \"mistaken\"");
	errand_start(&office, &errand);
	errand_wait(&office, &errand);
	errand_done(&errand);
	expect_alerts(child, "repeat|amber|3");
}

static void a_split_withdraws_what_no_longer_holds_and_undoes_a_merge(void **state)
{
	char query[300];

	(void)state;
	tell_months("b1", 1, 2);
	tell_months("b2", 3, 2);
	int64_t child = child_of("b1"), other = child_of("b2");

	merge(child, other);
	expect_alerts(child, "repeat|amber|4");
	struct identity_settled settled = split(child, alias_of("b2"));

	assert_int_equal(settled.status, IDENTITY_DONE);
	assert_int_equal(settled.other, other);
	assert_int_equal(settled.n_withdrawn, 1);
	expect_alerts(child, "");
	expect_alerts(other, "");
	snprintf(query, sizeof query,
		 "select state, withdrawn_by from concernd.alert where child_id = %lld",
		 (long long)child);
	expect(query, "withdrawn|identity");
	tell_months("b2", 5, 1);
	expect_alerts(other, "repeat|amber|3");
	/* As known while they were one. */
	snprintf(query, sizeof query,
		 "select count(*) from concernd.contact where child_id = %lld and "
		 "coalesce(joined_at, recorded_at) <= (select merged_at from concernd.merger where "
		 "child_id = %lld) and coalesce(left_at > (select merged_at from concernd.merger "
		 "where child_id = %lld), true)",
		 (long long)child, (long long)child, (long long)child);
	expect(query, "4");
	/* Nobody asks again, and merging them again is told who said otherwise. */
	settled = merge(child, other);
	assert_int_equal(settled.status, IDENTITY_APART);
	assert_non_null(strstr(settled.text, "Jo Reviewer said"));
}

/* Which team a record's child is open to is said of the record. */
static void tell_team(const char *record, const char *event, const char *day, const char *team)
{
	char query[500];

	snprintf(query, sizeof query,
		 "insert into concernd.child_status (child_id, alias_id, source, event_id, at, "
		 "status, "
		 "team, recorded_at) values (%lld, %lld, 'urn:a', '%s', '%s', 'open', '%s', now()) "
		 "returning 1",
		 (long long)child_of(record), (long long)alias_of(record), event, day, team);
	expect(query, "1");
}

static void expect_team(int64_t child, const char *printed)
{
	char query[100];

	snprintf(query, sizeof query, "select coalesce(concernd.team_of(%lld), 'none')",
		 (long long)child);
	expect(query, printed);
}

static void the_team_that_works_with_a_child_follows_its_records(void **state)
{
	(void)state;
	tell_months("team1", 1, 1);
	tell_months("team2", 2, 1);
	int64_t child = child_of("team1"), other = child_of("team2");

	tell_team("team1", "both", "2026-01-01", "North");
	tell_team("team2", "both", "2026-01-01", "North");
	tell_team("team2", "later", "2026-02-01", "South");
	expect_team(child, "North");
	merge(child, other);
	expect_team(child, "South");
	assert_int_equal(split(child, alias_of("team2")).status, IDENTITY_DONE);
	expect_team(child, "North");
	expect_team(other, "South");
}

static void an_undecided_alert_of_the_one_becomes_the_others(void **state)
{
	(void)state;
	tell_months("c1", 1, 1);
	tell_months("c2", 2, 3);
	int64_t child = child_of("c1"), other = child_of("c2");

	expect_alerts(other, "repeat|amber|3");
	merge(child, other);
	expect_alerts(other, "");
	expect_alerts(child, "repeat|amber|4");
	/* The other way round, it grows. */
	tell_months("c3", 6, 1);
	struct identity_settled settled = merge(child, child_of("c3"));

	assert_int_equal(settled.n_grown, 1);
	expect_alerts(child, "repeat|red|5");
}

/* As if it had risen two days ago, and the first rung had been told. */
static void make_late(const char *alert)
{
	char query[500];

	snprintf(query, sizeof query,
		 "with late as (update concernd.clock set started_at = '2026-01-05 10:00Z', "
		 "due_at = '2026-01-05 12:00Z', next_at = '2026-01-05 14:00Z', rung = 1, "
		 "missed_at = '2026-01-05 12:01Z' where alert_id = (select id from concernd.alert "
		 "where %s and state = 'new') returning 1) select count(*) from late",
		 alert);
	expect(query, "2");
}

#define CLOCKS_OF(alert)                                                                         \
	"select clock.kind, due_at = '2026-01-05 12:00Z' and next_at = '2026-01-05 14:00Z' and " \
	"started_at = '2026-01-05 10:00Z' and rung = 1 and missed_at is not null, "              \
	"clock.ended_at is null from concernd.clock join concernd.alert on alert.id = alert_id " \
	"where " alert " order by alert.id, kind"

static void clocks_go_on_where_a_merge_puts_the_alert(void **state)
{
	char alert[80], query[900];

	(void)state;
	tell_months("clock1", 1, 1);
	tell_months("clock2", 2, 3);
	int64_t child = child_of("clock1"), other = child_of("clock2");

	snprintf(alert, sizeof alert, "alert.child_id = %lld", (long long)other);
	make_late(alert);
	merge(child, other);
	snprintf(query, sizeof query, CLOCKS_OF("alert.child_id in (%lld, %lld)"), (long long)child,
		 (long long)other);
	expect(query, "acknowledge|t|f\ndecide|t|f\nacknowledge|t|t\ndecide|t|t");
	/* Of two alerts that become one, the earlier clocks. */
	tell_months("clock3", 6, 3);
	int64_t third = child_of("clock3");

	snprintf(query, sizeof query,
		 "with new as (update concernd.clock set due_at = due_at + interval '99 years', "
		 "next_at "
		 "= next_at + interval '99 years', rung = 0 where alert_id = (select id from "
		 "concernd.alert where child_id = %lld and state = 'new') returning 1) select "
		 "count(*) "
		 "from new",
		 (long long)child);
	expect(query, "2");
	snprintf(alert, sizeof alert, "alert.child_id = %lld", (long long)third);
	make_late(alert);
	merge(child, third);
	snprintf(query, sizeof query, CLOCKS_OF("alert.child_id = %lld"), (long long)child);
	expect(query, "acknowledge|t|t\ndecide|t|t");
}

static void a_decided_alert_counts_as_judged_for_the_merged_child(void **state)
{
	(void)state;
	tell_months("d1", 1, 1);
	tell_months("d2", 2, 3);
	int64_t child = child_of("d1"), other = child_of("d2");

	decide(other);
	struct identity_settled settled = merge(child, other);

	/* Four incidents, three of them judged: one that is not is enough, at the same level. */
	assert_int_equal(settled.n_risen, 1);
	expect_alerts(child, "repeat|amber|4");
	decide(child);
	tell_months("d3", 6, 1);
	assert_int_equal(merge(child, child_of("d3")).n_risen, 1);
	expect_alerts(child, "repeat|red|5");
	/* Split off again, it is a child with decided incidents of its own. */
	settled = split(child, alias_of("d2"));
	assert_int_equal(settled.other, other);
	expect_alerts(other, "");
}

static void a_child_with_one_contact_twice_loses_neither(void **state)
{
	struct errand errand = { .n = 0 };

	(void)state;
	errand_add(&office, &errand, "police", "e-1",
		   "\"children\": [{\"record\": \"e1\"}, {\"record\": \"e2\"}], "
		   "\"occurred_at\": \"2026-01-05T10:00:00Z\", \"category\": \"neglect\"");
	errand_start(&office, &errand);
	errand_wait(&office, &errand);
	errand_done(&errand);
	int64_t child = child_of("e1");

	merge(child, child_of("e2"));
	expect("select count(*), count(distinct child_id), max(nth) from concernd.contact where "
	       "event_id = 'e-1' and left_at is null",
	       "2|1|1");
	split(child, alias_of("e2"));
	merge(child_of("e2"), child);
	expect("select count(*), count(distinct child_id) from concernd.contact where "
	       "event_id = 'e-1' and left_at is null",
	       "2|2"); /* told apart by the split: refused */
}

static void what_cannot_be_done_is_told(void **state)
{
	struct identity_order order = { .act = IDENTITY_MERGE };
	struct identity_settled settled;

	(void)state;
	tell_months("f1", 1, 1);
	tell_months("f2", 1, 1);
	tell_months("f3", 1, 1);
	int64_t child = child_of("f1"), other = child_of("f2");

	assert_int_equal(merge(child, child).status, IDENTITY_NOTHING);
	assert_int_equal(merge(child, 999999).status, IDENTITY_NOT_FOUND);
	assert_int_equal(split(child, alias_of("f1")).status, IDENTITY_NOTHING);
	assert_int_equal(split(child, alias_of("f2")).status, IDENTITY_NOT_FOUND);
	merge(child, other);
	assert_int_equal(merge(child_of("f3"), other).status, IDENTITY_SETTLED);
	assert_int_equal(
		settle((struct identity_order){ .act = IDENTITY_SAME, .review = 999999 }).status,
		IDENTITY_NOT_FOUND);
	order.reason = "because";
	order.person = "Jo";
	order.actor = "os:test";
	assert_true(
		identity_settle_now(office.database.store, office.judge, &order, &settled, NULL));
	assert_int_equal(settled.status, IDENTITY_WRONG);
}

static void a_dry_run_says_what_would_be_and_changes_nothing(void **state)
{
	(void)state;
	tell_months("g1", 1, 2);
	tell_months("g2", 3, 1);
	int64_t child = child_of("g1"), other = child_of("g2");
	struct identity_settled settled = settle((struct identity_order){
		.act = IDENTITY_MERGE, .child = child, .other = other, .dry_run = true });

	assert_int_equal(settled.status, IDENTITY_DONE);
	assert_int_equal(settled.n_risen, 1);
	expect_alerts(child, "");
	assert_int_equal(child_of("g2"), other);
}

/* ---- Reviews ---- */

static void tell_health(const char *id, const char *day, const char *person)
{
	struct errand errand = { .n = 0 };

	errand_add(&office, &errand, "health", id,
		   arena_printf(&errand.arena,
				"\"children\": [{%s}], \"occurred_at\": \"%sT10:00:00Z\", "
				"\"category\": \"neglect\"",
				person, day));
	errand_start(&office, &errand);
	errand_wait(&office, &errand);
	assert_int_equal(errand.items[0].status, CASE_RECORDED);
	errand_done(&errand);
}

#define PERSON(family, given, birth)                                 \
	"\"family_name\": \"" family "\", \"given_names\": \"" given \
	"\", \"birth_date\": \"" birth "\""

static int64_t review_of(const char *id)
{
	char query[300];

	snprintf(query, sizeof query,
		 "select r.id from concernd.review r join concernd.contact c on c.child_id = "
		 "r.child_id and c.left_at is null where c.event_id = '%s' and r.state = 'open' "
		 "order by r.id limit 1",
		 id);
	return number(query);
}

static int64_t child_with(const char *id)
{
	char query[200];

	snprintf(query, sizeof query,
		 "select child_id from concernd.contact where event_id = '%s' and left_at is null",
		 id);
	return number(query);
}

static void the_same_settles_the_doubt_and_the_alert_that_rested_on_it(void **state)
{
	(void)state;
	tell_health("h-1", "2026-01-05", PERSON("Larchfield", "Juniper", "2012-05-06"));
	tell_health("h-2", "2026-02-05", PERSON("Larchfield", "Juniper", "2012-05-06"));
	tell_health("h-3", "2026-03-05", PERSON("Larchfeld", "Juno", "2012-06-05"));
	int64_t child = child_with("h-1");
	char query[900];

	expect("select scope, state from concernd.alert where cardinality(children) = 2",
	       "doubt|new");
	make_late("scope = 'doubt'");
	struct identity_settled settled =
		settle((struct identity_order){ .act = IDENTITY_SAME, .review = review_of("h-3") });

	assert_int_equal(settled.status, IDENTITY_DONE);
	assert_int_equal(settled.child, child);
	expect_alerts(child, "repeat|amber|3");
	expect("select state, withdrawn_by from concernd.alert where scope = 'doubt'",
	       "withdrawn|identity");
	snprintf(query, sizeof query, CLOCKS_OF("alert.child_id = %lld"), (long long)child);
	expect(query, "acknowledge|t|t\ndecide|t|t");
	expect("select count(*) from concernd.doubt", "0");
	expect("select state, settled_by, noted_by from concernd.review where settled_at is not "
	       "null",
	       "same|Jo Reviewer|os:test");
	/* The very words again go where the person put them. */
	tell_health("h-4", "2026-04-05", PERSON("Larchfeld", "Juno", "2012-06-05"));
	expect_alerts(child, "repeat|amber|4");
}

static void different_ends_the_doubt_for_good(void **state)
{
	(void)state;
	tell_health("i-1", "2026-01-05", PERSON("Elderwood", "Saffron", "2013-05-06"));
	tell_health("i-2", "2026-02-05", PERSON("Elderwood", "Saffron", "2013-05-06"));
	tell_health("i-3", "2026-03-05", PERSON("Eldewood", "Sapphire", "2013-06-05"));
	int64_t review = review_of("i-3");

	assert_int_equal(
		settle((struct identity_order){ .act = IDENTITY_DIFFERENT, .review = review })
			.n_withdrawn,
		1);
	tell_health("i-4", "2026-04-05", PERSON("Eldewood", "Sapphire", "2013-06-05"));
	assert_int_equal(child_with("i-4"), child_with("i-3"));
	assert_int_equal(review_of("i-4"), 0);
	assert_int_equal(
		settle((struct identity_order){ .act = IDENTITY_SAME, .review = review }).status,
		IDENTITY_SETTLED);
}

static void reviews_are_listed_with_what_an_alert_rests_on_first(void **state)
{
	struct arena arena;
	struct identity_reviews reviews;
	struct identity_sides sides;
	struct err err;

	(void)state;
	tell_health("j-1", "2026-01-05", PERSON("Beechcroft", "Tamsin", "2014-05-06"));
	tell_health("j-2", "2026-03-05", PERSON("Beechcrof", "Tammy", "2014-06-05"));
	tell_health("k-1", "2026-01-05", PERSON("Hazelmere", "Cosima", "2015-05-06"));
	tell_health("k-2", "2026-02-05", PERSON("Hazelmere", "Cosima", "2015-05-06"));
	tell_health("k-3", "2026-03-05", PERSON("Hazelmer", "Cosi", "2015-06-05"));
	arena_init(&arena);
	assert_true(identity_reviews_now(office.database.store, false, 100, "os:test", &arena,
					 &reviews, &err));
	assert_int_equal(reviews.n, 2);
	assert_int_equal(reviews.list[0].id, review_of("k-3"));
	assert_string_equal(reviews.list[0].alert_level, "amber");
	assert_int_equal(reviews.list[1].alert, 0);
	assert_true(identity_show_now(office.database.store, reviews.list[0].id, 0, "os:test",
				      &arena, &sides, &err));
	assert_true(sides.found);
	assert_int_equal(sides.n, 2);
	assert_string_equal(sides.records[0].given_names, "Cosi");
	assert_int_equal(sides.records[1].n_contacts, 2);
	expect("select action from concernd.audit where actor = 'os:test' and action in "
	       "('reviews-listed', 'review-shown') order by id",
	       "reviews-listed\nreview-shown");
	arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_merge_adds_up_what_two_records_told),
		cmocka_unit_test(a_split_withdraws_what_no_longer_holds_and_undoes_a_merge),
		cmocka_unit_test(the_team_that_works_with_a_child_follows_its_records),
		cmocka_unit_test(an_undecided_alert_of_the_one_becomes_the_others),
		cmocka_unit_test(clocks_go_on_where_a_merge_puts_the_alert),
		cmocka_unit_test(a_decided_alert_counts_as_judged_for_the_merged_child),
		cmocka_unit_test(a_child_with_one_contact_twice_loses_neither),
		cmocka_unit_test(what_cannot_be_done_is_told),
		cmocka_unit_test(a_dry_run_says_what_would_be_and_changes_nothing),
		cmocka_unit_test(the_same_settles_the_doubt_and_the_alert_that_rested_on_it),
		cmocka_unit_test(different_ends_the_doubt_for_good),
		cmocka_unit_test(reviews_are_listed_with_what_an_alert_rests_on_first),
	};

	return cmocka_run_group_tests(tests, open_office, close_office);
}
