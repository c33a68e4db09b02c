/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "notice.h"

/* A notice for people, as mail. It says what notice_json.c does, and no more. */

struct writing {
	struct arena *arena;
	const struct notice *notice;
	const struct stationery *stationery;
	const json_t *detail;
	struct letter *letter;
};

static void add(struct writing *writing, const char *line)
{
	if (writing->letter->n < LETTER_LINES)
		writing->letter->lines[writing->letter->n++] = line;
}

static const char *text_of(const struct writing *writing, const char *key)
{
	const char *text = json_string_value(json_object_get(writing->detail, key));

	return text != NULL ? text : "";
}

static int number_of(const json_t *detail, const char *key)
{
	return (int)json_integer_value(json_object_get(detail, key));
}

static const char *when(const struct writing *writing, int64_t at_us)
{
	return notice_time(writing->arena, writing->stationery->zone, at_us);
}

/* ---- What each kind says ----------------------------------------------------------------------- */

static void write_rule(struct writing *writing)
{
	const struct notice *notice = writing->notice;

	add(writing, arena_printf(writing->arena, "Level: %s", notice->level));
	add(writing, arena_printf(writing->arena, "Rule: %s (%s)", notice->title, notice->rule));
}

static void write_alert(struct writing *writing)
{
	static const struct {
		const char *kind, *verb;
	} verbs[] = {
		{ "risen", "rose" },
		{ "grown", "grew" },
		{ "escalated", "rose higher, or has a new agency or category" },
		{ "withdrawn", "was withdrawn: a correction left nothing that holds" },
	};
	const struct notice *notice = writing->notice;
	const char *verb = notice->kind;

	for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
		if (strcmp(verbs[i].kind, notice->kind) == 0)
			verb = verbs[i].verb;
	writing->letter->subject = arena_printf(writing->arena,
						"[concernd] %s: alert %" PRId64 " %s",
						notice->level, notice->alert, notice->kind);
	add(writing, arena_printf(writing->arena, "Alert %" PRId64 " %s.", notice->alert, verb));
	write_rule(writing);
	if (notice->deadline_us != 0)
		add(writing, arena_printf(writing->arena, "To be acknowledged by: %s",
					  when(writing, notice->deadline_us)));
	add(writing, NOTICE_ORDINARY_ROUTE);
}

static void write_missed(struct writing *writing)
{
	static const struct {
		const char *clock, *what;
	} whats[] = {
		{ "acknowledge", "was not acknowledged in time" },
		{ "decide", "was not decided in time" },
		{ "act", "has an action that was not done in time" },
		{ "feedback", "has feedback to agencies that did not arrive in time" },
		{ "answer", "has a request for information that was not answered in time" },
		{ "conference", "has a meeting whose following meeting was not held in time" },
	};
	const struct notice *notice = writing->notice;
	const char *clock = text_of(writing, "clock"), *what = "waits";
	int64_t action = json_integer_value(json_object_get(writing->detail, "action"));
	int64_t request = json_integer_value(json_object_get(writing->detail, "request"));
	int64_t meeting = json_integer_value(json_object_get(writing->detail, "meeting"));

	for (size_t i = 0; i < sizeof whats / sizeof *whats; i++)
		if (strcmp(whats[i].clock, clock) == 0)
			what = whats[i].what;
	writing->letter->subject = arena_printf(writing->arena,
						"[concernd] LATE, %s: alert %" PRId64 " (%s)",
						notice->level, notice->alert, clock);
	add(writing, arena_printf(writing->arena, "Alert %" PRId64 " %s.", notice->alert, what));
	add(writing,
	    arena_printf(writing->arena, "It was due: %s", when(writing, notice->deadline_us)));
	if (action != 0)
		add(writing, arena_printf(writing->arena, "Action: %" PRId64, action));
	if (meeting != 0)
		add(writing, arena_printf(writing->arena, "Meeting: %" PRId64, meeting));
	if (request != 0)
		add(writing, arena_printf(writing->arena, "Request: %" PRId64, request));
	write_rule(writing);
	add(writing, NOTICE_ORDINARY_ROUTE);
}

static void write_feedback(struct writing *writing)
{
	const struct notice *notice = writing->notice;
	const char *ask = writing->stationery->ask;

	writing->letter->subject = "[concernd] What was decided on a contact of yours";
	add(writing,
	    arena_printf(writing->arena, "Your reference: %s", notice->feedback.reference));
	if (notice->feedback.outcome != NULL)
		add(writing, arena_printf(writing->arena, "Outcome: %s", notice->feedback.outcome));
	else
		add(writing, "Your contact was received, and a manager has looked at it.");
	add(writing, arena_printf(writing->arena, "Decided: %s",
				  when(writing, notice->feedback.decided_us)));
	if (*ask != '\0')
		add(writing, arena_printf(writing->arena, "Whom to ask: %s", ask));
}

/* To an agency: neither the child nor the question, which stand behind the link, nor the alert. */
static void write_request(struct writing *writing)
{
	const struct notice *notice = writing->notice;
	const struct stationery *stationery = writing->stationery;
	bool is_withdrawn = json_is_true(json_object_get(writing->detail, "withdrawn"));
	const char *what = arena_printf(
		writing->arena, "Information request %" PRId64 "%s%s", notice->request.id,
		*stationery->council != '\0' ? " of " : "", stationery->council);

	writing->letter->subject =
		arena_printf(writing->arena, "[concernd] Information request %" PRId64 "%s",
			     notice->request.id, is_withdrawn ? " is withdrawn" : "");
	if (is_withdrawn)
		add(writing, arena_printf(writing->arena,
					  "%s is withdrawn: it need not be answered.", what));
	else
		add(writing, arena_printf(writing->arena, "%s. To be answered by: %s", what,
					  when(writing, notice->deadline_us)));
	if (notice->request.reference != NULL)
		add(writing,
		    arena_printf(writing->arena, "Your reference: %s", notice->request.reference));
	if (!is_withdrawn)
		add(writing, "What is asked, about which child, why and on which ground is not in "
			     "this message.");
	if (*stationery->ask != '\0')
		add(writing, arena_printf(writing->arena, "Whom to ask: %s", stationery->ask));
}

static void write_ops(struct writing *writing)
{
	writing->letter->subject = "[concernd] For ops";
	add(writing, text_of(writing, "text"));
}

static void write_digest(struct writing *writing)
{
	const json_t *alerts = json_object_get(writing->detail, "alerts");
	const char *team = text_of(writing, "team");
	size_t i;
	json_t *alert;

	writing->letter->subject = arena_printf(writing->arena, "[concernd] Digest of %s%s%s",
						text_of(writing, "day"), *team != '\0' ? ", " : "",
						team);
	add(writing, arena_printf(writing->arena, "Waiting for a decision: %d",
				  number_of(writing->detail, "open")));
	add(writing,
	    arena_printf(writing->arena, "Of them not acknowledged: %d; late: %d",
			 number_of(writing->detail, "new"), number_of(writing->detail, "late")));
	add(writing, arena_printf(writing->arena, "In the last 24 hours: %d rose, %d were decided",
				  number_of(writing->detail, "risen"),
				  number_of(writing->detail, "decided")));
	add(writing, arena_printf(writing->arena,
				  "Late: %d actions, %d answers to requests, %d times feedback",
				  number_of(writing->detail, "actions_late"),
				  number_of(writing->detail, "requests_late"),
				  number_of(writing->detail, "feedback_late")));
	add(writing,
	    arena_printf(writing->arena,
			 "Meetings: %d planned and past, %d with a part that an agency owes, "
			 "%d whose following meeting is overdue",
			 number_of(writing->detail, "meetings_unnoted"),
			 number_of(writing->detail, "meetings_lacking"),
			 number_of(writing->detail, "meetings_unfollowed")));
	add(writing,
	    arena_printf(writing->arena,
			 "Flags to be reviewed: %d; that ended and the police are to take off: %d",
			 number_of(writing->detail, "flags_review"),
			 number_of(writing->detail, "flags_take_off")));
	json_array_foreach(alerts, i, alert)
		add(writing,
		    arena_printf(writing->arena, "Alert %" PRId64 ": %s, %s, %s",
				 (int64_t)json_integer_value(json_object_get(alert, "alert")),
				 json_string_value(json_object_get(alert, "level")),
				 json_string_value(json_object_get(alert, "rule")),
				 json_string_value(json_object_get(alert, "state"))));
	add(writing, NOTICE_ORDINARY_ROUTE);
}

static void write_test(struct writing *writing)
{
	writing->letter->subject = "[concernd] TEST: a drill, no alert";
	add(writing, "TEST. This is a drill: there is no alert, and nothing to do.");
	add(writing, arena_printf(writing->arena, "It was sent to \"%s\" by %s.",
				  writing->notice->recipient, text_of(writing, "by")));
	add(writing, NOTICE_ORDINARY_ROUTE);
}

static const struct {
	const char *kind; /* NULL: all others */
	void (*write)(struct writing *writing);
} kinds[] = {
	{ "missed", write_missed }, { "feedback", write_feedback }, { "request", write_request },
	{ "ops", write_ops },       { "digest", write_digest },     { "test", write_test },
	{ NULL, write_alert },
};

void letter_write(struct arena *arena, const struct notice *notice,
		  const struct stationery *stationery, struct letter *ret)
{
	json_t *detail = json_loads(notice->detail != NULL ? notice->detail : "{}", 0, NULL);
	struct writing writing = { arena, notice, stationery, detail, ret };
	size_t i = 0;

	*ret = (struct letter){ .link = notice_link(arena, notice, detail, stationery) };
	while (kinds[i].kind != NULL && strcmp(kinds[i].kind, notice->kind) != 0)
		i++;
	kinds[i].write(&writing);
	/* The lines of ops and digest may be texts of the detail. */
	for (size_t line = 0; line < ret->n; line++)
		ret->lines[line] = arena_strdup(arena, ret->lines[line]);
	json_decref(detail);
}

/* ---- Text and HTML ----------------------------------------------------------------------------- */

const char *letter_text(struct arena *arena, const struct letter *letter)
{
	const char *text = "";

	for (size_t i = 0; i < letter->n; i++)
		text = arena_printf(arena, "%s%s\r\n", text, letter->lines[i]);
	if (letter->link != NULL)
		text = arena_printf(arena, "%s\r\n%s\r\n", text, letter->link);
	return text;
}

static const char *escape(struct arena *arena, const char *text)
{
	char *out = arena_new(arena, 6 * strlen(text) + 1, 1), *at = out;

	for (; *text != '\0'; text++) {
		const char *as = *text == '<'    ? "&lt;"
				 : *text == '>'  ? "&gt;"
				 : *text == '&'  ? "&amp;"
				 : *text == '"'  ? "&quot;"
				 : *text == '\'' ? "&#39;"
						 : NULL;

		if (as == NULL) {
			*at++ = *text;
			continue;
		}
		at += snprintf(at, 7, "%s", as);
	}
	return out;
}

const char *letter_html(struct arena *arena, const struct letter *letter)
{
	const char *html = "<!DOCTYPE html>\r\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
			   "</head><body>\r\n";

	for (size_t i = 0; i < letter->n; i++)
		html = arena_printf(arena, "%s<p>%s</p>\r\n", html,
				    escape(arena, letter->lines[i]));
	if (letter->link != NULL)
		html = arena_printf(arena, "%s<p><a href=\"%s\">Look at the %s</a></p>\r\n", html,
				    escape(arena, letter->link),
				    strstr(letter->link, "/requests/") != NULL ? "request"
									       : "alert");
	return arena_printf(arena, "%s</body></html>\r\n", html);
}
