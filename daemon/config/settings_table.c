/* SPDX-License-Identifier: Apache-2.0 */
#include "settings_table.h"

#include <stddef.h>
#include <syslog.h>

#include "config/settings.h"

/* One row a setting, in the order of config/concernd.conf, which names the same settings (a test
 * compares them). */

#define AT(member) .at = offsetof(struct settings, member)
#define OF(type, member) .at = offsetof(struct type, member)

static const struct choice log_levels[] = {
	{ "error", LOG_ERR },	{ "warning", LOG_WARNING }, { "notice", LOG_NOTICE },
	{ "info", LOG_INFO },	{ "debug", LOG_DEBUG },	    { NULL, 0 },
};
static const struct choice records[] = {
	{ "own", RECORDS_OWN }, { "per-event", RECORDS_PER_EVENT }, { NULL, 0 },
};
static const struct choice resends[] = {
	{ "refuse", RESEND_REFUSE }, { "amend", RESEND_AMEND }, { NULL, 0 },
};
static const struct choice scheme_checks[] = {
	{ "free", SCHEME_FREE }, { "nhs", SCHEME_NHS }, { "upn", SCHEME_UPN }, { NULL, 0 },
};

static const struct key events_keys[] = {
	{ .name = "address", .type = KEY_TEXT, OF(listen_settings, address), .standard = "127.0.0.1",
	  .help = "where to listen; \"\" for no TCP; any but loopback needs a certificate" },
	{ .name = "port", .type = KEY_NUMBER, OF(listen_settings, port), .low = 0, .high = 65535,
	  .standard = "8440", .help = "TCP port; 0 lets the kernel choose, the log tells which" },
	{ .name = "unix", .type = KEY_TEXT, OF(listen_settings, unix_path), .standard = "",
	  .help = "path of a unix socket to listen on as well; \"\" for none" },
	{ .name = "tls_certificate", .type = KEY_TEXT, OF(listen_settings, tls_certificate),
	  .standard = "", .help = "PEM file of the certificate and its chain; \"\" for plain" },
	{ .name = "tls_key", .type = KEY_TEXT, OF(listen_settings, tls_key), .standard = "",
	  .help = "PEM file of its key; read again on reload" },
	{ .name = "tls_client_ca", .type = KEY_TEXT, OF(listen_settings, tls_client_ca), .standard = "",
	  .help = "PEM file of the authorities whose client certificates are believed" },
	{ .name = "backlog", .type = KEY_NUMBER, OF(listen_settings, backlog), .low = 1, .high = 65535,
	  .standard = "1024", .unit = "connections", .help = "that wait to be accepted" },
	{ .name = "connections", .type = KEY_NUMBER, OF(listen_settings, connections), .low = 1,
	  .high = 100000, .standard = "10000", .unit = "connections",
	  .help = "at once; the next ones wait in the backlog" },
	{ .name = "header_bytes", .type = KEY_NUMBER, OF(listen_settings, header_bytes), .low = 1024,
	  .high = 1048576, .standard = "16384", .unit = "bytes",
	  .help = "of the header of one request, at most" },
	{ .name = "body_bytes", .type = KEY_NUMBER, OF(listen_settings, body_bytes), .low = 1024,
	  .high = 268435456, .standard = "8388608", .unit = "bytes",
	  .help = "of the body of one request, at most; more is answered 413" },
	{ .name = "header_seconds", .type = KEY_NUMBER, OF(listen_settings, header_seconds), .low = 1,
	  .high = 3600, .standard = "10", .unit = "seconds",
	  .help = "for the TLS handshake and the header to be there; a drip is cut off" },
	{ .name = "body_seconds", .type = KEY_NUMBER, OF(listen_settings, body_seconds), .low = 1,
	  .high = 3600, .standard = "30", .unit = "seconds", .help = "for the body to be there" },
	{ .name = "idle_seconds", .type = KEY_NUMBER, OF(listen_settings, idle_seconds), .low = 1,
	  .high = 86400, .standard = "120", .unit = "seconds",
	  .help = "that a connection may stay open between requests" },
	{ 0 },
};

static const struct key people_keys[] = {
	{ .name = "address", .type = KEY_TEXT, OF(listen_settings, address), .standard = "127.0.0.1",
	  .help = "where to listen; \"\" for no TCP; any but loopback needs a certificate" },
	{ .name = "port", .type = KEY_NUMBER, OF(listen_settings, port), .low = 0, .high = 65535,
	  .standard = "8441", .help = "TCP port; 0 lets the kernel choose, the log tells which" },
	{ .name = "unix", .type = KEY_TEXT, OF(listen_settings, unix_path), .standard = "",
	  .help = "path of a unix socket to listen on as well; \"\" for none" },
	{ .name = "tls_certificate", .type = KEY_TEXT, OF(listen_settings, tls_certificate),
	  .standard = "", .help = "PEM file of the certificate and its chain; \"\" for plain" },
	{ .name = "tls_key", .type = KEY_TEXT, OF(listen_settings, tls_key), .standard = "",
	  .help = "PEM file of its key; read again on reload" },
	{ .name = "tls_client_ca", .type = KEY_TEXT, OF(listen_settings, tls_client_ca), .standard = "",
	  .help = "PEM file of the authorities whose client certificates are believed" },
	{ .name = "backlog", .type = KEY_NUMBER, OF(listen_settings, backlog), .low = 1, .high = 65535,
	  .standard = "1024", .unit = "connections", .help = "that wait to be accepted" },
	{ .name = "connections", .type = KEY_NUMBER, OF(listen_settings, connections), .low = 1,
	  .high = 100000, .standard = "1000", .unit = "connections",
	  .help = "at once; the next ones wait in the backlog" },
	{ .name = "header_bytes", .type = KEY_NUMBER, OF(listen_settings, header_bytes), .low = 1024,
	  .high = 1048576, .standard = "16384", .unit = "bytes",
	  .help = "of the header of one request, at most" },
	{ .name = "body_bytes", .type = KEY_NUMBER, OF(listen_settings, body_bytes), .low = 1024,
	  .high = 268435456, .standard = "8388608", .unit = "bytes",
	  .help = "of the body of one request, at most; more is answered 413" },
	{ .name = "header_seconds", .type = KEY_NUMBER, OF(listen_settings, header_seconds), .low = 1,
	  .high = 3600, .standard = "10", .unit = "seconds",
	  .help = "for the TLS handshake and the header to be there; a drip is cut off" },
	{ .name = "body_seconds", .type = KEY_NUMBER, OF(listen_settings, body_seconds), .low = 1,
	  .high = 3600, .standard = "30", .unit = "seconds", .help = "for the body to be there" },
	{ .name = "idle_seconds", .type = KEY_NUMBER, OF(listen_settings, idle_seconds), .low = 1,
	  .high = 86400, .standard = "120", .unit = "seconds",
	  .help = "that a connection may stay open between requests" },
	{ 0 },
};

static const struct key database_keys[] = {
	{ .name = "conninfo", .type = KEY_TEXT, AT(database.conninfo),
	  .standard = "dbname=concernd user=concernd_runtime target_session_attrs=read-write",
	  .help = "how to reach PostgreSQL, as libpq reads it; several hosts for failover" },
	{ .name = "connections", .type = KEY_NUMBER, AT(database.connections), .low = 1, .high = 64,
	  .standard = "4", .unit = "connections", .help = "to the database, kept open" },
	{ .name = "deadline_seconds", .type = KEY_NUMBER, AT(database.deadline_seconds), .low = 1,
	  .high = 600, .standard = "20", .unit = "seconds",
	  .help = "for one transaction; then its connection is dropped and senders told to retry" },
	{ .name = "unsafe_server_ok", .type = KEY_YES_NO, AT(database.unsafe_server_ok),
	  .standard = "false",
	  .help = "tests only: start on a server that may lose what was acknowledged (fsync off)" },
	{ 0 },
};

static const struct key queue_keys[] = {
	{ .name = "waiting", .type = KEY_NUMBER, AT(queue.waiting), .low = 1, .high = 1000000,
	  .standard = "20000", .unit = "events",
	  .help = "that wait for the database, at most; above it senders are answered 503" },
	{ .name = "transaction", .type = KEY_NUMBER, AT(queue.transaction), .low = 1,
	  .high = 10000, .standard = "500", .unit = "events",
	  .help = "in one transaction, at most" },
	{ 0 },
};

static const struct key retention_keys[] = {
	{ .name = "nfa_contacts", .type = KEY_SPAN, AT(retention.nfa_contacts), .low = 1,
	  .spans = SPANS_EXACT | SPANS_MONTHS | SPANS_EVER, .standard = "6 years",
	  .help = "that contacts closed with no further action are kept; rules cannot look further" },
	{ .name = "contacts", .type = KEY_SPAN, AT(retention.contacts), .low = 1,
	  .spans = SPANS_EXACT | SPANS_MONTHS | SPANS_EVER, .standard = "25 years",
	  .help = "that all other contacts are kept" },
	{ .name = "alerts", .type = KEY_SPAN, AT(retention.alerts), .low = 1,
	  .spans = SPANS_EXACT | SPANS_MONTHS | SPANS_EVER, .standard = "25 years",
	  .help = "that alerts and decisions are kept" },
	{ 0 },
};

static const struct key notify_keys[] = {
	{ .name = "log", .type = KEY_YES_NO, AT(notify.log), .standard = "true",
	  .help = "alerts as lines of the daemon's own log, where there is nothing else" },
	{ .name = "syslog", .type = KEY_YES_NO, AT(notify.syslog), .standard = "true",
	  .help = "alerts to syslog: message id, alert id, rule, level; nothing of the person" },
	{ .name = "journal", .type = KEY_YES_NO, AT(notify.journal), .standard = "true",
	  .help = "the same to the systemd journal, as fields" },
	{ 0 },
};

static const struct key sender_keys[] = {
	{ .name = "name", .type = KEY_TEXT, OF(sender, name), .required = true,
	  .help = "stands in logs, counts and receipts" },
	{ .name = "agencies", .type = KEY_TEXTS, OF(sender, agencies),
	  .count_at = offsetof(struct sender, n_agencies), .low = 1, .high = 32, .required = true,
	  .help = "agencies of rules.conf that it may speak for; the first is the default" },
	{ .name = "sources", .type = KEY_TEXTS, OF(sender, sources),
	  .count_at = offsetof(struct sender, n_sources), .low = 1, .high = 64, .required = true,
	  .help = "CloudEvents `source` values that are its own" },
	{ .name = "token_sha256", .type = KEY_OTHER, .read = settings_read_tokens,
	  .unit = "list of texts",
	  .help = "SHA-256, in hex, of each bearer token it may show; two while one is replaced" },
	{ .name = "certificate_names", .type = KEY_TEXTS, OF(sender, certificate_names),
	  .count_at = offsetof(struct sender, n_certificate_names), .low = 0, .high = 16,
	  .help = "names in its client certificate: \"DNS:…\" or \"URI:…\"" },
	{ .name = "records", .type = KEY_CHOICE, OF(sender, records), .choices = records,
	  .standard = "own",
	  .help = "per-event: it has no lasting id of a child, so `record` may be left out" },
	{ .name = "resend", .type = KEY_CHOICE, OF(sender, resend), .choices = resends,
	  .standard = "refuse",
	  .help = "amend: the same id with other data amends; for systems that send again on change" },
	{ .name = "loading", .type = KEY_YES_NO, OF(sender, loading), .standard = "false",
	  .help = "true while it loads old contacts: all it sends is history and raises nothing" },
	{ .name = "rate", .type = KEY_NUMBER, OF(sender, rate), .low = 0, .high = 100000,
	  .standard = "0", .unit = "events a second",
	  .help = "over time; 0 for no limit; above it 429" },
	{ .name = "burst", .type = KEY_NUMBER, OF(sender, burst), .low = 1, .high = 1000000,
	  .standard = "5000", .unit = "events", .help = "at once above the rate: a night's batch" },
	{ .name = "codes", .type = KEY_OTHER, .read = settings_read_codes, .unit = "code maps",
	  .help = "its own codes, and our words for them" },
	{ 0 },
};

static const struct key scheme_keys[] = {
	{ .name = "name", .type = KEY_TEXT, OF(scheme, name), .required = true,
	  .help = "as senders write it in `scheme`" },
	{ .name = "title", .type = KEY_TEXT, OF(scheme, title), .standard = "",
	  .help = "as people read it" },
	{ .name = "check", .type = KEY_CHOICE, OF(scheme, check), .choices = scheme_checks,
	  .standard = "free", .help = "how a value is checked" },
	{ .name = "longest", .type = KEY_NUMBER, OF(scheme, longest), .low = 1, .high = 200,
	  .standard = "64", .unit = "characters", .help = "of a value" },
	{ 0 },
};

static const struct key handling_keys[] = {
	{ .name = "name", .type = KEY_TEXT, OF(handling, name), .required = true,
	  .help = "as senders write it in `handling`" },
	{ .name = "title", .type = KEY_TEXT, OF(handling, title), .standard = "",
	  .help = "as people read it" },
	{ 0 },
};

static const struct key inbox_keys[] = {
	{ .name = "path", .type = KEY_TEXT, OF(inbox, path), .required = true,
	  .help = "folder; a file renamed into it is taken in, then moved to done/ or refused/" },
	{ .name = "sender", .type = KEY_TEXT, OF(inbox, sender), .required = true,
	  .help = "the sender as whom its files are taken" },
	{ 0 },
};

const struct key settings_keys[] = {
	{ .name = "database", .type = KEY_GROUP, .keys = database_keys },
	{ .name = "events", .type = KEY_GROUP, AT(events), .keys = events_keys },
	{ .name = "batch_events", .type = KEY_NUMBER, AT(batch_events), .low = 1, .high = 100000,
	  .standard = "5000", .unit = "events",
	  .help = "in one POST or inbox file, at most; more is answered 413" },
	{ .name = "queue", .type = KEY_GROUP, .keys = queue_keys },
	{ .name = "people", .type = KEY_GROUP, AT(people), .keys = people_keys },
	{ .name = "senders", .type = KEY_LIST, AT(senders),
	  .count_at = offsetof(struct settings, n_senders), .high = 1000, .keys = sender_keys,
	  .size = sizeof(struct sender), .place_at = offsetof(struct sender, place) + 1,
	  .after = settings_after_sender },
	{ .name = "schemes", .type = KEY_LIST, AT(schemes),
	  .count_at = offsetof(struct settings, n_schemes), .high = 100, .keys = scheme_keys,
	  .size = sizeof(struct scheme), .place_at = offsetof(struct scheme, place) + 1 },
	{ .name = "handling", .type = KEY_LIST, AT(handlings),
	  .count_at = offsetof(struct settings, n_handlings), .high = 100, .keys = handling_keys,
	  .size = sizeof(struct handling), .place_at = offsetof(struct handling, place) + 1 },
	{ .name = "inboxes", .type = KEY_LIST, AT(inboxes),
	  .count_at = offsetof(struct settings, n_inboxes), .high = 100, .keys = inbox_keys,
	  .size = sizeof(struct inbox), .place_at = offsetof(struct inbox, place) + 1 },
	{ .name = "notify", .type = KEY_GROUP, .keys = notify_keys },
	{ .name = "retention", .type = KEY_GROUP, .keys = retention_keys },
	{ .name = "rules", .type = KEY_TEXT, AT(rules), .standard = "rules.conf",
	  .help = "the file of words and rules; a relative path starts beside this file" },
	{ .name = "log_level", .type = KEY_CHOICE, AT(log_level), .choices = log_levels,
	  .standard = "info", .help = "the least urgent lines that the log shows" },
	{ .name = "stop_seconds", .type = KEY_NUMBER, AT(stop_seconds), .low = 1, .high = 600,
	  .standard = "25", .unit = "seconds",
	  .help = "that what is under way may take at a stop; systemd waits longer" },
	{ 0 },
};

/* ---- The table as its readers see it ---- */

static const char *type_name(const struct key *key)
{
	static const char *const names[] = {
		[KEY_TEXT] = "text",	     [KEY_NUMBER] = "number",  [KEY_REAL] = "number",
		[KEY_YES_NO] = "yes or no",  [KEY_SPAN] = "span",      [KEY_CHOICE] = "one of a few",
		[KEY_TEXTS] = "list of texts", [KEY_GROUP] = "group",  [KEY_LIST] = "list",
		[KEY_OTHER] = "list",	     [KEY_LATER] = "not yet",
	};

	return names[key->type];
}

static void fill(const struct key *group, const struct key *key, struct setting *ret)
{
	*ret = (struct setting){
		.group = group != NULL ? group->name : "",
		.name = key->name,
		.type = type_name(key),
		.standard = key->required ? NULL : key->standard != NULL ? key->standard : "",
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
