/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CASEWORK_SETTLE_PRIVATE_H
#define CONCERND_CASEWORK_SETTLE_PRIVATE_H

#include "case.h"
#include "casework/identity.h"

/* A person's word, on its way: what settle.c, settle_find.c and settle_steps.c share. */

struct settle_side {
	int64_t id, became; /* became: 0, or whom it is part of */
	int64_t *doubt_with;
	size_t n_doubt_with;
};

struct settling {
	struct judging judging; /* first: the steps of the judge take it for the context */
	struct judge *judge;
	const struct identity_order *order;
	void (*done)(void *context, const struct err *err, const struct identity_settled *settled);
	void *context;
	int reruns;
	struct identity_settled settled;

	int64_t first, second; /* who stays or is split; the other, 0: not known yet */
	struct settle_side *sides;
	size_t n_sides;
	int64_t at_us;
	bool is_new;     /* second is a new child */
	bool comes_back; /* it was part of first */
};

/* Which steps an order has: bit i is enum identity_act i. */
enum { ON_SAME = 1, ON_DIFFERENT = 2, ON_MERGE = 4, ON_SPLIT = 8 };

static inline bool settle_is(const struct settling *settling, int acts)
{
	return (1 << settling->order->act & acts) != 0;
}

/* Ends the transaction with a status and what to do; returns false. */
__attribute__((format(printf, 4, 5))) bool settle_refuse(struct settling *settling,
							 enum identity_status status,
							 struct err *err, const char *fmt, ...);

/* Person and reason; false when refused. */
bool settle_check_words(struct settling *settling, struct err *err);

bool settle_bind_review(void *context, struct params *params);
bool settle_take_review(void *context, const struct rows *rows, struct err *err);
bool settle_bind_sides(void *context, struct params *params);
bool settle_take_sides(void *context, const struct rows *rows, struct err *err);
bool settle_check_review(void *context, const struct rows *rows, struct err *err);
bool settle_check_sides(void *context, const struct rows *rows, struct err *err);
bool settle_bind_moment(void *context, struct params *params);
bool settle_take_moment(void *context, const struct rows *rows, struct err *err);

/* The transaction. */
extern const struct script settle_script;

#endif
