/* SPDX-License-Identifier: Apache-2.0 */
#include "database.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "store/schema.h"

static void stop_on(bool ok, const struct err *err)
{
	if (ok)
		return;
	fprintf(stderr, "database: %s\n", err->text);
	abort();
}

/* Until all connections have prepared their statements: one that has begun to holds locks, for which a
 * query of a test would wait while nobody turns the loop. They are at one when their last statement is. */
static void wait_for_all(struct database *database, int connections)
{
	for (bool whole = connections < 2; !whole;) {
		char *most = database_query(
			database, "select max(n) from (select count(*) as n from pg_stat_activity "
				  "where application_name = 'test' and state = 'idle' "
				  "group by query) as alike");

		whole = atoi(most) >= connections;
		mem_free(most);
		for (int i = 0; i < 100 && !whole; i++)
			event_base_loop(database->base, EVLOOP_NONBLOCK);
	}
}

void database_open(struct database *database, const struct database_options *options)
{
	struct err err;

	database->postgres = postgres_new();
	const char *conninfo = postgres_conninfo(database->postgres);

	stop_on(schema_upgrade(conninfo, NULL, NULL, NULL, &err), &err);
	snprintf(database->conninfo, sizeof database->conninfo, "%s user=concernd_runtime",
		 conninfo);
	if (options->setup != NULL)
		mem_free(database_query(database, options->setup));
	database->base = event_base_new();
	database->store = store_new(database->base,
				    &(struct store_options){ .conninfo = database->conninfo,
							     .connections = options->connections,
							     .application = "test",
							     .more = options->more,
							     .n_more = options->n_more });
	stop_on(store_connect_now(database->store, 20 * USEC_PER_SEC, &err), &err);
	wait_for_all(database, (int)options->connections);
}

void database_close(struct database *database)
{
	store_free(database->store);
	event_base_free(database->base);
	postgres_free(database->postgres);
}

char *database_query(const struct database *database, const char *text)
{
	return postgres_query(database->postgres, text);
}

void database_expect(const struct database *database, const char *text, const char *expected)
{
	char *printed = database_query(database, text);

	if (strcmp(printed, expected) != 0) {
		fprintf(stderr, "%s\nprinted:  %s\nexpected: %s\n", text, printed, expected);
		abort();
	}
	mem_free(printed);
}
