/* SPDX-License-Identifier: Apache-2.0 */
#include <event2/event.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "audit_head.h"
#include "base/clock.h"
#include "base/log.h"
#include "casework/audit.h"
#include "casework/audit_key.h"
#include "store/params.h"
#include "store/rows.h"
#include "store/store.h"

/*
 * A look each second asks whether rows wait; only then a block is made, in one transaction: take the
 * lease, read the head, read what no block has, append. Rows are found by having no block, not by their
 * ids, so one that commits late is found when it does. The lease keeps daemons from meeting; that the
 * chain cannot fork is held by concernd.audit_seal() and its keys.
 */

enum {
	LOOK_SECONDS = 1,
	LEASE_SECONDS = 15, /* longer than a block takes */
	BLOCK_ROWS = 1000,  /* at most; then the next block follows at once */
	SCRIPT_SECONDS = 10,
};

struct audit_sealer {
	struct store *store;
	struct event *look;
	struct audit_key key;
	bool has_key, is_busy, is_stopped;
	bool seal_failed, head_failed; /* told; once until it goes well again */
	char holder[96];
	char *head_file, *syslog_path;

	bool waiting; /* rows, at the last look */
	int64_t head; /* the newest block; 0: none */
	unsigned char head_hash[AUDIT_HASH_BYTES];
	int64_t told; /* the newest that the witnesses have */

	struct arena arena; /* of the block under way */
	bool is_mine;
	int64_t *ids;
	unsigned char *hashes;
	size_t n;
	int64_t sealed_us;
	unsigned char hash[AUDIT_HASH_BYTES];
};

/* ---- Witnesses ---- */

/* A head that could not be told is told with the next look: or a later one, which vouches for it. */
static void tell_head(struct audit_sealer *sealer)
{
	struct err err;
	bool ok = true;

	if (sealer->head <= sealer->told)
		return;
	if (sealer->head_file != NULL)
		ok = audit_head_to_file(sealer->head_file, sealer->head, sealer->head_hash, &err);
	if (ok)
		sealer->told = sealer->head;
	else if (!sealer->head_failed)
		log_error("the head of the audit's chain is not noted outside the database: %s",
			  err.text);
	sealer->head_failed = !ok;
	if (ok && sealer->syslog_path != NULL)
		audit_head_to_syslog(sealer->syslog_path, sealer->head, sealer->head_hash, NULL);
}

/* ---- A block ---- */

static bool bind_claim(void *context, struct params *params)
{
	const struct audit_sealer *sealer = context;

	params_text(params, sealer->holder);
	params_int4(params, LEASE_SECONDS);
	return true;
}

static bool take_claim(void *context, const struct rows *rows, struct err *err)
{
	struct audit_sealer *sealer = context;

	sealer->is_mine = rows_count(rows) == 1;
	return sealer->is_mine || err_set(err, ERR_RETRY, "another daemon seals");
}

static void note_head(struct audit_sealer *sealer, const struct rows *rows, int column)
{
	size_t n;

	sealer->head = 0;
	memset(sealer->head_hash, 0, sizeof sealer->head_hash);
	if (rows_count(rows) == 0 || rows_is_null(rows, 0, column))
		return;
	sealer->head = rows_int8(rows, 0, column);
	const void *hash = rows_bytes(rows, 0, column + 1, &n);

	if (n == sizeof sealer->head_hash)
		memcpy(sealer->head_hash, hash, n);
}

static bool take_head(void *context, const struct rows *rows, struct err *err)
{
	(void)err;
	note_head(context, rows, 0);
	return true;
}

static bool bind_most(void *context, struct params *params)
{
	(void)context;
	params_int4(params, BLOCK_ROWS);
	return true;
}

static bool take_rows(void *context, const struct rows *rows, struct err *err)
{
	struct audit_sealer *sealer = context;
	struct audit_row row;

	(void)err;
	sealer->n = rows_count(rows);
	sealer->ids = arena_new(&sealer->arena, sealer->n, sizeof *sealer->ids);
	sealer->hashes = arena_new(&sealer->arena, sealer->n, AUDIT_HASH_BYTES);
	for (size_t i = 0; i < sealer->n; i++) {
		audit_row_read(rows, i, &sealer->arena, &row);
		sealer->ids[i] = row.id;
		audit_row_hash(&row, sealer->hashes + i * AUDIT_HASH_BYTES);
	}
	sealer->sealed_us = clock_now_us();
	return true;
}

static bool bind_block(void *context, struct params *params)
{
	struct audit_sealer *sealer = context;
	unsigned char signature[AUDIT_SIGNATURE_BYTES];
	const struct audit_block block = {
		.number = sealer->head + 1,
		.previous = sealer->head_hash,
		.sealed_us = sealer->sealed_us,
		.key = sealer->key.public_key,
		.row_ids = sealer->ids,
		.row_hashes = sealer->hashes,
		.n_rows = sealer->n,
	};

	if (sealer->n == 0)
		return false;
	audit_block_hash(&block, sealer->hash);
	audit_key_sign(&sealer->key, sealer->hash, signature);
	params_int8(params, block.number);
	params_int4(params, AUDIT_FORM);
	params_bytes(params, block.previous, AUDIT_HASH_BYTES);
	params_time(params, block.sealed_us);
	params_bytes(params, block.key, AUDIT_KEY_BYTES);
	params_array(params, PARAM_INT8, sealer->n);
	for (size_t i = 0; i < sealer->n; i++)
		params_add_int8(params, sealer->ids[i]);
	params_bytes(params, sealer->hashes, sealer->n * AUDIT_HASH_BYTES);
	params_bytes(params, sealer->hash, AUDIT_HASH_BYTES);
	params_bytes(params, signature, sizeof signature);
	return true;
}

static const struct step block_steps[] = {
	{ "begin", NULL, NULL, 0 },
	{ "audit_claim", bind_claim, take_claim, STEP_WAIT },
	{ "audit_head", NULL, take_head, 0 },
	{ "audit_take_unsealed", bind_most, take_rows, STEP_WAIT },
	{ "audit_seal", bind_block, NULL, 0 },
	{ "commit", NULL, NULL, 0 },
};
static const struct script block_script = {
	.name = "seal the audit",
	.steps = block_steps,
	.n_steps = sizeof block_steps / sizeof *block_steps,
	.deadline_us = INT64_C(1000000) * SCRIPT_SECONDS,
};

static void begin_block(struct audit_sealer *sealer);

static void end_block(struct audit_sealer *sealer)
{
	arena_done(&sealer->arena);
	arena_init(&sealer->arena);
	sealer->is_busy = false;
}

static void on_sealed(void *context, const struct script_end *end)
{
	struct audit_sealer *sealer = context;
	bool more = end->err == NULL && sealer->n == BLOCK_ROWS;

	if (end->err == NULL && sealer->n > 0) {
		sealer->head++;
		memcpy(sealer->head_hash, sealer->hash, sizeof sealer->hash);
		tell_head(sealer);
	}
	if (end->err != NULL && sealer->is_mine && !sealer->seal_failed && !sealer->is_stopped)
		log_warning("the audit waits to be sealed: %s", end->err->text);
	sealer->seal_failed = end->err != NULL && sealer->is_mine;
	end_block(sealer);
	if (more && !sealer->is_stopped)
		begin_block(sealer);
}

static void begin_block(struct audit_sealer *sealer)
{
	sealer->is_busy = true;
	sealer->is_mine = false;
	sealer->n = 0;
	store_run(sealer->store, &block_script, sealer, on_sealed);
}

/* ---- The look ---- */

static bool take_waiting(void *context, const struct rows *rows, struct err *err)
{
	struct audit_sealer *sealer = context;

	(void)err;
	sealer->waiting = rows_bool(rows, 0, 0);
	note_head(sealer, rows, 1);
	return true;
}

static void on_looked(void *context, const struct script_end *end)
{
	struct audit_sealer *sealer = context;

	sealer->is_busy = false;
	if (end->err != NULL)
		return;
	tell_head(sealer);
	if (sealer->waiting && sealer->has_key && !sealer->is_stopped)
		begin_block(sealer);
}

static void on_look(evutil_socket_t fd, short what, void *context)
{
	static const struct step steps[] = { { "audit_waiting", NULL, take_waiting, 0 } };
	static const struct script script = { "look for what the audit holds", steps, 1,
					      INT64_C(1000000) * SCRIPT_SECONDS };
	struct audit_sealer *sealer = context;

	(void)fd;
	(void)what;
	if (sealer->is_busy || sealer->is_stopped || !store_is_up(sealer->store))
		return;
	sealer->is_busy = true;
	store_run(sealer->store, &script, sealer, on_looked);
}

/* ---- Life ---- */

static char *copy_path(const char *path)
{
	return path != NULL && path[0] != '\0' ? mem_strdup(path) : NULL;
}

struct audit_sealer *audit_sealer_new(const struct audit_sealer_options *options)
{
	const struct timeval every = { .tv_sec = LOOK_SECONDS };
	struct audit_sealer *sealer = mem_new(1, sizeof *sealer);
	char host[64] = "";

	sealer->store = options->store;
	sealer->head_file = copy_path(options->head_file);
	sealer->syslog_path = copy_path(options->syslog_path);
	sealer->has_key = options->key != NULL;
	if (sealer->has_key)
		sealer->key = *options->key;
	gethostname(host, sizeof host - 1);
	snprintf(sealer->holder, sizeof sealer->holder, "%s:%ld:%08" PRIx32, host, (long)getpid(),
		 randombytes_random());
	arena_init(&sealer->arena);
	sealer->look = event_new(options->base, -1, EV_PERSIST, on_look, sealer);
	event_add(sealer->look, &every);
	return sealer;
}

void audit_sealer_stop(struct audit_sealer *sealer)
{
	sealer->is_stopped = true;
	event_del(sealer->look);
}

bool audit_sealer_is_busy(const struct audit_sealer *sealer)
{
	return sealer->is_busy;
}

void audit_sealer_free(struct audit_sealer *sealer)
{
	if (sealer == NULL)
		return;
	event_free(sealer->look);
	arena_done(&sealer->arena);
	mem_free(sealer->head_file);
	mem_free(sealer->syslog_path);
	audit_key_wipe(&sealer->key);
	mem_free(sealer);
}
