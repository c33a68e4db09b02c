/* SPDX-License-Identifier: Apache-2.0 */
#include "inbox.h"

#include <dirent.h>
#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "file.h"
#include "keep.h"
#include "net/problem.h"

/*
 * inotify tells of files that are renamed in; a clock looks for what it did not tell of. One file at
 * a time of each folder is under way, in the order of names.
 */

enum { SWEEP_SECONDS = 5, SETTLED_SECONDS = 2 };

struct watched {
	struct inboxes *inboxes;
	const struct sender *sender;
	char *path;
	int watch; /* of inotify; -1 when it is not watched */
	bool is_busy;
	bool is_due; /* something was renamed in while it was busy */
};

struct inboxes {
	struct intake *intake;
	struct watched *list;
	size_t n, n_busy;
	int notify; /* of inotify; -1 without */
	struct event *on_notify, *on_sweep;
	bool is_closed; /* freed when the last file is done */
};

static void look_through(struct watched *watched, bool renamed);

/* ---- A file under way ------------------------------------------------------------------------------ */

struct taken {
	struct watched *watched;
	char *name;
	char *text;
	size_t length;
	struct refusal refusal;
	struct event_problems errors;
	struct arena arena;
};

static void close_inboxes(struct inboxes *inboxes)
{
	for (size_t i = 0; i < inboxes->n; i++)
		mem_free(inboxes->list[i].path);
	mem_free(inboxes->list);
	mem_free(inboxes);
}

static void finish_file(struct taken *taken, bool again)
{
	struct watched *watched = taken->watched;
	struct inboxes *inboxes = watched->inboxes;
	struct intake *intake = inboxes->intake;

	arena_done(&taken->arena);
	mem_free(taken->name);
	mem_free(taken->text);
	mem_free(taken);
	watched->is_busy = false;
	inboxes->n_busy--;
	if (inboxes->is_closed && inboxes->n_busy == 0)
		close_inboxes(inboxes);
	else if (!inboxes->is_closed && again)
		look_through(watched, watched->is_due);
	intake_release(intake);
}

/* Writes a document under its name for good only when it is whole. */
static bool write_document(struct arena *arena, const char *folder, const char *path,
			   const json_t *document)
{
	const char *draft = arena_printf(arena, "%s/.new", folder);

	mkdir(folder, 0750);
	int fd = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);

	if (fd < 0)
		return false;
	bool written = json_dumpfd(document, fd, JSON_INDENT(2)) == 0 && fsync(fd) == 0;

	return close(fd) == 0 && written && rename(draft, path) == 0;
}

/* Moves the file to FOLDER/NAME with its document FOLDER/NAME.KIND.json. A name that is there
 * already gets the time behind it. */
static bool move_file(struct taken *taken, const char *kind, const char *folder_name,
		      const json_t *document)
{
	struct arena *arena = &taken->arena;
	const char *path = taken->watched->path;
	const char *folder = arena_printf(arena, "%s/%s", path, folder_name);
	const char *from = arena_printf(arena, "%s/%s", path, taken->name);
	const char *to = arena_printf(arena, "%s/%s", folder, taken->name);

	if (access(to, F_OK) == 0)
		to = arena_printf(arena, "%s.%lld", to, (long long)clock_now_us());
	return write_document(arena, folder, arena_printf(arena, "%s.%s.json", to, kind),
			      document) &&
	       rename(from, to) == 0;
}

static void move_and_tell(struct taken *taken, const char *kind, const char *folder,
			  const json_t *document)
{
	bool moved = move_file(taken, kind, folder, document);

	if (!moved)
		log_error("inbox %s: a file that was taken in cannot be moved to %s/: %s; let the "
			  "daemon write there",
			  taken->watched->path, folder, strerror(errno));
	finish_file(taken, moved);
}

static json_t *refused_document(const struct parcel *parcel)
{
	struct problem problem;

	problem_set(&problem, PROBLEM_REFUSED, "every event of the file was refused and is kept");
	json_t *document = problem_json(&problem), *receipts = parcel_receipts(parcel);

	json_object_update(document, receipts);
	json_decref(receipts);
	return document;
}

static void on_settled(struct parcel *parcel)
{
	struct taken *taken = parcel->context;
	size_t taken_in = parcel_count(parcel, LETTER_RECORDED) +
			  parcel_count(parcel, LETTER_DUPLICATE);
	bool later = parcel_count(parcel, LETTER_LATER) > 0;
	json_t *document = taken_in > 0 ? parcel_receipts(parcel) : refused_document(parcel);

	intake_count_parcel(taken->watched->inboxes->intake, parcel);
	parcel_free(parcel);
	if (later) /* it stays, and is taken in again by the clock */
		finish_file(taken, false);
	else
		move_and_tell(taken, taken_in > 0 ? "receipts" : "problem",
			      taken_in > 0 ? "done" : "refused", document);
	json_decref(document);
}

/* ---- A file that cannot be read -------------------------------------------------------------------- */

static void on_kept(void *context, const struct err *err)
{
	struct taken *taken = context;
	struct problem problem;

	if (err != NULL) {
		log_error("inbox %s: a file could not be kept as refused: %s", taken->watched->path,
			  err->text);
		finish_file(taken, false);
		return;
	}
	log_warning("inbox %s: a file of sender %s was refused and kept; see refused/ there",
		    taken->watched->path, taken->watched->sender->name);
	problem_set(&problem, PROBLEM_MALFORMED, "%s", taken->errors.list[0].detail);
	json_t *document = problem_json(&problem);

	move_and_tell(taken, "problem", "refused", document);
	json_decref(document);
}

static void keep_file(struct taken *taken, const struct err *why)
{
	struct intake *intake = taken->watched->inboxes->intake;

	event_problem(&taken->errors, &taken->arena, "", why->text);
	taken->refusal = (struct refusal){ .sender = taken->watched->sender->name,
					   .content_type = "application/octet-stream",
					   .body = taken->text,
					   .length = taken->length,
					   .errors = &taken->errors };
	intake_tally(intake, taken->refusal.sender)->malformed++;
	keep_refusals(intake->store, &taken->refusal, 1, on_kept, taken);
}

/* ---- Taking a file --------------------------------------------------------------------------------- */

/* The whole file, followed by a NUL; NULL with errno. */
static char *read_file(int folder, const char *name, size_t *ret_length)
{
	struct stat status;
	int fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

	if (fd < 0)
		return NULL;
	char *text = NULL;
	ssize_t n = -1;

	errno = EFBIG;
	if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode) &&
	    status.st_size <= FILE_BYTES_MAX) {
		text = mem_new((size_t)status.st_size + 1, 1);
		n = read(fd, text, (size_t)status.st_size);
	}
	close(fd);
	if (n < 0) {
		mem_free(text);
		return NULL;
	}
	text[n] = '\0';
	*ret_length = (size_t)n;
	return text;
}

/* False when it must wait: it stays where it is. */
static bool take_file(struct watched *watched, int folder, const char *name)
{
	struct inboxes *inboxes = watched->inboxes;
	struct intake *intake = inboxes->intake;
	const struct ruleset *ruleset = rulesets_newest(intake->rulesets, NULL);
	size_t length = 0;
	struct err err;

	if (ruleset == NULL || !store_is_up(intake->store))
		return false;
	char *text = read_file(folder, name, &length);

	if (text == NULL) {
		log_error("inbox %s: a file cannot be read: %s (at most %d MiB are taken)",
			  watched->path, strerror(errno), FILE_BYTES_MAX >> 20);
		return false;
	}
	struct parcel *parcel = file_read(watched->sender, text, length, intake->settings, ruleset,
					  clock_now_us(), &err);

	if (parcel != NULL && intake->queue.n_open > 0 &&
	    !queue_has_room(&intake->queue, parcel->n)) {
		parcel_free(parcel);
		mem_free(text);
		return false;
	}
	struct taken *taken = mem_new(1, sizeof *taken);

	*taken = (struct taken){
		.watched = watched, .name = mem_strdup(name), .text = text, .length = length
	};
	watched->is_busy = true;
	inboxes->n_busy++;
	intake_hold(intake);
	if (parcel == NULL) {
		keep_file(taken, &err);
		return true;
	}
	parcel->context = taken;
	parcel->done = on_settled;
	queue_add(&intake->queue, parcel);
	return true;
}

/* What was copied, not renamed, in may still grow: the clock leaves it until it is quiet. */
static bool is_settled(int folder, const char *name, int64_t now_us)
{
	struct stat status;

	return fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
	       S_ISREG(status.st_mode) &&
	       now_us - status.st_ctim.tv_sec * (int64_t)USEC_PER_SEC >=
		       SETTLED_SECONDS * (int64_t)USEC_PER_SEC;
}

static int pick_files(const struct dirent *entry)
{
	return entry->d_name[0] != '.' && (entry->d_type == DT_REG || entry->d_type == DT_UNKNOWN);
}

static void look_through(struct watched *watched, bool renamed)
{
	struct dirent **entries;
	bool took = false;

	watched->is_due = renamed && watched->is_busy;
	if (watched->is_busy)
		return;
	int n = scandir(watched->path, &entries, pick_files, alphasort);
	int folder = n < 0 ? -1 : open(watched->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int64_t now_us = clock_now_us();

	for (int i = 0; i < n; i++) {
		if (!took && folder >= 0 &&
		    (renamed || is_settled(folder, entries[i]->d_name, now_us)))
			took = take_file(watched, folder, entries[i]->d_name);
		free(entries[i]);
	}
	if (folder >= 0)
		close(folder);
	if (n >= 0)
		free(entries);
}

/* ---- Watching -------------------------------------------------------------------------------------- */

static void on_notify(evutil_socket_t fd, short what, void *context)
{
	struct inboxes *inboxes = context;
	_Alignas(struct inotify_event) char buffer[4096];
	ssize_t n;

	(void)what;
	while ((n = read(fd, buffer, sizeof buffer)) > 0)
		for (char *at = buffer; at < buffer + n;) {
			const struct inotify_event *told = (const struct inotify_event *)(void *)at;

			for (size_t i = 0; i < inboxes->n; i++)
				if (inboxes->list[i].watch == told->wd)
					look_through(&inboxes->list[i], true);
			at += sizeof *told + told->len;
		}
}

static void on_sweep(evutil_socket_t fd, short what, void *context)
{
	struct inboxes *inboxes = context;

	(void)fd, (void)what;
	for (size_t i = 0; i < inboxes->n; i++)
		look_through(&inboxes->list[i], false);
}

static void watch_folder(struct inboxes *inboxes, const struct inbox *inbox, struct watched *ret)
{
	ret->inboxes = inboxes;
	ret->sender = settings_sender(inboxes->intake->settings, inbox->sender);
	ret->path = mem_strdup(inbox->path);
	ret->watch = inboxes->notify < 0
			     ? -1
			     : inotify_add_watch(inboxes->notify, inbox->path, IN_MOVED_TO);
	if (ret->watch < 0)
		log_warning("inbox %s cannot be watched (%s): looked through every %d s",
			    inbox->path, strerror(errno), SWEEP_SECONDS);
}

struct inboxes *inboxes_new(struct intake *intake)
{
	struct inboxes *inboxes = mem_new(1, sizeof *inboxes);
	const struct settings *settings = intake->settings;
	const struct timeval sweep = { .tv_sec = SWEEP_SECONDS };

	inboxes->intake = intake;
	inboxes->notify = -1;
	if (settings->n_inboxes == 0)
		return inboxes;
	inboxes->notify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	inboxes->n = settings->n_inboxes;
	inboxes->list = mem_new(inboxes->n, sizeof *inboxes->list);
	for (size_t i = 0; i < inboxes->n; i++)
		watch_folder(inboxes, &settings->inboxes[i], &inboxes->list[i]);
	if (inboxes->notify >= 0) {
		inboxes->on_notify = event_new(intake->base, inboxes->notify, EV_READ | EV_PERSIST,
					       on_notify, inboxes);
		event_add(inboxes->on_notify, NULL);
	}
	inboxes->on_sweep = event_new(intake->base, -1, EV_PERSIST, on_sweep, inboxes);
	event_add(inboxes->on_sweep, &sweep);
	return inboxes;
}

void inboxes_free(struct inboxes *inboxes)
{
	if (inboxes == NULL)
		return;
	if (inboxes->on_notify != NULL)
		event_free(inboxes->on_notify);
	if (inboxes->on_sweep != NULL)
		event_free(inboxes->on_sweep);
	if (inboxes->notify >= 0)
		close(inboxes->notify);
	inboxes->on_notify = inboxes->on_sweep = NULL;
	inboxes->is_closed = true;
	if (inboxes->n_busy == 0)
		close_inboxes(inboxes);
}
