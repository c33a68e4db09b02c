/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_BASE_LOG_H
#define CONCERND_BASE_LOG_H

#include <syslog.h>

/*
 * The daemon's own voice, for ops staff. Only callbacks entered from the event loop, main and ctl
 * log; everything below returns a struct err instead. Never a name, birth date, number, record id
 * or summary of a person in a line: tests plant canaries and search for them.
 */

enum log_target {
	LOG_TO_STDERR,  /* "concernd: warning: text" */
	LOG_TO_SYSLOG,  /* facility daemon */
	LOG_TO_JOURNAL, /* stderr with <N> priority prefixes, as systemd reads them */
};

/* Chooses where lines go; `name` (static) stands in front of each. Call once, first thing. */
void log_open(const char *name, enum log_target target);

/* Lines less urgent than level (LOG_ERR … LOG_DEBUG of syslog.h) are left out. */
void log_set_level(int level);

/* One line at a syslog priority. */
void log_line(int priority, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#define log_error(...)   log_line(LOG_ERR, __VA_ARGS__)
#define log_warning(...) log_line(LOG_WARNING, __VA_ARGS__)
#define log_notice(...)  log_line(LOG_NOTICE, __VA_ARGS__)
#define log_info(...)    log_line(LOG_INFO, __VA_ARGS__)
#define log_debug(...)   log_line(LOG_DEBUG, __VA_ARGS__)

#endif
