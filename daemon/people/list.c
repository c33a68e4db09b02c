/* SPDX-License-Identifier: Apache-2.0 */
#include "list.h"

#include <stdio.h>
#include <string.h>

enum { PAGE = 50, PAGE_MOST = 200, PLACE_MOST = 48 };

static bool note_place(struct ask *ask)
{
	return ask_note(ask, PROBLEM_MALFORMED,
			"after is what `next` of the page before says, as it stands there");
}

bool list_read_page(struct ask *ask, struct list_page *ret)
{
	const char *after = request_param(ask->request, "after");
	long long first = 0, second = 0;
	char end;

	if (after != NULL && (strlen(after) > PLACE_MOST ||
			      sscanf(after, "%lld_%lld%c", &first, &second, &end) != 2))
		return note_place(ask);
	*ret = (struct list_page){ .has_place = after != NULL, .first = first, .second = second };
	return ask_param_number(ask, "limit", 1, PAGE_MOST, PAGE, &ret->most);
}

bool list_read_page_of_days(struct ask *ask, struct list_page *ret)
{
	const char *after = request_param(ask->request, "after");
	char text[11] = "", end;
	long long second = 0;
	int32_t day = 0;

	if (after != NULL && (strlen(after) > PLACE_MOST ||
			      sscanf(after, "%10[0-9-]_%lld%c", text, &second, &end) != 2 ||
			      !date_parse(text, &day)))
		return note_place(ask);
	*ret = (struct list_page){ .has_place = after != NULL, .first = day, .second = second };
	return ask_param_number(ask, "limit", 1, PAGE_MOST, PAGE, &ret->most);
}

bool list_word(struct ask *ask, const char *name, const char *const *words, const char **ret)
{
	const char *wanted = request_param(ask->request, name), *all = words[0];

	*ret = wanted != NULL ? wanted : words[0];
	for (size_t i = 0; words[i] != NULL; i++)
		if (strcmp(words[i], *ret) == 0)
			return true;
	for (size_t i = 1; words[i] != NULL; i++)
		all = arena_printf(ask->arena, "%s%s%s", all, words[i + 1] != NULL ? ", " : " or ",
				   words[i]);
	return ask_note(ask, PROBLEM_MALFORMED, "%s is %s", name, all);
}

void list_add_place(const struct list_page *page, struct params *params)
{
	if (page->has_place) {
		params_int8(params, page->first);
		params_int8(params, page->second);
	} else {
		params_null(params);
		params_null(params);
	}
}

bool list_id(struct ask *ask, const char *name, int64_t *ret)
{
	return ask_param_number(ask, name, 1, INT64_MAX, 0, ret);
}

void list_add_id(int64_t id, struct params *params)
{
	if (id != 0)
		params_int8(params, id);
	else
		params_null(params);
}
