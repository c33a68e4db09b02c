/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_PEOPLE_REQUESTS_H
#define CONCERND_PEOPLE_REQUESTS_H

#include "ask.h"

/* What the handlers of one information request share (an inquiry here: a request is what a client sends);
 * ask->id is its number. */

/* Binds who looks at which, and which. */
bool inquiry_bind_open(void *context, struct params *params);
bool inquiry_bind(void *context, struct params *params);

/* Takes the children on whom the alert shows, whether that is closed to who asks, and the alert. False,
 * noted and stopped, where there is no such request, or it is closed. */
bool inquiry_take(struct ask *ask, const struct rows *rows, struct err *err);

#endif
