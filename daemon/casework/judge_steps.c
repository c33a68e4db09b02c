/* SPDX-License-Identifier: Apache-2.0 */
#include "case.h"
#include "doubts.h"
#include "judge_private.h"

/* The transaction that records and judges, as a table of steps. */

static bool bind_rules(void *context, struct params *params)
{
	const struct judging *judging = context;

	(void)params;
	return case_has_work(judging);
}

/* What identity relied on is asked again after the locks, if there is anything to record. */
static bool bind_homes_again(void *context, struct params *params)
{
	const struct judging *judging = context;

	return judging->n_fresh > 0 && homes_bind_find(context, params);
}

static const struct step steps[] = {
	{ "begin", NULL, NULL, 0 },
	{ "lock_stripes", load_bind_early, NULL, 0 },
	{ "claim_timer", fire_bind_claim, fire_take_claim, STEP_WAIT },
	{ "claim_household_timer", fire_bind_home_claim, fire_take_home_claim, STEP_WAIT },
	{ "find_candidates", find_bind_persons, find_take_persons, 0 },
	{ "find_households", homes_bind_find, homes_take_found, 0 },
	{ "find_corrections", matters_bind_contacts, matters_take_corrections, 0 },
	{ "find_events", find_bind_events, find_take_events, STEP_WAIT },
	{ "find_adults", adults_bind_find, adults_take_found, STEP_WAIT },
	{ "find_children", find_bind_children, find_take_children, STEP_WAIT },

	{ "lock_rules", bind_rules, NULL, 0 },
	{ "lock_awaited", matters_bind_lock, NULL, 0 },
	{ "lock_stripes", load_bind_stripes, NULL, 0 },
	{ "lock_children", load_bind_children, NULL, 0 },
	{ "find_candidates", find_bind_persons_again, find_check_persons, 0 },
	{ "find_children", find_bind_children_again, find_check_children, 0 },
	{ "find_corrections", matters_bind_contacts_again, matters_check_corrections, 0 },
	{ "find_events", matters_bind_awaited, matters_check_awaited, 0 },
	{ "find_doubts", doubts_bind, doubts_take, 0 },
	{ "load_contacts", load_bind_children, load_take_contacts, 0 },
	{ "load_corrections", load_bind_children, load_take_corrections, 0 },
	{ "load_alerts", load_bind_children, load_take_alerts, 0 },
	{ "load_timer", fire_bind_timer, fire_take_timer, 0 },
	{ "load_teams", load_bind_teams, load_take_teams, 0 },
	{ "begin_judging", load_bind_moment, load_take_moment, STEP_WAIT },
	{ "lock_households", homes_bind_lock, homes_take_locked, 0 },
	{ "lock_adults", adults_bind_lock, NULL, 0 },
	{ "find_households", bind_homes_again, homes_check_found, 0 },
	{ "find_adults", adults_bind_find, adults_check_found, 0 },
	LOAD_HOMES,

	{ "take_alert_ids", write_bind_alert_ids, write_take_alert_ids, STEP_WAIT },

	{ "insert_events", write_bind_events, NULL, 0 },
	{ "insert_children", write_bind_children, NULL, 0 },
	{ "insert_households", write_bind_households, NULL, 0 },
	{ "insert_adults", write_bind_adults, NULL, 0 },
	{ "insert_adult_aliases", write_bind_adult_aliases, NULL, 0 },
	{ "insert_aliases", write_bind_aliases, NULL, 0 },
	{ "insert_links", write_bind_links, NULL, 0 },
	{ "insert_keys", write_bind_keys, NULL, 0 },
	{ "insert_reviews", write_bind_reviews, NULL, 0 },
	{ "insert_flags", write_bind_flags, NULL, 0 },
	{ "delete_doubts", doubts_bind_old, NULL, 0 },
	{ "insert_doubts", doubts_bind_new, NULL, 0 },
	{ "insert_contacts", write_bind_contacts, NULL, 0 },
	{ "insert_adult_contacts", write_bind_adult_contacts, NULL, 0 },
	{ "insert_residences", write_bind_residences, NULL, 0 },
	{ "insert_statuses", write_bind_statuses, NULL, 0 },
	{ "insert_corrections", write_bind_corrections, NULL, 0 },
	{ "insert_alerts", write_bind_alerts, NULL, 0 },
	{ "update_alerts", write_bind_standing, NULL, 0 },
	{ "update_shown", write_bind_shown, NULL, 0 },
	{ "insert_alert_versions", write_bind_versions, NULL, 0 },
	{ "mark_corrected", write_bind_corrected, NULL, 0 },
	{ "delete_timers", fire_bind_old, NULL, 0 },
	{ "insert_timers", fire_bind_new, NULL, 0 },
	{ "start_clocks", write_bind_clocks, NULL, 0 },
	{ "inherit_clocks", write_bind_inherited_clocks, NULL, 0 },
	{ "end_clocks", write_bind_clock_ends, NULL, 0 },
	{ "insert_outbox", write_bind_outbox, NULL, 0 },
	{ "insert_outbox_again", write_bind_outbox_again, NULL, 0 },
	{ "insert_audit", write_bind_audit, NULL, 0 },
	{ "commit", NULL, NULL, 0 },
};

const struct step *judge_steps(size_t *ret_n)
{
	*ret_n = sizeof steps / sizeof *steps;
	return steps;
}
