/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CONFIG_RULE_READER_H
#define CONCERND_CONFIG_RULE_READER_H

#include "config/ruleset.h"
#include "reader.h"

/* The parts of reading rules.conf, a file each: words, wheres, scores, rules, routes, and what can
 * never hold. They share one reader, whose context is a struct rules_reading. */

struct rules_reading {
	struct ruleset *ruleset;
	size_t n_rules; /* read so far */
	size_t room;
	struct place *places; /* of them */
	struct rule_name {
		const char *name;
		int line;
	} * names;
	unsigned char (*meanings)[RULE_MEANING_BYTES];
};

/* One rule of the list `rules`, into struct rule. */
extern const struct key rule_keys[];
void rule_after(struct reader *reader, const config_setting_t *setting, void *into);

/* One route of the list `routes`, into struct alert_route; called when all rules were read. */
void route_read(struct reader *reader, const config_setting_t *setting, struct alert_route *ret);

/* A group of criteria into struct where, `about = ["child"]` where none is said. */
void where_read(struct reader *reader, const config_setting_t *setting, void *into);

/* The criteria of a rule without `where`. */
void where_set_standard(struct where *where);

/* then into struct chain, unless into struct unless, after_decision into struct after. */
void then_read(struct reader *reader, const config_setting_t *setting, void *into);
void unless_read(struct reader *reader, const config_setting_t *setting, void *into);
void after_read(struct reader *reader, const config_setting_t *setting, void *into);

/* A score block into struct score, and its values where a rule has none. */
void score_read(struct reader *reader, const config_setting_t *setting, void *into);
void score_set_standard(struct score *score);

/* A word of the config by its name; WORD_NONE with a finding, the nearest in its hint. Where the
 * config declares none of its kind, and for codes of the DfE (with a warning), every word will do. */
word rule_word(struct reader *reader, const config_setting_t *setting, enum lexicon_kind kind,
	       const char *name);

/* Adds what can never hold, never matters, or contradicts itself. */
void rule_lint(struct reader *reader, const config_setting_t *setting, const struct rule *rule);

/* Adds rules that another makes pointless; called when all rules were read without a mistake. */
void pointless_lint(struct reader *reader);

/* Adds live rules whose alerts no route takes, and routes that no rule's alerts meet. */
void routes_lint(struct reader *reader, const config_setting_t *routes);

/* Hash of a rule's group, what only people read and how loudly it is told left out. */
void rule_meaning(const config_setting_t *group, unsigned char ret_hash[RULE_MEANING_BYTES]);

#endif
