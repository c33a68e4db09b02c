/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_BASE_EMBEDDED_H
#define CONCERND_BASE_EMBEDDED_H

#include <stddef.h>

/*
 * Text files that the program carries inside it. The Makefile's list EMBED says which folders, and
 * sql/embed writes one array for each; the layer that uses it declares it in a private header:
 *
 *	extern const struct embedded sql_query[];  (sql/query, .sql; likewise sql_schema)
 *	extern const size_t sql_query_n;
 *	extern const struct embedded net_schema[]; (daemon/net/schema, .json)
 *	extern const size_t net_schema_n;
 *	extern const struct embedded config_rules[]; (config/rules.conf.d, .conf)
 *	extern const size_t config_rules_n;
 *
 * Arrays are sorted by name as strcmp() does, and end with a row of NULLs that _n does not count.
 */
struct embedded {
	const char *name; /* the file's name without folder and suffix */
	const char *text; /* all of it, NUL-terminated */
};

/* The text of that name; NULL if there is none. Takes log n comparisons. */
const char *embedded_find(const struct embedded *list, size_t n, const char *name);

#endif
