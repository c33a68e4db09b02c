/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CASEWORK_OPS_H
#define CONCERND_CASEWORK_OPS_H

#include <stdbool.h>
#include <stddef.h>

#include "config/settings.h"
#include "store/params.h"

/* Notices to those who run concernd: of no alert, but of a feed that fell silent, or a notice that was
 * given up. A step of the statement insert_ops_notices, in the transaction that notes what they tell. */

/* Fills its parameters: n texts for people, of our own words, to every recipient of notify.ops. False,
 * which leaves the step out, if there is nothing to tell or nobody to tell it to. */
bool ops_bind(struct params *params, const struct settings *settings, const char *const *texts,
	      size_t n);

/* The same to every recipient of notify.auditors. */
bool ops_bind_auditors(struct params *params, const struct settings *settings,
		       const char *const *texts, size_t n);

#endif
