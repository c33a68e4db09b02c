/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "casework/identity.h"
#include "identity.h"
#include "identity/number.h"

/* concernctl identity flag and superseded: what is known of a child besides what was said of it. */

static const struct ctl_usage flag_usage = {
	.call = "identity flag CHILD adopted|multiple-birth --reason TEXT [--clear]",
	.help = "adopted         one of two identities: nothing links to it by itself but the "
		"sender's\n"
		"                own record id, so that the old one stays confidential\n"
		"multiple-birth  a twin is more likely than else",
	.least = 2,
	.most = 2,
};

static int tell_flag(const struct ctl *ctl, const struct identity_flag_order *order)
{
	if (ctl->json)
		ctl_print_json(json_pack("{s:I, s:s, s:b}", "child", (json_int_t)order->child,
					 "flag", order->flag, "set", !order->clears));
	else
		printf("child %" PRId64 ": %s %s\n", order->child, order->flag,
		       order->clears ? "cleared" : "set");
	return CTL_OK;
}

static int flag(const struct ctl *ctl, struct ctl_database *database,
		const struct identity_flag_order *order)
{
	enum identity_status status;
	struct err err;

	if (!identity_flag_now(database->store, order, &status, &err))
		return ctl_database_failed(&err);
	if (status == IDENTITY_DONE)
		return tell_flag(ctl, order);
	ctl_message("%s", err.text);
	return status == IDENTITY_WRONG       ? CTL_USAGE
	       : status == IDENTITY_NOT_FOUND ? CTL_NOT_FOUND
					      : CTL_CONFLICT;
}

int identity_flag(struct ctl *ctl, int argc, char **argv)
{
	struct identity_flag_order order = { .child = 0 };
	const struct ctl_option own[] = {
		{ .name = "reason",
		  .argument = "TEXT",
		  .help = "why, for the audit",
		  .text = &order.reason },
		{ .name = "clear", .help = "take the flag away", .flag = &order.clears },
	};
	struct ctl_database database;
	char actor[80];
	int code;

	if (!ctl_options(ctl, &flag_usage, own, sizeof own / sizeof *own, &argc, &argv, &code))
		return code;
	if (!identity_read_id(argv[0], &order.child) || order.reason == NULL)
		return ctl_usage_error("identity flag wants the number of a child, and --reason");
	order.flag = argv[1];
	order.actor = ctl_actor(actor, sizeof actor);
	if (!ctl_database_open(ctl, &database, &code))
		return code;
	code = flag(ctl, &database, &order);
	ctl_database_close(&database);
	return code;
}

/* ---- superseded ---- */

static const struct ctl_usage superseded_usage = {
	.call = "identity superseded FILE",
	.help = "Takes in NHS numbers that others took the place of, a line a pair: OLD,NEW. FILE "
		"- is\n"
		"the standard input. All of it or nothing; a heading is skipped.",
	.least = 1,
	.most = 1,
};

struct pairs {
	struct arena arena;
	struct identity_superseded *list;
	size_t n, room;
};

static bool read_pair(struct pairs *pairs, char *line)
{
	char *comma = strchr(line, ','), old_number[NHS_BYTES], new_number[NHS_BYTES];

	if (comma == NULL)
		return false;
	*comma = '\0';
	comma[1 + strcspn(comma + 1, ",\r\n")] = '\0';
	if (number_read_nhs(line, old_number) != NUMBER_OK ||
	    number_read_nhs(comma + 1, new_number) != NUMBER_OK)
		return false;
	pairs->list = arena_grow(&pairs->arena, pairs->list, pairs->n, &pairs->room,
				 sizeof *pairs->list);
	pairs->list[pairs->n++] = (struct identity_superseded){
		arena_strdup(&pairs->arena, old_number), arena_strdup(&pairs->arena, new_number)
	};
	return true;
}

/* Lines are told by their numbers alone: what stands in them is of a child. */
static int read_pairs(struct pairs *pairs, const char *path)
{
	FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "r");
	char *line = NULL;
	size_t size = 0, number = 0;
	int code = CTL_OK;

	if (file == NULL) {
		ctl_message("%s cannot be read", path);
		return CTL_FAILED;
	}
	while (getline(&line, &size, file) >= 0) {
		number++;
		if (line[strspn(line, " \t\r\n")] == '\0' || read_pair(pairs, line) ||
		    (number == 1 && strpbrk(line, "0123456789") == NULL))
			continue;
		ctl_message("%s:%zu: not two valid NHS numbers: write OLD,NEW", path, number);
		code = CTL_FAILED;
	}
	free(line);
	if (file != stdin)
		fclose(file);
	return code;
}

static int supersede(struct ctl *ctl, const struct pairs *pairs)
{
	struct ctl_database database;
	struct err err;
	char actor[80];
	int code;

	if (!ctl_database_open(ctl, &database, &code))
		return code;
	code = CTL_OK;
	if (!identity_supersede_now(database.store, pairs->list, pairs->n,
				    ctl_actor(actor, sizeof actor), &err))
		code = ctl_database_failed(&err);
	else if (ctl->json)
		ctl_print_json(json_pack("{s:i}", "pairs", (int)pairs->n));
	else
		printf("%zu pair%s noted\n", pairs->n, pairs->n == 1 ? "" : "s");
	ctl_database_close(&database);
	return code;
}

int identity_supersede(struct ctl *ctl, int argc, char **argv)
{
	struct pairs pairs = { .n = 0 };
	int code;

	if (!ctl_options(ctl, &superseded_usage, NULL, 0, &argc, &argv, &code))
		return code;
	arena_init(&pairs.arena);
	code = read_pairs(&pairs, argv[0]);
	if (code == CTL_OK)
		code = supersede(ctl, &pairs);
	arena_done(&pairs.arena);
	return code;
}
