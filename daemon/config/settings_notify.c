/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>
#include <strings.h>

#include "base/network.h"
#include "nearest.h"
#include "settings_rows.h"
#include "tree.h"

/* Whom concernd tells, and by what: the rows of concernd.conf, and what they must be together. */

#define S(member) offsetof(struct settings, member)
#define R(member) offsetof(struct recipient, member)

/* Words that stand beside recipients in routes and ladders. */
static const char *const reserved[] = { "log", "syslog", "journal", "holder", "routes" };

static const struct choice recipient_channels[] = {
	{ "email", RECIPIENT_EMAIL },
	{ "webhook", RECIPIENT_WEBHOOK },
	{ NULL, 0 },
};
static const struct choice smtp_tls[] = {
	{ "starttls", SMTP_STARTTLS },
	{ "tls", SMTP_TLS },
	{ "plain", SMTP_PLAIN },
	{ NULL, 0 },
};

const struct key settings_notify_keys[] = {
	YES_NO("log", S(notify.log), "true",
	       "alerts as lines of the daemon's own log, where there is nothing else"),
	YES_NO("syslog", S(notify.syslog), "true",
	       "alerts to syslog: message id, alert id, rule, level; nothing of the person"),
	YES_NO("journal", S(notify.journal), "true", "the same to the systemd journal, as fields"),
	TEXT("syslog_socket", S(notify.syslog_socket), "/dev/log", "where syslog reads"),
	TEXT("journal_socket", S(notify.journal_socket), "/run/systemd/journal/socket",
	     "where the systemd journal reads"),
	TEXTS("ops", S(notify.ops), S(notify.n_ops), 16,
	      "recipients that are told of silent feeds and of notices that were given up"),
	TEXTS("auditors", S(notify.auditors), S(notify.n_auditors), 16,
	      "recipients that are told when somebody opens a restricted family's record"),
	{ .name = "give_up_after",
	  .type = KEY_SPAN,
	  .at = S(notify.give_up_after),
	  .low = 1,
	  .spans = SPANS_EXACT,
	  .standard = "5 days",
	  .help = "that a notice is tried; then it is kept as dead, to be tried anew by a person" },
	TEXT("feedback_ask", S(notify.feedback_ask), "",
	     "whom an agency may ask about a decision; stands in its feedback"),
	{ 0 },
};

const struct key settings_mail_keys[] = {
	TEXT("server", S(mail.server), "", "the mail server, as host:port; \"\" for no mail"),
	CHOICE("tls", S(mail.tls), smtp_tls, "starttls",
	       "starttls, which the server must offer; tls from the first byte; plain on loopback"),
	TEXT("from", S(mail.from), "", "the sender's address"),
	TEXT("user", S(mail.user), "", "to sign in with; \"\" where the server asks for none"),
	TEXT("password_file", S(mail.password_file), "", "a file that holds its password"),
	TEXT("ca_file", S(mail.ca_file), "",
	     "PEM file of who signs the server's certificate; \"\" for the system's"),
	{ 0 },
};

const struct key settings_webhook_keys[] = {
	TEXTS("hosts", S(webhooks.hosts), S(webhooks.n_hosts), 64,
	      "names of hosts that webhooks may go to; no other"),
	TEXTS("networks", S(webhooks.networks), S(webhooks.n_networks), 64,
	      "networks that those names may lead to besides the open internet, as 10.1.0.0/16"),
	TEXT("ca_file", S(webhooks.ca_file), "",
	     "PEM file of who signs their certificates; \"\" for the system's"),
	YES_NO("loopback_for_tests", S(webhooks.loopback_for_tests), "false",
	       "tests only: http, and this machine"),
	{ 0 },
};

const struct key settings_recipient_keys[] = {
	NEEDED("name", R(name), "as routes and ladders of rules.conf name it"),
	{ .name = "channel",
	  .type = KEY_CHOICE,
	  .at = R(channel),
	  .choices = recipient_channels,
	  .required = true,
	  .help = "email or webhook" },
	NEEDED("address", R(address), "an address of mail, or an https URL"),
	TEXTS("people", R(people), R(n_people), 200,
	      "who read what arrives there, by the names they sign in with"),
	TEXT("secret_file", R(secret_file), "",
	     "of a webhook: its signing secrets (whsec_…), one a line; two while one is replaced"),
	{ 0 },
};

/* ---- What must go together --------------------------------------------------------------------- */

struct checking {
	const struct settings *settings;
	struct findings *findings;
	const config_setting_t *root;
};

static struct place place_of(const struct checking *checking, const char *group)
{
	const config_setting_t *found = checking->root != NULL
						? config_setting_get_member(checking->root, group)
						: NULL;

	return found != NULL ? tree_place(found) : (struct place){ checking->settings->path, 0 };
}

static void add(const struct checking *checking, struct place place, const char *what,
		const char *hint)
{
	findings_add(checking->findings, FINDING_ERROR, place, what, hint);
}

static const char *nearest_recipient(const struct settings *settings, const char *name,
				     struct arena *arena)
{
	struct nearest nearest;

	nearest_begin(&nearest, name);
	for (size_t i = 0; i < settings->n_recipients; i++)
		nearest_try(&nearest, settings->recipients[i].name);
	return nearest.best != NULL ? arena_printf(arena, "did you mean \"%s\"?", nearest.best)
				    : "declare it in recipients";
}

static void check_name(const struct checking *checking, struct place place, const char *what,
		       const char *name)
{
	struct arena *arena = &checking->findings->arena;

	if (settings_recipient(checking->settings, name) == NULL)
		add(checking, place,
		    arena_printf(arena, "%s names \"%s\", which is no recipient", what, name),
		    nearest_recipient(checking->settings, name, arena));
}

/* One @ with something on both sides, nothing that would end a command of SMTP. */
static bool is_mail_address(const char *text)
{
	const char *at = strchr(text, '@');

	return at != NULL && at != text && at[1] != '\0' && strchr(at + 1, '@') == NULL &&
	       strpbrk(text, " \t\r\n<>,;\"") == NULL && strlen(text) < 255;
}

/* The host of "https://host:port/…", lower case, in the arena; NULL for any other text. */
static const char *host_of(const char *url, bool plain_ok, struct arena *arena)
{
	const char *from = strncmp(url, "https://", 8) == 0              ? url + 8
			   : plain_ok && strncmp(url, "http://", 7) == 0 ? url + 7
									 : NULL;

	if (from == NULL || strpbrk(url, " \t\r\n@\\") != NULL)
		return NULL;
	size_t n = *from == '[' ? strcspn(from, "]") + 1 : strcspn(from, ":/?#");
	char *host = arena_printf(arena, "%.*s", (int)n, from);

	for (char *c = host; *c != '\0'; c++)
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c - 'A' + 'a');
	return n > 0 ? host : NULL;
}

static bool is_listed(const struct settings *settings, const char *host)
{
	for (size_t i = 0; i < settings->webhooks.n_hosts; i++)
		if (strcasecmp(settings->webhooks.hosts[i], host) == 0)
			return true;
	return false;
}

static void check_webhook(const struct checking *checking, const struct recipient *recipient)
{
	struct arena *arena = &checking->findings->arena;
	bool plain_ok = checking->settings->webhooks.loopback_for_tests;
	const char *host = host_of(recipient->address, plain_ok, arena);

	if (host == NULL)
		add(checking, recipient->place,
		    arena_printf(arena, "recipients.%s: the address of a webhook is an https URL",
				 recipient->name),
		    "write address = \"https://host.example/path\";");
	else if (!is_listed(checking->settings, host))
		add(checking, recipient->place,
		    arena_printf(arena, "recipients.%s: its host is not in webhooks.hosts",
				 recipient->name),
		    arena_printf(arena, "write webhooks = { hosts = [\"%s\"]; };", host));
	if (*recipient->secret_file == '\0')
		add(checking, recipient->place,
		    arena_printf(arena, "recipients.%s: a webhook needs a secret_file",
				 recipient->name),
		    "put a secret in it: printf 'whsec_%s\\n' \"$(openssl rand -base64 32)\"");
}

static void check_email(const struct checking *checking, const struct recipient *recipient)
{
	struct arena *arena = &checking->findings->arena;

	if (!is_mail_address(recipient->address))
		add(checking, recipient->place,
		    arena_printf(arena, "recipients.%s: that is no address of mail",
				 recipient->name),
		    "write address = \"duty@council.example\";");
	if (*checking->settings->mail.server == '\0')
		add(checking, recipient->place,
		    arena_printf(arena, "recipients.%s: there is no mail server", recipient->name),
		    "write mail = { server = \"smtp.example:587\"; from = \"…\"; };");
}

static void check_recipient(const struct checking *checking, size_t i)
{
	const struct settings *settings = checking->settings;
	const struct recipient *recipient = &settings->recipients[i];
	struct arena *arena = &checking->findings->arena;

	for (size_t j = 0; j < i; j++)
		if (strcmp(settings->recipients[j].name, recipient->name) == 0)
			add(checking, recipient->place,
			    arena_printf(arena, "two recipients have the name \"%s\"",
					 recipient->name),
			    "give each its own");
	for (size_t j = 0; j < sizeof reserved / sizeof *reserved; j++)
		if (strcmp(reserved[j], recipient->name) == 0)
			add(checking, recipient->place,
			    arena_printf(arena, "\"%s\" is a word of routes already",
					 recipient->name),
			    "give the recipient another name");
	if (recipient->channel == RECIPIENT_EMAIL)
		check_email(checking, recipient);
	else
		check_webhook(checking, recipient);
}

static bool is_loopback_server(const char *server)
{
	return strncmp(server, "127.", 4) == 0 || strncmp(server, "localhost:", 10) == 0 ||
	       strncmp(server, "[::1]:", 6) == 0;
}

static void check_mail(const struct checking *checking)
{
	const struct settings *settings = checking->settings;
	struct place place = place_of(checking, "mail");

	if (*settings->mail.server == '\0')
		return;
	if (strrchr(settings->mail.server, ':') == NULL)
		add(checking, place, "mail.server has no port",
		    "write server = \"smtp.example:587\";");
	if (!is_mail_address(settings->mail.from))
		add(checking, place, "mail.from is no address of mail",
		    "write from = \"concernd@council.example\";");
	if (settings->mail.tls == SMTP_PLAIN && !is_loopback_server(settings->mail.server))
		add(checking, place, "mail.tls = \"plain\" is for a server on this machine alone",
		    "write tls = \"starttls\";");
	if ((*settings->mail.user == '\0') != (*settings->mail.password_file == '\0'))
		add(checking, place, "mail.user and mail.password_file go together",
		    "set both, or neither");
}

static void check_networks(const struct checking *checking)
{
	const struct settings *settings = checking->settings;
	struct network network;

	for (size_t i = 0; i < settings->webhooks.n_networks; i++)
		if (!network_parse(settings->webhooks.networks[i], &network))
			add(checking, place_of(checking, "webhooks"),
			    arena_printf(&checking->findings->arena,
					 "webhooks.networks: \"%s\" is no network",
					 settings->webhooks.networks[i]),
			    "write it as \"10.1.0.0/16\"");
}

void settings_check_notify(const struct settings *settings, struct findings *findings,
			   const config_setting_t *root)
{
	const struct checking checking = { settings, findings, root };

	check_mail(&checking);
	check_networks(&checking);
	for (size_t i = 0; i < settings->n_recipients; i++)
		check_recipient(&checking, i);
	for (size_t i = 0; i < settings->notify.n_ops; i++)
		check_name(&checking, place_of(&checking, "notify"), "notify.ops",
			   settings->notify.ops[i]);
	for (size_t i = 0; i < settings->notify.n_auditors; i++)
		check_name(&checking, place_of(&checking, "notify"), "notify.auditors",
			   settings->notify.auditors[i]);
	for (size_t i = 0; i < settings->n_senders; i++)
		if (*settings->senders[i].feedback_to != '\0')
			check_name(&checking, settings->senders[i].place,
				   arena_printf(&findings->arena, "senders.%s.feedback_to",
						settings->senders[i].name),
				   settings->senders[i].feedback_to);
}
