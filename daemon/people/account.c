/* SPDX-License-Identifier: Apache-2.0 */
#include "people/account.h"

#include <string.h>

#include "base/clock.h"
#include "store/params.h"
#include "store/rows.h"

/* One statement each: what changes and its audit row are one. */

enum { SCRIPT_S = 20, NAME_MOST = 100, ROLES_MOST = 8 };

struct change {
	const struct account *account;
	const char *hash, *actor;
	bool enabled, done;
};

bool account_name_is_good(const char *name)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789._@-";
	size_t length = strlen(name);

	return length > 0 && length <= NAME_MOST && name[strspn(name, letters)] == '\0' &&
	       strchr("._@-", name[0]) == NULL;
}

bool account_roles(struct arena *arena, const char *text, const char ***ret, size_t *ret_n,
		   struct err *err)
{
	static const char *const known[] = { "screener", "manager", "auditor", "ops", "duty" };
	const char **roles = arena_new(arena, ROLES_MOST, sizeof *roles);
	size_t n = 0;

	while (*text != '\0' && n < ROLES_MOST) {
		size_t length = strcspn(text, ","), i = 0;

		while (i < 5 &&
		       (strlen(known[i]) != length || strncmp(known[i], text, length) != 0))
			i++;
		if (i == 5)
			return err_set(err, ERR_INPUT,
				       "a role is screener, manager, auditor, ops or duty; several "
				       "with commas between");
		roles[n++] = known[i];
		text += length + (text[length] == ',');
	}
	*ret = roles;
	*ret_n = n;
	return n > 0 || err_set(err, ERR_INPUT, "give one role at least");
}

/* ---- Changes ---- */

static void add_roles(const struct account *account, struct params *params)
{
	params_array(params, PARAM_TEXT, account->n_roles);
	for (size_t i = 0; i < account->n_roles; i++)
		params_add_text(params, account->roles[i]);
}

static bool bind_add(void *context, struct params *params)
{
	const struct change *change = context;

	params_text(params, change->account->name);
	params_text(params, change->account->title);
	add_roles(change->account, params);
	params_text(params, change->hash);
	params_text(params, change->actor);
	return true;
}

static bool bind_roles(void *context, struct params *params)
{
	const struct change *change = context;

	params_text(params, change->account->name);
	add_roles(change->account, params);
	params_text(params, change->account->title);
	params_text(params, change->actor);
	return true;
}

static bool bind_password(void *context, struct params *params)
{
	const struct change *change = context;

	params_text(params, change->account->name);
	params_text(params, change->hash);
	params_text(params, change->actor);
	return true;
}

static bool bind_enable(void *context, struct params *params)
{
	const struct change *change = context;

	params_text(params, change->account->name);
	params_bool(params, change->enabled);
	params_text(params, change->actor);
	return true;
}

static bool bind_sign_out(void *context, struct params *params)
{
	const struct change *change = context;

	params_text(params, change->account->name);
	params_text(params, change->actor);
	return true;
}

static bool take_done(void *context, const struct rows *rows, struct err *err)
{
	struct change *change = context;

	(void)err;
	change->done = rows_count(rows) > 0;
	return true;
}

static bool make(struct store *store, const struct step *step, struct change *change,
		 bool *ret_done, struct err *err)
{
	const struct script script = { "change an account", step, 1, INT64_C(1000000) * SCRIPT_S };

	if (!store_run_now(store, &script, change, err))
		return false;
	*ret_done = change->done;
	return true;
}

bool account_add(struct store *store, const struct account *account, const char *hash,
		 const char *actor, bool *ret_done, struct err *err)
{
	static const struct step step = { "person_add", bind_add, take_done, 0 };
	struct change change = { .account = account, .hash = hash, .actor = actor };

	return make(store, &step, &change, ret_done, err);
}

bool account_change(struct store *store, const struct account *account, const char *actor,
		    bool *ret_done, struct err *err)
{
	static const struct step step = { "person_roles", bind_roles, take_done, 0 };
	struct change change = { .account = account, .actor = actor };

	return make(store, &step, &change, ret_done, err);
}

bool account_set_password(struct store *store, const char *name, const char *hash,
			  const char *actor, bool *ret_done, struct err *err)
{
	static const struct step step = { "person_password", bind_password, take_done, 0 };
	const struct account account = { .name = name };
	struct change change = { .account = &account, .hash = hash, .actor = actor };

	return make(store, &step, &change, ret_done, err);
}

bool account_enable(struct store *store, const char *name, bool enabled, const char *actor,
		    bool *ret_done, struct err *err)
{
	static const struct step step = { "person_enable", bind_enable, take_done, 0 };
	const struct account account = { .name = name };
	struct change change = { .account = &account, .enabled = enabled, .actor = actor };

	return make(store, &step, &change, ret_done, err);
}

bool account_sign_out(struct store *store, const char *name, const char *actor, bool *ret_done,
		      struct err *err)
{
	static const struct step step = { "person_sign_out", bind_sign_out, take_done, 0 };
	const struct account account = { .name = name };
	struct change change = { .account = &account, .actor = actor };

	return make(store, &step, &change, ret_done, err);
}

/* ---- Lists ---- */

struct listing {
	struct arena *arena;
	const char *name;
	int idle_seconds;
	struct account *accounts;
	struct account_session *sessions;
	size_t n;
};

static int64_t time_or_none(const struct rows *rows, size_t row, int column)
{
	return rows_is_null(rows, row, column) ? INT64_MIN : rows_time(rows, row, column);
}

static const char **take_roles(struct arena *arena, const struct rows *rows, size_t row,
			       size_t *ret_n)
{
	size_t n = rows_array_count(rows, row, 2);
	const char **roles = arena_new(arena, n, sizeof *roles);

	for (size_t i = 0; i < n; i++) {
		size_t length;
		const char *role = rows_array_text(rows, row, 2, i, &length);

		roles[i] = arena_strndup(arena, role, length);
	}
	*ret_n = n;
	return roles;
}

static bool take_accounts(void *context, const struct rows *rows, struct err *err)
{
	struct listing *listing = context;
	struct arena *arena = listing->arena;

	(void)err;
	listing->n = rows_count(rows);
	listing->accounts = arena_new(arena, listing->n, sizeof *listing->accounts);
	for (size_t i = 0; i < listing->n; i++) {
		struct account *account = &listing->accounts[i];

		*account = (struct account){
			.name = arena_strdup(arena, rows_text(rows, i, 0)),
			.title = arena_strdup(arena, rows_text(rows, i, 1)),
			.has_password = rows_bool(rows, i, 3),
			.added_us = rows_time(rows, i, 4),
			.disabled_us = time_or_none(rows, i, 5),
			.failures = rows_int4(rows, i, 6),
			.locked_us = time_or_none(rows, i, 7),
			.sessions = rows_int8(rows, i, 8),
		};
		account->roles = take_roles(arena, rows, i, &account->n_roles);
	}
	return true;
}

static bool bind_idle(void *context, struct params *params)
{
	const struct listing *listing = context;

	params_int4(params, listing->idle_seconds);
	return true;
}

bool account_list(struct store *store, int idle_seconds, struct arena *arena, struct account **ret,
		  size_t *ret_n, struct err *err)
{
	static const struct step step = { "person_list", bind_idle, take_accounts, 0 };
	static const struct script script = { "list accounts", &step, 1,
					      INT64_C(1000000) * SCRIPT_S };
	struct listing listing = { .arena = arena, .idle_seconds = idle_seconds };

	if (!store_run_now(store, &script, &listing, err))
		return false;
	*ret = listing.accounts;
	*ret_n = listing.n;
	return true;
}

static bool bind_sessions(void *context, struct params *params)
{
	const struct listing *listing = context;

	params_text(params, listing->name);
	params_int4(params, listing->idle_seconds);
	return true;
}

static bool take_sessions(void *context, const struct rows *rows, struct err *err)
{
	struct listing *listing = context;

	(void)err;
	listing->n = rows_count(rows);
	listing->sessions = arena_new(listing->arena, listing->n, sizeof *listing->sessions);
	for (size_t i = 0; i < listing->n; i++)
		listing->sessions[i] = (struct account_session){
			.person = arena_strdup(listing->arena, rows_text(rows, i, 0)),
			.way = arena_strdup(listing->arena, rows_text(rows, i, 1)),
			.begun_us = rows_time(rows, i, 2),
			.used_us = rows_time(rows, i, 3),
			.ends_us = rows_time(rows, i, 4),
		};
	return true;
}

bool account_sessions(struct store *store, const char *name, int idle_seconds, struct arena *arena,
		      struct account_session **ret, size_t *ret_n, struct err *err)
{
	static const struct step step = { "person_sessions", bind_sessions, take_sessions, 0 };
	static const struct script script = { "list sessions", &step, 1,
					      INT64_C(1000000) * SCRIPT_S };
	struct listing listing = { .arena = arena, .name = name, .idle_seconds = idle_seconds };

	if (!store_run_now(store, &script, &listing, err))
		return false;
	*ret = listing.sessions;
	*ret_n = listing.n;
	return true;
}
