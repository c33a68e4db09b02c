/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_INTAKE_SENDER_H
#define CONCERND_INTAKE_SENDER_H

#include "config/settings.h"
#include "intake_private.h"
#include "net/listener.h"

/* Who sends, by a name in its client certificate or by its token; NULL for nobody we know. Takes as
 * long for a wrong token as for a right one. */
const struct sender *sender_find(const struct settings *settings, const struct peer *peer,
				 const char *token);

/*
 * Takes n events off what a sender may send now: a bucket of `burst` events that fills at `rate` a
 * second. Zero, or the seconds after which to try again. More than the bucket holds go when it is
 * full.
 */
int sender_limit(struct tally *tally, const struct sender *sender, size_t n, int64_t now_us);

#endif
