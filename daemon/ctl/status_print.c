/* SPDX-License-Identifier: Apache-2.0 */
#include "status.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "alerts.h"
#include "store/schema.h"

/* The status in plain words: what is so, and where a person is needed, what to do. */

static const char *ago(const struct status *status, int64_t at_us, char *out)
{
	return at_us == INT64_MIN ? "never" : alerts_time(status->zone, at_us, out);
}

static void print_daemon(const struct status *status)
{
	char since[ALERTS_TIME_BYTES];

	printf("concernd  ");
	if (status->sessions > 0)
		printf("is running: %" PRId64 " connection%s to the database since %s",
		       status->sessions, status->sessions == 1 ? "" : "s",
		       ago(status, status->since_us, since));
	else
		printf("is not running: none is connected to the database");
	if (status->answered)
		printf("; it says that it is %s",
		       status->answer == 200 ? "ready" : "not ready; see /readyz");
	else if (status->asked)
		printf("; none answers on this machine");
	putchar('\n');
}

static void print_rules(const struct status *status)
{
	const struct rules_version *rules = &status->in_force;
	char at[ALERTS_TIME_BYTES];

	if (rules->version == 0)
		printf("rules     none are in force: run `concernctl rules apply`\n");
	else
		printf("rules     rule set %" PRId32 " is in force since %s, by %s: %s\n",
		       rules->version, ago(status, rules->applied_us, at), rules->applied_by,
		       rules->reason);
	if (!status->files_hold)
		printf("          the rules on disk do not hold, so they are not used: run "
		       "`concernctl check`\n");
	else if (status->files_differ)
		printf("          the rules on disk read differently: run "
		       "`concernctl rules apply --dry-run`\n");
}

static void print_look_back(const struct status *status)
{
	for (size_t i = 0; i < status->n_look_backs; i++) {
		const struct look_back_figures *figures = &status->look_backs[i];

		printf("%s%s %s back over %" PRId32 " of %" PRId32 " children on file, %" PRId32
		       " alert%s rose\n",
		       i == 0 ? "look-back " : "          ", figures->rule,
		       figures->done_us == INT64_MIN ? "looks" : "has looked", figures->judged,
		       figures->children, figures->risen, figures->risen == 1 ? "" : "s");
	}
}

static void print_alerts(const struct status *status)
{
	static const char *const order[] = { "red", "amber", "green", "blue" };
	int64_t total = 0, oldest_us = INT64_MAX;
	char at[ALERTS_TIME_BYTES];

	for (size_t i = 0; i < status->n_levels; i++) {
		total += status->levels[i].n;
		if (status->levels[i].oldest_us < oldest_us)
			oldest_us = status->levels[i].oldest_us;
	}
	printf("alerts    ");
	if (total == 0) {
		puts("none waits for a decision");
		return;
	}
	printf("%" PRId64 " wait%s for a decision:", total, total == 1 ? "s" : "");
	for (size_t i = 0; i < sizeof order / sizeof *order; i++)
		for (size_t j = 0; j < status->n_levels; j++)
			if (strcmp(status->levels[j].level, order[i]) == 0)
				printf(" %" PRId64 " %s", status->levels[j].n, order[i]);
	printf("; the oldest is known since %s\n", ago(status, oldest_us, at));
}

static void print_notices(const struct status *status)
{
	char at[ALERTS_TIME_BYTES];

	if (status->notices_dead > 0)
		printf("notices   %" PRId64 " were given up: `concernctl outbox dead`\n",
		       status->notices_dead);
	if (status->notices == 0) {
		if (status->notices_dead == 0)
			puts("notices   all are sent");
		return;
	}
	printf("notices   %" PRId64 " wait to be sent, the oldest since %s", status->notices,
	       ago(status, status->oldest_notice_us, at));
	if (status->notices_tried > 0)
		printf("; %" PRId64 " failed before (%s)", status->notices_tried,
		       status->notice_error != NULL ? status->notice_error : "no reason kept");
	putchar('\n');
}

static void print_silences(const struct status *status)
{
	for (size_t i = 0; i < status->n_senders; i++) {
		const struct sender_figures *sender = &status->senders[i];
		char at[ALERTS_TIME_BYTES];

		if (!sender->is_silent)
			continue;
		printf("\nNothing came from %s since %s", sender->name,
		       ago(status, sender->silent_us, at));
		if (sender->due > 0)
			printf(", about %" PRId32 " were due", sender->due);
		puts(": ask whether it sends");
	}
	for (size_t i = 0; i < status->n_shortfalls; i++) {
		const struct shortfall *shortfall = &status->shortfalls[i];
		struct date date = date_from_day(shortfall->day);

		printf("\n%s: %d sent on %04d-%02d-%02d, %d here: ask for the rest\n",
		       shortfall->sender, (int)shortfall->sent, date.year, date.month, date.day,
		       (int)shortfall->here);
	}
}

static void print_senders(const struct status *status)
{
	struct ctl_table table = {
		.n_columns = 6,
		.headings = { "SENDER", "LAST HEARD", "IN A DAY", "IN 30 DAYS", "REFUSED, KEPT",
			      "LAST REFUSED" },
		.right = { false, false, true, true, true },
	};

	for (size_t i = 0; i < status->n_senders; i++) {
		const struct sender_figures *sender = &status->senders[i];
		char at[ALERTS_TIME_BYTES];

		ctl_table_cell(&table, "%s", sender->name);
		ctl_table_cell(&table, "%s", ago(status, sender->last_us, at));
		ctl_table_cell(&table, "%" PRId64, sender->a_day);
		ctl_table_cell(&table, "%" PRId64, sender->a_month);
		ctl_table_cell(&table, "%" PRId64, sender->refused_kept);
		ctl_table_cell(&table, "%s", ago(status, sender->last_refused_us, at));
	}
	if (status->n_senders > 0)
		putchar('\n');
	ctl_table_print(&table);
	print_silences(status);
	for (size_t i = 0; i < status->n_senders; i++)
		if (status->senders[i].refused_kept > 0) {
			puts("\nWhat was refused waits for a person: `concernctl refused list`");
			return;
		}
}

static void print_audit(const struct status *status)
{
	char at[64];

	printf("audit     %" PRId64 " blocks are sealed", status->audit_head);
	if (status->audit_late > 0)
		printf("; %" PRId64 " rows wait, the oldest since %s: is a daemon with "
		       "audit.key_file running?",
		       status->audit_waiting, ago(status, status->audit_since_us, at));
	putchar('\n');
}

static void print_retention(const struct status *status)
{
	char at[64];

	printf("retention last ran: %s", ago(status, status->retention_ran_us, at));
	if (status->children_held > 0)
		printf("; %" PRId64 " children are held", status->children_held);
	putchar('\n');
}

void status_print(const struct status *status)
{
	print_daemon(status);
	printf("database  has schema %d, as this program needs\n", schema_known());
	print_rules(status);
	print_look_back(status);
	print_alerts(status);
	print_notices(status);
	print_audit(status);
	print_retention(status);
	print_senders(status);
}

/* ---- JSON ---- */

static json_t *time_json(int64_t at_us)
{
	char text[32];

	return at_us == INT64_MIN ? json_null() : json_string(time_format(at_us, text));
}

static json_t *senders_json(const struct status *status)
{
	json_t *list = json_array();

	for (size_t i = 0; i < status->n_senders; i++) {
		const struct sender_figures *sender = &status->senders[i];

		json_array_append_new(
			list,
			json_pack("{s:s, s:o, s:I, s:I, s:I, s:o, s:o, s:i}", "name", sender->name,
				  "last_recorded_at", time_json(sender->last_us), "recorded_1_day",
				  (json_int_t)sender->a_day, "recorded_30_days",
				  (json_int_t)sender->a_month, "refused_kept",
				  (json_int_t)sender->refused_kept, "last_refused_at",
				  time_json(sender->last_refused_us), "silent_since",
				  time_json(sender->is_silent ? sender->silent_us : INT64_MIN),
				  "due", (int)sender->due));
	}
	return list;
}

static json_t *look_back_json(const struct status *status)
{
	json_t *list = json_array();

	for (size_t i = 0; i < status->n_look_backs; i++) {
		const struct look_back_figures *figures = &status->look_backs[i];

		json_array_append_new(list, json_pack("{s:s, s:i, s:i, s:i, s:i, s:o}", "rule",
						      figures->rule, "rule_set", figures->version,
						      "children", figures->children, "judged",
						      figures->judged, "alerts", figures->risen,
						      "done_at", time_json(figures->done_us)));
	}
	return list;
}

static json_t *alerts_json(const struct status *status)
{
	json_t *levels = json_object();

	for (size_t i = 0; i < status->n_levels; i++)
		json_object_set_new(levels, status->levels[i].level,
				    json_pack("{s:I, s:o}", "open", (json_int_t)status->levels[i].n,
					      "oldest_known_at",
					      time_json(status->levels[i].oldest_us)));
	return levels;
}

static json_t *rules_json(const struct status *status)
{
	const struct rules_version *rules = &status->in_force;

	return json_pack("{s:i, s:o, s:s?, s:s?, s:b, s:b}", "version", rules->version,
			 "applied_at",
			 time_json(rules->version > 0 ? rules->applied_us : INT64_MIN),
			 "applied_by", rules->version > 0 ? rules->applied_by : NULL, "reason",
			 rules->version > 0 ? rules->reason : NULL, "files_hold",
			 status->files_hold, "files_differ", status->files_differ);
}

void status_print_json(const struct status *status)
{
	ctl_print_json(json_pack(
		"{s:b, s:I, s:o, s:o, s:i, s:o, s:o, s:{s:I, s:o, s:I, s:I, s:s?}, s:{s:I, s:I, "
		"s:I}, s:{s:o, s:I}, s:o, s:o}",
		"running", status->sessions > 0 || status->answered, "connections",
		(json_int_t)status->sessions, "connected_since", time_json(status->since_us),
		"ready", status->asked ? json_boolean(status->answer == 200) : json_null(),
		"schema", schema_known(), "rules", rules_json(status), "alerts",
		alerts_json(status), "notices", "waiting", (json_int_t)status->notices, "oldest",
		time_json(status->oldest_notice_us), "tried", (json_int_t)status->notices_tried,
		"dead", (json_int_t)status->notices_dead, "last_error", status->notice_error,
		"audit", "blocks", (json_int_t)status->audit_head, "unsealed",
		(json_int_t)status->audit_waiting, "unsealed_late", (json_int_t)status->audit_late,
		"retention", "ran_at", time_json(status->retention_ran_us), "held",
		(json_int_t)status->children_held, "senders", senders_json(status), "look_back",
		look_back_json(status)));
}
