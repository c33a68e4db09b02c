/* SPDX-License-Identifier: Apache-2.0 */
/* A line in the form that syslog(3) writes to /dev/log: "<PRI>Mmm dd hh:mm:ss concernd[pid]: …". */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "channel.h"

/* The local time as syslog writes it, with the month in English whatever the locale. */
static void write_time(char *out, size_t size)
{
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
					      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	time_t now = (time_t)(clock_now_us() / USEC_PER_SEC);
	struct tm local;

	localtime_r(&now, &local);
	snprintf(out, size, "%s %2d %02d:%02d:%02d", months[local.tm_mon], local.tm_mday,
		 local.tm_hour, local.tm_min, local.tm_sec);
}

bool channel_syslog_send(struct datagram *to, const struct notice *notice, struct err *err)
{
	char line[512], at[64], text[800];

	write_time(at, sizeof at);
	int n = snprintf(text, sizeof text, "<%d>%s concernd[%ld]: notice %" PRId64 ": %s",
			 LOG_DAEMON | notice_priority(notice), at, (long)getpid(), notice->id,
			 notice_line(notice, line, sizeof line));

	return datagram_send(to, text, (size_t)n, err);
}
