/* SPDX-License-Identifier: Apache-2.0 */
#include "identity.h"

#include <string.h>

/* `concernctl identity`: a table of actions, one file each. */

static const struct action {
	const char *name;
	const char *help; /* one line */
	int (*run)(struct ctl *ctl, int argc, char **argv);
} actions[] = {
	{ "different", "the two of a review are two children, for good", identity_say },
	{ "flag", "marks a child as adopted, or as one of a multiple birth", identity_flag },
	{ "learn", "counts weights from labelled records, and prints them", identity_learn },
	{ "merge", "a child is part of another", identity_say },
	{ "replay", "what records of a file would be linked to what, without a database",
	  identity_replay },
	{ "reviews", "who may be whom, and waits for a person's word", identity_list_reviews },
	{ "same", "the two of a review are one child", identity_say },
	{ "show", "what was said of the two of a review, or of one child", identity_show_records },
	{ "split", "takes records off a child", identity_say },
	{ "superseded", "takes in NHS numbers that others took the place of", identity_supersede },
};
enum { ACTIONS = sizeof actions / sizeof *actions };

static int print_help(FILE *file)
{
	fputs("Usage: concernctl identity ACTION …\n"
	      "Which records are of one child: reviews that wait for a person, and what weights "
	      "would do.\n\nActions:\n",
	      file);
	for (size_t i = 0; i < ACTIONS; i++)
		fprintf(file, "  %-10s  %s\n", actions[i].name, actions[i].help);
	fputs("\nconcernctl identity ACTION --help tells the rest.\n", file);
	return file == stdout ? CTL_OK : CTL_USAGE;
}

int ctl_identity(struct ctl *ctl, int argc, char **argv)
{
	if (argc < 2)
		return print_help(stderr);
	if (strcmp(argv[1], "--help") == 0)
		return print_help(stdout);
	for (size_t i = 0; i < ACTIONS; i++)
		if (strcmp(argv[1], actions[i].name) == 0)
			return actions[i].run(ctl, argc - 1, argv + 1);
	return ctl_usage_error("identity has no action %s", argv[1]);
}
