/* SPDX-License-Identifier: Apache-2.0 */
#include "datagram.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

void datagram_init(struct datagram *to, const char *path)
{
	to->fd = -1;
	snprintf(to->path, sizeof to->path, "%s", path);
}

void datagram_done(struct datagram *to)
{
	if (to->fd >= 0)
		close(to->fd);
	to->fd = -1;
}

static bool reach(struct datagram *to)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	if (to->fd >= 0)
		return true;
	to->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (to->fd < 0)
		return false;
	memcpy(address.sun_path, to->path, sizeof to->path);
	if (connect(to->fd, (const struct sockaddr *)&address, sizeof address) == 0)
		return true;
	int why = errno;

	datagram_done(to);
	errno = why;
	return false;
}

bool datagram_send(struct datagram *to, const void *bytes, size_t n, struct err *err)
{
	/* Twice: a socket to a reader that was restarted fails once, and is then made anew. */
	for (int attempt = 0; attempt < 2; attempt++) {
		if (!reach(to))
			break;
		if (send(to->fd, bytes, n, MSG_NOSIGNAL) >= 0)
			return true;
		if (errno == EAGAIN || errno == ENOBUFS)
			return err_set(err, ERR_RETRY, "%s does not keep up", to->path);
		int why = errno;

		datagram_done(to);
		errno = why;
	}
	return err_set(err, ERR_RETRY, "%s cannot be reached: %s", to->path, strerror(errno));
}
