/* SPDX-License-Identifier: Apache-2.0 */
#include "net/schemas.h"

#include <string.h>

#include "base/embedded.h"
#include "net/listener.h"
#include "net/problem.h"

/* daemon/net/schema/NAME.json, as the Makefile built it in. */

extern const struct embedded net_schema[];
extern const size_t net_schema_n;

void schemas_serve(void *context, struct request *request)
{
	const char *text = embedded_find(net_schema, net_schema_n, request_segment(request, 0));
	struct problem problem;

	(void)context;
	if (text) {
		request_add_header(request, "Cache-Control", "public, max-age=3600");
		request_reply(request, 200, "application/schema+json", text, strlen(text));
		return;
	}
	problem_set(&problem, PROBLEM_NOT_FOUND, "no schema of this name; see /schemas/");
	request_reply_problem(request, &problem);
}

void schemas_list(void *context, struct request *request)
{
	json_t *names = json_array();

	(void)context;
	for (size_t i = 0; i < net_schema_n; i++)
		json_array_append_new(names, json_sprintf("/schemas/%s", net_schema[i].name));
	request_reply_json(request, 200, json_pack("{s:o}", "schemas", names));
}
