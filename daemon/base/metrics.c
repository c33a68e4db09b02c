/* SPDX-License-Identifier: Apache-2.0 */
#include "base/metrics.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"

void metrics_init(struct metrics *metrics)
{
	*metrics = (struct metrics){ 0 };
}

void metrics_done(struct metrics *metrics)
{
	mem_free(metrics->text);
	metrics_init(metrics);
}

static void put_bytes(struct metrics *metrics, const char *bytes, size_t n)
{
	if (metrics->room - metrics->length < n + 1) {
		metrics->room = 2 * metrics->room + n + 4096;
		metrics->text = mem_resize(metrics->text, metrics->room, 1);
	}
	memcpy(metrics->text + metrics->length, bytes, n);
	metrics->length += n;
	metrics->text[metrics->length] = '\0';
}

static void put(struct metrics *metrics, const char *text)
{
	put_bytes(metrics, text, strlen(text));
}

/* In a label's value, backslash, quote and newline are written with a backslash. */
static void put_escaped(struct metrics *metrics, const char *value)
{
	for (; *value != '\0'; value++) {
		if (*value == '\n')
			put(metrics, "\\n");
		else if (*value == '\\' || *value == '"')
			put_bytes(metrics, (const char[]){ '\\', *value }, 2);
		else
			put_bytes(metrics, value, 1);
	}
}

void metrics_family(struct metrics *metrics, enum metric_type type, const char *name,
		    const char *help)
{
	const char *const parts[] = { "# HELP concernd_",
				      name,
				      " ",
				      help,
				      "\n# TYPE concernd_",
				      name,
				      type == METRIC_COUNTER ? " counter\n" : " gauge\n" };

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		put(metrics, parts[i]);
	metrics->name = name;
}

void metrics_add(struct metrics *metrics, double value, ...)
{
	const char *label, *before = "{";
	char number[32];
	va_list labels;

	put(metrics, "concernd_");
	put(metrics, metrics->name);
	va_start(labels, value);
	while ((label = va_arg(labels, const char *)) != NULL) {
		put(metrics, before);
		put(metrics, label);
		put(metrics, "=\"");
		put_escaped(metrics, va_arg(labels, const char *));
		put(metrics, "\"");
		before = ",";
	}
	va_end(labels);
	if (*before == ',')
		put(metrics, "}");
	snprintf(number, sizeof number, " %.15g\n", value);
	put(metrics, number);
}

void metrics_one(struct metrics *metrics, enum metric_type type, const char *name, const char *help,
		 double value)
{
	metrics_family(metrics, type, name, help);
	metrics_add(metrics, value, NULL);
}
