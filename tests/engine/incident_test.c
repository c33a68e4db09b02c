/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <string.h>
#include <cmocka.h>

#include "base/clock.h"
#include "tools/world.h"

/* SPEC section 4 "Incidents", a sentence a row. */

struct row {
	const char *sentence;
	const char *contacts[6];
	const char *incidents;
};

static const struct row rows[] = {
	{ "two agencies that tell of one event within a day tell of one incident",
	  { "2026-01-01T10:00Z police abuse", "2026-01-02T10:00Z health abuse" },
	  "1+2" },
	{ "the edge of same_incident_within counts, and a microsecond more does not",
	  { "2026-01-01T10:00Z police abuse", "2026-01-02T10:00:00.000001Z health abuse" },
	  "1 2" },
	{ "the span is measured from the first contact, not the last",
	  { "2026-01-01T10:00Z police abuse", "2026-01-02T09:00Z health abuse",
	    "2026-01-02T11:00Z school abuse" },
	  "1+2 3" },
	{ "another category is another incident",
	  { "2026-01-01T10:00Z police abuse", "2026-01-01T11:00Z health neglect" },
	  "1 2" },
	{ "other categories do not join incidents",
	  { "2026-01-01T10:00Z police abuse", "2026-01-01T11:00Z health neglect other=abuse" },
	  "1 2" },
	{ "the category that counts is that of the first contact",
	  { "2026-01-01T10:00Z police abuse ref=R", "2026-01-01T11:00Z health neglect ref=R",
	    "2026-01-01T12:00Z school neglect" },
	  "1+2 3" },
	{ "an agency that speaks again tells of another incident",
	  { "2026-01-01T10:00Z police abuse", "2026-01-01T11:00Z police abuse" },
	  "1 2" },
	{ "a contact joins the first incident that its agency has not told of",
	  { "2026-01-01T10:00Z police abuse", "2026-01-01T11:00Z police abuse",
	    "2026-01-01T12:00Z health abuse", "2026-01-01T13:00Z health abuse",
	    "2026-01-01T14:00Z school abuse" },
	  "1+3+5 2+4" },
	{ "a shared reference joins over categories and agencies",
	  { "2026-01-01T10:00Z police abuse ref=A7", "2026-01-14T10:00Z police neglect ref=A7" },
	  "1+2" },
	{ "letter case and outer blanks of a reference are put aside",
	  { "2026-01-01T10:00Z police abuse ref=a7\t", "2026-01-14T10:00Z police neglect ref=A7" },
	  "1+2" },
	{ "letter case is put aside beyond ASCII, and so are blanks",
	  { "2026-01-01T10:00Z police abuse ref=\u00a0\u00c9CHO\u2003",
	    "2026-01-14T10:00Z police neglect ref=\u00e9cho" },
	  "1+2" },
	{ "the edge of same_reference_within counts",
	  { "2026-01-01T10:00Z police abuse ref=A7", "2026-01-15T10:00Z police abuse ref=A7" },
	  "1+2" },
	{ "beyond same_reference_within a reference joins no more",
	  { "2026-01-01T10:00Z police abuse ref=A7",
	    "2026-01-15T10:00:00.000001Z police abuse ref=A7" },
	  "1 2" },
	{ "a reference that has come again later begins anew",
	  { "2026-01-01T10:00Z police abuse ref=A7", "2026-01-16T10:00Z police abuse ref=A7",
	    "2026-01-17T10:00Z police neglect ref=A7" },
	  "1 2+3" },
	{ "a reference on any contact of the incident will do",
	  { "2026-01-01T10:00Z police abuse", "2026-01-01T11:00Z health abuse ref=A7",
	    "2026-01-10T10:00Z school neglect ref=A7" },
	  "1+2+3" },
	{ "two references are not guessed to be one incident",
	  { "2026-01-01T10:00Z police abuse ref=A7", "2026-01-01T11:00Z health abuse ref=B8" },
	  "1 2" },
	{ "one reference and none may be one incident",
	  { "2026-01-01T10:00Z police abuse ref=A7", "2026-01-01T11:00Z health abuse",
	    "2026-01-01T12:00Z school abuse ref=B8" },
	  "1+2 3" },
	{ "a reference passes over an incident that has one for the next that has none",
	  { "2026-01-01T10:00Z police abuse ref=A7", "2026-01-01T11:00Z police abuse",
	    "2026-01-01T12:00Z health abuse ref=B8" },
	  "1 2+3" },
	{ "words for no reference are no reference",
	  { "2026-01-01T10:00Z police abuse ref=N/A", "2026-01-05T11:00Z health abuse ref=n/a" },
	  "1 2" },
	{ "words for no reference do not hinder guessing",
	  { "2026-01-01T10:00Z police abuse ref=TBC", "2026-01-01T11:00Z health abuse ref=A7" },
	  "1+2" },
	{ "a whole day joins on the same local date, however late",
	  { "2026-01-01T00:10Z police abuse", "2026-01-01 health abuse",
	    "2026-01-01T23:50Z school abuse" },
	  "1+2+3" },
	{ "a whole day does not join the day before, however near",
	  { "2026-01-01T23:50Z police abuse", "2026-01-02 health abuse" },
	  "1 2" },
	{ "the local date counts, not that of UTC",
	  { "2026-06-30T23:10Z police abuse", "2026-07-01 health abuse" },
	  "1+2" },
	{ "a timed contact joins a whole day on its date only",
	  { "2026-01-01 police abuse", "2026-01-02T01:00Z health abuse" },
	  "1 2" },
	{ "of contacts at one time the source decides, then the id",
	  { "2026-01-01T10:00Z police abuse source=/b", "2026-01-01T10:00Z police abuse source=/a",
	    "2026-01-01T10:00Z health abuse source=/c" },
	  "2+3 1" },
};

static void contacts_are_gathered_as_the_contract_says(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct world *world = world_new();

		for (size_t j = 0; j < 6 && rows[i].contacts[j] != NULL; j++)
			world_tell(world, rows[i].contacts[j]);
		if (strcmp(world_incidents(world), rows[i].incidents) != 0)
			fail_msg("%s: %s, not %s", rows[i].sentence, world->told,
				 rows[i].incidents);
		world_free(world);
	}
}

static void zero_hours_never_guess_not_even_on_a_whole_day(void **state)
{
	struct world *world = world_new();

	(void)state;
	memset(world->book.gathering.same_incident_us, 0,
	       sizeof world->book.gathering.same_incident_us);
	world_tell(world, "2026-01-01T10:00Z police abuse");
	world_tell(world, "2026-01-01T10:00Z health abuse");
	world_tell(world, "2026-01-01 school abuse");
	assert_string_equal(world_incidents(world), "1 2 3");
	world_free(world);
}

static void a_category_has_its_own_span(void **state)
{
	struct world *world = world_new();

	(void)state;
	world->book.gathering.same_incident_us[3] = 72 * USEC_PER_HOUR; /* missing */
	world_tell(world, "2026-01-01T10:00Z police missing");
	world_tell(world, "2026-01-04T10:00Z social missing");
	world_tell(world, "2026-01-04T11:00Z police abuse");
	world_tell(world, "2026-01-07T11:00Z social abuse");
	assert_string_equal(world_incidents(world), "1+2 3 4");
	world_free(world);
}

static void a_reference_can_be_given_to_an_older_incident_by_guessing(void **state)
{
	struct world *world = world_new();

	(void)state;
	world->book.gathering.same_incident_us[1] = 30 * USEC_PER_DAY;
	world_tell(world, "2026-01-01T10:00Z police abuse");
	world_tell(world, "2026-01-02T10:00Z police neglect ref=A7");
	world_tell(world, "2026-01-20T10:00Z health abuse ref=A7");   /* 2 is out of reach */
	world_tell(world, "2026-01-21T10:00Z school neglect ref=A7"); /* and so is 1 */
	assert_string_equal(world_incidents(world), "1+3 2 4");
	world_free(world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(contacts_are_gathered_as_the_contract_says),
		cmocka_unit_test(zero_hours_never_guess_not_even_on_a_whole_day),
		cmocka_unit_test(a_category_has_its_own_span),
		cmocka_unit_test(a_reference_can_be_given_to_an_older_incident_by_guessing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
