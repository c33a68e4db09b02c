/* SPDX-License-Identifier: Apache-2.0 */
#include "explain.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "ctl.h"

/* concernctl explain: why a rule fired on a child, or did not. */

static const struct ctl_usage usage = {
	.call = "explain [OPTION…] CHILD [RULE]",
	.help = "Says in plain words, by the rules in force and as known now, whether each rule "
		"(or\n"
		"RULE) fired on a child, which contacts count and why, how far it is from its\n"
		"threshold, and when the oldest incident falls out. CHILD is the number that\n"
		"`concernctl alerts` shows.",
	.least = 1,
	.most = 2,
};

static bool read_child(const char *text, int64_t *ret)
{
	char *end;

	errno = 0;
	long long value = strtoll(text, &end, 10);

	if (errno != 0 || end == text || *end != '\0' || value < 1) {
		ctl_usage_error("CHILD is a number, as `concernctl alerts` shows it");
		return false;
	}
	*ret = value;
	return true;
}

/* Explains one rule and prints it, or adds it to the list. */
static void explain_one(struct history *history, const struct ruleset *ruleset,
			const struct rule *rule, json_t *list)
{
	struct case_explained explained = { .ruleset = ruleset, .rule = rule };
	void *memory;

	explained.subject = history_subject(history, rule);
	explained.has_alert = history_alert(history, rule, &explained.alert);
	memory = mem_new(1, explain_bytes(explained.subject.n_contacts));
	explain_rule(&ruleset->book, rule, &explained.subject, clock_now_us(), memory,
		     &explained.explanation);
	if (list != NULL)
		json_array_append_new(list, explain_json(&explained));
	else
		explain_print(&explained);
	mem_free(memory);
}

static void print_heading(const struct history *history, const struct ruleset *ruleset,
			  int32_t version)
{
	char now[32];

	printf("As known on %s, by rule set %d; %zu contacts on file. Times are of %s.\n\n",
	       explain_time(ruleset->zone, clock_now_us(), false, now), (int)version,
	       history_count(history), zone_name(ruleset->zone));
}

static size_t explain_rules(struct history *history, const struct ruleset *ruleset, int32_t version,
			    const char *wanted, json_t *list)
{
	size_t n = 0;

	for (size_t i = 0; i < ruleset->book.n_rules; i++) {
		const struct rule *rule = &ruleset->book.rules[i];

		if (wanted == NULL ? rule->mode == MODE_OFF : strcmp(rule->name, wanted) != 0)
			continue;
		if (n++ == 0 && list == NULL)
			print_heading(history, ruleset, version);
		else if (list == NULL)
			putchar('\n');
		explain_one(history, ruleset, rule, list);
	}
	return n;
}

static int explain(const struct ctl *ctl, struct history *history, const char *rule)
{
	int32_t version;
	const struct ruleset *ruleset = history_ruleset(history, &version);
	json_t *list = ctl->json ? json_array() : NULL;
	size_t n;

	if (history_count(history) == 0) {
		json_decref(list);
		ctl_message("nothing is on file of a child with that number");
		return CTL_NOT_FOUND;
	}
	n = explain_rules(history, ruleset, version, rule, list);
	if (n == 0)
		ctl_message("there is no such rule in force; `concernctl rules list` tells them");
	if (list != NULL && n > 0)
		ctl_print_json(json_pack("{s:i, s:O}", "rule_set", (int)version, "rules", list));
	else if (n > 0)
		puts("\nAn alert does not replace the ordinary route: each contact is handled "
		     "there.");
	json_decref(list);
	return n == 0 ? CTL_NOT_FOUND : CTL_OK;
}

int ctl_explain(struct ctl *ctl, int argc, char **argv)
{
	struct ctl_database database;
	struct rulesets *rulesets;
	struct history *history;
	struct err err;
	int64_t child;
	int code;

	if (!ctl_options(ctl, &usage, NULL, 0, &argc, &argv, &code))
		return code;
	if (!read_child(argv[0], &child))
		return CTL_USAGE;
	if (!ctl_database_open(ctl, &database, &code))
		return code;
	rulesets = rulesets_new(database.store);
	history = history_read_now(database.store, rulesets, child, &err);
	code = history == NULL ? ctl_database_failed(&err)
			       : explain(ctl, history, argc > 1 ? argv[1] : NULL);
	history_free(history);
	rulesets_free(rulesets);
	ctl_database_close(&database);
	return code;
}
