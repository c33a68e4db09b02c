/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DAEMON_STORE_STATEMENTS_H
#define DAEMON_STORE_STATEMENTS_H

#include "base/embedded.h"

/* The texts of sql/query and sql/schema that the program carries (made by sql/embed). */
extern const struct embedded sql_query[];
extern const size_t sql_query_n;
extern const struct embedded sql_schema[];
extern const size_t sql_schema_n;

#endif
