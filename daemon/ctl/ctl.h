/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CTL_CTL_H
#define CONCERND_CTL_CTL_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/err.h"

/*
 * What the subcommands of concernctl share: options as tables of rows, exit codes, and one way to
 * print a table, JSON, a message and progress. Data goes to stdout, everything else to stderr. A
 * subcommand is a file with one function, a row in main.c's table and a line at the end of this.
 */

struct event_base;
struct ruleset;
struct settings;
struct store;

/* What concernctl ends with (SPEC section 7). */
enum ctl_exit {
	CTL_OK = 0,
	CTL_FAILED = 1,
	CTL_USAGE = 2,
	CTL_WARNINGS = 3,
	CTL_NOT_RUNNING = 4,
	CTL_DATABASE = 5,
	CTL_NOT_ALLOWED = 6,
	CTL_INTEGRITY = 7,
	CTL_NOT_FOUND = 8,
	CTL_CONFLICT = 9,
};

/* What every subcommand is given; the common options fill it. */
struct ctl {
	const char *
		config_path; /* --config, else $CONCERND_CONFIG, else /etc/concernd/concernd.conf */
	const char *rules_path; /* --rules; NULL: as concernd.conf says */
	bool config_given;      /* by --config or the environment */
	bool json;              /* --json */
};

/* ---- Options ---- */

/* One option: exactly one of flag, text and number is where its value goes. */
struct ctl_option {
	const char *name;     /* without the dashes */
	const char *argument; /* "FILE", as help shows it; NULL for a flag */
	const char *help;     /* one line, no full stop */
	bool *flag;
	const char **text;
	int64_t *number;
	int64_t low, high; /* of a number */
};

/* How a subcommand is called. */
struct ctl_usage {
	const char *call; /* "check [OPTION…] [FILE…]": what follows concernctl */
	const char *help; /* a paragraph: what it does, what it prints, what it needs */
	int least, most;  /* operands; most < 0: any number */
};

/*
 * Reads the options of a subcommand (argv[0] is its name), its own and the common ones, in any
 * order among the operands. On return *argc and *argv are the operands alone. False when there is
 * nothing more to do: --help was shown or the call was wrong; then *ret_exit is what to end with.
 */
bool ctl_options(struct ctl *ctl, const struct ctl_usage *usage, const struct ctl_option *own,
		 size_t n_own, int *argc, char ***argv, int *ret_exit);

/* The common options as rows for help and for main(), which reads those before the subcommand:
 * stops at the first operand. */
bool ctl_common_options(struct ctl *ctl, const struct ctl_usage *usage, int *argc, char ***argv,
			int *ret_exit);

/* ---- Messages ---- */

/* "concernctl: text" on stderr. */
void ctl_message(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* The same, and how to get help; returns CTL_USAGE. */
int ctl_usage_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Tells of an error and returns what to end with: CTL_FAILED for what the caller gave or an
 * operator must repair; ctl_database_failed(): CTL_DATABASE unless it is the caller's mistake. */
int ctl_failed(const struct err *err);
int ctl_database_failed(const struct err *err);

/* ---- Printing ---- */

enum ctl_colour { CTL_PLAIN, CTL_BOLD, CTL_DIM, CTL_RED, CTL_AMBER, CTL_GREEN, CTL_BLUE };

/* The escape that begins a colour on a stream, and ctl_colour(file, CTL_PLAIN) that ends it; "" when
 * the stream is no terminal, NO_COLOR is set or TERM is dumb. Static storage. */
const char *ctl_colour(FILE *file, enum ctl_colour colour);

/* One JSON value and a line end on stdout; takes the reference. */
void ctl_print_json(json_t *json);

enum { CTL_COLUMNS = 12 };

/* A table on stdout, columns as wide as their widest cell (in characters), a heading above. */
struct ctl_table {
	size_t n_columns;
	const char *headings[CTL_COLUMNS];
	bool right[CTL_COLUMNS]; /* numbers stand to the right */
	char **cells;            /* row by row */
	size_t n_cells, room;
};

/* Adds a cell, printf-formatted, to the row under way. */
void ctl_table_cell(struct ctl_table *table, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Prints the table and frees its cells. Nothing is printed, not even headings, without a row. */
void ctl_table_print(struct ctl_table *table);

/* Progress with the time left, on stderr, if that is a terminal; else nothing. */
struct ctl_progress {
	const char *what; /* "judging" */
	uint64_t total;   /* 0: not known */
	uint64_t n;
	int64_t begun_us, shown_us; /* clock_monotonic_us() */
	bool shown;
};
void ctl_progress_begin(struct ctl_progress *progress, const char *what, uint64_t total);
void ctl_progress_step(struct ctl_progress *progress, uint64_t n); /* n are done so far */
void ctl_progress_end(struct ctl_progress *progress);              /* wipes the line */

/* ---- Configuration and database ---- */

/* concernd.conf, read. NULL with *ret_exit when it does not hold: what is wrong was told. */
struct settings *ctl_settings(const struct ctl *ctl, int *ret_exit);

/* The rules file: --rules, else what concernd.conf names. Warnings are not told. NULL likewise. */
struct ruleset *ctl_ruleset(const struct ctl *ctl, int *ret_exit);

/* A connection to the database of concernd.conf, and the loop that it turns. */
struct ctl_database {
	struct settings *settings;
	struct event_base *base;
	struct store *store;
};

/* Connects, or gives up after 10 seconds. False with *ret_exit: why was told. */
bool ctl_database_open(const struct ctl *ctl, struct ctl_database *ret, int *ret_exit);

/* The same as another role of the database, which must be let in as itself. */
bool ctl_database_open_as(const struct ctl *ctl, const char *role, struct ctl_database *ret,
			  int *ret_exit);
void ctl_database_close(struct ctl_database *database);

/* "os:NAME" of who runs concernctl, for the audit; in out, which it returns. */
char *ctl_actor(char *out, size_t size);

/* A bash completion over the subcommands; name(i) is NULL behind the last. */
void ctl_print_completion(const char *(*name)(size_t i));

/* ---- Subcommands: int ctl_NAME(struct ctl *, int argc, char **argv), argv[0] being NAME ---- */

int ctl_alerts(struct ctl *ctl, int argc, char **argv);
int ctl_audit(struct ctl *ctl, int argc, char **argv);
int ctl_backtest(struct ctl *ctl, int argc, char **argv);
int ctl_child(struct ctl *ctl, int argc, char **argv);
int ctl_check(struct ctl *ctl, int argc, char **argv);
int ctl_doctor(struct ctl *ctl, int argc, char **argv);
int ctl_explain(struct ctl *ctl, int argc, char **argv);
int ctl_identity(struct ctl *ctl, int argc, char **argv);
int ctl_import(struct ctl *ctl, int argc, char **argv);
int ctl_outbox(struct ctl *ctl, int argc, char **argv);
int ctl_refused(struct ctl *ctl, int argc, char **argv);
int ctl_retention(struct ctl *ctl, int argc, char **argv);
int ctl_rules(struct ctl *ctl, int argc, char **argv);
int ctl_schema(struct ctl *ctl, int argc, char **argv);
int ctl_simulate(struct ctl *ctl, int argc, char **argv);
int ctl_status(struct ctl *ctl, int argc, char **argv);
int ctl_test(struct ctl *ctl, int argc, char **argv);
int ctl_user(struct ctl *ctl, int argc, char **argv);

#endif
