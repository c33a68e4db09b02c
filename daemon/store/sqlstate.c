/* SPDX-License-Identifier: Apache-2.0 */
#include "sqlstate.h"

#include <string.h>

static const struct sqlstate table[] = {
	{ "08", ERR_RETRY, true, "the connection failed" },
	{ "0A000", ERR_RETRY, true, "the tables were changed under us; connecting anew" },
	{ "22", ERR_INPUT, false, "a value does not fit its column" },
	{ "23505", ERR_RETRY, false, "somebody else wrote the same row first" },
	{ "25006", ERR_RETRY, true,
	  "this server is a standby and takes no writes; add target_session_attrs=read-write and "
	  "all hosts to the connection string" },
	{ "25P03", ERR_RETRY, true, "the transaction took too long" },
	{ "26000", ERR_RETRY, true, "the server forgot our statements; connecting anew" },
	{ "28", ERR_FATAL, true,
	  "the server does not let us in; look at pg_hba.conf and the role" },
	{ "3D000", ERR_FATAL, true, "there is no such database; create it" },
	{ "3F000", ERR_FATAL, true, "the tables are missing; run `concernctl schema upgrade`" },
	{ "40", ERR_RETRY, false, "two transactions met; the same again may succeed" },
	{ "42501", ERR_FATAL, false,
	  "the role may not do this; run as concernd_runtime after `concernctl schema upgrade`" },
	{ "42P01", ERR_FATAL, true, "a table is missing; run `concernctl schema upgrade`" },
	{ "53100", ERR_RETRY, false, "the database server's disk is full; free some space there" },
	{ "53300", ERR_RETRY, true, "the server has no connection left; raise max_connections" },
	{ "53", ERR_RETRY, false, "the database server is short of memory or disk; look at it" },
	{ "55P03", ERR_RETRY, false, "a lock was held for too long" },
	{ "57014", ERR_RETRY, false, "it took too long and was cancelled" },
	{ "57P", ERR_RETRY, true, "the server is stopping or starting" },
	{ "58", ERR_FATAL, false, "the database server cannot read or write; look at its log" },
	{ "XX", ERR_FATAL, true, "the database server is damaged; look at its log" },
	{ "", ERR_FATAL, false, "this is a fault of concernd; please report it" },
};

const struct sqlstate *sqlstate_find(const char *code)
{
	const struct sqlstate *found = NULL;
	size_t longest = 0;

	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		size_t length = strlen(table[i].prefix);

		if (strncmp(code, table[i].prefix, length) == 0 &&
		    (found == NULL || length > longest)) {
			found = &table[i];
			longest = length;
		}
	}
	return found;
}

const char *sqlstate_of(const PGresult *result)
{
	const char *code = PQresultErrorField(result, PG_DIAG_SQLSTATE);

	return code == NULL ? "" : code;
}

bool sqlstate_fail(struct err *err, const char *statement, const PGresult *result)
{
	const char *code = sqlstate_of(result);

	if (code[0] == '\0')
		return err_set(err, ERR_RETRY,
			       "statement %s: the connection to the database was lost", statement);
	const struct sqlstate *row = sqlstate_find(code);

	return err_set(err, row->kind, "statement %s: SQLSTATE %s: %s", statement, code,
		       row->advice);
}
