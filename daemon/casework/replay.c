/* SPDX-License-Identifier: Apache-2.0 */
#include "casework/replay.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

#include "agenda.h"
#include "base/mem.h"
#include "docket.h"
#include "engine/assess.h"
#include "waiting.h"

/*
 * Facts wait, compact, until the run; then the clock goes from instant to instant. A fact that is
 * applied leaves its contact with each child that it bears on, sorted as the engine wants it, and
 * marks the child as touched; once no more facts share the instant, the touched are judged.
 *
 * Texts that repeat (sources, records) are kept once.
 */

enum { TEXT_CHUNK_BYTES = 65536 };

/* What was taken of a source and id: the key is the text of both, with a separator between. */
struct taken {
	unsigned char hash[FACT_HASH_BYTES];
};

/* An alert, and where it stands or stood. */
struct raised {
	struct replay_alert alert; /* first: a pointer to it is one to the whole */
	struct docket *docket;
	struct child *of;
};

/* A decision to come: of a raised alert, or of the one that will stand undecided then. */
struct ruling {
	struct raised *raised; /* NULL: that of a rule on a child */
	const char *child, *rule;
	word outcome;
	size_t tag;
};

struct child {
	const char *record;
	struct contact *contacts; /* sorted by contact_compare() */
	size_t n, room;
	struct docket *dockets;     /* of the rules that ever raised an alert here */
	struct decision *decisions; /* on any of them, as time went */
	size_t n_decisions, room_decisions;
	bool is_touched;
};

struct replay {
	struct ruleset *ruleset;
	struct span decided_after;
	bool are_decided;
	GStringChunk *texts;
	struct arena arena; /* children, bearings, what was taken */
	struct waiting **waiting;
	size_t n_waiting, room_waiting, n_applied;
	bool is_sorted;
	GHashTable *children; /* by record */
	GHashTable *taken;    /* by source and id */
	struct child **touched;
	size_t n_touched, room_touched;
	struct agenda decisions; /* of struct ruling */
	struct raised **alerts;
	size_t n_alerts, room_alerts;
	unsigned char *gathered, *scratch;
	size_t room_scratch; /* contacts that both have room for */
	int64_t next_id;
};

struct replay *replay_new(struct ruleset *ruleset, const struct span *decided_after)
{
	struct replay *replay = mem_new(1, sizeof *replay);

	replay->ruleset = ruleset;
	replay->are_decided = decided_after != NULL;
	if (decided_after != NULL)
		replay->decided_after = *decided_after;
	replay->texts = g_string_chunk_new(TEXT_CHUNK_BYTES);
	arena_init(&replay->arena);
	replay->children = g_hash_table_new(g_str_hash, g_str_equal);
	replay->taken = g_hash_table_new(g_str_hash, g_str_equal);
	return replay;
}

static void free_child(gpointer record, gpointer value, gpointer context)
{
	struct child *child = value;

	(void)record;
	(void)context;
	mem_free(child->contacts);
	mem_free(child->decisions);
	dockets_free(child->dockets);
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
	g_hash_table_foreach(replay->children, free_child, NULL);
	g_hash_table_destroy(replay->children);
	g_hash_table_destroy(replay->taken);
	g_string_chunk_free(replay->texts);
	agenda_done(&replay->decisions);
	arena_done(&replay->arena);
	mem_free(replay->waiting);
	mem_free(replay->touched);
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

/* ---- Facts ---- */

void replay_add(struct replay *replay, const struct fact *fact, int64_t recorded_us, size_t tag)
{
	struct waiting *waiting = waiting_new(fact, &replay->ruleset->lexicon, replay->texts,
					      recorded_us);

	waiting->number = replay->n_waiting;
	waiting->tag = tag;
	replay->waiting = grow(replay->waiting, replay->n_waiting, &replay->room_waiting);
	replay->waiting[replay->n_waiting++] = waiting;
}

/* True if nothing of this source and id was taken before; what was decides what it is else. */
static bool take_key(struct replay *replay, const struct waiting *waiting,
		     enum replay_refusal *ret_refusal)
{
	const struct contact *contact = &waiting->contact;
	char *key = g_strconcat(contact->source, "\n", contact->event_id, NULL);
	struct taken *taken = g_hash_table_lookup(replay->taken, key);

	if (taken != NULL) {
		bool same = memcmp(taken->hash, waiting->hash, sizeof taken->hash) == 0;

		*ret_refusal = same ? REPLAY_DUPLICATE : REPLAY_CONFLICT;
	} else {
		struct taken *new = arena_new(&replay->arena, 1, sizeof *new);

		memcpy(new->hash, waiting->hash, sizeof new->hash);
		g_hash_table_insert(replay->taken, arena_strdup(&replay->arena, key), new);
	}
	g_free(key);
	return taken == NULL;
}

static struct child *find_child(struct replay *replay, const char *record)
{
	struct child *child = g_hash_table_lookup(replay->children, record);

	if (child == NULL) {
		child = arena_new(&replay->arena, 1, sizeof *child);
		child->record = record;
		g_hash_table_insert(replay->children, (gpointer)(intptr_t)record, child);
	}
	return child;
}

/* Puts a contact in its place among a child's. Where it is there already (the fact names the child
 * twice), what bears closest on the child stands, as it does when a daemon judges. */
static void place(struct replay *replay, struct child *child, const struct contact *contact,
		  const struct bearing *bearing)
{
	size_t at = child->n;
	struct bearing *bearings = arena_new(&replay->arena, 1, sizeof *bearings);

	*bearings = *bearing;
	while (at > 0 && contact_compare(&child->contacts[at - 1], contact) > 0)
		at--;
	if (at > 0 && child->contacts[at - 1].id == contact->id) {
		struct contact *there = &child->contacts[at - 1];

		if (bearing->about < there->bearings->about)
			there->bearings = bearings;
		return;
	}
	if (child->n == child->room) {
		child->room = child->room > 0 ? 2 * child->room : 4;
		child->contacts = mem_resize(child->contacts, child->room, sizeof *child->contacts);
	}
	memmove(&child->contacts[at + 1], &child->contacts[at],
		(child->n++ - at) * sizeof *child->contacts);
	child->contacts[at] = *contact;
	child->contacts[at].bearings = bearings;
	child->contacts[at].n_bearings = 1;
}

static void touch(struct replay *replay, struct child *child)
{
	if (child->is_touched)
		return;
	child->is_touched = true;
	replay->touched = grow(replay->touched, replay->n_touched, &replay->room_touched);
	replay->touched[replay->n_touched++] = child;
}

static void apply(struct replay *replay, struct waiting *waiting,
		  const struct replay_listener *listener)
{
	enum replay_refusal refusal;

	if (!take_key(replay, waiting, &refusal)) {
		if (listener->on_refused != NULL)
			listener->on_refused(listener->context, waiting->tag, refusal);
		return;
	}
	waiting->contact.id = ++replay->next_id;
	for (size_t i = 0; i < waiting->n_namings; i++) {
		struct child *child = find_child(replay, waiting->namings[i].record);

		place(replay, child, &waiting->contact, &waiting->namings[i].bearing);
		touch(replay, child);
	}
}

/* ---- Judging ---- */

static void plan_decision(struct replay *replay, struct raised *raised)
{
	struct ruling *ruling = arena_new(&replay->arena, 1, sizeof *ruling);

	*ruling = (struct ruling){ .raised = raised,
				   .outcome = lexicon_find(&replay->ruleset->lexicon, WORDS_OUTCOME,
							   "nfa") };
	agenda_add(&replay->decisions,
		   span_after(replay->ruleset->zone, raised->alert.known_us, replay->decided_after),
		   ruling);
}

static void raise_alert(struct replay *replay, struct child *child, struct docket *docket,
			int64_t now_us)
{
	struct raised *raised = mem_new(1, sizeof *raised);

	raised->alert = (struct replay_alert){ .child = child->record,
					       .rule = docket->rule,
					       .known_us = now_us };
	raised->docket = docket;
	raised->of = child;
	replay->alerts = grow(replay->alerts, replay->n_alerts, &replay->room_alerts);
	replay->alerts[replay->n_alerts++] = raised;
	docket->alert = &raised->alert;
	if (replay->are_decided)
		plan_decision(replay, raised);
}

static void judge_by(struct replay *replay, struct child *child, const struct rule *rule,
		     struct subject *subject, int64_t now_us)
{
	struct docket *docket = docket_find(child->dockets, rule);
	struct verdict verdict;
	enum change change;

	subject->decided = docket_decided(docket);
	assess(&replay->ruleset->book, rule, subject, replay->scratch, &verdict);
	change = assess_change(docket_standing(docket), subject, &verdict);
	if (change == CHANGE_RISE) {
		if (docket == NULL)
			docket = docket_new(&child->dockets, rule);
		raise_alert(replay, child, docket, now_us);
	}
	if (change == CHANGE_WITHDRAW)
		docket_withdraw(docket);
	else if (verdict.counts)
		docket_stand(docket, subject, &verdict);
}

static void judge_child(struct replay *replay, struct child *child, int64_t now_us)
{
	const struct rulebook *book = &replay->ruleset->book;
	struct subject subject = { .contacts = child->contacts,
				   .n_contacts = child->n,
				   .decisions = child->decisions,
				   .n_decisions = child->n_decisions,
				   .now_us = now_us };
	struct incidents incidents;

	if (child->n > replay->room_scratch) {
		replay->room_scratch = 2 * child->n;
		replay->gathered = mem_resize(replay->gathered, 1,
					      incidents_bytes(replay->room_scratch));
		replay->scratch = mem_resize(replay->scratch, 1,
					     assess_bytes(replay->room_scratch));
	}
	incidents_gather(&book->gathering, child->contacts, child->n, replay->gathered, &incidents);
	subject.incidents = &incidents;
	for (size_t i = 0; i < book->n_rules; i++)
		if (book->rules[i].mode != MODE_OFF && book->rules[i].scope == SCOPE_CHILD)
			judge_by(replay, child, &book->rules[i], &subject, now_us);
	child->is_touched = false;
}

void replay_decide(struct replay *replay, const char *child, const char *rule, const char *outcome,
		   int64_t at_us, size_t tag)
{
	struct ruling *ruling = arena_new(&replay->arena, 1, sizeof *ruling);

	*ruling = (struct ruling){ .child = child,
				   .rule = rule,
				   .outcome = lexicon_meet(&replay->ruleset->lexicon, WORDS_OUTCOME,
							   outcome),
				   .tag = tag };
	agenda_add(&replay->decisions, at_us, ruling);
}

/* The alert that a ruling is about, if it stands undecided now; else NULL. */
static struct raised *find_ruled(const struct replay *replay, const struct ruling *ruling)
{
	struct child *child;
	struct docket *docket;

	if (ruling->raised != NULL)
		return ruling->raised->docket->alert == &ruling->raised->alert ? ruling->raised
									       : NULL;
	child = g_hash_table_lookup(replay->children, ruling->child);
	docket = child == NULL ? NULL : child->dockets;
	while (docket != NULL && strcmp(docket->rule->name, ruling->rule) != 0)
		docket = docket->next;
	return docket == NULL ? NULL : (struct raised *)docket->alert;
}

static void decide(struct raised *raised, word outcome, int64_t decided_us)
{
	struct child *child = raised->of;

	if (child->n_decisions == child->room_decisions) {
		child->room_decisions = child->room_decisions > 0 ? 2 * child->room_decisions : 4;
		child->decisions = mem_resize(child->decisions, child->room_decisions,
					      sizeof *child->decisions);
	}
	child->decisions[child->n_decisions++] = (struct decision){ decided_us, outcome,
								    raised->alert.level };
	docket_decide(raised->docket);
}

/* A decision judges nothing. A supposed one whose alert was withdrawn meanwhile has nothing to
 * decide. */
static void decide_until(struct replay *replay, int64_t until_us,
			 const struct replay_listener *listener)
{
	struct appointment due;

	while (agenda_take(&replay->decisions, until_us, &due)) {
		const struct ruling *ruling = due.what;
		struct raised *raised = find_ruled(replay, ruling);

		if (raised != NULL)
			decide(raised, ruling->outcome, due.due_us);
		else if (ruling->raised == NULL && listener->on_refused != NULL)
			listener->on_refused(listener->context, ruling->tag, REPLAY_UNDECIDED);
	}
}

static int compare_alerts(const void *a, const void *b)
{
	const struct replay_alert *left = *(struct replay_alert *const *)a;
	const struct replay_alert *right = *(struct replay_alert *const *)b;
	int order;

	if (left->known_us != right->known_us)
		return left->known_us < right->known_us ? -1 : 1;
	order = strcmp(left->child, right->child);
	return order != 0 ? order : strcmp(left->rule->name, right->rule->name);
}

static void sort(void *list, size_t n, int (*compare)(const void *a, const void *b))
{
	if (n > 0)
		qsort(list, n, sizeof(void *), compare);
}

/* Applies the facts of the next instant, and judges whom they touch. */
static void run_instant(struct replay *replay, int64_t now_us,
			const struct replay_listener *listener)
{
	size_t i = replay->n_applied;

	for (; i < replay->n_waiting && replay->waiting[i]->recorded_us == now_us; i++) {
		apply(replay, replay->waiting[i], listener);
		mem_free(replay->waiting[i]);
		replay->waiting[i] = NULL;
	}
	replay->n_applied = i;
	for (size_t j = 0; j < replay->n_touched; j++)
		judge_child(replay, replay->touched[j], now_us);
	replay->n_touched = 0;
	if (listener->on_progress != NULL)
		listener->on_progress(listener->context, i);
}

void replay_run(struct replay *replay, int64_t until_us, const struct replay_listener *listener)
{
	if (!replay->is_sorted)
		sort(replay->waiting, replay->n_waiting, waiting_compare);
	replay->is_sorted = true;
	while (replay->n_applied < replay->n_waiting &&
	       replay->waiting[replay->n_applied]->recorded_us <= until_us) {
		int64_t now_us = replay->waiting[replay->n_applied]->recorded_us;

		decide_until(replay, now_us - 1, listener);
		run_instant(replay, now_us, listener);
		decide_until(replay, now_us, listener);
	}
	decide_until(replay, until_us, listener);
	sort(replay->alerts, replay->n_alerts, compare_alerts);
}

const struct replay_alert *const *replay_alerts(const struct replay *replay, size_t *ret_n)
{
	*ret_n = replay->n_alerts;
	return (const struct replay_alert *const *)replay->alerts;
}
