/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "casework/explained.h"

/* The engine's explanation in sentences that a manager reads. */

/* Adds to the text in out; what does not fit is cut. */
__attribute__((format(printf, 2, 3))) static void add(char out[EXPLAIN_WORDS], const char *fmt, ...)
{
	size_t n = strlen(out);
	va_list args;

	va_start(args, fmt);
	vsnprintf(out + n, EXPLAIN_WORDS - n, fmt, args);
	va_end(args);
}

char *explain_time(const struct zone *zone, int64_t at_us, bool whole_day, char out[32])
{
	time_format(zone_local_us(zone, at_us), out);
	out[10] = ' ';
	out[whole_day ? 10 : 16] = '\0';
	return out;
}

/* ---- Criteria ---- */

struct field_words {
	const char *name;
	int lexicon; /* its words' kind; NAMED_… for words that are the same everywhere */
};

enum { NAMED_GRADE = -1, NAMED_ABOUT = -2 };

static const struct field_words fields[] = {
	[FIELD_AGENCY] = { "agency", WORDS_AGENCY },
	[FIELD_CATEGORY] = { "category", WORDS_CATEGORY },
	[FIELD_GRADE] = { "grade", NAMED_GRADE },
	[FIELD_ABOUT] = { "contacts about", NAMED_ABOUT },
	[FIELD_OUTCOME] = { "outcome", WORDS_OUTCOME },
	[FIELD_CONTACT_SOURCE] = { "contact source", WORDS_CONTACT_SOURCE },
	[FIELD_FACTOR] = { "factor", WORDS_FACTOR },
};

static const char *word_name(const struct ruleset *ruleset, const struct field_words *field, int i)
{
	const char *name;

	if (field->lexicon == NAMED_GRADE)
		return i < GRADES ? grade_name((enum grade)i) : NULL;
	if (field->lexicon == NAMED_ABOUT)
		return i < ABOUTS ? about_name((enum about)i) : NULL;
	name = lexicon_name(&ruleset->lexicon, (enum lexicon_kind)field->lexicon, (word)i);
	return name;
}

/* "agency police or health" */
static void add_words(const struct ruleset *ruleset, const struct criterion *criterion,
		      char out[EXPLAIN_WORDS])
{
	const struct field_words *field = &fields[criterion->field];
	int left = wordset_count(&criterion->words), n = left;

	add(out, "%s", field->name);
	for (int i = 0; i <= WORD_MAX; i++) {
		const char *name;

		if (!wordset_has(&criterion->words, (word)i))
			continue;
		name = word_name(ruleset, field, i);
		add(out, "%s%s",
		    left == n   ? " "
		    : left == 1 ? " or "
				: ", ",
		    name == NULL ? "?" : name);
		left--;
	}
}

static void add_criterion(const struct ruleset *ruleset, const struct criterion *criterion,
			  char out[EXPLAIN_WORDS])
{
	if (criterion->field == FIELD_GRADE_AT_LEAST)
		add(out, "grade %s or higher", grade_name((enum grade)criterion->number));
	else if (criterion->field == FIELD_AGE_UNDER)
		add(out, "an age under %d", criterion->number);
	else if (criterion->field == FIELD_AGE_FROM)
		add(out, "an age of %d or more", criterion->number);
	else
		add_words(ruleset, criterion, out);
}

/* ---- Contacts ---- */

static void add_fate(const struct case_explained *explained, size_t contact,
		     char out[EXPLAIN_WORDS])
{
	const struct explained *told = &explained->explanation.contacts[contact];
	const struct criterion *criterion = &explained->rule->where.criteria[told->criterion];

	switch (told->fate) {
	case FATE_COUNTED:
		add(out, "counted");
		break;
	case FATE_RETELLS:
		add(out, "its incident is counted, by another contact");
		break;
	case FATE_OUT_OF_WINDOW:
		add(out, explained->rule->kind == RULE_NEEDS
				 ? "not counted: outside the window"
				 : "not counted: the rule does not hold at its incident");
		break;
	case FATE_FORBIDDEN:
		add(out, "not counted: %s ",
		    told->by == contact ? "the rule leaves out"
					: "another contact of its incident has what the rule "
					  "leaves out,");
		add_criterion(explained->ruleset, criterion, out);
		break;
	case FATE_MISSED:
		add(out, "not counted: the rule asks for ");
		add_criterion(explained->ruleset, criterion, out);
		break;
	case FATE_UNCOUNTED:
		add(out, "not counted: its category counts only where a rule names it");
		break;
	}
}

char *explain_why(const struct case_explained *explained, size_t contact, char out[EXPLAIN_WORDS])
{
	const struct explained *told = &explained->explanation.contacts[contact];

	out[0] = '\0';
	add_fate(explained, contact, out);
	if (told->is_judged)
		add(out, "; a decision has looked at it");
	if (told->is_history && !explained->subject.lifts_history)
		add(out, "; it is history, which raises nothing by itself");
	else if (told->is_history)
		add(out, "; it is history, which this alert was picked to rest on");
	if (told->is_age_unknown && told->fate == FATE_COUNTED)
		add(out, "; no birth date is known, so the age is taken as met");
	return out;
}

/* ---- The rule ---- */

static void add_need(char out[EXPLAIN_WORDS], int has, int needs, const char *one,
		     const char *several)
{
	if (needs > 0)
		add(out, "%s%d of %d %s", *out != '\0' ? ", " : "", has, needs,
		    needs == 1 ? one : several);
}

char *explain_needs(const struct needs *needs, const struct measure *has, char out[EXPLAIN_WORDS])
{
	out[0] = '\0';
	add_need(out, (int)has->incidents, needs->incidents, "incident", "incidents");
	add_need(out, has->agencies, needs->agencies, "agency", "agencies");
	add_need(out, has->categories, needs->categories, "category", "categories");
	if (needs->times_usual > 0.0)
		add(out, "%s%zu against %.4g times the usual %.4g", *out != '\0' ? ", " : "",
		    has->incidents, needs->times_usual, has->usual);
	if (needs->score > 0.0)
		add(out, "%sa score of %.4g of %.4g", *out != '\0' ? ", " : "", has->score,
		    needs->score);
	return out;
}

/* "agency social-care and not outcome nfa" */
static void add_where(const struct ruleset *ruleset, const struct where *where,
		      char out[EXPLAIN_WORDS])
{
	for (size_t i = 0; i < where->n; i++) {
		add(out, "%s%s", i > 0 ? " and " : "", where->criteria[i].forbids ? "not " : "");
		add_criterion(ruleset, &where->criteria[i], out);
	}
}

char *explain_asks(const struct case_explained *explained, char out[EXPLAIN_WORDS])
{
	const struct rule *rule = explained->rule;
	const struct criterion outcomes = { .field = FIELD_OUTCOME, .words = rule->after.outcomes };

	out[0] = '\0';
	if (rule->kind == RULE_UNLESS) {
		add(out, "unless this comes in time: ");
		add_where(explained->ruleset, &rule->unless.where, out);
	} else if (rule->kind == RULE_AFTER_DECISION) {
		add(out, "on an incident soon after a decision with ");
		add_words(explained->ruleset, &outcomes, out);
	} else {
		for (size_t i = 0; i < rule->chain.n; i++) {
			add(out, "%s", i == 0 ? "when followed by: " : "; then by: ");
			add_where(explained->ruleset, &rule->chain.links[i].where, out);
		}
	}
	return out;
}

static void add_hindrance(const struct case_explained *explained, char out[EXPLAIN_WORDS])
{
	const struct explanation *told = &explained->explanation;

	add(out, "Not fired: it holds (%s), but ", level_name(told->level));
	if (told->hindrance == HINDRANCE_HISTORY)
		add(out, "on history alone; a contact that is not history will raise it");
	else if (told->hindrance == HINDRANCE_JUDGED)
		add(out, "a decision has looked at every incident of it");
	else
		add(out,
		    "since the last decision it has %zu of %d new incidents, and they bring "
		    "no higher level, no new agency and no new category",
		    told->n_unjudged, explained->rule->rearm);
}

/* Why a rule of a kind beyond needs does not hold. */
static void add_unmet_then(const struct case_explained *explained, char out[EXPLAIN_WORDS])
{
	add(out, "Not fired: no incident ends the chain of %zu that the rule waits for",
	    explained->rule->chain.n + 1);
}

static void add_unmet_unless(const struct case_explained *explained, char out[EXPLAIN_WORDS])
{
	const struct explanation *told = &explained->explanation;
	char due[32];

	explain_time(explained->ruleset->zone, told->due_us, false, due);
	if (!told->has_window)
		add(out, "Not fired: no incident is one that the rule waits for an answer to");
	else if (told->is_answered)
		add(out, "Not fired: the last such incident was answered by %s", due);
	else
		add(out, "Not fired yet: the last such incident waits for an answer until %s", due);
}

static void add_unmet_after(const struct case_explained *explained, char out[EXPLAIN_WORDS])
{
	const struct explanation *told = &explained->explanation;
	char decided[32];

	if (!told->has_window || told->decision == NULL)
		add(out, "Not fired: no incident came after a decision that the rule looks at");
	else
		add(out, "Not fired: the last such incident came too long after the decision of %s",
		    explain_time(explained->ruleset->zone, told->decision->decided_us, false,
				 decided));
}

static void add_unmet_needs(const struct case_explained *explained, char out[EXPLAIN_WORDS])
{
	if (explained->explanation.has_window && explained->explanation.misses_last)
		add(out, "Not fired: the last incident is not one that the rule ends on");
	else
		add(out, "Not fired: the threshold is not reached");
}

static void (*const add_unmet[])(const struct case_explained *explained,
				 char out[EXPLAIN_WORDS]) = {
	[RULE_NEEDS] = add_unmet_needs,
	[RULE_THEN] = add_unmet_then,
	[RULE_UNLESS] = add_unmet_unless,
	[RULE_AFTER_DECISION] = add_unmet_after,
};

char *explain_outcome(const struct case_explained *explained, char out[EXPLAIN_WORDS])
{
	const struct explanation *told = &explained->explanation;
	char since[32];

	out[0] = '\0';
	if (explained->has_alert)
		add(out, "Fired: alert %lld stands at %s, true since %s%s",
		    (long long)explained->alert.id, level_name(explained->alert.level),
		    explain_time(explained->ruleset->zone, explained->alert.became_true_us, false,
				 since),
		    explained->alert.lifts_history
			    ? "; a person had it raised from the backlog, so history counts too"
			    : "");
	else if (told->verdict.counts)
		add(out, "Fires at %s, true since %s; an alert rises with the child's next contact",
		    level_name(told->verdict.level),
		    explain_time(explained->ruleset->zone, told->verdict.became_true_us, false,
				 since));
	else if (told->holds)
		add_hindrance(explained, out);
	else
		add_unmet[explained->rule->kind](explained, out);
	return out;
}
