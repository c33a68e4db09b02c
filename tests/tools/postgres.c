/* SPDX-License-Identifier: Apache-2.0 */
#include "postgres.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "process.h"

struct postgres {
	char folder[64];
	char *conninfo;
	int guard; /* removes it should this program end without */
};

static void find_script(char script[512])
{
	const char *root = getenv("CONCERND_ROOT");

	snprintf(script, 512, "%s/tests/tools/private-postgres", root ? root : ".");
}

/* One command of private-postgres; what it printed, for the caller to free. */
static char *command(const struct postgres *postgres, const char *verb)
{
	char script[512];
	int status;

	find_script(script);
	char *output = process_output((const char *const[]){ script, verb, postgres->folder, NULL },
				      &status);

	if (status != 0) {
		fprintf(stderr, "private-postgres %s ended with %d\n", verb, status);
		abort();
	}
	return output;
}

static int start_guard(const struct postgres *postgres)
{
	char script[512];

	find_script(script);
	return process_guard(
		(const char *const[]){ script, "guard", postgres->folder, "remove", NULL });
}

struct postgres *postgres_new(void)
{
	struct postgres *postgres = mem_new(1, sizeof *postgres);

	snprintf(postgres->folder, sizeof postgres->folder, "/tmp/concernd-test-XXXXXX");
	/* Open to others: PostgreSQL runs as another user where root runs the tests. */
	if (mkdtemp(postgres->folder) == NULL || chmod(postgres->folder, 0755) < 0) {
		perror(postgres->folder);
		abort();
	}
	postgres->guard = start_guard(postgres);
	mem_free(command(postgres, "start"));
	postgres->conninfo = command(postgres, "conninfo");
	return postgres;
}

void postgres_free(struct postgres *postgres)
{
	mem_free(command(postgres, "remove"));
	if (write(postgres->guard, "done\n", 5) != 5 || close(postgres->guard) < 0)
		perror("guard");
	/* Fails if anything was left in it: the data go only after the server has stopped. */
	if (rmdir(postgres->folder) < 0) {
		perror(postgres->folder);
		abort();
	}
	mem_free(postgres->conninfo);
	mem_free(postgres);
}

const char *postgres_conninfo(const struct postgres *postgres)
{
	return postgres->conninfo;
}

void postgres_restart(struct postgres *postgres)
{
	mem_free(command(postgres, "restart"));
}

char *postgres_query(const struct postgres *postgres, const char *text)
{
	int status;
	char *output = process_output((const char *const[]){ "psql", "-XqAt", "-v",
							     "ON_ERROR_STOP=1", "-d",
							     postgres->conninfo, "-c", text, NULL },
				      &status);

	if (status != 0) {
		fprintf(stderr, "psql ended with %d\n", status);
		abort();
	}
	return output;
}

int postgres_setup(void **state)
{
	*state = postgres_new();
	return 0;
}

int postgres_teardown(void **state)
{
	postgres_free(*state);
	return 0;
}
