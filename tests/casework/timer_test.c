/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#include "../tools/office.h"

/*
 * Deadlines on a real server. A contact is told an hour less a minute ago, so that its deadline is
 * to come; then the test lets it pass by moving what is stored, not by waiting.
 */

static const char rules[] =
	"{ name = \"unseen\"; title = \"Nothing followed\"; where = { category = [\"missing\"]; "
	"};\n"
	"  unless = { where = { category = [\"neglect\"]; }; by = \"1 hours\"; };\n"
	"  level = \"red\"; },\n"
	"{ name = \"twice\"; title = \"Two at once\"; within = \"1 days\"; level = \"green\";\n"
	"  where = { category = [\"missing\"]; }; needs = { incidents = 2; }; }\n";

static struct office office;

static int open_office(void **state)
{
	(void)state;
	office_open(&office, rules, NULL);
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

static void add_contact(struct errand *errand, const char *id, const char *record,
			const char *category, int seconds_ago)
{
	time_t at = time(NULL) - seconds_ago;
	char when[40];

	assert_true(strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", gmtime(&at)));
	errand_add(&office, errand, "police", id,
		   arena_printf(&errand->arena,
				"\"children\": [{\"record\": \"%s\"}], \"occurred_at\": \"%s\", "
				"\"category\": \"%s\"",
				record, when, category));
}

static void tell(const char *id, const char *record, const char *category, int seconds_ago)
{
	struct errand errand = { .n = 0 };

	add_contact(&errand, id, record, category, seconds_ago);
	errand_start(&office, &errand);
	errand_wait(&office, &errand);
	assert_int_equal(errand.items[0].status, CASE_RECORDED);
	errand_done(&errand);
}

enum { SHORTLY = 3540 }; /* seconds ago: the deadline is a minute ahead */

/* An hour goes by, as far as the database can tell. */
static void let_deadlines_pass(void)
{
	mem_free(database_query(&office.database,
				"update concernd.contact set occurred_at = occurred_at - interval "
				"'1 hour'; update concernd.timer set due_at = due_at - interval "
				"'1 hour'"));
}

/* A copy of the daemon that fires until nothing is due. */
struct copy {
	struct judge *judge;
	bool is_done, has_failed;
	size_t fired;
};

static void on_fired(void *context, const struct err *err, bool any)
{
	struct copy *copy = context;

	if (err != NULL)
		fprintf(stderr, "office: %s\n", err->text);
	copy->has_failed |= err != NULL;
	copy->fired += any;
	copy->is_done = !any;
	if (any)
		judge_timer(copy->judge, on_fired, copy);
}

static void fire(struct copy *copies, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		copies[i].is_done = false;
		judge_timer(copies[i].judge, on_fired, &copies[i]);
	}
	for (size_t i = 0; i < n; i++) {
		while (!copies[i].is_done)
			event_base_loop(office.database.base, EVLOOP_ONCE);
		assert_false(copies[i].has_failed);
	}
}

static void expect_alerts(const char *record, const char *printed)
{
	char query[500];

	snprintf(
		query, sizeof query,
		"select a.state, a.level, a.known_at = a.became_true_at, a.became_true_at = "
		"c.occurred_at + interval '1 hour' from concernd.alert a join concernd.link l "
		"using (child_id) join concernd.alias s on s.id = l.alias_id join concernd.contact "
		"c on c.child_id = a.child_id and c.category = 'missing' where s.record = '%s'",
		record);
	expect(query, printed);
}

static void a_deadline_that_nothing_answers_raises_its_alert_at_its_time(void **state)
{
	struct copy copy = { .judge = office.judge };

	(void)state;
	tell("late", "late", "missing", SHORTLY);
	expect("select count(*) from concernd.timer", "1");
	fire(&copy, 1);
	assert_int_equal(copy.fired, 0);
	expect_alerts("late", "");
	let_deadlines_pass();
	fire(&copy, 1);
	assert_int_equal(copy.fired, 1);
	expect_alerts("late", "new|red|t|t");
	expect("select count(*) from concernd.timer", "0");
	expect("select kind, due_at < now() from concernd.outbox", "risen|t");
}

/* Should an alert of another rule have been lost, a timer is not what brings it back. */
static void a_deadline_judges_its_rule_alone(void **state)
{
	struct copy copy = { .judge = office.judge };

	(void)state;
	tell("alone-1", "alone", "missing", SHORTLY);
	tell("alone-2", "alone", "missing", SHORTLY - 30);
	expect("select rule from concernd.alert order by id desc limit 1", "twice");
	mem_free(database_query(&office.database,
				"delete from concernd.clock; delete from concernd.outbox where "
				"alert_id in (select id from "
				"concernd.alert where rule = 'twice'); delete from "
				"concernd.alert_version where alert_id in (select id from "
				"concernd.alert where rule = 'twice'); delete from concernd.alert "
				"where rule = 'twice'"));
	let_deadlines_pass();
	fire(&copy, 1);
	expect("select a.rule from concernd.alert a join concernd.contact c using (child_id) "
	       "where c.event_id = 'alone-1'",
	       "unseen");
}

static void an_answer_ends_the_timer(void **state)
{
	(void)state;
	tell("asked", "answered", "missing", SHORTLY);
	expect("select count(*) from concernd.timer", "1");
	tell("answer", "answered", "neglect", SHORTLY - 60);
	expect("select count(*) from concernd.timer", "0");
}

static void a_late_answer_in_time_withdraws_the_alert(void **state)
{
	struct copy copy = { .judge = office.judge };

	(void)state;
	tell("found", "found", "missing", SHORTLY);
	let_deadlines_pass();
	fire(&copy, 1);
	expect_alerts("found", "new|red|t|t");
	tell("found-answer", "found", "neglect", SHORTLY + 3000);
	expect_alerts("found", "withdrawn|red|t|t");
}

static void a_hundred_deadlines_and_two_copies_raise_each_alert_once(void **state)
{
	struct judge *other = judge_new(office.database.store, office.rulesets,
					1u << CHANNEL_SYSLOG, 20 * INT64_C(1000000));
	struct copy copies[2] = { { .judge = office.judge }, { .judge = other } };
	struct errand errand = { .n = 0 };
	char id[32];

	(void)state;
	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < 50; i++) {
			snprintf(id, sizeof id, "hundred-%d-%d", round, i);
			add_contact(&errand, id, id, "missing", SHORTLY);
		}
		errand_start(&office, &errand);
		errand_wait(&office, &errand);
		errand_done(&errand);
	}
	let_deadlines_pass();
	fire(copies, 2);
	judge_free(other);
	assert_int_equal(copies[0].fired + copies[1].fired, 100);
	expect("select count(*), count(distinct a.child_id) from concernd.alert a "
	       "join concernd.contact c using (child_id) where c.event_id like 'hundred-%'",
	       "100|100");
	expect("select count(*) from concernd.outbox o join concernd.contact c using (child_id) "
	       "where c.event_id like 'hundred-%'",
	       "100");
}

static void on_done(void *context, const struct err *err)
{
	bool *done = context;

	if (err != NULL)
		fprintf(stderr, "office: %s\n", err->text);
	*done = true;
}

static void a_sweep_finds_a_timer_that_is_missing(void **state)
{
	struct copy copy = { .judge = office.judge };
	char *child;
	bool done = false;

	(void)state;
	tell("lost", "lost", "missing", SHORTLY);
	let_deadlines_pass();
	child = database_query(&office.database, "delete from concernd.timer returning child_id");
	int64_t id = atoll(child);

	mem_free(child);
	fire(&copy, 1);
	expect_alerts("lost", "");
	judge_sweep(office.judge, &id, 1, false, on_done, &done);
	while (!done)
		event_base_loop(office.database.base, EVLOOP_ONCE);
	expect_alerts("lost", "");
	fire(&copy, 1);
	expect_alerts("lost", "new|red|t|t");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_deadline_that_nothing_answers_raises_its_alert_at_its_time),
		cmocka_unit_test(a_deadline_judges_its_rule_alone),
		cmocka_unit_test(an_answer_ends_the_timer),
		cmocka_unit_test(a_late_answer_in_time_withdraws_the_alert),
		cmocka_unit_test(a_hundred_deadlines_and_two_copies_raise_each_alert_once),
		cmocka_unit_test(a_sweep_finds_a_timer_that_is_missing),
	};

	return cmocka_run_group_tests(tests, open_office, close_office);
}
