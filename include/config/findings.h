/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CONFIG_FINDINGS_H
#define CONCERND_CONFIG_FINDINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/mem.h"

/* What is wrong with a configuration: every mistake of one run, each with its place and a hint. */

/* Where something stands in a configuration. */
struct place {
	const char *file; /* as given, or as libconfig names an included one */
	int line;         /* 1 or more; 0 when the file as a whole is meant */
};

/* Of the bytes of a configuration as it stood: its files, what they include, its drop-ins. */
enum { CONFIG_HASH_BYTES = 32 };

enum finding_kind { FINDING_ERROR, FINDING_WARNING };

struct finding {
	enum finding_kind kind;
	struct place place;
	const char *what; /* what is wrong */
	const char *hint; /* what to write; NULL if there is nothing to add */
};

struct findings {
	struct arena arena; /* owns every text */
	struct finding *list;
	size_t n, room;
	size_t n_errors, n_warnings;
};

void findings_init(struct findings *findings);
void findings_done(struct findings *findings);

/* Adds one, unless the same is there; texts are copied; hint may be NULL. */
void findings_add(struct findings *findings, enum finding_kind kind, struct place place,
		  const char *what, const char *hint);

/* Sorts by file (in order of first mention), then line, errors before warnings. */
void findings_sort(struct findings *findings);

/* "FILE:LINE: what; hint: hint", with "warning: " before a warning's what, ":LINE" left out when
 * it is 0; in the arena. */
const char *findings_line(struct findings *findings, size_t i);

#endif
