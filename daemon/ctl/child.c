/* SPDX-License-Identifier: Apache-2.0 */
#include "child.h"

#include <stdlib.h>
#include <string.h>

/* concernctl child: what is on file of one child, and finding which child that is. */

static const struct ctl_usage usage = {
	.call = "child show CHILD | child search TERM… | child export CHILD --out DIR|- | child "
		"restrict CHILD --people NAME[,NAME…] --reason TEXT | child release CHILD --reason "
		"TEXT",
	.help = "show      who the child is to whom, its contacts over all agencies, its alerts; "
		"of\n"
		"          a restricted family only with --reason\n"
		"search    children by words of a name, a birth date (2016-02-29), an NHS number;\n"
		"          `-` reads them from standard input, so that no shell keeps them\n"
		"export    all that is held on a child, for a subject access request: JSON, and a\n"
		"          page to read; what is of third parties is marked. Signs in as\n"
		"          concernd_records; --reason says which request it is\n"
		"restrict  the family is shown to those named and on duty alone; those named "
		"before\n"
		"          are so no more. release ends that\n"
		"Each leaves an audit row.",
	.least = 2,
	.most = -1,
};

static const struct {
	const char *name;
	int (*run)(struct child_call *call);
	const char *role; /* NULL: as the settings say */
	bool takes_child, wants_reason;
} verbs[] = {
	{ "show", child_show, NULL, true, false },
	{ "search", child_search, NULL, false, false },
	{ "export", child_export, "concernd_records", true, true },
	{ "restrict", child_restrict, NULL, true, true },
	{ "release", child_release, NULL, true, true },
};

enum { VERBS = sizeof verbs / sizeof *verbs };

static bool is_blank(const char *text)
{
	return text == NULL || text[strspn(text, " \t\r\n")] == '\0';
}

static int check_call(struct child_call *call, size_t verb)
{
	char *end;

	if (verb == VERBS)
		return ctl_usage_error("say show, search, export, restrict or release");
	if (!verbs[verb].takes_child)
		return CTL_OK;
	if (call->n_terms != 1)
		return ctl_usage_error("say which CHILD: one number");
	call->child = strtoll(call->terms[0], &end, 10);
	if (*end != '\0' || call->child <= 0)
		return ctl_usage_error("CHILD is a number, as `concernctl alerts` shows it");
	if (verbs[verb].run == child_export && call->out == NULL)
		return ctl_usage_error("say where to, with --out: a folder, or - for JSON alone");
	if (verbs[verb].wants_reason && is_blank(call->reason))
		return ctl_usage_error("say %s, with --reason; it goes to the audit",
				       verbs[verb].run == child_export ? "for which request"
								       : "why");
	return CTL_OK;
}

int ctl_child(struct ctl *ctl, int argc, char **argv)
{
	struct child_call call = { .ctl = ctl, .most = 50 };
	const struct ctl_option own[] = {
		{ .name = "reason",
		  .argument = "TEXT",
		  .help = "why, for the audit",
		  .text = &call.reason },
		{ .name = "out",
		  .argument = "DIR",
		  .help = "export: the folder; - for standard output",
		  .text = &call.out },
		{ .name = "people",
		  .argument = "NAME[,NAME…]",
		  .help = "restrict: who may see it, by their sign-in names",
		  .text = &call.people },
		{ .name = "limit",
		  .argument = "N",
		  .help = "search: at most so many (50)",
		  .number = &call.most,
		  .low = 1,
		  .high = 1000 },
	};
	size_t verb = 0;
	int code;

	if (!ctl_options(ctl, &usage, own, sizeof own / sizeof *own, &argc, &argv, &code))
		return code;
	while (verb < VERBS && strcmp(verbs[verb].name, argv[0]) != 0)
		verb++;
	call.terms = argv + 1;
	call.n_terms = argc - 1;
	code = check_call(&call, verb);
	if (code != CTL_OK || !ctl_database_open_as(ctl, verbs[verb].role, &call.database, &code))
		return code;
	arena_init(&call.arena);
	ctl_actor(call.actor, sizeof call.actor);
	code = verbs[verb].run(&call);
	arena_done(&call.arena);
	ctl_database_close(&call.database);
	return code;
}
