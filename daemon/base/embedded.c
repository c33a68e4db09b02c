/* SPDX-License-Identifier: Apache-2.0 */
#include "base/embedded.h"

#include <stdlib.h>
#include <string.h>

static int compare_name(const void *name, const void *row)
{
	return strcmp(name, ((const struct embedded *)row)->name);
}

const char *embedded_find(const struct embedded *list, size_t n, const char *name)
{
	const struct embedded *found = bsearch(name, list, n, sizeof *list, compare_name);

	return found == NULL ? NULL : found->text;
}
