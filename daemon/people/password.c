/* SPDX-License-Identifier: Apache-2.0 */
#include "people/password.h"

#include <event2/event.h>
#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/mem.h"

/*
 * The one place with threads. They share nothing with the loop but two lists under one mutex: jobs that
 * wait and jobs that are done; an eventfd wakes the loop for the latter.
 */

enum { THREADS = 2, WAITING_MOST = 32 };

struct job {
	char hash[PASSWORD_HASH_BYTES];
	char password[4 * PASSWORD_MOST + 1];
	bool is_nobody, matches;
	void (*done)(void *context, bool matches);
	void *context;
	struct job *next;
};

struct passwords {
	pthread_mutex_t mutex;
	pthread_cond_t more;
	pthread_t threads[THREADS];
	int n_threads;
	struct job *waiting, **last, *finished;
	int n_waiting;
	bool ending;
	int wake; /* eventfd */
	struct event *on_wake;
};

/* ---- Passwords ---- */

static void start_sodium(void)
{
	if (sodium_init() < 0)
		abort();
}

static bool is_one_character(const char *password)
{
	return password[strspn(password, (char[]){ password[0], '\0' })] == '\0';
}

bool password_is_good(const char *password, const char *name, struct err *err)
{
	size_t length = strlen(password);

	if (length < PASSWORD_LEAST || is_one_character(password))
		return err_set(err, ERR_INPUT,
			       "a password has %d characters at least: three or four words that do "
			       "not belong together are easy to keep in mind",
			       PASSWORD_LEAST);
	if (length > PASSWORD_MOST)
		return err_set(err, ERR_INPUT, "a password has %d bytes at most", PASSWORD_MOST);
	if (strcasestr(password, name) != NULL)
		return err_set(err, ERR_INPUT, "the password has the name in it: take another");
	return true;
}

void password_hash(const char *password, char out[PASSWORD_HASH_BYTES])
{
	start_sodium();
	/* Out of memory, as everywhere, ends the program: nothing was acknowledged. */
	if (crypto_pwhash_str_alg(
		    out, password, strlen(password), crypto_pwhash_OPSLIMIT_INTERACTIVE,
		    crypto_pwhash_MEMLIMIT_INTERACTIVE, crypto_pwhash_ALG_ARGON2ID13) != 0)
		abort();
}

bool password_matches(const char *hash, const char *password)
{
	start_sodium();
	return crypto_pwhash_str_verify(hash, password, strlen(password)) == 0;
}

/* ---- Threads ---- */

static struct job *take_job(struct passwords *passwords)
{
	struct job *job;

	while (passwords->waiting == NULL && !passwords->ending)
		pthread_cond_wait(&passwords->more, &passwords->mutex);
	job = passwords->waiting;
	if (passwords->ending || job == NULL)
		return NULL;
	passwords->waiting = job->next;
	passwords->n_waiting--;
	if (passwords->waiting == NULL)
		passwords->last = &passwords->waiting;
	return job;
}

static void look_at(struct job *job)
{
	char unused[PASSWORD_HASH_BYTES];

	if (job->is_nobody)
		password_hash(job->password, unused); /* as long as for somebody */
	else
		job->matches = password_matches(job->hash, job->password);
	sodium_memzero(job->password, sizeof job->password);
}

static void *work(void *context)
{
	static const uint64_t one = 1;
	struct passwords *passwords = context;
	struct job *job;

	pthread_mutex_lock(&passwords->mutex);
	while ((job = take_job(passwords)) != NULL) {
		pthread_mutex_unlock(&passwords->mutex);
		look_at(job);
		pthread_mutex_lock(&passwords->mutex);
		job->next = passwords->finished;
		passwords->finished = job;
		if (write(passwords->wake, &one, sizeof one) != sizeof one)
			abort();
	}
	pthread_mutex_unlock(&passwords->mutex);
	return NULL;
}

static void free_jobs(struct job *job)
{
	while (job != NULL) {
		struct job *next = job->next;

		sodium_memzero(job, sizeof *job);
		mem_free(job);
		job = next;
	}
}

static void on_wake(evutil_socket_t fd, short what, void *context)
{
	struct passwords *passwords = context;
	uint64_t n;
	struct job *finished;

	(void)what;
	if (read(fd, &n, sizeof n) < 0)
		return;
	pthread_mutex_lock(&passwords->mutex);
	finished = passwords->finished;
	passwords->finished = NULL;
	pthread_mutex_unlock(&passwords->mutex);
	for (struct job *job = finished; job != NULL; job = job->next)
		job->done(job->context, job->matches);
	free_jobs(finished);
}

struct passwords *passwords_new(struct event_base *base)
{
	struct passwords *passwords = mem_new(1, sizeof *passwords);

	start_sodium();
	passwords->last = &passwords->waiting;
	passwords->wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (passwords->wake < 0 || pthread_mutex_init(&passwords->mutex, NULL) != 0 ||
	    pthread_cond_init(&passwords->more, NULL) != 0)
		abort();
	passwords->on_wake = event_new(base, passwords->wake, EV_READ | EV_PERSIST, on_wake,
				       passwords);
	event_add(passwords->on_wake, NULL);
	return passwords;
}

void passwords_free(struct passwords *passwords)
{
	if (passwords == NULL)
		return;
	pthread_mutex_lock(&passwords->mutex);
	passwords->ending = true;
	pthread_cond_broadcast(&passwords->more);
	pthread_mutex_unlock(&passwords->mutex);
	for (int i = 0; i < passwords->n_threads; i++)
		pthread_join(passwords->threads[i], NULL);
	free_jobs(passwords->waiting);
	free_jobs(passwords->finished);
	event_free(passwords->on_wake);
	close(passwords->wake);
	pthread_cond_destroy(&passwords->more);
	pthread_mutex_destroy(&passwords->mutex);
	mem_free(passwords);
}

static bool start_threads(struct passwords *passwords)
{
	while (passwords->n_threads < THREADS) {
		if (pthread_create(&passwords->threads[passwords->n_threads], NULL, work,
				   passwords) != 0)
			break;
		passwords->n_threads++;
	}
	return passwords->n_threads > 0;
}

bool passwords_check(struct passwords *passwords, const char *hash, const char *password,
		     void (*done)(void *context, bool matches), void *context)
{
	struct job *job;

	if (strlen(password) >= sizeof job->password || !start_threads(passwords))
		return false;
	job = mem_new(1, sizeof *job);
	job->is_nobody = hash == NULL || strlen(hash) >= sizeof job->hash;
	if (!job->is_nobody)
		memcpy(job->hash, hash, strlen(hash));
	memcpy(job->password, password, strlen(password));
	job->done = done;
	job->context = context;
	pthread_mutex_lock(&passwords->mutex);
	bool taken = passwords->n_waiting < WAITING_MOST;

	if (taken) {
		*passwords->last = job;
		passwords->last = &job->next;
		passwords->n_waiting++;
		pthread_cond_signal(&passwords->more);
	}
	pthread_mutex_unlock(&passwords->mutex);
	if (!taken)
		free_jobs(job);
	return taken;
}
