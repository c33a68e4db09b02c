/* SPDX-License-Identifier: Apache-2.0 */
#include "settings_table.h"

#include <stddef.h>
#include <syslog.h>

#include "config/settings.h"
#include "identity_keys.h"
#include "settings_rows.h"

/* One row a setting, in the order of config/concernd.conf, which names the same settings (a test
 * compares them). */

#define S(member) offsetof(struct settings, member)
#define L(member) offsetof(struct listen_settings, member)
#define N(member) offsetof(struct sender, member)
#define M(member) offsetof(struct scheme, member)
#define H(member) offsetof(struct handling, member)
#define I(member) offsetof(struct inbox, member)

static const struct choice log_levels[] = {
	{ "error", LOG_ERR }, { "warning", LOG_WARNING }, { "notice", LOG_NOTICE },
	{ "info", LOG_INFO }, { "debug", LOG_DEBUG },     { NULL, 0 },
};
static const struct choice records[] = {
	{ "own", RECORDS_OWN },
	{ "per-event", RECORDS_PER_EVENT },
	{ NULL, 0 },
};
static const struct choice resends[] = {
	{ "refuse", RESEND_REFUSE },
	{ "amend", RESEND_AMEND },
	{ NULL, 0 },
};
static const struct choice scheme_checks[] = {
	{ "free", SCHEME_FREE },
	{ "nhs", SCHEME_NHS },
	{ "upn", SCHEME_UPN },
	{ NULL, 0 },
};
#define LISTENER(port_, connections_)                                                          \
	TEXT("address", L(address), "127.0.0.1",                                               \
	     "where to listen; \"\" for no TCP; any but loopback needs a certificate"),        \
		NUMBER("port", L(port), 0, 65535, port_, "",                                   \
		       "TCP port; 0 lets the kernel choose, the log tells which"),             \
		TEXT("unix", L(unix_path), "",                                                 \
		     "path of a unix socket to listen on as well; \"\" for none"),             \
		TEXT("tls_certificate", L(tls_certificate), "",                                \
		     "PEM file of the certificate and its chain; \"\" for plain"),             \
		TEXT("tls_key", L(tls_key), "", "PEM file of its key; read again on reload"),  \
		TEXT("tls_client_ca", L(tls_client_ca), "",                                    \
		     "PEM file of the authorities whose client certificates are believed"),    \
		NUMBER("backlog", L(backlog), 1, 65535, "1024", "connections",                 \
		       "that wait to be accepted"),                                            \
		NUMBER("connections", L(connections), 1, 100000, connections_, "connections",  \
		       "at once; the next ones wait in the backlog"),                          \
		NUMBER("header_bytes", L(header_bytes), 1024, 1048576, "16384", "bytes",       \
		       "of the header of one request, at most"),                               \
		NUMBER("body_bytes", L(body_bytes), 1024, 268435456, "8388608", "bytes",       \
		       "of the body of one request, at most; more is answered 413"),           \
		NUMBER("header_seconds", L(header_seconds), 1, 3600, "10", "seconds",          \
		       "for the TLS handshake and the header to be there; a drip is cut off"), \
		NUMBER("body_seconds", L(body_seconds), 1, 3600, "30", "seconds",              \
		       "for the body to be there"),                                            \
		NUMBER("idle_seconds", L(idle_seconds), 1, 86400, "120", "seconds",            \
		       "that a connection may stay open between requests"),                    \
	{                                                                                      \
		0                                                                              \
	}

static const struct key events_keys[] = { LISTENER("8440", "10000") };
static const struct key people_keys[] = { LISTENER("8441", "1000") };

static const struct key page_keys[] = {
	TEXT("folder", S(page.folder), "/usr/share/concernd/web",
	     "of the page's files, as make install puts them there; read at the start"),
	TEXT("council", S(page.council), "", "whose page it is, on top of it"),
	TEXT("title", S(page.title), "Repeat concerns", "what the page calls itself"),
	TEXT("phase", S(page.phase), "", "a word such as \"Beta\" in a banner; \"\" for no banner"),
	TEXT("phase_text", S(page.phase_text), "",
	     "the rest of the banner: whom to tell what is wrong"),
	{ 0 },
};

static const struct key access_keys[] = {
	TEXT("proxy_user", S(access.proxy_user), "",
	     "the user (name or number) as whom the single sign-on's proxy connects to "
	     "people.unix; "
	     "\"\" for none"),
	TEXT("proxy_header", S(access.proxy_header), "X-Remote-User",
	     "the header in which the proxy names the person; refused from anybody else"),
	NUMBER("idle_minutes", S(access.idle_minutes), 1, 1440, "30", "minutes",
	       "that a session may stay unused"),
	NUMBER("session_hours", S(access.session_hours), 1, 168, "12", "hours",
	       "after which people sign in again in any case"),
	NUMBER("lock_after", S(access.lock_after), 1, 100, "5", "wrong passwords",
	       "in a row that close an account for a while"),
	NUMBER("lock_minutes", S(access.lock_minutes), 1, 1440, "15", "minutes",
	       "that it stays closed"),
	NUMBER("sign_ins_a_minute", S(access.sign_ins_a_minute), 1, 10000, "20", "attempts",
	       "to sign in from one address; above it 429"),
	NUMBER("glass_minutes", S(access.glass_minutes), 1, 1440, "60", "minutes",
	       "that a restricted record stays open to who opened it with a reason"),
	{ 0 },
};

static const struct key database_keys[] = {
	TEXT("conninfo", S(database.conninfo),
	     "dbname=concernd user=concernd_runtime target_session_attrs=read-write",
	     "how to reach PostgreSQL, as libpq reads it; several hosts for failover"),
	NUMBER("connections", S(database.connections), 1, 64, "4", "connections",
	       "to the database, kept open"),
	NUMBER("deadline_seconds", S(database.deadline_seconds), 1, 600, "20", "seconds",
	       "for one transaction; then its connection is dropped and senders told to retry"),
	YES_NO("unsafe_server_ok", S(database.unsafe_server_ok), "false",
	       "tests only: start on a server that may lose what was acknowledged (fsync off)"),
	{ 0 },
};

static const struct key queue_keys[] = {
	NUMBER("waiting", S(queue.waiting), 1, 1000000, "20000", "events",
	       "that wait for the database, at most; above it senders are answered 503"),
	NUMBER("transaction", S(queue.transaction), 1, 10000, "500", "events",
	       "in one transaction, at most"),
	{ 0 },
};

static const struct key retention_keys[] = {
	SPAN("nfa_contacts", S(retention.nfa_contacts), "6 years",
	     "that contacts closed with no further action are kept; rules cannot look further"),
	SPAN("contacts", S(retention.contacts), "25 years", "that all other contacts are kept"),
	SPAN("alerts", S(retention.alerts), "25 years",
	     "that alerts and decisions are kept, and as long as a contact of their evidence is"),
	SPAN("children", S(retention.children), "6 years",
	     "after it was first heard of, that a child is kept of whom nothing else is left"),
	SPAN("refused", S(retention.refused), "1 year",
	     "that what was refused is kept once it was replayed or discarded; until then for "
	     "ever"),
	SPAN("notices", S(retention.notices), "2 years",
	     "that notices are kept once they were delivered or given up"),
	SPAN("sessions", S(retention.sessions), "90 days", "that sessions are kept once over"),
	SPAN("audit_personal", S(retention.audit_personal), "25 years",
	     "that reasons and names in the audit are kept; its rows stay, and still verify"),
	{ 0 },
};

static const struct key audit_keys[] = {
	TEXT("key_file", S(audit.key_file), "",
	     "of the key that signs the audit's chain (`concernctl audit key FILE` makes one); "
	     "\"\": "
	     "systemd's credential audit-key"),
	TEXT("head_file", S(audit.head_file), "",
	     "gets a line for each head of the chain, best on a disk that the database's admins "
	     "cannot write; \"\" for none"),
	{ .name = "public_keys",
	  .type = KEY_TEXTS,
	  .at = S(audit.public_keys),
	  .count_at = offsetof(struct settings, audit.n_public_keys),
	  .low = 0,
	  .high = 64,
	  .help = "in hex, of keys that signed before; `audit verify` trusts them and key_file's" },
	{ 0 },
};

static const struct key sender_keys[] = {
	NEEDED("name", N(name), "stands in logs, counts and receipts"),
	{ .name = "agencies",
	  .type = KEY_TEXTS,
	  .at = N(agencies),
	  .count_at = offsetof(struct sender, n_agencies),
	  .low = 1,
	  .high = 32,
	  .required = true,
	  .help = "agencies of rules.conf that it may speak for; the first is the default" },
	{ .name = "sources",
	  .type = KEY_TEXTS,
	  .at = N(sources),
	  .count_at = offsetof(struct sender, n_sources),
	  .low = 1,
	  .high = 64,
	  .required = true,
	  .help = "CloudEvents `source` values that are its own" },
	{ .name = "token_sha256",
	  .type = KEY_OTHER,
	  .read = settings_read_tokens,
	  .unit = "list of texts",
	  .help = "SHA-256, in hex, of each bearer token it may show; two while one is replaced" },
	{ .name = "certificate_names",
	  .type = KEY_TEXTS,
	  .at = N(certificate_names),
	  .count_at = offsetof(struct sender, n_certificate_names),
	  .low = 0,
	  .high = 16,
	  .help = "names in its client certificate: \"DNS:…\" or \"URI:…\"" },
	CHOICE("records", N(records), records, "own",
	       "per-event: it has no lasting id of a child, so `record` may be left out"),
	CHOICE("resend", N(resend), resends, "refuse",
	       "amend: the same id with other data amends; for systems that send again on change"),
	YES_NO("loading", N(loading), "false",
	       "true while it loads old contacts: all it sends is history and raises nothing"),
	NUMBER("rate", N(rate), 0, 100000, "0", "events a second",
	       "over time; 0 for no limit; above it 429"),
	NUMBER("burst", N(burst), 1, 1000000, "5000", "events",
	       "at once above the rate: a night's batch"),
	TEXT("feedback_to", N(feedback_to), "",
	     "recipient that hears what was decided on its contacts; \"\": it asks, by GET"),
	SPAN("silent_after", N(silent_after), "ever",
	     "nothing from it for so long is told to ops; ever: its own rhythm alone says when"),
	{ .name = "codes",
	  .type = KEY_OTHER,
	  .read = settings_read_codes,
	  .unit = "code maps",
	  .help = "its own codes, and our words for them" },
	{ 0 },
};

static const struct key scheme_keys[] = {
	NEEDED("name", M(name), "as senders write it in `scheme`"),
	TEXT("title", M(title), "", "as people read it"),
	CHOICE("check", M(check), scheme_checks, "free", "how a value is checked"),
	NUMBER("longest", M(longest), 1, 200, "64", "characters", "of a value"),
	{ 0 },
};

static const struct key handling_keys[] = {
	NEEDED("name", H(name), "as senders write it in `handling`"),
	TEXT("title", H(title), "", "as people read it"),
	{ .name = "readers",
	  .type = KEY_TEXTS,
	  .at = H(readers),
	  .count_at = offsetof(struct handling, n_readers),
	  .low = 0,
	  .high = 200,
	  .help = "roles (\"manager\") or people who may read such a summary; none: nobody" },
	{ 0 },
};

static const struct key inbox_keys[] = {
	NEEDED("path", I(path),
	       "folder; a file renamed into it is taken in, then moved to done/ or refused/"),
	NEEDED("sender", I(sender), "the sender as whom its files are taken"),
	{ 0 },
};

const struct key settings_keys[] = {
	{ .name = "database", .type = KEY_GROUP, .keys = database_keys },
	{ .name = "events", .type = KEY_GROUP, .at = S(events), .keys = events_keys },
	NUMBER("batch_events", S(batch_events), 1, 100000, "5000", "events",
	       "in one POST or inbox file, at most; more is answered 413"),
	{ .name = "queue", .type = KEY_GROUP, .keys = queue_keys },
	{ .name = "people", .type = KEY_GROUP, .at = S(people), .keys = people_keys },
	{ .name = "page", .type = KEY_GROUP, .keys = page_keys },
	{ .name = "access", .type = KEY_GROUP, .keys = access_keys },
	{ .name = "senders",
	  .type = KEY_LIST,
	  .at = S(senders),
	  .count_at = offsetof(struct settings, n_senders),
	  .high = 1000,
	  .keys = sender_keys,
	  .size = sizeof(struct sender),
	  .place_at = offsetof(struct sender, place) + 1,
	  .after = settings_after_sender },
	{ .name = "schemes",
	  .type = KEY_LIST,
	  .at = S(schemes),
	  .count_at = offsetof(struct settings, n_schemes),
	  .high = 100,
	  .keys = scheme_keys,
	  .size = sizeof(struct scheme),
	  .place_at = offsetof(struct scheme, place) + 1 },
	{ .name = "handling",
	  .type = KEY_LIST,
	  .at = S(handlings),
	  .count_at = offsetof(struct settings, n_handlings),
	  .high = 100,
	  .keys = handling_keys,
	  .size = sizeof(struct handling),
	  .place_at = offsetof(struct handling, place) + 1 },
	{ .name = "inboxes",
	  .type = KEY_LIST,
	  .at = S(inboxes),
	  .count_at = offsetof(struct settings, n_inboxes),
	  .high = 100,
	  .keys = inbox_keys,
	  .size = sizeof(struct inbox),
	  .place_at = offsetof(struct inbox, place) + 1 },
	{ .name = "notify", .type = KEY_GROUP, .keys = settings_notify_keys },
	TEXT("public_url", S(public_url), "",
	     "where people reach the alerts, as https://concernd.example; \"\" for no link"),
	{ .name = "mail", .type = KEY_GROUP, .keys = settings_mail_keys },
	{ .name = "webhooks", .type = KEY_GROUP, .keys = settings_webhook_keys },
	{ .name = "recipients",
	  .type = KEY_LIST,
	  .at = S(recipients),
	  .count_at = offsetof(struct settings, n_recipients),
	  .high = 1000,
	  .keys = settings_recipient_keys,
	  .size = sizeof(struct recipient),
	  .place_at = offsetof(struct recipient, place) + 1 },
	{ .name = "audit", .type = KEY_GROUP, .keys = audit_keys },
	{ .name = "retention", .type = KEY_GROUP, .keys = retention_keys },
	{ .name = "identity", .type = KEY_GROUP, .at = S(identity), .keys = identity_keys },
	TEXT("rules", S(rules), "rules.conf",
	     "the file of words and rules; a relative path starts beside this file"),
	CHOICE("log_level", S(log_level), log_levels, "info",
	       "the least urgent lines that the log shows"),
	NUMBER("look_back_an_hour", S(look_back_an_hour), 0, 10000000, "36000", "children",
	       "on file that new rules judge in the background, over all daemons; 0 for none"),
	NUMBER("stop_seconds", S(stop_seconds), 1, 600, "25", "seconds",
	       "that what is under way may take at a stop; systemd waits longer"),
	{ 0 },
};

/* ---- The table as its readers see it ---- */

static const char *type_name(const struct key *key)
{
	static const char *const names[] = {
		[KEY_TEXT] = "text",           [KEY_NUMBER] = "number",
		[KEY_REAL] = "number",         [KEY_YES_NO] = "yes or no",
		[KEY_SPAN] = "span",           [KEY_CHOICE] = "one of a few",
		[KEY_TEXTS] = "list of texts", [KEY_GROUP] = "group",
		[KEY_LIST] = "list",           [KEY_OTHER] = "list",

	};

	return names[key->type];
}

static void fill(const struct key *group, const struct key *key, struct setting *ret)
{
	*ret = (struct setting){
		.group = group != NULL ? group->name : "",
		.name = key->name,
		.type = type_name(key),
		.standard = key->required           ? NULL
			    : key->standard != NULL ? key->standard
						    : "",
		.unit = key->unit != NULL ? key->unit : "",
		.low = key->low,
		.high = key->high,
		.help = key->help,
	};
}

bool settings_table(size_t i, struct setting *ret)
{
	for (const struct key *key = settings_keys; key->name != NULL; key++) {
		if (key->keys == NULL && i-- == 0) {
			fill(NULL, key, ret);
			return true;
		}
		for (const struct key *in = key->keys; in != NULL && in->name != NULL; in++)
			if (i-- == 0) {
				fill(key, in, ret);
				return true;
			}
	}
	return false;
}
