/* SPDX-License-Identifier: Apache-2.0 */
#include <signal.h>
#include <stdio.h>

#include "base/version.h"

int main(void)
{
	signal(SIGPIPE, SIG_IGN);
	printf("concernd %s\n", concernd_version);
	return 0;
}
