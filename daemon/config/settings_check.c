/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "config/settings.h"
#include "identity_keys.h"
#include "settings_rows.h"
#include "settings_table.h"
#include "tree.h"

/* What the settings of concernd.conf must be together. */

/* The hint first: what is wrong is often built at the end of the call. */
static void add(struct findings *findings, enum finding_kind kind, struct place place,
		const char *hint, const char *what)
{
	findings_add(findings, kind, place, what, hint);
}

static bool is_loopback(const char *address)
{
	return *address == '\0' || strncmp(address, "127.", 4) == 0 || strcmp(address, "::1") == 0;
}

static struct place group_place(const struct settings *settings, const config_setting_t *root,
				const char *name)
{
	const config_setting_t *group = root != NULL ? config_setting_get_member(root, name) : NULL;

	return group != NULL ? tree_place(group) : (struct place){ settings->path, 0 };
}

static void check_listener(struct settings *settings, struct findings *findings,
			   const config_setting_t *root, const char *name,
			   const struct listen_settings *listener)
{
	struct place place = group_place(settings, root, name);
	const char *key = arena_printf(&findings->arena, "%s.", name);
	bool certificate = *listener->tls_certificate != '\0';

	if (!is_loopback(listener->address) && !certificate)
		add(findings, FINDING_ERROR, place,
		    "set tls_certificate and tls_key, or address = \"127.0.0.1\"",
		    arena_printf(&findings->arena,
				 "%saddress is no loopback address, and there is no TLS: what is "
				 "said of children would cross the network in the clear",
				 key));
	if (certificate != (*listener->tls_key != '\0'))
		add(findings, FINDING_ERROR, place, "set both, or neither",
		    arena_printf(&findings->arena, "%stls_certificate and %stls_key go together",
				 key, key));
	if (*listener->tls_client_ca != '\0' && !certificate)
		add(findings, FINDING_ERROR, place, "set tls_certificate and tls_key as well",
		    arena_printf(&findings->arena,
				 "%stls_client_ca asks for certificates, but there is no TLS",
				 key));
	if (*listener->address == '\0' && *listener->unix_path == '\0')
		add(findings, FINDING_WARNING, place, "set address or unix",
		    arena_printf(&findings->arena, "%slistens nowhere", key));
}

/* Texts of a list that must differ: each entry may have several. */
struct entries {
	const char *what;
	size_t n;
	const char *(*text)(const struct settings *settings, size_t i,
			    size_t j); /* NULL: no j-th */
	struct place (*place)(const struct settings *settings, size_t i);
};

struct text {
	const char *text;
	size_t entry;
};

static int compare_texts(const void *left, const void *right)
{
	const struct text *a = left, *b = right;
	int order = strcmp(a->text, b->text);

	return order != 0 ? order : (a->entry > b->entry) - (a->entry < b->entry);
}

/* In order of the texts, so that two that are the same stand side by side. */
static struct text *gather(const struct settings *settings, const struct entries *entries,
			   struct arena *arena, size_t *ret_n)
{
	struct text *texts = NULL;
	size_t n = 0, room = 0;

	for (size_t i = 0; i < entries->n; i++)
		for (size_t j = 0; entries->text(settings, i, j) != NULL; j++) {
			texts = arena_grow(arena, texts, n, &room, sizeof *texts);
			texts[n++] = (struct text){ entries->text(settings, i, j), i };
		}
	if (n > 0)
		qsort(texts, n, sizeof *texts, compare_texts);
	*ret_n = n;
	return texts;
}

static void check_unique(const struct settings *settings, struct findings *findings,
			 const struct entries *entries)
{
	size_t n;
	const struct text *texts = gather(settings, entries, &findings->arena, &n);

	for (size_t i = 1; i < n; i++)
		if (strcmp(texts[i - 1].text, texts[i].text) == 0)
			add(findings, FINDING_ERROR, entries->place(settings, texts[i].entry),
			    "each must belong to one",
			    arena_printf(&findings->arena, "two have the same %s: \"%s\"",
					 entries->what, texts[i].text));
}

static const char *sender_name(const struct settings *settings, size_t i, size_t j)
{
	return j == 0 ? settings->senders[i].name : NULL;
}

static const char *sender_source(const struct settings *settings, size_t i, size_t j)
{
	return j < settings->senders[i].n_sources ? settings->senders[i].sources[j] : NULL;
}

static const char *sender_certificate(const struct settings *settings, size_t i, size_t j)
{
	const struct sender *sender = &settings->senders[i];

	return j < sender->n_certificate_names ? sender->certificate_names[j] : NULL;
}

static struct place sender_place(const struct settings *settings, size_t i)
{
	return settings->senders[i].place;
}

static const char *scheme_name(const struct settings *settings, size_t i, size_t j)
{
	return j == 0 ? settings->schemes[i].name : NULL;
}

static struct place scheme_place(const struct settings *settings, size_t i)
{
	return settings->schemes[i].place;
}

static const char *inbox_path(const struct settings *settings, size_t i, size_t j)
{
	return j == 0 ? settings->inboxes[i].path : NULL;
}

static struct place inbox_place(const struct settings *settings, size_t i)
{
	return settings->inboxes[i].place;
}

static bool share_a_token(const struct sender *a, const struct sender *b)
{
	for (size_t i = 0; i < a->n_tokens; i++)
		for (size_t j = 0; j < b->n_tokens; j++)
			if (memcmp(a->token_sha256[i], b->token_sha256[j], TOKEN_HASH_BYTES) == 0)
				return true;
	return false;
}

/* One token must tell which sender it is. */
static void check_tokens(const struct settings *settings, struct findings *findings)
{
	for (size_t i = 0; i < settings->n_senders; i++)
		for (size_t j = 0; j < i; j++)
			if (share_a_token(&settings->senders[i], &settings->senders[j]))
				add(findings, FINDING_ERROR, settings->senders[i].place,
				    "give each sender a token of its own",
				    "two senders have the same token");
}

static void check_inboxes(struct settings *settings, struct findings *findings)
{
	for (size_t i = 0; i < settings->n_inboxes; i++)
		if (settings->inboxes[i].sender != NULL &&
		    settings_sender(settings, settings->inboxes[i].sender) == NULL)
			add(findings, FINDING_ERROR, settings->inboxes[i].place,
			    "name one of senders",
			    arena_printf(&findings->arena, "inboxes: there is no sender \"%s\"",
					 settings->inboxes[i].sender));
}

static void check_access(struct settings *settings, struct findings *findings,
			 const config_setting_t *root)
{
	const config_setting_t *group = root != NULL ? config_setting_get_member(root, "access")
						     : NULL;
	struct place place = group != NULL ? tree_place(group)
					   : (struct place){ settings->path, 0 };

	if (*settings->access.proxy_user == '\0')
		return;
	if (*settings->people.unix_path == '\0')
		add(findings, FINDING_ERROR, place, "set people.unix to where the proxy connects",
		    "access.proxy_user is believed on the unix socket alone, and people has none");
	if (*settings->access.proxy_header == '\0')
		add(findings, FINDING_ERROR, place, "write proxy_header = \"X-Remote-User\"",
		    "access.proxy_header names no header");
}

void settings_check_together(struct settings *settings, struct findings *findings,
			     const config_setting_t *root)
{
	size_t n = settings->n_senders;
	const struct entries unique[] = {
		{ "sender name", n, sender_name, sender_place },
		{ "source", n, sender_source, sender_place },
		{ "certificate name", n, sender_certificate, sender_place },
		{ "scheme", settings->n_schemes, scheme_name, scheme_place },
		{ "inbox path", settings->n_inboxes, inbox_path, inbox_place },
	};

	check_listener(settings, findings, root, "events", &settings->events);
	check_listener(settings, findings, root, "people", &settings->people);
	for (size_t i = 0; i < sizeof unique / sizeof *unique; i++)
		check_unique(settings, findings, &unique[i]);
	check_access(settings, findings, root);
	check_tokens(settings, findings);
	check_inboxes(settings, findings);
	identity_check(&settings->identity, group_place(settings, root, "identity"), findings);
	settings_check_notify(settings, findings, root);
}
