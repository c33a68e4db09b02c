/* SPDX-License-Identifier: Apache-2.0 */
#include "trial.h"

#include <stdio.h>
#include <string.h>

#include "trial_private.h"

/*
 * The clock of one child goes from instant to instant: facts, then deadlines, then decisions. As in
 * the daemon, an alert that stands is judged by the rule as it read when it rose, every other rule
 * as it reads in the rule set in force.
 */

struct trial *trial_new(const struct trial_terms *terms,
			void (*on_alert)(void *context, struct trial_alert *alert), void *context)
{
	struct trial *trial = mem_new(1, sizeof *trial);

	trial->terms = terms;
	trial->on_alert = on_alert;
	trial->context = context;
	trial->views = mem_new(terms->n_sets, sizeof *trial->views);
	trial->candidates = mem_new(terms->n_sets, sizeof *trial->candidates);
	return trial;
}

void trial_free(struct trial *trial)
{
	for (size_t i = 0; i < trial->terms->n_sets; i++) {
		mem_free(trial->views[i].contacts);
		mem_free(trial->views[i].bearings);
		mem_free(trial->views[i].gathered);
	}
	mem_free(trial->views);
	mem_free(trial->candidates);
	mem_free(trial->rows);
	mem_free(trial->groups);
	mem_free(trial->instants);
	mem_free(trial->decisions);
	mem_free(trial->outcomes);
	mem_free(trial->said);
	mem_free(trial->scratch);
	mem_free(trial->homes.members);
	mem_free(trial->homes.adults);
	mem_free(trial->homes.homes);
	mem_free(trial->homes.said);
	mem_free(trial->homes.of);
	mem_free(trial);
}

size_t trial_number(const struct trial_terms *terms, const char *name)
{
	size_t low = 0, high = terms->n_names;

	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = strcmp(terms->names[middle], name);

		if (order == 0)
			return middle;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return SIZE_MAX;
}

/* ---- Judging ---- */

static size_t set_in_force(const struct trial_terms *terms, int64_t now_us)
{
	size_t set = 0;

	while (set + 1 < terms->n_sets && terms->sets[set + 1].from_us <= now_us)
		set++;
	return set;
}

/* Decisions and words as a rule set says them. */
static void say_decisions(struct trial *trial, size_t set, struct subject *subject)
{
	const struct lexicon *lexicon = &trial->terms->sets[set].ruleset->lexicon;

	for (size_t i = 0; i < trial->n_decisions; i++) {
		trial->said[i] = trial->decisions[i];
		trial->said[i].outcome = lexicon_find(lexicon, WORDS_OUTCOME, trial->outcomes[i]);
	}
	subject->decisions = trial->said;
	subject->n_decisions = trial->n_decisions;
}

static struct wordset translate(const struct lexicon *from, const struct lexicon *to,
				enum lexicon_kind kind, const struct wordset *words)
{
	struct wordset said = { { 0 } };

	for (int i = 1; i <= WORD_MAX; i++)
		if (wordset_has(words, (word)i))
			wordset_add(&said,
				    lexicon_find(to, kind, lexicon_name(from, kind, (word)i)));
	return said;
}

/* What the decided alerts of a rule leave behind, in the words of a rule set; NULL if nothing. */
static const struct decided *say_decided(const struct trial *trial, size_t number, size_t set,
					 struct decided *ret)
{
	const struct trial_rule *rule = &trial->rules[number];
	const struct decided *decided = docket_decided(rule->docket);

	if (decided == NULL || rule->decided_set == set)
		return decided;
	const struct lexicon *from = &trial->terms->sets[rule->decided_set].ruleset->lexicon;
	const struct lexicon *to = &trial->terms->sets[set].ruleset->lexicon;

	*ret = *decided;
	ret->agencies = translate(from, to, WORDS_AGENCY, &decided->agencies);
	ret->categories = translate(from, to, WORDS_CATEGORY, &decided->categories);
	return ret;
}

static void raise_alert(struct trial *trial, size_t number, size_t set, int64_t now_us)
{
	const struct trial_terms *terms = trial->terms;
	const struct trial_rules *rules = &terms->sets[set];
	struct trial_rule *rule = &trial->rules[number];
	struct trial_alert *raised = mem_new(1, sizeof *raised);

	snprintf(raised->child, sizeof raised->child, "%lld", (long long)trial->child);
	raised->alert = (struct replay_alert){ .name = raised->child,
					       .is_household = trial->scope == SCOPE_HOUSEHOLD,
					       .rule = rules->rules[number],
					       .known_us = now_us };
	raised->set = set;
	if (rule->docket == NULL)
		rule->docket = docket_new(&trial->dockets, rules->rules[number]);
	rule->docket->alert = &raised->alert;
	rule->set = set;
	if (terms->options->decided == HINDSIGHT_AFTER)
		rule->decide_us = span_end(rules->ruleset->zone, &rules->ruleset->book.working,
					   now_us, terms->options->decided_after);
	trial->on_alert(trial->context, raised);
}

static void judge_rule(struct trial *trial, size_t number, size_t in_force, int64_t now_us)
{
	struct trial_rule *rule = &trial->rules[number];
	bool stands = rule->docket != NULL && rule->docket->alert != NULL;
	size_t set = stands ? rule->set : in_force;
	const struct trial_rules *rules = &trial->terms->sets[set];
	const struct trial_view *view;
	struct decided decided;
	struct verdict verdict;

	rule->due_us = INT64_MAX;
	if (!stands && !wordset_has(&trial->candidates[set], (word)number))
		return;
	if (!stands && rules->rules[number]->kind == RULE_AFTER_DECISION && trial->n_decisions == 0)
		return;
	view = trial_look(trial, set, now_us);
	if (!stands && view->n < rules->least[number])
		return;
	struct subject subject = { .contacts = view->contacts,
				   .n_contacts = view->n,
				   .incidents = &view->incidents,
				   .decided = say_decided(trial, number, set, &decided),
				   .now_us = now_us,
				   .lifts_history = rule->lifts_history };

	say_decisions(trial, set, &subject);
	assess(&rules->ruleset->book, rules->rules[number], &subject, trial->scratch, &verdict);
	switch (assess_change(docket_standing(rule->docket), &subject, &verdict)) {
	case CHANGE_RISE:
		raise_alert(trial, number, set, now_us);
		docket_stand(rule->docket, &subject, &verdict);
		break;
	case CHANGE_GROW:
	case CHANGE_ESCALATE:
		docket_stand(rule->docket, &subject, &verdict);
		break;
	case CHANGE_WITHDRAW:
		docket_withdraw(rule->docket);
		rule->decide_us = INT64_MAX;
		rule->lifts_history = false;
		break;
	case CHANGE_NONE:
		break;
	}
	rule->due_us = assess_next_due(&rules->ruleset->book, rules->rules[number], &subject,
				       trial->scratch);
}

static void forget_views(struct trial *trial)
{
	for (size_t i = 0; i < trial->terms->n_sets; i++)
		trial->views[i].made = false;
}

static void judge_all(struct trial *trial, int64_t now_us)
{
	size_t in_force = set_in_force(trial->terms, now_us);

	forget_views(trial);
	for (size_t i = 0; i < trial->terms->n_names; i++)
		judge_rule(trial, i, in_force, now_us);
}

/* ---- Decisions ---- */

/* A decision judges nothing. One that finds no alert undecided has nothing to decide. */
static void decide(struct trial *trial, size_t number, const char *outcome, int64_t at_us)
{
	struct trial_rule *rule = &trial->rules[number];

	rule->decide_us = INT64_MAX;
	if (rule->docket == NULL || rule->docket->alert == NULL)
		return;
	if (trial->n_decisions == trial->room_decisions) {
		trial->room_decisions = trial->room_decisions > 0 ? 2 * trial->room_decisions : 8;
		trial->decisions = mem_resize(trial->decisions, trial->room_decisions,
					      sizeof *trial->decisions);
		trial->said = mem_resize(trial->said, trial->room_decisions, sizeof *trial->said);
		trial->outcomes = mem_resize(trial->outcomes, trial->room_decisions,
					     sizeof *trial->outcomes);
	}
	trial->outcomes[trial->n_decisions] = outcome;
	trial->decisions[trial->n_decisions++] =
		(struct decision){ .decided_us = at_us, .level = rule->docket->alert->level };
	rule->decided_set = rule->set;
	rule->lifts_history = false;
	docket_decide(rule->docket);
}

/* The first ruling that is on file of the child. */
static const struct archive_ruling *find_rulings(const struct trial *trial)
{
	const struct archive *archive = trial->terms->archive;
	size_t low = 0, high = archive->n_rulings;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (archive->rulings[middle].child < trial->child)
			low = middle + 1;
		else
			high = middle;
	}
	return archive->rulings + low;
}

/* ---- The clock ---- */

struct soonest {
	int64_t fact_us, due_us, rule_us, decide_us;
	size_t due, decide; /* rules by number */
};

static int64_t next_ruling(const struct trial *trial, const struct archive_ruling *next)
{
	const struct archive *archive = trial->terms->archive;
	bool is_there = next < archive->rulings + archive->n_rulings && next->child == trial->child;

	return is_there ? next->at_us : INT64_MAX;
}

static struct soonest look_ahead(const struct trial *trial, size_t instant,
				 const struct archive_ruling *next)
{
	struct soonest soonest = {
		.fact_us = instant < trial->n_instants ? trial->instants[instant] : INT64_MAX,
		.due_us = INT64_MAX,
		.rule_us = next_ruling(trial, next),
		.decide_us = INT64_MAX,
	};

	for (size_t i = 0; i < trial->terms->n_names; i++) {
		if (trial->rules[i].due_us < soonest.due_us) {
			soonest.due_us = trial->rules[i].due_us;
			soonest.due = i;
		}
		if (trial->rules[i].decide_us < soonest.decide_us) {
			soonest.decide_us = trial->rules[i].decide_us;
			soonest.decide = i;
		}
	}
	return soonest;
}

/* A deadline judges its rule alone. */
static void judge_due(struct trial *trial, size_t number, int64_t due_us)
{
	forget_views(trial);
	judge_rule(trial, number, set_in_force(trial->terms, due_us), due_us);
}

/* A person picked what held on history alone; what stands already is left as it stands. */
static void judge_picked(struct trial *trial, size_t number, int64_t at_us)
{
	struct trial_rule *rule = &trial->rules[number];

	if (rule->docket != NULL && rule->docket->alert != NULL)
		return;
	rule->lifts_history = true;
	judge_due(trial, number, at_us);
	rule->lifts_history = rule->docket != NULL && rule->docket->alert != NULL;
}

/* What is on file: that a rule was looked at, which matters where the rules are those that were in
 * force; or a decision, where those count that were taken. */
static void follow(struct trial *trial, const struct archive_ruling *ruling)
{
	const struct hindsight_options *options = trial->terms->options;
	size_t number = trial_number(trial->terms, ruling->rule);

	if (number == SIZE_MAX)
		return;
	if (!ruling->is_decision && options->ruleset == NULL && ruling->lifts_history)
		judge_picked(trial, number, ruling->at_us);
	else if (!ruling->is_decision && options->ruleset == NULL)
		judge_due(trial, number, ruling->at_us);
	if (ruling->is_decision && options->decided == HINDSIGHT_AS_RECORDED)
		decide(trial, number, ruling->outcome, ruling->at_us);
}

/* The next of all that comes: at one instant facts first, then deadlines, then decisions. */
static bool step(struct trial *trial, size_t *instant, const struct archive_ruling **ruling)
{
	struct soonest at = look_ahead(trial, *instant, *ruling);
	int64_t end_us = trial->terms->end_us;
	int64_t next_us = at.rule_us < at.decide_us ? at.rule_us : at.decide_us;

	if (at.fact_us < end_us && at.fact_us <= at.due_us && at.fact_us <= next_us) {
		judge_all(trial, at.fact_us);
		++*instant;
		return true;
	}
	if (at.due_us < end_us && at.due_us <= next_us) {
		judge_due(trial, at.due, at.due_us);
		return true;
	}
	if (next_us >= end_us)
		return false;
	if (at.rule_us <= at.decide_us)
		follow(trial, (*ruling)++);
	else
		decide(trial, at.decide, "nfa", at.decide_us);
	return true;
}

static void run_clock(struct trial *trial)
{
	const struct archive_ruling *ruling = find_rulings(trial);
	size_t instant = 0;

	while (step(trial, &instant, &ruling))
		continue;
}

static void judge_gathered(struct trial *trial)
{
	if (!trial_find_candidates(trial))
		return;
	if (trial->n_rows > trial->room_scratch) {
		trial->room_scratch = 2 * trial->n_rows;
		mem_free(trial->scratch);
		trial->scratch = mem_new(1, assess_bytes(trial->room_scratch));
	}
	for (size_t i = 0; i < trial->terms->n_names; i++)
		trial->rules[i] = (struct trial_rule){ .due_us = INT64_MAX,
						       .decide_us = INT64_MAX };
	trial->n_decisions = 0;
	run_clock(trial);
	dockets_free(trial->dockets);
	trial->dockets = NULL;
}

void trial_child(struct trial *trial, const uint32_t *order, size_t n)
{
	trial->scope = SCOPE_CHILD;
	trial->has_homes = false;
	trial_gather(trial, order, n);
	judge_gathered(trial);
}

void trial_subject(struct trial *trial, int64_t subject, bool is_home)
{
	trial->scope = is_home ? SCOPE_HOUSEHOLD : SCOPE_CHILD;
	trial->has_homes = true;
	trial_list_homes(trial, subject, is_home);
	trial_gather_homes(trial, subject);
	if (trial->n_rows > 0)
		judge_gathered(trial);
}
