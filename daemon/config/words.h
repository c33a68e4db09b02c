/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CONFIG_WORDS_H
#define CONCERND_CONFIG_WORDS_H

#include <stddef.h>

#include "config/lexicon.h"
#include "reader.h"

/* The words that the contract fixes, as choices; those of the DfE's code lists. */

extern const struct choice level_choices[], mode_choices[], scope_choices[], grade_choices[],
	about_choices[], channel_choices[], feedback_choices[], hours_choices[];

/* Numbers the DfE's codes for contact sources and factors in the lexicon, as declared ones. */
void words_declare_codes(struct lexicon *lexicon);

/* What a kind of word is called: "agency", "category", …. Static storage. */
const char *words_kind_name(enum lexicon_kind kind);

#endif
