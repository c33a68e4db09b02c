/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/wait.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "base/clock.h"
#include "base/mem.h"
#include "tools/world.h"

/* Waits are what the rule means by them: told in sentences, and held against the rule itself over
 * thousands of histories. In this world "abuse" begins a wait, "neglect" ends one. */

static int make(void **state)
{
	struct world *world = world_new();

	world->rule.kind = RULE_UNLESS;
	world->rule.tiers[0].needs = (struct needs){ 0 };
	world->rule.unless.by = (struct span){ SPAN_EXACT, 10 * USEC_PER_DAY };
	world_ask(&world->rule.where, "category=abuse");
	world_ask(&world->rule.unless.where, "about=child");
	world_ask(&world->rule.unless.where, "category=neglect");
	*state = world;
	return 0;
}

static int end(void **state)
{
	world_free(*state);
	return 0;
}

/* "1>3 4>" and contacts during in brackets: wait begun by 1 and ended by 3, that of 4 not ended; a "!" is
 * late. */
static const char *waits(struct world *world)
{
	struct subject subject = world_subject(world);
	void *memory = mem_new(1, waits_bytes(WORLD_MAX));
	const struct wait *list;
	size_t n = waits_pair(&world->book, &world->rule, &subject, memory, &list);
	FILE *told = fmemopen(world->told, sizeof world->told, "w");

	for (size_t i = 0; i < n; i++) {
		fprintf(told, "%s%d>", i > 0 ? " " : "", (int)subject.contacts[list[i].started].id);
		if (list[i].ended != SIZE_MAX)
			fprintf(told, "%d", (int)subject.contacts[list[i].ended].id);
		fputs(wait_is_late(&list[i], subject.now_us) ? "!" : "", told);
		for (size_t c = 0; c < subject.n_contacts; c++)
			if (wait_spans(&world->book, &world->rule, &subject, &list[i], c))
				fprintf(told, "(%d)", (int)subject.contacts[c].id);
	}
	fclose(told); /* ends it */
	mem_free(memory);
	return world->told;
}

/* ---- Sentences ---- */

static void the_first_contact_that_ends_a_wait_is_its_end(void **state)
{
	struct world *world = *state;

	world_tell(world, "2026-01-01T10:00Z health neglect");
	world_tell(world, "2026-01-02T10:00Z health abuse");
	world_tell(world, "2026-01-09T10:00Z health neglect");
	world_tell(world, "2026-01-10T10:00Z health neglect");
	assert_string_equal(waits(world), "2>3");
}

static void a_wait_that_ends_too_late_is_late_and_has_its_end(void **state)
{
	struct world *world = *state;

	world_tell(world, "2026-01-02T10:00Z health abuse");
	world_tell(world, "2026-01-12T10:00Z health neglect");
	assert_string_equal(waits(world), "1>2");
	world->contacts[1].occurred_us++;
	assert_string_equal(waits(world), "1>2!");
}

static void a_wait_is_not_late_before_its_time_is_up(void **state)
{
	struct world *world = *state;

	world_tell(world, "2026-01-02T10:00Z health abuse");
	world_wait_until(world, "2026-01-12T09:59:59.999999Z");
	assert_string_equal(waits(world), "1>");
	world_wait_until(world, "2026-01-12T10:00Z");
	assert_string_equal(waits(world), "1>!");
}

static void one_end_ends_all_waits_unless_the_rule_asks_for_the_same_reference(void **state)
{
	struct world *world = *state;

	world_tell(world, "2026-01-02T10:00Z health abuse ref=a");
	world_tell(world, "2026-01-04T10:00Z social abuse ref=b");
	world_tell(world, "2026-01-06T10:00Z social neglect ref=b");
	world->book.gathering.same_reference_us = 0;
	assert_string_equal(waits(world), "1>3 2>3");
	world->rule.unless.same_ref = true;
	assert_string_equal(waits(world), "1>! 2>3");
}

static void contacts_during_a_wait_are_those_from_its_begin_to_its_end(void **state)
{
	struct world *world = *state;

	world_tell(world, "2026-01-01T10:00Z police missing");
	world_tell(world, "2026-01-02T10:00Z health abuse");
	world_tell(world, "2026-01-02T10:00Z police missing");
	world_tell(world, "2026-01-05T10:00Z police missing about=parent-carer");
	world_tell(world, "2026-01-06T10:00Z social abuse");
	world_tell(world, "2026-01-08T10:00Z health neglect");
	world_tell(world, "2026-01-08T10:00Z police missing ref=x");
	world_tell(world, "2026-01-08T10:01Z police missing ref=y");
	assert_string_equal(waits(world), "2>6(3)(4)(7) 5>6(7)");
}

static void what_tells_of_the_wait_itself_did_not_come_meanwhile(void **state)
{
	struct world *world = *state;

	world_tell(world, "2026-01-02T10:00Z health abuse ref=a");
	world_tell(world, "2026-01-03T10:00Z police missing ref=a");
	world_tell(world, "2026-01-04T10:00Z police missing ref=b");
	assert_string_equal(world_incidents(world), "1+2 3");
	world_wait_until(world, "2026-01-06T10:00Z");
	assert_string_equal(waits(world), "1>(3)");
}

static void of_a_wait_that_goes_on_they_are_those_until_now(void **state)
{
	struct world *world = *state;

	world_tell(world, "2026-01-02T10:00Z health abuse");
	world_tell(world, "2026-01-05T10:00Z police missing");
	world_tell(world, "2026-01-07T10:00Z police missing");
	world_wait_until(world, "2026-01-06T10:00Z");
	assert_string_equal(waits(world), "1>(2)");
}

/* ---- Against the rule ---- */

enum { HISTORIES = 4000, CONTACTS = 14 };

static unsigned next_random(unsigned *seed, unsigned below)
{
	*seed = *seed * 1103515245u + 12345u;
	return (*seed >> 16) % below;
}

static void tell_any(struct world *world, unsigned *seed)
{
	static const char *const agencies[] = { "police", "health", "social" };
	static const char *const categories[] = { "abuse", "neglect", "missing" };
	static const char *const refs[] = { "", "", " ref=a", " ref=b" };
	static const char *const abouts[] = { "", "", "", "", " about=sibling" };
	char text[100];
	unsigned day = 1 + next_random(seed, 28), hour = next_random(seed, 6);

	if (hour == 5)
		snprintf(text, sizeof text, "2026-01-%02u", day);
	else
		snprintf(text, sizeof text, "2026-01-%02uT%02u:00Z", day, 9 + hour);
	snprintf(text + strlen(text), sizeof text - strlen(text), " %s %s%s%s",
		 agencies[next_random(seed, 3)], categories[next_random(seed, 3)],
		 refs[next_random(seed, 4)], abouts[next_random(seed, 5)]);
	world_tell(world, text);
}

static bool has_ref(const struct subject *subject, size_t incident, const char *ref)
{
	for (size_t c = 0; c < subject->n_contacts; c++)
		if (subject->incidents->of[c] == incident && ref != NULL &&
		    subject->contacts[c].incident_ref != NULL &&
		    strcmp(subject->contacts[c].incident_ref, ref) == 0)
			return true;
	return false;
}

/* When a wait ended, by going over all contacts one by one. */
static int64_t slow_end(const struct world *world, const struct subject *subject,
			const struct wait *wait)
{
	for (size_t c = 0; c < subject->n_contacts; c++) {
		const struct contact *contact = &subject->contacts[c];

		if (contact->category == 2 && contact->bearings[0].about == ABOUT_CHILD &&
		    contact->occurred_us >= wait->began_us &&
		    (!world->rule.unless.same_ref ||
		     has_ref(subject, wait->incident, contact->incident_ref)))
			return contact->occurred_us;
	}
	return INT64_MAX;
}

static bool is_evidence(const struct verdict *verdict, size_t c)
{
	for (size_t i = 0; i < verdict->n_evidence; i++)
		if (verdict->evidence[i] == c)
			return true;
	return false;
}

static void compare(struct world *world, unsigned seed, unsigned *ret_late)
{
	struct subject subject = world_subject(world);
	void *memory = mem_new(1, waits_bytes(WORLD_MAX)),
	     *scratch = mem_new(1, assess_bytes(WORLD_MAX));
	const struct wait *list;
	struct verdict verdict;
	size_t n = waits_pair(&world->book, &world->rule, &subject, memory, &list), evidence = 0;

	assess(&world->book, &world->rule, &subject, scratch, &verdict);
	for (size_t i = 0; i < n; i++) {
		bool is_late = wait_is_late(&list[i], subject.now_us);

		if (list[i].ended_us != slow_end(world, &subject, &list[i]))
			fail_msg("seed %u: the wait of %d ends elsewhere", seed,
				 (int)subject.contacts[list[i].started].id);
		if (is_late != is_evidence(&verdict, list[i].started))
			fail_msg("seed %u: the rule thinks otherwise of the wait of %d", seed,
				 (int)subject.contacts[list[i].started].id);
		if (is_late)
			evidence += subject.incidents->list[list[i].incident].n;
		*ret_late += is_late;
	}
	assert_int_equal(evidence, verdict.n_evidence);
	mem_free(memory);
	mem_free(scratch);
}

static void forget_contacts(struct world *world)
{
	memset(world->contacts, 0, sizeof world->contacts);
	memset(world->bearings, 0, sizeof world->bearings);
	world->n = 0;
	world->now_us = INT64_MAX;
}

static void the_rule_holds_on_a_wait_exactly_when_it_lasted_too_long(void **state)
{
	struct world *world = *state;
	unsigned n_late = 0;

	for (unsigned seed = 1; seed <= HISTORIES; seed++) {
		unsigned random = seed * 2654435761u;

		forget_contacts(world);
		world->rule.unless.same_ref = next_random(&random, 2);
		world->rule.unless.by.n = (1 + (int64_t)next_random(&random, 12)) * USEC_PER_DAY;
		for (int i = 0; i < CONTACTS; i++)
			tell_any(world, &random);
		if (next_random(&random, 2))
			world_wait_until(world, "2026-01-20T10:00Z");
		compare(world, seed, &n_late);
	}
	assert_in_range(n_late, HISTORIES, HISTORIES * CONTACTS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_first_contact_that_ends_a_wait_is_its_end, make,
						end),
		cmocka_unit_test_setup_teardown(a_wait_that_ends_too_late_is_late_and_has_its_end,
						make, end),
		cmocka_unit_test_setup_teardown(a_wait_is_not_late_before_its_time_is_up, make,
						end),
		cmocka_unit_test_setup_teardown(
			one_end_ends_all_waits_unless_the_rule_asks_for_the_same_reference, make,
			end),
		cmocka_unit_test_setup_teardown(
			contacts_during_a_wait_are_those_from_its_begin_to_its_end, make, end),
		cmocka_unit_test_setup_teardown(
			what_tells_of_the_wait_itself_did_not_come_meanwhile, make, end),
		cmocka_unit_test_setup_teardown(of_a_wait_that_goes_on_they_are_those_until_now,
						make, end),
		cmocka_unit_test_setup_teardown(
			the_rule_holds_on_a_wait_exactly_when_it_lasted_too_long, make, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
