/* SPDX-License-Identifier: Apache-2.0 */
#include "casework/audit_key.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

_Static_assert(AUDIT_KEY_BYTES == crypto_sign_PUBLICKEYBYTES, "the form's key is Ed25519's");
_Static_assert(AUDIT_SECRET_BYTES == crypto_sign_SECRETKEYBYTES, "likewise its secret");
_Static_assert(AUDIT_SIGNATURE_BYTES == crypto_sign_BYTES, "likewise its signature");

static const char mark[] = "concernd-audit-key-1 ";
enum { MARK_LENGTH = sizeof mark - 1, LINE_BYTES = MARK_LENGTH + AUDIT_KEY_HEX + 1 };

static const char make_one[] = "make one with `concernctl audit key FILE`";

char *audit_hex(const unsigned char bytes[AUDIT_KEY_BYTES], char out[AUDIT_KEY_HEX])
{
	return sodium_bin2hex(out, AUDIT_KEY_HEX, bytes, AUDIT_KEY_BYTES);
}

bool audit_unhex(const char *text, unsigned char ret[AUDIT_KEY_BYTES])
{
	unsigned char bytes[AUDIT_KEY_BYTES];
	size_t n;

	if (strlen(text) != AUDIT_KEY_HEX - 1 ||
	    sodium_hex2bin(bytes, sizeof bytes, text, AUDIT_KEY_HEX - 1, NULL, &n, NULL) != 0 ||
	    n != sizeof bytes)
		return false;
	memcpy(ret, bytes, sizeof bytes);
	return true;
}

const char *audit_key_path(const char *setting)
{
	static char path[4096];
	const char *folder = getenv("CREDENTIALS_DIRECTORY");

	if (setting != NULL && setting[0] != '\0')
		return setting;
	if (folder == NULL || folder[0] == '\0')
		return NULL;
	snprintf(path, sizeof path, "%s/audit-key", folder);
	return access(path, F_OK) == 0 ? path : NULL;
}

static bool check_mode(int fd, const char *path, struct err *err)
{
	struct stat status;

	if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode))
		return err_set(err, ERR_FATAL, "the audit key %s is no file; %s", path, make_one);
	if ((status.st_mode & 027) != 0)
		return err_set(
			err, ERR_FATAL,
			"the audit key %s lies open to others (mode %04o): who reads it can "
			"forge the audit; chmod 0600, and make a new one if it lay so for long",
			path, (unsigned)(status.st_mode & 07777));
	return true;
}

/* The seed in a line "concernd-audit-key-1 HEX", with or without its end. */
static bool read_seed(char *line, unsigned char seed[AUDIT_KEY_BYTES])
{
	line[strcspn(line, "\r\n")] = '\0';
	return strncmp(line, mark, MARK_LENGTH) == 0 && audit_unhex(line + MARK_LENGTH, seed);
}

bool audit_key_read(const char *path, struct audit_key *ret, struct err *err)
{
	unsigned char seed[AUDIT_KEY_BYTES];
	char line[LINE_BYTES + 1] = "";
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (sodium_init() < 0)
		abort();
	if (fd < 0)
		return err_set(err, ERR_FATAL, "the audit key %s cannot be read: %s; %s", path,
			       strerror(errno), make_one);
	bool ok = check_mode(fd, path, err);

	if (ok) {
		ssize_t n = read(fd, line, LINE_BYTES);

		ok = (n > 0 && read_seed(line, seed)) ||
		     err_set(err, ERR_FATAL, "%s is no audit key; %s", path, make_one);
	}
	close(fd);
	if (ok)
		crypto_sign_seed_keypair(ret->public_key, ret->secret, seed);
	sodium_memzero(seed, sizeof seed);
	sodium_memzero(line, sizeof line);
	return ok;
}

static bool write_line(int fd, const char *line)
{
	size_t length = strlen(line);

	return write(fd, line, length) == (ssize_t)length && fsync(fd) == 0;
}

bool audit_key_make(const char *path, struct audit_key *ret, struct err *err)
{
	unsigned char seed[AUDIT_KEY_BYTES];
	char hex[AUDIT_KEY_HEX], line[LINE_BYTES + 1];
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (sodium_init() < 0)
		abort();
	if (fd < 0)
		return err_set(err, ERR_INPUT, "cannot make %s: %s", path, strerror(errno));
	randombytes_buf(seed, sizeof seed);
	crypto_sign_seed_keypair(ret->public_key, ret->secret, seed);
	snprintf(line, sizeof line, "%s%s\n", mark, audit_hex(seed, hex));
	bool ok = write_line(fd, line) ||
		  err_set(err, ERR_INPUT, "cannot write %s: %s", path, strerror(errno));

	close(fd);
	if (!ok)
		unlink(path);
	sodium_memzero(seed, sizeof seed);
	sodium_memzero(hex, sizeof hex);
	sodium_memzero(line, sizeof line);
	return ok;
}

void audit_key_sign(const struct audit_key *key, const unsigned char hash[AUDIT_HASH_BYTES],
		    unsigned char ret[AUDIT_SIGNATURE_BYTES])
{
	crypto_sign_detached(ret, NULL, hash, AUDIT_HASH_BYTES, key->secret);
}

bool audit_key_verify(const unsigned char public_key[AUDIT_KEY_BYTES],
		      const unsigned char hash[AUDIT_HASH_BYTES],
		      const unsigned char signature[AUDIT_SIGNATURE_BYTES])
{
	return crypto_sign_verify_detached(signature, hash, AUDIT_HASH_BYTES, public_key) == 0;
}

void audit_key_wipe(struct audit_key *key)
{
	sodium_memzero(key, sizeof *key);
}
