/* SPDX-License-Identifier: Apache-2.0 */
#include "alerts.h"

#include <event2/event.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "casework/rulebook.h"
#include "config/settings.h"

/* concernctl alerts: which stand, one of them whole, and what holds on history alone. */

static const struct ctl_usage usage = {
	.call = "alerts list|show|acknowledge|decide|backlog [OPTION…] "
		"[ALERT | raise CHILD RULE]",
	.help = "list      the alerts that wait for a decision, the newest first; --state all: "
		"every one;\n"
		"          --follow: goes on, and prints each as it rises; --void: those that\n"
		"          an outcome made void\n"
		"show      one of them: what made it rise, how it grew, who was told\n"
		"acknowledge  notes that --person has one in hand\n"
		"decide    notes what a manager decided on one: --outcome, --rationale, --person\n"
		"backlog   what holds on history alone, and so has raised no alert; backlog raise\n"
		"          CHILD RULE raises one of them: --person, --reason",
	.least = 1,
	.most = 4,
};

struct call {
	struct ctl *ctl;
	const char *state, *level, *rule;
	int64_t limit;
	bool follow, void_only;
	struct alerts_decide_options decide;
	const char *reason;
	const char *operand;
	char **operands; /* behind the action, and how many */
	int n_operands;
	struct ctl_database database;
	struct rulesets *rulesets;
	struct ruleset *in_force; /* NULL: none could be loaded; times are UTC then */
	char actor[80];
};

static const char *const all_states[] = { "new", "acknowledged", "decided", "withdrawn", NULL };
static const char *const all_levels[] = { "red", "amber", "green", "blue", NULL };

static const struct zone *zone_of(const struct call *call)
{
	return call->in_force != NULL ? call->in_force->zone : NULL;
}

/* ---- list ---- */

struct choice {
	const char *states[5], *levels[5];
	struct alert_filter filter;
};

/* Copies to out what of a list was asked for; NULL or "all" is each. */
static bool choose(const char *const *list, const char *wanted, const char **out)
{
	size_t n = 0;

	for (size_t i = 0; list[i] != NULL; i++)
		if (wanted == NULL || strcmp(wanted, "all") == 0 || strcmp(wanted, list[i]) == 0)
			out[n++] = list[i];
	out[n] = NULL;
	return n > 0;
}

static bool choose_all(const struct call *call, struct choice *choice, int *ret_exit)
{
	static const char *const open_states[] = { "new", "acknowledged", NULL };
	const char *state = call->void_only ? "withdrawn" : call->state;
	bool open = state == NULL || strcmp(state, "open") == 0;

	if (!choose(open ? open_states : all_states, open ? NULL : state, choice->states))
		*ret_exit = ctl_usage_error("--state is open, new, acknowledged, decided, "
					    "withdrawn or all");
	else if (!choose(all_levels, call->level, choice->levels))
		*ret_exit = ctl_usage_error("--level is red, amber, green or blue");
	else
		*ret_exit = CTL_OK;
	choice->filter = (struct alert_filter){ .states = choice->states,
						.levels = choice->levels,
						.rule = call->rule,
						.most = (int32_t)call->limit,
						.void_only = call->void_only };
	return *ret_exit == CTL_OK;
}

/* Ids that were printed: numbers are taken before the commit, so a smaller one may appear later. */
enum { SEEN = 1 << 16 };

struct follower {
	const struct call *call;
	int64_t *seen; /* by id modulo SEEN */
	int64_t newest;
};

static void print_one(const struct call *call, const struct alert_row *alert)
{
	if (call->ctl->json)
		ctl_print_json(alerts_row_json(alert));
	else
		alerts_print_line(zone_of(call), alert);
	fflush(stdout);
}

static void print_new(struct follower *follower, const struct alert_list *list)
{
	for (size_t i = list->n; i-- > 0;) {
		int64_t id = list->rows[i].id;

		if (follower->seen[id % SEEN] == id)
			continue;
		follower->seen[id % SEEN] = id;
		follower->newest = id > follower->newest ? id : follower->newest;
		print_one(follower->call, &list->rows[i]);
	}
}

static void on_end(evutil_socket_t fd, short what, void *context)
{
	(void)fd;
	(void)what;
	*(bool *)context = true;
}

static void on_tick(evutil_socket_t fd, short what, void *context)
{
	(void)fd;
	(void)what;
	(void)context;
}

/* Looks twice a second, until Ctrl-C; a database that is away is waited for. */
static int follow(const struct call *call, struct choice *choice)
{
	const struct timeval half_second = { .tv_usec = 500 * USEC_PER_MSEC };
	struct event_base *base = call->database.base;
	struct follower follower = { .call = call, .seen = mem_new(SEEN, sizeof(int64_t)) };
	const char *actor = call->actor;
	bool ended = false;
	struct event *interrupt = evsignal_new(base, SIGINT, on_end, &ended);
	struct event *terminate = evsignal_new(base, SIGTERM, on_end, &ended);
	struct event *tick = event_new(base, -1, EV_PERSIST, on_tick, NULL);

	event_add(interrupt, NULL);
	event_add(terminate, NULL);
	event_add(tick, &half_second);
	while (!ended && !ferror(stdout)) {
		struct alert_list found;
		struct arena arena;

		arena_init(&arena);
		choice->filter.after = follower.newest > SEEN / 2 ? follower.newest - SEEN / 2 : 0;
		if (alerts_list_now(call->database.store, &choice->filter, actor, &arena, &found,
				    NULL)) {
			print_new(&follower, &found);
			choice->filter.most = SEEN / 2;
			actor = NULL; /* one look, however long */
		}
		arena_done(&arena);
		event_base_loop(base, EVLOOP_ONCE);
	}
	event_free(tick);
	event_free(terminate);
	event_free(interrupt);
	mem_free(follower.seen);
	return CTL_OK;
}

static void print_list(const struct call *call, const struct alert_list *list)
{
	if (!call->ctl->json) {
		alerts_print_list(zone_of(call), list);
		if (list->n == (size_t)call->limit)
			ctl_message("there may be more; --limit says how many to show");
		return;
	}
	json_t *json = json_array();

	for (size_t i = 0; i < list->n; i++)
		json_array_append_new(json, alerts_row_json(&list->rows[i]));
	ctl_print_json(json);
}

static int list(struct call *call)
{
	struct choice choice;
	struct alert_list alerts;
	struct arena arena;
	struct err err;
	int code;

	if (!choose_all(call, &choice, &code))
		return code;
	if (call->follow)
		return follow(call, &choice);
	arena_init(&arena);
	if (alerts_list_now(call->database.store, &choice.filter, call->actor, &arena, &alerts,
			    &err))
		print_list(call, &alerts);
	else
		code = ctl_database_failed(&err);
	arena_done(&arena);
	return code;
}

/* ---- show ---- */

/* The number of an alert; 0 when the operand is none. */
static int64_t alert_number(const struct call *call)
{
	char *end;
	long long id = strtoll(call->operand != NULL ? call->operand : "", &end, 10);

	return id >= 1 && *end == '\0' ? id : 0;
}

static int show(struct call *call)
{
	struct alert_detail detail;
	struct arena arena;
	struct err err;
	int64_t id = alert_number(call);
	int code = CTL_OK;

	if (id == 0)
		return ctl_usage_error("alerts show wants the number of an alert");
	arena_init(&arena);
	if (!alerts_show_now(call->database.store, id, call->actor, &arena, &detail, &err)) {
		code = ctl_database_failed(&err);
	} else if (!detail.found) {
		ctl_message("there is no alert %lld", (long long)id);
		code = CTL_NOT_FOUND;
	} else if (call->ctl->json) {
		ctl_print_json(alerts_detail_json(&detail));
	} else {
		alerts_print_detail(zone_of(call), &detail);
	}
	arena_done(&arena);
	return code;
}

/* ---- decide ---- */

static int decide(struct call *call)
{
	call->decide.alert = alert_number(call);
	call->decide.actor = call->actor;
	if (call->decide.alert == 0)
		return ctl_usage_error("alerts %s wants the number of an alert",
				       call->decide.acknowledge ? "acknowledge" : "decide");
	return alerts_decide(call->database.store, call->rulesets, &call->decide, call->ctl->json);
}

static int acknowledge(struct call *call)
{
	call->decide.acknowledge = true;
	return decide(call);
}

/* ---- backlog ---- */

static int raise_from_backlog(struct call *call)
{
	const struct alerts_raise_options options = { .child = call->operands[1],
						      .rule = call->operands[2],
						      .person = call->decide.person,
						      .reason = call->reason,
						      .dry_run = call->decide.dry_run,
						      .json = call->ctl->json,
						      .actor = call->actor };

	return alerts_backlog_raise(&call->database, call->rulesets, &options);
}

static int backlog(struct call *call)
{
	if (call->n_operands > 0)
		return raise_from_backlog(call);
	return alerts_backlog(call->database.store, call->rulesets,
			      &(struct alerts_backlog_options){ .zone = zone_of(call),
								.rule = call->rule,
								.level = call->level,
								.actor = call->actor,
								.json = call->ctl->json });
}

/* ---- The subcommand ---- */

static const struct action {
	const char *name;
	int (*run)(struct call *call);
	int operands;
	const char *verb; /* or this one, with two more; NULL: there is none */
} actions[] = {
	{ "list", list, 0, NULL },
	{ "show", show, 1, NULL },
	{ "acknowledge", acknowledge, 1, NULL },
	{ "decide", decide, 1, NULL },
	{ "backlog", backlog, 0, "raise" },
};

static bool is_called(const struct action *action, int n, char **words)
{
	if (strcmp(action->name, words[0]) != 0)
		return false;
	return n - 1 == action->operands ||
	       (action->verb != NULL && n == 4 && strcmp(words[1], action->verb) == 0);
}

static int run(struct call *call, int (*action)(struct call *call))
{
	int code;

	if (!ctl_database_open(call->ctl, &call->database, &code))
		return code;
	call->rulesets = rulesets_new(call->database.store);
	if (rulesets_load_now(call->rulesets, 0, NULL))
		call->in_force = rulesets_newest(call->rulesets, NULL);
	ctl_actor(call->actor, sizeof call->actor);
	code = action(call);
	rulesets_free(call->rulesets);
	ctl_database_close(&call->database);
	return code;
}

static int choose_action(struct call *call, int n, char **words)
{
	call->operand = n > 1 ? words[1] : NULL;
	call->operands = words + 1;
	call->n_operands = n - 1;
	for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
		if (is_called(&actions[i], n, words))
			return run(call, actions[i].run);
	return ctl_usage_error("usage: concernctl %s", usage.call);
}

int ctl_alerts(struct ctl *ctl, int argc, char **argv)
{
	struct call call = { .ctl = ctl, .limit = 100 };
	const struct ctl_option options[] = {
		{ .name = "state",
		  .argument = "STATE",
		  .text = &call.state,
		  .help = "open (default), new, acknowledged, decided, withdrawn or all" },
		{ .name = "level",
		  .argument = "LEVEL",
		  .text = &call.level,
		  .help = "red, amber, green or blue" },
		{ .name = "rule", .argument = "RULE", .text = &call.rule, .help = "of one rule" },
		{ .name = "limit",
		  .argument = "N",
		  .number = &call.limit,
		  .low = 1,
		  .high = 1000000,
		  .help = "show so many at most (default: 100)" },
		{ .name = "void",
		  .flag = &call.void_only,
		  .help = "those that an outcome made void" },
		{ .name = "outcome",
		  .argument = "WORD",
		  .text = &call.decide.outcome,
		  .help = "decide: an outcome word of the rules" },
		{ .name = "rationale",
		  .argument = "TEXT",
		  .text = &call.decide.rationale,
		  .help = "decide: why" },
		{ .name = "person",
		  .argument = "NAME",
		  .text = &call.decide.person,
		  .help = "decide, acknowledge, backlog raise: who does" },
		{ .name = "action",
		  .argument = "TEXT",
		  .text = &call.decide.action,
		  .help = "decide: \"OWNER; AGENCY; DUE; WHAT; OTHERWISE\", due as 2026-01-31" },
		{ .name = "reason",
		  .argument = "TEXT",
		  .text = &call.reason,
		  .help = "backlog raise: why" },
		{ .name = "evidence-version",
		  .argument = "N",
		  .number = &call.decide.evidence_version,
		  .low = 1,
		  .high = INT32_MAX,
		  .help = "decide: the one that was on the screen (default: the latest)" },
		{ .name = "dry-run",
		  .flag = &call.decide.dry_run,
		  .help = "decide, backlog raise: checks all and changes nothing" },
		{ .name = "follow",
		  .flag = &call.follow,
		  .help = "go on, and print each alert as it rises" },
	};
	int code;

	if (!ctl_options(ctl, &usage, options, sizeof options / sizeof *options, &argc, &argv,
			 &code))
		return code;
	return choose_action(&call, argc, argv);
}
