/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_PEOPLE_PEOPLE_H
#define CONCERND_PEOPLE_PEOPLE_H

#include <stdbool.h>
#include <stddef.h>

#include "casework/judge.h"
#include "casework/rulebook.h"
#include "net/listener.h"
#include "store/store.h"

/*
 * What people and their tools ask of the daemon over HTTP: /healthz, /readyz and /metrics; the API of
 * daemon/people/api/openapi.yaml, by which people sign in, look at alerts and children, and decide;
 * and the page that managers work from.
 */

struct event_base;
struct metrics;
struct people;

/* Something that must hold before the daemon can do its work. `name` is told in /readyz. */
struct readiness {
	const char *name;
	bool (*is_ready)(void *context);
	void *context;
};

/* Something that has figures for /metrics. */
struct measuring {
	void (*measure)(void *context, struct metrics *metrics);
	void *context;
};

/* The page that managers work from; texts must live as long as people_new() takes. */
struct page_options {
	bool has_sign_on;               /* the council's: the sign-in offers it */
	const char *folder;             /* of its files, as the build left them */
	const char *council, *title;    /* stand on top of every page */
	const char *phase, *phase_text; /* of the banner under them; phase "": none */
};

struct people_options {
	struct page_options page;
	const struct readiness *ready; /* all of it must hold; copied */
	size_t n_ready;
	const struct measuring *measures; /* in the order of the page; copied */
	size_t n_measures;
	struct judge *judge; /* its figures; outlives people, as rulesets do */
	struct rulesets *rulesets;
	struct event_base *base;
	const struct settings *settings; /* until people_change() */
};

/* The store must outlive it. Never NULL. */
struct people *people_new(struct store *store, const struct people_options *options);

/* Other settings from now on; those before stay valid for requests under way. */
void people_change(struct people *people, const struct settings *settings);

/* After the listener that has its routes was stopped: no request may be held. */
void people_free(struct people *people);

/* Routes for the listener of people and tools; their context is the struct people. */
const struct route *people_routes(size_t *ret_n);

#endif
