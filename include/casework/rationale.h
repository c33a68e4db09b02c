/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CASEWORK_RATIONALE_H
#define CONCERND_CASEWORK_RATIONALE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/* Is a text a reason? No program can tell, but some texts are none: those that are too short, that
 * say one word again and again, that are copied, or that are a printer's filler. */

enum {
	RATIONALE_LEAST = 20,  /* characters, outer blanks aside, */
	RATIONALE_WORDS = 3,   /* and different words */
	RATIONALE_MOST = 4000, /* characters */
};

/* Characters of UTF-8 text, outer blanks aside. */
size_t text_characters(const char *text);

/* False with *err (ERR_INPUT: what to do, for who decides) unless it may be one. before: what the
 * same person wrote last, n texts. */
bool rationale_check(const char *text, const char *const *before, size_t n, struct err *err);

#endif
