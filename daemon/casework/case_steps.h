/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CASEWORK_CASE_STEPS_H
#define CONCERND_CASEWORK_CASE_STEPS_H

/* What the files of casework do with a run: the other half of case.h, which includes it. */

/* The steps are made of these: bind fills parameters, take takes rows. */
struct case_child *find_child_on_file(struct judging *judging, int64_t id);

/* NULL if it was not found so far. */
struct case_child *find_child_known(const struct judging *judging, int64_t id);
bool find_bind_persons(void *context, struct params *params);
bool find_take_persons(void *context, const struct rows *rows, struct err *err);
bool find_bind_persons_again(void *context, struct params *params);
bool find_check_persons(void *context, const struct rows *rows, struct err *err);
bool find_bind_children(void *context, struct params *params);
bool find_take_children(void *context, const struct rows *rows, struct err *err);
bool find_bind_children_again(void *context, struct params *params);
bool find_check_children(void *context, const struct rows *rows, struct err *err);
bool find_bind_events(void *context, struct params *params);
bool find_take_events(void *context, const struct rows *rows, struct err *err);

/* The contacts that the entries, in (source, id) order, tell of. */
void matters_collect(struct judging *judging);
struct case_matter *matters_find(const struct judging *judging, const char *source, const char *id);
void matters_add_child(struct judging *judging, struct case_matter *matter, int64_t child);
void matters_add_adult(struct judging *judging, struct case_matter *matter, int64_t adult);

/* A version of a contact is on file, or to be. */
void matters_know(struct judging *judging, struct case_matter *matter, int32_t version,
		  const void *told_hash, size_t n);

/* Now that it is settled what is recorded: which contacts are awaited still, and the versions of
 * what is told of each. */
void matters_settle(struct judging *judging);

/* Ids for contacts that have none; a column of the first row lists free ones. */
void matters_number(struct judging *judging, const struct rows *rows, int column);

/* True if a contact on file stands withdrawn. */
bool matters_is_withdrawn(struct arena *arena, const struct case_matter *matter);

bool matters_bind_contacts(void *context, struct params *params);
bool matters_take_corrections(void *context, const struct rows *rows, struct err *err);
bool matters_bind_contacts_again(void *context, struct params *params);
bool matters_check_corrections(void *context, const struct rows *rows, struct err *err);
bool matters_bind_lock(void *context, struct params *params);
bool matters_bind_awaited(void *context, struct params *params);
bool matters_check_awaited(void *context, const struct rows *rows, struct err *err);

/* The word of a kind in the database. Static storage. */
const char *correction_name(enum correction_kind kind);

/* Reads a row of the table correction, whose columns lead those of the statement. */
void correction_take(struct arena *arena, const struct rows *rows, size_t row,
		     struct case_correction *ret);

/* The corrections that the entries are, appended to ret (room for two an entry and a matter). */
size_t corrections_list(const struct judging *judging, struct case_correction *ret);

/* Adds what is new to judging->corrections, and sorts them for stand_contacts(). */
void stand_sort(struct judging *judging);

/* How one contact that was recorded stands, by all its corrections; an index one past theirs is its
 * recording. */
struct settled stand_settle(struct arena *arena, const struct case_correction *list, size_t n);

/* How the contacts of a child stand: from its rows to those that stand, each once with all its
 * bearings, in order of their ids. */
void stand_contacts(struct judging *judging, struct case_child *child);
void stand_rows(struct judging *judging, struct case_contact **list, size_t *n);

/* ---- Subjects: subject.c ---- */

/* The word of a scope in the database. Static storage. */
const char *case_scope_name(enum case_scope scope);

/* By rules of which scope it is judged. */
enum rule_scope case_scope_rules(enum case_scope scope);

/* Lists as subjects the children that are locked, and those that are new once they have ids. */
void subjects_list(struct judging *judging);

/* A subject without members, listed; and its members one by one, in order of their ids. */
struct case_subject *subject_add(struct judging *judging, int64_t id, enum case_scope scope);
struct case_member *subject_add_member(struct judging *judging, struct case_subject *subject,
				       struct case_child *child);

/* NULL if it is not listed. */
struct case_subject *subject_find(const struct judging *judging, int64_t id);

/* True if the child is a member at an instant. */
bool subject_has_at(const struct case_subject *subject, const struct case_child *child,
		    int64_t at_us);

/* Unites the contacts of its members, once those stand. */
void subject_unite(struct arena *arena, struct case_subject *subject);

/* On whom an alert of it shows: those who are members at now_us, and those who were when a contact
 * of the evidence occurred. Ids ascending, joined by commas, in the arena; NULL where it is a
 * child's. */
const char *subject_shown_on(struct arena *arena, const struct case_subject *subject,
			     const struct judged *evidence, size_t n_evidence, int64_t now_us);

bool fire_bind_claim(void *context, struct params *params);
bool fire_take_claim(void *context, const struct rows *rows, struct err *err);
bool fire_bind_home_claim(void *context, struct params *params);
bool fire_take_home_claim(void *context, const struct rows *rows, struct err *err);

/* ---- Households and adults: homes.c, homes_load.c, adults.c ---- */

/* No household and no adult is known of yet. Once for each run, before anything else. */
void homes_begin(struct judging *judging);

bool adults_bind_find(void *context, struct params *params);
bool adults_take_found(void *context, const struct rows *rows, struct err *err);
bool adults_check_found(void *context, const struct rows *rows, struct err *err);
bool adults_bind_lock(void *context, struct params *params);
bool homes_bind_find(void *context, struct params *params);
bool homes_take_found(void *context, const struct rows *rows, struct err *err);
bool homes_check_found(void *context, const struct rows *rows, struct err *err);
bool homes_bind_lock(void *context, struct params *params);
bool homes_take_locked(void *context, const struct rows *rows, struct err *err);
bool homes_bind_residences(void *context, struct params *params);
bool homes_take_residences(void *context, const struct rows *rows, struct err *err);
bool homes_bind_kin(void *context, struct params *params);
bool homes_bind_adults(void *context, struct params *params);
bool homes_take_adult_contacts(void *context, const struct rows *rows, struct err *err);
bool homes_bind_alerts(void *context, struct params *params);
bool homes_take_alerts(void *context, const struct rows *rows, struct err *err);
bool homes_take_alerts_and_judge(void *context, const struct rows *rows, struct err *err);

/* The steps that load them, behind begin_judging and their locks; the last one judges. */
#define LOAD_HOMES                                                                          \
	{ "load_residences", homes_bind_residences, homes_take_residences, STEP_WAIT },     \
		{ "load_contacts", homes_bind_kin, load_take_contacts, 0 },                 \
		{ "load_corrections", homes_bind_kin, load_take_corrections, 0 },           \
		{ "load_adult_contacts", homes_bind_adults, homes_take_adult_contacts, 0 }, \
		{ "load_adult_corrections", homes_bind_adults, load_take_corrections, 0 },  \
	{                                                                                   \
		"load_alerts", homes_bind_alerts, homes_take_alerts_and_judge, STEP_WAIT    \
	}
bool fire_bind_timer(void *context, struct params *params);
bool fire_take_timer(void *context, const struct rows *rows, struct err *err);
bool fire_bind_old(void *context, struct params *params);
bool fire_bind_new(void *context, struct params *params);

bool load_bind_early(void *context, struct params *params);
bool load_bind_stripes(void *context, struct params *params);
bool load_bind_children(void *context, struct params *params);
bool load_bind_teams(void *context, struct params *params);
bool load_take_teams(void *context, const struct rows *rows, struct err *err);
bool load_bind_moment(void *context, struct params *params);

/* The locked children as an array. */
void load_bind_locked(const struct judging *judging, struct params *params);

/* A row with the columns of load_contacts. */
void load_take_contact(struct judging *judging, const struct rows *rows, size_t row,
		       struct case_contact *ret);

/* The moment is later than all that was loaded, whatever the clock says. */
void load_settle_moment(struct judging *judging);
bool load_take_moment(void *context, const struct rows *rows, struct err *err);
bool load_take_contacts(void *context, const struct rows *rows, struct err *err);
bool load_take_corrections(void *context, const struct rows *rows, struct err *err);
bool load_take_alerts(void *context, const struct rows *rows, struct err *err);

/* Judges every subject: fills the changes. False when a rule set has to be loaded first. */
bool verdict_reach(struct judging *judging, struct err *err);

/* True if somebody is to be told of what was written: rows went into the outbox. */
bool write_told(const struct judging *judging);

/* Texts joined by commas, in the arena. */
const char *write_joined(struct arena *arena, const char *const *texts, size_t n);

bool write_bind_alert_ids(void *context, struct params *params);
bool write_take_alert_ids(void *context, const struct rows *rows, struct err *err);
bool write_bind_events(void *context, struct params *params);
bool write_bind_children(void *context, struct params *params);
bool write_bind_aliases(void *context, struct params *params);
bool write_bind_links(void *context, struct params *params);
bool write_bind_keys(void *context, struct params *params);
bool write_bind_reviews(void *context, struct params *params);
bool write_bind_flags(void *context, struct params *params);
bool write_bind_contacts(void *context, struct params *params);
bool write_bind_corrections(void *context, struct params *params);
bool write_bind_alerts(void *context, struct params *params);
bool write_bind_standing(void *context, struct params *params);
bool write_bind_versions(void *context, struct params *params);
bool write_bind_corrected(void *context, struct params *params);
bool write_bind_shown(void *context, struct params *params);
bool write_bind_outbox_again(void *context, struct params *params);
bool write_bind_clocks(void *context, struct params *params);
bool write_bind_inherited_clocks(void *context, struct params *params);
bool write_bind_clock_ends(void *context, struct params *params);
bool write_bind_outbox(void *context, struct params *params);
bool write_bind_audit(void *context, struct params *params);
bool write_bind_households(void *context, struct params *params);
bool write_bind_adults(void *context, struct params *params);
bool write_bind_adult_aliases(void *context, struct params *params);
bool write_bind_residences(void *context, struct params *params);
bool write_bind_adult_contacts(void *context, struct params *params);
bool write_bind_statuses(void *context, struct params *params);

#endif
