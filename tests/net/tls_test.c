/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <glib.h>
#include <glib/gstdio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "net/tls.h"
#include "tools/web.h"

/* TLS as clients see it: whose certificate is told, whose is refused, and reading files again. The
 * certificates are made here, by a CA of the test and by one that nobody trusts. */

#define HELLO "GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"

static const struct listener_options here = { .name = "tls", .address = "127.0.0.1", .fd = -1 };

struct authority {
	EVP_PKEY *key;
	X509 *certificate;
};

struct fixture {
	char *folder;
	struct authority ours, theirs;
	struct tls_options options;
};

/* ---- certificates ---- */

static void add_extension(X509 *certificate, int kind, const char *value)
{
	X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, kind, value);

	assert_non_null(extension);
	X509_add_ext(certificate, extension, -1);
	X509_EXTENSION_free(extension);
}

/* A certificate for `days`, by `by`, or by itself as a CA when that is NULL. */
static struct authority issue(const char *name, const char *sans, int days,
			      const struct authority *by)
{
	struct authority made = { EVP_EC_gen("P-256"), X509_new() };
	X509_NAME *subject = X509_get_subject_name(made.certificate);
	static long serial;

	X509_set_version(made.certificate, X509_VERSION_3);
	ASN1_INTEGER_set(X509_get_serialNumber(made.certificate), ++serial);
	X509_gmtime_adj(X509_getm_notBefore(made.certificate), -86400);
	X509_gmtime_adj(X509_getm_notAfter(made.certificate), days * 86400L);
	X509_set_pubkey(made.certificate, made.key);
	X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, (const unsigned char *)name, -1,
				   -1, 0);
	X509_set_issuer_name(made.certificate,
			     by ? X509_get_subject_name(by->certificate) : subject);
	if (sans)
		add_extension(made.certificate, NID_subject_alt_name, sans);
	if (!by)
		add_extension(made.certificate, NID_basic_constraints, "critical,CA:TRUE");
	assert_true(X509_sign(made.certificate, by ? by->key : made.key, EVP_sha256()) > 0);
	return made;
}

static void authority_free(struct authority *authority)
{
	X509_free(authority->certificate);
	EVP_PKEY_free(authority->key);
}

static char *write_files(const struct fixture *fixture, const char *name,
			 const struct authority *what)
{
	char *certificate = g_strdup_printf("%s/%s.pem", fixture->folder, name);
	char *key = g_strdup_printf("%s/%s.key", fixture->folder, name);
	FILE *file = fopen(certificate, "w");

	assert_true(file && PEM_write_X509(file, what->certificate) == 1);
	fclose(file);
	file = fopen(key, "w");
	assert_true(file && PEM_write_PrivateKey(file, what->key, NULL, NULL, 0, NULL, NULL) == 1);
	fclose(file);
	g_free(key);
	return certificate;
}

static int set_up(void **state)
{
	struct fixture *fixture = g_new0(struct fixture, 1);
	struct authority server;

	fixture->folder = g_dir_make_tmp("concernd-XXXXXX", NULL);
	fixture->ours = issue("ours", NULL, 10, NULL);
	fixture->theirs = issue("ours", NULL, 10, NULL);
	server = issue("server", "DNS:localhost", 10, &fixture->ours);
	fixture->options.client_ca_file = write_files(fixture, "ca", &fixture->ours);
	fixture->options.certificate_file = write_files(fixture, "server", &server);
	fixture->options.key_file = g_strdup_printf("%s/server.key", fixture->folder);
	authority_free(&server);
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;
	GDir *dir = g_dir_open(fixture->folder, 0, NULL);
	const char *name;

	while ((name = g_dir_read_name(dir))) {
		char *path = g_build_filename(fixture->folder, name, NULL);

		g_unlink(path);
		g_free(path);
	}
	g_dir_close(dir);
	g_rmdir(fixture->folder);
	authority_free(&fixture->ours);
	authority_free(&fixture->theirs);
	g_free((char *)fixture->options.client_ca_file);
	g_free((char *)fixture->options.certificate_file);
	g_free((char *)fixture->options.key_file);
	g_free(fixture->folder);
	g_free(fixture);
	return 0;
}

/* ---- a client ---- */

struct outcome {
	char answer[4000]; /* "" when there was none */
	char subject[100]; /* the server's CN */
};

/* What comes until the end of the connection. */
static void read_all(SSL *ssl, char *text, size_t room)
{
	size_t n = 0, got;

	while (n + 1 < room && SSL_read_ex(ssl, text + n, room - 1 - n, &got) == 1)
		n += got;
	text[n] = '\0';
}

/* One request with a client certificate (NULL: none), at most this version of TLS. */
static struct outcome ask(const struct web *web, const struct authority *who, int version)
{
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());
	SSL *ssl = SSL_new(context);
	struct outcome outcome = { "", "" };
	int fd = web_connect(web);

	SSL_set_max_proto_version(ssl, version);
	SSL_set_security_level(ssl, 0);
	if (who) {
		SSL_use_certificate(ssl, who->certificate);
		SSL_use_PrivateKey(ssl, who->key);
	}
	SSL_set_fd(ssl, fd);
	if (SSL_connect(ssl) == 1 && SSL_write(ssl, HELLO, sizeof(HELLO) - 1) > 0) {
		X509 *certificate = SSL_get1_peer_certificate(ssl);

		X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName,
					  outcome.subject, sizeof(outcome.subject));
		X509_free(certificate);
		read_all(ssl, outcome.answer, sizeof(outcome.answer));
	}
	SSL_free(ssl);
	SSL_CTX_free(context);
	close(fd);
	return outcome;
}

/* /counts itself is behind TLS. */
static json_int_t failed_handshakes(const struct web *web, const struct authority *who)
{
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());
	SSL *ssl = SSL_new(context);
	char answer[4000] = "";
	int fd = web_connect(web);
	json_t *json;
	json_int_t count;

	if (who) {
		SSL_use_certificate(ssl, who->certificate);
		SSL_use_PrivateKey(ssl, who->key);
	}
	SSL_set_fd(ssl, fd);
	assert_int_equal(SSL_connect(ssl), 1);
	SSL_write(ssl, "GET /counts HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 53);
	read_all(ssl, answer, sizeof(answer));
	json = json_loads(strstr(answer, "\r\n\r\n"), 0, NULL);
	count = json_integer_value(json_object_get(json, "handshakes_failed"));
	json_decref(json);
	SSL_free(ssl);
	SSL_CTX_free(context);
	close(fd);
	return count;
}

static void await_failed(const struct web *web, const struct authority *who, json_int_t n)
{
	for (int tries = 0; failed_handshakes(web, who) < n; tries++) {
		if (tries > 500)
			fail_msg("%d failed handshakes are not counted", (int)n);
		poll(NULL, 0, 10);
	}
}

/* ---- tests ---- */

static void a_client_is_known_by_the_names_of_its_certificate(void **state)
{
	struct fixture *fixture = *state;
	struct web web = web_start(&here, &fixture->options);
	struct authority client = issue("police", "URI:urn:example:police", 10, &fixture->ours);
	struct authority other = issue("x", "email:a@b.c,DNS:health.example", 10, &fixture->ours);
	struct authority nameless = issue("police", NULL, 10, &fixture->ours);
	struct outcome outcome = ask(&web, &client, TLS1_3_VERSION);

	assert_non_null(strstr(outcome.answer, "\"san\":\"URI:urn:example:police\""));
	outcome = ask(&web, &client, TLS1_2_VERSION);
	assert_non_null(strstr(outcome.answer, "\"san\":\"URI:urn:example:police\""));
	outcome = ask(&web, &other, TLS1_3_VERSION);
	assert_non_null(strstr(outcome.answer, "\"san\":\"DNS:health.example\""));
	outcome = ask(&web, &nameless, TLS1_3_VERSION);
	assert_non_null(strstr(outcome.answer, "\"san\":null"));
	outcome = ask(&web, NULL, TLS1_3_VERSION);
	assert_non_null(strstr(outcome.answer, "\"san\":null"));
	authority_free(&client);
	authority_free(&other);
	authority_free(&nameless);
	web_stop(&web);
}

static void a_stranger_an_expired_one_and_old_tls_fail_and_are_counted(void **state)
{
	struct fixture *fixture = *state;
	struct web web = web_start(&here, &fixture->options);
	struct authority stranger = issue("x", "URI:urn:example:police", 10, &fixture->theirs);
	struct authority expired = issue("x", "URI:urn:example:police", -1, &fixture->ours);

	assert_string_equal(ask(&web, &stranger, TLS1_3_VERSION).answer, "");
	assert_string_equal(ask(&web, &expired, TLS1_3_VERSION).answer, "");
	assert_string_equal(ask(&web, NULL, TLS1_1_VERSION).answer, "");
	assert_null(strstr(web_ask(&web, HELLO), "200"));
	await_failed(&web, NULL, 4);
	authority_free(&stranger);
	authority_free(&expired);
	web_stop(&web);
}

static void without_a_certificate_there_is_no_way_in_where_it_is_required(void **state)
{
	struct fixture *fixture = *state;
	struct tls_options options = fixture->options;
	struct authority client = issue("x", "URI:urn:example:police", 10, &fixture->ours);
	struct web web;

	options.client_required = true;
	web = web_start(&here, &options);
	assert_string_equal(ask(&web, NULL, TLS1_3_VERSION).answer, "");
	assert_non_null(strstr(ask(&web, &client, TLS1_3_VERSION).answer, " 200 "));
	await_failed(&web, &client, 1);
	authority_free(&client);
	web_stop(&web);
}

static void a_dripping_handshake_is_cut(void **state)
{
	static const char hello[] = "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03";
	struct fixture *fixture = *state;
	struct listener_options options = here;
	struct web web;
	int fd;

	options.request_us = 300000;
	web = web_start(&options, &fixture->options);
	fd = web_connect(&web);
	for (size_t i = 0; i < 2000; i++) {
		struct pollfd closed = { .fd = fd, .events = POLLIN };
		char byte = i < sizeof(hello) - 1 ? hello[i] : 'x';

		if (write(fd, &byte, 1) != 1 || poll(&closed, 1, 20) > 0)
			break;
		assert_true(i < 500); /* the hello announces 512 bytes */
	}
	assert_true(web_is_closed(fd));
	assert_non_null(strstr(ask(&web, NULL, TLS1_3_VERSION).answer, " 200 "));
	await_failed(&web, NULL, 1);
	close(fd);
	web_stop(&web);
}

static void a_reload_shows_the_new_certificate_and_a_bad_one_changes_nothing(void **state)
{
	struct fixture *fixture = *state;
	struct web web = web_start(&here, &fixture->options);
	struct authority renewed = issue("renewed", "DNS:localhost", 20, &fixture->ours);
	char *file = NULL;

	assert_string_equal(ask(&web, NULL, TLS1_3_VERSION).subject, "server");
	file = write_files(fixture, "server", &renewed);
	web_signal(&web, SIGHUP);
	for (int tries = 0; strcmp(ask(&web, NULL, TLS1_3_VERSION).subject, "renewed") != 0;
	     tries++)
		assert_true(tries < 1000);
	assert_true(g_file_set_contents(file, "no certificate\n", -1, NULL));
	web_signal(&web, SIGHUP);
	for (int i = 0; i < 5; i++)
		assert_string_equal(ask(&web, NULL, TLS1_3_VERSION).subject, "renewed");
	g_free(file);
	authority_free(&renewed);
	web_stop(&web);
}

static void a_file_that_cannot_be_used_is_named(void **state)
{
	struct fixture *fixture = *state;
	struct tls_options options = fixture->options;
	struct tls *tls;
	struct err err;

	options.certificate_file = "/nowhere/server.pem";
	assert_null(tls_new(&options, &err));
	assert_int_equal(err.kind, ERR_FATAL);
	assert_non_null(strstr(err.text, "/nowhere/server.pem"));
	options = fixture->options;
	options.key_file = options.certificate_file;
	assert_null(tls_new(&options, &err));
	assert_non_null(strstr(err.text, options.key_file));
	options = fixture->options;
	options.client_ca_file = options.key_file;
	assert_null(tls_new(&options, &err));
	assert_non_null(strstr(err.text, options.client_ca_file));
	tls = tls_new(&fixture->options, &err);
	assert_non_null(tls);
	assert_true(tls_expires_at_us(tls) > clock_now_us() + 9 * USEC_PER_DAY);
	assert_true(tls_expires_at_us(tls) < clock_now_us() + 11 * USEC_PER_DAY);
	tls_free(tls);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_client_is_known_by_the_names_of_its_certificate),
		TEST(a_stranger_an_expired_one_and_old_tls_fail_and_are_counted),
		TEST(without_a_certificate_there_is_no_way_in_where_it_is_required),
		TEST(a_dripping_handshake_is_cut),
		TEST(a_reload_shows_the_new_certificate_and_a_bad_one_changes_nothing),
		TEST(a_file_that_cannot_be_used_is_named),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
