/* SPDX-License-Identifier: Apache-2.0 */
/* The daemon's own log: what remains where there is neither syslog nor a journal. */
#include "base/log.h"
#include "channel.h"

bool channel_log_send(struct datagram *to, const struct notice *notice, struct err *err)
{
	char line[512];

	(void)to;
	(void)err;
	log_notice("%s", notice_line(notice, line, sizeof line));
	return true;
}
