/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/clock.h"
#include "casework/clocks.h"
#include "casework/tell.h"

/* 2026-11-27 is a Friday; the office works from 9 to 17, and 25 and 28 December are bank holidays. */

static struct ruleset *read_rules(const char *more)
{
	struct findings findings;
	struct arena arena;

	findings_init(&findings);
	arena_init(&arena);
	struct ruleset *ruleset = ruleset_read_text(
		arena_printf(
			&arena,
			"agencies = ( { name = \"police\"; }, { name = \"health\"; } );\n"
			"rules = ( { name = \"r\"; within = \"12 months\"; needs = { incidents "
			"= 3; }; level = \"amber\"; } );\n%s",
			more),
		"r", &findings);

	assert_int_equal(findings.n_errors, 0);
	findings_done(&findings);
	arena_done(&arena);
	return ruleset;
}

static int64_t at(const char *text)
{
	int64_t at_us;

	assert_true(time_parse(text, &at_us));
	return at_us;
}

static void assert_time(int64_t got_us, const char *expected)
{
	char text[32];

	assert_string_equal(time_format(got_us, text), expected);
}

static void hours_of_amber_are_office_hours_and_those_of_red_are_not(void **state)
{
	struct ruleset *ruleset = read_rules("");
	int64_t friday_us = at("2026-11-27T15:00:00Z");

	(void)state;
	assert_time(clock_due_us(ruleset, LEVEL_AMBER, CLOCK_ACKNOWLEDGE, friday_us),
		    "2026-11-30T11:00:00Z");
	assert_time(clock_due_us(ruleset, LEVEL_AMBER, CLOCK_DECIDE, friday_us),
		    "2026-11-30T17:00:00Z");
	assert_time(clock_due_us(ruleset, LEVEL_GREEN, CLOCK_DECIDE, at("2026-12-24T10:00:00Z")),
		    "2026-12-31T17:00:00Z");
	assert_time(clock_due_us(ruleset, LEVEL_RED, CLOCK_DECIDE, friday_us + 8 * USEC_PER_HOUR),
		    "2026-11-28T03:00:00Z");
	ruleset_free(ruleset);
}

static void the_last_rung_comes_daily_but_not_on_a_day_that_nobody_works(void **state)
{
	struct ruleset *ruleset = read_rules("");
	int64_t friday_us = at("2026-11-27T15:00:00Z");

	(void)state;
	assert_time(clock_next_rung_us(ruleset, LEVEL_AMBER, false, friday_us),
		    "2026-11-27T17:00:00Z");
	assert_time(clock_next_rung_us(ruleset, LEVEL_AMBER, true, friday_us),
		    "2026-11-30T15:00:00Z");
	assert_time(clock_next_rung_us(ruleset, LEVEL_AMBER, true, at("2026-12-24T15:00:00Z")),
		    "2026-12-29T15:00:00Z");
	assert_time(clock_next_rung_us(ruleset, LEVEL_RED, true, friday_us),
		    "2026-11-28T15:00:00Z");
	ruleset_free(ruleset);
}

static void an_action_is_due_at_the_end_of_its_day_by_the_local_clock(void **state)
{
	struct ruleset *ruleset = read_rules("");
	int32_t day;

	(void)state;
	assert_true(date_parse("2026-07-01", &day));
	assert_time(clock_due_us(ruleset, LEVEL_AMBER, CLOCK_ACT, clock_day_end_us(ruleset, day)),
		    "2026-07-01T23:00:00Z");
	ruleset_free(ruleset);
}

/* ---- Whom a route tells ------------------------------------------------------------------------ */

#define ROUTES                                                                                    \
	"routes = ( { hours = \"office\"; to = [\"day\"]; }, { hours = \"out-of-office\"; to = "  \
	"[\"night\"]; }, { agency = [\"health\"]; to = [\"desk\", \"day\", \"log\"]; }, { level " \
	"= [\"red\"]; to = [\"hook\"]; } );"
#define RECIPIENTS                                                                          \
	"mail = { server = \"127.0.0.1:25\"; tls = \"plain\"; from = \"a@b.example\"; };"   \
	"webhooks = { hosts = [\"b.example\"]; };"                                          \
	"recipients = ( { name = \"day\"; channel = \"email\"; address = \"d@b.example\"; " \
	"people = [\"amina.khan\"]; }, { name = \"night\"; channel = \"email\"; address = " \
	"\"n@b.example\"; }, { name = \"desk\"; channel = \"email\"; address = "            \
	"\"h@b.example\"; }, { name = \"hook\"; channel = \"webhook\"; address = "          \
	"\"https://b.example/\"; secret_file = \"s\"; } );"

/* Who is told, joined: "log email:day". */
static void assert_told(const char *routes, struct tell_about about, const char *expected)
{
	static const char *const agencies[] = { "health" };
	struct ruleset *ruleset = read_rules(routes);
	struct findings findings;
	struct told_list told = { 0 };
	struct arena arena;
	const char *got = "";

	findings_init(&findings);
	arena_init(&arena);
	struct settings *settings = settings_read_text(RECIPIENTS, "c", &findings);

	assert_non_null(settings);
	about.rule = "r";
	if (about.n_agencies > 0)
		about.agencies = agencies;
	tell_routes(ruleset, &(struct tell_ways){ 1U << CHANNEL_LOG, settings }, &about, &arena,
		    &told);
	for (size_t i = 0; i < told.n; i++)
		got = arena_printf(&arena, "%s%s%s:%s", got, i > 0 ? " " : "",
				   channel_name(told.list[i].channel), told.list[i].recipient);
	assert_string_equal(got, expected);
	settings_free(settings);
	findings_done(&findings);
	arena_done(&arena);
	ruleset_free(ruleset);
}

static void routes_go_by_the_hour_the_agency_and_the_level(void **state)
{
	int64_t noon_us = at("2026-11-27T12:00:00Z"), night_us = at("2026-11-27T22:00:00Z"),
		holiday_us = at("2026-12-25T12:00:00Z");

	(void)state;
	assert_told(ROUTES, (struct tell_about){ .level = LEVEL_AMBER, .at_us = noon_us },
		    "email:day");
	assert_told(ROUTES, (struct tell_about){ .level = LEVEL_AMBER, .at_us = night_us },
		    "email:night");
	assert_told(ROUTES, (struct tell_about){ .level = LEVEL_RED, .at_us = holiday_us },
		    "email:night webhook:hook");
	assert_told(ROUTES,
		    (struct tell_about){ .level = LEVEL_AMBER, .at_us = noon_us, .n_agencies = 1 },
		    "email:day log: email:desk");
	assert_told("", (struct tell_about){ .level = LEVEL_AMBER, .at_us = noon_us }, "log:");
	assert_told(
		ROUTES,
		(struct tell_about){ .level = LEVEL_RED, .at_us = noon_us, .mode = MODE_SHADOW },
		"");
}

static void a_team_hears_of_its_own_children_and_nobody_else_of_a_team_does(void **state)
{
	static const char *const north[] = { "South", "North" };
	static const char routes[] =
		"routes = ( { team = [\"North\", \"East\"]; to = [\"day\"]; }, "
		"{ to = [\"log\"]; } );";

	(void)state;
	assert_told(routes,
		    (struct tell_about){ .level = LEVEL_AMBER, .teams = north, .n_teams = 2 },
		    "email:day log:");
	assert_told(routes,
		    (struct tell_about){ .level = LEVEL_AMBER, .teams = north, .n_teams = 1 },
		    "log:");
	assert_told(routes, (struct tell_about){ .level = LEVEL_AMBER }, "log:");
}

static void growth_of_what_somebody_holds_is_mailed_to_the_holder_alone(void **state)
{
	int64_t night_us = at("2026-11-27T22:00:00Z");

	(void)state;
	assert_told(ROUTES,
		    (struct tell_about){ .level = LEVEL_RED,
					 .at_us = night_us,
					 .holder = "Amina.Khan",
					 .is_growth = true },
		    "email:day webhook:hook");
	/* A holder without an address must not keep it quiet. */
	assert_told(ROUTES,
		    (struct tell_about){ .level = LEVEL_RED,
					 .at_us = night_us,
					 .holder = "joe.hill",
					 .is_growth = true },
		    "email:night webhook:hook");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hours_of_amber_are_office_hours_and_those_of_red_are_not),
		cmocka_unit_test(the_last_rung_comes_daily_but_not_on_a_day_that_nobody_works),
		cmocka_unit_test(an_action_is_due_at_the_end_of_its_day_by_the_local_clock),
		cmocka_unit_test(routes_go_by_the_hour_the_agency_and_the_level),
		cmocka_unit_test(a_team_hears_of_its_own_children_and_nobody_else_of_a_team_does),
		cmocka_unit_test(growth_of_what_somebody_holds_is_mailed_to_the_holder_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
