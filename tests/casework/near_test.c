/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <libpq-fe.h>
#include <stdio.h>
#include <cmocka.h>

#include "../tools/office.h"
#include "base/clock.h"

/* Children whom only keys tell of: how much of each is read, and what comes in between before the locks
 * are held. Police have records, health has none. */

static struct office office;
static PGconn *other; /* another transaction */

static int open_office(void **state)
{
	(void)state;
	office_open(&office, NULL, NULL);
	other = PQconnectdb(office.database.conninfo);
	assert_int_equal(PQstatus(other), CONNECTION_OK);
	return 0;
}

static int close_office(void **state)
{
	(void)state;
	PQfinish(other);
	office_close(&office);
	return 0;
}

static void expect(const char *query, const char *printed)
{
	database_expect(&office.database, query, printed);
}

static void start(struct errand *errand, const char *sender, const char *id, const char *child)
{
	errand_add(&office, errand, sender, id,
		   arena_printf(&errand->arena,
				"\"children\": [{%s}], \"occurred_at\": "
				"\"2026-01-05T10:00:00Z\", \"category\": \"neglect\"",
				child));
	errand_start(&office, errand);
}

static void end(struct errand *errand)
{
	errand_wait(&office, errand);
	assert_int_equal(errand->err.kind, ERR_NONE);
	assert_int_equal(errand->items[0].status, CASE_RECORDED);
	errand_done(errand);
}

static void tell(const char *sender, const char *id, const char *child)
{
	struct errand errand = { .n = 0 };

	start(&errand, sender, id, child);
	end(&errand);
}

#define NAMED(family, given) "\"family_name\": \"" family "\", \"given_names\": \"" given "\""
#define BORN(day)            ", \"birth_date\": \"" day "\""
#define LIVING(postcode)     ", \"postcode\": \"" postcode "\""
#define RECORD(id)           ", \"record\": \"" id "\""

#define LINK_OF(id)                                                                    \
	"from concernd.contact c join concernd.link l on l.alias_id = c.alias_id and " \
	"l.revoked_at "                                                                \
	"is null where c.event_id = '" id "'"

static void a_far_alias_is_near_where_its_child_has_said_the_postcode(void **state)
{
	(void)state;
	tell("police", "home-1",
	     NAMED("Quillfeather", "Peregrine") BORN("2016-03-04") LIVING("BN1 1AA")
		     RECORD("home"));
	/* By other names, so that no key of this one is shared. */
	tell("police", "home-2", NAMED("Oakley", "Perry") LIVING("BN7 7AA") RECORD("home"));
	tell("health", "home-3", NAMED("Underhill", "Basil") BORN("2016-03-04") LIVING("BN7 7AA"));
	expect("select l.reason, l.levels like '%birth=exact postcode=exact%' " LINK_OF("home-3"),
	       "new-child-possible|t");
	expect("select count(*) from concernd.review r join concernd.contact c using (child_id) "
	       "where c.event_id = 'home-3' and r.other_id = (select child_id from "
	       "concernd.contact where event_id = 'home-1')",
	       "1");
}

static void a_far_alias_whose_child_has_said_nothing_else_is_no_doubt(void **state)
{
	(void)state;
	tell("police", "lone-1",
	     NAMED("Winterbourne", "Ottoline") BORN("2014-11-12") LIVING("BN2 2AA") RECORD("lone"));
	tell("health", "lone-2",
	     NAMED("Fallowfield", "Basil") BORN("2014-11-12") LIVING("BN8 8AA"));
	/* It was weighed all the same. */
	expect("select l.reason, l.bits < -6, l.levels like '%birth=exact "
	       "postcode=else%' " LINK_OF("lone-2"),
	       "new-child|t|t");
}

static void ask_other(const char *statement)
{
	PGresult *result = PQexec(other, statement);

	assert_true(PQresultStatus(result) == PGRES_COMMAND_OK ||
		    PQresultStatus(result) == PGRES_TUPLES_OK);
	PQclear(result);
}

static bool is_someone_waiting(void)
{
	PGresult *result = PQexec(other, "select count(*) > 0 from pg_locks where not granted");
	bool waits = *PQgetvalue(result, 0, 0) == 't';

	PQclear(result);
	return waits;
}

/* Turns the loop until the transaction under way waits for the other. */
static void wait_for_lock(void)
{
	int64_t until = clock_monotonic_us() + 60 * USEC_PER_SEC;

	while (!is_someone_waiting()) {
		assert_true(clock_monotonic_us() < until);
		event_base_loop(office.database.base, EVLOOP_NONBLOCK);
	}
}

static void what_is_said_of_a_child_before_it_is_locked_is_heard_behind_the_lock(void **state)
{
	struct errand errand = { .n = 0 };

	(void)state;
	tell("police", "wait-1",
	     NAMED("Applegarth", "Clementine") BORN("2013-10-10") LIVING("BN3 3AA") RECORD("wait"));
	ask_other("begin");
	ask_other("select from concernd.child where id = (select child_id from concernd.contact "
		  "where event_id = 'wait-1') for no key update");
	start(&errand, "health", "wait-2",
	      NAMED("Aplegarth", "Clementine") BORN("2013-10-10") LIVING("BN3 3AA"));
	wait_for_lock();
	/* A person splits it off meanwhile: that record is now another child's. */
	ask_other("insert into concernd.child values (7000001, now())");
	ask_other("update concernd.link set revoked_at = now(), revoked_reason = 'split' where "
		  "alias_id = (select alias_id "
		  "from concernd.contact where event_id = 'wait-1')");
	ask_other("insert into concernd.link (child_id, alias_id, linked_at, reason) select "
		  "7000001, alias_id, now(), 'split' from concernd.contact "
		  "where event_id = 'wait-1'");
	ask_other("commit");
	end(&errand);
	expect("select l.reason, l.child_id " LINK_OF("wait-2"), "weight|7000001");
}

static void more_words_of_a_child_do_not_make_it_another(void **state)
{
	struct errand errand = { .n = 0 };
	struct judge_counts before, after;

	(void)state;
	judge_count(office.judge, &before);
	tell("police", "more-1",
	     NAMED("Ravenscroft", "Marigold") BORN("2012-08-07") LIVING("BN4 4AA") RECORD("more"));
	ask_other("begin");
	ask_other("select from concernd.child where id = (select child_id from concernd.contact "
		  "where event_id = 'more-1') for no key update");
	start(&errand, "health", "more-2",
	      NAMED("Ravenscrofd", "Marigold") BORN("2012-08-07") LIVING("BN4 4AA"));
	wait_for_lock();
	ask_other("insert into concernd.alias (id, recorded_at, sender, said_hash, given_names, "
		  "family_name, forename, birth_expected, sex, postcode) values (7000002, now(), "
		  "'health', sha256('more'), 'Marigold', 'Ravenscroft', 'MARIGOLD', false, "
		  "'unknown', "
		  "'BN9 9AA')");
	ask_other("insert into concernd.link (child_id, alias_id, linked_at, reason) select "
		  "child_id, 7000002, now(), 'weight' from concernd.contact "
		  "where event_id = 'more-1'");
	ask_other("commit");
	end(&errand);
	expect("select l.reason, l.child_id = (select child_id from concernd.contact where "
	       "event_id = 'more-1') " LINK_OF("more-2"),
	       "weight|t");
	judge_count(office.judge, &after);
	assert_int_equal(after.reruns, before.reruns); /* placed anew, not run anew */
}

/* One after the other, of names that are unlike. */
static void add_many(struct errand *errand, size_t batch)
{
	static const char *const names[] = { "Quill",   "Ashdown", "Fallow",  "Underhill",
					     "Winter",  "Apple",   "Raven",   "Oakley",
					     "Thistle", "Marsh",   "Juniper", "Copper" };

	for (size_t i = 0; i < 48; i++)
		errand_add(&office, errand, "health",
			   arena_printf(&errand->arena, "many-%zu-%zu", batch, i),
			   arena_printf(&errand->arena,
					"\"children\": [{\"family_name\": \"%s%c\", "
					"\"given_names\": \"%c%s\" " BORN("2011-06-05")
						LIVING("BN%zu %zu%c%c") "}], "
									"\"occurred_at\": "
									"\"2026-01-05T10:00:00Z\", "
									"\"category\": \"neglect\"",
					names[i % 12], (char)('a' + batch), (char)('A' + i / 2),
					names[(i + batch + 5) % 12], 10 + batch, i % 9 + 1,
					'A' + (int)(i / 9), 'A' + (int)(i % 7)));
	errand_start(&office, errand);
}

static void a_batch_of_new_children_loses_to_others_once_at_most(void **state)
{
	struct errand errands[4] = { { .n = 0 } };
	struct judge_counts before, after;

	(void)state;
	judge_count(office.judge, &before);
	for (size_t i = 0; i < 4; i++)
		add_many(&errands[i], i);
	for (size_t i = 0; i < 4; i++)
		end(&errands[i]);
	judge_count(office.judge, &after);
	expect("select count(*) from concernd.contact where event_id like 'many-%'", "192");
	/* All were born on one day, so that each is near to those of the others. Who loses holds what it
	 * needs before it looks again. */
	assert_in_range(after.reruns - before.reruns, 0, 3);
	assert_int_equal(after.singles, before.singles);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_far_alias_is_near_where_its_child_has_said_the_postcode),
		cmocka_unit_test(a_far_alias_whose_child_has_said_nothing_else_is_no_doubt),
		cmocka_unit_test(
			what_is_said_of_a_child_before_it_is_locked_is_heard_behind_the_lock),
		cmocka_unit_test(more_words_of_a_child_do_not_make_it_another),
		cmocka_unit_test(a_batch_of_new_children_loses_to_others_once_at_most),
	};

	return cmocka_run_group_tests(tests, open_office, close_office);
}
