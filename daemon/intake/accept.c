/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/accept.h"

#include <sodium.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "dfe.h"
#include "identity/number.h"

/*
 * One pass over the event, a function a field. Each puts what it found good into the fact, and what
 * it did not into errors (the event is refused) or warnings (the field is left out).
 */

struct check {
	const struct event *event;
	const struct settings *settings;
	const struct sender *sender;
	const struct ruleset *ruleset;
	int64_t now_us;
	struct arena *arena;
	struct acceptance *out;
	bool forbidden;
};

/* One error a place is enough: what the reading of the event told already stands. */
static void refuse(struct check *check, const char *pointer, const char *detail)
{
	for (size_t i = 0; i < check->out->errors.n; i++)
		if (strcmp(check->out->errors.list[i].pointer, pointer) == 0)
			return;
	event_problem(&check->out->errors, check->arena, pointer, detail);
}

static void forbid(struct check *check, const char *pointer, const char *detail)
{
	check->forbidden = true;
	refuse(check, pointer, detail);
}

static void warn(struct check *check, const char *pointer, const char *detail)
{
	event_problem(&check->out->warnings, check->arena, pointer, detail);
}

/* Outer blanks cut; NULL for NULL and for nothing but blanks. */
static const char *trim(struct arena *arena, const char *text)
{
	static const char blanks[] = " \t\r\n";

	if (text == NULL)
		return NULL;
	text += strspn(text, blanks);
	size_t n = strlen(text);

	while (n > 0 && strchr(blanks, text[n - 1]) != NULL)
		n--;
	if (n == 0)
		return NULL;
	return text[n] == '\0' ? text : arena_strndup(arena, text, n);
}

/* What the sender's code map makes of a text; the text itself where it has no entry. */
static const char *translate(const struct check *check, enum code_kind kind, const char *text)
{
	text = trim(check->arena, text);
	if (text == NULL || check->sender == NULL)
		return text;
	return sender_code(check->sender, kind, text);
}

static const char *lower(struct arena *arena, const char *text)
{
	char *copy = arena_strdup(arena, text);

	for (char *c = copy; *c != '\0'; c++)
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c - 'A' + 'a');
	return copy;
}

/* A declared word: of the sender's map or the config's, letter case aside. NULL if there is none. */
static const char *find_word(const struct check *check, enum code_kind code,
			     enum lexicon_kind words, const char *text)
{
	const struct lexicon *lexicon = &check->ruleset->lexicon;

	text = translate(check, code, text);
	if (text == NULL || lexicon_declares(lexicon, words, text))
		return text;
	text = lower(check->arena, text);
	return lexicon_declares(lexicon, words, text) ? text : NULL;
}

static bool is_among(const char *text, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(text, list[i]) == 0)
			return true;
	return false;
}

/* What the daemon stores and judges, and what a replay does; more is refused in words, and kept. */
enum {
	TAKEN_FROM_SENDERS = 1 << EVENT_CONTACT_RECORDED | 1 << EVENT_CONTACT_AMENDED |
			     1 << EVENT_CONTACT_WITHDRAWN | 1 << EVENT_CONTACT_OUTCOME |
			     1 << EVENT_FEED_TALLY,
	TAKEN_FOR_REPLAY = TAKEN_FROM_SENDERS | 1 << EVENT_HOUSEHOLD_LINKED |
			   1 << EVENT_HOUSEHOLD_UNLINKED | 1 << EVENT_CHILD_STATUS,
};

static void check_type(struct check *check)
{
	enum event_type type = check->event->type;
	int taken = check->sender != NULL ? TAKEN_FROM_SENDERS : TAKEN_FOR_REPLAY;
	const char *name = event_type_name(type);

	check->out->fact.type = type;
	if (type == EVENT_UNKNOWN || (taken >> type & 1) != 0)
		return; /* an unknown one was told of when it was read */
	name += strlen("concernd.");
	refuse(check, "/type",
	       arena_printf(check->arena,
			    "this concernd does not take %.*s yet; the event is kept for replay",
			    (int)(strlen(name) - strlen(".v1")), name));
}

static bool is_own_source(const struct check *check, const char *source)
{
	const struct sender *sender = check->sender;

	return sender == NULL || is_among(source, sender->sources, sender->n_sources);
}

static void check_source(struct check *check)
{
	const struct event *event = check->event;

	check->out->fact.source = event->source;
	check->out->fact.event_id = event->id;
	check->out->fact.sender = check->sender != NULL ? check->sender->name : "";
	check->out->fact.resend_amends = check->sender != NULL &&
					 check->sender->resend == RESEND_AMEND;
	if (event->source == NULL || check->sender == NULL)
		return;
	if (!is_own_source(check, event->source))
		forbid(check, "/source",
		       "not a source of this sender; send one of those that its entry in "
		       "concernd.conf lists");
}

/* The contact that is meant. Only its own sender may change it. */
static void check_contact(struct check *check)
{
	const struct event *event = check->event;
	bool is_new = event->type == EVENT_CONTACT_RECORDED;

	check->out->fact.of_source = is_new ? event->source : event->contact.source;
	check->out->fact.of_id = is_new ? event->id : event->contact.id;
	if (is_new || check->out->fact.of_source == NULL)
		return; /* a missing one was told of when it was read */
	if (!is_own_source(check, check->out->fact.of_source))
		forbid(check, "/data/contact",
		       "not a contact of this sender; whoever sent it may amend or withdraw it");
}

/* Social care says what came of anyone's contact, others of their own. */
static void check_decided_contact(struct check *check)
{
	const struct event_contact_id *contact = &check->event->contact;
	const struct sender *sender = check->sender;

	check->out->fact.of_source = contact->source;
	check->out->fact.of_id = contact->id;
	if (contact->source != NULL && !is_own_source(check, contact->source) &&
	    !is_among("social-care", sender->agencies, sender->n_agencies))
		forbid(check, "/data/contact",
		       "not a contact of this sender; only social care sends outcomes for others'");
}

static void check_agency(struct check *check)
{
	const struct sender *sender = check->sender;
	const char *text = check->event->agency;
	const char *agency = find_word(check, CODE_AGENCY, WORDS_AGENCY, text);

	if (text == NULL && sender != NULL)
		agency = sender->agencies[0];
	check->out->fact.agency = agency;
	if (text == NULL && sender == NULL)
		refuse(check, "/data/agency", "missing: send which agency speaks");
	else if (sender != NULL &&
		 (agency == NULL || !is_among(agency, sender->agencies, sender->n_agencies)))
		forbid(check, "/data/agency",
		       "not an agency that this sender may speak for; leave it out for its own");
	else if (agency == NULL ||
		 !lexicon_declares(&check->ruleset->lexicon, WORDS_AGENCY, agency))
		refuse(check, "/data/agency",
		       "not an agency of the rules in force; send one that rules.conf declares");
}

static void check_not_ahead(struct check *check, int64_t at_us, const char *pointer,
			    const char *detail)
{
	if (at_us > check->now_us + USEC_PER_DAY)
		refuse(check, pointer, detail);
}

/* When the sender said so: of several corrections the latest stands. One from far ahead would stand
 * over all that the sender has yet to say; in a replay all of it was said. */
static void check_sent(struct check *check)
{
	const struct event *event = check->event;

	check->out->fact.has_time = event->has_time;
	check->out->fact.time_us = event->time_us;
	if (event->has_time && event->type != EVENT_CONTACT_RECORDED && check->sender != NULL)
		check_not_ahead(check, event->time_us, "/time",
				"more than 24 hours ahead; send when this correction was made");
}

static void check_occurred(struct check *check)
{
	const struct event *event = check->event;
	struct fact *fact = &check->out->fact;
	const struct zone *zone = check->ruleset->zone;

	if (!event->has_occurred) {
		refuse(check, "/data/occurred_at", "missing: send when it happened");
		return;
	}
	fact->whole_day = event->whole_day;
	fact->occurred_us = event->occurred_us;
	if (event->whole_day)
		fact->occurred_us = zone_instant_us(zone, event->occurred_day * USEC_PER_DAY +
								  USEC_PER_DAY / 2);
	fact->occurred_day = zone_local_day(zone, fact->occurred_us);
	check_not_ahead(check, fact->occurred_us, "/data/occurred_at",
			"more than 24 hours ahead; send when it happened, with its zone");
}

static void check_decided(struct check *check)
{
	check->out->fact.decided_us = check->event->decided_us;
	if (check->event->has_decided && check->sender != NULL)
		check_not_ahead(check, check->event->decided_us, "/data/decided_at",
				"more than 24 hours ahead; send when it was decided");
}

/* A date is a local day: from its beginning, or until its end. */
static void check_household(struct check *check)
{
	const struct event *event = check->event;
	bool is_link = event->type == EVENT_HOUSEHOLD_LINKED;
	int64_t day = event->bound_day + (is_link ? 0 : 1);

	check->out->fact.household = trim(check->arena, event->household);
	check->out->fact.bound_us = event->bound_us;
	if (event->has_bound && event->bound_whole_day)
		check->out->fact.bound_us = zone_instant_us(check->ruleset->zone,
							    day * USEC_PER_DAY);
}

static void check_category(struct check *check)
{
	const struct event *event = check->event;
	struct fact *fact = &check->out->fact;

	fact->category = find_word(check, CODE_CATEGORY, WORDS_CATEGORY, event->category);
	if (fact->category == NULL)
		refuse(check, "/data/category",
		       event->category == NULL
			       ? "missing: send what the concern is about"
			       : "not a category of the rules in force, nor in this sender's code "
				 "map; send one that rules.conf declares, or add it to the map");
	fact->other_categories = arena_new(check->arena, event->n_other_categories,
					   sizeof *fact->other_categories);
	for (size_t i = 0; i < event->n_other_categories; i++) {
		const char *name = find_word(check, CODE_CATEGORY, WORDS_CATEGORY,
					     event->other_categories[i]);

		if (name == NULL)
			warn(check, arena_printf(check->arena, "/data/other_categories/%zu", i),
			     "not a category of the rules in force, nor in this sender's code map: "
			     "left out");
		else if ((fact->category == NULL || strcmp(name, fact->category) != 0) &&
			 !is_among(name, fact->other_categories, fact->n_other_categories))
			fact->other_categories[fact->n_other_categories++] = name;
	}
}

/* A row for each word that stands for an enum value. */
struct enum_word {
	const char *text;
	int value;
};

/* The value of a text, letter case aside; -1 if no row has it. */
static int find_enum(const struct enum_word *words, size_t n, const char *text)
{
	for (size_t i = 0; i < n; i++)
		if (strcasecmp(words[i].text, text) == 0)
			return words[i].value;
	return -1;
}

static void check_grade(struct check *check)
{
	/* Police forces grade high, medium and standard. */
	static const struct enum_word words[] = {
		{ "red", GRADE_RED },      { "amber", GRADE_AMBER },    { "green", GRADE_GREEN },
		{ "blue", GRADE_BLUE },    { "none", GRADE_NONE },      { "high", GRADE_RED },
		{ "medium", GRADE_AMBER }, { "standard", GRADE_GREEN },
	};
	const char *text = translate(check, CODE_GRADE, check->event->grade);

	if (text == NULL)
		return;
	int grade = find_enum(words, sizeof words / sizeof *words, text);

	if (grade < 0)
		warn(check, "/data/grade",
		     "not red, amber, green, blue or none, nor in this sender's code map: taken as "
		     "none");
	else
		check->out->fact.grade = (enum grade)grade;
}

static void check_outcome(struct check *check)
{
	struct fact *fact = &check->out->fact;
	const char *text = check->event->outcome;

	fact->outcome = find_word(check, CODE_OUTCOME, WORDS_OUTCOME, text);
	if (text == NULL || fact->outcome != NULL)
		return;
	if (check->event->type == EVENT_CONTACT_OUTCOME)
		refuse(check, "/data/outcome",
		       "not an outcome word of the rules in force, nor in this sender's code map; "
		       "send one that rules.conf declares, or add it to the map");
	else
		warn(check, "/data/outcome",
		     "not an outcome word of the rules in force, nor in this sender's code map: "
		     "left out");
}

/* A DfE code that the census knows, from the map, from the text, or from what the text says. */
static const char *find_code(const struct check *check, enum code_kind kind,
			     enum lexicon_kind words, const char *text)
{
	const struct lexicon *lexicon = &check->ruleset->lexicon;
	char code[DFE_CODE_BYTES];

	text = translate(check, kind, text);
	if (text == NULL || lexicon_find(lexicon, words, text) != WORD_NONE)
		return text;
	if (dfe_code_find(text, code) != NULL && lexicon_find(lexicon, words, code) != WORD_NONE)
		return arena_strdup(check->arena, code);
	return kind == CODE_CONTACT_SOURCE ? dfe_source_find(text) : NULL;
}

static void check_codes(struct check *check)
{
	const struct event *event = check->event;
	struct fact *fact = &check->out->fact;

	fact->contact_source = find_code(check, CODE_CONTACT_SOURCE, WORDS_CONTACT_SOURCE,
					 event->contact_source);
	if (event->contact_source != NULL && fact->contact_source == NULL)
		warn(check, "/data/contact_source", "no DfE contact source is in it: left out");
	fact->factors = arena_new(check->arena, event->n_factors, sizeof *fact->factors);
	for (size_t i = 0; i < event->n_factors; i++) {
		const char *code = find_code(check, CODE_FACTOR, WORDS_FACTOR, event->factors[i]);

		if (code == NULL)
			warn(check, arena_printf(check->arena, "/data/factors/%zu", i),
			     "no DfE factor is in it: left out");
		else if (!is_among(code, fact->factors, fact->n_factors))
			fact->factors[fact->n_factors++] = code;
	}
}

static void check_texts(struct check *check)
{
	const struct event *event = check->event;
	struct fact *fact = &check->out->fact;
	size_t room = event->incident_ref == NULL ? 0 : strlen(event->incident_ref) + 1;

	if (room > 0)
		fact->incident_ref = contact_ref(event->incident_ref,
						 arena_new(check->arena, room, 1), room);
	fact->source_ref = event->source_ref;
	fact->summary = event->summary;
	fact->handling = translate(check, CODE_HANDLING, event->handling);
	if (fact->handling != NULL && check->settings != NULL &&
	    settings_handling(check->settings, fact->handling) == NULL)
		warn(check, "/data/handling",
		     "not a mark that concernd.conf declares: kept, and nobody may read the "
		     "summary "
		     "until it is declared");
	fact->history = event->history || (check->sender != NULL && check->sender->loading);
}

/* NULL, and told why, when the number is to be left out. */
static const char *read_nhs(struct check *check, const char *pointer, const char *value)
{
	char digits[NHS_BYTES];

	switch (number_read_nhs(value, digits)) {
	case NUMBER_OK:
		return arena_strdup(check->arena, digits);
	case NUMBER_WRONG_CHECK:
		warn(check, pointer, "an NHS number with a wrong check digit: left out");
		return NULL;
	default:
		warn(check, pointer, "not an NHS number, which has ten digits: left out");
		return NULL;
	}
}

static const char *read_upn(struct check *check, const char *pointer, const char *value)
{
	char upn[UPN_BYTES];

	switch (number_read_upn(value, upn)) {
	case NUMBER_OK:
		return arena_strdup(check->arena, upn);
	case NUMBER_WRONG_CHECK:
		warn(check, pointer, "a UPN with a wrong check letter: kept, look at the record");
		return arena_strdup(check->arena, upn);
	default:
		warn(check, pointer, "not a UPN, which is a letter and twelve digits: left out");
		return NULL;
	}
}

/* Without a config (backtest) there are the two that are always there, and any other is free. */
static const struct scheme *find_scheme(const struct check *check, const char *name)
{
	static const struct scheme standard[] = {
		{ .name = "nhs", .check = SCHEME_NHS, .longest = 100 },
		{ .name = "upn", .check = SCHEME_UPN, .longest = 100 },
		{ .name = "", .check = SCHEME_FREE, .longest = 100 },
	};
	size_t i = 0;

	if (check->settings != NULL)
		return settings_scheme(check->settings, name);
	while (standard[i].name[0] != '\0' && strcmp(standard[i].name, name) != 0)
		i++;
	return &standard[i];
}

static const char *read_value(struct check *check, const char *pointer, const char *name,
			      const char *value)
{
	const struct scheme *scheme = find_scheme(check, name);

	if (scheme == NULL) {
		warn(check, pointer,
		     "not an identifier scheme that concernd.conf declares: left out");
		return NULL;
	}
	if (strlen(value) > (size_t)scheme->longest) {
		warn(check, pointer, "longer than its scheme allows: left out");
		return NULL;
	}
	if (scheme->check == SCHEME_NHS)
		return read_nhs(check, pointer, value);
	return scheme->check == SCHEME_UPN ? read_upn(check, pointer, value) : value;
}

static void check_identifiers(struct check *check, const struct event_person *from,
			      struct fact_person *to)
{
	to->identifiers = arena_new(check->arena, from->n_identifiers, sizeof *to->identifiers);
	for (size_t i = 0; i < from->n_identifiers; i++) {
		const char *pointer = arena_printf(check->arena, "%s/identifiers/%zu",
						   from->pointer, i);
		const char *scheme = translate(check, CODE_SCHEME, from->identifiers[i].scheme);
		const char *value = trim(check->arena, from->identifiers[i].value);

		if (scheme == NULL || value == NULL)
			continue; /* told of when it was read */
		scheme = lower(check->arena, scheme);
		value = read_value(check, pointer, scheme, value);
		if (value == NULL)
			continue;
		if (strcmp(scheme, "nhs") == 0 && to->nhs != NULL && strcmp(to->nhs, value) != 0) {
			warn(check, pointer, "a second NHS number of one person: left out");
			continue;
		}
		if (strcmp(scheme, "nhs") == 0)
			to->nhs = value;
		to->identifiers[to->n_identifiers++] = (struct fact_identifier){ scheme, value };
	}
}

static void check_about(struct check *check, const struct event_person *from,
			struct fact_person *to)
{
	static const struct enum_word words[] = {
		{ "child", ABOUT_CHILD },
		{ "sibling", ABOUT_SIBLING },
		{ "parent-carer", ABOUT_PARENT_CARER },
		{ "other-adult", ABOUT_OTHER_ADULT },
	};
	const char *text = translate(check, CODE_ABOUT, from->about);
	int about = text == NULL ? -1 : find_enum(words, sizeof words / sizeof *words, text);

	if (to->is_adult)
		about = ABOUT_PARENT_CARER;
	else if (text != NULL && about < 0)
		warn(check, arena_printf(check->arena, "%s/about", from->pointer),
		     "not child, sibling, parent-carer or other-adult: taken as child");
	to->about = about < 0 ? ABOUT_CHILD : (enum about)about;
}

static void check_record(struct check *check, const struct event_person *from,
			 struct fact_person *to)
{
	bool per_event = check->sender != NULL && check->sender->records == RECORDS_PER_EVENT;
	const char *record = trim(check->arena, from->record);

	if (record == NULL && !to->is_adult && !per_event)
		refuse(check, arena_printf(check->arena, "%s/record", from->pointer),
		       "missing: send your own id of the child (a system that has none that last "
		       "is declared in concernd.conf with records = \"per-event\")");
	to->record = per_event ? NULL : record;
}

static void check_person(struct check *check, const struct event_person *from, bool is_adult,
			 struct fact_person *to)
{
	to->is_adult = is_adult;
	check_record(check, from, to);
	check_identifiers(check, from, to);
	check_about(check, from, to);
	to->family_name = trim(check->arena, from->family_name);
	to->given_names = trim(check->arena, from->given_names);
	to->postcode = trim(check->arena, from->postcode);
	to->relation = trim(check->arena, from->relation);
	to->sex = from->sex;
	if (from->has_birth_date)
		to->birth = from->birth_expected ? BIRTH_EXPECTED : BIRTH_KNOWN;
	to->birth_day = from->birth_day;
}

static void check_persons(struct check *check)
{
	const struct event *event = check->event;
	struct fact *fact = &check->out->fact;

	fact->n_children = event->n_children;
	fact->n_persons = event->n_children + event->n_adults;
	fact->persons = arena_new(check->arena, fact->n_persons, sizeof *fact->persons);
	for (size_t i = 0; i < event->n_children; i++)
		check_person(check, &event->children[i], false, &fact->persons[i]);
	for (size_t i = 0; i < event->n_adults; i++)
		check_person(check, &event->adults[i], true, &fact->persons[event->n_children + i]);
}

/* Of the type and the data as canonical JSON: what a sender sends again is the same by it. */
static void hash_data(const struct event *event, unsigned char ret[FACT_HASH_BYTES])
{
	crypto_generichash_state state;

	crypto_generichash_init(&state, NULL, 0, FACT_HASH_BYTES);
	crypto_generichash_update(&state, (const unsigned char *)event->type_name,
				  strlen(event->type_name) + 1);
	crypto_generichash_update(&state, (const unsigned char *)event->data_text,
				  strlen(event->data_text));
	crypto_generichash_final(&state, ret, FACT_HASH_BYTES);
}

static void hash_told(const struct event *event, unsigned char ret[FACT_HASH_BYTES])
{
	crypto_generichash(ret, FACT_HASH_BYTES, (const unsigned char *)event->told_text,
			   strlen(event->told_text), NULL, 0);
}

/* What is added must not be written into the event's own lists. */
static struct event_problems own_copy(const struct event_problems *problems)
{
	return (struct event_problems){ problems->list, problems->n, problems->n };
}

static void (*const contact_checks[])(struct check *) = {
	check_source, check_contact, check_agency, check_sent,  check_occurred, check_category,
	check_grade,  check_outcome, check_codes,  check_texts, check_persons,  NULL,
};
static void (*const withdrawn_checks[])(struct check *) = { check_source, check_contact, check_sent,
							    NULL };
static void (*const outcome_checks[])(struct check *) = {
	check_source, check_decided_contact, check_sent, check_decided, check_outcome, NULL,
};
static void (*const household_checks[])(struct check *) = { check_source, check_sent,
							    check_household, check_persons, NULL };
/* A tally of a day that has not come would call every feed short. */
static void check_tally(struct check *check)
{
	const struct event *event = check->event;

	if (event->has_day && check->sender != NULL)
		check_not_ahead(check, event->day * USEC_PER_DAY, "/data/day",
				"more than 24 hours ahead; send the tally when the day is over");
}

static void (*const tally_checks[])(struct check *) = { check_source, check_sent, check_tally,
							NULL };
static void (*const other_checks[])(struct check *) = { check_source, check_sent, NULL };

static void (*const *const checks[])(struct check *) = {
	[EVENT_UNKNOWN] = other_checks,
	[EVENT_CONTACT_RECORDED] = contact_checks,
	[EVENT_CONTACT_AMENDED] = contact_checks,
	[EVENT_CONTACT_WITHDRAWN] = withdrawn_checks,
	[EVENT_CONTACT_OUTCOME] = outcome_checks,
	[EVENT_HOUSEHOLD_LINKED] = household_checks,
	[EVENT_HOUSEHOLD_UNLINKED] = household_checks,
	[EVENT_CHILD_STATUS] = other_checks,
	[EVENT_FEED_TALLY] = tally_checks,
};

void accept_event(const struct event *event, const struct settings *settings,
		  const struct sender *sender, const struct ruleset *ruleset, int64_t now_us,
		  struct arena *arena, struct acceptance *ret)
{
	struct check check = { event, settings, sender, ruleset, now_us, arena, ret, false };

	*ret = (struct acceptance){ .errors = own_copy(&event->errors),
				    .warnings = own_copy(&event->warnings) };
	check_type(&check);
	for (size_t i = 0; checks[event->type][i] != NULL; i++)
		checks[event->type][i](&check);
	if (event->type_name != NULL && event->data_text != NULL)
		hash_data(event, ret->fact.hash);
	if (event->told_text != NULL)
		hash_told(event, ret->fact.told_hash);
	if (ret->errors.n > 0)
		ret->status = check.forbidden ? ACCEPT_FORBIDDEN : ACCEPT_REFUSED;
}
