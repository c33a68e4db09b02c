/* SPDX-License-Identifier: Apache-2.0 */
#include <event2/event.h>
#include <pwd.h>
#include <stdio.h>
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

bool ctl_database_open(const struct ctl *ctl, struct ctl_database *ret, int *ret_exit)
{
	struct ctl_database database = { .settings = ctl_settings(ctl, ret_exit) };
	struct err err;

	if (database.settings == NULL)
		return false;
	const struct store_options options = {
		.conninfo = database.settings->database.conninfo,
		.connections = 1,
		.unsafe_server_ok = database.settings->database.unsafe_server_ok,
		.application = "concernctl",
	};

	database.base = event_base_new();
	database.store = store_new(database.base, &options);
	if (!store_connect_now(database.store, INT64_C(10) * USEC_PER_SEC, &err)) {
		ctl_message("cannot reach the database: %s", err.text);
		ctl_database_close(&database);
		*ret_exit = CTL_DATABASE;
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
