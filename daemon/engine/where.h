/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_ENGINE_WHERE_H
#define CONCERND_ENGINE_WHERE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/contact.h"
#include "engine/rule.h"

/* A `where` asked of one contact. */

/* Instead of a criterion's index: none of the contact's categories counts, and the where's
 * `category` names none of them. */
#define WHERE_UNCOUNTED SIZE_MAX

/* True if the contact meets every positive criterion: those on age and about for one and the same
 * child. Else *ret_missed (if not NULL) is the index of one that it misses, or WHERE_UNCOUNTED. */
bool where_meets(const struct where *where, const struct wordset *uncounted,
		 const struct contact *contact, size_t *ret_missed);

/* True if the contact meets what a not_… criterion forbids; *ret_criterion (if not NULL) is its
 * index. */
bool where_forbids(const struct where *where, const struct contact *contact, size_t *ret_criterion);

#endif
