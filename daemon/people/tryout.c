/* SPDX-License-Identifier: Apache-2.0 */
#include "tryout.h"

#include <event2/event.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/mem.h"

/*
 * The thread shares nothing with the loop while it runs: it is given a copy of the text, opens a connection
 * of its own, and leaves what it found; an eventfd then wakes the loop, which joins it.
 */

struct tryouts {
	char *conninfo;
	int wake; /* eventfd */
	struct event *on_wake;

	bool is_running; /* the rest is of that one */
	pthread_t thread;
	char *text;
	struct err err; /* kind ERR_NONE: told is there */
	json_t *told;
	void (*done)(void *context, const struct err *err, json_t *told);
	void *context;
};

/* ---- In the thread ---- */

static struct hindsight *judge(const struct archive *archive, struct ruleset *ruleset)
{
	const struct hindsight_options options = {
		.ruleset = ruleset,
		.decided = HINDSIGHT_AS_RECORDED,
		.to_us = INT64_MAX,
		.jobs = 1, /* the loop has work, too */
	};

	return hindsight_judge(archive, &options);
}

/* Both sets as if they had been there all along: else the one in force would know of history that the
 * other does not. */
static json_t *compare(const struct archive *archive, struct ruleset *tried_rules)
{
	struct ruleset *in_force_rules = archive_ruleset(archive);

	for (size_t i = 0; i < in_force_rules->book.n_rules; i++)
		in_force_rules->book.rules[i].history_before_us = INT64_MIN;
	struct hindsight *in_force = judge(archive, in_force_rules);
	struct hindsight *tried = judge(archive, tried_rules);
	json_t *told = tryout_compare(in_force, tried);

	hindsight_free(in_force);
	hindsight_free(tried);
	return told;
}

static bool try_rules(struct tryouts *tryouts, struct findings *findings, struct err *err)
{
	struct ruleset *ruleset = ruleset_read_text(tryouts->text, "rules.conf", findings);
	const struct hindsight_progress nobody = { 0 };
	struct archive *archive;

	if (ruleset == NULL) {
		findings_sort(findings);
		return err_set(err, ERR_INPUT, "%s", findings_line(findings, 0));
	}
	archive = archive_read(tryouts->conninfo, &nobody, err);
	if (archive != NULL)
		tryouts->told = compare(archive, ruleset);
	archive_free(archive);
	ruleset_free(ruleset);
	return tryouts->told != NULL;
}

static void *run(void *context)
{
	struct tryouts *tryouts = context;
	struct findings findings;

	findings_init(&findings);
	try_rules(tryouts, &findings, &tryouts->err);
	findings_done(&findings);
	if (eventfd_write(tryouts->wake, 1) != 0)
		abort();
	return NULL;
}

/* ---- In the loop ---- */

static void end_run(struct tryouts *tryouts)
{
	pthread_join(tryouts->thread, NULL);
	tryouts->is_running = false;
	mem_free(tryouts->text);
}

static void on_wake(evutil_socket_t fd, short what, void *context)
{
	struct tryouts *tryouts = context;
	eventfd_t count;

	(void)what;
	eventfd_read((int)fd, &count);
	end_run(tryouts);
	tryouts->done(tryouts->context, tryouts->told != NULL ? NULL : &tryouts->err,
		      tryouts->told);
}

struct tryouts *tryouts_new(struct event_base *base, const char *conninfo)
{
	struct tryouts *tryouts = mem_new(1, sizeof *tryouts);

	tryouts->conninfo = mem_strdup(conninfo);
	tryouts->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (tryouts->wake < 0)
		abort();
	tryouts->on_wake = event_new(base, tryouts->wake, EV_READ | EV_PERSIST, on_wake, tryouts);
	event_add(tryouts->on_wake, NULL);
	return tryouts;
}

void tryouts_free(struct tryouts *tryouts)
{
	if (tryouts == NULL)
		return;
	if (tryouts->is_running) {
		end_run(tryouts);
		json_decref(tryouts->told);
	}
	event_free(tryouts->on_wake);
	close(tryouts->wake);
	mem_free(tryouts->conninfo);
	mem_free(tryouts);
}

bool tryouts_run(struct tryouts *tryouts, const char *text,
		 void (*done)(void *context, const struct err *err, json_t *told), void *context)
{
	if (tryouts->is_running)
		return false;
	tryouts->text = mem_strdup(text);
	tryouts->err = (struct err){ 0 };
	tryouts->told = NULL;
	tryouts->done = done;
	tryouts->context = context;
	tryouts->is_running = pthread_create(&tryouts->thread, NULL, run, tryouts) == 0;
	if (!tryouts->is_running)
		mem_free(tryouts->text);
	return tryouts->is_running;
}
