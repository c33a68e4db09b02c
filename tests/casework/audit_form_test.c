/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "casework/audit_form.h"
#include "casework/audit_key.h"

/* The bytes of the audit's chain, and the key that signs them. What the hashes must be was computed by
 * audit_verifier.py, which was written from the contract alone. */

static void expect_hash(const unsigned char *hash, const char *expected)
{
	char hex[AUDIT_KEY_HEX];

	assert_string_equal(audit_hex(hash, hex), expected);
}

static void a_row_hashes_to_what_the_contract_says(void **state)
{
	static const int64_t children[] = { 1, -2 };
	unsigned char hash[AUDIT_HASH_BYTES];
	const struct audit_row row = {
		.id = 7,
		.at_us = INT64_C(1772366400123456),
		.actor = "user:jo",
		.action = "child-viewed",
		.child_ids = { children, 2 },
		.detail = "é",
	};

	(void)state;
	audit_row_hash(&row, hash);
	expect_hash(hash, "f2264a6f7dac642aba6775c5410ac542e586c0e7c19efeb0c0f3384a7dfbd1b1");
}

static void an_empty_list_is_not_the_same_as_none(void **state)
{
	unsigned char hash[AUDIT_HASH_BYTES], personal[AUDIT_HASH_BYTES];
	struct audit_row row = {
		.id = 7,
		.at_us = INT64_C(1772366400123456),
		.actor = "user:jo",
		.action = "child-viewed",
		.child_ids = { (const int64_t[]){ 0 }, 0 },
		.alert_id = 9,
		.contact_ids = { (const int64_t[]){ 0 }, 0 },
		.detail = "",
		.personal = personal,
	};
	static const char expected[] =
		"7abf70a541bae414d6ae096d760985bf8e4fb1c662402b70de755fddb5220e3c";
	char hex[AUDIT_KEY_HEX];

	(void)state;
	memset(personal, 0xab, sizeof personal);
	audit_row_hash(&row, hash);
	expect_hash(hash, expected);
	row.child_ids.list = NULL;
	audit_row_hash(&row, hash);
	assert_string_not_equal(audit_hex(hash, hex), expected);
}

static void a_commitment_and_a_block_hash_likewise(void **state)
{
	static const int64_t ids[] = { 7, 3 };
	unsigned char hash[AUDIT_HASH_BYTES], salt[AUDIT_SALT_BYTES], previous[AUDIT_HASH_BYTES];
	unsigned char key[AUDIT_KEY_BYTES], hashes[2 * AUDIT_HASH_BYTES];
	const struct audit_block block = {
		.number = 2,
		.previous = previous,
		.sealed_us = -1,
		.key = key,
		.row_ids = ids,
		.row_hashes = hashes,
		.n_rows = 2,
	};

	(void)state;
	memset(salt, 5, sizeof salt);
	audit_personal_hash(salt, "why", hash);
	expect_hash(hash, "dd950fdf559fa4cb2947889afae47aac965a5691cdc5076a465f65abe9c5ab32");
	memset(previous, 1, sizeof previous);
	memset(key, 2, sizeof key);
	memset(hashes, 3, AUDIT_HASH_BYTES);
	memset(hashes + AUDIT_HASH_BYTES, 4, AUDIT_HASH_BYTES);
	audit_block_hash(&block, hash);
	expect_hash(hash, "caad956346f79d09406593af4fb5dff43e9327a38f44af300f7326c804f02397");
}

/* ---- The key ---- */

static char folder[64], path[96];

static int make_folder(void **state)
{
	(void)state;
	snprintf(folder, sizeof folder, "/tmp/concernd-key-XXXXXX");
	if (mkdtemp(folder) == NULL)
		return -1;
	snprintf(path, sizeof path, "%s/key", folder);
	return 0;
}

static int remove_folder(void **state)
{
	(void)state;
	unlink(path);
	return rmdir(folder);
}

static void write_file(const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(chmod(path, 0600), 0);
}

static void a_key_that_was_made_is_read_and_signs(void **state)
{
	unsigned char hash[AUDIT_HASH_BYTES] = { 1 }, signature[AUDIT_SIGNATURE_BYTES];
	struct audit_key made, read;
	struct stat status;
	struct err err;

	(void)state;
	assert_true(audit_key_make(path, &made, &err));
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 07777, 0600);
	assert_true(audit_key_read(path, &read, &err));
	assert_memory_equal(made.public_key, read.public_key, AUDIT_KEY_BYTES);
	audit_key_sign(&read, hash, signature);
	assert_true(audit_key_verify(made.public_key, hash, signature));
	hash[0] = 2;
	assert_false(audit_key_verify(made.public_key, hash, signature));
	assert_false(audit_key_make(path, &made, &err)); /* never over one that is there */
	assert_int_equal(err.kind, ERR_INPUT);
}

static void what_is_no_key_or_lies_open_is_told(void **state)
{
	static const char *const wrong[] = {
		"",
		"concernd-audit-key-1 \n",
		"concernd-audit-key-1 00112233445566778899aabbccddeeff\n",
		"concernd-audit-key-2 "
		"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n",
		"concernd-audit-key-1 "
		"00112233445566778899aabbccddeeff00112233445566778899aabbccddeexx\n",
	};
	struct audit_key key;
	struct err err;

	(void)state;
	assert_false(audit_key_read(path, &key, &err));
	assert_non_null(strstr(err.text, "concernctl audit key"));
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		write_file(wrong[i]);
		assert_false(audit_key_read(path, &key, &err));
		assert_int_equal(err.kind, ERR_FATAL);
	}
	write_file("concernd-audit-key-1 "
		   "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff");
	assert_true(audit_key_read(path, &key, &err));
	assert_int_equal(chmod(path, 0604), 0);
	assert_false(audit_key_read(path, &key, &err));
	assert_non_null(strstr(err.text, "chmod 0600"));
	assert_int_equal(chmod(path, 0440), 0); /* as systemd passes credentials on */
	assert_true(audit_key_read(path, &key, &err));
}

static void the_credential_of_systemd_stands_in_for_the_setting(void **state)
{
	char credential[96];

	(void)state;
	assert_string_equal(audit_key_path("/etc/key"), "/etc/key");
	unsetenv("CREDENTIALS_DIRECTORY");
	assert_null(audit_key_path(""));
	setenv("CREDENTIALS_DIRECTORY", folder, 1);
	assert_null(audit_key_path(""));
	snprintf(credential, sizeof credential, "%s/audit-key", folder);
	close(open(credential, O_CREAT | O_WRONLY, 0600));
	assert_string_equal(audit_key_path(""), credential);
	unlink(credential);
	unsetenv("CREDENTIALS_DIRECTORY");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_row_hashes_to_what_the_contract_says),
		cmocka_unit_test(an_empty_list_is_not_the_same_as_none),
		cmocka_unit_test(a_commitment_and_a_block_hash_likewise),
		cmocka_unit_test_setup_teardown(a_key_that_was_made_is_read_and_signs, make_folder,
						remove_folder),
		cmocka_unit_test_setup_teardown(what_is_no_key_or_lies_open_is_told, make_folder,
						remove_folder),
		cmocka_unit_test_setup_teardown(the_credential_of_systemd_stands_in_for_the_setting,
						make_folder, remove_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
