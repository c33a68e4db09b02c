/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CONFIG_IDENTITY_H
#define CONCERND_CONFIG_IDENTITY_H

#include "config/findings.h"
#include "identity/weights.h"

/*
 * The group `identity` of a file by itself: of a concernd.conf, or of what `concernctl identity
 * learn` printed. What else the file says is not looked at, and a limit that a daemon may not have
 * will do. What the group leaves out is as shipped. False with every mistake in findings.
 */
bool identity_read_file(const char *path, struct weights *ret, struct findings *findings);

#endif
