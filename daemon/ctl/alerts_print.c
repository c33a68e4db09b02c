/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "alerts.h"
#include "base/clock.h"

/* An alert in the words of those who must decide on it. It shows what was counted, never what was
 * said of the child. */

char *alerts_time(const struct zone *zone, int64_t at_us, char *out)
{
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
					      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	int64_t local_us = zone != NULL ? zone_local_us(zone, at_us) : at_us;
	int64_t days = local_us / USEC_PER_DAY - (local_us % USEC_PER_DAY < 0);
	int minute = (int)((local_us - days * USEC_PER_DAY) / (60 * (int64_t)USEC_PER_SEC));
	struct date date = date_from_day((int32_t)days);

	snprintf(out, ALERTS_TIME_BYTES, "%d %s %d %02d:%02d%s", date.day, months[date.month - 1],
		 date.year, minute / 60, minute % 60, zone != NULL ? "" : " UTC");
	return out;
}

/* Without the hour where only the day was told. */
static char *contact_time(const struct zone *zone, const struct alert_contact *contact, char *out)
{
	alerts_time(zone, contact->occurred_us, out);
	if (contact->whole_day)
		out[strlen(out) - (zone != NULL ? 6 : 10)] = '\0';
	return out;
}

const char *alerts_listed(struct arena *arena, const struct alert_words *words)
{
	const char *text = "";

	for (size_t i = 0; i < words->n; i++) {
		const char *before = i == 0 ? "" : i + 1 < words->n ? ", " : " and ";

		text = arena_printf(arena, "%s%s%s", text, before, words->list[i]);
	}
	return text;
}

static const char *plural(int64_t n)
{
	return n == 1 ? "" : "s";
}

static enum ctl_colour level_colour(const char *level)
{
	static const struct {
		const char *level;
		enum ctl_colour colour;
	} colours[] = {
		{ "red", CTL_RED },
		{ "amber", CTL_AMBER },
		{ "green", CTL_GREEN },
		{ "blue", CTL_BLUE },
	};

	for (size_t i = 0; i < sizeof colours / sizeof *colours; i++)
		if (strcmp(level, colours[i].level) == 0)
			return colours[i].colour;
	return CTL_PLAIN;
}

/* ---- JSON ---- */

static json_t *time_json(int64_t at_us)
{
	char text[32];

	return at_us == INT64_MIN ? json_null() : json_string(time_format(at_us, text));
}

static json_t *words_json(const struct alert_words *words)
{
	json_t *list = json_array();

	for (size_t i = 0; i < words->n; i++)
		json_array_append_new(list, json_string(words->list[i]));
	return list;
}

json_t *alerts_row_json(const struct alert_row *alert)
{
	json_t *children = json_array();

	for (size_t i = 0; i < alert->n_children; i++)
		json_array_append_new(children, json_integer((json_int_t)alert->children[i]));
	json_t *json = json_pack(
		"{s:I, s:I, s:o, s:s, s:s, s:i, s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:i, "
		"s:i, s:i, s:o, s:o, s:s?, s:s?, s:o}",
		"id", (json_int_t)alert->id, alert->scope, (json_int_t)alert->child_id, "children",
		children, "rule", alert->rule, "title", alert->title, "rule_set", alert->rule_set,
		"mode", alert->mode, "state", alert->state, "level", alert->level, "became_true_at",
		time_json(alert->became_true_us), "known_at", time_json(alert->known_us),
		"changed_at", time_json(alert->changed_us), "decided_at",
		time_json(alert->decided_us), "evidence_version", alert->evidence_version,
		"contacts", alert->n_contacts, "incidents", alert->n_incidents, "agencies",
		words_json(&alert->agencies), "categories", words_json(&alert->categories),
		"outcome", alert->outcome, "withdrawn_by", alert->withdrawn_by, "corrected_at",
		time_json(alert->corrected_us));

	json_object_set_new(json, "unconfirmed", json_boolean(strcmp(alert->scope, "doubt") == 0));
	return json;
}

static json_t *contact_json(const struct alert_contact *contact)
{
	return json_pack("{s:i, s:I, s:i, s:s, s:s, s:o, s:b, s:o, s:b, s:s, s:s, s:o, s:s, s:s, "
			 "s:s?}",
			 "incident", contact->incident, "contact", (json_int_t)contact->contact_id,
			 "version", contact->version, "source", contact->source, "id",
			 contact->event_id, "occurred_at", time_json(contact->occurred_us),
			 "whole_day", contact->whole_day, "recorded_at",
			 time_json(contact->recorded_us), "history", contact->history, "agency",
			 contact->agency, "category", contact->category, "other_categories",
			 words_json(&contact->other_categories), "grade", contact->grade, "about",
			 contact->about, "outcome", contact->outcome);
}

json_t *alerts_detail_json(const struct alert_detail *detail)
{
	json_t *json = alerts_row_json(&detail->alert);
	json_t *contacts = json_array(), *steps = json_array(), *notices = json_array();

	for (size_t i = 0; i < detail->n_contacts; i++)
		json_array_append_new(contacts, contact_json(&detail->contacts[i]));
	for (size_t i = 0; i < detail->n_steps; i++) {
		const struct alert_step *step = &detail->steps[i];

		json_array_append_new(
			steps, json_pack("{s:i, s:o, s:s, s:s, s:i, s:i}", "version", step->version,
					 "recorded_at", time_json(step->recorded_us), "change",
					 step->change, "level", step->level, "contacts",
					 step->n_contacts, "incidents", step->n_incidents));
	}
	for (size_t i = 0; i < detail->n_notices; i++) {
		const struct alert_notice *notice = &detail->notices[i];

		json_array_append_new(
			notices, json_pack("{s:I, s:s, s:s, s:s, s:o, s:o, s:i, s:s?}", "id",
					   (json_int_t)notice->id, "kind", notice->kind, "channel",
					   notice->channel, "recipient", notice->recipient,
					   "created_at", time_json(notice->created_us), "sent_at",
					   time_json(notice->sent_us), "attempts", notice->attempts,
					   "last_error", notice->last_error));
	}
	if (detail->decision.person != NULL)
		json_object_set_new(json, "decision",
				    json_pack("{s:s, s:s, s:s, s:i, s:o}", "outcome",
					      detail->decision.outcome, "rationale",
					      detail->decision.rationale, "person",
					      detail->decision.person, "evidence_version",
					      detail->decision.evidence_version, "decided_at",
					      time_json(detail->decision.decided_us)));
	if (detail->pick.person != NULL)
		json_object_set_new(json, "picked",
				    json_pack("{s:s, s:s, s:o}", "person", detail->pick.person,
					      "reason", detail->pick.reason, "at",
					      time_json(detail->pick.picked_us)));
	json_object_set_new(json, "evidence", contacts);
	json_object_set_new(json, "history", steps);
	json_object_set_new(json, "notices", notices);
	return json;
}

/* ---- For people ---- */

/* Before the number of whose alert it is, in a column of children. */
static const char *prefix(const struct alert_row *alert)
{
	return strcmp(alert->scope, "child") == 0   ? ""
	       : strcmp(alert->scope, "doubt") == 0 ? "unconfirmed "
						    : "household ";
}

void alerts_print_list(const struct zone *zone, const struct alert_list *list)
{
	struct ctl_table table = {
		.n_columns = 9,
		.headings = { "ALERT", "LEVEL", "STATE", "CHILD", "INCIDENTS", "AGENCIES",
			      "TRUE SINCE", "KNOWN SINCE", "RULE" },
		.right = { true, false, false, true, true, true },
	};

	for (size_t i = 0; i < list->n; i++) {
		const struct alert_row *alert = &list->rows[i];
		char at[ALERTS_TIME_BYTES];

		ctl_table_cell(&table, "%" PRId64, alert->id);
		ctl_table_cell(&table, "%s", alert->level);
		ctl_table_cell(&table, "%s%s%s", alert->state,
			       strcmp(alert->mode, "shadow") == 0 ? " (shadow)" : "",
			       alert->corrected_us != INT64_MIN ? " (corrected)" : "");
		ctl_table_cell(&table, "%s%" PRId64, prefix(alert), alert->child_id);
		ctl_table_cell(&table, "%" PRId32, alert->n_incidents);
		ctl_table_cell(&table, "%zu", alert->agencies.n);
		ctl_table_cell(&table, "%s", alerts_time(zone, alert->became_true_us, at));
		ctl_table_cell(&table, "%s", alerts_time(zone, alert->known_us, at));
		ctl_table_cell(&table, "%s", alert->rule);
	}
	ctl_table_print(&table);
}

void alerts_print_line(const struct zone *zone, const struct alert_row *alert)
{
	struct arena arena;
	char at[ALERTS_TIME_BYTES];

	arena_init(&arena);
	printf("%s%-5s%s  alert %-6" PRId64 "  %s %-6" PRId64 "  %s: %" PRId32
	       " incident%s (%s), true since %s\n",
	       ctl_colour(stdout, level_colour(alert->level)), alert->level,
	       ctl_colour(stdout, CTL_PLAIN), alert->id, alert->scope, alert->child_id,
	       alert->title, alert->n_incidents, plural(alert->n_incidents),
	       alerts_listed(&arena, &alert->agencies),
	       alerts_time(zone, alert->became_true_us, at));
	fflush(stdout);
	arena_done(&arena);
}

/* On whom it shows, where that is more than its own child. */
static void print_shown_on(const struct alert_row *alert)
{
	if (strcmp(alert->scope, "child") == 0)
		return;
	if (strcmp(alert->scope, "doubt") == 0)
		puts("Identity unconfirmed: it holds if these are one child, which no single one "
		     "of "
		     "them shows. `concernctl identity reviews` lists what has to be said.");
	printf("It shows on child%s", alert->n_children == 1 ? "" : "ren");
	for (size_t i = 0; i < alert->n_children; i++)
		printf("%s %" PRId64,
		       i == 0                      ? ""
		       : i + 1 < alert->n_children ? ","
						   : " and",
		       alert->children[i]);
	puts(".");
}

static void print_head(const struct zone *zone, const struct alert_row *alert)
{
	struct arena arena;
	char since[ALERTS_TIME_BYTES], known[ALERTS_TIME_BYTES];

	arena_init(&arena);
	printf("%sAlert %" PRId64 ": %s%s%s%s, %s%s\n", ctl_colour(stdout, CTL_BOLD), alert->id,
	       ctl_colour(stdout, level_colour(alert->level)), alert->level,
	       ctl_colour(stdout, CTL_PLAIN), ctl_colour(stdout, CTL_BOLD), alert->state,
	       ctl_colour(stdout, CTL_PLAIN));
	printf("%s (rule %s of rule set %" PRId32 "%s), %s %" PRId64 "\n", alert->title,
	       alert->rule, alert->rule_set,
	       strcmp(alert->mode, "shadow") == 0 ? ", in shadow: nobody was told" : "",
	       alert->scope, alert->child_id);
	print_shown_on(alert);
	putchar('\n');
	printf("It rests on %" PRId32 " incident%s, told in %" PRId32 " contact%s by %s.\n",
	       alert->n_incidents, plural(alert->n_incidents), alert->n_contacts,
	       plural(alert->n_contacts), alerts_listed(&arena, &alert->agencies));
	printf("What was told of: %s.\n", alerts_listed(&arena, &alert->categories));
	printf("True since %s, known to us since %s.\n",
	       alerts_time(zone, alert->became_true_us, since),
	       alerts_time(zone, alert->known_us, known));
	arena_done(&arena);
}

static void print_end(const struct zone *zone, const struct alert_detail *detail)
{
	static const struct {
		const char *by, *why;
	} reasons[] = {
		{ "outcome", "an outcome made it void" },
		{ "withdrawal", "a contact it rested on was withdrawn" },
		{ "amendment", "a contact it rested on was amended" },
		{ "household", "who lived where was told otherwise" },
		{ "regrouping", "its incidents are told apart otherwise by what came later" },
	};
	const struct alert_row *alert = &detail->alert;
	const struct alert_decision *decision = &detail->decision;
	char at[ALERTS_TIME_BYTES];

	if (detail->pick.person != NULL)
		printf("It held on history alone: %s had it raised on %s.\n  %s\n",
		       detail->pick.person, alerts_time(zone, detail->pick.picked_us, at),
		       detail->pick.reason);
	if (decision->person != NULL)
		printf("Decided on %s by %s, on evidence version %" PRId32 ": %s.\n  %s\n",
		       alerts_time(zone, decision->decided_us, at), decision->person,
		       decision->evidence_version, decision->outcome, decision->rationale);
	else if (alert->decided_us != INT64_MIN)
		printf("Decided on %s.\n", alerts_time(zone, alert->decided_us, at));
	if (alert->corrected_us != INT64_MIN)
		printf("Its decision rests on facts that were corrected on %s: look at it again.\n",
		       alerts_time(zone, alert->corrected_us, at));
	for (size_t i = 0; alert->withdrawn_by != NULL && i < sizeof reasons / sizeof *reasons; i++)
		if (strcmp(alert->withdrawn_by, reasons[i].by) == 0)
			printf("Withdrawn on %s: %s.\n", alerts_time(zone, alert->changed_us, at),
			       reasons[i].why);
}

static void print_contact(const struct zone *zone, const struct alert_contact *contact)
{
	struct arena arena;
	char occurred[ALERTS_TIME_BYTES], recorded[ALERTS_TIME_BYTES];

	arena_init(&arena);
	printf("  %-17s  %s: %s%s%s", contact_time(zone, contact, occurred), contact->agency,
	       contact->category, contact->other_categories.n > 0 ? ", also " : "",
	       alerts_listed(&arena, &contact->other_categories));
	if (strcmp(contact->grade, "none") != 0)
		printf(", graded %s", contact->grade);
	if (strcmp(contact->about, "child") != 0)
		printf(", about a %s", contact->about);
	printf("; outcome: %s", contact->outcome != NULL ? contact->outcome : "not told");
	printf("\n  %-17s  contact %" PRId64 ", recorded %s%s, event %s of %s\n", "",
	       contact->contact_id, alerts_time(zone, contact->recorded_us, recorded),
	       contact->history ? " as history" : "", contact->event_id, contact->source);
	arena_done(&arena);
}

static void print_evidence(const struct zone *zone, const struct alert_detail *detail)
{
	for (size_t i = 0; i < detail->n_contacts; i++) {
		const struct alert_contact *contact = &detail->contacts[i];

		if (i == 0 || contact->incident != contact[-1].incident)
			printf("\n%sIncident %" PRId32 "%s\n", ctl_colour(stdout, CTL_BOLD),
			       contact->incident, ctl_colour(stdout, CTL_PLAIN));
		print_contact(zone, contact);
	}
}

static void print_steps(const struct zone *zone, const struct alert_detail *detail)
{
	struct ctl_table table = { .n_columns = 5,
				   .headings = { "VERSION", "RECORDED", "CHANGE", "LEVEL",
						 "INCIDENTS" },
				   .right = { true, false, false, false, true } };

	for (size_t i = 0; i < detail->n_steps; i++) {
		const struct alert_step *step = &detail->steps[i];
		char at[ALERTS_TIME_BYTES];

		ctl_table_cell(&table, "%" PRId32, step->version);
		ctl_table_cell(&table, "%s", alerts_time(zone, step->recorded_us, at));
		ctl_table_cell(&table, "%s", step->change);
		ctl_table_cell(&table, "%s", step->level);
		ctl_table_cell(&table, "%" PRId32, step->n_incidents);
	}
	putchar('\n');
	ctl_table_print(&table);
}

static void print_notices(const struct zone *zone, const struct alert_detail *detail)
{
	struct ctl_table table = { .n_columns = 5,
				   .headings = { "NOTICE", "OF", "BY", "TO", "SENT" },
				   .right = { true } };

	for (size_t i = 0; i < detail->n_notices; i++) {
		const struct alert_notice *notice = &detail->notices[i];
		char at[ALERTS_TIME_BYTES];

		ctl_table_cell(&table, "%" PRId64, notice->id);
		ctl_table_cell(&table, "%s", notice->kind);
		ctl_table_cell(&table, "%s", notice->channel);
		ctl_table_cell(&table, "%s", notice->recipient);
		if (notice->sent_us != INT64_MIN)
			ctl_table_cell(&table, "%s", alerts_time(zone, notice->sent_us, at));
		else
			ctl_table_cell(&table, "not yet, %" PRId32 " attempt%s%s%s",
				       notice->attempts, plural(notice->attempts),
				       notice->last_error != NULL ? ": " : "",
				       notice->last_error != NULL ? notice->last_error : "");
	}
	if (detail->n_notices > 0)
		putchar('\n');
	ctl_table_print(&table);
}

void alerts_print_detail(const struct zone *zone, const struct alert_detail *detail)
{
	print_head(zone, &detail->alert);
	print_end(zone, detail);
	print_evidence(zone, detail);
	print_steps(zone, detail);
	print_notices(zone, detail);
	puts("\nThis alert does not replace the ordinary route: each contact is handled there as\n"
	     "ever. It tells that they add up; a person decides what follows.");
}
