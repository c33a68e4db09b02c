/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <string.h>

#include "archive_private.h"

/* What else the archive holds: corrections, decisions, and the rules that were in force. */

void *archive_grow(void *list, size_t n, size_t *room, size_t size)
{
	if (n < *room)
		return list;
	*room = *room > 0 ? 2 * *room : 256;
	return mem_resize(list, *room, size);
}

const char *archive_take_text(struct archive *archive, const struct bulk_field *field)
{
	return field->length < 0
		       ? NULL
		       : arena_strndup(&archive->arena, field->bytes, (size_t)field->length);
}

/* ---- Corrections ---- */

static enum correction_kind read_kind(const char *name)
{
	static const char *const names[] = {
		[CORRECTION_RECORDED] = "recorded",
		[CORRECTION_AMENDED] = "amended",
		[CORRECTION_WITHDRAWN] = "withdrawn",
		[CORRECTION_OUTCOME] = "outcome",
	};
	size_t kind = 0;

	while (kind + 1 < sizeof names / sizeof *names && strcmp(names[kind], name) != 0)
		kind++;
	return (enum correction_kind)kind;
}

void archive_on_correction(void *context, const struct bulk_field *fields)
{
	struct archive *archive = ((struct reading *)context)->archive;
	struct archive_correction new = {
		.of_source = archive_take_text(archive, &fields[0]),
		.of_id = archive_take_text(archive, &fields[1]),
		.said = { .source = archive_take_text(archive, &fields[2]),
			  .event_id = archive_take_text(archive, &fields[3]),
			  .kind = read_kind(archive_take_text(archive, &fields[5])),
			  .at_us = bulk_time(&fields[6]) },
		.recorded_us = bulk_time(&fields[7]),
		.version = fields[8].length < 0 ? 0 : bulk_int4(&fields[8]),
		.outcome = archive_take_text(archive, &fields[9]),
		.has_first = fields[10].length >= 0,
	};

	if (new.has_first) {
		new.first_recorded_us = bulk_time(&fields[10]);
		new.first_history = bulk_bool(&fields[11]);
	}
	archive->corrections = archive_grow(archive->corrections, archive->n_corrections,
					    &archive->room_corrections,
					    sizeof *archive->corrections);
	archive->corrections[archive->n_corrections++] = new;
}

/* ---- Decisions and rules ---- */

void archive_on_ruling(void *context, const struct bulk_field *fields)
{
	struct archive *archive = ((struct reading *)context)->archive;

	archive->rulings = archive_grow(archive->rulings, archive->n_rulings,
					&archive->room_rulings, sizeof *archive->rulings);
	archive->rulings[archive->n_rulings++] = (struct archive_ruling){
		.child = bulk_int8(&fields[0]),
		.rule = archive_take_text(archive, &fields[1]),
		.at_us = bulk_time(&fields[2]),
		.is_decision = bulk_bool(&fields[3]),
		.outcome = archive_take_text(archive, &fields[4]),
		.lifts_history = bulk_bool(&fields[5]),
	};
}

/* One that does not hold any more judged once all the same: it is told by those who need it. */
void archive_on_rule_set(void *context, const struct bulk_field *fields)
{
	struct reading *reading = context;
	struct archive *archive = reading->archive;
	struct archive_rules rules = { .version = bulk_int4(&fields[0]),
				       .applied_us = bulk_time(&fields[1]) };
	struct findings findings;

	findings_init(&findings);
	rules.ruleset = ruleset_read_text(archive_take_text(archive, &fields[2]), "rules",
					  &findings);
	findings_sort(&findings);
	if (rules.ruleset == NULL && reading->err.kind == ERR_NONE)
		err_set(&reading->err, ERR_FATAL,
			"rule set %" PRId32 " of the database does not hold in this version of "
			"concernd: %s",
			rules.version, findings_line(&findings, 0));
	findings_done(&findings);
	archive->rule_sets = archive_grow(archive->rule_sets, archive->n_rule_sets,
					  &archive->room_rule_sets, sizeof *archive->rule_sets);
	archive->rule_sets[archive->n_rule_sets++] = rules;
	reading->about = bulk_int8(&fields[3]) > 0 ? (uint64_t)bulk_int8(&fields[3]) : 0;
	archive->read_us = bulk_time(&fields[4]);
}

void archive_on_rule(void *context, const struct bulk_field *fields)
{
	struct archive *archive = ((struct reading *)context)->archive;
	int32_t version = bulk_int4(&fields[0]);

	for (size_t i = 0; i < archive->n_rule_sets; i++) {
		struct ruleset *ruleset = archive->rule_sets[i].ruleset;
		struct rule *rule = archive->rule_sets[i].version != version || ruleset == NULL
					    ? NULL
					    : ruleset_rule(ruleset,
							   archive_take_text(archive, &fields[1]));

		if (rule != NULL)
			rule->history_before_us = span_before(ruleset->zone, bulk_time(&fields[2]),
							      ruleset->look_back);
	}
}
