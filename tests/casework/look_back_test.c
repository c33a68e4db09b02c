/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "../tools/office.h"

/* New rules and the children that are on file already, on a real server. */

#define RULE(name, n, level)                                                      \
	"{ name = \"" name "\"; within = \"12 months\"; needs = { incidents = " n \
	"; }; level = \"" level "\"; }"
#define FIVE RULE("five", "5", "red")
#define TWO  RULE("two", "2", "amber")

static struct office office;

static int begin(void **state)
{
	(void)state;
	office_open(&office, FIVE, NULL);
	return 0;
}

static int end(void **state)
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

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(children_are_judged_again_without_a_new_fact),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
