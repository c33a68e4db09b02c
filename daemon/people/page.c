/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One HTML shell for every address that a person may open or keep; what stands on it is made by the
 * script from the API, and nothing of a person is in the shell or the files. The shell's only variable
 * parts are the council's words from the configuration, put in when the daemon starts.
 */
#include "page.h"

#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "handlers.h"
#include "net/files.h"

struct page {
	struct arena arena;
	struct files *files; /* NULL: there are none */
	const char *shell;
};

static const struct header {
	const char *name, *value;
} headers[] = {
	/* No code and no style but our own files, nothing from elsewhere, in nobody's frame. */
	{ "Content-Security-Policy",
	  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
	  "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
	  "require-trusted-types-for 'script'; trusted-types 'none'" },
	{ "Referrer-Policy", "no-referrer" },
	{ "X-Frame-Options", "DENY" },
	{ "Cross-Origin-Opener-Policy", "same-origin" },
	{ "Cross-Origin-Resource-Policy", "same-origin" },
	{ "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()" },
};

/* ---- The shell ---- */

static const char *escape(struct arena *arena, const char *text)
{
	static const struct {
		char plain;
		const char *written;
	} special[] = {
		{ '&', "&amp;" },  { '<', "&lt;" },   { '>', "&gt;" },
		{ '"', "&quot;" }, { '\'', "&#39;" },
	};
	const char *done = "";

	while (*text != '\0') {
		size_t plain = strcspn(text, "&<>\"'");
		const char *written = "";

		for (size_t i = 0; i < sizeof special / sizeof *special; i++)
			if (text[plain] == special[i].plain)
				written = special[i].written;
		done = arena_printf(arena, "%s%.*s%s", done, (int)plain, text, written);
		text += plain + (*written != '\0');
	}
	return done;
}

static const char *replace(struct arena *arena, const char *text, const char *mark,
			   const char *value)
{
	const char *at;
	const char *done = "";

	while ((at = strstr(text, mark)) != NULL) {
		done = arena_printf(arena, "%s%.*s%s", done, (int)(at - text), text, value);
		text = at + strlen(mark);
	}
	return arena_printf(arena, "%s%s", done, text);
}

static const char *make_shell(struct page *page, const struct page_options *options,
			      const char *shell)
{
	const struct {
		const char *mark, *value;
	} parts[] = {
		{ "{{council}}", options->council },
		{ "{{title}}", options->title },
		{ "{{phase}}", options->phase },
		{ "{{phase_text}}", options->phase_text },
		{ "{{sign_on}}", options->has_sign_on ? "yes" : "no" },
	};

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		shell = replace(&page->arena, shell, parts[i].mark,
				escape(&page->arena, parts[i].value));
	return shell;
}

struct page *page_new(const struct page_options *options)
{
	struct page *page = mem_new(1, sizeof *page);
	const char *shell;
	size_t length;
	struct err err;

	arena_init(&page->arena);
	page->files = files_read(options->folder, &err);
	if (page->files == NULL) {
		log_warning("page.folder \"%s\": %s; there is no page for people", options->folder,
			    err.text);
		return page;
	}
	shell = files_text(page->files, "index.html", &length);
	if (shell == NULL)
		log_warning(
			"page.folder \"%s\": there is no index.html; there is no page for people",
			options->folder);
	else
		page->shell = make_shell(page, options, shell);
	return page;
}

void page_free(struct page *page)
{
	if (page == NULL)
		return;
	files_free(page->files);
	arena_done(&page->arena);
	mem_free(page);
}

/* ---- Answers ---- */

static void not_there(struct request *request, const char *detail)
{
	struct problem problem;

	problem_set(&problem, PROBLEM_NOT_FOUND, "%s", detail);
	request_reply_problem(request, &problem);
}

static void add_headers(struct request *request)
{
	for (size_t i = 0; i < sizeof headers / sizeof *headers; i++)
		request_add_header(request, headers[i].name, headers[i].value);
	if (request_peer(request)->is_tls)
		request_add_header(request, "Strict-Transport-Security", "max-age=31536000");
}

void page_serve(void *context, struct request *request)
{
	const struct people *people = context;
	const struct page *page = people->page;

	if (page->shell == NULL) {
		not_there(request,
			  "the page is not installed here: see page.folder in concernd.conf");
		return;
	}
	add_headers(request);
	files_serve_text(request, "text/html; charset=utf-8", page->shell, strlen(page->shell));
}

void page_serve_asset(void *context, struct request *request)
{
	const struct people *people = context;
	const struct page *page = people->page;

	if (page->files == NULL) {
		not_there(request,
			  "the page is not installed here: see page.folder in concernd.conf");
		return;
	}
	add_headers(request);
	if (!files_serve(page->files, request, request_segment(request, 0)))
		not_there(request, "the page has no such file: load the page again");
}
