/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "child.h"

/* The export made fit to be given to a person: whose words are whose, and a page to read. */

/* ---- Third parties ---- */

static void mark(json_t *event, const char *pointer, const char *why)
{
	json_t *list = json_object_get(event, "third_party");

	if (list == NULL) {
		list = json_array();
		json_object_set_new(event, "third_party", list);
	}
	json_array_append_new(list, json_pack("{s:s, s:s}", "pointer", pointer, "why", why));
}

static bool same_text(const json_t *a, const json_t *b, const char *key)
{
	const char *left = json_string_value(json_object_get(a, key));
	const char *right = json_string_value(json_object_get(b, key));

	return left != NULL && right != NULL && strcmp(left, right) == 0;
}

/* True if what is said of somebody in an event of a sender was taken for words on this child. */
static bool is_of_child(const json_t *parts, const json_t *event, const json_t *said)
{
	const json_t *alias;
	size_t i;

	json_array_foreach(json_object_get(parts, "alias"), i, alias) {
		if (!same_text(alias, event, "sender"))
			continue;
		if (same_text(alias, said, "record"))
			return true;
		if (json_object_get(said, "record") == NULL &&
		    same_text(alias, said, "family_name") && same_text(alias, said, "given_names"))
			return true;
	}
	return false;
}

static void mark_people(const json_t *parts, json_t *event, const json_t *data)
{
	const json_t *children = json_object_get(data, "children");
	char pointer[64];
	const json_t *one;
	size_t i;

	json_array_foreach(children, i, one) {
		snprintf(pointer, sizeof pointer, "/body/data/children/%zu", i);
		if (json_array_size(children) > 1 && !is_of_child(parts, event, one))
			mark(event, pointer, "another child, or not known to be this one");
	}
	json_array_foreach(json_object_get(data, "adults"), i, one) {
		snprintf(pointer, sizeof pointer, "/body/data/adults/%zu", i);
		mark(event, pointer, "an adult");
	}
}

static void mark_event(const json_t *parts, json_t *event)
{
	const char *text = json_string_value(json_object_get(event, "body"));
	json_t *body = text != NULL ? json_loads(text, 0, NULL) : NULL;
	const json_t *data = json_object_get(body, "data");
	const json_t *handling = json_object_get(data, "handling");

	if (body == NULL)
		return;
	json_object_set_new(event, "body", body);
	mark_people(parts, event, data);
	if (handling != NULL)
		mark(event, "/body/data/summary",
		     "has a handling mark: ask the agency before it is given away");
	else if (json_object_get(data, "summary") != NULL)
		mark(event, "/body/data/summary", "free text: look whether it names others");
}

/* Rows that tie the child to somebody else's. */
static void mark_part(json_t *parts, const char *part, const char *pointer)
{
	json_t *one;
	size_t i;

	json_array_foreach(json_object_get(parts, part), i, one)
		mark(one, pointer, "another child's record");
}

/* What an agency was asked and said of the child, or of another on whom the same alert shows. */
static void mark_request(json_t *request, json_int_t child)
{
	if (json_integer_value(json_object_get(request, "about_id")) != child)
		mark(request, "/about_id", "another child's record");
	mark(request, "/question", "free text: look whether it names others");
	mark(request, "/why", "free text: look whether it names others");
	if (json_is_string(json_object_get(request, "answer")))
		mark(request, "/answer", "an agency's words: ask it before they are given away");
	if (json_is_string(json_object_get(request, "withheld_because")))
		mark(request, "/withheld_because",
		     "not disclosed, so that no harm comes to the child: ask the agency before it "
		     "is given away");
}

/* A text of each row of a part, where it has one. */
static void mark_texts(json_t *parts, const char *part, const char *pointer, const char *why)
{
	json_t *one;
	size_t i;

	json_array_foreach(json_object_get(parts, part), i, one)
		if (json_is_string(json_object_get(one, pointer + 1)))
			mark(one, pointer, why);
}

/* A meeting may have been on other children as well. */
static void mark_meetings(json_t *parts)
{
	static const char look[] = "free text: look whether it names others";

	mark_texts(parts, "meeting", "/note", look);
	mark_texts(parts, "meeting", "/next_waived_because", look);
	mark_texts(parts, "meeting", "/cancelled_because", look);
	mark_texts(parts, "meeting_alert", "/said", look);
	mark_texts(parts, "meeting_agency", "/note",
		   "an agency's words: ask it before they are given away");
}

/* What stands on alerts of several children together: of a household, of records in doubt. */
static void mark_shared(json_t *parts, json_int_t child)
{
	static const struct {
		const char *part, *pointer, *why;
	} texts[] = {
		{ "alert", "/children", "other children's records" },
		{ "decision", "/rationale", "of several children: look whether it names others" },
		{ "action", "/what", "of several children: look whether it names others" },
		{ "action", "/done_note", "of several children: look whether it names others" },
	};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		json_t *one;
		size_t j;

		json_array_foreach(json_object_get(parts, texts[i].part), j, one) {
			const char *name = texts[i].pointer + 1;

			if (json_integer_value(json_object_get(one, "child_id")) != child &&
			    !json_is_null(json_object_get(one, name)))
				mark(one, texts[i].pointer, texts[i].why);
		}
	}
}

void child_mark_others(json_t *export)
{
	json_int_t child = json_integer_value(json_object_get(export, "child"));
	json_t *parts = json_object_get(export, "parts");
	json_t *event, *request;
	size_t i;

	json_array_foreach(json_object_get(parts, "event"), i, event)
		mark_event(parts, event);
	json_array_foreach(json_object_get(parts, "request"), i, request)
		mark_request(request, child);
	mark_meetings(parts);
	mark_shared(parts, child);
	mark_part(parts, "review", "/other_id");
	mark_part(parts, "apart", "/other_id");
	mark_part(parts, "merger", "/child_id");
	mark_part(parts, "moved", "/to_id");
}

/* ---- The page ---- */

static void put_escaped(FILE *file, const char *text)
{
	for (; *text != '\0'; text++) {
		const char *as = *text == '<'   ? "&lt;"
				 : *text == '>' ? "&gt;"
				 : *text == '&' ? "&amp;"
				 : *text == '"' ? "&quot;"
						: NULL;

		if (as != NULL)
			fputs(as, file);
		else
			fputc(*text, file);
	}
}

static void put_value(FILE *file, const json_t *value)
{
	if (json_is_string(value)) {
		put_escaped(file, json_string_value(value));
		return;
	}
	char *text = json_dumps(value, JSON_ENCODE_ANY | JSON_INDENT(2));

	if (text != NULL) {
		fputs(json_is_object(value) || json_is_array(value) ? "<pre>" : "", file);
		put_escaped(file, text);
		fputs(json_is_object(value) || json_is_array(value) ? "</pre>" : "", file);
	}
	json_free_t free_text;

	json_get_alloc_funcs(NULL, &free_text);
	free_text(text);
}

static void put_marks(FILE *file, const json_t *row)
{
	const json_t *one;
	size_t i;

	json_array_foreach(json_object_get(row, "third_party"), i, one) {
		fputs("<p class=\"third\">Third party: <code>", file);
		put_escaped(file, json_string_value(json_object_get(one, "pointer")));
		fputs("</code>: ", file);
		put_escaped(file, json_string_value(json_object_get(one, "why")));
		fputs("</p>\n", file);
	}
}

static void put_row(FILE *file, json_t *row)
{
	const char *key;
	json_t *value;

	fputs("<section>\n", file);
	put_marks(file, row);
	fputs("<dl>\n", file);
	json_object_foreach(row, key, value) {
		if (json_is_null(value) || strcmp(key, "third_party") == 0)
			continue;
		fputs("<dt>", file);
		put_escaped(file, key);
		fputs("</dt><dd>", file);
		put_value(file, value);
		fputs("</dd>\n", file);
	}
	fputs("</dl>\n</section>\n", file);
}

bool child_write_page(const json_t *export, FILE *file)
{
	json_t *parts = json_object_get(export, "parts"), *list, *row;
	const char *part;
	size_t i;

	fprintf(file,
		"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
		"<title>All that is held on child %" JSON_INTEGER_FORMAT "</title>\n"
		"<style>body{font:1rem/1.4 sans-serif;max-width:60rem;margin:1rem auto}"
		"section{border-top:1px solid #999;padding:.5rem 0}dl{display:grid;"
		"grid-template-columns:14rem 1fr;margin:0}dd{margin:0;overflow-wrap:anywhere}"
		"pre{margin:0;white-space:pre-wrap}.third{font-weight:bold;border-left:.4rem solid "
		"#b00;padding-left:.5rem}</style>\n</head>\n<body>\n"
		"<h1>All that is held on child %" JSON_INTEGER_FORMAT
		"</h1>\n<p>Made at %s. What is "
		"marked as of a third party is about somebody else: see who must agree before it "
		"is "
		"given away.</p>\n",
		json_integer_value(json_object_get(export, "child")),
		json_integer_value(json_object_get(export, "child")),
		json_string_value(json_object_get(export, "made_at")));
	json_object_foreach(parts, part, list) {
		fputs("<h2>", file);
		put_escaped(file, part);
		fprintf(file, " (%zu)</h2>\n", json_array_size(list));
		json_array_foreach(list, i, row)
			put_row(file, row);
	}
	return fputs("</body>\n</html>\n", file) != EOF && !ferror(file);
}
