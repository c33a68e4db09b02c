/* SPDX-License-Identifier: Apache-2.0 */
#include "bind.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

/* TCP_NODELAY is set on the listening socket, which those that it accepts inherit: without it TLS
 * answers wait 40 ms for the client's delayed acknowledgement. */

enum { UNIX_MODE = 0660 };

union any_address {
	struct sockaddr any;
	struct sockaddr_in four;
	struct sockaddr_in6 six;
	struct sockaddr_un file;
};

static bool parse_address(const char *text, uint16_t port, union any_address *ret,
			  socklen_t *ret_length)
{
	*ret = (union any_address){ .any.sa_family = AF_UNSPEC };
	if (inet_pton(AF_INET, text, &ret->four.sin_addr) == 1) {
		ret->four.sin_family = AF_INET;
		ret->four.sin_port = htons(port);
		*ret_length = sizeof(ret->four);
	} else if (inet_pton(AF_INET6, text, &ret->six.sin6_addr) == 1) {
		ret->six.sin6_family = AF_INET6;
		ret->six.sin6_port = htons(port);
		*ret_length = sizeof(ret->six);
	}
	return ret->any.sa_family != AF_UNSPEC;
}

static bool bind_tcp(const struct listener_options *options, int *ret_fd, struct err *err)
{
	const int on = 1;
	union any_address address;
	socklen_t length = 0;
	int fd;

	if (!parse_address(options->address, options->port, &address, &length))
		return err_set(err, ERR_FATAL, "%s is not an IPv4 or IPv6 address",
			       options->address);
	fd = socket(address.any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return err_set(err, ERR_FATAL, "no socket: %s", strerror(errno));
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	if (bind(fd, &address.any, length) != 0) {
		err_set(err, ERR_FATAL, "cannot listen on %s port %u: %s", options->address,
			options->port, strerror(errno));
		close(fd);
		return false;
	}
	*ret_fd = fd;
	return true;
}

/* Removes a socket that nobody answers on any more. */
static bool remove_stale(int fd, const struct sockaddr_un *address, struct err *err)
{
	struct stat file;

	if (lstat(address->sun_path, &file) != 0)
		return true;
	if (!S_ISSOCK(file.st_mode))
		return err_set(err, ERR_FATAL, "%s is there and is not a socket",
			       address->sun_path);
	if (connect(fd, (const struct sockaddr *)address, sizeof(*address)) == 0 ||
	    errno != ECONNREFUSED)
		return err_set(err, ERR_FATAL, "another process listens on %s", address->sun_path);
	unlink(address->sun_path);
	return true;
}

/* Fills the address of a new socket and binds it. */
static bool bind_file(int fd, const struct listener_options *options, struct err *err)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	unsigned mode = options->unix_mode ? options->unix_mode : UNIX_MODE;

	if (strlen(options->unix_path) >= sizeof(address.sun_path))
		return err_set(err, ERR_FATAL, "%s is too long for a socket: at most %zu bytes",
			       options->unix_path, sizeof(address.sun_path) - 1);
	memcpy(address.sun_path, options->unix_path, strlen(options->unix_path));
	if (!remove_stale(fd, &address, err))
		return false;
	/* The mode of a socket that is not bound yet is what its file gets, umask aside. */
	if (fchmod(fd, mode) != 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)) != 0 ||
	    chmod(options->unix_path, mode) != 0)
		return err_set(err, ERR_FATAL, "cannot listen on %s: %s", options->unix_path,
			       strerror(errno));
	return true;
}

static bool bind_unix(const struct listener_options *options, int *ret_fd, struct err *err)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return err_set(err, ERR_FATAL, "no socket: %s", strerror(errno));
	if (!bind_file(fd, options, err)) {
		close(fd);
		return false;
	}
	*ret_fd = fd;
	return true;
}

static bool take_inherited(const struct listener_options *options, int *ret_fd, struct err *err)
{
	const int on = 1;
	int listens = 0;
	socklen_t length = sizeof(listens);

	if (getsockopt(options->fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &length) != 0 || !listens)
		return err_set(err, ERR_FATAL, "descriptor %d is not a listening socket",
			       options->fd);
	if (!bind_is_unix(options->fd))
		setsockopt(options->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	fcntl(options->fd, F_SETFL, fcntl(options->fd, F_GETFL) | O_NONBLOCK);
	fcntl(options->fd, F_SETFD, FD_CLOEXEC);
	*ret_fd = options->fd;
	return true;
}

bool bind_socket(const struct listener_options *options, int *ret_fd, struct err *err)
{
	if (options->address)
		return bind_tcp(options, ret_fd, err);
	if (options->unix_path)
		return bind_unix(options, ret_fd, err);
	return take_inherited(options, ret_fd, err);
}

bool bind_is_unix(int fd)
{
	union any_address address = { .any.sa_family = AF_UNSPEC };
	socklen_t length = sizeof(address);

	return getsockname(fd, &address.any, &length) == 0 && address.any.sa_family == AF_UNIX;
}

uint16_t bind_port(int fd)
{
	union any_address address = { .any.sa_family = AF_UNSPEC };
	socklen_t length = sizeof(address);

	if (getsockname(fd, &address.any, &length) != 0)
		return 0;
	if (address.any.sa_family == AF_INET)
		return ntohs(address.four.sin_port);
	return address.any.sa_family == AF_INET6 ? ntohs(address.six.sin6_port) : 0;
}

void bind_remove(const char *unix_path)
{
	if (unix_path)
		unlink(unix_path);
}
