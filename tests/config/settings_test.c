/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>
#include <cmocka.h>

#include "config/crosscheck.h"
#include "config/ruleset.h"
#include "config/settings.h"

/* concernd.conf: what is read, every mistake, and what it must be beside rules.conf. */

#define HASH_A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define SENDER(more)                                                                          \
	"senders = (\n{ name = \"s\"; agencies = [\"police\"]; sources = [\"urn:s\"];\n" more \
	"\n} );\n"
#define KNOWN "token_sha256 = [\"" HASH_A "\"];"
#define RULES                                                                                \
	"agencies = ( { name = \"police\"; } ); categories = ( { name = \"missing\"; } );\n" \
	"outcomes = ( { name = \"nfa\"; } );\n"

#define RULE                                                                                 \
	"rules = ( { name = \"r\"; within = \"1 day\"; needs = { incidents = 2; }; level = " \
	"\"red\"; } );"

static void compare(struct findings *findings, const char *const *expected, size_t n)
{
	findings_sort(findings);
	for (size_t i = 0; i < findings->n && i < n; i++)
		assert_string_equal(findings_line(findings, i), expected[i]);
	if (findings->n > n)
		fail_msg("one more: %s", findings_line(findings, n));
	assert_int_equal(findings->n, n);
}

static void expect_findings(const char *text, const char *const *expected, size_t n)
{
	struct findings findings;

	findings_init(&findings);
	struct settings *settings = settings_read_text(text, "c", &findings);

	compare(&findings, expected, n);
	assert_true((settings == NULL) == (findings.n_errors > 0));
	settings_free(settings);
	findings_done(&findings);
}

static void expect_crosscheck(const char *conf, const char *rules, const char *const *expected,
			      size_t n)
{
	struct findings findings;

	findings_init(&findings);
	struct settings *settings = settings_read_text(conf, "c", &findings);
	struct ruleset *ruleset = ruleset_read_text(rules, "r", &findings);

	assert_non_null(settings);
	assert_non_null(ruleset);
	crosscheck(settings, ruleset, &findings);
	compare(&findings, expected, n);
	settings_free(settings);
	ruleset_free(ruleset);
	findings_done(&findings);
}

#define LIST(...)             \
	(const char *const[]) \
	{                     \
		__VA_ARGS__   \
	}
#define EXPECT(text, ...) \
	expect_findings(text, LIST(__VA_ARGS__), sizeof LIST(__VA_ARGS__) / sizeof(char *))
#define CROSS(conf, rules, ...) \
	expect_crosscheck(conf, rules, LIST(__VA_ARGS__), sizeof LIST(__VA_ARGS__) / sizeof(char *))

static struct settings *read_good(const char *text)
{
	struct findings findings;

	findings_init(&findings);
	struct settings *settings = settings_read_text(text, "/etc/x/concernd.conf", &findings);

	if (findings.n > 0)
		fail_msg("%s", findings_line(&findings, 0));
	findings_done(&findings);
	return settings;
}

/* ---- What is read ---- */

static void an_empty_file_is_all_defaults(void **state)
{
	struct settings *settings = read_good("");

	(void)state;
	assert_string_equal(settings->events.address, "127.0.0.1");
	assert_int_equal(settings->events.port, 8440);
	assert_int_equal(settings->people.port, 8441);
	assert_int_equal(settings->database.connections, 4);
	assert_false(settings->database.unsafe_server_ok);
	assert_int_equal(settings->queue.transaction, 500);
	assert_int_equal(settings->log_level, LOG_INFO);
	assert_true(settings->notify.journal);
	assert_string_equal(settings->rules, "/etc/x/rules.conf");
	assert_int_equal(settings->retention.nfa_contacts.unit, SPAN_MONTHS);
	assert_int_equal(settings->retention.nfa_contacts.n, 72);
	assert_int_equal(settings_scheme(settings, "nhs")->check, SCHEME_NHS);
	assert_int_equal(settings_scheme(settings, "upn")->check, SCHEME_UPN);
	assert_null(settings_scheme(settings, "x"));
	settings_free(settings);
}

static void the_standard_settings_are_those_of_an_empty_file(void **state)
{
	struct settings *settings = settings_standard();

	(void)state;
	assert_int_equal(settings->events.body_bytes, 8388608);
	assert_int_equal(settings->n_senders, 0);
	assert_non_null(settings_scheme(settings, "nhs"));
	settings_free(settings);
}

static void a_sender_is_read_with_its_codes(void **state)
{
	struct settings *settings = read_good(SENDER(
		KNOWN "certificate_names = [\"DNS:a.example\"]; records = \"per-event\"; resend = "
		      "\"amend\"; loading = true; rate = 50; codes = { category = ( { from = "
		      "\"DV\"; to = \"domestic-abuse\"; } ); };"));
	const struct sender *sender = settings_sender(settings, "s");

	(void)state;
	assert_non_null(sender);
	assert_string_equal(sender->agencies[0], "police");
	assert_string_equal(sender->sources[0], "urn:s");
	assert_int_equal(sender->n_tokens, 1);
	assert_int_equal(sender->token_sha256[0][31], 0xaa);
	assert_string_equal(sender->certificate_names[0], "DNS:a.example");
	assert_int_equal(sender->records, RECORDS_PER_EVENT);
	assert_int_equal(sender->resend, RESEND_AMEND);
	assert_true(sender->loading);
	assert_int_equal(sender->rate, 50);
	assert_int_equal(sender->burst, 5000);
	assert_string_equal(sender_code(sender, CODE_CATEGORY, "DV"), "domestic-abuse");
	assert_string_equal(sender_code(sender, CODE_CATEGORY, "dv"), "dv");
	assert_string_equal(sender_code(sender, CODE_OUTCOME, "DV"), "DV");
	assert_null(settings_sender(settings, "t"));
	settings_free(settings);
}

static void write_file(const char *folder, const char *name, const char *text)
{
	char path[256];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static void remove_file(const char *folder, const char *name)
{
	char path[256];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	assert_int_equal(remove(path), 0);
}

static void drop_ins_replace_values_and_add_to_lists(void **state)
{
	char folder[] = "/tmp/concernd-test-XXXXXX", drop_ins[64], path[64];
	struct findings findings;

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/c.conf", folder);
	snprintf(drop_ins, sizeof drop_ins, "%s/c.conf.d", folder);
	assert_int_equal(mkdir(drop_ins, 0700), 0);
	write_file(folder, "c.conf",
		   "events = { port = 1; backlog = 7; };\nlog_level = \"debug\";\n"
		   "schemes = ( { name = \"a\"; } );\n@include \"more.conf\"\n");
	write_file(folder, "more.conf", "stop_seconds = 3;\n");
	write_file(drop_ins, "20-b.conf", "events = { port = 3; };\n");
	write_file(drop_ins, "10-a.conf",
		   "events = { port = 2; };\nschemes = ( { name = \"b\"; } );\n");
	write_file(drop_ins, "30-c.conf.off", "nonsense");
	findings_init(&findings);
	struct settings *settings = settings_read_file(path, &findings);

	assert_int_equal(findings.n, 0);
	assert_int_equal(settings->events.port, 3);
	assert_int_equal(settings->events.backlog, 7);
	assert_int_equal(settings->log_level, LOG_DEBUG);
	assert_int_equal(settings->stop_seconds, 3);
	assert_non_null(settings_scheme(settings, "a"));
	assert_non_null(settings_scheme(settings, "b"));
	settings_free(settings);

	write_file(drop_ins, "20-b.conf", "\nevents = { prt = 3; };\n");
	assert_null(settings_read_file(path, &findings));
	assert_non_null(strstr(findings_line(&findings, 0),
			       "c.conf.d/20-b.conf:2: events.prt is a key that nothing reads"));
	findings_done(&findings);
	remove_file(drop_ins, "10-a.conf");
	remove_file(drop_ins, "20-b.conf");
	remove_file(drop_ins, "30-c.conf.off");
	rmdir(drop_ins);
	remove_file(folder, "c.conf");
	remove_file(folder, "more.conf");
	assert_int_equal(rmdir(folder), 0);
}

/* ---- Mistakes ---- */

static void mistakes_have_their_place(void **state)
{
	(void)state;
	EXPECT("events = {\nport = 70000;\nadress = \"x\"; };\nlog_level = \"loud\";\n"
	       "notify = { syslog = 1; };\nretention = { contacts = \"long\"; };\nsenders = ( 1 );",
	       "c:2: events.port is out of range: 70000; hint: write a number from 0 to 65535",
	       "c:3: events.adress is a key that nothing reads; hint: did you mean address?",
	       "c:4: log_level is \"loud\", which nothing is called here; hint: write one of "
	       "\"error\", \"warning\", \"notice\", \"info\", \"debug\"",
	       "c:5: notify.syslog is a whole number, where true or false is wanted; hint: write "
	       "syslog = true;",
	       "c:6: retention.contacts is no span: \"long\"; hint: write hours, days, weeks, "
	       "months or years, as \"90 days\", or \"ever\"",
	       "c:7: senders.1 is a whole number, where a group is wanted; hint: write { … }");
}

static void what_is_said_of_children_is_not_sent_in_the_clear(void **state)
{
	(void)state;
	EXPECT("\nevents = { address = \"0.0.0.0\"; };",
	       "c:2: events.address is no loopback address, and there is no TLS: what is said of "
	       "children would cross the network in the clear; hint: set tls_certificate and "
	       "tls_key, or address = \"127.0.0.1\"");
	EXPECT("people = { address = \"192.0.2.1\"; tls_certificate = \"c.pem\"; };",
	       "c:1: people.tls_certificate and people.tls_key go together; hint: set both, or "
	       "neither");
	settings_free(
		read_good("events = { address = \"0.0.0.0\"; tls_certificate = \"c\"; tls_key "
			  "= \"k\"; }; people = { address = \"::1\"; };"));
}

static void a_sender_must_say_who_it_is(void **state)
{
	(void)state;
	EXPECT("senders = (\n{ name = \"s\"; " KNOWN " } );",
	       "c:2: senders.s.agencies is missing; hint: write agencies = …; (agencies of "
	       "rules.conf that it may speak for; the first is the default)",
	       "c:2: senders.s.sources is missing; hint: write sources = …; (CloudEvents `source` "
	       "values that are its own)");
	EXPECT(SENDER(""),
	       "c:2: warning: senders.s has no credential: nobody can send as it over the network; "
	       "hint: give it token_sha256 or certificate_names");
}

static void a_token_in_the_place_of_its_hash_is_not_repeated(void **state)
{
	(void)state;
	EXPECT(SENDER("token_sha256 = [\"secret\"]; certificate_names = [\"DNS:a\"];"),
	       "c:3: senders.s.token_sha256.1 is no SHA-256 hash; hint: write the 64 hex digits "
	       "that printf %s TOKEN | sha256sum gives");
}

static void two_senders_share_nothing(void **state)
{
	(void)state;
	EXPECT("senders = ( { name = \"s\"; agencies = [\"a\"]; sources = [\"x\"]; " KNOWN " },\n"
	       "{ name = \"t\"; agencies = [\"a\"]; sources = [\"y\", \"x\"]; " KNOWN " } );",
	       "c:2: two have the same source: \"x\"; hint: each must belong to one",
	       "c:2: two senders have the same token; hint: give each sender a token of its own");
}

static void an_inbox_names_a_sender(void **state)
{
	(void)state;
	EXPECT("inboxes = ( { path = \"/a\"; sender = \"nobody\"; } );",
	       "c:1: inboxes: there is no sender \"nobody\"; hint: name one of senders");
}

/* ---- Beside rules.conf ---- */

static void words_of_senders_must_be_declared(void **state)
{
	(void)state;
	CROSS(SENDER(KNOWN "codes = { category = ( { from = \"M\"; to = \"mising\"; } );\n"
			   "grade = ( { from = \"high\"; to = \"rot\"; } ); };"),
	      "agencies = ( { name = \"polise\"; } ); categories = ( { name = \"missing\"; } );\n"
	      "outcomes = ( { name = \"nfa\"; } ); " RULE,
	      "c:2: senders.s.agencies names \"police\", which is no agency that rules.conf "
	      "declares; hint: did you mean \"polise\"?",
	      "c:3: codes.category names \"mising\", which is no category that rules.conf "
	      "declares; "
	      "hint: did you mean \"missing\"?",
	      "c:4: codes.grade names \"rot\", which is no grade");
}

static void a_daemon_needs_words(void **state)
{
	(void)state;
	CROSS("rules = \"/r\";", "agencies = ( { name = \"police\"; } ); " RULE,
	      "/r: categories are not declared; hint: write categories = ( { name = \"…\"; title = "
	      "\"…\"; } );",
	      "/r: outcomes are not declared; hint: write outcomes = ( { name = \"…\"; title = "
	      "\"…\"; } );");
}

static void a_window_longer_than_retention_is_a_warning(void **state)
{
	(void)state;
	CROSS("retention = { nfa_contacts = \"11 months\"; };",
	      RULES
	      "rules = ( { name = \"a\"; within = \"11 months\"; needs = { incidents = 2; }; "
	      "level = \"red\"; },\n{ name = \"b\"; within = \"12 months\"; needs = { incidents "
	      "= 2; }; level = \"amber\"; },\n{ name = \"c\"; within = \"ever\"; needs = { "
	      "incidents = 2; }; level = \"blue\"; } );",
	      "r:4: warning: rules.b.within is longer than contacts are kept; hint: shorten it, or "
	      "lengthen retention in concernd.conf");
}

static void what_is_usual_and_chains_are_held_against_retention_as_a_whole(void **state)
{
	(void)state;
	CROSS("retention = { nfa_contacts = \"53 weeks\"; };",
	      RULES
	      "rules = ( { name = \"a\"; within = \"1 week\"; usual_over = \"52 weeks\"; needs = { "
	      "incidents = 2; times_usual = 2; }; level = \"red\"; },\n{ name = \"b\"; within = "
	      "\"2 weeks\"; usual_over = \"52 weeks\"; needs = { incidents = 2; times_usual = 2; "
	      "}; level = \"red\"; },\n{ name = \"c\"; then = ( { within = \"50 weeks\"; }, { "
	      "within = \"4 weeks\"; } ); level = \"red\"; } );",
	      "r:4: warning: rules.b.within with usual_over is longer than contacts are kept; "
	      "hint: "
	      "shorten it, or lengthen retention in concernd.conf",
	      "r:5: warning: rules.c.then is, all in all, longer than contacts are kept; hint: "
	      "shorten it, or lengthen retention in concernd.conf");
}

static void a_route_to_a_channel_that_is_off_reaches_nobody(void **state)
{
	(void)state;
	CROSS("notify = { syslog = false; };",
	      RULES
	      "rules = ( { name = \"a\"; within = \"1 day\"; needs = { incidents = 2; }; level "
	      "= \"red\"; } );\nroutes = ( { to = [\"journal\"]; },\n{ to = [\"syslog\"]; } );",
	      "r:5: warning: this route reaches nobody: its channels are off; hint: name a channel "
	      "that notify in concernd.conf has on");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_file_is_all_defaults),
		cmocka_unit_test(the_standard_settings_are_those_of_an_empty_file),
		cmocka_unit_test(a_sender_is_read_with_its_codes),
		cmocka_unit_test(drop_ins_replace_values_and_add_to_lists),
		cmocka_unit_test(mistakes_have_their_place),
		cmocka_unit_test(what_is_said_of_children_is_not_sent_in_the_clear),
		cmocka_unit_test(a_sender_must_say_who_it_is),
		cmocka_unit_test(a_token_in_the_place_of_its_hash_is_not_repeated),
		cmocka_unit_test(two_senders_share_nothing),
		cmocka_unit_test(an_inbox_names_a_sender),
		cmocka_unit_test(words_of_senders_must_be_declared),
		cmocka_unit_test(a_daemon_needs_words),
		cmocka_unit_test(a_window_longer_than_retention_is_a_warning),
		cmocka_unit_test(what_is_usual_and_chains_are_held_against_retention_as_a_whole),
		cmocka_unit_test(a_route_to_a_channel_that_is_off_reaches_nobody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
