/* SPDX-License-Identifier: Apache-2.0 */
#include <stdbool.h>
#include <stddef.h>

#include "net/event.h"

/* JSON text by our limits. jansson's own error text quotes the input, so it is never asked for. */

enum {
	DEPTH_MAX = 32,
	VALUES_MAX = 400000, /* about 100 bytes of memory each */
};

/* What jansson does not limit: how deep, and how many. Brackets in strings do not count; whether it
 * is JSON at all is jansson's to say. */
static const char *json_too_much(const char *text, size_t length)
{
	size_t depth = 0, values = 0;
	bool in_string = false;

	for (size_t i = 0; i < length; i++) {
		char c = text[i];

		if (in_string && c == '\\')
			i++;
		else if (c == '"')
			in_string = !in_string;
		else if (in_string)
			continue;
		else if (c == '[' || c == '{')
			depth++, values++;
		else if ((c == ']' || c == '}') && depth > 0)
			depth--;
		else if (c == ',')
			values++;
		if (depth > DEPTH_MAX)
			return "the JSON is nested more than 32 levels deep";
		if (values > VALUES_MAX)
			return "the JSON holds too many values; send smaller batches";
	}
	return NULL;
}

json_t *event_json_load(const char *text, size_t length, const char **ret_detail)
{
	const char *detail = json_too_much(text, length);
	json_t *json = detail ? NULL : json_loadb(text, length, JSON_REJECT_DUPLICATES, NULL);

	if (!json)
		*ret_detail = detail ? detail
				     : "not an object or list of JSON in UTF-8, whole, "
				       "with no key twice in an object";
	return json;
}
