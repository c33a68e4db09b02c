/* SPDX-License-Identifier: Apache-2.0 */
#include "explain.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "casework/audit.h"
#include "casework/identity.h"
#include "ctl.h"

/* concernctl explain: why a rule fired on a child, or did not. */

static const struct ctl_usage usage = {
	.call = "explain [OPTION…] CHILD [RULE]",
	.help = "Says in plain words, by the rules in force and as known now, whether each rule "
		"(or\n"
		"RULE) fired on a child, which contacts count and why, how far it is from its\n"
		"threshold, and when the oldest incident falls out. CHILD is the number that\n"
		"`concernctl alerts` shows. With --known-at: by the rules that were in force then, "
		"and\n"
		"from what was recorded and decided by then.",
	.least = 1,
	.most = 2,
};

/* A date (to its end) or a time of day by the rules' zone, or an instant. */
static bool read_known(const char *text, const struct zone *zone, int64_t *ret_us)
{
	char whole[32];
	int64_t at_us;
	int32_t day;

	if (text == NULL) {
		*ret_us = HISTORY_NOW;
		return true;
	}
	snprintf(whole, sizeof whole, "%.10sT%s:00Z", text, strlen(text) == 16 ? text + 11 : "");
	if (date_parse(text, &day))
		at_us = zone_instant_us(zone, (day + 1) * USEC_PER_DAY) - 1;
	else if (strlen(text) == 16 && time_parse(whole, &at_us))
		at_us = zone_instant_us(zone, at_us);
	else if (!time_parse(text, &at_us)) {
		ctl_usage_error(
			"--known-at wants a date, as in 2026-01-31, with a time of day as in "
			"\"2026-01-31 18:10\", or an instant with its zone");
		return false;
	}
	*ret_us = at_us < clock_now_us() ? at_us : HISTORY_NOW;
	return true;
}

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

static void print_heading(const struct history *history, const struct ruleset *ruleset,
			  int32_t version)
{
	char known[32];

	printf("As known on %s, by rule set %d; %zu contacts on file. Times are of %s.\n\n",
	       explain_time(ruleset->zone, history_known_us(history), false, known), (int)version,
	       history_count(history), zone_name(ruleset->zone));
}

/* Prints each rule, or the one that is wanted; how many. */
static size_t print_rules(struct history *history, const struct ruleset *ruleset, int32_t version,
			  const char *wanted)
{
	void *memory = mem_new(1, explain_bytes(history_most(history)));
	size_t n = 0;

	for (size_t i = 0; i < ruleset->book.n_rules; i++) {
		const struct rule *rule = &ruleset->book.rules[i];
		struct case_explained explained;

		if (wanted == NULL ? rule->mode == MODE_OFF : strcmp(rule->name, wanted) != 0)
			continue;
		if (n++ == 0)
			print_heading(history, ruleset, version);
		else
			putchar('\n');
		explain_case(history, ruleset, rule, memory, &explained);
		explain_print(&explained);
	}
	mem_free(memory);
	return n;
}

struct identity {
	struct arena arena;
	struct identity_notes notes;
};

static json_t *notes_json(const struct identity *identity)
{
	json_t *list = json_array();
	char at[32];

	for (size_t i = 0; i < identity->notes.n; i++) {
		const struct identity_note *note = &identity->notes.list[i];

		json_array_append_new(
			list, json_pack("{s:s, s:I, s:s, s:s?, s:s?, s:o, s:o}", "what",
					identity_note_name(note->kind), "child",
					(json_int_t)note->other, "at", time_format(note->at_us, at),
					"person", note->person, "reason", note->reason, "review",
					note->review != 0 ? json_integer((json_int_t)note->review)
							  : json_null(),
					"alert",
					note->alert != 0 ? json_integer((json_int_t)note->alert)
							 : json_null()));
	}
	return list;
}

static void print_notes(struct identity *identity, const struct zone *zone, FILE *file)
{
	char at[32];

	for (size_t i = 0; i < identity->notes.n; i++) {
		const struct identity_note *note = &identity->notes.list[i];

		fprintf(file, "%s\n",
			identity_note_text(&identity->arena, note,
					   explain_time(zone, note->at_us, false, at)));
	}
	if (identity->notes.n > 0)
		fputc('\n', file);
}

static int explain(const struct ctl *ctl, struct history *history, struct identity *identity,
		   const char *rule)
{
	int32_t version;
	const struct ruleset *ruleset = history_ruleset(history, &version);
	json_t *list;
	char known[32];
	size_t n;

	if (history_count(history) == 0) {
		print_notes(identity, history_ruleset(history, &version)->zone, stderr);
		ctl_message("nothing is on file of a child with that number");
		return CTL_NOT_FOUND;
	}
	list = ctl->json ? explain_history_json(history, rule) : NULL;
	if (!ctl->json)
		print_notes(identity, ruleset->zone, stdout);
	n = ctl->json ? json_array_size(list) : print_rules(history, ruleset, version, rule);
	if (n == 0)
		ctl_message("there is no such rule in force; `concernctl rules list` tells them");
	if (list != NULL && n > 0)
		ctl_print_json(json_pack("{s:s, s:i, s:o, s:O}", "known_at",
					 time_format(history_known_us(history), known), "rule_set",
					 (int)version, "identity", notes_json(identity), "rules",
					 list));
	else if (n > 0)
		puts("\nAn alert does not replace the ordinary route: each contact is handled "
		     "there.");
	json_decref(list);
	return n == 0 ? CTL_NOT_FOUND : CTL_OK;
}

/* Before anything is shown: nobody sees what no row tells of. */
static bool note_look(struct store *store, int64_t child, struct err *err)
{
	char actor[128];

	return audit_note_now(store,
			      &(struct audit_note){ .actor = ctl_actor(actor, sizeof actor),
						    .action = "child-explained",
						    .child_ids = { &child, 1 } },
			      err);
}

static int read_and_explain(const struct ctl *ctl, struct store *store, int64_t child,
			    const char *rule, const char *known)
{
	struct rulesets *rulesets = rulesets_new(store);
	struct history *history = NULL;
	struct identity identity;
	struct err err;
	int64_t known_us;
	int code = CTL_USAGE;

	arena_init(&identity.arena);
	if (!rulesets_load_now(rulesets, 0, &err))
		code = ctl_database_failed(&err);
	else if (read_known(known, rulesets_newest(rulesets, NULL)->zone, &known_us)) {
		history = history_read_now(store, rulesets, child, known_us, &err);
		code = history == NULL || !note_look(store, child, &err) ||
				       !identity_notes_now(store, child, known_us, &identity.arena,
							   &identity.notes, &err)
			       ? ctl_database_failed(&err)
			       : explain(ctl, history, &identity, rule);
	}
	history_free(history);
	arena_done(&identity.arena);
	rulesets_free(rulesets);
	return code;
}

int ctl_explain(struct ctl *ctl, int argc, char **argv)
{
	struct ctl_database database;
	const char *known = NULL;
	const struct ctl_option options[] = {
		{ .name = "known-at",
		  .argument = "TIME",
		  .text = &known,
		  .help = "as it was known then: a date (to its end), or a time" },
	};
	int64_t child;
	int code;

	if (!ctl_options(ctl, &usage, options, sizeof options / sizeof *options, &argc, &argv,
			 &code))
		return code;
	if (!read_child(argv[0], &child))
		return CTL_USAGE;
	if (!ctl_database_open(ctl, &database, &code))
		return code;
	code = read_and_explain(ctl, database.store, child, argc > 1 ? argv[1] : NULL, known);
	ctl_database_close(&database);
	return code;
}
