/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CONFIG_IDENTITY_KEYS_H
#define CONCERND_CONFIG_IDENTITY_KEYS_H

#include "config/settings.h"
#include "reader.h"

/* The group `identity` of concernd.conf, into struct weights. */
extern const struct key identity_keys[];

/* Adds what a daemon must not match by: limits and priors under which twins would be merged, or
 * records without a name would link. The place is that of the group. */
void identity_check(const struct weights *weights, struct place place, struct findings *findings);

#endif
