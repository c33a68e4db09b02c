/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/embedded.h"
#include "handlers.h"

/* GET /openapi.yaml: the description of all that people and tools may ask. */

extern const struct embedded people_api[];

void openapi_serve(void *context, struct request *request)
{
	(void)context;
	request_reply(request, 200, "application/yaml", people_api[0].text,
		      strlen(people_api[0].text));
}
