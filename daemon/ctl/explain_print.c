/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "ctl.h"
#include "explain.h"

/* One rule explained, in lines for people. */

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
