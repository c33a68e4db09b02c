/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CTL_REFUSED_H
#define CONCERND_CTL_REFUSED_H

#include <jansson.h>

#include "base/mem.h"
#include "ctl.h"

/* concernctl refused: what its verbs share, and the table that they go by. */

struct refused_call {
	struct ctl *ctl;
	struct ctl_database database;
	struct arena arena;
	bool all, body, dry_run;
	const char *sender, *reason;
	int64_t most;
	char actor[128];
	int64_t id; /* of the refusal under way */
	char **ids; /* operands */
	int n_ids;
};

/* A row of the table refused. Times are texts; "" where there is none. */
struct refusal {
	int64_t id;
	const char *sender, *source, *event_id, *state, *settled_by, *settled_reason;
	char received[32], last_received[32], settled[32];
	int32_t times;
	json_t *problems;
	const char *content_type;
	char *body; /* with a NUL behind it */
	size_t length;
};

struct refusals {
	struct refused_call *call;
	struct refusal *list;
	size_t n;
};

enum { REFUSED_DEADLINE_US = 30 * 1000000 };

/* The refusals that --all, --sender and --limit ask for, the newest first; refused_forget() frees
 * their problems. The rest lies in the call's arena. */
bool refused_list(struct refusals *refusals, struct err *err);

/* The one of call->id with its body, or none (n = 0); that it was looked at is audited if the body
 * is to be shown. */
bool refused_read(struct refusals *refusals, struct err *err);
void refused_forget(struct refusals *refusals);

/* Notes that a person had call->id replayed or discarded, and audits it. ERR_INPUT when it was
 * settled in between. */
bool refused_settle(const struct refused_call *call, const char *state, struct err *err);

/* Runs `one` for each operand, with what `desk` points to; gives the first failure's code, after all
 * were tried. */
int refused_each(struct refused_call *call, void *desk,
		 int (*one)(struct refused_call *, struct refusals *, void *desk));

int refused_replay(struct refused_call *call);
int refused_discard(struct refused_call *call);

#endif
