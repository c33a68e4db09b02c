/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_DAEMON_PEOPLE_PAGE_H
#define CONCERND_DAEMON_PEOPLE_PAGE_H

#include "people/people.h"

/* The page that managers work from, as it is served: its files, and the shell that loads them. */

struct page;

/* Reads the folder of options. One that cannot be read is logged, and its page answers 404. Never
 * NULL. */
struct page *page_new(const struct page_options *options);
void page_free(struct page *page);

/* Handlers: context is the struct people. */
void page_serve(void *context, struct request *request);
void page_serve_asset(void *context, struct request *request);

#endif
