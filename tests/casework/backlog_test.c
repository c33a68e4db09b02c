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
#include "casework/backlog.h"
#include "casework/decide.h"

/* Alerts that a person picks from what holds on history alone, on a real server. */

static struct office office;

#define RULES                                                                               \
	"{ name = \"repeat\"; title = \"Third in a year\"; basis = \"test\"; within = "     \
	"\"12 months\"; needs = { incidents = 3; }; level = \"amber\"; levels = ( { level " \
	"= \"red\"; needs = { incidents = 5; }; } ); }, "                                   \
	"{ name = \"home\"; title = \"Second over a household\"; basis = \"test\"; "        \
	"scope = \"household\"; within = \"180 days\"; needs = { incidents = 2; }; "        \
	"level = \"green\"; }"

static int open_office(void **state)
{
	(void)state;
	office_open(&office, RULES, NULL);
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

static int64_t number(const char *query)
{
	char *printed = database_query(&office.database, query);
	int64_t value = atoll(printed);

	mem_free(printed);
	return value;
}

/* A contact of a child, loaded as history or not. */
static void tell(const char *id, const char *record, const char *occurred_at, bool history)
{
	struct errand errand = { .n = 0 };

	errand_add_contact(&office, &errand, id, record, occurred_at);
	((struct fact *)errand.items[0].fact)->history = history;
	errand_start(&office, &errand);
	errand_wait(&office, &errand);
	assert_int_equal(errand.items[0].status, CASE_RECORDED);
	errand_done(&errand);
}

static void correct(const char *type, const char *id, const char *of, const char *more)
{
	struct errand errand = { .n = 0 };

	errand_add_event(&office, &errand, "police", type, id, "2026-06-01T10:00:00Z",
			 arena_printf(&errand.arena,
				      "\"contact\": {\"source\": \"urn:police\", \"id\": \"%s\"}%s",
				      of, more));
	errand_start(&office, &errand);
	errand_wait(&office, &errand);
	assert_int_equal(errand.items[0].status, CASE_RECORDED);
	errand_done(&errand);
}

static int64_t child_of(const char *record)
{
	char query[200];

	snprintf(query, sizeof query,
		 "select child_id from concernd.link l join concernd.alias a on a.id = l.alias_id "
		 "where a.record = '%s' limit 1",
		 record);
	return number(query);
}

static int64_t three_of_history(const char *record)
{
	char id[64];

	for (int i = 1; i <= 3; i++) {
		char when[40];

		snprintf(id, sizeof id, "%s-%d", record, i);
		snprintf(when, sizeof when, "2025-0%d-05T10:00:00Z", i);
		tell(id, record, when, true);
	}
	return child_of(record);
}

static struct backlog_raised raise_for(int64_t child, const char *rule, bool dry_run)
{
	const struct backlog_order order = { .subject = child,
					     .rule = rule,
					     .person = "A. Manager",
					     .reason = "Two of the three were never followed up",
					     .actor = "os:test",
					     .dry_run = dry_run };
	struct backlog_raised raised;
	struct err err;

	assert_true(backlog_raise_now(office.database.base, office.database.store, office.rulesets,
				      office.judge, &order, &raised, &err));
	return raised;
}

static void expect_alerts(int64_t child, const char *printed)
{
	char query[400];

	snprintf(query, sizeof query,
		 "select a.state, a.level, cardinality(v.contact_ids) from concernd.alert a join "
		 "concernd.alert_version v on v.child_id = a.child_id and v.alert_id = a.id and "
		 "v.version = a.evidence_version where a.child_id = %lld order by a.id",
		 (long long)child);
	expect(query, printed);
}

static void what_is_picked_rises_is_told_and_audited(void **state)
{
	int64_t child = three_of_history("picked");
	char query[300];

	(void)state;
	expect_alerts(child, "");
	struct backlog_raised raised = raise_for(child, "repeat", false);

	assert_int_equal(raised.status, BACKLOG_RAISED);
	assert_int_equal(raised.level, LEVEL_AMBER);
	expect_alerts(child, "new|amber|3");
	snprintf(query, sizeof query, "select count(*) from concernd.outbox where alert_id = %lld",
		 (long long)raised.alert);
	expect(query, "1");
	snprintf(query, sizeof query,
		 "select actor, action from concernd.audit where alert_id = %lld order by id",
		 (long long)raised.alert);
	expect(query, "os:test|backlog-raised\nconcernd|alert-risen");
	snprintf(query, sizeof query,
		 "select person, reason from concernd.backlog_pick where alert_id = %lld",
		 (long long)raised.alert);
	expect(query, "A. Manager|Two of the three were never followed up");
}

/* An open doubt joins two children: whom the picked one may be is judged along with it. */
static void it_rises_for_a_child_in_doubt_as_well(void **state)
{
	int64_t child = three_of_history("in-doubt"), other;
	char query[600];

	(void)state;
	tell("other-1", "whom-it-may-be", "2024-01-05T10:00:00Z", true);
	other = child_of("whom-it-may-be");
	snprintf(query, sizeof query,
		 "insert into concernd.review (child_id, other_id, alias_id, reason, bits, levels, "
		 "weights, opened_at) select %lld, %lld, 1, 'test', 3, '', '', now();"
		 "insert into concernd.doubt values (%lld, 1000000), (%lld, 1000000)",
		 (long long)child, (long long)other, (long long)child, (long long)other);
	mem_free(database_query(&office.database, query));
	struct backlog_raised raised = raise_for(child, "repeat", false);

	assert_int_equal(raised.status, BACKLOG_RAISED);
	assert_true(raised.alert > 0);
	expect_alerts(child, "new|amber|3");
}

static void it_grows_by_history_and_stands(void **state)
{
	int64_t child = three_of_history("grows");

	(void)state;
	assert_int_equal(raise_for(child, "repeat", false).status, BACKLOG_RAISED);
	tell("grows-4", "grows", "2025-04-05T10:00:00Z", true);
	expect_alerts(child, "new|amber|4");
	correct("contact.outcome", "grows-o", "grows-4",
		", \"outcome\": \"nfa\", \"decided_at\": \"2025-05-01T10:00:00Z\"");
	expect_alerts(child, "new|amber|4");
}

static void what_no_longer_holds_is_withdrawn_all_the_same(void **state)
{
	int64_t child = three_of_history("void");

	(void)state;
	assert_int_equal(raise_for(child, "repeat", false).status, BACKLOG_RAISED);
	correct("contact.withdrawn", "void-w", "void-2", ", \"reason\": \"sent in error\"");
	expect_alerts(child, "withdrawn|amber|3");
	tell("void-4", "void", "2025-04-05T10:00:00Z", true);
	expect_alerts(child, "withdrawn|amber|3");
}

static void once_decided_history_is_history_again(void **state)
{
	int64_t child = three_of_history("decided");
	const struct decide_alert alert = { raise_for(child, "repeat", false).alert, 0 };
	const struct decide_order order = { .alerts = &alert,
					    .n_alerts = 1,
					    .outcome = "nfa",
					    .rationale = "The family is known and supported",
					    .person = "B. Manager",
					    .actor = "os:test",
					    .sees_all = true };
	struct decide_answer answer;
	struct arena arena;
	struct err err;

	(void)state;
	arena_init(&arena);
	assert_true(decide_alerts_now(office.database.store, office.rulesets, &order, &arena,
				      &answer, &err));
	assert_int_equal(answer.status, DECIDE_DONE);
	arena_done(&arena);
	tell("decided-4", "decided", "2025-04-05T10:00:00Z", true);
	expect_alerts(child, "decided|amber|3");
	tell("decided-5", "decided", "2025-05-05T10:00:00Z", false);
	expect_alerts(child, "decided|amber|3\nnew|red|5");
}

static void what_cannot_be_raised_is_told_apart(void **state)
{
	int64_t child = three_of_history("odd");

	(void)state;
	tell("few-1", "few", "2025-01-05T10:00:00Z", true);
	assert_int_equal(raise_for(child_of("few"), "repeat", false).status, BACKLOG_NOTHING);
	assert_int_equal(raise_for(child, "no-such", false).status, BACKLOG_NOT_FOUND);
	assert_int_equal(raise_for(INT64_C(999999), "repeat", false).status, BACKLOG_NOT_FOUND);
	assert_int_equal(raise_for(child, "repeat", true).status, BACKLOG_RAISED);
	expect_alerts(child, "");
	assert_int_equal(raise_for(child, "repeat", false).status, BACKLOG_RAISED);
	assert_int_equal(raise_for(child, "repeat", false).status, BACKLOG_STANDS);
	expect_alerts(child, "new|amber|3");
}

/* ---- Households and doubts ---- */

struct listed {
	char text[400];
	size_t n;
};

static void on_item(void *context, const struct backlog_item *item)
{
	struct listed *listed = context;

	if (strcmp(item->scope, "child") != 0)
		listed->n += (size_t)snprintf(listed->text + listed->n,
					      sizeof listed->text - listed->n, "%s %lld %s %zu;",
					      item->scope, (long long)item->subject,
					      item->rule->name, item->n_children);
}

static void expect_listed(const char *scope, int64_t subject, const char *rule, size_t n_children)
{
	struct listed listed = { .n = 0 };
	struct err err;
	char expected[100];

	assert_true(backlog_list_now(office.database.store, office.rulesets, on_item, NULL, &listed,
				     &err));
	snprintf(expected, sizeof expected, "%s %lld %s %zu;", scope, (long long)subject, rule,
		 n_children);
	if (rule == NULL)
		assert_string_equal(listed.text, "");
	else
		assert_string_equal(listed.text, expected);
}

static void what_a_household_has_is_listed_and_raised(void **state)
{
	struct errand errand = { .n = 0 };

	(void)state;
	errand_add_event(&office, &errand, "police", "household.linked", "kin-0",
			 "2024-12-01T10:00:00Z",
			 "\"household\": \"kin\", \"children\": [{\"record\": \"kin-a\"}, "
			 "{\"record\": \"kin-b\"}], \"from\": \"2024-12-01\"");
	errand_start(&office, &errand);
	errand_wait(&office, &errand);
	errand_done(&errand);
	tell("kin-1", "kin-a", "2025-01-05T10:00:00Z", true);
	tell("kin-2", "kin-b", "2025-02-05T10:00:00Z", true);
	int64_t home = number("select id from concernd.household where name = 'kin'");

	expect_alerts(home, "");
	expect_listed("household", home, "home", 2);
	assert_int_equal(raise_for(home, "repeat", false).status, BACKLOG_NOT_FOUND);
	assert_int_equal(raise_for(home, "home", true).level, LEVEL_GREEN);
	assert_int_equal(raise_for(home, "home", false).status, BACKLOG_RAISED);
	expect_alerts(home, "new|green|2");
	assert_int_equal(raise_for(home, "home", false).status, BACKLOG_STANDS);
	expect_listed("", 0, NULL, 0);
	tell("kin-3", "kin-a", "2025-03-05T10:00:00Z", true);
	expect_alerts(home, "new|green|3");
}

static void tell_person(const char *id, const char *day, const char *person)
{
	struct errand errand = { .n = 0 };

	errand_add(&office, &errand, "health", id,
		   arena_printf(&errand.arena,
				"\"children\": [{%s}], \"occurred_at\": \"%sT10:00:00Z\", "
				"\"category\": \"neglect\"",
				person, day));
	((struct fact *)errand.items[0].fact)->history = true;
	errand_start(&office, &errand);
	errand_wait(&office, &errand);
	assert_int_equal(errand.items[0].status, CASE_RECORDED);
	errand_done(&errand);
}

#define ROWAN                                                                             \
	"\"family_name\": \"Larchfield\", \"given_names\": \"Juniper\", \"birth_date\": " \
	"\"2012-05-06\""
#define RUAN                                                                          \
	"\"family_name\": \"Larchfeld\", \"given_names\": \"Juno\", \"birth_date\": " \
	"\"2012-06-05\""

static void what_only_records_in_doubt_have_together_is_listed_and_raised(void **state)
{
	(void)state;
	tell_person("rowan-1", "2025-01-05", ROWAN);
	tell_person("rowan-2", "2025-02-05", ROWAN);
	tell_person("ruan-1", "2025-03-05", RUAN);
	int64_t group = number("select doubt_id from concernd.doubt join concernd.contact using "
			       "(child_id) where event_id = 'rowan-1'");

	assert_true(group > 0);
	expect_alerts(group, "");
	expect_listed("doubt", group, "repeat", 2);
	assert_int_equal(raise_for(group, "repeat", false).status, BACKLOG_RAISED);
	expect_alerts(group, "new|amber|3");
	/* A child who is in doubt with another can be picked alone. */
	tell_person("rowan-3", "2025-04-05", ROWAN);
	int64_t child = number("select child_id from concernd.contact where event_id = 'rowan-1'");

	expect_alerts(child, "");
	assert_int_equal(raise_for(child, "repeat", false).status, BACKLOG_RAISED);
	expect_alerts(child, "new|amber|3");
	expect_alerts(group, "withdrawn|amber|4");
	assert_int_equal(raise_for(group, "repeat", false).status, BACKLOG_NOTHING);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_picked_rises_is_told_and_audited),
		cmocka_unit_test(it_rises_for_a_child_in_doubt_as_well),
		cmocka_unit_test(it_grows_by_history_and_stands),
		cmocka_unit_test(what_no_longer_holds_is_withdrawn_all_the_same),
		cmocka_unit_test(once_decided_history_is_history_again),
		cmocka_unit_test(what_cannot_be_raised_is_told_apart),
		cmocka_unit_test(what_a_household_has_is_listed_and_raised),
		cmocka_unit_test(what_only_records_in_doubt_have_together_is_listed_and_raised),
	};

	return cmocka_run_group_tests(tests, open_office, close_office);
}
