/* SPDX-License-Identifier: Apache-2.0 */
#include <sched.h>
#include <string.h>

#include "backtest.h"
#include "config/settings.h"
#include "ctl.h"

/* The history of the database, judged by the rules that were in force, or by others. */

static void on_progress(void *context, uint64_t n, uint64_t total)
{
	struct ctl_progress *progress = context;

	progress->total = total;
	ctl_progress_step(progress, n);
}

/* As many as this process may run on. */
static unsigned count_processors(void)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	if (sched_getaffinity(0, sizeof set, &set) != 0)
		return 1;
	return (unsigned)CPU_COUNT(&set);
}

static struct archive *read_archive(const struct settings *settings, struct err *err)
{
	struct ctl_progress progress;
	const struct hindsight_progress told = { &progress, on_progress };

	ctl_progress_begin(&progress, "reading", 0);
	struct archive *archive = archive_read(settings->database.conninfo, &told, err);

	ctl_progress_end(&progress);
	return archive;
}

/* ruleset: NULL for those that were in force. */
static struct hindsight *judge(const struct archive *archive,
			       const struct backtest_request *request, struct ruleset *ruleset,
			       const char *what)
{
	struct ctl_progress progress;
	const struct hindsight_options options = {
		.ruleset = ruleset,
		.decided = request->when,
		.decided_after = request->decided_after,
		.to_us = request->to_us,
		.jobs = request->jobs > 0 ? (unsigned)request->jobs : count_processors(),
		.progress = { &progress, on_progress },
	};

	ctl_progress_begin(&progress, what, archive_count(archive));
	struct hindsight *hindsight = hindsight_judge(archive, &options);

	ctl_progress_end(&progress);
	return hindsight;
}

static struct backtest_alerts alerts_of(const struct hindsight *hindsight, int64_t from_us)
{
	struct backtest_alerts alerts = { .from_us = from_us,
					  .ruleset = hindsight_ruleset(hindsight) };

	alerts.list = hindsight_alerts(hindsight, &alerts.n);
	return alerts;
}

/* The rules in force forget when they were first applied: had they been there all along. */
static void compare(const struct archive *archive, const struct backtest_request *request,
		    const struct backtest_alerts *tried)
{
	struct ruleset *in_force = archive_ruleset(archive);

	for (size_t i = 0; i < in_force->book.n_rules; i++)
		in_force->book.rules[i].history_before_us = INT64_MIN;
	struct hindsight *hindsight = judge(archive, request, in_force,
					    "judging by those in force");
	struct backtest_alerts before = alerts_of(hindsight, request->from_us);

	backtest_print_difference(&before, tried);
	hindsight_free(hindsight);
}

static int run(const struct ctl *ctl, struct backtest_request *request,
	       const struct settings *settings, struct ruleset *tried)
{
	struct err err;

	if (!backtest_read_request(request, NULL, &err)) {
		ctl_message("%s", err.text);
		return CTL_USAGE;
	}
	struct archive *archive = read_archive(settings, &err);

	if (archive == NULL)
		return ctl_database_failed(&err);
	const struct ruleset *ruleset = tried != NULL ? tried : archive_ruleset(archive);

	backtest_read_request(request, ruleset->zone, &err); /* it was read before */
	struct hindsight *hindsight = judge(archive, request, tried, "judging");
	struct backtest_alerts alerts = alerts_of(hindsight, request->from_us);

	if (ctl->json)
		backtest_print_json(&alerts);
	else
		backtest_print_tables(&alerts);
	if (!ctl->json && tried != NULL)
		compare(archive, request, &alerts);
	hindsight_free(hindsight);
	archive_free(archive);
	return CTL_OK;
}

int backtest_stored(const struct ctl *ctl, struct backtest_request *request)
{
	struct ruleset *tried = NULL;
	int code;
	struct settings *settings = ctl_settings(ctl, &code);

	if (settings == NULL)
		return code;
	if (ctl->rules_path != NULL)
		tried = ctl_ruleset(ctl, &code);
	if (ctl->rules_path == NULL || tried != NULL)
		code = run(ctl, request, settings, tried);
	ruleset_free(tried);
	settings_free(settings);
	return code;
}
