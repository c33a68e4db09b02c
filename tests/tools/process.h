/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_TESTS_TOOLS_PROCESS_H
#define CONCERND_TESTS_TOOLS_PROCESS_H

/* Runs another program and waits for it. */

/* Runs argv (argv[0] found by PATH, the last NULL), stdin empty, stderr the caller's. Returns what
 * it wrote to stdout, the last newline cut; the caller frees it with mem_free(). *ret_status (may be
 * NULL) is its exit status, 128 + the signal if one ended it. */
char *process_output(const char *const argv[], int *ret_status);

/* Starts argv with a pipe as its stdin, in a session of its own and silent. Returns the pipe's other
 * end, which no program that is started later inherits: it ends when this process does, however that
 * comes. */
int process_guard(const char *const argv[]);

#endif
