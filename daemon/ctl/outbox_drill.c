/* SPDX-License-Identifier: Apache-2.0 */
#include <event2/event.h>
#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "casework/rulebook.h"
#include "casework/tell.h"
#include "config/crosscheck.h"
#include "config/settings.h"
#include "outbox.h"
#include "store/params.h"
#include "store/rows.h"
#include "store/store.h"

/*
 * A drill: a TEST to everybody whom a route, a ladder, a digest or the settings name, by the same outbox
 * and the same daemon as an alert would go.
 */

struct way {
	struct told told;
	const char *named_by; /* "routes at rules.conf:12" */
	int64_t id;
	bool arrived;
	int32_t attempts;
	const char *error; /* NULL: none */
};

struct drill {
	struct outbox_call *call;
	struct tell_ways ways;
	struct way *list;
	size_t n, room;
};

/* ---- Which ways there are ---- */

static void add_told(struct drill *drill, const struct told_list *told, const char *named_by)
{
	struct arena *arena = &drill->call->arena;

	for (size_t i = 0; i < told->n; i++) {
		size_t at = 0;

		while (at < drill->n &&
		       (drill->list[at].told.channel != told->list[i].channel ||
			strcmp(drill->list[at].told.recipient, told->list[i].recipient) != 0))
			at++;
		if (at < drill->n) {
			drill->list[at].named_by = arena_printf(arena, "%s, %s",
								drill->list[at].named_by, named_by);
			continue;
		}
		drill->list = arena_grow(arena, drill->list, drill->n, &drill->room,
					 sizeof *drill->list);
		drill->list[drill->n++] = (struct way){ .told = told->list[i],
							.named_by = named_by };
	}
}

static void add_name(struct drill *drill, const char *name, const char *named_by)
{
	struct told_list told = { 0 };

	tell_name(&drill->ways, name, &drill->call->arena, &told);
	add_told(drill, &told, named_by);
}

static void add_channels(struct drill *drill, unsigned channels, const char *named_by)
{
	for (int channel = 0; channel < CHANNELS_HERE; channel++)
		if (channels >> channel & 1)
			add_name(drill, channel_name((enum channel)channel), named_by);
}

static void add_routes(struct drill *drill, const struct ruleset *ruleset)
{
	if (ruleset->n_routes == 0)
		add_channels(drill, drill->ways.channels, "no route");
	for (size_t i = 0; i < ruleset->n_routes; i++) {
		const struct alert_route *route = &ruleset->routes[i];
		const char *name = arena_printf(&drill->call->arena, "route %zu", i + 1);

		add_channels(drill, route->channels & drill->ways.channels, name);
		for (size_t j = 0; j < route->n_recipients; j++)
			add_name(drill, route->recipients[j], name);
	}
}

static void add_ladder(struct drill *drill, const struct ladder *ladder, enum level level)
{
	const char *named_by = arena_printf(&drill->call->arena, "ladder of %s", level_name(level));

	for (size_t i = 0; i < ladder->n; i++)
		if (strcmp(ladder->rungs[i], "holder") != 0 &&
		    strcmp(ladder->rungs[i], "routes") != 0)
			add_name(drill, ladder->rungs[i], named_by);
}

static void add_all(struct drill *drill, const struct ruleset *ruleset)
{
	const struct settings *settings = drill->ways.settings;

	add_routes(drill, ruleset);
	for (int level = LEVEL_RED; level >= LEVEL_BLUE; level--)
		for (int kind = 0; kind < CLOCKS; kind++)
			add_ladder(drill, &ruleset->clocks[level].ladders[kind], (enum level)level);
	for (size_t i = 0; i < ruleset->n_digests; i++)
		add_name(drill, ruleset->digests[i].to, "digest");
	for (size_t i = 0; i < ruleset->n_agencies; i++)
		if (*ruleset->agencies[i].requests_to != '\0')
			add_name(drill, ruleset->agencies[i].requests_to,
				 arena_printf(&drill->call->arena, "requests to %s",
					      ruleset->agencies[i].name));
	for (size_t i = 0; i < settings->notify.n_ops; i++)
		add_name(drill, settings->notify.ops[i], "ops");
	for (size_t i = 0; i < settings->notify.n_auditors; i++)
		add_name(drill, settings->notify.auditors[i], "auditors");
	for (size_t i = 0; i < settings->n_senders; i++)
		if (*settings->senders[i].feedback_to != '\0')
			add_name(drill, settings->senders[i].feedback_to,
				 arena_printf(&drill->call->arena, "feedback to %s",
					      settings->senders[i].name));
}

/* ---- Sending, and waiting ---- */

static bool bind_drill(void *context, struct params *params)
{
	const struct drill *drill = context;

	params_array(params, PARAM_TEXT, drill->n);
	for (size_t i = 0; i < drill->n; i++)
		params_add_text(params, channel_name(drill->list[i].told.channel));
	params_array(params, PARAM_TEXT, drill->n);
	for (size_t i = 0; i < drill->n; i++)
		params_add_text(params, drill->list[i].told.recipient);
	params_text(params, drill->call->actor);
	return true;
}

static bool take_drill(void *context, const struct rows *rows, struct err *err)
{
	struct drill *drill = context;

	(void)err;
	for (size_t i = 0; i < drill->n; i++)
		drill->list[i].id = rows_int8(rows, i, 0);
	return true;
}

static bool bind_ids(void *context, struct params *params)
{
	const struct drill *drill = context;

	params_array(params, PARAM_INT8, drill->n);
	for (size_t i = 0; i < drill->n; i++)
		params_add_int8(params, drill->list[i].id);
	return true;
}

static bool take_states(void *context, const struct rows *rows, struct err *err)
{
	struct drill *drill = context;

	(void)err;
	for (size_t i = 0; i < rows_count(rows); i++) {
		drill->list[i].arrived = !rows_is_null(rows, i, 1);
		drill->list[i].attempts = rows_int4(rows, i, 2);
		drill->list[i].error = arena_strdup(&drill->call->arena, rows_text(rows, i, 3));
	}
	return true;
}

static const struct step send_steps[] = {
	{ "insert_drill", bind_drill, take_drill, STEP_WAIT },
	{ "notify_outbox", NULL, NULL, 0 },
};
static const struct script send_script = { "drill", send_steps, 2, OUTBOX_DEADLINE_US };

static const struct step look_steps[] = { { "watch_drill", bind_ids, take_states, 0 } };
static const struct script look_script = { "watch a drill", look_steps, 1, OUTBOX_DEADLINE_US };

static bool have_all_arrived(const struct drill *drill)
{
	for (size_t i = 0; i < drill->n; i++)
		if (!drill->list[i].arrived)
			return false;
	return true;
}

static void pause_a_moment(struct event_base *base)
{
	const struct timeval moment = { .tv_usec = 100 * USEC_PER_MSEC };

	event_base_loopexit(base, &moment);
	event_base_dispatch(base);
}

static bool wait_for_all(struct drill *drill, struct err *err)
{
	int64_t end_us = clock_monotonic_us() + drill->call->wait_s * USEC_PER_SEC;

	do {
		pause_a_moment(drill->call->database.base);
		if (!store_run_now(drill->call->database.store, &look_script, drill, err))
			return false;
	} while (!have_all_arrived(drill) && clock_monotonic_us() < end_us);
	return true;
}

/* ---- Telling ---- */

static const char *name_of(const struct way *way)
{
	return *way->told.recipient != '\0' ? way->told.recipient : channel_name(way->told.channel);
}

static const char *state_of(const struct drill *drill, const struct way *way)
{
	if (drill->call->dry_run)
		return "not sent";
	if (way->arrived)
		return "arrived";
	if (way->error != NULL)
		return arena_printf(&drill->call->arena, "NOT ARRIVED: %s", way->error);
	return way->attempts > 0 ? "NOT ARRIVED: under way" : "NOT ARRIVED: no daemon took it";
}

static void print_json(const struct drill *drill)
{
	json_t *json = json_array();

	for (size_t i = 0; i < drill->n; i++) {
		const struct way *way = &drill->list[i];

		json_array_append_new(
			json, json_pack("{s:s, s:s, s:I, s:b, s:s?, s:s}", "to", name_of(way),
					"channel", channel_name(way->told.channel), "notice",
					(json_int_t)way->id, "arrived", way->arrived, "error",
					way->error, "named_by", way->named_by));
	}
	ctl_print_json(json);
}

static void print_table(const struct drill *drill)
{
	struct ctl_table table = { .n_columns = 4,
				   .headings = { "TO", "CHANNEL", "TEST", "NAMED BY" } };

	for (size_t i = 0; i < drill->n; i++) {
		ctl_table_cell(&table, "%s", name_of(&drill->list[i]));
		ctl_table_cell(&table, "%s", channel_name(drill->list[i].told.channel));
		ctl_table_cell(&table, "%s", state_of(drill, &drill->list[i]));
		ctl_table_cell(&table, "%s", drill->list[i].named_by);
	}
	ctl_table_print(&table);
}

static int run(struct drill *drill)
{
	struct err err;

	if (drill->n == 0) {
		ctl_message("nobody is told of anything: every channel is off");
		return CTL_FAILED;
	}
	if (!drill->call->dry_run &&
	    (!store_run_now(drill->call->database.store, &send_script, drill, &err) ||
	     !wait_for_all(drill, &err)))
		return ctl_database_failed(&err);
	if (drill->call->ctl->json)
		print_json(drill);
	else
		print_table(drill);
	return drill->call->dry_run || have_all_arrived(drill) ? CTL_OK : CTL_FAILED;
}

int outbox_drill(struct outbox_call *call)
{
	const struct settings *settings = call->database.settings;
	struct drill drill = { .call = call, .ways = { channels_on(settings), settings } };
	struct rulesets *rulesets = rulesets_new(call->database.store);
	struct err err;
	int code;

	if (rulesets_load_now(rulesets, 0, &err)) {
		add_all(&drill, rulesets_newest(rulesets, NULL));
		code = run(&drill);
	} else {
		code = ctl_database_failed(&err);
	}
	rulesets_free(rulesets);
	return code;
}
