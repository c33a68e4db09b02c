/* SPDX-License-Identifier: Apache-2.0 */
#include "backtest.h"

#include <string.h>

#include "base/clock.h"
#include "ctl.h"

/* concernctl backtest: what the rules would have raised over a history. Here its options, and the
 * history from a file of events; backtest_stored.c has that of the database. */

static const struct ctl_usage usage = {
	.call = "backtest [OPTION…]",
	.help = "Judges the history by rules as the daemon would have done, on a virtual clock, "
		"and\n"
		"tells the alerts: how many a week by rule and level, by agency, and how many a "
		"team\n"
		"would have had to decide; with --json a line an alert.\n"
		"The history is that of the database, read in one snapshot, read-only, beside the\n"
		"running service; a child is its number. Without --rules it is judged by the rule "
		"sets\n"
		"that were in force, each in its time: exactly the alerts that were raised on "
		"children\n"
		"and households; those on records that may be of one child are left out. With\n"
		"--rules FILE as if FILE had been in force all along, and what that would have "
		"gained\n"
		"and lost against the rules now in force, had those been.\n"
		"With --events FILE (- for standard input) it is that of a file: CloudEvents as "
		"JSON\n"
		"lines, each with `recordedtime`, when it became known, and `agency`; `record` "
		"names "
		"the\n"
		"child, whatever the source. Lines that are refused are told on stderr, and the "
		"exit "
		"is\n"
		"then 3.",
};

/* "as-recorded" (a file of events records none), "never", or a span. */
static bool read_decided(struct backtest_request *request, struct err *err)
{
	const char *text = request->decided;

	request->when = HINDSIGHT_AS_RECORDED;
	if (text == NULL || strcmp(text, "as-recorded") == 0)
		return true;
	request->when = strcmp(text, "never") == 0 ? HINDSIGHT_NEVER : HINDSIGHT_AFTER;
	if (request->when == HINDSIGHT_NEVER)
		return true;
	if (!span_parse(text, &request->decided_after, err))
		return err_prefix(err, "--decided");
	if (request->decided_after.unit == SPAN_EVER)
		return err_set(err, ERR_INPUT,
			       "--decided: write never, as-recorded, or a span in "
			       "hours, days, working days, weeks, months or years");
	return true;
}

/* A date, of which the beginning or the end is meant, or an instant. */
static bool read_bound(const char *name, const char *text, const struct zone *zone, int days,
		       int64_t *ret_us, struct err *err)
{
	int32_t day;

	if (text == NULL || time_parse(text, ret_us))
		return true;
	if (!date_parse(text, &day))
		return err_set(err, ERR_INPUT,
			       "--%s: write a date, as in 2026-01-31, or a time "
			       "with its zone",
			       name);
	if (zone != NULL)
		*ret_us = zone_instant_us(zone, (day + days) * USEC_PER_DAY);
	return true;
}

bool backtest_read_request(struct backtest_request *request, const struct zone *zone,
			   struct err *err)
{
	request->from_us = INT64_MIN;
	request->to_us = INT64_MAX;
	return read_decided(request, err) &&
	       read_bound("from", request->from, zone, 0, &request->from_us, err) &&
	       read_bound("to", request->to, zone, 1, &request->to_us, err);
}

struct run {
	struct backtest_events events;
	struct ctl_progress progress;
};

static void on_refused(void *context, size_t line, enum replay_refusal refusal)
{
	struct run *run = context;

	backtest_on_refused(&run->events, line, refusal);
}

static void on_progress(void *context, size_t n_facts)
{
	struct run *run = context;

	ctl_progress_step(&run->progress, n_facts);
}

static bool play(const struct backtest_request *request, const struct ruleset *ruleset,
		 struct replay *replay, struct run *run, struct err *err)
{
	const struct replay_listener listener = { run, on_refused, on_progress };

	run->events = (struct backtest_events){ .path = request->events, .to_us = request->to_us };
	if (!backtest_read(&run->events, ruleset, replay, err))
		return false;
	ctl_progress_begin(&run->progress, "judging", run->events.n_read - run->events.n_refused);
	replay_run(replay, INT64_MAX, &listener);
	ctl_progress_end(&run->progress);
	return true;
}

static int backtest(const struct ctl *ctl, struct backtest_request *request,
		    struct ruleset *ruleset)
{
	struct run run = { 0 };
	struct replay *replay;
	struct err err;
	bool played;

	if (!backtest_read_request(request, ruleset->zone, &err)) {
		ctl_message("%s", err.text);
		return CTL_USAGE;
	}
	replay = replay_new(ruleset,
			    request->when == HINDSIGHT_AFTER ? &request->decided_after : NULL);
	played = play(request, ruleset, replay, &run, &err);
	struct backtest_alerts alerts = { .from_us = request->from_us, .ruleset = ruleset };

	alerts.list = replay_alerts(replay, &alerts.n);
	if (played && ctl->json)
		backtest_print_json(&alerts);
	else if (played)
		backtest_print_tables(&alerts);
	replay_free(replay);
	if (!played)
		return ctl_failed(&err);
	if (run.events.n_duplicate > 0)
		ctl_message("%zu of %zu events had come before", run.events.n_duplicate,
			    run.events.n_read);
	if (run.events.n_refused > 0)
		ctl_message("%zu of %zu events were refused, as told above", run.events.n_refused,
			    run.events.n_read);
	return run.events.n_refused > 0 ? CTL_WARNINGS : CTL_OK;
}

int ctl_backtest(struct ctl *ctl, int argc, char **argv)
{
	struct backtest_request request = { 0 };
	const struct ctl_option options[] = {
		{ .name = "events",
		  .argument = "FILE",
		  .text = &request.events,
		  .help = "events from a file, as JSON lines; - for standard input" },
		{ .name = "decided",
		  .argument = "WHEN",
		  .text = &request.decided,
		  .help = "as-recorded (the default; a file records none), never, or a span "
			  "after each alert: \"2 days\", \"1 working day\"" },
		{ .name = "from",
		  .argument = "DATE",
		  .text = &request.from,
		  .help = "tell alerts that were known from this day on" },
		{ .name = "to",
		  .argument = "DATE",
		  .text = &request.to,
		  .help = "leave out what was recorded after this day" },
		{ .name = "jobs",
		  .argument = "N",
		  .number = &request.jobs,
		  .low = 1,
		  .high = 1024,
		  .help = "processors to use (default: all); for the database" },
	};
	struct ruleset *ruleset;
	int code;

	if (!ctl_options(ctl, &usage, options, sizeof options / sizeof *options, &argc, &argv,
			 &code))
		return code;
	if (request.events == NULL)
		return backtest_stored(ctl, &request);
	ruleset = ctl_ruleset(ctl, &code);
	if (ruleset == NULL)
		return code;
	code = backtest(ctl, &request, ruleset);
	ruleset_free(ruleset);
	return code;
}
