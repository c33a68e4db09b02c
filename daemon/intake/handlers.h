/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_INTAKE_HANDLERS_H
#define CONCERND_INTAKE_HANDLERS_H

#include "intake_private.h"
#include "net/listener.h"

/* The handlers of the routes; context is the struct intake. */
void post_events(void *context, struct request *request);
void get_sender(void *context, struct request *request);
void get_feedback(void *context, struct request *request);

/* The sender of a request; NULL when it is answered 401 already. */
const struct sender *handlers_sender(struct intake *intake, struct request *request);

#endif
