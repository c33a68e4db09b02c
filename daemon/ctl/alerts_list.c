/* SPDX-License-Identifier: Apache-2.0 */
#include <event2/event.h>
#include <signal.h>
#include <string.h>

#include "alerts.h"
#include "base/clock.h"

/* concernctl alerts list: once, or on and on as alerts rise. */

static const char *const all_states[] = { "new", "acknowledged", "decided", "withdrawn", NULL };
static const char *const all_levels[] = { "red", "amber", "green", "blue", NULL };

struct choice {
	const char *states[5], *levels[5];
	struct alert_filter filter;
};

/* Copies to out what of a list was asked for; NULL or "all" is each. */
static bool choose(const char *const *list, const char *wanted, const char **out)
{
	size_t n = 0;

	for (size_t i = 0; list[i] != NULL; i++)
		if (wanted == NULL || strcmp(wanted, "all") == 0 || strcmp(wanted, list[i]) == 0)
			out[n++] = list[i];
	out[n] = NULL;
	return n > 0;
}

static bool choose_all(const struct alerts_list_options *options, struct choice *choice,
		       int *ret_exit)
{
	static const char *const open_states[] = { "new", "acknowledged", NULL };
	const char *state = options->void_only ? "withdrawn" : options->state;
	bool open = state == NULL || strcmp(state, "open") == 0;

	if (!choose(open ? open_states : all_states, open ? NULL : state, choice->states))
		*ret_exit = ctl_usage_error("--state is open, new, acknowledged, decided, "
					    "withdrawn or all");
	else if (!choose(all_levels, options->level, choice->levels))
		*ret_exit = ctl_usage_error("--level is red, amber, green or blue");
	else
		*ret_exit = CTL_OK;
	choice->filter = (struct alert_filter){ .states = choice->states,
						.levels = choice->levels,
						.rule = options->rule,
						.most = (int32_t)options->limit,
						.void_only = options->void_only };
	return *ret_exit == CTL_OK;
}

/* Ids that were printed: numbers are taken before the commit, so a smaller one may appear later. */
enum { SEEN = 1 << 16 };

struct follower {
	const struct alerts_list_options *options;
	int64_t *seen; /* by id modulo SEEN */
	int64_t newest;
};

static void print_one(const struct alerts_list_options *options, const struct alert_row *alert)
{
	if (options->json)
		ctl_print_json(alerts_row_json(alert));
	else
		alerts_print_line(options->zone, alert);
	fflush(stdout);
}

static void print_new(struct follower *follower, const struct alert_list *list)
{
	for (size_t i = list->n; i-- > 0;) {
		int64_t id = list->rows[i].id;

		if (follower->seen[id % SEEN] == id)
			continue;
		follower->seen[id % SEEN] = id;
		follower->newest = id > follower->newest ? id : follower->newest;
		print_one(follower->options, &list->rows[i]);
	}
}

static void on_end(evutil_socket_t fd, short what, void *context)
{
	(void)fd;
	(void)what;
	*(bool *)context = true;
}

static void on_tick(evutil_socket_t fd, short what, void *context)
{
	(void)fd;
	(void)what;
	(void)context;
}

/* Looks twice a second, until Ctrl-C; a database that is away is waited for. */
static int follow(struct ctl_database *database, const struct alerts_list_options *options,
		  struct choice *choice)
{
	const struct timeval half_second = { .tv_usec = 500 * USEC_PER_MSEC };
	struct event_base *base = database->base;
	struct follower follower = { .options = options, .seen = mem_new(SEEN, sizeof(int64_t)) };
	const char *actor = options->actor;
	bool ended = false;
	struct event *interrupt = evsignal_new(base, SIGINT, on_end, &ended);
	struct event *terminate = evsignal_new(base, SIGTERM, on_end, &ended);
	struct event *tick = event_new(base, -1, EV_PERSIST, on_tick, NULL);

	event_add(interrupt, NULL);
	event_add(terminate, NULL);
	event_add(tick, &half_second);
	while (!ended && !ferror(stdout)) {
		struct alert_list found;
		struct arena arena;

		arena_init(&arena);
		choice->filter.after = follower.newest > SEEN / 2 ? follower.newest - SEEN / 2 : 0;
		if (alerts_list_now(database->store, &choice->filter, actor, &arena, &found,
				    NULL)) {
			print_new(&follower, &found);
			choice->filter.most = SEEN / 2;
			actor = NULL; /* one look, however long */
		}
		arena_done(&arena);
		event_base_loop(base, EVLOOP_ONCE);
	}
	event_free(tick);
	event_free(terminate);
	event_free(interrupt);
	mem_free(follower.seen);
	return CTL_OK;
}

static void print_list(const struct alerts_list_options *options, const struct alert_list *list)
{
	if (!options->json) {
		alerts_print_list(options->zone, list);
		if (list->n == (size_t)options->limit)
			ctl_message("there may be more; --limit says how many to show");
		return;
	}
	json_t *json = json_array();

	for (size_t i = 0; i < list->n; i++)
		json_array_append_new(json, alerts_row_json(&list->rows[i]));
	ctl_print_json(json);
}

int alerts_list(struct ctl_database *database, const struct alerts_list_options *options)
{
	struct choice choice;
	struct alert_list alerts;
	struct arena arena;
	struct err err;
	int code;

	if (!choose_all(options, &choice, &code))
		return code;
	if (options->follow)
		return follow(database, options, &choice);
	arena_init(&arena);
	if (alerts_list_now(database->store, &choice.filter, options->actor, &arena, &alerts, &err))
		print_list(options, &alerts);
	else
		code = ctl_database_failed(&err);
	arena_done(&arena);
	return code;
}
