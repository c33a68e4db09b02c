/* SPDX-License-Identifier: Apache-2.0 */
#include "ladder.h"

#include <string.h>

#include "casework/clocks.h"

static const char *text_of(struct arena *arena, const struct rows *rows, size_t row, int column)
{
	return arena_strdup(arena, rows_text(rows, row, column));
}

static const char **texts_of(struct arena *arena, const struct rows *rows, size_t row, int column,
			     size_t *ret_n)
{
	size_t n = rows_array_count(rows, row, column);
	const char **texts = arena_new(arena, n, sizeof *texts);

	for (size_t i = 0; i < n; i++) {
		size_t length;
		const char *text = rows_array_text(rows, row, column, i, &length);

		texts[i] = arena_printf(arena, "%.*s", (int)length, text);
	}
	*ret_n = n;
	return texts;
}

void missed_read(struct arena *arena, const struct rows *rows, size_t row, struct missed *ret)
{
	*ret = (struct missed){
		.child = rows_int8(rows, row, 0),
		.alert = rows_int8(rows, row, 1),
		.kind_name = text_of(arena, rows, row, 2),
		.part = rows_int8(rows, row, 3),
		.due_us = rows_time(rows, row, 4),
		.rung = rows_int4(rows, row, 5),
		.rule = text_of(arena, rows, row, 6),
		.mode = strcmp(rows_text(rows, row, 9), mode_name(MODE_SHADOW)) == 0 ? MODE_SHADOW
										     : MODE_LIVE,
		.evidence_version = rows_int4(rows, row, 10),
		.holder = text_of(arena, rows, row, 11),
		.is_owed = rows_bool(rows, row, 15),
	};
	clock_parse(ret->kind_name, &ret->kind);
	level_parse(rows_text(rows, row, 7), &ret->level);
	ret->agencies = texts_of(arena, rows, row, 12, &ret->n_agencies);
	ret->teams = texts_of(arena, rows, row, 16, &ret->n_teams);
}

static void tell_by_routes(struct missed *missed, struct ruleset *ruleset,
			   const struct tell_ways *ways, int64_t now_us, struct arena *arena)
{
	tell_routes(ruleset, ways,
		    &(struct tell_about){ .mode = missed->mode,
					  .level = missed->level,
					  .rule = missed->rule,
					  .agencies = missed->agencies,
					  .n_agencies = missed->n_agencies,
					  .teams = missed->teams,
					  .n_teams = missed->n_teams,
					  .at_us = now_us },
		    arena, &missed->told);
}

void missed_climb(struct missed *missed, struct ruleset *ruleset, const struct tell_ways *ways,
		  int64_t now_us, struct arena *arena)
{
	const struct ladder *ladder = &ruleset->clocks[missed->level].ladders[missed->kind];
	size_t last = ladder->n > 0 ? ladder->n - 1 : 0;
	size_t at = (size_t)missed->rung < last ? (size_t)missed->rung : last;
	const char *rung = ladder->n > 0 ? ladder->rungs[at] : "routes";

	if (strcmp(rung, "holder") == 0)
		tell_person(ways, missed->holder, arena, &missed->told);
	else if (strcmp(rung, "routes") != 0)
		tell_name(ways, rung, arena, &missed->told);
	/* A rung that reaches nobody, a holder who has no address, must not keep it quiet. */
	if (missed->told.n == 0)
		tell_by_routes(missed, ruleset, ways, now_us, arena);
	missed->next_us = clock_next_rung_us(ruleset, missed->level, at == last, now_us);
}
