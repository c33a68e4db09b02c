/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_DAEMON_CASEWORK_AUDIT_HEAD_H
#define CONCERND_DAEMON_CASEWORK_AUDIT_HEAD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "casework/audit_form.h"

/*
 * Witnesses of the chain outside the database: a line for each head in a file and in syslog. Who cuts
 * the newest blocks off the chain cannot cut them off there. A line: "concernd-audit-head NUMBER HEX".
 */

/* Appends the line to the file, made mode 0640 if need be. */
bool audit_head_to_file(const char *path, int64_t number,
			const unsigned char hash[AUDIT_HASH_BYTES], struct err *err);

/* Sends the line to the socket that syslog(3) writes to; never waits for its reader. */
bool audit_head_to_syslog(const char *path, int64_t number,
			  const unsigned char hash[AUDIT_HASH_BYTES], struct err *err);

#endif
