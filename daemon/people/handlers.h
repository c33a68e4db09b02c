/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_DAEMON_PEOPLE_HANDLERS_H
#define CONCERND_DAEMON_PEOPLE_HANDLERS_H

#include "limit.h"
#include "people/password.h"
#include "people/people.h"

/* What the handlers share. */

struct people {
	struct page *page;
	struct event_base *base;
	struct store *store;
	const struct settings *settings;
	struct judge *judge;
	struct rulesets *rulesets;
	struct passwords *passwords;
	struct tryouts *tryouts;
	struct limit sign_ins;
	bool has_proxy; /* and its user: */
	uint32_t proxy_uid;
	struct readiness *ready;
	size_t n_ready;
	struct measuring *measures;
	size_t n_measures;
	uint64_t sign_ins_refused, sessions_begun, csrf_refused, glass_broken;
};

/* Handlers of requests that need no session: context is the struct people. */
void health_serve(void *context, struct request *request);
void ready_serve(void *context, struct request *request);
void metrics_serve(void *context, struct request *request);
void openapi_serve(void *context, struct request *request);
void session_begin_serve(void *context, struct request *request);

/* Handlers of a person's requests. */
void session_serve(void *context, struct request *request);
void session_end_serve(void *context, struct request *request);
void alerts_serve(void *context, struct request *request);
void alert_serve(void *context, struct request *request);
void acknowledge_serve(void *context, struct request *request);
void decide_one_serve(void *context, struct request *request);
void decide_several_serve(void *context, struct request *request);
void child_serve(void *context, struct request *request);
void explain_serve(void *context, struct request *request);
void restrict_serve(void *context, struct request *request);
void release_serve(void *context, struct request *request);
void glass_break_serve(void *context, struct request *request);
void glass_serve(void *context, struct request *request);
void glass_review_serve(void *context, struct request *request);
void actions_serve(void *context, struct request *request);
void action_done_serve(void *context, struct request *request);
void flags_serve(void *context, struct request *request);
void flag_serve(void *context, struct request *request);
void flag_sheet_serve(void *context, struct request *request);
void flag_advise_serve(void *context, struct request *request);
void flag_review_serve(void *context, struct request *request);
void flag_police_serve(void *context, struct request *request);
void owed_serve(void *context, struct request *request);
void agenda_serve(void *context, struct request *request);
void agenda_csv_serve(void *context, struct request *request);
void requests_serve(void *context, struct request *request);
void request_serve(void *context, struct request *request);
void request_make_serve(void *context, struct request *request);
void request_answer_serve(void *context, struct request *request);
void request_withdraw_serve(void *context, struct request *request);
void request_told_serve(void *context, struct request *request);
void meetings_serve(void *context, struct request *request);
void meeting_serve(void *context, struct request *request);
void meeting_call_serve(void *context, struct request *request);
void meeting_held_serve(void *context, struct request *request);
void meeting_contribution_serve(void *context, struct request *request);
void meeting_plan_serve(void *context, struct request *request);
void meeting_cancel_serve(void *context, struct request *request);
void meeting_waive_serve(void *context, struct request *request);
void report_serve(void *context, struct request *request);
void rules_serve(void *context, struct request *request);
void tryout_serve(void *context, struct request *request);
void reviews_serve(void *context, struct request *request);
void review_serve(void *context, struct request *request);
void review_settle_serve(void *context, struct request *request);
void words_serve(void *context, struct request *request);

#endif
