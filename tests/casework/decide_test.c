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
#include "casework/decide.h"

/* Decisions, and what comes after them, on a real server. */

static const char rules[] =
	"{ name = \"repeat\"; title = \"Third in a year\"; within = \"12 months\";\n"
	"  needs = { incidents = 3; }; level = \"amber\"; rearm = 2; },\n"
	"{ name = \"fresh\"; title = \"Fourth in a year\"; within = \"12 months\";\n"
	"  needs = { incidents = 4; }; level = \"red\"; fresh_decider = true; },\n"
	"{ name = \"after\"; title = \"Soon after no action\";\n"
	"  after_decision = { outcome = [\"nfa\"]; within = \"28 days\"; };\n"
	"  level = \"raised\"; }\n";

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

static void tell(const char *id, const char *record, const char *occurred_at)
{
	assert_int_equal(office_tell_contact(&office, id, record, occurred_at), CASE_RECORDED);
}

static long long number(const char *query)
{
	char *printed = database_query(&office.database, query);
	long long value = atoll(printed);

	mem_free(printed);
	return value;
}

static int64_t alert_of(const char *record, const char *rule)
{
	char query[500];

	snprintf(query, sizeof query,
		 "select a.id from concernd.alert a join concernd.link l using (child_id) "
		 "join concernd.alias s on s.id = l.alias_id where s.record = '%s' and a.rule = "
		 "'%s' and a.state = 'new'",
		 record, rule);
	return number(query);
}

static enum decide_status decide(int64_t alert, const char *person, int32_t evidence_version)
{
	enum decide_status status = DECIDE_WRONG;
	struct err err;

	assert_true(decide_alert_now(office.database.store, office.rulesets,
				     &(struct decide_order){
					     .alert = alert,
					     .outcome = "nfa",
					     .rationale = "The family is known and supported",
					     .person = person,
					     .evidence_version = evidence_version,
					     .actor = "os:test",
				     },
				     &status, &err));
	return status;
}

static void expect_alerts(const char *record, const char *rule, const char *printed)
{
	char query[500];

	snprintf(query, sizeof query,
		 "select a.state, a.level, cardinality(v.contact_ids) from concernd.alert a "
		 "join concernd.alert_version v on v.child_id = a.child_id and v.alert_id = a.id "
		 "and v.version = a.evidence_version join concernd.link l on l.child_id = "
		 "a.child_id join concernd.alias s on s.id = l.alias_id where s.record = '%s' "
		 "and a.rule = '%s' order by a.id",
		 record, rule);
	expect(query, printed);
}

static void after_a_decision_the_rule_re_arms(void **state)
{
	(void)state;
	tell("rearm-1", "rearm", "2025-01-05T10:00:00Z");
	tell("rearm-2", "rearm", "2025-02-05T10:00:00Z");
	tell("rearm-3", "rearm", "2025-03-05T10:00:00Z");
	assert_int_equal(decide(alert_of("rearm", "repeat"), "A", 1), DECIDE_DONE);
	tell("rearm-4", "rearm", "2025-04-05T10:00:00Z");
	expect_alerts("rearm", "repeat", "decided|amber|3");
	tell("rearm-5", "rearm", "2025-05-05T10:00:00Z");
	expect_alerts("rearm", "repeat", "decided|amber|3\nnew|amber|5");
}

static void what_was_judged_and_amended_is_judged_no_more(void **state)
{
	struct errand errand = { .n = 0 };

	(void)state;
	tell("unsaid-1", "unsaid", "2025-01-05T10:00:00Z");
	tell("unsaid-2", "unsaid", "2025-02-05T10:00:00Z");
	tell("unsaid-3", "unsaid", "2025-03-05T10:00:00Z");
	assert_int_equal(decide(alert_of("unsaid", "repeat"), "A", 0), DECIDE_DONE);
	for (int i = 1; i <= 2; i++)
		errand_add_event(
			&office, &errand, "police", "contact.amended",
			arena_printf(&errand.arena, "unsaid-a%d", i), "2025-06-01T10:00:00Z",
			arena_printf(&errand.arena,
				     "\"contact\": {\"source\": \"urn:police\", \"id\": "
				     "\"unsaid-%d\"}, \"children\": [{\"record\": \"unsaid\"}], "
				     "\"occurred_at\": \"2025-01-2%dT10:00:00Z\", \"category\": "
				     "\"missing\"",
				     i, i));
	errand_start(&office, &errand);
	errand_wait(&office, &errand);
	errand_done(&errand);
	expect_alerts("unsaid", "repeat", "decided|amber|3\nnew|amber|3");
}

static void a_decision_on_an_older_version_is_refused(void **state)
{
	(void)state;
	tell("older-1", "older", "2025-01-05T10:00:00Z");
	tell("older-2", "older", "2025-02-05T10:00:00Z");
	tell("older-3", "older", "2025-03-05T10:00:00Z");
	int64_t alert = alert_of("older", "repeat");

	tell("older-4", "older", "2025-04-05T10:00:00Z");
	assert_int_equal(decide(alert, "A", 1), DECIDE_NEWER);
	assert_int_equal(decide(alert, "A", 2), DECIDE_DONE);
	assert_int_equal(decide(alert, "A", 2), DECIDE_SETTLED);
}

static void a_rule_may_want_a_fresh_decider(void **state)
{
	(void)state;
	assert_int_equal(decide(alert_of("older", "fresh"), "a", 0), DECIDE_NOT_FRESH);
	assert_int_equal(decide(alert_of("older", "fresh"), "B", 0), DECIDE_DONE);
}

/* Decisions are of now: so are the incidents before and after them. */
static void an_incident_soon_after_no_action_is_raised(void **state)
{
	char when[3][40];
	const char *const agos[] = { "3 days", "2 days", "-1 hour" };

	(void)state;
	for (int i = 0; i < 3; i++) {
		char query[200];

		snprintf(query, sizeof query,
			 "select (extract(epoch from now() - interval '%s'))::bigint", agos[i]);
		time_t at = (time_t)number(query);

		assert_true(strftime(when[i], sizeof when[i], "%Y-%m-%dT%H:%M:%SZ", gmtime(&at)));
	}
	tell("soon-1", "soon", when[0]);
	tell("soon-2", "soon", when[1]);
	expect_alerts("soon", "after", "");
	tell("soon-0", "soon", "2025-12-05T10:00:00Z");
	assert_int_equal(decide(alert_of("soon", "repeat"), "A", 0), DECIDE_DONE);
	tell("soon-3", "soon", when[2]);
	expect_alerts("soon", "after", "new|red|1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(after_a_decision_the_rule_re_arms),
		cmocka_unit_test(what_was_judged_and_amended_is_judged_no_more),
		cmocka_unit_test(a_decision_on_an_older_version_is_refused),
		cmocka_unit_test(a_rule_may_want_a_fresh_decider),
		cmocka_unit_test(an_incident_soon_after_no_action_is_raised),
	};

	return cmocka_run_group_tests(tests, open_office, close_office);
}
