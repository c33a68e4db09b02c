/* SPDX-License-Identifier: Apache-2.0 */
#include "audit_trust.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config/settings.h"
#include "ctl.h"

/* ---- Keys ---- */

static bool add_key(struct audit_trust *trust, const char *hex)
{
	trust->keys = arena_grow(&trust->arena, trust->keys, trust->n_keys, &trust->keys_room,
				 sizeof *trust->keys);
	if (!audit_unhex(hex, trust->keys[trust->n_keys]))
		return false;
	trust->n_keys++;
	return true;
}

/* The public half of the key that signs, where whoever verifies may read its file. */
static void add_own_key(struct audit_trust *trust, const char *path)
{
	char hex[AUDIT_KEY_HEX];
	struct audit_key key;

	if (path == NULL || access(path, R_OK) != 0 || !audit_key_read(path, &key, NULL))
		return;
	add_key(trust, audit_hex(key.public_key, hex));
	audit_key_wipe(&key);
}

static bool read_keys(struct audit_trust *trust, const struct settings *settings,
		      const char *public_key, int *ret_exit)
{
	if (public_key != NULL) {
		if (add_key(trust, public_key))
			return true;
		*ret_exit = ctl_usage_error("--public-key is 64 hex digits, as `audit key` "
					    "printed them");
		return false;
	}
	add_own_key(trust, audit_key_path(settings->audit.key_file));
	for (size_t i = 0; i < settings->audit.n_public_keys; i++)
		if (!add_key(trust, settings->audit.public_keys[i]))
			ctl_message("audit.public_keys: entry %zu is not 64 hex digits", i + 1);
	if (trust->n_keys > 0)
		return true;
	ctl_message("there is no key to trust: give --public-key HEX as `audit key` printed it, or "
		    "put it in audit.public_keys");
	*ret_exit = CTL_FAILED;
	return false;
}

bool audit_trust_has(const struct audit_trust *trust, const unsigned char key[AUDIT_KEY_BYTES])
{
	for (size_t i = 0; i < trust->n_keys; i++)
		if (memcmp(trust->keys[i], key, AUDIT_KEY_BYTES) == 0)
			return true;
	return false;
}

/* ---- Heads ---- */

/* A line of the head file, or of a log that syslog wrote it to. */
static void read_head(struct audit_trust *trust, const char *line)
{
	const char *at = strstr(line, "concernd-audit-head ");
	char hex[AUDIT_KEY_HEX];
	long long number;

	if (at == NULL || sscanf(at, "concernd-audit-head %lld %64s", &number, hex) != 2)
		return;
	trust->heads = arena_grow(&trust->arena, trust->heads, trust->n_heads, &trust->heads_room,
				  sizeof *trust->heads);
	trust->heads[trust->n_heads].number = number;
	trust->n_heads += audit_unhex(hex, trust->heads[trust->n_heads].hash);
}

static int compare_heads(const void *a, const void *b)
{
	int64_t left = ((const struct audit_noted *)a)->number;
	int64_t right = ((const struct audit_noted *)b)->number;

	return (left > right) - (left < right);
}

static bool read_heads(struct audit_trust *trust, const char *path, int *ret_exit)
{
	char line[1024];
	FILE *file = fopen(path, "re");

	if (file == NULL) {
		ctl_message("cannot read the heads in %s: %s", path, strerror(errno));
		*ret_exit = CTL_FAILED;
		return false;
	}
	while (fgets(line, sizeof line, file) != NULL)
		read_head(trust, line);
	fclose(file);
	if (trust->n_heads > 0)
		qsort(trust->heads, trust->n_heads, sizeof *trust->heads, compare_heads);
	return true;
}

bool audit_trust_agrees(const struct audit_trust *trust, int64_t number,
			const unsigned char hash[AUDIT_HASH_BYTES])
{
	size_t low = 0, high = trust->n_heads;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (trust->heads[middle].number < number)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < trust->n_heads && trust->heads[low].number == number; low++)
		if (memcmp(trust->heads[low].hash, hash, AUDIT_HASH_BYTES) != 0)
			return false;
	return true;
}

int64_t audit_trust_newest(const struct audit_trust *trust)
{
	return trust->n_heads > 0 ? trust->heads[trust->n_heads - 1].number : 0;
}

/* ---- Both ---- */

bool audit_trust_read(struct audit_trust *ret, const struct settings *settings,
		      const char *public_key, const char *head, int *ret_exit)
{
	const char *path = head != NULL ? head : settings->audit.head_file;

	*ret = (struct audit_trust){ .n_keys = 0 };
	arena_init(&ret->arena);
	if (read_keys(ret, settings, public_key, ret_exit) &&
	    (path[0] == '\0' || read_heads(ret, path, ret_exit)))
		return true;
	audit_trust_done(ret);
	return false;
}

void audit_trust_done(struct audit_trust *trust)
{
	arena_done(&trust->arena);
}
