/* SPDX-License-Identifier: Apache-2.0 */
#include "process.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"

static void die(const char *what)
{
	perror(what);
	abort();
}

static pid_t spawn(const char *const argv[], int out, int other_end)
{
	posix_spawn_file_actions_t actions;
	pid_t child;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, out, 1);
	posix_spawn_file_actions_addclose(&actions, out);
	posix_spawn_file_actions_addclose(&actions, other_end);
	/* posix_spawnp() does not write to argv; its type is older than const. */
	if (posix_spawnp(&child, argv[0], &actions, NULL, (char *const *)argv, environ) != 0)
		die(argv[0]);
	posix_spawn_file_actions_destroy(&actions);
	return child;
}

int process_guard(const char *const argv[])
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	int ends[2];
	pid_t child;

	if (pipe2(ends, O_CLOEXEC) < 0)
		die("pipe");
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, ends[0], 0);
	posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, 1, 2);
	if (posix_spawnp(&child, argv[0], &actions, &attributes, (char *const *)argv, environ) != 0)
		die(argv[0]);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attributes);
	close(ends[0]);
	return ends[1];
}

static char *read_all(int from)
{
	size_t room = 4096, n = 0;
	char *text = mem_new(room, 1);
	ssize_t got;

	while ((got = read(from, text + n, room - n - 1)) > 0) {
		n += (size_t)got;
		if (room - n < 2)
			text = mem_resize(text, room *= 2, 1);
	}
	if (n > 0 && text[n - 1] == '\n')
		n--;
	text[n] = '\0';
	return text;
}

char *process_output(const char *const argv[], int *ret_status)
{
	int ends[2], status;

	if (pipe(ends) < 0)
		die("pipe");
	pid_t child = spawn(argv, ends[1], ends[0]);

	close(ends[1]);
	char *text = read_all(ends[0]);

	close(ends[0]);
	if (waitpid(child, &status, 0) < 0)
		die("waitpid");
	if (ret_status != NULL)
		*ret_status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	return text;
}
