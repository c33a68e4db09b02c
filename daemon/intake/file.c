/* SPDX-License-Identifier: Apache-2.0 */
#include "file.h"

#include <string.h>

/* One JSON value in the whole file: an event, or a list of them. */
static struct parcel *read_whole(const struct sender *sender, const json_t *json, const char *text,
				 const struct settings *settings, const struct ruleset *ruleset,
				 int64_t now_us)
{
	bool is_batch = json_is_array(json);
	struct parcel *parcel = parcel_new(sender, is_batch ? json_array_size(json) : 1);

	parcel->is_batch = is_batch;
	for (size_t i = 0; i < parcel->n; i++)
		parcel_read(parcel, i, is_batch ? json_array_get(json, i) : json,
			    is_batch ? NULL : text, settings, ruleset, now_us);
	return parcel;
}

static bool is_blank(const char *text, size_t length)
{
	return strspn(text, " \t\r") >= length;
}

static size_t count_lines(const char *text, size_t length)
{
	size_t n = 0;

	for (const char *at = text, *end; at < text + length; at = end + 1) {
		end = memchr(at, '\n', (size_t)(text + length - at));
		if (end == NULL)
			end = text + length;
		n += !is_blank(at, (size_t)(end - at));
	}
	return n;
}

/* False if the line is not JSON: it is a refused letter then. */
static bool read_line(struct parcel *parcel, size_t letter, const char *line, size_t length,
		      const struct settings *settings, const struct ruleset *ruleset,
		      int64_t now_us)
{
	const char *detail;
	char *text = arena_strndup(&parcel->arena, line, length);
	json_t *json = event_json_load(line, length, &detail);

	if (json == NULL) {
		parcel_refuse(parcel, letter, text, detail);
		return false;
	}
	parcel_read(parcel, letter, json, text, settings, ruleset, now_us);
	json_decref(json);
	return true;
}

static struct parcel *read_lines(const struct sender *sender, const char *text, size_t length,
				 const struct settings *settings, const struct ruleset *ruleset,
				 int64_t now_us)
{
	struct parcel *parcel = parcel_new(sender, count_lines(text, length));
	size_t letter = 0, read = 0;

	parcel->is_batch = true;
	for (const char *at = text, *end; at < text + length; at = end + 1) {
		end = memchr(at, '\n', (size_t)(text + length - at));
		if (end == NULL)
			end = text + length;
		if (!is_blank(at, (size_t)(end - at)))
			read += read_line(parcel, letter++, at, (size_t)(end - at), settings,
					  ruleset, now_us);
	}
	if (read > 0)
		return parcel;
	parcel_free(parcel);
	return NULL;
}

struct parcel *file_read(const struct sender *sender, const char *text, size_t length,
			 const struct settings *settings, const struct ruleset *ruleset,
			 int64_t now_us, struct err *err)
{
	const char *detail;
	struct parcel *parcel;
	json_t *json;

	if (strlen(text) != length) {
		err_set(err, ERR_INPUT, "not text: it holds a zero byte");
		return NULL;
	}
	if (count_lines(text, length) > FILE_EVENTS_MAX) {
		err_set(err, ERR_INPUT, "split it: at most %d events in a file",
			(int)FILE_EVENTS_MAX);
		return NULL;
	}
	json = event_json_load(text, length, &detail);
	if (json != NULL && json_is_array(json) && json_array_size(json) == 0)
		parcel = NULL;
	else if (json != NULL)
		parcel = read_whole(sender, json, text, settings, ruleset, now_us);
	else
		parcel = read_lines(sender, text, length, settings, ruleset, now_us);
	json_decref(json);
	if (parcel == NULL)
		err_set(err, ERR_INPUT,
			"no event in it: put in one CloudEvent as JSON, a list of them, or one a "
			"line");
	return parcel;
}
