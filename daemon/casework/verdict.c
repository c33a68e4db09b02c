/* SPDX-License-Identifier: Apache-2.0 */
#include "verdict_private.h"

#include <stdlib.h>
#include <string.h>

#include "doubts.h"
#include "homes.h"
#include "judge_private.h"

/*
 * What the facts on file and the new ones add up to. An alert that stands is judged by the rule as
 * it read when it rose; every other rule as it reads in the rule set in force.
 */

/* ---- The new contacts join those on file ------------------------------------------------- */

static struct bearing bearing_of(const struct fact_person *person)
{
	return (struct bearing){ person->about, person->birth,
				 person->birth == BIRTH_UNKNOWN ? 0 : person->birth_day };
}

static struct case_contact contact_of(const struct judging *judging, const struct case_entry *entry)
{
	const struct fact *fact = entry->fact;

	return (struct case_contact){
		.id = entry->contact,
		.version = entry->version,
		.source = entry->matter->source,
		.event_id = entry->matter->id,
		.occurred_us = fact->occurred_us,
		.recorded_us = judging->now_us,
		.occurred_day = fact->occurred_day,
		.whole_day = fact->whole_day,
		.history = fact->history,
		.agency = fact->agency,
		.category = fact->category,
		.other_categories = fact->other_categories,
		.n_other_categories = fact->n_other_categories,
		.grade = fact->grade,
		.outcome = fact->outcome,
		.contact_source = fact->contact_source,
		.factors = fact->factors,
		.n_factors = fact->n_factors,
		.incident_ref = fact->incident_ref,
	};
}

static void join_contact(struct judging *judging, const struct case_row *row)
{
	struct case_child *child = row->child;

	if (row->entry->matter == NULL)
		return; /* a link, or a status */
	child->contacts = arena_grow(&judging->arena, child->contacts, child->n_contacts,
				     &child->contacts_room, sizeof *child->contacts);
	struct case_contact *contact = &child->contacts[child->n_contacts++];

	*contact = contact_of(judging, row->entry);
	contact->bearing = bearing_of(row->person);
}

static void join_naming(struct judging *judging, const struct case_naming *naming)
{
	struct case_adult *adult = naming->adult;

	if (naming->entry->matter == NULL)
		return;
	adult->contacts = arena_grow(&judging->arena, adult->contacts, adult->n_contacts,
				     &adult->contacts_room, sizeof *adult->contacts);
	adult->contacts[adult->n_contacts++] = contact_of(judging, naming->entry);
}

/* How all that bears on anybody stands, and who is to be judged. */
static void join_all(struct judging *judging)
{
	struct case_homes *homes = judging->homes;

	for (size_t i = 0; i < judging->n_rows; i++)
		join_contact(judging, &judging->rows[i]);
	for (size_t i = 0; i < homes->n_namings; i++)
		join_naming(judging, &homes->namings[i]);
	stand_sort(judging);
	if (homes_matter(judging)) {
		homes_settle(judging);
		homes_touch(judging);
		homes_stand(judging);
	} else {
		for (size_t i = 0; i < judging->n_children; i++)
			if (judging->children[i]->is_judged)
				stand_contacts(judging, judging->children[i]);
	}
	subjects_list(judging);
	for (size_t i = 0; i < judging->n_subjects; i++)
		if (judging->subjects[i]->scope == CASE_CHILD)
			judging->subjects[i]->is_judged =
				judging->subjects[i]->members[0].child->is_judged;
	homes_list_subjects(judging);
}

/* ---- All rules on one subject ---------------------------------------------------------------- */

static const struct case_alert *find_standing(const struct case_subject *subject, const char *rule)
{
	for (size_t i = 0; i < subject->n_alerts; i++)
		if (!subject->alerts[i].is_decided && strcmp(subject->alerts[i].rule, rule) == 0)
			return &subject->alerts[i];
	return NULL;
}

/* Views are few: the rule set in force, and those by which alerts of the subject stand. */
static const struct view *find_view(struct judging *judging, const struct case_subject *subject,
				    struct ruleset *ruleset, struct view **views, size_t *n,
				    size_t *room)
{
	for (size_t i = 0; i < *n; i++)
		if ((*views)[i].ruleset == ruleset)
			return &(*views)[i];
	*views = arena_grow(&judging->arena, *views, *n, room, sizeof **views);
	view_make(&judging->arena, ruleset, subject, &(*views)[*n]);
	return &(*views)[(*n)++];
}

/* A timer judges its rule alone, as is asked for a new one; a sweep looks at the rules that have timers. */
static bool is_judged_by(const struct judging *judging, const struct case_subject *subject,
			 const struct rule *rule)
{
	/* What a child alone lacks an answer to needs no doubt, which could only answer it. */
	if (subject->scope == CASE_DOUBT && rule->kind == RULE_UNLESS)
		return false;
	if (judging->sweeps)
		return rule->kind == RULE_UNLESS;
	if (judging->fires && judging->timer_rule == NULL)
		return false;
	const char *alone = judging->fires ? judging->timer_rule : judging->rule;

	return alone == NULL || strcmp(alone, rule->name) == 0;
}

/* A timer whose rule is not in force any more, nor has an alert, is done with. */
static void end_timer(struct judging *judging, const struct case_subject *subject)
{
	if (judging->timer_rule == NULL || judging->n_timers > 0)
		return;
	judging->timers = arena_new(&judging->arena, 1, sizeof *judging->timers);
	judging->timers[judging->n_timers++] =
		(struct case_timer){ subject->id, judging->timer_rule, INT64_MAX };
}

static void judge_subject(struct judging *judging, const struct case_subject *subject)
{
	struct rulesets *rulesets = judging->judge->rulesets;
	struct ruleset *in_force = rulesets_find(rulesets, judging->rule_set);
	struct view *views = NULL;
	size_t n = 0, room = 0;
	const struct view *view = find_view(judging, subject, in_force, &views, &n, &room);

	for (size_t i = 0; i < in_force->book.n_rules; i++) {
		const struct rule *rule = &in_force->book.rules[i];

		if (rule->scope == case_scope_rules(subject->scope) && rule->mode != MODE_OFF &&
		    is_judged_by(judging, subject, rule) &&
		    find_standing(subject, rule->name) == NULL)
			verdict_judge_rule(judging, view, rule, subject, NULL);
	}
	for (size_t i = 0; i < subject->n_alerts; i++) {
		const struct case_alert *alert = &subject->alerts[i];
		struct ruleset *ruleset = alert->is_decided
						  ? NULL
						  : rulesets_find(rulesets, alert->rule_set);
		const struct rule *rule = ruleset == NULL ? NULL
							  : ruleset_rule(ruleset, alert->rule);

		/* Of a rule set that cannot be read any more the alert stands as it is: only a
		 * person can end it. */
		if (rule != NULL && is_judged_by(judging, subject, rule))
			verdict_judge_rule(judging,
					   find_view(judging, subject, ruleset, &views, &n, &room),
					   rule, subject, alert);
	}
	end_timer(judging, subject);
}

static int compare_contacts(const void *a, const void *b)
{
	const struct case_contact *left = a, *right = b;

	return (left->id > right->id) - (left->id < right->id);
}

/* True if a contact of the evidence stands no more, or with other data. */
static bool rests_on_corrected(const struct case_subject *subject, const struct case_alert *alert)
{
	for (size_t i = 0; i < alert->n_evidence; i++) {
		const struct case_contact key = { .id = alert->evidence[i].contact };
		const struct case_contact *contact =
			subject->n_contacts == 0
				? NULL
				: bsearch(&key, subject->contacts, subject->n_contacts,
					  sizeof *subject->contacts, compare_contacts);

		if (contact == NULL || contact->version != alert->evidence[i].version)
			return true;
	}
	return false;
}

/* A decision on a member's alert, which the member itself looks after. */
static bool is_borrowed(const struct case_subject *subject, const struct case_alert *alert)
{
	return subject->scope == CASE_DOUBT && alert->home != subject->id;
}

/* Decided alerts of the subject whose facts have been corrected, each marked once. */
static void mark_corrected(struct judging *judging, const struct case_subject *subject)
{
	for (size_t i = 0; i < subject->n_alerts; i++) {
		const struct case_alert *alert = &subject->alerts[i];

		if (!alert->is_decided || alert->is_corrected || is_borrowed(subject, alert) ||
		    !rests_on_corrected(subject, alert))
			continue;
		judging->corrected = arena_grow(&judging->arena, judging->corrected,
						judging->n_corrected, &judging->corrected_room,
						sizeof *judging->corrected);
		judging->corrected[judging->n_corrected++] = (struct case_corrected){ alert->home,
										      alert->id };
	}
}

/* The first version that is needed and could be loaded, but is not; 0 if none. */
static int32_t find_missing(const struct judging *judging)
{
	const struct judge *judge = judging->judge;

	if (rulesets_find(judge->rulesets, judging->rule_set) == NULL)
		return judging->rule_set;
	for (size_t i = 0; i < judging->n_subjects; i++) {
		const struct case_subject *subject = judging->subjects[i];

		for (size_t j = 0; j < subject->n_alerts; j++) {
			int32_t version = subject->alerts[j].rule_set;

			if (!subject->alerts[j].is_decided &&
			    rulesets_find(judge->rulesets, version) == NULL &&
			    !judge_cannot_load(judge, version))
				return version;
		}
	}
	return 0;
}

static void reach(struct judging *judging, struct case_subject *subject)
{
	subject_unite(&judging->arena, subject);
	judge_subject(judging, subject);
	if (!judging->fires && !judging->sweeps)
		mark_corrected(judging, subject);
}

bool verdict_reach(struct judging *judging, struct err *err)
{
	judging->want_rule_set = find_missing(judging);
	if (judging->want_rule_set != 0)
		return err_set(err, ERR_RETRY, "rule set %d is not loaded yet",
			       (int)judging->want_rule_set);
	join_all(judging);
	if (judging->heir != 0)
		doubts_bequeath(judging, subject_find(judging, judging->heir));
	for (size_t i = 0; i < judging->n_subjects; i++)
		if (judging->subjects[i]->scope != CASE_DOUBT && judging->subjects[i]->is_judged)
			reach(judging, judging->subjects[i]);
	/* Doubts tell what no child alone has: last. */
	for (size_t i = 0; i < judging->n_subjects; i++)
		if (judging->subjects[i]->scope == CASE_DOUBT) {
			doubts_borrow(judging, judging->subjects[i]);
			reach(judging, judging->subjects[i]);
		}
	return true;
}
