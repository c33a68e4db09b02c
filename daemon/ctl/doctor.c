/* SPDX-License-Identifier: Apache-2.0 */
#include "doctor.h"

#include <errno.h>
#include <event2/event.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/timex.h>

#include "base/clock.h"
#include "casework/audit_key.h"
#include "config/crosscheck.h"
#include "config/findings.h"
#include "config/ruleset.h"
#include "config/settings.h"
#include "net/tls.h"

/* concernctl doctor: a table of looks at the installation, each of which says what is so and, where
 * something is wrong, what to do. */

static const struct ctl_usage usage = {
	.call = "doctor [OPTION…]",
	.help = "Looks at the whole installation: configuration, libraries, certificates, keys, "
		"clock,\n"
		"database, feeds, audit; and says what to do about what is wrong.\n"
		"Exit: 0 all is well, 3 warnings, 1 something is wrong.",
};

void doctor_tell(struct doctor *doctor, const char *part, enum doctor_verdict verdict,
		 const char *fmt, ...)
{
	char text[640];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof text, fmt, args);
	va_end(args);
	doctor->list = arena_grow(&doctor->arena, doctor->list, doctor->n, &doctor->room,
				  sizeof *doctor->list);
	doctor->list[doctor->n++] = (struct doctor_finding){ part, verdict,
							     arena_strdup(&doctor->arena, text) };
}

/* ---- Configuration ---- */

static void look_at_configuration(struct doctor *doctor)
{
	struct findings findings;

	findings_init(&findings);
	doctor->settings = settings_read_file(doctor->ctl->config_path, &findings);
	if (doctor->settings != NULL)
		doctor->ruleset = ruleset_read_file(doctor->ctl->rules_path != NULL
							    ? doctor->ctl->rules_path
							    : doctor->settings->rules,
						    &findings);
	if (doctor->ruleset != NULL) {
		crosscheck(doctor->settings, doctor->ruleset, &findings);
		crosscheck_holidays(doctor->ruleset, clock_now_us(), &findings);
	}
	if (findings.n == 0)
		doctor_tell(doctor, "configuration", DOCTOR_WELL, "holds, bank holidays too");
	else
		doctor_tell(
			doctor, "configuration",
			findings.n_errors > 0 ? DOCTOR_ILL : DOCTOR_WARNING,
			"%zu errors and %zu warnings: `concernctl check` tells each; the first is "
			"%s",
			findings.n_errors, findings.n - findings.n_errors,
			findings_line(&findings, 0));
	findings_done(&findings);
}

static void look_at_file(struct doctor *doctor, const char *path)
{
	struct stat status;

	if (stat(path, &status) != 0)
		return;
	if ((status.st_mode & 07) != 0)
		doctor_tell(
			doctor, "file modes", DOCTOR_WARNING,
			"everybody on this machine may read %s, which says who may send and how: "
			"chmod o= it",
			path);
	else
		doctor_tell(doctor, "file modes", DOCTOR_WELL, "%s is not open to everybody", path);
}

static void look_at_modes(struct doctor *doctor)
{
	look_at_file(doctor, doctor->ctl->config_path);
}

/* ---- Libraries ---- */

/* The version that dpkg has of a package; "" where there is none, or no dpkg. */
static void read_package(const char *package, char *out, size_t size)
{
	FILE *file = fopen("/var/lib/dpkg/status", "re");
	char line[1024], wanted[128];
	bool here = false;

	out[0] = '\0';
	snprintf(wanted, sizeof wanted, "Package: %s\n", package);
	while (file != NULL && out[0] == '\0' && fgets(line, sizeof line, file) != NULL) {
		if (strncmp(line, "Package: ", 9) == 0)
			here = strcmp(line, wanted) == 0;
		else if (here && strncmp(line, "Version: ", 9) == 0)
			snprintf(out, size, "%.*s", (int)strcspn(line + 9, "\n"), line + 9);
	}
	if (file != NULL)
		fclose(file);
}

/* Eight holes of evhttp were closed in Debian's 2.1.12-stable-8+deb12u1 and in what came after 2.1.12. */
static void look_at_libevent(struct doctor *doctor)
{
	enum { LAST_WITH_HOLES = 0x02010c00 };
	static const char mended[] = "2.1.12-stable-8+deb12u";
	char version[128];

	read_package("libevent-2.1-7", version, sizeof version);
	if (event_get_version_number() > LAST_WITH_HOLES)
		doctor_tell(doctor, "libevent", DOCTOR_WELL, "%s", event_get_version());
	else if (strncmp(version, mended, sizeof mended - 1) == 0)
		doctor_tell(doctor, "libevent", DOCTOR_WELL, "%s", version);
	else
		doctor_tell(
			doctor, "libevent", DOCTOR_WARNING,
			"%s%s%s may lack the security fixes of 2.1.12-stable-8+deb12u1: apt-get "
			"install --only-upgrade libevent-2.1-7 (or see what your distribution "
			"mended), and restart",
			event_get_version(), version[0] != '\0' ? ", package " : "", version);
}

/* ---- Certificates, keys, the clock ---- */

static void look_at_certificate(struct doctor *doctor, const char *name,
				const struct listen_settings *listen)
{
	const struct tls_options options = { .certificate_file = listen->tls_certificate,
					     .key_file = listen->tls_key };
	struct err err;

	if (listen->tls_certificate[0] == '\0')
		return;
	struct tls *tls = tls_new(&options, &err);

	if (tls == NULL) {
		doctor_tell(doctor, "certificates", DOCTOR_ILL, "%s: %s", name, err.text);
		return;
	}
	int64_t days = (tls_expires_at_us(tls) - clock_now_us()) / USEC_PER_DAY;

	tls_free(tls);
	if (days < 0)
		doctor_tell(doctor, "certificates", DOCTOR_ILL,
			    "%s: %s has ended: renew it, then systemctl reload concernd", name,
			    listen->tls_certificate);
	else
		doctor_tell(doctor, "certificates", days < 30 ? DOCTOR_WARNING : DOCTOR_WELL,
			    "%s: %s ends in %" PRId64 " days%s", name, listen->tls_certificate,
			    days, days < 30 ? ": renew it, then systemctl reload concernd" : "");
}

static void look_at_certificates(struct doctor *doctor)
{
	look_at_certificate(doctor, "events", &doctor->settings->events);
	look_at_certificate(doctor, "people", &doctor->settings->people);
}

static void look_at_audit_key(struct doctor *doctor)
{
	const char *path = audit_key_path(doctor->settings->audit.key_file);
	struct audit_key key;
	struct err err;

	if (path == NULL) {
		doctor_tell(
			doctor, "audit key", DOCTOR_WARNING,
			"none is named here: unless systemd passes the credential audit-key on, "
			"nothing is sealed; make one with `concernctl audit key FILE` and name it "
			"in "
			"audit.key_file");
	} else if (!audit_key_read(path, &key, &err)) {
		doctor_tell(doctor, "audit key", DOCTOR_ILL, "%s", err.text);
	} else {
		audit_key_wipe(&key);
		doctor_tell(doctor, "audit key", DOCTOR_WELL, "%s is for its owner alone", path);
	}
	if (doctor->settings->audit.head_file[0] == '\0')
		doctor_tell(
			doctor, "audit key", DOCTOR_WARNING,
			"audit.head_file names no file: blocks cut off the end of the chain would "
			"show in syslog alone");
}

static void look_at_clock(struct doctor *doctor)
{
	struct timex now = { .modes = 0 };

	if (adjtimex(&now) == TIME_ERROR)
		doctor_tell(doctor, "clock", DOCTOR_WARNING,
			    "the kernel says that the clock is not synchronised: run chrony or "
			    "systemd-timesyncd (timedatectl set-ntp true)");
	else
		doctor_tell(doctor, "clock", DOCTOR_WELL, "is synchronised");
}

/* ---- Who is who ---- */

/* The least that there is, which no council has. */
static void look_at_identity(struct doctor *doctor)
{
	struct weights standard;
	double children = doctor->settings->identity.children_in_area;

	weights_standard(&standard);
	if (children > standard.children_in_area)
		doctor_tell(doctor, "identity", DOCTOR_WELL, "weighed among %.0f children",
			    children);
	else
		doctor_tell(
			doctor, "identity", DOCTOR_WARNING,
			"identity.children_in_area is %.0f: write how many children live in the "
			"area; until then many records that merely share a birth date are doubts, "
			"and their alerts say \"identity unconfirmed\"",
			children);
}

/* ---- All of it ---- */

static const struct {
	void (*look)(struct doctor *doctor);
	bool needs_settings;
} looks[] = {
	{ look_at_configuration, false }, { look_at_modes, false },
	{ look_at_libevent, false },      { look_at_clock, false },
	{ look_at_certificates, true },   { look_at_audit_key, true },
	{ look_at_identity, true },       { doctor_database, true },
};

static const char *verdict_name(enum doctor_verdict verdict)
{
	static const char *const names[] = { "ok", "warning", "wrong" };

	return names[verdict];
}

static void print(const struct doctor *doctor)
{
	static const enum ctl_colour colours[] = { CTL_GREEN, CTL_AMBER, CTL_RED };

	for (size_t i = 0; i < doctor->n; i++) {
		const struct doctor_finding *one = &doctor->list[i];

		if (doctor->ctl->json)
			ctl_print_json(json_pack("{s:s, s:s, s:s}", "part", one->part, "verdict",
						 verdict_name(one->verdict), "text", one->text));
		else
			printf("%s%-7s%s  %-13s  %s\n", ctl_colour(stdout, colours[one->verdict]),
			       verdict_name(one->verdict), ctl_colour(stdout, CTL_PLAIN), one->part,
			       one->text);
	}
}

static int worst(const struct doctor *doctor)
{
	int code = CTL_OK;

	for (size_t i = 0; i < doctor->n; i++)
		if (doctor->list[i].verdict == DOCTOR_ILL)
			return CTL_FAILED;
		else if (doctor->list[i].verdict == DOCTOR_WARNING)
			code = CTL_WARNINGS;
	return code;
}

int ctl_doctor(struct ctl *ctl, int argc, char **argv)
{
	struct doctor doctor = { .ctl = ctl };
	int code;

	if (!ctl_options(ctl, &usage, NULL, 0, &argc, &argv, &code))
		return code;
	arena_init(&doctor.arena);
	for (size_t i = 0; i < sizeof looks / sizeof *looks; i++)
		if (!looks[i].needs_settings || doctor.settings != NULL)
			looks[i].look(&doctor);
	print(&doctor);
	code = worst(&doctor);
	ruleset_free(doctor.ruleset);
	settings_free(doctor.settings);
	arena_done(&doctor.arena);
	return code;
}
