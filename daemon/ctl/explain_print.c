/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "ctl.h"
#include "explain.h"

/* One rule explained: lines for people, or JSON. */

/* ---- Lines ---- */

/* Tier by tier, as it stands now; what was met in the window told of is told by the outcome. */
static void print_tiers(const struct case_explained *explained)
{
	const struct rule *rule = explained->rule;
	const struct measure *has = &explained->explanation.has_now;
	char words[EXPLAIN_WORDS];

	if (rule->kind != RULE_NEEDS) {
		printf("  %-5s  %s\n", rule_level_name(rule), explain_asks(explained, words));
		return;
	}
	for (size_t i = 0; i < rule->n_tiers; i++)
		printf("  %-5s  in the window up to now: %s%s\n", level_name(rule->tiers[i].level),
		       explain_needs(&rule->tiers[i].needs, has, words),
		       explain_meets(&rule->tiers[i].needs, has) ? ", enough" : "");
}

static void print_falling_out(const struct case_explained *explained)
{
	const struct explanation *told = &explained->explanation;
	const struct zone *zone = explained->ruleset->zone;
	char oldest[32], falls_out[32];

	if (told->oldest_us == INT64_MAX)
		return;
	explain_time(zone, told->oldest_us, false, oldest);
	if (told->falls_out_us == INT64_MAX)
		printf("  The oldest incident, of %s, never falls out of the window.\n", oldest);
	else
		printf("  The oldest incident, of %s, falls out of the window after %s.\n", oldest,
		       explain_time(zone, told->falls_out_us, false, falls_out));
}

static void print_contacts(const struct case_explained *explained)
{
	struct ctl_table table = { .n_columns = 5,
				   .headings = { "  WHEN", "INCIDENT", "AGENCY", "CATEGORY",
						 "WHY" },
				   .right = { [1] = true } };
	const struct lexicon *lexicon = &explained->ruleset->lexicon;

	for (size_t c = 0; c < explained->subject.n_contacts; c++) {
		const struct contact *contact = &explained->subject.contacts[c];
		char when[32], why[EXPLAIN_WORDS];

		ctl_table_cell(&table, "  %s",
			       explain_time(explained->ruleset->zone, contact->occurred_us,
					    contact->whole_day, when));
		ctl_table_cell(&table, "%zu", explained->explanation.contacts[c].incident + 1);
		ctl_table_cell(&table, "%s", lexicon_name(lexicon, WORDS_AGENCY, contact->agency));
		ctl_table_cell(&table, "%s",
			       lexicon_name(lexicon, WORDS_CATEGORY, contact->category));
		ctl_table_cell(&table, "%s", explain_why(explained, c, why));
	}
	ctl_table_print(&table);
}

void explain_print(const struct case_explained *explained)
{
	char outcome[EXPLAIN_WORDS];

	printf("%s%s%s: %s\n", ctl_colour(stdout, CTL_BOLD), explained->rule->name,
	       ctl_colour(stdout, CTL_PLAIN), explained->rule->title);
	printf("  %s.\n", explain_outcome(explained, outcome));
	print_tiers(explained);
	print_falling_out(explained);
	print_contacts(explained);
}

/* ---- JSON ---- */

static json_t *time_json(int64_t at_us)
{
	char text[32];

	return at_us == INT64_MAX || at_us == INT64_MIN ? json_null()
							: json_string(time_format(at_us, text));
}

static json_t *measure_json(const struct measure *has)
{
	return json_pack("{s:I, s:i, s:i, s:f, s:f}", "incidents", (json_int_t)has->incidents,
			 "agencies", has->agencies, "categories", has->categories, "score",
			 has->score, "usual", has->usual);
}

static json_t *tiers_json(const struct case_explained *explained)
{
	json_t *tiers = json_array();

	for (size_t i = 0; explained->rule->kind == RULE_NEEDS && i < explained->rule->n_tiers;
	     i++) {
		const struct tier *tier = &explained->rule->tiers[i];

		json_array_append_new(
			tiers,
			json_pack("{s:s, s:{s:i, s:i, s:i, s:f, s:f}, s:b}", "level",
				  level_name(tier->level), "needs", "incidents",
				  tier->needs.incidents, "agencies", tier->needs.agencies,
				  "categories", tier->needs.categories, "score", tier->needs.score,
				  "times_usual", tier->needs.times_usual, "met_now",
				  explain_meets(&tier->needs, &explained->explanation.has_now)));
	}
	return tiers;
}

static json_t *contacts_json(const struct case_explained *explained)
{
	json_t *contacts = json_array();

	for (size_t c = 0; c < explained->subject.n_contacts; c++) {
		const struct contact *contact = &explained->subject.contacts[c];
		const struct explained *told = &explained->explanation.contacts[c];
		char why[EXPLAIN_WORDS];

		json_array_append_new(
			contacts,
			json_pack("{s:o, s:I, s:o, s:b, s:b, s:b, s:s}", "contact",
				  json_sprintf("%s %s", contact->source, contact->event_id),
				  "incident", (json_int_t)told->incident + 1, "occurred_at",
				  time_json(contact->occurred_us), "counted",
				  told->fate == FATE_COUNTED, "history", told->is_history, "judged",
				  told->is_judged, "why", explain_why(explained, c, why)));
	}
	return contacts;
}

json_t *explain_json(const struct case_explained *explained)
{
	const struct explanation *told = &explained->explanation;
	char outcome[EXPLAIN_WORDS];
	json_t *window = json_null();

	if (told->has_window)
		window = json_pack("{s:o, s:o, s:o}", "from", time_json(told->begin_us), "to",
				   time_json(told->end_us), "has", measure_json(&told->has));
	return json_pack("{s:s, s:s, s:b, s:b, s:s, s:o, s:o, s:o, s:o, s:o}", "rule",
			 explained->rule->name, "title", explained->rule->title, "fired",
			 explained->has_alert || told->verdict.counts, "holds", told->holds,
			 "outcome", explain_outcome(explained, outcome), "window", window,
			 "has_now", measure_json(&told->has_now), "oldest_falls_out_at",
			 time_json(told->falls_out_us), "tiers", tiers_json(explained), "contacts",
			 contacts_json(explained));
}
