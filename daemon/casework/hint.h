/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CASEWORK_HINT_H
#define CONCERND_CASEWORK_HINT_H

/* Wakes whoever delivers notices, once they are committed. */

struct hint;
struct store;

/* The store must outlive the last hint that is under way. Never NULL. */
struct hint *hint_new(struct store *store);

/* NULL is fine, and so is one that is under way. */
void hint_free(struct hint *hint);

/* Sends a hint at the next chance; several that wait are one. Losing one is no loss: the outbox is
 * swept as well. */
void hint_give(struct hint *hint);

#endif
