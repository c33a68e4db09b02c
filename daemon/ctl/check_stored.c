/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/clock.h"
#include "casework/hindsight.h"
#include "check.h"

/*
 * What the rules would raise on what is on file. Alerts are told apart by when they became true, not
 * by when they were known: so a history that was loaded at once still shows how much there is a day.
 */

enum { DAYS = 28 };

static bool is_counted(const struct replay_alert *alert, int64_t from_us)
{
	return alert->rule->mode == MODE_LIVE && alert->became_true_us > from_us;
}

/* The days that are looked at: the last DAYS up to the newest alert, fewer where there are fewer. */
static double days_of(const struct replay_alert *const *alerts, size_t n, int64_t *ret_from_us)
{
	int64_t first_us = INT64_MAX, last_us = INT64_MIN;

	for (size_t i = 0; i < n; i++) {
		int64_t at_us = alerts[i]->became_true_us;

		first_us = at_us < first_us ? at_us : first_us;
		last_us = at_us > last_us ? at_us : last_us;
	}
	*ret_from_us = last_us - DAYS * USEC_PER_DAY;
	if (first_us < *ret_from_us)
		return DAYS;
	double days = (double)(last_us - first_us) / (double)USEC_PER_DAY;

	return days > 1 ? days : 1;
}

static void check_rule(const struct ruleset *ruleset, size_t rule, double a_day,
		       struct findings *findings)
{
	struct arena *arena = &findings->arena;
	const char *name = ruleset->book.rules[rule].name;

	if (a_day > ruleset->alerts_a_day)
		findings_add(
			findings, FINDING_WARNING, ruleset->places[rule],
			arena_printf(arena,
				     "rules.%s would raise %.1f alerts a day, and alerts_a_day "
				     "is %d",
				     name, a_day, ruleset->alerts_a_day),
			"let it need more, or try it as mode = \"shadow\" first");
}

static void check_alerts(const struct ruleset *ruleset, const struct hindsight *hindsight,
			 struct findings *findings)
{
	size_t n;
	const struct replay_alert *const *alerts = hindsight_alerts(hindsight, &n);
	int64_t from_us = INT64_MIN;
	double days = n > 0 ? days_of(alerts, n, &from_us) : 1;

	for (size_t i = 0; i < ruleset->book.n_rules; i++) {
		size_t raised = 0;

		for (size_t j = 0; j < n; j++)
			raised += strcmp(alerts[j]->rule->name, ruleset->book.rules[i].name) == 0 &&
				  is_counted(alerts[j], from_us);
		check_rule(ruleset, i, (double)raised / days, findings);
	}
}

bool check_stored(const struct settings *settings, struct ruleset *ruleset,
		  struct findings *findings, struct err *err)
{
	if (ruleset->alerts_a_day == 0)
		return true;
	struct archive *archive = archive_read(settings->database.conninfo, NULL, err);

	if (archive == NULL)
		return false;
	struct hindsight *hindsight = hindsight_judge(
		archive, &(struct hindsight_options){ .ruleset = ruleset,
						      .decided = HINDSIGHT_AS_RECORDED,
						      .to_us = INT64_MAX,
						      .jobs = 1 });

	check_alerts(ruleset, hindsight, findings);
	hindsight_free(hindsight);
	archive_free(archive);
	return true;
}
