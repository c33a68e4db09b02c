/* SPDX-License-Identifier: Apache-2.0 */
#include "agenda.h"

#include "base/mem.h"

/* A binary heap. */

static bool is_sooner(const struct appointment *a, const struct appointment *b)
{
	return a->due_us != b->due_us ? a->due_us < b->due_us : a->number < b->number;
}

void agenda_done(struct agenda *agenda)
{
	mem_free(agenda->heap);
	*agenda = (struct agenda){ 0 };
}

void agenda_add(struct agenda *agenda, int64_t due_us, void *what)
{
	struct appointment new = { due_us, agenda->made++, what };
	size_t i = agenda->n++;

	if (i == agenda->room) {
		agenda->room = agenda->room > 0 ? 2 * agenda->room : 64;
		agenda->heap = mem_resize(agenda->heap, agenda->room, sizeof *agenda->heap);
	}
	for (; i > 0 && is_sooner(&new, &agenda->heap[(i - 1) / 2]); i = (i - 1) / 2)
		agenda->heap[i] = agenda->heap[(i - 1) / 2];
	agenda->heap[i] = new;
}

int64_t agenda_next(const struct agenda *agenda)
{
	return agenda->n > 0 ? agenda->heap[0].due_us : INT64_MAX;
}

bool agenda_take(struct agenda *agenda, int64_t until_us, struct appointment *ret)
{
	struct appointment *heap = agenda->heap, moved;
	size_t i = 0, child;

	if (agenda->n == 0 || heap[0].due_us > until_us)
		return false;
	*ret = heap[0];
	moved = heap[--agenda->n];
	while ((child = 2 * i + 1) < agenda->n) {
		if (child + 1 < agenda->n && is_sooner(&heap[child + 1], &heap[child]))
			child++;
		if (!is_sooner(&heap[child], &moved))
			break;
		heap[i] = heap[child];
		i = child;
	}
	heap[i] = moved;
	return true;
}
