/* SPDX-License-Identifier: Apache-2.0 */
#include "net/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "net/listener.h"

/* A name is looked up among those that were read, so no request can name a file that was not. */

enum { HASH_BYTES = 16, ETAG_CHARS = 2 * HASH_BYTES + 3 };

struct file {
	const char *name;
	char *data;
	size_t length;
	char etag[ETAG_CHARS];
};

struct files {
	struct arena arena;
	struct file *list;
	size_t n, room, total;
};

static const struct encoding {
	const char *name, *suffix;
} encodings[] = { { "br", ".br" }, { "gzip", ".gz" } };

static const struct type {
	const char *suffix, *content_type;
} types[] = {
	{ ".js", "text/javascript; charset=utf-8" }, { ".css", "text/css; charset=utf-8" },
	{ ".html", "text/html; charset=utf-8" },     { ".svg", "image/svg+xml" },
	{ ".txt", "text/plain; charset=utf-8" },     { ".json", "application/json" },
};

/* ---- Reading ---- */

/* Over the bytes that go out, so that one that is compressed has its own. */
static void make_etag(const void *data, size_t length, char ret[ETAG_CHARS])
{
	unsigned char hash[HASH_BYTES];

	crypto_generichash(hash, sizeof hash, data, length, NULL, 0);
	ret[0] = '"';
	sodium_bin2hex(ret + 1, ETAG_CHARS - 1, hash, sizeof hash);
	ret[ETAG_CHARS - 2] = '"';
	ret[ETAG_CHARS - 1] = '\0';
}

static bool read_whole(int fd, char *data, size_t length)
{
	size_t done = 0;

	while (done < length) {
		ssize_t got = read(fd, data + done, length - done);

		if (got <= 0)
			return false;
		done += (size_t)got;
	}
	return true;
}

static bool read_file(struct files *files, int folder, const char *name, struct err *err)
{
	int fd = openat(folder, name, O_RDONLY | O_CLOEXEC);
	struct stat stat;
	bool is_read = false;

	if (fd < 0 || fstat(fd, &stat) != 0)
		err_set(err, ERR_INPUT, "%s cannot be read: %s", name, strerror(errno));
	else if ((files->total += (size_t)stat.st_size) > FILES_MOST_BYTES)
		err_set(err, ERR_INPUT, "with %s its files are larger than %d MiB", name,
			FILES_MOST_BYTES / 1024 / 1024);
	else {
		files->list = arena_grow(&files->arena, files->list, files->n, &files->room,
					 sizeof *files->list);
		struct file *file = &files->list[files->n++];

		file->name = arena_strdup(&files->arena, name);
		file->length = (size_t)stat.st_size;
		file->data = arena_new(&files->arena, file->length + 1, 1);
		is_read = read_whole(fd, file->data, file->length) ||
			  err_set(err, ERR_INPUT, "%s cannot be read to its end", name);
		make_etag(file->data, file->length, file->etag);
	}
	if (fd >= 0)
		close(fd);
	return is_read;
}

static bool read_entries(struct files *files, DIR *dir, struct err *err)
{
	const struct dirent *entry;
	struct stat stat;

	while ((entry = readdir(dir)) != NULL)
		if (entry->d_name[0] != '.' && fstatat(dirfd(dir), entry->d_name, &stat, 0) == 0 &&
		    S_ISREG(stat.st_mode) && !read_file(files, dirfd(dir), entry->d_name, err))
			return false;
	return true;
}

struct files *files_read(const char *folder, struct err *err)
{
	struct files *files = mem_new(1, sizeof *files);
	DIR *dir = opendir(folder);
	bool is_read;

	arena_init(&files->arena);
	if (dir == NULL) {
		is_read = err_set(err, ERR_INPUT, "it cannot be opened: %s", strerror(errno));
	} else {
		is_read = read_entries(files, dir, err);
		closedir(dir);
	}
	if (is_read)
		return files;
	files_free(files);
	return NULL;
}

void files_free(struct files *files)
{
	if (files == NULL)
		return;
	arena_done(&files->arena);
	mem_free(files);
}

/* ---- Serving ---- */

static const struct file *find(const struct files *files, const char *name)
{
	for (size_t i = 0; i < files->n; i++)
		if (strcmp(files->list[i].name, name) == 0)
			return &files->list[i];
	return NULL;
}

const char *files_text(const struct files *files, const char *name, size_t *ret_length)
{
	const struct file *file = find(files, name);

	*ret_length = file != NULL ? file->length : 0;
	return file != NULL ? file->data : NULL;
}

static bool ends_with(const char *text, const char *end)
{
	size_t length = strlen(text), tail = strlen(end);

	return length >= tail && strcmp(text + length - tail, end) == 0;
}

static const char *type_of(const char *name)
{
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (ends_with(name, types[i].suffix))
			return types[i].content_type;
	return "application/octet-stream";
}

/* Does a list of a header ("gzip;q=1.0, br") name the word, and not with a weight of nothing? */
static bool names(const char *list, const char *word)
{
	size_t length = strlen(word);

	for (const char *at = list; at != NULL && *at != '\0'; at += strcspn(at, ",")) {
		at += strspn(at, " \t,");
		if (strncasecmp(at, word, length) == 0 && strcspn(at, " \t;,") == length) {
			const char *weight = strcasestr(at, "q=");

			return weight == NULL || weight > at + strcspn(at, ",") ||
			       strtod(weight + 2, NULL) > 0;
		}
	}
	return false;
}

static bool has_it(const struct request *request, const char *etag)
{
	const char *held = request_header(request, "If-None-Match");

	return held != NULL && (strcmp(held, "*") == 0 || strstr(held, etag) != NULL);
}

static void answer(struct request *request, const char *content_type, const struct file *file)
{
	request_add_header(request, "ETag", file->etag);
	if (has_it(request, file->etag))
		request_reply(request, 304, NULL, "", 0);
	else
		request_reply(request, 200, content_type, file->data, file->length);
}

bool files_serve(const struct files *files, struct request *request, const char *name)
{
	const char *accepted = request_header(request, "Accept-Encoding");
	const struct file *file = find(files, name);
	const struct file *packed = NULL;

	if (file == NULL)
		return false;
	for (size_t i = 0; i < sizeof encodings / sizeof *encodings && packed == NULL; i++)
		if (names(accepted, encodings[i].name) &&
		    (packed = find(files, arena_printf(request_arena(request), "%s%s", name,
						       encodings[i].suffix))) != NULL)
			request_add_header(request, "Content-Encoding", encodings[i].name);
	request_add_header(request, "Vary", "Accept-Encoding");
	request_add_header(request, "Cache-Control", "public, max-age=31536000, immutable");
	answer(request, type_of(name), packed != NULL ? packed : file);
	return true;
}

void files_serve_text(struct request *request, const char *content_type, const char *text,
		      size_t length)
{
	char *copy = arena_strndup(request_arena(request), text, length);
	struct file file = { .data = copy, .length = length };

	make_etag(copy, length, file.etag);
	request_add_header(request, "Cache-Control", "no-cache");
	answer(request, content_type, &file);
}
