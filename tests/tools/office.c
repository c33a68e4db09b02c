/* SPDX-License-Identifier: Apache-2.0 */
#include "office.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

static const char settings_text[] =
	"senders = (\n"
	"  { name = \"police\"; agencies = [\"police\", \"social-care\"];\n"
	"    sources = [\"urn:police\"]; token_sha256 = [\"%064d\"]; },\n"
	"  { name = \"health\"; agencies = [\"health\"]; sources = [\"urn:health\"];\n"
	"    records = \"per-event\"; resend = \"amend\"; token_sha256 = [\"%063d1\"]; }\n"
	");\n";

static const char rules_text[] =
	"agencies = ( { name = \"police\"; title = \"Police\"; },\n"
	"  { name = \"health\"; title = \"Health\"; },\n"
	"  { name = \"social-care\"; title = \"Social care\"; } );\n"
	"categories = ( { name = \"neglect\"; title = \"Neglect\"; },\n"
	"  { name = \"missing\"; title = \"Missing\"; } );\n"
	"outcomes = ( { name = \"nfa\"; title = \"No further action\"; },\n"
	"  { name = \"assessment\"; title = \"Assessment\"; },\n"
	"  { name = \"more-information\"; title = \"More information\"; } );\n"
	"rules = ( %s );\n";

static const char standard_rules[] =
	"{ name = \"repeat\"; title = \"Third in a year\"; within = \"12 months\";\n"
	"  where = { not_outcome = [\"assessment\"]; };\n"
	"  needs = { incidents = 3; }; level = \"amber\";\n"
	"  levels = ( { level = \"red\"; needs = { incidents = 5; }; } ); }\n";

static void stop(const char *what, const struct err *err)
{
	fprintf(stderr, "office: %s: %s\n", what, err != NULL ? err->text : "");
	abort();
}

static void tell_findings(struct findings *findings)
{
	for (size_t i = 0; i < findings->n; i++)
		fprintf(stderr, "office: %s\n", findings_line(findings, i));
}

void office_apply(struct office *office, const char *rules)
{
	struct findings findings;
	struct rules_applied applied;
	struct arena arena;
	struct err err;

	findings_init(&findings);
	arena_init(&arena);
	const char *text = arena_printf(&arena, rules_text, rules != NULL ? rules : standard_rules);
	struct ruleset *ruleset = ruleset_read_text(text, "rules.conf", &findings);

	tell_findings(&findings);
	if (ruleset == NULL)
		stop("rules.conf", NULL);
	if (!rulesets_apply_now(office->rulesets,
				&(struct rules_proposal){ .settings = office->settings,
							  .ruleset = ruleset,
							  .actor = "concernd",
							  .reason = "a test" },
				&arena, &applied, &err))
		stop("apply", &err);
	ruleset_free(ruleset);
	findings_done(&findings);
	arena_done(&arena);
}

void office_open(struct office *office, const char *rules, const char *setup)
{
	struct findings findings;
	char text[sizeof settings_text + 256];

	database_open(&office->database,
		      &(struct database_options){ .connections = 4, .setup = setup });
	snprintf(text, sizeof text, settings_text, 0, 0);
	findings_init(&findings);
	office->settings = settings_read_text(text, "concernd.conf", &findings);
	tell_findings(&findings);
	if (office->settings == NULL)
		stop("concernd.conf", NULL);
	findings_done(&findings);
	office->rulesets = rulesets_new(office->database.store);
	office_apply(office, rules);
	office->judge = judge_new(office->database.store, office->rulesets, 1u << CHANNEL_SYSLOG,
				  20 * INT64_C(1000000));
}

void office_close(struct office *office)
{
	judge_free(office->judge);
	rulesets_free(office->rulesets);
	settings_free(office->settings);
	database_close(&office->database);
}

void errand_add(struct office *office, struct errand *errand, const char *sender, const char *id,
		const char *data)
{
	errand_add_event(office, errand, sender, "contact.recorded", id, NULL, data);
}

void errand_add_event(struct office *office, struct errand *errand, const char *sender,
		      const char *type, const char *id, const char *time, const char *data)
{
	struct arena *arena = &errand->arena;
	struct event *event = arena_new(arena, 1, sizeof *event);
	struct acceptance *acceptance = arena_new(arena, 1, sizeof *acceptance);
	char *text = arena_printf(arena,
				  "{\"specversion\": \"1.0\", \"type\": \"concernd.%s.v1\", "
				  "\"source\": \"urn:%s\", \"id\": \"%s\"%s%s%s, \"data\": {%s}}",
				  type, sender, id, time != NULL ? ", \"time\": \"" : "",
				  time != NULL ? time : "", time != NULL ? "\"" : "", data);
	const char *detail;
	json_t *json = event_json_load(text, strlen(text), &detail);

	if (json == NULL)
		stop(text, NULL);
	event_read(json, arena, event);
	json_decref(json);
	accept_event(event, office->settings, settings_sender(office->settings, sender),
		     rulesets_newest(office->rulesets, NULL), clock_now_us(), arena, acceptance);
	if (acceptance->status != ACCEPT_TAKEN)
		stop(acceptance->errors.list[0].pointer, NULL);
	acceptance->fact.body = text;
	errand->items[errand->n++].fact = &acceptance->fact;
}

void errand_add_contact(struct office *office, struct errand *errand, const char *id,
			const char *record, const char *occurred_at)
{
	errand_add(office, errand, "police", id,
		   arena_printf(&errand->arena,
				"\"children\": [{\"record\": \"%s\"}], \"occurred_at\": \"%s\", "
				"\"category\": \"neglect\"",
				record, occurred_at));
}

static void on_judged(void *context, const struct err *err)
{
	struct errand *errand = context;

	errand->done = true;
	if (err != NULL)
		errand->err = *err;
}

void errand_start(struct office *office, struct errand *errand)
{
	judge_contacts(office->judge, errand->items, errand->n, on_judged, errand);
}

void errand_wait(struct office *office, struct errand *errand)
{
	while (!errand->done)
		event_base_loop(office->database.base, EVLOOP_ONCE);
}

void errand_done(struct errand *errand)
{
	arena_done(&errand->arena);
	*errand = (struct errand){ .n = 0 };
}

enum case_status office_tell(struct office *office, const char *id, const char *data)
{
	struct errand errand = { .n = 0 };

	errand_add(office, &errand, "police", id, data);
	errand_start(office, &errand);
	errand_wait(office, &errand);
	enum case_status status = errand.items[0].status;

	if (errand.err.kind != ERR_NONE)
		fprintf(stderr, "office: %s\n", errand.err.text);
	errand_done(&errand);
	return status;
}

enum case_status office_tell_contact(struct office *office, const char *id, const char *record,
				     const char *occurred_at)
{
	struct errand errand = { .n = 0 };

	errand_add_contact(office, &errand, id, record, occurred_at);
	errand_start(office, &errand);
	errand_wait(office, &errand);
	enum case_status status = errand.items[0].status;

	if (errand.err.kind != ERR_NONE)
		fprintf(stderr, "office: %s\n", errand.err.text);
	errand_done(&errand);
	return status;
}
