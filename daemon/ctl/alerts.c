/* SPDX-License-Identifier: Apache-2.0 */
#include "alerts.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "casework/rulebook.h"
#include "config/settings.h"

/* concernctl alerts: which stand, one of them whole, and what holds on history alone. */

static const struct ctl_usage usage = {
	.call = "alerts list|show|acknowledge|decide|backlog [OPTION…] "
		"[ALERT | raise NUMBER RULE]",
	.help = "list      the alerts that wait for a decision, the newest first; --state all: "
		"every one;\n"
		"          --follow: goes on, and prints each as it rises; --void: those that\n"
		"          an outcome made void\n"
		"show      one of them: what made it rise, how it grew, who was told\n"
		"acknowledge  notes that --person has one in hand\n"
		"decide    notes what a manager decided on one: --outcome, --rationale, --person\n"
		"backlog   what holds on history alone, and so has raised no alert; backlog raise\n"
		"          NUMBER RULE raises one of them, of a child, household or doubt: "
		"--person,\n"
		"          --reason",
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

static const struct zone *zone_of(const struct call *call)
{
	return call->in_force != NULL ? call->in_force->zone : NULL;
}

/* ---- list ---- */

static int list(struct call *call)
{
	return alerts_list(&call->database,
			   &(struct alerts_list_options){ .zone = zone_of(call),
							  .state = call->state,
							  .level = call->level,
							  .rule = call->rule,
							  .limit = call->limit,
							  .follow = call->follow,
							  .void_only = call->void_only,
							  .json = call->ctl->json,
							  .actor = call->actor });
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
	const struct alerts_raise_options options = { .subject = call->operands[1],
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
