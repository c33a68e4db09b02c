/* SPDX-License-Identifier: Apache-2.0 */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool err_set(struct err *err, enum err_kind kind, const char *fmt, ...)
{
	if (err == NULL)
		return false;
	char text[sizeof err->text]; /* an argument may be err->text itself */
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof text, fmt, args);
	va_end(args);
	err->kind = kind;
	memcpy(err->text, text, sizeof text);
	return false;
}

bool err_prefix(struct err *err, const char *fmt, ...)
{
	if (err == NULL)
		return false;
	char prefix[sizeof err->text];
	char text[2 * sizeof err->text];
	va_list args;

	va_start(args, fmt);
	vsnprintf(prefix, sizeof prefix, fmt, args);
	va_end(args);
	snprintf(text, sizeof text, "%s%s", prefix, err->text);
	memcpy(err->text, text, sizeof err->text - 1);
	err->text[sizeof err->text - 1] = '\0';
	return false;
}

const char *err_kind_name(enum err_kind kind)
{
	static const char *const names[] = { "none", "input", "retry", "fatal" };

	return names[kind];
}
