/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CASEWORK_TELL_H
#define CONCERND_CASEWORK_TELL_H

#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"
#include "config/ruleset.h"
#include "config/settings.h"

/* Who is told of an alert: by the routes of a rule set, and by who holds it. */

/* One to be told. */
struct told {
	enum channel channel;
	const char *recipient; /* of concernd.conf; "": all who listen on the channel */
};

struct told_list {
	struct told *list; /* each once */
	size_t n, room;
};

/* What it is about. */
struct tell_about {
	enum rule_mode mode; /* a shadow alert is told to nobody */
	enum level level;
	const char *rule;
	const char *const *agencies; /* of its evidence */
	size_t n_agencies;
	const char *const *teams; /* of the children on whom it shows, as far as they are known */
	size_t n_teams;
	const char *holder; /* who acknowledged it; NULL: nobody holds it */
	bool is_growth;     /* mail about what somebody holds is for the holder alone */
	int64_t at_us;
};

/* Where notices may go: channels of this machine that are on (bit i: enum channel i), and the
 * recipients of settings (NULL: none). */
struct tell_ways {
	unsigned channels;
	const struct settings *settings;
};

/* Adds those whom the routes tell; without any route, every channel that is on. */
void tell_routes(struct ruleset *ruleset, const struct tell_ways *ways,
		 const struct tell_about *about, struct arena *arena, struct told_list *ret);

/* Adds one by its name: a recipient, or a channel of this machine that is on. One that is unknown here
 * is kept for a daemon that knows it. */
void tell_name(const struct tell_ways *ways, const char *name, struct arena *arena,
	       struct told_list *ret);

/* Adds the recipients who read for a person; true if there are any. */
bool tell_person(const struct tell_ways *ways, const char *person, struct arena *arena,
		 struct told_list *ret);

#endif
