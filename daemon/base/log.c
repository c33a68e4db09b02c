/* SPDX-License-Identifier: Apache-2.0 */
#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>

/* The one place with writable globals: where lines go, and the level. */
static const char *log_name = "concernd";
static enum log_target log_target = LOG_TO_STDERR;
static int log_level = LOG_INFO;

static const char *const words[] = { "emergency", "alert",  "critical", "error",
				     "warning",   "notice", "info",     "debug" };

void log_open(const char *name, enum log_target target)
{
	log_name = name;
	log_target = target;
	if (target == LOG_TO_SYSLOG)
		openlog(name, LOG_PID | LOG_NDELAY, LOG_DAEMON);
}

void log_set_level(int level)
{
	log_level = level;
}

void log_line(int priority, const char *fmt, ...)
{
	char text[1024];
	va_list args;

	if (priority > log_level)
		return;
	va_start(args, fmt);
	vsnprintf(text, sizeof text, fmt, args);
	va_end(args);
	if (log_target == LOG_TO_SYSLOG)
		syslog(priority, "%s", text);
	else if (log_target == LOG_TO_JOURNAL)
		fprintf(stderr, "<%d>%s\n", priority, text);
	else
		fprintf(stderr, "%s: %s: %s\n", log_name, words[priority & LOG_PRIMASK], text);
}
