/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_TESTS_TOOLS_PROCESS_H
#define CONCERND_TESTS_TOOLS_PROCESS_H

/* Runs another program and waits for it. */

/* Runs argv (argv[0] found by PATH, the last NULL), stdin empty, stderr the caller's. Returns what
 * it wrote to stdout, the last newline cut; the caller frees it with mem_free(). *ret_status (may be
 * NULL) is its exit status, 128 + the signal if one ended it. */
char *process_output(const char *const argv[], int *ret_status);

#endif
