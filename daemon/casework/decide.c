/* SPDX-License-Identifier: Apache-2.0 */
#include "casework/decide.h"

#include <string.h>

#include "base/clock.h"
#include "config/ruleset.h"
#include "store/params.h"
#include "store/rows.h"

/*
 * One transaction under the child's lock, so that no fact comes between what the manager is told
 * and what is noted. The rule's text is loaded before it: it never changes.
 */

struct deciding {
	const struct decide_order *order;
	struct rulesets *rulesets;
	enum decide_status status;
	int64_t child;
	int32_t evidence_version, want_rule_set;
	int64_t at_us;
};

/* ---- What is asked for ---- */

static const char blanks[] = " \t\r\n";

static size_t count_characters(const char *text)
{
	size_t length = strlen(text), n = 0;

	while (length > 0 && strchr(blanks, text[length - 1]) != NULL)
		length--;
	for (size_t i = strspn(text, blanks); i < length; i++)
		n += ((unsigned char)text[i] & 0xc0) != 0x80;
	return n;
}

/* True if the word of a length at text stands in what is before it. */
static bool is_repeated(const char *start, const char *text, size_t length)
{
	while (start < text) {
		size_t n = strcspn(start, blanks);

		if (n == length && strncmp(start, text, n) == 0)
			return true;
		start += n;
		start += strspn(start, blanks);
	}
	return false;
}

static int count_words(const char *text)
{
	const char *start = text + strspn(text, blanks);
	int n = 0;

	for (const char *at = start; *at != '\0'; at += strspn(at, blanks)) {
		size_t length = strcspn(at, blanks);

		n += !is_repeated(start, at, length);
		at += length;
	}
	return n;
}

static bool check_order(const struct decide_order *order, const struct ruleset *ruleset,
			struct err *err)
{
	size_t person = count_characters(order->person);

	if (!lexicon_declares(&ruleset->lexicon, WORDS_OUTCOME, order->outcome))
		return err_set(err, ERR_INPUT,
			       "not an outcome word of the rules in force: use one that rules.conf "
			       "declares");
	if (person == 0 || person > PERSON_MOST)
		return err_set(err, ERR_INPUT, "say who decides, in 1 to %d characters",
			       PERSON_MOST);
	if (count_characters(order->rationale) < RATIONALE_LEAST ||
	    count_words(order->rationale) < RATIONALE_WORDS)
		return err_set(err, ERR_INPUT,
			       "the rationale is too short: say why, in %d characters and %d words "
			       "at least",
			       RATIONALE_LEAST, RATIONALE_WORDS);
	return true;
}

/* ---- The transaction ---- */

static bool refuse(struct deciding *deciding, enum decide_status status)
{
	deciding->status = status;
	return false;
}

static bool bind_alert(void *context, struct params *params)
{
	const struct deciding *deciding = context;

	params_int8(params, deciding->order->alert);
	return true;
}

static bool take_child(void *context, const struct rows *rows, struct err *err)
{
	struct deciding *deciding = context;

	if (rows_count(rows) == 0) {
		err_set(err, ERR_INPUT, "there is no alert %lld",
			(long long)deciding->order->alert);
		return refuse(deciding, DECIDE_NOT_FOUND);
	}
	deciding->child = rows_int8(rows, 0, 0);
	return true;
}

static bool bind_child(void *context, struct params *params)
{
	const struct deciding *deciding = context;

	params_array(params, PARAM_INT8, 1);
	params_add_int8(params, deciding->child);
	return true;
}

static bool bind_facts(void *context, struct params *params)
{
	const struct deciding *deciding = context;
	const struct decide_order *order = deciding->order;

	params_int8(params, deciding->child);
	params_int8(params, order->alert);
	if (order->evidence_version != 0)
		params_int4(params, order->evidence_version);
	else
		params_null(params);
	params_text(params, order->person);
	return true;
}

static bool check_version(struct deciding *deciding, const struct rows *rows, struct err *err)
{
	int32_t seen = deciding->order->evidence_version, latest = rows_int4(rows, 0, 3);
	int32_t incidents = rows_int4(rows, 0, 4), incidents_seen = rows_int4(rows, 0, 5);

	deciding->evidence_version = latest;
	if (seen == 0 || seen == latest)
		return true;
	if (seen < 0 || seen > latest) {
		err_set(err, ERR_INPUT, "the alert has no evidence version %d, its latest is %d",
			(int)seen, (int)latest);
		return refuse(deciding, DECIDE_NOT_FOUND);
	}
	err_set(err, ERR_INPUT,
		"newer facts have come: decided on %d incident%s, there are now %d; look again "
		"(evidence version %d) and decide then",
		(int)incidents_seen, incidents_seen == 1 ? "" : "s", (int)incidents, (int)latest);
	return refuse(deciding, DECIDE_NEWER);
}

/* True, too, where the rule set cannot be read any more: then the rule asks for nobody. */
static bool check_fresh(struct deciding *deciding, const struct rows *rows, struct err *err)
{
	struct ruleset *ruleset = rulesets_find(deciding->rulesets, rows_int4(rows, 0, 1));
	const struct rule *rule = ruleset != NULL ? ruleset_rule(ruleset, rows_text(rows, 0, 0))
						  : NULL;

	if (rule == NULL || !rule->fresh_decider || !rows_bool(rows, 0, 6))
		return true;
	err_set(err, ERR_INPUT,
		"this rule wants a fresh decider: the person has decided on this child before");
	return refuse(deciding, DECIDE_NOT_FRESH);
}

static bool take_facts(void *context, const struct rows *rows, struct err *err)
{
	struct deciding *deciding = context;
	const char *state = rows_text(rows, 0, 2);

	if (strcmp(state, "new") != 0 && strcmp(state, "acknowledged") != 0) {
		err_set(err, ERR_INPUT, "the alert is %s already", state);
		return refuse(deciding, DECIDE_SETTLED);
	}
	if (rulesets_find(deciding->rulesets, rows_int4(rows, 0, 1)) == NULL &&
	    deciding->want_rule_set == 0) {
		deciding->want_rule_set = rows_int4(rows, 0, 1);
		return err_set(err, ERR_RETRY, "its rule set is not loaded yet");
	}
	deciding->at_us = rows_time(rows, 0, 7);
	return check_version(deciding, rows, err) && check_fresh(deciding, rows, err);
}

static bool bind_decision(void *context, struct params *params)
{
	const struct deciding *deciding = context;
	const struct decide_order *order = deciding->order;

	if (order->dry_run)
		return false;
	params_int8(params, deciding->child);
	params_int8(params, order->alert);
	params_int4(params, deciding->evidence_version);
	params_text(params, order->outcome);
	params_text(params, order->rationale);
	params_text(params, order->person);
	params_time(params, deciding->at_us);
	params_text(params, order->actor);
	return true;
}

static const struct step steps[] = {
	{ "begin", NULL, NULL, 0 },
	{ "find_alert", bind_alert, take_child, STEP_WAIT },
	{ "lock_children", bind_child, NULL, 0 },
	{ "load_decision", bind_facts, take_facts, STEP_WAIT },
	{ "insert_decision", bind_decision, NULL, 0 },
	{ "commit", NULL, NULL, 0 },
};

static const struct script script = {
	.name = "decide on an alert",
	.steps = steps,
	.n_steps = sizeof steps / sizeof *steps,
	.deadline_us = INT64_C(30) * USEC_PER_SEC,
};

bool decide_alert_now(struct store *store, struct rulesets *rulesets,
		      const struct decide_order *order, enum decide_status *ret_status,
		      struct err *err)
{
	struct deciding deciding = { .order = order, .rulesets = rulesets };
	bool done;

	if (!rulesets_load_now(rulesets, 0, err))
		return false;
	if (!check_order(order, rulesets_newest(rulesets, NULL), err)) {
		*ret_status = DECIDE_WRONG;
		return true;
	}
	done = store_run_now(store, &script, &deciding, err);
	if (!done && deciding.want_rule_set != 0) {
		rulesets_load_now(rulesets, deciding.want_rule_set, NULL);
		done = store_run_now(store, &script, &deciding, err);
	}
	*ret_status = deciding.status;
	return done || deciding.status != DECIDE_DONE;
}
