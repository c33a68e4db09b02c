/* SPDX-License-Identifier: Apache-2.0 */
#include "casework/names.h"

#include <event2/event.h>
#include <glib.h>

#include "base/clock.h"
#include "base/log.h"
#include "store/params.h"
#include "store/rows.h"

/* One script counts a page of new aliases and reads what all have counted; pages follow each other
 * until one comes up short. Readers have the table that was read last. */

enum { PAGE = 5000, PAUSE_S = 300, LEAST_CHILDREN = 1000 };

struct names {
	struct store *store;
	struct event *next; /* NULL: only when asked */
	GHashTable *seen;   /* by forename */
	GHashTable *reading;
	uint64_t children;
	int64_t page; /* aliases of the last; -1: somebody else counted */
};

static GHashTable *new_table(void)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

static bool bind_page(void *context, struct params *params)
{
	struct names *names = context;

	names->page = -1;
	params_int4(params, PAGE);
	return true;
}

static bool take_page(void *context, const struct rows *rows, struct err *err)
{
	struct names *names = context;

	(void)err;
	if (rows_count(rows) > 0)
		names->page = rows_int8(rows, 0, 0);
	return true;
}

static bool take_seen(void *context, const struct rows *rows, struct err *err)
{
	struct names *names = context;

	(void)err;
	names->reading = new_table();
	for (size_t i = 0; i < rows_count(rows); i++)
		g_hash_table_insert(names->reading, g_strdup(rows_text(rows, i, 0)),
				    GUINT_TO_POINTER((guint)rows_int4(rows, i, 1)));
	g_hash_table_unref(names->seen);
	names->seen = names->reading;
	return true;
}

static bool take_children(void *context, const struct rows *rows, struct err *err)
{
	struct names *names = context;

	(void)err;
	if (rows_count(rows) > 0)
		names->children = (uint64_t)rows_int8(rows, 0, 0);
	return true;
}

static const struct step count_steps[] = { { "count_forenames", bind_page, take_page, 0 } };
static const struct step read_steps[] = {
	{ "load_forenames", NULL, take_seen, 0 },
	{ "load_forename_count", NULL, take_children, 0 },
};
static const struct script count_script = { "count forenames", count_steps, 1,
					    INT64_C(60) * USEC_PER_SEC };
static const struct script read_script = { "read forenames", read_steps, 2,
					   INT64_C(30) * USEC_PER_SEC };

static void sleep_on(struct names *names)
{
	const struct timeval span = { PAUSE_S, 0 };

	if (names->next != NULL)
		event_add(names->next, &span);
}

static void on_read(void *context, const struct script_end *end)
{
	if (end->err != NULL)
		log_warning("how common names are cannot be read now: %s", end->err->text);
	sleep_on(context);
}

static void on_counted(void *context, const struct script_end *end)
{
	struct names *names = context;

	if (end->err != NULL)
		on_read(names, end);
	else if (names->page == PAGE)
		store_run(names->store, &count_script, names, on_counted);
	else
		store_run(names->store, &read_script, names, on_read);
}

static void on_next(evutil_socket_t fd, short what, void *context)
{
	struct names *names = context;

	(void)fd;
	(void)what;
	store_run(names->store, &count_script, names, on_counted);
}

struct names *names_new(struct event_base *base, struct store *store)
{
	struct names *names = mem_new(1, sizeof *names);
	const struct timeval at_once = { 0, 0 };

	*names = (struct names){ .store = store, .seen = new_table() };
	if (base != NULL) {
		names->next = evtimer_new(base, on_next, names);
		event_add(names->next, &at_once);
	}
	return names;
}

void names_free(struct names *names)
{
	if (names == NULL)
		return;
	if (names->next != NULL)
		event_free(names->next);
	g_hash_table_unref(names->seen);
	mem_free(names);
}

bool names_count_now(struct names *names, struct err *err)
{
	do {
		if (!store_run_now(names->store, &count_script, names, err))
			return false;
	} while (names->page == PAGE);
	return store_run_now(names->store, &read_script, names, err);
}

uint32_t names_seen(const struct names *names, const char *forename)
{
	return names == NULL || forename[0] == '\0'
		       ? 0
		       : GPOINTER_TO_UINT(g_hash_table_lookup(names->seen, forename));
}

uint64_t names_children(const struct names *names)
{
	return names == NULL || names->children < LEAST_CHILDREN ? LEAST_CHILDREN : names->children;
}
