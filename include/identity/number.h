/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_IDENTITY_NUMBER_H
#define CONCERND_IDENTITY_NUMBER_H

/* Numbers that are given to a person by the state, checked by their own check digits. Pure. */

enum number_check {
	NUMBER_OK,
	NUMBER_WRONG_CHECK, /* the right shape, but the check digit or letter is another */
	NUMBER_MALFORMED,   /* not a number of this kind at all */
};

enum { NHS_BYTES = 11, UPN_BYTES = 14 }; /* with the NUL */

/*
 * Reads an NHS number: ten digits; blanks and hyphens between them are dropped. The check is that of
 * the NHS Data Dictionary: weights 10 to 2, 11 - (sum mod 11), where 11 is 0 and 10 no number. Ten
 * equal digits pass it, yet are never issued: NUMBER_WRONG_CHECK. ret (NHS_BYTES) holds the digits
 * and is untouched unless NUMBER_OK.
 */
enum number_check number_read_nhs(const char *text, char *ret);

/*
 * Reads a unique pupil number: a check letter and twelve digits, weights 2 to 13, sum mod 23 in
 * ABCDEFGHJKLMNPQRTUVWXYZ (DfE, UPN guide); outer blanks are dropped, the letter is made upper case.
 * ret (UPN_BYTES) is filled for NUMBER_OK and, as files are full of wrong letters, for
 * NUMBER_WRONG_CHECK; else untouched.
 */
enum number_check number_read_upn(const char *text, char *ret);

#endif
