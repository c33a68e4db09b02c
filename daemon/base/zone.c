/* SPDX-License-Identifier: Apache-2.0 */
#include <glib.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "base/mem.h"

/*
 * A zone is a table of stretches of one offset, sorted by their beginning. GLib reads the IANA
 * database, once; every later question is a binary search in the table, so that the pure layers may
 * ask, and a change of /usr/share/zoneinfo never changes an answer halfway.
 */

struct stretch {
	int64_t from_us;   /* its first instant; the first stretch has no beginning */
	int64_t offset_us; /* local time is this far ahead of UTC */
};

struct zone {
	char *name;
	struct stretch *stretches;
	size_t n, room;
};

static int64_t offset_at(GTimeZone *tz, int64_t second)
{
	int interval = g_time_zone_find_interval(tz, G_TIME_TYPE_UNIVERSAL, second);

	return g_time_zone_get_offset(tz, interval) * (int64_t)USEC_PER_SEC;
}

/* The first second of (before, after] with the offset of `after`, where the two differ. */
static int64_t find_change(GTimeZone *tz, int64_t before, int64_t after)
{
	int64_t offset_before = offset_at(tz, before);

	while (after - before > 1) {
		int64_t middle = before + (after - before) / 2;

		if (offset_at(tz, middle) == offset_before)
			before = middle;
		else
			after = middle;
	}
	return after;
}

static void add_stretch(struct zone *zone, int64_t from_us, int64_t offset_us)
{
	if (zone->n == zone->room) {
		zone->room = zone->room > 0 ? zone->room * 2 : 64;
		zone->stretches = mem_resize(zone->stretches, zone->room, sizeof *zone->stretches);
	}
	zone->stretches[zone->n++] = (struct stretch){ from_us, offset_us };
}

/* Day by day: no zone ever changed twice within a day. */
static void read_stretches(struct zone *zone, GTimeZone *tz)
{
	const int64_t day = INT64_C(24) * 60 * 60;
	int64_t at = date_to_day((struct date){ 1900, 1, 1 }) * day;
	int64_t end = date_to_day((struct date){ 2200, 1, 1 }) * day;
	int64_t offset = offset_at(tz, at);

	add_stretch(zone, INT64_MIN, offset);
	for (; at < end; at += day) {
		int64_t next = offset_at(tz, at + day);

		if (next == offset)
			continue;
		add_stretch(zone, find_change(tz, at, at + day) * USEC_PER_SEC, next);
		offset = next;
	}
}

struct zone *zone_new(const char *name, struct err *err)
{
	GTimeZone *tz = g_time_zone_new_identifier(name);
	struct zone *zone;

	if (tz == NULL) {
		err_set(err, ERR_INPUT,
			"no such time zone: write a name of the IANA database such "
			"as \"Europe/London\" (Debian's package tzdata holds them)");
		return NULL;
	}
	zone = mem_new(1, sizeof *zone);
	zone->name = mem_strdup(name);
	read_stretches(zone, tz);
	g_time_zone_unref(tz);
	return zone;
}

void zone_free(struct zone *zone)
{
	if (zone == NULL)
		return;
	mem_free(zone->stretches);
	mem_free(zone->name);
	mem_free(zone);
}

const char *zone_name(const struct zone *zone)
{
	return zone->name;
}

/* The stretch in which an instant lies. */
static size_t find_stretch(const struct zone *zone, int64_t at_us)
{
	size_t low = 0, high = zone->n;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (zone->stretches[middle].from_us <= at_us)
			low = middle;
		else
			high = middle;
	}
	return low;
}

int64_t zone_local_us(const struct zone *zone, int64_t at_us)
{
	return at_us + zone->stretches[find_stretch(zone, at_us)].offset_us;
}

/* Local time is less than two days from UTC, so the search begins two days early. In each stretch
 * that has not ended by then, the wall either shows local_us (the first time wins), or has jumped
 * over it already: then the offset from before the jump moves it on by the gap. */
int64_t zone_instant_us(const struct zone *zone, int64_t local_us)
{
	size_t i = find_stretch(zone, local_us - 2 * USEC_PER_DAY);

	while (i + 1 < zone->n &&
	       local_us - zone->stretches[i].offset_us >= zone->stretches[i + 1].from_us) {
		if (local_us - zone->stretches[i + 1].offset_us < zone->stretches[i + 1].from_us)
			break;
		i++;
	}
	return local_us - zone->stretches[i].offset_us;
}

int32_t zone_local_day(const struct zone *zone, int64_t at_us)
{
	int64_t local_us = zone_local_us(zone, at_us);
	int64_t day = local_us / USEC_PER_DAY;

	return (int32_t)(local_us % USEC_PER_DAY < 0 ? day - 1 : day);
}
