/* SPDX-License-Identifier: Apache-2.0 */
/* /healthz: the process turns its loop. /readyz: it can do its work, and if not, what is missing. */
#include <jansson.h>

#include "handlers.h"

void health_serve(void *context, struct request *request)
{
	static const char body[] = "ok\n";

	(void)context;
	request_reply(request, 200, "text/plain; charset=utf-8", body, sizeof body - 1);
}

void ready_serve(void *context, struct request *request)
{
	const struct people *people = context;
	json_t *checks = json_object();
	bool all = true;

	for (size_t i = 0; i < people->n_ready; i++) {
		const struct readiness *ready = &people->ready[i];
		bool holds = ready->is_ready(ready->context);

		all = all && holds;
		json_object_set_new(checks, ready->name, json_boolean(holds));
	}
	request_reply_json(request, all ? 200 : 503,
			   json_pack("{s:b, s:o}", "ready", all, "checks", checks));
}
