/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CONFIG_READER_H
#define CONCERND_CONFIG_READER_H

#include <libconfig.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"
#include "base/span.h"
#include "config/findings.h"

/*
 * Groups of settings read into structs by tables: a key is a row with its type, range, default and
 * where its value goes. What is wrong with a group (unknown keys with the nearest known one, wrong
 * types, out of range, missing) is all added to findings in one walk.
 */

enum key_type {
	KEY_TEXT,   /* const char * */
	KEY_NUMBER, /* int, low to high */
	KEY_REAL,   /* double, low to high; a whole number will do */
	KEY_YES_NO, /* bool */
	KEY_SPAN,   /* struct span; low: whether nothing ("0 hours") will do */
	KEY_CHOICE, /* int, one of choices */
	KEY_TEXTS,  /* const char *const *, and size_t at count_at; low to high entries */
	KEY_GROUP,  /* a struct of its own at `at`, by keys */
	KEY_LIST,   /* an array of structs of `size`, each by keys, and size_t at count_at */
	KEY_OTHER,  /* by read() */
};

enum key_spans { SPANS_EXACT = 1, SPANS_MONTHS = 2, SPANS_EVER = 4, SPANS_WORKING = 8 };

struct reader;

struct choice {
	const char *name;
	int value;
};

struct key {
	const char *name;
	enum key_type type;
	size_t at; /* offsets into the struct of the group */
	size_t count_at;
	bool required;
	int64_t low, high;
	unsigned spans;       /* of enum key_spans */
	const char *standard; /* the default as the config writes it; NULL: all zero */
	const char *unit;
	const char *help;
	const struct choice *choices; /* ends with a NULL name */
	const struct key *keys;       /* of a group or of each group in a list; ends likewise */
	size_t size;                  /* of each struct of a list */
	size_t place_at;              /* offset + 1 of a struct place in each; 0 for none */
	void (*read)(struct reader *reader, const config_setting_t *setting, void *into);
	/* After each group of a list was read, for what its keys must be together. */
	void (*after)(struct reader *reader, const config_setting_t *setting, void *into);
};

struct reader {
	struct arena *arena; /* owns what is read */
	struct findings *findings;
	void *context;        /* of read() and after() */
	size_t errors_before; /* the entry of a list that is being read */
};

/* Sets all that the keys describe to their defaults. */
void reader_set_standard(struct reader *reader, const struct key *keys, void *into);

/* Reads a group over its defaults. NULL for a group that is not there: required keys are then
 * missing from `place`. */
void reader_group(struct reader *reader, const config_setting_t *group, struct place place,
		  const struct key *keys, void *into);

/* Reads a list of groups into the array and count that a KEY_LIST describes. */
void reader_list(struct reader *reader, const config_setting_t *setting, const struct key *key,
		 void *into);

/* ---- For read() and after() functions ---- */

/* Adds a finding about a setting: "PATH: " and a printf-formatted text. */
void reader_error(struct reader *reader, const config_setting_t *setting, const char *hint,
		  const char *fmt, ...) __attribute__((format(printf, 4, 5)));
void reader_warning(struct reader *reader, const config_setting_t *setting, const char *hint,
		    const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* True if the entry of a list that is being read has shown no error so far: what it says as a whole
 * can be looked at. */
bool reader_entry_is_clean(const struct reader *reader);

/* "a text", "a whole number", …: what type a setting has. Static storage. */
const char *reader_type_name(const config_setting_t *setting);

/* One value; false with a finding when it is of another type or out of range. */
bool reader_text(struct reader *reader, const config_setting_t *setting, const char **ret);
bool reader_number(struct reader *reader, const config_setting_t *setting, int64_t low,
		   int64_t high, int64_t *ret);
bool reader_real(struct reader *reader, const config_setting_t *setting, double low, double high,
		 double *ret);
bool reader_span(struct reader *reader, const config_setting_t *setting, unsigned spans,
		 bool nothing_ok, struct span *ret);

bool reader_choice(struct reader *reader, const config_setting_t *setting,
		   const struct choice *choices, int *ret);

/* A list or array of texts, low to high of them, in the arena. */
bool reader_texts(struct reader *reader, const config_setting_t *setting, int64_t low, int64_t high,
		  const char *const **ret, size_t *ret_n);

/* "police, health" of names; for hints. */
const char *reader_join(struct reader *reader, const char *const *names, size_t n);

/* True if a name is letters, digits, '-', '_' and '.', at most 64; else a finding. */
bool reader_name_ok(struct reader *reader, const config_setting_t *setting, const char *name);

#endif
