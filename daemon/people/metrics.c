/* SPDX-License-Identifier: Apache-2.0 */
/*
 * /metrics: what this process counted, then what the database says of all of them: the backlog of
 * the outbox and the alerts. When the database does not answer, its families are left out; the rest
 * of the page tells why.
 */
#include "base/metrics.h"

#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/version.h"
#include "config/ruleset.h"
#include "handlers.h"
#include "store/params.h"
#include "store/rows.h"

struct page {
	const struct people *people;
	struct request *request;
	struct metrics metrics;  /* of this process */
	struct metrics database; /* of the database; begun anew if its script is run again */
};

static bool take_notices(void *context, const struct rows *rows, struct err *err)
{
	struct page *page = context;

	(void)err;
	metrics_done(&page->database);
	metrics_family(&page->database, METRIC_GAUGE, "outbox_notices",
		       "Notices that wait to be delivered, by channel.");
	for (size_t i = 0; i < rows_count(rows); i++)
		metrics_add(&page->database, (double)rows_int8(rows, i, 1), "channel",
			    rows_text(rows, i, 0), NULL);
	metrics_family(&page->database, METRIC_GAUGE, "outbox_oldest_seconds",
		       "Age of the oldest notice that waits, by channel.");
	for (size_t i = 0; i < rows_count(rows); i++)
		metrics_add(&page->database, (double)rows_int8(rows, i, 2), "channel",
			    rows_text(rows, i, 0), NULL);
	metrics_family(&page->database, METRIC_GAUGE, "outbox_dead",
		       "Notices that were given up and wait for a person, by channel.");
	for (size_t i = 0; i < rows_count(rows); i++)
		metrics_add(&page->database, (double)rows_int8(rows, i, 3), "channel",
			    rows_text(rows, i, 0), NULL);
	return true;
}

static bool take_alerts(void *context, const struct rows *rows, struct err *err)
{
	struct page *page = context;

	(void)err;
	metrics_family(&page->database, METRIC_GAUGE, "alerts",
		       "Alerts in the database, by rule, level, state and mode.");
	for (size_t i = 0; i < rows_count(rows); i++)
		metrics_add(&page->database, (double)rows_int8(rows, i, 4), "rule",
			    rows_text(rows, i, 0), "level", rows_text(rows, i, 1), "state",
			    rows_text(rows, i, 2), "mode", rows_text(rows, i, 3), NULL);
	return true;
}

static bool take_audit(void *context, const struct rows *rows, struct err *err)
{
	struct page *page = context;
	double age = 0;

	(void)err;
	if (!rows_is_null(rows, 0, 2))
		age = (double)(clock_now_us() - rows_time(rows, 0, 2)) / USEC_PER_SEC;
	metrics_one(&page->database, METRIC_GAUGE, "audit_unsealed",
		    "Audit rows that wait to be sealed.", (double)rows_int8(rows, 0, 0));
	metrics_one(&page->database, METRIC_GAUGE, "audit_unsealed_late",
		    "Of these, those older than a minute: nobody seals.",
		    (double)rows_int8(rows, 0, 1));
	metrics_one(&page->database, METRIC_GAUGE, "audit_unsealed_oldest_seconds",
		    "Age of the oldest of them.", age > 0 ? age : 0);
	metrics_one(&page->database, METRIC_GAUGE, "audit_head",
		    "The newest block of the audit's chain.",
		    rows_is_null(rows, 0, 3) ? 0 : (double)rows_int8(rows, 0, 3));
	return true;
}

static bool take_late(void *context, const struct rows *rows, struct err *err)
{
	static const char *const whats[] = { "clock", "feedback" };
	static const char *const names[] = { "clocks_late", "feedback_late" };
	static const char *const helps[] = {
		"Clocks of alerts that were missed and still run, by kind.",
		"Feedback on decisions that did not arrive in time, by agency.",
	};
	static const char *const labels[] = { "kind", "agency" };
	struct page *page = context;

	(void)err;
	for (int what = 0; what < 2; what++) {
		metrics_family(&page->database, METRIC_GAUGE, names[what], helps[what]);
		for (size_t i = 0; i < rows_count(rows); i++)
			if (strcmp(rows_text(rows, i, 0), whats[what]) == 0)
				metrics_add(&page->database, (double)rows_int8(rows, i, 2),
					    labels[what], rows_text(rows, i, 1), NULL);
	}
	return true;
}

static bool take_reviews(void *context, const struct rows *rows, struct err *err)
{
	struct page *page = context;

	(void)err;
	metrics_one(&page->database, METRIC_GAUGE, "identity_reviews",
		    "Pairs of records that may be one child and wait for a person's word.",
		    (double)rows_int8(rows, 0, 0));
	metrics_one(&page->database, METRIC_GAUGE, "identity_reviews_pressing",
		    "Of these, those on whose doubt an undecided alert rests.",
		    (double)rows_int8(rows, 0, 1));
	metrics_one(&page->database, METRIC_GAUGE, "identity_reviews_oldest_seconds",
		    "Age of the oldest of them.", (double)rows_int8(rows, 0, 2));
	return true;
}

static bool bind_today(void *context, struct params *params)
{
	const struct page *page = context;
	const struct ruleset *ruleset = rulesets_newest(page->people->rulesets, NULL);

	if (ruleset != NULL) /* else nobody can have advised any by its words */
		params_date(params, zone_local_day(ruleset->zone, clock_now_us()));
	return ruleset != NULL;
}

static bool take_flags(void *context, const struct rows *rows, struct err *err)
{
	static const char *const names[] = { "flags_standing", "flags_review_overdue",
					     "flags_to_be_taken_off" };
	static const char *const helps[] = {
		"Flags that the police are advised to set.",
		"Of these, those that were to be reviewed before today.",
		"Flags that have ended and that the police have not said to be gone.",
	};
	struct page *page = context;

	(void)err;
	for (int i = 0; i < 3; i++)
		metrics_one(&page->database, METRIC_GAUGE, names[i], helps[i],
			    (double)rows_int8(rows, 0, i));
	return true;
}

static const struct step steps[] = {
	{ .statement = "count_notices", .take = take_notices },
	{ .statement = "count_late", .take = take_late },
	{ .statement = "count_alerts", .take = take_alerts },
	{ .statement = "count_reviews", .take = take_reviews },
	{ .statement = "count_flags", .bind = bind_today, .take = take_flags },
	{ .statement = "count_unsealed", .take = take_audit },
};

static const struct script count_script = {
	.name = "count for metrics",
	.steps = steps,
	.n_steps = sizeof steps / sizeof *steps,
	.deadline_us = INT64_C(3) * USEC_PER_SEC,
};

static void measure_store(const struct store *store, struct metrics *metrics)
{
	struct store_counts counts;

	store_count(store, &counts);
	metrics_family(metrics, METRIC_GAUGE, "database_connections",
		       "Connections to the database, by what they do.");
	metrics_add(metrics, counts.up - counts.busy, "state", "idle", NULL);
	metrics_add(metrics, counts.busy, "state", "busy", NULL);
	metrics_add(metrics, counts.connections - counts.up, "state", "down", NULL);
	metrics_one(metrics, METRIC_COUNTER, "database_scripts_total",
		    "Transactions asked of the database.", (double)counts.scripts);
	metrics_one(metrics, METRIC_COUNTER, "database_failures_total",
		    "Transactions that failed or were rolled back.", (double)counts.failures);
	metrics_one(metrics, METRIC_COUNTER, "database_reconnects_total",
		    "Connections to the database that were made again.", (double)counts.reconnects);
}

static void measure_casework(const struct people *people, struct metrics *metrics)
{
	static const char *const changes[] = { "risen", "grown", "escalated", "withdrawn" };
	struct judge_counts counts;
	int32_t version = 0;

	judge_count(people->judge, &counts);
	rulesets_newest(people->rulesets, &version);
	metrics_one(metrics, METRIC_GAUGE, "rule_set_version",
		    "The newest rule set that this process judged by.", version);
	metrics_one(metrics, METRIC_COUNTER, "batches_total",
		    "Transactions that recorded and judged contacts.", (double)counts.transactions);
	metrics_one(metrics, METRIC_COUNTER, "batches_rerun_total",
		    "Transactions run again after a lost race.", (double)counts.reruns);
	metrics_one(metrics, METRIC_COUNTER, "contacts_alone_total",
		    "Contacts run alone after their transaction failed.", (double)counts.singles);
	metrics_one(metrics, METRIC_COUNTER, "contacts_recorded_total", "Contacts recorded.",
		    (double)counts.recorded);
	metrics_one(metrics, METRIC_COUNTER, "contacts_duplicate_total",
		    "Contacts that had been recorded before.", (double)counts.duplicates);
	metrics_one(metrics, METRIC_COUNTER, "contacts_conflicting_total",
		    "Contacts with an id that was recorded with other data.",
		    (double)counts.conflicts);
	metrics_one(metrics, METRIC_COUNTER, "children_new_total",
		    "Children that no record was known of.", (double)counts.new_children);
	metrics_family(metrics, METRIC_COUNTER, "alert_changes_total",
		       "Alerts that rose, grew, escalated or were withdrawn.");
	for (size_t i = 0; i < sizeof changes / sizeof *changes; i++)
		metrics_add(metrics, (double)counts.alerts[i], "change", changes[i], NULL);
}

static void measure_people(const struct people *people, struct metrics *metrics)
{
	metrics_one(metrics, METRIC_COUNTER, "sessions_begun_total", "People who signed in.",
		    (double)people->sessions_begun);
	metrics_one(metrics, METRIC_COUNTER, "sign_ins_refused_total",
		    "Attempts to sign in that failed.", (double)people->sign_ins_refused);
	metrics_one(metrics, METRIC_COUNTER, "csrf_refused_total",
		    "Requests of a session without what shows that our page sent them.",
		    (double)people->csrf_refused);
	metrics_one(metrics, METRIC_COUNTER, "restricted_opened_total",
		    "Restricted records that somebody opened with a reason.",
		    (double)people->glass_broken);
}

static void reply(struct page *page)
{
	struct request *request = page->request;
	/* In the request's memory, which goes with the answer. */
	const char *text = arena_printf(request_arena(request), "%s%s", page->metrics.text,
					page->database.text ? page->database.text : "");

	request_reply(request, 200, "text/plain; version=0.0.4; charset=utf-8", text, strlen(text));
	metrics_done(&page->metrics);
	metrics_done(&page->database);
	mem_free(page);
}

static void on_counted(void *context, const struct script_end *end)
{
	struct page *page = context;

	if (end->err != NULL)
		metrics_done(&page->database);
	reply(page);
}

void metrics_serve(void *context, struct request *request)
{
	struct people *people = context;
	struct page *page = mem_new(1, sizeof *page);

	page->people = people;
	page->request = request;
	metrics_family(&page->metrics, METRIC_GAUGE, "build_info", "Which concernd this is.");
	metrics_add(&page->metrics, 1, "version", concernd_version, NULL);
	for (size_t i = 0; i < people->n_measures; i++)
		people->measures[i].measure(people->measures[i].context, &page->metrics);
	measure_casework(people, &page->metrics);
	measure_people(people, &page->metrics);
	measure_store(people->store, &page->metrics);
	if (store_is_up(people->store))
		store_run(people->store, &count_script, page, on_counted);
	else
		reply(page);
}
