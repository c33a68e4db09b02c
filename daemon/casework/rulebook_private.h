/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CASEWORK_RULEBOOK_PRIVATE_H
#define CONCERND_CASEWORK_RULEBOOK_PRIVATE_H

#include "casework/rulebook.h"

/* The store that the rule sets are kept in. */
struct store *rulesets_store(const struct rulesets *rulesets);

#endif
