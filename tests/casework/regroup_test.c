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
#include "casework/identity.h"

/*
 * Merges and splits at random, between contacts and what corrects them, against judging from scratch: a
 * second office is told the same events, with the records named from the start as the words in the
 * first left them. The undecided alerts are the same. --count N words (40), --seed N.
 */

enum { RECORDS = 12, EVENTS_MOST = 8192 };

static long count = 40;
static unsigned long seed = 20261126;

static const char rules[] =
	"{ name = \"repeat\"; title = \"Third in a year\"; within = \"12 months\";\n"
	"  where = { not_outcome = [\"assessment\"]; }; needs = { incidents = 3; };\n"
	"  level = \"amber\"; levels = ( { level = \"red\"; needs = { incidents = 5; }; } ); },\n"
	"{ name = \"two\"; title = \"Two agencies\"; within = \"60 days\"; level = \"green\";\n"
	"  needs = { agencies = 2; incidents = 2; }; },\n"
	"{ name = \"run\"; title = \"Missing, then neglect\"; level = \"blue\";\n"
	"  where = { category = [\"missing\"]; };\n"
	"  then = ( { where = { category = [\"neglect\"]; }; within = \"30 days\"; } ); }\n";

static unsigned long random_below(unsigned long n)
{
	seed = seed * 6364136223846793005UL + 1442695040888963407UL;
	return (seed >> 33) % n;
}

/* An event as it is told: by which records it names it differs between the two offices. */
struct told {
	const char *type, *id, *time;
	const char *before, *after; /* the data around the children; children NULL: none */
	int records[2];
	int n;
};

struct world {
	struct arena arena;
	struct told *list;
	size_t n;
	int64_t owner[RECORDS]; /* the child of each record; 0: not told of yet */
	int64_t alias[RECORDS]; /* what is linked to it */
	size_t n_words;
};

static const char *date_of(struct arena *arena)
{
	return arena_printf(arena, "20%lu-%02lu-%02luT%02lu:00:00Z", 25 + random_below(2),
			    1 + random_below(6), 1 + random_below(28), random_below(24));
}

static const char *contact_data(struct arena *arena)
{
	static const char *const agencies[] = { "police", "social-care" };
	static const char *const categories[] = { "neglect", "missing" };
	static const char *const outcomes[] = { "", ", \"outcome\": \"assessment\"",
						", \"outcome\": \"nfa\"" };

	return arena_printf(
		arena, ", \"occurred_at\": \"%s\", \"agency\": \"%s\", \"category\": \"%s\"%s%s",
		date_of(arena), agencies[random_below(2)], categories[random_below(2)],
		random_below(4) == 0 ? outcomes[1 + random_below(2)] : "",
		random_below(5) == 0
			? arena_printf(arena, ", \"incident_ref\": \"ref-%lu\"", random_below(4))
			: "");
}

static void make_contact(struct world *world, struct told *told)
{
	told->type = "contact.recorded";
	told->id = arena_printf(&world->arena, "e%zu", world->n);
	told->before = "";
	told->after = contact_data(&world->arena);
	told->n = random_below(4) == 0 ? 2 : 1;
	for (int i = 0; i < told->n; i++)
		told->records[i] = (int)random_below(RECORDS);
}

/* Of an earlier contact: withdrawn, amended or with an outcome. */
static void make_correction(struct world *world, struct told *told)
{
	static const char *const types[] = { "contact.withdrawn", "contact.amended",
					     "contact.outcome" };
	struct arena *arena = &world->arena;
	size_t of = random_below(world->n), kind = random_below(3);

	while (strcmp(world->list[of].type, "contact.recorded") != 0)
		of--;
	const struct told *first = &world->list[of];
	const char *contact = arena_printf(
		arena, "\"contact\": {\"source\": \"urn:police\", \"id\": \"%s\"}", first->id);

	told->type = types[kind];
	told->id = arena_printf(arena, "c%zu", world->n);
	told->time = arena_printf(arena, "2026-08-%02luT%02lu:%02lu:%02luZ", 1 + random_below(28),
				  random_below(24), random_below(60), random_below(60));
	told->before = arena_printf(arena, "%s, ", contact);
	if (kind == 0) {
		told->before = arena_printf(arena, "%s, \"reason\": \"mistaken\"", contact);
		told->after = "";
	} else if (kind == 1) {
		told->after = contact_data(arena);
		told->n = 1;
		told->records[0] = random_below(3) == 0 ? (int)random_below(RECORDS)
							: first->records[0];
	} else {
		told->before = arena_printf(
			arena, "%s, \"outcome\": \"%s\", \"decided_at\": \"%s\"", contact,
			random_below(2) == 0 ? "assessment" : "nfa", told->time);
		told->after = "";
	}
}

/* names: of which record each record is told as. */
static void tell(struct office *office, const struct told *told, const int *names)
{
	struct errand errand = { .n = 0 };
	const char *children = "";

	for (int i = 0; i < told->n; i++)
		children = arena_printf(&errand.arena, "%s%s{\"record\": \"r%d\"}", children,
					i > 0 ? ", " : "", names[told->records[i]]);
	if (told->n > 0)
		children = arena_printf(&errand.arena, "\"children\": [%s]", children);
	errand_add_event(
		office, &errand, "police", told->type, told->id, told->time,
		arena_printf(&errand.arena, "%s%s%s", told->before, children, told->after));
	errand_start(office, &errand);
	errand_wait(office, &errand);
	assert_int_equal(errand.items[0].status, CASE_RECORDED);
	errand_done(&errand);
}

static int64_t child_of(struct office *office, int record)
{
	char query[256];

	snprintf(
		query, sizeof query,
		"select l.child_id from concernd.alias a join concernd.link l on l.alias_id = a.id "
		"and l.revoked_at is null where a.record = 'r%d'",
		record);
	char *printed = database_query(&office->database, query);
	int64_t child = atoll(printed);

	mem_free(printed);
	return child;
}

static int64_t alias_of(struct office *office, int record)
{
	char query[128];

	snprintf(query, sizeof query, "select id from concernd.alias where record = 'r%d'", record);
	char *printed = database_query(&office->database, query);
	int64_t alias = atoll(printed);

	mem_free(printed);
	return alias;
}

static struct identity_settled say(struct office *office, struct identity_order order)
{
	struct identity_settled settled;
	struct err err;

	order.person = "A Person";
	order.reason = "a word at random, to be held against the rest";
	order.actor = "os:test";
	order.overrules = true;
	if (!identity_settle_now(office->database.store, office->judge, &order, &settled, &err))
		fail_msg("%s", err.text);
	if (settled.status != IDENTITY_DONE)
		fail_msg("%s", settled.text);
	return settled;
}

/* Two children are one, where there are two. */
static void merge(struct office *office, struct world *world)
{
	int64_t child = world->owner[random_below(RECORDS)];
	int64_t other = world->owner[random_below(RECORDS)];

	if (child == 0 || other == 0 || child == other)
		return;
	say(office,
	    (struct identity_order){ .act = IDENTITY_MERGE, .child = child, .other = other });
	for (int i = 0; i < RECORDS; i++)
		if (world->owner[i] == other)
			world->owner[i] = child;
	world->n_words++;
}

/* Some of the records of a child that has more are another's. */
static void split(struct office *office, struct world *world)
{
	int64_t child = world->owner[random_below(RECORDS)], aliases[RECORDS];
	bool taken[RECORDS] = { false };
	size_t n = 0, of = 0;

	for (int i = 0; i < RECORDS; i++) {
		if (child == 0 || world->owner[i] != child)
			continue;
		of++;
		taken[i] = random_below(2) == 0;
		if (taken[i])
			aliases[n++] = world->alias[i];
	}
	if (n == 0 || n == of)
		return;
	struct identity_settled settled = say(office,
					      (struct identity_order){ .act = IDENTITY_SPLIT,
								       .child = child,
								       .aliases = aliases,
								       .n_aliases = n });

	for (int i = 0; i < RECORDS; i++)
		if (taken[i])
			world->owner[i] = settled.other;
	world->n_words++;
}

static void meet(struct office *office, struct world *world, int record)
{
	if (world->owner[record] != 0)
		return;
	world->owner[record] = child_of(office, record);
	world->alias[record] = alias_of(office, record);
}

static void live(struct office *office, struct world *world)
{
	int as_they_are[RECORDS];

	for (int i = 0; i < RECORDS; i++)
		as_they_are[i] = i;
	while (world->n_words < (size_t)count && world->n < EVENTS_MOST) {
		struct told *told = &world->list[world->n];

		switch (random_below(10)) {
		case 0:
		case 1:
		case 2:
			merge(office, world);
			continue;
		case 3:
		case 4:
		case 5:
			split(office, world);
			continue;
		case 6:
			if (world->n > 0) {
				make_correction(world, told);
				break;
			}
			make_contact(world, told);
			break;
		default:
			make_contact(world, told);
		}
		world->n++;
		tell(office, told, as_they_are);
		for (int i = 0; i < told->n; i++)
			meet(office, world, told->records[i]);
	}
}

/* What stands undecided, by what makes it hold: whose it is follows. */
static const char alerts[] =
	"select a.rule, a.level, a.became_true_at, string_agg(distinct c.event_id || ' ' || "
	"e.version "
	"|| ' ' || e.incident, ',') from concernd.alert a join concernd.alert_version v on "
	"v.alert_id "
	"= a.id and v.version = a.evidence_version cross join unnest(v.contact_ids, "
	"v.contact_versions, v.incidents) as e (contact_id, version, incident) join "
	"concernd.contact "
	"c on c.contact_id = e.contact_id where a.state = 'new' group by a.child_id, a.id "
	"order by 1, 2, 3, 4";

static void the_alerts_are_those_of_judging_from_scratch(void **state)
{
	struct office lived, scratch;
	struct world world = { .n = 0 };
	int names[RECORDS];

	(void)state;
	arena_init(&world.arena);
	world.list = arena_new(&world.arena, EVENTS_MOST, sizeof *world.list);
	office_open(&lived, rules, NULL);
	live(&lived, &world);
	for (int i = 0; i < RECORDS; i++) {
		names[i] = i;
		for (int j = 0; j < i; j++)
			if (world.owner[j] != 0 && world.owner[j] == world.owner[i]) {
				names[i] = j;
				break;
			}
	}
	office_open(&scratch, rules, NULL);
	for (size_t i = 0; i < world.n; i++)
		tell(&scratch, &world.list[i], names);
	char *expected = database_query(&scratch.database, alerts);

	printf("# %zu words, %zu events, alerts:\n", world.n_words, world.n);
	assert_true(strlen(expected) > 0);
	database_expect(&lived.database, alerts, expected);
	/* Nothing is lost, and nothing stands twice. */
	database_expect(
		&lived.database,
		"select count(*) from (select alias_id, contact_id, version, about from "
		"concernd.contact where left_at is null group by 1, 2, 3, 4 having count(*) > "
		"1) twice",
		"0");
	database_expect(
		&lived.database,
		"select count(*) from concernd.contact c where left_at is null and not exists "
		"(select from concernd.link l where l.alias_id = c.alias_id and l.child_id = "
		"c.child_id and l.revoked_at is null)",
		"0");
	mem_free(expected);
	office_close(&scratch);
	office_close(&lived);
	arena_done(&world.arena);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_alerts_are_those_of_judging_from_scratch),
	};

	for (int i = 1; i + 1 < argc; i += 2) {
		if (strcmp(argv[i], "--count") == 0)
			count = atol(argv[i + 1]);
		if (strcmp(argv[i], "--seed") == 0)
			seed = strtoul(argv[i + 1], NULL, 10);
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
