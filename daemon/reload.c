/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The files are a proposal. What is in force is in the database: start and reload check the files,
 * write them there if they hold, and go by what is there in any case. One proposal at a time is on
 * its way; a signal that comes meanwhile is kept for when it has arrived.
 */
#include <event2/event.h>
#include <inttypes.h>
#include <systemd/sd-daemon.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "config/crosscheck.h"
#include "daemon.h"

enum { RETRY_S = 2 };

/* ---- Configuration ---------------------------------------------------------------------------- */

/* Reads both files and logs every mistake. False if one does not hold. What holds is the caller's,
 * the other NULL. */
static bool read_files(const char *path, struct settings **ret_settings,
		       struct ruleset **ret_ruleset)
{
	struct findings findings;

	findings_init(&findings);
	*ret_ruleset = NULL;
	*ret_settings = settings_read_file(path, &findings);
	if (*ret_settings != NULL)
		*ret_ruleset = ruleset_read_file((*ret_settings)->rules, &findings);
	if (*ret_ruleset != NULL) {
		crosscheck(*ret_settings, *ret_ruleset, &findings);
		crosscheck_holidays(*ret_ruleset, clock_now_us(), &findings);
	}
	findings_sort(&findings);
	for (size_t i = 0; i < findings.n; i++)
		log_line(findings.list[i].kind == FINDING_ERROR ? LOG_ERR : LOG_WARNING, "%s",
			 findings_line(&findings, i));
	bool good = findings.n_errors == 0;

	findings_done(&findings);
	return good;
}

/* From now on by these; requests under way keep those before. */
static void change_settings(struct daemon *daemon, struct settings *settings)
{
	size_t n = daemon->n_retired++;

	daemon->retired = mem_resize(daemon->retired, daemon->n_retired, sizeof *daemon->retired);
	daemon->retired[n] = daemon->settings;
	daemon->settings = settings;
	log_set_level(settings->log_level);
	intake_change(daemon->intake, settings);
	judge_change(daemon->judge, settings);
	notify_change(daemon->notify, settings);
	watch_change(daemon->watch, settings);
	people_change(daemon->people, settings);
	look_back_change(daemon->look_back, settings->look_back_an_hour);
}

bool reload_first(struct daemon *daemon)
{
	daemon->config_good = read_files(daemon->config_path, &daemon->settings, &daemon->proposed);
	if (daemon->settings == NULL) {
		log_error("%s does not hold: nothing is started", daemon->config_path);
		return false;
	}
	log_set_level(daemon->settings->log_level);
	if (!daemon->config_good) {
		log_error("the rules do not hold: those of the database stay in force");
		ruleset_free(daemon->proposed);
		daemon->proposed = NULL;
	}
	return true;
}

/* ---- The rules in force ----------------------------------------------------------------------- */

static void tell_ready(struct daemon *daemon)
{
	if (!daemon->ready)
		log_notice("ready: taking contacts");
	daemon->ready = true;
	look_back_wake(daemon->look_back);
	sd_notifyf(0, "READY=1\nSTATUS=%s",
		   daemon->config_good
			   ? "taking contacts"
			   : "taking contacts by the last good configuration; the files "
			     "do not hold: see the log");
}

static void try_again_soon(struct daemon *daemon)
{
	const struct timeval soon = { .tv_sec = RETRY_S };

	event_add(daemon->retry, &soon);
}

static void end_applying(struct daemon *daemon)
{
	ruleset_free(daemon->proposed);
	daemon->proposed = NULL;
	daemon->applying = false;
	if (daemon->reload_again)
		reload_now(daemon);
}

static void on_rules_loaded(void *context, const struct err *err)
{
	struct daemon *daemon = context;

	daemon->applying = false;
	if (err != NULL && err->kind == ERR_RETRY) {
		try_again_soon(daemon);
	} else if (err != NULL) {
		log_error("no rules are in force, and none can be put in force: %s", err->text);
		daemon_fail(daemon);
	} else {
		tell_ready(daemon);
		end_applying(daemon);
	}
}

static void on_rules_applied(void *context, const struct err *err,
			     const struct rules_applied *applied)
{
	struct daemon *daemon = context;

	if (err != NULL && err->kind == ERR_RETRY) {
		daemon->applying = false;
		try_again_soon(daemon);
	} else if (err != NULL) {
		log_error("the rules of the files were not put in force, those before stay: %s",
			  err->text);
		rulesets_load(daemon->rulesets, 0, on_rules_loaded, daemon);
	} else {
		log_notice("rule set %d is in force%s", (int)applied->version,
			   applied->changed ? ", as the files say now" : "");
		for (size_t i = 0; i < applied->n_left; i++)
			log_notice("%s is %s: its %" PRId64 " open alerts stand until they are "
				   "decided",
				   applied->left[i].rule, rule_fate_name(applied->left[i].fate),
				   applied->left[i].n_alerts);
		tell_ready(daemon);
		end_applying(daemon);
	}
}

void reload_apply_rules(struct daemon *daemon)
{
	if (daemon->applying || daemon->draining || !store_is_up(daemon->store))
		return;
	daemon->applying = true;
	daemon->proposal = (struct rules_proposal){
		.settings = daemon->settings,
		.ruleset = daemon->proposed,
		.actor = "concernd",
		.reason = daemon->ready ? "reload" : "start",
	};
	if (daemon->proposed != NULL)
		rulesets_apply(daemon->rulesets, &daemon->proposal, on_rules_applied, daemon);
	else
		rulesets_load(daemon->rulesets, 0, on_rules_loaded, daemon);
}

/* ---- Reload ----------------------------------------------------------------------------------- */

static void reload_keys(struct daemon *daemon)
{
	struct err err;

	if (!door_reload(&daemon->events, &daemon->settings->events, &err) ||
	    !door_reload(&daemon->tools, &daemon->settings->people, &err))
		log_error("TLS goes on with the certificate that it has: %s", err.text);
}

void reload_now(struct daemon *daemon)
{
	struct settings *settings;
	struct ruleset *ruleset;

	daemon->reload_again = daemon->applying;
	if (daemon->applying || daemon->draining)
		return;
	sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%lld\nSTATUS=reading the configuration",
		   (long long)clock_monotonic_us());
	daemon->config_good = read_files(daemon->config_path, &settings, &ruleset);
	if (!daemon->config_good) {
		log_error("the configuration does not hold: the settings and rules that were read "
			  "last stay in force");
		settings_free(settings);
		ruleset_free(ruleset);
		tell_ready(daemon);
		return;
	}
	change_settings(daemon, settings);
	reload_keys(daemon);
	log_notice("configuration reloaded; what listens and the database are taken at a start "
		   "alone");
	ruleset_free(daemon->proposed);
	daemon->proposed = ruleset;
	if (store_is_up(daemon->store))
		reload_apply_rules(daemon);
	else
		tell_ready(daemon); /* the rules follow when the database is back */
}
