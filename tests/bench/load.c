/* SPDX-License-Identifier: Apache-2.0 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "base/mem.h"
#include "county.h"

/*
 * The load of `make bench`: contacts over kept connections, as fast as they are answered or at a
 * rate, in one thread that costs as little as can be, for it shares its processors with what it
 * measures. Prints one line of JSON: how many were recorded, how fast, and how long answers took.
 *
 * Children are numbers, and those of county.h. The first `--children` are known; of each event the child is one of them by
 * its record id (85 %), one of them by NHS number under a record id never seen (10 %), or new (5 %).
 * The first 900,000 have an NHS number: more there are not of the range 999.
 * With --county nobody is new, and of each hundred --names are known ones by their names alone: under
 * a record id never seen, a letter of the surname wrong for every other one.
 * With --fill, event n is about known child n modulo their number, whom it makes known.
 */

enum {
	NHS_NUMBERS = 900000,   /* that there are of the range 999 for us */
	BODY_MAX = 640,         /* bytes of one event */
	REPLY_MAX = 512 * 1024, /* of one answer */
	LATENCIES_MAX = 4000000,
	YEARS = 5, /* contacts occurred in so many years before now */
};

struct options {
	const char *host, *token, *source, *mark;
	uint64_t port, connections, batch, rate, events, children, seed;
	int64_t now_us;
	bool fill, history, county;
	uint64_t names; /* county: in a hundred, by name alone */
};

struct connection {
	int fd;
	bool waits; /* for an answer */
	char *request, *reply;
	size_t length, sent, got;
	int64_t asked_us;
	uint64_t carries; /* events */
};

struct load {
	struct options options;
	struct connection *connections;
	int epoll;
	uint64_t random, next, asked, recorded, other;
	uint64_t answers;
	int64_t *latencies;
	int64_t started_us;
};

static const char *const agencies[] = { "police", "health", "social-care", "education" };
static const char *const categories[] = { "domestic-abuse",       "neglect",
					  "parent-mental-health", "missing",
					  "emotional-abuse",      "physical-abuse" };

static void die(const char *what)
{
	fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
	exit(1);
}

/* splitmix64 */
static uint64_t chance(struct load *load)
{
	uint64_t z = (load->random += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

/* The nth number of the range 999 that has a check digit; n below 900,000. */
static void nhs_number(uint64_t n, char ret[11])
{
	int skip = (int)(n % 9);

	snprintf(ret, 11, "999%05u", (unsigned)(n / 9 % 100000));
	for (int last = 0; last < 10; last++) {
		int sum = 0;

		ret[8] = (char)('0' + last);
		for (int i = 0; i < 9; i++)
			sum += (ret[i] - '0') * (10 - i);
		int check = (11 - sum % 11) % 11;

		if (check != 10 && skip-- == 0) {
			ret[9] = (char)('0' + check);
			ret[10] = '\0';
			return;
		}
	}
}

/* ---- Events ---- */

struct subject {
	uint64_t child;
	char record[32];
	bool has_nhs, is_misspelt;
};

static struct subject pick_subject(struct load *load, uint64_t n)
{
	const struct options *options = &load->options;
	uint64_t dice = options->fill ? 0 : chance(load) % 100;
	uint64_t numbered = options->children < NHS_NUMBERS ? options->children : NHS_NUMBERS;
	struct subject subject = { .child = options->fill ? n % options->children
							  : chance(load) % options->children };

	if (options->county && chance(load) % 100 < options->names) {
		snprintf(subject.record, sizeof subject.record, "N%.8s%" PRIu64, options->mark, n);
		subject.is_misspelt = n % 2 == 0;
		return subject;
	}
	if (dice < 85 || (options->county && dice >= 95)) {
		snprintf(subject.record, sizeof subject.record, "R%" PRIu64, subject.child);
	} else if (dice < 95) {
		subject.child = chance(load) % numbered;
		snprintf(subject.record, sizeof subject.record, "S%.8s%" PRIu64, options->mark, n);
	} else {
		subject.child = options->children + n;
		snprintf(subject.record, sizeof subject.record, "N%.8s%" PRIu64, options->mark, n);
	}
	subject.has_nhs = subject.child < numbered;
	return subject;
}

/* One of 20,000 surnames that are no more alike than those of people are: syllables that many share
 * would put every child in doubt with another. */
static void write_surname(uint64_t child, char *out)
{
	uint64_t bits = county_mix(county_mix(child) % 20000);
	size_t length = 5 + bits % 4;

	for (size_t i = 0; i < length; i++) {
		bits = county_mix(bits);
		out[i] = i % 2 == 0 ? "bcdfghjklmnprstvwz"[bits % 18] : "aeiou"[bits % 5];
	}
	out[length] = '\0';
	out[0] = (char)(out[0] - 'a' + 'A');
}

static void write_person(const struct options *options, const struct subject *subject, char *out,
			 size_t size)
{
	struct county_child child = county_child(subject->child);

	if (!options->county)
		write_surname(subject->child, child.family);
	if (subject->is_misspelt)
		child.family[2] = child.family[2] == 'e' ? 'a' : 'e';
	snprintf(out, size,
		 "\"family_name\":\"%s\",\"given_names\":\"%s\",\"birth_date\":\"%s\","
		 "\"postcode\":\"%s\"",
		 child.family, child.given, child.birth, child.postcode);
}

static size_t write_event(struct load *load, char *out)
{
	const struct options *options = &load->options;
	uint64_t n = load->next++;
	struct subject subject = pick_subject(load, n);
	int64_t ago_us = (int64_t)(chance(load) % (uint64_t)(USEC_PER_DAY * 365 * YEARS));
	char nhs[11], identifiers[64] = "", at[32], person[160];

	if (subject.has_nhs) {
		nhs_number(subject.child, nhs);
		snprintf(identifiers, sizeof identifiers,
			 "\"identifiers\":[{\"scheme\":\"nhs\",\"value\":\"%s\"}],", nhs);
	}
	write_person(options, &subject, person, sizeof person);
	time_format((options->now_us - ago_us) / USEC_PER_SEC * USEC_PER_SEC, at);
	return (size_t)snprintf(
		out, BODY_MAX,
		"{\"specversion\":\"1.0\",\"type\":\"concernd.contact.recorded.v1\",\"source\":\"%"
		"s\","
		"\"id\":\"%s-%" PRIu64 "\",%s\"data\":{\"children\":[{\"record\":\"%s\",%s"
		"%s}],\"occurred_at\":\"%s\","
		"\"category\":\"%s\",\"agency\":\"%s\",\"contact_source\":\"6\"}}",
		options->source, options->mark, n, options->history ? "\"history\":true," : "",
		subject.record, identifiers, person, at, categories[chance(load) % 6],
		agencies[chance(load) % 4]);
}

static void write_request(struct load *load, struct connection *connection)
{
	const struct options *options = &load->options;
	uint64_t left = options->events - load->asked;
	uint64_t n = left < options->batch ? left : options->batch;
	char *body = connection->request + 512, *at = body;

	if (options->batch > 1)
		*at++ = '[';
	for (uint64_t i = 0; i < n; i++) {
		if (i > 0)
			*at++ = ',';
		at += write_event(load, at);
	}
	if (options->batch > 1)
		*at++ = ']';
	char header[512];
	int length = snprintf(header, sizeof header,
			      "POST /v1/events HTTP/1.1\r\nHost: %s:%" PRIu64
			      "\r\nAuthorization: Bearer %s\r\n"
			      "Content-Type: application/cloudevents%s+json\r\n"
			      "Content-Length: %zu\r\n\r\n",
			      options->host, options->port, options->token,
			      options->batch > 1 ? "-batch" : "", (size_t)(at - body));

	memmove(connection->request + length, body, (size_t)(at - body));
	memcpy(connection->request, header, (size_t)length);
	connection->length = (size_t)length + (size_t)(at - body);
	connection->sent = connection->got = 0;
	connection->carries = n;
	load->asked += n;
}

/* ---- Connections ---- */

static void watch(struct load *load, struct connection *connection, uint32_t events)
{
	struct epoll_event event = { .events = events, .data.ptr = connection };

	if (epoll_ctl(load->epoll, EPOLL_CTL_MOD, connection->fd, &event) != 0)
		die("epoll_ctl");
}

static void push(struct load *load, struct connection *connection)
{
	while (connection->sent < connection->length) {
		ssize_t n = send(connection->fd, connection->request + connection->sent,
				 connection->length - connection->sent, MSG_NOSIGNAL);

		if (n < 0 && errno == EAGAIN) {
			watch(load, connection, EPOLLIN | EPOLLOUT);
			return;
		}
		if (n < 0)
			die("send");
		connection->sent += (size_t)n;
	}
}

static void ask(struct load *load, struct connection *connection, int64_t due_us)
{
	write_request(load, connection);
	connection->waits = true;
	connection->asked_us = due_us;
	push(load, connection);
}

static void open_connection(struct load *load, struct connection *connection)
{
	const struct options *options = &load->options;
	struct sockaddr_in to = { .sin_family = AF_INET,
				  .sin_port = htons((uint16_t)options->port) };
	struct epoll_event event = { .events = EPOLLIN, .data.ptr = connection };
	int on = 1;

	if (inet_pton(AF_INET, options->host, &to.sin_addr) != 1)
		die("--host wants an IPv4 address");
	connection->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (connection->fd < 0 || connect(connection->fd, (struct sockaddr *)&to, sizeof to) != 0)
		die("connect");
	setsockopt(connection->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	if (fcntl(connection->fd, F_SETFL, O_NONBLOCK) != 0)
		die("fcntl");
	connection->request = mem_new(options->batch * BODY_MAX + 1024, 1);
	connection->reply = mem_new(REPLY_MAX + 1, 1);
	if (epoll_ctl(load->epoll, EPOLL_CTL_ADD, connection->fd, &event) != 0)
		die("epoll_ctl");
}

static uint64_t count_words(const char *text, const char *word)
{
	uint64_t n = 0;

	for (const char *at = text; (at = strstr(at, word)) != NULL; at += strlen(word))
		n++;
	return n;
}

/* True when the whole answer is there. */
static bool is_whole(const struct connection *connection)
{
	const char *end = strstr(connection->reply, "\r\n\r\n");
	const char *length = strcasestr(connection->reply, "content-length:");

	if (end == NULL || length == NULL || length > end)
		return false;
	return connection->got >=
	       (size_t)(end + 4 - connection->reply) + strtoul(length + 15, NULL, 10);
}

static void take_answer(struct load *load, struct connection *connection)
{
	uint64_t recorded = count_words(connection->reply, "\"status\":\"recorded\"");

	if (recorded < connection->carries && load->other == 0)
		fprintf(stderr, "load: %.300s\n", connection->reply);
	load->recorded += recorded;
	load->other += connection->carries - recorded;
	if (load->answers < LATENCIES_MAX)
		load->latencies[load->answers] = clock_monotonic_us() - connection->asked_us;
	load->answers++;
	connection->waits = false;
}

static void pull(struct load *load, struct connection *connection)
{
	for (;;) {
		ssize_t n = recv(connection->fd, connection->reply + connection->got,
				 REPLY_MAX - connection->got, 0);

		if (n < 0 && errno == EAGAIN)
			return;
		if (n <= 0) {
			fprintf(stderr, "load: the daemon closed a connection\n");
			exit(1);
		}
		connection->got += (size_t)n;
		connection->reply[connection->got] = '\0';
		if (is_whole(connection)) {
			take_answer(load, connection);
			return;
		}
	}
}

/* ---- The run ---- */

/* When the next request is due: at once, or at its place of an even rate. What waits for a free
 * connection is late by our fault, so its time runs from when it was due. */
static int64_t next_due_us(const struct load *load)
{
	int64_t now_us = clock_monotonic_us();

	return load->options.rate == 0 ? now_us
				       : load->started_us + (int64_t)(load->asked * USEC_PER_SEC /
								      load->options.rate);
}

/* Gives every free connection what is due. Milliseconds until more is due, -1: only by answers. */
static int ask_all(struct load *load)
{
	for (uint64_t i = 0; i < load->options.connections; i++) {
		struct connection *connection = &load->connections[i];

		if (connection->waits)
			continue;
		if (load->asked >= load->options.events)
			return -1;
		int64_t due_us = next_due_us(load), now_us = clock_monotonic_us();

		if (due_us > now_us)
			return (int)((due_us - now_us) / USEC_PER_MSEC) + 1;
		ask(load, connection, due_us);
	}
	return -1;
}

static void run(struct load *load)
{
	struct epoll_event events[64];

	load->started_us = clock_monotonic_us();
	while (load->recorded + load->other < load->options.events) {
		int n = epoll_wait(load->epoll, events, 64, ask_all(load));

		for (int i = 0; i < n; i++) {
			struct connection *connection = events[i].data.ptr;

			if ((events[i].events & EPOLLOUT) != 0) {
				watch(load, connection, EPOLLIN);
				push(load, connection);
			}
			if ((events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0)
				pull(load, connection);
		}
	}
}

static int compare(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static double quantile_ms(const struct load *load, double part)
{
	uint64_t n = load->answers < LATENCIES_MAX ? load->answers : LATENCIES_MAX;

	return n == 0 ? 0.0 : (double)load->latencies[(uint64_t)(part * (double)(n - 1))] / 1000.0;
}

static void report(struct load *load)
{
	double seconds = (double)(clock_monotonic_us() - load->started_us) / USEC_PER_SEC;
	uint64_t n = load->answers < LATENCIES_MAX ? load->answers : LATENCIES_MAX;

	qsort(load->latencies, n, sizeof *load->latencies, compare);
	printf("{\"events\":%" PRIu64 ",\"recorded\":%" PRIu64 ",\"seconds\":%.3f,\"rate\":%.1f,"
	       "\"p50_ms\":%.3f,\"p99_ms\":%.3f,\"max_ms\":%.3f}\n",
	       load->asked, load->recorded, seconds, (double)load->recorded / seconds,
	       quantile_ms(load, 0.5), quantile_ms(load, 0.99), quantile_ms(load, 1.0));
}

static void take_option(const char *name, const char *value, struct options *ret)
{
	const struct {
		const char *name;
		const char **text;
		uint64_t *number;
		bool *flag;
	} rows[] = {
		{ .name = "host", .text = &ret->host },
		{ .name = "token", .text = &ret->token },
		{ .name = "source", .text = &ret->source },
		{ .name = "mark", .text = &ret->mark },
		{ .name = "port", .number = &ret->port },
		{ .name = "connections", .number = &ret->connections },
		{ .name = "batch", .number = &ret->batch },
		{ .name = "rate", .number = &ret->rate },
		{ .name = "events", .number = &ret->events },
		{ .name = "children", .number = &ret->children },
		{ .name = "seed", .number = &ret->seed },
		{ .name = "fill", .flag = &ret->fill },
		{ .name = "history", .flag = &ret->history },
		{ .name = "county", .flag = &ret->county },
		{ .name = "names", .number = &ret->names },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		if (strcmp(rows[i].name, name) != 0)
			continue;
		if (rows[i].text != NULL)
			*rows[i].text = value;
		else if (rows[i].number != NULL)
			*rows[i].number = strtoull(value, NULL, 10);
		else
			*rows[i].flag = true;
		return;
	}
	fprintf(stderr, "load: no option %s\n", name);
	exit(2);
}

/* "--name=value", or "--name" for a flag. */
static void read_options(int argc, char **argv, struct options *ret)
{
	for (int i = 1; i < argc; i++) {
		char *value = strchr(argv[i], '=');

		if (value != NULL)
			*value++ = '\0';
		take_option(strncmp(argv[i], "--", 2) == 0 ? argv[i] + 2 : "",
			    value != NULL ? value : "", ret);
	}
}

int main(int argc, char **argv)
{
	struct load load = { .options = { .host = "127.0.0.1",
					  .token = "",
					  .source = "urn:bench",
					  .mark = "b",
					  .connections = 64,
					  .batch = 1,
					  .events = 1000,
					  .children = 1000,
					  .seed = 1,
					  .now_us = clock_now_us() } };

	read_options(argc, argv, &load.options);
	if (load.options.port == 0 || load.options.batch < 1 || load.options.connections < 1 ||
	    load.options.children < 1) {
		fprintf(stderr, "load: see the head of load.c\n");
		return 2;
	}
	load.random = load.options.seed;
	load.latencies = mem_new(LATENCIES_MAX, sizeof *load.latencies);
	load.connections = mem_new(load.options.connections, sizeof *load.connections);
	load.epoll = epoll_create1(EPOLL_CLOEXEC);
	for (uint64_t i = 0; i < load.options.connections; i++)
		open_connection(&load, &load.connections[i]);
	run(&load);
	report(&load);
	for (uint64_t i = 0; i < load.options.connections; i++) {
		close(load.connections[i].fd);
		mem_free(load.connections[i].request);
		mem_free(load.connections[i].reply);
	}
	mem_free(load.connections);
	mem_free(load.latencies);
	return load.other == 0 ? 0 : 1;
}
