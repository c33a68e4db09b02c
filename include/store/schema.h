/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_STORE_SCHEMA_H
#define CONCERND_STORE_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"

/* The tables of the database against the numbered files of sql/schema that this program carries.
 * Forward only: a file that was run is never run again. Blocking calls, for concernctl. */

struct schema_file {
	int version;      /* its number: 1 for 0001_… */
	const char *name; /* "0001_roles" */
	bool applied;
	bool changed; /* applied, but from another text than this program carries */
	int64_t applied_us;
	const char *applied_by; /* the role that signed in; NULL when not applied */
};

struct schema_state {
	int present;               /* the highest version in the database; 0: none */
	int known;                 /* the highest that this program carries */
	struct schema_file *files; /* those that this program carries, in order */
	size_t n_files;
};

/* What a state means for a daemon: true if it may run on it. Else ERR_FATAL and what to do. */
bool schema_check(const struct schema_state *state, struct err *err);

/* The highest version that this program carries. */
int schema_known(void);

/* Compares the database with the files. *ret lives in the arena. ERR_RETRY if the server cannot be
 * reached, ERR_FATAL if it lets us not read it. */
bool schema_read(const char *conninfo, struct arena *arena, struct schema_state *ret,
		 struct err *err);

/*
 * Runs the files that the database has not seen, in order, each in one transaction with the row
 * that notes it, and calls on_file (NULL: nobody) after each. Signs in as role; NULL: as conninfo
 * says. Two at once wait for each other. On
 * an empty database the connecting role must be able to make roles and a schema, or a DBA must
 * have made them (sql/schema/0001_roles.sql). What was committed stays when a later file fails.
 */
bool schema_upgrade(const char *conninfo, const char *role,
		    void (*on_file)(void *context, const char *name), void *context,
		    struct err *err);

#endif
