/* SPDX-License-Identifier: Apache-2.0 */
#include "case.h"

#include <stdio.h>
#include <string.h>

#include "columns.h"
#include "config/ruleset.h"
#include "doubts.h"

/*
 * What the verdicts change, written in the transaction of the contacts that changed it: alerts,
 * their evidence, the notices of them, and the audit of all of it.
 */

static const char *change_name(enum change change)
{
	static const char *const names[] = { [CHANGE_RISE] = "risen",
					     [CHANGE_GROW] = "grown",
					     [CHANGE_ESCALATE] = "escalated",
					     [CHANGE_WITHDRAW] = "withdrawn" };

	return names[change];
}

/* The changes that rise (or that do not); NULL when there are none. */
static const struct case_change **list_changes(struct judging *judging, bool risen, size_t *ret_n)
{
	const struct case_change **rows = arena_new(&judging->arena, judging->n_changes,
						    sizeof *rows);
	size_t n = 0;

	for (size_t i = 0; i < judging->n_changes; i++)
		if ((judging->changes[i].kind == CHANGE_RISE) == risen)
			rows[n++] = &judging->changes[i];
	*ret_n = n;
	return n > 0 ? rows : NULL;
}

bool write_bind_alert_ids(void *context, struct params *params)
{
	const struct judging *judging = context;

	if (judging->n_risen == 0 && judging->n_new_groups == 0)
		return false;
	params_int4(params, (int32_t)judging->n_risen);
	params_int4(params, (int32_t)judging->n_new_groups);
	return true;
}

bool write_take_alert_ids(void *context, const struct rows *rows, struct err *err)
{
	struct judging *judging = context;
	size_t n = 0;

	(void)err;
	for (size_t i = 0; i < judging->n_changes; i++)
		if (judging->changes[i].kind == CHANGE_RISE)
			judging->changes[i].alert.id = rows_array_int8(rows, 0, 0, n++);
	doubts_number(judging, rows, 1);
	return true;
}

bool write_bind_alerts(void *context, struct params *params)
{
	struct judging *judging = context;
	size_t n;
	const struct case_change *row, **rows = list_changes(judging, true, &n);

	if (rows == NULL)
		return false;
	INT8S(row->subject->id);
	INT8S(row->alert.id);
	TEXTS(case_scope_name(row->subject->scope));
	TEXTS(row->alert.children);
	TEXTS(row->alert.rule);
	INT4S(row->alert.rule_set);
	TEXTS(mode_name(row->alert.mode));
	TEXTS(level_name(row->alert.level));
	TIMES(row->alert.became_true_us);
	params_time(params, judging->now_us);
	BOOLS(row->alert.lifts_history);
	return true;
}

bool write_bind_standing(void *context, struct params *params)
{
	struct judging *judging = context;
	size_t n;
	const struct case_change *row, **rows = list_changes(judging, false, &n);

	if (rows == NULL)
		return false;
	INT8S(row->subject->id);
	INT8S(row->alert.id);
	TEXTS(change_name(row->kind));
	TEXTS(level_name(row->alert.level));
	TIMES(row->alert.became_true_us);
	INT4S(row->alert.evidence_version);
	TEXTS(row->withdrawn_by);
	TEXTS(mode_name(row->alert.mode));
	TEXTS(row->alert.children);
	params_time(params, judging->now_us);
	return true;
}

bool write_bind_corrected(void *context, struct params *params)
{
	struct judging *judging = context;
	size_t n = judging->n_corrected;
	const struct case_corrected *row, **rows = arena_new(&judging->arena, n, sizeof *rows);

	if (n == 0)
		return false;
	for (size_t i = 0; i < n; i++)
		rows[i] = &judging->corrected[i];
	INT8S(row->home);
	INT8S(row->alert);
	params_time(params, judging->now_us);
	return true;
}

bool write_bind_shown(void *context, struct params *params)
{
	struct judging *judging = context;
	size_t n = judging->n_shown;
	const struct case_shown *row, **rows = arena_new(&judging->arena, n, sizeof *rows);

	if (n == 0)
		return false;
	for (size_t i = 0; i < n; i++)
		rows[i] = &judging->shown[i];
	INT8S(row->subject->id);
	INT8S(row->alert);
	TEXTS(row->children);
	return true;
}

bool write_bind_versions(void *context, struct params *params)
{
	struct judging *judging = context;
	struct arena *arena = &judging->arena;
	size_t n = judging->n_changes;
	const struct case_change *row, **rows = arena_new(arena, n, sizeof *rows);

	if (n == 0)
		return false;
	for (size_t i = 0; i < n; i++)
		rows[i] = &judging->changes[i];
	INT8S(row->subject->id);
	INT8S(row->alert.id);
	INT4S(row->alert.evidence_version);
	TEXTS(change_name(row->kind));
	TEXTS(level_name(row->alert.level));
	TIMES(row->alert.became_true_us);
	TEXTS(row->alert.contact_ids);
	TEXTS(row->alert.contact_versions);
	TEXTS(row->alert.incidents);
	TEXTS(write_joined(arena, row->alert.agencies, row->alert.n_agencies));
	TEXTS(write_joined(arena, row->alert.categories, row->alert.n_categories));
	params_time(params, judging->now_us);
	return true;
}

/* A notice of a change to one who is told. */
struct notice {
	const struct case_change *change;
	const struct told *told;
};

static size_t list_notices(const struct judging *judging, struct notice *ret)
{
	size_t n = 0;

	for (size_t i = 0; i < judging->n_changes; i++)
		for (size_t j = 0; j < judging->changes[i].told.n; j++, n++)
			if (ret != NULL)
				ret[n] = (struct notice){ &judging->changes[i],
							  &judging->changes[i].told.list[j] };
	return n;
}

bool write_bind_outbox(void *context, struct params *params)
{
	struct judging *judging = context;
	size_t n = list_notices(judging, NULL);
	struct notice *notices = arena_new(&judging->arena, n, sizeof *notices);
	const struct notice *row, **rows = arena_new(&judging->arena, n, sizeof *rows);

	if (n == 0)
		return false;
	list_notices(judging, notices);
	for (size_t i = 0; i < n; i++)
		rows[i] = &notices[i];
	INT8S(row->change->subject->id);
	INT8S(row->change->alert.id);
	INT4S(row->change->alert.evidence_version);
	TEXTS(change_name(row->change->kind));
	TEXTS(channel_name(row->told->channel));
	TEXTS(row->told->recipient);
	params_time(params, judging->now_us);
	return true;
}

/* Alerts that are withdrawn. */
bool write_bind_outbox_again(void *context, struct params *params)
{
	struct judging *judging = context;
	size_t n_all, n = 0;
	const struct case_change *row, **rows = list_changes(judging, false, &n_all);

	for (size_t i = 0; i < n_all; i++)
		if (rows[i]->kind == CHANGE_WITHDRAW)
			rows[n++] = rows[i];
	if (n == 0)
		return false;
	INT8S(row->subject->id);
	INT8S(row->alert.id);
	INT4S(row->alert.evidence_version);
	params_time(params, judging->now_us);
	return true;
}

bool write_told(const struct judging *judging)
{
	for (size_t i = 0; i < judging->n_changes; i++)
		if (judging->changes[i].told.n > 0 || judging->changes[i].kind == CHANGE_WITHDRAW)
			return true;
	return false;
}

/* ---- Audit ------------------------------------------------------------------------------------- */

struct audit {
	const char *actor, *action;
	const char *child_ids, *contact_ids; /* joined by commas; NULL for none */
	int64_t alert;                       /* 0 for none */
};

enum { ID_BYTES = 24 }; /* a number of 64 bits, a comma, NUL */

struct id_list {
	char *text; /* room for ID_BYTES an id */
	size_t length;
};

static void add_id(struct id_list *list, int64_t id)
{
	list->length += (size_t)snprintf(list->text + list->length, ID_BYTES, "%s%lld",
					 list->length > 0 ? "," : "", (long long)id);
}

static const char *action_name(const struct case_entry *entry)
{
	static const char *const names[] = {
		[EVENT_CONTACT_RECORDED] = "contacts-recorded",
		[EVENT_CONTACT_AMENDED] = "contacts-amended",
		[EVENT_CONTACT_WITHDRAWN] = "contacts-withdrawn",
		[EVENT_CONTACT_OUTCOME] = "outcomes-recorded",
		[EVENT_HOUSEHOLD_LINKED] = "households-linked",
		[EVENT_HOUSEHOLD_UNLINKED] = "households-unlinked",
		[EVENT_CHILD_STATUS] = "statuses-recorded",
		[EVENT_FEED_TALLY] = "tallies-recorded",
	};

	return names[entry->type];
}

/* True if the entry is to be recorded, by the same sender and as the same kind of event. */
static bool is_alike(const struct case_entry *entry, const struct case_entry *other)
{
	return entry->status == CASE_RECORDED && entry->type == other->type &&
	       strcmp(entry->fact->sender, other->fact->sender) == 0;
}

/* What one sender told in this transaction by one kind of event. */
static struct audit audit_sender(struct judging *judging, const struct case_entry *like)
{
	struct arena *arena = &judging->arena;
	struct id_list children = { arena_new(arena, judging->n_rows + 1, ID_BYTES), 0 };
	struct id_list contacts = { arena_new(arena, judging->n_entries + 1, ID_BYTES), 0 };

	for (size_t i = 0; i < judging->n_entries; i++)
		if (is_alike(&judging->entries[i], like) && judging->entries[i].contact != 0)
			add_id(&contacts, judging->entries[i].contact);
	for (size_t i = 0; i < judging->n_rows; i++)
		if (is_alike(judging->rows[i].entry, like))
			add_id(&children, judging->rows[i].child->id);
	return (struct audit){ .actor = arena_printf(arena, "sender:%s", like->fact->sender),
			       .action = action_name(like),
			       .child_ids = children.text,
			       .contact_ids = contacts.text };
}

/* True if an earlier entry to be recorded is like it. */
static bool is_told_of(const struct judging *judging, size_t entry)
{
	for (size_t i = 0; i < entry; i++)
		if (is_alike(&judging->entries[i], &judging->entries[entry]))
			return true;
	return false;
}

static size_t list_audit(struct judging *judging, struct audit *ret)
{
	struct arena *arena = &judging->arena;
	size_t n = 0;

	for (size_t i = 0; i < judging->n_entries; i++)
		if (judging->entries[i].status == CASE_RECORDED && !is_told_of(judging, i))
			ret[n++] = audit_sender(judging, &judging->entries[i]);
	for (size_t i = 0; i < judging->n_changes; i++) {
		const struct case_change *change = &judging->changes[i];

		ret[n++] = (struct audit){
			.actor = "concernd",
			.action = arena_printf(arena, "alert-%s", change_name(change->kind)),
			.child_ids = change->alert.children != NULL
					     ? change->alert.children
					     : arena_printf(arena, "%lld",
							    (long long)change->subject->id),
			.contact_ids = change->alert.contact_ids,
			.alert = change->alert.id,
		};
	}
	return n;
}

bool write_bind_audit(void *context, struct params *params)
{
	struct judging *judging = context;
	struct audit *audits = arena_new(&judging->arena, judging->n_entries + judging->n_changes,
					 sizeof *audits);
	size_t n = list_audit(judging, audits);
	const struct audit *row, **rows = arena_new(&judging->arena, n, sizeof *rows);

	if (n == 0)
		return false;
	for (size_t i = 0; i < n; i++)
		rows[i] = &audits[i];
	TEXTS(row->actor);
	TEXTS(row->action);
	TEXTS(row->child_ids);
	COLUMN(INT8,
	       row->alert != 0 ? params_add_int8(params, row->alert) : params_add_null(params));
	TEXTS(row->contact_ids);
	return true;
}
