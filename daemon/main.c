/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The process: options, start, stop. A tour of all files, in reading order; each folder is a layer
 * that knows only those above it here.
 *
 * base/      err what went wrong and who must act; mem arenas; text; log; clock; calendar and zone dates
 *            and local time; network addresses; span "12 months"; working days and office hours; metrics the text of
 *            /metrics; embedded texts built in (sql/embed); version.
 * engine/    PURE, what a rule means (SPEC section 4): contact; correction how one stands; household
 *            who lived there when; incident gathers contacts; where which contacts match; score;
 *            window goes over incidents, holding what each kind of rule holds at one; assess does
 *            a rule hold and does that count; explain why, contact by contact; wait what began and
 *            has not ended, as `unless` means it; scratch memory.
 * identity/  PURE: name, nickname, number, birth and postcode make what senders write comparable,
 *            said is all of it; keys find candidates; weights, compare: what agreement is worth; match
 *            decides, step by step, with numbers and ranking.
 * config/    source, tree, reader and reader_values: libconfig by tables, all mistakes in one run,
 *            told by findings with hints of nearest; settings_table, settings, identity, settings_check
 *            and settings_notify: concernd.conf; rule_reader, rule_kinds, rule_where, rule_score, working_reader, clocks, routes,
 *            grounds, meetings, flag_reasons,
 *            where_lint, rule_lint, pointless, rules_head and ruleset: rules.conf; words, lexicon
 *            numbers for words; crosscheck one file against the other;
 *            tune thresholds as rows of a form; meaning and difference: when is a rule another rule.
 * store/     store and store_now a pool; connection and connection_job one async libpq
 *            connection and what it runs; wire one pipeline; params and rows
 *            in binary; sqlstate to kinds of error; greeting what is asked of a server before it is
 *            trusted; schema the numbered files of sql/schema; alerts lists for people; bulk whole
 *            tables.
 * net/       bind sockets; listener and conn who may come in; peer who it is; tls; guard headers;
 *            request and reply; problem answers; json, fields, event, event_data, person,
 *            event_required, cloudevents and schemas: a CloudEvent read and described; files as they
 *            are; client the way out for concernctl, outgoing that of the daemon; signature of webhooks.
 * casework/  judge and judge_steps the one transaction that records and judges: find and matters
 *            what it speaks of; adults, homes, homes_load and homes_bear who lives with whom, and what bears on them
 *            through that, write_homes what was told of it; person, ask_persons, find_persons,
 *            find_again, known and persons of whom, names how common names are; load, stand, subject and view the history as the
 *            engine sees it, verdict and verdict_rule, doubts and doubts_judge records that may be
 *            one child, write, write_identity, write_alerts and tell whom to notify; judge_again
 *            without new facts, look_back when rules are new; fire and timers what comes due by
 *            time alone; actions what somebody is asked to do; decide, decide_check, decide_found and decide_clocks: acknowledged or
 *            decided by a person, clocks and write_clocks until when; rationale is it a reason,
 *            again what would raise it again; explain_words and explain_json the engine's reasons
 *            in sentences, waits what a child waits for; hint behind the commit that there are notices; ops notices to who runs
 *            this; rulebook, rules_apply, rules_left and rules_list: rule sets by version; backlog
 *            what holds on history, backlog_page and backlog_look whose and what, and backlog_raise what a
 *            person picks of it; settle,
 *            settle_find and settle_steps a person's word on who is who, identity_look,
 *            identity_mark and identity_notes what there is to say; history of one child; replay,
 *            ledger and ledger_read what was told, waiting, docket and agenda: the same on a
 *            virtual clock; hindsight: so over all that is on file, which archive, archive_told,
 *            archive_homes and archive_sort hold, child by child by trial, trial_homes and
 *            trial_stand; audit_form the bytes of the audit's chain, audit_note its entries, audit_key, audit_sealer and audit_head
 *            signed blocks of them, and who else is told.
 * intake/    post POST /v1/events; inbox and file: from a folder; sender who may; accept what an
 *            event means, accept_facts what happened, accept_persons to whom, accept_words in the
 *            words of the rules, dfe its codes; parcel its events; queue batches that grow by load;
 *            settle what became of each; import, import_columns, import_event, import_date and
 *            csv_file: what a council holds already; keep and replay: what was refused; feeds that
 *            fall silent; me counts for a sender, feedback what was decided on its contacts; intake all of it together.
 * people/    health /healthz and /readyz; metrics; ask and ask_members who asks and whether they may, answer what they
 *            are told, audited first; session signing in, password in threads, secret tokens, limit
 *            tries, account who may; list what lists share; alerts, decide, child, identity, restrict, glass, actions, owed,
 *            agenda and agenda_csv whom a meeting talks about,
 *            requests, request_make and request_settle what agencies are asked,
 *            flags, flag_change, flag_advise, flag_follow and, with sheet, flag_sheet what the police are advised,
 *            meetings, meeting_read, meeting_held, meeting_find, meeting_write and meeting_note: who met on what, report,
 *            rules, tryout and tryout_compare, words and openapi: the API; page the shell and files of
 *            what managers work from, whose sources are in web/; people their routes.
 * notify/    notify from outbox row to delivered; courier, courier_mark and delivery carry them; notice and letter
 *            what they say; datagram never blocks; ways what mail and webhooks need; watch, watch_clocks,
 *            watch_tell and ladder: what comes due for people; channel_log,
 *            channel_syslog, channel_journal, channel_email, channel_webhook.
 * here       doors the listeners of the settings; reload the way of the files into force; stop; main.
 *
 * ctl/       concernctl, one subcommand a file: main and options the table of them, print,
 *            database; audit and audit_read, _verify, _trust, _export; retention, retention_run;
 *            child, child_show, _search, _export, _page, _restrict; completion; doctor, doctor_database;
 *            check, check_stored, rules, rules_change, schema, status and status_print; alerts,
 *            alerts_list, alerts_backlog, alerts_decide, alerts_print; outbox, outbox_drill;
 *            refused, refused_rows, refused_settle; explain, explain_print; import; backtest,
 *            backtest_events, backtest_stored, backtest_print; simulate and simulate_world,
 *            _telling, _later, _course, _people, _names, _event, _figures, _random, _queue, _send,
 *            _register; identity, identity_replay, _learn, _records, _reviews, _word, _mark,
 *            _register; test and story_words, _facts, _expect, _read, _play, _cover; user.
 */
#include <event2/event.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/metrics.h"
#include "base/version.h"
#include "casework/audit_key.h"
#include "config/crosscheck.h"
#include "daemon.h"

enum { EXIT_USAGE = 2 };

void daemon_fail(struct daemon *daemon)
{
	daemon->exit_code = EXIT_FAILURE;
	event_base_loopbreak(daemon->base);
}

/* ---- The database ----------------------------------------------------------------------------- */

static void on_store_state(void *context, bool up, const struct err *why)
{
	struct daemon *daemon = context;

	if (up) {
		log_notice("the database is there");
		if (!daemon->ready || daemon->proposed != NULL)
			reload_apply_rules(daemon);
		notify_wake(daemon->notify);
		return;
	}
	log_warning("the database is away, senders are asked to try again: %s", why->text);
	if (why->kind == ERR_FATAL && !daemon->ready)
		daemon_fail(daemon);
}

static void on_store_notify(void *context, const char *channel)
{
	const struct daemon *daemon = context;

	(void)channel;
	notify_wake(daemon->notify);
}

static void on_store_advice(void *context, const char *text)
{
	(void)context;
	log_warning("%s", text);
}

/* ---- Life ------------------------------------------------------------------------------------- */

static void on_reload_signal(evutil_socket_t number, short what, void *context)
{
	(void)number;
	(void)what;
	reload_now(context);
}

static void on_retry(evutil_socket_t fd, short what, void *context)
{
	(void)fd;
	(void)what;
	reload_apply_rules(context);
}

static void on_watchdog(evutil_socket_t fd, short what, void *context)
{
	(void)fd;
	(void)what;
	(void)context;
	sd_notify(0, "WATCHDOG=1");
}

static void start_events(struct daemon *daemon)
{
	struct event_base *base = daemon->base;
	uint64_t period_us = 0;

	daemon->on_term = evsignal_new(base, SIGTERM, stop_on_signal, daemon);
	daemon->on_int = evsignal_new(base, SIGINT, stop_on_signal, daemon);
	daemon->on_hup = evsignal_new(base, SIGHUP, on_reload_signal, daemon);
	daemon->retry = evtimer_new(base, on_retry, daemon);
	daemon->last_moment = evtimer_new(base, stop_at_last_moment, daemon);
	daemon->watchdog = event_new(base, -1, EV_PERSIST, on_watchdog, daemon);
	evsignal_add(daemon->on_term, NULL);
	evsignal_add(daemon->on_int, NULL);
	evsignal_add(daemon->on_hup, NULL);
	if (sd_watchdog_enabled(0, &period_us) > 0) {
		const struct timeval half = { .tv_sec = (time_t)(period_us / 2 / USEC_PER_SEC),
					      .tv_usec =
						      (suseconds_t)(period_us / 2 % USEC_PER_SEC) };

		event_add(daemon->watchdog, &half);
	}
}

static void start_store(struct daemon *daemon)
{
	const struct settings *settings = daemon->settings;
	const struct store_options options = {
		.conninfo = settings->database.conninfo,
		.connections = settings->database.connections,
		.unsafe_server_ok = settings->database.unsafe_server_ok,
		.application = "concernd",
		.on_state = on_store_state,
		.on_notify = on_store_notify,
		.on_advice = on_store_advice,
		.context = daemon,
	};

	daemon->store = store_new(daemon->base, &options);
	daemon->rulesets = rulesets_new(daemon->store);
	daemon->judge = judge_new(daemon->store, daemon->rulesets, channels_on(settings),
				  (int64_t)settings->database.deadline_seconds * USEC_PER_SEC);
	judge_change(daemon->judge, settings);
	daemon->names = names_new(daemon->base, daemon->store);
	judge_count_names(daemon->judge, daemon->names);
	daemon->look_back = look_back_new(daemon->base, daemon->store, daemon->judge,
					  settings->look_back_an_hour);
}

/* Without a key, or with one that will not do, the rest works: no alert waits for that. What the audit
 * says is kept, but nothing would show a change of it, until somebody mends the key. */
static void start_sealer(struct daemon *daemon)
{
	const struct settings *settings = daemon->settings;
	const char *path = audit_key_path(settings->audit.key_file);
	struct audit_key key;
	struct err err;
	bool has_key = path != NULL && audit_key_read(path, &key, &err);

	if (path == NULL)
		log_warning(
			"audit rows are not sealed: make a key with `concernctl audit key FILE` "
			"and name it in audit.key_file");
	else if (!has_key)
		log_error("audit rows are not sealed: %s; then start concernd anew", err.text);
	daemon->sealer = audit_sealer_new(&(struct audit_sealer_options){
		.base = daemon->base,
		.store = daemon->store,
		.key = has_key ? &key : NULL,
		.head_file = settings->audit.head_file,
		.syslog_path = settings->notify.syslog ? "/dev/log" : NULL,
	});
	audit_key_wipe(&key);
}

static void start_notify(struct daemon *daemon)
{
	const struct notify_options options = { .settings = daemon->settings,
						.rulesets = daemon->rulesets };

	daemon->notify = notify_new(daemon->base, daemon->store, &options);
}

static void on_notices(void *context)
{
	const struct daemon *daemon = context;

	notify_wake(daemon->notify);
}

static bool is_database_up(void *context)
{
	const struct daemon *daemon = context;

	return store_is_up(daemon->store);
}

static bool is_listening(void *context)
{
	const struct daemon *daemon = context;

	return door_is_open(&daemon->events) && !daemon->draining;
}

static void measure_daemon(void *context, struct metrics *metrics)
{
	const struct daemon *daemon = context;
	const struct door *const doors[] = { &daemon->events, &daemon->tools };

	metrics_one(metrics, METRIC_GAUGE, "config_good",
		    "1 if the configuration files held when they were last read.",
		    daemon->config_good);
	doors_measure(doors, sizeof doors / sizeof *doors, metrics);
}

static void start_people(struct daemon *daemon)
{
	const struct readiness ready[] = {
		{ "database", is_database_up, daemon },
		{ "rules", intake_is_ready, daemon->intake },
		{ "listener", is_listening, daemon },
	};
	const struct measuring measures[] = {
		{ measure_daemon, daemon },
		{ intake_measure, daemon->intake },
		{ notify_measure, daemon->notify },
		{ watch_measure, daemon->watch },
	};
	const struct settings *settings = daemon->settings;
	const struct people_options options = {
		.page = { .folder = settings->page.folder,
			  .council = settings->page.council,
			  .title = settings->page.title,
			  .phase = settings->page.phase,
			  .phase_text = settings->page.phase_text,
			  .has_sign_on = *settings->access.proxy_user != '\0' },
		.ready = ready,
		.n_ready = sizeof ready / sizeof *ready,
		.measures = measures,
		.n_measures = sizeof measures / sizeof *measures,
		.judge = daemon->judge,
		.rulesets = daemon->rulesets,
		.base = daemon->base,
		.settings = daemon->settings,
	};

	daemon->people = people_new(daemon->store, &options);
}

static bool open_doors(struct daemon *daemon, struct err *err)
{
	struct listener_options events = { .context = daemon->intake };
	struct listener_options tools = { .context = daemon->people };

	events.routes = intake_routes(&events.n_routes);
	tools.routes = people_routes(&tools.n_routes);
	daemon->events.name = "events";
	daemon->tools.name = "people";
	return door_open(&daemon->tools, daemon->base, &daemon->settings->people, tools, err) &&
	       door_open(&daemon->events, daemon->base, &daemon->settings->events, events, err);
}

static bool start(struct daemon *daemon, struct err *err)
{
	daemon->base = event_base_new();
	start_events(daemon);
	start_store(daemon);
	start_notify(daemon);
	daemon->watch = watch_new(daemon->base, daemon->store, daemon->rulesets, daemon->settings,
				  on_notices, daemon);
	daemon->timers = timers_new(daemon->base, daemon->store, daemon->rulesets, daemon->judge);
	daemon->intake = intake_new(&(struct intake_options){
		.base = daemon->base,
		.store = daemon->store,
		.rulesets = daemon->rulesets,
		.judge = daemon->judge,
		.settings = daemon->settings,
	});
	start_people(daemon);
	start_sealer(daemon);
	return open_doors(daemon, err);
}

static void fail_to_start(struct daemon *daemon, const struct err *err)
{
	log_error("%s", err->text);
	daemon->exit_code = EXIT_FAILURE;
}

static int run(const char *config_path)
{
	struct daemon daemon = { .config_path = config_path };
	struct err err;

	if (!reload_first(&daemon))
		return EXIT_FAILURE;
	if (start(&daemon, &err))
		event_base_dispatch(daemon.base);
	else
		fail_to_start(&daemon, &err);
	if (!daemon.drained)
		_exit(daemon.exit_code);
	stop_finish(&daemon);
	log_notice("stopped");
	return daemon.exit_code;
}

static int usage(FILE *to, int code)
{
	fputs("Usage: concernd [--config FILE]\n"
	      "Takes contacts about children from agencies, and raises an alert when they add up.\n"
	      "\n"
	      "  --config FILE  the settings ($CONCERND_CONFIG, else /etc/concernd/concernd.conf)\n"
	      "  --version      which concernd this is\n"
	      "  --help         this text\n"
	      "\n"
	      "It stays in the foreground. SIGTERM answers what is under way and ends it; SIGHUP\n"
	      "reads the configuration again. Everything else is asked with concernctl.\n",
	      to);
	return code;
}

int main(int argc, char *argv[])
{
	static const struct option options[] = {
		{ "config", required_argument, NULL, 'c' },
		{ "version", no_argument, NULL, 'v' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	const char *config_path = getenv("CONCERND_CONFIG");
	int option;

	/* A TLS peer that closes would kill the process otherwise. */
	signal(SIGPIPE, SIG_IGN);
	log_open("concernd", getenv("JOURNAL_STREAM") != NULL ? LOG_TO_JOURNAL : LOG_TO_STDERR);
	if (config_path == NULL)
		config_path = "/etc/concernd/concernd.conf";
	while ((option = getopt_long(argc, argv, "c:vh", options, NULL)) != -1) {
		if (option == 'c')
			config_path = optarg;
		else if (option == 'v')
			return printf("concernd %s\n", concernd_version) < 0;
		else
			return usage(option == 'h' ? stdout : stderr,
				     option == 'h' ? EXIT_SUCCESS : EXIT_USAGE);
	}
	return optind < argc ? usage(stderr, EXIT_USAGE) : run(config_path);
}
