/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <cmocka.h>

#include "../tools/database.h"
#include "base/mem.h"
#include "casework/audit.h"
#include "casework/audit_key.h"

/* Heads of the chain reach syslog and the file; entries go in with their personal part beside them. */

struct scene {
	struct database database;
	char folder[64], heads[96], socket[96];
	int syslog; /* as its reader */
	struct audit_key key;
	struct audit_sealer *sealer;
};

static struct scene scene;

static int listen_as_syslog(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
	if (fd < 0 || bind(fd, (const struct sockaddr *)&address, sizeof address) != 0)
		return -1;
	return fd;
}

static int open_scene(void **state)
{
	char key[96];
	struct err err;

	(void)state;
	snprintf(scene.folder, sizeof scene.folder, "/tmp/concernd-seal-XXXXXX");
	if (mkdtemp(scene.folder) == NULL)
		return -1;
	snprintf(scene.heads, sizeof scene.heads, "%s/heads", scene.folder);
	snprintf(scene.socket, sizeof scene.socket, "%s/log", scene.folder);
	snprintf(key, sizeof key, "%s/key", scene.folder);
	scene.syslog = listen_as_syslog(scene.socket);
	if (scene.syslog < 0 || !audit_key_make(key, &scene.key, &err))
		return -1;
	unlink(key);
	database_open(&scene.database, &(struct database_options){ .connections = 2 });
	return 0;
}

static int close_scene(void **state)
{
	(void)state;
	database_close(&scene.database);
	close(scene.syslog);
	unlink(scene.socket);
	unlink(scene.heads);
	return rmdir(scene.folder);
}

static void start_sealer(void)
{
	scene.sealer = audit_sealer_new(&(struct audit_sealer_options){
		.base = scene.database.base,
		.store = scene.database.store,
		.key = &scene.key,
		.head_file = scene.heads,
		.syslog_path = scene.socket,
	});
}

static void end_sealer(void)
{
	audit_sealer_stop(scene.sealer);
	while (audit_sealer_is_busy(scene.sealer))
		event_base_loop(scene.database.base, EVLOOP_ONCE);
	audit_sealer_free(scene.sealer);
}

static void note(const char *action, const char *personal)
{
	struct err err;

	if (!audit_note_now(scene.database.store,
			    &(struct audit_note){ .actor = "os:test",
						  .action = action,
						  .child_ids = { (const int64_t[]){ 4 }, 1 },
						  .personal = personal },
			    &err))
		fail_msg("%s", err.text);
}

/* Turns the loop until syslog hears a line, which lies in line. */
static void wait_line(char *line, size_t size)
{
	ssize_t n;

	while ((n = recv(scene.syslog, line, size - 1, 0)) < 0)
		event_base_loop(scene.database.base, EVLOOP_ONCE);
	line[n] = '\0';
}

static char *newest_head(void)
{
	return database_query(
		&scene.database,
		"select 'concernd-audit-head ' || number || ' ' || encode(hash, 'hex') "
		"from concernd.audit_block order by number desc limit 1");
}

static void each_head_reaches_syslog_and_the_file(void **state)
{
	char line[256], noted[256] = "";

	(void)state;
	start_sealer();
	for (int i = 0; i < 2; i++) {
		note("test-noted", NULL);
		wait_line(line, sizeof line);
		char *head = newest_head();

		assert_non_null(strstr(line, head));
		assert_memory_equal(line, "<85>concernd[", 13); /* authpriv.notice */
		mem_free(head);
	}
	end_sealer();
	FILE *file = fopen(scene.heads, "r");

	assert_non_null(file);
	for (int i = 0; i < 2; i++)
		assert_non_null(fgets(noted, sizeof noted, file));
	noted[strcspn(noted, "\n")] = '\0';
	assert_non_null(strstr(line, noted));
	assert_null(fgets(noted, sizeof noted, file));
	fclose(file);
}

static bool all_are_sealed(void)
{
	char *open = database_query(&scene.database,
				    "select count(*) from concernd.audit where block is null");
	bool sealed = strcmp(open, "0") == 0;

	mem_free(open);
	return sealed;
}

static void a_syslog_that_is_gone_holds_nothing_up(void **state)
{
	(void)state;
	unlink(scene.socket);
	start_sealer();
	note("test-noted", NULL);
	while (!all_are_sealed())
		event_base_loop(scene.database.base, EVLOOP_ONCE);
	end_sealer();
}

static void what_is_personal_stands_beside_the_row(void **state)
{
	(void)state;
	note("test-personal", "because Zebediah said so");
	note("test-plain", NULL);
	database_expect(&scene.database,
			"select action, child_ids, personal is not null, length(salt), value "
			"from concernd.audit left join concernd.audit_personal on audit_id = id "
			"where action in ('test-personal', 'test-plain') order by id",
			"test-personal|{4}|t|32|because Zebediah said so\n"
			"test-plain|{4}|f||");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_head_reaches_syslog_and_the_file),
		cmocka_unit_test(a_syslog_that_is_gone_holds_nothing_up),
		cmocka_unit_test(what_is_personal_stands_beside_the_row),
	};

	return cmocka_run_group_tests(tests, open_scene, close_scene);
}
