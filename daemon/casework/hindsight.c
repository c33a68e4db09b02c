/* SPDX-License-Identifier: Apache-2.0 */
#include "casework/hindsight.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "trial.h"

/*
 * Children are judged apart from each other, by as many threads as are given: each takes the next
 * few hundred, and keeps the alerts. Threads share only what is not written any more: every word is
 * in the lexicons before they start. Sorting makes one order of it, whoever judged whom.
 */

enum { SLICE = 4096, AHEAD = 16 }; /* rows that a thread takes at a time, or a child more */

struct hindsight {
	struct trial_terms terms;
	struct hindsight_options options;
	struct arena arena;
	struct replay_alert **alerts;
	size_t n;
};

/* ---- Rules and their words ---- */

static void meet_words(struct lexicon *lexicon, enum lexicon_kind kind, const char **names,
		       size_t n, struct wordset *set)
{
	for (size_t i = 0; i < n; i++) {
		word met = lexicon_meet(lexicon, kind, names[i]);

		if (met != WORD_NONE)
			wordset_add(set, met);
	}
}

static void make_sample(struct lexicon *lexicon, const struct profile *profile, struct contact *ret)
{
	*ret = (struct contact){
		.source = profile->source,
		.whole_day = profile->whole_day,
		.grade = profile->grade,
		.agency = lexicon_meet(lexicon, WORDS_AGENCY, profile->agency),
		.category = lexicon_meet(lexicon, WORDS_CATEGORY, profile->category),
		.outcome = lexicon_meet(lexicon, WORDS_OUTCOME, profile->outcome),
		.contact_source = lexicon_meet(lexicon, WORDS_CONTACT_SOURCE,
					       profile->contact_source),
	};
	meet_words(lexicon, WORDS_CATEGORY, profile->other_categories, profile->n_other_categories,
		   &ret->categories);
	meet_words(lexicon, WORDS_FACTOR, profile->factors, profile->n_factors, &ret->factors);
	wordset_add(&ret->categories, ret->category);
}

static void meet_outcomes(const struct archive *archive, struct lexicon *lexicon)
{
	for (size_t i = 0; i < archive->n_corrections; i++)
		lexicon_meet(lexicon, WORDS_OUTCOME, archive->corrections[i].outcome);
	for (size_t i = 0; i < archive->n_rulings; i++)
		lexicon_meet(lexicon, WORDS_OUTCOME, archive->rulings[i].outcome);
}

static void prepare_rules(struct hindsight *hindsight, struct trial_rules *set)
{
	const struct trial_terms *terms = &hindsight->terms;

	for (size_t i = 0; i < terms->n_names; i++) {
		struct rule *rule = ruleset_rule(set->ruleset, terms->names[i]);

		if (rule != NULL) {
			set->rules[i] = rule;
			set->least[i] = rule->mode == MODE_OFF ? SIZE_MAX
							       : rule_least_contacts(rule);
		}
	}
}

static void prepare_set(struct hindsight *hindsight, struct trial_rules *set)
{
	const struct archive *archive = hindsight->terms.archive;
	size_t n = archive->n_profiles;
	struct contact *samples = arena_new(&hindsight->arena, n, sizeof *samples);
	struct wordset *may = arena_new(&hindsight->arena, n, sizeof *may);

	prepare_rules(hindsight, set);
	meet_outcomes(archive, &set->ruleset->lexicon);
	for (size_t i = 0; i < n; i++) {
		make_sample(&set->ruleset->lexicon, &archive->profiles[i], &samples[i]);
		const struct bearing bearing = { archive->profiles[i].about, BIRTH_UNKNOWN, 0 };
		struct contact contact = samples[i];

		contact.bearings = &bearing;
		contact.n_bearings = 1;
		for (size_t j = 0; j < hindsight->terms.n_names; j++)
			if (set->rules[j] != NULL &&
			    rule_may_match(&set->ruleset->book, set->rules[j], &contact))
				wordset_add(&may[i], (word)j);
	}
	set->samples = samples;
	set->may = may;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Each name once, sorted. Beyond the room for them, rules of old rule sets go unjudged. */
static void number_names(struct hindsight *hindsight)
{
	struct trial_terms *terms = &hindsight->terms;

	for (size_t s = terms->n_sets; s-- > 0;) {
		const struct rulebook *book = &terms->sets[s].ruleset->book;

		for (size_t i = 0; i < book->n_rules && terms->n_names < TRIAL_RULES; i++) {
			size_t j = 0;

			while (j < terms->n_names &&
			       strcmp(terms->names[j], book->rules[i].name) != 0)
				j++;
			if (j == terms->n_names)
				terms->names[terms->n_names++] = book->rules[i].name;
		}
	}
	qsort(terms->names, terms->n_names, sizeof *terms->names, compare_names);
}

/* Agencies in the words of the last rule set, for those who count alerts by agency. */
static void make_translations(struct hindsight *hindsight)
{
	struct trial_terms *terms = &hindsight->terms;
	struct lexicon *to = &terms->sets[terms->n_sets - 1].ruleset->lexicon;

	for (size_t s = 0; s < terms->n_sets; s++) {
		const struct lexicon *from = &terms->sets[s].ruleset->lexicon;
		word *translation = arena_new(&hindsight->arena, WORD_MAX + 1, sizeof *translation);

		for (int i = 1; i <= from->kinds[WORDS_AGENCY].n; i++)
			translation[i] = lexicon_meet(to, WORDS_AGENCY,
						      lexicon_name(from, WORDS_AGENCY, (word)i));
		terms->sets[s].translation = translation;
	}
}

/* History is what a rule set says of each rule; one that is tried out knows of none. */
static void prepare_terms(struct hindsight *hindsight)
{
	struct trial_terms *terms = &hindsight->terms;
	const struct archive *archive = terms->archive;

	terms->n_sets = hindsight->options.ruleset != NULL ? 1 : archive->n_rule_sets;
	terms->sets = arena_new(&hindsight->arena, terms->n_sets, sizeof *terms->sets);
	for (size_t i = 0; i < terms->n_sets; i++) {
		terms->sets[i].ruleset = hindsight->options.ruleset != NULL
						 ? hindsight->options.ruleset
						 : archive->rule_sets[i].ruleset;
		terms->sets[i].from_us = i == 0 ? INT64_MIN : archive->rule_sets[i].applied_us;
	}
	number_names(hindsight);
	for (size_t i = 0; i < terms->n_sets; i++)
		prepare_set(hindsight, &terms->sets[i]);
	make_translations(hindsight);
	terms->end_us = archive->read_us < INT64_MAX ? archive->read_us + 1 : INT64_MAX;
	if (hindsight->options.to_us < terms->end_us)
		terms->end_us = hindsight->options.to_us;
}

/* ---- Threads ---- */

struct work {
	const struct hindsight *hindsight;
	atomic_size_t next;      /* row of the order that nobody took yet; always a child's first */
	atomic_size_t next_home; /* likewise of the lodgers, then of the stays */
	atomic_size_t done;
	pthread_mutex_t lock; /* of taking */
};

struct worker {
	struct work *work;
	struct replay_alert **alerts;
	size_t n, room;
	pthread_t thread;
	bool tells; /* of progress */
};

static void on_alert(void *context, struct trial_alert *alert)
{
	struct worker *worker = context;

	if (worker->n == worker->room) {
		worker->room = worker->room > 0 ? 2 * worker->room : 64;
		worker->alerts = mem_resize(worker->alerts, worker->room, sizeof(void *));
	}
	worker->alerts[worker->n++] = &alert->alert;
}

/* Whole children, about SLICE rows of them. */
static bool take(struct work *work, size_t *ret_begin, size_t *ret_end)
{
	const struct archive *archive = work->hindsight->terms.archive;
	size_t end;

	pthread_mutex_lock(&work->lock);
	*ret_begin = atomic_load(&work->next);
	end = *ret_begin + SLICE < archive->n_rows ? *ret_begin + SLICE : archive->n_rows;
	while (end > 0 && end < archive->n_rows &&
	       archive->children[end] == archive->children[end - 1])
		end++;
	atomic_store(&work->next, end);
	pthread_mutex_unlock(&work->lock);
	*ret_end = end;
	return *ret_begin < end;
}

/* Rows of a child lie anywhere, and most children have few: the memory of those to come is asked
 * for while this one is judged. */
static void fetch_ahead(const struct archive *archive, size_t from, size_t n)
{
	for (size_t at = from; at < from + n && at < archive->n_rows; at++) {
		const char *row = (const char *)&archive->rows[archive->order[at]];

		__builtin_prefetch(row);
		__builtin_prefetch(row + sizeof(struct archive_row) - 1);
	}
}

/* Children who lived in households, and these, one by one. */
static void judge_homes(struct work *work, struct trial *trial)
{
	const struct archive *archive = work->hindsight->terms.archive;
	size_t n = archive->n_lodgers + archive->n_stays, i;

	while ((i = atomic_fetch_add(&work->next_home, 1)) < n) {
		size_t j = i - archive->n_lodgers;
		const struct archive_lodger *lodger = &archive->lodgers[i];

		if (i < archive->n_lodgers) {
			if (lodger->is_child && (i == 0 || lodger[-1].id != lodger->id))
				trial_subject(trial, lodger->id, false);
		} else if (j == 0 || archive->stays[j - 1].home != archive->stays[j].home) {
			trial_subject(trial, archive->stays[j].home, true);
		}
	}
}

static void *run_worker(void *context)
{
	struct worker *worker = context;
	const struct hindsight *hindsight = worker->work->hindsight;
	const struct archive *archive = hindsight->terms.archive;
	const struct hindsight_progress *progress = &hindsight->options.progress;
	struct trial *trial = trial_new(&hindsight->terms, on_alert, worker);
	size_t begin, end;

	while (take(worker->work, &begin, &end)) {
		for (size_t i = begin, n; i < end; i += n) {
			for (n = 1;
			     i + n < end && archive->children[i + n] == archive->children[i];)
				n++;
			fetch_ahead(archive, i + AHEAD, n);
			if (!archive_is_lodger(archive, archive->children[i]))
				trial_child(trial, &archive->order[i], n);
		}
		size_t done = atomic_fetch_add(&worker->work->done, end - begin) + end - begin;

		if (worker->tells && progress->on_progress != NULL)
			progress->on_progress(progress->context, done, archive->n_rows);
	}
	judge_homes(worker->work, trial);
	trial_free(trial);
	return NULL;
}

static int compare_alerts(const void *a, const void *b)
{
	const struct replay_alert *left = *(struct replay_alert *const *)a;
	const struct replay_alert *right = *(struct replay_alert *const *)b;
	int order;

	if (left->known_us != right->known_us)
		return left->known_us < right->known_us ? -1 : 1;
	order = strcmp(left->name, right->name);
	return order != 0 ? order : strcmp(left->rule->name, right->rule->name);
}

static void collect(struct hindsight *hindsight, struct worker *workers, unsigned n_workers)
{
	size_t n = 0;

	for (unsigned i = 0; i < n_workers; i++)
		n += workers[i].n;
	hindsight->alerts = mem_new(n, sizeof(void *));
	for (unsigned i = 0; i < n_workers; i++) {
		for (size_t j = 0; j < workers[i].n; j++)
			hindsight->alerts[hindsight->n++] = workers[i].alerts[j];
		mem_free(workers[i].alerts);
	}
	if (n > 0)
		qsort(hindsight->alerts, n, sizeof(void *), compare_alerts);
	for (size_t i = 0; i < n; i++) {
		struct trial_alert *raised = (struct trial_alert *)hindsight->alerts[i];
		const word *translation = hindsight->terms.sets[raised->set].translation;

		for (size_t j = 0; j < raised->alert.n_contacts; j++)
			raised->alert.contacts[j].agency =
				translation[raised->alert.contacts[j].agency];
	}
}

struct hindsight *hindsight_judge(const struct archive *archive,
				  const struct hindsight_options *options)
{
	struct hindsight *hindsight = mem_new(1, sizeof *hindsight);
	unsigned n = options->jobs > 0 ? options->jobs : 1, started = 1;
	struct worker *workers = mem_new(n, sizeof *workers);
	struct work work = { .hindsight = hindsight, .lock = PTHREAD_MUTEX_INITIALIZER };

	arena_init(&hindsight->arena);
	hindsight->options = *options;
	hindsight->terms.archive = archive;
	hindsight->terms.options = &hindsight->options;
	prepare_terms(hindsight);
	for (unsigned i = 0; i < n; i++)
		workers[i].work = &work;
	/* Where no more threads are to be had, those that are do it all. */
	while (started < n &&
	       pthread_create(&workers[started].thread, NULL, run_worker, &workers[started]) == 0)
		started++;
	workers[0].tells = true;
	run_worker(&workers[0]);
	for (unsigned i = 1; i < started; i++)
		pthread_join(workers[i].thread, NULL);
	collect(hindsight, workers, started);
	mem_free(workers);
	return hindsight;
}

void hindsight_free(struct hindsight *hindsight)
{
	if (hindsight == NULL)
		return;
	for (size_t i = 0; i < hindsight->n; i++) {
		mem_free(hindsight->alerts[i]->contacts);
		mem_free(hindsight->alerts[i]);
	}
	mem_free(hindsight->alerts);
	arena_done(&hindsight->arena);
	mem_free(hindsight);
}

const struct replay_alert *const *hindsight_alerts(const struct hindsight *hindsight, size_t *ret_n)
{
	*ret_n = hindsight->n;
	return (const struct replay_alert *const *)hindsight->alerts;
}

const struct ruleset *hindsight_ruleset(const struct hindsight *hindsight)
{
	return hindsight->terms.sets[hindsight->terms.n_sets - 1].ruleset;
}
