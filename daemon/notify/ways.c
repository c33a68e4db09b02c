/* SPDX-License-Identifier: Apache-2.0 */
#include "ways.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

enum { SECRET_LINE = 256 };

void ways_init(struct ways *ways, struct event_base *base)
{
	*ways = (struct ways){ .outgoing = outgoing_new(base), .password = "" };
	arena_init(&ways->arena);
}

void ways_done(struct ways *ways)
{
	outgoing_free(ways->outgoing);
	arena_done(&ways->arena);
}

/* Hands over the lines of a file that are not blank; false when it cannot be read, or the last was
 * not taken. */
static bool read_lines(const char *path, bool (*take)(void *into, const char *line), void *into,
		       struct err *err)
{
	char line[SECRET_LINE];
	FILE *file = fopen(path, "re");
	bool ok = true;

	if (file == NULL)
		return err_set(err, ERR_FATAL, "%s cannot be read: %s", path, strerror(errno));
	while (ok && fgets(line, sizeof line, file) != NULL) {
		line[strcspn(line, "\r\n")] = '\0';
		ok = line[strspn(line, " \t")] == '\0' || take(into, line);
	}
	if (!ok)
		err_set(err, ERR_FATAL, "%s holds a line that is not as it should be", path);
	sodium_memzero(line, sizeof line);
	fclose(file);
	return ok;
}

static bool take_key(void *into, const char *line)
{
	struct key_ring *ring = into;

	return ring->n < RING_KEYS && signing_key_parse(line, &ring->keys[ring->n]) &&
	       (ring->n++, true);
}

static bool read_ring(const struct recipient *recipient, struct key_ring *ring, struct err *err)
{
	if (recipient->channel != RECIPIENT_WEBHOOK)
		return true;
	if (!read_lines(recipient->secret_file, take_key, ring, err)) {
		ring->n = 0;
		return false;
	}
	return ring->n > 0 ||
	       err_set(err, ERR_FATAL, "%s holds no secret: write whsec_…, one a line",
		       recipient->secret_file);
}

static bool take_password(void *into, const char *line)
{
	struct ways *ways = into;

	ways->password = arena_strdup(&ways->arena, line);
	return true;
}

bool ways_change(struct ways *ways, const struct settings *settings, struct err *err)
{
	struct network *networks;
	size_t n = 0;
	bool ok = true;

	arena_done(&ways->arena);
	arena_init(&ways->arena);
	ways->settings = settings;
	ways->password = "";
	ways->rings = arena_new(&ways->arena, settings->n_recipients, sizeof *ways->rings);
	for (size_t i = 0; i < settings->n_recipients; i++)
		ok = read_ring(&settings->recipients[i], &ways->rings[i], ok ? err : NULL) && ok;
	if (*settings->mail.password_file != '\0')
		ok = read_lines(settings->mail.password_file, take_password, ways,
				ok ? err : NULL) &&
		     ok;
	networks = arena_new(&ways->arena, settings->webhooks.n_networks, sizeof *networks);
	for (size_t i = 0; i < settings->webhooks.n_networks; i++)
		n += network_parse(settings->webhooks.networks[i], &networks[n]);
	ways->reach = (struct reach){ networks, n, settings->webhooks.loopback_for_tests };
	return ok;
}

const struct recipient *ways_recipient(const struct ways *ways, const char *name,
				       enum recipient_channel channel)
{
	const struct recipient *recipient = ways->settings != NULL
						    ? settings_recipient(ways->settings, name)
						    : NULL;

	return recipient != NULL && recipient->channel == channel ? recipient : NULL;
}

void ways_hash_address(const char *address, unsigned char ret[ADDRESS_HASH_BYTES])
{
	crypto_generichash(ret, ADDRESS_HASH_BYTES, (const unsigned char *)address, strlen(address),
			   NULL, 0);
}
