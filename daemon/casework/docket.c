/* SPDX-License-Identifier: Apache-2.0 */
#include "docket.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct docket *docket_new(struct docket **list, const struct rule *rule)
{
	struct docket *docket = mem_new(1, sizeof *docket);

	docket->rule = rule;
	docket->next = *list;
	*list = docket;
	return docket;
}

void dockets_free(struct docket *list)
{
	while (list != NULL) {
		struct docket *next = list->next;

		mem_free(list->evidence);
		mem_free(list->judged);
		mem_free(list);
		list = next;
	}
}

struct docket *docket_find(struct docket *list, const struct rule *rule)
{
	while (list != NULL && list->rule != rule)
		list = list->next;
	return list;
}

struct docket *docket_find_named(struct docket *list, const char *rule)
{
	while (list != NULL && strcmp(list->rule->name, rule) != 0)
		list = list->next;
	return list;
}

const struct decided *docket_decided(const struct docket *docket)
{
	return docket != NULL && docket->was_decided ? &docket->decided : NULL;
}

const struct standing *docket_standing(const struct docket *docket)
{
	return docket != NULL && docket->alert != NULL ? &docket->standing : NULL;
}

static int compare_judged(const void *a, const void *b)
{
	const struct judged *left = a, *right = b;

	if (left->contact != right->contact)
		return left->contact < right->contact ? -1 : 1;
	return (left->version > right->version) - (left->version < right->version);
}

/* The contacts of the evidence, incident by incident. Evidence is whole incidents, and the first
 * contacts of incidents are in order, so each is listed when its first contact comes by. */
static void list_contacts(struct replay_alert *alert, const struct subject *subject,
			  const struct verdict *verdict)
{
	const struct incidents *incidents = subject->incidents;
	size_t number = 0;

	alert->contacts = mem_resize(alert->contacts, verdict->n_evidence, sizeof *alert->contacts);
	alert->n_contacts = 0;
	for (size_t i = 0; i < verdict->n_evidence; i++) {
		size_t c = verdict->evidence[i];

		if (incidents->list[incidents->of[c]].first != c)
			continue;
		for (; c != SIZE_MAX; c = incidents->next[c]) {
			const struct contact *contact = &subject->contacts[c];

			alert->contacts[alert->n_contacts++] = (struct replay_contact){
				contact->source, contact->event_id, contact->agency, number
			};
		}
		number++;
	}
}

void docket_stand(struct docket *docket, const struct subject *subject,
		  const struct verdict *verdict)
{
	docket->evidence = mem_resize(docket->evidence, verdict->n_evidence,
				      sizeof *docket->evidence);
	for (size_t i = 0; i < verdict->n_evidence; i++) {
		const struct contact *contact = &subject->contacts[verdict->evidence[i]];

		docket->evidence[i] = (struct judged){ contact->id, contact->version };
	}
	qsort(docket->evidence, verdict->n_evidence, sizeof *docket->evidence, compare_judged);
	docket->standing = (struct standing){
		.level = verdict->level,
		.became_true_us = verdict->became_true_us,
		.evidence = docket->evidence,
		.n_evidence = verdict->n_evidence,
		.agencies = verdict->agencies,
		.categories = verdict->categories,
	};
	docket->alert->level = verdict->level;
	docket->alert->became_true_us = verdict->became_true_us;
	list_contacts(docket->alert, subject, verdict);
}

void docket_withdraw(struct docket *docket)
{
	docket->alert->state = REPLAY_WITHDRAWN;
	docket->alert = NULL;
}

/* Both lists are sorted; the union is, too, and holds no pair twice. */
static void judge_evidence(struct docket *docket)
{
	size_t n_old = docket->decided.n_judged, n_new = docket->standing.n_evidence;
	struct judged *all = mem_new(n_old + n_new, sizeof *all);
	size_t old = 0, new = 0, n = 0;

	while (old < n_old || new < n_new) {
		int order = old == n_old ? 1
			    : new == n_new
				    ? -1
				    : compare_judged(&docket->judged[old], &docket->evidence[new]);

		all[n++] = order <= 0 ? docket->judged[old] : docket->evidence[new];
		old += order <= 0;
		new += order >= 0;
	}
	mem_free(docket->judged);
	docket->judged = all;
	docket->decided.judged = all;
	docket->decided.n_judged = n;
}

void docket_decide(struct docket *docket)
{
	judge_evidence(docket);
	docket->was_decided = true;
	docket->decided.level = docket->standing.level;
	docket->decided.agencies = docket->standing.agencies;
	docket->decided.categories = docket->standing.categories;
	docket->alert->state = REPLAY_DECIDED;
	docket->alert = NULL;
}
