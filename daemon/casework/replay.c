/* SPDX-License-Identifier: Apache-2.0 */
#include "casework/replay.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

#include "agenda.h"
#include "base/mem.h"
#include "docket.h"
#include "engine/assess.h"
#include "ledger.h"
#include "waiting.h"

/*
 * Facts wait, compact, until the run; then the clock goes from instant to instant. The ledger says
 * whom the facts of an instant touch and how they stand; those are judged. A rule that may come to
 * hold by nothing but time is watched: its next deadline is on the agenda.
 *
 * Texts that repeat (sources, records) are kept once.
 */

enum { TEXT_CHUNK_BYTES = 65536 };

/* An alert, and where it stands or stood. */
struct raised {
	struct replay_alert alert; /* first: a pointer to it is one to the whole */
	struct casefile *file;
	struct docket *docket;
};

/* A decision to come: of a raised alert, or of the one that will stand undecided then. */
struct ruling {
	struct raised *raised; /* NULL: that of a rule on a child or household */
	const char *name, *rule;
	word outcome;
	size_t tag;
};

/* The next deadline of a rule on a child or household. Those that were on the agenda before it and
 * are due at another time are void. */
struct watch {
	struct watch *next; /* of the same child or household */
	struct casefile *file;
	const struct rule *rule;
	int64_t due_us; /* INT64_MAX: none */
};

struct replay {
	struct ruleset *ruleset;
	struct span decided_after;
	bool are_decided;
	GStringChunk *texts;
	struct ledger ledger;
	struct arena arena; /* watches, rulings, decisions */
	struct waiting **waiting;
	size_t n_waiting, room_waiting, n_applied;
	bool is_sorted;
	struct agenda deadlines; /* of struct watch */
	struct agenda decisions; /* of struct ruling */
	struct raised **alerts;
	size_t n_alerts, room_alerts;
	unsigned char *gathered, *scratch;
	size_t room_scratch; /* contacts that both have room for */
	unsigned scopes;     /* bit i: there are rules of enum rule_scope i */
};

struct replay *replay_new(struct ruleset *ruleset, const struct span *decided_after)
{
	struct replay *replay = mem_new(1, sizeof *replay);

	replay->ruleset = ruleset;
	replay->are_decided = decided_after != NULL;
	if (decided_after != NULL)
		replay->decided_after = *decided_after;
	for (size_t i = 0; i < ruleset->book.n_rules; i++)
		if (ruleset->book.rules[i].mode != MODE_OFF)
			replay->scopes |= 1U << ruleset->book.rules[i].scope;
	replay->texts = g_string_chunk_new(TEXT_CHUNK_BYTES);
	ledger_init(&replay->ledger);
	arena_init(&replay->arena);
	return replay;
}

void replay_free(struct replay *replay)
{
	if (replay == NULL)
		return;
	for (size_t i = 0; i < replay->n_waiting; i++)
		mem_free(replay->waiting[i]);
	for (size_t i = 0; i < replay->n_alerts; i++) {
		mem_free(replay->alerts[i]->alert.contacts);
		mem_free(replay->alerts[i]);
	}
	ledger_done(&replay->ledger);
	g_string_chunk_free(replay->texts);
	agenda_done(&replay->deadlines);
	agenda_done(&replay->decisions);
	arena_done(&replay->arena);
	mem_free(replay->waiting);
	mem_free(replay->alerts);
	mem_free(replay->gathered);
	mem_free(replay->scratch);
	mem_free(replay);
}

/* Room for one more pointer. */
static void *grow(void *list, size_t n, size_t *room)
{
	if (n < *room)
		return list;
	*room = *room > 0 ? 2 * *room : 64;
	return mem_resize(list, *room, sizeof(void *));
}

void replay_add(struct replay *replay, const struct fact *fact, int64_t recorded_us, size_t tag)
{
	struct waiting *waiting = waiting_new(fact, &replay->ruleset->lexicon, replay->texts,
					      recorded_us);

	waiting->number = replay->n_waiting;
	waiting->tag = tag;
	replay->waiting = grow(replay->waiting, replay->n_waiting, &replay->room_waiting);
	replay->waiting[replay->n_waiting++] = waiting;
}

/* ---- Judging ---- */

static void plan_decision(struct replay *replay, struct raised *raised)
{
	struct ruling *ruling = arena_new(&replay->arena, 1, sizeof *ruling);

	*ruling = (struct ruling){ .raised = raised,
				   .outcome = lexicon_meet(&replay->ruleset->lexicon, WORDS_OUTCOME,
							   "nfa") };
	agenda_add(&replay->decisions,
		   span_end(replay->ruleset->zone, &replay->ruleset->book.working,
			    raised->alert.known_us, replay->decided_after),
		   ruling);
}

static void raise_alert(struct replay *replay, struct casefile *file, struct docket *docket,
			int64_t now_us)
{
	struct raised *raised = mem_new(1, sizeof *raised);

	raised->alert = (struct replay_alert){ .name = file->name,
					       .is_household = file->home != NULL,
					       .rule = docket->rule,
					       .known_us = now_us };
	raised->file = file;
	raised->docket = docket;
	replay->alerts = grow(replay->alerts, replay->n_alerts, &replay->room_alerts);
	replay->alerts[replay->n_alerts++] = raised;
	docket->alert = &raised->alert;
	if (replay->are_decided)
		plan_decision(replay, raised);
}

/* Keeps the next deadline of a rule on the agenda. */
static void watch(struct replay *replay, struct casefile *file, const struct rule *rule,
		  int64_t due_us)
{
	struct watch *watch = file->watches;

	while (watch != NULL && watch->rule != rule)
		watch = watch->next;
	if (watch == NULL ? due_us == INT64_MAX : due_us == watch->due_us)
		return;
	if (watch == NULL) {
		watch = arena_new(&replay->arena, 1, sizeof *watch);
		*watch = (struct watch){ file->watches, file, rule, INT64_MAX };
		file->watches = watch;
	}
	watch->due_us = due_us;
	if (due_us != INT64_MAX)
		agenda_add(&replay->deadlines, due_us, watch);
}

static void judge_by(struct replay *replay, struct casefile *file, const struct rule *rule,
		     struct subject *subject)
{
	const struct rulebook *book = &replay->ruleset->book;
	struct docket *docket = docket_find(file->dockets, rule);
	struct verdict verdict;
	enum change change;

	subject->decided = docket_decided(docket);
	assess(book, rule, subject, replay->scratch, &verdict);
	change = assess_change(docket_standing(docket), subject, &verdict);
	if (change == CHANGE_RISE) {
		if (docket == NULL)
			docket = docket_new(&file->dockets, rule);
		raise_alert(replay, file, docket, subject->now_us);
	}
	if (change == CHANGE_WITHDRAW)
		docket_withdraw(docket);
	else if (verdict.counts)
		docket_stand(docket, subject, &verdict);
	watch(replay, file, rule, assess_next_due(book, rule, subject, replay->scratch));
}

/* How a child or household stands now. */
static struct subject read_subject(struct replay *replay, struct casefile *file, int64_t now_us,
				   struct incidents *incidents)
{
	struct subject subject = { .incidents = incidents,
				   .decisions = file->decisions,
				   .n_decisions = file->n_decisions,
				   .now_us = now_us };

	subject.contacts = ledger_read(&replay->ledger, file, &subject.n_contacts);
	if (subject.n_contacts >= replay->room_scratch) {
		replay->room_scratch = 2 * subject.n_contacts + 16;
		replay->gathered = mem_resize(replay->gathered, 1,
					      incidents_bytes(replay->room_scratch));
		replay->scratch = mem_resize(replay->scratch, 1,
					     assess_bytes(replay->room_scratch));
	}
	incidents_gather(&replay->ruleset->book.gathering, subject.contacts, subject.n_contacts,
			 replay->gathered, incidents);
	return subject;
}

static void judge(struct replay *replay, struct casefile *file, int64_t now_us)
{
	const struct rulebook *book = &replay->ruleset->book;
	enum rule_scope scope = file->home != NULL ? SCOPE_HOUSEHOLD : SCOPE_CHILD;
	struct incidents incidents;
	struct subject subject;

	file->is_touched = false;
	if (!(replay->scopes >> scope & 1))
		return;
	subject = read_subject(replay, file, now_us, &incidents);
	for (size_t i = 0; i < book->n_rules; i++)
		if (book->rules[i].mode != MODE_OFF && book->rules[i].scope == scope)
			judge_by(replay, file, &book->rules[i], &subject);
}

/* ---- Decisions ---- */

void replay_decide(struct replay *replay, const char *name, const char *rule, const char *outcome,
		   int64_t at_us, size_t tag)
{
	struct ruling *ruling = arena_new(&replay->arena, 1, sizeof *ruling);

	*ruling = (struct ruling){ .name = name,
				   .rule = rule,
				   .outcome = lexicon_meet(&replay->ruleset->lexicon, WORDS_OUTCOME,
							   outcome),
				   .tag = tag };
	agenda_add(&replay->decisions, at_us, ruling);
}

/* The alert that a ruling is about, if it stands undecided now; else NULL. */
static struct raised *find_ruled(const struct replay *replay, const struct ruling *ruling)
{
	struct casefile *file;
	struct docket *docket;

	if (ruling->raised != NULL)
		return ruling->raised->docket->alert == &ruling->raised->alert ? ruling->raised
									       : NULL;
	file = ledger_child(&replay->ledger, ruling->name);
	docket = file == NULL ? NULL : docket_find_named(file->dockets, ruling->rule);
	if (docket == NULL) {
		file = ledger_household(&replay->ledger, ruling->name);
		docket = file == NULL ? NULL : docket_find_named(file->dockets, ruling->rule);
	}
	return docket == NULL ? NULL : (struct raised *)docket->alert;
}

/* A decision judges nothing; rules of the kind after_decision look at it. */
static void decide(struct replay *replay, struct raised *raised, word outcome, int64_t decided_us)
{
	struct casefile *file = raised->file;

	file->decisions = arena_grow(&replay->arena, file->decisions, file->n_decisions,
				     &file->decisions_room, sizeof *file->decisions);
	file->decisions[file->n_decisions++] = (struct decision){ decided_us, outcome,
								  raised->alert.level };
	docket_decide(raised->docket);
}

/* ---- The clock ---- */

static bool has_fact_at(const struct replay *replay, int64_t now_us)
{
	return replay->n_applied < replay->n_waiting &&
	       replay->waiting[replay->n_applied]->recorded_us <= now_us;
}

/* Applies the facts of the instant and judges those whom they touch. */
static void take_facts(struct replay *replay, int64_t now_us,
		       const struct replay_listener *listener)
{
	struct ledger *ledger = &replay->ledger;
	enum replay_refusal refusal;

	for (; has_fact_at(replay, now_us); replay->n_applied++) {
		struct waiting **fact = &replay->waiting[replay->n_applied];
		size_t tag = (*fact)->tag;

		if (!ledger_apply(ledger, *fact, &refusal) && listener->on_refused != NULL)
			listener->on_refused(listener->context, tag, refusal);
		*fact = NULL;
	}
	for (size_t j = 0; j < ledger->n_touched; j++)
		judge(replay, ledger->touched[j], now_us);
	ledger->n_touched = 0;
	if (listener->on_progress != NULL)
		listener->on_progress(listener->context, replay->n_applied);
}

static void meet_deadlines(struct replay *replay, int64_t now_us)
{
	struct appointment appointment;

	while (agenda_take(&replay->deadlines, now_us, &appointment)) {
		struct watch *met = appointment.what;
		struct incidents incidents;
		struct subject subject;

		if (appointment.due_us != met->due_us)
			continue;
		subject = read_subject(replay, met->file, now_us, &incidents);
		judge_by(replay, met->file, met->rule, &subject);
	}
}

/* A supposed one whose alert was withdrawn meanwhile has nothing to decide. */
static void take_decisions(struct replay *replay, int64_t now_us,
			   const struct replay_listener *listener)
{
	struct appointment due;

	while (agenda_take(&replay->decisions, now_us, &due)) {
		const struct ruling *ruling = due.what;
		struct raised *raised = find_ruled(replay, ruling);

		if (raised != NULL)
			decide(replay, raised, ruling->outcome, due.due_us);
		else if (ruling->raised == NULL && listener->on_refused != NULL)
			listener->on_refused(listener->context, ruling->tag, REPLAY_UNDECIDED);
	}
}

/* The next instant at which something comes; INT64_MAX when nothing does any more. */
static int64_t next_instant(const struct replay *replay)
{
	int64_t deadline_us = agenda_next(&replay->deadlines);
	int64_t decision_us = agenda_next(&replay->decisions);
	int64_t next_us = deadline_us < decision_us ? deadline_us : decision_us;

	return has_fact_at(replay, next_us) ? replay->waiting[replay->n_applied]->recorded_us
					    : next_us;
}

static int compare_alerts(const void *a, const void *b)
{
	const struct replay_alert *left = *(struct replay_alert *const *)a;
	const struct replay_alert *right = *(struct replay_alert *const *)b;
	int order;

	if (left->known_us != right->known_us)
		return left->known_us < right->known_us ? -1 : 1;
	order = strcmp(left->name, right->name);
	return order != 0 ? order : strcmp(left->rule->name, right->rule->name);
}

static void sort(void *list, size_t n, int (*compare)(const void *a, const void *b))
{
	if (n > 0)
		qsort(list, n, sizeof(void *), compare);
}

void replay_run(struct replay *replay, int64_t until_us, const struct replay_listener *listener)
{
	int64_t now_us;

	if (!replay->is_sorted)
		sort(replay->waiting, replay->n_waiting, waiting_compare);
	replay->is_sorted = true;
	while ((now_us = next_instant(replay)) <= until_us && now_us != INT64_MAX) {
		if (has_fact_at(replay, now_us))
			take_facts(replay, now_us, listener);
		meet_deadlines(replay, now_us);
		take_decisions(replay, now_us, listener);
	}
	sort(replay->alerts, replay->n_alerts, compare_alerts);
}

const struct replay_alert *const *replay_alerts(const struct replay *replay, size_t *ret_n)
{
	*ret_n = replay->n_alerts;
	return (const struct replay_alert *const *)replay->alerts;
}
