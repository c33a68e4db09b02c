/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"

static const char *const agencies[] = { NULL, "police", "health", "social", "school", NULL };
static const char *const categories[] = { NULL, "abuse", "neglect", "missing", "wait", NULL };
static const char *const outcomes[] = { NULL, "nfa", "help", NULL };
static const char *const grades[] = { "none", "blue", "green", "amber", "red", NULL };
static const char *const abouts[] = { "child", "sibling", "parent-carer", "other-adult", NULL };
static const char *const levels[] = { "none", "blue", "green", "amber", "red", NULL };
static const char *const codes[] = { NULL, "1", "2", "3", "4", "5", "6", "7", "8", "9", NULL };

/* Stops the test: a text of the test itself is wrong. */
static void insist(bool condition, const char *text)
{
	if (!condition) {
		fprintf(stderr, "world: cannot read \"%s\"\n", text);
		abort();
	}
}

static int find(const char *const *words, const char *text)
{
	for (int i = 0; i == 0 || words[i] != NULL; i++)
		if (words[i] != NULL && strcmp(words[i], text) == 0)
			return i;
	insist(false, text);
	return 0;
}

struct world *world_new(void)
{
	struct world *world = mem_new(1, sizeof *world);
	struct rule *rule = &world->rule;

	world->zone = zone_new("Europe/London", NULL);
	world->book.zone = world->zone;
	world->book.gathering.same_reference_us = 14 * USEC_PER_DAY;
	for (int i = 0; i <= WORD_MAX; i++) {
		world->book.gathering.same_incident_us[i] = USEC_PER_DAY;
		rule->score.weights[i] = 1.0;
	}
	for (int i = 0; i < GRADES; i++)
		rule->score.grade_factor[i] = 1.0;
	wordset_add(&world->book.uncounted, (word)find(categories, "wait"));
	rule->name = "rule";
	rule->within = (struct span){ SPAN_MONTHS, 12 };
	rule->tiers[0] = (struct tier){ LEVEL_AMBER, { .incidents = 3 } };
	rule->n_tiers = 1;
	rule->rearm = 1;
	rule->history_before_us = INT64_MIN;
	world_ask(&rule->where, "about=child");
	world->now_us = INT64_MAX;
	world->gathered = mem_new(1, incidents_bytes(WORLD_MAX));
	world->scratch = mem_new(1, assess_bytes(WORLD_MAX));
	return world;
}

void world_free(struct world *world)
{
	zone_free(world->zone);
	mem_free(world->gathered);
	mem_free(world->scratch);
	mem_free(world);
}

static int64_t read_time(const char *text)
{
	char whole[40];
	int64_t at_us;

	snprintf(whole, sizeof whole, "%.16s:00%s", text, strlen(text) > 16 ? text + 16 : "");
	insist(time_parse(text, &at_us) || time_parse(whole, &at_us), text);
	return at_us;
}

static int32_t read_day(const char *text)
{
	int32_t day;

	insist(date_parse(text, &day), text);
	return day;
}

static void tell_time(struct world *world, struct contact *contact, const char *text)
{
	contact->whole_day = strlen(text) == 10;
	contact->occurred_us = contact->whole_day ? zone_instant_us(world->zone,
								    read_day(text) * USEC_PER_DAY +
									    12 * USEC_PER_HOUR)
						  : read_time(text);
	contact->recorded_us = contact->occurred_us;
	contact->occurred_day = zone_local_day(world->zone, contact->occurred_us);
}

static const char *keep(char room[24], const char *text)
{
	insist(strlen(text) < 24, text);
	return memcpy(room, text, strlen(text) + 1);
}

static void tell_birth(struct bearing *bearing, enum birth birth, const char *date)
{
	bearing->birth = birth;
	bearing->birth_day = read_day(date);
}

static void tell_detail(struct world *world, struct contact *contact, const char *text)
{
	size_t i = (size_t)(contact - world->contacts);
	struct bearing *bearing = &world->bearings[i];
	char key[16] = "";
	const char *value = strchr(text, '=');

	snprintf(key, sizeof key, "%.*s", (int)strcspn(text, "="), text);
	value = value == NULL ? "" : value + 1;
	if (strcmp(key, "ref") == 0)
		contact->incident_ref = contact_ref(value, world->texts[i][0], 24);
	else if (strcmp(key, "grade") == 0)
		contact->grade = (enum grade)find(grades, value);
	else if (strcmp(key, "outcome") == 0)
		contact->outcome = (word)find(outcomes, value);
	else if (strcmp(key, "about") == 0)
		bearing->about = (enum about)find(abouts, value);
	else if (strcmp(key, "other") == 0)
		wordset_add(&contact->categories, (word)find(categories, value));
	else if (strcmp(key, "born") == 0)
		tell_birth(bearing, BIRTH_KNOWN, value);
	else if (strcmp(key, "due") == 0)
		tell_birth(bearing, BIRTH_EXPECTED, value);
	else if (strcmp(key, "factor") == 0)
		wordset_add(&contact->factors, (word)find(codes, value));
	else if (strcmp(key, "from") == 0)
		contact->contact_source = (word)find(codes, value);
	else if (strcmp(key, "source") == 0)
		contact->source = keep(world->texts[i][1], value);
	else if (strcmp(key, "recorded") == 0)
		contact->recorded_us = read_time(value);
	else if (strcmp(key, "history") == 0)
		contact->history = true;
	else
		insist(false, text);
}

void world_tell(struct world *world, const char *text)
{
	static const char *const ids[] = { "0", "1", "2", "3", "4", "5", "6", "7", "8", "9" };
	struct contact *contact = &world->contacts[world->n];
	char copy[200], *rest = copy, *part;

	insist(world->n < WORLD_MAX && strlen(text) < sizeof copy, text);
	memcpy(copy, text, strlen(text) + 1);
	contact->id = (int64_t)++world->n;
	contact->version = 1;
	contact->source = "/test";
	contact->event_id = ids[world->n % 10];
	tell_time(world, contact, strsep(&rest, " "));
	contact->agency = (word)find(agencies, strsep(&rest, " "));
	contact->category = (word)find(categories, strsep(&rest, " "));
	wordset_add(&contact->categories, contact->category);
	contact->bearings = &world->bearings[world->n - 1];
	contact->n_bearings = 1;
	while ((part = strsep(&rest, " ")) != NULL)
		tell_detail(world, contact, part);
}

struct field {
	const char *name;
	enum criterion_field field;
	const char *const *words; /* NULL: a number */
};

static const struct field fields[] = {
	{ "agency", FIELD_AGENCY, agencies },   { "category", FIELD_CATEGORY, categories },
	{ "grade", FIELD_GRADE, grades },       { "about", FIELD_ABOUT, abouts },
	{ "outcome", FIELD_OUTCOME, outcomes }, { "contact_source", FIELD_CONTACT_SOURCE, codes },
	{ "factor", FIELD_FACTOR, codes },      { "grade_at_least", FIELD_GRADE_AT_LEAST, NULL },
	{ "age_under", FIELD_AGE_UNDER, NULL }, { "age_from", FIELD_AGE_FROM, NULL },
};

static const struct field *find_field(const char *name)
{
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		if (strcmp(fields[i].name, name) == 0)
			return &fields[i];
	insist(false, name);
	return NULL;
}

void world_ask(struct where *where, const char *text)
{
	struct criterion *criterion = &where->criteria[where->n++];
	char copy[100], *rest = copy, *name, *value;
	const struct field *field;

	insist(strlen(text) < sizeof copy, text);
	memcpy(copy, text, strlen(text) + 1);
	name = strsep(&rest, "=");
	*criterion = (struct criterion){ .forbids = strncmp(name, "not_", 4) == 0 };
	field = find_field(criterion->forbids ? name + 4 : name);
	criterion->field = field->field;
	while ((value = strsep(&rest, ",")) != NULL) {
		if (field->words != NULL)
			wordset_add(&criterion->words, (word)find(field->words, value));
		else if (field->field == FIELD_GRADE_AT_LEAST)
			criterion->number = find(grades, value);
		else
			criterion->number = (int)strtol(value, NULL, 10);
	}
}

static int compare_contacts(const void *a, const void *b)
{
	return contact_compare(a, b);
}

struct subject world_subject(struct world *world)
{
	qsort(world->contacts, world->n, sizeof *world->contacts, compare_contacts);
	incidents_gather(&world->book.gathering, world->contacts, world->n, world->gathered,
			 &world->incidents);
	return (struct subject){
		.contacts = world->contacts,
		.n_contacts = world->n,
		.incidents = &world->incidents,
		.decided = world->decided.level != LEVEL_NONE ? &world->decided : NULL,
		.decisions = world->decisions,
		.n_decisions = world->n_decisions,
		.now_us = world->now_us,
		.lifts_history = world->lifts_history,
	};
}

static int compare_judged(const void *a, const void *b)
{
	const struct judged *left = a, *right = b;

	return (left->contact > right->contact) - (left->contact < right->contact);
}

void world_decide(struct world *world, const char *numbers, enum level level)
{
	struct decided *decided = &world->decided;
	char *end;

	*decided = (struct decided){ .judged = world->judged, .n_judged = decided->n_judged };
	decided->level = level;
	for (long number = strtol(numbers, &end, 10); number > 0; number = strtol(end, &end, 10)) {
		for (size_t i = 0; i < world->n; i++) {
			if (world->contacts[i].id != number)
				continue;
			world->judged[decided->n_judged++] =
				(struct judged){ number, world->contacts[i].version };
			wordset_add(&decided->agencies, world->contacts[i].agency);
			wordset_unite(&decided->categories, &world->contacts[i].categories);
		}
	}
	qsort(world->judged, decided->n_judged, sizeof *world->judged, compare_judged);
}

void world_decide_other(struct world *world, const char *text, enum level level)
{
	char copy[100], *rest = copy;

	insist(world->n_decisions < WORLD_MAX && strlen(text) < sizeof copy, text);
	memcpy(copy, text, strlen(text) + 1);
	world->decisions[world->n_decisions++] =
		(struct decision){ .decided_us = read_time(strsep(&rest, " ")),
				   .outcome = (word)find(outcomes, rest),
				   .level = level };
}

void world_wait_until(struct world *world, const char *time)
{
	world->now_us = read_time(time);
}

const char *world_next_due(struct world *world)
{
	struct subject subject = world_subject(world);
	int64_t due_us = assess_next_due(&world->book, &world->rule, &subject, world->scratch);

	return due_us == INT64_MAX ? "never" : time_format(due_us, world->told);
}

/* Adds the numbers of an incident's contacts, "1+2". */
static size_t add_incident(struct world *world, size_t n, size_t incident)
{
	size_t c = world->incidents.list[incident].first;
	const char *before = n > 0 && world->told[n - 1] != ' ' ? " " : "";

	for (; c != SIZE_MAX; c = world->incidents.next[c], before = "+")
		n += (size_t)snprintf(world->told + n, sizeof world->told - n, "%s%d", before,
				      (int)world->contacts[c].id);
	return n;
}

const char *world_incidents(struct world *world)
{
	size_t n = 0;

	world_subject(world);
	world->told[0] = '\0';
	for (size_t i = 0; i < world->incidents.n; i++)
		n = add_incident(world, n, i);
	return world->told;
}

const char *world_verdict(struct world *world)
{
	struct subject subject = world_subject(world);
	struct verdict *verdict = &world->verdict;
	char since[32];
	size_t n, told = SIZE_MAX;

	assess(&world->book, &world->rule, &subject, world->scratch, verdict);
	if (!verdict->counts)
		return verdict->on_history ? "nothing but history" : "nothing";
	n = (size_t)snprintf(world->told, sizeof world->told,
			     "%s since %s: ", levels[verdict->level],
			     time_format(verdict->became_true_us, since));
	for (size_t i = 0; i < verdict->n_evidence; i++) {
		size_t incident = world->incidents.of[verdict->evidence[i]];

		/* Evidence is whole incidents: telling each with its first contact tells all. */
		if (world->incidents.list[incident].first == verdict->evidence[i])
			n = add_incident(world, n, told = incident);
	}
	assert(told != SIZE_MAX);
	return world->told;
}
