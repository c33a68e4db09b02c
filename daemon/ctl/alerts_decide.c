/* SPDX-License-Identifier: Apache-2.0 */
#include "alerts.h"
#include "casework/decide.h"

/* concernctl alerts decide: the decision is a person's, this writes it down. */

static int exit_of(enum decide_status status)
{
	static const int exits[] = {
		[DECIDE_DONE] = CTL_OK,
		[DECIDE_WRONG] = CTL_FAILED,
		[DECIDE_NOT_FOUND] = CTL_NOT_FOUND,
		[DECIDE_SETTLED] = CTL_CONFLICT,
		[DECIDE_NEWER] = CTL_CONFLICT,
		[DECIDE_NOT_FRESH] = CTL_NOT_ALLOWED,
	};

	return exits[status];
}

static void print_done(const struct alerts_decide_options *options, bool json)
{
	if (json)
		ctl_print_json(json_pack("{s:I, s:s, s:s, s:b}", "alert",
					 (json_int_t)options->alert, "outcome", options->outcome,
					 "person", options->person, "dry_run", options->dry_run));
	else
		printf("alert %lld: %s%s\n", (long long)options->alert,
		       options->dry_run ? "would be decided, " : "decided, ", options->outcome);
}

int alerts_decide(struct store *store, struct rulesets *rulesets,
		  const struct alerts_decide_options *options, bool json)
{
	const struct decide_order order = {
		.alert = options->alert,
		.outcome = options->outcome,
		.rationale = options->rationale,
		.person = options->person,
		.evidence_version = (int32_t)options->evidence_version,
		.actor = options->actor,
		.dry_run = options->dry_run,
	};
	enum decide_status status;
	struct err err;

	if (order.outcome == NULL || order.rationale == NULL || order.person == NULL)
		return ctl_usage_error("alerts decide wants --outcome, --rationale and --person");
	if (!decide_alert_now(store, rulesets, &order, &status, &err))
		return ctl_database_failed(&err);
	if (status == DECIDE_DONE)
		print_done(options, json);
	else
		ctl_message("%s", err.text);
	return exit_of(status);
}
