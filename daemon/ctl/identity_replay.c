/* SPDX-License-Identifier: Apache-2.0 */
#include <csv.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "config/identity.h"
#include "config/settings.h"
#include "identity.h"

/* `concernctl identity replay`: the live decision, over a file. */

struct call {
	const char *against, *weights_path, *limit;
	bool no_guard;
};

static const struct ctl_usage usage = {
	.call = "identity replay [OPTION…] FILE.csv",
	.help = "Decides on one record after the other, as the daemon does, and prints record, "
		"child,\n"
		"decision and bits. link: of this child, named by its first record; review: a "
		"person\n"
		"would look, the child is provisional; new. bits: of the child, else of the best.\n"
		"The heading names record, family_name, given_names, birth_date, sex, postcode, "
		"and\n"
		"further columns that the weights name as fields. - reads standard input.\n"
		"With --against that file is what is held (a child a record, or a child a value "
		"of\n"
		"its column child), and nothing is added to it.",
	.least = 1,
	.most = 1,
};

/* ---- Weights ---- */

static bool read_limit(const char *text, double *ret)
{
	char *end;

	errno = 0;
	double limit = strtod(text, &end);

	if (errno != 0 || end == text || *end != '\0' || !(limit >= -100 && limit <= 1000))
		return false;
	*ret = limit;
	return true;
}

static bool read_weights(const char *path, struct weights *ret)
{
	struct findings findings;

	findings_init(&findings);
	bool ok = identity_read_file(path, ret, &findings);

	findings_sort(&findings);
	for (size_t i = 0; i < findings.n; i++)
		ctl_message("%s", findings_line(&findings, i));
	findings_done(&findings);
	return ok;
}

/* What --weights says, else concernd.conf if one was named, else as shipped. */
static bool choose_weights(const struct ctl *ctl, const struct call *call, struct weights *ret,
			   int *ret_exit)
{
	weights_standard(ret);
	*ret_exit = CTL_FAILED;
	if (call->weights_path != NULL) {
		if (!read_weights(call->weights_path, ret))
			return false;
	} else if (ctl->config_given) {
		struct settings *settings = ctl_settings(ctl, ret_exit);

		if (settings == NULL)
			return false;
		*ret = settings->identity;
		settings_free(settings);
	}
	if (call->no_guard)
		weights_drop_guard(ret);
	if (call->limit != NULL && !read_limit(call->limit, &ret->limit_bits)) {
		*ret_exit = ctl_usage_error("--limit wants a number of bits, such as 8 or 6.6");
		return false;
	}
	/* A limit under what is reviewed leaves nobody to ask. */
	if (ret->review_from_bits > ret->limit_bits)
		ret->review_from_bits = ret->limit_bits;
	return true;
}

/* ---- The run ---- */

static void print_field(const char *field)
{
	if (field[strcspn(field, "\",\r\n")] != '\0')
		csv_fwrite(stdout, field, strlen(field));
	else
		fputs(field, stdout);
}

struct run {
	const struct ctl *ctl;
	struct weights weights;
	struct records records, held;
	struct register_of of;
	bool is_against;
	uint64_t decided[3]; /* by enum match_verdict */
};

static const char *const verdicts[] = { "link", "review", "new" };

static void print_decision(const struct run *run, const struct record *record, const char *child,
			   const struct proposal *proposal)
{
	char bits[32] = "";

	if (proposal->best != 0)
		snprintf(bits, sizeof bits, "%.2f", proposal->bits);
	if (run->ctl->json) {
		ctl_print_json(
			json_pack("{s:s, s:s, s:s, s:o}", "record", record->id, "child", child,
				  "decision", verdicts[proposal->verdict], "bits",
				  proposal->best != 0 ? json_real(proposal->bits) : json_null()));
		return;
	}
	print_field(record->id);
	putchar(',');
	print_field(child);
	printf(",%s,%s\n", verdicts[proposal->verdict], bits);
}

static void decide(struct run *run, struct record *record)
{
	struct proposal proposal;

	register_ask(&run->of, &record->said, &proposal);
	run->decided[proposal.verdict]++;
	int64_t child = proposal.child;

	if (child == 0 && !run->is_against)
		child = register_open(&run->of, record->id);
	if (!run->is_against)
		register_link(&run->of, child, &record->said);
	print_decision(run, record, child != 0 ? register_child(&run->of, child)->name : record->id,
		       &proposal);
}

/* Records of one value of the column child are one child. */
static void hold(struct run *run)
{
	GHashTable *children = g_hash_table_new(g_str_hash, g_str_equal);

	for (size_t i = 0; i < run->held.n; i++) {
		struct record *record = &run->held.list[i];
		const char *name = record->child != NULL ? record->child : record->id;
		gpointer number = record->child != NULL ? g_hash_table_lookup(children, name)
							: NULL;
		int64_t child = number != NULL ? (int64_t)GPOINTER_TO_SIZE(number)
					       : register_open(&run->of, name);

		g_hash_table_insert(children, (gpointer)(uintptr_t)name,
				    GSIZE_TO_POINTER((size_t)child));
		register_link(&run->of, child, &record->said);
	}
	g_hash_table_destroy(children);
}

static void replay(struct run *run)
{
	struct ctl_progress progress;

	if (!run->ctl->json)
		puts("record,child,decision,bits");
	ctl_progress_begin(&progress, "records", run->records.n);
	for (size_t i = 0; i < run->records.n; i++) {
		decide(run, &run->records.list[i]);
		ctl_progress_step(&progress, i + 1);
	}
	ctl_progress_end(&progress);
	ctl_message("%zu records: %" PRIu64 " linked, %" PRIu64 " to review, %" PRIu64 " new",
		    run->records.n, run->decided[VERDICT_LINK], run->decided[VERDICT_REVIEW],
		    run->decided[VERDICT_NEW]);
}

int identity_replay(struct ctl *ctl, int argc, char **argv)
{
	struct call call = { 0 };
	const struct ctl_option options[] = {
		{ .name = "against",
		  .argument = "FILE",
		  .text = &call.against,
		  .help = "what is held: nothing is added to it" },
		{ .name = "weights",
		  .argument = "FILE",
		  .text = &call.weights_path,
		  .help = "of `identity learn`, or a concernd.conf (default: that of --config, "
			  "else as shipped)" },
		{ .name = "limit",
		  .argument = "BITS",
		  .text = &call.limit,
		  .help = "from which a record is linked (default: as the weights say, 8)" },
		{ .name = "no-guard",
		  .flag = &call.no_guard,
		  .help = "leave out twins and siblings: merges twins; to compare with others" },
	};
	struct run run = { .ctl = ctl };
	struct err err = { 0 };
	int code;

	if (!ctl_options(ctl, &usage, options, sizeof options / sizeof *options, &argc, &argv,
			 &code))
		return code;
	if (!choose_weights(ctl, &call, &run.weights, &code))
		return code;
	const struct record_columns columns = { .weights = &run.weights };

	register_init(&run.of, &run.weights);
	run.is_against = call.against != NULL;
	bool ok = records_read(argv[0], &columns, &run.records, &err) &&
		  (!run.is_against || records_read(call.against, &columns, &run.held, &err));

	if (ok && run.is_against)
		hold(&run);
	if (ok)
		replay(&run);
	register_done(&run.of);
	records_done(&run.records);
	records_done(&run.held);
	return ok ? CTL_OK : ctl_failed(&err);
}
