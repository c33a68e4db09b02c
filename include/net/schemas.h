/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_NET_SCHEMAS_H
#define CONCERND_NET_SCHEMAS_H

/* The published JSON Schemas (draft 2020-12) of the events, built in from daemon/net/schema/. */

struct request;

/* Handler for the route GET "/schemas/{}": answers with the schema of that name, or 404. */
void schemas_serve(void *context, struct request *request);

/* Handler for the route GET "/schemas/": their addresses, {"schemas":["/schemas/NAME", …]}. */
void schemas_list(void *context, struct request *request);

#endif
