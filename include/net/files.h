/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_NET_FILES_H
#define CONCERND_NET_FILES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/*
 * A folder of files that are served as they are: read once, then held in memory. "page.js.br" and
 * "page.js.gz" beside "page.js" are the same, compressed when it was built, for who takes them.
 */

struct files;
struct request;

/* Reads the files of a folder, and of no folder in it; at most FILES_MOST_BYTES all together. NULL with
 * ERR_INPUT when it cannot be read. The caller frees it. */
struct files *files_read(const char *folder, struct err *err);
void files_free(struct files *files);

enum { FILES_MOST_BYTES = 32 * 1024 * 1024 };

/* The text of a file, followed by a NUL; NULL if there is none of that name. */
const char *files_text(const struct files *files, const char *name, size_t *ret_length);

/*
 * Answers with a file: as small as the client takes it, by its ETag 304 when it has it. False, and no
 * answer, if there is none of that name. Its name holds a hash of what is in it, so a client may keep
 * it for a year without asking again.
 */
bool files_serve(const struct files *files, struct request *request, const char *name);

/* The same for a text that is made here and may change: the client asks each time whether it did. */
void files_serve_text(struct request *request, const char *content_type, const char *text,
		      size_t length);

#endif
