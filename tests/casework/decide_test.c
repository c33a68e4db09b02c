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
static struct arena arena;

static int open_office(void **state)
{
	(void)state;
	arena_init(&arena);
	office_open(&office, rules, NULL);
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

/* What is decided where a test does not say otherwise; each with a reason of its own. */
static struct decide_order order_of(const struct decide_alert *alerts, size_t n_alerts,
				    const char *person)
{
	static int n;

	return (struct decide_order){
		.alerts = alerts,
		.n_alerts = n_alerts,
		.outcome = "nfa",
		.rationale = arena_printf(&arena, "The family is known and supported, %d", ++n),
		.person = person,
		.actor = "os:test",
	};
}

static struct decide_answer ask(const struct decide_order *order)
{
	struct decide_answer answer;
	struct err err;

	assert_true(decide_alerts_now(office.database.store, office.rulesets, order, &arena,
				      &answer, &err));
	return answer;
}

static enum decide_status decide(int64_t alert, const char *person, int32_t evidence_version)
{
	const struct decide_alert one = { alert, evidence_version };
	const struct decide_order order = order_of(&one, 1, person);

	return ask(&order).status;
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

static void tell_of_social_care(const char *id, const char *record, const char *occurred_at)
{
	char data[300];

	snprintf(data, sizeof data,
		 "\"children\": [{\"record\": \"%s\"}], \"occurred_at\": \"%s\", "
		 "\"category\": \"neglect\", \"agency\": \"social-care\"",
		 record, occurred_at);
	assert_int_equal(office_tell(&office, id, data), CASE_RECORDED);
}

/* What is new is told against the last decision, not against one before it. */
static void an_agency_that_the_last_decision_knew_is_no_news(void **state)
{
	(void)state;
	tell("known-1", "known", "2025-01-05T10:00:00Z");
	tell("known-2", "known", "2025-02-05T10:00:00Z");
	tell("known-3", "known", "2025-03-05T10:00:00Z");
	assert_int_equal(decide(alert_of("known", "repeat"), "A", 0), DECIDE_DONE);
	tell_of_social_care("known-4", "known", "2025-04-05T10:00:00Z");
	expect_alerts("known", "repeat", "decided|amber|3\nnew|amber|4");
	assert_int_equal(decide(alert_of("known", "repeat"), "A", 0), DECIDE_DONE);
	tell_of_social_care("known-5", "known", "2025-05-05T10:00:00Z");
	expect_alerts("known", "repeat", "decided|amber|3\ndecided|amber|4");
	tell("known-6", "known", "2025-06-05T10:00:00Z");
	expect_alerts("known", "repeat", "decided|amber|3\ndecided|amber|4\nnew|amber|6");
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

/* ---- What the person is told ---- */

static int64_t raise_one(const char *record)
{
	for (int month = 1; month <= 3; month++)
		tell(arena_printf(&arena, "%s-%d", record, month), record,
		     arena_printf(&arena, "2025-0%d-05T10:00:00Z", month));
	return alert_of(record, "repeat");
}

static void who_decides_too_early_is_told_what_is_new(void **state)
{
	struct decide_alert one = { raise_one("news"), 1 };
	struct decide_order order = order_of(&one, 1, "C");

	(void)state;
	tell("news-4", "news", "2025-04-05T10:00:00Z");
	struct decide_answer answer = ask(&order);

	assert_int_equal(answer.status, DECIDE_NEWER);
	assert_string_equal(answer.detail,
			    "newer facts have come: decided on 3 incidents, there are now 4; look "
			    "again (evidence version 2) and decide then");
	assert_int_equal(answer.n_news, 1);
	assert_string_equal(answer.news[0].agency, "police");
	assert_string_equal(answer.news[0].category, "neglect");
	assert_int_equal(answer.news[0].alert, one.alert);
}

static void who_decides_too_late_is_told_who_did(void **state)
{
	struct decide_alert one = { raise_one("late"), 1 };
	struct decide_order order = order_of(&one, 1, "Dana");

	(void)state;
	assert_int_equal(ask(&order).status, DECIDE_DONE);
	order = order_of(&one, 1, "E");
	struct decide_answer answer = ask(&order);

	assert_int_equal(answer.status, DECIDE_SETTLED);
	assert_string_equal(answer.found[0].decided_by, "Dana");
	assert_string_equal(answer.found[0].decided_outcome, "nfa");
	assert_non_null(strstr(answer.detail, "decided already: nfa, by Dana"));
}

static void a_decision_tells_what_would_raise_it_again(void **state)
{
	struct decide_alert one = { raise_one("again"), 1 };
	struct decide_order order = order_of(&one, 1, "F");

	(void)state;
	order.dry_run = true;
	struct decide_answer answer = ask(&order);

	assert_int_equal(answer.status, DECIDE_DONE);
	assert_string_equal(answer.found[0].again,
			    "Once decided, it rises again with 2 more incidents that the rule "
			    "counts, as long as its threshold is reached within 12 months. One "
			    "alone is enough if it brings something new: one from another agency "
			    "than police, one of another category than neglect.");
	expect_alerts("again", "repeat", "new|amber|3");
}

/* ---- Brothers and sisters ---- */

static void one_decision_covers_the_alerts_of_brothers_and_sisters(void **state)
{
	struct decide_alert both[2] = { { raise_one("sister"), 1 }, { raise_one("brother"), 1 } };
	struct decide_order order = order_of(both, 2, "G");
	char query[300];

	(void)state;
	assert_int_equal(ask(&order).status, DECIDE_DONE);
	snprintf(query, sizeof query,
		 "select count(*), count(distinct child_id), count(distinct decided_at) from "
		 "concernd.decision where together = array[%lld, %lld]::bigint[]",
		 (long long)both[0].alert, (long long)both[1].alert);
	expect(query, "2|2|1");
	snprintf(query, sizeof query,
		 "select count(*) from concernd.audit where action = 'alert-decided' and alert_id "
		 "in (%lld, %lld)",
		 (long long)both[0].alert, (long long)both[1].alert);
	expect(query, "2");
}

static void a_decision_on_several_is_on_all_or_none(void **state)
{
	struct decide_alert both[2] = { { raise_one("all"), 1 }, { raise_one("none"), 1 } };
	struct decide_order order = order_of(both, 2, "G");

	(void)state;
	tell("none-4", "none", "2025-04-05T10:00:00Z");
	struct decide_answer answer = ask(&order);

	assert_int_equal(answer.status, DECIDE_NEWER);
	assert_int_equal(answer.news[0].alert, both[1].alert);
	expect_alerts("all", "repeat", "new|amber|3");
	both[1].alert = 999999;
	assert_int_equal(ask(&order).status, DECIDE_NOT_FOUND);
	expect_alerts("all", "repeat", "new|amber|3");
}

/* ---- Actions ---- */

static int32_t today(void)
{
	return (int32_t)(time(NULL) / 86400);
}

static void actions_stand_with_the_decision(void **state)
{
	struct decide_alert one = { raise_one("act"), 1 };
	struct decide_order order = order_of(&one, 1, "H");
	const struct action_order actions[] = {
		{ "visit the family", "K. Worker", "social-care", "strategy discussion",
		  today() + 7 },
		{ "ask the school", "L. Nurse", "health", "the team leader asks", today() + 1 },
	};

	(void)state;
	order.actions = actions;
	order.n_actions = 2;
	assert_int_equal(ask(&order).status, DECIDE_DONE);
	expect("select what, owner, agency, contingency, due_on - current_date, set_by from "
	       "concernd.action where set_by = 'H' order by id",
	       "visit the family|K. Worker|social-care|strategy discussion|7|H\n"
	       "ask the school|L. Nurse|health|the team leader asks|1|H");
}

static void what_will_not_do_is_refused_with_the_place(void **state)
{
	const struct {
		const char *pointer, *outcome, *rationale, *person;
		struct action_order action;
		size_t n_actions;
	} rows[] = {
		{ "/outcome", "shrug", NULL, "A", { 0 }, 0 },
		{ "/person", "nfa", NULL, " ", { 0 }, 0 },
		{ "/rationale", "nfa", "Too short", "A", { 0 }, 0 },
		{ "/actions", "more-information", NULL, "A", { 0 }, 0 },
		{ "/actions/0/what", "nfa", NULL, "A", { "", "K", "police", "ask", 99999 }, 1 },
		{ "/actions/0/owner",
		  "nfa",
		  NULL,
		  "A",
		  { "visit", " ", "police", "ask", 99999 },
		  1 },
		{ "/actions/0/agency",
		  "nfa",
		  NULL,
		  "A",
		  { "visit", "K", "army", "ask", 99999 },
		  1 },
		{ "/actions/0/contingency",
		  "nfa",
		  NULL,
		  "A",
		  { "visit", "K", "police", "", 0 },
		  1 },
		{ "/actions/0/due", "nfa", NULL, "A", { "visit", "K", "police", "ask", 0 }, 1 },
		{ "/actions/0/due", "nfa", NULL, "A", { "visit", "K", "police", "ask", 99999 }, 1 },
	};
	const struct decide_alert one = { raise_one("wrong"), 1 };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct decide_order order = order_of(&one, 1, rows[i].person);

		order.outcome = rows[i].outcome;
		order.rationale = rows[i].rationale != NULL ? rows[i].rationale : order.rationale;
		order.actions = &rows[i].action;
		order.n_actions = rows[i].n_actions;
		struct decide_answer answer = ask(&order);

		assert_int_equal(answer.status, DECIDE_WRONG);
		assert_string_equal(answer.pointer, rows[i].pointer);
	}
	expect_alerts("wrong", "repeat", "new|amber|3");
}

static void the_reason_of_one_of_the_last_three_decisions_is_no_reason(void **state)
{
	struct decide_alert one = { 0, 1 };
	const char *first = NULL;

	(void)state;
	for (int i = 0; i < 5; i++) {
		one.alert = raise_one(arena_printf(&arena, "copy%d", i));
		struct decide_order order = order_of(&one, 1, "Copier");

		first = i == 0 ? order.rationale : first;
		if (i == 3) {
			order.rationale = arena_printf(&arena, " %s. ", first);
			struct decide_answer answer = ask(&order);

			assert_int_equal(answer.status, DECIDE_WRONG);
			assert_string_equal(answer.pointer, "/rationale");
			order.person = "Another";
		} else if (i == 4) {
			order.rationale = "Something else entirely: seen at home on Monday";
		}
		assert_int_equal(ask(&order).status, DECIDE_DONE);
	}
	one.alert = raise_one("copy-last");
	struct decide_order order = order_of(&one, 1, "Copier");

	order.rationale = first; /* three others came since */
	assert_int_equal(ask(&order).status, DECIDE_DONE);
}

/* ---- Acknowledging ---- */

static struct decide_answer acknowledge(int64_t alert, const char *person)
{
	const struct decide_alert one = { alert, 0 };
	const struct decide_order order = order_of(&one, 1, person);
	struct decide_answer answer;
	struct err err;

	assert_true(decide_acknowledge_now(office.database.store, office.rulesets, &order, &arena,
					   &answer, &err));
	return answer;
}

static void who_acknowledges_first_holds_it(void **state)
{
	int64_t alert = raise_one("hold");
	char query[200];

	(void)state;
	assert_string_equal(acknowledge(alert, "First").found[0].acknowledged_by, "First");
	struct decide_answer answer = acknowledge(alert, "Second");

	assert_int_equal(answer.status, DECIDE_DONE);
	assert_string_equal(answer.found[0].acknowledged_by, "First");
	expect_alerts("hold", "repeat", "acknowledged|amber|3");
	snprintf(query, sizeof query,
		 "select count(*) from concernd.audit where action = 'alert-acknowledged' and "
		 "alert_id = %lld",
		 (long long)alert);
	expect(query, "1");
	assert_int_equal(decide(alert, "Second", 1), DECIDE_DONE);
	assert_int_equal(acknowledge(alert, "First").status, DECIDE_SETTLED);
	assert_int_equal(acknowledge(999999, "First").status, DECIDE_NOT_FOUND);
}

/* ---- Restricted families ---- */

static void a_restricted_child_is_decided_on_by_those_named_or_on_duty(void **state)
{
	struct decide_alert one = { raise_one("closed"), 1 };
	struct decide_order order = order_of(&one, 1, "named");

	(void)state;
	mem_free(database_query(
		&office.database,
		"insert into concernd.restriction (child_id, people, reason, set_by) select "
		"child_id, array['named'], 'a colleague''s family', 'user:boss' from concernd.link "
		"join concernd.alias on alias.id = alias_id where record = 'closed'"));
	order.dry_run = true;
	assert_int_equal(ask(&order).status, DECIDE_DONE);
	order.person = "curious";
	assert_int_equal(ask(&order).status, DECIDE_CLOSED);
	assert_int_equal(acknowledge(one.alert, "curious").status, DECIDE_CLOSED);
	order.is_on_duty = true;
	assert_int_equal(ask(&order).status, DECIDE_DONE);
	order.is_on_duty = false;
	order.sees_all = true;
	assert_int_equal(ask(&order).status, DECIDE_DONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(after_a_decision_the_rule_re_arms),
		cmocka_unit_test(an_agency_that_the_last_decision_knew_is_no_news),
		cmocka_unit_test(what_was_judged_and_amended_is_judged_no_more),
		cmocka_unit_test(a_decision_on_an_older_version_is_refused),
		cmocka_unit_test(a_rule_may_want_a_fresh_decider),
		cmocka_unit_test(an_incident_soon_after_no_action_is_raised),
		cmocka_unit_test(who_decides_too_early_is_told_what_is_new),
		cmocka_unit_test(who_decides_too_late_is_told_who_did),
		cmocka_unit_test(a_decision_tells_what_would_raise_it_again),
		cmocka_unit_test(one_decision_covers_the_alerts_of_brothers_and_sisters),
		cmocka_unit_test(a_decision_on_several_is_on_all_or_none),
		cmocka_unit_test(actions_stand_with_the_decision),
		cmocka_unit_test(what_will_not_do_is_refused_with_the_place),
		cmocka_unit_test(the_reason_of_one_of_the_last_three_decisions_is_no_reason),
		cmocka_unit_test(who_acknowledges_first_holds_it),
		cmocka_unit_test(a_restricted_child_is_decided_on_by_those_named_or_on_duty),
	};

	return cmocka_run_group_tests(tests, open_office, close_office);
}
