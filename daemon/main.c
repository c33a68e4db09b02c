/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The process: options, start, stop. A tour of all files, in reading order; each folder is a layer
 * that knows only those above it here.
 *
 * base/      err what went wrong and who must act; mem arenas; text; log; clock; calendar and zone
 *            dates and local time; network addresses; span "12 months"; working days and office
 *            hours; metrics the text of /metrics; embedded texts built in (sql/embed); version.
 * engine/    PURE, what a rule means (SPEC section 4): contact; correction how one stands;
 *            household who lived there when; incident gathers contacts; where which contacts
 *            match; score; window goes over incidents, holding what each kind of rule holds at
 *            one; assess does a rule hold and does that count; explain why, contact by contact;
 *            wait what began and has not ended, as `unless` means it; scratch memory.
 * identity/  PURE: name, nickname, number, birth and postcode make what senders write comparable,
 *            said is all of it; keys find candidates; weights, compare: what agreement is worth;
 *            match decides, step by step, with numbers and ranking.
 * config/    source, tree, reader and reader_values: libconfig by tables, all mistakes in one run,
 *            told by findings with hints of nearest; settings_table, settings, identity,
 *            settings_check and settings_notify: concernd.conf; rule_reader, rule_kinds,
 *            rule_where, rule_score, working_reader, clocks, routes, grounds, meetings,
 *            flag_reasons, where_lint, rule_lint, pointless, rules_head and ruleset: rules.conf;
 *            words, lexicon numbers for words; crosscheck one file against the other; tune
 *            thresholds as rows of a form; meaning and difference: when is a rule another rule.
 * store/     store and store_now a pool; connection and connection_job one async libpq connection
 *            and what it runs; wire one pipeline; params and rows in binary; sqlstate to kinds of
 *            error; greeting what is asked of a server before it is trusted; schema the numbered
 *            files of sql/schema; alerts lists for people; bulk whole tables.
 * net/       bind sockets; listener and conn who may come in; peer who it is; tls; guard headers;
 *            request and reply; problem answers; json, fields, event, event_data, person,
 *            event_required, cloudevents and schemas: a CloudEvent read and described; files as
 *            they are; client the way out for concernctl, outgoing that of the daemon; signature
 *            of webhooks.
 * casework/  judge and judge_steps the one transaction that records and judges: find and matters
 *            what it speaks of; adults, homes, homes_load and homes_bear who lives with whom, and
 *            what bears on them through that, write_homes what was told of it; person,
 *            ask_persons, find_persons, find_again, known and persons of whom, names how common
 *            names are; load, stand, subject and view the history as the engine sees it, verdict
 *            and verdict_rule, doubts and doubts_judge records that may be one child, write,
 *            write_identity, write_alerts and tell whom to notify; judge_again without new facts,
 *            look_back when rules are new; fire and timers what comes due by time alone; actions
 *            what somebody is asked to do; decide, decide_check, decide_found and decide_clocks:
 *            acknowledged or decided by a person, clocks and write_clocks until when; rationale is
 *            it a reason, again what would raise it again; explain_words and explain_json the
 *            engine's reasons in sentences, waits what a child waits for; hint behind the commit
 *            that there are notices; ops notices to who runs this; rulebook, rules_apply,
 *            rules_left and rules_list: rule sets by version; backlog what holds on history,
 *            backlog_page and backlog_look whose and what, and backlog_raise what a person picks
 *            of it; settle, settle_find and settle_steps a person's word on who is who,
 *            identity_look, identity_mark and identity_notes what there is to say; history of one
 *            child; replay, ledger and ledger_read what was told, waiting, docket and agenda: the
 *            same on a virtual clock; hindsight: so over all that is on file, which archive,
 *            archive_told, archive_homes and archive_sort hold, child by child by trial,
 *            trial_homes and trial_stand; audit_form the bytes of the audit's chain, audit_note
 *            its entries, audit_key, audit_sealer and audit_head signed blocks of them, and who
 *            else is told.
 * intake/    post POST /v1/events; inbox and file: from a folder; sender who may; accept what an
 *            event means, accept_facts what happened, accept_persons to whom, accept_words in the
 *            words of the rules, dfe its codes; parcel its events; queue batches that grow by
 *            load; settle what became of each; import, import_columns, import_event, import_date
 *            and csv_file: what a council holds already; keep and replay: what was refused; feeds
 *            that fall silent; me counts for a sender, feedback what was decided on its contacts;
 *            intake all of it together.
 * people/    health /healthz and /readyz; metrics; ask and ask_members who asks and whether they
 *            may, answer what they are told, audited first; session signing in, password in
 *            threads, secret tokens, limit tries, account who may; list what lists share; alerts,
 *            decide, child, identity, restrict, glass, actions, owed, agenda and agenda_csv whom a
 *            meeting talks about, requests, request_make and request_settle what agencies are
 *            asked, flags, flag_change, flag_advise, flag_follow and, with sheet, flag_sheet what
 *            the police are advised, meetings, meeting_read, meeting_held, meeting_find,
 *            meeting_write and meeting_note: who met on what, report, rules, tryout and
 *            tryout_compare, words and openapi: the API; page the shell and files of what managers
 *            work from, whose sources are in web/; people their routes.
 * notify/    notify from outbox row to delivered; courier, courier_mark and delivery carry them;
 *            notice, letter and notice_json what they say; datagram never blocks; ways what mail
 *            and webhooks need; watch, watch_clocks, watch_tell and ladder: what comes due for
 *            people; channel_log, channel_syslog, channel_journal, channel_email, channel_webhook.
 * here       doors the listeners of the settings; start all parts; reload the way of the files into
 *            force; stop; main.
 *
 * ctl/       concernctl, one subcommand a file: main and options the table of them, print,
 *            database; audit and audit_read, _verify, _trust, _export; retention, retention_run;
 *            child, child_show, _search, _export, _page, _restrict; completion; doctor,
 *            doctor_database; check, check_stored, rules, rules_change, schema, status and
 *            status_print; alerts, alerts_list, alerts_backlog, alerts_decide, alerts_print;
 *            outbox, outbox_drill; refused, refused_rows, refused_settle; explain, explain_print;
 *            import; backtest, backtest_events, backtest_stored, backtest_print; simulate and
 *            simulate_world, _telling, _later, _course, _people, _names, _event, _figures,
 *            _random, _queue, _send, _register; identity, identity_replay, _learn, _records,
 *            _reviews, _word, _mark, _register; test and story_words, _facts, _expect, _read,
 *            _play, _cover; user.
 */
#include <event2/event.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/log.h"
#include "base/version.h"
#include "daemon.h"

enum { EXIT_USAGE = 2 };

void daemon_fail(struct daemon *daemon)
{
	daemon->exit_code = EXIT_FAILURE;
	event_base_loopbreak(daemon->base);
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
	if (start_all(&daemon, &err))
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
