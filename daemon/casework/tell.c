/* SPDX-License-Identifier: Apache-2.0 */
#include "tell.h"

#include <string.h>

#include "view.h"

static bool has_rule(const struct alert_route *route, const char *rule)
{
	for (size_t i = 0; i < route->n_rules; i++)
		if (strcmp(route->rules[i], rule) == 0)
			return true;
	return route->n_rules == 0;
}

static bool is_on_route(const struct alert_route *route, const struct case_alert *alert,
			const struct wordset *agencies)
{
	return (route->levels == 0 || (route->levels >> alert->level & 1) != 0) &&
	       has_rule(route, alert->rule) &&
	       (wordset_is_empty(&route->agencies) || wordset_meet(&route->agencies, agencies));
}

unsigned tell_channels(struct ruleset *ruleset, const struct case_alert *alert, unsigned on)
{
	struct wordset agencies = view_words(ruleset, WORDS_AGENCY, alert->agencies,
					     alert->n_agencies);
	unsigned channels = ruleset->n_routes == 0 ? on : 0;

	if (alert->mode == MODE_SHADOW)
		return 0;
	for (size_t i = 0; i < ruleset->n_routes; i++)
		if (is_on_route(&ruleset->routes[i], alert, &agencies))
			channels |= ruleset->routes[i].channels;
	return channels & on;
}
