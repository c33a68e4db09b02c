/* SPDX-License-Identifier: Apache-2.0 */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "ctl.h"
#include "story.h"

/* concernctl test: stories that say what the rules are meant to do, played on a virtual clock. */

static const struct ctl_usage usage = {
	.call = "test [OPTION…] STORY…",
	.help = story_format,
	.least = 1,
	.most = -1,
};

/* What is told of a run as it goes. */
struct told {
	json_t *stories, *untouched; /* NULL: for people */
	const char *path;            /* of the story told last */
	size_t n_failed, n_untouched;
};

static void tell_story(struct told *told, const struct story *story,
		       const struct story_result *result)
{
	bool ok = result->n == 0;

	if (told->path == NULL || strcmp(told->path, story->path) != 0)
		printf("%s\n", story->path);
	told->path = story->path;
	printf("  %s%s%s  %s\n", ctl_colour(stdout, ok ? CTL_GREEN : CTL_RED),
	       ok ? "ok    " : "differs", ctl_colour(stdout, CTL_PLAIN), story->title);
	for (size_t i = 0; i < result->n; i++)
		printf("    %s:%d: %s\n", story->path, result->list[i].line, result->list[i].text);
}

static json_t *story_json(const struct story *story, const struct story_result *result)
{
	json_t *differences = json_array();

	for (size_t i = 0; i < result->n; i++)
		json_array_append_new(differences,
				      json_pack("{s:i, s:s}", "line", result->list[i].line, "text",
						result->list[i].text));
	return json_pack("{s:s, s:i, s:s, s:b, s:o}", "file", story->path, "line", story->line,
			 "story", story->title, "ok", result->n == 0, "differences", differences);
}

static void play_all(const struct story_set *set, struct told *told)
{
	for (size_t i = 0; i < set->n; i++) {
		struct story_result result;
		struct arena arena;

		arena_init(&arena);
		story_play(&set->stories[i], &arena, &result);
		told->n_failed += result.n > 0;
		if (told->stories != NULL)
			json_array_append_new(told->stories, story_json(&set->stories[i], &result));
		else
			tell_story(told, &set->stories[i], &result);
		arena_done(&arena);
	}
}

static void on_untouched(void *context, const char *rule, const char *condition)
{
	struct told *told = context;

	if (told->untouched != NULL)
		json_array_append_new(told->untouched, json_pack("{s:s, s:s}", "rule", rule,
								 "condition", condition));
	else if (told->n_untouched == 0)
		puts("\nNo story would notice if these were otherwise:");
	if (told->untouched == NULL)
		printf("  %s: %s\n", rule, condition);
	told->n_untouched++;
}

static void cover(const struct story_set *set, struct told *told)
{
	if (told->n_failed > 0) {
		ctl_message("what the stories touch is told once all of them hold");
		return;
	}
	story_cover(set, on_untouched, told);
	if (told->untouched == NULL && told->n_untouched == 0)
		puts("\nEvery rule and every condition is touched by a story.");
}

static int test(const struct ctl *ctl, const struct story_set *set, bool coverage)
{
	struct told told = { .stories = ctl->json ? json_array() : NULL,
			     .untouched = ctl->json && coverage ? json_array() : NULL };

	play_all(set, &told);
	if (coverage)
		cover(set, &told);
	if (told.stories == NULL)
		printf("\n%zu of %zu stories differ\n", told.n_failed, set->n);
	else if (told.untouched == NULL)
		ctl_print_json(json_pack("{s:o}", "stories", told.stories));
	else
		ctl_print_json(json_pack("{s:o, s:o}", "stories", told.stories, "untouched",
					 told.untouched));
	return told.n_failed > 0 ? CTL_FAILED : CTL_OK;
}

int ctl_test(struct ctl *ctl, int argc, char **argv)
{
	struct story_set set = { 0 };
	bool coverage = false;
	const struct ctl_option options[] = {
		{ .name = "coverage",
		  .flag = &coverage,
		  .help = "tell the rules and conditions that no story touches" },
	};
	int code;

	if (!ctl_options(ctl, &usage, options, sizeof options / sizeof *options, &argc, &argv,
			 &code))
		return code;
	arena_init(&set.arena);
	set.rules_path = ctl->rules_path;
	for (int i = 0; i < argc; i++)
		story_read_file(&set, argv[i]);
	code = set.n_mistakes > 0 ? CTL_USAGE : test(ctl, &set, coverage);
	story_set_done(&set);
	return code;
}
