/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/wait.h"

#include "scratch.h"
#include "where.h"
#include "window.h"

/* The rule's own walk finds what begins a wait, and its own search what ends it, so that both mean the
 * same; here alone an answer that comes too late is told of as well. */

size_t waits_bytes(size_t n_contacts)
{
	return scratch_bytes(n_contacts, sizeof(struct wait)) + walk_bytes(n_contacts);
}

static size_t first_matching(const struct rulebook *book, const struct rule *rule,
			     const struct subject *subject, size_t incident)
{
	size_t c = subject->incidents->list[incident].first;

	while (!where_meets(&rule->where, &book->uncounted, &subject->contacts[c], NULL))
		c = subject->incidents->next[c];
	return c;
}

size_t waits_pair(const struct rulebook *book, const struct rule *rule,
		  const struct subject *subject, void *memory, const struct wait **ret)
{
	unsigned char *at = memory;
	struct wait *list = scratch_take(&at, subject->n_contacts, sizeof *list);
	struct walk walk;

	walk_init(&walk, book, rule, subject, &at);
	for (size_t i = 0; i < walk.n; i++) {
		const struct match *match = &walk.matches[i];
		size_t ended = holding_answer(&walk, match);

		list[i] = (struct wait){
			.incident = match->incident,
			.started = first_matching(book, rule, subject, match->incident),
			.ended = ended,
			.began_us = match->at_us,
			.ended_us = ended == SIZE_MAX ? INT64_MAX
						      : subject->contacts[ended].occurred_us,
			.late_us = holding_deadline(&walk, match),
		};
	}
	*ret = list;
	return walk.n;
}

bool wait_is_late(const struct wait *wait, int64_t now_us)
{
	return wait->late_us <= now_us && wait->ended_us > wait->late_us;
}

static bool is_of_a_wait(const struct rulebook *book, const struct rule *rule,
			 const struct contact *contact)
{
	return where_meets(&rule->where, &book->uncounted, contact, NULL) ||
	       where_meets(&rule->unless.where, &book->uncounted, contact, NULL);
}

bool wait_spans(const struct rulebook *book, const struct rule *rule, const struct subject *subject,
		const struct wait *wait, size_t c)
{
	const struct contact *contact = &subject->contacts[c];
	int64_t until_us = wait->ended_us < subject->now_us ? wait->ended_us : subject->now_us;

	return contact->occurred_us >= wait->began_us && contact->occurred_us <= until_us &&
	       subject->incidents->of[c] != wait->incident && !is_of_a_wait(book, rule, contact);
}
