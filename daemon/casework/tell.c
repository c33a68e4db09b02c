/* SPDX-License-Identifier: Apache-2.0 */
#include "casework/tell.h"

#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "view.h"

/* ---- Does a route take it? --------------------------------------------------------------------- */

static bool has_text(const char *const *list, size_t n, const char *text)
{
	for (size_t i = 0; i < n; i++)
		if (text != NULL && strcmp(list[i], text) == 0)
			return true;
	return n == 0;
}

static bool is_of_team(const struct alert_route *route, const struct tell_about *about)
{
	for (size_t i = 0; i < about->n_teams; i++)
		if (has_text(route->teams, route->n_teams, about->teams[i]))
			return true;
	return route->n_teams == 0;
}

static bool is_in_office_hours(const struct ruleset *ruleset, int64_t at_us)
{
	const struct working *working = &ruleset->book.working;
	int32_t day = zone_local_day(ruleset->zone, at_us);
	int64_t time_us = zone_local_us(ruleset->zone, at_us) - day * USEC_PER_DAY;

	return working_day(working, day) && time_us >= working->open_us &&
	       time_us < working->close_us;
}

static bool is_at_hours(const struct alert_route *route, const struct ruleset *ruleset,
			int64_t at_us)
{
	return route->hours == HOURS_ANY ||
	       (route->hours == HOURS_OFFICE) == is_in_office_hours(ruleset, at_us);
}

static bool takes(const struct alert_route *route, const struct ruleset *ruleset,
		  const struct tell_about *about, const struct wordset *agencies)
{
	return (route->levels == 0 || (route->levels >> about->level & 1) != 0) &&
	       has_text(route->rules, route->n_rules, about->rule) && is_of_team(route, about) &&
	       is_at_hours(route, ruleset, about->at_us) &&
	       (wordset_is_empty(&route->agencies) || wordset_meet(&route->agencies, agencies));
}

/* ---- Those to be told -------------------------------------------------------------------------- */

static void add(struct told_list *ret, struct arena *arena, enum channel channel,
		const char *recipient)
{
	for (size_t i = 0; i < ret->n; i++)
		if (ret->list[i].channel == channel &&
		    strcmp(ret->list[i].recipient, recipient) == 0)
			return;
	ret->list = arena_grow(arena, ret->list, ret->n, &ret->room, sizeof *ret->list);
	ret->list[ret->n++] = (struct told){ channel, recipient };
}

static void add_channels(struct told_list *ret, struct arena *arena, unsigned channels)
{
	for (int channel = 0; channel < CHANNELS_HERE; channel++)
		if (channels >> channel & 1)
			add(ret, arena, (enum channel)channel, "");
}

/* Of one that nobody knows here mail is supposed: it stays in the outbox, and is seen there. */
static enum channel channel_of(const struct tell_ways *ways, const char *name)
{
	const struct recipient *recipient = ways->settings != NULL
						    ? settings_recipient(ways->settings, name)
						    : NULL;

	return recipient != NULL && recipient->channel == RECIPIENT_WEBHOOK ? CHANNEL_WEBHOOK
									    : CHANNEL_EMAIL;
}

void tell_name(const struct tell_ways *ways, const char *name, struct arena *arena,
	       struct told_list *ret)
{
	enum channel channel;

	if (channel_parse(name, &channel) && (int)channel < CHANNELS_HERE)
		add_channels(ret, arena, ways->channels & 1U << channel);
	else
		add(ret, arena, channel_of(ways, name), name);
}

bool tell_person(const struct tell_ways *ways, const char *person, struct arena *arena,
		 struct told_list *ret)
{
	size_t n = ways->settings != NULL && person != NULL ? ways->settings->n_recipients : 0;
	bool any = false;

	for (size_t i = 0; i < n; i++) {
		const struct recipient *recipient = &ways->settings->recipients[i];

		for (size_t j = 0; j < recipient->n_people; j++)
			if (strcasecmp(recipient->people[j], person) == 0) {
				tell_name(ways, recipient->name, arena, ret);
				any = true;
			}
	}
	return any;
}

static void take_route(const struct alert_route *route, const struct tell_ways *ways, bool but_mail,
		       struct arena *arena, struct told_list *ret)
{
	add_channels(ret, arena, route->channels & ways->channels);
	for (size_t i = 0; i < route->n_recipients; i++)
		if (!but_mail || channel_of(ways, route->recipients[i]) != CHANNEL_EMAIL)
			tell_name(ways, route->recipients[i], arena, ret);
}

void tell_routes(struct ruleset *ruleset, const struct tell_ways *ways,
		 const struct tell_about *about, struct arena *arena, struct told_list *ret)
{
	struct wordset agencies = view_words(ruleset, WORDS_AGENCY, about->agencies,
					     about->n_agencies);

	if (about->mode == MODE_SHADOW)
		return;
	bool is_held = about->is_growth && tell_person(ways, about->holder, arena, ret);

	if (ruleset->n_routes == 0)
		add_channels(ret, arena, ways->channels);
	for (size_t i = 0; i < ruleset->n_routes; i++)
		if (takes(&ruleset->routes[i], ruleset, about, &agencies))
			take_route(&ruleset->routes[i], ways, is_held, arena, ret);
}
