/* SPDX-License-Identifier: Apache-2.0 */
#include "verdict_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "doubts.h"
#include "homes.h"
#include "judge_private.h"

/*
 * One rule on one subject: what the engine says of it against the alert that stands, and the change
 * of that alert, with its evidence as it is stored.
 */

/* ---- The evidence, as it is stored -------------------------------------------------------- */

struct piece {
	size_t incident, contact; /* indices of the view */
};

static int compare_pieces(const void *a, const void *b)
{
	const struct piece *left = a, *right = b;

	if (left->incident != right->incident)
		return left->incident < right->incident ? -1 : 1;
	return (left->contact > right->contact) - (left->contact < right->contact);
}

enum { NUMBER_BYTES = 24 }; /* a number of 64 bits, a comma, NUL */

/* Writes the evidence as three lists side by side, in the order of the incidents. */
static void write_evidence(struct arena *arena, const struct view *view,
			   const struct verdict *verdict, struct case_alert *alert)
{
	size_t n = verdict->n_evidence, incident = 0, at[3] = { 0 };
	struct piece *pieces = arena_new(arena, n, sizeof *pieces);
	char *lists[3];

	for (int i = 0; i < 3; i++)
		lists[i] = arena_new(arena, n + 1, NUMBER_BYTES);
	for (size_t i = 0; i < n; i++)
		pieces[i] = (struct piece){ view->incidents.of[verdict->evidence[i]],
					    verdict->evidence[i] };
	qsort(pieces, n, sizeof *pieces, compare_pieces);
	for (size_t i = 0; i < n; i++) {
		const struct contact *contact = &view->contacts[pieces[i].contact];

		if (i == 0 || pieces[i].incident != pieces[i - 1].incident)
			incident++;
		const int64_t numbers[3] = { contact->id, contact->version, (int64_t)incident };

		for (int j = 0; j < 3; j++)
			at[j] += (size_t)snprintf(lists[j] + at[j], NUMBER_BYTES, "%s%lld",
						  i > 0 ? "," : "", (long long)numbers[j]);
	}
	alert->contact_ids = lists[0];
	alert->contact_versions = lists[1];
	alert->incidents = lists[2];
}

static int compare_texts(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static const char **list_words(struct arena *arena, const struct ruleset *ruleset,
			       enum lexicon_kind kind, const struct wordset *set, size_t *ret_n)
{
	const char **names = arena_new(arena, (size_t)wordset_count(set), sizeof *names);
	size_t n = 0;

	for (int i = 1; i <= WORD_MAX; i++)
		if (wordset_has(set, (word)i))
			names[n++] = lexicon_name(&ruleset->lexicon, kind, (word)i);
	qsort(names, n, sizeof *names, compare_texts);
	*ret_n = n;
	return names;
}

/* ---- One rule on one subject ----------------------------------------------------------------- */

static void list_evidence(struct arena *arena, const struct view *view,
			  const struct verdict *verdict, struct case_alert *alert)
{
	alert->evidence = arena_new(arena, verdict->n_evidence, sizeof *alert->evidence);
	alert->n_evidence = verdict->n_evidence;
	for (size_t i = 0; i < verdict->n_evidence; i++) {
		const struct contact *contact = &view->contacts[verdict->evidence[i]];

		alert->evidence[i] = (struct judged){ contact->id, contact->version };
	}
}

static void take_verdict(struct judging *judging, const struct view *view,
			 const struct verdict *verdict, const struct case_subject *subject,
			 struct case_alert *alert)
{
	struct arena *arena = &judging->arena;

	alert->level = verdict->level;
	alert->became_true_us = verdict->became_true_us;
	write_evidence(arena, view, verdict, alert);
	alert->agencies = list_words(arena, view->ruleset, WORDS_AGENCY, &verdict->agencies,
				     &alert->n_agencies);
	alert->categories = list_words(arena, view->ruleset, WORDS_CATEGORY, &verdict->categories,
				       &alert->n_categories);
	list_evidence(arena, view, verdict, alert);
	alert->children = subject_shown_on(arena, subject, alert->evidence, alert->n_evidence,
					   judging->now_us);
}

static bool has_evidence(const struct case_alert *alert, int64_t contact)
{
	for (size_t i = 0; i < alert->n_evidence; i++)
		if (alert->evidence[i].contact == contact)
			return true;
	return false;
}

static bool has_contact(const struct case_subject *subject, int64_t contact)
{
	for (size_t i = 0; i < subject->n_contacts; i++)
		if (subject->contacts[i].id == contact)
			return true;
	return false;
}

/* What was told now of a contact of the evidence, and an outcome of any that joins it: bit i is
 * kind i. */
static unsigned told_of(const struct judging *judging, const struct case_subject *subject,
			const struct case_alert *alert)
{
	unsigned kinds = 0;

	for (size_t i = 0; i < judging->n_all_corrections; i++) {
		const struct case_correction *correction = &judging->corrections[i];

		if (correction->is_new && (has_evidence(alert, correction->contact) ||
					   (correction->said.kind == CORRECTION_OUTCOME &&
					    has_contact(subject, correction->contact))))
			kinds |= 1U << correction->said.kind;
	}
	return kinds;
}

static const char *why_withdrawn(const struct judging *judging, const struct case_subject *subject,
				 const struct case_alert *alert)
{
	unsigned kinds = told_of(judging, subject, alert);

	if (judging->order != NULL || (subject->scope == CASE_DOUBT && kinds == 0))
		return "identity";
	return kinds >> CORRECTION_OUTCOME & 1     ? "outcome"
	       : kinds >> CORRECTION_WITHDRAWN & 1 ? "withdrawal"
	       : kinds >> CORRECTION_AMENDED & 1   ? "amendment"
	       : judging->homes->n_stays > 0       ? "household"
						   : "regrouping";
}

/* Of one that is withdrawn those are told who were told of it. */
static void tell(struct judging *judging, struct case_change *change)
{
	const struct judge *judge = judging->judge;
	const struct case_alert *alert = &change->alert;
	const char **teams = arena_new(&judging->arena, change->subject->n_members, sizeof *teams);
	size_t n_teams = 0;

	for (size_t i = 0; i < change->subject->n_members; i++)
		if (change->subject->members[i].child->team != NULL)
			teams[n_teams++] = change->subject->members[i].child->team;
	if (change->kind != CHANGE_WITHDRAW)
		tell_routes(rulesets_find(judge->rulesets, judging->rule_set),
			    &(struct tell_ways){ judge->channels, judge->settings },
			    &(struct tell_about){ .mode = alert->mode,
						  .level = alert->level,
						  .rule = alert->rule,
						  .agencies = alert->agencies,
						  .n_agencies = alert->n_agencies,
						  .teams = teams,
						  .n_teams = n_teams,
						  .holder = alert->holder,
						  .is_growth = change->kind == CHANGE_GROW,
						  .at_us = judging->now_us },
			    &judging->arena, &change->told);
}

static void add_change(struct judging *judging, enum change kind,
		       const struct case_subject *subject, const struct case_alert *alert)
{
	judging->changes = arena_grow(&judging->arena, judging->changes, judging->n_changes,
				      &judging->changes_room, sizeof *judging->changes);
	struct case_change *change = &judging->changes[judging->n_changes++];

	*change = (struct case_change){
		.kind = kind,
		.subject = subject,
		.alert = *alert,
		.withdrawn_by = kind == CHANGE_WITHDRAW ? why_withdrawn(judging, subject, alert)
							: NULL,
	};
	tell(judging, change);
	judging->n_risen += kind == CHANGE_RISE;
}

static void *take_scratch(struct judging *judging, size_t size)
{
	if (judging->scratch.size < size) {
		judging->scratch.size = 2 * size;
		judging->scratch.memory = arena_new(&judging->arena, judging->scratch.size, 1);
	}
	return judging->scratch.memory;
}

static struct standing standing_of(const struct view *view, const struct case_alert *alert)
{
	return (struct standing){
		.level = alert->level,
		.became_true_us = alert->became_true_us,
		.evidence = alert->evidence,
		.n_evidence = alert->n_evidence,
		.agencies = view_words(view->ruleset, WORDS_AGENCY, alert->agencies,
				       alert->n_agencies),
		.categories = view_words(view->ruleset, WORDS_CATEGORY, alert->categories,
					 alert->n_categories),
	};
}

/* A shadow alert whose rule, by its name, is live in the rule set in force. */
static bool is_live_now(const struct judging *judging, const struct case_alert *alert)
{
	const struct ruleset *in_force = rulesets_find(judging->judge->rulesets, judging->rule_set);
	const struct rule *rule = ruleset_rule(in_force, alert->rule);

	return alert->mode == MODE_SHADOW && rule != NULL && rule->mode == MODE_LIVE;
}

/* When the rule may hold by nothing but time. Uses memory of its own: the verdict is in the other. */
static void add_timer(struct judging *judging, const struct view *view, const struct rule *rule,
		      int64_t id, const struct subject *subject)
{
	if (rule->kind != RULE_UNLESS)
		return;
	judging->timers = arena_grow(&judging->arena, judging->timers, judging->n_timers,
				     &judging->timers_room, sizeof *judging->timers);
	judging->timers[judging->n_timers++] = (struct case_timer){
		id, rule->name,
		assess_next_due(&view->ruleset->book, rule, subject,
				arena_new(&judging->arena, assess_bytes(view->n_contacts), 1))
	};
}

/* An alert that stands as it did, on whoever is a member now, or of a group whoever it rests on. */
static void show_anew(struct judging *judging, const struct case_subject *subject,
		      const struct case_subject *judged, const struct case_alert *alert)
{
	const char *children = subject_shown_on(&judging->arena, judged, alert->evidence,
						alert->n_evidence, judging->now_us);

	if (children == NULL || strcmp(children, alert->children) == 0)
		return;
	judging->shown = arena_grow(&judging->arena, judging->shown, judging->n_shown,
				    &judging->shown_room, sizeof *judging->shown);
	judging->shown[judging->n_shown++] = (struct case_shown){ subject, alert->id, children };
}

/* A rule on a subject, or on some of a group of doubts. */
struct judgement {
	const struct view *view;
	const struct case_subject *judged;
	struct decided decided;
	struct subject subject;
	struct verdict verdict;
};

/* The alert as the verdict says, and what became of it. */
static void change_alert(struct judging *judging, const struct judgement *judgement,
			 const struct rule *rule, const struct case_subject *judged,
			 const struct case_alert *stood, enum change change)
{
	struct case_alert alert =
		stood != NULL
			? *stood
			: (struct case_alert){ .rule = rule->name,
					       .rule_set = judging->rule_set,
					       .mode = rule->mode,
					       .lifts_history = case_is_picked(judging, judged) };

	if (stood != NULL && change != CHANGE_WITHDRAW && is_live_now(judging, stood))
		alert.mode = MODE_LIVE;
	alert.evidence_version++;
	if (change != CHANGE_WITHDRAW)
		take_verdict(judging, judgement->view, &judgement->verdict, judgement->judged,
			     &alert);
	add_change(judging, change, judged, &alert);
}

static void judge_on(struct judging *judging, const struct rule *rule,
		     const struct case_alert *stood, const struct case_subject *judged,
		     const struct view *view, struct judgement *ret)
{
	*ret = (struct judgement){ .view = view, .judged = judged };
	ret->subject = view_subject(view, NULL, judging->now_us);
	if (view_decided(&judging->arena, view, judged, rule->name, &ret->decided))
		ret->subject.decided = &ret->decided;
	ret->subject.lifts_history = stood != NULL ? stood->lifts_history
						   : case_is_picked(judging, judged);
	assess(&view->ruleset->book, rule, &ret->subject,
	       take_scratch(judging, assess_bytes(view->n_contacts)), &ret->verdict);
}

/* Members who have the alert themselves are left out, until what is left needs the doubt or is no more. */
static void judge_doubt(struct judging *judging, const struct rule *rule,
			const struct case_alert *stood, struct judgement *ret)
{
	while (ret->verdict.counts) {
		const struct case_subject *rest = doubts_untold(judging, ret->judged, rule->name,
								ret->verdict.level);
		struct view *view;

		if (rest == ret->judged)
			return;
		view = arena_new(&judging->arena, 1, sizeof *view);
		view_make(&judging->arena, ret->view->ruleset, rest, view);
		judge_on(judging, rule, stood, rest, view, ret);
		ret->verdict.counts &= rest->n_members > 1;
	}
}

void verdict_judge_rule(struct judging *judging, const struct view *view, const struct rule *rule,
			const struct case_subject *judged, const struct case_alert *stood)
{
	struct judgement judgement;
	struct standing standing;

	judge_on(judging, rule, stood, judged, view, &judgement);
	if (judged->scope == CASE_DOUBT)
		judge_doubt(judging, rule, stood, &judgement);
	const struct subject *subject = &judgement.subject;
	const struct verdict *verdict = &judgement.verdict;

	add_timer(judging, view, rule, judged->id, subject);
	if (judging->sweeps) {
		/* It should stand already: its timer was lost, and is due at once. */
		if (stood == NULL && verdict->counts)
			judging->timers[judging->n_timers - 1].due_us = verdict->became_true_us;
		return;
	}
	if (stood != NULL)
		standing = standing_of(view, stood);
	enum change change = assess_change(stood != NULL ? &standing : NULL, subject, verdict);

	/* Nobody was told so far of one whose rule became live. */
	if (stood != NULL && change != CHANGE_WITHDRAW && is_live_now(judging, stood))
		change = CHANGE_ESCALATE;
	if (change != CHANGE_NONE)
		change_alert(judging, &judgement, rule, judged, stood, change);
	else if (stood != NULL)
		show_anew(judging, judged, judgement.judged, stood);
}
