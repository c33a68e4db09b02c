/* SPDX-License-Identifier: Apache-2.0 */
#include "base/version.h"

const char concernd_version[] = CONCERND_VERSION;
