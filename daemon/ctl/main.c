/* SPDX-License-Identifier: Apache-2.0 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctl.h"

/*
 * concernctl: a table of subcommands, one file each beside this one.
 *
 *   ctl.h, options.c, print.c, database.c   what they share
 *   alerts.c, alerts_print.c, alerts_backlog.c   the alerts
 *   audit.c, audit_read.c, audit_verify.c, audit_trust.c, audit_export.c   the audit
 *   backtest.c                  what the rules would have raised over a history
 *   check.c                     the configuration
 *   child.c, child_show.c, child_search.c, child_export.c, child_page.c   one child
 *   completion.c                for bash
 *   doctor.c, doctor_database.c   the installation
 *   explain.c                   why a rule fired on a child, or did not
 *   identity.c, identity_*.c    which records are of one child
 *   import.c                    what a council holds already, from CSV files
 *   outbox.c, outbox_drill.c    the notices, and whether they arrive
 *   retention.c, retention_run.c   how long things are kept, and legal holds
 *   rules.c                     the rule sets
 *   schema.c                    the tables of the database
 *   simulate.c                  a believable stream of contacts
 *   status.c, status_print.c    is it doing its work
 *   test.c, story_*.c           rule stories: what the rules are meant to do
 *   user.c                      who may sign in
 */

struct command {
	const char *name;
	const char *help; /* one line */
	int (*run)(struct ctl *ctl, int argc, char **argv);
};

static int help(struct ctl *ctl, int argc, char **argv);
static int completion(struct ctl *ctl, int argc, char **argv);

/* In the order of the alphabet, but for help. */
static const struct command commands[] = {
	{ "alerts", "the alerts: which stand, and what made each rise", ctl_alerts },
	{ "audit", "who did what, and whether anybody changed it since: list, verify, export",
	  ctl_audit },
	{ "backtest", "what the rules would have raised over a history of events", ctl_backtest },
	{ "check", "all that is wrong with the configuration, with file and line", ctl_check },
	{ "child", "what is on file of one child: show, search, export", ctl_child },
	{ "completion", "what bash needs to complete the words of concernctl", completion },
	{ "doctor", "what is wrong with the installation, and what to do about it", ctl_doctor },
	{ "explain", "why a rule fired on a child, or did not", ctl_explain },
	{ "identity", "which records are of one child: what weights would do, and learning them",
	  ctl_identity },
	{ "import", "children and contacts that a council holds already, from CSV files",
	  ctl_import },
	{ "help", "what concernctl can do, or how a subcommand is called", help },
	{ "outbox", "the notices: which wait or were given up; feedback; a drill", ctl_outbox },
	{ "refused", "what senders sent and was refused: list, show, replay, discard",
	  ctl_refused },
	{ "retention", "what is erased when its time is over, and what is held against that",
	  ctl_retention },
	{ "rules", "the rules of the files and of the database: list, show, apply", ctl_rules },
	{ "schema", "the tables of the database: what they are, and bringing them up", ctl_schema },
	{ "simulate", "a believable stream of contacts, to look at or to send", ctl_simulate },
	{ "status", "is it doing its work: the daemon, the rules, the senders, what waits",
	  ctl_status },
	{ "test", "rule stories: do the rules do what they are meant to", ctl_test },
	{ "user", "who may sign in, and as what", ctl_user },
};
enum { COMMANDS = sizeof commands / sizeof *commands };

static const struct ctl_usage usage = {
	.call = "[OPTION…] SUBCOMMAND …",
	.help = "Checks, runs and asks about concernd, which raises an alert when the concerns "
		"about\n"
		"a child, from all agencies together, reach a threshold.",
	.most = -1,
};

static const struct command *find(const char *name)
{
	for (size_t i = 0; i < COMMANDS; i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	return NULL;
}

static void print_overview(FILE *file)
{
	fprintf(file, "Usage: concernctl %s\n%s\n\nSubcommands:\n", usage.call, usage.help);
	for (size_t i = 0; i < COMMANDS; i++)
		fprintf(file, "  %-10s  %s\n", commands[i].name, commands[i].help);
	fputs("\nconcernctl SUBCOMMAND --help tells the rest.\n"
	      "Exit: 0 ok, 1 failed, 2 usage, 3 warnings, 4 not running, 5 database,\n"
	      "      6 not allowed, 7 integrity, 8 not found, 9 conflict.\n",
	      file);
}

static int run(struct ctl *ctl, int argc, char **argv)
{
	const struct command *command = find(argv[0]);

	if (command == NULL)
		return ctl_usage_error("there is no subcommand %s", argv[0]);
	return command->run(ctl, argc, argv);
}

static int help(struct ctl *ctl, int argc, char **argv)
{
	if (argc < 2) {
		print_overview(stdout);
		return CTL_OK;
	}
	if (strcmp(argv[1], "help") == 0)
		return help(ctl, 1, argv);
	return run(ctl, 2, (char *[]){ argv[1], (char[]){ "--help" }, NULL });
}

static const char *command_name(size_t i)
{
	return i < COMMANDS ? commands[i].name : NULL;
}

static int completion(struct ctl *ctl, int argc, char **argv)
{
	static const struct ctl_usage own = {
		.call = "completion",
		.help = "Prints a bash completion: . <(concernctl completion)",
	};
	int code;

	if (!ctl_options(ctl, &own, NULL, 0, &argc, &argv, &code))
		return code;
	ctl_print_completion(command_name);
	return CTL_OK;
}

/* What was printed must have arrived: a full disk is no success. */
static int flushed(int code)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return code;
	ctl_message("cannot write to standard output");
	return CTL_FAILED;
}

int main(int argc, char **argv)
{
	const char *path = getenv("CONCERND_CONFIG");
	bool given = path != NULL && *path != '\0';
	struct ctl ctl = {
		.config_path = given ? path : "/etc/concernd/concernd.conf",
		.config_given = given,
	};
	int code;

	signal(SIGPIPE, SIG_IGN);
	if (argc == 2 && strcmp(argv[1], "--help") == 0) {
		print_overview(stdout);
		return flushed(CTL_OK);
	}
	if (!ctl_common_options(&ctl, &usage, &argc, &argv, &code))
		return flushed(code);
	if (argc == 0) {
		print_overview(stderr);
		return CTL_USAGE;
	}
	return flushed(run(&ctl, argc, argv));
}
