/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "ctl.h"
#include "simulate_register.h"
#include "simulate_send.h"
#include "simulate_world.h"

/*
 * `concernctl simulate`: a believable stream of contacts, the same for the same seed, as JSON lines
 * or to a daemon. What it is made of, from the ground up:
 *
 *   simulate_random   chance that can be repeated
 *   simulate_figures  shares, shapes and error rates, each with its source
 *   simulate_names    names
 *   simulate_people   families, and what each sender's records say of them
 *   simulate_queue    contacts in order of when they are sent
 *   simulate_world    what happens on each day, and who tells of it
 *   simulate_telling  how a sender tells of it, and who else does
 *   simulate_later    what is told of it later: outcomes, amendments, withdrawals, homes
 *   simulate_course   what takes its course: missing again and again, referrals from custody, disposals,
 *                     waits, parents whom a hospital sees alone
 *   simulate_register --people: labelled records of twins and siblings, for `identity`
 *   simulate_event    all of that as CloudEvents
 *   simulate_send     to a daemon, one sender an agency
 */

/* As the command line gives it. */
struct wanted {
	int64_t seed, days, lead_in, contacts_a_year, children, rate, speed, batch, people;
	const char *from, *to, *place;
	const char *url, *tokens, *ca_file;
	bool recorded, contacts_only;
};

/* One run. */
struct run {
	const struct wanted *wanted;
	struct world *world;
	struct sends sends;
	struct ctl_progress progress;
	int64_t live_us;    /* where the lead-in ends */
	int64_t started_us; /* monotonic: of the run, and of its live part (0: not yet) */
	int64_t live_started_us;
	uint64_t n, n_contacts, n_history;
};

static const struct ctl_usage usage = {
	.call = "simulate [OPTION…]",
	.help = "Prints a simulated stream of contacts as JSON lines, or sends it to a daemon: "
		"shares,\n"
		"seasons, families, mistakes and retellings as in England, and what is told of "
		"contacts\n"
		"later: outcomes, amendments, withdrawals, who lives with whom, and which team "
		"works\n"
		"with a child. Children go missing again and again; of some in custody social "
		"care hears\n"
		"nothing; offences end out of court; waits begin, drift and end; a hospital sees "
		"a parent\n"
		"and names no child, or says who lives at home. The same seed gives the same "
		"stream. Nobody in\n"
		"it is real: NHS numbers begin with 999, postcodes with XE, which no one has. "
		"Dates are\n"
		"days of Europe/London.\n"
		"With --people it prints labelled records as CSV instead, for `identity replay` "
		"and\n"
		"`learn`: of each family a child that is held (role: held; one to three records of "
		"one\n"
		"child), a contact about it (known), one about its twin and two about its "
		"siblings, of whom\n"
		"nobody has told yet (twin, sibling), and one about a child of no family here "
		"(new).\n"
		"entity: whose record it is. Of two records of a child the surname differs in 18 "
		"per cent,\n"
		"the forename in 12, the postcode in half.",
};

static bool read_place(const char *name, enum figures_place *ret)
{
	if (strcmp(name, "england") == 0)
		*ret = PLACE_ENGLAND;
	else if (strcmp(name, "east-sussex") == 0)
		*ret = PLACE_EAST_SUSSEX;
	else
		return false;
	return true;
}

/* "2026-03-01", or "today" and "yesterday". */
static bool read_day(const char *text, const struct zone *zone, int32_t *ret)
{
	int32_t today = zone_local_day(zone, clock_now_us());

	if (strcmp(text, "today") == 0)
		*ret = today;
	else if (strcmp(text, "yesterday") == 0)
		*ret = today - 1;
	else
		return date_parse(text, ret);
	return true;
}

/* CTL_OK, or what to end with. */
static int plan(const struct wanted *wanted, const struct zone *zone, struct world_options *ret,
		int64_t *ret_live_us)
{
	int32_t from, to;
	int64_t children = wanted->children > 0 ? wanted->children
						: (int64_t)((double)wanted->contacts_a_year /
							    figures_contacts_a_child);

	if (!read_place(wanted->place, &ret->place))
		return ctl_usage_error("--place is england or east-sussex");
	if (!read_day(wanted->from, zone, &from))
		return ctl_usage_error("--from wants a date such as 2025-01-01, or yesterday");
	if (wanted->to != NULL && wanted->days >= 0)
		return ctl_usage_error("--to and --days say the same: give one");
	if (wanted->to == NULL)
		to = from + (int32_t)(wanted->days >= 0 ? wanted->days : 365) - 1;
	else if (!read_day(wanted->to, zone, &to) || to < from)
		return ctl_usage_error("--to wants a date, not before --from; it is the last day");
	if (wanted->rate > 0 && wanted->speed > 0)
		return ctl_usage_error("--rate and --speed exclude each other");
	if ((wanted->url == NULL) != (wanted->tokens == NULL))
		return ctl_usage_error("--to-daemon and --tokens go together");
	ret->seed = (uint64_t)wanted->seed;
	ret->contacts_a_year = (uint32_t)wanted->contacts_a_year;
	ret->children = (uint32_t)(children < 100 ? 100 : children > 100000 ? 100000 : children);
	ret->zone = zone;
	ret->contacts_only = wanted->contacts_only;
	*ret_live_us = zone_instant_us(zone, from * USEC_PER_DAY);
	ret->from_us = zone_instant_us(zone, (from - wanted->lead_in) * USEC_PER_DAY);
	ret->until_us = zone_instant_us(zone, (to + 1) * USEC_PER_DAY);
	return CTL_OK;
}

/* When, on the monotonic clock, a contact is due; 0 for at once. The lead-in never waits. */
static int64_t due_us(struct run *run, int64_t sent_us)
{
	int64_t now_us = clock_monotonic_us();

	if (sent_us < run->live_us)
		return 0;
	if (run->live_started_us == 0)
		run->live_started_us = now_us;
	if (run->wanted->rate > 0)
		return run->live_started_us +
		       (int64_t)(run->n - run->n_history) * USEC_PER_SEC / run->wanted->rate;
	if (run->wanted->speed > 0)
		return run->live_started_us + (sent_us - run->live_us) / run->wanted->speed;
	return 0;
}

static bool flush(struct run *run, struct err *err)
{
	if (run->wanted->url != NULL)
		return sends_flush(&run->sends, err);
	return fflush(stdout) == 0 || err_set(err, ERR_FATAL, "cannot write to standard output");
}

/* What has gathered goes out before the pause, not after. */
static bool wait_until(struct run *run, int64_t at_us, struct err *err)
{
	if (clock_monotonic_us() >= at_us)
		return true;
	if (!flush(run, err))
		return false;
	struct timespec at = { at_us / USEC_PER_SEC, at_us % USEC_PER_SEC * 1000 };

	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL) != 0)
		;
	return true;
}

static bool give(struct run *run, const struct telling *telling, struct err *err)
{
	bool history = telling->sent_us < run->live_us;
	json_t *event = world_event(run->world, telling, history, run->wanted->recorded);
	bool ok = true;

	if (run->wanted->url != NULL) {
		ok = sends_add(&run->sends, world_sender(telling), event, err);
	} else {
		ok = json_dumpf(event, stdout, JSON_COMPACT) == 0 && putchar('\n') != EOF;
		if (!ok)
			err_set(err, ERR_FATAL, "cannot write to standard output");
		json_decref(event);
	}
	run->n++;
	run->n_contacts += telling->kind == TELLING_CONTACT;
	run->n_history += history;
	ctl_progress_step(&run->progress, run->n);
	return ok;
}

static bool play(struct run *run, struct err *err)
{
	struct telling telling;

	while (world_next(run->world, &telling))
		if (!wait_until(run, due_us(run, telling.sent_us), err) ||
		    !give(run, &telling, err))
			return false;
	return flush(run, err);
}

static void tell(const struct run *run, bool json)
{
	double seconds = (double)(clock_monotonic_us() - run->started_us) / USEC_PER_SEC;

	if (run->wanted->url == NULL)
		return;
	if (json)
		ctl_print_json(json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:f}", "sent",
					 (json_int_t)run->n, "contacts",
					 (json_int_t)run->n_contacts, "recorded",
					 (json_int_t)run->sends.recorded, "duplicate",
					 (json_int_t)run->sends.duplicates, "refused",
					 (json_int_t)run->sends.refused, "warned",
					 (json_int_t)run->sends.warned, "seconds", seconds));
	else
		printf("%" PRIu64 " sent, %" PRIu64 " of them contacts, %" PRIu64
		       " from the lead-in: %" PRIu64 " recorded, %" PRIu64 " duplicate, %" PRIu64
		       " refused, in %.1f s\n",
		       run->n, run->n_contacts, run->n_history, run->sends.recorded,
		       run->sends.duplicates, run->sends.refused, seconds);
}

static int run_it(struct ctl *ctl, const struct wanted *wanted, const struct world_options *options,
		  int64_t live_us)
{
	struct run run = { .wanted = wanted,
			   .live_us = live_us,
			   .started_us = clock_monotonic_us() };
	struct err err;
	bool ok = true;

	if (wanted->url != NULL)
		ok = sends_init(&run.sends,
				&(struct sends_options){ wanted->url, wanted->tokens,
							 wanted->ca_file, (size_t)wanted->batch },
				&err);
	run.world = world_new(options);
	ctl_progress_begin(&run.progress, "simulating", world_expect(options));
	ok = ok && play(&run, &err);
	ctl_progress_end(&run.progress);
	world_free(run.world);
	if (ok)
		tell(&run, ctl->json);
	if (wanted->url != NULL)
		sends_done(&run.sends);
	if (!ok)
		return ctl_failed(&err);
	return run.sends.refused > 0 ? CTL_WARNINGS : CTL_OK;
}

static bool read_command(struct ctl *ctl, struct wanted *wanted, int *argc, char ***argv,
			 int *ret_exit)
{
	/* clang-format off */
	const struct ctl_option options[] = {
		{ .name = "seed", .argument = "N", .number = &wanted->seed, .high = INT64_MAX,
		  .help = "which world (default: 1)" },
		{ .name = "place", .argument = "PLACE", .text = &wanted->place,
		  .help = "england (default) or east-sussex" },
		{ .name = "from", .argument = "DATE", .text = &wanted->from,
		  .help = "first day (default: 2025-01-01); also yesterday, today" },
		{ .name = "to", .argument = "DATE", .text = &wanted->to,
		  .help = "last day" },
		{ .name = "days", .argument = "N", .number = &wanted->days,
		  .low = 0, .high = 36500,
		  .help = "instead of --to (default: 365); 0: the lead-in alone" },
		{ .name = "lead-in", .argument = "N", .number = &wanted->lead_in, .high = 3650,
		  .help = "days before --from, marked as history" },
		{ .name = "contacts-a-year", .argument = "N", .number = &wanted->contacts_a_year,
		  .low = 1, .high = 10000000, .help = "about so many (default: 21000)" },
		{ .name = "children", .argument = "N", .number = &wanted->children,
		  .low = 100, .high = 100000,
		  .help = "whom they may be about (default: by the contacts)" },
		{ .name = "people", .argument = "N", .number = &wanted->people,
		  .low = 1, .high = 1000000,
		  .help = "no contacts, but labelled records of N families as CSV (see above)" },
		{ .name = "contacts-only", .flag = &wanted->contacts_only,
		  .help = "no outcomes, amendments and withdrawals behind them" },
		{ .name = "recorded", .flag = &wanted->recorded,
		  .help = "add recordedtime, for backtest --events" },
		{ .name = "to-daemon", .argument = "URL", .text = &wanted->url,
		  .help = "send them there instead of printing them" },
		{ .name = "tokens", .argument = "DIR", .text = &wanted->tokens,
		  .help = "files social-care, police, health: a token each" },
		{ .name = "ca", .argument = "FILE", .text = &wanted->ca_file,
		  .help = "PEM of who signs the daemon's certificate" },
		{ .name = "batch", .argument = "N", .number = &wanted->batch,
		  .low = 1, .high = 10000,
		  .help = "events in one request, at most (default: 500)" },
		{ .name = "rate", .argument = "N", .number = &wanted->rate,
		  .low = 1, .high = 1000000,
		  .help = "so many a second, after the lead-in" },
		{ .name = "speed", .argument = "N", .number = &wanted->speed,
		  .low = 1, .high = 100000000,
		  .help = "so many times as fast as life, after the lead-in" },
	};
	/* clang-format on */

	return ctl_options(ctl, &usage, options, sizeof options / sizeof *options, argc, argv,
			   ret_exit);
}

int ctl_simulate(struct ctl *ctl, int argc, char **argv)
{
	struct wanted wanted = { .seed = 1,
				 .days = -1,
				 .contacts_a_year = 21000,
				 .from = "2025-01-01",
				 .place = "england",
				 .batch = 500 };
	struct world_options world;
	int64_t live_us = 0;
	struct err err;
	int code;

	if (!read_command(ctl, &wanted, &argc, &argv, &code))
		return code;
	if (wanted.people > 0) {
		register_print((uint64_t)wanted.seed, (uint32_t)wanted.people);
		return CTL_OK;
	}
	struct zone *zone = zone_new("Europe/London", &err);

	if (zone == NULL)
		return ctl_failed(&err);
	code = plan(&wanted, zone, &world, &live_us);
	if (code == CTL_OK)
		code = run_it(ctl, &wanted, &world, live_us);
	zone_free(zone);
	return code;
}
