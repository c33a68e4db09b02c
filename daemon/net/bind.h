/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_NET_BIND_H
#define CONCERND_NET_BIND_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "net/listener.h"

/* Sockets to listen on. */

/* A bound socket, not blocking, not yet listening unless it was inherited, as the options say
 * where. False with ERR_FATAL. The caller closes it. */
bool bind_socket(const struct listener_options *options, int *ret_fd, struct err *err);

bool bind_is_unix(int fd);

/* The port of a bound socket; 0 if it has none. */
uint16_t bind_port(int fd);

/* Removes the file of a unix socket; NULL is fine. */
void bind_remove(const char *unix_path);

#endif
