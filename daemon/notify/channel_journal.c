/* SPDX-License-Identifier: Apache-2.0 */
/* An entry in the journal's own form, fields that tools can match on: `journalctl MESSAGE_ID=…`.
 * https://systemd.io/JOURNAL_NATIVE_PROTOCOL/: a line each, no value with a newline in it. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "channel.h"

/* Of all notices, for ever: README.md tells it to those who match on it. */
#define NOTICE_MESSAGE_ID "8ace844d8fe041fb81bc270c68f99ee9"

bool channel_journal_send(struct datagram *to, const struct notice *notice, struct err *err)
{
	char line[512], title[256], text[2048];

	snprintf(title, sizeof title, "%s", notice->title);
	for (char *c = title; *c != '\0'; c++)
		if (*c == '\n')
			*c = ' ';
	int n = snprintf(text, sizeof text,
			 "MESSAGE=%s\nMESSAGE_ID=" NOTICE_MESSAGE_ID "\nPRIORITY=%d\n"
			 "SYSLOG_IDENTIFIER=concernd\nNOTICE_ID=%" PRId64 "\nKIND=%s\n"
			 "ALERT_ID=%" PRId64 "\nEVIDENCE_VERSION=%" PRId32 "\nRULE=%s\nLEVEL=%s\n"
			 "TITLE=%s\n",
			 notice_line(notice, line, sizeof line), notice_priority(notice),
			 notice->id, notice->kind, notice->alert, notice->evidence_version,
			 notice->rule, notice->level, title);

	return datagram_send(to, text, (size_t)n, err);
}
