/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CASEWORK_AUDIT_H
#define CONCERND_CASEWORK_AUDIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"
#include "casework/audit_form.h"

/*
 * Entries of the audit, for whoever does or shows something. An entry is written in the transaction
 * that it tells of, by the statement audit_note as a step of its script:
 *
 *	static bool bind_note(void *context, struct params *params)
 *	{
 *		const struct viewing *viewing = context;
 *
 *		audit_note_bind(params, &(struct audit_note){ .actor = "user:jo",
 *							      .action = "child-viewed",
 *							      .child_ids = { &viewing->child, 1 },
 *							      .personal = viewing->reason });
 *		return true;
 *	}
 *	… { "audit_note", bind_note, NULL, 0 },
 *
 * Personal is what may name or describe a person, a child's or a colleague's: a reason, a rationale, a
 * search term, who decided. It goes to audit_personal alone, where it can be erased; the entry keeps a
 * salted commitment. Detail stays for ever: a few plain words, ids of our own, words of the config.
 * Sign-ins (session-begun, session-refused, session-ended) are entries like others, the name that
 * somebody typed in vain being personal.
 *
 * Entries without a personal part may also be written by insert_audit and audit_view.
 */

struct params;
struct rows;

struct audit_note {
	const char *actor; /* "sender:NAME", "user:NAME", "os:NAME", "concernd" */
	const char *action;
	struct audit_ids child_ids;
	int64_t alert_id; /* 0: none */
	struct audit_ids contact_ids;
	const char *detail;   /* NULL: none */
	const char *personal; /* NULL: none */
};

/* The nine parameters of audit_note, with a fresh salt where there is a personal part. */
void audit_note_bind(struct params *params, const struct audit_note *note);

struct store;

/* Writes an entry alone, before what was looked at is shown: for concernctl, turns the loop. */
bool audit_note_now(struct store *store, const struct audit_note *note, struct err *err);

/* The eight parameters of audit_notes: an entry like note, which has a personal part, for each of n
 * alerts and its child. */
struct audit_about {
	int64_t child_id, alert_id;
};
void audit_notes_bind(struct params *params, const struct audit_note *note,
		      const struct audit_about *about, size_t n);

/* A row of nine columns in the order of concernd.audit_unsealed(), from column 0 on; what it points to
 * lies in the arena. */
void audit_row_read(const struct rows *rows, size_t row, struct arena *arena,
		    struct audit_row *ret);

/* ---- The sealer ---- */

struct audit_key;
struct audit_sealer;
struct event_base;

struct audit_sealer_options {
	struct event_base *base;
	struct store *store;
	const struct audit_key *key; /* copied; NULL: this daemon seals nothing */
	const char *head_file;       /* gets a line for each head seen; "" for none */
	const char *syslog_path;     /* its socket, for the same; NULL for none */
};

/*
 * Chains what is committed, in signed blocks: a look each second, and one lease over all daemons. A
 * row is sealed once, in the first block after it commits, whatever its id. May be killed anywhere: a
 * block is one transaction. base and store outlive it; strings are copied.
 */
struct audit_sealer *audit_sealer_new(const struct audit_sealer_options *options);

/* Begins no further block; the one under way goes on. */
void audit_sealer_stop(struct audit_sealer *sealer);
bool audit_sealer_is_busy(const struct audit_sealer *sealer);

/* Not while it is busy, unless the store is gone already. */
void audit_sealer_free(struct audit_sealer *sealer);

#endif
