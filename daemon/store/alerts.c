/* SPDX-License-Identifier: Apache-2.0 */
#include "store/alerts.h"

#include "base/clock.h"
#include "store/params.h"
#include "store/rows.h"

/* A look and its audit row are one transaction: nobody sees what no row tells of. */

struct look {
	const struct alert_filter *filter;
	int64_t id; /* one alert; 0: a list */
	const char *actor;
	const char *action; /* in the audit */
	struct arena *arena;
	struct alert_list list;
	struct alert_detail detail;
};

enum { LOOK_SECONDS = 30 };

/* ---- Rows to structs ---- */

static const char *text(struct arena *arena, const struct rows *rows, size_t row, int column)
{
	return arena_strdup(arena, rows_text(rows, row, column));
}

static struct alert_words words(struct arena *arena, const struct rows *rows, size_t row,
				int column)
{
	struct alert_words words = { .n = rows_array_count(rows, row, column) };

	words.list = arena_new(arena, words.n, sizeof *words.list);
	for (size_t i = 0; i < words.n; i++) {
		size_t length;
		const char *word = rows_array_text(rows, row, column, i, &length);

		words.list[i] = arena_strndup(arena, word, length);
	}
	return words;
}

static int64_t *ids(struct arena *arena, const struct rows *rows, size_t row, int column,
		    size_t *ret_n)
{
	size_t n = rows_array_count(rows, row, column);
	int64_t *list = arena_new(arena, n, sizeof *list);

	for (size_t i = 0; i < n; i++)
		list[i] = rows_array_int8(rows, row, column, i);
	*ret_n = n;
	return list;
}

static int64_t time_or_none(const struct rows *rows, size_t row, int column)
{
	return rows_is_null(rows, row, column) ? INT64_MIN : rows_time(rows, row, column);
}

static void read_alert(struct arena *arena, const struct rows *rows, size_t row,
		       struct alert_row *ret)
{
	*ret = (struct alert_row){
		.id = rows_int8(rows, row, 0),
		.child_id = rows_int8(rows, row, 1),
		.rule = text(arena, rows, row, 2),
		.title = text(arena, rows, row, 3),
		.rule_set = rows_int4(rows, row, 4),
		.mode = text(arena, rows, row, 5),
		.state = text(arena, rows, row, 6),
		.level = text(arena, rows, row, 7),
		.became_true_us = rows_time(rows, row, 8),
		.known_us = rows_time(rows, row, 9),
		.changed_us = rows_time(rows, row, 10),
		.decided_us = time_or_none(rows, row, 11),
		.evidence_version = rows_int4(rows, row, 12),
		.n_contacts = rows_int4(rows, row, 13),
		.n_incidents = rows_int4(rows, row, 14),
		.agencies = words(arena, rows, row, 15),
		.categories = words(arena, rows, row, 16),
		.outcome = text(arena, rows, row, 17),
		.withdrawn_by = text(arena, rows, row, 18),
		.corrected_us = time_or_none(rows, row, 19),
		.scope = text(arena, rows, row, 20),
	};
	ret->children = ids(arena, rows, row, 21, &ret->n_children);
}

static bool take_alerts(void *context, const struct rows *rows, struct err *err)
{
	struct look *look = context;
	struct alert_list *list = &look->list;

	(void)err;
	list->n = rows_count(rows);
	list->rows = arena_new(look->arena, list->n, sizeof *list->rows);
	for (size_t i = 0; i < list->n; i++)
		read_alert(look->arena, rows, i, &list->rows[i]);
	return true;
}

static bool take_contacts(void *context, const struct rows *rows, struct err *err)
{
	struct look *look = context;
	struct arena *arena = look->arena;
	struct alert_detail *detail = &look->detail;

	(void)err;
	detail->n_contacts = rows_count(rows);
	detail->contacts = arena_new(arena, detail->n_contacts, sizeof *detail->contacts);
	for (size_t i = 0; i < detail->n_contacts; i++)
		detail->contacts[i] = (struct alert_contact){
			.incident = rows_int4(rows, i, 0),
			.contact_id = rows_int8(rows, i, 1),
			.version = rows_int4(rows, i, 2),
			.source = text(arena, rows, i, 3),
			.event_id = text(arena, rows, i, 4),
			.occurred_us = rows_time(rows, i, 5),
			.occurred_day = rows_date(rows, i, 6),
			.whole_day = rows_bool(rows, i, 7),
			.recorded_us = rows_time(rows, i, 8),
			.history = rows_bool(rows, i, 9),
			.agency = text(arena, rows, i, 10),
			.category = text(arena, rows, i, 11),
			.other_categories = words(arena, rows, i, 12),
			.grade = text(arena, rows, i, 13),
			.about = text(arena, rows, i, 14),
			.outcome = text(arena, rows, i, 15),
		};
	return true;
}

static bool take_decision(void *context, const struct rows *rows, struct err *err)
{
	struct look *look = context;

	(void)err;
	if (rows_count(rows) > 0)
		look->detail.decision = (struct alert_decision){
			.outcome = text(look->arena, rows, 0, 0),
			.rationale = text(look->arena, rows, 0, 1),
			.person = text(look->arena, rows, 0, 2),
			.evidence_version = rows_int4(rows, 0, 3),
			.decided_us = rows_time(rows, 0, 4),
		};
	return true;
}

static bool take_pick(void *context, const struct rows *rows, struct err *err)
{
	struct look *look = context;

	(void)err;
	if (rows_count(rows) > 0)
		look->detail.pick = (struct alert_pick){
			.person = text(look->arena, rows, 0, 0),
			.reason = text(look->arena, rows, 0, 1),
			.picked_us = rows_time(rows, 0, 2),
		};
	return true;
}

static bool take_steps(void *context, const struct rows *rows, struct err *err)
{
	struct look *look = context;
	struct alert_detail *detail = &look->detail;

	(void)err;
	detail->n_steps = rows_count(rows);
	detail->steps = arena_new(look->arena, detail->n_steps, sizeof *detail->steps);
	for (size_t i = 0; i < detail->n_steps; i++)
		detail->steps[i] = (struct alert_step){
			.version = rows_int4(rows, i, 0),
			.recorded_us = rows_time(rows, i, 1),
			.change = text(look->arena, rows, i, 2),
			.level = text(look->arena, rows, i, 3),
			.n_contacts = rows_int4(rows, i, 4),
			.n_incidents = rows_int4(rows, i, 5),
		};
	return true;
}

static bool take_notices(void *context, const struct rows *rows, struct err *err)
{
	struct look *look = context;
	struct alert_detail *detail = &look->detail;

	(void)err;
	detail->n_notices = rows_count(rows);
	detail->notices = arena_new(look->arena, detail->n_notices, sizeof *detail->notices);
	for (size_t i = 0; i < detail->n_notices; i++)
		detail->notices[i] = (struct alert_notice){
			.id = rows_int8(rows, i, 0),
			.kind = text(look->arena, rows, i, 1),
			.channel = text(look->arena, rows, i, 2),
			.recipient = text(look->arena, rows, i, 3),
			.created_us = rows_time(rows, i, 4),
			.sent_us = time_or_none(rows, i, 5),
			.attempts = rows_int4(rows, i, 6),
			.last_error = text(look->arena, rows, i, 7),
		};
	return true;
}

/* ---- Parameters ---- */

static void bind_words(struct params *params, const char *const *list)
{
	size_t n = 0;

	while (list[n] != NULL)
		n++;
	params_array(params, PARAM_TEXT, n);
	for (size_t i = 0; i < n; i++)
		params_add_text(params, list[i]);
}

static bool bind_filter(void *context, struct params *params)
{
	const struct look *look = context;

	bind_words(params, look->filter->states);
	bind_words(params, look->filter->levels);
	params_text(params, look->filter->rule);
	params_int8(params, look->filter->after);
	if (look->id != 0)
		params_int8(params, look->id);
	else
		params_null(params);
	params_int4(params, look->filter->most);
	params_bool(params, look->filter->void_only);
	return true;
}

static bool bind_id(void *context, struct params *params)
{
	const struct look *look = context;

	params_int8(params, look->id);
	return true;
}

static bool bind_audit(void *context, struct params *params)
{
	const struct look *look = context;

	if (look->actor == NULL || (look->id != 0 && look->list.n == 0))
		return false;
	params_text(params, look->actor);
	params_text(params, look->action);
	if (look->id != 0)
		params_int8(params, look->list.rows[0].child_id);
	else
		params_null(params);
	if (look->id != 0)
		params_int8(params, look->id);
	else
		params_null(params);
	params_text(params, "");
	return true;
}

/* ---- Looks ---- */

bool alerts_list_now(struct store *store, const struct alert_filter *filter, const char *actor,
		     struct arena *arena, struct alert_list *ret, struct err *err)
{
	static const struct step steps[] = {
		{ "begin", NULL, NULL, 0 },
		{ "list_alerts", bind_filter, take_alerts, STEP_WAIT },
		{ "audit_view", bind_audit, NULL, 0 },
		{ "commit", NULL, NULL, 0 },
	};
	static const struct script script = { "list alerts", steps, sizeof steps / sizeof *steps,
					      LOOK_SECONDS * USEC_PER_SEC };
	struct look look = {
		.filter = filter, .actor = actor, .action = "alerts-listed", .arena = arena
	};

	if (!store_run_now(store, &script, &look, err))
		return false;
	*ret = look.list;
	return true;
}

bool alerts_show_now(struct store *store, int64_t id, const char *actor, struct arena *arena,
		     struct alert_detail *ret, struct err *err)
{
	static const struct step steps[] = {
		{ "begin", NULL, NULL, 0 },
		{ "list_alerts", bind_filter, take_alerts, 0 },
		{ "show_alert_evidence", bind_id, take_contacts, 0 },
		{ "show_alert_decision", bind_id, take_decision, 0 },
		{ "show_alert_pick", bind_id, take_pick, 0 },
		{ "show_alert_versions", bind_id, take_steps, 0 },
		{ "show_alert_notices", bind_id, take_notices, STEP_WAIT },
		{ "audit_view", bind_audit, NULL, 0 },
		{ "commit", NULL, NULL, 0 },
	};
	static const struct script script = { "show an alert", steps, sizeof steps / sizeof *steps,
					      LOOK_SECONDS * USEC_PER_SEC };
	static const char *const states[] = { "new", "acknowledged", "decided", "withdrawn", NULL };
	static const char *const levels[] = { "blue", "green", "amber", "red", NULL };
	const struct alert_filter filter = { .states = states, .levels = levels, .most = 1 };
	struct look look = { .filter = &filter,
			     .id = id,
			     .actor = actor,
			     .action = "alert-viewed",
			     .arena = arena };

	if (!store_run_now(store, &script, &look, err))
		return false;
	look.detail.found = look.list.n > 0;
	if (look.detail.found)
		look.detail.alert = look.list.rows[0];
	*ret = look.detail;
	return true;
}

bool alerts_note_now(struct store *store, const char *actor, const char *action, struct err *err)
{
	static const struct step step = { "audit_view", bind_audit, NULL, 0 };
	static const struct script script = { "note a look", &step, 1,
					      LOOK_SECONDS * USEC_PER_SEC };
	struct look look = { .actor = actor, .action = action };

	return store_run_now(store, &script, &look, err);
}
