/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_PEOPLE_ACCOUNT_H
#define CONCERND_PEOPLE_ACCOUNT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"
#include "store/store.h"

/* Accounts, for those who say who may sign in (`concernctl user`). Each change leaves an audit row. All
 * functions turn the loop until it is done, and are false with *err when the database cannot do it. */

struct account {
	const char *name, *title;
	const char **roles;
	size_t n_roles;
	bool has_password;
	int64_t added_us, disabled_us, locked_us; /* INT64_MIN: it is not */
	int32_t failures;
	int64_t sessions;
};

struct account_session {
	const char *person, *way;
	int64_t begun_us, used_us, ends_us;
};

/* True if it may be the name of an account: lower case letters, digits, ". _ @ -", 100 at most. */
bool account_name_is_good(const char *name);

/* "screener,manager" → the roles; false with *err (ERR_INPUT) for a word that is none. In the arena. */
bool account_roles(struct arena *arena, const char *text, const char ***ret, size_t *ret_n,
		   struct err *err);

/* *ret_done: false if there is one of that name already (add), or none (the others). hash: of the
 * password (people/password.h); NULL: comes by the single sign-on alone. title NULL: as it is. */
bool account_add(struct store *store, const struct account *account, const char *hash,
		 const char *actor, bool *ret_done, struct err *err);
bool account_change(struct store *store, const struct account *account, const char *actor,
		    bool *ret_done, struct err *err);
bool account_set_password(struct store *store, const char *name, const char *hash,
			  const char *actor, bool *ret_done, struct err *err);
bool account_enable(struct store *store, const char *name, bool enabled, const char *actor,
		    bool *ret_done, struct err *err);
bool account_sign_out(struct store *store, const char *name, const char *actor, bool *ret_done,
		      struct err *err);

/* All accounts, by name, and the sessions that hold (name NULL: of all); in the arena. */
bool account_list(struct store *store, int idle_seconds, struct arena *arena, struct account **ret,
		  size_t *ret_n, struct err *err);
bool account_sessions(struct store *store, const char *name, int idle_seconds, struct arena *arena,
		      struct account_session **ret, size_t *ret_n, struct err *err);

#endif
