/* SPDX-License-Identifier: Apache-2.0 */
#include <event2/event.h>

#include "backlog_private.h"
#include "casework/decide.h"
#include "casework/judge.h"

/*
 * Looked at first without a lock, so that a person is told what stands in the way; then judged under
 * the locks, which alone decide whether it rises.
 */

static bool refuse(struct backlog_raised *ret, enum backlog_status status)
{
	ret->status = status;
	return false;
}

static bool check_words(const struct backlog_order *order, struct backlog_raised *ret,
			struct err *err)
{
	size_t n = text_characters(order->person);

	if (n == 0 || n > PERSON_MOST)
		err_set(err, ERR_INPUT, "say who raises it, in 1 to %d characters", PERSON_MOST);
	else if (rationale_check(order->reason, NULL, 0, err))
		return true;
	return refuse(ret, BACKLOG_WRONG);
}

/* The subject of that number: children, households and groups of doubts have ids of one sequence. False
 * with *err kind ERR_INPUT: there is none. */
static bool find_subject(struct store *store, struct ruleset *ruleset, int64_t id,
			 struct backlog_page *ret_page, struct case_subject **ret, struct err *err)
{
	for (int scope = CASE_CHILD; scope < CASE_SCOPES; scope++) {
		if (!backlog_page_load(store, ret_page, (enum case_scope)scope, id - 1, 1, ruleset,
				       err))
			return false;
		*ret = ret_page->last == id ? subject_find(&ret_page->judging, id) : NULL;
		if (*ret != NULL)
			return true;
		backlog_page_done(ret_page);
	}
	*ret_page = (struct backlog_page){ .n = 0 };
	arena_init(&ret_page->judging.arena);
	err_set(err, ERR_INPUT, "there is no child, household or group of doubts with that number");
	return false;
}

static bool check_subject(struct backlog_page *page, const struct case_subject *subject,
			  const struct backlog_order *order, struct backlog_raised *ret,
			  struct err *err)
{
	const struct rule *rule = ruleset_rule(page->ruleset, order->rule);
	const struct case_alert *alert;
	struct backlog_look look;

	if (rule == NULL || rule->mode == MODE_OFF ||
	    rule->scope != case_scope_rules(subject->scope)) {
		err_set(err, ERR_INPUT, "no rule in force of that name judges %s",
			subject->scope == CASE_HOUSEHOLD ? "households" : "children");
		return refuse(ret, BACKLOG_NOT_FOUND);
	}
	ret->mode = rule->mode;
	alert = backlog_standing(subject, rule->name);
	if (alert != NULL) {
		err_set(err, ERR_INPUT, "alert %lld of the rule stands already",
			(long long)alert->id);
		return refuse(ret, BACKLOG_STANDS);
	}
	if (!backlog_look(page, subject, rule, &look)) {
		err_set(err, ERR_INPUT,
			"nothing to raise: the rule does not hold on %lld, all of it was decided "
			"on, or of records in doubt one has it alone; `concernctl explain` says "
			"more",
			(long long)subject->id);
		return refuse(ret, BACKLOG_NOTHING);
	}
	ret->level = look.verdict.level;
	return true;
}

/* ---- The raising ---- */

struct raising {
	bool done;
	int64_t alert;
	struct err err; /* kind ERR_NONE: there was none */
};

static void on_raised(void *context, const struct err *err, int64_t alert)
{
	struct raising *raising = context;

	raising->done = true;
	raising->alert = alert;
	if (err != NULL)
		raising->err = *err;
}

static bool raise_it(struct event_base *base, struct judge *judge,
		     const struct backlog_order *order, const struct case_subject *subject,
		     struct backlog_raised *ret, struct err *err)
{
	struct judge_pick pick = { .subject = subject->id,
				   .ids = &subject->id,
				   .n_ids = 1,
				   .is_household = subject->scope == CASE_HOUSEHOLD,
				   .person = order->person,
				   .reason = order->reason,
				   .actor = order->actor };
	struct raising raising = { .done = false };
	int64_t *members = mem_new(subject->n_members + 1, sizeof *members);

	for (size_t i = 0; subject->scope == CASE_DOUBT && i < subject->n_members; i++) {
		members[i] = subject->members[i].child->id;
		pick.ids = members;
		pick.n_ids = i + 1;
	}
	judge_raise(judge, order->rule, &pick, on_raised, &raising);
	mem_free(members);
	while (!raising.done)
		event_base_loop(base, EVLOOP_ONCE);
	if (raising.err.kind != ERR_NONE) {
		*err = raising.err;
		return false;
	}
	ret->alert = raising.alert;
	if (raising.alert != 0)
		return true;
	err_set(err, ERR_INPUT, "other facts came meanwhile: look again");
	ret->status = BACKLOG_NOTHING;
	return true;
}

static bool look_and_raise(struct event_base *base, struct store *store, struct ruleset *ruleset,
			   struct judge *judge, const struct backlog_order *order,
			   struct backlog_raised *ret, struct err *err)
{
	struct backlog_page page;
	struct case_subject *subject;
	bool ok = true;

	if (!find_subject(store, ruleset, order->subject, &page, &subject, err)) {
		ok = err->kind == ERR_INPUT;
		ret->status = BACKLOG_NOT_FOUND;
	} else if (check_subject(&page, subject, order, ret, err) && !order->dry_run) {
		ok = raise_it(base, judge, order, subject, ret, err);
	}
	backlog_page_done(&page);
	return ok;
}

bool backlog_raise_now(struct event_base *base, struct store *store, struct rulesets *rulesets,
		       struct judge *judge, const struct backlog_order *order,
		       struct backlog_raised *ret, struct err *err)
{
	*ret = (struct backlog_raised){ .status = BACKLOG_RAISED };
	if (!check_words(order, ret, err))
		return true;
	return rulesets_load_now(rulesets, 0, err) &&
	       look_and_raise(base, store, rulesets_newest(rulesets, NULL), judge, order, ret, err);
}
