/* SPDX-License-Identifier: Apache-2.0 */
#include <event2/event.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "config/findings.h"
#include "config/ruleset.h"
#include "config/settings.h"
#include "ctl.h"
#include "store/store.h"

/* How subcommands come by the configuration and the database. */

static void tell(struct findings *findings)
{
	findings_sort(findings);
	for (size_t i = 0; i < findings->n; i++)
		if (findings->list[i].kind == FINDING_ERROR)
			fprintf(stderr, "%s\n", findings_line(findings, i));
}

struct settings *ctl_settings(const struct ctl *ctl, int *ret_exit)
{
	struct findings findings;

	findings_init(&findings);
	struct settings *settings = settings_read_file(ctl->config_path, &findings);

	if (settings == NULL) {
		tell(&findings);
		*ret_exit = CTL_FAILED;
	}
	findings_done(&findings);
	return settings;
}

static struct ruleset *read_rules(const char *path, int *ret_exit)
{
	struct findings findings;

	findings_init(&findings);
	struct ruleset *ruleset = ruleset_read_file(path, &findings);

	if (ruleset == NULL) {
		tell(&findings);
		*ret_exit = CTL_FAILED;
	}
	findings_done(&findings);
	return ruleset;
}

struct ruleset *ctl_ruleset(const struct ctl *ctl, int *ret_exit)
{
	if (ctl->rules_path != NULL)
		return read_rules(ctl->rules_path, ret_exit);
	struct settings *settings = ctl_settings(ctl, ret_exit);

	if (settings == NULL)
		return NULL;
	struct ruleset *ruleset = read_rules(settings->rules, ret_exit);

	settings_free(settings);
	return ruleset;
}

/* The later user counts, in both of libpq's forms. */
static const char *conninfo_as(struct settings *settings, const char *role)
{
	const char *conninfo = settings->database.conninfo;

	if (role == NULL)
		return conninfo;
	if (strstr(conninfo, "://") == NULL)
		return arena_printf(&settings->arena, "%s user=%s", conninfo, role);
	return arena_printf(&settings->arena, "%s%cuser=%s", conninfo,
			    strchr(conninfo, '?') != NULL ? '&' : '?', role);
}

static int tell_unreachable(const char *role, const struct err *err)
{
	if (role == NULL) {
		ctl_message("cannot reach the database: %s", err->text);
		return CTL_DATABASE;
	}
	ctl_message("cannot reach the database as %s: %s; whoever runs this must be let in as that "
		    "role (pg_hba.conf, pg_ident.conf)",
		    role, err->text);
	return err->kind == ERR_FATAL ? CTL_NOT_ALLOWED : CTL_DATABASE;
}

bool ctl_database_open(const struct ctl *ctl, struct ctl_database *ret, int *ret_exit)
{
	return ctl_database_open_as(ctl, NULL, ret, ret_exit);
}

bool ctl_database_open_as(const struct ctl *ctl, const char *role, struct ctl_database *ret,
			  int *ret_exit)
{
	struct ctl_database database = { .settings = ctl_settings(ctl, ret_exit) };
	struct err err;

	if (database.settings == NULL)
		return false;
	const struct store_options options = {
		.conninfo = conninfo_as(database.settings, role),
		.connections = 1,
		.unsafe_server_ok = database.settings->database.unsafe_server_ok,
		.application = "concernctl",
	};

	database.base = event_base_new();
	database.store = store_new(database.base, &options);
	if (!store_connect_now(database.store, INT64_C(10) * USEC_PER_SEC, &err)) {
		*ret_exit = tell_unreachable(role, &err);
		ctl_database_close(&database);
		return false;
	}
	*ret = database;
	return true;
}

void ctl_database_close(struct ctl_database *database)
{
	store_free(database->store);
	event_base_free(database->base);
	settings_free(database->settings);
}

char *ctl_actor(char *out, size_t size)
{
	const struct passwd *user = getpwuid(getuid());

	if (user != NULL)
		snprintf(out, size, "os:%s", user->pw_name);
	else
		snprintf(out, size, "os:%lu", (unsigned long)getuid());
	return out;
}
