/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_BASE_VERSION_H
#define CONCERND_BASE_VERSION_H

/* The version of this build: the newest heading of CHANGELOG.md, "0.1.0". */
extern const char concernd_version[];

#endif
