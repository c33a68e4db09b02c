/* SPDX-License-Identifier: Apache-2.0 */
#include "people/people.h"

#include <errno.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "handlers.h"
#include "net/schemas.h"
#include "page.h"
#include "tryout.h"

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
	{ "/flags", METHOD_GET, page_serve },
	{ "/flags/{}", METHOD_GET, page_serve },
	{ "/feedback", METHOD_GET, page_serve },
	{ "/agenda", METHOD_GET, page_serve },
	{ "/meetings", METHOD_GET, page_serve },
	{ "/meetings/{}", METHOD_GET, page_serve },
	{ "/requests", METHOD_GET, page_serve },
	{ "/requests/{}", METHOD_GET, page_serve },
	{ "/report", METHOD_GET, page_serve },
	{ "/tuning", METHOD_GET, page_serve },
	{ "/sign-in", METHOD_GET, page_serve },
	{ "/assets/{}", METHOD_GET, page_serve_asset },
	{ "/openapi.yaml", METHOD_GET, openapi_serve },
	{ "/v1/session", METHOD_GET, session_serve },
	{ "/v1/session", METHOD_POST, session_begin_serve },
	{ "/v1/session", METHOD_DELETE, session_end_serve },
	{ "/v1/words", METHOD_GET, words_serve },
	{ "/v1/rules", METHOD_GET, rules_serve },
	{ "/v1/rules/tryouts", METHOD_POST, tryout_serve },
	{ "/v1/alerts", METHOD_GET, alerts_serve },
	{ "/v1/alerts/{}", METHOD_GET, alert_serve },
	{ "/v1/alerts/{}/acknowledge", METHOD_POST, acknowledge_serve },
	{ "/v1/alerts/{}/decisions", METHOD_POST, decide_one_serve },
	{ "/v1/decisions", METHOD_POST, decide_several_serve },
	{ "/v1/children/{}", METHOD_GET, child_serve },
	{ "/v1/children/{}/explain", METHOD_GET, explain_serve },
	{ "/v1/children/{}/restriction", METHOD_PUT, restrict_serve },
	{ "/v1/children/{}/restriction", METHOD_DELETE, release_serve },
	{ "/v1/children/{}/break-glass", METHOD_POST, glass_break_serve },
	{ "/v1/glass", METHOD_GET, glass_serve },
	{ "/v1/glass/{}/review", METHOD_POST, glass_review_serve },
	{ "/v1/identity/reviews", METHOD_GET, reviews_serve },
	{ "/v1/identity/reviews/{}", METHOD_GET, review_serve },
	{ "/v1/identity/reviews/{}", METHOD_POST, review_settle_serve },
	{ "/v1/actions", METHOD_GET, actions_serve },
	{ "/v1/actions/{}/done", METHOD_POST, action_done_serve },
	{ "/v1/alerts/{}/flags", METHOD_POST, flag_advise_serve },
	{ "/v1/flags", METHOD_GET, flags_serve },
	{ "/v1/flags.csv", METHOD_GET, flag_sheet_serve },
	{ "/v1/flags/{}", METHOD_GET, flag_serve },
	{ "/v1/flags/{}/review", METHOD_POST, flag_review_serve },
	{ "/v1/flags/{}/set-by-police", METHOD_POST, flag_police_serve },
	{ "/v1/feedback", METHOD_GET, owed_serve },
	{ "/v1/agenda", METHOD_GET, agenda_serve },
	{ "/v1/agenda.csv", METHOD_GET, agenda_csv_serve },
	{ "/v1/alerts/{}/requests", METHOD_POST, request_make_serve },
	{ "/v1/requests", METHOD_GET, requests_serve },
	{ "/v1/requests/{}", METHOD_GET, request_serve },
	{ "/v1/requests/{}/told", METHOD_POST, request_told_serve },
	{ "/v1/requests/{}/answer", METHOD_POST, request_answer_serve },
	{ "/v1/requests/{}/withdraw", METHOD_POST, request_withdraw_serve },
	{ "/v1/meetings", METHOD_GET, meetings_serve },
	{ "/v1/meetings", METHOD_POST, meeting_call_serve },
	{ "/v1/meetings/{}", METHOD_GET, meeting_serve },
	{ "/v1/meetings/{}/held", METHOD_POST, meeting_held_serve },
	{ "/v1/meetings/{}/contribution", METHOD_POST, meeting_contribution_serve },
	{ "/v1/meetings/{}/plan", METHOD_POST, meeting_plan_serve },
	{ "/v1/meetings/{}/cancel", METHOD_POST, meeting_cancel_serve },
	{ "/v1/meetings/{}/waive", METHOD_POST, meeting_waive_serve },
	{ "/v1/reports/{}", METHOD_GET, report_serve },
};

const struct route *people_routes(size_t *ret_n)
{
	*ret_n = sizeof routes / sizeof *routes;
	return routes;
}

/* The user's number: as written, or of that name. */
static bool find_user(const char *name, uint32_t *ret)
{
	const struct passwd *user;
	char *end;
	unsigned long number = strtoul(name, &end, 10);

	if (end != name && *end == '\0' && number < UINT32_MAX) {
		*ret = (uint32_t)number;
		return true;
	}
	user = getpwnam(name);
	if (user == NULL)
		return false;
	*ret = user->pw_uid;
	return true;
}

void people_change(struct people *people, const struct settings *settings)
{
	const char *user = settings->access.proxy_user;

	people->settings = settings;
	people->has_proxy = *user != '\0' && find_user(user, &people->proxy_uid);
	if (*user != '\0' && !people->has_proxy)
		log_error("access.proxy_user: this machine has no user of that name, so nobody is "
			  "let in by the single sign-on");
}

struct people *people_new(struct store *store, const struct people_options *options)
{
	struct people *people = mem_new(1, sizeof *people);

	people->store = store;
	people->page = page_new(&options->page);
	people->judge = options->judge;
	people->rulesets = options->rulesets;
	people->base = options->base;
	people->passwords = passwords_new(options->base);
	people->tryouts = tryouts_new(options->base, options->settings->database.conninfo);
	people_change(people, options->settings);
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
	passwords_free(people->passwords);
	tryouts_free(people->tryouts);
	mem_free(people->ready);
	mem_free(people->measures);
	mem_free(people);
}
