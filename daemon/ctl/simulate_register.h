/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CTL_SIMULATE_REGISTER_H
#define CONCERND_CTL_SIMULATE_REGISTER_H

#include <stdint.h>

/*
 * Prints labelled records of so many families as CSV, held ones first: record, entity, child (of held
 * ones), role,
 * family_name, given_names, birth_date, sex, postcode. The same seed gives the same bytes. For trying
 * how records are matched: every family's twin and siblings are there, whom nobody has told of yet.
 */
void register_print(uint64_t seed, uint32_t families);

#endif
