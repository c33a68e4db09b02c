/* SPDX-License-Identifier: Apache-2.0 */
#include "people/people.h"

#include <string.h>

#include "base/mem.h"
#include "handlers.h"
#include "net/schemas.h"
#include "page.h"

static const struct route routes[] = {
	{ "/healthz", METHOD_GET, health_serve },
	{ "/readyz", METHOD_GET, ready_serve },
	{ "/metrics", METHOD_GET, metrics_serve },
	{ "/schemas/", METHOD_GET, schemas_list },
	{ "/schemas/{}", METHOD_GET, schemas_serve },
	/* What a person may open or keep as a bookmark: the script makes the page of it. */
	{ "/", METHOD_GET, page_serve },
	{ "/alerts/{}", METHOD_GET, page_serve },
	{ "/children/{}", METHOD_GET, page_serve },
	{ "/identity", METHOD_GET, page_serve },
	{ "/identity/{}", METHOD_GET, page_serve },
	{ "/actions", METHOD_GET, page_serve },
	{ "/report", METHOD_GET, page_serve },
	{ "/tuning", METHOD_GET, page_serve },
	{ "/sign-in", METHOD_GET, page_serve },
	{ "/assets/{}", METHOD_GET, page_serve_asset },
};

const struct route *people_routes(size_t *ret_n)
{
	*ret_n = sizeof routes / sizeof *routes;
	return routes;
}

struct people *people_new(struct store *store, const struct people_options *options)
{
	struct people *people = mem_new(1, sizeof *people);

	people->store = store;
	people->page = page_new(&options->page);
	people->judge = options->judge;
	people->rulesets = options->rulesets;
	people->ready = mem_new(options->n_ready, sizeof *people->ready);
	people->n_ready = options->n_ready;
	for (size_t i = 0; i < options->n_ready; i++)
		people->ready[i] = options->ready[i];
	people->measures = mem_new(options->n_measures, sizeof *people->measures);
	people->n_measures = options->n_measures;
	for (size_t i = 0; i < options->n_measures; i++)
		people->measures[i] = options->measures[i];
	return people;
}

void people_free(struct people *people)
{
	if (people == NULL)
		return;
	page_free(people->page);
	mem_free(people->ready);
	mem_free(people->measures);
	mem_free(people);
}
