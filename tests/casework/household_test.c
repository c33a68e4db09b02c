/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "../tools/office.h"

/* Who lives with whom, adults, and what bears on whom through a household, on a real server. */

#define RULES                                                                        \
	"{ name = \"home\"; title = \"Second over a household\"; basis = \"test\"; " \
	"scope = \"household\"; within = \"180 days\"; needs = { incidents = 2; }; " \
	"level = \"green\"; }, "                                                     \
	"{ name = \"carer\"; title = \"Once about a carer\"; basis = \"test\"; "     \
	"where = { about = [\"parent-carer\"]; }; within = \"180 days\"; "           \
	"needs = { incidents = 1; }; level = \"amber\"; }"

static struct office office;

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

static void tell(const char *type, const char *id, const char *data)
{
	struct errand errand = { .n = 0 };

	errand_add_event(&office, &errand, "police", type, id, "2026-03-01T10:00:00Z", data);
	errand_start(&office, &errand);
	errand_wait(&office, &errand);
	assert_int_equal(errand.items[0].status, CASE_RECORDED);
	errand_done(&errand);
}

/* Two children, and an adult, live in a household from 2026. */
static void move_in(const char *id, const char *home, const char *people)
{
	char data[400];

	snprintf(data, sizeof data, "\"household\": \"%s\", %s, \"from\": \"2026-01-01\"", home,
		 people);
	tell("household.linked", id, data);
}

static void about_child(const char *id, const char *record, const char *occurred_at)
{
	assert_int_equal(office_tell_contact(&office, id, record, occurred_at), CASE_RECORDED);
}

static void about_adult(const char *id, const char *person, const char *occurred_at)
{
	char data[300];

	snprintf(data, sizeof data,
		 "\"adults\": [{%s}], \"occurred_at\": \"%s\", \"category\": \"neglect\"", person,
		 occurred_at);
	tell("contact.recorded", id, data);
}

#define ALERTS(home)                                                             \
	"select a.rule, a.state, cardinality(a.children) from concernd.alert a " \
	"join concernd.household h on h.id = a.child_id where h.name = '" home "'"
#define ALERTS_OF(record)                                                                  \
	"select distinct a.rule, a.state, a.scope from concernd.alert a "                  \
	"join concernd.link l on l.child_id = a.child_id join concernd.alias s on s.id = " \
	"l.alias_id where s.record = '" record "'"

static void contacts_of_brother_and_sister_add_up_to_an_alert_of_the_household(void **state)
{
	(void)state;
	move_in("up-0", "up", "\"children\": [{\"record\": \"up-a\"}, {\"record\": \"up-b\"}]");
	about_child("up-1", "up-a", "2026-02-01T10:00:00Z");
	expect(ALERTS("up"), "");
	about_child("up-2", "up-b", "2026-02-05T10:00:00Z");
	expect(ALERTS("up"), "home|new|2");
	expect("select child_ids = (select children from concernd.alert a where a.id = "
	       "audit.alert_id) from concernd.audit where action = 'alert-risen' "
	       "order by id desc limit 1",
	       "t");
}

static void a_link_that_comes_last_lets_contacts_add_up(void **state)
{
	(void)state;
	about_child("last-1", "last-a", "2026-02-01T10:00:00Z");
	about_child("last-2", "last-b", "2026-02-05T10:00:00Z");
	move_in("last-0", "last",
		"\"children\": [{\"record\": \"last-a\"}, {\"record\": \"last-b\"}]");
	expect(ALERTS("last"), "home|new|2");
}

static void who_moved_out_before_takes_the_contact_along(void **state)
{
	(void)state;
	move_in("out-0", "out", "\"children\": [{\"record\": \"out-a\"}, {\"record\": \"out-b\"}]");
	about_child("out-1", "out-a", "2026-02-01T10:00:00Z");
	about_child("out-2", "out-b", "2026-02-05T10:00:00Z");
	expect(ALERTS("out"), "home|new|2");
	tell("household.unlinked", "out-3",
	     "\"household\": \"out\", \"children\": [{\"record\": \"out-b\"}], "
	     "\"until\": \"2026-01-31\"");
	expect(ALERTS("out"), "home|withdrawn|2");
	expect("select withdrawn_by from concernd.alert a join concernd.household h on h.id = "
	       "a.child_id where h.name = 'out'",
	       "household");
}

static void two_senders_households_of_one_name_are_two(void **state)
{
	struct errand errand = { .n = 0 };

	(void)state;
	errand_add_event(&office, &errand, "police", "household.linked", "two-1", NULL,
			 "\"household\": \"two\", \"adults\": [{\"record\": \"m\"}], "
			 "\"from\": \"2026-01-01\"");
	errand_add_event(&office, &errand, "health", "household.linked", "two-2", NULL,
			 "\"household\": \"two\", \"adults\": [{\"record\": \"m\"}], "
			 "\"from\": \"2026-01-01\"");
	errand_start(&office, &errand);
	errand_wait(&office, &errand);
	errand_done(&errand);
	expect("select count(*) from concernd.household where name = 'two'", "2");
}

static void a_contact_about_an_adult_bears_on_the_children_whichever_comes_first(void **state)
{
	(void)state;
	move_in("adult-0", "adult",
		"\"children\": [{\"record\": \"adult-a\"}], \"adults\": [{\"record\": \"mum\"}]");
	about_adult("adult-1", "\"record\": \"mum\"", "2026-02-01T10:00:00Z");
	expect(ALERTS_OF("adult-a"), "carer|new|child");
	about_adult("adult-2", "\"record\": \"dad\"", "2026-02-01T10:00:00Z");
	expect(ALERTS_OF("adult-b"), "");
	move_in("adult-3", "adult2",
		"\"children\": [{\"record\": \"adult-b\"}], \"adults\": [{\"record\": \"dad\"}]");
	expect(ALERTS_OF("adult-b"), "carer|new|child");
}

static void an_adult_is_known_by_the_nhs_number_too_and_never_as_a_child(void **state)
{
	(void)state;
	about_child("nhs-0", "gran", "2026-02-01T10:00:00Z");
	move_in("nhs-1", "nhs",
		"\"children\": [{\"record\": \"nhs-a\"}], \"adults\": [{\"record\": \"gran\", "
		"\"identifiers\": [{\"scheme\": \"nhs\", \"value\": \"9990000018\"}]}]");
	expect(ALERTS_OF("nhs-a"), "");
	about_adult("nhs-2",
		    "\"identifiers\": [{\"scheme\": \"nhs\", \"value\": \"999 000 0018\"}]",
		    "2026-02-02T10:00:00Z");
	expect(ALERTS_OF("nhs-a"), "carer|new|child");
	expect(ALERTS_OF("gran"), "");
}

static void a_withdrawn_contact_about_an_adult_bears_no_more(void **state)
{
	(void)state;
	move_in("gone-0", "gone",
		"\"children\": [{\"record\": \"gone-a\"}], \"adults\": [{\"record\": \"gone-m\"}]");
	about_adult("gone-1", "\"record\": \"gone-m\"", "2026-02-01T10:00:00Z");
	expect(ALERTS_OF("gone-a"), "carer|new|child");
	tell("contact.withdrawn", "gone-2",
	     "\"contact\": {\"source\": \"urn:police\", \"id\": \"gone-1\"}, \"reason\": \"no\"");
	expect(ALERTS_OF("gone-a"), "carer|withdrawn|child");
}

/* Neither transaction names the other's child: only the household is common to both. */
static void two_siblings_contacts_at_once_raise_the_alert_of_their_household(void **state)
{
	(void)state;
	for (int round = 0; round < 10; round++) {
		struct errand errands[2] = { { .n = 0 } };
		char home[24], people[120], record[2][24], id[32];

		snprintf(home, sizeof home, "race-%d", round);
		for (int i = 0; i < 2; i++)
			snprintf(record[i], sizeof record[i], "race-%d-%d", round, i);
		snprintf(people, sizeof people,
			 "\"children\": [{\"record\": \"%s\"}, {\"record\": \"%s\"}]", record[0],
			 record[1]);
		move_in(home, home, people);
		for (int i = 0; i < 2; i++) {
			snprintf(id, sizeof id, "race-%d-c%d", round, i);
			errand_add_contact(&office, &errands[i], id, record[i],
					   i == 0 ? "2026-02-01T10:00:00Z"
						  : "2026-02-05T10:00:00Z");
			errand_start(&office, &errands[i]);
		}
		for (int i = 0; i < 2; i++) {
			errand_wait(&office, &errands[i]);
			assert_int_equal(errands[i].items[0].status, CASE_RECORDED);
			errand_done(&errands[i]);
		}
	}
	expect("select count(*), count(distinct a.child_id) from concernd.alert a "
	       "join concernd.household h on h.id = a.child_id where h.name like 'race-%'",
	       "10|10");
}

/* A link of the adult and a contact that names it, at once, in either order. */
static void a_link_and_a_contact_of_its_adult_at_once_do_not_pass_each_other_by(void **state)
{
	(void)state;
	for (int round = 0; round < 10; round++) {
		struct errand errands[2] = { { .n = 0 } };
		char data[2][300], id[2][32];

		snprintf(data[0], sizeof data[0],
			 "\"household\": \"pass-%d\", \"children\": [{\"record\": \"pass-%d\"}], "
			 "\"adults\": [{\"record\": \"pass-m%d\"}], \"from\": \"2026-01-01\"",
			 round, round, round);
		snprintf(data[1], sizeof data[1],
			 "\"adults\": [{\"record\": \"pass-m%d\"}], \"occurred_at\": "
			 "\"2026-02-01T10:00:00Z\", \"category\": \"neglect\"",
			 round);
		for (int i = 0; i < 2; i++) {
			int which = (i + round) % 2;

			snprintf(id[which], sizeof id[which], "pass-%d-%d", round, which);
			errand_add_event(&office, &errands[which], "police",
					 which == 0 ? "household.linked" : "contact.recorded",
					 id[which], NULL, data[which]);
			errand_start(&office, &errands[which]);
		}
		for (int i = 0; i < 2; i++) {
			errand_wait(&office, &errands[i]);
			assert_int_equal(errands[i].items[0].status, CASE_RECORDED);
			errand_done(&errands[i]);
		}
	}
	expect("select count(distinct a.id) from concernd.alert a join concernd.link l using "
	       "(child_id) join concernd.alias s on s.id = l.alias_id "
	       "where s.record like 'pass-%' and a.rule = 'carer'",
	       "10");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			contacts_of_brother_and_sister_add_up_to_an_alert_of_the_household),
		cmocka_unit_test(a_link_that_comes_last_lets_contacts_add_up),
		cmocka_unit_test(who_moved_out_before_takes_the_contact_along),
		cmocka_unit_test(two_senders_households_of_one_name_are_two),
		cmocka_unit_test(
			a_contact_about_an_adult_bears_on_the_children_whichever_comes_first),
		cmocka_unit_test(an_adult_is_known_by_the_nhs_number_too_and_never_as_a_child),
		cmocka_unit_test(a_withdrawn_contact_about_an_adult_bears_no_more),
		cmocka_unit_test(two_siblings_contacts_at_once_raise_the_alert_of_their_household),
		cmocka_unit_test(
			a_link_and_a_contact_of_its_adult_at_once_do_not_pass_each_other_by),
	};

	return cmocka_run_group_tests(tests, open_office, close_office);
}
