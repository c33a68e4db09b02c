/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_DAEMON_PEOPLE_HANDLERS_H
#define CONCERND_DAEMON_PEOPLE_HANDLERS_H

#include "people/people.h"

/* What the handlers share. */

struct people {
	struct page *page;
	struct store *store;
	const struct judge *judge;
	const struct rulesets *rulesets;
	struct readiness *ready;
	size_t n_ready;
	struct measuring *measures;
	size_t n_measures;
};

/* Handlers: context is the struct people. */
void health_serve(void *context, struct request *request);
void ready_serve(void *context, struct request *request);
void metrics_serve(void *context, struct request *request);

#endif
