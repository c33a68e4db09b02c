/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_INTAKE_INBOX_H
#define CONCERND_INTAKE_INBOX_H

#include "intake_private.h"

/*
 * The inbox folders: a file that is renamed into one is taken in as if its sender had posted it, and
 * moved to done/ with its receipts, or to refused/ with a problem document. A file is moved only
 * after COMMIT: one that was taken in twice, because the daemon was killed in between, is duplicates.
 */

struct inboxes;

/* Watches the folders of the intake's settings and looks through them. Never NULL; a folder that
 * cannot be watched is told in the log and looked through by the clock. */
struct inboxes *inboxes_new(struct intake *intake);

/* Stops watching; files under way are finished. NULL is fine. */
void inboxes_free(struct inboxes *inboxes);

#endif
