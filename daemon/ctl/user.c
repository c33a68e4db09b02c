/* SPDX-License-Identifier: Apache-2.0 */
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/mem.h"
#include "config/settings.h"
#include "ctl.h"
#include "people/account.h"
#include "people/password.h"

/* concernctl user: who may sign in, and as what. Passwords come from a prompt or from standard input, never
 * from the command line, which others on the machine can read. */

static const struct ctl_usage usage = {
	.call = "user add|list|role|password|disable|enable|sessions [OPTION…] [NAME]",
	.help = "add       an account: NAME --title TEXT --role ROLE[,ROLE…], and a password; with "
		"--sso\n"
		"          without one, for who comes by the single sign-on\n"
		"list      all accounts\n"
		"role      other roles for one: NAME --role ROLE[,ROLE…] [--title TEXT]\n"
		"password  another password; who is signed in by the old one is signed out\n"
		"disable   may not sign in any more, and is signed out; enable takes that back, "
		"and\n"
		"          opens an account that was closed by wrong passwords\n"
		"sessions  who is signed in; with --end NAME is signed out\n"
		"Roles: screener (looks, acknowledges), manager (decides as well), auditor (who\n"
		"looked at what), ops (the service), duty (sees restricted families, besides "
		"another\n"
		"role). The password is asked for, or read from standard input.",
	.least = 1,
	.most = 2,
};

struct call {
	struct ctl *ctl;
	const char *name, *title, *roles;
	bool sso, end;
	struct ctl_database database;
	struct arena arena;
	char actor[80];
};

/* ---- Passwords ---- */

static bool read_line(char *out, size_t size)
{
	if (fgets(out, (int)size, stdin) == NULL)
		return false;
	out[strcspn(out, "\r\n")] = '\0';
	return true;
}

/* Without an echo on a terminal. */
static bool ask_line(const char *prompt, char *out, size_t size)
{
	struct termios before, quiet;

	if (!isatty(STDIN_FILENO) || tcgetattr(STDIN_FILENO, &before) != 0)
		return read_line(out, size);
	quiet = before;
	quiet.c_lflag &= (tcflag_t)~ECHO;
	fputs(prompt, stderr);
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
	bool ok = read_line(out, size);

	tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
	fputc('\n', stderr);
	return ok;
}

/* Asks for a password and hashes it. What to end with when it will not do. */
static int read_password(const char *name, char hash[PASSWORD_HASH_BYTES])
{
	char password[4 * PASSWORD_MOST] = "", again[sizeof password] = "";
	struct err err;
	int code = CTL_OK;

	if (!ask_line("Password: ", password, sizeof password))
		code = ctl_usage_error("no password was given on standard input");
	else if (!password_is_good(password, name, &err))
		code = ctl_failed(&err);
	else if (isatty(STDIN_FILENO) &&
		 (!ask_line("Again: ", again, sizeof again) || strcmp(password, again) != 0))
		code = ctl_usage_error("the two are not the same");
	else
		password_hash(password, hash);
	sodium_memzero(password, sizeof password);
	sodium_memzero(again, sizeof again);
	return code;
}

/* ---- What changes ---- */

static int finish(struct call *call, bool reached, bool done, const struct err *err,
		  const char *said)
{
	if (!reached)
		return ctl_database_failed(err);
	if (!done) {
		ctl_message("there is no account %s", call->name);
		return CTL_NOT_FOUND;
	}
	if (call->ctl->json)
		ctl_print_json(json_pack("{s:s, s:s}", "name", call->name, "done", said));
	else
		printf("%s: %s\n", call->name, said);
	return CTL_OK;
}

static int read_roles(struct call *call, struct account *account)
{
	struct err err;

	if (call->roles == NULL)
		return ctl_usage_error("say --role, one or several with commas between");
	if (!account_roles(&call->arena, call->roles, &account->roles, &account->n_roles, &err))
		return ctl_usage_error("%s", err.text);
	return CTL_OK;
}

static int add(struct call *call)
{
	struct account account = { .name = call->name, .title = call->title };
	char hash[PASSWORD_HASH_BYTES];
	struct err err;
	bool done = false;
	int code = read_roles(call, &account);

	if (code == CTL_OK && (account.title == NULL || *account.title == '\0'))
		code = ctl_usage_error("say --title, the person's name as colleagues read it");
	if (code == CTL_OK && !call->sso)
		code = read_password(call->name, hash);
	if (code != CTL_OK)
		return code;
	if (!account_add(call->database.store, &account, call->sso ? NULL : hash, call->actor,
			 &done, &err))
		return ctl_database_failed(&err);
	if (done)
		return finish(call, true, true, NULL, "added");
	ctl_message("there is an account %s already", call->name);
	return CTL_CONFLICT;
}

static int change_roles(struct call *call)
{
	struct account account = { .name = call->name, .title = call->title };
	struct err err;
	bool done = false;
	int code = read_roles(call, &account);

	if (code != CTL_OK)
		return code;
	bool reached = account_change(call->database.store, &account, call->actor, &done, &err);

	return finish(call, reached, done, &err, "roles changed");
}

static int set_password(struct call *call)
{
	char hash[PASSWORD_HASH_BYTES];
	struct err err;
	bool done = false;
	int code = read_password(call->name, hash);

	if (code != CTL_OK)
		return code;
	bool reached = account_set_password(call->database.store, call->name, hash, call->actor,
					    &done, &err);

	return finish(call, reached, done, &err, "password changed");
}

static int enable_or_not(struct call *call, bool enabled)
{
	struct err err;
	bool done = false;
	bool reached = account_enable(call->database.store, call->name, enabled, call->actor, &done,
				      &err);

	return finish(call, reached, done, &err, enabled ? "enabled" : "disabled, and signed out");
}

static int enable(struct call *call)
{
	return enable_or_not(call, true);
}

static int disable(struct call *call)
{
	return enable_or_not(call, false);
}

/* ---- Lists ---- */

static json_t *time_json(int64_t at_us)
{
	char text[32];

	return at_us == INT64_MIN ? json_null() : json_string(time_format(at_us, text));
}

static json_t *account_json(const struct account *account)
{
	json_t *roles = json_array();

	for (size_t i = 0; i < account->n_roles; i++)
		json_array_append_new(roles, json_string(account->roles[i]));
	return json_pack("{s:s, s:s, s:o, s:b, s:o, s:o, s:o, s:i, s:I}", "name", account->name,
			 "title", account->title, "roles", roles, "has_password",
			 account->has_password, "added_at", time_json(account->added_us),
			 "disabled_at", time_json(account->disabled_us), "locked_until",
			 time_json(account->locked_us), "failures", (int)account->failures,
			 "sessions", (json_int_t)account->sessions);
}

static void print_account(struct call *call, struct ctl_table *table, const struct account *account)
{
	const char *roles = "";

	for (size_t i = 0; i < account->n_roles; i++)
		roles = arena_printf(&call->arena, "%s%s%s", roles, i > 0 ? ", " : "",
				     account->roles[i]);
	ctl_table_cell(table, "%s", account->name);
	ctl_table_cell(table, "%s", account->title);
	ctl_table_cell(table, "%s", roles);
	ctl_table_cell(table, "%s",
		       account->disabled_us != INT64_MIN ? "disabled"
		       : account->locked_us != INT64_MIN ? "closed for a while"
		       : account->has_password           ? "password"
							 : "single sign-on");
	ctl_table_cell(table, "%lld", (long long)account->sessions);
}

static int list(struct call *call)
{
	struct ctl_table table = { .n_columns = 5,
				   .headings = { "NAME", "TITLE", "ROLES", "SIGNS IN BY",
						 "SESSIONS" },
				   .right = { [4] = true } };
	json_t *json = call->ctl->json ? json_array() : NULL;
	struct account *accounts;
	struct err err;
	size_t n;

	if (!account_list(call->database.store, call->database.settings->access.idle_minutes * 60,
			  &call->arena, &accounts, &n, &err)) {
		json_decref(json);
		return ctl_database_failed(&err);
	}
	for (size_t i = 0; i < n; i++)
		if (json != NULL)
			json_array_append_new(json, account_json(&accounts[i]));
		else
			print_account(call, &table, &accounts[i]);
	if (json != NULL)
		ctl_print_json(json);
	else
		ctl_table_print(&table);
	return CTL_OK;
}

static int sign_out(struct call *call)
{
	struct err err;
	bool done = false;

	if (call->name == NULL)
		return ctl_usage_error("say whose sessions to end");
	bool reached = account_sign_out(call->database.store, call->name, call->actor, &done, &err);

	return finish(call, reached, done, &err, "signed out");
}

static int sessions(struct call *call)
{
	struct ctl_table table = { .n_columns = 4,
				   .headings = { "NAME", "BY", "SINCE", "LAST USED" } };
	json_t *json = call->ctl->json ? json_array() : NULL;
	struct account_session *found;
	struct err err;
	size_t n;

	if (!account_sessions(call->database.store, call->name,
			      call->database.settings->access.idle_minutes * 60, &call->arena,
			      &found, &n, &err)) {
		json_decref(json);
		return ctl_database_failed(&err);
	}
	for (size_t i = 0; i < n; i++) {
		char begun[32], used[32];

		time_format(found[i].begun_us, begun);
		time_format(found[i].used_us, used);
		if (json != NULL) {
			json_array_append_new(json,
					      json_pack("{s:s, s:s, s:s, s:s, s:o}", "name",
							found[i].person, "way", found[i].way,
							"begun_at", begun, "used_at", used,
							"ends_at", time_json(found[i].ends_us)));
			continue;
		}
		ctl_table_cell(&table, "%s", found[i].person);
		ctl_table_cell(&table, "%s", found[i].way);
		ctl_table_cell(&table, "%s", begun);
		ctl_table_cell(&table, "%s", used);
	}
	if (json != NULL)
		ctl_print_json(json);
	else
		ctl_table_print(&table);
	return CTL_OK;
}

static int list_or_end(struct call *call)
{
	return call->end ? sign_out(call) : sessions(call);
}

/* ---- The subcommand ---- */

static const struct {
	const char *name;
	int (*run)(struct call *call);
	int least, most; /* operands */
} actions[] = {
	{ "add", add, 1, 1 },
	{ "list", list, 0, 0 },
	{ "role", change_roles, 1, 1 },
	{ "password", set_password, 1, 1 },
	{ "disable", disable, 1, 1 },
	{ "enable", enable, 1, 1 },
	{ "sessions", list_or_end, 0, 1 },
};

static int run(struct call *call, int (*action)(struct call *call))
{
	int code;

	if (call->name != NULL && !account_name_is_good(call->name))
		return ctl_usage_error(
			"a name is of lower case letters, digits and . _ @ -, 100 at "
			"most");
	if (!ctl_database_open(call->ctl, &call->database, &code))
		return code;
	arena_init(&call->arena);
	ctl_actor(call->actor, sizeof call->actor);
	code = action(call);
	arena_done(&call->arena);
	ctl_database_close(&call->database);
	return code;
}

int ctl_user(struct ctl *ctl, int argc, char **argv)
{
	struct call call = { .ctl = ctl };
	const struct ctl_option options[] = {
		{ .name = "title",
		  .argument = "TEXT",
		  .text = &call.title,
		  .help = "add, role: the person's name as colleagues read it" },
		{ .name = "role",
		  .argument = "ROLES",
		  .text = &call.roles,
		  .help = "add, role: with commas between" },
		{ .name = "sso",
		  .flag = &call.sso,
		  .help = "add: without a password, for the single sign-on" },
		{ .name = "end", .flag = &call.end, .help = "sessions: end those of NAME" },
	};
	int code;

	if (!ctl_options(ctl, &usage, options, sizeof options / sizeof *options, &argc, &argv,
			 &code))
		return code;
	call.name = argc > 1 ? argv[1] : NULL;
	for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
		if (strcmp(actions[i].name, argv[0]) == 0 && argc - 1 >= actions[i].least &&
		    argc - 1 <= actions[i].most)
			return run(&call, actions[i].run);
	return ctl_usage_error("usage: concernctl %s", usage.call);
}
