/* SPDX-License-Identifier: Apache-2.0 */
#include "base/clock.h"
#include "casework/again.h"
#include "casework/audit.h"
#include "config/ruleset.h"
#include "flags.h"

/* What all that is said of a flag has in common: its days, and its audit entry. */

enum { YEARS_MOST = 2 };

/* ---- Days ---- */

static const char *day_words(struct arena *arena, int32_t day)
{
	struct date date = date_from_day(day);

	return arena_printf(arena, "%04d-%02d-%02d", date.year, date.month, date.day);
}

bool flag_read_day(struct ask *ask, const char *name, bool optional, bool *ret_has,
		   int32_t *ret_day)
{
	const json_t *member = json_object_get(ask->body, name);
	const char *text = json_string_value(member);

	*ret_has = text != NULL;
	if (text != NULL && date_parse(text, ret_day))
		return true;
	if (optional && (member == NULL || json_is_null(member)))
		return true;
	return ask_note_at(ask, arena_printf(ask->arena, "/%s", name),
			   "%s is a date, as in 2026-01-31", name);
}

/* The last day on which a review may be due, or the flag may end: a span from today. */
static int32_t last_day(const struct ask *ask, struct span within)
{
	const struct ruleset *ruleset = rulesets_newest(ask->people->rulesets, NULL);

	if (ruleset == NULL)
		return ask_today(ask);
	return zone_local_day(ruleset->zone, span_after(ruleset->zone, clock_now_us(), within));
}

static struct span review_within(const struct ask *ask, const char *name)
{
	const struct ruleset *ruleset = rulesets_newest(ask->people->rulesets, NULL);
	const struct flag_reason *reason = ruleset != NULL ? ruleset_flag_reason(ruleset, name)
							   : NULL;
	struct span span = { 0 };

	/* One that is declared no more: by what holds where nothing else is said. */
	if (reason == NULL)
		span_parse(FLAG_REVIEW_WITHIN, &span, NULL);
	return reason != NULL ? reason->review_within : span;
}

bool flag_check_end(struct ask *ask, const struct flag_change *change, int32_t end_day)
{
	int32_t last = last_day(ask, (struct span){ SPAN_MONTHS, YEARS_MOST * 12 });

	if (end_day < change->today || end_day > last)
		return ask_note_at(ask, "/ends_on",
				   "a flag ends on a day from today to %s, %d years ahead",
				   day_words(ask->arena, last), YEARS_MOST);
	return true;
}

bool flag_check_review(struct ask *ask, const struct flag_change *change, const char *reason,
		       int32_t end_day)
{
	struct span within = review_within(ask, reason);
	int32_t last = last_day(ask, within);

	if (change->review_day <= change->today || change->review_day > last)
		return ask_note_at(ask, "/review_on",
				   "the review is due on a day from tomorrow to %s: for this "
				   "reason a flag is looked at again within %s",
				   day_words(ask->arena, last), span_words(ask->arena, within));
	if (change->review_day > end_day)
		return ask_note_at(ask, "/review_on",
				   "the review is due no later than the flag ends, on %s",
				   day_words(ask->arena, end_day));
	return true;
}

/* ---- What each script shares ---- */

struct flag_change *flag_change_new(struct ask *ask)
{
	struct flag_change *change = arena_new(ask->arena, 1, sizeof *change);

	change->today = ask_today(ask);
	ask->part = change;
	return change;
}

void flag_add_note(const struct ask *ask, struct params *params, const char *action, int64_t flag)
{
	const struct flag_change *change = ask->part;
	const char *personal = change->text;

	if (change->reference != NULL)
		personal = arena_printf(ask->arena, "%s%s(reference %s)",
					personal != NULL ? personal : "",
					personal != NULL ? " " : "", change->reference);
	audit_note_bind(params, &(struct audit_note){
					.actor = arena_printf(ask->arena, "user:%s", ask->who.name),
					.action = action,
					.child_ids = { ask->children, ask->n_children },
					.alert_id = ask->alert,
					.detail = arena_printf(ask->arena, "flag %lld: %s",
							       (long long)flag, change->what),
					.personal = personal,
				});
}

bool flag_note_closed(struct ask *ask, struct err *err)
{
	ask_note_restricted(ask);
	return ask_stop(ask, err);
}
