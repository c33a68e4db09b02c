/* SPDX-License-Identifier: Apache-2.0 */
#include "refused.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "casework/judge.h"
#include "config/crosscheck.h"
#include "config/settings.h"
#include "intake/replay.h"

/* concernctl refused replay and discard: what ends a refusal, with who and why. */

/* What it takes to replay: loaded once a call. */
struct desk {
	struct rulesets *rulesets;
	struct judge *judge;
};

static int refuse_again(const struct refused_call *call, const struct replayed *replayed)
{
	size_t i, j;
	json_t *receipt, *error;

	ctl_message("refused %" PRId64 " is refused again, and stays", call->id);
	json_array_foreach(json_object_get(replayed->receipts, "receipts"), i, receipt)
		json_array_foreach(json_object_get(receipt, "errors"), j, error)
			ctl_message("  %s: %s",
				    json_string_value(json_object_get(error, "pointer")),
				    json_string_value(json_object_get(error, "detail")));
	return CTL_FAILED;
}

static int finish_replay(struct refused_call *call, const struct replayed *replayed)
{
	struct err err;

	if (!replayed->whole)
		return refuse_again(call, replayed);
	if (!refused_settle(call, "replayed", &err))
		return err.kind == ERR_INPUT ? CTL_CONFLICT : ctl_database_failed(&err);
	if (call->ctl->json)
		ctl_print_json(json_pack("{s:I, s:s, s:O}", "id", (json_int_t)call->id, "state",
					 "replayed", "receipts",
					 json_object_get(replayed->receipts, "receipts")));
	else
		printf("refused %" PRId64 " replayed\n", call->id);
	return CTL_OK;
}

static int replay_one(struct refused_call *call, const struct desk *desk,
		      const struct refusal *refusal)
{
	struct replay_options options = {
		.base = call->database.base,
		.judge = desk->judge,
		.settings = call->database.settings,
		.ruleset = rulesets_newest(desk->rulesets, NULL),
		.sender = settings_sender(call->database.settings, refusal->sender),
	};
	struct replayed replayed;
	struct err err;

	if (options.sender == NULL) {
		ctl_message("refused %" PRId64 ": concernd.conf has no sender %s any more",
			    call->id, refusal->sender);
		return CTL_FAILED;
	}
	if (call->dry_run) {
		printf("refused %" PRId64 " would be replayed\n", call->id);
		return CTL_OK;
	}
	if (!replay_now(&options, refusal->body, refusal->length, &replayed, &err))
		return err.kind == ERR_INPUT ? ctl_failed(&err) : ctl_database_failed(&err);
	int code = finish_replay(call, &replayed);

	json_decref(replayed.receipts);
	return code;
}

static int discard_one(struct refused_call *call)
{
	struct err err;

	if (call->dry_run) {
		printf("refused %" PRId64 " would be discarded\n", call->id);
		return CTL_OK;
	}
	if (!refused_settle(call, "discarded", &err))
		return err.kind == ERR_INPUT ? CTL_CONFLICT : ctl_database_failed(&err);
	if (call->ctl->json)
		ctl_print_json(
			json_pack("{s:I, s:s}", "id", (json_int_t)call->id, "state", "discarded"));
	else
		printf("refused %" PRId64 " discarded\n", call->id);
	return CTL_OK;
}

/* desk: NULL to discard. */
static int change_one(struct refused_call *call, struct refusals *refusals, void *desk)
{
	struct err err;

	if (!refused_read(refusals, &err))
		return ctl_database_failed(&err);
	if (refusals->n == 0) {
		ctl_message("there is no refused %" PRId64, call->id);
		return CTL_NOT_FOUND;
	}
	if (strcmp(refusals->list[0].state, "kept") != 0) {
		ctl_message("refused %" PRId64 " is %s already", call->id, refusals->list[0].state);
		return CTL_CONFLICT;
	}
	return desk != NULL ? replay_one(call, desk, &refusals->list[0]) : discard_one(call);
}

int refused_discard(struct refused_call *call)
{
	return refused_each(call, NULL, change_one);
}

int refused_replay(struct refused_call *call)
{
	struct store *store = call->database.store;
	struct desk desk = { .rulesets = rulesets_new(store) };
	struct err err;
	int code;

	desk.judge = judge_new(store, desk.rulesets, channels_on(call->database.settings),
			       REFUSED_DEADLINE_US);
	judge_change(desk.judge, call->database.settings);
	if (rulesets_load_now(desk.rulesets, 0, &err))
		code = refused_each(call, &desk, change_one);
	else
		code = ctl_database_failed(&err);
	judge_free(desk.judge);
	rulesets_free(desk.rulesets);
	return code;
}
