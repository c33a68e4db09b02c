/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/clock.h"
#include "casework/audit.h"
#include "casework/decide.h"
#include "casework/identity.h"
#include "casework/rationale.h"
#include "identity/number.h"
#include "store/params.h"
#include "store/rows.h"

/* What is known of a child besides what was said of it: that it is one of a multiple birth, or has
 * another identity; and which NHS numbers were superseded. Nobody is judged again: it tells whom later
 * records are of. */

enum { SCRIPT_SECONDS = 30 };

struct marking {
	const struct identity_flag_order *order;
	bool is_child, is_changed;
};

static bool bind_flag(void *context, struct params *params)
{
	const struct identity_flag_order *order = ((const struct marking *)context)->order;

	params_int8(params, order->child);
	params_text(params, order->flag);
	params_bool(params, !order->clears);
	params_text(params, order->actor);
	params_text(params, order->reason);
	return true;
}

static bool take_flag(void *context, const struct rows *rows, struct err *err)
{
	struct marking *marking = context;

	(void)err;
	marking->is_child = rows_bool(rows, 0, 0);
	marking->is_changed = rows_bool(rows, 0, 1);
	return true;
}

static bool bind_child(void *context, struct params *params)
{
	params_array(params, PARAM_INT8, 1);
	params_add_int8(params, ((const struct marking *)context)->order->child);
	return true;
}

static bool bind_audit(void *context, struct params *params)
{
	const struct marking *marking = context;
	const struct identity_flag_order *order = marking->order;

	if (!marking->is_changed)
		return false;
	audit_note_bind(params,
			&(struct audit_note){ .actor = order->actor,
					      .action = order->clears ? "identity-flag-cleared"
								      : "identity-flag-set",
					      .child_ids = { &order->child, 1 },
					      .detail = order->flag,
					      .personal = order->reason });
	return true;
}

static bool is_flag(const char *flag)
{
	return strcmp(flag, "adopted") == 0 || strcmp(flag, "multiple-birth") == 0;
}

bool identity_flag_now(struct store *store, const struct identity_flag_order *order,
		       enum identity_status *ret, struct err *err)
{
	static const struct step steps[] = {
		{ "begin", NULL, NULL, 0 },
		{ "lock_children", bind_child, NULL, 0 },
		{ "set_flag", bind_flag, take_flag, STEP_WAIT },
		{ "audit_note", bind_audit, NULL, 0 },
		{ "commit", NULL, NULL, 0 },
	};
	static const struct script script = { "flag a child", steps, sizeof steps / sizeof *steps,
					      SCRIPT_SECONDS * USEC_PER_SEC };
	struct marking marking = { .order = order };

	*ret = IDENTITY_WRONG;
	if (!is_flag(order->flag)) {
		err_set(err, ERR_INPUT, "a flag is adopted or multiple-birth");
		return true;
	}
	if (!rationale_check(order->reason, NULL, 0, err))
		return true;
	if (!store_run_now(store, &script, &marking, err))
		return false;
	*ret = !marking.is_child    ? IDENTITY_NOT_FOUND
	       : marking.is_changed ? IDENTITY_DONE
				    : IDENTITY_NOTHING;
	if (*ret != IDENTITY_DONE)
		err_set(err, ERR_INPUT,
			marking.is_child ? "it stands so already" : "there is no such child");
	return true;
}

/* ---- Superseded numbers ---- */

struct numbers {
	const struct identity_superseded *list;
	size_t n;
	const char *actor;
};

static bool bind_numbers(void *context, struct params *params)
{
	const struct numbers *numbers = context;

	params_array(params, PARAM_TEXT, numbers->n);
	for (size_t i = 0; i < numbers->n; i++)
		params_add_text(params, numbers->list[i].old_number);
	params_array(params, PARAM_TEXT, numbers->n);
	for (size_t i = 0; i < numbers->n; i++)
		params_add_text(params, numbers->list[i].new_number);
	params_text(params, numbers->actor);
	return true;
}

static bool bind_numbers_audit(void *context, struct params *params)
{
	audit_note_bind(params,
			&(struct audit_note){ .actor = ((const struct numbers *)context)->actor,
					      .action = "numbers-superseded" });
	return true;
}

bool identity_supersede_now(struct store *store, const struct identity_superseded *list, size_t n,
			    const char *actor, struct err *err)
{
	static const struct step steps[] = {
		{ "begin", NULL, NULL, 0 },
		{ "insert_superseded", bind_numbers, NULL, 0 },
		{ "audit_note", bind_numbers_audit, NULL, 0 },
		{ "commit", NULL, NULL, 0 },
	};
	static const struct script script = { "note superseded numbers", steps, 4,
					      SCRIPT_SECONDS * USEC_PER_SEC };
	struct numbers numbers = { list, n, actor };

	return store_run_now(store, &script, &numbers, err);
}
