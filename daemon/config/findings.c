/* SPDX-License-Identifier: Apache-2.0 */
#include "config/findings.h"

#include <stdlib.h>
#include <string.h>

void findings_init(struct findings *findings)
{
	*findings = (struct findings){ 0 };
	arena_init(&findings->arena);
}

void findings_done(struct findings *findings)
{
	arena_done(&findings->arena);
	*findings = (struct findings){ 0 };
}

static bool is_there(const struct findings *findings, struct place place, const char *what)
{
	for (size_t i = 0; i < findings->n; i++)
		if (findings->list[i].place.line == place.line &&
		    strcmp(findings->list[i].what, what) == 0 &&
		    strcmp(findings->list[i].place.file, place.file) == 0)
			return true;
	return false;
}

void findings_add(struct findings *findings, enum finding_kind kind, struct place place,
		  const char *what, const char *hint)
{
	struct arena *arena = &findings->arena;

	if (is_there(findings, place, what))
		return;
	findings->list = arena_grow(arena, findings->list, findings->n, &findings->room,
				    sizeof *findings->list);
	findings->list[findings->n++] = (struct finding){
		.kind = kind,
		.place = { arena_strdup(arena, place.file), place.line },
		.what = arena_strdup(arena, what),
		.hint = arena_strdup(arena, hint),
	};
	if (kind == FINDING_ERROR)
		findings->n_errors++;
	else
		findings->n_warnings++;
}

/* Files in order of first mention: the index of the first finding of that file. */
static size_t file_rank(const struct findings *findings, const char *file)
{
	size_t i = 0;

	while (i < findings->n && strcmp(findings->list[i].place.file, file) != 0)
		i++;
	return i;
}

struct ranked {
	struct finding finding;
	size_t file, order;
};

static int compare(const void *left, const void *right)
{
	const struct ranked *a = left, *b = right;

	if (a->file != b->file)
		return a->file < b->file ? -1 : 1;
	if (a->finding.place.line != b->finding.place.line)
		return a->finding.place.line < b->finding.place.line ? -1 : 1;
	if (a->finding.kind != b->finding.kind)
		return a->finding.kind < b->finding.kind ? -1 : 1;
	return a->order < b->order ? -1 : a->order > b->order;
}

void findings_sort(struct findings *findings)
{
	struct ranked *ranked = mem_new(findings->n, sizeof *ranked);

	for (size_t i = 0; i < findings->n; i++)
		ranked[i] = (struct ranked){ findings->list[i],
					     file_rank(findings, findings->list[i].place.file), i };
	qsort(ranked, findings->n, sizeof *ranked, compare);
	for (size_t i = 0; i < findings->n; i++)
		findings->list[i] = ranked[i].finding;
	mem_free(ranked);
}

const char *findings_line(struct findings *findings, size_t i)
{
	const struct finding *finding = &findings->list[i];
	const char *warning = finding->kind == FINDING_WARNING ? "warning: " : "";
	const char *hint = finding->hint != NULL ? finding->hint : "";
	const char *before = finding->hint != NULL ? "; hint: " : "";

	if (finding->place.line == 0)
		return arena_printf(&findings->arena, "%s: %s%s%s%s", finding->place.file, warning,
				    finding->what, before, hint);
	return arena_printf(&findings->arena, "%s:%d: %s%s%s%s", finding->place.file,
			    finding->place.line, warning, finding->what, before, hint);
}
