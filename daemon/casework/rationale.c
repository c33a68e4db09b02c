/* SPDX-License-Identifier: Apache-2.0 */
#include "casework/rationale.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* Words are what stands between blanks and punctuation; letter case is no difference. */

static const char blanks[] = " \t\r\n";
static const char breaks[] = " \t\r\n.,;:!?-()[]{}\"'/\\*_";

size_t text_characters(const char *text)
{
	size_t length = strlen(text), n = 0;

	while (length > 0 && strchr(blanks, text[length - 1]) != NULL)
		length--;
	for (size_t i = strspn(text, blanks); i < length; i++)
		n += ((unsigned char)text[i] & 0xc0) != 0x80;
	return n;
}

/* The next word from *at on, and its length; NULL at the end. */
static const char *next_word(const char **at, size_t *ret_length)
{
	const char *word = *at + strspn(*at, breaks);

	*ret_length = strcspn(word, breaks);
	*at = word + *ret_length;
	return *ret_length > 0 ? word : NULL;
}

static bool same_word(const char *a, size_t a_length, const char *b, size_t b_length)
{
	return a_length == b_length && strncasecmp(a, b, a_length) == 0;
}

/* How often a word stands in the text up to end (all of it when NULL). */
static size_t count_of(const char *text, const char *end, const char *word, size_t length)
{
	const char *at = text, *other;
	size_t other_length, n = 0;

	while ((other = next_word(&at, &other_length)) != NULL && (end == NULL || other < end))
		n += same_word(word, length, other, other_length);
	return n;
}

struct words {
	size_t n, different, most; /* most: of one word */
};

static struct words count_words(const char *text)
{
	struct words words = { 0 };
	const char *at = text, *word;
	size_t length;

	while ((word = next_word(&at, &length)) != NULL) {
		words.n++;
		if (count_of(text, word, word, length) > 0)
			continue;
		size_t n = count_of(text, NULL, word, length);

		words.different++;
		words.most = n > words.most ? n : words.most;
	}
	return words;
}

static bool is_filler(const char *text)
{
	static const char *const filler[] = { "lorem", "ipsum", "consectetur", "adipiscing" };
	size_t n = 0;

	for (size_t i = 0; i < sizeof filler / sizeof *filler; i++)
		n += count_of(text, NULL, filler[i], strlen(filler[i])) > 0;
	return n >= 2;
}

/* The same words in the same order. */
static bool is_copy(const char *a, const char *b)
{
	const char *word, *other;
	size_t length, other_length;

	do {
		word = next_word(&a, &length);
		other = next_word(&b, &other_length);
		if (word == NULL || other == NULL)
			return word == other;
	} while (same_word(word, length, other, other_length));
	return false;
}

bool rationale_check(const char *text, const char *const *before, size_t n, struct err *err)
{
	size_t characters = text_characters(text);

	if (characters > RATIONALE_MOST)
		return err_set(err, ERR_INPUT,
			       "the rationale is too long: say why in %d characters at most",
			       RATIONALE_MOST);
	if (is_filler(text))
		return err_set(err, ERR_INPUT,
			       "the rationale is filler text: say in your own words why");

	struct words words = count_words(text);

	if (words.n > RATIONALE_WORDS && words.most * 2 > words.n)
		return err_set(err, ERR_INPUT,
			       "the rationale says one word again and again: say why, in a "
			       "sentence");
	if (characters < RATIONALE_LEAST || words.different < RATIONALE_WORDS)
		return err_set(err, ERR_INPUT,
			       "the rationale is too short: say why, in %d characters and %d words "
			       "at least",
			       RATIONALE_LEAST, RATIONALE_WORDS);
	for (size_t i = 0; i < n; i++)
		if (is_copy(text, before[i]))
			return err_set(err, ERR_INPUT,
				       "the rationale is the same as that of one of your last "
				       "decisions: say what holds for this child");
	return true;
}
