/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CONFIG_SOURCE_H
#define CONCERND_CONFIG_SOURCE_H

#include <stddef.h>

#include "config/findings.h"

/*
 * Looks over the text of one file for what libconfig 1.5 does not tell or tells badly: bytes that
 * are no UTF-8 or NUL, a comma before a closing bracket (it says "syntax error" and stops), whole
 * numbers beyond 32 bits without an L (it wraps them without a word). length bytes of text, which is
 * NUL-terminated; every mistake is added to findings with file and line.
 */
void source_check(const char *text, size_t length, const char *file, struct findings *findings);

#endif
