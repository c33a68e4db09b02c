/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "notice.h"

/* A notice for programs, as JSON. It says what letter.c does, and no more. */

const char *notice_link(struct arena *arena, const struct notice *notice, const json_t *detail,
			const struct stationery *stationery)
{
	int64_t request = notice->request.id != 0
				  ? notice->request.id
				  : json_integer_value(json_object_get(detail, "request"));
	const char *url = stationery->public_url;
	size_t n = strlen(url);

	if (n == 0 || notice->alert == 0 || strcmp(notice->kind, "feedback") == 0)
		return NULL;
	if (url[n - 1] == '/')
		n--;
	return request != 0
		       ? arena_printf(arena, "%.*s/requests/%" PRId64, (int)n, url, request)
		       : arena_printf(arena, "%.*s/alerts/%" PRId64, (int)n, url, notice->alert);
}

static void set_time(json_t *json, const char *key, int64_t at_us)
{
	char text[32];

	if (at_us != 0)
		json_object_set_new(json, key, json_string(time_format(at_us, text)));
}

static void set_alert(json_t *data, const struct notice *notice)
{
	json_object_set_new(data, "alert", json_integer(notice->alert));
	json_object_set_new(data, "evidence_version", json_integer(notice->evidence_version));
	json_object_set_new(data, "rule", json_string(notice->rule));
	json_object_set_new(data, "title", json_string(notice->title));
	json_object_set_new(data, "level", json_string(notice->level));
	set_time(data, "due_at", notice->deadline_us);
}

static void set_feedback(json_t *data, const struct notice *notice, const char *ask)
{
	json_object_set_new(data, "reference", json_string(notice->feedback.reference));
	json_object_set_new(data, "contact",
			    json_pack("{s:s, s:s}", "source", notice->feedback.source, "id",
				      notice->feedback.event_id));
	json_object_set_new(data, "status",
			    json_string(notice->feedback.outcome != NULL ? "decided" : "received"));
	if (notice->feedback.outcome != NULL)
		json_object_set_new(data, "outcome", json_string(notice->feedback.outcome));
	set_time(data, "decided_at", notice->feedback.decided_us);
	if (*ask != '\0')
		json_object_set_new(data, "ask", json_string(ask));
}

static void set_request(json_t *data, const struct notice *notice, const char *ask)
{
	json_object_set_new(data, "request", json_integer(notice->request.id));
	if (json_object_get(data, "withdrawn") == NULL)
		set_time(data, "due_at", notice->deadline_us);
	if (*ask != '\0')
		json_object_set_new(data, "ask", json_string(ask));
	if (notice->request.reference == NULL)
		return;
	json_object_set_new(data, "reference", json_string(notice->request.reference));
	json_object_set_new(data, "contact",
			    json_pack("{s:s, s:s}", "source", notice->request.source, "id",
				      notice->request.event_id));
}

const char *notice_json(struct arena *arena, const struct notice *notice,
			const struct stationery *stationery)
{
	json_t *data = json_loads(notice->detail != NULL ? notice->detail : "{}", 0, NULL);
	bool is_feedback = strcmp(notice->kind, "feedback") == 0;
	bool is_request = notice->request.id != 0, is_to_agency = is_feedback || is_request;
	const char *link = notice_link(arena, notice, data, stationery);
	char at[32];

	if (is_feedback)
		set_feedback(data, notice, stationery->ask);
	else if (is_request)
		set_request(data, notice, stationery->ask);
	else if (notice->alert != 0)
		set_alert(data, notice);
	if (link != NULL)
		json_object_set_new(data, "link", json_string(link));
	if (!is_to_agency)
		json_object_set_new(data, "note", json_string(NOTICE_ORDINARY_ROUTE));
	json_t *json = json_pack("{s:o, s:s, s:o}", "type",
				 json_sprintf("concernd.%s%s",
					      notice->alert != 0 && !is_to_agency ? "alert." : "",
					      notice->kind),
				 "timestamp", time_format(notice->created_us, at), "data", data);
	char *text = json_dumps(json, JSON_COMPACT);
	const char *copy = arena_strdup(arena, text);

	json_decref(json);
	free(text);
	return copy;
}
