/* SPDX-License-Identifier: Apache-2.0 */
#include <event2/event.h>

#include "base/mem.h"
#include "casework/backlog.h"
#include "casework/decide.h"
#include "casework/history.h"
#include "casework/judge.h"

/*
 * Looked at first without a lock, so that a person is told what stands in the way; then judged under
 * the child's lock, which alone decides whether it rises.
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

/* Whether the rule would have an alert on what is on file. */
static bool check_verdict(struct history *history, const struct rule *rule,
			  const struct rulebook *book, struct backlog_raised *ret, struct err *err)
{
	struct subject subject = history_subject(history, rule);
	void *memory = mem_new(1, assess_bytes(subject.n_contacts));
	struct verdict verdict;

	subject.lifts_history = true;
	assess(book, rule, &subject, memory, &verdict);
	ret->level = verdict.level;
	mem_free(memory);
	if (verdict.counts)
		return true;
	err_set(err, ERR_INPUT,
		"nothing to raise: the rule does not hold on this child, or all of it was decided "
		"on; `concernctl explain` says more");
	return refuse(ret, BACKLOG_NOTHING);
}

static bool check_child(struct history *history, const struct backlog_order *order,
			struct backlog_raised *ret, struct err *err)
{
	int32_t version;
	const struct ruleset *ruleset = history_ruleset(history, &version);
	const struct rule *rule = ruleset_rule(ruleset, order->rule);
	struct history_alert alert;

	if (history_count(history) == 0) {
		err_set(err, ERR_INPUT, "nothing is on file of a child with that number");
		return refuse(ret, BACKLOG_NOT_FOUND);
	}
	if (rule == NULL || rule->mode == MODE_OFF || rule->scope != SCOPE_CHILD) {
		err_set(err, ERR_INPUT, "no rule in force of that name judges children");
		return refuse(ret, BACKLOG_NOT_FOUND);
	}
	ret->mode = rule->mode;
	if (history_alert(history, rule, &alert)) {
		err_set(err, ERR_INPUT, "alert %lld of the rule stands already",
			(long long)alert.id);
		return refuse(ret, BACKLOG_STANDS);
	}
	return check_verdict(history, rule, &ruleset->book, ret, err);
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
		     const struct backlog_order *order, struct backlog_raised *ret, struct err *err)
{
	const struct judge_pick pick = { order->person, order->reason, order->actor };
	struct raising raising = { .done = false };

	judge_raise(judge, order->child, order->rule, &pick, on_raised, &raising);
	while (!raising.done)
		event_base_loop(base, EVLOOP_ONCE);
	if (raising.err.kind != ERR_NONE) {
		*err = raising.err;
		return false;
	}
	ret->alert = raising.alert;
	if (raising.alert != 0)
		return true;
	err_set(err, ERR_INPUT, "other facts came meanwhile: look at the child again");
	ret->status = BACKLOG_NOTHING;
	return true;
}

bool backlog_raise_now(struct event_base *base, struct store *store, struct rulesets *rulesets,
		       struct judge *judge, const struct backlog_order *order,
		       struct backlog_raised *ret, struct err *err)
{
	struct history *history;
	bool may;

	*ret = (struct backlog_raised){ .status = BACKLOG_RAISED };
	if (!check_words(order, ret, err))
		return true;
	history = history_read_now(store, rulesets, order->child, HISTORY_NOW, err);
	if (history == NULL)
		return false;
	may = check_child(history, order, ret, err);
	history_free(history);
	if (!may || order->dry_run)
		return true;
	return raise_it(base, judge, order, ret, err);
}
