/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "casework/identity.h"
#include "casework/rulebook.h"
#include "config/crosscheck.h"
#include "identity.h"

/* concernctl identity same, different, merge and split: a person's word on who is who. */

enum { DEADLINE_S = 60 };

static const struct saying {
	const char *name;
	enum identity_act act;
	struct ctl_usage usage;
} sayings[] = {
	{ "same",
	  IDENTITY_SAME,
	  { .call = "identity same REVIEW --person NAME --reason TEXT",
	    .help = "The two children of a review are one: the older one stays, and has the "
		    "contacts\n"
		    "of both. All rules judge it again at once.",
	    .least = 1,
	    .most = 1 } },
	{ "different",
	  IDENTITY_DIFFERENT,
	  { .call = "identity different REVIEW --person NAME --reason TEXT",
	    .help = "They are two, for good: no program joins them, or asks again.",
	    .least = 1,
	    .most = 1 } },
	{ "merge",
	  IDENTITY_MERGE,
	  { .call = "identity merge CHILD OTHER --person NAME --reason TEXT",
	    .help = "OTHER is part of CHILD from now on, with all its records and contacts. "
		    "Decisions\n"
		    "on its alerts stay, and count for CHILD.",
	    .least = 2,
	    .most = 2 } },
	{ "split",
	  IDENTITY_SPLIT,
	  { .call = "identity split CHILD RECORD… --person NAME --reason TEXT",
	    .help = "These records of CHILD (`identity show --child CHILD` numbers them) are of\n"
		    "another child: of the one that they came from by a merge, if it had just "
		    "those,\n"
		    "else of a new one.",
	    .least = 2,
	    .most = -1 } },
};
enum { SAYINGS = sizeof sayings / sizeof *sayings };

bool identity_read_id(const char *text, int64_t *ret)
{
	char *end;

	errno = 0;
	long long value = strtoll(text, &end, 10);

	*ret = value;
	return errno == 0 && end != text && *end == '\0' && value >= 1;
}

static int exit_of(enum identity_status status)
{
	static const int exits[] = {
		[IDENTITY_DONE] = CTL_OK,
		[IDENTITY_WRONG] = CTL_USAGE,
		[IDENTITY_NOT_FOUND] = CTL_NOT_FOUND,
		[IDENTITY_SETTLED] = CTL_CONFLICT,
		[IDENTITY_APART] = CTL_NOT_ALLOWED,
		[IDENTITY_NOTHING] = CTL_CONFLICT,
	};

	return exits[status];
}

/* ---- What came of it ---- */

static void print_json(const struct saying *saying, const struct identity_order *order,
		       const struct identity_settled *settled)
{
	ctl_print_json(json_pack("{s:s, s:I, s:I, s:i, s:{s:i, s:i, s:i}, s:b}", "done",
				 saying->name, "child", (json_int_t)settled->child, "other",
				 (json_int_t)settled->other, "contacts", (int)settled->n_contacts,
				 "alerts", "risen", (int)settled->n_risen, "grown",
				 (int)settled->n_grown, "withdrawn", (int)settled->n_withdrawn,
				 "dry_run", order->dry_run));
}

static void print_text(const struct identity_order *order, const struct identity_settled *settled)
{
	const char *would = order->dry_run ? "would be " : "";

	switch (order->act) {
	case IDENTITY_DIFFERENT:
		printf("children %" PRId64 " and %" PRId64 " %skept apart for good\n",
		       settled->child, settled->other, order->dry_run ? "would be " : "are ");
		break;
	case IDENTITY_SPLIT:
		printf("%zu contact%s %smoved from child %" PRId64 " to child %" PRId64 "\n",
		       settled->n_contacts, settled->n_contacts == 1 ? "" : "s", would,
		       settled->child, settled->other);
		break;
	default:
		printf("child %" PRId64 " %spart of child %" PRId64 ", with %zu contact%s\n",
		       settled->other, order->dry_run ? "would be " : "is ", settled->child,
		       settled->n_contacts, settled->n_contacts == 1 ? "" : "s");
	}
	printf("alerts: %zu %srisen, %zu grown, %zu withdrawn\n", settled->n_risen,
	       order->dry_run ? "would have " : "", settled->n_grown, settled->n_withdrawn);
}

static int settle(struct ctl *ctl, struct ctl_database *database, const struct saying *saying,
		  const struct identity_order *order)
{
	struct rulesets *rulesets = rulesets_new(database->store);
	struct judge *judge = judge_new(database->store, rulesets, channels_on(database->settings),
					DEADLINE_S * INT64_C(1000000));
	struct identity_settled settled;
	struct err err;
	int code;

	judge_change(judge, database->settings);
	if (!rulesets_load_now(rulesets, 0, &err) ||
	    !identity_settle_now(database->store, judge, order, &settled, &err)) {
		code = ctl_database_failed(&err);
	} else {
		code = exit_of(settled.status);
		if (settled.status != IDENTITY_DONE)
			ctl_message("%s", settled.text);
		else if (ctl->json)
			print_json(saying, order, &settled);
		else
			print_text(order, &settled);
	}
	judge_free(judge);
	rulesets_free(rulesets);
	return code;
}

/* ---- The call ---- */

static bool read_order(int argc, char **argv, struct arena *arena, struct identity_order *order)
{
	int64_t *ids = arena_new(arena, (size_t)argc, sizeof *ids);

	for (int i = 0; i < argc; i++)
		if (!identity_read_id(argv[i], &ids[i]))
			return false;
	switch (order->act) {
	case IDENTITY_MERGE:
		order->other = ids[1];
		order->child = ids[0];
		break;
	case IDENTITY_SPLIT:
		order->child = ids[0];
		order->aliases = ids + 1;
		order->n_aliases = (size_t)argc - 1;
		break;
	default:
		order->review = ids[0];
	}
	return true;
}

int identity_say(struct ctl *ctl, int argc, char **argv)
{
	size_t at = 0;

	while (at < SAYINGS && strcmp(sayings[at].name, argv[0]) != 0)
		at++;
	const struct saying *saying = &sayings[at];
	struct identity_order order = { .act = saying->act };
	const struct ctl_option own[] = {
		{ .name = "person",
		  .argument = "NAME",
		  .help = "who says so",
		  .text = &order.person },
		{ .name = "reason",
		  .argument = "TEXT",
		  .help = "why, for the audit",
		  .text = &order.reason },
		{ .name = "overrule",
		  .help = "though a person told them apart before",
		  .flag = &order.overrules },
		{ .name = "dry-run",
		  .help = "say what would become of it, and change nothing",
		  .flag = &order.dry_run },
	};
	struct ctl_database database;
	struct arena arena;
	char actor[80];
	int code;

	if (!ctl_options(ctl, &saying->usage, own, sizeof own / sizeof *own, &argc, &argv, &code))
		return code;
	if (order.person == NULL || order.reason == NULL)
		return ctl_usage_error("identity %s wants --person and --reason", saying->name);
	arena_init(&arena);
	order.actor = ctl_actor(actor, sizeof actor);
	if (!read_order(argc, argv, &arena, &order))
		code = ctl_usage_error("reviews, children and records are numbers");
	else if (ctl_database_open(ctl, &database, &code)) {
		code = settle(ctl, &database, saying, &order);
		ctl_database_close(&database);
	}
	arena_done(&arena);
	return code;
}
