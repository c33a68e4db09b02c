/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fuzz.h"

#include <glib.h>
#include <string.h>

enum { CHANGES_MAX = 6, INPUT_MAX = 64 * 1024 };

/* Pieces that parsers trip over. */
static const char *const pieces[] = {
	"\"",         "\\",        "{",      "}",
	"[",          "]",         ":",      ",",
	"\\u0000",    "\\uD800",   "\xFF",   "\xC2\x85",
	"null",       "-1",        "1e999",  "9223372036854775808",
	"2016-02-30", "24:00:00Z", "+99:99", "working days",
	"%00",        "%",         "\r\n",   ";",
	"(",          ")",         "=",      "3000000000",
	"\n",
};

struct input {
	char bytes[INPUT_MAX];
	size_t length;
};

static void replace(struct input *input, size_t at, size_t cut, const char *text, size_t length)
{
	if (input->length - cut + length > sizeof(input->bytes))
		return;
	memmove(input->bytes + at + length, input->bytes + at + cut, input->length - at - cut);
	memcpy(input->bytes + at, text, length);
	input->length += length - cut;
}

static void change(struct input *input, GRand *rand)
{
	size_t at = (size_t)g_rand_int_range(rand, 0, (gint32)input->length + 1);
	size_t rest = input->length - at;
	size_t n = rest ? (size_t)g_rand_int_range(rand, 0, (gint32)(rest > 40 ? 40 : rest) + 1)
			: 0;
	const char *piece = pieces[g_rand_int_range(rand, 0, G_N_ELEMENTS(pieces))];
	char copy[41];

	switch (g_rand_int_range(rand, 0, 4)) {
	case 0:
		if (rest)
			input->bytes[at] = (char)g_rand_int_range(rand, 0, 256);
		break;
	case 1:
		replace(input, at, n, "", 0);
		break;
	case 2:
		memcpy(copy, input->bytes + at, n);
		replace(input, at, 0, copy, n);
		break;
	default:
		replace(input, at, n, piece, strlen(piece));
	}
}

static void replay_file(fuzz_target *target, const char *path, int changes)
{
	static struct input input;
	GRand *rand = g_rand_new_with_seed(1);
	char *text;
	gsize length;

	assert_true(g_file_get_contents(path, &text, &length, NULL));
	assert_true(length <= sizeof(input.bytes));
	target((const uint8_t *)text, length);
	for (int i = 0; i < changes; i++) {
		memcpy(input.bytes, text, length);
		input.length = length;
		for (int n = g_rand_int_range(rand, 1, CHANGES_MAX); n > 0; n--)
			change(&input, rand);
		target((const uint8_t *)input.bytes, input.length);
	}
	g_free(text);
	g_rand_free(rand);
}

void fuzz_replay(fuzz_target *target, const char *name, int changes)
{
	char *folder = g_build_filename("tests", "fuzz", "corpus", name, NULL);
	GDir *dir = g_dir_open(folder, 0, NULL);
	const char *file;
	int n = 0;

	assert_non_null(dir);
	while ((file = g_dir_read_name(dir))) {
		char *path = g_build_filename(folder, file, NULL);

		replay_file(target, path, changes);
		g_free(path);
		n++;
	}
	g_dir_close(dir);
	g_free(folder);
	assert_true(n > 0);
}
