/* SPDX-License-Identifier: Apache-2.0 */
#include "config/settings.h"

#include <ctype.h>
#include <libgen.h>
#include <stddef.h>
#include <string.h>
#include <syslog.h>

#include "reader.h"
#include "settings_table.h"
#include "tree.h"

/* Reading concernd.conf by its table. */

/* ---- Senders ---- */

static int hex_value(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = c != '\0' ? strchr(digits, tolower((unsigned char)c)) : NULL;

	return at != NULL ? (int)(at - digits) : -1;
}

static bool parse_hash(const char *text, uint8_t out[TOKEN_HASH_BYTES])
{
	if (strlen(text) != 2 * TOKEN_HASH_BYTES)
		return false;
	for (size_t i = 0; i < TOKEN_HASH_BYTES; i++) {
		int high = hex_value(text[2 * i]), low = hex_value(text[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		out[i] = (uint8_t)(high * 16 + low);
	}
	return true;
}

void settings_read_tokens(struct reader *reader, const config_setting_t *setting, void *into)
{
	struct sender *sender = into;
	const char *const *texts;
	size_t n;

	if (!reader_texts(reader, setting, 0, 16, &texts, &n))
		return;
	sender->token_sha256 = arena_new(reader->arena, n, TOKEN_HASH_BYTES);
	for (size_t i = 0; i < n; i++)
		if (parse_hash(texts[i], sender->token_sha256[sender->n_tokens]))
			sender->n_tokens++;
		else /* its text is not shown: it may be the token itself */
			reader_error(
				reader, config_setting_get_elem(setting, (unsigned int)i),
				"write the 64 hex digits that printf %s TOKEN | sha256sum gives",
				"is no SHA-256 hash");
}

struct code_entries {
	struct code *list;
	size_t n;
};

static const struct key code_keys[] = {
	{ .name = "from",
	  .type = KEY_TEXT,
	  .at = offsetof(struct code, from),
	  .required = true,
	  .help = "what the sender writes" },
	{ .name = "to",
	  .type = KEY_TEXT,
	  .at = offsetof(struct code, to),
	  .required = true,
	  .help = "our word for it" },
	{ 0 },
};

void settings_read_codes(struct reader *reader, const config_setting_t *setting, void *into)
{
	struct sender *sender = into;
	struct key keys[CODE_KINDS + 1] = { 0 };
	struct code_entries entries[CODE_KINDS] = { 0 };

	if (!config_setting_is_group(setting)) {
		reader_error(reader, setting,
			     "write codes = { category = ( { from = \"DV\"; "
			     "to = \"domestic-abuse\"; } ); };",
			     "is %s, where a group is wanted", reader_type_name(setting));
		return;
	}
	for (size_t i = 0; i < CODE_KINDS; i++)
		keys[i] = (struct key){
			.name = code_kind_name((enum code_kind)i),
			.type = KEY_LIST,
			.at = i * sizeof *entries + offsetof(struct code_entries, list),
			.count_at = i * sizeof *entries + offsetof(struct code_entries, n),
			.keys = code_keys,
			.size = sizeof(struct code),
			.place_at = offsetof(struct code, place) + 1,
		};
	reader_group(reader, setting, tree_place(setting), keys, entries);
	for (size_t i = 0; i < CODE_KINDS; i++) {
		sender->codes[i].list = entries[i].list;
		sender->codes[i].n = entries[i].n;
	}
}

void settings_after_sender(struct reader *reader, const config_setting_t *setting, void *into)
{
	const struct sender *sender = into;

	if (sender->name != NULL)
		reader_name_ok(reader, setting, sender->name);
	if (sender->n_tokens == 0 && sender->n_certificate_names == 0)
		reader_warning(reader, setting, "give it token_sha256 or certificate_names",
			       "has no credential: nobody can send as it over the network");
	for (size_t i = 0; i < sender->n_certificate_names; i++)
		if (strncmp(sender->certificate_names[i], "URI:", 4) != 0 &&
		    strncmp(sender->certificate_names[i], "DNS:", 4) != 0)
			reader_error(reader,
				     config_setting_get_member(setting, "certificate_names"),
				     "write \"DNS:host.example\" or \"URI:spiffe://…\"",
				     "has an entry that begins with neither DNS: nor URI:");
}

/* ---- The file ---- */

static void add_built_in_schemes(struct settings *settings)
{
	static const struct scheme built_in[] = {
		{ "nhs", "NHS number", SCHEME_NHS, 32, { "", 0 } },
		{ "upn", "Unique pupil number", SCHEME_UPN, 32, { "", 0 } },
	};
	struct scheme *all = arena_new(&settings->arena, settings->n_schemes + 2, sizeof *all);
	size_t n = 0;

	for (size_t i = 0; i < 2; i++)
		if (settings_scheme(settings, built_in[i].name) == NULL)
			all[n++] = built_in[i];
	if (settings->n_schemes > 0)
		memcpy(all + n, settings->schemes, settings->n_schemes * sizeof *all);
	settings->schemes = all;
	settings->n_schemes += n;
}

/* A relative path is taken from the folder of concernd.conf. */
static const char *beside(struct arena *arena, const char *path, const char *name)
{
	if (*name == '/')
		return name;
	return arena_printf(arena, "%s/%s", dirname(arena_strdup(arena, path)), name);
}

static struct settings *read_tree(const config_setting_t *root, const char *path,
				  struct findings *findings)
{
	struct settings *settings = mem_new(1, sizeof *settings);
	struct reader reader = { .arena = &settings->arena, .findings = findings };

	arena_init(&settings->arena);
	settings->path = arena_strdup(&settings->arena, path);
	reader_group(&reader, root, (struct place){ path, 0 }, settings_keys, settings);
	settings->rules = beside(&settings->arena, path, settings->rules);
	if (findings->n_errors == 0) /* else what is compared may be missing */
		settings_check_together(settings, findings, root);
	add_built_in_schemes(settings);
	return settings;
}

static struct settings *unless_wrong(struct settings *settings, size_t errors_before,
				     const struct findings *findings)
{
	if (findings->n_errors == errors_before)
		return settings;
	settings_free(settings);
	return NULL;
}

static struct settings *finish(struct tree *tree, bool read, const char *path, size_t before,
			       struct findings *findings)
{
	struct settings *settings = NULL;

	if (read)
		settings =
			unless_wrong(read_tree(config_root_setting(&tree->whole), path, findings),
				     before, findings);
	if (settings != NULL)
		memcpy(settings->hash, tree->digest, sizeof settings->hash);
	tree_done(tree);
	return settings;
}

struct settings *settings_read_file(const char *path, struct findings *findings)
{
	size_t before = findings->n_errors;
	struct tree tree;
	bool read = tree_read_file(&tree, path, findings);

	return finish(&tree, read, path, before, findings);
}

struct settings *settings_read_text(const char *text, const char *name, struct findings *findings)
{
	size_t before = findings->n_errors;
	struct tree tree;
	bool read = tree_read_text(&tree, text, name, findings);

	return finish(&tree, read, name, before, findings);
}

struct settings *settings_standard(void)
{
	struct findings findings;

	findings_init(&findings);
	struct settings *settings = read_tree(NULL, "concernd.conf", &findings);

	findings_done(&findings);
	return settings;
}

void settings_free(struct settings *settings)
{
	if (settings == NULL)
		return;
	arena_done(&settings->arena);
	mem_free(settings);
}

const struct sender *settings_sender(const struct settings *settings, const char *name)
{
	for (size_t i = 0; i < settings->n_senders; i++)
		if (strcmp(settings->senders[i].name, name) == 0)
			return &settings->senders[i];
	return NULL;
}

const struct scheme *settings_scheme(const struct settings *settings, const char *name)
{
	for (size_t i = 0; i < settings->n_schemes; i++)
		if (settings->schemes[i].name != NULL &&
		    strcmp(settings->schemes[i].name, name) == 0)
			return &settings->schemes[i];
	return NULL;
}

const struct handling *settings_handling(const struct settings *settings, const char *name)
{
	for (size_t i = 0; i < settings->n_handlings; i++)
		if (strcmp(settings->handlings[i].name, name) == 0)
			return &settings->handlings[i];
	return NULL;
}

const struct recipient *settings_recipient(const struct settings *settings, const char *name)
{
	for (size_t i = 0; i < settings->n_recipients; i++)
		if (settings->recipients[i].name != NULL &&
		    strcmp(settings->recipients[i].name, name) == 0)
			return &settings->recipients[i];
	return NULL;
}

const char *sender_code(const struct sender *sender, enum code_kind kind, const char *code)
{
	for (size_t i = 0; i < sender->codes[kind].n; i++)
		if (strcmp(sender->codes[kind].list[i].from, code) == 0)
			return sender->codes[kind].list[i].to;
	return code;
}

const char *code_kind_name(enum code_kind kind)
{
	static const char *const names[CODE_KINDS] = {
		[CODE_AGENCY] = "agency",     [CODE_CATEGORY] = "category",
		[CODE_OUTCOME] = "outcome",   [CODE_GRADE] = "grade",
		[CODE_ABOUT] = "about",       [CODE_SEX] = "sex",
		[CODE_FACTOR] = "factor",     [CODE_CONTACT_SOURCE] = "contact_source",
		[CODE_HANDLING] = "handling", [CODE_SCHEME] = "scheme",
	};

	return names[kind];
}
