/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "alerts.h"
#include "base/clock.h"
#include "casework/decide.h"

/* concernctl alerts decide and acknowledge: what a person decides or takes on, written down. */

static int exit_of(enum decide_status status)
{
	static const int exits[] = {
		[DECIDE_DONE] = CTL_OK,
		[DECIDE_WRONG] = CTL_FAILED,
		[DECIDE_NOT_FOUND] = CTL_NOT_FOUND,
		[DECIDE_SETTLED] = CTL_CONFLICT,
		[DECIDE_NEWER] = CTL_CONFLICT,
		[DECIDE_NOT_FRESH] = CTL_NOT_ALLOWED,
		[DECIDE_CLOSED] = CTL_NOT_ALLOWED,
	};

	return exits[status];
}

static void print_decided(const struct alerts_decide_options *options,
			  const struct decide_answer *answer, bool json)
{
	const struct decide_found *found = answer->found;
	json_t *again = found->again != NULL ? json_string(found->again) : json_null();

	if (json) {
		ctl_print_json(json_pack("{s:I, s:s, s:s, s:b, s:o}", "alert",
					 (json_int_t)options->alert, "outcome", options->outcome,
					 "person", options->person, "dry_run", options->dry_run,
					 "again", again));
		return;
	}
	json_decref(again);
	printf("alert %lld: %s%s\n", (long long)options->alert,
	       options->dry_run ? "would be decided, " : "decided, ", options->outcome);
	if (found->again != NULL)
		printf("%s\n", found->again);
}

static void print_acknowledged(const struct alerts_decide_options *options,
			       const struct decide_answer *answer, bool json)
{
	const struct decide_found *found = answer->found;
	const char *person = options->dry_run ? options->person : found->acknowledged_by;

	if (json)
		ctl_print_json(json_pack("{s:I, s:s, s:b}", "alert", (json_int_t)options->alert,
					 "person", person, "dry_run", options->dry_run));
	else
		printf("alert %lld: %s by %s\n", (long long)options->alert,
		       options->dry_run ? "would be acknowledged" : "acknowledged", person);
}

/* "OWNER; AGENCY; DUE; WHAT; OTHERWISE" */
static bool read_action(struct arena *arena, const char *text, struct action_order *ret)
{
	const char **const parts[] = { &ret->owner, &ret->agency, NULL, &ret->what,
				       &ret->contingency };

	for (size_t i = 0; i < 5; i++) {
		size_t length = i < 4 ? strcspn(text, ";") : strlen(text);
		const char *part = arena_strndup(arena, text, length);

		part += strspn(part, " ");
		if (parts[i] != NULL)
			*parts[i] = part;
		else if (!date_parse(part, &ret->due_day))
			return false;
		if (i < 4 && text[length] != ';')
			return false;
		text += length + (i < 4);
	}
	return true;
}

static int finish(bool reached, const struct decide_answer *answer, const struct err *err)
{
	if (!reached)
		return ctl_database_failed(err);
	if (answer->status != DECIDE_DONE)
		ctl_message("%s", answer->detail);
	return exit_of(answer->status);
}

static int decide(struct store *store, struct rulesets *rulesets,
		  const struct alerts_decide_options *options, struct arena *arena, bool json)
{
	struct action_order action;
	const struct decide_alert alert = { options->alert, (int32_t)options->evidence_version };
	const struct decide_order order = {
		.alerts = &alert,
		.n_alerts = 1,
		.outcome = options->outcome,
		.rationale = options->rationale,
		.person = options->person,
		.actions = &action,
		.n_actions = options->action != NULL,
		.actor = options->actor,
		.sees_all = true,
		.dry_run = options->dry_run,
	};
	struct decide_answer answer;
	struct err err;

	if (order.outcome == NULL || order.rationale == NULL || order.person == NULL)
		return ctl_usage_error("alerts decide wants --outcome, --rationale and --person");
	if (options->action != NULL && !read_action(arena, options->action, &action))
		return ctl_usage_error("--action wants \"OWNER; AGENCY; DUE as 2026-01-31; WHAT; "
				       "OTHERWISE\"");
	bool reached = decide_alerts_now(store, rulesets, &order, arena, &answer, &err);

	if (reached && answer.status == DECIDE_DONE)
		print_decided(options, &answer, json);
	return finish(reached, &answer, &err);
}

static int acknowledge(struct store *store, struct rulesets *rulesets,
		       const struct alerts_decide_options *options, struct arena *arena, bool json)
{
	const struct decide_alert alert = { options->alert, 0 };
	const struct decide_order order = {
		.alerts = &alert,
		.n_alerts = 1,
		.person = options->person,
		.actor = options->actor,
		.sees_all = true,
		.dry_run = options->dry_run,
	};
	struct decide_answer answer;
	struct err err;

	if (order.person == NULL || *order.person == '\0')
		return ctl_usage_error("alerts acknowledge wants --person");
	bool reached = decide_acknowledge_now(store, rulesets, &order, arena, &answer, &err);

	if (reached && answer.status == DECIDE_DONE)
		print_acknowledged(options, &answer, json);
	return finish(reached, &answer, &err);
}

int alerts_decide(struct store *store, struct rulesets *rulesets,
		  const struct alerts_decide_options *options, bool json)
{
	struct arena arena;

	arena_init(&arena);
	int code = options->acknowledge ? acknowledge(store, rulesets, options, &arena, json)
					: decide(store, rulesets, options, &arena, json);

	arena_done(&arena);
	return code;
}
