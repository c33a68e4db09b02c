/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "../tools/office.h"
#include "casework/names.h"

/* Who a contact speaks of, on a real server: found by names, in doubt, or new. Police have records,
 * health has none. */

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

static void add(struct errand *errand, const char *sender, const char *id, const char *persons)
{
	errand_add(&office, errand, sender, id,
		   arena_printf(&errand->arena,
				"%s, \"occurred_at\": \"2026-01-05T10:00:00Z\", "
				"\"category\": \"neglect\"",
				persons));
}

static void judge(struct errand *errand)
{
	errand_start(&office, errand);
	errand_wait(&office, errand);
	for (size_t i = 0; i < errand->n; i++)
		assert_int_equal(errand->items[i].status, CASE_RECORDED);
	errand_done(errand);
}

static void tell(const char *sender, const char *id, const char *persons)
{
	struct errand errand = { .n = 0 };

	add(&errand, sender, id, persons);
	judge(&errand);
}

#define CHILD(family, given, birth, more)                                            \
	"\"children\": [{\"family_name\": \"" family "\", \"given_names\": \"" given \
	"\", \"birth_date\": \"" birth "\"" more "}]"

/* How a contact's record was linked, and with how many others its child is shared. */
#define LINK_OF(id)                                                                     \
	"select l.reason, (select count(*) from concernd.contact o where o.child_id = " \
	"c.child_id) "                                                                  \
	"from concernd.contact c join concernd.link l on l.alias_id = c.alias_id and "  \
	"l.revoked_at is null where c.event_id = '" id "'"

static void a_misspelt_child_without_any_number_is_found(void **state)
{
	(void)state;
	tell("police", "found-1",
	     CHILD("Quillfeather", "Peregrine", "2016-03-04",
		   ", \"record\": \"found\", \"sex\": \"male\", \"postcode\": \"BN1 1AA\""));
	tell("health", "found-2",
	     CHILD("Quilfeather", "Peregrine", "2016-03-04",
		   ", \"sex\": \"male\", \"postcode\": \"bn11aa\""));
	expect(LINK_OF("found-2"), "weight|2");
	expect("select l.bits > 8, l.levels like '%forename=exact%surname=near%birth=exact%', "
	       "length(l.weights), "
	       "l.linked_by is null from concernd.link l join concernd.contact c using (alias_id) "
	       "where c.event_id = 'found-2'",
	       "t|t|16|t");
	expect("select count(*) from concernd.review", "0");
}

static void who_may_be_the_child_is_opened_at_once_and_a_person_is_asked(void **state)
{
	(void)state;
	tell("police", "doubt-1",
	     CHILD("Ashdown", "Marigold", "2015-07-09",
		   ", \"record\": \"doubt\", \"postcode\": \"BN2 2AA\""));
	tell("health", "doubt-2", CHILD("Ashdowne", "Mary", "2015-09-07", ""));
	expect(LINK_OF("doubt-2"), "new-child-possible|1");
	expect("select r.state, r.reason, r.bits between -6 and 8, r.opened_at = c.recorded_at, "
	       "r.other_id = (select child_id from concernd.contact where event_id = 'doubt-1') "
	       "from concernd.review r join concernd.contact c using (child_id) "
	       "where c.event_id = 'doubt-2'",
	       "open|new-child-possible|t|t|t");
}

static void a_twin_who_is_not_on_file_is_another_child(void **state)
{
	(void)state;
	tell("police", "twin-1",
	     CHILD("Fallowfield", "Jasmine", "2017-05-06",
		   ", \"record\": \"twin\", \"postcode\": \"BN3 3AA\""));
	tell("health", "twin-2",
	     CHILD("Fallowfield", "Rowan", "2017-05-06", ", \"postcode\": \"BN3 3AA\""));
	expect("select count(distinct child_id) from concernd.contact where event_id like 'twin-%'",
	       "2");
	expect("select count(*) from concernd.link l join concernd.contact c using (alias_id) "
	       "where c.event_id = 'twin-2' and l.reason = 'weight'",
	       "0");
}

static void two_children_born_on_one_day_in_one_contact_are_flagged(void **state)
{
	(void)state;
	tell("health", "both-1",
	     "\"children\": ["
	     "{\"family_name\": \"Underhill\", \"given_names\": \"Basil\", \"birth_date\": "
	     "\"2018-01-09\"}, "
	     "{\"family_name\": \"Underhill\", \"given_names\": \"Fern\", \"birth_date\": "
	     "\"2018-01-09\"}]");
	expect("select count(*), min(f.flag) from concernd.child_flag f join concernd.contact c "
	       "using (child_id) where c.event_id = 'both-1'",
	       "2|multiple-birth");
}

static void two_batches_on_one_new_child_without_numbers_open_one(void **state)
{
	struct errand errands[4] = { { .n = 0 } };
	static const char *const ids[] = { "race-1", "race-2", "race-3", "race-4" };
	static const char person[] = CHILD("Winterbourne", "Ottoline", "2014-11-12",
					   ", \"postcode\": \"BN4 4AA\"");

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		add(&errands[i], "health", ids[i], person);
		errand_start(&office, &errands[i]);
	}
	for (size_t i = 0; i < 4; i++) {
		errand_wait(&office, &errands[i]);
		assert_int_equal(errands[i].items[0].status, CASE_RECORDED);
		errand_done(&errands[i]);
	}
	expect("select count(distinct child_id), count(*) from concernd.contact "
	       "where event_id like 'race-%'",
	       "1|4");
}

static void two_in_one_batch_without_numbers_open_one(void **state)
{
	struct errand errand = { .n = 0 };

	(void)state;
	add(&errand, "health", "batch-1",
	    CHILD("Applegarth", "Clementine", "2013-10-10", ", \"postcode\": \"BN5 5AA\""));
	add(&errand, "health", "batch-2",
	    CHILD("Aplegarth", "Clementine", "2013-10-10", ", \"postcode\": \"BN5 5AA\""));
	judge(&errand);
	expect("select count(distinct child_id), count(*) from concernd.contact "
	       "where event_id like 'batch-%'",
	       "1|2");
}

static void a_record_id_that_was_given_to_another_child_is_asked_about(void **state)
{
	(void)state;
	tell("police", "reused-1",
	     CHILD("Mossop", "Harriet", "2012-02-03", ", \"record\": \"reused\""));
	tell("police", "reused-2",
	     CHILD("Tregenza", "Dominic", "2006-08-21", ", \"record\": \"reused\""));
	expect(LINK_OF("reused-2"), "new-child-record-reused|1");
	expect("select count(*) from concernd.review where reason = 'new-child-record-reused'",
	       "1");
}

static void a_reused_record_id_does_not_hide_whom_the_names_tell(void **state)
{
	(void)state;
	tell("police", "wide-1",
	     CHILD("Penhaligon", "Sebastian", "2009-01-17",
		   ", \"record\": \"wide\", \"postcode\": \"BN6 6AA\""));
	tell("police", "wide-2",
	     CHILD("Rosewarne", "Beatrix", "2011-06-28", ", \"record\": \"wide-old\""));
	/* The id of the one, the names of the other. */
	tell("police", "wide-3",
	     CHILD("Penhaligon", "Sebastian", "2009-01-17",
		   ", \"record\": \"wide-old\", \"postcode\": \"BN6 6AA\""));
	expect("select string_agg(o.event_id, ' ' order by o.event_id) from concernd.review r "
	       "join concernd.contact c on c.child_id = r.child_id "
	       "join concernd.contact o on o.child_id = r.other_id where c.event_id = 'wide-3'",
	       "wide-1 wide-2");
}

static void a_number_that_was_superseded_is_the_same_child(void **state)
{
	(void)state;
	tell("police", "old-1",
	     CHILD("Larkspur", "Imogen", "2010-12-01",
		   ", \"record\": \"old\", \"identifiers\": [{\"scheme\": \"nhs\", \"value\": "
		   "\"9990000018\"}]"));
	mem_free(database_query(&office.database,
				"insert into concernd.superseded (old_number, new_number, told_by) "
				"values ('9990000018', '9990000026', 'a test')"));
	tell("health", "old-2",
	     CHILD("Larkspur", "Imogen", "2010-12-01",
		   ", \"identifiers\": [{\"scheme\": \"nhs\", \"value\": \"9990000026\"}]"));
	expect(LINK_OF("old-2"), "nhs-number|2");
}

static void an_adopted_child_is_never_joined_by_itself(void **state)
{
	(void)state;
	tell("police", "sealed-1",
	     CHILD("Thistlewood", "Araminta", "2014-04-15",
		   ", \"record\": \"sealed\", \"postcode\": \"BN7 7AA\""));
	mem_free(database_query(
		&office.database,
		"insert into concernd.child_flag (child_id, flag, set_at, set_by, reason) select "
		"child_id, 'adopted', now(), 'a test', 'a test' from concernd.contact where "
		"event_id = 'sealed-1'"));
	tell("health", "sealed-2",
	     CHILD("Thistlewood", "Araminta", "2014-04-15", ", \"postcode\": \"BN7 7AA\""));
	expect(LINK_OF("sealed-2"), "new-child-vetoed|1");
	tell("police", "sealed-3",
	     CHILD("Thistlewood", "Araminta", "2014-04-15",
		   ", \"record\": \"sealed\", \"postcode\": \"BN7 7AA\""));
	expect(LINK_OF("sealed-3"), "new-child|2"); /* the same words */
}

#define MOTHER "\"adults\": [{\"record\": \"mother-1\", \"relation\": \"Mother\"}]"
#define UNBORN(record, due)                                                       \
	"\"children\": [{\"record\": \"" record "\", \"family_name\": \"Baby\", " \
	"\"expected_birth_date\": \"" due "\"}], " MOTHER

static void an_unborn_child_goes_by_its_mother_and_the_expected_date(void **state)
{
	(void)state;
	tell("police", "unborn-1", UNBORN("u1", "2026-08-01"));
	tell("police", "unborn-2", UNBORN("u2", "2026-08-09"));
	tell("police", "unborn-3", UNBORN("u3", "2027-09-01"));
	expect(LINK_OF("unborn-2"), "unborn|2");
	expect("select count(distinct child_id) from concernd.contact where event_id like "
	       "'unborn-%'",
	       "2");
	/* Once it is born a person says so. */
	tell("police", "unborn-4",
	     "\"children\": [{\"record\": \"u4\", \"family_name\": \"Greenaway\", "
	     "\"given_names\": \"Otis\", \"birth_date\": \"2026-07-30\"}], " MOTHER);
	expect("select r.reason, r.other_id = (select child_id from concernd.contact where "
	       "event_id = 'unborn-1') from concernd.review r join concernd.contact c using "
	       "(child_id) where c.event_id = 'unborn-4'",
	       "new-child-born|t");
}

static void forenames_are_counted_once_a_child(void **state)
{
	struct names *names = names_new(NULL, office.database.store);
	struct err err;

	(void)state;
	tell("police", "count-1", CHILD("One", "Zebedee", "2001-01-02", ", \"record\": \"c1\""));
	tell("police", "count-2", CHILD("Two", "Zebedee", "2002-03-04", ", \"record\": \"c2\""));
	tell("police", "count-3", CHILD("Too", "Zebedee", "2002-03-04", ", \"record\": \"c2\""));
	assert_true(names_count_now(names, &err));
	assert_int_equal(names_seen(names, "ZEBEDEE"), 2);
	assert_int_equal(names_seen(names, "NOBODY"), 0);
	expect("select children = (select count(*) from concernd.child) "
	       "from concernd.forename_count",
	       "t");
	names_free(names);
}

/* ---- Doubts ---- */

/* A contact of the day. */
static void tell_on(const char *sender, const char *id, const char *day, const char *persons)
{
	struct errand errand = { .n = 0 };

	errand_add(&office, &errand, sender, id,
		   arena_printf(&errand.arena,
				"%s, \"occurred_at\": \"%sT10:00:00Z\", \"category\": \"neglect\"",
				persons, day));
	judge(&errand);
}

#define ALERTS_ON(id)                                                                            \
	"select a.scope, a.state, a.level, cardinality(a.children), v.contact_ids is not null, " \
	"cardinality(v.contact_ids), coalesce(a.withdrawn_by, '') from concernd.alert a join "   \
	"concernd.alert_version v on v.alert_id = a.id and v.version = a.evidence_version "      \
	"where (select child_id from concernd.contact where event_id = '" id                     \
	"' and left_at is null) = "                                                              \
	"any (coalesce(a.children, array[a.child_id])) order by a.id"

#define SURE                                      \
	CHILD("Oakapple", "Linnet", "2012-09-03", \
	      ", \"record\": \"oak\", \"postcode\": \"BN8 8AA\"")
#define UNSURE CHILD("Oakaple", "Lynette", "2012-09-30", "")

static void records_in_doubt_are_judged_as_one_child_too(void **state)
{
	(void)state;
	tell_on("police", "oak-1", "2026-01-05", SURE);
	tell_on("police", "oak-2", "2026-02-05", SURE);
	expect(ALERTS_ON("oak-1"), "");
	tell_on("health", "oak-3", "2026-03-05", UNSURE);
	expect("select state from concernd.review r join concernd.contact c using (child_id) "
	       "where c.event_id = 'oak-3'",
	       "open");
	expect(ALERTS_ON("oak-3"), "doubt|new|amber|2|t|3|");
	expect(ALERTS_ON("oak-1"), "doubt|new|amber|2|t|3|");
	/* It grows by whoever of them a contact names. */
	tell_on("police", "oak-4", "2025-11-05", SURE);
	expect(ALERTS_ON("oak-3"), "doubt|withdrawn|amber|2|t|3|identity");
	expect(ALERTS_ON("oak-1"), "doubt|withdrawn|amber|2|t|3|identity\nchild|new|amber||t|3|");
}

static void an_alert_in_doubt_escalates_though_a_member_has_a_lower_one(void **state)
{
	(void)state;
	/* Four of its own and one in doubt: red needs five. */
	tell_on("police", "oak-5", "2025-12-05", SURE);
	expect(ALERTS_ON("oak-3"), "doubt|withdrawn|amber|2|t|3|identity\ndoubt|new|red|2|t|5|");
	expect("select state, level from concernd.alert where scope = 'child' and child_id = "
	       "(select child_id from concernd.contact where event_id = 'oak-1')",
	       "new|amber");
}

#define ONE   CHILD("Quincebury", "Marigold", "2013-05-07", ", \"record\": \"quince\"")
#define TWO   CHILD("Quinceberry", "Margold", "2013-05-27", "")
#define THREE CHILD("Quinceburry", "Margolda", "2013-06-27", "")

/* Who may be somebody with an alert already is not forgotten for it. */
static void others_in_doubt_need_no_member_who_has_the_alert(void **state)
{
	(void)state;
	tell_on("health", "quince-1", "2026-01-05", TWO);
	tell_on("health", "quince-2", "2026-02-05", TWO);
	for (int month = 1; month <= 5; month++) {
		char id[16], day[16];

		snprintf(id, sizeof id, "quince-a%d", month);
		snprintf(day, sizeof day, "2026-0%d-15", month);
		tell_on("police", id, day, ONE);
	}
	expect("select count(*), count(distinct doubt_id) from concernd.doubt join "
	       "concernd.contact c "
	       "using (child_id) where c.event_id in ('quince-1', 'quince-a1')",
	       "2|1");
	expect(ALERTS_ON("quince-a1"), "doubt|withdrawn|red|2|t|6|identity\nchild|new|red||t|5|");
	tell_on("health", "quince-3", "2026-03-05", THREE);
	expect("select count(*), count(distinct doubt_id) from concernd.doubt join "
	       "concernd.contact c "
	       "using (child_id) where c.event_id in ('quince-1', 'quince-3', 'quince-a1')",
	       "3|1");
	expect(ALERTS_ON("quince-3"), "doubt|new|amber|2|t|3|");
	expect(ALERTS_ON("quince-1"), "doubt|withdrawn|red|2|t|6|identity\ndoubt|new|amber|2|t|3|");
}

#define THISTLE(name, record)                    \
	CHILD("Thistlewood", name, "2011-04-03", \
	      ", \"record\": \"" record "\", \"postcode\": \"BN6 6AA\"")

/* Two full groups around two children whom the next record may both be: each child in the middle, and pairs
 * that hold together more than they hold to it. */
static void fill_two_groups(void)
{
	static const char *const given[] = { "Bramwell", "Cosima",    "Dorothea", "Evander",
					     "Ferelith", "Gwendolen", "Hesketh" };

	tell("police", "hub-0", THISTLE("Rosalind", "hub-0"));
	tell("police", "hub-1", THISTLE("Rosamund", "hub-1"));
	for (int hub = 0; hub < 2; hub++)
		for (int i = 0; i < 7; i++) {
			char id[32], person[256];

			snprintf(id, sizeof id, "leaf-%d-%d", hub, i + 1);
			snprintf(person, sizeof person,
				 "\"children\": [{\"record\": \"%s\", \"family_name\": \"%s%d\", "
				 "\"given_names\": \"%s\", \"birth_date\": \"20%02d-%02d-1%d\"}]",
				 id, hub == 0 ? "Yarrowby" : "Quennell", i, given[i], 5 + i, 1 + i,
				 i);
			tell("police", id, person);
		}
	mem_free(database_query(
		&office.database,
		"delete from concernd.doubt; delete from concernd.review;"
		"create temp table c as select child_id, alias_id, event_id from concernd.contact "
		"where event_id ~ '^(hub|leaf)-';"
		"insert into concernd.doubt select child_id, case when event_id ~ '-0' then "
		"(select "
		"max(child_id) + 1000 from c) else (select max(child_id) + 1001 from c) end from c;"
		"insert into concernd.review (child_id, other_id, alias_id, reason, bits, levels, "
		"weights, opened_at) select a.child_id, b.child_id, a.alias_id, 'test', "
		"case when a.event_id ~ 'hub' then -5 else 7 end, '', '', now() from c a join c b "
		"on "
		"(a.event_id = 'hub-0' and b.event_id ~ 'leaf-0') or "
		"(a.event_id = 'hub-1' and b.event_id ~ 'leaf-1') or "
		"(left(a.event_id, 7) = left(b.event_id, 7) and a.event_id ~ '[246]$' and "
		"a.event_id ~ 'leaf' and right(b.event_id, 1)::int = right(a.event_id, 1)::int + "
		"1)"));
}

static void a_doubt_that_breaks_full_groups_up_has_an_id_for_each_that_is_left(void **state)
{
	(void)state;
	fill_two_groups();
	expect("select count(*), count(distinct doubt_id) from concernd.doubt", "16|2");
	tell("health", "hub-x", CHILD("Thistlewod", "Rosa", "2011-04-30", ""));
	expect("select count(*) from concernd.review r join concernd.contact c using (child_id) "
	       "where c.event_id = 'hub-x'",
	       "2");
	expect("select array_agg(n order by n) from (select count(*) as n from concernd.doubt "
	       "group by doubt_id) sizes",
	       "{2,2,2,2,8}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_misspelt_child_without_any_number_is_found),
		cmocka_unit_test(who_may_be_the_child_is_opened_at_once_and_a_person_is_asked),
		cmocka_unit_test(a_twin_who_is_not_on_file_is_another_child),
		cmocka_unit_test(two_children_born_on_one_day_in_one_contact_are_flagged),
		cmocka_unit_test(two_batches_on_one_new_child_without_numbers_open_one),
		cmocka_unit_test(two_in_one_batch_without_numbers_open_one),
		cmocka_unit_test(a_record_id_that_was_given_to_another_child_is_asked_about),
		cmocka_unit_test(a_reused_record_id_does_not_hide_whom_the_names_tell),
		cmocka_unit_test(a_number_that_was_superseded_is_the_same_child),
		cmocka_unit_test(an_adopted_child_is_never_joined_by_itself),
		cmocka_unit_test(an_unborn_child_goes_by_its_mother_and_the_expected_date),
		cmocka_unit_test(forenames_are_counted_once_a_child),
		cmocka_unit_test(records_in_doubt_are_judged_as_one_child_too),
		cmocka_unit_test(others_in_doubt_need_no_member_who_has_the_alert),
		cmocka_unit_test(an_alert_in_doubt_escalates_though_a_member_has_a_lower_one),
		cmocka_unit_test(
			a_doubt_that_breaks_full_groups_up_has_an_id_for_each_that_is_left),
	};

	return cmocka_run_group_tests(tests, open_office, close_office);
}
