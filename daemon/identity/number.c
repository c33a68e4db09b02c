/* SPDX-License-Identifier: Apache-2.0 */
#include "identity/number.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

enum { NHS_DIGITS = NHS_BYTES - 1, UPN_LETTERS = UPN_BYTES - 1 };

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool are_all_equal(const char *digits)
{
	return strspn(digits, (const char[]){ digits[0], '\0' }) == NHS_DIGITS;
}

/* The check digit is the tenth; a remainder of 10 matches no digit. */
static bool has_nhs_check(const char *digits)
{
	int sum = 0;

	for (int i = 0; i < NHS_DIGITS - 1; i++)
		sum += (digits[i] - '0') * (10 - i);
	return (11 - sum % 11) % 11 == digits[NHS_DIGITS - 1] - '0';
}

enum number_check number_read_nhs(const char *text, char *ret)
{
	char digits[NHS_BYTES] = "";
	size_t n = 0;

	for (; *text != '\0'; text++) {
		if (*text == ' ' || *text == '-')
			continue;
		if (!is_digit(*text) || n == NHS_DIGITS)
			return NUMBER_MALFORMED;
		digits[n++] = *text;
	}
	if (n < NHS_DIGITS)
		return NUMBER_MALFORMED;
	if (!has_nhs_check(digits) || are_all_equal(digits))
		return NUMBER_WRONG_CHECK;
	memcpy(ret, digits, sizeof digits);
	return NUMBER_OK;
}

static char upn_check_letter(const char *upn)
{
	int sum = 0;

	for (int i = 1; i < UPN_LETTERS; i++)
		sum += (upn[i] - '0') * (i + 1);
	return "ABCDEFGHJKLMNPQRTUVWXYZ"[sum % 23];
}

enum number_check number_read_upn(const char *text, char *ret)
{
	char upn[UPN_BYTES] = "";

	text += strspn(text, " ");
	size_t length = strcspn(text, " ");

	if (length != UPN_LETTERS || text[length + strspn(text + length, " ")] != '\0')
		return NUMBER_MALFORMED;
	memcpy(upn, text, length);
	if (upn[0] >= 'a' && upn[0] <= 'z')
		upn[0] = (char)(upn[0] - 'a' + 'A');
	if (upn[0] < 'A' || upn[0] > 'Z' || strspn(upn + 1, "0123456789") != UPN_LETTERS - 1)
		return NUMBER_MALFORMED;
	memcpy(ret, upn, sizeof upn);
	return upn_check_letter(upn) == upn[0] ? NUMBER_OK : NUMBER_WRONG_CHECK;
}
