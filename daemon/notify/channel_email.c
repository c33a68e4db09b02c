/* SPDX-License-Identifier: Apache-2.0 */
/* Mail, with a Message-ID that is the same however often it is sent (RFC 5322), so that a mail program
 * shows a repeat once. */
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "channel.h"

enum { HEADERS = 8 };

/* A header in ASCII; else as one word of RFC 2047. No line may end within. */
static const char *header_text(struct arena *arena, const char *text)
{
	size_t n = strlen(text),
	       size = sodium_base64_ENCODED_LEN(n, sodium_base64_VARIANT_ORIGINAL);
	bool plain = true;

	for (const char *c = text; *c != '\0'; c++)
		plain = plain && *c >= ' ' && *c < 0x7f;
	if (plain)
		return text;
	char *encoded = arena_new(arena, size, 1);

	sodium_bin2base64(encoded, size, (const unsigned char *)text, n,
			  sodium_base64_VARIANT_ORIGINAL);
	return arena_printf(arena, "=?UTF-8?B?%s?=", encoded);
}

/* RFC 5322, in English whatever the locale. */
static const char *date_text(struct arena *arena, int64_t at_us)
{
	static const char *const days[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
					      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	time_t at = (time_t)(at_us / USEC_PER_SEC);
	struct tm utc;

	gmtime_r(&at, &utc);
	return arena_printf(arena, "%s, %d %s %d %02d:%02d:%02d +0000", days[utc.tm_wday],
			    utc.tm_mday, months[utc.tm_mon], utc.tm_year + 1900, utc.tm_hour,
			    utc.tm_min, utc.tm_sec);
}

static enum mail_security security_of(enum smtp_tls tls)
{
	return tls == SMTP_STARTTLS ? MAIL_STARTTLS : tls == SMTP_TLS ? MAIL_TLS : MAIL_PLAIN;
}

static void write_headers(struct arena *arena, const struct notice *notice, const char *from,
			  const char *to, const char *subject, const char *ret[HEADERS])
{
	size_t n = 0;

	ret[n++] = arena_printf(arena, "From: concernd <%s>", from);
	ret[n++] = arena_printf(arena, "To: <%s>", to);
	ret[n++] = arena_printf(arena, "Subject: %s", header_text(arena, subject));
	ret[n++] = arena_printf(arena, "Date: %s", date_text(arena, notice->created_us));
	ret[n++] = arena_printf(arena, "Message-ID: <%s%s>", notice_message_id(arena, notice),
				strchr(from, '@'));
	ret[n++] = "Auto-Submitted: auto-generated";
	ret[n] = NULL;
}

bool channel_email_start(struct ways *ways, const struct notice *notice, outgoing_done *done,
			 void *context, const char **ret_why)
{
	const struct recipient *recipient = ways_recipient(ways, notice->recipient,
							   RECIPIENT_EMAIL);
	const struct settings *settings = ways->settings;
	const char *headers[HEADERS];
	struct letter letter;
	struct arena arena;

	*ret_why = "no-recipient";
	if (recipient == NULL || *settings->mail.server == '\0')
		return false;
	arena_init(&arena);
	letter_write(&arena, notice,
		     &(struct stationery){ settings->public_url, settings->notify.feedback_ask,
					   settings->page.council, ways->zone },
		     &letter);
	write_headers(&arena, notice, settings->mail.from, recipient->address, letter.subject,
		      headers);
	outgoing_mail(ways->outgoing,
		      &(struct mail){ .server = settings->mail.server,
				      .security = security_of(settings->mail.tls),
				      .user = settings->mail.user,
				      .password = ways->password,
				      .ca_file = settings->mail.ca_file,
				      .from = settings->mail.from,
				      .to = recipient->address,
				      .headers = headers,
				      .text = letter_text(&arena, &letter),
				      .html = letter_html(&arena, &letter) },
		      done, context);
	arena_done(&arena);
	return true;
}
