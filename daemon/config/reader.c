/* SPDX-License-Identifier: Apache-2.0 */
#include "reader.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nearest.h"
#include "tree.h"

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
		[CONFIG_TYPE_NONE] = "nothing",		[CONFIG_TYPE_GROUP] = "a group { … }",
		[CONFIG_TYPE_INT] = "a whole number",	[CONFIG_TYPE_INT64] = "a whole number",
		[CONFIG_TYPE_FLOAT] = "a number",	[CONFIG_TYPE_STRING] = "a text",
		[CONFIG_TYPE_BOOL] = "true or false",	[CONFIG_TYPE_ARRAY] = "an array [ … ]",
		[CONFIG_TYPE_LIST] = "a list ( … )",
	};

	return names[config_setting_type(setting)];
}

static bool wrong_type(struct reader *reader, const config_setting_t *setting, const char *wanted,
		       const char *example)
{
	const char *name = config_setting_name(setting);
	struct arena *arena = &reader->findings->arena;

	reader_error(reader, setting,
		     name == NULL ? arena_printf(arena, "write %s", example) :
				    arena_printf(arena, "write %s = %s;", name, example),
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
		return wrong_type(reader, setting, "a text", "\"…\"");
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
	return config_setting_type(setting) == CONFIG_TYPE_INT ? config_setting_get_int(setting) :
								 config_setting_get_int64(setting);
}

bool reader_number(struct reader *reader, const config_setting_t *setting, int64_t low,
		   int64_t high, int64_t *ret)
{
	if (!is_whole(setting))
		return wrong_type(reader, setting, "a whole number",
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
		return wrong_type(reader, setting, "a number", "1.0");
	double value = real ? config_setting_get_float(setting) : (double)whole(setting);

	if (!(value >= low && value <= high)) {
		reader_error(reader, setting,
			     arena_printf(&reader->findings->arena,
					  "write a number from %g to %g", low, high),
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
		return false;
	}
	return false;
}

static const char *span_examples(unsigned spans)
{
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
		return wrong_type(reader, setting, "a span", "\"90 days\"");
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
		     nearest.best != NULL ? arena_printf(arena, "write \"%s\"", nearest.best) :
					    arena_printf(arena, "write one of %s", all),
		     "is \"%s\", which nothing is called here", nearest.word);
}

bool reader_choice(struct reader *reader, const config_setting_t *setting,
		   const struct choice *choices, int *ret)
{
	if (config_setting_type(setting) != CONFIG_TYPE_STRING)
		return wrong_type(reader, setting, "a text",
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
		return wrong_type(reader, setting, "a list of texts", "[\"…\", \"…\"]");
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
	reader_error(reader, setting, "write 1 to 64 letters, digits and hyphens, as \"re-referral\"",
		     "cannot be a name: \"%s\"", name);
	return false;
}

/* ---- Groups and lists ---- */

bool reader_entry_is_clean(const struct reader *reader)
{
	return reader->findings->n_errors == reader->errors_before;
}

/* Lists stand in entries of lists: what is clean is told of each by itself. */
static void read_entry(struct reader *reader, const config_setting_t *entry, const struct key *key,
		       char *one)
{
	size_t outer = reader->errors_before;

	reader->errors_before = reader->findings->n_errors;
	if (key->place_at > 0) {
		struct place place = tree_place(entry);

		place.file = arena_strdup(reader->arena, place.file);
		memcpy(one + key->place_at - 1, &place, sizeof place);
	}
	reader_group(reader, entry, tree_place(entry), key->keys, one);
	if (key->after != NULL)
		key->after(reader, entry, one);
	reader->errors_before = outer;
}

void reader_list(struct reader *reader, const config_setting_t *setting, const struct key *key,
		 void *into)
{
	int n = config_setting_length(setting);

	/* libconfig reads `[]` and `()` alike: an array without entries is as good as a list. */
	if (config_setting_type(setting) != CONFIG_TYPE_LIST &&
	    !(config_setting_type(setting) == CONFIG_TYPE_ARRAY && n == 0)) {
		wrong_type(reader, setting, "a list of groups", "( { … }, { … } )");
		return;
	}
	if (key->high > 0 && n > key->high) {
		reader_error(reader, setting, NULL, "has %d entries, %" PRId64 " at most will do",
			     n, key->high);
		return;
	}
	char *list = arena_new(reader->arena, (size_t)n, key->size);
	size_t read = 0;

	for (int i = 0; i < n; i++) {
		const config_setting_t *entry = config_setting_get_elem(setting, (unsigned int)i);
		char *one = list + read * key->size;

		if (!config_setting_is_group(entry)) {
			wrong_type(reader, entry, "a group", "{ … }");
			continue;
		}
		read_entry(reader, entry, key, one);
		read++;
	}
	memcpy((char *)into + key->at, &list, sizeof list);
	memcpy((char *)into + key->count_at, &read, sizeof read);
}

static void read_number(struct reader *reader, const config_setting_t *setting,
			const struct key *key, char *into)
{
	int64_t value;

	if (!reader_number(reader, setting, key->low, key->high, &value))
		return;
	*(int *)(void *)(into + key->at) = (int)value;
}

static void read_yes_no(struct reader *reader, const config_setting_t *setting,
			const struct key *key, char *into)
{
	if (config_setting_type(setting) != CONFIG_TYPE_BOOL) {
		wrong_type(reader, setting, "true or false", "true");
		return;
	}
	*(bool *)(void *)(into + key->at) = config_setting_get_bool(setting) != 0;
}

static void read_group(struct reader *reader, const config_setting_t *setting,
		       const struct key *key, char *into)
{
	if (config_setting_is_group(setting))
		reader_group(reader, setting, tree_place(setting), key->keys, into + key->at);
	else
		wrong_type(reader, setting, "a group", "{ … }");
}

static void read_key(struct reader *reader, const config_setting_t *setting, const struct key *key,
		     char *into)
{
	void *at = into + key->at;

	switch (key->type) {
	case KEY_TEXT:
		reader_text(reader, setting, at);
		break;
	case KEY_NUMBER:
		read_number(reader, setting, key, into);
		break;
	case KEY_REAL:
		reader_real(reader, setting, (double)key->low, (double)key->high, at);
		break;
	case KEY_YES_NO:
		read_yes_no(reader, setting, key, into);
		break;
	case KEY_SPAN:
		reader_span(reader, setting, key->spans, key->low == 0, at);
		break;
	case KEY_CHOICE:
		reader_choice(reader, setting, key->choices, at);
		break;
	case KEY_TEXTS:
		reader_texts(reader, setting, key->low, key->high, at,
			     (size_t *)(void *)(into + key->count_at));
		break;
	case KEY_GROUP:
		read_group(reader, setting, key, into);
		break;
	case KEY_LIST:
		reader_list(reader, setting, key, into);
		break;
	case KEY_OTHER:
		key->read(reader, setting, at);
		break;
	case KEY_LATER:
		reader_error(reader, setting, "take it out until a later version",
			     "is not done by this version of concernd yet");
		break;
	}
}

static const struct key *find_key(const struct key *keys, const char *name)
{
	for (const struct key *key = keys; key->name != NULL; key++)
		if (strcmp(key->name, name) == 0)
			return key;
	return NULL;
}

static void report_unknown(struct reader *reader, const config_setting_t *setting,
			   const struct key *keys)
{
	struct arena *arena = &reader->findings->arena;
	struct nearest nearest;
	const char *all = "";

	nearest_begin(&nearest, config_setting_name(setting));
	for (const struct key *key = keys; key->name != NULL; key++) {
		nearest_try(&nearest, key->name);
		all = arena_printf(arena, "%s%s%s", all, key == keys ? "" : ", ", key->name);
	}
	reader_error(reader, setting,
		     nearest.best != NULL ? arena_printf(arena, "did you mean %s?", nearest.best) :
					    arena_printf(arena, "known here: %s", all),
		     "is a key that nothing reads");
}

static void report_missing(struct reader *reader, const config_setting_t *group,
			   struct place place, const struct key *key)
{
	struct arena *arena = &reader->findings->arena;
	const char *path = group != NULL ? tree_path(group, arena) : "";

	findings_add(reader->findings, FINDING_ERROR, place,
		     arena_printf(arena, "%s%s%s is missing", path, *path != '\0' ? "." : "",
				  key->name),
		     key->help != NULL ? arena_printf(arena, "write %s = …; (%s)", key->name,
						      key->help) :
					 NULL);
}

void reader_group(struct reader *reader, const config_setting_t *group, struct place place,
		  const struct key *keys, void *into)
{
	int n = group != NULL ? config_setting_length(group) : 0;

	reader_set_standard(reader, keys, into);
	for (int i = 0; i < n; i++) {
		const config_setting_t *setting = config_setting_get_elem(group, (unsigned int)i);
		const struct key *key = find_key(keys, config_setting_name(setting));

		if (key != NULL)
			read_key(reader, setting, key, into);
		else
			report_unknown(reader, setting, keys);
	}
	for (const struct key *key = keys; key->name != NULL; key++)
		if (key->required &&
		    (group == NULL || config_setting_get_member(group, key->name) == NULL))
			report_missing(reader, group, place, key);
}

/* ---- Defaults: the table's own texts, read as the config's are ---- */

static void set_standard_choice(const struct key *key, char *into)
{
	for (const struct choice *choice = key->choices; choice->name != NULL; choice++)
		if (strcmp(choice->name, key->standard) == 0)
			*(int *)(void *)(into + key->at) = choice->value;
}

static void set_standard(struct reader *reader, const struct key *key, char *into)
{
	void *at = into + key->at;

	switch (key->type) {
	case KEY_TEXT:
		*(const char **)at = arena_strdup(reader->arena, key->standard);
		break;
	case KEY_NUMBER:
		*(int *)at = (int)strtol(key->standard, NULL, 10);
		break;
	case KEY_REAL:
		*(double *)at = strtod(key->standard, NULL);
		break;
	case KEY_YES_NO:
		*(bool *)at = strcmp(key->standard, "true") == 0;
		break;
	case KEY_SPAN:
		span_parse(key->standard, at, NULL);
		break;
	case KEY_CHOICE:
		set_standard_choice(key, into);
		break;
	default:
		break;
	}
}

void reader_set_standard(struct reader *reader, const struct key *keys, void *into)
{
	for (const struct key *key = keys; key->name != NULL; key++) {
		if (key->type == KEY_GROUP)
			reader_set_standard(reader, key->keys, (char *)into + key->at);
		else if (key->standard != NULL)
			set_standard(reader, key, into);
	}
}
