/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CONFIG_TREE_H
#define CONCERND_CONFIG_TREE_H

#include <libconfig.h>
#include <sodium.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/mem.h"
#include "config/findings.h"

/*
 * A configuration as libconfig's tree, of one file, what it includes, and its drop-ins: FILE.d/
 * *.conf in order of their names. Of two files, the later one's single values replace, groups are
 * united, lists and arrays grow. Every setting keeps the place it was read from.
 */
struct tree {
	config_t whole;  /* all parts in one */
	config_t *parts; /* as read; they own the file names */
	size_t n_parts, room;
	struct arena arena;
	crypto_generichash_state hash;
	unsigned char digest[CONFIG_HASH_BYTES]; /* BLAKE2b of all bytes that were read */
};

/* Reads path and its drop-ins. False if that could not be: why is in findings, every file tried.
 * tree_done() must follow either way. */
bool tree_read_file(struct tree *tree, const char *path, struct findings *findings);

/* The same from a text; `name` stands for the file. */
bool tree_read_text(struct tree *tree, const char *text, const char *name,
		    struct findings *findings);

void tree_done(struct tree *tree);

/* Where a setting was read. */
struct place tree_place(const config_setting_t *setting);

/* "rules.repeat-contact.where.category": the keys that lead to a setting, an entry of a list by its
 * name, or else its number from 1. */
const char *tree_path(const config_setting_t *setting, struct arena *arena);

/* The members of a group as libconfig writes them, comments gone. */
const char *tree_text(const config_setting_t *group, struct arena *arena);

#endif
