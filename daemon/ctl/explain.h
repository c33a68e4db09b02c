/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CTL_EXPLAIN_H
#define CONCERND_CTL_EXPLAIN_H

#include "casework/explained.h"

/* Prints one rule for people. */
void explain_print(const struct case_explained *explained);

#endif
