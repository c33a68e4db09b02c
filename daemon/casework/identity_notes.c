/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/clock.h"
#include "casework/identity.h"
#include "store/params.h"
#include "store/rows.h"

/* What bears on who a child is, for those who read its history: rows of one statement, and each as a
 * sentence. */

static const char *const names[] = {
	[IDENTITY_BECAME] = "became", [IDENTITY_ABSORBED] = "absorbed", [IDENTITY_GAVE] = "gave",
	[IDENTITY_GOT] = "got",       [IDENTITY_MAY_BE] = "may-be",     [IDENTITY_KEPT] = "apart",
};

const char *identity_note_name(enum identity_note_kind kind)
{
	return names[kind];
}

struct reading {
	int64_t child, known_us;
	struct arena *arena;
	struct identity_notes notes;
};

static bool bind_notes(void *context, struct params *params)
{
	const struct reading *reading = context;

	params_int8(params, reading->child);
	if (reading->known_us == INT64_MAX)
		params_null(params);
	else
		params_time(params, reading->known_us);
	return true;
}

static enum identity_note_kind kind_of(const char *name)
{
	int kind = IDENTITY_KEPT;

	while (kind > 0 && strcmp(names[kind], name) != 0)
		kind--;
	return (enum identity_note_kind)kind;
}

static bool take_notes(void *context, const struct rows *rows, struct err *err)
{
	struct reading *reading = context;
	struct identity_notes *notes = &reading->notes;

	(void)err;
	notes->n = rows_count(rows);
	notes->list = arena_new(reading->arena, notes->n, sizeof *notes->list);
	for (size_t i = 0; i < notes->n; i++)
		notes->list[i] = (struct identity_note){
			.kind = kind_of(rows_text(rows, i, 0)),
			.other = rows_int8(rows, i, 1),
			.at_us = rows_time(rows, i, 2),
			.person = arena_strdup(reading->arena, rows_text(rows, i, 4)),
			.reason = arena_strdup(reading->arena, rows_text(rows, i, 5)),
			.review = rows_is_null(rows, i, 6) ? 0 : rows_int8(rows, i, 6),
			.bits = rows_is_null(rows, i, 7) ? 0 : rows_double(rows, i, 7),
			.alert = rows_is_null(rows, i, 8) ? 0 : rows_int8(rows, i, 8),
		};
	return true;
}

bool identity_notes_now(struct store *store, int64_t child, int64_t known_us, struct arena *arena,
			struct identity_notes *ret, struct err *err)
{
	static const struct step steps[] = { { "identity_notes", bind_notes, take_notes, 0 } };
	static const struct script script = { "read who a child is", steps, 1,
					      INT64_C(30) * USEC_PER_SEC };
	struct reading reading = { .child = child, .known_us = known_us, .arena = arena };

	if (!store_run_now(store, &script, &reading, err))
		return false;
	*ret = reading.notes;
	return true;
}

static const char *said(struct arena *arena, const struct identity_note *note)
{
	return note->person == NULL ? ""
				    : arena_printf(arena, " (%s: %s)", note->person,
						   note->reason != NULL ? note->reason : "");
}

static const char *doubt_text(struct arena *arena, const struct identity_note *note, const char *at)
{
	const char *rests = note->alert == 0
				    ? ""
				    : arena_printf(arena,
						   "; alert %lld rests on both together, identity "
						   "unconfirmed",
						   (long long)note->alert);

	return arena_printf(
		arena,
		"It may be the same child as %lld: review %lld waits for a person since "
		"%s (%.1f bits)%s.",
		(long long)note->other, (long long)note->review, at, note->bits, rests);
}

const char *identity_note_text(struct arena *arena, const struct identity_note *note,
			       const char *at)
{
	static const char *const forms[] = {
		[IDENTITY_BECAME] = "It is part of child %lld since %s%s: what it had is explained "
				    "there.",
		[IDENTITY_ABSORBED] =
			"Child %lld is part of it since %s%s: its contacts are among these, and "
			"decisions on its alerts count.",
		[IDENTITY_GAVE] = "Some of its records are of child %lld since %s%s.",
		[IDENTITY_GOT] = "Some of its records were of child %lld until %s%s.",
		[IDENTITY_KEPT] = "It is another child than %lld, said on %s%s.",
	};

	if (note->kind == IDENTITY_MAY_BE)
		return doubt_text(arena, note, at);
	return arena_printf(arena, forms[note->kind], (long long)note->other, at,
			    said(arena, note));
}
