/* SPDX-License-Identifier: Apache-2.0 */
#include "audit_head.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <syslog.h>
#include <unistd.h>

#include "casework/audit_key.h"

bool audit_head_to_file(const char *path, int64_t number,
			const unsigned char hash[AUDIT_HASH_BYTES], struct err *err)
{
	char hex[AUDIT_KEY_HEX], line[128];
	int n = snprintf(line, sizeof line, "concernd-audit-head %" PRId64 " %s\n", number,
			 audit_hex(hash, hex));
	int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0640);
	bool ok = fd >= 0 && write(fd, line, (size_t)n) == n && fdatasync(fd) == 0;
	int why = errno;

	if (fd >= 0)
		close(fd);
	return ok || err_set(err, ERR_RETRY, "cannot write to %s: %s", path, strerror(why));
}

bool audit_head_to_syslog(const char *path, int64_t number,
			  const unsigned char hash[AUDIT_HASH_BYTES], struct err *err)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	char hex[AUDIT_KEY_HEX], line[160];
	int n = snprintf(line, sizeof line, "<%d>concernd[%ld]: concernd-audit-head %" PRId64 " %s",
			 LOG_AUTHPRIV | LOG_NOTICE, (long)getpid(), number, audit_hex(hash, hex));
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
	bool ok = fd >= 0 && connect(fd, (const struct sockaddr *)&address, sizeof address) == 0 &&
		  send(fd, line, (size_t)n, MSG_NOSIGNAL) == n;
	int why = errno;

	if (fd >= 0)
		close(fd);
	return ok || err_set(err, ERR_RETRY, "%s cannot be reached: %s", path, strerror(why));
}
