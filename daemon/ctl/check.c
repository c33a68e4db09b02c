/* SPDX-License-Identifier: Apache-2.0 */

#include <stdio.h>

#include "base/clock.h"
#include "check.h"
#include "config/crosscheck.h"
#include "config/findings.h"
#include "config/ruleset.h"
#include "config/settings.h"
#include "ctl.h"

/* concernctl check: all that is wrong with the configuration, in one run. */

static const struct ctl_usage usage = {
	.call = "check [OPTION…] [FILE…]",
	.help = "Checks concernd.conf and the rules.conf that it names, or the files given (which "
		"of\n"
		"the two a file is shows by its keys), and prints every mistake with file and "
		"line.\n"
		"Ends with 0 when all is well, 1 on errors, 3 on warnings alone.",
	.most = -1,
};

struct checked {
	struct findings findings;
	struct settings *settings;
	struct ruleset *rules;
	bool settings_asked; /* a concernd.conf was to be checked */
};

static void check_settings(struct checked *checked, const char *path)
{
	settings_free(checked->settings);
	checked->settings_asked = true;
	checked->settings = settings_read_file(path, &checked->findings);
}

static void check_rules(struct checked *checked, const char *path)
{
	ruleset_free(checked->rules);
	checked->rules = ruleset_read_file(path, &checked->findings);
}

static void check_files(struct checked *checked, int argc, char **argv)
{
	for (int i = 0; i < argc; i++)
		if (config_kind(argv[i]) == CONFIG_RULES)
			check_rules(checked, argv[i]);
		else
			check_settings(checked, argv[i]);
}

/* What the options name; without any, the installed files. Rules alone need no concernd.conf. */
static void check_named(struct checked *checked, const struct ctl *ctl)
{
	if (ctl->config_given || ctl->rules_path == NULL)
		check_settings(checked, ctl->config_path);
	if (ctl->rules_path != NULL)
		check_rules(checked, ctl->rules_path);
	else if (checked->settings != NULL)
		check_rules(checked, checked->settings->rules);
}

/* Rules by themselves are held against the retention that is the default. */
static void check_together(struct checked *checked)
{
	if (checked->rules == NULL)
		return;
	crosscheck_holidays(checked->rules, clock_now_us(), &checked->findings);
	if (checked->settings != NULL) {
		crosscheck(checked->settings, checked->rules, &checked->findings);
		return;
	}
	struct settings *standard = settings_standard();

	if (!checked->settings_asked)
		crosscheck_windows(standard, checked->rules, &checked->findings);
	settings_free(standard);
}

/* With rules that do not hold there is nothing to judge by. */
static bool check_on_file(const struct ctl *ctl, struct checked *checked, int *ret_exit)
{
	struct err err;

	if (checked->rules == NULL)
		return true;
	if (checked->settings == NULL)
		checked->settings = ctl_settings(ctl, ret_exit);
	if (checked->settings == NULL)
		return false;
	if (check_stored(checked->settings, checked->rules, &checked->findings, &err))
		return true;
	*ret_exit = ctl_database_failed(&err);
	return false;
}

static void free_checked(struct checked *checked)
{
	settings_free(checked->settings);
	ruleset_free(checked->rules);
	findings_done(&checked->findings);
}

static json_t *finding_json(const struct finding *finding)
{
	return json_pack("{s:s, s:s, s:i, s:s, s:s?}", "kind",
			 finding->kind == FINDING_ERROR ? "error" : "warning", "file",
			 finding->place.file, "line", finding->place.line, "what", finding->what,
			 "hint", finding->hint);
}

static void print_json(const struct findings *findings)
{
	json_t *list = json_array();

	for (size_t i = 0; i < findings->n; i++)
		json_array_append_new(list, finding_json(&findings->list[i]));
	ctl_print_json(json_pack("{s:o, s:I, s:I}", "findings", list, "errors",
				 (json_int_t)findings->n_errors, "warnings",
				 (json_int_t)findings->n_warnings));
}

static void print_lines(struct findings *findings)
{
	for (size_t i = 0; i < findings->n; i++)
		printf("%s\n", findings_line(findings, i));
	if (findings->n == 0)
		fputs("no mistakes found\n", stderr);
}

static int outcome(const struct findings *findings, bool errors_only)
{
	if (findings->n_errors > 0)
		return CTL_FAILED;
	return findings->n_warnings > 0 && !errors_only ? CTL_WARNINGS : CTL_OK;
}

static json_t *setting_json(const struct setting *setting)
{
	return json_pack("{s:s, s:s, s:s, s:s?, s:s, s:s}", "group", setting->group, "name",
			 setting->name, "type", setting->type, "default", setting->standard, "unit",
			 setting->unit, "help", setting->help);
}

/* What concernd.conf can say: the table that it is read by. */
static int print_settings(const struct ctl *ctl)
{
	struct ctl_table table = { .n_columns = 4,
				   .headings = { "SETTING", "DEFAULT", "UNIT", "WHAT IT IS" } };
	json_t *list = json_array();
	struct setting setting;

	for (size_t i = 0; settings_table(i, &setting); i++) {
		const char *dot = *setting.group != '\0' ? "." : "";

		json_array_append_new(list, setting_json(&setting));
		ctl_table_cell(&table, "%s%s%s", setting.group, dot, setting.name);
		ctl_table_cell(&table, "%s",
			       setting.standard != NULL ? setting.standard : "(none)");
		ctl_table_cell(&table, "%s", setting.unit);
		ctl_table_cell(&table, "%s", setting.help);
	}
	if (ctl->json)
		ctl_print_json(json_incref(list));
	else
		ctl_table_print(&table);
	json_decref(list);
	return CTL_OK;
}

int ctl_check(struct ctl *ctl, int argc, char **argv)
{
	bool errors_only = false, settings = false, stored = false;
	const struct ctl_option options[] = {
		{ .name = "errors-only", .flag = &errors_only, .help = "end with 0 on warnings" },
		{ .name = "stored",
		  .flag = &stored,
		  .help = "also judge what is on file: which rules raise more than alerts_a_day" },
		{ .name = "settings",
		  .flag = &settings,
		  .help = "check nothing, list all that concernd.conf can say" },
	};
	struct checked checked = { 0 };
	int code;

	if (!ctl_options(ctl, &usage, options, sizeof options / sizeof *options, &argc, &argv,
			 &code))
		return code;
	if (settings)
		return print_settings(ctl);
	findings_init(&checked.findings);
	if (argc > 0)
		check_files(&checked, argc, argv);
	else
		check_named(&checked, ctl);
	check_together(&checked);
	if (stored && !check_on_file(ctl, &checked, &code)) {
		free_checked(&checked);
		return code;
	}
	findings_sort(&checked.findings);
	if (ctl->json)
		print_json(&checked.findings);
	else
		print_lines(&checked.findings);
	code = outcome(&checked.findings, errors_only);
	free_checked(&checked);
	return code;
}
