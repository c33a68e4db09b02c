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
#include "casework/look_back.h"

/* New rules and the children that are on file already, on a real server. */

#define RULE(name, n, level)                                                      \
	"{ name = \"" name "\"; within = \"12 months\"; needs = { incidents = " n \
	"; }; level = \"" level "\"; }"
#define FIVE RULE("five", "5", "red")
#define TWO  RULE("two", "2", "amber")
#define REST_OF_TWO \
	"name = \"two\"; within = \"12 months\"; needs = { incidents = 2; }; level = \"amber\"; }"

static struct office office;

static int open_office(void **state)
{
	(void)state;
	office_open(&office, FIVE, NULL);
	return 0;
}

static int close_office(void **state)
{
	(void)state;
	office_close(&office);
	return 0;
}

/* Nobody on file, and the one rule in force as rule set 1. */
static int begin(void **state)
{
	(void)state;
	mem_free(database_query(&office.database,
				"set client_min_messages = warning; truncate concernd.rule_set, "
				"concernd.child, concernd.event, concernd.audit cascade"));
	judge_free(office.judge);
	rulesets_free(office.rulesets);
	office.rulesets = rulesets_new(office.database.store);
	office_apply(&office, FIVE);
	office.judge = judge_new(office.database.store, office.rulesets, 1U << CHANNEL_SYSLOG,
				 20 * INT64_C(1000000));
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

/* Two children with two incidents, one with one. */
static void tell_of_three_children(void)
{
	tell("a1", "a", "2026-01-05T10:00:00Z");
	tell("b1", "b", "2026-01-06T10:00:00Z");
	tell("c1", "c", "2026-01-07T10:00:00Z");
	tell("a2", "a", "2026-02-05T10:00:00Z");
	tell("b2", "b", "2026-02-06T10:00:00Z");
}

struct judged {
	bool done;
	size_t n_risen;
	enum err_kind kind;
};

static void on_judged(void *context, const struct err *err, size_t n_risen)
{
	struct judged *judged = context;

	*judged = (struct judged){ true, n_risen, err != NULL ? err->kind : ERR_NONE };
}

/* Judges the children whose ids a query lists; how many alerts rose. */
static size_t judge(const char *query, const char *rule)
{
	struct judged judged = { .done = false };
	int64_t ids[8];
	size_t n = 0;
	char *text = database_query(&office.database, query);

	for (char *at = strtok(text, "\n"); at != NULL; at = strtok(NULL, "\n"))
		ids[n++] = strtoll(at, NULL, 10);
	mem_free(text);
	judge_children(office.judge, ids, n, rule, on_judged, &judged);
	while (!judged.done)
		event_base_loop(office.database.base, EVLOOP_ONCE);
	assert_int_equal(judged.kind, ERR_NONE);
	return judged.n_risen;
}

#define ALL "select id from concernd.child order by id"

static void children_are_judged_again_without_a_new_fact(void **state)
{
	(void)state;
	tell_of_three_children();
	office_apply(&office, FIVE ", " TWO);
	expect("select count(*) from concernd.alert", "0");
	assert_int_equal(judge(ALL, "five"), 0);
	assert_int_equal(judge(ALL, "two"), 2);
	assert_int_equal(judge(ALL, "two"), 0);
	assert_int_equal(judge(ALL, NULL), 0);
	expect("select a.rule, a.rule_set, a.mode, a.state, a.level, count(*), "
	       "min(cardinality(v.contact_ids)) from concernd.alert a join concernd.alert_version "
	       "v "
	       "on v.alert_id = a.id group by 1, 2, 3, 4, 5",
	       "two|2|live|new|amber|2|2");
	expect("select count(*) from concernd.outbox where sent_at is null", "2");
	expect("select actor, count(*) from concernd.audit where action = 'alert-risen' group by 1",
	       "concernd|2");
}

/* ---- What is to be done, in the database ----------------------------------------------------- */

#define OPEN "select rule, version, children, judged from concernd.look_back where done_at is null"

static void rules_that_are_new_or_mean_something_else_look_back(void **state)
{
	(void)state;
	expect("select count(*) from concernd.look_back", "0"); /* nobody was on file */
	tell_of_three_children();
	office_apply(&office, FIVE ", " TWO);
	expect(OPEN, "two|2|3|0");
	mem_free(database_query(&office.database, "update concernd.look_back set done_at = now()"));
	office_apply(&office, FIVE ", { title = \"T\"; " REST_OF_TWO);
	expect(OPEN, ""); /* means the same */
	office_apply(&office, FIVE ", { mode = \"shadow\"; " REST_OF_TWO);
	expect(OPEN, "");
	office_apply(&office, FIVE ", " TWO);
	expect(OPEN, "two|5|3|0"); /* live again */
}

static void a_rule_that_goes_looks_no_further(void **state)
{
	(void)state;
	tell_of_three_children();
	office_apply(&office, FIVE ", " TWO);
	office_apply(&office, TWO ", " FIVE);
	expect(OPEN, "two|2|3|0"); /* the same rules */
	office_apply(&office, FIVE ", " RULE("two", "3", "amber"));
	expect(OPEN, "two|4|3|0"); /* as it reads now */
	office_apply(&office, FIVE);
	expect(OPEN, "");
}

/* ---- The work ---------------------------------------------------------------------------------- */

static void look_until_done(struct look_back *look_back)
{
	look_back_wake(look_back);
	for (;;) {
		char *open = database_query(&office.database, OPEN);
		bool done = *open == '\0';

		mem_free(open);
		if (done)
			return;
		event_base_loop(office.database.base, EVLOOP_ONCE);
	}
}

static void end_looking(struct look_back *look_back)
{
	while (look_back_is_busy(look_back))
		event_base_loop(office.database.base, EVLOOP_ONCE);
	look_back_free(look_back);
}

static void the_children_on_file_are_judged_in_the_background(void **state)
{
	struct look_back *look_back = look_back_new(office.database.base, office.database.store,
						    office.judge, 10000000);

	(void)state;
	tell_of_three_children();
	office_apply(&office, FIVE ", " TWO);
	look_until_done(look_back);
	expect("select rule, judged, risen, done_at is not null from concernd.look_back",
	       "two|3|2|t");
	expect("select rule, count(*) from concernd.alert group by 1", "two|2");
	end_looking(look_back);
}

static void a_shadow_rule_is_told_of_once_it_is_live(void **state)
{
	struct look_back *look_back = look_back_new(office.database.base, office.database.store,
						    office.judge, 10000000);

	(void)state;
	tell_of_three_children();
	office_apply(&office, FIVE ", { mode = \"shadow\"; " REST_OF_TWO);
	look_until_done(look_back);
	expect("select mode, count(*) from concernd.alert group by 1", "shadow|2");
	expect("select count(*) from concernd.outbox", "0");
	office_apply(&office, FIVE ", " TWO);
	look_until_done(look_back);
	expect("select mode, state, count(*) from concernd.alert group by 1, 2", "live|new|2");
	expect("select kind, count(*) from concernd.outbox group by 1", "escalated|2");
	end_looking(look_back);
}

static void a_page_that_a_daemon_died_over_is_taken_again(void **state)
{
	struct look_back *look_back = look_back_new(office.database.base, office.database.store,
						    office.judge, 10000000);

	(void)state;
	tell_of_three_children();
	office_apply(&office, FIVE ", " TWO);
	mem_free(database_query(
		&office.database,
		"update concernd.look_back set claimed_at = now() - interval '1 hour', "
		"leased_until = now() - interval '1 second'"));
	look_until_done(look_back);
	expect("select count(*) from concernd.alert", "2");
	end_looking(look_back);
}

/* So many children with two incidents each. */
static void tell_of_many(int children)
{
	char id[32], record[32];

	for (int first = 0; first < children; first += 30) {
		struct errand errand = { .n = 0 };

		for (int i = first; i < first + 30 && i < children; i++)
			for (int k = 0; k < 2; k++) {
				snprintf(id, sizeof id, "many-%d-%d", i, k);
				snprintf(record, sizeof record, "many-%d", i);
				errand_add_contact(&office, &errand, id, record,
						   k == 0 ? "2026-01-05T10:00:00Z"
							  : "2026-02-05T10:00:00Z");
			}
		errand_start(&office, &errand);
		errand_wait(&office, &errand);
		errand_done(&errand);
	}
}

static void a_page_follows_the_other_and_none_sooner_than_the_pace(void **state)
{
	struct look_back *slow = look_back_new(office.database.base, office.database.store,
					       office.judge, 100);
	struct look_back *quick = look_back_new(office.database.base, office.database.store,
						office.judge, 10000000);

	(void)state;
	tell_of_many(130);
	office_apply(&office, FIVE ", " TWO);
	for (int i = 0; i < 3; i++) { /* a page an hour, however often it is woken */
		look_back_wake(slow);
		do
			event_base_loop(office.database.base, EVLOOP_ONCE);
		while (look_back_is_busy(slow));
	}
	expect("select judged, risen, done_at is null from concernd.look_back", "100|100|t");
	look_back_stop(slow);
	look_until_done(quick);
	expect("select judged, risen from concernd.look_back", "130|130");
	end_looking(slow);
	end_looking(quick);
}

static void children_that_came_later_were_judged_by_it_already(void **state)
{
	struct look_back *look_back = look_back_new(office.database.base, office.database.store,
						    office.judge, 10000000);

	(void)state;
	tell_of_three_children();
	office_apply(&office, FIVE ", " TWO);
	tell("d1", "d", "2026-01-05T10:00:00Z");
	look_until_done(look_back);
	expect("select judged, risen from concernd.look_back", "3|2");
	end_looking(look_back);
}

static void a_new_rule_alone_is_judged_and_not_while_another_daemon_does(void **state)
{
	struct look_back *look_back = look_back_new(office.database.base, office.database.store,
						    office.judge, 10000000);

	(void)state;
	tell_of_many(1);
	for (int i = 0; i < 3; i++)
		tell(i == 0   ? "more-1"
		     : i == 1 ? "more-2"
			      : "more-3",
		     "many-0",
		     i == 0   ? "2026-03-05T10:00:00Z"
		     : i == 1 ? "2026-04-05T10:00:00Z"
			      : "2026-05-05T10:00:00Z");
	expect("select rule from concernd.alert", "five");
	mem_free(database_query(&office.database,
				"delete from concernd.clock; delete from concernd.outbox; delete "
				"from concernd.alert_version; "
				"delete from concernd.alert"));
	office_apply(&office, FIVE ", " TWO);
	mem_free(database_query(&office.database,
				"update concernd.look_back set claimed_at = now() - interval '1 "
				"hour', leased_until = now() + interval '1 hour'"));
	look_back_wake(look_back);
	do
		event_base_loop(office.database.base, EVLOOP_ONCE);
	while (look_back_is_busy(look_back));
	expect("select count(*) from concernd.alert", "0");
	mem_free(database_query(&office.database,
				"update concernd.look_back set leased_until = now()"));
	look_until_done(look_back);
	expect("select rule from concernd.alert", "two");
	end_looking(look_back);
}

#define TEST(name) cmocka_unit_test_setup(name, begin)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(children_are_judged_again_without_a_new_fact),
		TEST(rules_that_are_new_or_mean_something_else_look_back),
		TEST(a_rule_that_goes_looks_no_further),
		TEST(the_children_on_file_are_judged_in_the_background),
		TEST(a_shadow_rule_is_told_of_once_it_is_live),
		TEST(a_page_that_a_daemon_died_over_is_taken_again),
		TEST(a_page_follows_the_other_and_none_sooner_than_the_pace),
		TEST(children_that_came_later_were_judged_by_it_already),
		TEST(a_new_rule_alone_is_judged_and_not_while_another_daemon_does),
	};

	return cmocka_run_group_tests(tests, open_office, close_office);
}
