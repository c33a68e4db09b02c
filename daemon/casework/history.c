/* SPDX-License-Identifier: Apache-2.0 */
#include "casework/history.h"

#include <string.h>

#include "base/clock.h"
#include "case.h"
#include "homes.h"
#include "view.h"

/*
 * A child is loaded by the steps of the judge transaction, without its locks: nothing is written. As
 * known at an instant it is loaded by statements that leave out what came later; nothing that was
 * ever on file is overwritten, so that is all.
 */

struct history {
	struct judging judging; /* its arena, and one child as if locked */
	struct case_child *child;
	struct case_child *children[1];
	int64_t ids[1];
	struct view view;
	const struct case_subject *home; /* where it lives, else lived last; empty: nowhere */
	struct view home_view;
	int32_t version;
	int64_t known_us;
	struct rulesets *rulesets; /* history_read(): who waits for it */
	history_done *done;
	void *context;
};

static bool bind_known(void *context, struct params *params)
{
	const struct history *history = context;

	params_array(params, PARAM_INT8, 1);
	params_add_int8(params, history->child->id);
	params_time(params, history->known_us);
	return true;
}

static bool bind_when(void *context, struct params *params)
{
	const struct history *history = context;

	params_time(params, history->known_us);
	return true;
}

static bool take_rule_set(void *context, const struct rows *rows, struct err *err)
{
	struct history *history = context;

	if (rows_count(rows) == 0)
		return err_set(err, ERR_INPUT, "no rules were in force then");
	history->version = rows_int4(rows, 0, 0);
	return true;
}

static bool bind_children(void *context, struct params *params)
{
	struct history *history = context;

	return load_bind_children(&history->judging, params);
}

static bool take_contacts(void *context, const struct rows *rows, struct err *err)
{
	struct history *history = context;

	return load_take_contacts(&history->judging, rows, err);
}

static bool take_corrections(void *context, const struct rows *rows, struct err *err)
{
	struct history *history = context;

	return load_take_corrections(&history->judging, rows, err);
}

static bool take_alerts(void *context, const struct rows *rows, struct err *err)
{
	struct history *history = context;

	return load_take_alerts(&history->judging, rows, err);
}

/* The child's own households are subjects; those of the others there only bear on these. */
static bool take_residences(void *context, const struct rows *rows, struct err *err)
{
	struct history *history = context;
	struct judging *judging = &history->judging;

	homes_take_residences(judging, rows, err);
	for (size_t i = 0; i < judging->homes->n; i++)
		judging->homes->list[i]->is_locked = judging->homes->list[i]->is_touched =
			homes_have(judging->homes->list[i], history->child);
	return true;
}

#define OF_JUDGING(name)                                                                          \
	static bool bind_##name(void *context, struct params *params)                             \
	{                                                                                         \
		struct history *history = context;                                                \
                                                                                                  \
		history->judging.known_us = history->known_us == HISTORY_NOW ? 0                  \
									     : history->known_us; \
		return homes_bind_##name(&history->judging, params);                              \
	}

OF_JUDGING(residences)
OF_JUDGING(kin)
OF_JUDGING(adults)
OF_JUDGING(alerts)

static bool take_adult_contacts(void *context, const struct rows *rows, struct err *err)
{
	struct history *history = context;

	return homes_take_adult_contacts(&history->judging, rows, err);
}

static bool take_home_alerts(void *context, const struct rows *rows, struct err *err)
{
	struct history *history = context;

	return homes_take_alerts(&history->judging, rows, err);
}

static const struct step now_steps[] = {
	{ "load_residences", bind_residences, take_residences, STEP_WAIT },
	{ "load_contacts", bind_kin, take_contacts, 0 },
	{ "load_corrections", bind_kin, take_corrections, 0 },
	{ "load_adult_contacts", bind_adults, take_adult_contacts, 0 },
	{ "load_adult_corrections", bind_adults, take_corrections, 0 },
	{ "load_alerts", bind_alerts, take_home_alerts, 0 },
	{ "load_contacts", bind_children, take_contacts, 0 },
	{ "load_corrections", bind_children, take_corrections, 0 },
	{ "load_alerts", bind_children, take_alerts, 0 },
};

static const struct step then_steps[] = {
	{ "find_rule_set_at", bind_when, take_rule_set, 0 },
	{ "load_residences", bind_residences, take_residences, STEP_WAIT },
	{ "history_contacts", bind_kin, take_contacts, 0 },
	{ "history_corrections", bind_kin, take_corrections, 0 },
	{ "load_adult_contacts", bind_adults, take_adult_contacts, 0 },
	{ "load_adult_corrections", bind_adults, take_corrections, 0 },
	{ "history_alerts", bind_alerts, take_home_alerts, 0 },
	{ "history_contacts", bind_known, take_contacts, 0 },
	{ "history_corrections", bind_known, take_corrections, 0 },
	{ "history_alerts", bind_known, take_alerts, 0 },
};

#define SCRIPT(list)                                                                            \
	{                                                                                       \
		.name = "read a history", .steps = list, .n_steps = sizeof list / sizeof *list, \
		.deadline_us = INT64_C(30) * USEC_PER_SEC                                       \
	}

static const struct script now_script = SCRIPT(now_steps);
static const struct script then_script = SCRIPT(then_steps);

static struct history *history_new(int64_t child, int64_t known_us)
{
	struct history *history = mem_new(1, sizeof *history);
	struct judging *judging = &history->judging;

	arena_init(&judging->arena);
	homes_begin(judging);
	history->ids[0] = child;
	history->children[0] = history->child = find_child_on_file(judging, child);
	history->child->is_judged = true;
	judging->asked = history->ids;
	judging->n_asked = 1;
	judging->has_homes = true; /* for all that is known: it is looked for */
	history->known_us = known_us;
	judging->locked = history->ids;
	judging->locked_children = history->children;
	judging->n_locked = 1;
	return history;
}

/* Of several that where it lives, and of these that with the most contacts. */
static void find_home(struct history *history)
{
	struct judging *judging = &history->judging;
	bool lives_there = false;

	history->home = arena_new(&judging->arena, 1, sizeof *history->home);
	for (size_t i = 0; i < judging->n_subjects; i++) {
		struct case_subject *subject = judging->subjects[i];
		bool lives_here = subject->scope == CASE_HOUSEHOLD &&
				  subject_has_at(subject, history->child, history->known_us);

		if (subject->scope != CASE_HOUSEHOLD)
			continue;
		subject_unite(&judging->arena, subject);
		if (history->home->n_members == 0 || lives_here > lives_there ||
		    (lives_here == lives_there &&
		     subject->n_contacts > history->home->n_contacts)) {
			history->home = subject;
			lives_there = lives_here;
		}
	}
}

static const struct view *view_for(const struct history *history, const struct rule *rule,
				   const struct case_subject **ret)
{
	bool is_home = rule->scope == SCOPE_HOUSEHOLD;

	*ret = is_home ? history->home : history->child->self;
	return is_home ? &history->home_view : &history->view;
}

static void finish(struct history *history, struct rulesets *rulesets)
{
	struct judging *judging = &history->judging;

	if (history->known_us == HISTORY_NOW) {
		rulesets_newest(rulesets, &history->version);
		history->known_us = clock_now_us();
	}
	stand_sort(judging);
	homes_stand(judging);
	subjects_list(judging);
	homes_list_subjects(judging);
	find_home(history);
	subject_unite(&judging->arena, history->child->self);
	view_make(&judging->arena, rulesets_find(rulesets, history->version), history->child->self,
		  &history->view);
	view_make(&judging->arena, history->view.ruleset, history->home, &history->home_view);
}

static const struct script *script_of(const struct history *history)
{
	return history->known_us == HISTORY_NOW ? &now_script : &then_script;
}

struct history *history_read_now(struct store *store, struct rulesets *rulesets, int64_t child,
				 int64_t known_us, struct err *err)
{
	struct history *history = history_new(child, known_us);

	if (!store_run_now(store, script_of(history), history, err) ||
	    !rulesets_load_now(rulesets, history->version, err)) {
		history_free(history);
		return NULL;
	}
	finish(history, rulesets);
	return history;
}

/* ---- From the loop ---- */

static void end_reading(struct history *history, const struct err *err)
{
	history_done *done = history->done;
	void *context = history->context;

	if (err == NULL) {
		finish(history, history->rulesets);
	} else {
		history_free(history);
		history = NULL;
	}
	done(context, err, history);
}

static void on_rules(void *context, const struct err *err)
{
	end_reading(context, err);
}

static void on_read(void *context, const struct script_end *end)
{
	struct history *history = context;

	if (end->err != NULL)
		end_reading(history, end->err);
	else
		rulesets_load(history->rulesets, history->version, on_rules, history);
}

void history_read(struct store *store, struct rulesets *rulesets, int64_t child, int64_t known_us,
		  history_done *done, void *context)
{
	struct history *history = history_new(child, known_us);

	history->rulesets = rulesets;
	history->done = done;
	history->context = context;
	store_run(store, script_of(history), history, on_read);
}

void history_free(struct history *history)
{
	if (history == NULL)
		return;
	arena_done(&history->judging.arena);
	mem_free(history);
}

int64_t history_known_us(const struct history *history)
{
	return history->known_us;
}

const struct ruleset *history_ruleset(const struct history *history, int32_t *ret_version)
{
	*ret_version = history->version;
	return history->view.ruleset;
}

size_t history_count(const struct history *history)
{
	return history->view.n_contacts;
}

size_t history_most(const struct history *history)
{
	size_t n = history->home_view.n_contacts;

	return n > history->view.n_contacts ? n : history->view.n_contacts;
}

struct subject history_subject(struct history *history, const struct rule *rule)
{
	struct arena *arena = &history->judging.arena;
	struct decided *decided = arena_new(arena, 1, sizeof *decided);
	struct history_alert alert;
	struct subject subject;

	const struct case_subject *judged;
	const struct view *view = view_for(history, rule, &judged);

	if (!view_decided(arena, view, judged, rule->name, decided))
		decided = NULL;
	subject = view_subject(view, decided, history->known_us);
	subject.lifts_history = history_alert(history, rule, &alert) && alert.lifts_history;
	return subject;
}

bool history_alert(const struct history *history, const struct rule *rule,
		   struct history_alert *ret)
{
	const struct case_subject *subject;

	view_for(history, rule, &subject);
	for (size_t i = 0; i < subject->n_alerts; i++) {
		const struct case_alert *alert = &subject->alerts[i];

		if (alert->is_decided || strcmp(alert->rule, rule->name) != 0)
			continue;
		*ret = (struct history_alert){ alert->id, alert->level, alert->became_true_us,
					       alert->lifts_history };
		return true;
	}
	return false;
}

const struct contact *history_contacts(const struct history *history,
				       const struct incidents **ret_incidents)
{
	*ret_incidents = &history->view.incidents;
	return history->view.contacts;
}

static bool rests_on(const struct case_alert *alert, int64_t contact)
{
	for (size_t i = 0; i < alert->n_evidence; i++)
		if (alert->evidence[i].contact == contact)
			return true;
	return false;
}

int64_t history_alert_on(const struct history *history, const char *rule, int64_t contact)
{
	const struct case_subject *self = history->child->self;
	int64_t latest = 0;

	for (size_t i = 0; i < self->n_alerts; i++) {
		const struct case_alert *alert = &self->alerts[i];

		if (alert->mode == MODE_LIVE && alert->id > latest &&
		    strcmp(alert->rule, rule) == 0 && rests_on(alert, contact))
			latest = alert->id;
	}
	return latest;
}
