/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/version.h"
#include "ctl.h"

/*
 * Options are rows; getopt_long() gets its table, and help its text, from them. Its codes are the
 * rows' numbers above every character.
 */

enum { CODE_BASE = 1000, COMMON = 5 };

/* Where the common options go, before they are written to struct ctl. */
struct common {
	const char *config, *rules;
	bool json, help, version;
	struct ctl_option rows[COMMON];
};

static void common_init(struct common *common)
{
	*common = (struct common){ 0 };
	const struct ctl_option rows[COMMON] = {
		{ .name = "config",
		  .argument = "FILE",
		  .text = &common->config,
		  .help = "concernd.conf (default: $CONCERND_CONFIG, "
			  "else /etc/concernd/concernd.conf)" },
		{ .name = "rules",
		  .argument = "FILE",
		  .text = &common->rules,
		  .help = "rules.conf (default: as concernd.conf says)" },
		{ .name = "json", .flag = &common->json, .help = "print JSON" },
		{ .name = "help", .flag = &common->help, .help = "print this" },
		{ .name = "version", .flag = &common->version, .help = "print the version" },
	};

	memcpy(common->rows, rows, sizeof rows);
}

static void print_row(const struct ctl_option *row)
{
	char left[48];

	snprintf(left, sizeof left, "--%s%s%s", row->name, row->argument ? " " : "",
		 row->argument ? row->argument : "");
	printf("  %-20s  %s\n", left, row->help);
}

static void print_help(const struct ctl_usage *usage, const struct ctl_option *own, size_t n_own,
		       const struct common *common)
{
	printf("Usage: concernctl %s\n%s\n\n", usage->call, usage->help);
	for (size_t i = 0; i < n_own; i++)
		print_row(&own[i]);
	for (size_t i = 0; i < COMMON; i++)
		print_row(&common->rows[i]);
}

static bool take_number(const struct ctl_option *row, const char *text)
{
	char *end;

	errno = 0;
	long long value = strtoll(text, &end, 10);

	if (errno != 0 || end == text || *end != '\0' || value < row->low || value > row->high) {
		ctl_usage_error("--%s wants a whole number from %" PRId64 " to %" PRId64, row->name,
				row->low, row->high);
		return false;
	}
	*row->number = value;
	return true;
}

static bool take(const struct ctl_option *row, const char *text)
{
	if (row->flag != NULL)
		*row->flag = true;
	else if (row->text != NULL)
		*row->text = text;
	else
		return take_number(row, text);
	return true;
}

/* All rows, own ones first, and the table that getopt_long() reads. */
static bool read_all(const struct ctl_option *rows, size_t n, const char *short_options, int argc,
		     char **argv)
{
	struct option *table = mem_new(n + 1, sizeof *table);
	bool ok = true;
	int code;

	for (size_t i = 0; i < n; i++)
		table[i] = (struct option){ rows[i].name,
					    rows[i].argument ? required_argument : no_argument,
					    NULL, CODE_BASE + (int)i };
	optind = 0; /* glibc: begin anew */
	opterr = 0;
	while (ok && (code = getopt_long(argc, argv, short_options, table, NULL)) != -1) {
		if (code >= CODE_BASE)
			ok = take(&rows[code - CODE_BASE], optarg);
		else {
			const char *shown = argv[optind - 1];

			ctl_usage_error(code == ':' ? "%s wants a value" : "no option %s", shown);
			ok = false;
		}
	}
	mem_free(table);
	return ok;
}

static void apply(const struct common *common, struct ctl *ctl)
{
	if (common->config != NULL) {
		ctl->config_path = common->config;
		ctl->config_given = true;
	}
	if (common->rules != NULL)
		ctl->rules_path = common->rules;
	ctl->json = ctl->json || common->json;
}

static bool read_options(struct ctl *ctl, const struct ctl_usage *usage,
			 const struct ctl_option *own, size_t n_own, const char *short_options,
			 int *argc, char ***argv, int *ret_exit)
{
	struct common common;

	common_init(&common);
	struct ctl_option *rows = mem_new(n_own + COMMON, sizeof *rows);

	if (n_own > 0)
		memcpy(rows, own, n_own * sizeof *rows);
	memcpy(rows + n_own, common.rows, sizeof common.rows);
	bool ok = read_all(rows, n_own + COMMON, short_options, *argc, *argv);

	mem_free(rows);
	*ret_exit = ok ? CTL_OK : CTL_USAGE;
	if (ok && common.help)
		print_help(usage, own, n_own, &common);
	else if (ok && common.version)
		printf("concernctl %s\n", concernd_version);
	if (!ok || common.help || common.version)
		return false;
	apply(&common, ctl);
	*argc -= optind;
	*argv += optind;
	return true;
}

bool ctl_options(struct ctl *ctl, const struct ctl_usage *usage, const struct ctl_option *own,
		 size_t n_own, int *argc, char ***argv, int *ret_exit)
{
	if (!read_options(ctl, usage, own, n_own, ":", argc, argv, ret_exit))
		return false;
	if (*argc >= usage->least && (usage->most < 0 || *argc <= usage->most))
		return true;
	*ret_exit = ctl_usage_error("usage: concernctl %s", usage->call);
	return false;
}

bool ctl_common_options(struct ctl *ctl, const struct ctl_usage *usage, int *argc, char ***argv,
			int *ret_exit)
{
	return read_options(ctl, usage, NULL, 0, "+:", argc, argv, ret_exit);
}
