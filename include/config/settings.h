/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CONFIG_SETTINGS_H
#define CONCERND_CONFIG_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"
#include "base/span.h"
#include "config/findings.h"
#include "identity/weights.h"

/*
 * concernd.conf, read: where the daemon listens, whom it believes, where it stores and whom it
 * tells. What alerts rise by is not here but in rules.conf (config/ruleset.h). Every setting is a
 * row of one table, with type, range, default, unit and help: settings_table().
 */

/* Where a listener listens. Plain (no certificate) only on loopback or a unix socket. */
struct listen_settings {
	const char *address;         /* "127.0.0.1", "::1", "0.0.0.0"; "" for no TCP listener */
	int port;                    /* 0: the kernel chooses, and the log tells which */
	const char *unix_path;       /* "" for none */
	const char *tls_certificate; /* PEM files; "" for plain */
	const char *tls_key;
	const char *tls_client_ca; /* whose client certificates are believed; "" asks for none */
	int backlog;               /* connections that wait to be accepted */
	int connections;           /* at most so many at once */
	int header_bytes;          /* at most, of one request */
	int body_bytes;
	int header_seconds; /* deadlines: handshake and header, */
	int body_seconds;   /* body, */
	int idle_seconds;   /* and between requests of a kept connection */
};

enum sender_records {
	RECORDS_OWN,       /* each child has the sender's own record id */
	RECORDS_PER_EVENT, /* the sender has none that last: `record` may be left out */
};

enum sender_resend {
	RESEND_REFUSE, /* same source and id, other data: refused */
	RESEND_AMEND,  /* taken as an amendment */
};

/* What a code map translates. */
enum code_kind {
	CODE_AGENCY,
	CODE_CATEGORY,
	CODE_OUTCOME,
	CODE_GRADE,
	CODE_ABOUT,
	CODE_SEX,
	CODE_CONTACT_SOURCE,
	CODE_FACTOR,
	CODE_HANDLING,
	CODE_SCHEME,
	CODE_KINDS,
};

/* One entry of a code map: what the sender writes, and what we write for it. */
struct code {
	const char *from, *to;
	struct place place;
};

enum { TOKEN_HASH_BYTES = 32 };

/* One system allowed to send. */
struct sender {
	const char *name;
	const char *const *agencies; /* it may speak for; the first is the default. One or more */
	size_t n_agencies;
	const char *const *sources; /* CloudEvents `source` values that are its own. One or more */
	size_t n_sources;
	uint8_t (*token_sha256)[TOKEN_HASH_BYTES]; /* of each token that it may show */
	size_t n_tokens;
	const char *const *certificate_names; /* SANs: "URI:…" or "DNS:…" */
	size_t n_certificate_names;
	enum sender_records records;
	enum sender_resend resend;
	bool loading;             /* all that it sends is history */
	const char *feedback_to;  /* a recipient that hears of decisions; "": it asks itself */
	struct span silent_after; /* nothing for so long is told to ops; SPAN_EVER: never */
	int rate;                 /* events a second, over time; 0: no limit */
	int burst;                /* events at once above that */
	struct {
		struct code *list;
		size_t n;
	} codes[CODE_KINDS];
	struct place place;
};

/* How the value of an identifier is checked. */
enum scheme_check { SCHEME_FREE, SCHEME_NHS, SCHEME_UPN };

/* A scheme of identifiers that senders may use. `nhs` and `upn` are always there. */
struct scheme {
	const char *name, *title;
	enum scheme_check check;
	int longest; /* characters */
	struct place place;
};

/* A mark that limits who may read a summary. */
struct handling {
	const char *name, *title;
	const char *const *readers; /* roles, or names of people; none: nobody */
	size_t n_readers;
	struct place place;
};

/* A folder in which files are taken in as if a sender had posted them. */
struct inbox {
	const char *path;
	const char *sender; /* the name of one */
	struct place place;
};

/* Ways to a recipient by name. Those that need none are in struct settings, notify. */
enum recipient_channel { RECIPIENT_EMAIL, RECIPIENT_WEBHOOK };

/* Somebody, or something, that is told by name. */
struct recipient {
	const char *name;
	enum recipient_channel channel;
	const char *address;       /* of mail, or a URL */
	const char *const *people; /* who read what arrives there, by the names they sign in with */
	size_t n_people;
	const char *secret_file; /* of a webhook: its signing secrets, one a line */
	struct place place;
};

/* How the mail server is spoken to. */
enum smtp_tls { SMTP_STARTTLS, SMTP_TLS, SMTP_PLAIN };

struct settings {
	struct arena arena;
	unsigned char hash[CONFIG_HASH_BYTES]; /* BLAKE2b of the files */
	const char *path;                      /* of concernd.conf, as given */
	const char
		*rules; /* path of rules.conf; a relative one is taken from beside concernd.conf */

	struct {
		const char *conninfo; /* libpq's: host list, dbname, … */
		int connections;
		int deadline_seconds; /* of one transaction */
		bool unsafe_server_ok;
	} database;

	struct listen_settings events; /* for senders */
	struct listen_settings people; /* for people and tools: /healthz, /metrics, … */
	struct {
		const char *folder;             /* of the page's files */
		const char *council, *title;    /* stand on top of every page */
		const char *phase, *phase_text; /* phase "": no banner */
	} page;
	int batch_events; /* in one POST or file, at most */

	struct {
		const char *proxy_user;   /* whose process may say who a person is; "" for nobody */
		const char *proxy_header; /* in which it says so */
		int idle_minutes;         /* unused so long, a session is over; */
		int session_hours;        /* so long after its beginning in any case */
		int lock_after;           /* wrong passwords in a row close an account */
		int lock_minutes;         /* for so long */
		int sign_ins_a_minute;    /* from one address, at most */
		int glass_minutes;        /* a restricted record stays open so long */
	} access;

	struct {
		int waiting;     /* events that wait for a transaction, at most: above it 503 */
		int transaction; /* events in one transaction, at most */
	} queue;

	struct {
		struct span nfa_contacts;   /* contacts closed with nfa */
		struct span contacts;       /* all others */
		struct span alerts;         /* alerts and decisions */
		struct span children;       /* of whom nothing else is left */
		struct span refused;        /* what was refused, once it is settled */
		struct span notices;        /* that were delivered or given up */
		struct span sessions;       /* that are over */
		struct span audit_personal; /* reasons and names in the audit; its rows stay */
	} retention;

	struct {
		const char
			*key_file; /* of the key that signs; "": systemd's credential audit-key */
		const char *head_file;          /* gets each head of the chain; "" for none */
		const char *const *public_keys; /* of keys that signed before, in hex */
		size_t n_public_keys;
	} audit;

	struct {
		bool log;
		bool syslog;
		bool journal;
		const char *syslog_socket, *journal_socket; /* where they read */
		const char *const *ops; /* recipients that are told what ops must see to */
		size_t n_ops;
		const char *const *auditors; /* and of restricted records that were opened */
		size_t n_auditors;
		struct span give_up_after; /* a notice is tried for so long */
		const char *feedback_ask;  /* whom an agency may ask about a decision */
	} notify;

	struct weights identity; /* how records are matched */
	const char *public_url;  /* where people find the alerts; "": notices carry no link */

	struct {
		const char *server; /* "host:port"; "" for none */
		enum smtp_tls tls;
		const char *from;
		const char *user, *password_file; /* "": the server asks for none */
		const char *ca_file;              /* "": the system's */
	} mail;

	struct {
		const char *const *hosts; /* that webhooks may go to */
		size_t n_hosts;
		const char *const *networks; /* besides the open internet */
		size_t n_networks;
		const char *ca_file;
		bool loopback_for_tests;
	} webhooks;

	struct recipient *recipients;
	size_t n_recipients;

	int log_level;         /* LOG_ERR … LOG_DEBUG of syslog.h */
	int look_back_an_hour; /* children that new rules judge in the background; 0: none */
	int stop_seconds;      /* SIGTERM: what is under way may take so long */

	struct sender *senders;
	size_t n_senders;
	struct scheme *schemes;
	size_t n_schemes;
	struct handling *handlings;
	size_t n_handlings;
	struct inbox *inboxes;
	size_t n_inboxes;
};

/*
 * Reads and checks a concernd.conf, what it includes, and PATH.d/ *.conf in order of their names:
 * there a single value replaces an earlier one, a list adds to it. Every mistake is added to
 * findings; NULL if there is an error among them, else the caller's, freed by settings_free().
 */
struct settings *settings_read_file(const char *path, struct findings *findings);

/* The same from a text; `name` stands for the file in findings and for relative paths. */
struct settings *settings_read_text(const char *text, const char *name, struct findings *findings);

/* All defaults, as from an empty file: no senders, the built-in schemes. The caller frees it. */
struct settings *settings_standard(void);

void settings_free(struct settings *settings);

/* The sender, scheme or handling mark of that name; NULL if there is none. */
const struct sender *settings_sender(const struct settings *settings, const char *name);
const struct scheme *settings_scheme(const struct settings *settings, const char *name);
const struct handling *settings_handling(const struct settings *settings, const char *name);

/* The recipient of that name; NULL if there is none. */
const struct recipient *settings_recipient(const struct settings *settings, const char *name);

/* What we write for a code of the sender: the map's word, else the code itself. */
const char *sender_code(const struct sender *sender, enum code_kind kind, const char *code);

/* "agency", "category", …: the name of a code map, as in the config and in an event's data. */
const char *code_kind_name(enum code_kind kind);

/* One row of the table of settings, for help and for tests. Static storage. */
struct setting {
	const char *group;    /* "events", "senders"; "" for a setting that stands by itself */
	const char *name;     /* "port" */
	const char *type;     /* "text", "number", "yes or no", "span", … */
	const char *standard; /* the default, without quotes; NULL where it must be given */
	const char *unit;     /* "seconds"; "" where there is none */
	int64_t low, high;    /* numbers only */
	const char *help;     /* what it is, and why one would change it */
};

/* The i-th setting in the order of the shipped file; false when there are no more. */
bool settings_table(size_t i, struct setting *ret);

#endif
