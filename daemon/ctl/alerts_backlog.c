/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "alerts.h"
#include "base/clock.h"
#include "casework/backlog.h"
#include "casework/judge.h"
#include "config/crosscheck.h"
#include "config/ruleset.h"

/* concernctl alerts backlog: what was loaded as history raises no alert by itself; a person should
 * know what it would have. */

struct backlog {
	const struct zone *zone;
	const char *rule; /* NULL: all */
	enum level level; /* LEVEL_NONE: all */
	json_t *json;     /* NULL: a table */
	struct ctl_table table;
	struct ctl_progress progress;
	size_t n;
};

/* "12", "household 12", "doubt 12 (3, 7)". */
static void add_subject(struct backlog *backlog, const struct backlog_item *item)
{
	char text[256];
	size_t n = 0;

	if (strcmp(item->scope, "child") == 0) {
		ctl_table_cell(&backlog->table, "%" PRId64, item->subject);
		return;
	}
	text[0] = '\0';
	for (size_t i = 0; strcmp(item->scope, "doubt") == 0 && i < item->n_children; i++)
		n += (size_t)snprintf(text + n, sizeof text - n, "%s%" PRId64, i > 0 ? ", " : " (",
				      item->children[i]);
	ctl_table_cell(&backlog->table, "%s %" PRId64 "%s%s", item->scope, item->subject, text,
		       n > 0 ? ")" : "");
}

static void add_row(struct backlog *backlog, const struct backlog_item *item)
{
	char since[ALERTS_TIME_BYTES], last[ALERTS_TIME_BYTES];

	add_subject(backlog, item);
	ctl_table_cell(&backlog->table, "%s", level_name(item->level));
	ctl_table_cell(&backlog->table, "%zu", item->n_incidents);
	ctl_table_cell(&backlog->table, "%s",
		       alerts_time(backlog->zone, item->became_true_us, since));
	ctl_table_cell(&backlog->table, "%s", alerts_time(backlog->zone, item->last_us, last));
	ctl_table_cell(&backlog->table, "%s", item->rule->name);
}

static void add_json(struct backlog *backlog, const struct backlog_item *item)
{
	char since[32], last[32];
	json_t *children = json_array();

	for (size_t i = 0; i < item->n_children; i++)
		json_array_append_new(children, json_integer((json_int_t)item->children[i]));
	/* "child", "household" or "doubt": its number. */
	json_array_append_new(
		backlog->json,
		json_pack("{s:I, s:s, s:o, s:s, s:s, s:s, s:s, s:s, s:I, s:I}", item->scope,
			  (json_int_t)item->subject, "scope", item->scope, "children", children,
			  "rule", item->rule->name, "title", item->rule->title, "level",
			  level_name(item->level), "became_true_at",
			  time_format(item->became_true_us, since), "last_contact_at",
			  time_format(item->last_us, last), "incidents",
			  (json_int_t)item->n_incidents, "contacts", (json_int_t)item->n_contacts));
}

static void on_item(void *context, const struct backlog_item *item)
{
	struct backlog *backlog = context;

	if (backlog->rule != NULL && strcmp(backlog->rule, item->rule->name) != 0)
		return;
	if (backlog->level != LEVEL_NONE && backlog->level != item->level)
		return;
	backlog->n++;
	if (backlog->json != NULL)
		add_json(backlog, item);
	else
		add_row(backlog, item);
}

static void on_page(void *context, uint64_t n_subjects)
{
	struct backlog *backlog = context;

	ctl_progress_step(&backlog->progress, n_subjects);
}

static void print_backlog(struct backlog *backlog)
{
	if (backlog->json != NULL) {
		ctl_print_json(json_incref(backlog->json));
		return;
	}
	ctl_table_print(&backlog->table);
	if (backlog->n == 0)
		ctl_message("nothing holds on history alone");
	else
		ctl_message("these hold on history alone, so no alert was raised: one more contact "
			    "that meets the rule raises it, or `concernctl alerts backlog raise "
			    "NUMBER RULE`");
}

int alerts_backlog(struct store *store, struct rulesets *rulesets,
		   const struct alerts_backlog_options *options)
{
	struct backlog backlog = {
		.zone = options->zone,
		.rule = options->rule,
		.json = options->json ? json_array() : NULL,
		.table = { .n_columns = 6,
			   .headings = { "WHOSE", "LEVEL", "INCIDENTS", "TRUE SINCE",
					 "LAST CONTACT", "RULE" },
			   .right = { true, false, true } },
	};
	struct err err;
	int code = CTL_OK;

	if (options->level != NULL && !level_parse(options->level, &backlog.level))
		return ctl_usage_error("--level is red, amber, green or blue");
	ctl_progress_begin(&backlog.progress, "children, households and doubts looked at", 0);
	bool ok = alerts_note_now(store, options->actor, "backlog-listed", &err) &&
		  backlog_list_now(store, rulesets, on_item, on_page, &backlog, &err);

	ctl_progress_end(&backlog.progress);
	if (ok)
		print_backlog(&backlog);
	else
		code = ctl_database_failed(&err);
	json_decref(backlog.json);
	return code;
}

/* ---- Raising one ---- */

enum { RAISE_DEADLINE_S = 30 };

static int exit_of(enum backlog_status status)
{
	static const int exits[] = {
		[BACKLOG_RAISED] = CTL_OK,           [BACKLOG_WRONG] = CTL_FAILED,
		[BACKLOG_NOT_FOUND] = CTL_NOT_FOUND, [BACKLOG_STANDS] = CTL_CONFLICT,
		[BACKLOG_NOTHING] = CTL_CONFLICT,
	};

	return exits[status];
}

static void print_raised(const struct alerts_raise_options *options,
			 const struct backlog_raised *raised)
{
	const char *shadow = raised->mode == MODE_SHADOW ? "; the rule is in shadow: nobody is told"
							 : "";

	if (options->json)
		ctl_print_json(json_pack("{s:o, s:s, s:s, s:b}", "alert",
					 options->dry_run ? json_null()
							  : json_integer((json_int_t)raised->alert),
					 "rule", options->rule, "level", level_name(raised->level),
					 "dry_run", options->dry_run));
	else if (options->dry_run)
		printf("%s would be raised at %s%s\n", options->rule, level_name(raised->level),
		       shadow);
	else
		printf("alert %" PRId64 " raised at %s%s\n", raised->alert,
		       level_name(raised->level), shadow);
}

static bool read_number(const char *text, int64_t *ret)
{
	char *end;

	errno = 0;
	long long value = strtoll(text, &end, 10);

	*ret = value;
	return errno == 0 && end != text && *end == '\0' && value >= 1;
}

int alerts_backlog_raise(struct ctl_database *database, struct rulesets *rulesets,
			 const struct alerts_raise_options *options)
{
	struct backlog_order order = { .rule = options->rule,
				       .person = options->person,
				       .reason = options->reason,
				       .actor = options->actor,
				       .dry_run = options->dry_run };
	struct backlog_raised raised;
	struct err err;

	if (!read_number(options->subject, &order.subject))
		return ctl_usage_error("NUMBER is that of a child, household or doubt, as "
				       "`concernctl alerts backlog` shows "
				       "it");
	if (order.person == NULL || order.reason == NULL)
		return ctl_usage_error("alerts backlog raise wants --person and --reason");
	struct judge *judge = judge_new(database->store, rulesets, channels_on(database->settings),
					RAISE_DEADLINE_S * USEC_PER_SEC);
	judge_change(judge, database->settings);
	bool ok = backlog_raise_now(database->base, database->store, rulesets, judge, &order,
				    &raised, &err);

	judge_free(judge);
	if (!ok)
		return ctl_database_failed(&err);
	if (raised.status == BACKLOG_RAISED)
		print_raised(options, &raised);
	else
		ctl_message("%s", err.text);
	return exit_of(raised.status);
}
