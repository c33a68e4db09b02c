/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "nearest.h"
#include "reader_private.h"
#include "tree.h"

/* Single values of a setting, and what is said when one is not as it should be. */

/* ---- Findings ---- */

static void add(struct reader *reader, enum finding_kind kind, const config_setting_t *setting,
		const char *hint, const char *fmt, va_list args)
{
	struct arena *arena = &reader->findings->arena;
	const char *path = tree_path(setting, arena);
	char text[1024];

	vsnprintf(text, sizeof text, fmt, args);
	if (*path != '\0')
		findings_add(reader->findings, kind, tree_place(setting),
			     arena_printf(arena, "%s %s", path, text), hint);
	else
		findings_add(reader->findings, kind, tree_place(setting), text, hint);
}

void reader_error(struct reader *reader, const config_setting_t *setting, const char *hint,
		  const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	add(reader, FINDING_ERROR, setting, hint, fmt, args);
	va_end(args);
}

void reader_warning(struct reader *reader, const config_setting_t *setting, const char *hint,
		    const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	add(reader, FINDING_WARNING, setting, hint, fmt, args);
	va_end(args);
}

const char *reader_type_name(const config_setting_t *setting)
{
	static const char *const names[] = {
		[CONFIG_TYPE_NONE] = "nothing",       [CONFIG_TYPE_GROUP] = "a group { … }",
		[CONFIG_TYPE_INT] = "a whole number", [CONFIG_TYPE_INT64] = "a whole number",
		[CONFIG_TYPE_FLOAT] = "a number",     [CONFIG_TYPE_STRING] = "a text",
		[CONFIG_TYPE_BOOL] = "true or false", [CONFIG_TYPE_ARRAY] = "an array [ … ]",
		[CONFIG_TYPE_LIST] = "a list ( … )",
	};

	return names[config_setting_type(setting)];
}

bool reader_wrong_type(struct reader *reader, const config_setting_t *setting, const char *wanted,
		       const char *example)
{
	const char *name = config_setting_name(setting);
	struct arena *arena = &reader->findings->arena;

	reader_error(reader, setting,
		     name == NULL ? arena_printf(arena, "write %s", example)
				  : arena_printf(arena, "write %s = %s;", name, example),
		     "is %s, where %s is wanted", reader_type_name(setting), wanted);
	return false;
}

const char *reader_join(struct reader *reader, const char *const *names, size_t n)
{
	struct arena *arena = &reader->findings->arena;
	const char *text = "";

	for (size_t i = 0; i < n; i++)
		text = arena_printf(arena, "%s%s%s", text, i > 0 ? ", " : "", names[i]);
	return text;
}

/* ---- Single values ---- */

bool reader_text(struct reader *reader, const config_setting_t *setting, const char **ret)
{
	if (config_setting_type(setting) != CONFIG_TYPE_STRING)
		return reader_wrong_type(reader, setting, "a text", "\"…\"");
	*ret = arena_strdup(reader->arena, config_setting_get_string(setting));
	return true;
}

static bool is_whole(const config_setting_t *setting)
{
	int type = config_setting_type(setting);

	return type == CONFIG_TYPE_INT || type == CONFIG_TYPE_INT64;
}

static long long whole(const config_setting_t *setting)
{
	return config_setting_type(setting) == CONFIG_TYPE_INT ? config_setting_get_int(setting)
							       : config_setting_get_int64(setting);
}

bool reader_number(struct reader *reader, const config_setting_t *setting, int64_t low,
		   int64_t high, int64_t *ret)
{
	if (!is_whole(setting))
		return reader_wrong_type(reader, setting, "a whole number",
					 arena_printf(&reader->findings->arena, "%" PRId64, low));
	if (whole(setting) < low || whole(setting) > high) {
		reader_error(reader, setting,
			     arena_printf(&reader->findings->arena,
					  "write a number from %" PRId64 " to %" PRId64, low, high),
			     "is out of range: %lld", whole(setting));
		return false;
	}
	*ret = whole(setting);
	return true;
}

bool reader_real(struct reader *reader, const config_setting_t *setting, double low, double high,
		 double *ret)
{
	bool real = config_setting_type(setting) == CONFIG_TYPE_FLOAT;

	if (!real && !is_whole(setting))
		return reader_wrong_type(reader, setting, "a number", "1.0");
	double value = real ? config_setting_get_float(setting) : (double)whole(setting);

	if (!(value >= low && value <= high)) {
		const char *from = low > 0 ? "above 0"
					   : arena_printf(&reader->findings->arena,
							  "of at least %g", low);

		reader_error(reader, setting,
			     arena_printf(&reader->findings->arena,
					  "write a number %s, and at most %g", from, high),
			     "is out of range: %g", value);
		return false;
	}
	*ret = value;
	return true;
}

static bool span_is_allowed(struct span span, unsigned spans)
{
	switch (span.unit) {
	case SPAN_EXACT:
		return spans & SPANS_EXACT;
	case SPAN_MONTHS:
		return spans & SPANS_MONTHS;
	case SPAN_EVER:
		return spans & SPANS_EVER;
	case SPAN_WORKING_DAYS:
		return spans & SPANS_WORKING;
	}
	return false;
}

static const char *span_examples(unsigned spans)
{
	if (spans & SPANS_WORKING)
		return "write hours, days, weeks, months, years or working days, as \"1 working "
		       "day\"";
	if (spans & SPANS_EVER)
		return "write hours, days, weeks, months or years, as \"90 days\", or \"ever\"";
	if (spans & SPANS_MONTHS)
		return "write hours, days, weeks, months or years, as \"90 days\"";
	return "write hours, days or weeks, as \"24 hours\"";
}

bool reader_span(struct reader *reader, const config_setting_t *setting, unsigned spans,
		 bool nothing_ok, struct span *ret)
{
	struct err err = { 0 };
	struct span span;

	if (config_setting_type(setting) != CONFIG_TYPE_STRING)
		return reader_wrong_type(reader, setting, "a span", "\"90 days\"");
	if (!span_parse(config_setting_get_string(setting), &span, &err)) {
		reader_error(reader, setting, span_examples(spans), "is no span: \"%s\"",
			     config_setting_get_string(setting));
		return false;
	}
	if (!span_is_allowed(span, spans)) {
		reader_error(reader, setting, span_examples(spans),
			     "is a span of a kind that cannot stand here: \"%s\"",
			     config_setting_get_string(setting));
		return false;
	}
	if (span.unit != SPAN_EVER && (span.n < 0 || (span.n == 0 && !nothing_ok))) {
		reader_error(reader, setting, span_examples(spans), "is out of range: \"%s\"",
			     config_setting_get_string(setting));
		return false;
	}
	*ret = span;
	return true;
}

static void report_choice(struct reader *reader, const config_setting_t *setting,
			  const struct choice *choices)
{
	struct arena *arena = &reader->findings->arena;
	struct nearest nearest;
	const char *all = "";

	nearest_begin(&nearest, config_setting_get_string(setting));
	for (const struct choice *choice = choices; choice->name != NULL; choice++) {
		nearest_try(&nearest, choice->name);
		all = arena_printf(arena, "%s%s\"%s\"", all, choice == choices ? "" : ", ",
				   choice->name);
	}
	reader_error(reader, setting,
		     nearest.best != NULL ? arena_printf(arena, "write \"%s\"", nearest.best)
					  : arena_printf(arena, "write one of %s", all),
		     "is \"%s\", which nothing is called here", nearest.word);
}

bool reader_choice(struct reader *reader, const config_setting_t *setting,
		   const struct choice *choices, int *ret)
{
	if (config_setting_type(setting) != CONFIG_TYPE_STRING)
		return reader_wrong_type(
			reader, setting, "a text",
			arena_printf(&reader->findings->arena, "\"%s\"", choices->name));
	const char *text = config_setting_get_string(setting);

	for (const struct choice *choice = choices; choice->name != NULL; choice++)
		if (strcmp(choice->name, text) == 0) {
			*ret = choice->value;
			return true;
		}
	report_choice(reader, setting, choices);
	return false;
}

bool reader_texts(struct reader *reader, const config_setting_t *setting, int64_t low, int64_t high,
		  const char *const **ret, size_t *ret_n)
{
	int type = config_setting_type(setting);
	int n = config_setting_length(setting);

	if (type != CONFIG_TYPE_ARRAY && type != CONFIG_TYPE_LIST)
		return reader_wrong_type(reader, setting, "a list of texts", "[\"…\", \"…\"]");
	if (n < low || n > high) {
		reader_error(reader, setting,
			     arena_printf(&reader->findings->arena,
					  "write %" PRId64 " to %" PRId64 " entries", low, high),
			     "has %d entries", n);
		return false;
	}
	const char **texts = arena_new(reader->arena, (size_t)n, sizeof *texts);

	for (int i = 0; i < n; i++)
		if (!reader_text(reader, config_setting_get_elem(setting, (unsigned int)i),
				 &texts[i]))
			return false;
	*ret = texts;
	*ret_n = (size_t)n;
	return true;
}

bool reader_name_ok(struct reader *reader, const config_setting_t *setting, const char *name)
{
	size_t good = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				   "0123456789-_.");

	if (good == strlen(name) && good > 0 && good <= 64)
		return true;
	reader_error(reader, setting,
		     "write 1 to 64 letters, digits and hyphens, as \"re-referral\"",
		     "cannot be a name: \"%s\"", name);
	return false;
}
