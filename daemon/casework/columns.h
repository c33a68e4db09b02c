/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CASEWORK_COLUMNS_H
#define CONCERND_CASEWORK_COLUMNS_H

#include "store/params.h"

/*
 * Rows side by side: one array parameter a column. Used where `rows` is an array of n pointers to
 * rows, `row` a pointer of their type, and `params` the parameters: add(…) adds the value of `row`.
 */
#define COLUMN(type, add)                              \
	do {                                           \
		params_array(params, PARAM_##type, n); \
		for (size_t i_ = 0; i_ < n; i_++) {    \
			row = rows[i_];                \
			add;                           \
		}                                      \
	} while (0)

#define TEXTS(value) COLUMN(TEXT, params_add_text(params, value))
#define INT8S(value) COLUMN(INT8, params_add_int8(params, value))
#define INT4S(value) COLUMN(INT4, params_add_int4(params, value))
#define BOOLS(value) COLUMN(BOOL, params_add_bool(params, value))
#define TIMES(value) COLUMN(TIME, params_add_time(params, value))

#endif
