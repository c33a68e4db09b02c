/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_INTAKE_DFE_H
#define CONCERND_INTAKE_DFE_H

/* DfE codes (CIN census, Annex A) as real returns write them. Pure. */

enum { DFE_CODE_BYTES = 4 };

/*
 * The code in "6", "3e", "q) 6: Police" or "k) 3E: Health services": upper case, in ret
 * (DFE_CODE_BYTES). NULL, and ret untouched, when there is none in it.
 */
const char *dfe_code_find(const char *text, char *ret);

/* The contact source that free text names ("Police", "health visitor"); NULL when none. Static. */
const char *dfe_source_find(const char *text);

#endif
