/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_TESTS_TOOLS_POSTGRES_H
#define CONCERND_TESTS_TOOLS_POSTGRES_H

/* A private PostgreSQL for cmocka tests, by tests/tools/private-postgres. Failures end the test
 * program with a word on stderr. */

struct postgres;

/* Makes and starts one in a temporary folder; about a second. postgres_free() ends it. */
struct postgres *postgres_new(void);

/* Stops it and removes the folder. Aborts if it is still running then. */
void postgres_free(struct postgres *postgres);

/* libpq's conninfo for its database `concernd`, which is empty at first; lives as long as it. */
const char *postgres_conninfo(const struct postgres *postgres);

/* pg_ctl -m immediate restart: as if the power had failed for a moment. */
void postgres_restart(struct postgres *postgres);

/* Runs text as psql does (-v ON_ERROR_STOP=1), for what a test sets up or looks at. Returns what it
 * printed, unaligned, columns apart by '|', rows by newlines, the last newline cut; the caller frees
 * it with mem_free(). */
char *postgres_query(const struct postgres *postgres, const char *text);

/* Group fixtures for cmocka_run_group_tests(): *state becomes a struct postgres. */
int postgres_setup(void **state);
int postgres_teardown(void **state);

#endif
